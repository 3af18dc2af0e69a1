"""Matching: sentences, what a match needs, what excuses it, and offsets."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.policy import load_policy, rule_matches
from summarizer.policy.match import (
    Lines,
    find_wording,
    innocent_matches,
    lexicon_matches,
    topic_matches,
)
from summarizer.policy.schema import Case, LexiconEntry, Pattern, Rule
from summarizer.types import Span

POLICY = load_policy("default")
TEXT = "The dog barked. The cat slept on the mat. A dog slept."
SENTENCES = (Span(0, 15), Span(16, 41), Span(42, 54))


def entry(find: str, *, needs: str = "", unless: tuple[str, ...] = ()) -> LexiconEntry:
    return LexiconEntry(
        id="x",
        code="cw-killing",
        level=1,
        find=Pattern(find),
        needs=Pattern(needs) if needs else None,
        unless=tuple(Pattern(text) for text in unless),
    )


def rule(find: str, **fields: object) -> Rule:
    base = next(rule for rule in POLICY.rules if rule.automatic == "pattern")
    plain = replace(base, cases=(Case(Pattern(find)),), when_codes=(), unless=())
    return replace(plain, **fields)  # type: ignore[arg-type]


def words(spans: list[Span]) -> list[str]:
    return [span.of(TEXT) for span in spans]


def test_case_is_ignored() -> None:
    assert find_wording(entry("dog"), TEXT.upper(), SENTENCES) == [Span(4, 7), Span(44, 47)]


def test_needs_must_match_in_the_same_sentence() -> None:
    assert find_wording(entry("dog", needs="slept"), TEXT, SENTENCES) == [Span(44, 47)]
    assert find_wording(entry("dog", needs="purred"), TEXT, SENTENCES) == []


def test_without_sentences_the_text_is_one() -> None:
    assert len(find_wording(entry("dog", needs="cat"), TEXT)) == 2


def test_unless_must_overlap() -> None:
    assert find_wording(entry("dog", unless=("dog barked",)), TEXT, SENTENCES) == [Span(44, 47)]
    assert len(find_wording(entry("dog", unless=("cat",)), TEXT, SENTENCES)) == 2


def test_unless_for_the_whole_sentence() -> None:
    marked = entry("dog", unless=("(?#sentence)barked",))
    assert find_wording(marked, TEXT, SENTENCES) == [Span(44, 47)]


def test_a_match_across_two_sentences_is_judged_by_both() -> None:
    across = entry(r"barked\. the", needs="slept")
    assert words(find_wording(across, TEXT, SENTENCES)) == ["barked. The"]


def test_rule_is_gated_by_codes() -> None:
    gated = rule("dog", when_codes=("cw-killing",))
    assert rule_matches(gated, Lines.of(TEXT), about=frozenset()) == []
    assert rule_matches(gated, Lines.of(TEXT), about=frozenset({"cw-suicide"})) == []
    assert len(rule_matches(gated, Lines.of(TEXT), about=frozenset({"cw-killing"}))) == 2


def test_rule_is_gated_by_codes_or_concerns() -> None:
    gated = rule("dog", when_codes=("cw-killing",), when_concerns=("identifying",))
    assert rule_matches(gated, Lines.of(TEXT), about=frozenset({"harm"})) == []
    for about in ("cw-killing", "identifying"):
        assert len(rule_matches(gated, Lines.of(TEXT), about=frozenset({about}))) == 2


def test_rule_matches_come_in_text_order_with_their_case() -> None:
    first, second = Case(Pattern("cat")), Case(Pattern("dog"))
    both = rule("x", cases=(first, second))
    got = rule_matches(both, Lines.of(TEXT), about=frozenset(), sentences=SENTENCES)
    assert [case for case, _ in got] == [second, first, second]
    assert [span.start for _, span in got] == [4, 20, 44]


def test_rule_unless_is_honoured() -> None:
    excused = rule("dog", unless=(Pattern("(?#sentence)slept"),))
    got = rule_matches(excused, Lines.of(TEXT), about=frozenset(), sentences=SENTENCES)
    assert [span for _, span in got] == [Span(4, 7)]


def test_topics_are_counted_most_often_first() -> None:
    text = "Detectives arrested a man. The jury and the crown court heard him; he pleaded guilty."
    counted = topic_matches(POLICY, text)
    assert [count for _, count in counted] == sorted((n for _, n in counted), reverse=True)
    assert counted[0][0].label == "court case"


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab killed the man .,\n'-shot bomb "), max_size=200))
def test_offsets_lie_in_the_text_and_order_is_kept(text: str) -> None:
    cut = len(text) // 2
    sentences = (Span(0, cut), Span(cut, len(text)))
    spans = [span for _, span in lexicon_matches(POLICY, text, sentences)]
    assert spans == sorted(spans)
    assert all(span.end <= len(text) and len(span) for span in spans)
    assert all(span.end <= len(text) and len(span) for _, span in innocent_matches(POLICY, text))


@settings(deadline=None)
@given(st.integers(0, 60))
def test_moving_a_text_moves_its_matches(shift: int) -> None:
    text = "Gunmen killed three people and a bomb exploded at the bank."
    plain = [(entry.id, span.start) for entry, span in lexicon_matches(POLICY, text)]
    moved = lexicon_matches(POLICY, " " * shift + text)
    assert plain == [(entry.id, span.start - shift) for entry, span in moved]
    assert plain


def test_capitals_make_no_difference() -> None:
    text = "Gunmen killed three people; the inquest was told that a child died in the crash."
    found = lexicon_matches(POLICY, text)
    assert len(found) > 3
    assert found == lexicon_matches(POLICY, text.upper())
    assert topic_matches(POLICY, text) == topic_matches(POLICY, text.upper())


def test_a_letter_that_grows_in_lower_case_moves_nothing() -> None:
    plain, grown = "I: gunmen killed three people.", "\u0130: gunmen killed three people."
    assert lexicon_matches(POLICY, plain) == lexicon_matches(POLICY, grown)


def test_wording_that_counts_only_in_context() -> None:
    def ids(text: str) -> set[str]:
        return {entry.id for entry, _ in lexicon_matches(POLICY, text)}

    alone = "He touched her on the arm."
    assert "sx1-act-in-context" not in ids(alone)
    assert "sx1-act-in-context" in ids("The paedophile was jailed. " + alone)
    hanging = "He was found hanging in the garage."
    assert "sh1-method-in-context" not in ids(hanging)
    assert "sh1-method-in-context" in ids("It was suicide, the coroner said. " + hanging)
