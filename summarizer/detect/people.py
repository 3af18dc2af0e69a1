"""Everybody who is named in a document: role, legal stage, age group, and whether protected."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import compress, pairwise

from summarizer.detect.asides import AT_HOME, Asides
from summarizer.detect.coreference import Party, parties_in
from summarizer.detect.deceased import is_dead
from summarizer.detect.lead import Lead, acts_accused, lead_of, stage_told_of
from summarizer.detect.likely import Named, without_nobodies
from summarizer.detect.mentions import NameCluster, name_clusters, noun_mentions
from summarizer.detect.protect import closer_rule, protection
from summarizer.detect.roles import Standing, is_harmed, standing_of
from summarizer.detect.things import without_datelines, without_places, without_things
from summarizer.policy.identity import Identity
from summarizer.policy.legal import DROPPED
from summarizer.policy.people import places_of_datelines
from summarizer.policy.schema import Policy
from summarizer.syntax import Tree
from summarizer.types import Document, Mention, Person, Role, Span, Token

__all__ = ["people_in"]

_CHILD_ACCUSED = re.compile(
    r"(?i)\b(?:1[0-7]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)[- ]year[- ]old"
    r"(?: (?:boys?|girls?|youths?|teenagers?|pupils?|students?))?[^.]{0,80}"
    r"\b(?:charged|convicted|arrested|accused|pleaded|denie[sd]|appeared|sentenced|detained)\b"
    r"|\b(?:teenager|schoolboy|schoolgirl|boy|girl)s? (?:\w+ ){0,3}"
    r"(?:charged|convicted|accused|pleaded|denie[sd]|sentenced|appeared in court)\b"
    r"|\b(?:youth|juvenile|children's) (?:court|detention|panel|tribunal)\b"
)
_OTHER_NAME = re.compile(
    r"\b(?:née|nee|formerly|maiden name(?: of| was)?)[ :]+(?:[A-Z][\w'-]+ )*(?P<name>[A-Z][\w'-]+)"
)
_TRIED = frozenset({"offender", "accused"})
_ADDRESSED = re.compile(r"\b(?:Mr|Mrs|Ms|Sir|Dame|Lord|Lady|Baroness|Cllr|Dr|Prof|Professor)\.? $")
"""How a paper speaks of grown people."""
_COUNTED = re.compile(
    r"(?i)\b(?:(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve|dozens?|scores|hundreds|thousands|many|most|several|some)"
    r"(?: (?:of|were|was|are) | )(?:them |the dead "
    r"|those killed )?(?:were )?|women(?:,| and| or) (?:the )?)$"
)
"""Before children of a public event who are only counted: "killing 23, four of them children"."""
_OWNED = re.compile(r"(?i)(?:['’]s|s['’]|\b(?:whose|my|our|your|his|her|their))(?: \w+)? $")
"""Before the number, whose they are."""
_NO_MORE = re.compile(
    r"[.;:)–—]|,? and (?:wounding|injuring|leaving|women|at least|more|\d)"
    r"|,? (?:were|was) (?:among (?:the|those|them)|killed|wounded|injured|hurt|dead|missing)\b"
    r"|(?: (?:have|had))? (?:died|been killed)\b|,? (?:dead|killed|injured|wounded|according)\b"
    r"|, (?:the|state|local|hospital)? ?(?:army|police|ministry|officials|doctors|medics|media"
    r"|authorities|government|governor|agency)\b"
)
"""Behind them, what tells no more of them: the end, or what happened to them."""
_LEAD = 60
"""Characters before a noun in which it may be counted."""
_LEAST_LETTERS = 5
_HEARS_CASES = frozenset("judge justice magistrate coroner recorder sheriff prosecutor hhj".split())
"""Titles of those of whom a report on a case tells no private life."""
_OF_THE_RANKS = frozenset(
    "captain capt sergeant sgt sergeants constable pc wpc dc garda officer deputy corporal cpl"
    " lieutenant lt father fr sister brother".split()
)
"""Titles of those whose death in a public event is no matter of their office."""
_OPEN_STAGES = frozenset({"", "suspected"})
_OPEN_ROLES = frozenset({"other", "witness", "accused"})
"""Of whom a lead may tell more: what they themselves are said to do makes them suspects at most."""
_AGE_BEHIND = re.compile(r",? \(?(?:aged )?\d{1,3}(?=[,)])")
_ADULT_AGE = re.compile(r",? \(?(?:aged )?(?:1[89]|[2-9]\d)\b")


def people_in(
    document: Document,
    tokens: tuple[Token, ...],
    *,
    cased: str,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    bodies: Sequence[Span],
    named: Named | None,
    concerns: frozenset[str],
    asides: Asides | None,
    policy: Policy,
) -> tuple[Person, ...]:
    """The people of a document; their spans are original offsets.

    Args:
        document: as read.
        tokens: its parse, plain offsets.
        cased: ``document.plain`` with capitals where names need them.
        sentences: plain offsets.
        trees: a parse per sentence.
        bodies: where authorities are named, whose names no person has.
        named: what the reader of names makes of it, where there is one.
        concerns: what the document is about: it decides who is protected.
        asides: where alone a report on a public event is somebody's private story; None for
            another text.
        policy: who is protected.
    """
    at_large = concerns if asides is None else concerns - AT_HOME

    def concerns_at(spans: Collection[Span]) -> frozenset[str]:
        """What the document is about where it tells of somebody."""
        return concerns if asides and asides.are_about(spans) else at_large

    clusters = name_clusters(
        cased, tokens, strict="harm" in concerns, bodies=bodies, within=sentences
    )
    clusters = without_datelines(clusters, tokens, places_of_datelines(cased))
    # What is a thing in the news of a crash may be somebody's name where a private life is told of.
    in_public = [concerns_at(cluster.spans) == {"harm"} for cluster in clusters]
    in_private = [not public for public in in_public]
    near = [*compress(clusters, in_private)]
    far = [*compress(clusters, in_public)]
    somebody = (
        *without_places(near, tokens, known=policy.known_names, named=named),
        *without_things(far, tokens, known=policy.known_names),
    )
    clusters = tuple(sorted(somebody, key=lambda cluster: cluster.spans[0]))
    if named is not None:
        clusters = without_nobodies(clusters, named, private=not at_large <= {"harm"})
    parties = _apart(parties_in(clusters, trees, sentences), clusters)
    by_cluster = {party.cluster: party for party in parties if party.cluster is not None}
    people: list[Person] = []
    ids: dict[int, str] = {}
    title = document.plain_span(document.title) if document.title else None
    spans = [span for cluster in clusters for span in cluster.spans]
    lead = lead_of(cased, sentences, trees, names=spans, title=title)
    for index, cluster in enumerate(clusters):
        party = by_cluster.get(index, Party(cluster=index))
        others = [span for other in clusters if other is not cluster for span in other.spans]
        here = concerns_at([*cluster.spans, *party.spans])
        standing = standing_of(
            cluster,
            text=cased,
            sentences=sentences,
            trees=trees,
            others=others,
            private="identifying" in here,
            title=title,
            bodies=bodies,
        )
        standing = _with_lead(
            standing,
            party,
            cased,
            sentences,
            trees,
            name=cluster.spans[0],
            private="identifying" in here,
        )
        standing = _of_lead(standing, cluster, lead, cased, sentences)
        if "identifying" in here and not cluster.titles & _HEARS_CASES:
            standing = _if_harmed(standing, party, sentences, trees)
        dead = is_dead([*cluster.spans, *party.spans], sentences=sentences, trees=trees)
        if dead and "self-harm" in concerns and standing.role == "accused":
            standing = replace(standing, role="victim", stage="")  # "died on remand, accused of"
        killed = dead and not standing.stage and standing.role in {"official", "witness", "other"}
        if killed and asides is not None and cluster.titles and cluster.titles <= _OF_THE_RANKS:
            standing = replace(standing, role="victim", stage="")  # the pilot, not the president
        row = protection(standing, policy.identity, here, dead=dead)
        told = " ".join(
            sentence.of(cased)
            for sentence in sentences
            if any(sentence.overlaps(span) for span in cluster.spans)
        )
        names = [Mention(document.original_span(span), named=True) for span in cluster.spans]
        person = Person(
            id=f"P{len(people) + 1}",
            mentions=tuple(sorted([*names, *_unnamed(party, document)], key=_place)),
            role=standing.role,
            child=standing.child,
            protected=row is not None,
            close=row is not None and row.close,
            rule=closer_rule(row.rule, child=standing.child, told=told) if row else "",
            legal_stage=standing.stage,
            deceased=dead,
        )
        ids[id(party)] = person.id
        people.append(person)
    people = _in_one_list(people, document, policy.identity, concerns)
    shared = {document.original_span(span) for c in clusters for span in c.shared}
    people = _shared_names(people, document, shared)
    people = _accused_children(people, document, concerns)
    people = _same_surname(people, document, concerns)
    people = _let_go(people, document, policy.identity, concerns)
    if "harm" in concerns:
        unnamed = [party for party in parties if party.cluster is None]
        people += _without_names(
            unnamed,
            document,
            cased,
            sentences,
            trees,
            concerns_at,
            policy.identity,
            first=len(people) + 1,
            ids=ids,
        )
        told_of = [mention.span for person in people for mention in person.mentions]
        public = at_large == {"harm"}
        children = [
            Mention(document.original_span(m.span))
            for m in noun_mentions(tokens)
            if m.child and not (public and _is_counted(cased, m.span))
        ]
        left = tuple(m for m in children if not any(m.span.overlaps(span) for span in told_of))
        if left:
            people.append(
                Person(
                    id=f"P{len(people) + 1}", mentions=left,
                    role="victim", child=True, protected=True, close=True, rule="ID-03",
                )
            )  # fmt: skip
    relatives = {
        ids[id(party)]: ids.get(id(party.owner), "")
        for party in parties
        if party.owner is not None and id(party) in ids
    }
    people = [
        replace(person, relative_of=relatives[person.id]) if relatives.get(person.id) else person
        for person in people
    ]
    return tuple(_families(people, policy.identity, concerns))


def _is_counted(text: str, noun: Span) -> bool:
    """True for children of whom no more is told than their number."""
    before = text[max(0, noun.start - _LEAD) : noun.start]
    counted = _COUNTED.search(before)
    if counted is None or not _NO_MORE.match(text, noun.end):
        return False
    return not _OWNED.search(before[: counted.start()])


def _let_go(
    people: list[Person], document: Document, identity: Identity, concerns: frozenset[str]
) -> list[Person]:
    """The only one accused, in a text in which the case is dropped, is accused no more (CR-01)."""
    accused = [p for p in people if p.legal_stage in {"charged", "on trial"}]
    convicted = any(p.legal_stage == "convicted" for p in people)
    if len(accused) != 1 or convicted or not DROPPED.search(document.plain):
        return people
    free = Standing("other", "acquitted", accused[0].child)
    row = protection(free, identity, concerns)
    let_go = replace(
        accused[0],
        role=free.role,
        legal_stage=free.stage,
        protected=accused[0].protected or row is not None,
        close=accused[0].close or (row is not None and row.close),
        rule=accused[0].rule or (row.rule if row else ""),
    )
    return [let_go if person is accused[0] else person for person in people]


def _apart(parties: Sequence[Party], clusters: Sequence[NameCluster]) -> list[Party]:
    """Who hears a case is none of those told of before the name: "her mother. Justice Roe said"."""
    found: list[Party] = []
    for party in parties:
        judge = party.cluster is not None and clusters[party.cluster].titles & _HEARS_CASES
        if judge and party.led >= 0:
            found.append(Party(cluster=party.cluster))
            party.cluster = None
        found.append(party)
    return found


def _families(
    people: Sequence[Person], identity: Identity, concerns: frozenset[str]
) -> Iterator[Person]:
    """ID-14, ID-20: whose child is protected is family, whatever their office."""
    near = {person.relative_of for person in people if person.protected and person.child}
    family = protection(Standing("relative", "", False), identity, concerns)
    for person in people:
        kept = person.protected or person.role in {"offender", "accused"}
        if family is not None and person.id in near and not kept:
            person = replace(
                person, role="relative", protected=True, close=family.close, rule=family.rule
            )
        yield person


def _with_lead(
    standing: Standing,
    party: Party,
    text: str,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    *,
    name: Span,
    private: bool,
) -> Standing:
    """The standing of somebody named, with what was said before the name was given.

    Where it matters who was harmed, an accused has to act as one under the name, too.
    """
    if party.child and not standing.child:
        standing = replace(standing, child=True)
    if party.led < 0 or not party.spans or standing.stage not in _OPEN_STAGES:
        return standing
    lead = NameCluster(party.spans[0].of(text), (party.spans[0],), frozenset())
    before = standing_of(lead, text=text, sentences=sentences, trees=trees)
    if before.child and not _ADULT_AGE.match(text, name.end):
        standing = replace(standing, child=True)  # "a passenger aged 11. Jo Roe told of the seat"
    at = next((s for s in sentences if s.overlaps(lead.spans[0])), lead.spans[0])
    follows = _AGE_BEHIND.match(text, name.end)
    after = Span(follows.end() if follows else name.end, len(text))
    if before.stage and (
        not stage_told_of(text, lead.spans[0], at)
        or (private and not party.tried and not acts_accused(text, after))
    ):
        before = replace(before, role="other", stage="")  # "a woman wept as he was jailed"
    if (before.stage or before.role == "victim") and standing.role in _OPEN_ROLES:
        standing = replace(standing, role=before.role, stage=before.stage)
    return standing


def _if_harmed(
    standing: Standing, party: Party, sentences: Sequence[Span], trees: Sequence[Tree | None]
) -> Standing:
    """An official of whom it is said that somebody harmed "her" is no official here."""
    if standing.role not in {"official", "witness", "other"} or standing.stage:
        return standing
    for span in party.spans:
        at = next((i for i, sentence in enumerate(sentences) if sentence.contains(span)), None)
        if at is not None and is_harmed(trees[at], span):
            return replace(standing, role="victim")
    return standing


def _of_lead(
    standing: Standing,
    cluster: NameCluster,
    lead: Lead | None,
    text: str,
    sentences: Sequence[Span],
) -> Standing:
    """The standing of whoever the lead told of without a name."""
    if lead is None or standing.stage not in _OPEN_STAGES or standing.child:
        return standing
    if standing.role not in _OPEN_ROLES or not lead.names(cluster.spans[0], text, sentences):
        return standing
    role: Role = "offender" if lead.stage == "convicted" else "accused"
    return replace(standing, role=role, stage=lead.stage)


def _without_names(
    parties: Sequence[Party],
    document: Document,
    text: str,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    concerns_at: Callable[[Collection[Span]], frozenset[str]],
    identity: Identity,
    *,
    first: int,
    ids: dict[int, str],
) -> list[Person]:
    """People who are told of by nouns alone, where it matters who they are: ID-03, ID-14, ID-27."""
    found: list[Person] = []
    for party in parties:
        spans = tuple(sorted(party.spans))
        if not spans:
            continue
        noun = NameCluster(spans[0].of(text), spans, frozenset())
        standing = standing_of(noun, text=text, sentences=sentences, trees=trees, others=())
        standing = replace(standing, child=party.child or standing.child)
        if party.kin and standing.role == "other":
            standing = replace(standing, role="victim" if standing.child else "relative")
        if standing.child and standing.role in {"other", "relative"}:
            standing = replace(standing, role="victim")
        if standing.role in {"other", "official"}:
            continue
        dead = is_dead(spans, sentences=sentences, trees=trees)
        row = protection(standing, identity, concerns_at(spans), dead=dead)
        person = Person(
            id=f"P{first + len(found)}",
            mentions=tuple(_unnamed(party, document)),
            role=standing.role,
            child=standing.child,
            protected=row is not None,
            close=row is not None and row.close,
            rule=row.rule if row else "",
            legal_stage=standing.stage,
            deceased=dead,
        )
        ids[id(party)] = person.id
        found.append(person)
    return found


def _unnamed(party: Party, document: Document) -> list[Mention]:
    return [Mention(document.original_span(span)) for span in sorted(party.spans)]


def _place(mention: Mention) -> Span:
    return mention.span


_LISTED = re.compile(
    r"(?: \((?:aged )?\d\d\)|, (?:aged )?\d\d(?!\d))?(?:,? (?:of|from) [A-Z]\w+)?"
    r"(?:,? (?:to|got|received) (?:life|[\w½]+(?: (?:years|months))?))?(?:,|;|,? and|; and)"
    r" (?:(?:[A-Z][a-z]+\.? )?(?:[A-Z][a-z]+\.? ))?"
)
"""Between two names of one list, on one line: ages, places, terms; a rank before the second."""
_LIST_ENDS = re.compile(
    r"(?: \((?:aged )?\d\d\)|, (?:aged )?\d\d(?!\d))?,?"
    r"(?:[.;:]| (?:were|was|are|got|received|each|both|to|have been|had been|will|must)\b|$)"
)
"""Behind the last one: what is done to all of them, or nothing."""


_CONVICTED = r"(?:convicted|found guilty|jailed|sentenced|imprisoned)\b"
_ALL_CONVICTED = re.compile(
    r"(?: \(\d\d\)|, \d\d)?\.\s+(?:All|Both)(?: (?:of them|two|three|four|five|six"
    r"|seven))?,?(?: who)? (?:were|was|have been|had been) (?:\w+ly )?" + _CONVICTED
)
"""Behind a list: what was done to all in it."""
_IN_THE_DOCK = re.compile(
    r"[^.!?\n]*?\b(?:in the dock|showed no (?:emotion|reaction|remorse)|denied"
    r"|pleaded (?:not )?guilty|stood trial|were on trial|appeared (?:at|before|in) )[^.!?\n]*\.\s+"
    r"Both(?: of them)? (?:were|have been|had been) (?:\w+ly )?" + _CONVICTED
)
"""Behind two names: that they stand in the dock, and of both that they are convicted.

No "the brothers", no "both men": those may be others, of whom the text told before.
"""
_OTHERS = re.compile(
    r"(?i)\b(?:men|women|people|persons|boys|girls|children|brothers|sisters|sons|daughters|parents"
    r"|couple|pair|defendants|suspects|attackers|killers|abusers|officers|others|accused|victims"
    r"|relatives|famil(?:y|ies))\b"
)
"""Somebody else of whom "both" might speak."""
_START = re.compile(r"(?:^|[.!?][\"”’]?\s+|\n\s*)(?:[A-Z][a-z]+\.? )?$")


def _in_one_list(
    people: list[Person], document: Document, identity: Identity, concerns: frozenset[str]
) -> list[Person]:
    """Who is listed with the convicted, and told of nowhere else, is one of them.

    "Roe, 40, Poe, 35, and Coe, 28, were given 16 years": a parser of news loses its way in these.
    """
    plain = document.plain
    at = {
        document.plain_span(mention.span): index
        for index, person in enumerate(people)
        for mention in person.mentions
        if mention.named
    }
    convicted = Standing("offender", "convicted", False)
    row = protection(convicted, identity, concerns)
    in_dock = list(_pairs_in_the_dock(plain, sorted(at)))
    for names in (*_lists(plain, sorted(at)), *in_dock):
        listed = [people[at[name]] for name in names]
        one = any((p.role, p.legal_stage) == ("offender", "convicted") for p in listed)
        if not one and names not in in_dock and not _ALL_CONVICTED.match(plain, names[-1].end):
            continue
        for name, person in zip(names, listed, strict=True):
            if person.role == "other" and not person.legal_stage and not person.child:
                people[at[name]] = replace(
                    person,
                    role=convicted.role,
                    legal_stage=convicted.stage,
                    protected=row is not None,
                    close=row is not None and row.close,
                    rule=row.rule if row else "",
                )
    return people


def _lists(text: str, names: Sequence[Span]) -> Iterator[list[Span]]:
    """Runs of two names or more that stand as one list and end as one."""
    run: list[Span] = []
    for name in [*names, None]:
        if name is not None and run and _LISTED.fullmatch(text[run[-1].end : name.start]):
            run.append(name)
            continue
        if len(run) > 1 and _LIST_ENDS.match(text, run[-1].end):
            yield run
        run = [name] if name is not None else []


def _pairs_in_the_dock(text: str, names: Sequence[Span]) -> Iterator[list[Span]]:
    """Two names that begin a sentence about nobody else: "Roe and Poe denied it. Both …"."""
    for first, second in pairwise(names):
        joined = _LISTED.fullmatch(text[first.end : second.start])
        if not joined or "and" not in joined[0] or not _START.search(text[: first.start]):
            continue
        told = _IN_THE_DOCK.match(text, second.end)
        if told is None or _OTHERS.search(told[0].rpartition(".")[0]):
            continue
        if not any(second.end <= other.start < told.end() for other in names):
            yield [first, second]


def _shared_names(
    people: list[Person], document: Document, shared: Collection[Span]
) -> list[Person]:
    """A surname that might mean somebody protected is nobody's: it is masked where it stands alone.

    Who is meant stays open, so the label says no more than "a person".
    """

    def surname(mention: Mention) -> str:
        return document.read(mention.span).split()[-1].lower()

    guarded = {surname(m) for p in people if p.protected for m in p.mentions if m.named}
    open_ones = tuple(
        mention
        for person in people
        for mention in person.mentions
        if mention.span in shared and surname(mention) in guarded
    )
    if not open_ones:
        return people
    kept = [
        replace(person, mentions=tuple(m for m in person.mentions if m not in open_ones))
        for person in people
    ]
    unknown = Person(
        id=f"P{len(people) + 1}", mentions=open_ones, protected=True, close=True, rule="ID-15"
    )
    return [*(person for person in kept if person.mentions), unknown]


def _alike(one: str, other: str) -> bool:
    """The same surname, or one misspelt by a letter."""
    if one == other or min(len(one), len(other)) < _LEAST_LETTERS:
        return one == other
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i in range(len(short)) if short[i] != long[i]), len(short))
    return short[at:] == long[at + 1 :] or short[at + 1 :] == long[at + 1 :]


def _stem(surname: str) -> str:
    """A surname without what changes by sex: Irish Ó and Ní, Slavic -a."""
    low = surname.lower()
    low = re.sub(r"^([bcdfgmpst])h", r"\1", low)
    return re.sub(r"(?<=ov|ev|in|sk|ck|zk)[aiy]$", "", low)


def _accused_children(
    people: list[Person], document: Document, concerns: frozenset[str]
) -> list[Person]:
    """ID-19: where a child is accused without a name, a defendant of unknown age may be that child.

    Who is known to be an adult, by an age beside the name, stays as they are, and so does somebody
    with a title of whom nothing is said that a court does. Others may be the child and may not:
    they are masked as persons.
    """
    if "harm" not in concerns or not _CHILD_ACCUSED.search(document.plain):
        return people

    def grown(person: Person) -> bool:
        spans = [document.plain_span(m.span) for m in person.mentions if m.named]
        if any(_ADULT_AGE.match(document.plain[span.end :][:8]) for span in spans):
            return True
        return person.role not in _TRIED and any(
            _ADDRESSED.search(document.plain[max(0, span.start - _LEAD) : span.start])
            for span in spans
        )

    return [
        replace(
            person,
            child=person.child or person.role in _TRIED,
            protected=True,
            close=True,
            rule="ID-19",
        )
        if person.role in {*_TRIED, "other", "witness"} and not grown(person)
        else person
        for person in people
    ]


def _same_surname(
    people: list[Person], document: Document, concerns: frozenset[str]
) -> list[Person]:
    """ID-15: an offender who shares a surname with somebody protected is not named either.

    Relatives do not count: a wife of the offender has his name.
    """
    if "identifying" not in concerns:
        return people

    def surnames(person: Person) -> set[str]:
        names = [document.read(m.span).split() for m in person.mentions if m.named]
        last = [w for words in names for w in (words if person.protected else words[1:] or words)]
        return {_stem(part) for word in last for part in word.split("-") if len(part) > 2}

    near = [p for p in people if p.protected and (p.child or p.role != "relative")]
    guarded = {name for person in near for name in surnames(person)}
    guarded |= {_stem(match["name"]) for match in _OTHER_NAME.finditer(document.plain)}
    return [
        replace(person, protected=True, close=True, rule="ID-15")
        if not person.protected and person.role in {"offender", "accused"}
        and any(_alike(own, other) for own in surnames(person) for other in guarded)
        else person
        for person in people
    ]  # fmt: skip
