"""Who gets in: with a provider, without one, and from where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.errors import StreamlitSecretNotFoundError

from summarizer.policy import load_policy
from summarizer.review import session
from summarizer.review.service import Service
from summarizer.review.session import current_user, is_loopback, sign_in
from summarizer.store import people
from summarizer.store.desk import Desk
from summarizer.store.values import LOCAL_USER, Role
from summarizer.view import Words


class NoSecrets:
    """What Streamlit has when there is no file, or a damaged one."""

    def __contains__(self, key: str) -> bool:
        raise StreamlitSecretNotFoundError("No secrets found.")


class Request:
    """What Streamlit tells of a request."""

    def __init__(self, headers: dict[str, str], address: str | None) -> None:
        self.headers = headers
        self.ip_address = address


class Fake:
    """The parts of Streamlit that say who is there."""

    def __init__(self) -> None:
        self.secrets: Any = NoSecrets()
        self.user: dict[str, Any] = {}
        self.options: dict[str, Any] = {"server.address": "127.0.0.1", "secrets.files": []}
        self.context = Request({"Host": "localhost:8501"}, None)

    def get_option(self, name: str) -> Any:
        return self.options[name]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    made = Fake()
    monkeypatch.setattr(session, "st", made)
    return made


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    def none(style: str, model: str) -> Any:
        raise AssertionError("nobody asked for a model")

    with Desk.open(tmp_path / "desk.db", environ={}) as desk:
        yield Service(desk, Words({}, {}), load_policy(), none)


def signed_in(fake: Fake, **claims: Any) -> None:
    fake.secrets = {"auth": {}}
    fake.user = {"is_logged_in": True, **claims}


def test_without_a_provider_this_machine_s_user_is_the_administrator(
    fake: Fake, service: Service
) -> None:
    visitor = current_user(service)
    assert visitor.user is not None
    assert (visitor.user.name, visitor.user.role) == (LOCAL_USER, Role.ADMIN)
    assert people.user(service.desk, LOCAL_USER) == visitor.user


def test_a_local_user_of_an_older_store_gets_the_role(fake: Fake, service: Service) -> None:
    people.ensure_user(service.desk, LOCAL_USER)
    visitor = current_user(service)
    assert visitor.user is not None
    assert visitor.user.role is Role.ADMIN


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.1.7", "desk.example"])
def test_a_server_that_others_can_reach_lets_nobody_in(
    fake: Fake, service: Service, address: str | None
) -> None:
    fake.options["server.address"] = address
    visitor = current_user(service)
    assert (visitor.user, visitor.reason) == (None, "not_local")
    assert people.user(service.desk, LOCAL_USER) is None


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"Host": "desk.example"}, None),
        ({"Host": "127.0.0.1.evil.example:8501"}, None),
        ({"Host": "localhost:8501", "X-Forwarded-For": "127.0.0.1"}, None),
        ({"Host": "localhost:8501", "Forwarded": "for=127.0.0.1"}, None),
        ({"Host": "localhost:8501"}, "192.168.1.7"),
    ],
)
def test_a_request_from_elsewhere_lets_nobody_in(
    fake: Fake, service: Service, headers: dict[str, str], address: str | None
) -> None:
    fake.context = Request(headers, address)
    assert current_user(service).reason == "not_local"


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "[::1]:8501", "localhost", "LOCALHOST:1"])
def test_the_names_of_this_machine_are_known(fake: Fake, service: Service, host: str) -> None:
    fake.context = Request({"Host": host}, "::1")
    assert current_user(service).user is not None


def test_loopback_is_told_from_what_looks_like_it() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.4.5.6", "::1", "[::1]", "localhost"]))
    no = ["127.0.0.1.example", "0.0.0.0", "10.0.0.1", "", None, 127, "localhost.example"]
    assert not any(map(is_loopback, no))


def test_damaged_secrets_let_nobody_in(fake: Fake, service: Service, tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text("[auth\n")
    fake.options["secrets.files"] = [str(file)]
    assert sign_in() == "broken"
    assert current_user(service).reason == "bad_secrets"
    assert people.user(service.desk, LOCAL_USER) is None


def test_who_has_not_logged_in_is_asked_to(fake: Fake, service: Service) -> None:
    fake.secrets = {"auth": {}}
    assert current_user(service).reason == "signed_out"


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "ada@news.example"},
        {"email": "ada@news.example", "email_verified": False},
        {"email": "local", "email_verified": True},
    ],
)
def test_an_address_that_nobody_vouches_for_is_no_name(
    fake: Fake, service: Service, claims: dict[str, Any]
) -> None:
    signed_in(fake, **claims)
    visitor = current_user(service)
    assert (visitor.user, visitor.reason) == (None, "not_verified")


def test_somebody_new_is_written_down_without_a_role(fake: Fake, service: Service) -> None:
    signed_in(fake, email="Ada@News.example", email_verified=True)
    visitor = current_user(service)
    assert (visitor.user, visitor.reason) == (None, "no_role")
    known = people.user(service.desk, "ada@news.example")
    assert known is not None
    assert known.role is None


def test_a_role_lets_somebody_in_and_a_switch_keeps_them_out(fake: Fake, service: Service) -> None:
    signed_in(fake, email="ada@news.example", email_verified=True)
    people.set_role(service.desk, "ada@news.example", Role.MODERATOR, by=None)
    visitor = current_user(service)
    assert visitor.user is not None
    assert visitor.user.role is Role.MODERATOR
    people.set_active(service.desk, "ada@news.example", False, by=None)
    assert current_user(service).reason == "inactive"


def test_with_a_provider_nobody_is_the_local_administrator(fake: Fake, service: Service) -> None:
    current_user(service)
    signed_in(fake, email="local@localhost", email_verified=True)
    assert current_user(service).user is None
