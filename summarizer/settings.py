"""Settings: defaults < TOML file < environment < flags.

Each later source overrides the earlier ones, key by key. A value that cannot be used is refused
with the name of its key and the place that it came from, never silently replaced.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from summarizer.errors import SettingsError
from summarizer.types import Style

__all__ = [
    "API_KEY_VARIABLE",
    "CONFIG_VARIABLE",
    "FILE_NAME",
    "ORIGINALS_KEY_VARIABLE",
    "STORE_KEY_VARIABLE",
    "STORE_VARIABLE",
    "Settings",
    "default_file",
    "default_store",
    "load_settings",
]

FILE_NAME = "summarizer.toml"
VARIABLE_PREFIX = "SUMMARIZER_"
API_KEY_VARIABLE = "SUMMARIZER_API_KEY"
CONFIG_VARIABLE = "SUMMARIZER_CONFIG"
STORE_VARIABLE = "SUMMARIZER_STORE"
STORE_KEY_VARIABLE = "SUMMARIZER_STORE_KEY"
ORIGINALS_KEY_VARIABLE = "SUMMARIZER_ORIGINALS_KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be chosen about a run.

    Attributes:
        policy: name of a profile, or path to a profile's TOML file.
        style: how long a summary is.
        model: the writer: a name of the catalogue, a local folder, a GGUF file or a pinned hub id;
            with ``base_url``, the name that the server knows.
        base_url: address of an OpenAI-compatible server; None = the model runs here.
        home: folder for weights; None = the user's cache folder.
        country: whose help lines to give (ISO 3166-1 alpha-2); None = the profile's own.
        seed: start of every random choice.
        candidates: drafts that the writer is asked for, 1 to 16.
        verify_s: seconds that checking the sentences of one document may take; what is not
            checked by then has not passed.
        max_bytes: a larger document is refused.
        threads: processor threads for the models; None = the libraries' own choice.
        store: where it is kept what earlier reports on a case told (ID-24): a file, or a database
            URL; None = every document is judged alone, and the review desk takes
            ``default_store()``.
        lease_s: seconds until what somebody holds at the desk falls free, if their page is gone.
        undo_s: seconds in which a decision can be undone as if it had not been made.
        second_review_percent: how many of 100 decided items a second person sees as well.
        keep_originals_days: days after which originals are purged; 0 = never.
        keep_reports_days: the same for reports and edits; 0 = never.
        budget_reveals: sentences at level 3 or 4 that one person is expected to open in a day at
            most; 0 = no budget.
        break_minutes: minutes of review after which a break is proposed; 0 = never.
        first_languages: languages whose items go first in the queue.
        first_codes: warning codes whose items go first in the queue.
        api_key: key for ``base_url``; comes from the environment only and is never shown.
    """

    policy: str = "default"
    style: Style = Style.BRIEF
    model: str = "smollm2-135m"
    base_url: str | None = None
    home: Path | None = None
    country: str | None = None
    seed: int = 0
    candidates: int = 3
    verify_s: int = 300
    max_bytes: int = 5_000_000
    threads: int | None = None
    store: str | None = field(default=None, repr=False)
    lease_s: int = 600
    undo_s: int = 300
    second_review_percent: int = 10
    keep_originals_days: int = 90
    keep_reports_days: int = 365
    budget_reveals: int = 40
    break_minutes: int = 50
    first_languages: tuple[str, ...] = ()
    first_codes: tuple[str, ...] = ()
    api_key: str = field(default="", repr=False)


_NO_SETTINGS = frozenset({CONFIG_VARIABLE, STORE_KEY_VARIABLE, ORIGINALS_KEY_VARIABLE})
"""Variables of ours that set nothing here."""


def default_file() -> Path:
    """The settings file that is read when none is named, whether or not it exists.

    ``summarizer.toml`` of the current folder, else that of the user's configuration folder.
    """
    here = Path(FILE_NAME)
    if here.is_file():
        return here
    from platformdirs import user_config_path

    return user_config_path("summarizer") / FILE_NAME


def default_store() -> Path:
    """Where the review desk keeps its store when none is set, whether or not it exists."""
    from platformdirs import user_data_path

    return user_data_path("summarizer") / "desk.db"


def load_settings(
    *,
    file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
    defaults: Mapping[str, object] | None = None,
) -> Settings:
    """Resolves the settings of a run.

    Args:
        file: a TOML file that must exist; None = the variable SUMMARIZER_CONFIG, else
            ``default_file()`` if there is one.
        environ: the environment; None = that of the process. A variable that is set to nothing
            counts as not set.
        flags: values of the command line by setting; those that are None were not given.
        defaults: of the command, in place of those of ``Settings``.

    Raises:
        SettingsError: an unknown key, or a value of the wrong type or range; names the key and
            where it came from. Also when ``file`` cannot be read.
    """
    environ = os.environ if environ is None else environ
    values = dict(defaults or {})
    values.update(_from_file(file, environ))
    values.update(_from_environment(environ))
    for key, value in (flags or {}).items():
        if value is not None:
            values[key] = _value(key, value, f"--{key.replace('_', '-')}")
    return Settings(**values)  # type: ignore[arg-type]  # each value has been through its reader


def _from_file(file: Path | None, environ: Mapping[str, str]) -> dict[str, object]:
    named = file or (Path(environ[CONFIG_VARIABLE]) if environ.get(CONFIG_VARIABLE) else None)
    path = named or default_file()
    if named is None and not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is not TOML: {error}") from error
    values = {key: _value(key, value, str(path)) for key, value in content.items()}
    home = values.get("home")
    if isinstance(home, Path):
        # A relative folder in a file is meant from where the file stands.
        values["home"] = path.parent.absolute() / home
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, text in environ.items():
        if not name.startswith(VARIABLE_PREFIX) or name in _NO_SETTINGS or not text:
            continue
        key = name.removeprefix(VARIABLE_PREFIX).lower()
        if name == API_KEY_VARIABLE:
            values["api_key"] = text
            continue
        values[key] = _value(key, _number(text) if key in _WHOLE_NUMBERS else text, name)
    return values


def _number(text: str) -> object:
    """The whole number in ``text``, or ``text`` itself for the reader to refuse."""
    try:
        return int(text)
    except ValueError:
        return text


def _value(key: str, value: object, origin: str) -> object:
    if key == "api_key":
        raise SettingsError(
            f"{origin}: api_key: a key is read from the environment only; set {API_KEY_VARIABLE}"
        )
    read = _READERS.get(key)
    if read is None:
        known = ", ".join(each.name for each in fields(Settings) if each.name in _READERS)
        raise SettingsError(f"{origin}: {key}: there is no such setting; there are {known}")
    try:
        return read(value)
    except ValueError as error:
        raise SettingsError(f"{origin}: {key}: {error}") from error


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text that is not empty")
    return value


def _style(value: object) -> Style:
    if not isinstance(value, str) or value not in tuple(Style):
        raise ValueError(f"must be one of {', '.join(Style)}")
    return Style(value)


def _path(value: object) -> Path:
    return value if isinstance(value, Path) else Path(_text(value)).expanduser()


def _url(value: object) -> str:
    text = _text(value)
    message = "must be an http or https address such as http://127.0.0.1:8000/v1"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        secret = parts.username is not None or parts.password is not None
        _ = parts.port  # raises for a port that is not one
    except ValueError:
        # Without its cause: the parser quotes the address, which may hold a password.
        raise ValueError(message) from None
    if secret:
        raise ValueError(f"must not hold a user or password; set {API_KEY_VARIABLE}")
    if not usable:
        raise ValueError(message)
    return text.rstrip("/")


def _country(value: object) -> str:
    text = _text(value).upper()
    if len(text) != 2 or not (text.isascii() and text.isalpha()):
        raise ValueError("must be two letters (ISO 3166-1 alpha-2), such as GB")
    return text


def _names(pattern: str, words: str) -> Callable[[object], tuple[str, ...]]:
    def read(value: object) -> tuple[str, ...]:
        names = value.split(",") if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValueError("must be a list of texts, or one text with commas")
        stripped = [name.strip() for name in names if name.strip()]
        if not all(re.fullmatch(pattern, name) for name in stripped):
            raise ValueError(f"must hold {words}")
        return tuple(dict.fromkeys(stripped))

    return read


def _whole_number(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        # bool is an int in Python, and `seed = true` is a mistake.
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return value

    return read


_READERS: dict[str, Callable[[object], object]] = {
    "policy": _text,
    "style": _style,
    "model": _text,
    "base_url": _url,
    "home": _path,
    "country": _country,
    "seed": _whole_number(0, 2**32 - 1),
    "candidates": _whole_number(1, 16),
    "verify_s": _whole_number(1, 86_400),
    "max_bytes": _whole_number(1, 1_000_000_000),
    "threads": _whole_number(1, 1024),
    "store": _text,
    "lease_s": _whole_number(30, 86_400),
    "undo_s": _whole_number(0, 86_400),
    "second_review_percent": _whole_number(0, 100),
    "keep_originals_days": _whole_number(0, 36_500),
    "keep_reports_days": _whole_number(0, 36_500),
    "budget_reveals": _whole_number(0, 100_000),
    "break_minutes": _whole_number(0, 600),
    "first_languages": _names("[a-z]{2,3}", "codes of languages (ISO 639), such as en"),
    "first_codes": _names("cw(-[a-z]+)+", "warning codes, such as cw-killing"),
}

_WHOLE_NUMBERS = frozenset(
    {
        "seed",
        "candidates",
        "verify_s",
        "max_bytes",
        "threads",
        "lease_s",
        "undo_s",
        "second_review_percent",
        "keep_originals_days",
        "keep_reports_days",
        "budget_reveals",
        "break_minutes",
    }
)
