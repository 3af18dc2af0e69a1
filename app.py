"""The web page. ``summarizer review`` starts it; so does ``streamlit run app.py``."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from summarizer.review.main import run
from summarizer.review.service import Pipelines, Service, Summarizes

if TYPE_CHECKING:
    from summarizer.pipeline import Pipeline
    from summarizer.settings import Settings


def load() -> Service:
    """The service of the settings in force; models load when a document is summarised."""
    from summarizer.desk_settings import open_desk
    from summarizer.policy import load_policy
    from summarizer.review.session import sign_in
    from summarizer.settings import load_settings
    from summarizer.view import words_for

    settings = load_settings()
    desk = open_desk(settings)
    if sign_in() == "local":
        # There is no second person who could look at what is drawn for one.
        desk = replace(desk, rules=replace(desk.rules, second_review_percent=0))
    return Service(
        desk=desk,
        words=words_for(settings.policy, country=settings.country),
        policy=load_policy(settings.policy, country=settings.country),
        pipelines=pipelines(settings),
    )


def pipelines(settings: Settings) -> Pipelines:
    """Makes pipelines that share parser, heads and, if it is the same model, the writer."""

    @cache
    def first() -> Pipeline:
        from summarizer.pipeline import Pipeline

        return Pipeline.from_settings(settings)

    def make(style: str, model: str) -> Summarizes:
        from summarizer.pipeline import Pipeline
        from summarizer.types import Style

        chosen = replace(
            settings, style=Style(style or settings.style), model=model or settings.model
        )
        if chosen == settings:
            return first()
        return Pipeline(
            chosen,
            policy=first().policy,
            parser=first().parser,
            heads=first().heads,
            writer=first().writer if chosen.model == settings.model else None,
            cases=first().cases,
        )

    return make


run(load)
