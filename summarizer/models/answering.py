"""What the writers of this machine do alike with requests: encode all, answer all, else each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from summarizer.errors import WriterError
from summarizer.models.prompt import Prompt
from summarizer.models.request import Request
from summarizer.models.writer import Answer

__all__ = ["Asked", "answered", "too_long"]

Asked = tuple[Request, list[int]]
"""A request and its prompt's token ids."""


def answered(
    requests: Sequence[Request],
    *,
    model: str,
    encoded: Callable[[Request], list[int]],
    answers: Callable[[Sequence[Asked]], Sequence[tuple[str, ...]]],
) -> list[Answer]:
    """An answer for each request; a ``WriterError`` for one that cannot be encoded or answered.

    Args:
        requests: what is asked.
        model: its name, for errors.
        encoded: the token ids of a request's prompt; raises ``WriterError``.
        answers: texts for each of several requests, written together. May raise anything.
    """
    found: dict[int, Answer] = {}
    asked: dict[int, Asked] = {}
    for number, request in enumerate(requests):
        try:
            asked[number] = (request, encoded(request))
        except WriterError as error:
            found[number] = error
    try:
        found |= dict(zip(asked, answers([*asked.values()]), strict=True))
    except Exception:
        # Any model's own code runs here. Alone, so that only who is to blame has no answer.
        found |= {number: _alone(each, model, answers) for number, each in asked.items()}
    return [found[number] for number in range(len(requests))]


def _alone(
    asked: Asked, model: str, answers: Callable[[Sequence[Asked]], Sequence[tuple[str, ...]]]
) -> Answer:
    try:
        return answers([asked])[0]
    except Exception as error:
        return WriterError(
            f"model {model}: generation broke ({type(error).__name__}); "
            "use fewer candidates, a shorter text or another model"
        )


def too_long(prompt: Prompt, *, length: int, new: int, context: int, model: str) -> WriterError:
    """The error of a prompt that leaves no room for its answer; all but ``model`` in tokens."""
    return WriterError(
        f"prompt {prompt.name or 'without a name'}: {length} tokens and an answer of {new} "
        f"do not fit the {context} tokens of model {model}; shorten the text"
    )
