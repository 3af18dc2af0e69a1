"""Names, ages, relationships, dates and places that would let somebody be recognised.

Rules ID-01 to ID-27, CR-02, SU-15, VI-08 of the policy. Who is protected was decided by
``detect``; this module decides what has to go for the protection to hold. With an offender
named, no relationship to the victim stays (ID-06: never both).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from summarizer.policy.offences import OFFENCES
from summarizer.policy.people import KIN_NOUNS
from summarizer.policy.schema import Policy, Scope
from summarizer.redact.proposal import Proposal
from summarizer.syntax import Tree, phrase_span
from summarizer.types import Analysis, Document, Operator, Person, Span

__all__ = ["identity_proposals", "mask_labels"]

# Of the expressions here, those for ages, households and offences read lower-case text: they are
# three times as fast as with case ignored. Names and dates are known by their capitals.

_ORDINALS = ("", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ")
_UNITS = r"(?:year|yr|month|week|day)s?"
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen".split()
)
_NUMBER = r"(?:\d{1,3}|" + "|".join(_NUMBER_WORDS) + ")"
_ANY_NUMBER = re.compile(r"\d|\b(?:" + "|".join(_NUMBER_WORDS) + r")\b")
_NO_MEASURE = (
    r"(?![.,]\d|%| ?[ap]\.?m\b|[- ](?:hours?|minutes?|seconds?|nights?"
    r"|(?:day|week|month)s?(?! (?:old|of age))"
    r"|years? (?:in (?:prison|jail|custody)|ago|later|behind bars)"
    r"|per ?cent|percentage|degrees|miles?|kilomet\w+|km|met(?:re|er)s?|feet|inches"
    r"|pounds|dollars|euros|million|billion|thousand|hundred|tonnes?|tons|kilos?|kilograms?|points|votes"
    r"|people|men|women|officers|cases|times)\b)"
)
"""Behind a number that is no age: "under six hours", "over 40 per cent"."""
_NO_AGE = (
    r"(?! (?:of|per|in|out|times|months?|days?|weeks?|hours?|miles?|men|women|people|others?)\b|%)"
)
_NO_COUNT = (
    r"(?! (?!(?:years|was|his|this|has|less|across|towards|perhaps|unless|plus|always|sometimes"
    r"|afterwards)\b)[a-z]{3,}s\b)"
)
"""Behind a number of people, which is no age: "they were 17 workers"."""
_CHILD = (
    r"girls?|boys?|child|children|infants?|bab(?:y|ies)|toddlers?|teenagers?|pupils?|students?"
    r"|schoolgirls?|schoolboys?|youths?|minors?|kids?|newborns?"
)
_AGED_NOUN = re.compile(
    rf"\b(?P<n>{_NUMBER})[- ](?P<unit>{_UNITS})[- ]olds?\b"
    rf"(?: (?P<noun>{_CHILD}|wom[ae]n|m[ae]n|victims?|patient|student))?"
)
_AGED = re.compile(
    rf",? ?\b(?:aged|age|at the age of|ages?) (?:just |only |about |between )?(?P<n>{_NUMBER})"
    rf"(?: (?:and|to|or) {_NUMBER})?(?: {_UNITS})?\b"
    r"(?P<and>(?= and (?:born|named|identified|described|known|wanted|suspected)\b))?,?"
)
_AGE_PARENTHETICAL = re.compile(
    # The comma after the age stays where an apposition follows: "NAME, 39, a former coach, …".
    r"(?<=[A-Za-z]),? ?(?:, |\()(?P<n>\d{1,3})(?: years)?"
    r"(?:\)|(?=, (?:an?|the|of|from|who|whose|formerly)\b)|,|(?=\.|$))"
)
_AGE_BETWEEN = re.compile(
    rf"\b(?:(?:all|both|some|most|many) )?(?:of them )?(?:aged )?between {_NUMBER} and"
    rf" {_NUMBER} {_UNITS}(?: old| of age)\b"
)
_AGE_CLAUSE = re.compile(
    r"\b(?:all|both|some|most|many|half|the youngest|the oldest|the eldest)\b[^,.;]{0,25}"
    rf"\b(?:under|over|aged|as young as) (?:the age of \w+|{_NUMBER}\b{_NO_MEASURE})[^,.;]{{0,20}}"
    r"|\b(?:was|were|is|are) (?:just |only |under |aged )+(?:the age of )?"
    rf"{_NUMBER}\b(?:[- ]{_UNITS}(?:[- ]olds?)?)?"
    r"|\b(?:who|he|she|one|younger|older|youngest|oldest|eldest|girl|boy|child|victim|woman)s?"
    rf" (?:was|were|is|are|turned|had turned|has turned) (?:then |now |just |only )*{_NUMBER}\b"
    rf"{_NO_AGE}"
    rf"|\bthey (?:were|are) (?:then |now |just |only )*{_NUMBER}\b{_NO_AGE}{_NO_COUNT}"
)
_AGE_WHEN = re.compile(
    rf"\b(?:was|were|is|are|turned) (?:then |now |just |only |still )*{_NUMBER}"
    r"(?= (?:when|at the time|years? old|years? of age)\b|[.;]|$)"
)
_AGE_AFTER_NOUN = re.compile(
    rf"\b(?P<noun>{_CHILD}|wom[ae]n|victims?), (?:aged )?{_NUMBER}(?=[,.;]|$| (?:and|or|was"
    rf"|were|is|has)\b)"
)
_AGE_OF = re.compile(
    rf"(?<=\b)(?P<noun>{_CHILD}|wom[ae]n|victims?) of (?:just |only )?{_NUMBER}\b"
    r"(?! (?:years|months|people)\b(?! old))"
)
_BIRTH = re.compile(
    r",?(?: and)? (?:his|her|their|a) date of birth,? ?[\w ,]{0,24}?\d{4}"
    r"|,? born (?:on|in) [\w ,]{0,24}?\d{4},?"
)
_UNDER = re.compile(
    rf"(?!(?:(?<=\bin )|(?<=\bfor ))under {_NUMBER} years?\b(?![- ](?:olds?|of age)))"
    r"\b(?:under|below|younger than|as young as) (?:the age of )?"
    rf"{_NUMBER}\b{_NO_MEASURE}(?:[- ]{_UNITS}(?:[- ]olds?)?)?"
)
_COPULA = re.compile(r"\b(?:is|was|were|are) $")
_LESS = re.compile(r"\b(?:under|below|younger|young as)\b")
_POSSESSIVE_KIN = KIN_NOUNS | frozenset(
    "child children pupil pupils student students girlfriend boyfriend wife husband partner".split()
)
_VICTIM = r"(?:victim|child|children|girl|boy|complainant)(?:s|'s|s')?"
_HOUSEHOLD = re.compile(
    r"\b(?:lodg(?:ed|er|ing)|lived|living|moved in|stayed|staying|shared a (?:home|house|flat))"
    rf" (?:together )?with (?:them|him|her|the (?:\w+ )?(?:{_VICTIM}|family|mother))"
    rf"|\bfriends? of (?:the |her |his |their )?(?:\w+ )?(?:{_VICTIM} )?"
    r"(?:family|families|mother|parents)"
    r"|\bfamily friends?\b|\bfriend of the family\b"
    r"|\b(?:baby-?s(?:at|itt\w+)|child-?mind\w+)\b"
    rf"|\bknow(?:n|s)? to (?:the |his |her |their )?(?:\w+ )?(?:{_VICTIM}|famil(?:y|ies))"
    rf"|\bknew (?:the |his |her |their )(?:\w+ )?(?:{_VICTIM}|famil(?:y|ies))"
    rf"|\bneighbours? of (?:the |his |her )(?:\w+ )?(?:{_VICTIM}|famil(?:y|ies))"
    r"|\b(?:found|living|lived|kept|abused|held) (?:\w+ )?(?:in|at) (?:the )?"
    r"(?:houses?|homes?|flats?) of (?:these |the |those |his |her |their )?(?:\w+ )?"
    r"(?:offenders?|abusers?|suspects?|men|accused)"
    r"|\b(?:in|at|to) (?:his|her|their) (?:own |family |shared )?"
    r"(?:homes?|house|flat|bedroom|caravan)\b"
    r"|\b(?:in|under) (?:his|her|their) care\b|\blived nearby\b"
    r"|\bwho lived (?:next door|near(?:by)?)\b"
)
_OFFENCE = re.compile(
    r"\b(?:abus|assault|rap(?:ed|e|ing|ist)|molest|groom|traffick|exploit|attack|offen[cd]|indecen)\w*"
)
_PROCEDURE = re.compile(
    r"\b(?:sentenc|jail|arrest|charg|court|convict|hearing|trial|appear|plead|announc|launch|inquir|inquest)\w*"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    r"\b(?:(?:on|in|from|since|between|until|during) )?"
    r"(?:the (?:night|morning|evening|afternoon|summer|winter|spring|autumn) of )?"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})"
    rf"|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)|(?:{_MONTHS}))"
    r",?(?: (?P<year>(?:19|20)\d\d))?"
)

_DATE_RANGE = re.compile(
    rf"\b(?P<open>[Bb]etween|[Ff]rom) (?:\d{{1,2}} )?(?:{_MONTHS}),? (?P<first>(?:19|20)\d\d)"
    rf" (?P<link>and|to|until) (?:\d{{1,2}} )?(?:{_MONTHS}),? (?P<last>(?:19|20)\d\d)"
)

_OCCASION = re.compile(
    r",? ?\b(?:from|on|at|during|after|before) the"
    r" (?:night|evening|morning|afternoon|day|weekend|week) (?:of|before|after) (?:the|a|an) "
    r"(?!attack|assault|offence|offense|incident|arrest|hearing|trial|alleged|murder|killing|crime"
    r"|rape|abuse|raid|sentenc|verdict|shooting|stabbing|fire|explosion|first|second)"
    r"[a-z][\w'’-]*(?: [a-z][\w'’-]*(?= ?[,.;]|$))?"
)
"""A day by what happened on it: "on the evening of the village fair"."""
_TITLE_BEFORE = re.compile(
    r"(?:(?<![\w-])(?:Mr|Mrs|Ms|Miss|Mx|Sir|Dame|Lord|Lady|Dr|Prof|Professor|Rev|Father|Sister|Cllr"
    r"|Councillor|Manager|Referee|Goalkeeper|Striker|Midfielder|Defender|Captain|Coach|old|young"
    r"|little)\.? )+$"
)


def mask_labels(persons: Sequence[Person]) -> dict[str, tuple[str, str]]:
    """A stable neutral label for each protected person: (first mention, later mentions).

    Labels tell roles apart and nothing else: "a child", "a second child", "the victim".
    """
    seen: dict[str, int] = {}
    labels: dict[str, tuple[str, str]] = {}
    for person in persons:
        if not person.protected:
            continue
        noun = _label_noun(person)
        rank = seen.get(noun, 0)
        seen[noun] = rank + 1
        ordinal = _ORDINALS[rank] if rank < len(_ORDINALS) else "other "
        article = "an" if f"{ordinal}{noun}"[0] in "aeiou" else "a"
        first = f"another {noun}" if ordinal == "other " else f"{article} {ordinal}{noun}"
        labels[person.id] = (first, f"the {ordinal}{noun}")
    return labels


def _label_noun(person: Person) -> str:
    if person.child:
        return "child"
    if person.rule.startswith("SU-") and person.role == "victim":
        return "person"  # who took their own life is nobody's victim
    return {
        "victim": "victim", "relative": "relative", "accused": "suspect", "offender": "offender",
        "witness": "witness",
    }.get(person.role, "person")  # fmt: skip


def identity_proposals(
    document: Document,
    analysis: Analysis,
    *,
    policy: Policy,
    folded: str,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
) -> tuple[Proposal, ...]:
    """Everything that has to change so that no protected person can be recognised.

    ``folded`` is the plain text in lower case, character for character.
    """
    active = {rule.id for rule in policy.rules if policy.active(rule)}
    found = [
        *_names(document, analysis, sentences, trees),
        *_ages(document, analysis, sentences, folded),
        *_relationships(document, analysis, trees),
        *_households(analysis, sentences, folded),
        *_dates(document, analysis, sentences, folded),
    ]
    return tuple(proposal for proposal in found if proposal.rule in active)


def _names(
    document: Document,
    analysis: Analysis,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
) -> Iterator[Proposal]:
    """A label in place of each name, or nothing where a noun already stands for the person."""
    labels = mask_labels(analysis.persons)
    free = [
        document.plain_span(mention.span)
        for person in analysis.persons
        for mention in person.mentions
        if mention.named
    ]
    for sentence in _told_of(analysis, sentences):
        for match in _RESIDENT.finditer(document.plain, sentence.start, sentence.end):
            yield Proposal(
                Span(*match.span()), "ID-09", Operator.REMOVE, "", _WHERE_THEY_LIVE, "span", 3
            )
    for person in analysis.persons:
        if not person.protected:
            continue
        first, later = labels[person.id]
        reason = "name of a protected person"
        label = first
        for mention in person.mentions:
            if not mention.named:
                continue
            plain = _with_title(document.plain, document.plain_span(mention.span))
            plain = _whole_run(document.plain, plain, free)
            parsed = _parsed(plain, sentences, trees)
            if parsed and _is_said_to_be_the_name(*parsed):
                yield Proposal(plain, person.rule, Operator.REMOVE, "", reason, "clause", 4)
            elif parsed and (
                _in_list_beside_noun(*parsed) or _is_second_of_two(document.plain, plain)
            ):
                joined = _JOINED.search(document.plain, max(0, plain.start - 6), plain.start)
                start = joined.start() if joined else plain.start
                yield Proposal(
                    Span(start, plain.end), person.rule, Operator.REMOVE, "", reason, "span", 4
                )
            elif parsed and _beside_noun(*parsed):
                yield Proposal(plain, person.rule, Operator.REMOVE, "", reason, "span", 4)
            elif parsed and _is_listed_place(*parsed):
                listed = _LISTED.search(document.plain, max(0, plain.start - 12), plain.start)
                start = listed.start() if listed else plain.start
                yield Proposal(
                    Span(start, plain.end), person.rule, Operator.REMOVE, "", reason, "span", 4
                )
            elif parsed and _is_where(*parsed):
                # Taken for a person to be safe; "was tried in a person" would be nonsense.
                yield Proposal(plain, person.rule, Operator.MASK, "a place", reason, "span", 4)
            else:
                yield Proposal(plain, person.rule, Operator.MASK, label, reason, "span", 4)
                label = later
            if parsed and not person.close and (told := _apposition(*parsed)):
                yield Proposal(told, "ID-12", Operator.REMOVE, "", _WHO_THEY_ARE, "span", 3)
            if home := _HOME.match(document.plain, plain.end):
                yield Proposal(
                    Span(*home.span()), "ID-09", Operator.REMOVE, "", _WHERE_THEY_LIVE, "span", 3
                )


_OF_TWO = re.compile(
    r"\b(?:brothers|sisters|twins|siblings|cousins|friends|colleagues|spouses|partners)"
    r" [A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2} and $"
)


def _is_second_of_two(text: str, name: Span) -> bool:
    """True for "Marek Roe" in "brothers Jan and Marek Roe": "brothers and a victim" are three."""
    return bool(_OF_TWO.search(text[max(0, name.start - 60) : name.start]))


def _apposition(tree: Tree, indexes: Sequence[int]) -> Span | None:
    """What says behind a name who that is: "X, a betel-nut seller, stopped the traffic"."""
    top = tree.top(indexes)
    for child in tree.children[top]:
        token = tree.tokens[child]
        if child > indexes[-1] and token.dep == "appos" and token.pos == "NOUN":
            return phrase_span(tree, child)
    return None


_TOWN = (
    r"(?:St\.? )?(?!(?:Judge|Justice|Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Detective|Inspector)\b)"
    r"[A-Z][\w'’-]+(?: (?:(?:upon|of|le|la|de) )?[A-Z][\w'’-]+){0,3}"
)
_ENDS = r"(?=[,.;]|$| \(| (?:was|were|is|had|has|died|who)\b)"
_COMMA_OF_IT = r"(?:,(?! [A-Z]))?"
_HOME = re.compile(
    rf"(?P<set>,)? of {_TOWN}(?:, {_TOWN}{_ENDS}){{0,2}}(?P<age>, \d{{1,3}}(?=[,.;]|$))?"
    rf"(?(set){_COMMA_OF_IT}|(?(age){_COMMA_OF_IT}))"
)
"""Behind a name: "of Lungga, 61"."""
_RESIDENT = re.compile(rf", residents? of {_TOWN}(?:, {_TOWN}(?=[,.;])){{0,2}}(?:,|(?=[.;]))")
"""Whoever it is: a parser makes one phrase of it and of what follows."""
_WHERE_THEY_LIVE = "home of a person who is not named"
_WHO_THEY_ARE = "work or standing of a person who is not named"
_CAPITALISED_AFTER = re.compile(r"[ -](?:(?:bin|van|von|de|del|da|el|al|ibn|bint) )*[A-Z][\w'’-]+")
_CAPITALISED_BEFORE = re.compile(r"(?<![.!?\n] )(?<!\n)(?<!^)\b[A-Z][\w'’-]+[ -]$")


def _whole_run(text: str, name: Span, others: Sequence[Span]) -> Span:
    """The name with the capitalised words that touch it: the recogniser may have cut it short."""
    start, end = name.start, name.end
    while match := _CAPITALISED_AFTER.match(text, end):
        if any(Span(end, match.end()).overlaps(other) and other != name for other in others):
            break
        end = match.end()
    while match := _CAPITALISED_BEFORE.search(text[max(0, start - 40) : start]):
        first = start - len(match[0])
        word = match[0].strip(" -").lower()
        if word in _NO_NAME or any(Span(first, start).overlaps(other) for other in others):
            break
        start = first
    return Span(start, end)


_NO_NAME = frozenset(
    "january february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday he she they it his her their who"
    " the a an in on at of for with by from and but then when while judge mr mrs ms miss dr police"
    " court said told as after before".split()
)


def _with_title(text: str, name: Span) -> Span:
    """The name with "Mrs" and the like before it: a label takes the place of both."""
    match = _TITLE_BEFORE.search(text[max(0, name.start - 24) : name.start])
    return Span(name.start - len(match[0]), name.end) if match else name


def _parsed(
    name: Span, sentences: Sequence[Span], trees: Sequence[Tree | None]
) -> tuple[Tree, tuple[int, ...]] | None:
    """The tree that a name stands in, and its tokens there."""
    at = bisect_right(sentences, name.start, key=lambda sentence: sentence.end)
    for sentence, tree in zip(sentences[at:], trees[at:], strict=True):
        if sentence.start >= name.end:
            return None
        if tree is not None and sentence.overlaps(name):
            indexes = tree.within(name)
            return (tree, indexes) if indexes else None
    return None


def _beside_noun(tree: Tree, indexes: Sequence[int]) -> bool:
    """True for "a third man, NAME, was held" and "the victim NAME": the noun says enough."""
    top = tree.top(indexes)
    if tree.tokens[top].dep == "appos" and tree.tokens[tree.heads[top]].pos == "NOUN":
        return tree.heads[top] < indexes[0]
    before = tree.tokens[indexes[0] - 1] if indexes[0] else None
    noun = before is not None and (
        before.pos == "NOUN" or (before.pos == "PROPN" and before.text.islower())
    )
    if before is None or not noun or before.text.lower() in {"mr", "mrs", "ms"}:
        return False
    return tree.heads[indexes[0] - 1] in indexes


_JOINED = re.compile(r",? and $|, $")


def _in_list_beside_noun(tree: Tree, indexes: Sequence[int]) -> bool:
    """True for the second name in "the workers, NAME, a cook, and NAME": they are the workers."""
    top = first = tree.top(indexes)
    while tree.tokens[first].dep == "conj" and tree.heads[first] != first:
        first = tree.heads[first]
    above = tree.tokens[tree.heads[first]]
    listed = first != top and tree.tokens[first].dep == "appos" and above.tag == "NNS"
    return listed and tree.heads[first] < first


def _is_said_to_be_the_name(tree: Tree, indexes: Sequence[int]) -> bool:
    """True for "whose given name was NAME": a label is no name."""
    top = tree.top(indexes)
    beside = tree.children[tree.heads[top]]
    return tree.tokens[top].dep in {"attr", "oprd"} and any(
        tree.tokens[child].lemma.lower() in {"name", "surname", "nickname"}
        for child in beside
        if tree.tokens[child].dep in {"nsubj", "nsubjpass"}
    )


def _is_where(tree: Tree, indexes: Sequence[int]) -> bool:
    """True for "was tried in NAME" and "the court at NAME"; not for "trust in", "shouted at"."""
    top = tree.top(indexes)
    before = tree.heads[top]
    if tree.tokens[top].dep != "pobj" or tree.tokens[before].text.lower() not in {"in", "at"}:
        return False
    governor = tree.tokens[tree.heads[before]].lemma.lower()
    return governor not in _TOWARDS_SOMEBODY and not any(
        tree.tokens[child].dep == "case" for child in tree.children[top]
    )


_LISTED = re.compile(r"(?:,? and |, )(?:the )?$|$")


def _is_listed_place(tree: Tree, indexes: Sequence[int]) -> bool:
    """True for "Y" and "Z" in "arrests were made in X, Y and Z": one place stands for them all."""
    first = top = tree.top(indexes)
    while tree.tokens[first].dep in {"conj", "appos"} and tree.heads[first] != first:
        first = tree.heads[first]
    return first != top and _is_where(tree, [first])


_TOWARDS_SOMEBODY = frozenset(
    "interest confidence trust faith belief believe confide invest change part share difference"
    " disappointed interested look shout laugh stare point scream aim throw fire swear yell lunge"
    " shoot smile wave glance snap angry furious".split()
)
"""Words after which "in" and "at" lead to somebody, not to where something is."""


def _ages(
    document: Document, analysis: Analysis, sentences: Sequence[Span], folded: str
) -> Iterator[Proposal]:
    if "harm" not in analysis.concerns:
        return
    told = frozenset(_told_of(analysis, sentences))
    free = [
        document.plain_span(mention.span)
        for person in analysis.persons
        if not person.protected
        for mention in person.mentions
    ]
    names = [
        document.plain_span(mention.span)
        for person in analysis.persons
        if person.protected
        for mention in person.mentions
        if mention.named
    ]
    reason = "exact age of a victim or child"
    for sentence in sentences:
        words = sentence.of(folded)
        if not _ANY_NUMBER.search(words):
            continue
        for match in _AGED_NOUN.finditer(words) if "old" in words else ():
            span = _at(sentence, match)
            if _is_free(span, free):
                continue
            named = any(name.start == span.end + 1 for name in names)
            if named and not match["noun"] and document.plain[span.end] == " ":
                # "Four-year-old Ella": "child a person" would be left.
                article = _ARTICLE.search(document.plain[: span.start][-len(" the ") :])
                start = span.start - (len(article["article"]) if article else 0)
                span = Span(start, span.end + 1)
                yield Proposal(span, "ID-07", Operator.REMOVE, "", reason)
                continue
            young = match["unit"][0] in "mwd" or _value(match["n"]) < 18
            put = _band(match["noun"], young=young)
            if _COPULA.search(words[: match.start()]):
                put = "children" if put == "children" else f"a {put}"
            yield Proposal(span, "ID-07", Operator.GENERALISE, put, reason)
        for match in _AGED.finditer(words) if "age" in words else ():
            span = _at(sentence, match)
            if _is_free(span, free):
                continue
            if match["and"] is not None and match[0].startswith(","):
                # "The suspect, aged 29 and born in Lyon, had": "suspect and born" would be left.
                span = Span(span.start, span.end + len(" and"))
                yield Proposal(span, "ID-07", Operator.GENERALISE, ",", reason)
            else:
                yield Proposal(span, "ID-07", Operator.REMOVE, "", reason)
        for match in _AGE_PARENTHETICAL.finditer(sentence.of(document.plain)):
            span = _at(sentence, match)
            if not _is_free(span, free) and _follows_person(document, analysis, span):
                yield Proposal(span, "ID-07", Operator.REMOVE, "", reason)
        for match in _BIRTH.finditer(words) if "birth" in words or "born" in words else ():
            yield Proposal(_at(sentence, match), "ID-07", Operator.REMOVE, "", reason)
        for match in (*_AGE_OF.finditer(words), *_AGE_AFTER_NOUN.finditer(words)):
            put = _band(match["noun"], young=match["noun"][0] not in "wv")
            yield Proposal(_at(sentence, match), "ID-07", Operator.GENERALISE, put, reason)
        for match in (*_AGE_CLAUSE.finditer(words), *_AGE_WHEN.finditer(words)):
            yield Proposal(_at(sentence, match), "ID-07", Operator.REMOVE, "", reason, "clause")
        for match in _AGE_BETWEEN.finditer(words) if "between" in words else ():
            said = _COPULA.search(words[: match.start()])  # "the girls were" would be left
            scope: Scope = "clause" if said else "span"
            yield Proposal(_at(sentence, match), "ID-07", Operator.REMOVE, "", reason, scope)
        # "Children under three are not listed" says nothing of one child, and no other number fits.
        young = sentence in told and bool(_LESS.search(words))
        for match in _UNDER.finditer(words) if young else ():
            span = _at(sentence, match)
            if _value(re.search(_NUMBER, match[0])[0]) < 18:  # type: ignore[index]
                yield Proposal(span, "ID-07", Operator.GENERALISE, "under 18", reason)


_ARTICLE = re.compile(r"(?i)(?:^|\W)(?P<article>(?:the|an?) )$")


def _follows_person(document: Document, analysis: Analysis, span: Span) -> bool:
    return any(
        0 <= span.start - document.plain_span(mention.span).end <= 2
        for person in analysis.persons
        for mention in person.mentions
    )


def _band(noun: str | None, *, young: bool) -> str:
    if not noun:
        return "child" if young else "adult"
    if not young:
        return noun
    plural = noun.endswith("s") or noun == "children"
    return "children" if plural else "child"


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER_WORDS.index(word) + 1


def _is_free(span: Span, free: Sequence[Span]) -> bool:
    """The age belongs to somebody who may be named: it touches the name."""
    return any(
        -1 <= other.start - span.end <= 1 or 0 <= span.start - other.end <= 2 for other in free
    )


_SPOUSES = {
    "wife": "a woman", "girlfriend": "a woman", "husband": "a man", "boyfriend": "a man",
    "partner": "a person",
}  # fmt: skip
_YOUNG = re.compile(
    rf"\b(?:teen|under ?- ?age|child|minor)|(?<!- )\b(?:\d|1[0-7]|{'|'.join(_NUMBER_WORDS)})"
    r" ?- ?year ?- ?old"
)
_DONE_TO = OFFENCES | frozenset("beat hit hurt injure strike punch threaten force control".split())


def _instead(tree: Tree, index: int, children: Sequence[Span]) -> str:
    """What can stand for a relative to whom something was done: "beat his wife" → "a woman"."""
    token = tree.tokens[index]
    above = tree.heads[index]
    if token.dep == "pobj" and tree.tokens[above].text.lower() in {"of", "to"}:
        above = tree.heads[above]
    elif token.dep != "dobj":
        return ""
    owner = next((c for c in tree.children[index] if tree.tokens[c].dep == "poss"), None)
    if owner is None or tree.tokens[owner].pos not in {"PRON", "DET"} or token.tag != "NN":
        return ""
    if tree.tokens[above].lemma.lower() not in _DONE_TO or any(
        c > index for c in tree.children[index]
    ):
        return ""
    words = " ".join(tree.tokens[i].text.lower() for i in tree.subtree(index))
    young = any(map(token.span.overlaps, children)) or _YOUNG.search(words)
    return "a child" if young else _SPOUSES.get(token.text.lower(), "a person")


def _with_owner(tree: Tree, index: int) -> Span:
    """A noun with all that stands before it: "his former wife"."""
    return Span(tree.tokens[tree.subtree(index)[0]].span.start, tree.tokens[index].span.end)


def _relationships(
    document: Document, analysis: Analysis, trees: Sequence[Tree | None]
) -> Iterator[Proposal]:
    if not _names_offender(analysis) or "identifying" not in analysis.concerns:
        return
    children = [
        document.plain_span(mention.span)
        for person in analysis.persons
        if person.child
        for mention in person.mentions
    ]
    for tree in trees:
        if tree is None:
            continue
        for index, token in enumerate(tree.tokens):
            if token.text.lower() not in _POSSESSIVE_KIN or token.pos != "NOUN":
                continue
            owners = [tree.tokens[child] for child in tree.children[index]]
            owned = any(owner.dep == "poss" for owner in owners) or any(
                owner.dep == "prep"
                and owner.text.lower() == "of"
                and token.text.lower() not in {"child", "children"}
                for owner in owners
            )
            if owned:
                span = Span(token.span.start, token.span.end)
                if put := _instead(tree, index, children):
                    yield Proposal(
                        _with_owner(tree, index), "ID-05", Operator.GENERALISE, put,
                        "relationship to a victim, with an offender named", "span", 4,
                    )  # fmt: skip
                    continue
                yield Proposal(
                    span, "ID-05", Operator.REMOVE, "",
                    "relationship to a victim, with an offender named", "clause", 4,
                )  # fmt: skip


def _households(analysis: Analysis, sentences: Sequence[Span], folded: str) -> Iterator[Proposal]:
    """What says without a kin word that offender and victim knew each other or shared a home."""
    if not _names_offender(analysis) or "identifying" not in analysis.concerns:
        return
    for sentence in sentences:
        for match in _HOUSEHOLD.finditer(sentence.of(folded)):
            yield Proposal(
                _at(sentence, match), "ID-05", Operator.REMOVE, "",
                "household or acquaintance, with an offender named", "clause", 4,
            )  # fmt: skip


def _names_offender(analysis: Analysis) -> bool:
    return any(
        person.role in {"offender", "accused"}
        and not person.protected
        and any(mention.named for mention in person.mentions)
        for person in analysis.persons
    )


def _dates(
    document: Document, analysis: Analysis, sentences: Sequence[Span], folded: str
) -> Iterator[Proposal]:
    """Days and months of offences; the years stay. Dates of arrests and hearings stay whole."""
    reason = "exact date of an offence"
    for sentence in _told_of(analysis, sentences):
        words = sentence.of(document.plain)
        for match in _OCCASION.finditer(words):
            yield Proposal(_at(sentence, match), "ID-08", Operator.REMOVE, "", reason)
        if not _OFFENCE.search(folded, sentence.start, sentence.end):
            continue
        ranges = list(_DATE_RANGE.finditer(words))
        for match in ranges:
            put = f"{match['open']} {match['first']} {match['link']} {match['last']}"
            yield Proposal(_at(sentence, match), "ID-08", Operator.GENERALISE, put, reason)
        if ranges or _PROCEDURE.search(folded, sentence.start, sentence.end):
            continue
        for match in _DATE.finditer(words):
            put = f"in {match['year']}" if match["year"] else ""
            operator = Operator.GENERALISE if put else Operator.REMOVE
            yield Proposal(_at(sentence, match), "ID-08", operator, put, reason)


def _told_of(analysis: Analysis, sentences: Sequence[Span]) -> Sequence[Span]:
    """Where somebody is told of who must not be recognised: all sentences, asides or none."""
    if "identifying" not in analysis.concerns:
        return ()
    if not analysis.at_large:
        return sentences
    asides = frozenset(analysis.asides)
    return [sentence for sentence in sentences if sentence in asides]


def _at(sentence: Span, match: re.Match[str]) -> Span:
    return Span(sentence.start + match.start(), sentence.start + match.end())
