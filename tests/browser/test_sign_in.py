"""Sign-in with a real provider of one page: who gets in, as what, and out again."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from summarizer.store import people
from summarizer.store.desk import Desk
from summarizer.store.values import LOCAL_USER, Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

pytest.importorskip("authlib", reason="authlib is not installed")

NAME = "ada@news.example"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Provider(ThreadingHTTPServer):
    """An OpenID provider that vouches for one person without asking."""

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Answers)
        self.address = f"http://127.0.0.1:{port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.nonce = ""
        self.verified = True

    def token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address,
            "sub": "1",
            "aud": "desk",
            "iat": now,
            "exp": now + 600,
            "nonce": self.nonce,
            "email": NAME.title(),
            "email_verified": self.verified,
        }
        parts = [{"alg": "RS256", "kid": "1", "typ": "JWT"}, claims]
        signed = ".".join(encoded(json.dumps(each).encode()) for each in parts)
        signature = self.key.sign(signed.encode(), padding.PKCS1v15(), SHA256())
        return f"{signed}.{encoded(signature)}"

    def keys(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        modulus = encoded(numbers.n.to_bytes(256, "big"))
        key = {"kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig", "n": modulus, "e": "AQAB"}
        return {"keys": [key]}


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(place.query).items()}
            self.server.nonce = asked["nonce"]
            back = urlencode({"code": "1", "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
            return
        own = self.server.address
        self.say(
            self.server.keys()
            if place.path == "/keys"
            else {
                "issuer": own,
                "authorization_endpoint": f"{own}/authorize",
                "token_endpoint": f"{own}/token",
                "jwks_uri": f"{own}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.say({"access_token": "1", "token_type": "Bearer", "id_token": self.server.token()})

    def say(self, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def provider(free_port: Callable[[], int]) -> Iterator[Provider]:
    with Provider(free_port()) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def address(
    tmp_path: Path, serve: Any, free_port: Callable[[], int], provider: Provider
) -> Iterator[str]:
    port = free_port()
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a secret of the tests, and long enough"
client_id = "desk"
client_secret = "another secret of the tests"
server_metadata_url = "{provider.address}/.well-known/openid-configuration"
"""
    )
    with serve(tmp_path, port=port) as url:
        yield url


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    browser.clear_cookies()
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("button", name="Log in").wait_for()
    yield page
    page.close()


def test_who_signs_in_gets_what_their_role_includes(
    page: Any, address: str, tmp_path: Path
) -> None:
    assert page.get_by_test_id("stSidebarNavLink").count() == 0
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="You have no role at this desk yet").wait_for()
    page.get_by_text(f"summarizer users add {NAME} --role moderator").wait_for()
    assert page.get_by_test_id("stSidebarNavLink").count() == 0
    with Desk.open(tmp_path / "desk.db", environ={}) as desk:
        assert people.user(desk, LOCAL_USER) is None
        people.set_role(desk, NAME, Role.MODERATOR, by=None)
    page.goto(f"{address}/help")
    page.get_by_role("heading", name="How the desk works").wait_for()
    page.get_by_text(f"Signed in as {NAME}, moderator").wait_for()
    names = [each.inner_text() for each in page.get_by_test_id("stSidebarNavLink").all()]
    assert names[:3] == ["Desk", "Queue", "My work"]
    assert "Team" not in names
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log in").wait_for()
    assert page.get_by_test_id("stSidebarNavLink").count() == 0


def test_an_address_that_the_provider_does_not_vouch_for_stays_out(
    page: Any, provider: Provider, tmp_path: Path
) -> None:
    provider.verified = False
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Your e-mail address has not been verified").wait_for()
    with Desk.open(tmp_path / "desk.db", environ={}) as desk:
        assert people.user(desk, NAME) is None
