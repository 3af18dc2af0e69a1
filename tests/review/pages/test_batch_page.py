"""The batch page: several documents, what is run again, and how far each job is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from summarizer.review.batch_page import MAX_FILES
from summarizer.store import claims, decide, jobs, originals, queue
from summarizer.store.values import DecisionKind, ItemState, JobDocument, JobState

Html = Callable[[AppTest], str]


def written(page: AppTest) -> str:
    return " ".join(each.value for each in page.markdown)


def send(page: AppTest, *files: tuple[str, bytes, str]) -> AppTest:
    page.file_uploader[0].set_value(list(files))
    sent = next(each for each in page.button if each.label == "Summarise")
    page = sent.click().run()
    assert not page.exception
    return page


def send_back(workplace: Any, *, text: str = "", style: str = "", model: str = "") -> int:
    item_id = workplace.add(text=text)
    claim = claims.claim(workplace.desk, item_id, workplace.mo)
    decide.decide(
        workplace.desk, claim, DecisionKind.RERUN, reason="too long", style=style, model=model
    )
    return item_id


def make_job(workplace: Any, *names: str, kind: str = "summarise") -> int:
    documents = [
        JobDocument(number=0, name=name, state=JobState.WAITING, document_id=f"d-{name}")
        for name in names
    ]
    return jobs.start(workplace.desk, kind, documents, by=workplace.mo).id


def test_a_page_without_jobs_says_what_makes_one(workplace: Any) -> None:
    page = workplace.open("batch", workplace.mo)
    assert "No item waits to be run again." in written(page)
    assert "There have been no jobs yet." in written(page)


def test_several_files_go_into_the_queue_with_their_originals(workplace: Any, html: Html) -> None:
    page = workplace.open("batch", workplace.mo)
    page = send(
        page,
        ("one.txt", b"A court sat on Monday.", "text/plain"),
        ("two.txt", b"please break with secret words", "text/plain"),
        ("three <b>.md", b"  ", "text/markdown"),
        ("four.txt", b"A court sat on Tuesday.", "text/plain"),
    )
    assert page.success[0].value == "Done: 2. Failed: 2."
    (job,) = jobs.jobs(workplace.desk, by=workplace.mo)
    assert (job.kind, job.total, job.done, job.failed) == ("summarise", 4, 2, 2)
    listed = queue.items(workplace.desk, queue_filter(), by=workplace.mo)
    assert [item.source for item in listed.items] == ["one.txt", "four.txt"]
    assert all(originals.has_original(workplace.desk, each.document_id) for each in listed.items)
    shown = html(page)
    assert "<td>two.txt</td><td>Something broke inside the program." in shown
    assert "<td>three &lt;b&gt;.md</td><td>It holds no words." in shown
    assert "secret words" not in shown + written(page) + repr(page.session_state)


def test_what_was_uploaded_is_forgotten(workplace: Any) -> None:
    page = send(
        workplace.open("batch", workplace.mo),
        ("one.txt", b"A court sat on Monday.", "text/plain"),
    )
    assert not page.file_uploader[0].value
    assert "court sat" not in repr(page.session_state)


def test_no_files_too_many_and_other_kinds_are_refused(workplace: Any) -> None:
    page = send(workplace.open("batch", workplace.mo))
    assert page.error[0].value == "Choose at least one file."
    many = [(f"{n}.txt", b"A court sat.", "text/plain") for n in range(MAX_FILES + 1)]
    page = send(workplace.open("batch", workplace.mo), *many)
    assert page.error[0].value == "At most 20 files at once; these are 21."
    large = ("large.txt", b"A" * 5_000_001, "text/plain")
    page = send(workplace.open("batch", workplace.mo), large)
    assert page.error[0].value.startswith("Each file may have at most 5 MB.")
    assert not jobs.jobs(workplace.desk, by=workplace.mo)


def test_a_missing_model_says_what_to_do(workplace: Any) -> None:
    page = send(
        workplace.open("batch", workplace.mo),
        ("one.txt", b"A court sat on Monday.", "text/plain"),
        ("two.txt", b"There is no model", "text/plain"),
        ("three.txt", b"A court sat on Tuesday.", "text/plain"),
    )
    assert page.error[0].value == "A model or server that is needed cannot be reached."
    assert "summarizer models pull" in page.text[0].value
    (job,) = jobs.jobs(workplace.desk, by=workplace.mo)
    assert (job.done, job.failed, job.state) == (1, 2, JobState.DONE)


def test_what_was_sent_back_is_run_again(workplace: Any, html: Html) -> None:
    text = "A court sat on Wednesday."
    item_id = send_back(workplace, text=text, style="headline", model="another")
    page = workplace.open("batch", workplace.mo)
    assert "another summary: 1." in written(page)
    assert "Length: headline: at most 12 words; Writer: another" in html(page)
    assert queue.item(workplace.desk, item_id, by=workplace.mo).state is ItemState.RERUN
    page.button(key="batch.reruns").click().run()
    assert page.success[0].value == "Done: 1. Failed: 0."
    assert "No item waits to be run again." in written(page)


def test_a_rerun_without_an_original_says_the_way_out(workplace: Any, html: Html) -> None:
    send_back(workplace)
    page = workplace.open("batch", workplace.mo)
    page.button(key="batch.reruns").click().run()
    assert page.success[0].value == "Done: 0. Failed: 1."
    assert "No original is kept of this document" in html(page)
    assert "waits in the queue again" in written(page)


def test_a_job_that_was_left_is_gone_on_with(workplace: Any, html: Html) -> None:
    number = make_job(workplace, "left.txt")
    page = workplace.open("batch", workplace.mo)
    page.button(key=f"batch.run.{number}").click().run()
    assert page.success[0].value == "Done: 0. Failed: 1."
    assert "<td>left.txt</td><td>The upload is gone. Upload it again.</td>" in html(page)


def test_what_failed_waits_again_after_a_click(workplace: Any) -> None:
    number = make_job(workplace, "one.txt", "two.txt", kind="rerun")
    for each in (1, 2):
        jobs.mark(workplace.desk, number, each, state=JobState.FAILED, reason="internal: again")
    page = workplace.open("batch", workplace.mo)
    assert f"batch.run.{number}" not in [button.key for button in page.button]
    page.button(key=f"batch.retry.{number}").click().run()
    assert page.success[0].value.startswith("Documents that wait again: 2.")
    assert f"batch.run.{number}" in [button.key for button in page.button]


def test_a_document_that_nobody_runs_any_more_can_wait_again(workplace: Any) -> None:
    number = make_job(workplace, "one.txt")
    jobs.mark(workplace.desk, number, 1, state=JobState.RUNNING)
    page = workplace.open("batch", workplace.mo)
    page.button(key=f"batch.recover.{number}").click().run()
    (document,) = jobs.documents(workplace.desk, number, by=workplace.mo)
    assert document.state is JobState.WAITING


def test_an_import_is_shown_and_not_run_from_here(workplace: Any, html: Html) -> None:
    number = make_job(workplace, "reports.jsonl", kind="import")
    jobs.mark(workplace.desk, number, 1, state=JobState.FAILED, reason="schema: <i>odd</i>")
    page = workplace.open("batch", workplace.mo)
    assert "import of reports" in html(page)
    assert "schema: &lt;i&gt;odd&lt;/i&gt;" in html(page)
    assert not [each for each in page.button if each.key and each.key.endswith(f".{number}")]


def test_an_auditor_is_not_let_in(workplace: Any) -> None:
    page = workplace.open("batch", workplace.aud)
    assert page.error[0].value == "Your role does not include this."


def test_showing_the_page_loads_no_model(workplace: Any) -> None:
    before = {name for name in sys.modules if name.split(".")[0] in ("torch", "spacy")}
    workplace.open("batch", workplace.mo)
    after = {name for name in sys.modules if name.split(".")[0] in ("torch", "spacy")}
    assert after == before


def queue_filter() -> Any:
    from summarizer.store.values import Order, QueueFilter

    return QueueFilter(order=Order.OLDEST)
