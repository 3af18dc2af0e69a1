"""What many tests share: the loaded parser and policy. Both are read-only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from summarizer.models.entailment import Entailment
from summarizer.models.parser import Parser
from summarizer.models.readings import Heads, Reading
from summarizer.policy.schema import Policy
from summarizer.types import Span, Token

# Machines are shared and noisy: how long an example takes says nothing about it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

DOCUMENTS = Path(__file__).parent / "documents"


def pytest_configure(config: pytest.Config) -> None:
    # Where processes share the files of tests: in our order, not those of most tests first.
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow files first, so that no process is left with one while the others are done."""
    if hasattr(config, "workerinput"):
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Streamlit's own tests leave a page in place of the main module: new processes load that."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def parse() -> Callable[[str], Sequence[Token]]:
    """The real parser; ``make test`` fetches its weights first."""
    from summarizer.models import load_parser, model_home

    return load_parser(home=model_home())


@pytest.fixture(scope="session")
def heads() -> Heads:
    """The real detection heads."""
    from summarizer.models import load_heads, model_home

    return load_heads(home=model_home())


class RecallingParser:
    """A parser that parses no text twice."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._known: dict[str, tuple[Token, ...]] = {}

    def __call__(self, text: str, /) -> tuple[Token, ...]:
        return self.many([text])[0]

    def many(self, texts: Sequence[str], /) -> list[tuple[Token, ...]]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._parser.many(new), strict=True))
        return [self._known[text] for text in texts]


class RecallingHeads:
    """Heads that read no text twice."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._known: dict[tuple[str, tuple[Span, ...]], Reading] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._heads, name)

    def __call__(self, texts: Sequence[tuple[str, Sequence[Span]]], /) -> tuple[Reading, ...]:
        keys = [(text, tuple(spans)) for text, spans in texts]
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        if new:
            self._known.update(zip(new, self._heads(new), strict=True))
        return tuple(self._known[key] for key in keys)


@pytest.fixture(scope="module")
def recalling_parse(parse: Parser) -> RecallingParser:
    """The real parser, for tests that ask about one text again and again."""
    return RecallingParser(parse)


@pytest.fixture(scope="module")
def recalling_heads(heads: Heads) -> RecallingHeads:
    """The real heads, for tests that ask about one text again and again."""
    return RecallingHeads(heads)


@pytest.fixture(scope="session")
def entailment() -> Entailment:
    """The real entailment head."""
    from summarizer.models import load_entailment, model_home

    return load_entailment(home=model_home())


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The default policy."""
    from summarizer.policy import load_policy

    return load_policy("default")


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder of documents written for the tests."""
    return DOCUMENTS
