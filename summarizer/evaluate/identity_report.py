"""The figures of the identity suite as JSON and as tables of plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from summarizer.evaluate.attacks import ATTACKS
from summarizer.evaluate.figures import percent, rounded
from summarizer.evaluate.identity_result import Fate, IdentityResult
from summarizer.evaluate.report import Table

__all__ = ["as_dict", "as_tables"]

_FATES: tuple[Fate, ...] = get_args(Fate)


def as_dict(result: IdentityResult) -> dict[str, Any]:
    """The result as JSON values: ids, kinds and numbers, never text.

    ``entry`` of a leak counts the document's forbidden wordings from 0.
    """
    recovered = result.by_kind
    return {
        "suite": "identity",
        "policy": result.policy,
        "policy_sha256": result.policy_sha256,
        "documents": result.documents,
        "withheld": list(result.withheld),
        "failed": list(result.failed),
        "documents_with_leaks": list(result.documents_with_leaks),
        "wordings": sum(result.there.values()),
        "wordings_got_out": len(result.leaks),
        "kinds": {
            kind: {
                "there": there,
                **{each: recovered.get(kind, {}).get(each, 0) for each in ATTACKS},
            }
            for kind, there in sorted(result.there.items())
        },
        "traps": {
            name: {
                "documents": trap.documents,
                "withheld": trap.withheld,
                "with_leaks": trap.leaking,
                **{each: trap.leaks.get(each, 0) for each in ATTACKS},
            }
            for name, trap in result.traps.items()
        },
        "may_stay": {
            kind: {fate: fates.get(fate, 0) for fate in _FATES}
            for kind, fates in sorted(result.may_stay.items())
        },
        "over_masked": rounded(result.over_masked),
        "words_kept": rounded(result.words_kept),
        "redact_ms": result.redact_ms,
        "asked": {
            name: {"asked": each.asked, "recovered": list(each.recovered)}
            for name, each in result.asked.items()
        },
        "leaks": [
            {
                "document": leak.document,
                "entry": leak.entry,
                "kind": leak.kind,
                "attack": leak.attack,
                "places": list(leak.places),
            }
            for leak in result.leaks
        ],
    }


def as_tables(result: IdentityResult) -> Iterator[Table]:
    """The same for reading; sections without figures are left out."""
    recovered = result.by_kind
    attacks = tuple(ATTACKS)
    kinds = [
        (kind, there, *(recovered.get(kind, {}).get(each, 0) for each in attacks))
        for kind, there in sorted(result.there.items())
    ]
    if kinds:
        whole = ("all", *(sum(column) for column in [*zip(*kinds, strict=True)][1:]))
        yield (
            "What got out",
            ("Kind", "There", *map(str.capitalize, attacks)),
            [tuple(map(str, row)) for row in (*kinds, whole)],
        )
    if result.traps:
        yield (
            "By trap",
            ("Trap", "Documents", "Withheld", "With leaks", "Wordings got out"),
            [
                (name, *map(str, (trap.documents, trap.withheld, trap.leaking)),
                 str(sum(trap.leaks.values())))
                for name, trap in result.traps.items()
            ],
        )  # fmt: skip
    if result.may_stay:
        yield (
            "What may stay",
            ("Kind", "There", "Kept", "Masked", "Gone with its clause"),
            [
                (kind, str(sum(fates.values())), *(str(fates.get(fate, 0)) for fate in _FATES))
                for kind, fates in sorted(result.may_stay.items())
            ],
        )
    if result.asked:
        yield (
            "What a writer answered from the report alone",
            ("Question", "Asked", "Recovered"),
            [
                (name, str(each.asked), str(len(each.recovered)))
                for name, each in result.asked.items()
            ],
        )
    figures = [
        ("Documents", str(result.documents)),
        ("Documents with leaks", str(len(result.documents_with_leaks))),
        ("Documents withheld", str(len(result.withheld))),
        ("Documents that failed", str(len(result.failed) or "")),
        ("Masked, of what may stay", percent(result.over_masked)),
        ("Words kept", percent(result.words_kept)),
        ("Redaction of a document, median",
         "" if result.redact_ms is None else f"{result.redact_ms:.0f} ms"),
        ("Policy", f"{result.policy} {result.policy_sha256[:12]}"),
    ]  # fmt: skip
    yield "Figures", ("", ""), [row for row in figures if row[1]]
