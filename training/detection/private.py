"""Trains the reader of private lives: ``python -m training.detection.private --data DATA``.

Two vectors of weights on what the detection heads make of each sentence
(``summarizer/models/privacy.py``). Yes: documents with somebody to protect, many of them told
quietly (``training/identity/data``: ``worked`` and the protected ones of ``quiet``). No: general
news without any sign of harm, whole and cut to the length of the others, texts written to be
innocent, and invented news of all desks (``public``), without which it would learn to tell
invented texts from real ones. The innocent look-alikes of ``quiet`` are left out: nothing so small
can tell them from the others (area under the curve 0.55), and with them it learns less about news.

Run it after ``train.py``, on whose vectors it stands; takes five minutes. With ``--trial`` it
leaves each author of ``quiet`` out in turn and says what would be found of theirs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from summarizer import read
from summarizer.evaluate.labelled import read_labelled
from summarizer.evaluate.protected import read_protected
from summarizer.models.encoder import load_trained
from summarizer.models.heads import HEADS, encode, judge, tokenise
from summarizer.models.privacy import private_odds
from summarizer.policy import load_policy
from training.detection.train import HERE

IDENTITY = HERE.parent / "identity" / "data"
_NEWS = 700
_LONGEST = 4000
"""Characters that are read of a story."""
_SHORTEST_WORDS = 40
_CUT = (4, 14)
"""Sentences that a cut story keeps, at least and at most."""
_EPOCHS, _RATE, _DECAY, _BATCH = 60, 3e-3, 0.05, 64
_LIKE_THEM = ("b", "u3")
"""How the authors are called whose innocent stories are of private people too: look-alikes."""
_SHARES = (0.8, 0.9, 0.95)
"""Of an author's texts that a trial asks to be found."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with whether it is of the kind; ``quiet``: its author, where it was told quietly."""

    text: str
    private: bool
    quiet: str = ""
    cut: bool = False


def main() -> None:
    """Read, fit, write; or try."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public data sets")
    parser.add_argument("--out", type=Path, default=HEADS)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--trial", action="store_true")
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    texts = [*_protected(), *_quiet(), *_innocent(), *_public(), *_news(options.data)]
    vectors = _vectors(texts)
    print(f"{sum(t.private for t in texts)} private texts, {len(texts)} in all", flush=True)
    if options.trial:
        _try(texts, vectors)
        return
    layers = _fit(vectors, [text.private for text in texts])
    save_file(layers, options.out / "privacy.safetensors")


def _protected() -> Iterator[_Text]:
    for text in read_protected(IDENTITY / "worked"):
        if text.forbidden:
            yield _Text(text.text, True)


def _quiet() -> Iterator[_Text]:
    for file in sorted((IDENTITY / "quiet").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["concerns"]:
                yield _Text(row["text"], True, file.stem)


def _innocent() -> Iterator[_Text]:
    for folder in ("train", "tune"):
        for file in sorted((HERE / "data" / folder).glob("*.txt")):
            if file.stem.startswith(_LIKE_THEM):
                continue
            for text in read_labelled(file):
                if text.innocent and len(text.text.split()) >= _SHORTEST_WORDS:
                    yield _Text(text.text, False)


def _public() -> Iterator[_Text]:
    for file in sorted((IDENTITY / "public").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield _Text(json.loads(line)["text"], False)


def _news(data: Path) -> Iterator[_Text]:
    identity = load_policy("default").identity
    with gzip.open(data / "fib.jsonl.gz", "rt", encoding="utf-8") as lines:
        stories = dict.fromkeys(json.loads(line)["document"][:_LONGEST] for line in lines)
    for story in islice(stories, _NEWS):
        if not identity.concerns_of((), story):
            yield _Text(story, False)
            yield _Text(story, False, cut=True)


def _vectors(texts: Sequence[_Text]) -> list[Tensor]:
    """The sentences of each text as the heads see them: (sentences, 2 * width)."""
    facts = json.loads((HEADS / "heads.json").read_text(encoding="utf-8"))
    encoder, tokenizer, layers = load_trained(HEADS, facts, what="heads", home=None, device="cpu")
    found = []
    for text in texts:
        document = read.read_text(text.text, source="training")
        spans = [document.plain_span(sentence.span) for sentence in document.sentences]
        if text.cut:
            spans = spans[: random.randint(*_CUT)]
        ids = [ids for ids, _ in tokenise(tokenizer, document.plain, spans)]
        with torch.inference_mode():
            (judged,) = judge(encode(encoder, [ids]), layers, codes=len(facts["codes"]))
        found.append(judged.vectors.clone())
    return found


def _fit(vectors: Sequence[Tensor], private: Sequence[bool]) -> dict[str, Tensor]:
    """The weights; they are learnt of standardised values and written for plain ones."""
    joined = torch.cat(list(vectors))
    mean, scale = joined.mean(0), joined.std(0) + 1e-6
    width = joined.shape[1]
    plain = [(each - mean) / scale / width**0.5 for each in vectors]
    layers = {
        "sentence.weight": torch.zeros(width),
        "text.weight": torch.zeros(width),
        "bias": torch.zeros(1),
    }
    for tensor in layers.values():
        tensor.requires_grad_()
    optimiser = torch.optim.AdamW(list(layers.values()), lr=_RATE, weight_decay=_DECAY)
    gold = torch.tensor([float(each) for each in private])
    for _ in range(_EPOCHS):
        for batch in torch.randperm(len(plain)).split(_BATCH):
            odds = torch.stack([private_odds(plain[i], layers) for i in batch.tolist()])
            loss = cross_entropy(odds, gold[batch])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    own = {name: tensor.detach() for name, tensor in layers.items()}
    for name in ("sentence.weight", "text.weight"):
        own[name] = own[name] / scale / width**0.5
        own["bias"] = own["bias"] - mean @ own[name]
    return {name: tensor.contiguous() for name, tensor in own.items()}


def _try(texts: Sequence[_Text], vectors: Sequence[Tensor]) -> None:
    """What would be found of each author by what was learnt of the others and half of the rest."""
    authors = sorted({text.quiet for text in texts} - {""})
    for author in authors:
        held = [
            text.quiet == author or (not text.private and i % 4 > 1) for i, text in enumerate(texts)
        ]
        mine = [i for i in range(len(texts)) if not held[i]]
        layers = _fit([vectors[i] for i in mine], [texts[i].private for i in mine])
        odds = [float(private_odds(each, layers)) for each in vectors]
        theirs = sorted(odds[i] for i, text in enumerate(texts) if text.quiet == author)
        others = [odds[i] for i, text in enumerate(texts) if held[i] and text.quiet != author]
        for share in _SHARES:
            least = theirs[int(len(theirs) * (1 - share))]
            wrong = sum(each >= least for each in others) / len(others)
            told = torch.tensor(least).sigmoid().item()
            print(f"{author}: {share:.0%} from {told:.2f} on, and {wrong:.1%} of the others")


if __name__ == "__main__":
    main()
