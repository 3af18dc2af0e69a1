"""Ways to get somebody protected back out of what left the program.

Each attack is given a document with its labels and the pieces of text that got out, and says
which forbidden wordings it recovers, by their place in ``ProtectedText.forbidden``. Both sides are
normalised first, so that another kind of quotation mark saves nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from summarizer.evaluate.protected import Marked, ProtectedText
from summarizer.policy.people import KIN_OF_SOMEBODY, TITLES
from summarizer.policy.schema import Policy
from summarizer.text import FUNCTION_WORDS, normalise, sentences

__all__ = ["ATTACKS", "got_out", "stands"]

Attack = Callable[[ProtectedText, Sequence[str], Policy], set[int]]

_NAME_LIKE = frozenset({"name", "nickname", "birth-name", "suspect", "handle"})
_PERSONS = _NAME_LIKE - {"handle"}
_SHORTEST_PART = 3
_WORD = re.compile(r"[^\W\d_][\w']*")
_CAPITAL = r"[^\W\d_a-z][\w'.-]*"
_NAME = rf"{_CAPITAL}(?: (?:(?:de|da|del|van|von|der|bin|binti|bint|al|el) )*{_CAPITAL})*"
_JOINT = r"(?:, (?:and |or )?| and | or | & )"
_LIST = re.compile(rf"{_NAME}(?:{_JOINT}{_NAME})+")


def got_out(
    text: ProtectedText, outputs: Mapping[str, Sequence[str]], *, policy: Policy
) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Each forbidden wording that is recovered, by which attack, and in which of the outputs.

    A wording is counted once, by the first attack of ``ATTACKS`` that gets it.
    """
    folded = {place: [_folded(piece) for piece in pieces] for place, pieces in outputs.items()}
    seen: set[int] = set()
    for attack, recover in ATTACKS.items():
        hits = {place: recover(text, pieces, policy) for place, pieces in folded.items()}
        for entry in sorted(set().union(*hits.values()) - seen):
            seen.add(entry)
            yield entry, attack, tuple(place for place, found in hits.items() if entry in found)


def stands(wording: str, text: str) -> bool:
    """True when a wording is in a text: in any case, between word borders."""
    return bool(_pattern(wording).search(_folded(text)))


def _string(text: ProtectedText, pieces: Sequence[str], policy: Policy) -> set[int]:
    """The wording as it stood."""
    return {
        entry for entry, marked in enumerate(text.forbidden) if _any(_pattern(marked.text), pieces)
    }


def _parts(text: ProtectedText, pieces: Sequence[str], policy: Policy) -> set[int]:
    """One word of a name, with its capital."""
    free = {word.lower() for marked in text.may_stay for word in _words(marked)}
    free |= TITLES | FUNCTION_WORDS
    return {
        entry
        for entry, marked in enumerate(text.forbidden)
        if marked.kind in _NAME_LIKE
        for word in _words(marked)
        if len(word) >= _SHORTEST_PART and word[0].isupper() and word.lower() not in free
        # "hope" is no trace of somebody called Hope.
        if any(hit[0][0].isupper() for piece in pieces for hit in _pattern(word).finditer(piece))
    }


def _initials(text: ProtectedText, pieces: Sequence[str], policy: Policy) -> set[int]:
    """The first letters of a name of several words: "A.R.", "A. R.", "AR"."""
    known = policy.known_names.letters
    stay = [_folded(marked.text) for marked in text.may_stay]
    found = set()
    for entry, marked in enumerate(text.forbidden):
        if marked.kind not in _PERSONS:
            continue
        for letters in _letters(marked) - known:
            dotted = r"\.\s?".join(letters)
            pattern = re.compile(rf"(?<![\w.])(?:{letters}|{dotted}\.?)(?!\w)")
            if _any(pattern, pieces) and not _any(pattern, stay):
                found.add(entry)
    return found


def _elimination(text: ProtectedText, pieces: Sequence[str], policy: Policy) -> set[int]:
    """The only one of a list who is missing; a relative of an offender of the same surname."""
    found = set()
    spoken = [span.of(piece) for piece in pieces for span in sentences(piece)]
    for others, entry in _lists(text, policy):
        if any(all(_pattern(other).search(said) for other in others) for said in spoken):
            found.add(entry)
    if not _any(KIN_OF_SOMEBODY, pieces):
        return found
    surnames = {
        _words(marked)[-1].lower()
        for marked in text.may_stay
        if marked.kind == "offender" and _words(marked) and _any(_pattern(marked.text), pieces)
    }
    for entry, marked in enumerate(text.forbidden):
        if marked.kind in _PERSONS and _words(marked) and _words(marked)[-1].lower() in surnames:
            found.add(entry)
    return found


ATTACKS: Mapping[str, Attack] = {
    "string": _string,
    "parts": _parts,
    "initials": _initials,
    "elimination": _elimination,
}
"""By name, in the order in which they are tried."""


def _lists(text: ProtectedText, policy: Policy) -> Iterator[tuple[list[str], int]]:
    """Lists of names with exactly one forbidden: the others, and the forbidden entry.

    What may stay, other forbidden wordings, places and plain words are no members of a list of
    people: that they are told says nothing of who is missing.
    """
    source = _folded(text.text)
    for sentence in sentences(source):
        for listed in _LIST.finditer(sentence.of(source).replace("\n", " ")):
            others: list[str] = []
            missing: list[int] = []
            for name in map(_untitled, re.split(_JOINT, listed[0])):
                hits = [
                    entry
                    for entry, marked in enumerate(text.forbidden)
                    if marked.kind in _PERSONS and _pattern(marked.text).search(name)
                ]
                if hits:
                    # Of "Anna Reed", "Anna" and "Reed" the fullest is the one recovered.
                    missing.append(max(hits, key=lambda entry: len(text.forbidden[entry].text)))
                elif _may_be_member(name, text, policy):
                    others.append(name)
            if others and len(missing) == 1:
                yield others, missing[0]


def _may_be_member(name: str, text: ProtectedText, policy: Policy) -> bool:
    if len(name) < _SHORTEST_PART or not name[0].isupper():
        return False
    if name.lower() in policy.plain_words.words or policy.known_names.is_large_place(name):
        return False
    pattern = _pattern(name)
    return not any(
        pattern.search(_folded(marked.text)) or _pattern(marked.text).search(name)
        for marked in (*text.may_stay, *text.forbidden)
    )


def _untitled(name: str) -> str:
    """Without titles, a possessive, and words like "The" at the start of a sentence."""
    words = name.strip(".").removesuffix("'s").split()
    while words and words[0].lower().rstrip(".") in TITLES | FUNCTION_WORDS:
        words.pop(0)
    return " ".join(words)


def _words(marked: Marked) -> list[str]:
    return _WORD.findall(_folded(marked.text))


def _letters(marked: Marked) -> set[str]:
    """Initials of a name, in full, by first and last name, and with hyphens read both ways."""
    found = set()
    for name in (_folded(marked.text), _folded(marked.text).replace("-", " ")):
        words = [word for word in _untitled(name).split() if word[0].isupper()]
        if len(words) > 1:
            found |= {"".join(word[0] for word in words), words[0][0] + words[-1][0]}
    return found


def _any(pattern: re.Pattern[str], pieces: Sequence[str]) -> bool:
    return any(map(pattern.search, pieces))


def _folded(text: str) -> str:
    return normalise(text)[0]


@lru_cache(maxsize=4096)
def _pattern(wording: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, _folded(wording).split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
