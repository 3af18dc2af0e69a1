"""Plots of a detection run as SVG: which levels are taken for which, and what scores mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import UsageError
from summarizer.evaluate.detection import DetectionResult
from summarizer.evaluate.metrics import Bin

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw"]

_LEVELS = range(5)
_INK, _PAPER = "#1f3a5f", "#ffffff"


def draw(result: DetectionResult, folder: Path) -> list[Path]:
    """Write ``detection-levels.svg`` and ``detection-reliability.svg``; returns their paths.

    Raises:
        UsageError: matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError:
        raise UsageError("plots need matplotlib; run: pip install 'summarizer[evaluate]'") from None
    matplotlib.use("Agg")
    # Without dates and random ids the same figures give the same file.
    matplotlib.rcParams["svg.hashsalt"] = "summarizer"
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for name, figure in (
        ("detection-levels.svg", _confusion(result.confusion)),
        ("detection-reliability.svg", _reliability(result.bins)),
    ):
        figure.savefig(folder / name, metadata={"Date": None}, bbox_inches="tight")
        drawn.append(folder / name)
    return drawn


def _confusion(counts: Mapping[tuple[int, int], int]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5, 4), facecolor=_PAPER)
    axes = figure.subplots()
    shares = []
    for there in _LEVELS:
        row = [counts.get((there, found), 0) for found in _LEVELS]
        whole = sum(row) or 1
        shares.append([count / whole for count in row])
        for found, count in enumerate(row):
            if count:
                dark = count / whole > 0.5
                axes.text(found, there, str(count), ha="center", va="center",
                          color=_PAPER if dark else _INK)  # fmt: skip
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set(xlabel="level found", ylabel="level there", xticks=list(_LEVELS),
             yticks=list(_LEVELS), title="Warning levels of documents")  # fmt: skip
    return figure


def _reliability(bins: Sequence[Bin]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5, 4), facecolor=_PAPER)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle="--")
    axes.plot([b.mean for b in bins], [b.share for b in bins], color=_INK, marker="o")
    for b in bins:
        axes.annotate(str(b.count), (b.mean, b.share), textcoords="offset points",
                      xytext=(6, -10), fontsize=7)  # fmt: skip
    axes.set(xlabel="probability given", ylabel="share that is so", xlim=(0, 1), ylim=(0, 1),
             title="Does a sentence show the code?")  # fmt: skip
    return figure
