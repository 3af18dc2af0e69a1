"""The catalogue of strings: two whole languages, and every key that the program can ask for."""

from __future__ import annotations

import string

import pytest
from streamlit.elements.lib.shortcut_utils import normalize_shortcut

from summarizer.policy import load_policy
from summarizer.review.keys import KEYS
from summarizer.review.main import PAGES
from summarizer.review.policy_page import family_of
from summarizer.review.strings import LANGUAGES, catalogue, texts
from summarizer.store.values import DecisionKind, ItemState, Role
from summarizer.types import Operator, Status, Style

OTHERS = [language for language in LANGUAGES if language != "en"]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_texts_of_english(language: str) -> None:
    assert set(texts(language)) == set(texts("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_has_the_same_places_in_every_language(language: str) -> None:
    english, other = texts("en"), texts(language)
    different = [
        key
        for key, text in other.items()
        if key in english and places(text) != places(english[key])
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_and_every_place_has_a_name(language: str) -> None:
    for key, text in texts(language).items():
        assert isinstance(text, str), key
        assert text.strip(), key
        assert "" not in places(text), key


def test_what_a_language_lacks_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalogue("de")("common.save") == "Speichern"
    assert catalogue("fr")("common.save") == "Save"
    assert catalogue("fr").language == "en"


def test_a_key_that_nobody_wrote_is_an_error() -> None:
    say = catalogue("en")
    with pytest.raises(KeyError):
        say("common.there_is_no_such_text")
    with pytest.raises(KeyError):
        say("policy.number", number=3)


def test_the_places_of_a_text_are_filled() -> None:
    assert catalogue("en")("policy.number", number=3, total=150) == "3 of 150 rules"
    assert catalogue("en")("welcome.you_are", name="{number}") == "You are signed in as {number}."


def test_every_value_that_the_page_shows_has_a_text() -> None:
    say = catalogue("en")
    policy = load_policy()
    names = [f"common.nav_{page.name}" for page in PAGES]
    names += [f"common.status_{status}" for status in Status]
    names += [f"common.state_{state}" for state in ItemState]
    names += [f"common.decision_{kind}" for kind in DecisionKind]
    names += [f"common.role_{role}" for role in Role]
    names += [f"common.style_{style}" for style in Style]
    names += [f"common.done_{operator}" for operator in Operator]
    names += [f"common.level_{level}" for level in range(5)]
    names += [f"common.problem_{kind}" for kind in ("taken", "lost", "changed", "closed", "late")]
    names += [f"policy.family_{family_of(rule)}" for rule in policy.rules]
    names += [f"policy.group_{code.group}" for code in policy.codes]
    names += [f"policy.action_{rule.action}" for rule in policy.rules]
    names += [f"policy.provenance_{rule.provenance}" for rule in policy.rules]
    names += [f"policy.severity_{rule.severity}" for rule in policy.rules]
    names += [f"help.keys_{name}" for name in KEYS]
    assert [name for name in names if not say(name)] == []


def test_streamlit_takes_every_key_and_no_two_are_alike_but_where_meant() -> None:
    assert len({normalize_shortcut(key) for key in KEYS.values()}) == len(KEYS)
