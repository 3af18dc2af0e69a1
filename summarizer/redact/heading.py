"""What can be asked of a headline: who is somebody, what is a noun phrase, what is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from summarizer.policy.headlinese import NOT_NOUNS, OUTCOME
from summarizer.policy.offences import OFFENCES
from summarizer.policy.people import CHILD_NOUNS, HUMAN_NOUNS, OCCUPATIONS
from summarizer.redact.cover import Cover
from summarizer.redact.joints import STOPS, Piece, is_verb
from summarizer.redact.nearness import is_person_noun
from summarizer.syntax import Tree
from summarizer.types import Span

__all__ = ["WHERE", "Heading"]

WHERE = frozenset("in at near outside from on".split())
"""Prepositions of places."""
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
_SOMEBODY = frozenset(
    "assistant captive principal junior deputy aide skipper captain owner trustee tutor".split()
)
_HARMS = OFFENCES | frozenset(
    "murder slay help steal hide film neglect harm hurt poison shoot hit beat starve hold keep lure"
    " target save rescue find sell buy leave".split()
)
_ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class Heading:
    """A headline and its parse, by token index.

    ``bad``: what says too much in it; ``ages``: ages behind nouns for somebody, which go by
    themselves; ``people``: where protected people are named or told of.
    """

    text: str = field(repr=False)
    tree: Tree = field(repr=False)
    bad: frozenset[int]
    ages: frozenset[int]
    people: Cover = field(repr=False)

    def low(self, index: int) -> str:
        """A word in small letters; empty behind the last."""
        return self.tree.tokens[index].text.lower() if index < len(self.tree.tokens) else ""

    def words(self, start: int, end: int) -> str:
        """The words from one token up to another."""
        tokens = self.tree.tokens
        return Span(tokens[start].span.start, tokens[end - 1].span.end).of(self.text)

    def around(self, index: int) -> str:
        """The statement in which a token stands, between two stops."""
        tokens = self.tree.tokens
        stops = [
            i
            for i, t in enumerate(tokens)
            if (t.text in STOPS or t.text.lower() in {"as", "while"}) and i not in self.ages
        ]
        start = max((i + 1 for i in stops if i < index), default=0)
        return self.words(start, min((i for i in stops if i > index), default=len(tokens)))

    def behind(self, head: int) -> str:
        """The headline from the next verb on, over where it was: "coach at X jailed for …"."""
        tokens = self.tree.tokens
        index = head + 1
        while index in self.ages:
            index += 1
        if index < len(tokens) and tokens[index].pos == "ADP":
            while index < len(tokens) and tokens[index].pos in {"ADP", "NOUN", "PROPN", "DET"}:
                if self.is_somebody(index):
                    return ""
                index += 1
        return " " + self.text[tokens[index].span.start :] if index < len(tokens) else ""

    def tells(self, among: Iterable[int]) -> bool:
        """Whether there is a verb, an outcome, or a term of years."""
        return any(
            is_verb(self.tree, i)
            or OUTCOME.fullmatch(self.tree.tokens[i].text)
            or (self.low(i) in {"life", "years", "term"} and self.low(i + 1) == "for")
            for i in among
        )

    def noun_phrase(self, index: int, piece: Piece) -> tuple[int, int]:
        """The first and last index of the noun phrase around a token, without its number."""
        head = start = index
        while head + 1 < piece.end and self.is_nominal(head + 1):
            head += 1
        while head > index and self.tree.tokens[head].pos == "ADJ":
            head -= 1  # "man free"
        while start - 1 >= piece.start and self.is_nominal(start - 1):
            if self.tree.tokens[start - 1].tag == "NNS" and start - 1 not in self.bad:
                break  # "falsified checks night guard": two phrases
            start -= 1
        return start, head

    def is_nominal(self, index: int) -> bool:
        """True for what stands in a noun phrase: "rowing" in "for rowing coach" as well."""
        tokens = self.tree.tokens
        token = tokens[index]
        if NOT_NOUNS.fullmatch(token.text):
            return False
        if token.pos in _NOMINAL or self.is_joined(index) or self.is_somebody(index):
            return True
        if token.pos != "VERB" or index + 1 == len(tokens):
            return False
        if token.lemma.lower() in _HARMS or tokens[index - 1].pos == "VERB":
            return False  # "for killing wife"
        work = token.tag == "VBG" and index in self.bad and self.is_somebody(index + 1)
        return work or token.dep in {"amod", "compound", "nmod"}

    def is_joined(self, index: int) -> bool:
        """True for a hyphen, and for what one joins: "father-in-law"."""
        return any(
            0 < i < len(self.tree.tokens) - 1
            and self.tree.tokens[i].text in {"-", "–"}
            and self.tree.tokens[i - 1].span.end == self.tree.tokens[i].span.start
            for i in (index - 1, index, index + 1)
        )

    def is_somebody(self, index: int) -> bool:
        """True for a noun for somebody, and for the name of a protected person."""
        token = self.tree.tokens[index]
        following = self.tree.tokens[index + 1 : index + 2]
        if token.pos == "PROPN" and self.low(index - 1) in WHERE and index:
            return False
        if token.pos == "PROPN" and self.people.touches(token.span):
            # "HC acquits": a court, it may be.
            return not (following and NOT_NOUNS.fullmatch(following[0].text))
        return self.is_noun_for_somebody(index)

    def is_noun_for_somebody(self, index: int) -> bool:
        """The same of a noun, whatever the parser takes it for; a verb ("accused") is none."""
        token = self.tree.tokens[index]
        if token.pos == "VERB":
            return False
        low = token.text.lower()
        single = low.removesuffix("s")
        if low in HUMAN_NOUNS or single in HUMAN_NOUNS | OCCUPATIONS | CHILD_NOUNS | _SOMEBODY:
            return True
        return token.pos in {"NOUN", "PROPN"} and is_person_noun(replace(token, pos="NOUN"))

    def is_grown(self, head: int) -> bool:
        """True for "girl, 19"."""
        age = [t.text for t in self.tree.tokens[head + 1 : head + 3]]
        return len(age) == 2 and age[0] == "," and age[1].isdecimal() and int(age[1]) >= _ADULT_AGE
