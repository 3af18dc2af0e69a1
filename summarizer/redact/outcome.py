"""How a case stands, in the words of a court list: what is left of a sentence that would go.

"A swimming coach from X who led its best team was jailed for 22 years for abusing three girls
there" says too much in nearly every word, and is the news. Nothing of its wording stays: to whom it
was done, what for and with what end are read off the parse and said again in a closed vocabulary,
as an agency's one line on a verdict does ("An offender was jailed for 22 years for abuse of three
children"). To say something false of a verdict is worse than to say nothing. So a term and an
offence count only where they hang on the verb itself, by a known chain of words ("convicted of two
counts of rape", not "of hiding a rape"), and nothing is said of a sentence that holds a word of
doubt, denial, change or time past, or more than one voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
}
"""Verbs for what a court or the police does to somebody, and how it is told."""
_GIVEN = frozenset({"give", "hand", "award"})
_GETS = frozenset({"get", "receive"})
_TELLS = frozenset({"say", "announce", "confirm"})
_COURTS = frozenset("court jury tribunal bench prosecution prosecutor juror judge".split())
_AUTHORITIES = _COURTS | frozenset("police sheriff magistrate".split())
_CONVICTED = frozenset(
    {"sentenced", "jailed", "convicted", "found guilty", "pleaded guilty", "must serve"}
)
_WITH_TERM = {"sentenced": "to ", "jailed": "for ", "must serve": ""}
_ACTIVE = frozenset({"must serve", "pleaded guilty", "pleaded not guilty"})
_BEFORE_OFFENCE = {
    "convicted": ("of", frozenset({"of", "for", "over"})),
    "acquitted": ("of", frozenset({"of"})),
    "cleared": ("of", frozenset({"of"})),
    "charged": ("with", frozenset({"with"})),
    "found guilty": ("of", frozenset({"of"})),
    "found not guilty": ("of", frozenset({"of"})),
    "pleaded guilty": ("to", frozenset({"to"})),
    "pleaded not guilty": ("to", frozenset({"to"})),
    "arrested": ("on suspicion of", frozenset({"on"})),
}
"""How an offence is joined to each, and by which prepositions it may hang on the verb."""
_FOR = ("for", frozenset({"for", "over"}))
_HELPING = frozenset("was were has have been must".split())
_UNSURE = re.compile(
    r"(?i)\b(?:no|nor|never|neither|nobody|none|without|until|till|before|instead|than|except"
    r"|unless|if|or|either|only|all but|earlier|originally|previously|once|initially|first|formerly"
    r"|ago|had|would|could|may|might|will|being|mistake|novel|play|plays|film|drama|book|series"
    r"|fiction|episode|claim|claims|claimed|false|wrong(?:ful)?ly|appeals?|annul\w*|quash\w*"
    r"|overturn\w*|struck|withdr[ae]w\w*|collaps\w+|thrown|threw|drop(?:s|ped)|dismiss\w*|revers\w+"
    r"|retri\w+|pardon\w*|commut\w+|exonerat\w+|release[sd]?|bail|suspended|conditional|deferred"
    r"|community|probation|counsel+ing|house arrest|reduced|cut|increased|died|nearly|almost)\b"
    r"|\bnot (?!guilty\b)|n['’]t\b"
)
"""What makes an end none, another than the verb says, or one of several."""
_NO_ONE = frozenset("few any hardly every each another half most several".split())
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty"
).split()
_NUMBER = (
    r"(?:\d{1,3}|(?:twenty|thirty|forty|fifty)-(?:one|two|three|four|five|six|seven|eight|nine)|"
    + "|".join(sorted(_NUMBERS, key=len, reverse=True))
    + ")"
)
_CUSTODY = (
    r"(?: in (?:prison|jail)| behind bars|['’]?(?: of)?(?: rigorous| simple)? imprisonment"
    r"| (?:prison |jail )?(?:sentence|term))"
)
_ENDS = r"(?=[.,;]|$| (?:for|over|on|at|by|in|with|yesterday|today|\w+day|to (?:an?|the))\b)"
_TERM = re.compile(
    r"(?i)(?:an? )?(?:(?:prison |jail )?terms? of )?"
    r"(?P<quality>at least |a minimum of |up to |a total of |more than |between )?"
    rf"(?P<number>{_NUMBER})(?P<other> (?:and|to) {_NUMBER})?[- ](?P<unit>year|month)s?['’]?"
    rf"(?P<prison>{_CUSTODY})?{_ENDS}"
)
_LIFE = re.compile(
    r"(?i)(?:an? )?(?P<whole>whole[- ])?life(?: imprisonment| in prison| sentence| term| order"
    rf"| behind bars)?{_ENDS}"
)
_COUNTS = frozenset("count charge offence offense crime".split())
_OTHERWISE = frozenset(
    "attempted alleged threatened planned suspected possible false failed conspiracy historical"
    .split()
)  # fmt: skip
"""Before the name of an offence they make it another."""
_MODIFIERS = frozenset("amod compound advmod nmod".split())
_SEVERAL = 10
_ADULT = 18


@dataclass(frozen=True, slots=True)
class _Event:
    """What is told of somebody, the verb's index, and what joins it to the event before."""

    told: str
    verb: int
    joint: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """A part of what is said again, and the words that it is taken from."""

    text: str
    at: tuple[int, ...] = ()


def outcome_of(
    text: str,
    tree: Tree,
    *,
    named: Mapping[Span, str],
    guarded: Cover,
    harmed: Cover,
    gone: Cover,
) -> str | None:
    """The sentence as a court list would have it; None where it tells of no such end for sure.

    Args:
        text: the plain text.
        tree: the sentence.
        named: where offenders who may be named are told of, plain offsets, and their names.
        guarded: where protected people are told of.
        harmed: where those of them are who did nothing.
        gone: what is taken out; what is told of an end that stays needs no telling.
    """
    if _UNSURE.search(text, tree.span.start, tree.span.end) or _has_another_voice(tree):
        return None
    first = _first(tree)
    whom = _whom(tree, first) if first else None
    if first is None or whom is None or harmed.touches(tree.tokens[whom].span):
        return None
    who = _who(tree, whom, ended=first.told in _CONVICTED, named=named, guarded=guarded)
    if who is None:
        return None
    said, several = who
    helped = {tree.tokens[c].text.lower() for c in tree.children[first.verb]}
    if "were" in helped and not several:
        return None  # of somebody else as well, whom the parse has lost
    used: list[int] = []
    for event in (first, *_further(tree, first)):
        told = _told(text, tree, event, several=several, whom=whom)
        if told is None:
            return None
        said += f" {event.joint} {told.text}" if event.joint else f" {told.text}"
        used += told.at
    if not any(gone.touches(tree.tokens[index].span) for index in used):
        return None
    return f"{said}."


def _has_another_voice(tree: Tree) -> bool:
    """Whether "but" turns what was said, unless to another verdict."""
    for index, token in enumerate(tree.tokens[:-1]):
        if token.text.lower() == "but" and tree.tokens[index + 1].lemma.lower() not in _DONE:
            return True
    return any(token.dep == "parataxis" for token in tree.tokens)


def _first(tree: Tree) -> _Event | None:
    """What the sentence tells of; also of "Police said that a man has been charged"."""
    root = tree.root
    event = _event(tree, root)
    if event is not None or tree.tokens[root].lemma.lower() not in _TELLS:
        return event
    subject = next((c for c in tree.children[root] if tree.tokens[c].dep == "nsubj"), root)
    if tree.tokens[subject].lemma.lower() not in _AUTHORITIES:
        return None
    below = (c for c in tree.children[root] if tree.tokens[c].dep == "ccomp")
    return next((found for c in below if (found := _event(tree, c)) is not None), None)


def _event(tree: Tree, verb: int) -> _Event | None:
    lemma = tree.tokens[verb].lemma.lower()
    children = tree.children[verb]
    beside = [tree.tokens[child] for child in children]
    helping = {t.text.lower() for t in beside if t.dep in {"aux", "auxpass"}}
    if not helping <= _HELPING or ("must" in helping) != (lemma == "serve"):
        return None
    passive = any(t.dep in {"auxpass", "nsubjpass"} for t in beside)
    if lemma in _DONE:
        return _Event(_DONE[lemma], verb) if passive or _object(tree, verb) is not None else None
    guilty = next((c for c in children if tree.tokens[c].lemma.lower() == "guilty"), None)
    if guilty is not None and lemma in {"find", "plead"}:
        denied = any(t.text.lower() == "not" for t in tree.tokens[max(verb, guilty - 2) : guilty])
        told = "found" if lemma == "find" else "pleaded"
        return _Event(f"{told} {'not ' if denied else ''}guilty", verb)
    if lemma == "serve":
        return _Event("must serve", verb)
    if (lemma in _GETS and not passive) or lemma in _GIVEN:
        return _Event("sentenced", verb)
    return None


def _object(tree: Tree, verb: int) -> int | None:
    """Whom a court deals with, where the verb is active: "sentenced the former warden"."""
    subject = next((c for c in tree.children[verb] if tree.tokens[c].dep == "nsubj"), None)
    if subject is None or tree.tokens[subject].lemma.lower() not in STATE_NOUNS | _COURTS:
        return None
    return next((c for c in tree.children[verb] if tree.tokens[c].dep == "dobj"), None)


def _whom(tree: Tree, event: _Event) -> int | None:
    """The index of the noun or name for whom it was done to."""
    children = tree.children[event.verb]
    by_label = {tree.tokens[c].dep: c for c in reversed(children)}
    lemma = tree.tokens[event.verb].lemma.lower()
    if "nsubjpass" in by_label:
        return by_label["nsubjpass"]
    if lemma in _GETS | {"plead", "serve"}:
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
        if any(_is_child(tree, head) for head in heads):
            return None
        if len(heads) == 2 and all(names):
            return " and ".join(names), True
        counts = [_count(tree, head) for head in heads]
        total = sum(counts) if all(counts) else 0
        known = 0 < total <= _SEVERAL
        return f"{_NUMBERS[total - 1].capitalize()} people" if known else "People", True
    if names[0]:
        return names[0], False
    token = tree.tokens[at]
    low, lemma = token.text.lower(), token.lemma.lower()
    if _is_plural(token) or re.fullmatch(_NUMBER, low):
        noun = low if low in {"men", "women"} else "people"
        if lemma in CHILD_NOUNS:
            noun = "children"
        count = _counted(tree, at)
        if count in {"one", "1"}:
            return "One person", False
        return _capital(f"{count} {noun}" if count else noun), True
    if _is_child(tree, at):
        return "A child", False
    if lemma in {"man", "woman"} and not guarded.touches(token.span):
        return f"A {lemma}", False
    return ("An offender" if ended else "A person"), False


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _is_plural(token: Token) -> bool:
    return token.tag == "NNS" and token.pos == "NOUN"


def _is_child(tree: Tree, at: int) -> bool:
    """True for "a boy" and "a 15-year-old"."""
    lemma = tree.tokens[at].lemma.lower()
    ages = (tree.tokens[i].text for i in tree.subtree(at) if i <= at)
    young = any(age.isdecimal() and int(age) < _ADULT for age in ages)
    return lemma in CHILD_NOUNS or (lemma == "old" and young)


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
    if re.fullmatch(_NUMBER, tree.tokens[at].text.lower()):
        number: int | None = at
    else:
        number = next((c for c in tree.children[at] if tree.tokens[c].dep == "nummod"), None)
    if number is None:
        return ""
    limited = any(
        tree.tokens[c].dep in {"advmod", "quantmod"} and c < number for c in tree.children[number]
    )
    low = tree.tokens[number].text.lower()
    return low if re.fullmatch(_NUMBER, low) and not limited else ""


def _count(tree: Tree, at: int) -> int:
    """How many a noun stands for; 0 where that is not said."""
    if not _is_plural(tree.tokens[at]):
        return 1
    number = _counted(tree, at)
    return _NUMBERS.index(number) + 1 if number in _NUMBERS[:_SEVERAL] else 0


def _is_somebody(tree: Tree, at: int) -> bool:
    """True for a noun, name or number of people, of whom it is said without a limit."""
    token = tree.tokens[at]
    beside = [tree.tokens[child] for child in tree.children[at]]
    if any(t.text.lower() in _NO_ONE for t in beside if t.span.start < token.span.start):
        return False
    if token.lemma.lower() == "old":
        return any(t.lemma.lower() == "year" for t in beside)  # "a 15-year-old"
    if re.fullmatch(_NUMBER, token.text.lower()):
        of = (d for c in tree.children[at] for d in tree.children[c])
        things = [d for d in of if tree.tokens[d].dep == "pobj"]
        return all(is_person_noun(tree.tokens[d]) or tree.tokens[d].pos == "PRON" for d in things)
    known = is_person_noun(token) or token.lemma.lower() in _PERSONS_TOO
    return known or token.entity[2:] == "PERSON"


_PERSONS_TOO = frozenset({"member", "director", "people"})


def _further(tree: Tree, first: _Event) -> Iterator[_Event]:
    """What else was done to the same people: "was cleared of murder but convicted of …"."""
    at = first.verb
    while True:
        joint = next(
            (tree.tokens[c].text.lower() for c in tree.children[at] if tree.tokens[c].dep == "cc"),
            "and",
        )
        behind = (c for c in tree.children[at] if tree.tokens[c].dep == "conj")
        following = next(behind, None)
        if following is None:
            return
        own = {tree.tokens[c].dep for c in tree.children[following]}
        at = following
        if own & {"nsubj", "nsubjpass", "dobj"} or tree.tokens[at].tag != "VBN":
            return
        told = _DONE.get(tree.tokens[at].lemma.lower())
        if told is not None:
            yield _Event(told, at, joint if joint in {"and", "but"} else "and")


def _told(text: str, tree: Tree, event: _Event, *, several: bool, whom: int) -> _Said | None:
    """The predicate: "was sentenced to 22 years in prison for sexual abuse of three children"."""
    joint, by = _BEFORE_OFFENCE.get(event.told, _FOR)
    what = _offence(tree, event.verb, by)
    if what is None and event.told in _CONVICTED:
        what = _own_deed(tree, whom)
    be = "" if event.joint or event.told in _ACTIVE else ("were " if several else "was ")
    used = (event.verb, *(what.at if what else ()))
    if event.told not in _WITH_TERM:
        return _Said(f"{be}{event.told} {joint} {what.text}", used) if what else None
    term = _term(text, tree, event, several=several)
    direct = tree.tokens[event.verb].lemma.lower() in _DONE
    if term is None:
        if not direct or what is None:
            return None
        return _Said(f"{be}{event.told} for {what.text}", used)
    if not direct and what is None and "prison" not in term.text:
        return None  # "got ten years" of what
    said = "life" if event.told == "jailed" and term.text == "life in prison" else term.text
    ends = f" for {what.text}" if what else ""
    return _Said(f"{be}{event.told} {_WITH_TERM[event.told]}{said}{ends}", (*used, *term.at))


def _term(text: str, tree: Tree, event: _Event, *, several: bool) -> _Said | None:
    """What was given, where it is one: "at least 20 years in prison", "life in prison"."""
    starts = [
        tree.subtree(d)[0]
        for c in tree.children[event.verb]
        if tree.tokens[c].text.lower() in {"to", "for"} and c > event.verb
        for d in tree.children[c]
        if tree.tokens[d].dep == "pobj"
    ]
    starts += [
        tree.subtree(c)[0] for c in tree.children[event.verb] if tree.tokens[c].dep == "dobj"
    ]
    times = sum(token.lemma.lower() in {"year", "month"} for token in tree.tokens)
    for start in starts:
        begun = tree.tokens[start].span.start
        if life := _LIFE.match(text, begun):
            return _Said("a whole-life term" if life["whole"] else "life in prison", (start,))
        match = _TERM.match(text, begun)
        if match is None or bool(match["other"]) != ((match["quality"] or "") == "between "):
            continue
        if several and times > 1 and not match["other"]:
            return None  # one for each of them
        return _Said(_as_told(match), (start,))
    return None


def _as_told(match: re.Match[str]) -> str:
    quality, other = (match["quality"] or "").lower(), (match["other"] or "").lower()
    number = f"{match['number'].lower()}{other}"
    many = "" if number in {"one", "1"} else "s"
    prison = " in prison" if match["prison"] else ""
    return f"{quality}{number} {match['unit'].lower()}{many}{prison}"


def _offence(tree: Tree, verb: int, by: frozenset[str]) -> _Said | None:
    """What it was for, by at most two names of offences that hang on the verb itself."""
    guilty = [c for c in tree.children[verb] if tree.tokens[c].lemma.lower() == "guilty"]
    for above in (verb, *guilty, *(_terms(tree, verb) if "for" in by else ())):
        for child in tree.children[above]:
            if child > above and tree.tokens[child].text.lower() in by:
                for at in tree.children[child]:
                    if tree.tokens[at].dep in {"pobj", "pcomp"} and (
                        found := _all_named(tree, _suspected(tree, at))
                    ):
                        return found
    return None


def _terms(tree: Tree, above: int) -> Iterator[int]:
    """The words of a term that a parse may hang "for murder" on: "years", "imprisonment"."""
    for child in tree.children[above]:
        if tree.tokens[child].text.lower() in {"to", "for", "in", "of"}:
            for at in tree.children[child]:
                if tree.tokens[at].lemma.lower() in _TIMES:
                    yield at
                    yield from _terms(tree, at)


_TIMES = frozenset("year month life term imprisonment prison jail".split())


def _suspected(tree: Tree, at: int) -> int:
    """The offence of "suspicion of rape" and "two counts of rape"."""
    token = tree.tokens[at]
    wanted = token.lemma.lower() == "suspicion" or (
        token.lemma.lower() in _COUNTS and not _modifiers(tree, at, numbers=False)
    )
    if wanted:
        of = (c for c in tree.children[at] if tree.tokens[c].text.lower() == "of")
        below = [d for c in of for d in tree.children[c]]
        inner = next((d for d in below if tree.tokens[d].dep in {"pobj", "pcomp"}), None)
        if inner is not None:
            return _suspected(tree, inner)
    return at


def _modifiers(tree: Tree, at: int, *, numbers: bool = True) -> list[int]:
    return [
        below
        for child in tree.children[at]
        if child < at and tree.tokens[child].dep in _MODIFIERS
        for below in tree.subtree(child)
        if numbers or tree.tokens[below].pos != "NUM"
    ]


def _all_named(tree: Tree, at: int) -> _Said | None:
    """The offence at a word, and another that "and" joins to it."""
    first = _named(tree, at)
    if first is None:
        return None
    others = [c for c in tree.children[at] if tree.tokens[c].dep == "conj"]
    joints = [c for c in tree.children[at] if tree.tokens[c].dep == "cc"]
    if len(others) == 1 and all(tree.tokens[c].text.lower() == "and" for c in joints):
        second = _named(tree, others[0])
        if second is not None and second.text != first.text:
            return _Said(f"{first.text} and {second.text}", (*first.at, *second.at))
    return first


def _named(tree: Tree, at: int) -> _Said | None:
    """The offence that a noun or gerund names, with the children it was done to."""
    words = [*_modifiers(tree, at), at]
    if tree.tokens[at].lemma.lower() == "fail":
        words += [i for c in tree.children[at] if tree.tokens[c].dep == "xcomp"
                  for i in tree.subtree(c) if i <= c]  # fmt: skip
    said = " ".join(tree.tokens[i].text.lower() for i in words)
    end = len(said)
    for pattern, name in OFFENCE_NAMES:
        match = next((m for m in pattern.finditer(said) if m.end() == end), None)
        if match is None:
            continue
        before = said[: match.start()].split()
        if _OTHERWISE.intersection(before):
            return None
        children = _children(tree, at) if name in OF_CHILDREN else ""
        joint = "against" if name in AGAINST else "of"
        return _Said(f"{name} {joint} {children}" if children else name, tuple(words))
    return None


def _children(tree: Tree, at: int) -> str:
    """The children whom an offence was done to: "three children", "a child"; else empty."""
    objects = [c for c in tree.children[at] if tree.tokens[c].dep == "dobj"]
    objects += [
        d
        for c in tree.children[at]
        if tree.tokens[c].text.lower() in {"of", "against", "on"}
        for d in tree.children[c]
        if tree.tokens[d].dep == "pobj"
    ]
    child = next((c for c in objects if tree.tokens[c].lemma.lower() in CHILD_NOUNS), None)
    if child is None:
        return ""
    if not _is_plural(tree.tokens[child]):
        return "a child"
    count = _counted(tree, child)
    return f"{count} children" if count else "children"


def _own_deed(tree: Tree, whom: int) -> _Said | None:
    """The offence of "a man who murdered his wife", where it is the clause's own verb."""
    for clause in tree.children[whom]:
        if tree.tokens[clause].dep != "relcl":
            continue
        below = {tree.tokens[c].dep for c in tree.children[clause]}
        who = next((c for c in tree.children[clause] if tree.tokens[c].dep == "nsubj"), None)
        plain = below.isdisjoint({"aux", "auxpass", "neg", "xcomp"})
        if who is not None and tree.tokens[who].text.lower() == "who" and plain:
            return _named(tree, clause)
    return None
