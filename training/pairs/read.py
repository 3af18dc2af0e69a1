"""Reads the pairs as GUIDE.md describes them, and says what is wrong with a file.

``python -m training.pairs.read FILE…`` prints every breach of the guide that a program can see.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["KINDS", "STYLES", "WRITTEN", "WrittenPair", "breaches", "read_written"]

WRITTEN = Path(__file__).with_name("data")
"""The files to learn from; those of the test author lie in a folder below."""
STYLES = ("headline", "brief", "paragraph")
KINDS = (
    "entity", "number", "date", "role", "negation",
    "stage", "attribution", "quantity", "invented", "merged",
)  # fmt: skip
_HEAD = re.compile(r"^== (?P<id>[\w-]+) \| (?P<genre>[^|]+) \| (?P<codes>[A-Z0-9 ]+|-)$")
_PART = re.compile(r"^-- (?P<part>headline|brief|paragraph|untrue)$")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_SENTENCES = {"headline": (1, 1), "brief": (1, 3), "paragraph": (3, 7)}
_WORDS = {"headline": (3, 12), "brief": (8, 65), "paragraph": (40, 160)}
_UNTRUE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPair:
    """A document with its three summaries, sentence by sentence, and untrue sentences.

    ``codes``: the warning codes it calls for; none of an innocent text. ``untrue``: kind of error
    and sentence.
    """

    id: str
    genre: str
    codes: tuple[str, ...]
    document: str = field(repr=False)
    summaries: dict[str, tuple[str, ...]] = field(repr=False)
    untrue: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def author(self) -> str:
        """Who wrote it."""
        return self.id.partition("-")[0]


def read_written(path: Path) -> Iterator[WrittenPair]:
    """The pairs of a file.

    Raises:
        ValueError: it is not in the format; names the file and the line.
    """
    head: re.Match[str] | None = None
    parts: dict[str, list[str]] = {}
    part = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("== "):
            if head is not None:
                yield _pair(head, parts)
            head = _HEAD.match(line)
            if head is None:
                raise ValueError(f"{path}:{number}: not '== id | genre | codes'")
            parts, part = {"": []}, ""
        elif line.startswith("-- "):
            found = _PART.match(line)
            if found is None or found["part"] in parts:
                raise ValueError(f"{path}:{number}: unknown or second part")
            part = found["part"]
            parts[part] = []
        elif head is None:
            if line.strip():
                raise ValueError(f"{path}:{number}: text before the first '=='")
        elif part and not line.strip():
            continue
        elif part == "untrue":
            kind, bar, sentence = line.partition(" | ")
            if not bar or kind not in KINDS or not sentence.strip():
                raise ValueError(f"{path}:{number}: not 'kind | sentence'")
            parts[part].append(line)
        else:
            parts[part].append(line)
    if head is not None:
        yield _pair(head, parts)


def _pair(head: re.Match[str], parts: dict[str, list[str]]) -> WrittenPair:
    codes = head["codes"]
    return WrittenPair(
        id=head["id"],
        genre=head["genre"].strip(),
        codes=() if codes == "-" else tuple(codes.split()),
        document="\n".join(parts[""]).strip(),
        summaries={
            style: tuple(line.strip() for line in parts.get(style, ()) if line.strip())
            for style in STYLES
        },
        untrue=tuple(
            (kind, sentence.strip())
            for kind, _, sentence in (line.partition(" | ") for line in parts.get("untrue", ()))
        ),
    )


def breaches(pair: WrittenPair) -> Iterator[str]:
    """What the guide does not allow, as far as counting tells."""
    figures = set(_FIGURE.findall(pair.document))
    if not 80 <= len(pair.document.split()) <= 560:
        yield f"document of {len(pair.document.split())} words"
    for style, lines in pair.summaries.items():
        least, most = _SENTENCES[style]
        if not least <= len(lines) <= most:
            yield f"{style} of {len(lines)} sentences"
        words = sum(len(line.split()) for line in lines)
        if not _WORDS[style][0] <= words <= _WORDS[style][1]:
            yield f"{style} of {words} words"
        for line in lines:
            if new := sorted(set(_FIGURE.findall(line)) - figures):
                yield f"{style} has figures that the document has not: {', '.join(new)}"
            if style != "headline" and line[-1] not in '.!?"”':
                yield f"{style} has a line that does not end a sentence"
    if len(pair.untrue) != _UNTRUE:
        yield f"{len(pair.untrue)} untrue sentences"


def main() -> None:
    """Print the breaches of the files named, and how often each kind of error was made."""
    kinds: Counter[str] = Counter()
    total = 0
    for name in sys.argv[1:]:
        for pair in read_written(Path(name)):
            total += 1
            kinds.update(kind for kind, _ in pair.untrue)
            for breach in breaches(pair):
                print(f"{pair.id}: {breach}")
    print(f"{total} documents; {dict(kinds)}")


if __name__ == "__main__":
    main()
