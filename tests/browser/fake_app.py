"""The page with a pipeline that answers at once, for the tests of the page itself.

What a text says decides what happens to it; ``tests/data/report.json`` is the good answer. The
store is a file: ``desk.db`` where the server was started, or what FAKE_APP_STORE names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from summarizer.errors import ModelError, SettingsError
from summarizer.policy import load_policy
from summarizer.read import read_bytes
from summarizer.report import from_dict
from summarizer.review.main import run
from summarizer.review.service import Service
from summarizer.store.desk import Desk
from summarizer.types import Check, Report, Status
from summarizer.view import Words

EXAMPLE = from_dict(json.loads((Path(__file__).parents[1] / "data/report.json").read_text("utf-8")))

FORGED = (
    '<img src="http://127.0.0.1:9/track"><script>document.title = "forged"</script>'
    "![x](http://127.0.0.1:9/track) [link](javascript:alert(1)) :red[x] $x^2$ \u202e"
)


class FakePipeline:
    """Answers by what it is given."""

    def summarize_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Report:
        text = data.decode()
        if "missing model" in text:
            raise ModelError("model smollm2-135m is missing; run: summarizer models pull")
        if "break" in text:
            raise KeyError(text)
        if "unreadable" in text:
            failed = Check("read", False, None, "binary: this is no text")
            return replace(EXAMPLE, status=Status.FAILED, summary=None, checks=(failed,))
        document = read_bytes(data, source=source, media_type=media_type)
        report = replace(EXAMPLE, document_id=document.id, source=source)
        if "withhold" in text:
            return replace(report, status=Status.WITHHELD, summary=None)
        if "forge" in text:
            assert EXAMPLE.summary is not None
            sentence = replace(EXAMPLE.summary.sentences[0], text=FORGED)
            summary = replace(EXAMPLE.summary, headline=FORGED, sentences=(sentence,))
            return replace(report, summary=summary, content_warning=FORGED)
        return report

    def check_bytes(
        self,
        data: bytes,
        *,
        source: str,
        media_type: str | None = None,
        headline: str,
        sentences: Sequence[str],
    ) -> Report:
        report = self.summarize_bytes(data, source=source, media_type=media_type)
        assert EXAMPLE.summary is not None
        first = EXAMPLE.summary.sentences[0]
        summary = replace(
            EXAMPLE.summary,
            headline=headline,
            sentences=tuple(replace(first, text=each, origin="extracted") for each in sentences),
        )
        good = not any("invented" in each for each in sentences)
        check = Check("grounding", good, None, "" if good else "sentence 1: not in the original")
        status = Status.READY if good else Status.NEEDS_REVIEW
        return replace(report, summary=summary, checks=(check,), status=status)


def load() -> Service:
    if os.environ.get("FAKE_APP_SETTINGS") == "bad":
        raise SettingsError("summarizer.toml: sed: there is no such setting")
    if os.environ.get("FAKE_APP_SETTINGS") == "broken":
        raise KeyError("secret words")
    policy = load_policy()
    titles = {"ID-05": "Relationship of victim and offender", "CT-19": "Sensational words"}
    labels = {code.slug: code.label for code in policy.codes}
    return Service(
        desk=Desk.open(os.environ.get("FAKE_APP_STORE", "desk.db"), environ={}),
        words=Words(labels=labels, titles=titles),
        policy=policy,
        pipelines=lambda style, model: FakePipeline(),
    )


run(load)
