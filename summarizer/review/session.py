"""Who is there: signed in through the operator's provider, or the one user of this machine.

Without an ``[auth]`` section in Streamlit's secrets nobody signs in. Then whoever reaches the
page would be its administrator, so nobody may reach it but this machine: the server has to be
bound to a loopback address, and a request that shows that it came from elsewhere is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from summarizer.review.service import Service
from summarizer.store.values import LOCAL_USER, Role, User

__all__ = ["Reason", "SignIn", "Visitor", "current_user", "is_loopback", "sign_in"]

Reason = Literal[
    "", "signed_out", "not_verified", "no_role", "inactive", "not_local", "bad_secrets"
]
"""Why there is no user; empty when there is one."""

SignIn = Literal["provider", "local", "broken"]
"""How people sign in: ``broken`` = the secrets are there and cannot be read."""

_PROXIED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")
"""Headers that say that a request was passed on, and so may come from anywhere."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the page, or why nobody may.

    ``name`` is who they say they are, also where there is no user with a role.
    """

    user: User | None
    reason: Reason = ""
    name: str = ""


def current_user(service: Service) -> Visitor:
    """Who is there. Somebody new who signed in is written down, without a role.

    Raises:
        StoreError: the store cannot be used.
    """
    how = sign_in()
    if how == "broken":
        return Visitor(None, "bad_secrets")
    return _provided(service) if how == "provider" else _local(service)


def sign_in() -> SignIn:
    """How people sign in, from Streamlit's secrets."""
    try:
        return "provider" if "auth" in st.secrets else "local"
    except StreamlitSecretNotFoundError:
        # The same error for secrets that are not there and for damaged ones. With damaged ones
        # nobody may become the local administrator.
        there = any(Path(each).exists() for each in st.get_option("secrets.files"))
        return "broken" if there else "local"


def is_loopback(host: object) -> bool:
    """Whether a host name or address is this machine itself. Nothing and no text are not."""
    if not isinstance(host, str) or not host:
        return False
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return address.is_loopback


def _provided(service: Service) -> Visitor:
    """Who the provider says is there, by a verified e-mail address."""
    if not st.user.get("is_logged_in"):
        return Visitor(None, "signed_out")
    name = str(st.user.get("email") or "").strip().lower()
    if "@" not in name or st.user.get("email_verified") not in (True, "true"):
        return Visitor(None, "not_verified", name)
    return _visitor(_known(service, name, role=None))


def _local(service: Service) -> Visitor:
    """The one user of this machine, when nobody else can be asking."""
    if not is_loopback(st.get_option("server.address")) or not _asked_from_here():
        return Visitor(None, "not_local")
    user = _known(service, LOCAL_USER, role=Role.ADMIN)
    if user.role is None:
        from summarizer.store import people

        user = people.set_role(service.desk, LOCAL_USER, Role.ADMIN, by=None)
    return _visitor(user)


def _asked_from_here() -> bool:
    """Whether nothing in the request says that it comes from elsewhere."""
    headers = st.context.headers
    if any(name in headers for name in _PROXIED):
        return False
    host = headers.get("Host")
    if host is not None and not is_loopback(urlsplit(f"//{host}").hostname):
        return False
    address = st.context.ip_address
    return not isinstance(address, str) or is_loopback(address)


def _known(service: Service, name: str, *, role: Role | None) -> User:
    from summarizer.store import people

    # Read first: a page is drawn often, and somebody is new once.
    found = people.user(service.desk, name)
    return found or people.ensure_user(service.desk, name, role=role)


def _visitor(user: User) -> Visitor:
    if not user.active:
        return Visitor(None, "inactive", user.name)
    if user.role is None:
        return Visitor(None, "no_role", user.name)
    return Visitor(user, name=user.name)
