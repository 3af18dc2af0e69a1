"""The words a writer may use: those of the safe text, and the small words that join them."""

from __future__ import annotations

import re

from summarizer.text import FUNCTION_WORDS, sentences

__all__ = ["vocabulary_of"]

_SENTENCE_END = re.compile(r"(?<!\.\w)\.(?=\W*$)")
"""The full stop behind a word without another one in it."""
_JOINING = frozenset(
    "a an the and or but as of in on at to from for with by after before during since until into"
    " over about between against among through under than that which who whose when where while"
    " because so also not no it its they their them he his him she her was were is are be been"
    " has have had will would can could may said says this these those there more most other"
    " another several some all both each further additional including led found".split()
)


def vocabulary_of(text: str) -> frozenset[str]:
    """Words to copy from, as they stand in ``text``, with the joining words.

    The full stop of an abbreviation is part of the word, that of a sentence is not: after it a
    writer has to be able to end.
    """
    words = set()
    for span in sentences(text):
        *inside, last = span.of(text).split() or [""]
        for token in (*inside, _SENTENCE_END.sub("", last)):
            bare = token.strip("\"'()[]{},;:!?-–—…“”‘’")
            words |= {bare, bare.rstrip(".")}
            words |= {part for part in re.split(r"[-–—/]", bare) if part}
            if bare.endswith(("'s", "’s")):
                words.add(bare[:-2])
    return frozenset(word for word in words | _JOINING | FUNCTION_WORDS if word)
