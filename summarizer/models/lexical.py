"""The lexical head: word stems of a sentence, its neighbours and its text, weighed per code.

A linear model over tf-idf weights (Joachims 1998): what the encoder blurs, rare words above all,
it keeps. Three views of a sentence are weighed together: its own stems and pairs of stems, the
stems around it, and those of the whole text. Weights are kept in eight bits. Needs numpy alone.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.text import stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["VIEWS", "LexicalHead", "View", "grams", "load_lexical", "stems", "views_of"]

VIEWS = ("sentence", "around", "text")
"""What is weighed: the sentence, two sentences before and one behind it, the whole text."""

_WORD = re.compile(r"[a-z]+|\d+")
_BEFORE, _BEHIND = 2, 1


@dataclass(frozen=True, slots=True)
class View:
    """The terms of one view: their place, their idf, and their weights (terms, outputs)."""

    places: Mapping[str, int] = field(repr=False)
    idf: NDArray[np.float32] = field(repr=False)
    weights: NDArray[np.int8] = field(repr=False)
    scales: NDArray[np.float32] = field(repr=False)

    def score(self, terms: Mapping[str, int]) -> NDArray[np.float32]:
        """The sum of the weights of a bag of terms, each by its tf-idf, of length one."""
        import numpy as np

        known = [(self.places[term], count) for term, count in terms.items() if term in self.places]
        if not known:
            return np.zeros(len(self.scales), dtype=np.float32)
        index = np.array([place for place, _ in known])
        value = self.idf[index] * np.array([1 + math.log(n) for _, n in known], dtype=np.float32)
        value /= np.sqrt((value**2).sum())
        return np.asarray((value @ self.weights[index]) * self.scales, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class LexicalHead:
    """The three views, and what is added to their sum. Outputs are log odds, in the order given."""

    outputs: tuple[str, ...]
    views: Mapping[str, View] = field(repr=False)
    bias: NDArray[np.float32] = field(repr=False)

    def __call__(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        """Log odds (sentences, outputs) for the sentences of one text, in their order."""
        import numpy as np

        found = np.tile(self.bias, (len(sentences), 1))
        whole: NDArray[np.float32] | None = None
        for index, bags in enumerate(views_of(sentences)):
            found[index] += self.views["sentence"].score(bags["sentence"])
            found[index] += self.views["around"].score(bags["around"])
            if whole is None:
                whole = self.views["text"].score(bags["text"])
            found[index] += whole
        return found


def views_of(sentences: Sequence[str]) -> Iterator[Mapping[str, Counter[str]]]:
    """For each sentence of a text its bags of terms, by view."""
    cut = [stems(sentence) for sentence in sentences]
    text = Counter(term for terms in cut for term in terms)
    for index, terms in enumerate(cut):
        near = [*cut[max(0, index - _BEFORE) : index], *cut[index + 1 : index + 1 + _BEHIND]]
        yield {
            "sentence": Counter(grams(terms)),
            "around": Counter(term for other in near for term in other),
            "text": text,
        }


def grams(terms: Sequence[str]) -> list[str]:
    """Stems and pairs of neighbouring stems."""
    return [*terms, *(f"{left} {right}" for left, right in pairwise(terms))]


def stems(sentence: str) -> list[str]:
    """The stems of a sentence's words, and its figures."""
    return [_stem(word) for word in _WORD.findall(sentence.lower())]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return stem(word)


def load_lexical(folder: Path, facts: Mapping[str, Any]) -> LexicalHead:
    """The lexical head that ``training/detection/lexical.py`` wrote into a folder."""
    import numpy as np
    from safetensors.numpy import load_file

    tensors = load_file(folder / "lexical.safetensors")
    terms = (folder / "lexical.txt").read_text(encoding="utf-8").split("\n\n")
    views = {
        name: View(
            {term: place for place, term in enumerate(listed.splitlines())},
            tensors[f"{name}.idf"].astype(np.float32),
            tensors[f"{name}.weights"],
            tensors[f"{name}.scales"],
        )
        for name, listed in zip(VIEWS, terms, strict=True)
    }
    return LexicalHead(tuple(facts["outputs"]), views, tensors["bias"])
