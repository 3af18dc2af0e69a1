"""Who the first sentence of a court report tells of, and the name that the next one gives them.

News names people late: "A choir master has been jailed for abusing two pupils. Jo Roe, 61, preyed
on …". Whoever is convicted or charged in the lead, as one person without a name, is the adult whose
full name and age open one of the two sentences after it, and who does there what the accused does:
the victim may be named in the same place. A lead that tells of somebody's family is left alone:
there the name of the one gives the others away (ID-05).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from summarizer.policy.legal import STAGE_WORDING, STAGES
from summarizer.policy.people import CHILD_NOUNS, DATELINE, KIN_NOUNS
from summarizer.syntax import Tree
from summarizer.types import Span, Token

__all__ = ["Lead", "acts_accused", "lead_of", "stage_told_of"]

_REACH = 2
"""Sentences after the lead in which the name may be given."""
_FAMILY = KIN_NOUNS | frozenset("wife husband partner girlfriend boyfriend fiancée fiancé".split())
_LEAST = STAGES.index("charged")
_ADULT = re.compile(r"(?:, (?:aged )?| \()(?:1[89]|[2-9]\d)(?=\)|,)")
_DID = re.compile(
    r"(?:,|\))?(?:,? (?:formerly )?(?:of|from) [A-Z][\w'’ -]*(?:, [A-Z][\w'’ -]*){0,3},)?"
    r" (?:had |has |have )?(?:\w+ly )?(?:preyed|groomed|lured|befriended|blackmailed"
    r"|distributed|uploaded|abused|raped|assaulted|trafficked|posed as|targeted|exploited|molested"
    r"|coerced|stalked|harassed|drugged|tricked|entered the pleas?|offered no defence"
    r"|show(?:ed|s|n) no (?:emotion|reaction|remorse)|pretended to be an? (?:teenager|girl|boy)"
    r"|[^.]{0,90}?\b(?:his|her) victims?\b"
    r"|denie[sd] (?:the|all|any) (?:charges?|counts?|allegations?|wrongdoing|offences?))\b"
)
"""What only the accused does, in reports of courts."""
_UNLIKELY = CHILD_NOUNS | frozenset(
    "woman victim survivor complainant widow widower patient family".split()
)
"""Nouns that a lead has for whoever was harmed."""
_TURNS = re.compile(
    r"(?i)\b(?:after|when|as|because|since|whose|over|how|that|while|by|against|before|until|if)\b"
)
"""Behind these somebody else may be told of."""
_WHO = re.compile(r",? who\b")
_THINGS = frozenset(
    "court jury judge tribunal magistrate case trial sentence appeal police firm company"
    " attempt conviction sum way evidence body".split()
)
"""Other subjects and objects of verbs of procedure."""
_CONVICTS = frozenset("convict sentence jail send find charge imprison".split())


@dataclass(frozen=True, slots=True)
class Lead:
    """The legal stage of the one person that a lead tells of, and where their name may open."""

    stage: str
    opens: frozenset[int]

    def names(self, name: Span, text: str, sentences: Sequence[Span]) -> bool:
        """Whether a name is given to the person of the lead: it opens a sentence, with an age."""
        if name.start not in self.opens or " " not in name.of(text):
            return False
        sentence = next((s for s in sentences if s.overlaps(name)), name)
        age = _ADULT.match(text, name.end)
        return age is not None and acts_accused(text, Span(age.end(), sentence.end))


def acts_accused(text: str, after: Span) -> bool:
    """Whether what follows a name is what the accused does: whoever was harmed may open as well."""
    return _DID.match(text, after.start, after.end) is not None


def lead_of(
    text: str,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    *,
    names: Collection[Span],
    title: Span | None,
) -> Lead | None:
    """The lead of a document, when it tells of one person who is charged or convicted.

    Args:
        text: plain.
        sentences: plain offsets.
        trees: a parse per sentence.
        names: where people are named.
        title: plain offsets.
    """
    first = next(
        (i for i, s in enumerate(sentences) if title is None or not title.contains(s)), None
    )
    tree = trees[first] if first is not None else None
    if first is None or tree is None:
        return None
    words = {token.text.lower() for token in tree.tokens}
    if words & _FAMILY:
        return None
    stage = _first_told_of(text, sentences[first], tree, names) or _object(tree, names)
    if not _LEAST <= stage < STAGES.index("acquitted"):
        return None
    after = sentences[first + 1 : first + 1 + _REACH]
    return Lead(STAGES[stage], frozenset(sentence.start for sentence in after))


def _first_told_of(text: str, sentence: Span, tree: Tree, names: Collection[Span]) -> int:
    """The stage of "a choir master", with whom a sentence begins; 0 where it may be another's.

    The wording decides, not the parse: of "a former inspector has been jailed" that is often wrong.
    """
    words = tree.tokens
    dateline = DATELINE.match(text, sentence.start)
    start = dateline.end() if dateline else sentence.start
    begin = next((i for i, token in enumerate(words) if token.span.start >= start), len(words))
    if begin == len(words) or words[begin].text.lower() not in {"a", "an"}:
        return 0
    noun = next(
        (
            i
            for i in range(begin + 1, len(words) - 1)
            if words[i].pos == "NOUN" and words[i + 1].pos not in {"NOUN", "PUNCT", "PART"}
        ),
        None,
    )
    if noun is None or not _is_somebody(words[noun]):
        return 0
    phrase = Span(words[begin].span.start, words[noun].span.end)
    if any(map(phrase.overlaps, names)):
        return 0
    return stage_told_of(text, phrase, sentence)


def stage_told_of(text: str, phrase: Span, sentence: Span) -> int:
    """The stage that a sentence gives the person it begins with; 0 where another comes between.

    "A coach who taught rowing was jailed": the coach. "A woman wept as he was jailed": not she.
    """
    rest = text[phrase.end : sentence.end]
    best = 0
    for stage, wording in STAGE_WORDING:
        found = wording.search(rest)
        if found is None:
            continue
        between = rest[: found.start()]
        if not _WHO.match(between) and (_TURNS.search(between) or " who " in between):
            continue
        best = max(best, STAGES.index(stage))
    return best


def _object(tree: Tree, names: Collection[Span]) -> int:
    """The stage of whoever "a court has convicted", when that is one person without a name."""
    for index, token in enumerate(tree.tokens):
        verb = tree.tokens[tree.heads[index]]
        if token.dep != "dobj" or token.pos != "NOUN" or verb.lemma.lower() not in _CONVICTS:
            continue
        named = any(
            tree.tokens[child].span.overlaps(name)
            for child in tree.children[index]
            for name in names
        )
        if named or not _is_somebody(token):
            return 0
        return STAGES.index("charged" if verb.lemma.lower() == "charge" else "convicted")
    return 0


def _is_somebody(noun: Token) -> bool:
    low = noun.text.lower()
    return noun.tag == "NN" and low not in _UNLIKELY and low not in _THINGS
