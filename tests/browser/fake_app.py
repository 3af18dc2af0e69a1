"""The page with a pipeline that answers at once, for the tests of the page itself.

What a text says decides what happens to it; ``tests/data/report.json`` is the good answer.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

from summarizer.errors import ModelError, SettingsError
from summarizer.report import from_dict
from summarizer.review.page import Service, show
from summarizer.types import Check, Report, Status
from summarizer.view import Words

EXAMPLE = from_dict(json.loads((Path(__file__).parents[1] / "data/report.json").read_text("utf-8")))

FORGED = (
    '<img src="http://127.0.0.1:9/track"><script>document.title = "forged"</script>'
    "![x](http://127.0.0.1:9/track) [link](javascript:alert(1)) :red[x] $x^2$ \u202e"
)


class FakePipeline:
    """Answers by what it is given."""

    def summarize_text(self, text: str, *, source: str = "") -> Report:
        if "missing model" in text:
            raise ModelError("model smollm2-135m is missing; run: summarizer models pull")
        if "break" in text:
            raise KeyError(text)
        if "unreadable" in text:
            failed = Check("read", False, None, "binary: this is no text")
            return replace(EXAMPLE, status=Status.FAILED, summary=None, checks=(failed,))
        if "withhold" in text:
            return replace(EXAMPLE, status=Status.WITHHELD, summary=None)
        if "forge" in text:
            assert EXAMPLE.summary is not None
            sentence = replace(EXAMPLE.summary.sentences[0], text=FORGED)
            summary = replace(EXAMPLE.summary, headline=FORGED, sentences=(sentence,))
            return replace(EXAMPLE, summary=summary, content_warning=FORGED)
        return replace(EXAMPLE, source=source)

    def summarize_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Report:
        return self.summarize_text(data.decode(), source=source)


def load() -> Service:
    if os.environ.get("FAKE_APP_SETTINGS") == "bad":
        raise SettingsError("summarizer.toml: sed: there is no such setting")
    titles = {"ID-05": "Relationship of victim and offender", "CT-19": "Sensational words"}
    return Service(
        pipeline=FakePipeline(),
        words=Words(labels={"cw-child-sexual-abuse": "Child sexual abuse"}, titles=titles),
    )


show(load)
