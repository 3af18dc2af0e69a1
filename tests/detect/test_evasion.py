"""Words in disguise are read, plain words are left alone, and offsets stay exact."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.detect import find_in_text
from summarizer.detect.evasion import unmask
from summarizer.policy import load_policy
from summarizer.policy.schema import Policy
from summarizer.text import normalise
from summarizer.types import Span

SPELLINGS = Path(__file__).with_name("spellings.txt")
LEAST_FOUND = 0.98


def spellings() -> list[tuple[str, str, str]]:
    """Kind, spelling, plain word: written by somebody who had not seen the code."""
    rows = []
    for line in SPELLINGS.read_text(encoding="utf-8").splitlines():
        kind, spelling, plain = line.split(" | ")
        rows.append((kind.strip(), spelling.strip().replace("\\n", "\n"), plain.strip()))
    return rows


def bare(word: str) -> str:
    return word.lower().replace("-", "").replace(" ", "")


def place(spelling: str, plain: str, policy: Policy) -> str | None:
    """The characters of the original that were read as ``plain``; None when it was not read."""
    text = f"People wrote {spelling} there."
    normal, to_text = normalise(text)
    view, to_normal = unmask(normal, policy.disguised)
    kept = [i for i, char in enumerate(view) if char not in "- "]
    at = "".join(view[i].lower() for i in kept).find(bare(plain))
    if at < 0:
        return None
    found = Span(kept[at], kept[at + len(bare(plain)) - 1] + 1)
    return to_text.to_origin(to_normal.to_origin(found)).of(text)


def test_nearly_all_spellings_are_read_and_their_place_is_exact(policy: Policy) -> None:
    rows = spellings()
    assert len(rows) >= 200
    missed = [row for row in rows if place(row[1], row[2], policy) is None]
    assert len(missed) <= (1 - LEAST_FOUND) * len(rows), missed
    for _, spelling, plain in rows:
        found = place(spelling, plain, policy)
        assert found is None or found.strip("#") == spelling.strip("#")


@pytest.mark.parametrize(
    "text",
    [
        "B2B, H1N1, mp3, 5th, 3D, Se7en and P!nk.",
        "She will be heading the team.",
        "The U.S. and the U.K., e.g. in 1998-99, v2.1.3.",
        "It's talk of a co-op; a t-shirt for 10,000 people.",
        "An assessment of the committee's addresses.",
        "A1, B12, c3po, w8, l8r, gr8, m@il me at a@b.com.",
    ],
)
def test_what_is_no_disguise_stays(text: str, policy: Policy) -> None:
    assert unmask(text, policy.disguised)[0] == text


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("The man k1lled his wife.", "cw-killing", "k1lled his wife"),
        ("She was r.a.p.e.d in the park.", "cw-sexual-violence", "r.a.p.e.d"),
        ("He took part in a su*cide pact.", "cw-suicide", "su*cide"),
        ("A б0mb exploded in the market.", "cw-mass-attack", "б0mb"),
    ],
)
def test_findings_of_disguised_words_stand_where_the_words_do(
    text: str, code: str, words: str, policy: Policy
) -> None:
    findings = [f for f in find_in_text(text, policy=policy) if f.code == code and f.counts]
    assert any(words in finding.span.of(text) or finding.span.of(text) in words
               for finding in findings), findings  # fmt: skip


@given(st.text(max_size=80))
def test_the_way_back_is_always_whole(text: str) -> None:
    view, offsets = unmask(text, load_policy("default").disguised)
    assert offsets.derived_length == len(view)
    if view:
        back = offsets.to_origin(Span(0, len(view)))
        assert 0 <= back.start <= back.end <= len(text)
