"""What the writer of a message did not write: replies quoted below, header blocks, signatures.

A reply is set aside with what introduces it; a message that is forwarded is what somebody wants
to have read, and only its header block goes. So is a message that is nothing but a quotation.
The forms of programs in English, French, German, Italian and Spanish are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.types import Span

__all__ = ["is_forward", "set_aside"]

_FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|fw|wg|tr|rv|rif|enc)\s*:", re.IGNORECASE)
_FORWARD = re.compile(
    r"\s*(?:-{2,}\s*(?:forwarded message|weitergeleitete nachricht|message transféré|"
    r"mensaje reenviado|messaggio inoltrato)\s*-{2,}"
    r"|(?:begin forwarded message|anfang der weitergeleiteten nachricht|"
    r"début du message réexpédié|inicio del mensaje reenviado|inizio messaggio inoltrato)\s?:)\s*",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"\s*-{2,}\s*(?:original message|original appointment|urspr(?:ü|ue)ngliche nachricht|"
    r"originalnachricht|message d['’]origine|mensaje original|messaggio originale)\s*-{2,}\s*",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d[:.h]\d\d|@")
"""A time of day or an address: a story's "On Monday he wrote:" has neither."""
_WROTE = re.compile(
    r"(?:on|am|le|el|il)\s.{4,300}\s"
    r"(?:wrote|a écrit|escribió|ha scritto|schrieb(?:\s.{1,120})?)\s?:",
    re.IGNORECASE,
)
_WROTE_ON = re.compile(
    r".{1,150}\s(?:(?:wrote|schrieb|a écrit|escribió|ha scritto)\s(?:on|am|le|el|il)\s.{4,100}"
    r"|<[^<>\s]{1,100}@[^<>\s]{1,100}>\s(?:wrote|schrieb|a écrit|escribió|ha scritto))\s?:",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s{0,3}\*?(?:From|Von|De|Da|Expéditeur)\s?:\*?\s", re.IGNORECASE)
_FIELD = re.compile(
    r"\s{0,3}\*?(?P<name>From|Von|De|Da|Expéditeur|Sent|Date|Gesendet|Datum|Envoyé(?: le)?|"
    r"Enviado(?: el)?|Fecha|Inviato|Data|To|An|À|Para|A|Cc|Bcc|Kopie|Subject|Betreff|Objet|"
    r"Asunto|Oggetto|Reply-To|Importance|Attachments)\s?:\*?(?:\s|$)",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"^\s{0,3}> ?")
_MOBILE = re.compile(
    r"\s*(?:sent from (?:my|outlook|mail|yahoo)\b.{0,60}|get outlook for \w+.{0,60}"
    r"|von meinem .{2,40} gesendet|gesendet (?:von|mit) .{2,40}"
    r"|envoyé (?:de|depuis) mon .{2,40}|enviado desde mi .{2,40}|inviato da(?:l mio)? .{2,40})\s*",
    re.IGNORECASE,
)
_PGP = re.compile(r"-----(?:BEGIN PGP SIGNED MESSAGE|BEGIN PGP SIGNATURE)-----\s*")
_PGP_END = "-----END PGP SIGNATURE-----"
_INTRODUCTION = 3
"""The most lines over which an introduction is broken."""
_SIGNATURE = 15
"""Lines with words; what is longer below two dashes is no signature."""
_HEADER = 30
"""The most lines of a header block."""
_PGP_SIGNATURE = 40
"""The most lines of a signature that a program made."""
_LONG = 500
"""Characters; no line that is looked for is longer."""


def is_forward(subject: str) -> bool:
    """Whether a subject is that of a message that is passed on."""
    return bool(_FORWARD_SUBJECT.match(subject))


def set_aside(text: str, *, forward: bool) -> tuple[str, tuple[Span, ...]]:
    """The body of a message, and what in it is not its writer's.

    Args:
        text: the body. Quotation marks before the lines of what is forwarded are taken off.
        forward: the message is passed on, as its subject says.

    Returns:
        The text, and spans of it in order.
    """
    lines = _unquoted(text.split("\n"))
    for passed_on in (forward, True):
        marked = _marked(lines, forward=passed_on)
        if any(line.strip() for at, line in enumerate(lines) if at not in marked):
            return "\n".join(lines), tuple(_spans(lines, marked))
    return "\n".join(lines), ()


def _unquoted(lines: list[str]) -> list[str]:
    """The lines, those without one level of quotation that are passed on in it."""
    own = [
        line
        for at, line in enumerate(lines)
        if line.strip() and not _QUOTE.match(line) and not _introduction(lines, at)
    ]
    passed_on = not own
    found: list[str] = []
    for line in lines:
        if own and line.strip() and not _QUOTE.match(line):
            passed_on = bool(_FORWARD.fullmatch(line[:_LONG]))
        found.append(_QUOTE.sub("", line) if passed_on else line)
    return found


def _marked(lines: Sequence[str], *, forward: bool) -> frozenset[int]:
    marked: set[int] = set()
    at = 0
    while at < len(lines):
        line = lines[at][:_LONG]
        length = 1
        if not line:
            pass
        elif _QUOTE.match(line) or _MOBILE.fullmatch(line):
            marked.add(at)
        elif _FORWARD.fullmatch(line):
            length += _fields(lines, at + 1)
            marked.update(range(at, at + length))
        elif _PGP.fullmatch(line):
            length = _pgp(lines, at)
            marked.update(range(at, at + length))
        elif introduction := _introduction(lines, at):
            length = introduction
            below = at + length
            while below < len(lines) and not lines[below].strip():
                below += 1
            if not forward and below < len(lines) and not _QUOTE.match(lines[below]):
                length = len(lines) - at  # quoted without marks
            marked.update(range(at, at + length))
        else:
            length, header = _header_block(lines, at)
            length = len(lines) - at if header and not forward else max(1, length)
            marked.update(range(at, at + length) if header else ())
        at += length
    return _with_signatures(lines, marked)


def _with_signatures(lines: Sequence[str], marked: set[int]) -> frozenset[int]:
    """The marked lines that have words, and signatures up to the next of them or the end."""
    end = len(lines)
    written = 0
    for at in reversed(range(len(lines))):
        if at in marked:
            end, written = at, 0
        elif lines[at] in ("-- ", "--") and 0 < written <= _SIGNATURE:
            marked.update(range(at, end))
            end, written = at, 0
        elif lines[at].strip():
            written += 1
    return frozenset(at for at in marked if lines[at].strip())


def _introduction(lines: Sequence[str], at: int) -> int:
    """How many lines from here introduce a reply; 0 = none."""
    if not lines[at][:1].isalnum():
        return 0
    said = ""
    for length, line in enumerate(lines[at : at + _INTRODUCTION], 1):
        said = f"{said} {line[:_LONG].strip()}".strip()
        if not line.strip() or len(said) > _LONG:
            return 0
        if said.endswith(":") and _WHEN.search(said):
            if _WROTE.fullmatch(said):
                return length
            if (length == 1 or "@" in lines[at][:_LONG]) and _WROTE_ON.fullmatch(said):
                return length
    return 0


def _header_block(lines: Sequence[str], at: int) -> tuple[int, bool]:
    """How many fields stand from here, and whether they are the header of a message below."""
    if _ORIGINAL.fullmatch(lines[at][:_LONG]):
        return 1 + _fields(lines, at + 1), True
    if not _FROM.match(lines[at][:_LONG]):
        return 0, False
    length = _fields(lines, at)
    names = {match["name"].lower() for line in lines[at : at + length] if (match := _field(line))}
    return length, len(names) >= 3


def _fields(lines: Sequence[str], at: int) -> int:
    """How many lines from here are fields, with blank and continued lines between them."""
    last = at
    gap = 0
    for index in range(at, min(len(lines), at + _HEADER)):
        if _field(lines[index]):
            last, gap = index + 1, 0
        else:
            gap += 1
            if gap > 1:
                break
    return last - at


def _field(line: str) -> re.Match[str] | None:
    return _FIELD.match(line[:_LONG])


def _pgp(lines: Sequence[str], at: int) -> int:
    if "SIGNATURE" not in lines[at]:  # "Hash: SHA256" below it
        return 2 if at + 1 < len(lines) and lines[at + 1].startswith("Hash:") else 1
    for end in range(at, min(len(lines), at + _PGP_SIGNATURE)):
        if lines[end].startswith(_PGP_END):
            return end + 1 - at
    return 1


def _spans(lines: Sequence[str], marked: frozenset[int]) -> Iterator[Span]:
    """Marked lines that follow one another as one span, blank ones between them included."""
    start = end = -1
    position = 0
    for at, line in enumerate(lines):
        if at in marked:
            start = position if start < 0 else start
            end = position + len(line)
        elif line.strip() and start >= 0:
            yield Span(start, end)
            start = -1
        position += len(line) + 1
    if start >= 0:
        yield Span(start, end)
