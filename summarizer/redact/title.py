"""A headline of which only the pieces go that say too much, not all of it.

A headline says in a dozen words what a text is about, and nearly always one of them would tell who
somebody is ("Harmon Falls swim coach gets 22 years"). Between its joints (``joints.py``) a modifier
goes, a noun for somebody becomes "offender" or "another", a phrase or clause goes; where what it is
about goes, all goes.

To say something false is worse than to say nothing. A piece with a verb of its own goes only as a
whole; where a word of denial, doubt or change stands ("cleared", "fails", "appeal"), nothing but a
place is cut away; of "cleared of murder, guilty of assault" neither half goes alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from summarizer.policy.headlinese import (
    AMOUNT,
    ATTRIBUTED,
    BAGS,
    CHARGES,
    DEALS_WITH,
    DENIED,
    DONE,
    ENDS,
    GIVES,
    NEVER,
    NOT_NOUNS,
    OUTCOME,
    SOURCES,
    TERM,
    TERM_FOR,
    TURNS,
    UNSURE,
    VERDICT,
)
from summarizer.policy.people import CHILD_NOUNS, HUMAN_NOUNS, OCCUPATIONS
from summarizer.redact.cover import Cover
from summarizer.redact.joints import (
    QUOTES,
    STOPS,
    Piece,
    ages_in,
    indexes,
    is_label,
    is_verb,
    regions_of,
)
from summarizer.redact.nearness import OFFENCES, STATE_NOUNS, is_person_noun
from summarizer.syntax import Tree
from summarizer.types import Span

__all__ = ["retitled"]

_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_ATTACHED = frozenset(
    "of in at on near from with to under about by into outside inside behind across".split()
)
"""Prepositions of phrases that may belong to the phrase before them."""
_WHERE = frozenset("in at near outside from on".split())
_KEPT = frozenset("without despite except instead than".split())
"""Prepositions of phrases that turn what stands before them."""
_EVENTS = OFFENCES | frozenset(
    "riot attack blast bombing shelling crash fire strike death deaths court jury inquiry tribunal"
    " committee commission panel inquest police judge coroner prosecutor prosecutors council"
    " parliament government review report statement clashes shooting".split()
)
"""Nouns that say enough without what stands before them."""
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
_SOMEBODY = frozenset(
    "assistant captive principal junior deputy aide skipper captain owner trustee tutor".split()
)
_HARMS = OFFENCES | frozenset(
    "murder slay help steal hide film neglect harm hurt poison shoot hit beat starve hold keep lure"
    " target save rescue find sell buy leave".split()
)
_PUPILS = frozenset({"pupil", "schoolboy", "schoolgirl", "schoolchild"})
_ADULT = OCCUPATIONS | {"teacher", "priest", "nurse", "worker", "officer", "coach"}
_LABELS = frozenset("person people offender another child children".split())
_ARTICLES = frozenset("a an the his her their its".split())
_MEANT = frozenset(
    "former ex young old elderly new own senior junior retired serving top local second third other"
    " same fellow".split()
)
"""Adjectives without which it is the same person."""
_QUOTED = re.compile(r"(?<!\w)['‘\"“][^\"“”]*?['’\"”](?!\w)")
_TIME = re.compile(r"(?i)\b(?:years?|months?|weeks?|days?|hours?)\b")
_LOOSE_ENDS = frozenset({"ADP", "DET", "CCONJ", "SCONJ", "PART"})
_ADULT_AGE = 18
_LEAST = 4
"""Words that a headline has."""


def retitled(
    text: str, tree: Tree, *, bad: Collection[int], people: Cover, put: Mapping[Span, str]
) -> str:
    """The headline without what may not be told; empty where too little of it is left.

    Args:
        text: the plain text.
        tree: the headline's parse.
        bad: indexes of the tokens that say too much.
        people: where protected people are named or told of.
        put: wording that another rule puts in its place, by plain span.
    """
    if NEVER.search(_QUOTED.sub(" ", tree.span.of(text))):
        return ""
    wrong = {i for i in bad if tree.tokens[i].text not in STOPS and not _is_count(tree, i)}
    ages = ages_in(tree, bad=wrong)
    kept = _Title(text, tree, frozenset(wrong - ages), ages, people).shortened()
    return _printed(text, tree, kept, put) if kept else ""


def _is_count(tree: Tree, index: int) -> bool:
    """True for "Five" in "Five jailed" and "sends five to jail": a number of people, no age."""
    token = tree.tokens[index]
    if token.pos != "NUM" and token.tag != "CD":
        return False
    following = tree.tokens[index + 1] if index + 1 < len(tree.tokens) else None
    before = tree.tokens[index - 1].text.lower() if index else ""
    if following is None or before in {"at", "aged", "age"}:
        return False
    if before == "for" and following.text == ",":
        return True
    if following.pos in {"NOUN", "PROPN"} or following.text in {"-", ",", ")"}:
        return False
    return before not in {",", "-", "("} or following.pos == "VERB"


class _UnsaidError(Exception):
    """Too much would be left out, or something false be left."""


@dataclass(frozen=True, slots=True)
class _Title:
    """A headline, the indexes of what is ``bad`` in it, and of ages, which go by themselves."""

    text: str
    tree: Tree
    bad: frozenset[int]
    ages: frozenset[int]
    people: Cover

    def shortened(self) -> dict[int, str] | None:
        """The words that stay, by index; None where none can."""
        regions = regions_of(self.tree, ages=self.ages)
        labelled = is_label(self.tree, regions)
        if labelled and not self.bad.isdisjoint(indexes(regions[0])):
            words = self._words(0, regions[1][0].start)
            if self.tree.tokens[0].text not in QUOTES and not SOURCES.search(words):
                return None  # "Sister: he killed her"
            first = regions[1][0]
            regions = [[Piece("main", first.start + 1, first.end), *regions[1][1:]], *regions[2:]]
            labelled = False
        if self._is_ambiguous(regions):
            return None
        kept: dict[int, str] = {}
        lost: list[Piece] = []
        orphaned = False
        for number, region in enumerate(regions):
            first_told = number <= labelled
            left = None
            if not (orphaned and (region[0].kind == "relative" or self._goes_on(region))):
                following = regions[number + 1] if number + 1 < len(regions) else []
                left = self._left(region, following, first=first_told, before=kept)
            if left is None:
                if first_told or region[0].kind == "verb" or not self._may_go_whole(region):
                    return None
                orphaned |= any(is_verb(self.tree, i) for i in indexes(region))
                lost += region
                continue
            if lost and lost[-1].end == region[0].start and self._goes_on(region):
                left.pop(region[0].start, None)  # "Roe, of X, jailed"
            orphaned = region[-1].kind == "phrase" and region[-1].start not in left
            kept |= left
        told = " ".join(self._words(piece.start, piece.end) for piece in lost)
        if VERDICT.search(told) and TURNS.search(" ".join(kept.values())):
            return None  # "cleared of murder" is half of "cleared of murder, guilty of assault"
        return kept if self._says_enough(kept, regions) else None

    def _left(
        self,
        region: Sequence[Piece],
        following: Sequence[Piece],
        *,
        first: bool,
        before: Mapping[int, str],
    ) -> dict[int, str] | None:
        """What is left of the pieces between two stops or clauses; None where all has to go."""
        words = self._words(region[0].start, region[-1].end)
        opens = ""
        if following and following[0].kind == "stop":
            opens = self._words(following[0].start, min(following[0].start + 2, following[0].end))
        turned = bool(TURNS.search(words + opens))
        kept: dict[int, str] = {}
        gone = False
        for piece in region:
            attached = piece.kind == "phrase" and (
                (gone and self._low(piece.start) in _ATTACHED)
                or self._is_of_a_label(piece, kept, words, region[0].start)
            )
            told = {**before, **kept}
            left = None if attached else self._mended(piece, before=told, turned=turned)
            may_go = piece is not region[0] and self._tells(indexes(region))
            if left is None and may_go and self._may_go(piece, words + opens):
                if self._owns_what_follows(piece):
                    return None
                gone = True
                continue
            if left is None and not attached:
                left = self._mended(piece, before=told, turned=turned, needed=True)
            if left is None:
                return None
            kept |= left
            gone = False
        if kept and self.tree.tokens[max(kept)].pos in _LOOSE_ENDS:
            return None  # "killed by"
        if first and self._tells(indexes(region)) and not self._tells(kept):
            return None  # "Army on standby": the phrase was what is said of it
        return kept

    def _is_of_a_label(self, piece: Piece, kept: Mapping[int, str], words: str, start: int) -> bool:
        """True for "of a deputy" behind what was "widow"; not in "clears coach of rape"."""
        told = words[
            : self.tree.tokens[piece.start].span.start - self.tree.tokens[start].span.start
        ]
        if self._low(piece.start) != "of" or not kept or CHARGES.search(told):
            return False
        last = kept[max(kept)]
        return last.lower() in _LABELS and last != self.tree.tokens[max(kept)].text

    def _owns_what_follows(self, piece: Piece) -> bool:
        """True for "of coach" before "jailed": the participle may be the coach's."""
        behind = self.tree.tokens[piece.end : piece.end + 1]
        taken = behind and (behind[0].tag in {"VBN", "VBD"} or OUTCOME.fullmatch(behind[0].text))
        return bool(taken) and any(map(self._is_somebody, piece))

    def _goes_on(self, region: Sequence[Piece]) -> bool:
        """True for ", denies two" and ", murder": of whom or of what was told before."""
        start = region[0].start
        if self._low(start) != "," or start + 1 == len(self.tree.tokens):
            return False
        if self.tree.tokens[start + 1].tag == "VBG":
            return False
        told = any(
            is_verb(self.tree, i) or NOT_NOUNS.fullmatch(self.tree.tokens[i].text)
            for i in indexes(region)
        )
        return is_verb(self.tree, start + 1) or not told

    def _is_ambiguous(self, regions: Sequence[Sequence[Piece]]) -> bool:
        """True for "Man who killed wife, son gets life": of the man, or of the son."""
        if len(regions) < 3 or regions[1][0].kind != "relative":
            return False
        after = regions[2][0]
        told = self._tells(indexes(regions[0]))
        return after.kind == "stop" and not told and any(map(self._is_somebody, after))

    def _may_go_whole(self, region: Sequence[Piece]) -> bool:
        """Whether what a stop or "who" begins can be left out: it has one verb, and no turn."""
        words = self._words(region[0].start, region[-1].end)
        if TURNS.search(words) or (region[0].kind == "stop" and ATTRIBUTED.search(words)):
            return False
        verbs = [i for i in indexes(region) if is_verb(self.tree, i)]
        helped = [i for i in verbs if i - 1 in verbs and self.tree.tokens[i - 1].pos == "AUX"]
        return region[0].kind == "stop" or len(verbs) - len(helped) <= 1

    def _says_enough(self, kept: Mapping[int, str], regions: Sequence[Sequence[Piece]]) -> bool:
        """Whether it has words enough, an end, and a verb that is no clause's."""
        if sum(any(map(str.isalnum, word)) for word in kept.values()) < _LEAST:
            return False
        main = (r for r in regions if r[0].kind not in {"clause", "relative"})
        said = {i for region in main for i in indexes(region)}
        loose = self.tree.tokens[max(kept)].pos in _LOOSE_ENDS
        return not loose and self._tells(said.intersection(kept))

    def _tells(self, among: Iterable[int]) -> bool:
        """Whether there is a verb, an outcome, or a term of years."""
        return any(
            is_verb(self.tree, i)
            or OUTCOME.fullmatch(self.tree.tokens[i].text)
            or (self._low(i) in {"life", "years", "term"} and self._low(i + 1) == "for")
            for i in among
        )

    def _may_go(self, piece: Piece, words: str) -> bool:
        """Whether a phrase can be left out and what is left is still so.

        ``words``: those around it, up to the next statement.
        """
        tokens = self.tree.tokens
        turned = bool(TURNS.search(words))
        if piece.kind == "quotation":
            return not turned and tokens[piece.start + 1].pos == "ADP"
        if piece.kind != "phrase" or self._low(piece.start) in _KEPT:
            return False
        said = self._words(piece.start, piece.end)
        place = self._low(piece.start) in _WHERE and any(tokens[i].pos == "PROPN" for i in piece)
        joined = re.search(r"\b(?:and|or)\b", said if place else words)
        if AMOUNT.search(said) or _TIME.search(said) or joined:
            return False
        verbs = [i for i in piece if is_verb(self.tree, i)]
        if verbs and self._low(verbs[-1]) == "works" and verbs[-1] == piece.end - 1:
            verbs.pop()  # "at salt works"
        if verbs and verbs != [piece.start + 1]:
            return False  # "of bribery jailed": the verb is not the phrase's
        if any(OUTCOME.fullmatch(tokens[i].text) for i in piece):
            return False
        last = piece.end - 1
        if self._low(last) in _POSSESSIVE and last > piece.start + 1:
            last -= 1  # "at St X's"
        if tokens[last].pos not in {"NOUN", "PROPN", "NUM", "VERB"}:
            return False  # "rules death in cell accidental"
        _, head = self._noun_phrase(last, piece)
        whose = self._is_somebody(head) or tokens[head].pos in {"PROPN", "NUM"}
        if self._low(piece.start) == "of" and not whose:
            return False  # "abuse of trust" is no abuse
        before = tokens[piece.start - 1]
        if before.pos == "VERB" and not DONE.fullmatch(before.text):
            return False  # "left in pain"
        return not turned or (place and not DENIED.search(words))

    def _mended(
        self, piece: Piece, *, before: Mapping[int, str], turned: bool, needed: bool = False
    ) -> dict[int, str] | None:
        """The piece with plainer words; None where it has to go.

        ``before``: what is kept so far. ``turned``: a word of denial or change stands by it.
        ``needed``: it cannot go, so that somebody in a phrase is told of, too.
        """
        if piece.kind == "quotation" and not self.bad.isdisjoint(piece):
            return None
        kept = {i: self.tree.tokens[i].text for i in piece if i not in self.ages}
        for index in sorted(self.bad.intersection(piece)):
            token = self.tree.tokens[index]
            if kept.get(index) != token.text:
                continue  # it went with another
            if token.text in BAGS:
                kept[index] = BAGS[token.text]
            elif token.pos == "ADV" and token.text.endswith("ly") and not turned:
                del kept[index]
            elif self._is_nominal(index) or token.text in _POSSESSIVE:
                change = self._plainer(index, piece, before={**before, **kept}, needed=needed)
                if change is None:
                    return None
                kept = {i: change.get(i, word) for i, word in kept.items()}
                kept = {i: word for i, word in kept.items() if word}
            else:
                return None
        return kept

    def _plainer(
        self, index: int, piece: Piece, *, before: Mapping[int, str], needed: bool
    ) -> dict[int, str] | None:
        """What becomes of the noun phrase around a bad word: empty for what goes."""
        start, head = self._noun_phrase(index, piece)
        told = {i: word for i, word in before.items() if i < start}
        if head + 1 < piece.end and self._low(head + 1) in _POSSESSIVE:
            if head + 2 == piece.end:
                return None
            _, owned = self._noun_phrase(head + 2, piece)
            if owned not in self.bad:
                gone = dict.fromkeys(range(start, head + 2), "")
                if any(map(self._is_somebody, told)):  # whose it is may not change
                    young = self.tree.tokens[head].lemma.lower() in CHILD_NOUNS
                    gone |= {head: "child" if young else "another", head + 1: "'s"}
                return gone
            head = owned  # "killer's sister"
        chain = {i for i in range(start, head) if self._is_joined(i)}
        if head in self.bad or (self._is_joined(head) and not self.bad.isdisjoint(chain)):
            label = self._label(start, head, piece, told=told, needed=needed)
            if label is None:
                return None
            if start > piece.start and self._low(start - 1) in _ARTICLES:
                start -= 1  # "his mother"
            return {**dict.fromkeys(range(start, head), ""), head: label}
        if self._is_phrase(piece) and not self._stands_alone(head):
            return None
        bad = set(self.bad.intersection(range(start, head)))
        kinds = range(max(bad) + 1, head)  # "nail bar girl"
        bad.update(
            i for i in kinds if self.tree.tokens[i].pos == "NOUN" and self._low(i) not in _EVENTS
        )
        if not bad.isdisjoint(chain):
            bad |= chain
        if any(self._low(i).endswith("ing") or self._is_somebody(i) for i in bad):
            return None  # "planning murder" is none; "gives mother custody"
        return dict.fromkeys(bad, "")

    def _label(
        self, start: int, head: int, piece: Piece, *, told: Mapping[int, str], needed: bool
    ) -> str | None:
        """What stands for a noun for somebody; None for other nouns, and where nobody is needed."""
        token = self.tree.tokens[head]
        ahead = self.text[self.tree.span.start : self.tree.tokens[start].span.start]
        before = self.tree.tokens[start - 1] if start else None
        told_of = (self.tree.tokens[i] for i in range(start, head) if i not in self.bad)
        if any(token.pos == "ADJ" and token.text.lower() not in _MEANT for token in told_of):
            return None  # "wrong brother"
        if before is not None and (
            before.text in _POSSESSIVE
            or before.tag == "VBN"
            or (before.pos == "DET" and before.text.lower() not in _ARTICLES)
            or (before.text.lower() in _WHERE | {"from", "to"} and token.pos == "PROPN")
        ):
            return None
        if re.search(r"\b(?:is|are|was|were|be|been) (?:\w+ )?$", ahead):
            return None  # "killer was her husband" is nobody else
        in_law = self._low(head) in {"law", "laws"} and self._is_joined(head)
        if not (in_law or self._is_somebody(head)) or (start and self._low(start - 1) == "whose"):
            return None
        if start > piece.start and self.tree.tokens[start - 1].pos in {"NOUN", "PROPN"}:
            return None
        term = piece.kind == "phrase" and bool(TERM_FOR.search(ahead))
        if piece.kind == "phrase" and not (term or needed) and head == piece.end - 1:
            return None
        lemma = token.lemma.lower()
        many = token.tag in {"NNS", "NNPS"}
        if lemma in CHILD_NOUNS | _PUPILS and not self._is_grown(head):
            return "children" if many else "child"
        others = [i for i in told if self._is_somebody(i) and self._low(i) not in STATE_NOUNS]
        if many:
            young = any(self.tree.tokens[i].lemma.lower() in CHILD_NOUNS for i in others)
            return "adults" if young and lemma in _ADULT else "people"
        if others:
            return "another"
        subject = piece.kind != "phrase" and ENDS.match(self._behind(head))
        dealt = DEALS_WITH.search(ahead) or (
            GIVES.search(ahead) and TERM.match(self.text, token.span.end)
        )
        ended = term or subject or dealt
        title = _QUOTED.sub(" ", self.tree.span.of(self.text))
        unsure = UNSURE.search(title) or TURNS.search(self._around(head))
        return "offender" if ended and not unsure else "person"

    def _is_grown(self, head: int) -> bool:
        """True for "girl, 19"."""
        age = [t.text for t in self.tree.tokens[head + 1 : head + 3]]
        return len(age) == 2 and age[0] == "," and age[1].isdecimal() and int(age[1]) >= _ADULT_AGE

    def _around(self, index: int) -> str:
        """The statement in which a token stands, between two stops."""
        tokens = self.tree.tokens
        stops = [
            i
            for i, t in enumerate(tokens)
            if (t.text in STOPS or t.text.lower() in {"as", "while"}) and i not in self.ages
        ]
        start = max((i + 1 for i in stops if i < index), default=0)
        return self._words(start, min((i for i in stops if i > index), default=len(tokens)))

    def _behind(self, head: int) -> str:
        """The headline from the next verb on, over where it was: "coach at X jailed for …"."""
        tokens = self.tree.tokens
        index = head + 1
        while index in self.ages:
            index += 1
        if index < len(tokens) and tokens[index].pos == "ADP":
            while index < len(tokens) and tokens[index].pos in {"ADP", "NOUN", "PROPN", "DET"}:
                if self._is_somebody(index):
                    return ""
                index += 1
        return " " + self.text[tokens[index].span.start :] if index < len(tokens) else ""

    def _noun_phrase(self, index: int, piece: Piece) -> tuple[int, int]:
        """The first and last index of the noun phrase around a token, without its number."""
        head = start = index
        while head + 1 < piece.end and self._is_nominal(head + 1):
            head += 1
        while head > index and self.tree.tokens[head].pos == "ADJ":
            head -= 1  # "man free"
        while start - 1 >= piece.start and self._is_nominal(start - 1):
            if self.tree.tokens[start - 1].tag == "NNS" and start - 1 not in self.bad:
                break  # "falsified checks night guard": two phrases
            start -= 1
        return start, head

    def _is_nominal(self, index: int) -> bool:
        """True for what stands in a noun phrase: "rowing" in "for rowing coach" as well."""
        tokens = self.tree.tokens
        token = tokens[index]
        if NOT_NOUNS.fullmatch(token.text):
            return False
        if token.pos in _NOMINAL or self._is_joined(index) or self._is_somebody(index):
            return True
        if token.pos != "VERB" or index + 1 == len(tokens):
            return False
        if token.lemma.lower() in _HARMS or tokens[index - 1].pos == "VERB":
            return False  # "for killing wife"
        work = token.tag == "VBG" and index in self.bad and self._is_somebody(index + 1)
        return work or token.dep in {"amod", "compound", "nmod"}

    def _is_joined(self, index: int) -> bool:
        """True for a hyphen, and for what one joins: "father-in-law"."""
        return any(
            0 < i < len(self.tree.tokens) - 1
            and self.tree.tokens[i].text in {"-", "–"}
            and self.tree.tokens[i - 1].span.end == self.tree.tokens[i].span.start
            for i in (index - 1, index, index + 1)
        )

    def _is_somebody(self, index: int) -> bool:
        """True for a noun for somebody, and for the name of a protected person."""
        token = self.tree.tokens[index]
        following = self.tree.tokens[index + 1 : index + 2]
        if token.pos == "PROPN" and self._low(index - 1) in _WHERE and index:
            return False
        if token.pos == "PROPN" and self.people.touches(token.span):
            # "HC acquits": a court, it may be.
            return not (following and NOT_NOUNS.fullmatch(following[0].text))
        if token.pos == "VERB":
            return False  # "accused"
        low = token.text.lower()
        single = low.removesuffix("s")
        if low in HUMAN_NOUNS or single in HUMAN_NOUNS | OCCUPATIONS | CHILD_NOUNS | _SOMEBODY:
            return True
        return token.pos in {"NOUN", "PROPN"} and is_person_noun(replace(token, pos="NOUN"))

    def _is_phrase(self, piece: Piece) -> bool:
        behind = self.tree.tokens[piece.start + 1 : piece.start + 2]
        after_stop = piece.kind == "stop" and bool(behind) and behind[0].pos == "ADP"
        return piece.kind == "phrase" or after_stop

    def _stands_alone(self, head: int) -> bool:
        return self.tree.tokens[head].lemma.lower() in _EVENTS or self._is_somebody(head)

    def _low(self, index: int) -> str:
        return self.tree.tokens[index].text.lower() if index < len(self.tree.tokens) else ""

    def _words(self, start: int, end: int) -> str:
        tokens = self.tree.tokens
        return Span(tokens[start].span.start, tokens[end - 1].span.end).of(self.text)


_TWO = re.compile(r"\b(?:child|another) and another(?=$|[,;:])")
_MIXED = re.compile(r"\b(?:child|another|person|people|offender),? (?:and|or|not) another\b")
"""Of whom what follows is told is not sure: "man jailed for raping niece and nephew freed"."""


def _printed(text: str, tree: Tree, kept: Mapping[int, str], put: Mapping[Span, str]) -> str:
    """What is kept, with the spaces that it had."""
    printed = ""
    last = -1
    for index in sorted(kept):
        token = tree.tokens[index]
        word = kept[index]
        for span, wording in put.items():
            if span.overlaps(token.span) and word == token.text:
                word = wording if span.start >= token.span.start else ""
        between = text[tree.tokens[last].span.end : token.span.start] if last >= 0 else ""
        if last >= 0 and last != index - 1:
            between = "" if token.text in {",", ";", ":", "'s"} else " "
        printed += between + word
        last = index
    printed = _TWO.sub("two people", printed)
    if _MIXED.search(printed):
        return ""
    printed = re.sub(r"\s+", " ", printed).strip(" ,;:-–—")
    return printed[:1].upper() + printed[1:]
