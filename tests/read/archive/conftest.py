"""How a source is run in these tests: in bounded time and memory, with nothing written."""

import signal
import tempfile
import tracemalloc
from contextlib import closing, suppress

import pytest

from summarizer.errors import ReadError
from summarizer.read.archive import KINDS, Entry, Refused, entries, read_entry

CANARY = "kestrel"
SECONDS = 30
MAX_PEAK = 60_000_000


@pytest.fixture
def drained(tmp_path, monkeypatch):
    """Runs a source to its end; gives what came, after what holds for every source."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "here"))

    def late(*_):
        raise AssertionError("the source takes too long")

    def drain(source, **options):
        before = listing(tmp_path)
        handler = signal.signal(signal.SIGALRM, late)
        signal.alarm(SECONDS)
        tracemalloc.start()
        try:
            kept = []
            with closing(entries(str(source), **options)) as stream:
                kept.extend(stream)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            signal.alarm(0)
            signal.signal(signal.SIGALRM, handler)
        assert peak < MAX_PEAK
        assert listing(tmp_path) == before
        for each in kept:
            assert isinstance(each, (Entry, Refused))
            assert CANARY not in repr(each)
            assert each.source.isprintable()
            if isinstance(each, Refused):
                assert each.kind in KINDS
                assert each.reason
        for each in [each for each in kept if isinstance(each, Entry)][:3]:
            if len(each.data) < 10_000:
                with suppress(ReadError):
                    assert read_entry(each).source == each.source
        sources = [each.source for each in kept]
        assert len(set(sources)) == len(sources)
        return kept

    return drain


def listing(folder):
    return sorted((str(path), path.lstat().st_size) for path in folder.rglob("*"))
