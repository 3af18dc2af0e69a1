"""How the tables came to be, step by step, and the one function that takes the steps.

Append-only: a step that was released is never changed, renamed or taken out, for stores exist that
have taken it. What it got wrong, a new step puts right. No step imports ``tables.py``, which says
how things are now, not how they were; a test holds that all steps together lead there. There is no
way back but a copy of the store.
"""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Connection

from summarizer.errors import StoreError

__all__ = ["upgrade"]

_ONE_AT_A_TIME = Lock()


def upgrade(connection: Connection, *, place: str) -> None:
    """Takes the steps that a store has not taken yet, within the transaction that is under way.

    Whoever calls holds the lock that keeps other processes out.

    Args:
        connection: in a transaction.
        place: the store's name for messages.

    Raises:
        StoreError: when the store has taken steps that this version of the program has not got.
    """
    # Here and not above: loading it takes as long as loading everything else of the store.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    # A package and a folder in it, which importlib.resources finds in a checkout and in a wheel.
    config.set_main_option("script_location", "summarizer.store:migrations")
    config.attributes["connection"] = connection
    try:
        # Alembic keeps the current migration in a global, so threads take turns.
        with _ONE_AT_A_TIME:
            command.upgrade(config, "head")
    except CommandError:
        raise StoreError(
            f"{place}: was made by a newer version of the program; update the program"
        ) from None
