"""Sentences, words and normalised text, all with offsets.

``normalise`` makes the text that detectors read; ``sentences`` and ``words`` cut any text.
Rules and sources: compatibility characters fold as in Unicode Standard Annex 15 (NFKC),
look-alikes as in Unicode Technical Standard 39 (a small subset), sentence borders come from
Punkt (Kiss & Strunk 2006, Computational Linguistics 32(4)) with its trained English model,
stems from Snowball English.

nltk and punkt are imported on first use only. No function here logs or keeps text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.types import OffsetMap, Run, Span

if TYPE_CHECKING:
    from nltk.stem.snowball import SnowballStemmer
    from nltk.tokenize import RegexpTokenizer
    from punkt import PunktSentenceTokenizer

__all__ = [
    "FUNCTION_WORDS",
    "abridged",
    "content_words",
    "lies_in",
    "normalise",
    "paragraphs_of",
    "plain_letters",
    "rewrite",
    "sentence_at",
    "sentences",
    "spelled_out",
    "stem",
    "words",
]


def _split(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


FUNCTION_WORDS = _split(
    """a about above across after again against all almost along already also although always am
    among an and another any anyone anything are around as at away back be because been before
    behind being below between both but by can cannot can't could couldn't did didn't do does
    doesn't doing done don't down during each either else enough even ever every few for from
    further had hadn't has hasn't have haven't having he he'd he'll her here hers herself he's him
    himself his how however i i'd if i'll i'm in into is isn't it its it's itself i've just least
    less let like many may me might mine more most much must my myself near neither never no nor
    not nothing now of off often on once one only onto or other others our ours ourselves out over
    own per perhaps quite rather same shall she she'd she'll she's should shouldn't since so some
    someone something still such than that that's the their theirs them themselves then there
    therefore there's these they they'd they'll they're they've this those though through thus till
    to together too toward towards under unless until up upon us very via was wasn't we we'd we'll
    were we're weren't we've what whatever when where whether which while who whom whose why will
    with within without won't would wouldn't yet you you'd you'll your you're yours yourself you've
    """
)
"""English words that carry grammar rather than content; contractions with a plain apostrophe."""

# --- normalisation ------------------------------------------------------------------------------

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u2035\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u2036\u02ba\u275d\u275e", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2028\u2029\u0085", "\n"),
        "\u2044": "/",
        "\u2800": " ",
        # Small capitals and boxed letters have no compatibility mapping but are read as letters.
        **dict(
            zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ\u0251\u0261", "abcdefghijklmnoprstuvwyzag", strict=True)
        ),
        **{chr(0x1F150 + i): chr(65 + i) for i in range(26)},
        **{chr(0x1F170 + i): chr(65 + i) for i in range(26)},
    }
)
"""One to one: quotes, dashes (an em dash is a single hyphen), line separators, letter shapes."""

_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u04cf"
    "\u043a\u043c\u0442\u0432\u043d\u0433\u043f\u044c\u0451"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0423\u0406\u0408\u0405"
    "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c5\u03c4\u03c7\u03b3\u03b7\u03b5\u03c9"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0585\u0578\u057d\u0570\u0581\u0566",
    "aeopcxyijshdqwlkmtbhrnbeABEKMHOPCTXYIJSaopvikutxynewABEZHIKMNOPTYXonuhgq",
)
"""Cyrillic, Greek and Armenian letters that pass for Latin ones."""

_ROUGHLY = str.maketrans("циялЦИЯ", "unrnUNR")
"""Letters that pass for Latin ones in the middle of others that do, and nowhere else."""

# Characters without a glyph that are not in category Cf: fillers, selectors, grapheme joiner.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u180b\u180c\u180d\u180f")
_MARKS_LATIN = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_OVERLAYS = re.compile("[\u0334-\u0338\u0488\u0489\u20d0-\u20ff]")
_DIRTY_ASCII = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]|-[ ]*\n")
_EDIT = re.compile(
    r"(?P<wrap>(?<=[^\W\d_])[-\u00ad\u2010][ \t]*(?:\r\n|\r|\n)[ \t]*(?=[^\W\d_]))"
    r"|(?P<control>[\x00-\x09\x0b-\x1f\x7f]+)"
    r"|(?P<wide>[!-~]?(?:[^\x00-\x7f\u00ad\u2010]|[\u00ad\u2010](?![ \t]*[\r\n]))+|[\u00ad\u2010])"
)
_SPACES = str.maketrans({"\t": " ", "\v": "\n", "\f": "\n", "\r": "\n"})
_FOREIGN = re.compile("[\u0370-\u058f\u1f00-\u1fff]")
_LETTERS = re.compile(r"[^\W\d_]+")
# A line that ends in one of these and a hyphen holds a compound, not a broken word.
_COMPOUND_HEADS = _split(
    """anti best cross east far full half hard high ill large long low mid multi never
    new non north old one post quasi right second self semi short six small so south
    still ten then third three two well west"""
)


def normalise(text: str) -> tuple[str, OffsetMap]:
    r"""The text that detectors read, and the map that leads from it back to ``text``.

    Control, zero-width, filler and direction characters and soft hyphens are dropped; line
    ends become ``\n`` and tabs spaces; words broken over lines by a hyphen are joined;
    compatibility characters are folded (NFKC, ligatures expand) and accents composed; marks
    stacked on a letter are dropped; quotes and dashes become plain, one to one; look-alike
    letters are folded in words that mix scripts, so Russian and Greek words stay.

    Args:
        text: any string, lone surrogates included (each becomes U+FFFD).

    Returns:
        The normalised text and its ``OffsetMap`` (derived = normalised, origin = ``text``).
        ASCII letters that are kept map to themselves.
    """
    if text.isascii() and not _DIRTY_ASCII.search(text):
        return text, OffsetMap.identity(len(text))
    derived, offsets = rewrite(text, _edits(text))
    if _FOREIGN.search(derived):
        derived = _LETTERS.sub(lambda match: _unmix(match.group()), derived)
    return derived, offsets


def rewrite(text: str, edits: Iterable[tuple[int, int, str]]) -> tuple[str, OffsetMap]:
    """Apply edits ``(start, end, replacement)`` and keep the way back.

    Args:
        text: the origin.
        edits: sorted and disjoint. Of equal length they count as character by character.

    Returns:
        The derived text and its map.
    """
    parts: list[str] = []
    runs: list[Run] = []
    position = length = 0  # ends of what is written, in the origin and in the derived text
    opened = 0  # where the exact run under way starts in the origin

    def close(end: int) -> None:
        if end > opened:
            derived = Span(length - (end - opened), length)
            runs.append(Run(derived, Span(opened, end)))

    for start, end, put in edits:
        parts.append(text[position:start])
        length += start - position
        if len(put) != end - start:
            close(start)
            opened = end
            if put:
                runs.append(Run(Span(length, length + len(put)), Span(start, end)))
        parts.append(put)
        length += len(put)
        position = end
    parts.append(text[position:])
    length += len(text) - position
    close(len(text))
    return "".join(parts), OffsetMap(tuple(runs))


def _edits(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _EDIT.finditer(text):
        start, end = match.span()
        if match.lastgroup == "wrap":
            yield from _joined(text, start, end)
        elif match.lastgroup == "control":
            yield from _controls(text, start, end)
        else:
            yield from _folded(text, start, end)


def _joined(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    left = re.search(r"[^\W_]+(?:-[^\W_]+)*\Z", text[max(0, start - 40) : start])
    head = left.group() if left else ""
    soft = text[start] == "\u00ad"
    compound = not soft and ("-" in head or head.lower() in _COMPOUND_HEADS)
    if not soft and text[end].isupper() and not head.isupper():
        # "Anglo-\nFrench": a capital does not start the second half of a word.
        compound = True
    yield (start, start + 1, "-") if compound else (start, start + 1, "")
    yield start + 1, end, ""


def _controls(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for at in range(start, end):
        char = text[at]
        crlf = char == "\r" and text[at + 1 : at + 2] == "\n"
        put = "" if crlf or char not in "\t\v\f\r" else char.translate(_SPACES)
        yield at, at + 1, put


def _folded(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Edits for a stretch of non-ASCII characters (and the ASCII letter its marks sit on)."""
    at = start
    while at < end:
        char = text[at]
        if _invisible(char):
            yield at, at + 1, ""
            at += 1
            continue
        stop = at + 1
        while stop < end and _attaches(text[stop]):
            stop += 1
        put = _cluster(text[at:stop])
        if put != text[at:stop]:
            yield at, stop, put
        at = stop


def _invisible(char: str) -> bool:
    if char < "\x7f":
        return False
    return (
        char in _BLANKS
        or "\x7f" <= char <= "\x84"
        or "\x86" <= char <= "\x9f"
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0000" <= char <= "\U000e0fff"
        or unicodedata.category(char) == "Cf"
    )


def _attaches(char: str) -> bool:
    """True for a character that belongs to the letter before it."""
    if char in _BLANKS or "\ufe00" <= char <= "\ufe0f" or char >= "\U000e0000":
        return False
    return (
        unicodedata.category(char)[0] == "M"
        or "\u1161" <= char <= "\u11ff"
        or char in "\uff9e\uff9f"
    )


def _cluster(piece: str) -> str:
    """A base character with its marks, folded. Equal length means character by character."""
    base = piece[0].translate(_PLAIN)
    if "\ud800" <= base <= "\udfff":
        return "\ufffd"
    if base == piece[0] and not base.isascii():
        folded = unicodedata.normalize("NFKC", base).translate(_PLAIN)
        if not _MARKS_LATIN.search(folded[1:]):  # a free-standing accent is not a space
            base = folded
    marks = piece[1:]
    if not marks:
        return "" if _MARKS_LATIN.fullmatch(base) else base
    if len(base) != 1:
        return base  # an expanded ligature; its marks go, so that lengths cannot coincide
    whole = unicodedata.normalize("NFKD" if base == piece[0] else "NFD", base) + marks
    if not _latin_like(whole[0]):
        return unicodedata.normalize("NFKC", base + marks[:4])
    composed = unicodedata.normalize("NFC", base + marks)
    if len(composed) == 1:
        return composed
    if len(whole) > 3 or len(composed) > 2 or _OVERLAYS.search(composed[1:]):
        return whole[0]
    return composed


def _latin_like(char: str) -> bool:
    return char < "\u0530" or "\u1e00" <= char <= "\u1fff"


def _unmix(word: str) -> str:
    """Fold look-alikes in a word that mixes Latin with another alphabet."""
    foreign = _FOREIGN.findall(word)
    latin = len(word) - len(foreign)
    if not foreign or not latin:
        return word
    folded = word.translate(_LOOKALIKES)
    if latin < len(foreign) and _FOREIGN.search(folded):
        return word  # a Russian or Greek word with a stray Latin letter
    return folded


def plain_letters(text: str) -> str:
    """A text with every look-alike letter folded, in foreign words too: for comparing alone."""
    return text.translate(_LOOKALIKES).translate(_ROUGHLY) if _FOREIGN.search(text) else text


# --- sentences ----------------------------------------------------------------------------------

_ABBREVIATIONS = _split(
    """adj adm approx asst assn assoc atty ave bde blvd brig bros capt cf cllr cmdr cmdt col comdr
    const cpl dep det dist e.g est fr gov hon i.e insp intl lance-cpl lt lt-col maj messrs mlle mme
    msgr mt natl ofc pfc pres prof pte pvt rep reps ret'd rev sen sens sgt sr st ste sub-lt supt
    viz vs a.k.a d.c.i d.i"""
)
_BEFORE_NUMBERS = _split("art ch fig no nos op p para pp pt sec vol")

_ITEM = re.compile(r"(?:[-*+•‣▪·>|]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")
_CLOSED = re.compile(r"""[.!?:;]["')\]]*$""")
_EXCLAIMED = re.compile(r"""[!?.]["'\u201d\u2019)\]]+$""")
_OF_STATE = re.compile(r"(?:(?P<before>[\w'’-]+)\s)?U\.[SKN]\.$")
_GOES_ON = _split("was were is are has had have will would can could did does and or to of for")
"""Words that begin no sentence but a question."""
_GOES_ON_WITH = re.compile(r"[)\]]?[,;:] ")
"""What stands behind an abbreviation's full stop and begins no sentence."""
_WIDEST = 100
"""Characters in the longest line that still counts as wrapped by hand or by a mail program."""


def sentences(text: str) -> tuple[Span, ...]:
    """Cut a text into sentences.

    A blank line is a border. A single line end inside a paragraph is a space when the line
    was full (wrapped text), a border when the line is short (headings, captions, lists).
    Quotes and brackets after the full stop belong to the sentence.

    Args:
        text: any string.

    Returns:
        Spans in order, without white space at their ends. Every other character lies in
        exactly one span.
    """
    tokenizer = _punkt()
    found: list[Span] = []
    for block in _blocks(text):
        piece = block.of(text).replace("\n", " ")
        starts = [start for start, _ in tokenizer.span_tokenize(piece)] or [0]
        starts[0] = 0
        ends = [*starts[1:], len(piece)]
        kept: list[Span] = []
        for start, end in zip(starts, ends, strict=True):
            span = _stripped(text, block.start + start, block.start + end)
            if not len(span):
                continue
            if kept and text[span.start].islower() and _EXCLAIMED.search(kept[-1].of(text)[-6:]):
                span = Span(kept.pop().start, span.end)  # "Stop!" he shouted.
            elif kept and _GOES_ON_WITH.match(text, span.start):
                span = Span(kept.pop().start, span.end)  # "Brigadier Roe (rtd.), said that …"
            elif kept and _joins(kept[-1].of(text)[-24:], span.of(text)):
                span = Span(kept.pop().start, span.end)
            kept.append(span)
        found += kept
    return tuple(found)


def sentence_at(sentences: Sequence[Span], offset: int) -> int:
    """The index of the last of some sentences, in text order, that begins at an offset or before.

    -1 before the first.
    """
    return bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1


def lies_in(span: Span, sentences: Sequence[Span]) -> bool:
    """Whether a span begins in one of some sentences, which are in text order."""
    at = sentence_at(sentences, span.start)
    return at >= 0 and sentences[at].overlaps(span)


def paragraphs_of(text: str, sentences: Sequence[Span]) -> tuple[int, ...]:
    """For each sentence the number of the paragraph that it begins in; blank lines part them."""
    starts = [lines[0].start for lines in _paragraphs(text)]
    return tuple(bisect_right(starts, sentence.start) - 1 for sentence in sentences)


def _joins(before: str, after: str) -> bool:
    """True where "U.S." ends no sentence: newswire writes "one U.S. Official".

    As a noun it has an article, and a verb in front of which it stands is no beginning.
    """
    match = _OF_STATE.search(before)
    if match is None:
        return False
    first = after.split(maxsplit=1)[0].lower()
    return first in _GOES_ON or (match["before"] or "the").lower() != "the"


@cache
def _punkt() -> PunktSentenceTokenizer:
    from dataclasses import replace

    from punkt import PunktSentenceTokenizer, load_model

    model = load_model("english")
    model = replace(
        model,
        abbrev_types=set(model.abbrev_types) | _ABBREVIATIONS,
        numeric_abbrev_types=set(model.numeric_abbrev_types) | _BEFORE_NUMBERS,
    )
    return PunktSentenceTokenizer(model)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def _blocks(text: str) -> Iterator[Span]:
    """Stretches that hold whole sentences: paragraphs, or single lines that stand alone."""
    paragraphs = list(_paragraphs(text))
    width = _width(paragraphs)
    for lines in paragraphs:
        start = lines[0].start
        for line, after in pairwise(lines):
            if not _flows(text, line, after, width):
                yield Span(start, line.end)
                start = after.start
        yield Span(start, lines[-1].end)


def _paragraphs(text: str) -> Iterator[list[Span]]:
    """The lines of each paragraph, without white space around them."""
    lines: list[Span] = []
    position = 0
    for line in text.split("\n"):
        span = _stripped(text, position, position + len(line))
        position += len(line) + 1
        if len(span):
            lines.append(span)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _width(paragraphs: list[list[Span]]) -> int:
    """The column at which the text seems to be wrapped: nearly all full lines end before it."""
    full = sorted(len(line) for lines in paragraphs for line in lines[:-1] if len(line) <= _WIDEST)
    return full[int(len(full) * 0.9)] if full else 0


def _flows(text: str, line: Span, after: Span, width: int) -> bool:
    """True when a sentence may run on from one line into the next."""
    if len(line) > _WIDEST or len(after) > _WIDEST or _ITEM.match(after.of(text)):
        return False
    if len(line) >= 25 and text[after.start].islower() and not _CLOSED.search(line.of(text)[-4:]):
        return True
    first = after.of(text).split(maxsplit=1)[0]
    return len(line) >= 45 and len(line) + 1 + len(first) >= width - 4


# --- words --------------------------------------------------------------------------------------

_WORD = r"""(?x)
    (?:[^\W\d_]\.){2,}                                      # U.S., a.m.
  | \d++(?:[.,:]\d+)*+[^\W_]*(?:-[^\W\d_][^\W_]*)*          # 1,200  20:30  3rd  15-month-old
  | [^\W_]+(?:(?:-|['\u2019](?!s\b))[^\W_]+)*               # self-harm  don't  O'Brien-Smith
  | ['\u2019]s\b
  | \.{2,} | -{2,}
  | [^\s]
"""


def words(text: str) -> tuple[tuple[str, Span], ...]:
    """Cut a text into words, numbers and punctuation marks.

    A possessive ``'s`` is a word of its own; contractions, hyphenated words, initials with
    full stops and numbers with separators stay whole.

    Returns:
        ``(word, span)`` in order; every character that is not white space is in one of them.
    """
    return tuple((text[a:b], Span(a, b)) for a, b in _tokenizer().span_tokenize(text))


@cache
def _tokenizer() -> RegexpTokenizer:
    from nltk.tokenize import RegexpTokenizer

    return RegexpTokenizer(_WORD)


def content_words(text: str) -> tuple[str, ...]:
    """The casefolded words and numbers of a text that are not function words.

    Hyphenated words count as their parts, for an em dash is a plain hyphen once normalised.
    """
    found = []
    for word, _ in words(text):
        folded = word.casefold().replace("\u2019", "'")
        if folded in FUNCTION_WORDS or folded == "'s":
            continue
        found += [
            part
            for part in folded.split("-")
            if any(map(str.isalnum, part)) and part not in FUNCTION_WORDS
        ]
    return tuple(found)


_DONE = (
    "sentenced|jailed|convicted|charged|arrested|acquitted|cleared|fined|killed|injured|wounded"
    "|freed|rescued|evacuated|brought to safety"
)
_HELPED = re.compile(rf"(?<=\w )(?:(?:has|have|had) been|was|were) (?=(?:{_DONE})\b)")
_HEADED = re.compile(
    r"^(?P<who>(?:(?!\b(?:was|were|been|be|being|is|are|has|have|had|who|that|which)\b)[^,;:.])"
    rf"{{2,60}}?) (?={_DONE}\b)(?!(?:{_DONE}) (?!(?:for|to|in|of|over|after|by|at|with|on|when|as"
    r"|from|near|and|alongside)\b)\w)"
)
_SEVERAL = re.compile(
    r"(?i)^(?:\d|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|eleven\b"
    r"|twelve\b|dozens\b)| and |(?:[^s]s|people|men|women|children|police)$"
)


def abridged(sentence: str) -> str:
    """A sentence without the "was" that a headline leaves out; ``spelled_out`` puts it back."""
    return _HELPED.sub("", sentence, count=1)


def spelled_out(headline: str) -> str:
    """A headline with the "was" that its short grammar leaves out: "Two men jailed for fraud".

    Only before what a court or a disaster does to people, where nothing says to whom else.
    """
    match = _HEADED.match(headline)
    if match is None:
        return headline
    be = "were" if _SEVERAL.search(match["who"]) else "was"
    return f"{match['who']} {be}{headline[match.end('who') :]}"


def stem(word: str) -> str:
    """The Snowball English stem of one word, in lower case."""
    return str(_stemmer().stem(word.casefold()))


@cache
def _stemmer() -> SnowballStemmer:
    from nltk.stem.snowball import SnowballStemmer

    return SnowballStemmer("english")
