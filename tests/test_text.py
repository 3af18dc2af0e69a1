import subprocess
import sys
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.text import (
    content_words,
    normalise,
    rewrite,
    sentences,
    spelled_out,
    stem,
    words,
)
from summarizer.types import Span

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aeA -\n\r\t.!?\"'()\u200b\u00ad\u0301\u0336ﬁаοе\u2019\u2014\x00\ud800é½"),
    ),
    max_size=60,
)


def cut(text):
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u200bbu\u2060se", "abuse"),
        ("a\u202ebuse\ufeff", "abuse"),
        ("abu\x00se\x08", "abuse"),
        ("abu\u00adse", "abuse"),
        ("abu-\nse", "abuse"),
        ("abu-\r\n  se", "abuse"),
        ("ABU-\nSE", "ABUSE"),
        ("abu\u00ad\nse", "abuse"),
        ("self-\nharm", "self-harm"),
        ("a 15-year-\nold", "a 15-year-old"),
        ("Anglo-\nFrench", "Anglo-French"),
        ("one -\ntwo", "one -\ntwo"),
        ("of\ufb01ce", "office"),
        ("ＦＵＬＬ 𝓪𝓫𝓾𝓼𝓮 ⓐⓑ", "FULL abuse ab"),
        ("ᴀʙᴜsᴇ 🅰🅱", "abuse AB"),
        ("p\u0430ssw\u043erd", "password"),
        ("m\u03bfney", "money"),
        ("Привет, мир", "Привет, мир"),
        ("Ελλάδα και α", "Ελλάδα και α"),
        ("Ивaнов", "Ивaнов"),
        ("cafe\u0301", "café"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Ọlọ\u0301run", "Ọlọ\u0301run"),
        ("h\u0337\u0322\u0301e\u0301\u0301\u0301\u0301l\u0336lo", "hello"),
        ("नमस्ते ก็ مُحَمَّد", "नमस्ते ก็ مُحَمَّد"),
        ("\u201cNo\u201d, it\u2019s \u2018so\u2019", "\"No\", it's 'so'"),
        ("a \u2013 b\u2014c", "a - b-c"),
        ("one\r\ntwo\rthree\tfour\x0cfive", "one\ntwo\nthree four\nfive"),
        ("wait\u2026", "wait..."),
        ("x\ud800y", "x\ufffdy"),
        ("\u00a0\u3000", "  "),
    ],
)
def test_normalise(text, expected):
    plain, offsets = normalise(text)
    assert plain == expected
    assert offsets.derived_length == len(plain)


def test_word_broken_by_hidden_characters_maps_to_all_of_them():
    text = "the a\u200bbu\u00adse was"
    plain, offsets = normalise(text)
    start = plain.index("abuse")
    assert offsets.to_origin(Span(start, start + 5)).of(text) == "a\u200bbu\u00adse"


@given(HOSTILE)
def test_map_tiles_and_leads_back(text):
    plain, offsets = normalise(text)
    assert offsets.derived_length == len(plain)
    assert all(run.origin.end <= len(text) for run in offsets.runs)
    for run in offsets.runs:
        assert offsets.to_derived(run.origin).contains(run.derived)
        assert offsets.to_origin(run.derived) == run.origin


@given(HOSTILE)
def test_kept_ascii_letters_map_to_themselves(text):
    plain, offsets = normalise(text)
    for run in offsets.runs:
        if not run.exact:
            continue
        for here, there in zip(run.derived.of(plain), run.origin.of(text), strict=True):
            if there.isascii() and there.isalnum():
                assert here == there


@given(HOSTILE)
def test_nothing_invisible_is_left(text):
    plain = normalise(text)[0]
    assert not set("\u200b\u00ad\r\t\x00\ufeff\ud800\u2019\u2014") & set(plain)


@given(st.text("ab\n -.", max_size=40))
def test_plain_text_is_untouched_but_for_wrapped_words(text):
    if "-" not in text:
        assert normalise(text)[0] == text


def test_plain_ascii_is_fast():
    text = "Police said on Monday that two men were held at the harbour.\n" * 100_000
    started = time.perf_counter()
    plain, offsets = normalise(text)
    assert len(text) / (time.perf_counter() - started) > 2_000_000
    assert plain == text
    assert len(offsets.runs) == 1


def test_rewrite():
    text, offsets = rewrite("one two three", [(0, 4, ""), (4, 7, "2"), (8, 13, "THREE")])
    assert text == "2 THREE"
    assert offsets.to_origin(Span(0, 1)) == Span(4, 7)
    assert offsets.to_origin(Span(2, 4)) == Span(8, 10)
    assert offsets.to_derived(Span(0, 3)) == Span(0, 0)


@pytest.mark.parametrize(
    "expected",
    [
        ["Sgt. Jones and Det. Insp. Brown met Mr. Smith.", "They left at 9 a.m. on Monday."],
        ["The U.S. Navy said No. 5 was hit.", "Two died."],
        ["A senior U.S. Official spoke.", "The raid was Monday's U.S. Attack on Iran."],
        ["He asked whether the U.S. Was ready."],
        ["They moved to the U.S.", "The family stayed there."],
        ["The case is Smith vs. Jones.", "It was heard in St. Louis."],
        ['He said: "Go home."', "She left (it was late.)", "Then it rained."],
        ['"Stop!" he shouted.', '"Who are you?" she asked.'],
        ["It cost $3.50.", "Prices rose 2.5 per cent.", "Nobody knew why."],
        ["Lt. Col. Ray Brown died on Jan. 3.", "Rep. Ann Lee was told."],
        ["Really?!", "Yes."],
        ["Brigadier Emmanuel Roe (rtd.), said that it was over.", "He left."],
    ],
)
def test_sentences(expected):
    assert cut(" ".join(expected)) == expected


def test_wrapped_lines_are_joined_and_short_lines_stand_alone():
    text = (
        "Harbour raid\n"
        "============\n\n"
        "Police said on Monday that two men had been held after the raid at the\n"
        "harbour. They will appear in court on Friday morning and are expected\n"
        "to plead not guilty.\n\n"
        "- a first item\n- a second item\n"
        "Officers at the harbour\nThe court"
    )
    assert cut(text) == [
        "Harbour raid",
        "============",
        "Police said on Monday that two men had been held after the raid at the\nharbour.",
        "They will appear in court on Friday morning and are expected\nto plead not guilty.",
        "- a first item",
        "- a second item",
        "Officers at the harbour",
        "The court",
    ]


def test_headline_over_a_long_line_stands_alone():
    body = (
        "Police said on Monday that two men had been held after a raid at the harbour in the north."
    )
    head = "Two men held after a raid on the old harbour in the north of town"
    assert cut(f"{head}\n{body} {body}") == [head, body, body]


@given(st.text(st.sampled_from("aB .!?\"')(\n\r-\u2029é1"), max_size=80))
def test_no_text_is_lost(text):
    spans = sentences(text)
    for left, right in pairwise(spans):
        assert left.end <= right.start
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert all(at in covered for at, char in enumerate(text) if not char.isspace())
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)


def test_words():
    text = "The U.S. Navy's men don't pay $1,200.50 (self-harm), 15-month-old O'Brien-Lee said."
    found = words(text)
    assert [word for word, _ in found] == (
        "The U.S. Navy 's men don't pay $ 1,200.50 ( self-harm ) , 15-month-old O'Brien-Lee said ."
    ).split()
    assert all(span.of(text) == word for word, span in found)


@given(HOSTILE)
@settings(max_examples=50)
def test_words_cover_the_text(text):
    covered = {at for _, span in words(text) for at in range(span.start, span.end)}
    assert all(at in covered for at, char in enumerate(text) if not char.isspace())


def test_content_words_and_stems():
    assert content_words("They don't say that 40 men's self-harm was SEEN.") == (
        "say", "40", "men", "self", "harm", "seen",
    )  # fmt: skip
    assert stem("Investigating") == stem("investigated") == "investig"


@pytest.mark.parametrize(
    ("headline", "whole"),
    [
        ("Two men jailed for fraud", "Two men were jailed for fraud"),
        ("Jo Roe jailed for 13 years for fraud", "Jo Roe was jailed for 13 years for fraud"),
        ("Five killed and 60 injured", "Five were killed and 60 injured"),
        ("38 children brought to safety", "38 children were brought to safety"),
        ("Woman charged with fraud, police say", "Woman was charged with fraud, police say"),
        ("Court jailed man for fraud", "Court jailed man for fraud"),
        ("Police arrested 62 people", "Police arrested 62 people"),
        ("The man was jailed for life", "The man was jailed for life"),
        ("Man who killed two jailed for life", "Man who killed two jailed for life"),
        ("Bomb killed nine", "Bomb killed nine"),
    ],
)
def test_a_headline_is_spelled_out_where_it_says_what_was_done_to_whom(headline, whole):
    assert spelled_out(headline) == whole


def test_heavy_libraries_wait():
    code = "import sys, summarizer.text; sys.exit(bool({'nltk', 'punkt'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
