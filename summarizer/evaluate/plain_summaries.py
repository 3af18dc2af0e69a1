"""Plain ways of summarising, to stand beside the program: they copy sentences as they are."""

from __future__ import annotations

from collections.abc import Callable

from summarizer.errors import UsageError
from summarizer.evaluate.writing import Written
from summarizer.text import sentences, stem

__all__ = ["SENTENCES", "first_sentences", "lexrank"]

SENTENCES = 3


def first_sentences(document: str) -> Written:
    """The first three, which is hard to beat on news."""
    return Written(text=" ".join(span.of(document) for span in sentences(document)[:SENTENCES]))


def lexrank() -> Callable[[str], Written]:
    """The three sentences most like all others, in order (Erkan & Radev 2004), by sumy.

    Raises:
        UsageError: sumy is not installed.
    """
    try:
        from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
        from sumy.summarizers.lex_rank import LexRankSummarizer
    except ImportError:
        raise UsageError("writing needs sumy; run: pip install 'summarizer[evaluate]'") from None
    rank = LexRankSummarizer(stem)

    def write(document: str) -> Written:
        told = [Sentence(span.of(document), _Words()) for span in sentences(document)]
        chosen = rank(ObjectDocumentModel([Paragraph(told)]), SENTENCES)
        return Written(text=" ".join(str(sentence) for sentence in chosen))

    return write


class _Words:
    """What sumy asks for words; its own tokenizer wants a download."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(word for word in sentence.split() if word[:1].isalnum())
