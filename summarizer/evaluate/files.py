"""The files that a suite is measured on."""

from __future__ import annotations

from pathlib import Path

from summarizer.errors import UsageError

__all__ = ["files_at"]


def files_at(path: Path, *, suffix: str) -> list[Path]:
    """A file, or all files of a folder with a suffix (``.txt``), sorted.

    Raises:
        UsageError: there is nothing there; names the path.
    """
    files = sorted(path.glob(f"*{suffix}")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise UsageError(f"{path}: no such file, and no folder with {suffix} files")
    return files
