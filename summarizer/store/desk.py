"""The handle of a review desk's store: a database, the operator's rules, and a clock.

What can be done at a desk are functions that take it: ``queue``, ``decide``, ``intake`` and so on.
Each is one transaction: when it returns, what it did is on disk; when it raises, nothing was done.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, Float, cast, func, select

from summarizer.errors import NotAllowedError
from summarizer.store.cipher import Cipher, given_cipher
from summarizer.store.engine import ONLY_READS, guarded
from summarizer.store.opening import opened
from summarizer.store.secret import Secret
from summarizer.store.values import Ability, DeskRules, User

__all__ = ["Desk", "require"]


@dataclass(frozen=True, slots=True)
class Desk:
    """An open store with the rules of the desk. Made by ``Desk.open``, ended by ``close``/``with``.

    Threads may share one; each process opens its own. ``clock`` gives milliseconds since 1970 and
    is for tests: without it PostgreSQL's clock counts, which all machines share, else this one's.
    """

    engine: Engine = field(repr=False)
    place: str
    secret: Secret = field(repr=False)
    cipher: Cipher | None = field(default=None, repr=False)
    rules: DeskRules = field(default_factory=DeskRules)
    clock: Callable[[], int] | None = field(default=None, repr=False)

    @classmethod
    def open(
        cls,
        url_or_path: str | Path,
        *,
        rules: DeskRules | None = None,
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], int] | None = None,
    ) -> Desk:
        """Opens a store, makes it if it is new, and brings its tables up to date.

        Args and errors as ``opening.opened``.
        """
        cipher = given_cipher(os.environ if environ is None else environ)
        engine, place, secret = opened(url_or_path, environ=environ)
        return cls(engine, place, secret, cipher, rules or DeskRules(), clock)

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the database."""
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write.

        Raises:
            StoreError: the database cannot be reached or refuses; names no statement, no value.
        """
        with guarded(self.place), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view that writes nothing and makes nobody wait. Errors as ``writing``."""
        with guarded(self.place), self.engine.connect() as plain:
            connection = plain.execution_options(**{ONLY_READS: True})
            if connection.dialect.name == "postgresql":
                # Else each statement would see what others wrote since the one before.
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    def now(self, connection: Connection) -> int:
        """Milliseconds since 1970, by the clock that all who share the store go by."""
        if self.clock is not None:
            return self.clock()
        if connection.dialect.name == "postgresql":
            query = select(cast(func.extract("epoch", func.clock_timestamp()), Float))
            seconds: float = connection.execute(query).scalar_one()
            return round(seconds * 1000)
        return time.time_ns() // 1_000_000


def require(user: User, ability: Ability) -> None:
    """Lets those pass whose role includes something.

    Raises:
        NotAllowedError: the role does not.
    """
    if not user.may(ability):
        raise NotAllowedError(f"the role {user.role or 'nobody'} may not do this ({ability})")
