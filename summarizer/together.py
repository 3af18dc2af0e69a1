"""Several documents on their way together: each goes on alone until it asks the writer.

A way is a generator that yields what the writer is asked, gets the answer and returns a report.
The writer is asked once for all of them. What breaks one way ends that one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence

from summarizer.errors import DocumentError, SummarizerError, WriterError
from summarizer.models.request import Request
from summarizer.models.writer import Answer, Writer
from summarizer.types import Report

__all__ = ["Asked", "Way", "together"]

Asked = tuple[Answer, int]
"""An answer, and the milliseconds that it took: its share of what all took."""

Way = Generator[Request, Asked, Report]


def together(
    ways: Sequence[Way],
    *,
    writer: Callable[[], Writer],
    failed: Callable[[int, DocumentError], Report],
) -> list[Report]:
    """The reports at the end of all ways, in their order.

    Args:
        ways: not begun yet; each asks at most once.
        writer: loads the writer; called only when it is asked something.
        failed: (which way, why it ended) → its report.

    Raises:
        ResourceError: the writer, or something else that all need, is out of reach.
    """
    reports: dict[int, Report] = {}
    asked: dict[int, Request] = {}
    for number, way in enumerate(ways):
        try:
            asked[number] = next(way)
        except StopIteration as end:
            reports[number] = end.value
        except DocumentError as error:
            reports[number] = failed(number, error)
    for number, answer in zip(asked, _answers(writer, list(asked.values())), strict=True):
        try:
            ways[number].send(answer)
        except StopIteration as end:
            reports[number] = end.value
        except DocumentError as error:
            reports[number] = failed(number, error)
        else:
            ways[number].close()
            raise AssertionError("a way asks once")
    return [reports[number] for number in range(len(ways))]


def _answers(writer: Callable[[], Writer], requests: Sequence[Request]) -> list[Asked]:
    if not requests:
        return []
    loaded = writer()
    start = time.perf_counter()
    answers: list[Answer] = []
    broken = ""
    try:
        answers = loaded.write(requests)
    except SummarizerError:
        raise
    except Exception as error:
        broken = type(error).__name__
    if broken:
        # Outside the handler: no context of the error, which may quote a document, is kept.
        answers = [WriterError(f"internal error ({broken})") for _ in requests]
    share = round((time.perf_counter() - start) * 1000 / len(requests))
    return [(answer, share) for answer in answers]
