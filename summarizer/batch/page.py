"""The page that a run leaves: one HTML file without scripts, which fetches nothing.

It holds numbers, names of documents and hashes, never a word of a summary or a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.batch.advice import advice
from summarizer.batch.histogram import Histogram
from summarizer.batch.tally import Tally
from summarizer.batch.wording import (
    bin_labels,
    bytes_in_words,
    moment,
    number,
    percent,
    seconds_in_words,
)
from summarizer.types import Status
from summarizer.view import STATUS_WORDS, Words, printable, words_for

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["run_page"]

_TEMPLATE = Path(__file__).with_name("page.html.jinja")
_LEVELS = range(1, 5)
_DUPLICATES = {"exact": "The same text as an earlier one", "near": "Nearly the same text"}
_ORIGINS = {
    "generated": "Written by the model",
    "extracted": "Taken from the document and shortened",
    "edited": "Written by a person",
}
_IDENTITIES = (
    ("Model", "model", "model_sha256"),
    ("Adapter", "", "adapter_sha256"),
    ("Detector", "detector", "detector_sha256"),
    ("Verifier", "verifier", "verifier_sha256"),
    ("Prompt", "prompt", "prompt_sha256"),
    ("Policy", "policy", "policy_sha256"),
)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A line of a table: what, how many, their share of all, and the width of its bar in per cent.

    ``note`` and ``more`` are further cells, in words.
    """

    label: str
    count: str
    share: str
    width: float
    note: str = ""
    more: str = ""


def run_page(tally: Tally, manifest: Mapping[str, Any], *, words: Words | None = None) -> str:
    """The page as HTML.

    Args:
        tally: the run in numbers.
        manifest: as ``manifest.manifest`` gives it.
        words: labels of warning codes and titles of rules; None = those of the default policy.
    """
    words = words or words_for("default")
    timings = manifest["timings"]
    rate = timings["documents_per_minute"]
    return _template().render(
        tally=tally,
        manifest=manifest,
        figures=[
            ("Documents", number(tally.documents)),
            ("Reports", number(tally.reports)),
            ("Duplicates", number(sum(tally.duplicates.values()))),
            ("Time", seconds_in_words(timings["wall_seconds"])),
            ("Documents a minute", "not known" if rate is None else number(round(rate, 1))),
        ],
        started=moment(timings["started"]),
        ended=moment(timings["ended"]),
        statuses=_bars({STATUS_WORDS[each]: tally.statuses.get(each, 0) for each in Status}),
        warnings=_warnings(tally, words),
        languages=_bars(tally.languages),
        characters=_histogram(tally.characters),
        words=_histogram(tally.words),
        mean_words=number(round(tally.words.mean)),
        origins=_bars({_ORIGINS.get(each, each): n for each, n in tally.origins.items()}),
        stages=_stages(tally),
        seconds=_histogram(tally.seconds),
        mean_seconds=seconds_in_words(tally.seconds.mean),
        failures=_bars(tally.failures, notes={each: advice(each) for each in tally.failures}),
        duplicates=_bars(
            {_DUPLICATES.get(each, each): n for each, n in tally.duplicates.items()},
            whole=tally.documents,
        ),
        redactions=_bars(
            tally.redactions,
            notes={
                rule: words.titles.get(rule, "Set aside when reading") for rule in tally.redacted
            },
            more={rule: number(n) for rule, n in tally.redacted.items()},
        ),
        slowest=[
            (slow.source, seconds_in_words(slow.seconds), number(slow.characters))
            for slow in tally.slowest
        ],
        facts=_facts(manifest),
        identities=_identities(manifest["provenance"]),
        outputs=[
            (each["name"], bytes_in_words(each["bytes"]), each["sha256"])
            for each in manifest["outputs"]
        ],
    )


def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    def shown(value: object) -> object:
        # The name of a file is a stranger's words. What a macro made is no plain string.
        return printable(value) if type(value) is str else value

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    return environment.from_string(_TEMPLATE.read_text("utf-8"))


def _bars(
    counts: Mapping[str, int],
    *,
    whole: int | None = None,
    notes: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> list[_Bar]:
    """A line for each count. Shares are of the sum, or of ``whole``; the longest bar is full."""
    total = sum(counts.values()) if whole is None else whole
    most = max(counts.values(), default=0)
    return [
        _Bar(
            label=label,
            count=number(count),
            share=percent(count, total),
            width=_width(count, most),
            note=(notes or {}).get(label, ""),
            more=(more or {}).get(label, ""),
        )
        for label, count in counts.items()
    ]


def _width(part: float, most: float) -> float:
    return round(100 * part / most, 1) if most else 0


def _histogram(histogram: Histogram) -> list[_Bar]:
    return _bars(dict(zip(bin_labels(histogram), histogram.counts, strict=True)))


def _stages(tally: Tally) -> list[_Bar]:
    times = [stage.total for stage in tally.stages.values()]
    total, most = sum(times), max(times, default=0)
    return [
        _Bar(
            label=name,
            count=seconds_in_words(stage.total),
            share=percent(stage.total, total),
            width=_width(stage.total, most),
            more=seconds_in_words(stage.mean),
        )
        for name, stage in tally.stages.items()
    ]


def _warnings(tally: Tally, words: Words) -> list[tuple[str, list[str], _Bar]]:
    """For each code its label, how many reports at each level, and all of them of all reports."""
    codes: dict[str, list[int]] = {}
    for (code, level), count in tally.warnings.items():
        if level in _LEVELS:
            codes.setdefault(code, [0] * len(_LEVELS))[level - 1] = count
    ranked = dict(sorted(codes.items(), key=lambda each: (-sum(each[1]), each[0])))
    bars = _bars({code: sum(levels) for code, levels in ranked.items()}, whole=tally.reports)
    return [
        (words.labels.get(code, code), list(map(number, levels)), bar)
        for (code, levels), bar in zip(ranked.items(), bars, strict=True)
    ]


def _facts(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    machine = manifest["machine"]
    memory = machine["memory_bytes"]
    return [
        ("Source", manifest["source"]),
        ("Version", manifest["version"]),
        ("Engine", f"{manifest['engine']}, {_times(manifest['workers'], 'worker')}"),
        ("Sessions", number(manifest["timings"]["sessions"])),
        ("Seed", str(manifest["provenance"]["seed"])),
        *(
            (name, _value(value))
            for name, value in manifest["options"].items()
            if name != "source"  # the first line
        ),
        ("Python", machine["python"]),
        ("System", machine["platform"]),
        ("Processors", _joined(machine["cpus"], machine["cpu_model"])),
        ("Memory", "not known" if memory is None else bytes_in_words(memory)),
    ]


def _identities(provenance: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    rows = [(name, provenance.get(key, ""), provenance[sha]) for name, key, sha in _IDENTITIES]
    return [row for row in rows if row[1] or row[2]]


def _value(value: object) -> str:
    """A choice in words: what is left open in it is left out."""
    if isinstance(value, Mapping):
        value = [f"{name} {each}" for name, each in value.items() if each is not None]
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value)) or None
    return "not set" if value is None else str(value)


def _times(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _joined(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part is not None) or "not known"
