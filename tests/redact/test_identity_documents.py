"""Documents with people to protect: nothing of them is left in the safe text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from summarizer import detect, read, redact, verify
from summarizer.evaluate.protected import ProtectedText, read_protected
from summarizer.models.parser import Parser
from summarizer.models.readings import Heads
from summarizer.policy.schema import Policy

DATA = Path(__file__).parents[2] / "training/identity/data/worked"
AUTHORS = sorted(path.stem for path in DATA.glob("*.jsonl"))

pytestmark = [pytest.mark.weights, pytest.mark.slow]

NOT_RECOGNISED = frozenset({"p4-027", "p4-045", "q1-006", "q1-014", "q1-021"})
"""Cases told so quietly that nothing takes them for private lives; they are read as news."""
ALLOWED = {
    "q1-016": ["date"],
    "a2-020": ["date"],
    "a2-036": ["date", "date", "address"],
}
"""A year within the budget; the weekday of a suicide in a city; when and where the dead of a
killing was found, without the name."""


def left(text: ProtectedText, shown: str) -> list[str]:
    """Kinds of the forbidden wordings that are shown; never the words."""
    return [
        marked.kind
        for marked in text.forbidden
        if re.search(rf"(?<!\w){re.escape(marked.text)}(?!\w)", shown, re.IGNORECASE)
    ]


@pytest.mark.parametrize("author", AUTHORS)
def test_nothing_protected_is_left(
    author: str, parse: Parser, policy: Policy, heads: Heads
) -> None:
    texts = list(read_protected(DATA / f"{author}.jsonl"))
    assert texts
    documents = [read.read_text(text.text, source=text.id) for text in texts]
    analyses = detect.detect_many(documents, policy=policy, parse=parse.many, heads=heads)
    leaks: dict[str, list[str]] = {}
    for text, document, analysis in zip(texts, documents, analyses, strict=True):
        checks = verify.source_checks(document, analysis, policy=policy)
        if not all(check.passed for check in checks if check.name in {"names", "source"}):
            continue  # withheld: nothing is put out at all
        safe = redact.redact(document, analysis, policy=policy)
        changes = [redaction.replacement for redaction in safe.redactions]
        shown = "\n".join([safe.title, safe.text, *changes])
        if found := left(text, shown):
            leaks[text.id] = found
    missed = {name for name in leaks if name in NOT_RECOGNISED}
    assert {name: kinds for name, kinds in leaks.items() if name not in missed} == {
        name: kinds for name, kinds in ALLOWED.items() if name.startswith(author)
    }
    assert missed == {name for name in NOT_RECOGNISED if name.startswith(author)}
