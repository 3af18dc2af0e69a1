"""The figures as SVG: bars for the writers, lines for archives of growing size."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Figures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw"]

_INK, _OTHER, _PAPER = "#1f3a5f", "#b5562b", "#ffffff"
_GIBIBYTE = 2**30


def draw(figures: Figures, path: Path) -> None:
    """Writes the plot of a part.

    Raises:
        ValueError: there is nothing to draw, or the part has no plot.
        ImportError: matplotlib is not installed.
    """
    import matplotlib

    matplotlib.use("Agg")
    # Without dates and random ids the same figures give the same file.
    matplotlib.rcParams["svg.hashsalt"] = "summarizer"
    if not any(row.per_minute for row in figures.rows):
        raise ValueError("nothing was measured that could be drawn")
    if figures.part == "writer":
        figure = _bars(figures)
    elif figures.part == "scale":
        figure = _growth(figures)
    else:
        raise ValueError(f"{figures.part} has no plot")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")


def _bars(figures: Figures) -> Figure:
    from matplotlib.figure import Figure

    rows = [row for row in figures.rows if row.per_minute]
    rates = [row.per_minute or 0.0 for row in rows]
    figure = Figure(figsize=(7, 0.35 * len(rows) + 1.2), facecolor=_PAPER)
    axes = figure.subplots()
    own = [row.name.startswith("summarizer") for row in rows]
    bars = axes.barh(
        [row.name for row in rows], rates, color=[_INK if each else "#9fb0c6" for each in own]
    )
    labels = [
        f"{rate:.0f} ({ratio:.1f}x)"
        for rate, ratio in zip(rates, (figures.ratio(row) or 0.0 for row in rows), strict=True)
    ]
    axes.bar_label(bars, labels=labels, padding=3, fontsize=8, color=_INK)
    axes.invert_yaxis()
    axes.set(xlabel="documents a minute", xlim=(0, 1.25 * max(rates)), title="Writing alone")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _growth(figures: Figures) -> Figure:
    from matplotlib.figure import Figure

    rows = [row for row in figures.rows if row.per_minute]
    counts = [row.documents for row in rows]
    figure = Figure(figsize=(5.5, 4), facecolor=_PAPER)
    axes = figure.subplots()
    axes.plot(counts, [row.per_minute or 0.0 for row in rows], color=_INK, marker="o")
    axes.set_xscale("log")
    axes.set_xticks(counts, labels=[f"{count:,}" for count in counts], minor=False)
    axes.minorticks_off()
    axes.set(xlabel="documents", title="Archives of growing size")
    axes.set_ylabel("documents a minute", color=_INK)
    axes.set_ylim(bottom=0)
    memory = axes.twinx()
    for name, style, sizes in (
        ("peak", "-", [row.peak_bytes for row in rows]),
        ("at the end", "--", [row.last_bytes for row in rows]),
    ):
        known = [(n, size / _GIBIBYTE) for n, size in zip(counts, sizes, strict=True) if size]
        if known:
            memory.plot(
                [n for n, _ in known],
                [size for _, size in known],
                color=_OTHER,
                linestyle=style,
                marker="s",
                markersize=4,
                label=f"memory, {name}",
            )
    memory.set_ylabel("memory, GiB", color=_OTHER)
    memory.set_ylim(bottom=0)
    if memory.lines:
        memory.legend(loc="lower right", fontsize=8)
    return figure
