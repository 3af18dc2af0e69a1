"""Parts of the page as HTML: what a stranger wrote stays words."""

from __future__ import annotations

import re

from summarizer.policy import load_policy
from summarizer.review.html import (
    Markup,
    group_of,
    mark_html,
    markdown_text,
    table_html,
    text_html,
)

FORGED = '<img src=x onerror="alert(1)">'


def test_words_are_escaped_and_what_was_made_here_is_not() -> None:
    assert "<img" not in text_html(FORGED)
    assert text_html(Markup("<b>x</b>")) == "<b>x</b>"
    assert text_html("a\u202eb\nc") == "a b c"


def test_a_table_escapes_cells_headings_and_caption() -> None:
    shown = table_html([FORGED], [(FORGED,), (Markup("<kbd>a</kbd>"),)], caption=FORGED)
    assert "<img" not in shown
    assert "<td><kbd>a</kbd></td>" in shown
    assert '<th scope="col">' in shown


def test_a_table_without_rows_says_so() -> None:
    assert table_html(["a"], []) == ""
    assert table_html(["a"], [], empty="None & none.") == "<p>None &amp; none.</p>"


def test_a_mark_says_what_it_means() -> None:
    shown = mark_html(FORGED, group="SX", label="in detail")
    assert 'class="summarizer-mark summarizer-mark-sx"' in shown
    assert '<span class="summarizer-hidden"> (in detail)</span>' in shown
    assert "<img" not in shown


def test_a_name_in_a_label_is_no_markdown() -> None:
    name = "![x](http://a.example) :red[x] **b** `c` $d$ <i>"
    shown = markdown_text(name)
    assert shown.replace("\\", "") == name
    assert not re.search(r"(?<!\\)[!\[\]():*`$<>]", shown)


def test_a_code_knows_its_group() -> None:
    policy = load_policy()
    assert group_of("cw-child-sexual-abuse", policy) == "SX"
    assert group_of("cw-of-another-program", policy) == ""
