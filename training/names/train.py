"""Trains the reader of names: ``python -m training.names.train``.

A small network on what the detection encoder's third layer makes of a word and its neighbours
(``summarizer/models/naming.py``). ``data/labels.jsonl`` says of every name in 1,700 texts, most of
them invented news, whether it is a person's (``p``), a place's (``l``), a body's (``b``) or
anything else's (``o``); ``m`` is a person's with other words, ``?`` open, and neither is learnt
from. The texts lie in ``training/pairs`` and ``training/identity``; each is read a second time with
people's names where places and bodies stood, and a third with names that look like another kind's
(``things.py``).

Run it after ``training.detection.train``, on whose encoder it stands; takes 25 minutes on two
cores. With ``--trial`` it learns from three quarters of the authors, four times, and says what it
makes of the others' names; kindly, since the people who are put are of all authors.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import cross_entropy, dropout, gelu

from summarizer import read
from summarizer.models.encoder import load_trained
from summarizer.models.heads import HEADS, encode, tokenise
from summarizer.models.naming import KINDS, name_kinds, person_odds, with_neighbours
from summarizer.policy.people import TITLES
from training.names.things import a_body, a_place, a_town, a_wordly_person
from training.pairs.read import WRITTEN, read_written

HERE = Path(__file__).parent
IDENTITY = HERE.parent / "identity" / "data"
_FOLDERS = ("public", "quiet", "worked")
_PARTS = 4
_OTHER_WORDS = 0.1
"""Share of the words that are in no name from which is learnt."""
_HIDDEN, _EPOCHS, _RATE, _DECAY, _BATCH, _DROPOUT = 64, 8, 2e-3, 0.05, 512, 0.3
_LEAST = (0.0, -1.0, -2.0, -3.0)
_SWAPPED = {"l": 0.6, "b": 0.3}
"""Share of the names of places and bodies that people's are put for."""
_RENAMED = {"l": 0.5, "b": 0.5, "p": 0.1}
"""Share of the names that are changed for ones that look like another kind's."""
_TOWNS, _WORDLY = 0.8, 0.3
"""Shares: of single words that become a town's; of people put whose surname is a word."""
_FULL_NAME = ("first", "last")
_LETTERS = {"p": "person", "l": "place", "b": "body", "o": "other"}


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a text: its letter, and the tokens of each place where it stands."""

    letter: str
    tokens: tuple[range, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text's tokens as the encoder has them (tokens, width), half precision, and its names.

    ``swapped``: people stand in it where places did.
    """

    author: str
    swapped: bool
    inner: Tensor
    names: tuple[_Name, ...]
    capitals: tuple[bool, ...]


def main() -> None:
    """Read, fit, write; or try."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HEADS)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--trial", action="store_true")
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    texts = list(_texts())
    print(f"{len(texts)} texts, {sum(len(text.names) for text in texts)} names", flush=True)
    if options.trial:
        _try(texts)
        return
    layers = {name: tensor.half() for name, tensor in _fit(texts).items()}
    save_file(layers, options.out / "naming.safetensors")


def _texts() -> Iterator[_Text]:
    facts = json.loads((HEADS / "heads.json").read_text(encoding="utf-8"))
    encoder, tokenizer, _ = load_trained(HEADS, facts, what="heads", home=None, device="cpu")
    for author, swapped, text, letters in _labelled():
        document = read.read_text(text, source="training")
        spans = [document.plain_span(sentence.span) for sentence in document.sentences]
        cut = tokenise(tokenizer, document.plain, spans)
        with torch.inference_mode():
            (inner,) = encode(encoder, [[ids for ids, _ in cut]]).inner_by_text()
        tokens = [span for _, own in cut for span in own]
        starts = [span.start for span in tokens]
        yield _Text(
            author,
            swapped,
            inner.clone().half(),
            tuple(_names(document.plain, letters, starts)),
            tuple(document.plain[start].isupper() for start in starts),
        )


def _labelled() -> Iterator[tuple[str, bool, str, Mapping[str, str]]]:
    """Author, whether people were put, text and the letter of each name.

    Each text comes twice: as it is, and with people where places were.
    """
    written = dict(_written())
    lines = (HERE / "data" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    people = sorted({name for row in rows for name in row.get("p", ()) if _is_bare(name)})
    for row in rows:
        name = row.pop("id")
        letters = {name: letter for letter, names in row.items() for name in names}
        author = name.rpartition("-")[0]
        yield author, False, written[name], letters
        yield author, True, *_swapped(written[name], letters, people)
        yield author, True, *_renamed(written[name], letters, people)


def _is_bare(name: str) -> bool:
    """True for a name of letters alone, without a title before it."""
    words = name.split()
    return words[0].lower().rstrip(".") not in TITLES and name.replace(" ", "").isalpha()


def _swapped(
    text: str, letters: Mapping[str, str], people: Sequence[str]
) -> tuple[str, dict[str, str]]:
    """A text in which people stand where places and bodies did: "the attack on Ella Moon".

    Without such texts the reader learns from what stands around a name that "near X" is a place,
    whatever X is.
    """
    put = {
        name: (_somebody(people), "p")
        for name, letter in letters.items()
        if random.random() < _SWAPPED.get(letter, 0.0)
    }
    return _with(text, letters, put)


def _renamed(
    text: str, letters: Mapping[str, str], people: Sequence[str]
) -> tuple[str, dict[str, str]]:
    """A text whose places and bodies are called after people: "tried for the Arthur Lamb Baths".

    And some of whose people are called like places: "Joan Court". Without such texts the reader
    learns that a first name begins the name of somebody.
    """
    put = {}
    for name, letter in letters.items():
        if random.random() >= _RENAMED.get(letter, 0.0):
            continue
        if letter == "p":
            if len(name.split()) == len(_FULL_NAME) and _is_bare(name):
                put[name] = (a_wordly_person(people), "p")
        elif " " not in name and random.random() < _TOWNS:
            put[name] = (a_town(), letter)
        else:
            put[name] = (a_place(people) if letter == "l" else a_body(people), letter)
    return _with(text, letters, put)


def _somebody(people: Sequence[str]) -> str:
    return a_wordly_person(people) if random.random() < _WORDLY else random.choice(people)


def _with(
    text: str, letters: Mapping[str, str], put: Mapping[str, tuple[str, str]]
) -> tuple[str, dict[str, str]]:
    """The text with other names, and all names' letters."""
    if not put:
        return text, dict(letters)
    found = "|".join(re.escape(name) for name in sorted(letters, key=len, reverse=True))
    changed = re.sub(
        rf"(?<!\w)(?:{found})(?!\w)", lambda m: put[m[0]][0] if m[0] in put else m[0], text
    )
    kept = {name: letter for name, letter in letters.items() if name not in put}
    return changed, {**kept, **dict(put.values())}


def _written() -> Iterator[tuple[str, str]]:
    for file in sorted(WRITTEN.glob("*.txt")):
        for pair in read_written(file):
            yield pair.id, pair.document
    for folder in _FOLDERS:
        for file in sorted((IDENTITY / folder).glob("*.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                yield row["id"], row["text"]


def _names(text: str, letters: Mapping[str, str], starts: Sequence[int]) -> Iterator[_Name]:
    """The names where they stand, the longest first: "Anna" in "Anna Roe" is no name by itself."""
    taken: list[tuple[int, int]] = []
    for name in sorted(letters, key=len, reverse=True):
        places = []
        pattern = r"\s+".join(re.escape(word) for word in name.split())
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                places.append(range(*(bisect_left(starts, end) for end in match.span())))
        if any(places):
            yield _Name(letters[name], tuple(filter(len, places)))


def _fit(texts: Sequence[_Text]) -> dict[str, Tensor]:
    """The weights; they are learnt of standardised values and written for plain ones."""
    rows, gold = _rows(texts)
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    width = rows.shape[1]
    first, last = torch.nn.Linear(width, _HIDDEN), torch.nn.Linear(_HIDDEN, len(KINDS))
    weights = [*first.parameters(), *last.parameters()]
    optimiser = torch.optim.AdamW(weights, lr=_RATE, weight_decay=_DECAY)
    steps = _EPOCHS * (len(rows) // _BATCH + 1)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps)
    for _ in range(_EPOCHS):
        for batch in torch.randperm(len(rows)).split(_BATCH):
            values = dropout((rows[batch] - mean) / scale, _DROPOUT)
            loss = cross_entropy(last(dropout(gelu(first(values)), _DROPOUT)), gold[batch])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rates.step()
    own = first.weight.detach() / scale
    return {
        "in.weight": own.T.contiguous(),
        "in.bias": first.bias.detach() - own @ mean,
        "out.weight": last.weight.detach().T.contiguous(),
        "out.bias": last.bias.detach(),
    }


def _rows(texts: Sequence[_Text]) -> tuple[Tensor, Tensor]:
    """What is learnt from: (words, 3 * width), and the place of each word's kind in ``KINDS``."""
    rows, gold = [], []
    for text in texts:
        target: list[str | None] = [
            "other" if capital or random.random() < _OTHER_WORDS else None
            for capital in text.capitals
        ]
        for name in text.names:
            for index in (i for place in name.tokens for i in place):
                target[index] = _LETTERS.get(name.letter)
        kept = [i for i, kind in enumerate(target) if kind is not None]
        rows.append(with_neighbours(text.inner)[kept])
        gold += [KINDS.index(kind) for kind in target if kind is not None]
    return torch.cat(rows), torch.tensor(gold)


def _try(texts: Sequence[_Text]) -> None:
    """Learns from three quarters of the authors and says what it makes of the others' names."""
    authors = sorted({text.author for text in texts})
    random.shuffle(authors)
    judged: list[tuple[float, str, str]] = []
    for part in range(_PARTS):
        held = set(authors[part::_PARTS])
        layers = _fit([text for text in texts if text.author not in held])
        for text in (text for text in texts if text.author in held and not text.swapped):
            kinds = name_kinds(text.inner, layers)
            odds = person_odds(kinds)
            for name in text.names:
                if name.letter in _LETTERS:
                    mean = sum(float(odds[list(at)].mean()) for at in name.tokens)
                    words = [i for at in name.tokens for i in at]
                    kind = KINDS[int(kinds[words].mean(0).argmax())]
                    judged.append((mean / len(name.tokens), kind, _LETTERS[name.letter]))
    for least in _LEAST:
        shares = [
            sum(odds >= least for odds, _, gold in judged if (gold == "person") == person)
            / sum((gold == "person") == person for _, _, gold in judged)
            for person in (True, False)
        ]
        print(f"from {least}: {shares[0]:.1%} of the people, {shares[1]:.1%} of the others")
    for gold in KINDS:
        told = Counter(kind for _, kind, own in judged if own == gold)
        print(gold, {kind: told[kind] for kind in KINDS})


if __name__ == "__main__":
    main()
