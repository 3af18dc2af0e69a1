"""Texts labelled sentence by sentence, as people write them down.

The format is described in ``training/detection/GUIDE.md``. What a document as a whole is warned
for is never written: ``detection.py`` computes it from the sentences by the rule of the taxonomy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from summarizer.types import Span

__all__ = ["CODES", "LabelledText", "parse_labels", "read_labelled", "read_labels"]

CODES = {
    "SX1": "cw-child-sexual-abuse", "SX2": "cw-sexual-violence", "SX3": "cw-sexual-exploitation",
    "SX4": "cw-image-abuse", "SX5": "cw-sexual-content", "VL1": "cw-killing", "VL2": "cw-assault",
    "VL3": "cw-torture", "VL4": "cw-abduction", "VL5": "cw-threat-stalking",
    "MV1": "cw-war-atrocity", "MV2": "cw-mass-attack", "AB1": "cw-domestic-abuse",
    "AB2": "cw-child-abuse", "AB3": "cw-forced-labour", "AB4": "cw-harmful-practice",
    "SH1": "cw-suicide", "SH2": "cw-self-injury", "SH3": "cw-eating-disorder",
    "SH4": "cw-mental-health-crisis", "SH5": "cw-substance-use", "DM1": "cw-death-grief",
    "DM2": "cw-injury-remains", "DM3": "cw-accident-disaster", "DM4": "cw-illness-procedure",
    "DM5": "cw-pregnancy-loss", "HD1": "cw-hate", "HD2": "cw-slurs", "OT1": "cw-animal-harm",
    "OT2": "cw-cultural-notice",
}  # fmt: skip
"""Short name in the files → warning code."""

_LABEL = re.compile(r"(?P<code>[A-Z]{2}\d):(?P<level>[1-4])")


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with what is in it, sentence by sentence.

    ``labels``: for each sentence the level of each code that it shows. ``graphic``: where detail
    stands, None where nobody marked it. Offsets are those of ``text``.
    """

    id: str
    genre: str
    text: str
    sentences: tuple[Span, ...]
    labels: tuple[Mapping[str, int], ...]
    graphic: tuple[Span, ...] | None = None
    first_person: bool = False

    @property
    def innocent(self) -> bool:
        """True when nothing in it is distressing."""
        return not any(self.labels)


def read_labelled(path: Path) -> Iterator[LabelledText]:
    """The documents of one author's file; each line of a ``single`` block is one of its own.

    Raises:
        ValueError: a line is not in the format; names the file and the line.
    """
    header: list[str] = []
    paragraphs: list[list[tuple[str, Mapping[str, int]]]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("== "):
            yield from _texts(header, paragraphs)
            header = [part.strip() for part in line[3:].split("|")]
            paragraphs = [[]]
        elif not line.strip():
            paragraphs.append([])
        else:
            labels, separator, sentence = line.partition(" | ")
            if not separator or not header:
                raise ValueError(f"{path.name}:{number}: not 'labels | sentence'")
            try:
                paragraphs[-1].append((sentence.strip(), parse_labels(labels)))
            except ValueError as error:
                raise ValueError(f"{path.name}:{number}: {error}") from None
    yield from _texts(header, paragraphs)


def parse_labels(written: str) -> dict[str, int]:
    """``"VL1:2 AB1:1"`` as warning code → level; ``"-"`` is none.

    Raises:
        ValueError: not a label.
    """
    found: dict[str, int] = {}
    for label in written.split():
        if label == "-":
            continue
        match = _LABEL.fullmatch(label)
        if match is None or match["code"] not in CODES:
            raise ValueError(f"not a label: {label!r}")
        code = CODES[match["code"]]
        found[code] = max(found.get(code, 0), int(match["level"]))
    return found


def read_labels(path: Path) -> dict[str, dict[int, dict[str, int]]]:
    """Labels without text: document id → number of the sentence → code → level.

    For texts that may be read but not copied. Sentences are those that ``summarizer.text`` cuts.

    Raises:
        ValueError: a line is not in the format.
    """
    found: dict[str, dict[int, dict[str, int]]] = {}
    current: dict[int, dict[str, int]] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("== "):
            current = found.setdefault(line[3:].strip(), {})
        elif line.strip():
            index, _, labels = line.strip().partition(" ")
            if current is None or not index.isdigit():
                raise ValueError(f"{path.name}:{number}: not 'number labels'")
            current[int(index)] = parse_labels(labels)
    return found


def _texts(
    header: list[str], paragraphs: list[list[tuple[str, Mapping[str, int]]]]
) -> Iterator[LabelledText]:
    filled = [paragraph for paragraph in paragraphs if paragraph]
    if not header or not filled:
        return
    name, genre = header[0], header[1]
    first_person = header[2:] == ["first-person"]
    if genre == "single":
        lines = [line for paragraph in filled for line in paragraph]
        for index, line in enumerate(lines):
            yield _text(f"{name}.{index}", genre, [[line]], first_person=False)
        return
    yield _text(name, genre, filled, first_person=first_person)


def _text(
    name: str,
    genre: str,
    paragraphs: list[list[tuple[str, Mapping[str, int]]]],
    *,
    first_person: bool,
) -> LabelledText:
    text = ""
    sentences: list[Span] = []
    labels: list[Mapping[str, int]] = []
    graphic: list[Span] = []
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        for place, (marked, found) in enumerate(paragraph):
            text += " " if place else ""
            start = len(text)
            for part, piece in enumerate(re.split(r"\[\[|\]\]", marked)):
                if part % 2:
                    graphic.append(Span(len(text), len(text) + len(piece)))
                text += piece
            sentences.append(Span(start, len(text)))
            labels.append(found)
    return LabelledText(
        name, genre, text, tuple(sentences), tuple(labels), tuple(graphic), first_person
    )
