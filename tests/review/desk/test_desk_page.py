"""The desk without a browser: what it shows, when, and what a click does."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from summarizer.store import claims, decide, edits, feedback, jobs, originals, queue, reveal
from summarizer.store.values import Decision, DecisionKind, Exposure, FeedbackKind, ItemState
from summarizer.types import Status

SENTENCES = (
    "Two men were sentenced on Monday at the court in the harbour town.",
    "Adam Quill, who gave evidence, lost his brother in the killing.",
    "The killing took place in March.",
)
ORIGINAL_WORDS = ("Adam Quill", "his brother", "the court in the harbour town", "has a library")


def shown(page: AppTest) -> str:
    """All that the page holds: HTML, labels, texts, messages."""
    parts = [element.proto.body for element in page.get("html")]
    for kind in ("button", "text_area", "text_input", "checkbox", "selectbox", "error", "info"):
        for element in getattr(page, kind):
            parts += [str(getattr(element, "label", "")), str(element.value)]
    return "\n".join([*parts, *(each.value for each in page.text)])


def press(page: AppTest, label: str) -> AppTest:
    """Presses the one button whose label begins so."""
    found = [each for each in page.button if each.label.startswith(label)]
    assert len(found) == 1, f"{label}: {[each.label for each in page.button]}"
    assert not found[0].disabled, label
    page = found[0].click().run()
    assert not page.exception
    return page


def click(page: AppTest, label: str) -> AppTest:
    """Presses the button with exactly this label."""
    page = next(each for each in page.button if each.label == label).click().run()
    assert not page.exception
    return page


def reveal_row(page: AppTest, number: int) -> AppTest:
    """Reveals a sentence in the list of the original."""
    return click(page, f"Reveal sentence {number}")


def labels(page: AppTest) -> list[str]:
    return [each.label for each in page.button]


def remembered(page: AppTest) -> str:
    """All that the session holds between two clicks."""
    return repr(dict(page.session_state.items()))


def decided(place: Any, item_id: int) -> list[Decision]:
    return list(decide.of_item(place.desk, item_id, by=place.users["lee"]))


def state_of(place: Any, item_id: int) -> ItemState:
    return queue.item(place.desk, item_id, by=place.users["lee"]).state


def exposure(place: Any) -> Exposure:
    return reveal.exposure(place.desk, "mo", since=0, by=place.users["mo"])


def test_an_empty_queue_is_said_calmly_with_a_way_to_the_queue(place: Any) -> None:
    page = place.open()
    assert not page.exception
    assert "Nothing is waiting." in shown(page)
    page = press(page, "Take the next item")
    assert "Nothing is waiting." in shown(page)
    assert page.get("page_link")


def test_an_auditor_is_told_that_the_desk_is_not_theirs(place: Any) -> None:
    place.add()
    page = place.open("audit")
    assert "Your role sees what was decided" in shown(page)
    assert not page.button


def test_the_warning_comes_before_everything_else_of_an_item(place: Any) -> None:
    place.add(status=Status.NEEDS_REVIEW)
    page = place.open()
    assert "1 item waits." in shown(page)
    words = shown(press(page, "Take the next item"))
    order = [
        "Content warning",
        "Killing; court case",
        "Killing (described)",
        "Killing (named only)",
        "Needs review",
        "Checks that did not pass",
        "Grounding: a sentence says more than the original (FA-01",
        "Two men sentenced",
        "Two men were sentenced on Monday.",
        "Sentence 1: no warning found.",
    ]
    places = [words.find(each) for each in order]
    assert -1 not in places
    assert places == sorted(places)


def test_nothing_of_the_original_is_in_the_page_before_it_is_asked_for(place: Any) -> None:
    place.add()
    page = press(place.open(), "Take the next item")
    words = shown(page)
    for secret in ORIGINAL_WORDS:
        assert secret not in words
        assert secret not in remembered(page)
    assert "Sentence 2: Killing, described (level 2). 2 places taken out." in words
    assert re.search(r"<small[^>]*>ID-03: [a-z].+; ID-09: [a-z]", words)
    assert "Sentence 4: no warning found." in words
    assert exposure(place).reveals == 0


def test_what_the_summary_rests_on_comes_first(place: Any) -> None:
    place.add()
    words = shown(press(place.open(), "Take the next item"))
    order = [words.find(f"Sentence {number}:") for number in (1, 3, 2, 4)]
    assert -1 not in order
    assert order == sorted(order)


def test_a_revealed_sentence_hides_what_was_taken_out_until_asked_again(place: Any) -> None:
    place.add()
    page = press(place.open(), "Take the next item")
    page = reveal_row(page, 2)
    words = shown(page)
    assert "who gave evidence" in words
    assert "Adam Quill" not in words
    assert "his brother" not in words
    assert "[ID-03" in words
    assert "[Killing]" in words
    assert "summarizer-mark-removed" in words
    page = press(page, "Show the words too in sentence 2")
    words = shown(page)
    assert "Adam Quill" in words
    assert "his brother" in words
    seen = exposure(place)
    assert (seen.reveals, seen.levels[2]) == (2, 2)
    assert "Adam Quill" not in remembered(page)


def test_who_chose_so_sees_the_words_at_once(place: Any) -> None:
    place.add()
    place.prefer("mo", veil_words=False)
    page = reveal_row(press(place.open(), "Take the next item"), 2)
    assert "Adam Quill" in shown(page)
    assert exposure(place).reveals == 1


def test_veiling_takes_a_sentence_off_the_page(place: Any) -> None:
    place.add()
    page = reveal_row(press(place.open(), "Take the next item"), 3)
    assert "in March" in shown(page)
    page = reveal_row(page, 4)
    page = press(page, "Veil sentence 4")
    assert "has a library" not in shown(page)
    assert "took place" in shown(page)
    page = press(page, "Veil all")
    assert "took place" not in shown(page)
    assert reveal.veil(place.desk, "mo") == 0


def test_a_source_opens_beside_the_sentence_that_rests_on_it(place: Any) -> None:
    place.add()
    page = press(place.open(), "Take the next item")
    assert "Show source 3: Killing, described (level 2)" in labels(page)
    page = press(page, "Show source 3")
    words = shown(page)
    assert "Open above, with summary sentence 2." in words
    assert words.count("took place") == 1


def test_the_key_opens_one_sentence_after_another(place: Any) -> None:
    place.add()
    page = press(place.open(), "Take the next item")
    for number in (1, 3, 2, 4):
        button = next(each for each in page.button if each.key == "desk.item.reveal_next")
        assert button.label.startswith(f"Reveal sentence {number}: ")
        page = button.click().run()
    assert all(each.key != "desk.item.reveal_next" for each in page.button)
    assert exposure(place).reveals == 4


def test_words_of_an_original_are_escaped(place: Any) -> None:
    forged = (*SENTENCES, "<img src=x><script>alert(1)</script>![x](y) \u202e killing.")
    place.add(sentences=forged)
    page = reveal_row(press(place.open(), "Take the next item"), 4)
    words = shown(page)
    assert "&lt;script&gt;" in words
    assert "<script>alert" not in words
    assert "<img" not in words
    assert "\u202e" not in words


def test_an_original_that_is_not_there_is_said_and_edits_are_closed(place: Any) -> None:
    place.add(original=False)
    page = press(place.open(), "Take the next item")
    words = shown(page)
    assert "The original is not here" in words
    assert "without the original an edit cannot be checked" in words
    assert "Edit" not in labels(page)


def test_approving_says_what_happened_and_can_be_undone(place: Any) -> None:
    item = place.add()
    page = reveal_row(press(place.open(), "Take the next item"), 1)
    page = click(page, "Approve")
    assert f"Item {item}: approved." in shown(page)
    assert "harbour" not in shown(page)
    assert state_of(place, item) is ItemState.APPROVED
    assert reveal.veil(place.desk, "mo") == 0
    page = press(page, "Undo")
    assert "Content warning" in shown(page)
    assert state_of(place, item) is ItemState.WAITING
    assert decided(place, item)[0].undone_at is not None


def test_a_drawn_item_says_that_a_second_person_will_look(
    make_place: Callable[..., Any],
) -> None:
    place = make_place(second_review_percent=100)
    item = place.add()
    page = click(press(place.open(), "Take the next item"), "Approve")
    assert "A second person will look at it too." in shown(page)
    assert state_of(place, item) is ItemState.WAITING
    page = press(page, "Take the next item")
    assert "None of them is for you" in shown(page)


def test_rejecting_asks_for_a_reason_in_the_page(place: Any) -> None:
    item = place.add()
    page = press(press(place.open(), "Take the next item"), "Reject")
    assert "Why is it rejected?" in shown(page)
    assert not decided(place, item)
    page = press(page, "Cancel")
    assert "Why is it rejected?" not in shown(page)
    page = press(page, "Reject")
    page.text_input(key="desk.item.note").set_value("the date").run()
    page = press(page, "It says something that the original does not")
    assert f"Item {item}: rejected." in shown(page)
    made = decided(place, item)[0]
    assert made.kind is DecisionKind.REJECT
    assert made.reason == "It says something that the original does not: the date"


def test_another_reason_needs_a_note(place: Any) -> None:
    item = place.add()
    page = press(press(place.open(), "Take the next item"), "Escalate")
    page = press(page, "Another reason")
    assert "Write a few words" in shown(page)
    assert not decided(place, item)
    page.text_input(key="desk.item.note").set_value("two courts disagree").run()
    page = press(page, "Another reason")
    assert state_of(place, item) is ItemState.ESCALATED
    assert decided(place, item)[0].reason == "two courts disagree"


def test_a_lead_sees_why_an_item_was_escalated(place: Any) -> None:
    place.add()
    page = press(press(place.open(), "Take the next item"), "Escalate")
    press(page, "A legal question")
    page = press(place.open("lee"), "Take the next item")
    assert "escalated: A legal question" in shown(page)


def test_a_failed_check_asks_for_a_reason_and_a_second_person(place: Any) -> None:
    item = place.add(status=Status.NEEDS_REVIEW)
    page = click(press(place.open(), "Take the next item"), "Approve")
    assert "Why can it be approved all the same?" in shown(page)
    page = press(page, "I compared it with the original")
    made = decided(place, item)[0]
    assert (made.kind, made.override) == (DecisionKind.APPROVE, True)
    assert state_of(place, item) is ItemState.WAITING
    assert "A second person will look at it too." in shown(page)


def test_an_item_without_a_summary_cannot_be_approved(place: Any) -> None:
    place.add(status=Status.WITHHELD)
    page = press(place.open(), "Take the next item")
    assert "There is no summary to show" in shown(page)
    assert next(each for each in page.button if each.label == "Approve").disabled


def test_sending_back_asks_for_style_and_model(place: Any) -> None:
    item = place.add()
    page = press(press(place.open(), "Take the next item"), "Send back")
    page.selectbox(key="desk.item.style").set_value("headline").run()
    page.text_input(key="desk.item.model").set_value("other-model").run()
    page = press(page, "Another model")
    assert state_of(place, item) is ItemState.RERUN
    job = jobs.jobs(place.desk, by=place.users["lee"])[0]
    assert (job.kind, job.style, job.model) == ("rerun", "headline", "other-model")


def test_skip_hand_on_and_put_back_leave_the_item_to_others(place: Any) -> None:
    item = place.add()
    page = press(press(place.open(), "Take the next item"), "Skip")
    assert f"Item {item}: skipped." in shown(page)
    page = press(place.open("kim"), "Take the next item")
    page = press(page, "Hand on")
    assert f"Item {item}: handed on." in shown(page)
    assert "Undo" not in labels(page)
    page = press(place.open("lee"), "Take the next item")
    page = press(page, "Put back")
    assert f"Item {item}: put back" in shown(page)
    assert "Content warning" in shown(press(page, "Take the next item"))


def test_a_claim_from_before_a_reload_is_taken_up_again(place: Any) -> None:
    item = place.add()
    press(place.open(), "Take the next item")
    page = place.open()
    page = press(page, f"Go on with item {item}")
    assert "Content warning" in shown(page)


def test_a_lost_claim_veils_the_original_and_says_what_to_do(place: Any) -> None:
    item = place.add()
    page = reveal_row(press(place.open(), "Take the next item"), 1)
    claims.take_over(place.desk, item, place.users["lee"])
    page = page.run()
    words = shown(page)
    assert "You no longer hold this item" in words
    assert "harbour" not in words
    page = press(page, f"Open item {item} again")
    assert "Somebody else has this item" in shown(page)
    page = press(page, "Take the next item")
    assert "None of them is for you" in shown(page)


def test_what_was_typed_stays_when_the_claim_is_lost(place: Any) -> None:
    item = place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    page.text_area[0].set_value("My own words.").run()
    claims.take_over(place.desk, item, place.users["lee"])
    page = page.run()
    assert "What you wrote" in shown(page)
    assert page.text_area[0].value == "My own words."


def test_a_changed_item_is_opened_again_with_what_was_typed(place: Any) -> None:
    item = place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    page.text_area[0].set_value("My own words.").run()
    assert place.add(text="Two women were sentenced on Monday.") == item
    page = click(page, "Skip")
    assert "This item has changed" in shown(page)
    assert not decided(place, item)
    page = press(page, f"Open item {item} again")
    assert "Two women were sentenced on Monday." in shown(page)
    assert page.text_area[0].value == "My own words."


def test_an_edit_is_approved_only_as_it_was_checked(place: Any) -> None:
    item = place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    assert next(each for each in page.button if each.label == "Approve with edits").disabled
    page.text_area[0].set_value("Two men went to prison.").run()
    page = press(page, "Check the edit")
    assert "All checks passed." in shown(page)
    page.text_area[0].set_value("Two men went to jail.").run()
    assert "The text has changed since it was checked" in shown(page)
    assert next(each for each in page.button if each.label == "Approve with edits").disabled
    page = press(page, "Check the edit")
    page = press(page, "Approve with edits")
    made = decided(place, item)[0]
    assert made.kind is DecisionKind.APPROVE_EDITED
    kept = edits.edit(place.desk, made.edit_id or 0, by=place.users["mo"])
    assert kept is not None
    assert kept.report is not None
    assert kept.report.summary is not None
    assert kept.report.summary.sentences[0].text == "Two men went to jail."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nobody said this", "Grounding: a sentence says more than the original (FA-01"),
        ("this is unclear", "Did not run: Identity"),
        ("this is too much", "Safety: a sentence goes further"),
    ],
)
def test_an_edit_that_does_not_pass_says_why(place: Any, text: str, told: str) -> None:
    place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    page.text_area[0].set_value(text).run()
    page = press(page, "Check the edit")
    assert "This text did not pass." in shown(page)
    assert told in shown(page)
    assert next(each for each in page.button if each.label == "Approve with edits").disabled


def test_a_check_that_breaks_tells_nothing_of_the_text(place: Any) -> None:
    place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    page.text_area[0].set_value("please break").run()
    page = press(page, "Check the edit")
    assert page.error[0].value.startswith("Something broke")
    assert [each.value for each in page.text] == ["KeyError"]
    page.text_area[0].set_value("no model").run()
    page = press(page, "Check the edit")
    assert "summarizer models pull" in shown(page)


def test_sentences_are_added_removed_and_dropped(place: Any) -> None:
    place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    page = press(page, "Add a sentence")
    page.text_area[2].set_value("A third.").run()
    page = press(page, "Remove sentence 1")
    assert [each.value for each in page.text_area] == ["It was in March.", "A third."]
    page = press(page, "Drop the edit")
    assert not page.text_area
    page = press(page, "Edit")
    assert page.text_area[0].value == "Two men were sentenced on Monday."


def test_a_kept_edit_is_taken_up_after_a_reload(place: Any) -> None:
    item = place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    page.text_area[0].set_value("Two men went to prison.").run()
    press(page, "Check the edit")
    page = press(place.open(), f"Go on with item {item}")
    page = press(page, "Take up the last edit")
    assert page.text_area[0].value == "Two men went to prison."
    page = press(page, "Approve with edits")
    assert state_of(place, item) is ItemState.APPROVED


def test_a_redaction_is_challenged_and_the_challenge_withdrawn(place: Any) -> None:
    item = place.add()
    page = press(press(place.open(), "Take the next item"), "1 is not needed")
    given = feedback.of_item(place.desk, item, by=place.users["mo"])
    assert [each.kind for each in given] == [FeedbackKind.REDACTION_NEEDLESS]
    assert given[0].rule == "ID-03"
    assert "a second person will look" in shown(page)
    page = press(page, "Withdraw")
    assert not feedback.of_item(place.desk, item, by=place.users["mo"])


def test_warnings_are_removed_added_and_changed(place: Any) -> None:
    item = place.add()
    page = press(place.open(), "Take the next item")
    page.selectbox(key="desk.item.level.cw-killing").set_value(3).run()
    page = press(page, "Change level of Killing")
    page.selectbox(key="desk.item.missing").set_value("cw-suicide").run()
    page = press(page, "Add this warning")
    given = feedback.of_item(place.desk, item, by=place.users["mo"])
    assert [(each.kind, each.code, each.level_from, each.level_to) for each in given] == [
        (FeedbackKind.LEVEL_CHANGED, "cw-killing", 2, 3),
        (FeedbackKind.WARNING_ADDED, "cw-suicide", None, 2),
    ]
    assert "Killing: level 3, not 2." in shown(page)


def test_the_budget_is_a_calm_offer(make_place: Callable[..., Any]) -> None:
    place = make_place(budget_reveals=1)
    place.add(1, level=3)
    place.add(2, level=3)
    place.add(3, level=2)
    page = press(place.open(), "Take the next item")
    assert "Opened today: 0 of 1 sentences at level 3 or 4. Only you see this." in shown(page)
    page = reveal_row(page, 2)
    assert "Opened today: 1 of 1" in shown(page)
    assert "This is an offer" in shown(page)
    page = press(page, "Skip")
    page = press(page, "Take the next item, up to level 2")
    assert "Item 3," in shown(page)
    page = press(page, "Skip")
    page.checkbox(key="desk.any_level").check().run()
    page = click(page, "Take the next item")
    assert "Item 2," in shown(page)


def test_a_break_is_proposed_put_off_and_taken(make_place: Callable[..., Any]) -> None:
    place = make_place(break_minutes=1)
    place.add()
    page = reveal_row(press(place.open(), "Take the next item"), 1)
    assert "good time for a break" not in shown(page)
    page.session_state["desk.started"] -= 3 * 60_000
    page = page.run()
    assert "You have worked for 3 minutes." in shown(page)
    page = press(page, "In 10 minutes")
    assert "good time for a break" not in shown(page)
    page.session_state["desk.snoozed"] = 0
    page = press(page.run(), "Take a break")
    assert "You are on a break." in shown(page)
    assert "harbour" not in shown(page)
    page = press(page, "Go on")
    assert "Content warning" in shown(page)
    assert "good time for a break" not in shown(page)


def test_who_wants_no_breaks_is_not_asked(make_place: Callable[..., Any]) -> None:
    place = make_place(break_minutes=1)
    place.prefer("mo", breaks=False)
    page = place.open()
    page.session_state["desk.started"] -= 3 * 60_000
    assert "good time for a break" not in shown(page.run())


def test_a_second_person_is_told_of_the_edit_of_the_first(
    make_place: Callable[..., Any],
) -> None:
    place = make_place(second_review_percent=100)
    item = place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    page.text_area[0].set_value("Two men went to prison.").run()
    page = press(press(page, "Check the edit"), "Approve with edits")
    page = press(place.open("kim"), "Take the next item")
    assert "You are the second person to look at it." in shown(page)
    assert "to approve the edit, take it up first" in shown(page)
    page = press(page, "Take up the last edit")
    page = press(page, "Approve with edits")
    assert state_of(place, item) is ItemState.APPROVED
    assert decided(place, item)[1].kind is DecisionKind.APPROVE_EDITED


def test_an_edit_cannot_be_checked_once_the_original_is_purged(place: Any) -> None:
    place.add()
    page = press(press(place.open(), "Take the next item"), "Reveal sentence 1: ")
    page = press(page, "Edit")
    with place.desk.writing() as connection:
        originals.drop(connection, place.desk, "d-1")
    page = press(page, "Check the edit")
    words = shown(page)
    assert "The original is no longer here" in words
    assert "harbour" not in words
    assert "the original was purged" in words


def test_undoing_too_late_is_said_and_not_done(make_place: Callable[..., Any]) -> None:
    place = make_place(undo_s=0)
    item = place.add()
    page = click(press(place.open(), "Take the next item"), "Approve")
    assert "The time to undo this has passed." in shown(page)
    assert "Undo" not in labels(page)
    assert state_of(place, item) is ItemState.APPROVED


def test_a_long_original_is_shown_ten_sentences_at_a_time(place: Any) -> None:
    more = tuple(f"The town has {number} streets." for number in range(12))
    place.add(sentences=(*SENTENCES, *more))
    page = press(place.open(), "Take the next item")
    assert "Page 1 of 2" in shown(page)
    assert "Sentence 10:" in shown(page)
    assert "Sentence 11:" not in shown(page)
    page = press(page, "Page after")
    assert "Sentence 11:" in shown(page)
    assert "Sentence 10:" not in shown(page)
    page = reveal_row(page, 15)
    assert "The town has 11 streets." in shown(page)


def test_nothing_of_an_item_is_remembered_once_it_is_left(place: Any) -> None:
    place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    page.text_area[0].set_value("My own words.").run()
    page = press(reveal_row(page, 2), "Skip")
    left = remembered(page)
    assert "My own words" not in left
    assert "desk.item." not in left
    assert "Opened(" not in left


def test_showing_the_desk_loads_no_model() -> None:
    code = "import sys, summarizer.review.desk_page; print('torch' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "False"


def test_the_desk_speaks_german(place: Any) -> None:
    place.add(status=Status.NEEDS_REVIEW)
    place.prefer("mo", language="de")
    page = press(place.open(), "Nächsten Eintrag nehmen")
    assert "Satz 4: keine Warnung gefunden." in shown(page)
    page = press(page, "Ablehnen")
    page = press(page, "Jemand könnte erkannt werden")
    assert "abgelehnt." in shown(page)
    assert decided(place, 1)[0].reason == "Somebody could be recognised"


def test_what_was_checked_and_passed_is_said_in_words(place: Any) -> None:
    place.add()
    page = press(place.open(), "Take the next item")
    assert "What was checked and passed (1)" in [each.label for each in page.expander]
    assert "Grounding: no sentence says more than the original" in shown(page)


def test_what_a_check_found_wrong_is_said_in_words(place: Any) -> None:
    place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    page.text_area[0].set_value("It was false, nobody said this: a wrong number.").run()
    words = shown(press(page, "Check the edit"))
    assert "Grounding: a sentence says more than the original (FA-01: " in words
    assert "a number or date" in words
    assert "grounding:" not in words


def test_the_edit_stands_between_the_summary_and_the_original(place: Any) -> None:
    place.add()
    page = press(press(place.open(), "Take the next item"), "Edit")
    words = page.get("html")
    bodies = [each.proto.body for each in words]
    order = [
        next(at for at, body in enumerate(bodies) if heading in body)
        for heading in ("<h2>Summary</h2>", "<h2>Edit the summary</h2>", "<h2>Original</h2>")
    ]
    assert order == sorted(order)


def test_the_focus_goes_to_what_a_key_brought_and_only_once(place: Any) -> None:
    def target(page: AppTest) -> str:
        scripts = [each.proto.body for each in page.get("html") if "<script>" in each.proto.body]
        found = re.findall(r'querySelector\("([^"]+)"\)', "".join(scripts))
        assert len(found) < 2
        return found[0] if found else ""

    place.add()
    page = press(place.open(), "Take the next item")
    assert target(page) == ".summarizer-warning"
    assert target(page.run()) == ""
    page = press(page, "Reveal sentence 1: ")
    assert target(page) == ".summarizer-sentence-1"
    assert 'class="summarizer-original summarizer-sentence-1"' in shown(page)
    page = press(page, "Edit")
    assert target(page) == ".st-key-desk-item-field-0 input"
    assert page.text_input(key="desk.item.field.0").label == "Headline"
    assert target(press(page, "Add a sentence")) == ""


def test_what_somebody_holds_comes_before_what_they_could_take(place: Any) -> None:
    item = place.add()
    place.add(2)
    press(place.open(), "Take the next item")
    page = place.open()
    assert labels(page)[:2] == [f"Go on with item {item}", "Take the next item"]
    assert [each.proto.type for each in page.button[:2]] == ["primary", "secondary"]
    assert "What was written and not checked is not kept." in shown(page)


def test_an_undone_decision_is_said(place: Any) -> None:
    place.add()
    page = click(press(place.open(), "Take the next item"), "Approve")
    assert "Under My work it can be reversed later on." in shown(page)
    page = press(page, "Undo")
    assert "You took your decision back." in shown(page)
    page = press(page, "Skip")
    words = shown(page)
    assert "You can undo this for 5 more minutes." in words
    assert "reversed" not in words
    assert "You took your decision back." not in words


def test_the_last_minute_to_undo_is_one(make_place: Callable[..., Any]) -> None:
    place = make_place(undo_s=60)
    place.add()
    page = click(press(place.open(), "Take the next item"), "Approve")
    assert "You can undo this for 1 more minute." in shown(page)
