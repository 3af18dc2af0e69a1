"""How a case stands, in the words of a court list: what is left of a sentence that would go.

"A swimming coach from X who led its best team was jailed for 22 years for abusing three girls
there" says too much in nearly every word, and is the news. Nothing of its wording stays: to whom it
was done, what for and with what end are read off the parse and said again in a closed vocabulary,
as an agency's one line on a verdict does ("An offender was jailed for 22 years for abuse of three
children"). What is not understood is left out; where it is not clear who or what, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from summarizer.policy.offences import AGAINST, OF_CHILDREN, OFFENCE_NAMES
from summarizer.policy.people import CHILD_NOUNS
from summarizer.redact.cover import Cover
from summarizer.redact.nearness import STATE_NOUNS, is_person_noun
from summarizer.syntax import Tree
from summarizer.types import Span, Token

__all__ = ["outcome_of"]

_DONE = {
    "sentence": "sentenced",
    "jail": "jailed",
    "imprison": "jailed",
    "convict": "convicted",
    "acquit": "acquitted",
    "clear": "cleared",
    "charge": "charged",
    "arrest": "arrested",
    "remand": "remanded in custody",
    "fine": "fined",
}
"""Verbs for what a court or the police does to somebody, and how it is told."""
_GIVEN = frozenset({"give", "hand", "award"})
_GETS = frozenset({"get", "receive", "serve"})
_TELLS = frozenset({"say", "announce", "confirm"})
_CONVICTED = frozenset(
    {"sentenced", "jailed", "convicted", "found guilty", "pleaded guilty", "must serve"}
)
_ACTIVE = frozenset({"must serve", "pleaded guilty", "pleaded not guilty"})
_BEFORE_TERM = {"sentenced": "to ", "jailed": "for ", "must serve": ""}
_BEFORE_OFFENCE = {
    "convicted": "of",
    "acquitted": "of",
    "cleared": "of",
    "charged": "with",
    "found guilty": "of",
    "found not guilty": "of",
    "pleaded guilty": "to",
    "pleaded not guilty": "to",
    "arrested": "on suspicion of",
}
_MODALS = frozenset("can could may might shall should will would to".split())
_UNDONE = re.compile(
    r"(?i)\b(?:quash|overturn|set aside|retrial|retried|reverse[ds]?|pardon|commut|wrong(?:ful)?ly"
    r"|unjustly|falsely|mistaken|nearly|almost|never|on appeal|exonerat|bail|died|dead before)"
)
"""What makes an end none, or another than the verb says."""
_COURTS = frozenset("court jury tribunal bench prosecution prosecutors jurors judges".split())
_NO_ONE = frozenset("no neither nor few any hardly every each another".split())
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty"
).split()
_NUMBER = (
    r"(?:\d{1,3}|(?:twenty|thirty|forty|fifty)-(?:one|two|three|four|five|six|seven|eight|nine)|"
    + "|".join(sorted(_NUMBERS, key=len, reverse=True))
    + ")"
)
_TERM = re.compile(
    r"(?i)\b(?P<quality>at least |a minimum of |up to |a total of |more than |between )?"
    rf"(?P<number>{_NUMBER})(?P<other> (?:and|to) {_NUMBER})?[- ](?P<unit>year|month|week)s?\b['’]?"
    r"(?P<prison>[a-z ]{0,24}\b(?:imprisonment|prison|jail|behind bars)\b)?"
)
_IN_A_LIST = re.compile(rf"(?i)\b{_NUMBER}(?:,| and|, and) $")
_LIFE = re.compile(
    r"(?i)\b(?:to|for|gets?|got|received|given|awarded|handed|gave) (?:a )?(?P<whole>whole[- ]+)?"
    r"life\b(?! (?:on|of|insurance|support)\b)"
)
_CUSTODY = frozenset(
    "imprisonment prison jail custody detention term sentence minimum maximum total".split()
)
_UNITS = frozenset({"year", "month", "week"})
_OTHER_CLAUSES = frozenset("relcl ccomp appos parataxis nsubj nsubjpass agent".split())
_ADMITS = frozenset("admit plead convict find".split())
_MOST_OFFENCES = 2


@dataclass(frozen=True, slots=True)
class _Event:
    """What is told of somebody, the verb's index, and what joins it to the event before."""

    told: str
    verb: int
    joint: str = ""


def outcome_of(
    text: str, tree: Tree, *, named: Mapping[Span, str], guarded: Cover, gone: Cover
) -> str | None:
    """The sentence as a court list would have it; None where it tells of no such end.

    Args:
        text: the plain text.
        tree: the sentence.
        named: where offenders who may be named are told of, plain offsets, and their names.
        guarded: where protected people are told of.
        gone: what is taken out: where neither the verb nor what it was for goes, nothing is said.
    """
    if _UNDONE.search(text, tree.span.start, tree.span.end):
        return None
    first = _first(tree)
    if first is None:
        return _of_sentence(text, tree, named=named, guarded=guarded, gone=gone)
    whom = _whom(tree, first)
    if whom is None or not _loses(tree, first, whom, gone):
        return None
    who = _who(tree, whom, ended=first.told in _CONVICTED, named=named, guarded=guarded)
    if who is None:
        return None
    said, several = who
    for event in (first, *_further(tree, first)):
        told = _told(text, tree, event, several=several, whom=whom)
        said += f" {event.joint} {told}" if event.joint else f" {told}"
    return f"{said}."


def _of_sentence(
    text: str, tree: Tree, *, named: Mapping[Span, str], guarded: Cover, gone: Cover
) -> str | None:
    """The same of "Seventeen years in prison was the sentence handed to a former coach"."""
    root = tree.root
    by_label = {tree.tokens[c].dep: c for c in reversed(tree.children[root])}
    subject, attribute = by_label.get("nsubj"), by_label.get("attr")
    if subject is None or attribute is None or tree.tokens[root].lemma.lower() != "be":
        return None
    given = next((c for c in tree.children[attribute] if tree.tokens[c].dep == "acl"), None)
    if given is None or tree.tokens[attribute].lemma.lower() not in {"sentence", "term"}:
        return None
    to = (c for c in tree.children[given] if tree.tokens[c].text.lower() in {"to", "on"})
    whom = next((d for c in to for d in tree.children[c] if tree.tokens[d].dep == "pobj"), None)
    first, last = tree.subtree(subject)[0], tree.subtree(subject)[-1]
    term = _TERM.search(text, tree.tokens[first].span.start, tree.tokens[last].span.end)
    if whom is None or term is None or not gone.touches(tree.tokens[whom].span):
        return None
    who = _who(tree, whom, ended=True, named=named, guarded=guarded)
    if who is None or tree.tokens[given].lemma.lower() not in _GIVEN | {"impose", "pass"}:
        return None
    what = _offences(tree, given, whom=whom, ended=True)
    be = "were" if who[1] else "was"
    return f"{who[0]} {be} sentenced to {_as_term(term)}{f' for {what}' if what else ''}."


def _loses(tree: Tree, event: _Event, whom: int, gone: Cover) -> bool:
    """Whether what goes takes the verb along, or the name of the offence."""
    if gone.touches(tree.tokens[event.verb].span):
        return True
    ended = event.told in _CONVICTED
    taken = [i for i in range(len(tree.tokens)) if gone.touches(tree.tokens[i].span)]
    left = _offences(tree, event.verb, whom=whom, ended=ended, without=taken)
    return left != _offences(tree, event.verb, whom=whom, ended=ended)


def _first(tree: Tree) -> _Event | None:
    """What the sentence tells of; also of "Police said that a man had been charged"."""
    root = tree.root
    event = _event(tree, root)
    if event is not None or tree.tokens[root].lemma.lower() not in _TELLS:
        return event
    subject = next((c for c in tree.children[root] if tree.tokens[c].dep == "nsubj"), root)
    if tree.tokens[subject].lemma.lower() not in _AUTHORITIES:
        return None
    below = (c for c in tree.children[root] if tree.tokens[c].dep == "ccomp")
    return next((found for c in below if (found := _event(tree, c)) is not None), None)


_AUTHORITIES = _COURTS | frozenset(
    "police prosecutor officer official authority sheriff detective court judge magistrate".split()
)


def _event(tree: Tree, verb: int) -> _Event | None:
    lemma = tree.tokens[verb].lemma.lower()
    children = tree.children[verb]
    beside = [tree.tokens[child] for child in children]
    helping = {t.text.lower() for t in beside if t.dep == "aux"}
    if any(t.dep == "neg" for t in beside) or helping & _MODALS:
        return None
    passive = any(t.dep in {"auxpass", "nsubjpass"} for t in beside)
    if lemma in _DONE:
        return _Event(_DONE[lemma], verb) if passive or _object(tree, verb) is not None else None
    guilty = next((c for c in children if tree.tokens[c].lemma.lower() == "guilty"), None)
    if guilty is not None and lemma in {"find", "plead"}:
        denied = any(t.text.lower() == "not" for t in tree.tokens[max(verb, guilty - 3) : guilty])
        return _Event(f"{_SAID[lemma]} {'not ' if denied else ''}guilty", verb)
    if lemma == "serve":
        return _Event("must serve", verb) if "must" in helping and _gives(tree, verb) else None
    if (lemma in _GETS and not passive) or lemma in _GIVEN:
        return _Event("sentenced", verb) if _gives(tree, verb) else None
    return None


_SAID = {"find": "found", "plead": "pleaded"}


def _gives(tree: Tree, verb: int) -> bool:
    """Whether what is given or got is a term of custody: not "two weeks to leave"."""
    region = _region(tree, verb)
    behind = {tree.tokens[i].lemma.lower() for i in region}
    timed = next(_times(tree, verb), None) is not None
    life = any(tree.tokens[i].lemma.lower() == "life" and tree.heads[i] == verb for i in region)
    of_court = bool(behind & _CUSTODY) or bool(_names_of(tree, region))
    return of_court and (timed or life or "life" in behind)


def _object(tree: Tree, verb: int) -> int | None:
    """Whom a court deals with, where the verb is active: "sentenced the former warden"."""
    subject = next((c for c in tree.children[verb] if tree.tokens[c].dep == "nsubj"), None)
    if subject is None:
        return None
    acts = {tree.tokens[i].lemma.lower() for i in (subject, *tree.children[subject])}
    if not acts & (STATE_NOUNS | _COURTS):
        return None
    return next((c for c in tree.children[verb] if tree.tokens[c].dep == "dobj"), None)


def _whom(tree: Tree, event: _Event) -> int | None:
    """The index of the noun or name for whom it was done to."""
    children = tree.children[event.verb]
    by_label = {tree.tokens[c].dep: c for c in reversed(children)}
    lemma = tree.tokens[event.verb].lemma.lower()
    if "nsubjpass" in by_label:
        return by_label["nsubjpass"]
    if lemma in _GETS or lemma == "plead":
        return by_label.get("nsubj")
    if lemma == "find":
        guilty = next((c for c in children if tree.tokens[c].lemma.lower() == "guilty"), None)
        below = tree.children[guilty] if guilty is not None else ()
        own = next((c for c in below if tree.tokens[c].dep == "nsubj"), None)
        return own if own is not None else by_label.get("dobj")
    if lemma in _GIVEN:
        to = [c for c in children if tree.tokens[c].text.lower() == "to"]
        given = [d for c in to for d in tree.children[c] if tree.tokens[d].dep == "pobj"]
        if "dative" in by_label and tree.tokens[by_label["dative"]].text.lower() != "to":
            return by_label["dative"]
        return given[0] if given else None
    return _object(tree, event.verb)


def _who(
    tree: Tree, at: int, *, ended: bool, named: Mapping[Span, str], guarded: Cover
) -> tuple[str, bool] | None:
    """Who it was, as may be told, and whether they are several; None for what is no person."""
    heads = [at, *_joined_to(tree, at)]
    if not all(_is_somebody(tree, head) for head in heads):
        return None
    names = [_name(tree, head, named) for head in heads]
    if len(heads) > 1:
        if len(heads) == len(names[:2]) and all(names):
            return " and ".join(names), True
        counts = [_count(tree, head) for head in heads]
        total = sum(counts) if all(counts) else 0
        return (
            f"{_NUMBERS[total - 1].capitalize()} people" if 0 < total <= _SMALL else "People",
            True,
        )
    if names[0]:
        return names[0], False
    token = tree.tokens[at]
    low, lemma = token.text.lower(), token.lemma.lower()
    if token.tag in {"NNS", "NNPS"} or low == "people" or re.fullmatch(_NUMBER, low):
        noun = low if low in {"men", "women"} else "people"
        if lemma in CHILD_NOUNS:
            noun = "children"
        count = _counted(tree, at)
        if count in {"one", "1"}:
            return "One person", False
        return (f"{_capital(count)} {noun}" if count else _capital(noun)), True
    if lemma in CHILD_NOUNS or _is_young(tree, at):
        return "A child", False
    if lemma in {"man", "woman"} and not guarded.touches(token.span):
        return f"A {lemma}", False
    return ("An offender" if ended else "A person"), False


_SMALL = 10
_ADULT = 18


def _is_young(tree: Tree, at: int) -> bool:
    """True for "a 15-year-old"."""
    ages = (tree.tokens[i].text for i in tree.subtree(at) if i <= at)
    return tree.tokens[at].lemma.lower() == "old" and any(
        age.isdecimal() and int(age) < _ADULT for age in ages
    )


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _joined_to(tree: Tree, at: int) -> Iterator[int]:
    for child in tree.children[at]:
        if tree.tokens[child].dep == "conj":
            yield child
            yield from _joined_to(tree, child)


def _name(tree: Tree, at: int, named: Mapping[Span, str]) -> str:
    """The name that a noun phrase is: its head's own, or the one set beside it."""
    beside = [at, *(c for c in tree.children[at] if tree.tokens[c].dep == "appos")]
    found = (
        name
        for index in beside
        for span, name in named.items()
        if span.overlaps(tree.tokens[index].span)
    )
    return next(found, "")


def _counted(tree: Tree, at: int) -> str:
    """The number that stands with a noun, or that a noun is; empty for "more than ten"."""
    alone = re.fullmatch(_NUMBER, tree.tokens[at].text.lower())
    number = (
        at
        if alone
        else next((c for c in tree.children[at] if tree.tokens[c].dep == "nummod"), None)
    )
    if number is None:
        return ""
    limited = any(
        tree.tokens[c].dep in {"advmod", "quantmod"} and c < number for c in tree.children[number]
    )
    low = tree.tokens[number].text.lower()
    return low if re.fullmatch(_NUMBER, low) and not limited else ""


def _count(tree: Tree, at: int) -> int:
    """How many a noun stands for; 0 where that is not said."""
    if tree.tokens[at].tag in {"NN", "NNP"}:
        return 1
    number = _counted(tree, at)
    return _NUMBERS.index(number) + 1 if number in _NUMBERS[:_SMALL] else 0


def _is_somebody(tree: Tree, at: int) -> bool:
    """True for a noun, name or number of people, and for one of whom it is not denied."""
    token = tree.tokens[at]
    beside = [tree.tokens[child] for child in tree.children[at]]
    if any(t.text.lower() in _NO_ONE for t in beside if t.span.start < token.span.start):
        return False
    if token.lemma.lower() == "old":
        return any(t.lemma.lower() == "year" for t in beside)  # "a 15-year-old"
    if re.fullmatch(_NUMBER, token.text.lower()):
        of = [d for c in tree.children[at] for d in tree.children[c]
              if tree.tokens[d].dep == "pobj"]  # fmt: skip
        return all(is_person_noun(tree.tokens[d]) or tree.tokens[d].pos == "PRON" for d in of)
    known = is_person_noun(token) or token.lemma.lower() in _PERSONS_TOO
    return known or token.entity[2:] == "PERSON"


_PERSONS_TOO = frozenset({"member", "director", "people"})


def _further(tree: Tree, first: _Event) -> Iterator[_Event]:
    """What else is told of the same people: "was cleared of murder but convicted of …"."""
    at: int | None = first.verb
    while at is not None:
        joint = next(
            (tree.tokens[c].text.lower() for c in tree.children[at] if tree.tokens[c].dep == "cc"),
            "and",
        )
        at = next(
            (
                c
                for c in tree.children[at]
                if tree.tokens[c].dep == "conj"
                and not any(tree.tokens[d].dep.startswith("nsubj") for d in tree.children[c])
            ),
            None,
        )
        if at is not None and tree.tokens[at].lemma.lower() in _DONE:
            told = _DONE[tree.tokens[at].lemma.lower()]
            yield _Event(told, at, joint if joint in {"and", "but"} else "and")


def _told(text: str, tree: Tree, event: _Event, *, several: bool, whom: int) -> str:
    """The predicate: "was sentenced to 22 years in prison for sexual abuse of three children"."""
    what = _offences(tree, event.verb, whom=whom, ended=event.told in _CONVICTED)
    term = ""
    if event.told in _BEFORE_TERM:
        term = _term(text, tree, event.verb, whom)
        times = list(_times(tree, event.verb))
        if several and len(times) > 1 and "between" not in term:
            term = ""  # one for each of them
    be = "" if event.joint or event.told in _ACTIVE else ("were " if several else "was ")
    if term:
        term = "life" if term == "life in prison" and event.told == "jailed" else term
        what = f" for {what}" if what else ""
        return f"{be}{event.told} {_BEFORE_TERM[event.told]}{term}{what}"
    return f"{be}{event.told}" + (
        f" {_BEFORE_OFFENCE.get(event.told, 'for')} {what}" if what else ""
    )


def _region(tree: Tree, verb: int, whom: int | None = None) -> list[int]:
    """The words behind a verb that tell of this deed, and of those to whom it was done."""
    kept: list[int] = []
    queue = [child for child in tree.children[verb] if child > verb]
    while queue:
        at = queue.pop()
        token = tree.tokens[at]
        other = (token.dep in _OTHER_CLAUSES and token.lemma.lower() != "guilty") or (
            token.dep == "conj" and token.pos in {"VERB", "AUX"} and tree.heads[at] == verb
        )
        if other or (token.dep == "advcl" and token.lemma.lower() not in _ADMITS):
            if token.dep == "appos":  # "five men, among them a farmer, to ten years for …"
                queue += [c for c in tree.children[at] if _is_resumed(tree, c)]
            continue
        kept.append(at)
        queue += tree.children[at]
    if whom is not None:
        people = {whom, *_joined_to(tree, whom)}
        others = (
            at
            for at in sorted(kept)
            if tree.tokens[at].text.lower() in {"other", "others"}
            or (tree.tokens[at].dep == "conj" and is_person_noun(tree.tokens[at]))
        )
        last = next((at for at in others if at not in people), len(tree.tokens))
        kept = [at for at in kept if at < last]
    return sorted(kept)


def _is_resumed(tree: Tree, at: int) -> bool:
    """True for the "to" or "for" behind the comma that ends an apposition."""
    return tree.tokens[at].text.lower() in {"to", "for"} and tree.tokens[at - 1].text == ","


def _times(tree: Tree, verb: int, whom: int | None = None) -> Iterator[int]:
    """The "years" of "jailed for 20 years", by index; not those of "abuse over nine years"."""
    for at in _region(tree, verb, whom):
        if tree.tokens[at].lemma.lower() in _UNITS:
            between = takewhile(lambda above: above != verb, tree.ancestors(at))
            if all(_leads_to_a_term(tree.tokens[above]) for above in between):
                yield at


def _leads_to_a_term(token: Token) -> bool:
    low = token.text.lower()
    return low in {"to", "for", "of", "with", "between"} or token.lemma.lower() in _CUSTODY


def _term(text: str, tree: Tree, verb: int, whom: int) -> str:
    """What was given, as it is told: "at least 20 years in prison", "life in prison"."""
    region = _region(tree, verb, whom)
    behind = " ".join(tree.tokens[i].text for i in (verb, *region))
    if "suspended" in behind:
        return ""
    life = _LIFE.search(behind)
    if life is not None:  # what follows is the least of it
        return "a whole-life term" if life["whole"] else "life in prison"
    unit = next(_times(tree, verb, whom), None)
    if unit is not None:
        for match in _TERM.finditer(text, tree.tokens[verb].span.end, tree.span.end):
            if not Span(*match.span("unit")).overlaps(tree.tokens[unit].span):
                continue
            alone = not match["other"] and not _IN_A_LIST.search(text[: match.start("number")])
            if not alone and (match["quality"] or "").lower() != "between ":
                return ""  # "for 10, 12 and 14 years": one for each
            return _as_term(match)
    return ""


def _as_term(match: re.Match[str]) -> str:
    quality, other = (match["quality"] or "").lower(), (match["other"] or "").lower()
    number = f"{match['number'].lower()}{other}"
    many = "" if number in {"one", "1"} else "s"
    prison = " in prison" if match["prison"] else ""
    return f"{quality}{number} {match['unit'].lower()}{many}{prison}"


def _offences(tree: Tree, verb: int, *, whom: int, ended: bool, without: Sequence[int] = ()) -> str:
    """What it was for, by at most two names of offences; empty where none is understood."""
    found = _names_of(tree, [i for i in _region(tree, verb, whom) if i not in without])
    if found or not ended:
        return found
    # "A man who murdered his wife must serve 20 years"
    own = [c for c in tree.children[whom] if tree.tokens[c].dep in {"relcl", "acl"}]
    return _names_of(tree, [i for c in own for i in tree.subtree(c) if i not in without])


def _names_of(tree: Tree, indexes: Sequence[int]) -> str:
    said = " ".join(tree.tokens[i].text for i in indexes)
    starts = list(accumulate((len(tree.tokens[i].text) + 1 for i in indexes), initial=0))
    taken: list[Span] = []
    found: dict[str, int] = {}
    for pattern, name in OFFENCE_NAMES:
        for match in pattern.finditer(said):
            span = Span(*match.span())
            if not any(map(span.overlaps, taken)):
                taken.append(span)
                found.setdefault(name, span.end)
    names: list[str] = []
    for name, end in sorted(found.items(), key=lambda item: item[1])[:_MOST_OFFENCES]:
        behind = [i for i, start in zip(indexes, starts, strict=False) if start >= end]
        children = _children(tree, behind) if name in OF_CHILDREN and not names else ""
        joint = "against" if name in AGAINST else "of"
        names.append(f"{name} {joint} {children}" if children else name)
    return " and ".join(names)


def _children(tree: Tree, indexes: Sequence[int]) -> str:
    """How many children it was done to: "three children", "a child"; empty where it was none."""
    at = next((i for i in indexes if tree.tokens[i].lemma.lower() in CHILD_NOUNS), None)
    if at is None:
        return ""
    token = tree.tokens[at]
    if token.tag not in {"NNS", "NNPS"}:
        return "a child" if token.dep in {"dobj", "pobj"} else "children"
    count = _counted(tree, at)
    return f"{count} children" if count else "children"
