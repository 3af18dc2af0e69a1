"""The original, sentence by sentence, each behind what is known of it until it is asked for.

A sentence that is not open is not in the page at all: not in its HTML, not in what the server
sends, not in the session.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_focus import sentence_class
from summarizer.review.desk_reveals import (
    IN_LIST,
    open_sentence,
    opened,
    veil_all,
    veil_sentence,
    words_of,
)
from summarizer.review.desk_rows import Piece, Row, pieces, sorted_rows
from summarizer.review.desk_sheet import Sheet
from summarizer.review.desk_state import ITEM
from summarizer.review.desk_words import heading_html, label_of, row_words, rule_title
from summarizer.review.html import group_of, mark_html, text_html
from summarizer.types import Report, Span

__all__ = ["sentence_html", "show_original", "show_words"]

_PER_PAGE = 10
_PAGE = f"{ITEM}page"


def show_original(sheet: Sheet) -> None:
    """Ten sentences at a time: what is known of each, and its words once they were asked for."""
    say = sheet.context.say
    st.html(heading_html(say("desk.original")))
    if sheet.rows is None:
        st.html(f"<p>{text_html(say('desk.no_original'))}</p>")
        return
    st.html(f"<p>{text_html(say('desk.original_how', number=len(sheet.rows)))}</p>")
    rows = sorted_rows(sheet.rows)
    _show_ways(sheet, rows)
    pages = max(1, -(-len(rows) // _PER_PAGE))
    page = min(st.session_state.get(_PAGE, 0), pages - 1)
    for row in rows[page * _PER_PAGE : (page + 1) * _PER_PAGE]:
        _show_row(sheet, row)
    if pages > 1:
        _show_pages(sheet.context, page, pages)


def show_words(sheet: Sheet, row: Row) -> None:
    """An open sentence with its marks, and the ways to see more or less of it."""
    context, say = sheet.context, sheet.context.say
    now = opened()[row.number]
    words = words_of(context, row.number)
    if words is None:
        st.html(f"<p>{text_html(say('desk.gone', number=row.number))}</p>")
        return
    st.html(
        sentence_html(context, row, words=words, report=sheet.report, all_words=now.reveal.words)
    )
    with st.container(horizontal=True, gap="small"):
        if row.taken and not now.reveal.words:
            st.button(
                say("desk.show_words", number=row.number),
                key=f"{ITEM}words.{row.number}",
                on_click=open_sentence,
                args=(context, sheet.claim, row),
                kwargs={"words": True},
            )
        st.button(
            say("desk.veil", number=row.number),
            key=f"{ITEM}veil.{row.number}",
            on_click=veil_sentence,
            args=(context, sheet.claim, row.number),
        )


def sentence_html(
    context: Context, row: Row, *, words: str, report: Report, all_words: bool
) -> str:
    """A sentence of the original as HTML, with what was found marked and named.

    Named in the text for everybody: tint and line alone say nothing.

    Args:
        context: of the page.
        row: the sentence.
        words: its characters.
        report: says what was found where.
        all_words: whether what was taken out is shown too; else its rule stands in its place.
    """
    parts = "".join(
        _piece_html(context, piece, _of(words, piece.span, row.span), all_words=all_words)
        for piece in pieces(row.span, report)
    )
    rules = "".join(
        f"<br><small>{text_html(rule_title(context, rule))}</small>" for rule in row.taken or ()
    )
    label = text_html(context.say("desk.sentence", number=row.number))
    kind = f"summarizer-original {sentence_class(row.number)}"
    return f'<blockquote class="{kind}" aria-label="{label}">{parts}{rules}</blockquote>'


def _of(words: str, span: Span, sentence: Span) -> str:
    return Span(span.start - sentence.start, span.end - sentence.start).of(words)


def _piece_html(context: Context, piece: Piece, words: str, *, all_words: bool) -> str:
    names = [*piece.rules, *(label_of(context, code) for code in piece.codes)]
    if not names:
        return text_html(words)
    said = f"<small> [{text_html('; '.join(names))}]</small>"
    if piece.rules:
        shown = words if all_words else context.say("desk.taken_out")
        return mark_html(shown, group="removed") + said
    group = group_of(piece.codes[0], context.service.policy)
    return mark_html(words, group=group) + said


def _show_ways(sheet: Sheet, rows: Sequence[Row]) -> None:
    """The keys: one opens the next sentence, one veils all."""
    context, say, shown = sheet.context, sheet.context.say, opened()
    following = next((row for row in rows if row.number not in shown), None)
    with st.container(horizontal=True, gap="small"):
        if following is not None:
            found = row_words(context, following, markdown=True)
            st.button(
                say("desk.reveal_next", number=following.number, found=found),
                key=f"{ITEM}reveal_next",
                shortcut=context.key("reveal_next"),
                wrap=True,
                on_click=_open_next,
                args=(sheet, following, rows.index(following)),
            )
        if shown:
            st.button(
                say("desk.veil_all"),
                key=f"{ITEM}veil_all",
                shortcut=context.key("veil_all"),
                on_click=veil_all,
                args=(context,),
            )


def _open_next(sheet: Sheet, row: Row, at: int) -> None:
    st.session_state[_PAGE] = at // _PER_PAGE
    words = not sheet.context.preferences.veil_words
    place = row.told[0] if row.told else IN_LIST
    open_sentence(sheet.context, sheet.claim, row, words=words, place=place)


def _show_row(sheet: Sheet, row: Row) -> None:
    context, say = sheet.context, sheet.context.say
    now = opened().get(row.number)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.html(
            f'<p class="summarizer-row">{text_html(_row_line(context, row))}'
            f"{_rules_html(context, row)}</p>"
        )
        if now is None:
            st.button(
                say("desk.reveal", number=row.number),
                key=f"{ITEM}reveal.{row.number}",
                on_click=open_sentence,
                args=(context, sheet.claim, row),
                kwargs={"words": not context.preferences.veil_words},
            )
    if now is not None and now.place == IN_LIST:
        show_words(sheet, row)


def _row_line(context: Context, row: Row) -> str:
    say = context.say
    parts = [say("desk.row", number=row.number, found=row_words(context, row))]
    if row.taken:
        count = sum(row.taken.values())
        parts.append(say("desk.taken_one" if count == 1 else "desk.taken_many", count=count))
    if row.told:
        parts.append(say("desk.told", numbers=", ".join(map(str, row.told))))
    now = opened().get(row.number)
    if now is not None and now.place != IN_LIST:
        parts.append(say("desk.shown_above", number=now.place))
    return " ".join(parts)


def _rules_html(context: Context, row: Row) -> str:
    """What the rules that took something out are about: their numbers alone tell nobody."""
    titles = "; ".join(rule_title(context, rule) for rule in row.taken or ())
    return f'<br><small lang="en">{text_html(titles)}</small>' if titles else ""


def _show_pages(context: Context, page: int, pages: int) -> None:
    say = context.say
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            say("desk.page_before"),
            key=f"{ITEM}page_before",
            disabled=page == 0,
            on_click=_turn,
            args=(page - 1,),
        )
        place = text_html(say("desk.page", number=page + 1, pages=pages))
        st.html(f'<p class="summarizer-row">{place}</p>', width="content")
        st.button(
            say("desk.page_after"),
            key=f"{ITEM}page_after",
            disabled=page == pages - 1,
            on_click=_turn,
            args=(page + 1,),
        )


def _turn(page: int) -> None:
    st.session_state[_PAGE] = page
