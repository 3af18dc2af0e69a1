"""Opens a database: makes it if it is new, brings its tables up to date, and agrees on its key."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select

from summarizer.errors import StoreError
from summarizer.store.engine import guarded, lock, make_engine, place_of, url_of
from summarizer.store.migrations import upgrade
from summarizer.store.secret import KEY_VARIABLE, Secret, given_secret
from summarizer.store.tables import meta

__all__ = ["opened"]


def opened(
    url_or_path: str | Path, *, environ: Mapping[str, str] | None = None
) -> tuple[Engine, str, Secret]:
    """An engine for a store that is ready for use, the store's name in messages, and its key.

    Args:
        url_or_path: the path of a SQLite file, in a folder that exists, or a database URL
            (``postgresql+psycopg://user@host/name``).
        environ: where the key may be set; None = the environment of the process.

    Raises:
        StoreError: when it cannot be reached, was made with another key, or was made by a newer
            version of the program.
        SettingsError: when the key that is set cannot be one.
    """
    given = given_secret(os.environ if environ is None else environ)
    url = url_of(url_or_path)
    place = place_of(url)
    with guarded(place):
        engine = make_engine(url)
        try:
            # One transaction, so that of two processes one makes tables and key, not each its own.
            with engine.begin() as connection:
                lock(connection, "summarizer.store")
                upgrade(connection, place=place)
                secret = _agree(connection, given, place)
        except BaseException:
            engine.dispose()
            raise
    return engine, place, secret


def _agree(connection: Connection, given: Secret | None, place: str) -> Secret:
    """The key of a store: the one it was made with, or for a new store one to be kept.

    Raises:
        StoreError: when the key it was made with is not at hand.
    """
    known = dict(connection.execute(select(meta.c.name, meta.c.value)).tuples().all())
    if "check" not in known:
        secret = given or Secret.new()
        rows = {"check": secret.check}
        if given is None:
            rows["secret"] = secret.key.hex()
        connection.execute(insert(meta), [{"name": n, "value": v} for n, v in rows.items()])
        return secret
    own = known.get("secret")
    if given is None and own is None:
        raise StoreError(f"{place}: was made with a key from {KEY_VARIABLE}; set it to that key")
    try:
        secret = given or Secret.from_hex(own or "")
    except ValueError:
        raise StoreError(f"{place}: its key is damaged; put a copy of the store in place") from None
    if hmac.compare_digest(secret.check, known["check"]):
        return secret
    if given is None:
        raise StoreError(f"{place}: its key is damaged; put a copy of the store in place")
    remedy = "set it to that key" if own is None else "unset it: the store keeps its own key"
    raise StoreError(f"{place}: was made with another key than {KEY_VARIABLE} gives; {remedy}")
