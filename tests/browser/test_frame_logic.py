"""The frame without a browser: who sees which pages, and what is told when something is wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import get_args

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from summarizer.review import main
from summarizer.review.desk_reveals import REVEALED
from summarizer.review.main import PAGES
from summarizer.review.policy_page import found
from summarizer.review.session import Reason, Visitor
from summarizer.store import claims, people, reveal
from summarizer.store.desk import Desk
from summarizer.store.values import LOCAL_USER, Preferences, Role, User
from summarizer.types import Span

Opens = Callable[..., AppTest]
LOCAL = User(LOCAL_USER, Role.ADMIN)


def html(page: AppTest) -> str:
    return "".join(element.proto.body for element in page.get("html"))


def titles(role: Role | None) -> list[str]:
    user = User("ada", role)
    return [each.name for each in PAGES if each.ability is None or user.may(each.ability)]


def test_each_role_has_its_pages() -> None:
    everybody = ["policy", "settings", "help"]
    moderator = ["desk", "queue", "mine", "batch", "summarise", *everybody]
    assert titles(Role.MODERATOR) == moderator
    assert titles(Role.LEAD) == [*moderator[:3], "team", *moderator[3:]]
    assert titles(Role.ADMIN) == titles(Role.LEAD)
    assert titles(Role.AUDITOR) == ["queue", "team", *everybody]


def test_a_page_that_the_role_does_not_have_is_not_shown(open_page: Opens, store: Desk) -> None:
    people.set_role(store, LOCAL_USER, Role.AUDITOR, by=None)
    page = open_page("summarise")
    assert not page.text_area
    assert page.title[0].value == "Queue"


@pytest.mark.parametrize("name", ["policy", "settings", "help", "summarise"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_of_the_frame_can_be_drawn(
    open_page: Opens, store: Desk, name: str, language: str
) -> None:
    people.ensure_user(store, LOCAL_USER, role=Role.ADMIN)
    people.save_preferences(store, LOCAL, Preferences(language=language))
    page = open_page(name)
    assert not page.exception
    assert not page.error
    assert len(page.title) == 1


def test_unbound_servers_explain_themselves_and_show_nothing_else(open_page: Opens) -> None:
    config.set_option("server.address", "0.0.0.0")
    page = open_page("summarise")
    assert page.subheader[0].value == "This page is for one machine only"
    assert not page.text_area
    assert not page.button


def test_a_store_that_cannot_be_used_is_explained(
    open_page: Opens, store: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_APP_STORE", "/dev/null/desk.db")
    page = open_page()
    assert page.error[0].value == "The store cannot be used."
    assert not page.exception


def test_what_nobody_foresaw_shows_and_logs_its_type_alone(
    open_page: Opens,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FAKE_APP_SETTINGS", "broken")
    with caplog.at_level(logging.DEBUG):
        page = open_page()
    assert page.error[0].value.startswith("Something broke")
    assert page.text[0].value == "KeyError"
    captured = capsys.readouterr()
    assert "secret words" not in caplog.text + captured.out + captured.err


def test_leaving_the_desk_veils_what_was_open(open_page: Opens, store: Desk) -> None:
    page = open_page("summarise")
    page.text_area[0].set_value("A text of one sentence.")
    label = "Summarise and put it in the queue"
    next(each for each in page.button if each.label == label).click().run()
    taken = claims.claim_next(store, LOCAL, preferences=Preferences())
    assert taken is not None
    made = reveal.reveal(
        store, taken[1], sentence=0, span=Span(0, 6), code="cw-killing", level=1, words=False
    )
    assert reveal.text_of(store, made) is not None
    page.run()
    assert reveal.text_of(store, made) is not None
    page.session_state["frame.page"] = "desk"
    page.session_state[REVEALED] = {0: made.id}
    page.run()
    assert not page.exception
    assert REVEALED not in page.session_state
    assert reveal.veil(store, LOCAL_USER) == 0


def test_preferences_are_kept_and_used(open_page: Opens, store: Desk) -> None:
    page = open_page("settings")
    page.selectbox[0].set_value("de")
    page.selectbox[1].set_value(150)
    page.checkbox[0].check()
    page.multiselect[0].set_value(["cw-suicide"])
    next(each for each in page.button if each.label == "Save").click().run()
    assert page.title[0].value == "Einstellungen"
    assert page.success[0].value == "Gespeichert."
    assert "font-size: 150%" in html(page)
    assert "grayscale" in html(page)
    kept = people.preferences(store, LOCAL)
    assert kept == Preferences(
        language="de", text_percent=150, greyscale=True, opted_out=("cw-suicide",)
    )


def test_an_administrator_gives_roles_and_stays_one(open_page: Opens, store: Desk) -> None:
    people.ensure_user(store, "ada@news.example")
    page = open_page("settings")
    page.selectbox(key="settings.user").set_value("ada@news.example").run()
    role = next(each for each in page.selectbox if each.label == "Role")
    role.set_value(Role.LEAD)
    next(each for each in page.button if each.label == "Change").click().run()
    known = people.user(store, "ada@news.example")
    assert known is not None
    assert known.role is Role.LEAD
    page = open_page("settings")
    page.selectbox(key="settings.user").set_value(LOCAL_USER).run()
    next(each for each in page.selectbox if each.label == "Role").set_value("")
    next(each for each in page.button if each.label == "Change").click().run()
    assert "last active administrator" in page.text[0].value
    assert people.user(store, LOCAL_USER) == LOCAL


def test_a_moderator_sees_no_list_of_people(open_page: Opens, store: Desk) -> None:
    people.set_role(store, LOCAL_USER, Role.MODERATOR, by=None)
    page = open_page("settings")
    assert not page.error
    assert "People" not in [each.value for each in page.header]


def test_the_rules_are_searched_and_shown_with_their_sources(open_page: Opens) -> None:
    page = open_page("policy")
    assert html(page).count("<tr>") == 151
    page.text_input(key="policy.search").set_value("RELATIONSHIP victim").run()
    assert "ID-05" in html(page)
    assert html(page).count("<tr>") < 20
    page.selectbox(key="policy.one").set_value("ID-05").run()
    assert '<section aria-label="ID-05">' in html(page)
    assert "IPSO" in html(page)
    assert "It applies to" not in html(page)
    page.checkbox(key="policy.examples ID-05").check().run()
    assert "It applies to" in html(page)
    page.text_input(key="policy.search").set_value("no rule says this").run()
    assert "No rule has these words." in html(page)


def test_rules_are_filtered_by_family_and_by_who_applies_them() -> None:
    from summarizer.policy import load_policy

    policy = load_policy()
    assert len(found(policy)) == 150
    assert {rule.id[:3] for rule in found(policy, family="RV")} == {"RV-"}
    by_program = found(policy, applied=True)
    assert all(policy.active(rule) for rule in by_program)
    assert len(by_program) + len(found(policy, applied=False)) == 150


def test_help_names_its_sources_and_the_lines_of_one_s_country(
    open_page: Opens, store: Desk
) -> None:
    page = open_page("help")
    shown = html(page)
    for words in ("Lewitzka et al. 2026", "Das et al. 2020", "childsafety.gov.au", "SAMHSA"):
        assert words in shown
    assert "<kbd>Esc</kbd>" in shown
    assert "Samaritans: 116 123" in shown
    people.save_preferences(store, LOCAL, Preferences(country="US"))
    shown = html(page.run())
    assert "Samaritans" not in shown
    assert "(US, checked" in shown


def test_somebody_without_a_role_is_told_whom_to_ask_and_sees_nothing_else(
    open_page: Opens, store: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(None, "no_role", "ada@news.example")
    monkeypatch.setattr(main, "current_user", lambda service: visitor)
    page = open_page("summarise")
    assert not page.exception
    assert not page.error
    assert page.subheader[0].value == "You have no role at this desk yet"
    assert page.code[0].value == "summarizer users add ada@news.example --role moderator"
    assert not page.text_area


def test_who_is_signed_out_can_log_in(open_page: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "current_user", lambda service: Visitor(None, "signed_out"))
    page = open_page("help")
    assert [each.label for each in page.button] == ["Log in"]
    assert not page.header
    page.button[0].click().run()
    assert page.error[0].value.startswith("Nobody can log in")


@pytest.mark.parametrize(
    "reason", [each for each in get_args(Reason) if each not in ("", "signed_out")]
)
def test_every_reason_to_let_nobody_in_is_explained(
    open_page: Opens, monkeypatch: pytest.MonkeyPatch, reason: Reason
) -> None:
    visitor = Visitor(None, reason, "ada@news.example")
    monkeypatch.setattr(main, "current_user", lambda service: visitor)
    page = open_page()
    assert not page.error
    assert len(page.subheader) == 1
    assert not page.text_area
