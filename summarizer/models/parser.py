"""A spaCy parse of any length of text as plain ``Token`` values.

The only file that runs spaCy. Long texts are parsed in pieces cut at paragraph borders, so the
memory needed does not grow with the document; offsets are those of the whole text.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from summarizer.errors import ModelError
from summarizer.models.device import prepare_libraries
from summarizer.models.home import model_home
from summarizer.models.install import locate
from summarizer.policy.people import datelines_in
from summarizer.types import Span, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

__all__ = ["Parser", "SpacyParser", "chunks", "load_parser"]

PARSER = "en-core-web-sm"
_OFFICIAL = "en_core_web_sm"
_VERSION = "3.8."
_CHUNK_CHARS = 20_000
_BATCH = 32
_BORDERS = (
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"\n\s*"),
    re.compile(r"[.!?][\"')\u201d\u2019]*\s+"),
    re.compile(r"\s+"),
)
"""Where a long text may be cut, best first: paragraph, line, sentence, word."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class Parser(Protocol):
    """Text in, tokens out: offsets and heads are those of the text and tuple as a whole."""

    def __call__(self, text: str, /) -> tuple[Token, ...]:
        """Parse ``text``; white space gets no token."""
        ...

    def many(self, texts: Sequence[str], /) -> list[tuple[Token, ...]]:
        """Parse several texts; each as if it were alone."""
        ...


@dataclass(frozen=True, slots=True)
class SpacyParser:
    """A loaded pipeline. May be shared by threads: they take turns."""

    name: str
    _pipeline: Language = field(repr=False, compare=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def __call__(self, text: str, /) -> tuple[Token, ...]:
        """Parse ``text`` (characters); an empty or blank text has no tokens."""
        return self.many([text])[0]

    def many(self, texts: Sequence[str], /) -> list[tuple[Token, ...]]:
        """Parse several texts together, which is faster; each as if it were alone."""
        # spaCy encodes as UTF-8, which half of a surrogate pair does not survive.
        clean = [_SURROGATE.sub("\ufffd", text) for text in texts]
        pieces = [
            (index, piece)
            for index, text in enumerate(clean)
            for piece in chunks(text)
            if piece.of(text).strip()
        ]
        found: list[list[Token]] = [[] for _ in texts]
        # The memory zone forgets the documents' words afterwards; zones must not overlap.
        with self._turn, self._pipeline.memory_zone():
            parsed = self._pipeline.pipe(
                (piece.of(clean[index]) for index, piece in pieces), batch_size=_BATCH
            )
            for (index, piece), doc in zip(pieces, parsed, strict=True):
                found[index] += _tokens(doc, piece.start, found[index])
        return [tuple(tokens) for tokens in found]


def load_parser(*, home: Path | None = None) -> SpacyParser:
    """Load the English pipeline: the official package where it is installed, else the catalogue's.

    Args:
        home: the model home; by default ``model_home()``.

    Raises:
        ModelError: when neither is there, or it is of a version that spaCy does not take.
    """
    import importlib.metadata
    import importlib.util

    try:
        version = importlib.metadata.version(_OFFICIAL)
    except importlib.metadata.PackageNotFoundError:
        version = ""
    official = version.startswith(_VERSION) and importlib.util.find_spec(_OFFICIAL) is not None
    source = _OFFICIAL if official else locate(PARSER, home=home or model_home())
    prepare_libraries()  # spaCy's own libraries load torch
    with _quiet():
        import spacy
        from spacy.language import Language
        from thinc.api import use_ops

        try:
            # numpy multiplies matrices three times as fast as thinc's own library on processors
            # with wide vector units, and as fast elsewhere.
            with use_ops("numpy", use_blis=False):
                pipeline = spacy.load(source)
        except (OSError, ValueError, ImportError, KeyError) as error:
            raise ModelError(
                f"parser {PARSER}: this version of spaCy cannot load it "
                f"({type(error).__name__}); run: summarizer models pull {PARSER}"
            ) from error
    missing = {"tagger", "parser", "attribute_ruler", "lemmatizer", "ner"}.difference(
        pipeline.pipe_names
    )
    if missing:
        raise ModelError(f"parser {PARSER}: it has no {', '.join(sorted(missing))}")
    Language.component("paragraphs", func=_paragraphs)
    pipeline.add_pipe("paragraphs", before="parser")
    return SpacyParser(f"{_OFFICIAL}-{pipeline.meta.get('version', '')}", pipeline)


def _paragraphs(doc: Doc) -> Doc:
    """No sentence goes over a blank line, as the parser would let a headline without a full stop.

    None goes over the end of a dateline either: "IOWA CITY, Iowa — A coach was jailed" would make
    the coach an apposition to the town. A sentence may begin with the white space, which gets no
    token.
    """
    ends = {match.end() for match in datelines_in(doc.text, small=True)}
    for token in doc[1:]:
        before = token.nbor(-1)
        if before.is_space and before.text.count("\n") > 1:
            token.is_sent_start = True
            if token.i + 1 < len(doc) and not token.nbor().is_space:
                token.nbor().is_sent_start = False  # "Tomas | Brel was jailed"
        elif ends and before.idx + len(before) in ends:
            token.is_sent_start = True
    return doc


def chunks(text: str, *, limit: int = _CHUNK_CHARS) -> tuple[Span, ...]:
    """Tile ``text`` with spans of at most ``limit`` characters, cut at the best border there is.

    A border in the second half of a piece is taken before a better one in the first half.
    """
    spans: list[Span] = []
    start = 0
    while len(text) - start > limit:
        end = _cut(text, start, start + limit)
        spans.append(Span(start, end))
        start = end
    if start < len(text):
        spans.append(Span(start, len(text)))
    return tuple(spans)


def _cut(text: str, start: int, end: int) -> int:
    half = start + (end - start) // 2
    for border in _BORDERS:
        ends = [match.end() for match in border.finditer(text, half, end)]
        if ends:
            return ends[-1]
    return end


def _tokens(doc: Doc, offset: int, before: list[Token]) -> list[Token]:
    """The words of one piece; heads and sentences continue the numbering of ``before``."""
    words = [token for token in doc if not token.is_space]
    index = {token.i: len(before) + place for place, token in enumerate(words)}
    sentence = before[-1].sentence if before else -1
    current = -1
    tokens: list[Token] = []
    for token in words:
        opening = token.sent.start
        if opening != current:
            current = opening
            sentence += 1
        head = _word_head(token)
        tokens.append(
            Token(
                span=Span(offset + token.idx, offset + token.idx + len(token)),
                text=token.text,
                lemma=token.lemma_,
                pos=token.pos_,
                tag=token.tag_,
                dep=token.dep_ if head.i != token.i else "ROOT",
                head=index[head.i],
                entity=f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "",
                sentence=sentence,
            )
        )
    return tokens


def _word_head(token: SpacyToken) -> SpacyToken:
    """The nearest head that is a word; the token itself when there is none."""
    head = token.head
    while head.is_space and head.head.i != head.i:
        head = head.head
    return token if head.is_space else head


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what spaCy's dependencies say about each other while they are imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
