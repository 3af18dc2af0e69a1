"""What would let somebody who knows a protected person recognise them, in whatever words.

A list of jobs, hobbies, houses and turns of speech is never whole, so this works the other way
round (rules ID-09 to ID-13, ID-22): of what is said about a protected person, and about the
offender beside them, only the words of a plain report stay (``policy/plain_words.toml``), and the
names that may be given. A modifier, phrase or clause with any other word goes; a noun for a person
becomes "person"; where the main clause holds such a word the sentence goes, or is cut down to who
spoke.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from summarizer.policy.notes import HEARD_ONLY, SPOKE_ONLY
from summarizer.policy.offences import OFFENCES
from summarizer.policy.people import KIN_NOUNS
from summarizer.policy.schema import Policy
from summarizer.redact.nearness import (
    ACCUSED,
    STATE_NOUNS,
    VICTIMS,
    Nearness,
    is_of_procedure,
    is_person_noun,
)
from summarizer.redact.proposal import Proposal
from summarizer.redact.quotation import quotations
from summarizer.redact.told import Told
from summarizer.stance import is_limiting
from summarizer.syntax import Tree, clause_of, phrase_span, sentence_trees
from summarizer.types import Operator, Span, Token

__all__ = ["detail_proposals", "title_faults"]

_REASON = "detail by which a protected person could be recognised"
_FREE_POS = frozenset("DET ADP AUX PRON CCONJ SCONJ PART PUNCT SYM SPACE".split())
_MODIFIERS = frozenset({"amod", "advmod", "compound", "nmod", "npadvmod", "quantmod", "neg"})
_SPEAKS = frozenset(
    "say tell add state announce write explain describe recall argue claim note insist stress"
    " conclude remark comment observe call urge warn thank praise ask reply read address commend"
    " shout whisper testify".split()
)
_HEARS = frozenset({"hear", "tell"})
_COURTS = frozenset("court jury tribunal inquest hearing inquiry panel trial bench jurors".split())
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_QUOTED_IN_TITLE = re.compile(r"(?<!\w)['‘\"“]\w[^'’\"”]*(?: [\w'’]+){2,}['’\"”](?!\w)")
_MONTH = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
_INSTITUTION = re.compile(
    r"(?i)\b(?:school|college|academy|church|chapel|parish|cathedral|mosque|temple|club|home|house|lodge"
    r"|hall|farm|street|road|lane|close|avenue|drive|estate|hostel|hotel|hospital|clinic|centre|camp"
    r"|scouts|guides|juniors|primary|infants|grammar|high|orphanage|nursery|gym|pool|park)\b"
)
_OF_JUSTICE = re.compile(r"(?i)\b(?:court|police|inquiry|commission|tribunal|ministry)\b")
_PARTICIPLE = 6
"""Letters from which an adjective in "-ed" is a verb's: "red" is none of "re"."""
_ALSO_NAMES = frozenset(
    "dawn frank bill hope rob sue chase swift savage price rush cash marshal victory patience grace"
    " faith joy will mark grant drew".split()
)
"""Plain words that are people's names as well: where they are written large, they may be."""
_BODY = re.compile(
    r"(?i)\b(?:club|fc|united|rovers|wanderers|athletic|league|association|federation|institute"
    r"|agency|university|foundation|committee|council|ministry|bureau|centre|center|mosque"
    r"|cathedral|hospital|airport|brigade)\b"
)
"""What makes a run of capitals a body's or a place's name, where a text is nobody's story."""
_HOUSE = re.compile(
    r"station|airport|school|college|church|mosque|temple|club|hotel|hospital|clinic|camp|prison|park"
    r"|stadium|market|bridge|farm|pool|nursery"
)
_ORDERS = frozenset({"Brother", "Sister", "Father", "Mother"})
"""Forms of address of the religious, before a name that may be given."""
_ACRONYM = re.compile(r"[A-Z]{4,8}")
"""Shorter ones may be somebody's initials."""
_ROAD_OR_SUM = re.compile(r"[A-Z]{1,3}\d{1,4}(?:\.\d+)?|bn|m")
_LIVE = frozenset("die live marry wed weep survive kill murder rape abuse find miss bear".split())
"""What is done by people or to them."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIMES_OF_DAY = frozenset("morning afternoon evening night weekend".split())
_ORDINALS = frozenset(
    "second third fourth fifth sixth seventh eighth ninth tenth youngest oldest eldest".split()
)
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj"})
_MOST = 0.75
"""Share of a sentence above which a clause is most of it."""
_COUNTED = frozenset(
    "year month week day count charge offence offense crime child people person victim officer man"
    " woman girl boy case hour time defendant suspect arrest witness site country state number"
    " minute term point million thousand hundred sentence occasion member complaint"
    " application applicant recommendation message letter address image video file device"
    " computer account post call vote death attack incident warrant search raid session warning"
    " concern opportunity failing step decade".split()
)


def detail_proposals(
    text: str,
    told: Told,
    *,
    policy: Policy,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    tokens: Sequence[Token],
    title: Span | None,
) -> Iterator[Proposal]:
    """Changes for every sentence that tells of somebody protected; scopes are carried out.

    Args:
        text: the plain text.
        told: who is told of where, and what has been dealt with.
        policy: plain words and known names.
        sentences: plain offsets, as many as there are ``trees``.
        trees: a parse per sentence.
        tokens: the parse of the whole text.
        title: plain offsets; one in which something is wrong goes, or is shortened (``title.py``).
    """
    if title is not None and _title_goes(text, title, told, policy, sentences, tokens):
        yield Proposal(title, "ID-12", Operator.REMOVE, "", _REASON, "sentence", 3)
    for dateline in told.datelines:
        places = _places_of(dateline.of(text))
        if told.named_or_body.touches(Span(dateline.start, dateline.start + len(places[0]))):
            continue
        if told.strict and not all(map(policy.known_names.is_large_place, places)):
            yield Proposal(dateline, "ID-09", Operator.REMOVE, "", _REASON, "span", 3)
    for sentence, tree, near in zip(sentences, trees, told.nearness, strict=True):
        if tree is None or (near != "close" and not told.named):
            continue
        if title is not None and title.contains(sentence):
            continue
        yield from _in_sentence(text, sentence, tree, told, policy=policy, near=near)


def _tells_of_somebody(tree: Tree) -> bool:
    """True for a noun for somebody alone who neither acts for the state nor stands accused."""
    return any(
        is_person_noun(token)
        and token.tag == "NN"
        and token.dep not in {"compound", "nmod"}
        and token.lemma.lower() not in STATE_NOUNS | ACCUSED
        for token in tree.tokens
    )


def _nearest(title: Span, told: Told, sentences: Sequence[Span], tree: Tree) -> Nearness:
    """How closely a headline is read: in somebody's story as if all of it told of them.

    So is one that tells of somebody alone, in a report that tells of a private matter aside. Where
    many were harmed it is read like its own sentence.
    """
    near = {n for n, s in zip(told.nearness, sentences, strict=True) if s.overlaps(title)}
    if told.aside and _tells_of_somebody(tree):
        return "close"  # "Riot leaves six dead; tram conductor tells of ordeal"
    if told.many and near:
        return min(near, key=("close", "offender", "apart").index)
    return "close" if told.strict or "close" in near else "apart"


def _title_goes(
    text: str,
    title: Span,
    told: Told,
    policy: Policy,
    sentences: Sequence[Span],
    tokens: Sequence[Token],
) -> bool:
    """Whether a headline says too much, or cannot be read in somebody's story."""
    unread = told.named and sentence_trees(tokens, [title])[0] is None
    return unread or bool(title_faults(text, title, told, policy, sentences, tokens))


def title_faults(
    text: str,
    title: Span,
    told: Told,
    policy: Policy,
    sentences: Sequence[Span],
    tokens: Sequence[Token],
) -> frozenset[int]:
    """The tokens of a headline that say more than it may, by index; those of a quotation do.

    The arguments are those of ``detail_proposals``.
    """
    (tree,) = sentence_trees(tokens, [title])
    if tree is None or not told.named:
        return frozenset()
    near = _nearest(title, told, sentences, tree)
    small = {token.text for token in tokens if token.pos == "NOUN" and token.text.islower()}
    bad = {
        index
        for index in _words(tree)
        if _is_bad(tree, index, told, policy, near=near)
        and not policy.known_names.is_country(_name_at(tree, index))
        and (told.strict or near == "close" or not _is_no_name(tree, index, small))
    }
    if near == "close":
        bad.update(_giveaways(title, tree, told))
        bad.update(i for i in _words(tree) if _is_tie(tree, i))
        if _is_in_title_case(tree):
            bad.update(_words(tree))  # where names stand cannot be seen
    for body in told.speakers:
        said = body.of(text)
        if near == "close" and _INSTITUTION.search(said) and not _OF_JUSTICE.search(said):
            bad.update(tree.within(body))  # "Trustees of X Primary"
    for match in _QUOTED_IN_TITLE.finditer(text, title.start, title.end):
        bad.update(tree.within(Span(*match.span())))
    return frozenset(bad)


_TIES = KIN_NOUNS | frozenset(
    "husband wife partner boyfriend girlfriend fiance fiancee ex widow widower".split()
)
_LONG = 4
_MOSTLY_LARGE = 0.8


def _is_tie(tree: Tree, index: int) -> bool:
    """True for what somebody is to somebody, whatever the parser takes it for, and "in-laws"."""
    low = tree.tokens[index].text.lower()
    in_law = low in {"law", "laws"} and index > 1 and tree.tokens[index - 1].text == "-"
    return low in _TIES or in_law


def _is_in_title_case(tree: Tree) -> bool:
    """True for "Nurse Tells Court Of Abuse By Teacher"."""
    long = [t.text for t in tree.tokens if t.text.isalpha() and len(t.text) >= _LONG]
    large = sum(word[0].isupper() for word in long)
    return len(long) >= _LONG and large >= _MOSTLY_LARGE * len(long)


def _is_no_name(tree: Tree, index: int, small: Collection[str]) -> bool:
    """True for what a public event's headline writes large and is no name: "Air", "R881".

    ``small``: nouns that the text has in small letters. What lives or dies may be called by one.
    """
    token = tree.tokens[index]
    if token.entity.endswith("PERSON") or tree.tokens[tree.heads[index]].lemma.lower() in _LIVE:
        return False
    return token.text.lower() in small or bool(_ROAD_OR_SUM.fullmatch(token.text))


def _places_of(dateline: str) -> list[str]:
    """What "London, 12 May (Wire) -" names, without the day; an agency may be a town's as well."""
    parts = [part.strip(" .—–:-") for part in re.split(r"[,()]", dateline)]
    return [part for part in parts if part and not _DAY_OF_DATELINE.fullmatch(part)]


_DAY_OF_DATELINE = re.compile(r"\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+\.? \d{1,2}")


def _words(tree: Tree) -> range:
    return range(len(tree.tokens))


def _is_bad(tree: Tree, index: int, told: Told, policy: Policy, *, near: Nearness) -> bool:
    """Whether a token says more than a plain report does."""
    token = tree.tokens[index]
    if token.pos in _FREE_POS or not (token.text.isalnum() or any(map(str.isalnum, token.text))):
        return False
    if told.known.touches(token.span) or is_limiting(token):
        return False
    following = tree.tokens[index + 1 : index + 2]
    if token.text in _ORDERS and following and told.named_or_body.touches(following[0].span):
        return False
    if token.text in policy.known_names.letters and token.text not in told.initials:
        return False
    if _ACRONYM.fullmatch(token.text) and token.entity[2:] == "ORG":
        return token.text in told.initials
    low = token.text.lower().replace("’", "'").removesuffix("'s")
    if near == "close" and low in _ORDINALS and token.dep in _ARGUMENTS:
        return True
    if near == "close" and _is_of_work(tree, index):
        return True
    name = (token.pos == "PROPN" and not token.text.islower()) or (
        token.text[:1].isupper() and not _is_first(tree, index) and token.pos != "NUM"
    )
    words = policy.plain_words.words
    lemma = token.lemma.lower()
    plain = not words.isdisjoint({lemma, low}) or lemma in STATE_NOUNS or _acts(tree, index)
    plain = plain or (not name and not policy.plain_words.small.isdisjoint({lemma, low}))
    if name and _is_first(tree, index):
        # "Jurors", "Drones": the parser takes them for names.
        plain = plain or low.removesuffix("s") in words
    if token.pos == "ADJ" and low.endswith("ed") and len(low) >= _PARTICIPLE:
        # "Arranged" is as plain as "arrange", and often what the sentence hangs on.
        plain = plain or not words.isdisjoint({low[:-1], low[:-2], low[:-3]})
    if name and {low, low.removesuffix("s")} & _ALSO_NAMES:
        plain = False
    if near != "close":
        return name and not plain and not _may_be_named(tree, index, told, policy, near=near)
    if token.entity.endswith("DATE") and is_of_procedure(tree, index):
        return False
    if token.pos == "NUM" or token.text[:1].isdigit():
        return not _is_plain_number(tree, index, policy)
    if _MONTH.fullmatch(token.text):
        return True
    if name:
        return not plain and not policy.known_names.is_country(_name_at(tree, index))
    return not plain


def _is_first(tree: Tree, index: int) -> bool:
    """True for a sentence's first word, or the first behind its dateline."""
    if index == 0:
        return True
    before, token = tree.tokens[index - 1], tree.tokens[index]
    return before.sentence != token.sentence and before.text[-1] in "-–—:"


_INSTITUTIONS = frozenset(
    "school university college academy hostel hospital orphanage church diocese charity"
    " board".split()
)


def _acts(tree: Tree, index: int) -> bool:
    """True for an institution that does something: "a university failed to act".

    Where somebody lived or learnt may say who they are; that there was a school does not.
    """
    token = tree.tokens[index]
    first = index == 0 and token.pos == "NOUN"
    if (token.text.lower() if first else token.text) not in _INSTITUTIONS:
        return False
    while tree.tokens[index].dep == "conj":
        index = tree.heads[index]
    acts = tree.tokens[index].dep
    by = acts == "pobj" and tree.tokens[tree.heads[index]].dep == "agent"
    return by or acts in _SUBJECTS


_SERVICES = frozenset("paramedic medic firefighter".split())
_HELPING = frozenset("social support welfare case outreach aid rescue emergency".split())


def _is_of_work(tree: Tree, index: int) -> bool:
    """True for plain words that tell what somebody's work is: "domestic worker", "on nights"."""
    token = tree.tokens[index]
    if token.lemma.lower() in _SERVICES and token.tag != "NNS":
        return True  # "paramedics came" tells nobody's work, "he is a paramedic now" does
    if token.lemma.lower() == "worker":
        beside = [tree.tokens[child] for child in tree.children[index]]
        kind = [t.text.lower() for t in beside if t.dep in {"amod", "compound"}]
        return bool(kind) and not _HELPING.intersection(kind)
    above = tree.tokens[tree.heads[index]]
    return token.text.lower() == "nights" and above.text.lower() == "on"


def _may_be_named(tree: Tree, index: int, told: Told, policy: Policy, *, near: Nearness) -> bool:
    """Whether a name may stay in a sentence that tells of no protected person: a place may."""
    token = tree.tokens[index]
    name = _name_at(tree, index)
    if _MONTH.fullmatch(token.text) or policy.known_names.is_large_place(name):
        return True
    if not told.strict:
        known = bool(token.entity) or bool(_BODY.search(name))
        return known and token.entity[2:] != "PERSON"
    if _INSTITUTION.search(name):
        return False
    if near == "offender":
        told_before = {token.lemma.lower() for token in tree.tokens[:index]}
        where = _is_where(tree, index) and is_of_procedure(tree, index)
        return where and not told_before & OFFENCES  # "charged with assault in X"
    if _is_of_dwelling(tree, index):
        return False
    if token.entity[2:] in {"GPE", "LOC"}:
        if VICTIMS.intersection(each.lemma.lower() for each in tree.tokens):
            return False  # a small place where they were "treated", "found", "settled"
        return _is_where(tree, index, _PLACED)  # where it is none, it may be somebody's name
    return token.entity[2:] in {"NORP", "DATE", "EVENT"}


def _is_of_dwelling(tree: Tree, index: int) -> bool:
    """True for "X" in "the family's house in X", which may be a street or a village."""
    first = index
    while first and _joins(tree, first - 1, first):
        first -= 1
    before = [
        token
        for token in tree.tokens[max(0, first - _BESIDE) : first]
        if token.pos not in _PASSED or token.lemma.lower() in _DWELLINGS  # "a flat" is no adjective
    ]
    return (
        len(before) > 1
        and before[-2].lemma.lower() in _DWELLINGS
        and before[-1].text.lower() in _WHERE | {"on"}
    )


_BESIDE = 5
_PASSED = frozenset({"ADJ", "DET", "PUNCT", "ADV"})
"""Between "house" and a place: "a house, near rural X"."""
_DWELLINGS = frozenset("house home flat apartment villa cottage bungalow farm farmhouse".split())
_WHERE = frozenset("in at from near".split())
_PLACED = _WHERE | frozenset("to across around outside into towards toward through between".split())


def _is_where(tree: Tree, index: int, places: Collection[str] = _WHERE) -> bool:
    """True for "in X", "at X" and "in X, Y and Z"."""
    for above in tree.ancestors(index):
        if tree.tokens[index].dep not in {"conj", "compound", "appos"}:
            break
        index = above
    before = tree.tokens[tree.heads[index]].text.lower()
    return tree.tokens[index].dep == "pobj" and before in places


def _name_at(tree: Tree, index: int) -> str:
    """The run of capitalised words that a token stands in: "New York", not "York"."""
    first = last = index
    while first and _joins(tree, first - 1, first):
        first -= 1
    while last + 1 < len(tree.tokens) and _joins(tree, last, last + 1):
        last += 1
    return " ".join(token.text for token in tree.tokens[first : last + 1])


def _joins(tree: Tree, left: int, right: int) -> bool:
    one, other = tree.tokens[left], tree.tokens[right]
    return one.pos == "PROPN" and other.pos == "PROPN" and other.span.start - one.span.end <= 1


def _is_plain_number(tree: Tree, index: int, policy: Policy) -> bool:
    """True for a year, a sum of money, and how many there are of what many cases have.

    Of what is not counted in every such case "two" may say more than "62" does.
    """
    run = _hyphened(tree, index)
    if len(run) == 3 and tree.tokens[run[0]].text.lower() in _TENS:
        index = tree.top(run)  # "thirty-one" is one number
    token = tree.tokens[index]
    if len(run) == 1 and (_YEAR.fullmatch(token.text) or token.text.lower() == "one"):
        return True
    if _is_sum(tree, index):
        return True
    at = tree.heads[index]
    if tree.tokens[at].pos == "NUM":
        at = tree.heads[at]
    head = tree.tokens[at]
    large = len(run) > 1 or _is_large(token)
    if token.dep in _SUBJECTS:
        # "The 1412 was late" tells of a bus.
        return large and not any(tree.tokens[child].dep == "det" for child in tree.children[index])
    before = tree.tokens[max(0, index - 2) : index]
    if len(before) == 2 and before[0].pos == "NUM" and before[1].text.lower() in {"in", "to"}:
        return True  # "one in ten", "ten to two"
    listed = token.dep == "conj" and tree.tokens[tree.heads[index]].pos == "NUM"
    if token.dep not in {"nummod", "compound", "npadvmod", "amod"} and not listed:
        return False
    if head.span.start < token.span.start:
        return False  # "Letter 48"
    plain = head.tag == "NNS" and head.lemma.lower() in policy.plain_words.words
    if not plain and head.tag == "NNS" and is_person_noun(head) and not _is_own(tree, at):
        return True  # the noun says too much: that many people are told of
    return head.lemma.lower() in _COUNTED or (plain and large)


def _is_own(tree: Tree, index: int) -> bool:
    """True for the brothers or lodgers that somebody has."""
    above = tree.tokens[tree.heads[index]].lemma.lower()
    return tree.tokens[index].lemma.lower() in KIN_NOUNS or above in {"have", "be", "with"}


_TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
_SUM_BEFORE = frozenset("£ $ € ¥ ₹ US$ A$ C$".split())
_SUM_AFTER = frozenset(
    "m bn million billion pounds dollars euros crowns rupees pence cents".split()
)
_SMALL = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen".split()
)


def _is_sum(tree: Tree, index: int) -> bool:
    """True for "1,400" in "£1,400" and "1,400 euros", and for the "million" of "£2 million"."""
    if tree.tokens[index].text.lower() in _SUM_AFTER and index and _is_sum(tree, index - 1):
        return True
    before = tree.tokens[index - 1].text if index else ""
    following = tree.tokens[index + 1].text.lower() if index + 1 < len(tree.tokens) else ""
    return before in _SUM_BEFORE or following in _SUM_AFTER


def _hyphened(tree: Tree, index: int) -> list[int]:
    """The indexes of "thirty-one" or "pre-sentence" around a token, hyphens among them."""

    def joined(left: int) -> bool:
        one, other = tree.tokens[left], tree.tokens[left + 1]
        return one.span.end == other.span.start and "-" in {one.text, other.text}

    first = last = index
    while first and joined(first - 1):
        first -= 1
    while last + 1 < len(tree.tokens) and joined(last):
        last += 1
    return list(range(first, last + 1))


def _is_large(token: Token) -> bool:
    """True for a number of twenty and more."""
    digits = token.text.replace(",", "")
    if digits.isdecimal():
        return len(digits) > 2 or int(digits) >= len(_SMALL)
    return token.text.isalpha() and token.text.lower() not in _SMALL and token.pos == "NUM"


def _in_sentence(
    text: str, sentence: Span, tree: Tree, told: Told, *, policy: Policy, near: Nearness
) -> Iterator[Proposal]:
    bad = [i for i in _words(tree) if _is_bad(tree, i, told, policy, near=near)]
    said = set(_giveaways(sentence, tree, told)) if near == "close" else set()
    bad = sorted({*bad, *said})
    quoted = quotations(sentence.of(text), offset=sentence.start, least=2)
    foreign = (
        (told.strict or near == "close")
        and quoted
        and not any(
            sentence.overlaps(span) and not any(map(span.overlaps, quoted))
            for span in told.speakers
        )
    )
    if foreign:
        yield from _speaker_alone(tree, sentence, bad, told) or [_gone(sentence)]
        return
    quoted = tuple(q for q in quoted if any(tree.tokens[i].span.overlaps(q) for i in bad))
    changes: list[Proposal] = []
    whole = False
    for index in bad:
        token = tree.tokens[index]
        if any(change.span.contains(token.span) for change in changes):
            continue
        change = _without(tree, index, sentence, alone=index not in said, called=told.called)
        if change is None:
            whole = True
            break
        changes = [*(c for c in changes if not change.span.contains(c.span)), change]
    if quoted and not whole:
        # A quotation that has lost words is no quotation.
        whole = not all(any(c.span.contains(q) for c in changes) for q in quoted)
    if not whole:
        yield from _as_one(text, changes)
        return
    yield from _speaker_alone(tree, sentence, bad, told) or [_gone(sentence)]


_PEOPLE = "people"
_JOINED = re.compile(r"(?: and |, )(?:\w+ )?")


def _as_one(text: str, changes: Sequence[Proposal]) -> Iterator[Proposal]:
    """The changes, with "priests and lay teachers" as one: "people and people" says no more."""
    yield from changes
    people = sorted(
        (c for c in changes if c.replacement == _PEOPLE), key=lambda change: change.span
    )
    for one, other in pairwise(people):
        if _JOINED.fullmatch(text, one.span.end, other.span.start):
            yield replace(one, span=Span(one.span.start, other.span.end))


def _giveaways(sentence: Span, tree: Tree, told: Told) -> Iterator[int]:
    """The last words of turns that say who somebody is to somebody."""
    for span in told.giveaways:
        if sentence.contains(span) and not told.known.holds(span):
            yield from tree.within(span)[-1:]


def _gone(sentence: Span) -> Proposal:
    return Proposal(sentence, "ID-12", Operator.REMOVE, "", _REASON, "span", 3)


def _without(
    tree: Tree, index: int, sentence: Span, *, alone: bool, called: Mapping[Span, str]
) -> Proposal | None:
    """The smallest change that takes a word out and leaves a sentence; None if there is none.

    ``alone``: the word by itself says too much, so that it may go without its clause. ``called``:
    the names of those who may be named, where a noun stands for them.
    """
    token = tree.tokens[index]
    above = tree.tokens[tree.heads[index]]
    if alone and token.dep in {"amod", "compound"} and tree.children[index] and (
        is_person_noun(above) and tree.heads[index] > index
    ):  # fmt: skip
        # "A labour-hire contractor" goes as one.
        return _without(tree, tree.heads[index], sentence, alone=alone, called=called)
    rule = _rule_for(token)
    part_of_name = token.pos == "PROPN" and tree.tokens[tree.heads[index]].text[:1].isupper()
    word = not part_of_name and not tree.children[index] and not _says_which_day(tree, index)
    run = _hyphened(tree, index)
    if len(run) > 1:
        top = tree.tokens[tree.top(run)]
        if alone and top.dep in _MODIFIERS:  # "unpaid" of "long-unpaid" does not go by itself
            whole = Span(tree.tokens[run[0]].span.start, tree.tokens[run[-1]].span.end)
            return Proposal(whole, rule, Operator.REMOVE, "", _REASON, "span", 3)
        word = False
    if alone and token.dep in _MODIFIERS and word:
        if _stands_alone(tree, index):  # "at X station": "at station" would be left
            return Proposal(token.span, rule, Operator.GENERALISE, "a", _REASON, "span", 3)
        return Proposal(token.span, rule, Operator.REMOVE, "", _REASON, "span", 3)
    before = tree.heads[index]
    apart = _day_of(tree, index) or _whither(tree, index)
    if apart is not None:
        return Proposal(apart, rule, Operator.REMOVE, "", _REASON, "span", 3)
    if token.dep == "pobj" and tree.tokens[before].text.lower() == "as" and is_person_noun(token):
        # "Gave up work as a librarian": "as a person" would be nonsense.
        return Proposal(phrase_span(tree, before), rule, Operator.REMOVE, "", _REASON, "span", 3)
    clause = clause_of(tree, token.span)
    if clause is not None:
        clause = _with_what_waits_for_it(tree, clause)
        if alone and _is_wanted(tree, index, clause) and (less := _as_person(tree, index, called)):
            return less
    if clause is not None and len(clause) < _MOST * len(sentence) and not _is_lead(tree, clause):
        return Proposal(clause, rule, Operator.REMOVE, "", _REASON, "span", 3)
    owned = any(tree.tokens[child].dep == "poss" for child in tree.children[index])
    if alone and not owned and (two := _two_people(tree, index)) is not None:
        return Proposal(
            two, rule, Operator.GENERALISE, "two people", _REASON, "span", 3, whole=True
        )  # fmt: skip
    return _as_person(tree, index, called) if alone else None


def _as_person(tree: Tree, index: int, called: Mapping[Span, str]) -> Proposal | None:
    """The change that leaves of a noun for somebody that it was a person, or a child, or who."""
    token = tree.tokens[index]
    many = token.tag in {"NNS", "NNPS"} or _are_people(tree, index)
    owned = any(tree.tokens[child].dep == "poss" for child in tree.children[index])
    if owned or not (is_person_noun(token) or _are_people(tree, index)):
        return None
    name = next((n for span, n in called.items() if span.end == token.span.end), "")
    first = min([index, *_before(tree, index)])
    if name and not many:
        if first and tree.tokens[first - 1].dep == "det":
            first -= 1
        span = Span(tree.tokens[first].span.start, token.span.end)
        return Proposal(
            span, _rule_for(token), Operator.GENERALISE, name, _REASON, "span", 3, whole=True
        )
    put = _PEOPLE if many else "person"
    if token.lemma.lower() in _PUPILS:
        put = "children" if many else "child"
    before = tree.tokens[first - 1] if first else None
    if before is not None and before.text.lower() == "the" and not many:
        # "The warden" was nobody told of before: "the person" would be.
        first -= 1
        put = f"{'A' if before.text[0].isupper() else 'a'} {put}"
    span = Span(tree.tokens[first].span.start, token.span.end)
    return Proposal(
        span, _rule_for(token), Operator.GENERALISE, put, _REASON, "span", 3, whole=True
    )


_PUPILS = frozenset({"pupil", "schoolboy", "schoolgirl", "schoolchild"})


def _is_wanted(tree: Tree, index: int, clause: Span) -> bool:
    """Whether somebody is needed whom the sentence can lose: as victim, or as who "he" is."""
    token = tree.tokens[index]
    before = tree.heads[index]
    if token.dep == "pobj" and tree.tokens[before].text.lower() == "of":
        return tree.tokens[tree.heads[before]].lemma.lower() in OFFENCES
    return (
        token.tag == "NN"
        and token.dep != "appos"
        and any(
            each.text.lower() in {"he", "she", "his", "her"}
            for each in tree.tokens[index + 1 :]
            if each.span.start >= clause.end
        )
    )


def _are_people(tree: Tree, index: int) -> bool:
    """True for "Priests" at a sentence's start, which the parser takes for a name."""
    token = tree.tokens[index]
    if not _is_first(tree, index) or token.pos != "PROPN" or not token.text.endswith("s"):
        return False
    low = token.text.lower()
    return is_person_noun(replace(token, pos="NOUN", lemma=low.removesuffix("s"), text=low))


def _two_people(tree: Tree, index: int) -> Span | None:
    """The words of "a contractor and a farm manager", of whom only that may be told."""
    token = tree.tokens[index]
    other = next((c for c in tree.children[index] if tree.tokens[c].dep == "conj"), None)
    if (
        other is None
        or token.dep not in _SUBJECTS | {"dobj", "pobj"}
        or not all(
            is_person_noun(tree.tokens[i]) and tree.tokens[i].tag == "NN" for i in (index, other)
        )
    ):
        return None
    if any(tree.tokens[child].dep == "conj" for child in tree.children[other]):
        return None
    first, last = tree.subtree(index)[0], tree.subtree(other)[-1]
    words = [tree.tokens[i] for i in range(first, last + 1)]
    joined = [word.text.lower() for word in words if word.dep == "cc"] == ["and"]
    bare = all(
        word.dep in {"det", "cc", "conj", "amod", "compound", "punct", "nmod", token.dep}
        for word in words
    )
    articles = [word.text.lower() for word in words if word.dep == "det"]
    two = len(articles) == 2 and {"a", "an"}.issuperset(articles)
    return Span(words[0].span.start, words[-1].span.end) if joined and bare and two else None


def _with_what_waits_for_it(tree: Tree, clause: Span) -> Span:
    """A clause with the phrase that says nothing without it: "with the promise" of jobs."""
    first = tree.within(clause)[0]
    noun = tree.heads[tree.top(tree.within(clause))]
    if tree.tokens[noun].dep == "appos" and not is_person_noun(tree.tokens[noun]):
        own = {tree.tokens[c].dep for c in tree.children[noun]} - {"relcl", "acl", "punct"}
        if own <= {"det"} and phrase_span(tree, noun).contains(clause):
            return phrase_span(tree, noun)  # "14 years, a term that judges cut to eight"
    if tree.tokens[first].text.lower() in {"after", "before"}:
        return _with_how_long(tree, clause, first)
    noun = tree.heads[first]
    above = tree.heads[noun]
    waits = tree.tokens[noun].lemma.lower() in _WAITING and tree.tokens[noun].dep == "pobj"
    if first <= noun or not waits:
        return clause
    whole = phrase_span(tree, above)
    return whole if whole.contains(clause) else clause


def _with_how_long(tree: Tree, clause: Span, first: int) -> Span:
    """A clause with the measure before it: "two years" of "two years after leaving the school"."""
    if first < 2:
        return clause
    count, measure = tree.tokens[first - 2 : first]
    bare = first == 2 or tree.tokens[first - 3].pos in {"VERB", "AUX", "PUNCT", "NOUN", "PROPN"}
    joined = first > 2 and tree.tokens[first - 3].text == "-"
    counted = count.pos == "NUM" or count.text.lower() in {"a", "an", "several"}
    loose = measure.lemma.lower() in _MEASURES and measure.dep != "pobj"
    if not (counted and loose and bare) or joined:
        return clause
    return Span(count.span.start, clause.end)


_MEASURES = frozenset("minute hour day week month year decade".split())
_WAITING = _TIMES_OF_DAY | frozenset(
    "promise offer prospect lure aim goal intention possibility chance idea pretext pretence"
    " guise".split()
)
"""Nouns that want to be told of what."""


def _day_of(tree: Tree, index: int) -> Span | None:
    """The "on Tuesday" or "on 6 September" that a token stands in, where a sentence can lose it."""
    at = index
    while tree.tokens[at].dep in {"nummod", "compound", "nmod", "npadvmod", "appos"}:
        at = tree.heads[at]
    before = tree.heads[at]
    if tree.tokens[at].dep != "pobj" or tree.tokens[before].text.lower() not in {"on", "in", "by"}:
        return None
    if tree.tokens[tree.heads[before]].lemma.lower() == "be":
        return None  # "the hearing is on Tuesday"
    span = phrase_span(tree, before)
    own = [tree.tokens[i] for i in tree.subtree(before)]
    bare = all(
        token.text in {",", "the", "of"} or _MONTH.fullmatch(token.text)
        or re.fullmatch(r"\d{1,4}(?:st|nd|rd|th)?", token.text)
        or token.text.lower() in {"last", "this", "next", "early", "late"} | _TIMES_OF_DAY
        for token in own[1:]
    )  # fmt: skip
    return span if bare and any(_MONTH.fullmatch(token.text) for token in own) else None


def _whither(tree: Tree, index: int) -> Span | None:
    """The "into X" or "across X" that a name stands in: "trafficking women" says enough."""
    at = index
    while tree.tokens[at].dep in {"compound", "conj", "appos", "nmod"}:
        at = tree.heads[at]
    before = tree.heads[at]
    low = tree.tokens[before].text.lower()
    if tree.tokens[at].dep != "pobj" or low not in {"into", "across", "throughout"}:
        return None
    if not any(tree.tokens[child].dep == "dobj" for child in tree.children[tree.heads[before]]):
        return None  # "was brought into X", "from across X"
    own = [tree.tokens[i] for i in tree.subtree(before)][1:]
    names = all(t.text[:1].isupper() or t.text.lower() in {"the", "and", ","} for t in own)
    return phrase_span(tree, before) if names else None


def _stands_alone(tree: Tree, index: int) -> bool:
    """True for the name before a house or place, where that has nothing else in front."""
    at = tree.heads[index]
    return (
        tree.tokens[index].pos == "PROPN"
        and tree.tokens[at].tag == "NN"
        and bool(_HOUSE.fullmatch(tree.tokens[at].text))
        and [child for child in tree.children[at] if child < at] == [index]
    )


def _says_which_day(tree: Tree, index: int) -> bool:
    """True for "Saturday" in "on Saturday evening": "on evening" would be left."""
    head = tree.heads[index]
    return tree.tokens[head].lemma.lower() in _TIMES_OF_DAY and tree.tokens[head].dep == "pobj"


def _is_lead(tree: Tree, clause: Span) -> bool:
    """True for what stands where the sentence's subject should: its verb follows."""
    if clause.start > tree.span.start:
        return False
    following = [token for token in tree.tokens if token.span.start >= clause.end]
    return bool(following) and following[0].pos in {"AUX", "VERB"}


def _before(tree: Tree, index: int) -> list[int]:
    """The words of modifiers before a noun: they go with it."""
    return [
        below
        for child in tree.children[index]
        if child < index and tree.tokens[child].dep in {"compound", "amod", "nmod"}
        for below in tree.subtree(child)
    ]


def _rule_for(token: Token) -> str:
    if token.entity[2:] in {"GPE", "LOC", "FAC"}:
        return "ID-09"
    if token.entity[2:] == "ORG":
        return "ID-10"
    return "ID-12"


def _speaker_alone(
    tree: Tree, sentence: Span, bad: Sequence[int], told: Told
) -> list[Proposal] | None:
    """The sentence cut down to who spoke or which court heard, where that can be said."""
    root = tree.root
    verb = tree.tokens[root].lemma.lower()
    subject = next((c for c in tree.children[root] if tree.tokens[c].dep in _SUBJECTS), None)
    if subject is None or verb not in _SPEAKS | _HEARS:
        return None
    indexes = tree.subtree(subject)
    if set(indexes) & set(bad) or tree.tokens[subject].pos == "PRON":
        return None
    span = Span(tree.tokens[indexes[0]].span.start, tree.tokens[indexes[-1]].span.end)
    said = {tree.tokens[i].lemma.lower() for i in indexes}
    if not any(map(span.overlaps, told.allowed)) and not said & (_COURTS | STATE_NOUNS):
        return None
    court = bool(said & _COURTS)
    passive = tree.tokens[subject].dep == "nsubjpass"
    hears = (court or passive) and verb in _HEARS
    if passive and not hears:
        return None
    accused = _accused_in(tree, root, told) if hears else None
    put = f" {HEARD_ONLY}" if hears else f" {SPOKE_ONLY}"
    first = Proposal(
        Span(sentence.start, span.start), "ID-12", Operator.REMOVE, "", _REASON, "span", 3
    )
    changes = [first] if len(first.span) else []
    if accused is None or accused.start < span.end:
        return [*changes, _cut(Span(span.end, sentence.end), f"{put}.")]
    return [
        *changes,
        _cut(Span(span.end, accused.start), f"{put} against "),
        _cut(Span(accused.end, sentence.end), "."),
    ]


def _cut(span: Span, put: str) -> Proposal:
    return Proposal(span, "ID-12", Operator.GENERALISE, put, _REASON, "span", 3, whole=True)


def _accused_in(tree: Tree, root: int, told: Told) -> Span | None:
    """The name of the offender whose case is told in what was heard."""
    return next(
        (
            span
            for span in told.offenders
            if tree.span.contains(span) and root not in tree.within(span)
        ),
        None,
    )
