"""Settings: who wins, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.desk_settings import desk_rules, open_desk
from summarizer.errors import SettingsError, StoreError
from summarizer.settings import Settings, default_store, load_settings
from summarizer.store.values import DeskRules
from summarizer.types import Style


@pytest.fixture(autouse=True)
def _no_file_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_given_gives_the_defaults() -> None:
    assert load_settings(environ={}) == Settings()


def test_each_source_overrides_the_earlier_one(tmp_path: Path) -> None:
    file = write(
        tmp_path / "some.toml", 'style = "paragraph"\nseed = 1\ncandidates = 5\ncountry = "ie"\n'
    )
    environ = {"SUMMARIZER_SEED": "2", "SUMMARIZER_CANDIDATES": "6"}
    settings = load_settings(file=file, environ=environ, flags={"seed": 3, "style": None})
    assert settings.style is Style.PARAGRAPH
    assert settings.country == "IE"
    assert settings.candidates == 6
    assert settings.seed == 3


def test_the_file_of_the_current_folder_is_read_before_the_user_s(tmp_path: Path) -> None:
    users = write(tmp_path / "config/summarizer/summarizer.toml", "seed = 1\n")
    assert load_settings(environ={}).seed == 1
    write(tmp_path / "summarizer.toml", "seed = 2\n")
    assert load_settings(environ={}).seed == 2
    assert load_settings(environ={"SUMMARIZER_CONFIG": str(users)}).seed == 1


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: cannot be read"):
        load_settings(file=tmp_path / "none.toml", environ={})
    with pytest.raises(SettingsError, match=r"none\.toml: cannot be read"):
        load_settings(environ={"SUMMARIZER_CONFIG": "none.toml"})


def test_a_relative_home_in_a_file_is_meant_from_the_file(tmp_path: Path) -> None:
    file = write(tmp_path / "deep/some.toml", 'home = "weights"\n')
    assert load_settings(file=file, environ={}).home == tmp_path / "deep/weights"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sed = 1", "sed: there is no such setting"),
        ("seed = true", "seed: must be a whole number"),
        ("seed = -1", "seed: must be a whole number"),
        ("seed = 1.5", "seed: must be a whole number"),
        ('seed = "1"', "seed: must be a whole number"),
        ("candidates = 0", "candidates: must be a whole number from 1 to 16"),
        ("threads = 0", "threads: must be a whole number"),
        ("max_bytes = 0", "max_bytes: must be a whole number"),
        ('style = "long"', "style: must be one of headline, brief, paragraph"),
        ("style = []", "style: must be one of"),
        ('country = "GBR"', "country: must be two letters"),
        ('country = "ÄÖ"', "country: must be two letters"),
        ('model = ""', "model: must be a text"),
        ("policy = 3", "policy: must be a text"),
        ('base_url = "localhost:80"', "base_url: must be an http or https address"),
        ('base_url = "file:///etc"', "base_url: must be an http or https address"),
        ('base_url = "http://h:port/"', "base_url: must be an http or https address"),
        ('base_url = "http://[::1/"', "base_url: must be an http or https address"),
        ('api_key = "k"', "api_key: a key is read from the environment only"),
        ("lease_s = 29", "lease_s: must be a whole number from 30 to 86400"),
        ("undo_s = -1", "undo_s: must be a whole number from 0 to 86400"),
        ("second_review_percent = 101", "second_review_percent: must be a whole number"),
        ("keep_originals_days = 36501", "keep_originals_days: must be a whole number"),
        ("keep_reports_days = 1.5", "keep_reports_days: must be a whole number"),
        ("budget_reveals = -1", "budget_reveals: must be a whole number"),
        ("break_minutes = 601", "break_minutes: must be a whole number from 0 to 600"),
        ("first_languages = 1", "first_languages: must be a list of texts"),
        ("first_languages = [1]", "first_languages: must be a list of texts"),
        ('first_languages = ["English"]', "first_languages: must hold codes of languages"),
        ('first_codes = "killing"', "first_codes: must hold warning codes"),
        ("[writer]\nseed = 1", "writer: there is no such setting"),
        ("seed =", "is not TOML"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_key_and_file(
    tmp_path: Path, text: str, words: str
) -> None:
    file = write(tmp_path / "some.toml", text)
    with pytest.raises(SettingsError) as caught:
        load_settings(file=file, environ={})
    assert words in str(caught.value)
    assert "some.toml" in str(caught.value)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.toml").write_bytes(b'model = "\xff"')
    with pytest.raises(SettingsError, match="is not TOML"):
        load_settings(file=tmp_path / "some.toml", environ={})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SUMMARIZER_SEDE", "1", "sede: there is no such setting"),
        ("SUMMARIZER_SEED", "one", "seed: must be a whole number"),
        ("SUMMARIZER_STYLE", "long", "style: must be one of"),
    ],
)
def test_a_variable_is_refused_with_its_name(name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ={name: value})
    assert f"{name}: {words}" in str(caught.value)


def test_a_flag_is_refused_with_its_name() -> None:
    with pytest.raises(SettingsError, match="--base-url: base_url: must be"):
        load_settings(environ={}, flags={"base_url": "nowhere"})


def test_a_variable_that_is_set_to_nothing_is_not_set() -> None:
    assert load_settings(environ={"SUMMARIZER_SEED": "", "OTHER": "x"}) == Settings()


def test_a_model_whose_name_is_a_number_stays_a_text() -> None:
    assert load_settings(environ={"SUMMARIZER_MODEL": "7"}).model == "7"


def test_the_key_comes_from_the_environment_and_is_never_shown() -> None:
    settings = load_settings(environ={"SUMMARIZER_API_KEY": "very-secret"})
    assert settings.api_key == "very-secret"
    assert "very-secret" not in repr(settings)


@pytest.mark.parametrize("url", ["https://me:very-secret@host/v1", "http://h:very-secret/"])
def test_a_password_in_an_address_is_neither_taken_nor_shown(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ={"SUMMARIZER_BASE_URL": url})
    shown: BaseException | None = caught.value
    while shown is not None:
        assert "very-secret" not in str(shown)
        shown = shown.__cause__


def test_an_address_loses_its_last_slash() -> None:
    settings = load_settings(environ={"SUMMARIZER_BASE_URL": "http://127.0.0.1:8000/v1/"})
    assert settings.base_url == "http://127.0.0.1:8000/v1"


def test_lists_are_read_from_a_file_and_from_the_environment(tmp_path: Path) -> None:
    file = write(
        tmp_path / "some.toml", 'first_languages = ["de", "en"]\nfirst_codes = "cw-killing"\n'
    )
    environ = {"SUMMARIZER_FIRST_CODES": "cw-killing, cw-child-abuse,,cw-killing"}
    settings = load_settings(file=file, environ=environ)
    assert settings.first_languages == ("de", "en")
    assert settings.first_codes == ("cw-killing", "cw-child-abuse")


def test_whole_numbers_of_the_desk_are_read_from_the_environment() -> None:
    environ = {"SUMMARIZER_LEASE_S": "60", "SUMMARIZER_KEEP_ORIGINALS_DAYS": "0"}
    settings = load_settings(environ=environ)
    assert (settings.lease_s, settings.keep_originals_days) == (60, 0)


def test_the_desk_s_rules_are_the_same_when_nothing_is_set() -> None:
    assert desk_rules(Settings()) == DeskRules()


def test_the_desk_s_rules_are_those_of_the_settings() -> None:
    settings = Settings(
        lease_s=60,
        undo_s=0,
        second_review_percent=100,
        keep_originals_days=0,
        keep_reports_days=0,
        budget_reveals=0,
        break_minutes=0,
        first_languages=("de",),
        first_codes=("cw-killing",),
    )
    assert desk_rules(settings) == DeskRules(
        lease_s=60,
        undo_s=0,
        second_review_percent=100,
        keep_originals_days=None,
        keep_reports_days=None,
        budget_reveals=None,
        break_minutes=0,
        first_languages=("de",),
        first_codes=("cw-killing",),
    )


def test_the_user_s_own_store_lies_in_a_folder_that_is_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with open_desk(Settings(undo_s=7)) as desk:
        assert desk.rules.undo_s == 7
    assert default_store() == tmp_path / "data/summarizer/desk.db"
    assert default_store().is_file()
    assert default_store().parent.stat().st_mode & 0o777 == 0o700


def test_a_store_that_is_only_looked_at_is_not_made(tmp_path: Path) -> None:
    place = tmp_path / "none.db"
    with pytest.raises(StoreError, match=r"none\.db: there is no store"):
        open_desk(Settings(store=str(place)), make=False)
    assert not place.exists()
    open_desk(Settings(store=str(place))).close()
    open_desk(Settings(store=str(place)), make=False).close()


def test_a_command_may_have_defaults_of_its_own() -> None:
    defaults = {"candidates": 1}
    assert load_settings(environ={}, defaults=defaults).candidates == 1
    named = {"SUMMARIZER_CANDIDATES": "2"}
    assert load_settings(environ=named, defaults=defaults).candidates == 2
    assert load_settings(environ=named, flags={"candidates": 4}, defaults=defaults).candidates == 4
