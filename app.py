"""The web page. ``summarizer review`` starts it; so does ``streamlit run app.py``."""

from __future__ import annotations

from summarizer.review.page import Service, show


def load() -> Service:
    """The service of the settings in force; models load with the first document."""
    from summarizer.pipeline import Pipeline
    from summarizer.settings import load_settings
    from summarizer.view import words_for

    settings = load_settings()
    return Service(
        pipeline=Pipeline.from_settings(settings),
        words=words_for(settings.policy, country=settings.country),
    )


show(load)
