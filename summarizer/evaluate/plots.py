"""Plots as SVG: which levels are taken for which, and what probabilities mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import UsageError
from summarizer.evaluate.detection import DetectionResult
from summarizer.evaluate.grounding import GroundingResult
from summarizer.evaluate.metrics import Bin

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw", "draw_grounding"]

_LEVELS = range(5)
_INK, _PAPER = "#1f3a5f", "#ffffff"
_INKS = ("#a0522d", "#2e7d32", "#6a1b9a", "#00838f")


def draw(result: DetectionResult, folder: Path) -> list[Path]:
    """Write ``detection-levels.svg`` and ``detection-reliability.svg``; returns their paths.

    Raises:
        UsageError: matplotlib is not installed.
    """
    _prepare()
    title = "Does a sentence show the code?"
    return [
        _saved(_confusion(result.confusion), folder / "detection-levels.svg"),
        _saved(_reliability({title: result.bins}), folder / "detection-reliability.svg"),
    ]


def draw_grounding(result: GroundingResult, folder: Path) -> Path:
    """Write ``grounding-reliability.svg``, with a line for each suite; returns its path.

    Raises:
        UsageError: matplotlib is not installed.
    """
    _prepare()
    bins = {each.suite: each.bins for each in result.figures if each.bins}
    figure = _reliability(bins, title="Does the document say it?")
    return _saved(figure, folder / "grounding-reliability.svg")


def _prepare() -> None:
    try:
        import matplotlib
    except ImportError:
        raise UsageError("plots need matplotlib; run: pip install 'summarizer[evaluate]'") from None
    matplotlib.use("Agg")
    # Without dates and random ids the same figures give the same file.
    matplotlib.rcParams["svg.hashsalt"] = "summarizer"


def _saved(figure: Figure, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")
    return path


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


def _reliability(lines: Mapping[str, Sequence[Bin]], *, title: str = "") -> Figure:
    """Lines by name; a single one's name is the title."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5, 4), facecolor=_PAPER)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle="--")
    for (name, bins), ink in zip(lines.items(), (_INK, *_INKS), strict=False):
        axes.plot([b.mean for b in bins], [b.share for b in bins], color=ink, marker="o",
                  label=name)  # fmt: skip
        for b in bins:
            axes.annotate(str(b.count), (b.mean, b.share), textcoords="offset points",
                          xytext=(6, -10), fontsize=7)  # fmt: skip
    axes.set(xlabel="probability given", ylabel="share that is so", xlim=(0, 1), ylim=(0, 1),
             title=title or next(iter(lines), ""))  # fmt: skip
    if title:
        axes.legend(fontsize=7)
    return figure
