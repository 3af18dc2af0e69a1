"""The safe text of a document with what there is to say about it, in Python and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from summarizer.marks import places
from summarizer.report import to_dict
from summarizer.types import Check, Person, Provenance, Report, SafeText, Status

__all__ = ["Redacted"]

_FAILED = frozenset({"read", "stage"})
_WHY = {
    "read": "{}",
    "stage": "{}",
    "language": "the language is {}, and only English can be made safe",
    "source": "the policy leaves such a document to people ({})",
    "names": "{}, so that names cannot be told from other words",
    "jigsaw": "it would still tell too much of somebody protected ({})",
}
"""Check → why a document has no safe text, with room for the check's detail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """The safe text of one document, for people who want that and no summary.

    ``safe`` is None when the document could not be read, or when a check says that nobody in it
    could be protected: ``why`` tells which.
    """

    document_id: str
    source: str
    language: str
    safe: SafeText | None
    provenance: Provenance
    persons: tuple[Person, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def why(self) -> str:
        """Why there is no safe text, in plain words; empty when there is one."""
        if self.safe is not None:
            return ""
        failed = [check for check in self.checks if check.name in _WHY and not check.passed]
        reasons = "; ".join(_WHY[check.name].format(check.detail) for check in failed)
        lost = any(check.name in _FAILED for check in failed)
        return f"{'failed' if lost else 'withheld'}: {reasons}"

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values. What a report has too is written as it is there.

        ``title`` and ``text`` are null when there is no safe text. ``safe_start`` and ``safe_end``
        are offsets into ``text``, null for what does not show there (``marks.places``).
        """
        safe = self.safe
        shared = to_dict(
            Report(
                document_id=self.document_id,
                source=self.source,
                language=self.language,
                status=Status.NEEDS_REVIEW,  # not passed on: nobody has judged a summary
                provenance=self.provenance,
                redactions=safe.redactions if safe else (),
                persons=self.persons,
                checks=self.checks,
            )
        )
        redactions = [
            {
                "start": redaction.pop("start"),
                "end": redaction.pop("end"),
                "safe_start": None if place is None else place.start,
                "safe_end": None if place is None else place.end,
                **redaction,
            }
            for redaction, place in zip(
                shared["redactions"], places(safe) if safe else (), strict=True
            )
        ]
        return {
            **{key: shared[key] for key in ("schema", "document_id", "source", "language")},
            "title": safe.title if safe else None,
            "text": safe.text if safe else None,
            "redactions": redactions,
            **{key: shared[key] for key in ("persons", "checks", "provenance")},
        }
