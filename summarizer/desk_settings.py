"""The review desk as the settings want it: its rules, and where its store lies."""

from __future__ import annotations

from pathlib import Path

from summarizer.errors import StoreError
from summarizer.settings import Settings, default_store
from summarizer.store.desk import Desk
from summarizer.store.values import DeskRules

__all__ = ["desk_rules", "open_desk"]


def desk_rules(settings: Settings) -> DeskRules:
    """What the settings say about the desk; 0 days and a budget of 0 mean that there is none."""
    return DeskRules(
        lease_s=settings.lease_s,
        undo_s=settings.undo_s,
        second_review_percent=settings.second_review_percent,
        keep_originals_days=settings.keep_originals_days or None,
        keep_reports_days=settings.keep_reports_days or None,
        budget_reveals=settings.budget_reveals or None,
        break_minutes=settings.break_minutes,
        first_languages=settings.first_languages,
        first_codes=settings.first_codes,
    )


def open_desk(settings: Settings, *, make: bool = True) -> Desk:
    """Opens the store of the settings, or the user's own when they name none.

    The folder of the user's own store is made for this user alone; any other has to be there.

    Args:
        settings: of this run.
        make: whether a file that is not there is made.

    Raises:
        StoreError: it cannot be reached, or is not there and is not to be made.
        SettingsError: a key in the environment cannot be one.
    """
    place = settings.store or default_store()
    if isinstance(place, Path) or "://" not in place:
        file = Path(place)
        if not make and not file.exists():
            raise StoreError(f"{file}: there is no store; summarizer import makes one")
        if settings.store is None:
            _make_folder(file.parent)
    return Desk.open(place, rules=desk_rules(settings))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be made: {error.strerror}") from None
