"""The trained detection heads: a sentence encoder, adapted, with small layers on top.

The encoder is the catalogue's, as published, and beside it a lexical head reads the words
(``lexical.py``). What we trained is shipped beside this file (``detection_heads/``): low-rank
changes to its matrices (LoRA, Hu et al. 2021), added when it is loaded, and the layers that turn
its output into levels per warning code, words that carry graphic detail, and incidents of a whole
text. How they were trained: ``training/detection/``.

``encode`` and ``judge`` are shared with the training script, so that both compute the same.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.errors import ModelError
from summarizer.models.encoder import ENCODER, identity_of, load_tensors, load_trained
from summarizer.models.fusion import Fusion, fusion_from
from summarizer.models.lexical import LexicalHead, load_lexical
from summarizer.models.naming import KINDS, LAYER, name_kinds, person_odds
from summarizer.models.privacy import private_odds
from summarizer.models.readings import NamedWord, Reading, SentenceReading
from summarizer.models.windows import Window, batches, windows
from summarizer.types import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

__all__ = [
    "HEADS",
    "INCIDENTS",
    "Encoded",
    "EncoderHeads",
    "Judged",
    "encode",
    "judge",
    "load_heads",
    "tokenise",
]

HEADS = Path(__file__).with_name("detection_heads")
"""Folder with ``weights.safetensors`` and ``heads.json``."""
INCIDENTS = ("any", "attack", "bombing", "kidnapping", "arson", "robbery")

_BUDGET = 4096
"""Tokens in a batch, padding included: more needs memory and is no faster on a processor."""
_START, _END = 101, 102
"""The marks at the ends of a BERT input."""
_UNLIKELY = -5.0
"""Log odds under which a code is out of the question and left out of a reading."""
_UNSAID = -3.0
"""The same of what the words say, which are less sure of anything."""
_TELLING = 3
"""Sentences that are enough to tell of an incident."""
_GRAPHIC = 0.5
"""Probability from which a word carries detail."""
_NOBODY = -4.0
"""Log odds under which a word that is of no other name either is left out of a reading."""


@dataclass(frozen=True, slots=True)
class EncoderHeads:
    """The loaded encoder with its heads. May be shared by threads."""

    name: str
    sha256: str
    codes: tuple[str, ...]
    fusion: Fusion
    lexical: LexicalHead
    _encoder: Any = field(repr=False, compare=False)
    _layers: Mapping[str, Tensor] = field(repr=False, compare=False)
    _privacy: Mapping[str, Tensor] = field(repr=False, compare=False)
    _naming: Mapping[str, Tensor] = field(repr=False, compare=False)
    _tokenizer: Any = field(repr=False, compare=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def __call__(self, texts: Sequence[tuple[str, Sequence[Span]]], /) -> tuple[Reading, ...]:
        """A reading of each text; the windows of all are read together, by length."""
        import torch

        with self._turn:  # the tokenizer may not be used by two threads at once
            cut = [tokenise(self._tokenizer, text, spans) for text, spans in texts]
        with torch.inference_mode():
            encoded = encode(self._encoder, [[ids for ids, _ in sentences] for sentences in cut])
            found = judge(encoded, self._layers, codes=len(self.codes))
            kinds = [name_kinds(inner, self._naming) for inner in encoded.inner_by_text()]
        words = [self.lexical([span.of(text) for span in spans]) for text, spans in texts]
        return tuple(
            self._reading(sentences, said, judged, names)
            for sentences, said, judged, names in zip(cut, words, found, kinds, strict=True)
        )

    def _reading(
        self,
        sentences: Sequence[tuple[Sequence[int], Sequence[Span]]],
        said: NDArray[np.float32],
        judged: Judged,
        kinds: Tensor,
    ) -> Reading:
        count = len(self.codes)
        likely = (
            (judged.levels[:, :, 0].cpu().numpy() > _UNLIKELY) | (said[:, :count] > _UNSAID)
        ).tolist()
        values, spoken = judged.levels.tolist(), said.tolist()
        words = judged.graphic.sigmoid().tolist()
        read = []
        position = 0
        for index, (ids, spans) in enumerate(sentences):
            logits = {
                code: tuple(values[index][place])
                for place, code in enumerate(self.codes)
                if likely[index][place]
            }
            told = words[position : position + len(ids)]
            position += len(ids)
            by_words = {
                code: spoken[index][place]
                for place, code in enumerate(self.codes)
                if likely[index][place]
            }
            read.append(
                SentenceReading(
                    logits, by_words, tuple(spoken[index][count:]), tuple(_stretches(spans, told))
                )
            )
        if not sentences:
            return Reading()
        incidents = dict(zip(INCIDENTS, judged.incidents.sigmoid().tolist(), strict=True))
        private = float(private_odds(judged.vectors, self._privacy).sigmoid())
        tokens = [span for _, spans in sentences for span in spans]
        return Reading(tuple(read), incidents, private, tuple(_named(tokens, kinds)))


def load_heads(
    *, home: Path | None = None, folder: Path = HEADS, device: str = "cpu"
) -> EncoderHeads:
    """Load the encoder and put the trained heads on it. Never fetches weights.

    Args:
        home: the model home; by default ``model_home()``.
        folder: the trained part, as ``training/detection/train.py`` writes it.
        device: as torch names it.

    Raises:
        ModelError: when the encoder is not installed, or the heads were trained for another.
    """
    facts = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    encoder, tokenizer, layers = load_trained(folder, facts, what="heads", home=home, device=device)
    lexical = load_lexical(folder, json.loads((folder / "lexical.json").read_text("utf-8")))
    privacy = load_tensors(folder / "privacy.safetensors", what="heads")
    naming = load_tensors(folder / "naming.safetensors", what="heads")
    if lexical.outputs[: len(facts["codes"])] != tuple(facts["codes"]):
        raise ModelError("heads: the lexical head knows other codes than the encoder's")
    return EncoderHeads(
        f"{ENCODER}+{facts['name']}", identity_of(folder), tuple(facts["codes"]),
        fusion_from(facts["fusion"]), lexical, encoder, layers,
        {name: tensor.to(device) for name, tensor in privacy.items()},
        {name: tensor.to(device) for name, tensor in naming.items()}, tokenizer,
    )  # fmt: skip


def tokenise(
    tokenizer: Any, text: str, sentences: Sequence[Span]
) -> list[tuple[list[int], list[Span]]]:
    """Token ids of each sentence, and the offsets of the tokens in ``text``."""
    pieces = [span.of(text) for span in sentences]
    if not pieces:
        return []
    encoded = tokenizer(pieces, add_special_tokens=False, return_offsets_mapping=True)
    return [
        (ids, [Span(span.start + a, span.start + b) for a, b in offsets])
        for span, ids, offsets in zip(
            sentences, encoded["input_ids"], encoded["offset_mapping"], strict=True
        )
    ]


@dataclass(frozen=True, slots=True)
class Encoded:
    """The tokens of several texts as the encoder sees them.

    ``hidden``: (tokens, width), of the last layer; ``inner``: of the one that names are told by.
    ``owners``: for each token its sentence, counted over all texts; ``places``: its place in the
    texts' own sequence. ``sentences`` and ``tokens``: how many of them each text has.
    """

    hidden: Tensor
    inner: Tensor
    owners: Tensor
    places: Tensor
    sentences: tuple[int, ...]
    tokens: tuple[int, ...]

    def inner_by_text(self) -> tuple[Tensor, ...]:
        """``inner`` of each text, in the order of its tokens."""
        ordered = self.inner.new_empty(self.inner.shape)
        ordered[self.places] = self.inner
        ends = accumulate(self.tokens)
        return tuple(ordered[end - size : end] for end, size in zip(ends, self.tokens, strict=True))


def encode(encoder: Any, texts: Sequence[Sequence[Sequence[int]]]) -> Encoded:
    """Run the encoder over texts that come as token ids, sentence by sentence."""
    import torch

    cut: list[tuple[int, Window]] = [
        (index, window) for index, text in enumerate(texts) for window in windows(text)
    ]
    counts = tuple(len(text) for text in texts)
    sizes = tuple(sum(map(len, text)) for text in texts)
    starts = [0, *accumulate(counts)]
    firsts = [0, *accumulate(sizes)]
    width = encoder.config.hidden_size
    device = encoder.device
    pieces: list[Tensor] = [torch.zeros(0, width, device=device)]
    inner: list[Tensor] = [torch.zeros(0, width, device=device, dtype=encoder.dtype)]
    places: list[int] = []
    owners: list[int] = []
    for batch in batches([len(window.ids) + 2 for _, window in cut], budget=_BUDGET):
        longest = max(len(cut[i][1].ids) for i in batch) + 2
        rows = [
            [_START, *cut[i][1].ids, _END] + [0] * (longest - 2 - len(cut[i][1].ids)) for i in batch
        ]
        ids = torch.tensor(rows, device=device)
        filled = torch.tensor([len(cut[i][1].ids) + 2 for i in batch], device=device)
        mask = torch.arange(longest, device=device)[None, :] < filled[:, None]
        told = encoder(
            input_ids=ids, attention_mask=mask.long(), output_hidden_states=True
        ).hidden_states
        keep: list[int] = []
        for row, i in enumerate(batch):
            text, window = cut[i]
            for at, (owner, place) in enumerate(zip(window.sentences, window.places, strict=True)):
                if owner >= 0:
                    keep.append(row * longest + at + 1)
                    places.append(firsts[text] + place)
                    owners.append(starts[text] + owner)
        kept = torch.tensor(keep, device=device)
        pieces.append(told[-1].reshape(-1, width)[kept].float())
        inner.append(told[LAYER].reshape(-1, width)[kept].detach())
    return Encoded(
        torch.cat(pieces),
        torch.cat(inner),
        torch.tensor(owners, dtype=torch.long, device=device),
        torch.tensor(places, dtype=torch.long, device=device),
        counts,
        sizes,
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """What the heads make of a text: log odds, and what they rest on.

    ``levels``: (sentences, codes, 4); a sentence without tokens has no code. ``graphic``: words,
    (tokens,). ``incidents``: (6,). ``relevance`` to an incident: (sentences,). ``vectors``: mean
    and maximum over the tokens of each sentence, (sentences, 2 * width).
    """

    levels: Tensor
    graphic: Tensor
    incidents: Tensor
    relevance: Tensor
    vectors: Tensor


def judge(encoded: Encoded, layers: Mapping[str, Tensor], *, codes: int) -> list[Judged]:
    """What the heads make of encoded texts, one by one."""
    import torch

    hidden = encoded.hidden
    vectors = _sentence_vectors(hidden, encoded.owners, sum(encoded.sentences))
    levels = _levels(vectors, layers, codes)
    words = torch.empty(len(hidden), device=hidden.device)
    words[encoded.places] = hidden @ layers["graphic.weight"] + layers["graphic.bias"]
    found = []
    start = first = 0
    for count, size in zip(encoded.sentences, encoded.tokens, strict=True):
        mine = vectors[start : start + count]
        found.append(
            Judged(
                levels[start : start + count],
                words[first : first + size],
                _incidents(mine, layers),
                relevance(mine, layers),
                mine,
            )
        )
        start += count
        first += size
    return found


def _sentence_vectors(hidden: Tensor, home: Tensor, count: int) -> Tensor:
    """Mean and maximum over the tokens of each sentence: (sentences, 2 * width)."""
    import torch

    width = hidden.shape[1]
    tokens = torch.zeros(count, 1, device=hidden.device).index_add(
        0, home, torch.ones(len(home), 1, device=hidden.device)
    )
    mean = torch.zeros(count, width, device=hidden.device).index_add(0, home, hidden)
    top = torch.full((count, width), -10.0, device=hidden.device).scatter_reduce(
        0, home[:, None].expand(-1, width), hidden, "amax"
    )
    return torch.cat([mean / tokens.clamp(min=1), top], dim=1)


def _levels(vectors: Tensor, layers: Mapping[str, Tensor], codes: int) -> Tensor:
    """Log odds of reaching each level: each level's are below the one's before it."""
    import torch
    from torch.nn.functional import softplus

    present = vectors @ layers["code.weight"] + layers["code.bias"]
    own = (vectors @ layers["step.weight"] + layers["step.bias"]).reshape(-1, codes, 3)
    shared = vectors @ layers["shared.weight"]
    steps = softplus(own + shared[:, None, :]).cumsum(-1)
    return torch.cat([present[..., None], present[..., None] - steps], dim=-1)


def _incidents(vectors: Tensor, layers: Mapping[str, Tensor]) -> Tensor:
    """Log odds of each kind of incident, from sentences weighed by what they say and where."""
    import torch

    if not len(vectors):
        return torch.full((len(INCIDENTS),), _UNLIKELY, device=vectors.device)
    place = (torch.arange(len(vectors), device=vectors.device) / 10).clamp(max=1)[:, None]
    keys = torch.tanh(
        torch.cat([vectors, place], dim=1) @ layers["key.weight"] + layers["key.bias"]
    )
    weights = (keys @ layers["query.weight"]).softmax(dim=0)
    told = (weights.T @ vectors).reshape(-1)
    kinds = told @ layers["incident.weight"] + layers["incident.bias"]
    strong = relevance(vectors, layers).topk(min(_TELLING, len(vectors))).values
    any_ = layers["telling.weight"] @ torch.stack([strong[0], strong.mean()])
    return torch.cat([kinds[:1] + any_, kinds[1:]])


def relevance(vectors: Tensor, layers: Mapping[str, Tensor]) -> Tensor:
    """Log odds that each sentence tells of the incident that a report is about."""
    return vectors @ layers["relevant.weight"] + layers["relevant.bias"]


def _named(tokens: Sequence[Span], kinds: Tensor) -> Iterator[NamedWord]:
    """The words that are part of a name, and those that may be of a person's."""
    odds = person_odds(kinds).tolist()
    likeliest = kinds[:, 1:].argmax(-1).tolist()
    for span, person, kind in zip(tokens, odds, likeliest, strict=True):
        if person > _NOBODY or KINDS[kind + 1] != "other":
            yield NamedWord(span, round(person, 2), KINDS[kind + 1])


def _stretches(spans: Sequence[Span], told: Sequence[float]) -> list[tuple[Span, float]]:
    """Runs of words that carry detail, each with the mean of their probabilities."""
    found = []
    for graphic, group in groupby(
        zip(spans, told, strict=True), key=lambda pair: pair[1] >= _GRAPHIC
    ):
        if graphic:
            members = list(group)
            mean = sum(score for _, score in members) / len(members)
            found.append((Span(members[0][0].start, members[-1][0].end), round(mean, 4)))
    return found
