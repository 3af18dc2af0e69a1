"""The folder that holds installed weights."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["HOME_VARIABLE", "model_home"]

HOME_VARIABLE = "SUMMARIZER_HOME"


def model_home(settings_dir: Path | None = None) -> Path:
    """The model home: one sub-folder for each installed entry. It need not exist yet.

    Args:
        settings_dir: the program's own folder, if the settings name one.

    Returns:
        ``models`` in the first of: ``SUMMARIZER_HOME``, ``settings_dir``, the user's cache.
    """
    import platformdirs

    chosen = os.environ.get(HOME_VARIABLE, "").strip()
    if chosen:
        return Path(chosen).expanduser() / "models"
    if settings_dir is not None:
        return settings_dir.expanduser() / "models"
    return Path(platformdirs.user_cache_dir("summarizer")) / "models"
