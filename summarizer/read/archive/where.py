"""Which entries are wanted, by what is known of them before they are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt
from pathlib import PurePath

from summarizer.errors import UsageError
from summarizer.read import SUFFIXES
from summarizer.read.archive.values import Entry
from summarizer.view import printable

__all__ = ["Where", "parse_where"]

_EXPRESSION = re.compile(
    r"\s*(?P<name>[^=!~<>]*[^=!~<>\s])\s*(?P<op>!=|!~|<=|>=|=|~|<|>)\s*(?P<value>.*)", re.DOTALL
)
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "=": eq,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_OPPOSITES = {"!=": "=", "!~": "~"}


@dataclass(frozen=True, slots=True)
class Where:
    """One condition. Called with an entry, it tells whether that meets it.

    What an entry does not have is equal to nothing, like nothing, and neither more nor less.

    Args:
        name: ``source``, ``media_type``, ``bytes`` (its size), ``title``, or a column of its row.
        op: ``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``~`` (a regular expression is found in
            it) or ``!~``.
        value: what it is compared with; as numbers, when both are.
    """

    name: str
    op: str
    value: str = field(repr=False)

    def __call__(self, entry: Entry) -> bool:
        """Whether the entry meets the condition."""
        found = _value(entry, self.name)
        op = _OPPOSITES.get(self.op, self.op)
        holds = found is not None and _holds(found, op, self.value)
        return holds is (op == self.op)


def parse_where(expression: str) -> Where:
    """A condition from ``FIELD OP VALUE``, such as ``bytes < 20000`` or ``section = home``.

    Args:
        expression: as above. Spaces around field and operator do not matter; a value in quotes
            keeps its own.

    Raises:
        UsageError: it has no operator, or its regular expression is none.
    """
    match = _EXPRESSION.fullmatch(expression)
    if not match:
        raise UsageError("a condition is FIELD OP VALUE, with one of = != ~ !~ < <= > >=")
    name, op, value = match["name"], match["op"], match["value"].strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    if op.endswith("~"):
        try:
            re.compile(value)
        except (re.error, OverflowError, RecursionError):
            reason = "what stands after ~ is no regular expression"
            raise UsageError(f"condition on {printable(name)}: {reason}") from None
    return Where(name, op, value)


def _value(entry: Entry, name: str) -> str | None:
    if name == "source":
        return entry.source
    if name == "media_type":
        told = entry.media_type or SUFFIXES.get(PurePath(entry.source).suffix.lower(), "text/plain")
        return told.partition(";")[0]
    if name == "bytes":
        data = entry.data
        return str(len(data if isinstance(data, bytes) else data.encode(errors="replace")))
    if name == "title":
        return entry.title
    return next((value for column, value in entry.metadata if column == name), None)


def _holds(found: str, op: str, value: str) -> bool:
    if op == "~":
        return re.search(value, found) is not None
    left, right = _number(found), _number(value)
    if left is not None and right is not None:
        order = (left > right) - (left < right)
    else:
        order = (found > value) - (found < value)
    return _COMPARISONS[op](order, 0)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
