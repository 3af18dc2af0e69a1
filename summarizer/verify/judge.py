"""Everything that is asked of a single sentence before it may stand in a draft."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from summarizer.models.acceptability import Acceptance
from summarizer.policy.headlinese import LABELS, TURNS
from summarizer.policy.legal import stages_in
from summarizer.policy.people import KIN_OF_SOMEBODY
from summarizer.policy.schema import Policy
from summarizer.syntax import Tree
from summarizer.text import FUNCTION_WORDS, content_words, stem
from summarizer.types import Analysis, Document, Finding, Judgement, SafeText, Span, Token
from summarizer.verify.budget import Budget
from summarizer.verify.copied import is_copied
from summarizer.verify.fluency import slips
from summarizer.verify.grounding import Grounding, ground_tree, tree_of
from summarizer.verify.said import other_teller, untold
from summarizer.verify.source import SourceIndex, numbers_in
from summarizer.verify.support import Claim, Support
from summarizer.verify.wording import reworded, term_faults

__all__ = ["LATE", "Judge", "Reads", "ceiling_faults", "judge_of", "removed_words"]

Reads = Callable[[Sequence[str]], Sequence[Acceptance]]
"""Sentences → how each reads alone."""

LATE = "late"
"""The fault of a sentence for which there was no time: nothing is known of it."""
_AT_ONCE = 64
"""Sentences that are judged together, at most."""
_COMPARED = ("grounding:",)
"""Faults that say: not found again word for word. What is likely enough may still be so."""
_OTHER_WORDS = tuple(
    f"grounding:{fault}" for fault in ("word", "predicate", "argument", "relation")
)
"""Those of them that other words for the same thing have; no other name, figure or denial."""
_IN_A_TITLE = (
    *_OTHER_WORDS, "grounding:words", "grounding:name", "grounding:role", "grounding:told"
)  # fmt: skip
"""What a title says shorter than the text does: who does what, in capitals, by whose word."""
_IN_A_STORY = ("grounding:word", "grounding:argument", "grounding:relation", "grounding:words")
"""Those that the untouched title of somebody's story has: who does what has to be in the text."""
_TURNS = re.compile(
    r"(?i)\b(?:say|says|said|saying|tell|tells|told|hear|hears|heard|alleg\w+|claim\w*|accus\w+"
    r"|den(?:y|ies|ied)|denying|suspect\w*|report\w*|according|source\w*|witness\w*|survivors?"
    r"|not|no|never|without|if|unless|until|but|despite|clear(?:s|ed)|acquit\w*|quash\w*|overturn\w*"
    r"|plan\w*|propos\w*|may|might|could|would|should|warn\w*|fear\w*|call\w*|vow\w*|urg\w+"
    r"|poll\w*|study|find|finds|found|inquiry|trial|court|jury)\b|n['’]t\b|[?:;–—\"“”]|['‘]\w"
)
"""What in the rest of a title may turn its beginning: who says so, a denial, a condition."""
_BROKEN = 0.7
"""From this probability on that nobody would print it, a sentence has no place in a draft."""
_FRAGMENT = "fluency:fragment"
_WHOLE = 0.2
"""Under this probability a sentence that the source has is whole."""
_LEANING = 0.5
"""What a sentence loses of its worth that surely cannot be understood alone."""
_OF_A_WRITER = frozenset({"article", "agreement", "echo"})
"""Slips of a writer: where the source has the words, the parser is wrong about them."""
_MASKS = frozenset({"person", "victim", "offender", "suspect", "relative"})
"""Not where one of these may stand for somebody: then redaction made the slip."""
_LIKELIER_THAN_NOT = 0.5
_CONFIRMED = 0.4
"""Share of a headline's words that the document below it has; headlines paraphrase."""
_TOGETHER = 6
"""Sentences in which they stand."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def _unread(texts: Sequence[str]) -> list[Acceptance]:
    """Nobody asks how sentences read: all pass."""
    return [Acceptance(broken=0.0, leaning=0.0) for _ in texts]


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence, parsed, and what the arcs and the nearest sentences make of it."""

    tree: Tree | None
    grounding: Grounding
    near: tuple[int, ...]
    drafted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Checks sentences against one document. Build one per document; call it per sentence.

    A sentence is judged once: asked again, it gets the same judgement. ``find`` runs the detectors
    on texts that are not the document, ``support`` weighs what speaks for a sentence, ``reads``
    says how it reads alone (all handed in). ``removed`` are the words that only stood in redacted
    spans; ``title`` is the safe title, ``untouched`` where redaction left it as it was,
    ``confirmed`` where the document below it has what is left of it; ``cleared``: the document
    tells of an acquittal; ``offenders`` are the names of accused and convicted people who may be
    named. ``length``: how many sentences the document has; the safe text may have fewer.
    """

    source: SourceIndex
    length: int
    policy: Policy
    codes: frozenset[str]
    concerns: frozenset[str]
    removed: frozenset[str] = field(repr=False)
    title: str = field(repr=False)
    untouched: bool = False
    confirmed: bool = False
    cleared: bool = False
    offenders: tuple[str, ...] = field(default=(), repr=False)
    parse: Callable[[Sequence[str]], Iterable[Sequence[Token]]]
    find: Callable[[Sequence[str]], Iterable[Sequence[Finding]]]
    support: Support
    reads: Reads = _unread
    budget: Budget = field(default_factory=lambda: Budget(math.inf), repr=False, compare=False)
    known: dict[str, Judgement] = field(default_factory=dict, repr=False, compare=False)
    read: dict[str, _Read] = field(default_factory=dict, repr=False, compare=False)
    alone: set[str] = field(default_factory=set, repr=False, compare=False)

    @property
    def about(self) -> frozenset[str]:
        """The document's codes and concerns."""
        return self.codes | self.concerns

    def __call__(self, text: str) -> Judgement:
        """The judgement of one sentence."""
        return self.many([text])[0]

    def many(
        self, texts: Sequence[str], *, thorough: bool = False, drafted: bool = False
    ) -> list[Judgement]:
        """The judgements of several sentences, which are parsed, weighed and searched together.

        What the budget leaves no time for has the fault ``LATE`` and has not passed.

        Args:
            texts: the sentences.
            thorough: weigh those too that stand on the source word for word, and look for
                distressing detail in those that fail anyway, as is needed where they will be shown.
            drafted: the writer with our adapter wrote them (``Claim.drafted``).
        """
        worded = [reworded(text, policy=self.policy, about=self.about) for text in texts]
        asked = list(dict.fromkeys(worded))
        with self.budget:
            for start in range(0, len(asked), _AT_ONCE):
                if self.budget.over:
                    break
                self._judge(asked[start : start + _AT_ONCE], thorough=thorough, drafted=drafted)
        late = {
            text
            for text in asked
            if text not in self.known or (thorough and self.known[text].support is None)
        }
        return [Judgement(text=text, faults=(LATE,)) if text in late else self.known[text]
                for text in worded]  # fmt: skip

    def _judge(self, texts: Sequence[str], *, thorough: bool, drafted: bool) -> None:
        new = [text for text in texts if text not in self.known]
        for text, tokens in zip(new, self.parse(new), strict=True):
            self.known[text] = self._compared(text, tokens, drafted=drafted)
        self._weigh(
            text
            for text in texts
            if self.known[text].support is None and (thorough or self._may_be_so(text))
        )
        if not thorough:
            self._take_for_whole(new)
        # The costly search is for what has passed everything else, if only as a headline.
        sound = [text for text in new if thorough or not self.headline_faults(self.known[text])]
        for text, findings in zip(sound, self.find(sound), strict=True):
            above = ceiling_faults(findings, policy=self.policy)
            self.known[text] = replace(self.known[text], faults=self.known[text].faults + above)
        if not thorough:
            self._read_alone(texts)

    def _take_for_whole(self, texts: Sequence[str]) -> None:
        """A sentence of the source that reads well is none cut off, whatever the parser says."""
        found = (_FRAGMENT,)
        asked = [text for text in texts if self.known[text].faults == found and self._has(text)]
        if not asked or self.reads is _unread:
            return
        for text, reading in zip(asked, self.reads(asked), strict=True):
            if reading.broken < _WHOLE:
                self.known[text] = replace(self.known[text], faults=())

    def _read_alone(self, texts: Sequence[str]) -> None:
        """Adds to judgements how they read, and a fault where nobody would print what was cut."""
        asked = [text for text in texts if self.known[text].passed and text not in self.alone]
        if not asked:
            return
        self.alone.update(asked)
        for text, reading in zip(asked, self.reads(asked), strict=True):
            judgement = self.known[text]
            broken = reading.broken >= _BROKEN and not self._is_one(text)
            self.known[text] = replace(
                judgement,
                faults=judgement.faults + (("fluency:broken",) if broken else ()),
                plain=(1 - reading.broken) * (1 - _LEANING * reading.leaning),
            )

    def _compared(self, text: str, tokens: Sequence[Token], *, drafted: bool) -> Judgement:
        """What can be said of a sentence by rule, without looking for distressing detail in it."""
        tree = tree_of(text, tokens)
        grounding = ground_tree(tree, self.source)
        near = self.source.near(text)
        self.read[text] = _Read(tree, grounding, near, drafted)
        beside = [self.source.sentences[i] for i in near]
        retold = (
            tree is not None
            and (untold(tree, beside) or other_teller(tree, beside))
            and not any(is_copied(text, sentence.words) for sentence in beside)
        )
        word_for_word = grounding.supported and not retold
        sources = grounding.sentences if word_for_word else self.source.near(text, fewest=True)
        evidence = self.source.told({*grounding.sentences, *sources})
        faults = [f"grounding:{fault}" for fault in grounding.faults if fault != "word"]
        if retold:
            faults.append("grounding:told")
        if not word_for_word and not faults:
            faults.append("grounding:words")
        if not numbers_in(text) <= numbers_in(evidence):
            faults.append("FA-01")
        if not stages_in(text) <= stages_in(evidence):
            faults.append("CR-01")
        if leaked := self.leaks(text):
            faults.append(f"identity:{leaked}")
        faults += self.never_both(text)
        faults += term_faults(text, policy=self.policy, about=self.about)
        found = slips(tree)
        if not _OF_A_WRITER.isdisjoint(found) and self._has(text):
            found = tuple(slip for slip in found if slip not in _OF_A_WRITER)
        faults += [f"fluency:{slip}" for slip in found]
        return Judgement(text=text, sources=sources, score=grounding.score, faults=tuple(faults))

    def _has(self, text: str) -> bool:
        """Whether a sentence of the source has these very words, in one piece and unmasked."""
        if _MASKS & _words(text):
            return False
        words = re.compile(rf"(?i)(?<!\w){re.escape(text.rstrip('.'))}(?!\w)")
        return any(words.search(sentence.words) for sentence in self.source.sentences)

    def _is_one(self, text: str) -> bool:
        """Whether it is a whole sentence of the source, unmasked: somebody printed it."""
        if _MASKS & _words(text):
            return False
        return any(text == sentence.words for sentence in self.source.sentences)

    def _may_be_so(self, text: str) -> bool:
        """Whether the weighing could decide: nothing but the comparison speaks against it.

        Of what our writer wrote it always decides: one in six of its sentences is not so though all
        their words and relations are in the source.
        """
        faults = self.known[text].faults
        compared = [fault for fault in faults if fault.startswith(_COMPARED)]
        others = [fault for fault in faults if not fault.startswith((*_COMPARED, "fluency:"))]
        return (bool(compared) or self.read[text].drafted) and not others

    def _weigh(self, texts: Iterable[str]) -> None:
        """Adds to judgements how likely the sentences are so, and lets that decide."""
        asked = list(texts)
        claims = [
            Claim(text, read.tree, read.grounding, read.near, drafted=read.drafted)
            for text, read in ((text, self.read[text]) for text in asked)
        ]
        for text, found in zip(asked, self.support(claims, self.source), strict=True):
            judgement = self.known[text]
            faults = judgement.faults
            if found.probability >= self.policy.profile.support and not found.unknown:
                faults = tuple(fault for fault in faults if not fault.startswith(_COMPARED))
            elif self.read[text].drafted and not any(f.startswith(_COMPARED) for f in faults):
                faults = (*faults, "grounding:unlikely")
            self.known[text] = replace(
                judgement, faults=faults, support=found.probability, signals=found.signals
            )

    def headline_passes(self, judgement: Judgement) -> bool:
        """Whether a judged text may stand as the headline."""
        return not self.headline_faults(judgement)

    def headline_faults(self, judgement: Judgement) -> tuple[str, ...]:
        """What speaks against a judged text as the headline.

        Its grammar may be a headline's. The document's own title, or a beginning of it, may use
        other words than the text below it, where it is nobody's story or the text makes it likelier
        than not, with figures that are in the text; where nothing was taken out of it and
        nobody stands accused, names as well, for the document says them; over somebody's story who
        does what has to be in the text even then. Where nothing in the document calls for a
        warning, what the text does not repeat may stand there, too.
        """
        allowed = ("fluency:", *self._allowed_in_a_title(judgement))
        return tuple(fault for fault in judgement.faults if not fault.startswith(allowed))

    def _allowed_in_a_title(self, judgement: Judgement) -> tuple[str, ...]:
        """What does not speak against a text that is the title or its beginning; of others all."""
        text = judgement.text.rstrip(".")
        if not self._begins_the_title(text):
            return ()
        if not self.codes:
            return ("grounding:", "FA-01", "CR-01")
        if self.confirmed and not (self._names_an_offender(text) or "self-harm" in self.concerns):
            return ("grounding:", "FA-01", "CR-01")
        whole = self.untouched and not self.offenders and "self-harm" not in self.concerns
        allowed: tuple[str, ...]
        if "identifying" not in self.concerns:
            allowed = _IN_A_TITLE if whole else _OTHER_WORDS
        elif (judgement.support or 0.0) >= _LIKELIER_THAN_NOT:
            allowed = _OTHER_WORDS
        elif whole and text == self.title.rstrip("."):
            allowed = _IN_A_STORY
        else:
            return ()
        if numbers_in(text) <= self.source.numbers:
            allowed += ("grounding:figure", "FA-01")
        return allowed

    def _names_an_offender(self, text: str) -> bool:
        return any(name.split()[-1] in text for name in self.offenders)

    def _begins_the_title(self, text: str) -> bool:
        """Whether a text is the title, or a beginning whose sense does not hang on the rest."""
        title = self.title.rstrip(".")
        rest = title[len(text) :]
        turns = TURNS if rest.startswith(";") else _TURNS
        return title.startswith(text) and not rest[:1].isalnum() and not turns.search(rest)

    def above(self, text: str) -> tuple[Span, ...]:
        """Where several sentences, read together, say more than the ceilings allow."""
        (findings,) = self.find([text])
        return tuple(f.span for f in findings if _is_above(f, self.policy))

    def never_both(self, text: str) -> list[str]:
        """ID-06: an offender's name and a relationship to somebody, in one text."""
        if "identifying" not in self.concerns or not KIN_OF_SOMEBODY.search(text):
            return []
        return ["ID-06"] if self._names_an_offender(text) else []

    def leaks(self, text: str) -> int:
        """How many removed words a text holds."""
        return len(self.removed & _words(text))


def judge_of(
    document: Document,
    analysis: Analysis,
    safe: SafeText,
    *,
    policy: Policy,
    offenders: tuple[str, ...],
    parse: Callable[[Sequence[str]], Iterable[Sequence[Token]]],
    find: Callable[[Sequence[str]], Iterable[Sequence[Finding]]],
    support: Support,
    reads: Reads,
    budget: Budget,
) -> Judge:
    """The judge of what is said of one document, with its safe text parsed and indexed."""
    return Judge(
        source=SourceIndex.of(safe, parse=parse),
        length=len(document.sentences),
        policy=policy,
        codes=analysis.codes,
        concerns=analysis.concerns,
        removed=removed_words(document, safe),
        title=safe.title,
        untouched=_title_of(document) == safe.title,
        confirmed=_is_confirmed(document, safe.title),
        cleared="acquitted" in stages_in(document.plain),
        offenders=offenders,
        parse=parse,
        find=find,
        support=support,
        reads=reads,
        budget=budget,
    )


def _title_of(document: Document) -> str:
    return " ".join(document.read(document.title).split()) if document.title else ""


def _is_confirmed(document: Document, title: str) -> bool:
    """Whether the document below its headline has what is left of it.

    Its figures, names and legal stages, and two fifths of its words within a few sentences. Not the
    safe text, for what confirms it may have gone from there.
    """
    if document.title is None:
        return False
    headline = document.plain_span(document.title)
    below = [document.plain_span(s.span) for s in document.sentences]
    below = [span for span in below if not headline.overlaps(span)]
    body = " ".join(span.of(document.plain) for span in below)
    if not (numbers_in(title) <= numbers_in(body) and stages_in(title) <= stages_in(body)):
        return False
    names = {word for word in _WORD.findall(title)[1:] if word[0].isupper()}
    if not {name.lower() for name in names} <= {word.lower() for word in _WORD.findall(body)}:
        return False
    told = [{stem(word) for word in content_words(span.of(document.plain))} for span in below]
    said = [stem(word) for word in content_words(title) if word not in LABELS]
    near = (set().union(*told[i : i + _TOGETHER]) for i in range(len(told)))
    least = max(2.0, _CONFIRMED * len(said))
    return any(sum(word in words for word in said) >= least for words in near)


def ceiling_faults(findings: Sequence[Finding], *, policy: Policy) -> tuple[str, ...]:
    """The codes that stand above their ceiling in an output text."""
    return tuple(
        sorted({f"ceiling:{finding.code}" for finding in findings if _is_above(finding, policy)})
    )


def _is_above(finding: Finding, policy: Policy) -> bool:
    return finding.counts and finding.level > policy.code(finding.code).ceiling


def removed_words(document: Document, safe: SafeText) -> frozenset[str]:
    """The content words that stood in removed or masked spans and nowhere in the safe text."""
    gone: set[str] = set()
    for redaction in safe.redactions:
        gone |= _words(document.read(redaction.span)) - _words(redaction.replacement)
    return frozenset(gone - _words(safe.text) - _words(safe.title))


def _words(text: str) -> set[str]:
    return {
        word.removesuffix("'s")
        for word in (match[0].lower().replace("’", "'") for match in _WORD.finditer(text))
        if word not in FUNCTION_WORDS and (len(word) > 2 or word.isdigit())
    }
