"""Reads the fields of one TOML table, and says exactly where a wrong one stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from summarizer.errors import PolicyError
from summarizer.policy.schema import Pattern

__all__ = ["ENTRY_ID", "SCOPES", "Data", "Table", "distinct", "table_list"]

Data = Mapping[str, Any]

SCOPES = ("span", "clause", "sentence")
ENTRY_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

_CAPITAL = re.compile(r"(?<!\\)[A-Z]")

_MISSING = object()


class Table:
    """A TOML table that is read key by key; ``done`` refuses the keys that nobody asked for.

    Args:
        where: file and table, for messages: ``rules/ct.toml: rule 3``.
        data: what the TOML parser gave.

    Raises:
        PolicyError: from every method, when a field is missing or of the wrong type.
    """

    def __init__(self, where: str, data: object) -> None:
        self.where = where
        if not isinstance(data, Mapping):
            raise PolicyError(f"{where}: must be a table")
        self._data = dict(data)
        self._taken: set[str] = set()

    def error(self, key: str, problem: str) -> PolicyError:
        """The error for a field."""
        return PolicyError(f"{self.where}: {key}: {problem}")

    def _take(self, key: str, default: object) -> object:
        self._taken.add(key)
        value = self._data.get(key, default)
        if value is _MISSING:
            raise self.error(key, "is missing")
        return value

    def text(self, key: str, default: object = _MISSING) -> str:
        """A string; empty only when the default is."""
        value = self._take(key, default)
        if not isinstance(value, str):
            raise self.error(key, "must be a string")
        if not value.strip() and value != default:
            raise self.error(key, "must not be empty")
        return value

    def choice(self, key: str, choices: Sequence[str], default: object = _MISSING) -> str:
        """One of ``choices``."""
        value = self._take(key, default)
        if value not in choices or not isinstance(value, str):
            raise self.error(key, f"must be one of {', '.join(choices)}")
        return value

    def integer(self, key: str, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self._take(key, _MISSING)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.error(key, f"must be a whole number from {low} to {high}")
        return value

    def share(self, key: str, default: object = _MISSING) -> float:
        """A number from 0 to 1."""
        value = self._take(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            raise self.error(key, "must be a number from 0 to 1")
        return float(value)

    def boolean(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def mapping(self, key: str) -> Mapping[str, Any]:
        """A table, as it is; empty when absent."""
        value = self._take(key, {})
        if not isinstance(value, Mapping):
            raise self.error(key, "must be a table")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of non-empty strings without repeats; empty when absent."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, "must be a list of strings")
        if not all(item.strip() for item in value):
            raise self.error(key, "holds an empty string")
        if len(set(value)) != len(value):
            raise self.error(key, "holds the same string twice")
        return tuple(value)

    def items(self, key: str) -> list[object]:
        """A list of anything; empty when absent."""
        value = self._take(key, [])
        if not isinstance(value, list):
            raise self.error(key, "must be a list")
        return value

    def table(self, key: str) -> Table:
        """A table within this one; empty when absent."""
        return Table(f"{self.where}: {key}", self._take(key, {}))

    @property
    def names(self) -> tuple[str, ...]:
        """The keys, in file order."""
        return tuple(self._data)

    def pattern(self, key: str, words: Mapping[str, str]) -> Pattern:
        """A regular expression with its ``{{name}}`` word lists put in."""
        return Pattern(self._expand(key, self.text(key), words))

    def patterns(self, key: str, words: Mapping[str, str]) -> tuple[Pattern, ...]:
        """A list of regular expressions; empty when absent."""
        return tuple(Pattern(self._expand(key, text, words)) for text in self.texts(key))

    def _expand(self, key: str, text: str, words: Mapping[str, str]) -> str:
        while "{{" in text:
            name = text.split("{{", 1)[1].split("}}", 1)[0]
            if name not in words:
                raise self.error(key, f"there is no word list {name!r}")
            text = text.replace("{{" + name + "}}", words[name])
        return text

    def wording(self, key: str, words: Mapping[str, str]) -> Pattern:
        """A regular expression for text in lower case: without capitals."""
        return self._lower(key, self.pattern(key, words))

    def wordings(self, key: str, words: Mapping[str, str]) -> tuple[Pattern, ...]:
        """A list of those; empty when absent."""
        return tuple(self._lower(key, pattern) for pattern in self.patterns(key, words))

    def _lower(self, key: str, pattern: Pattern) -> Pattern:
        if _CAPITAL.search(pattern.pattern):
            raise self.error(key, "must be in lower case, as the text is that it is matched with")
        return pattern

    def matching(self, key: str, form: re.Pattern[str], default: str | None = None) -> str:
        """A string of a given form."""
        value = self.text(key) if default is None else self.text(key, default)
        if not form.fullmatch(value):
            raise self.error(key, f"must have the form {form.pattern}")
        return value

    def known(self, key: str, codes: Collection[str]) -> tuple[str, ...]:
        """A list of warning codes; empty when absent."""
        values = self.texts(key)
        for value in values:
            if value not in codes:
                raise self.error(key, f"{value!r} is not a warning code")
        return values

    def done(self) -> None:
        """Refuses unknown keys.

        Raises:
            PolicyError: when a key was never read.
        """
        for key in self._data:
            if key not in self._taken:
                raise self.error(key, "is not a known key")


def table_list(where: str, data: Mapping[str, object], key: str) -> list[Table]:
    """The tables of a file whose only key is ``key``, in order, each named by its number.

    Raises:
        PolicyError: when the file has other keys or the list is empty.
    """
    top = Table(where, data)
    items = top.items(key)
    top.done()
    if not items:
        raise PolicyError(f"{where}: {key}: holds nothing")
    return [Table(f"{where}: {key} {number}", item) for number, item in enumerate(items, 1)]


def distinct(where: str, key: str, values: list[str]) -> None:
    """Refuses a value that stands twice.

    Raises:
        PolicyError: naming the value.
    """
    for value in values:
        if values.count(value) > 1:
            raise PolicyError(f"{where}: {key}: {value!r} is used twice")
