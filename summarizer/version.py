"""The version, in one place: the build reads it here, and so does every report."""

from __future__ import annotations

__all__ = ["VERSION"]

VERSION = "0.1.0"
