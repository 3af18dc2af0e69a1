"""What is set aside before anybody reads: page furniture, credits, mail headers, injections.

``BOILERPLATE`` names the kinds. Lines and sentences are tested in normalised text, so that
look-alike letters and hidden characters do not help. Precision comes first: a sentence of the
story that begins with "Source" or "Watch" stays. Sentences that speak to a model (FA-07) are the
exception: there a false alarm costs a sentence, a miss costs the summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.types import Span

__all__ = ["BOILERPLATE", "boilerplate_lines", "boilerplate_sentence"]

BOILERPLATE = {
    "RD-01": "link to another story",
    "RD-02": "picture caption or credit",
    "RD-03": "invitation to subscribe, follow or share",
    "RD-04": "advertisement",
    "RD-05": "cookie, privacy or terms notice",
    "RD-06": "byline",
    "RD-07": "copyright or agency footer",
    "RD-08": "mail header, quoted reply or signature",
    "RD-09": "navigation",
    "RD-10": "code or front matter",
    "RD-11": "header or footer of a page",
    "FA-07": "text that addresses a language model",
}
"""Rule id → reason. FA-07 is the editorial rule; the RD rules are the reader's own."""

_CAPTION_WORDS = 45
"""A caption has no more words than this; in a longer line only the credit goes."""

_CREDIT_LENGTH = 200
"""Characters at the end of a line in which a credit is looked for."""

_NAME = r"[A-Z][\w.'-]*"
_CREDIT = (
    r"(?:(?:File |Handout |Main |Stock )?(?:Photo(?:graph|graphy|s)?|Picture|Pic|Image|Video|"
    r"Illustration|Graphic|Screengrab)s?(?: credit)?|Credits?|Source|Courtesy)"
)
_CAPTION = re.compile(
    rf"(?:^|(?<=[.!?)\]\"'|])\s+|\s+-\s+|\s*[|(\[]\s*){_CREDIT}(?:\s*:|\s*/|\s+by:?)\s*"
    r"(?P<who>(?:[A-Z@\d][^\s]*|and|of|the|via|for|de|van|der|von|/|&|-)"
    r"(?:\s+(?:[A-Z@\d(][^\s]*|and|of|the|via|for|de|van|der|von|/|&|-)){0,8})\s*[)\]]?\.?$"
)
_AGENCY_CREDIT = re.compile(
    r"(?:\((?:AP|Reuters|AFP|PA|EPA|AAP|dpa|Getty|Xinhua|TASS|ANSA)\s?(?:Photo|Images|Wire|file)?"
    r"\s?/[^()]{1,60}\)"
    r"|(?:[/|(]\s?|\bvia\s|©\s?)(?:Getty Images|AFP|Shutterstock|Alamy|iStock|PA Wire|EPA(?:-EFE)?|"
    r"Reuters|Rex Features)[^.]{0,20}?\)?)\.?$"
    r"|\((?:File )?(?:Photo|Image|Picture|Handout)(?: by|:)[^()]{1,80}\)\.?$",
    re.IGNORECASE,
)
_FILE_PICTURE = re.compile(r"^(?:File|Stock|Library|Handout) (?:photo|image|picture|pic)\b", re.I)

# Each pattern is matched against one stripped line.
_LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "RD-01",
        re.compile(
            r"^(?:[>*•»-]\s*)?(?:"
            r"(?:read (?:more|also|next|on)|see (?:also|more)|also read|related(?: (?:stories|"
            r"story|"
            r"articles?|coverage|content|links?|topics?|reading))?|recommended(?: reading)?|watch"
            r"(?: (?:now|live|video|more))?|listen(?: now)?|more (?:on this(?: story)?|stories|from"
            r"[^:]{1,40})|in pictures|gallery|podcast|explainer|video|don't miss|must read|trending"
            r"(?: now)?|most read|you (?:may|might) also like|editor'?s'? picks?)\s*[:|>»]\s*\S.*"
            r"|(?:related (?:stories|articles|coverage|content|links|topics)|recommended for you"
            r"|more (?:on this story|stories|like this)|most (?:read|popular|viewed)|read more|"
            r"see also|trending(?: now)?|you (?:may|might) also like|editor'?s'? picks|read next)"
            r"\s*[.:>»]?)$",
            re.IGNORECASE,
        ),
    ),
    (
        "RD-01",
        re.compile(
            r"^(?:READ (?:MORE|ALSO|NEXT)|SEE ALSO|ALSO READ|RELATED|WATCH|MORE)\s+[-A-Z].*[^.]$"
        ),
    ),
    ("RD-02", _FILE_PICTURE),
    (
        "RD-03",
        re.compile(
            r"^(?:share|tweet|email|print|save|comments?|\d+ comments?|leave a comment|copy link|"
            r"share this(?: (?:article|story|page|post))?|facebook|twitter|whatsapp|sign in|log "
            r"?in|"
            r"subscribe(?: now)?|sign up(?: now)?|register|\d+ min(?:ute)?s?(?: read)?|"
            r"listen to this article.*|share on .{1,40}|follow us)\s*[.!>]?$",
            re.IGNORECASE,
        ),
    ),
    (
        "RD-04",
        re.compile(
            r"^(?:-+\s*)?(?:advertisements?|advertising|sponsored(?: content| links?| by .{1,40})?|"
            r"paid (?:content|for by .{1,40})|promoted(?: content)?|ad|(?:story|article) continues "
            r"below(?: this)?(?: (?:ad|advertisement))?|continue reading(?: "
            r"below)?)\s*(?:-+)?[.]?$",
            re.IGNORECASE,
        ),
    ),
    (
        "RD-05",
        re.compile(
            r"^(?:privacy (?:policy|notice)|cookie (?:policy|settings|preferences)|terms (?:of "
            r"(?:use|service)|and conditions)|accept(?: all)?(?: cookies)?|manage (?:cookies|"
            r"preferences)|do not sell my (?:personal )?information)\s*[.|]?$",
            re.IGNORECASE,
        ),
    ),
    (
        "RD-06",
        re.compile(
            rf"^(?:By|BY|Words by|Story by|Written by|Report by)\s+(?!(?:Mon|Tues|Wednes|Thurs|Fri|"
            rf"Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
            rf"November|December|Royal|Law|Order){_NAME}(?:\s+(?:de|van|der|von|bin|al|"
            rf"(?:[ae]l|ibn|ul|ad)-{_NAME}|{_NAME})){{1,4}}"
            rf"(?:\s*(?:,|and|AND|\||/)\s*{_NAME}(?:\s+{_NAME}){{0,4}}){{0,4}}"
            rf"(?:\s*[,|-]\s*[\w /&'-]{{2,60}}| (?:at|in) (?:the )?[A-Z][\w /&'-]{{1,50}})?$"
            rf"|^From {_NAME} {_NAME},(?: in)? {_NAME}(?: {_NAME})?$"
            r"|^(?:Our |By )?(?:Staff|Special|Chief|Crime|Courts?|Legal|Political|Foreign|Local)"
            r"(?: [A-Z][a-z]+)? (?:Reporter|Correspondent|Writer)s?"
            r"(?: ?[|,–-] ?[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)?$"
        ),
    ),
    (
        "RD-07",
        re.compile(
            r"^(?:©|\(c\)\s*(?:\d{4}|copyright)|copyright\s*(?:©|\(c\)|\d{4})).*$"
            r"|^(?:(?:additional )?(?:reporting|writing|editing|compiled|research) by [^.]{3,120}"
            r"(?:; ?(?:additional )?(?:reporting|writing|editing|compiled) by "
            r"[^.]{3,120}){0,3})[.]?$"
            r"|^\((?:(?:additional )?(?:reporting|writing|editing|compiled) by|adds?|updates?"
            r"|recasts|corrects|writes through|refiles) [^()]{3,160}\)$"
            r"|^[-–—]+ ?with files from [^.]{3,80}[.]?$"
            r"|^this (?:report|story|article) was (?:first|originally) published .{3,60}$"
            r"|^\(?this (?:report|story|article|version|headline) (?:has been|was|is) (?:refiled"
            r"|corrected|amended|updated|edited) .{3,240}\)?$"
            r"|^(?:correction|clarification|editor['’]s note): .{10,300}$"
            r"|^published in [^.]{3,60}, (?:[a-z]+day,? )?(?:\d\d? )?(?:jan|feb|mar|apr|may|jun|jul"
            r"|aug|sep|oct|nov|dec)[^.]{0,20}$"
            r"|^(?:last )?updated:?(?: at| on)? [\d:.]{1,5} ?(?:[ap]\.?m\.?)?.{0,30}$"
            r"|^-{1,2}\s?(?:Reuters|AP|AFP|PA|AAP|dpa|Bloomberg|UPI|Xinhua)[.]?$"
            r"|^(?:Reuters|AP|AFP|PA Media|Press Association|Associated Press|AAP)[.]?$"
            r"|^.{0,60}\ball rights reserved\b.{0,200}$"
            r"|^(?:this|the) (?:material|article|story|content) (?:may|must) not be "
            r"(?:published|reproduced|broadcast|copied|redistributed)\b.*$",
            re.IGNORECASE,
        ),
    ),
    (
        "RD-08",
        re.compile(
            r"^(?:sent from my \w+.{0,30}|-{2,} ?(?:original|forwarded) message ?-{2,}|"
            r"begin forwarded message:|on [^\n]{6,120}\bwrote:|get outlook for \w+)$",
            re.IGNORECASE,
        ),
    ),
    (
        "RD-09",
        re.compile(
            r"^(?:skip to (?:main )?content|back to top|toggle navigation|main menu|menu|search|"
            r"(?:home|news|front page|index)(?:\s*[>»›/|]\s*[^>»›/|.]{1,40}){1,6}"
            r"|[\w&' -]{1,30}(?:\s*[>»›]\s*[\w&' -]{1,40}){2,6})$",
            re.IGNORECASE,
        ),
    ),
)

# Each pattern is matched at the start of one sentence.
_SENTENCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "RD-03",
        re.compile(
            r"(?:sign up (?:for|to) (?:our|the|receive)|subscribe (?:to (?:our|the)|now|today|"
            r"here)|"
            r"follow us on|like us on|join us on|click here (?:to|for)|download (?:our|the) "
            r"(?:\w+ )?app|"
            r"support our journalism|already a subscriber|get (?:the (?:latest|best|day's)|our) "
            r".{0,80}"
            r"(?:inbox|newsletter|app|alerts?)\b|share this (?:article|story|post|page)|"
            r"have you got a story|do you have a story|to (?:read|continue reading) "
            r".{0,40}subscribe|"
            r"thank you for reading|register (?:now|for free|to continue))",
            re.IGNORECASE,
        ),
    ),
    (
        "RD-05",
        re.compile(
            r"(?:we use cookies|(?:this|our) (?:web)?site uses cookies|by (?:continuing|clicking|"
            r"using)"
            r" .{0,80}you (?:agree|accept|consent)|(?:we and )?our partners (?:store|use) )",
            re.IGNORECASE,
        ),
    ),
    (
        "RD-08",
        re.compile(
            r"(?:this (?:e-?mail|message)(?: \([^)]*\))?(?:,? and any (?:files|"
            r"attachments?)[^.]{0,60})?"
            r" (?:is|are|may be|contains?) (?:strictly )?(?:confidential|privileged|intended)|"
            r"if you (?:have received|are not the intended recipient|received) )",
            re.IGNORECASE,
        ),
    ),
)

_MAIL_FIELD = re.compile(
    r"(?:From|To|Cc|Bcc|Subject|Date|Sent|Reply-To|Message-ID|Received|Return-Path|MIME-Version|"
    r"Content-[A-Za-z-]+|X-[A-Za-z-]+|Importance|Attachments?|Delivered-To|In-Reply-To|References)"
    r":(?:\s|$)"
)
_QUOTED = re.compile(r"\s{0,3}>")
_LINE = re.compile(r"[^\n]*\n?")


def boilerplate_lines(plain: str) -> tuple[tuple[Span, str], ...]:
    """The lines, or credits at the end of long lines, that are no part of the story.

    Args:
        plain: normalised text.

    Returns:
        ``(span in plain, rule id)``, in order and disjoint.
    """
    lines = [Span(*match.span()) for match in _LINE.finditer(plain) if match.group()]
    mail = _mail(plain, lines)
    found: list[tuple[Span, str]] = []
    links = False  # under a "Related stories" heading
    for index, line in enumerate(lines):
        piece = line.of(plain).strip()
        if not piece:
            links = False
            continue
        start = line.start + line.of(plain).index(piece)
        whole = Span(start, start + len(piece))
        if index in mail:
            found.append((whole, "RD-08"))
            continue
        rule = next((rule for rule, pattern in _LINES if _fits(rule, pattern, piece)), "")
        if rule == "RD-01" and len(piece.split()) <= 4:
            links = True
        elif links and not rule and not piece.endswith((".", "!", '"')):
            rule = "RD-01"
        else:
            links = False
        if rule:
            found.append((whole, rule))
            continue
        tail = max(0, len(piece) - _CREDIT_LENGTH)
        credit = _CAPTION.search(piece, tail) or _AGENCY_CREDIT.search(piece, tail)
        if credit:
            short = len(piece.split()) <= _CAPTION_WORDS
            found.append((whole if short else Span(start + credit.start(), whole.end), "RD-02"))
    return tuple(found)


def boilerplate_sentence(sentence: str) -> str:
    """The rule under which one sentence is set aside, or an empty string.

    Args:
        sentence: normalised text of one sentence.
    """
    return next((rule for rule, pattern in _SENTENCES if pattern.match(sentence)), "")


def _fits(rule: str, pattern: re.Pattern[str], piece: str) -> bool:
    limit = 400 if rule == "RD-07" else 240
    return len(piece) <= limit and bool(pattern.match(piece))


def _mail(plain: str, lines: list[Span]) -> frozenset[int]:
    """Lines of a mail that its writer did not write: header block, quoted reply, signature."""
    texts = [line.of(plain).rstrip("\n") for line in lines]
    gone = set(_headers(texts))
    quoted = {index for index, line in enumerate(texts) if _QUOTED.match(line)}
    own = {at for at, line in enumerate(texts) if line.strip()} - quoted - gone
    own = {at for at in own if not texts[at].rstrip().endswith("wrote:")}
    if own:  # a message that is nothing but a quotation is what somebody wants to have read
        gone |= quoted
    for index in range(len(texts) - 1, max(-1, len(texts) - 12), -1):
        if texts[index] in ("-- ", "--") and index:
            gone |= {at for at in range(index, len(texts)) if texts[at].strip()}
            break
    return frozenset(gone)


def _headers(texts: list[str]) -> Iterator[int]:
    index = 0
    while index < len(texts) and not texts[index].strip():
        index += 1
    while index < len(texts):
        start = index
        while index < len(texts) and (
            _MAIL_FIELD.match(texts[index])
            or (index > start and texts[index][:1] in " \t" and texts[index].strip())
        ):
            index += 1
        if index - start >= 2:
            yield from range(start, index)
        index += 1
