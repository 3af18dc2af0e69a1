"""What the text of every match holds."""

from __future__ import annotations

import pytest

from summarizer.policy.cues import Cue, cues_of

DIGITS = frozenset(map(Cue, "0123456789"))


@pytest.mark.parametrize(
    ("pattern", "cues"),
    [
        (r"\bchild (?:porn|abuse)\b", ({"child porn", "child abuse"},)),
        (r"child \w+ (?:porn|abuse)", ({" porn", " abuse"}, {"child "})),
        (r"colou?r", ({"color", "colour"},)),
        (r"images?", ({"image"},)),
        (r"gr[ae]y", ({"gray", "grey"},)),
        (r"(?:ab)+c?", ({"ab"},)),
        (r"(?:ab)*", ()),
        (r"\d+|word", ({*"0123456789", "word"},)),
        (r"[1-9]\d{2}|[^a]", ()),
        (r"(?<=the )\w+ED\b", ({"ed"},)),
        (r"[ab]c", ({"ac", "bc"},)),
        (r"(?:dog|cat) \w+ (?:barks|purrs)", ({" barks", " purrs"}, {"dog ", "cat "})),
        (r"of \w+ the", ({" the"},)),
    ],
)
def test_cues_are_what_a_match_must_hold(pattern: str, cues: tuple[set[str], ...]) -> None:
    assert cues_of(pattern) == tuple(frozenset(map(Cue, one_of)) for one_of in cues)


def test_an_alternative_needs_all_of_its_own_cues() -> None:
    (one_of,) = cues_of(r"flock \d+ sheep|wolves")
    beside = (frozenset({Cue("flock ")}), DIGITS)
    assert one_of == {Cue("wolves"), Cue(" sheep", tuple(sorted(beside, key=len)))}
