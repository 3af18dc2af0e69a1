"""The TOML tables of wording → lexicon entries, innocents and topics, each field validated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from summarizer.errors import PolicyError
from summarizer.policy.fields import ENTRY_ID, SCOPES, Data, Table, distinct, table_list
from summarizer.policy.schema import Code, Innocent, LexiconEntry, Scope, Topic, Trust

__all__ = ["parse_innocents", "parse_lexicon", "parse_topics", "parse_words"]


def parse_words(where: str, data: Data) -> dict[str, str]:
    """Named alternations that lexicon patterns call as ``{{name}}``.

    Raises:
        PolicyError: when one is not a string or calls a list that comes later.
    """
    top = Table(where, data)
    table = top.table("words")
    top.done()
    words: dict[str, str] = {}
    for name in table.names:
        words[name] = f"(?:{table.pattern(name, words).pattern})"
    return words


def parse_lexicon(
    where: str, data: Data, group: str, codes: tuple[Code, ...], words: Mapping[str, str]
) -> tuple[LexiconEntry, ...]:
    """The wording of one group of codes.

    Raises:
        PolicyError: on a wrong field, a code of another group, or an entry without examples.
    """
    slugs = {code.slug for code in codes if code.group == group}
    entries = []
    for table in table_list(where, data, "entry"):
        entry_id = table.matching("id", ENTRY_ID)
        table.where = f"{where}: {entry_id}"
        entry = LexiconEntry(
            id=entry_id,
            code=table.choice("code", sorted(slugs)),
            level=table.integer("level", 1, 4),
            find=table.wording("find", words),
            scope=cast(Scope, table.choice("scope", SCOPES, "span")),
            needs=table.wording("needs", words) if "needs" in table.names else None,
            unless=table.wordings("unless", words),
            when_codes=table.known("when_codes", {code.slug for code in codes}),
            trust=cast(Trust, table.choice("trust", ("weighed", "always"), "weighed")),
            hits=table.texts("hits"),
            misses=table.texts("misses"),
        )
        for key, examples in (("hits", entry.hits), ("misses", entry.misses)):
            if not examples:
                raise table.error(key, "needs at least one example")
        ceiling = next(code.ceiling for code in codes if code.slug == entry.code)
        if entry.level > ceiling and entry.scope == "span":
            raise table.error("scope", "wording above the ceiling goes with its clause or sentence")
        table.done()
        entries.append(entry)
    for slug in sorted(slugs - {entry.code for entry in entries}):
        raise PolicyError(f"{where}: no wording for {slug}")
    return tuple(entries)


def parse_innocents(
    where: str, data: Data, codes: tuple[Code, ...], words: Mapping[str, str]
) -> tuple[Innocent, ...]:
    """Figurative and technical wording.

    Raises:
        PolicyError: on a wrong field or an unknown code.
    """
    innocents = []
    for table in table_list(where, data, "innocent"):
        innocent = Innocent(
            id=table.matching("id", ENTRY_ID),
            find=table.wording("find", words),
            codes=table.known("codes", {code.slug for code in codes}),
            hits=table.texts("hits"),
            misses=table.texts("misses"),
        )
        if not innocent.hits:
            raise table.error("hits", "needs at least one example")
        table.done()
        innocents.append(innocent)
    distinct(where, "id", [innocent.id for innocent in innocents])
    return tuple(innocents)


def parse_topics(
    where: str, data: Data, codes: tuple[Code, ...], words: Mapping[str, str]
) -> tuple[Topic, ...]:
    """Neutral phrases for settings, at most three words each.

    Raises:
        PolicyError: on a wrong field, an unknown code or a label that is too long.
    """
    topics = []
    for table in table_list(where, data, "topic"):
        topic = Topic(
            label=table.text("label"),
            find=table.wording("find", words),
            implied_by=table.known("implied_by", {code.slug for code in codes}),
            hits=table.texts("hits"),
            misses=table.texts("misses"),
        )
        if len(topic.label.split()) > 3:
            raise table.error("label", "has more than three words")
        if not topic.hits:
            raise table.error("hits", "needs at least one example")
        table.done()
        topics.append(topic)
    distinct(where, "label", [topic.label for topic in topics])
    return tuple(topics)
