"""Who works at the desk, what they may do, and what they chose for themselves.

Preferences are nobody else's business: no line of the audit log says what somebody chose.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from summarizer.errors import UsageError
from summarizer.store import audit, tables
from summarizer.store.desk import Desk, require
from summarizer.store.engine import lock
from summarizer.store.values import Ability, Preferences, Role, Theme, User

__all__ = [
    "ensure_user",
    "load",
    "load_preferences",
    "preferences",
    "save_preferences",
    "set_active",
    "set_role",
    "user",
    "users",
]

_LONGEST_NAME = 200
_LONGEST_WORD = 64
_MOST_WORDS = 500


def user(desk: Desk, name: str) -> User | None:
    """Who has this name; None when nobody does, or nobody could."""
    try:
        cleaned = _name(name)
    except UsageError:
        return None
    with desk.reading() as connection:
        return load(connection, cleaned)


def load(connection: Connection, name: str) -> User | None:
    """Who has this very name, within the transaction under way; None when nobody does."""
    row = connection.execute(select(tables.users).where(tables.users.c.name == name)).first()
    return None if row is None else _user(row)


def ensure_user(desk: Desk, name: str, *, role: Role | None = None) -> User:
    """The user of this name, at sign-in: made with ``role`` when unknown, else left as they are.

    Raises:
        UsageError: nobody can have such a name.
    """
    cleaned = _name(name)
    with desk.reading() as connection:
        known = load(connection, cleaned)
    if known is not None:
        # Every look at a page comes by here: it must not wait for those who write.
        return known
    with desk.writing() as connection:
        _alone(connection)
        return load(connection, cleaned) or _create(
            connection, desk, cleaned, role=role, actor=cleaned
        )


def users(desk: Desk, *, by: User) -> tuple[User, ...]:
    """Everybody but the operator, in the order of their names.

    Raises:
        NotAllowedError: ``by`` neither manages users nor sees the team.
    """
    if not by.may(Ability.MANAGE_USERS):
        require(by, Ability.SEE_TEAM)
    with desk.reading() as connection:
        # Jobs that are started at the command line are the operator's, who signs in nowhere.
        everybody = select(tables.users).where(tables.users.c.name != audit.OPERATOR)
        rows = connection.execute(everybody).all()
    return tuple(sorted(map(_user, rows), key=lambda each: each.name))


def set_role(desk: Desk, name: str, role: Role | None, *, by: User | None) -> User:
    """Makes somebody a moderator, lead, admin or auditor, or nothing; makes the user if unknown.

    Args:
        desk: whose user it is.
        name: the user's.
        role: None = signed in, and may do nothing.
        by: an administrator; None = the operator at the command line.

    Raises:
        NotAllowedError: ``by`` does not manage users.
        UsageError: nobody can have such a name, or no active administrator would be left.
    """
    _require_manager(by)
    cleaned, actor = _name(name), _actor(by)
    with desk.writing() as connection:
        _alone(connection)
        known = load(connection, cleaned)
        if known is None:
            known = _create(connection, desk, cleaned, role=None, actor=actor)
        changed = User(known.name, role, known.active)
        if by is not None:
            _keep_an_admin(connection, known, changed)
        return _change(connection, desk, known, changed, actor=actor)


def set_active(desk: Desk, name: str, active: bool, *, by: User | None) -> User:
    """Lets somebody in, or keeps them out whatever their role.

    Args and errors as ``set_role``; moreover ``UsageError`` when there is no such user.
    """
    _require_manager(by)
    cleaned, actor = _name(name), _actor(by)
    with desk.writing() as connection:
        _alone(connection)
        known = load(connection, cleaned)
        if known is None:
            raise UsageError("there is no user of this name")
        changed = User(known.name, known.role, active)
        if by is not None:
            _keep_an_admin(connection, known, changed)
        return _change(connection, desk, known, changed, actor=actor)


def preferences(desk: Desk, user: User) -> Preferences:
    """What somebody chose; what they did not, or what cannot be read, is as it is for all."""
    with desk.reading() as connection:
        return load_preferences(connection, user.name)


def load_preferences(connection: Connection, name: str) -> Preferences:
    """As ``preferences``, within the transaction under way."""
    query = select(tables.preferences.c.value).where(tables.preferences.c.user_name == name)
    stored = _object(connection.execute(query).scalar() or "{}")
    chosen: dict[str, Any] = {}
    for key, good in _GOOD.items():
        value = stored.get(key)
        value = tuple(value) if isinstance(value, list) else value
        if good(value):
            chosen[key] = Theme(str(value)) if key == "theme" else value
    return Preferences(**chosen)


def save_preferences(desk: Desk, user: User, preferences: Preferences) -> None:
    """Keeps what somebody chose, in place of what they chose before.

    Raises:
        UsageError: a value cannot be used, or the user is unknown; names the preference alone.
    """
    values = asdict(preferences)
    for key, value in values.items():
        if not _GOOD[key](value):
            raise UsageError(f"preferences: {key} cannot be set to this")
    with desk.writing() as connection:
        # Two at once would both find nothing to delete, and then write over each other.
        lock(connection, f"summarizer.preferences:{user.name}")
        if load(connection, user.name) is None:
            raise UsageError("there is no user of this name")
        own = tables.preferences.c.user_name == user.name
        connection.execute(delete(tables.preferences).where(own))
        row = {"user_name": user.name, "value": json.dumps(values, sort_keys=True)}
        connection.execute(insert(tables.preferences), [row])


def _user(row: Row[Any]) -> User:
    # A role of a newer program, or a slip of whoever wrote to the table, gives no rights.
    role = Role(row.role) if row.role in set(Role) else None
    return User(row.name, role, bool(row.active))


def _name(name: str) -> str:
    stripped = name.strip()
    if not 1 <= len(stripped) <= _LONGEST_NAME or not stripped.isprintable():
        raise UsageError(
            f"the name of a user has 1 to {_LONGEST_NAME} characters, all of them visible"
        )
    if stripped.casefold() == audit.OPERATOR:
        raise UsageError(f"nobody can be called {audit.OPERATOR!r}: the audit log would mislead")
    # A mail address names one person however its letters are written, here and at sign-in.
    return stripped.lower() if "@" in stripped else stripped


def _actor(by: User | None) -> str:
    return audit.OPERATOR if by is None else by.name


def _require_manager(by: User | None) -> None:
    if by is not None:
        require(by, Ability.MANAGE_USERS)


def _alone(connection: Connection) -> None:
    """Who changes users waits for others who do: of two admins, one stays."""
    lock(connection, "summarizer.users")


def _create(
    connection: Connection, desk: Desk, name: str, *, role: Role | None, actor: str
) -> User:
    row = {
        "name": name,
        "role": role and role.value,
        "active": True,
        "created_at": desk.now(connection),
    }
    connection.execute(insert(tables.users), [row])
    detail = {"role": role}
    audit.append(
        connection, desk, actor=actor, action="user.created", subject=f"user:{name}", detail=detail
    )
    return User(name, role)


def _change(connection: Connection, desk: Desk, known: User, changed: User, *, actor: str) -> User:
    if changed == known:
        return known
    values = {"role": changed.role and changed.role.value, "active": changed.active}
    own = tables.users.c.name == known.name
    connection.execute(update(tables.users).where(own).values(values))
    detail: Mapping[str, str | bool | None]
    if changed.role != known.role:
        action, detail = "user.role", {"role": changed.role, "before": known.role}
    else:
        action, detail = "user.active", {"active": changed.active}
    subject = f"user:{known.name}"
    audit.append(connection, desk, actor=actor, action=action, subject=subject, detail=detail)
    return changed


def _keep_an_admin(connection: Connection, known: User, changed: User) -> None:
    """Refuses what would leave a desk that nobody can manage; only the operator can mend that."""
    if not known.may(Ability.MANAGE_USERS) or changed.may(Ability.MANAGE_USERS):
        return
    others = select(func.count()).where(
        tables.users.c.role == Role.ADMIN,
        tables.users.c.active,
        tables.users.c.name != known.name,
    )
    if not connection.execute(others).scalar_one():
        raise UsageError("this is the last active administrator: make another one first")


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _whole(value: object, *choices: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in choices


def _word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_WORD and value.isprintable()


def _words(value: object) -> bool:
    return isinstance(value, tuple) and len(value) <= _MOST_WORDS and all(map(_word, value))


def _country(value: object) -> bool:
    if not isinstance(value, str) or not value.isascii():
        return False
    return not value or (len(value) == 2 and value.isalpha() and value.isupper())


_GOOD: Mapping[str, Callable[[object], bool]] = {
    "language": _word,
    "theme": lambda value: isinstance(value, str) and value in set(Theme),
    "text_percent": lambda value: _whole(value, 100, 125, 150, 175, 200),
    "greyscale": _flag,
    "letter_keys": _flag,
    "veil_words": _flag,
    "opted_out": _words,
    "languages": _words,
    "max_level": lambda value: _whole(value, 1, 2, 3, 4),
    "breaks": _flag,
    "share_exposure": _flag,
    "country": _country,
}
"""What each preference can be; one for each field."""
