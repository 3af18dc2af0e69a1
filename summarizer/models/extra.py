"""The extra ``fast``: whether it is installed, and what to say where it is not."""

from __future__ import annotations

from importlib import metadata

__all__ = ["NO_OPENVINO", "openvino_version"]

NO_OPENVINO = "OpenVINO is not installed; run: pip install 'summarizer[fast]'"


def openvino_version() -> str:
    """The version of OpenVINO; empty without it."""
    try:
        return metadata.version("openvino")
    except metadata.PackageNotFoundError:
        return ""
