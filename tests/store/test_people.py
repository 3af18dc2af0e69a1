"""Users of the desk: who may do what is decided by admins, and preferences are nobody else's."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields, replace
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from summarizer.errors import NotAllowedError, UsageError
from summarizer.store import audit, people, tables
from summarizer.store.desk import Desk
from summarizer.store.values import Ability, Preferences, Role, Theme, User

OFF = {
    "language": ["", "x" * 65, "e\nn", 1],
    "theme": ["blue", "", 1],
    "text_percent": [90, 110, 225, 100.0, "100", True],
    "greyscale": [1, "yes"],
    "letter_keys": [1, None, "no"],
    "veil_words": [0],
    "opted_out": [("",), (1,), "cw-killing", ("cw\0",), ("a",) * 501],
    "languages": [("en", None)],
    "max_level": [0, 5, True, "4"],
    "breaks": [None],
    "share_exposure": ["false"],
    "country": ["gb", "GBR", "ÄÖ", "G1", 44],
}
OWN = Preferences(
    language="de",
    theme=Theme.DARK,
    text_percent=150,
    greyscale=True,
    letter_keys=False,
    veil_words=False,
    opted_out=("cw-animal-cruelty", "cw-killing"),
    languages=("de", "en"),
    max_level=3,
    breaks=False,
    share_exposure=True,
    country="GB",
)


@pytest.fixture
def ada(desk: Desk) -> User:
    """An administrator."""
    return people.set_role(desk, "ada", Role.ADMIN, by=None)


def logged(desk: Desk) -> list[tuple[str, str, str, dict[str, Any]]]:
    return [
        (line.actor, line.action, line.subject, json.loads(line.detail))
        for line in audit.entries(desk)
    ]


def test_who_signs_in_is_made_once_and_left_as_they_are(desk: Desk, ada: User) -> None:
    assert people.user(desk, "moira") is None
    assert people.ensure_user(desk, " moira\n") == User("moira")
    assert people.ensure_user(desk, "moira", role=Role.ADMIN) == User("moira")
    people.set_role(desk, "moira", Role.LEAD, by=ada)
    people.set_active(desk, "moira", False, by=ada)
    assert people.ensure_user(desk, "moira") == User("moira", Role.LEAD, active=False)
    assert people.user(desk, "moira ") == User("moira", Role.LEAD, active=False)
    assert people.ensure_user(desk, "local", role=Role.ADMIN) == User("local", Role.ADMIN)
    assert logged(desk)[2:] == [
        ("moira", "user.created", "user:moira", {"role": None}),
        ("ada", "user.role", "user:moira", {"role": "lead", "before": None}),
        ("ada", "user.active", "user:moira", {"active": False}),
        ("local", "user.created", "user:local", {"role": "admin"}),
    ]


def test_who_signs_in_twice_at_once_is_one_user(desk: Desk) -> None:
    with ThreadPoolExecutor(4) as windows:
        made = set(windows.map(lambda _: people.ensure_user(desk, "moira"), range(8)))
    assert made == {User("moira")}
    assert [action for _, action, _, _ in logged(desk)] == ["user.created"]


def test_two_admins_who_turn_each_other_out_do_not_both_succeed(desk: Desk, ada: User) -> None:
    bea = people.set_role(desk, "bea", Role.ADMIN, by=ada)

    def turn_out(pair: tuple[User, User]) -> bool:
        try:
            people.set_active(desk, pair[0].name, False, by=pair[1])
        except UsageError:
            return False
        return True

    with ThreadPoolExecutor(2) as windows:
        assert sorted(windows.map(turn_out, [(ada, bea), (bea, ada)])) == [False, True]
    assert sum(each.active for each in people.users(desk, by=ada)) == 1


def test_the_operator_makes_the_first_admin(desk: Desk) -> None:
    assert people.set_role(desk, "ada", Role.ADMIN, by=None) == User("ada", Role.ADMIN)
    assert logged(desk) == [
        ("operator", "user.created", "user:ada", {"role": None}),
        ("operator", "user.role", "user:ada", {"role": "admin", "before": None}),
    ]


@pytest.mark.parametrize(
    "name", ["", " \t", "x" * 201, "mo\0ira", "mo\x1bira", "mo\u2028ira", "mo\ud800", "mo\u202eira"]
)
def test_what_cannot_be_a_name_is_refused(desk: Desk, ada: User, name: str) -> None:
    for call in (
        lambda: people.ensure_user(desk, name),
        lambda: people.set_role(desk, name, Role.LEAD, by=ada),
        lambda: people.set_active(desk, name, True, by=ada),
    ):
        with pytest.raises(UsageError, match="1 to 200 characters"):
            call()
    assert people.user(desk, name) is None
    assert people.users(desk, by=ada) == (ada,)


def test_names_may_be_long_and_of_any_script(desk: Desk) -> None:
    for name in ("x" * 200, "Zoë Müller", "Олена", "zoe@example.org", "O'Neil; --"):
        assert people.ensure_user(desk, name).name == name
        assert people.user(desk, name) == User(name)


def test_nobody_is_called_like_the_operator(desk: Desk) -> None:
    with pytest.raises(UsageError, match="audit log would mislead"):
        people.ensure_user(desk, "Operator ")
    assert people.user(desk, "operator") is None


def test_only_who_manages_users_gives_roles(desk: Desk, ada: User) -> None:
    people.ensure_user(desk, "moira")
    closed = replace(ada, active=False)
    for other in (User("moira"), closed, *(User("x", r) for r in Role if r is not Role.ADMIN)):
        for call in (
            lambda by=other: people.set_role(desk, "moira", Role.ADMIN, by=by),
            lambda by=other: people.set_active(desk, "moira", False, by=by),
        ):
            with pytest.raises(NotAllowedError):
                call()
    assert people.user(desk, "moira") == User("moira")


def test_users_are_listed_by_name_for_admins_leads_and_auditors(desk: Desk, ada: User) -> None:
    for name in ("zoe", "ben", "Carl"):
        people.ensure_user(desk, name, role=Role.MODERATOR)
    with desk.writing() as connection:
        # As a job of the command line makes it.
        row = {"name": audit.OPERATOR, "active": False, "created_at": 0}
        connection.execute(insert(tables.users), [row])
    names = ["Carl", "ada", "ben", "zoe"]
    for role in (Role.ADMIN, Role.LEAD, Role.AUDITOR):
        assert [each.name for each in people.users(desk, by=User("x", role))] == names
    for role in (Role.MODERATOR, None):
        with pytest.raises(NotAllowedError):
            people.users(desk, by=User("x", role))


def test_the_last_active_admin_stays_one(desk: Desk, ada: User) -> None:
    people.set_role(desk, "bea", Role.ADMIN, by=ada)
    people.set_active(desk, "bea", False, by=ada)
    lines = len(logged(desk))
    for call in (
        lambda: people.set_role(desk, "ada", Role.LEAD, by=ada),
        lambda: people.set_role(desk, "ada", None, by=ada),
        lambda: people.set_active(desk, "ada", False, by=ada),
    ):
        with pytest.raises(UsageError, match="last active administrator"):
            call()
    assert people.user(desk, "ada") == ada
    assert len(logged(desk)) == lines
    people.set_active(desk, "bea", True, by=ada)
    assert people.set_role(desk, "ada", Role.LEAD, by=ada).role is Role.LEAD


def test_the_operator_may_let_the_last_admin_go(desk: Desk, ada: User) -> None:
    assert not people.set_active(desk, ada.name, False, by=None).active
    assert people.set_role(desk, ada.name, None, by=None) == User("ada", None, active=False)


def test_what_changes_nothing_leaves_no_line(desk: Desk, ada: User) -> None:
    lines = len(logged(desk))
    assert people.set_role(desk, "ada", Role.ADMIN, by=ada) == ada
    assert people.set_active(desk, "ada", True, by=ada) == ada
    assert len(logged(desk)) == lines


def test_nobody_unknown_is_let_in_or_kept_out(desk: Desk, ada: User) -> None:
    with pytest.raises(UsageError, match="no user of this name"):
        people.set_active(desk, "nobody", True, by=ada)


def test_a_role_that_is_unknown_gives_no_rights(desk: Desk, ada: User) -> None:
    with desk.writing() as connection:
        connection.execute(update(tables.users).values(role="emperor"))
    known = people.user(desk, "ada")
    assert known == User("ada", None)
    assert not any(known.may(ability) for ability in Ability)


def test_preferences_are_kept_for_each_and_in_no_log(desk: Desk, ada: User) -> None:
    bea = people.ensure_user(desk, "bea")
    lines = len(logged(desk))
    assert people.preferences(desk, ada) == Preferences()
    people.save_preferences(desk, ada, replace(OWN, text_percent=200))
    people.save_preferences(desk, ada, OWN)
    assert people.preferences(desk, ada) == OWN
    assert people.preferences(desk, bea) == Preferences()
    assert len(logged(desk)) == lines


def test_every_preference_is_checked(desk: Desk, ada: User) -> None:
    assert set(OFF) == {each.name for each in fields(Preferences)}
    for key, values in OFF.items():
        for value in values:
            with pytest.raises(UsageError, match=f"preferences: {key} cannot"):
                people.save_preferences(desk, ada, replace(OWN, **{key: value}))
    with pytest.raises(UsageError, match="no user"):
        people.save_preferences(desk, User("nobody"), OWN)
    assert people.preferences(desk, ada) == Preferences()


def test_what_is_damaged_falls_back_and_the_rest_stays(desk: Desk, ada: User) -> None:
    whole = json.loads(json.dumps(asdict(OWN)))
    for key, values in OFF.items():
        for value in values:
            stored = {**whole, key: list(value) if isinstance(value, tuple) else value}
            store(desk, ada, json.dumps({**stored, "unknown": 1}))
            expected = replace(OWN, **{key: getattr(Preferences(), key)})
            assert people.preferences(desk, ada) == expected, key
    for text in ("", "{", "[]", "null", '"en"', "{}"):
        store(desk, ada, text)
        assert people.preferences(desk, ada) == Preferences()


def store(desk: Desk, user: User, text: str) -> None:
    with desk.writing() as connection:
        connection.execute(delete(tables.preferences))
        row = {"user_name": user.name, "value": text}
        connection.execute(insert(tables.preferences), [row])


def test_a_mail_address_is_one_person_however_it_is_written(desk: Desk) -> None:
    people.set_role(desk, "Ada@Example.org", Role.LEAD, by=None)
    assert people.user(desk, "ada@example.ORG") == User("ada@example.org", Role.LEAD)
    assert people.ensure_user(desk, "ada@example.org").role is Role.LEAD
