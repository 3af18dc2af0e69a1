"""A dry run: what is in an archive, before hours are spent on it. No model is loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.batch.child import start
from summarizer.batch.feed import Feed
from summarizer.batch.intake import Intake
from summarizer.batch.journal import Journal
from summarizer.batch.options import Options
from summarizer.batch.progress import Meter
from summarizer.batch.reading import STDIN, Bad, End, Fresh, read
from summarizer.types import Provenance
from summarizer.version import VERSION

__all__ = ["Survey", "survey"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What an archive holds.

    Attributes:
        documents: that would be summarised.
        duplicates: copies and near-copies of those.
        failures: entries that cannot be read, by kind.
        languages: documents by language.
        characters: in all documents that would be summarised.
    """

    documents: int
    duplicates: int
    failures: dict[str, int]
    languages: dict[str, int]
    characters: int

    def lines(self) -> Iterator[str]:
        """The survey in words."""
        yield f"documents to summarise  {self.documents:,} ({self.characters:,} characters)"
        yield f"duplicates              {self.duplicates:,}"
        for kind, times in sorted(self.failures.items()):
            yield f"cannot be read          {times:,} {kind}"
        for language, times in sorted(self.languages.items(), key=lambda pair: -pair[1]):
            note = "" if language == "en" else " (for a person: only English is summarised)"
            yield f"language                {times:,} {language}{note}"


def survey(options: Options) -> Survey:
    """Reads an archive without summarising anything; a journal of its own is thrown away after.

    Raises:
        UsageError: the source cannot be used.
    """
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        journal = Journal.open(path)
        once = options.source == STDIN
        feed = Feed(
            lambda skip, deadly: start(read, options, path, skip, deadly, stdin=once),
            source=options.source,
        )
        try:
            return _surveyed(feed, journal, options)
        finally:
            feed.end()
            journal.close()


def _surveyed(feed: Feed, journal: Journal, options: Options) -> Survey:
    meter = Meter()
    intake = Intake(journal, options, meter, provenance=Provenance(version=VERSION))
    failures: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    documents = characters = 0
    while feed.pipe is not None:
        message = feed.hear() if feed.pipe.poll(1.0) else feed.overdue()
        if message is None or isinstance(message, End):
            continue
        if isinstance(message, Bad):
            failures[message.kind] += 1
        before = meter.duplicates
        for _ in intake.take(message):
            pass
        if isinstance(message, Fresh):
            languages[message.document.language] += 1
            if meter.duplicates == before:
                documents += 1
                characters += len(message.document.text)
    return Survey(
        documents=documents,
        duplicates=meter.duplicates,
        failures=dict(failures),
        languages=dict(languages),
        characters=characters,
    )
