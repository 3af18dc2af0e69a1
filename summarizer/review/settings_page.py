"""What each person chooses for themselves, what the operator has set, and who may do what."""

from __future__ import annotations

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.html import table_html
from summarizer.review.problem import problem_of, show_problem
from summarizer.review.strings import LANGUAGES
from summarizer.review.users import show_users
from summarizer.store import people, queue
from summarizer.store.values import Ability, DeskRules, Preferences, Theme

__all__ = ["TEXT_SIZES", "show"]

TEXT_SIZES = (100, 125, 150, 175, 200)
_SAVED = "settings.saved"


def show(context: Context) -> None:
    """Draws the page."""
    say = context.say
    st.title(say("settings.title"))
    st.write(say("settings.private"))
    with st.form("settings"):
        chosen = _choices(context)
        sent = st.form_submit_button(say("common.save"), type="primary")
    if sent:
        try:
            people.save_preferences(context.desk, context.user, chosen)
        except Exception as error:
            show_problem(problem_of(error, say))
        else:
            # Drawn anew from the start, for the frame to use what was chosen.
            st.session_state[_SAVED] = True
            st.rerun()
    elif st.session_state.pop(_SAVED, False):
        st.success(say("common.saved"))
    st.header(say("settings.rules"))
    st.write(say("settings.rules_about"))
    st.html(table_html(_columns(context), _rules(context, context.desk.rules)))
    if context.user.may(Ability.MANAGE_USERS):
        show_users(context)


def _choices(context: Context) -> Preferences:
    reading = _reading(context)
    given = _given(context)
    wellbeing = _wellbeing(context)
    return Preferences(**reading, **given, **wellbeing)  # type: ignore[arg-type]  # by field


def _reading(context: Context) -> dict[str, object]:
    say, own = context.say, context.preferences
    st.header(say("settings.reading"))
    languages = list(LANGUAGES)
    language = st.selectbox(
        say("settings.language"),
        languages,
        index=languages.index(say.language),
        format_func=lambda each: LANGUAGES[each],
    )
    size = st.selectbox(
        say("settings.text_size"),
        TEXT_SIZES,
        index=TEXT_SIZES.index(own.text_percent),
        format_func=lambda each: f"{each} %",
    )
    themes = list(Theme)
    theme = st.selectbox(
        say("settings.theme"),
        themes,
        index=themes.index(own.theme),
        format_func=lambda each: say(f"settings.theme_{each}"),
    )
    greyscale = st.checkbox(say("settings.greyscale"), value=own.greyscale)
    veil_words = st.checkbox(say("settings.veil_words"), value=own.veil_words)
    letter_keys = st.checkbox(say("settings.letter_keys"), value=own.letter_keys)
    st.caption(say("settings.rules_language"))
    return {
        "language": language,
        "theme": theme,
        "text_percent": size,
        "greyscale": greyscale,
        "letter_keys": letter_keys,
        "veil_words": veil_words,
    }


def _given(context: Context) -> dict[str, object]:
    say, own = context.say, context.preferences
    st.header(say("settings.given"))
    level = st.selectbox(
        say("settings.max_level"),
        (1, 2, 3, 4),
        index=own.max_level - 1,
        format_func=lambda each: f"{each}: {say(f'common.level_{each}')}",
    )
    labels = context.service.words.labels
    codes = sorted({*labels, *own.opted_out}, key=lambda code: labels.get(code, code))
    opted_out = st.multiselect(
        say("settings.opted_out"),
        codes,
        default=own.opted_out,
        format_func=lambda code: labels.get(code, code),
        placeholder=say("settings.none"),
    )
    languages = st.multiselect(
        say("settings.languages"),
        sorted({"en", *own.languages, *_waiting_languages(context)}),
        default=own.languages,
        placeholder=say("settings.every_language"),
    )
    st.caption(say("settings.given_about"))
    return {"max_level": level, "opted_out": tuple(opted_out), "languages": tuple(languages)}


def _wellbeing(context: Context) -> dict[str, object]:
    say, own = context.say, context.preferences
    st.header(say("settings.wellbeing"))
    breaks = st.checkbox(say("settings.breaks"), value=own.breaks)
    share = st.checkbox(say("settings.share_exposure"), value=own.share_exposure)
    policy = context.service.policy
    countries = sorted({"", own.country, *(line.country for line in policy.help_lines)})
    country = st.selectbox(
        say("settings.country"),
        countries,
        index=countries.index(own.country),
        format_func=lambda each: (
            each or say("settings.country_profile", country=policy.profile.country)
        ),
    )
    return {"breaks": breaks, "share_exposure": share, "country": country}


def _waiting_languages(context: Context) -> tuple[str, ...]:
    if not context.user.may(Ability.SEE_QUEUE):
        return ()
    return tuple(queue.facets(context.desk, by=context.user).languages)


def _columns(context: Context) -> list[str]:
    return [context.say("settings.column_rule"), context.say("settings.column_value")]


def _rules(context: Context, rules: DeskRules) -> list[tuple[str, str]]:
    say = context.say

    def days(number: int | None) -> str:
        if number is None:
            return say("common.never")
        return say("settings.day" if number == 1 else "settings.days", number=number)

    def minutes(number: float) -> str:
        return say("settings.minute" if number == 1 else "settings.minutes", number=f"{number:g}")

    budget = rules.budget_reveals
    labels = context.service.words.labels
    first = [*rules.first_languages, *(labels.get(code, code) for code in rules.first_codes)]
    values = {
        "budget": say("settings.no_budget") if budget is None else str(budget),
        "break": (minutes(rules.break_minutes) if rules.break_minutes else say("common.never")),
        "originals": days(rules.keep_originals_days),
        "reports": days(rules.keep_reports_days),
        "second": say("settings.percent", number=rules.second_review_percent),
        "lease": minutes(round(rules.lease_s / 60, 1)),
        "undo": minutes(round(rules.undo_s / 60, 1)),
        "first": ", ".join(first) or say("settings.none"),
    }
    return [(say(f"settings.rule_{name}"), value) for name, value in values.items()]
