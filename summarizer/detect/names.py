"""Where persons are named: the recogniser's spans, patterns, and names it took for something else.

A small recogniser calls "Ella Moon" an organisation and "Emma Court" a building. So every run of
capitalised words is looked at again: grammar that only a person can have (was raped, who told the
court, the girl's apposition) makes it a person; and where a text is about an offence whose victims
are protected, any run that is no place and holds no word of an institution counts as one.
Offsets are *plain* offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.policy.kinds import KINDS_OF_THINGS
from summarizer.policy.people import (
    ADULT_NOUNS,
    CHILD_NOUNS,
    HUMAN_NOUNS,
    KIN_NOUNS,
    PRIVATE_TITLES,
    TITLES,
    datelines_in,
)
from summarizer.types import Span, Token

__all__ = [
    "COMMON",
    "OFFICIAL_TITLES",
    "begins_a_body",
    "is_plural_noun",
    "name_runs",
    "name_spans",
    "told_of",
]

OFFICIAL_TITLES = TITLES - PRIVATE_TITLES

_OF_THINGS = (
    "row|arena|stadium|flats|collegiate|relief|counselling|counseling|residents|state|states|wire"
    "|press|media|records|industries|holdings|housing|insurance|theatre|theater|authority|aid"
    "|logistics|energy|motors|airways|airlines|estates|foods|solutions|properties|technologies"
    "|pharma|studios|fisheries|growers|breweries|coalition|helpline|hotline"
)
"""Words of streets, houses and firms."""
_NOT_A_NAME = re.compile(
    rf"""(?ix) ^(?:operation|project|task\s+force|hmp|hms|uss|rms|mv|lac|loch|lough|camp|cape|rue
        |avenida|calle|plaza|praça|piazza|est[aá]dio|stade|stadion|club|deportivo|atl[eé]tico|lyc[eé]e
        |colegio|cl[ií]nica|clinique|grupo|banco|puerto|diocese
        |storm|hurricane|typhoon|cyclone|lake|mount|river|port|fort|sainte?|san|santa|santo|são|st\.?|north|south|east|west|new|read\s+more|see\s+also|covid|brexit
        |christmas|easter|ramadan|islam|bible|qur'?an|koran|facebook|twitter|instagram|whatsapp
        |telegram|snapchat|tiktok|youtube|google)\b
    | \b(?:street|road|avenue|lane|court|school|college|university|hospital|church|police|council
        |ministry|department|agency|bureau|army|navy|force|forces|party|club|fc|united|city
        |rovers|wanderers|rangers|albion|athletic|hotspur|villa|town|village|county|district|province
        |park|prison|centre|center|airport|bank|company
        |inc|ltd|plc|llp|partners|associates|solicitors|health|group|association|union|federation|foundation|committee|times|news|post
        |herald|gazette|act|bill|treaty|code|war|island|islands|river|bay|bridge|station
        |charity|trust|fund|service|services|crown|parliament|congress|senate|league|cup
        |museum|hotel|institute|society|{_OF_THINGS})$
    | [@/\\<>{{}}|_=+*#] | \d """
)
_POSSESSIVE = re.compile(r"(?:'s|'|’s|’)$")
_GOES_ON = re.compile(r"(?: &)?(?P<words>(?: [A-Z][\w'’-]+){1,2})(?![\w'’-])")
"""Behind a name: more capitals."""
_IS_OWNED = re.compile(
    r" (?:&|and) (?:Sons|Daughters|Brothers|Bros|Co|Company|Partners)\b"
    r"|(?: &| and) (?:Son|Daughter)(?= of\b| Ltd\b|[,.;:)])"
)
"""Behind a name: what makes a firm of it."""
_HAS_OFFICE = re.compile(r"['’]s (?:Court|Office)\b")
_HOLDERS = ("Coroner", "Sheriff", "Mayor", "Governor", "Prosecutor", "Ombudsman")
"""Whose courts and offices are called after their towns: "Ashenford Coroner's Court"."""
_AGED = re.compile(r",? \(?(?:aged )?\d{1,3}\b")
_SAINTS = re.compile(
    r"(?:^|[^\w ]|(?<!\w)[a-z]\w*) ?\b(?:San|Santa|Santo|São|Sainte|Saint|St\.?)[ -]$"
)
"""Where no first name stands before it: "Carmen San Roman" is somebody."""
_BEFORE = 32
"""Characters before a name in which "San" may stand, and a first name before it."""
_LONG = 3
"""Words from which the last decides: "Kim Plaza" may be somebody."""
_LONGEST_BODY = 6
"""Tokens in which the name of a body may end."""
_PARTICLES = "bin|bint|al|el|de|van|von|der|la|da|dos"
_CUED_NAME = re.compile(
    r"\b(?i:named|called|identified (?:(?:the|an?|his|her) (?:[a-z]+ ){0,3})?as|known as|victim"
    r"|defendant|accused|suspect|witness) "
    rf"(?P<name>[A-Z][\w'-]+(?: (?:{_PARTICLES})?[ -]?[A-Z][\w'-]+){{1,3}})"
)
_KNOWN_AS = re.compile(
    r"\b(?:known|nicknamed|answers|answered)(?: [a-z]+){0,5} (?:as|to) [\"“‘']?"
    r"(?P<name>[A-Z][a-z'-]+)(?=[\"”’',.;)]| (?:and|who|was|is|had|has|died)\b)"
)
"""A person by a nickname: "the clerk, known at the firm as Winnie,"."""
_AGED_NAME = re.compile(
    r"(?<![\w'-])(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,3})(?:, (?:aged )?| aged | \()"
    r"\d{1,2}(?=[,.)](?!\d)| (?:and|was|were|who)\b)"
)
_TITLED_NAME = re.compile(
    rf"\b(?:{'|'.join(sorted((t.capitalize() for t in TITLES), key=len, reverse=True))})\.? "
    r"(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})"
)

_IRREGULAR_PLURALS = frozenset(
    "men women children people police grandchildren stepchildren".split()
)


def is_plural_noun(noun: str) -> bool:
    """True for a noun for several people (lower-case)."""
    return noun in _IRREGULAR_PLURALS or (noun.endswith("s") and not noun.endswith("ss"))


_INSTITUTION = re.compile(
    r"(?i)\b(?:street|road|avenue|lane|court|school|college|university|academy|hospital|infirmary"
    r"|church|cathedral|police|constabulary|council|ministry|department|agency|bureau|office|army"
    r"|navy|force|forces|party|club|fc|united|city|rovers|town|village|county|district|province"
    r"|park|prison|centre|center|airport|bank|company|inc|ltd|plc|group|association|union"
    r"|federation|foundation|committee|commission|times|news|post|herald|gazette|act|bill|treaty"
    r"|code|war|island|river|bridge|station|charity|trust|fund|service|services|crown|parliament"
    r"|congress|senate|league|cup|nations|children|society|institute|museum|library|hotel|house"
    r"|operation|project|task|register|register|line|watch|guides|scouts|grammar|primary|high"
    rf"|health|{_OF_THINGS}"
    r"|network|ring|gang|inquiry|trial|abuse|north|south|east|west|new|great|royal|international|national|general|federal|supreme)\b"
)
"""A word that makes a run of capitals something else than a person."""
_STREET = re.compile(
    r"(?i) (?:street|road|avenue|lane|close|drive|crescent|terrace|gardens|grove|mews|way|walk)$"
)
_ALSO_A_SURNAME = re.compile(
    r"(?i)^(?:new|north|south|east|west|lake|port|saint) "
    r"|(?:court|bank|river|church|park|bay|castle|bridge|hill|island|post|war|city|town|villa)$"
)
"""Words of places that are names of people as well: "Emma Court", "Dan West"."""
_SECOND_HALF = re.compile(
    r"(?i)(?: - |-)(?:lane|street|road|close|grove|way|walk|court|bank|church|park|bay|castle"
    r"|bridge|hill|town|villa|post|river|island|city|war|drive|avenue)$"
)
"""Of "Roe-Lane", which is no street."""
_PLACES = frozenset({"GPE", "LOC", "NORP", "FAC", "DATE", "TIME", "EVENT", "LAW", "LANGUAGE",
                     "MONEY", "QUANTITY", "ORDINAL", "CARDINAL", "PERCENT"})  # fmt: skip
_DESCRIPTORS = frozenset(
    "crown high county youth family supreme magistrates district appeal central national world"
    " royal trent severn hyde central city town first general tower london old".split()
)
_DONE_TO_PEOPLE = frozenset(
    "rap rape assault abuse groom molest stab strangle murder kidnap abduct traffic harass stalk"
    " threaten blackmail beat arrest jail sentence remand charge imprison".split()
)
_DONE_BY_PEOPLE = frozenset("tell testify weep plead deny admit recall sob describe thank".split())
_TITLE_SHARE = 0.6
_JOINING = frozenset("de da di do dos das du van von der den ter bin bint ibn al el la le".split())


_SOMEBODY = HUMAN_NOUNS | CHILD_NOUNS | ADULT_NOUNS


def name_spans(
    text: str, tokens: Sequence[Token], *, strict: bool, bodies: Sequence[Span] = ()
) -> list[Span]:
    """The places where somebody is named, in order, without overlaps.

    Args:
        text: the plain text.
        tokens: its parse.
        strict: take runs of capitals for people unless something speaks against it.
        bodies: where authorities and laws are named.
    """
    spans: list[Span] = []
    bodies = (*bodies, *(Span(*match.span()) for match in datelines_in(text)))
    for run in name_runs(tokens):
        whole = Span(tokens[run[0]].span.start, tokens[run[-1]].span.end)
        if any(whole.overlaps(body) for body in bodies):
            continue
        if _is_person(tokens, run, strict=strict):
            found = _without_titles(tokens, run)
            sure = _done_to(tokens, run) or told_of(tokens, run) or _in_title_case(tokens, run)
            spans += found if sure else [each for each in found if not _is_of_a_thing(text, each)]
    for pattern in (_CUED_NAME, _KNOWN_AS, _TITLED_NAME, _AGED_NAME):
        for match in pattern.finditer(text):
            span = _trim(text, Span(*match.span("name")))
            words = _SECOND_HALF.sub("", span.of(text))
            if pattern is _TITLED_NAME and _is_of_a_thing(text, span):
                continue
            if not _NOT_A_NAME.search(words) and not any(map(span.overlaps, bodies)):
                spans.append(span)
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        words = span.of(text)
        if not words or not words[0].isalpha() or words.lower() in COMMON:
            continue
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return _with_nicknames(text, kept)


def _is_of_a_thing(text: str, span: Span) -> bool:
    """True for a part of what is called after somebody, a saint or a town.

    "Tom Varley" of "Tom Varley & Daughters", "Billy Fairweather" of "Billy Fairweather Online",
    "Ashenford Coroner" of "Ashenford Coroner's Court", "Lázaro" of "San Lázaro". Nobody of whom an
    age is told.
    """
    name = span.of(text)
    if _AGED.match(text, span.end):
        return False
    if len(name.split()) >= _LONG and name.split()[-1].lower() in KINDS_OF_THINGS:
        return True
    if _SAINTS.search(text[max(0, span.start - _BEFORE) : span.start]):
        return True
    if _IS_OWNED.match(text, span.end):
        return True
    if name.endswith(_HOLDERS) and _HAS_OFFICE.match(text, span.end):
        return True
    goes_on = _GOES_ON.match(text, span.end)
    return goes_on is not None and goes_on["words"].split()[-1].lower() in KINDS_OF_THINGS


_FIRST_AND_NICKNAME = re.compile(r"""\b[A-Z][\w'’-]+ ["“‘'(](?:[A-Z]\w+ ?){1,3}["”’')] $""")
_LEAD = 60
"""Characters before a surname in which a first name and a nickname stand."""


def _with_nicknames(text: str, spans: Sequence[Span]) -> list[Span]:
    """'Jo "Baldy" Roe' is one name, whatever the recogniser made of it."""
    joined: list[Span] = []
    for span in spans:
        lead = _FIRST_AND_NICKNAME.search(text[max(0, span.start - _LEAD) : span.start])
        if lead:
            span = Span(span.start - len(lead[0]), span.end)
        while joined and joined[-1].end > span.start:
            span = Span(min(joined[-1].start, span.start), span.end)
            joined.pop()
        joined.append(span)
    return joined


def name_runs(tokens: Sequence[Token]) -> Iterator[list[int]]:
    """Indexes of neighbouring capitalised words, particles and hyphens between them included."""
    run: list[int] = []
    for index, token in enumerate(tokens):
        if run and token.sentence == tokens[run[-1]].sentence:
            gap = token.span.start - tokens[run[-1]].span.end
            joins = gap == 0 and token.text in {"-", "'"}
            particle = token.text.lower() in _JOINING and gap == 1
            follows = tokens[run[-1]].text == "-" or gap == 1
            if joins or particle or (follows and _is_name_word(token)):
                run.append(index)
                continue
        if run:
            yield _closed(tokens, run)
        run = [index] if _is_name_word(token) else []
    if run:
        yield _closed(tokens, run)


def _is_name_word(token: Token) -> bool:
    named = token.pos == "PROPN" or token.entity.endswith("PERSON")
    return named and token.text[0].isupper() and token.text[0].isalpha()


def _closed(tokens: Sequence[Token], run: list[int]) -> list[int]:
    while run and not _is_name_word(tokens[run[-1]]):
        run = run[:-1]
    return run


def begins_a_body(tokens: Sequence[Token], index: int) -> bool:
    """True for a word in the name of an authority or a charity: "Children's Relief Fund".

    It has to belong to the name's last word, and the name may not be a headline's capitals.
    """
    first = tokens[index]
    if not first.text[:1].isupper() or first.text.isupper():
        return False
    run = [index]
    for at in range(index + 1, min(index + _LONGEST_BODY, len(tokens))):
        token, before = tokens[at], tokens[at - 1]
        near = token.sentence == first.sentence and token.span.start - before.span.end <= 1
        if not near or not (token.dep == "case" or token.text[:1].isupper()):
            break
        run.append(at)
    owns = len(run) > 1 and tokens[run[1]].dep == "case"
    belongs = first.dep in {"compound", "poss", "nmod"} and first.head in run
    belongs = belongs and (owns or first.text in _OF_BODIES)
    ends = tokens[run[-1]].text.lower() in _ENDS_OF_BODIES
    return belongs and ends and not _in_title_case(tokens, run)


_OF_BODIES = frozenset({"Child", "Children", "Youth", "Juvenile", "Family", "Women"})
"""What begins them without owning what follows; "Mother Emma Court" is somebody."""
_ENDS_OF_BODIES = KINDS_OF_THINGS | frozenset(
    "fund trust foundation charity court service services centre center hospital home society"
    " panel board department directorate ministry unit team act library academy".split()
)
"""What ends the names of bodies for children."""


def _is_person(tokens: Sequence[Token], run: Sequence[int], *, strict: bool) -> bool:
    words = _SECOND_HALF.sub("", " ".join(tokens[i].text for i in run))
    if _RANKS.issuperset(tokens[i].text.lower().rstrip(".") for i in run):
        return False
    if len(run) == 1 and _is_a_plain_noun(tokens, run[0]):
        return False
    labels = {tokens[i].entity[2:] for i in run if tokens[i].entity}
    size = len([i for i in run if tokens[i].text[0].isupper()])
    if "PERSON" in labels and not _NOT_A_NAME.search(words) and not _STREET.search(words):
        return True
    first = tokens[run[0]].text.lower()
    if _STREET.search(words):
        return False
    if "PERSON" in labels and size == 2 and first not in _DESCRIPTORS | TITLES:
        return bool(_ALSO_A_SURNAME.search(words))
    if _done_to(tokens, run) or told_of(tokens, run):
        return size > 1 or not labels & {"ORG"}
    if not strict or size < 2 or labels & _PLACES or len(run) > 4:
        return False
    thing = _NOT_A_NAME.search(words) or _INSTITUTION.search(words)
    return not thing and not _in_title_case(tokens, run)


def _is_a_plain_noun(tokens: Sequence[Token], index: int) -> bool:
    """True for a noun that has its capital from the start of its sentence: "Trains were halted".

    Only where no other name of the text has the word: there may be a "Li Gang".
    """
    word = tokens[index].text
    first = not index or tokens[index - 1].sentence != tokens[index].sentence
    alone = sum(token.text == word for token in tokens) == 1
    return first and alone and word in _SENTENCE_OPENERS


_SENTENCE_OPENERS = frozenset(
    "Trains Trams Buses Flights Ferries Roads Schools Shops Markets Offices Houses Homes Streets"
    " Trees Lorries Cars Ambulances Helicopters Gang Gangs Gunmen Artillery Shelling Gunfire Shells"
    " Rockets Missiles Drones Troops Rescuers Volunteers Villagers Residents Commuters Passengers"
    " Travellers Pupils Students Workers Farmers Firefighters Paramedics Detectives".split()
)
"""Words that a small recogniser took for somebody, and their like."""
_RANKS = TITLES | frozenset(
    "staff country leading lance wing group team fire principal assistant head first senior junior"
    " acting vice regional area district national general executive managing programme program ward"
    " order welfare islands collegiate comments health speaker majority minority second third"
    " reading election transfer opposition chamber".split()
)
"""Words that a run of capitals may be made of and name nobody: "Staff Sgt", "Country Director"."""


def _in_title_case(tokens: Sequence[Token], run: Sequence[int]) -> bool:
    """True in a headline that capitalises most of its words: there capitals say nothing."""
    words: list[str] = []
    for step in (-1, 1):
        index = run[0] if step > 0 else run[0] - 1
        last = tokens[run[0]].span
        while 0 <= index < len(tokens):
            span = tokens[index].span
            if max(span.start - last.end, last.start - span.end) > 1:
                break  # a line ends here
            if tokens[index].text.isalpha():
                words.append(tokens[index].text)
            last = span
            index += step
    return sum(word[0].isupper() for word in words) > _TITLE_SHARE * len(words)


def _done_to(tokens: Sequence[Token], run: Sequence[int]) -> bool:
    """The run undergoes or does what only people undergo or do."""
    head = tokens[tokens[run[-1]].head]
    dep = tokens[run[-1]].dep
    if dep in {"nsubjpass", "dobj"} and head.lemma.lower() in _DONE_TO_PEOPLE:
        return True
    return dep == "nsubj" and head.lemma.lower() in _DONE_BY_PEOPLE and len(run) > 1


def told_of(tokens: Sequence[Token], run: Sequence[int]) -> bool:
    """Whether a run of words is somebody: by a noun for a person beside it, or by "who"."""
    last = run[-1]
    head = tokens[tokens[last].head]
    if tokens[last].dep == "appos" and head.pos == "NOUN" and head.lemma.lower() in _SOMEBODY:
        return True
    for index in range(last + 1, min(last + 4, len(tokens))):
        token = tokens[index]
        if token.text.lower() == "who" and token.sentence == tokens[last].sentence:
            return all(tokens[i].text == "," for i in range(last + 1, index))
        beside = token.dep == "appos" and token.head == last
        if beside and token.pos == "NOUN" and token.lemma.lower() in _SOMEBODY:
            return True
    return False


def _without_titles(tokens: Sequence[Token], run: Sequence[int]) -> list[Span]:
    """The run without the titles and places that it begins with."""
    start = 0
    titled = False
    for place, index in enumerate(run[:-1]):
        token = tokens[index]
        # Behind a title stand names, whatever the recogniser says: "Coroner Ruth Ann Roe".
        place_name = (
            not titled and token.entity[2:] in _PLACES and not token.entity.endswith("PERSON")
        )
        titled = token.text.lower().rstrip(".") in TITLES
        if titled or place_name or (not place and _ends_office(tokens, index)):
            start = place + 1
    kept = run[start:]
    if not kept:
        return []
    return [Span(tokens[kept[0]].span.start, tokens[kept[-1]].span.end)]


def _ends_office(tokens: Sequence[Token], index: int) -> bool:
    """True for "State" in "Secretary of State Jo Roe": the office takes in the first word."""
    before = [token.text.lower() for token in tokens[max(0, index - 2) : index]]
    return len(before) > 1 and before[0] in _OFFICES and before[1] in {"of", "for"}


_OFFICES = frozenset("secretary minister chancellor commissioner undersecretary".split())

COMMON = (
    CHILD_NOUNS
    | KIN_NOUNS
    | ADULT_NOUNS
    | TITLES
    | frozenset(
        "god he she they who police court allah jesus online official officials republican"
        " republicans democrat democrats".split()
    )
)


def _trim(text: str, span: Span) -> Span:
    """Without possessive, quotes, line ends and anything after them."""
    words = span.of(text).split("\n")[0]
    lead = len(words) - len(words.lstrip(" \"'([-"))
    words = words.strip(" \"'([)].,;:-")
    words = _POSSESSIVE.sub("", words)
    return Span(span.start + lead, span.start + lead + len(words))
