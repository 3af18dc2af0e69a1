"""What earlier reports on the same case have told of protected people (rule ID-24).

One report that gives a town and another that gives a school together give more than either. So
every fact that a published report told is kept here under the case, and the next report on that
case is judged on the union. Cases, values and names are kept as digests (``secret.py``): the store
can say whether something was told before, not what.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from sqlalchemy import Engine, delete, insert, select

from summarizer.store.engine import guarded, lock
from summarizer.store.opening import opened
from summarizer.store.secret import Secret
from summarizer.store.tables import case_facts, case_keys
from summarizer.types import Fact

__all__ = ["Cases", "Published"]

_NO_STORE = Secret.new()


@dataclass(frozen=True, slots=True)
class Published:
    """What is known to have been told in a case; ``Published()`` when nothing is.

    ``facts``: kind → digests. ``digest``: kind and value → digest, with the key of the store that
    the facts came from; digests of different stores cannot be compared.
    """

    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    digest: Callable[[str, str], str] = field(default=_NO_STORE.digest, repr=False, compare=False)

    def has(self, kind: str, value: str) -> bool:
        """Whether this very fact was told before."""
        return self.digest(kind, value) in self.facts.get(kind, ())

    def kinds(self) -> list[tuple[str, str]]:
        """Every fact as (kind, digest), sorted: one pair for each different thing told."""
        return sorted((kind, each) for kind, digests in self.facts.items() for each in digests)


class Cases:
    """The ledger of cases in one database. Made by ``Cases.open``, ended by ``close`` or ``with``.

    Several processes may share a database; each opens it for itself. Threads may share one
    ledger. Every method raises ``StoreError`` when the database cannot be reached or refuses.
    """

    def __init__(self, engine: Engine, *, place: str, secret: Secret) -> None:
        self._engine = engine
        self._place = place
        self._secret = secret

    @classmethod
    def open(cls, url_or_path: str | Path, *, environ: Mapping[str, str] | None = None) -> Cases:
        """Opens a store, makes it if it is new, and brings its tables up to date.

        Args:
            url_or_path: the path of a SQLite file, in a folder that exists, or a database URL
                (``postgresql+psycopg://user@host/name``).
            environ: where the key may be set; None = the environment of the process.

        Raises:
            StoreError: when it cannot be reached, was made with another key, or was made by a
                newer version of the program.
            SettingsError: when the key that is set cannot be one.
        """
        engine, place, secret = opened(url_or_path, environ=environ)
        return cls(engine, place=place, secret=secret)

    def __repr__(self) -> str:
        return f"Cases({self._place!r})"

    def __enter__(self) -> Cases:
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
        self._engine.dispose()

    def published(self, keys: Collection[str], *, without: str = "") -> Published:
        """What all documents told that share at least one key with ``keys``.

        Args:
            keys: what identifies the case: an offender's full name, a court's case number. Case
                and white space do not matter. Blank ones are passed over.
            without: the id of a document whose own facts are left out, because it is the one
                that is being judged.
        """
        told = (
            select(case_facts.c.kind, case_facts.c.digest)
            .join(case_keys, case_keys.c.document_id == case_facts.c.document_id)
            .where(case_keys.c.case_key.in_(self._digests(keys)))
            .distinct()
        )
        if without:
            told = told.where(case_facts.c.document_id != without)
        with guarded(self._place), self._engine.begin() as connection:
            rows = connection.execute(told).tuples().all()
        facts: dict[str, set[str]] = {}
        for kind, digest in rows:
            facts.setdefault(kind, set()).add(digest)
        return Published(
            {kind: frozenset(digests) for kind, digests in facts.items()}, self._secret.digest
        )

    def record(self, *, document_id: str, keys: Collection[str], facts: Iterable[Fact]) -> None:
        """Keeps what the report on a document told, in place of what was kept for it before.

        Without keys nothing could ever be found again, so nothing is kept.

        Args:
            document_id: the id that was made from the document's content; stored as it is.
            keys: as for ``published``.
            facts: what the report tells of protected people.

        Raises:
            ValueError: when ``document_id`` is empty.
        """
        if not document_id:
            raise ValueError("a document without an id cannot be recorded")
        case_digests = self._digests(keys)
        told = sorted({(fact.kind, self._secret.digest(fact.kind, fact.value)) for fact in facts})
        with guarded(self._place), self._engine.begin() as connection:
            # Two at once would both find nothing to delete, and then write over each other.
            lock(connection, document_id)
            for table in (case_keys, case_facts):
                connection.execute(delete(table).where(table.c.document_id == document_id))
            if not case_digests:
                return
            connection.execute(
                insert(case_keys),
                [{"case_key": key, "document_id": document_id} for key in case_digests],
            )
            if told:
                connection.execute(
                    insert(case_facts),
                    [
                        {"document_id": document_id, "kind": kind, "digest": digest}
                        for kind, digest in told
                    ],
                )

    def _digests(self, keys: Collection[str]) -> list[str]:
        # A blank key would join all the documents that have one.
        return sorted({self._secret.case_key(key) for key in keys} - {""})
