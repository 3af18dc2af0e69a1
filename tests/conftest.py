"""What many tests share: the loaded parser and policy. Both are read-only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from summarizer.models.entailment import Entailment
from summarizer.models.readings import Heads
from summarizer.policy.schema import Policy
from summarizer.types import Token

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
