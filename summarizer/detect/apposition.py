"""Names right behind a noun for a relative are that relative's, whatever the parser says.

"A man was jailed for raping his niece, Ana San Roe": a small parser may make the name the man's,
and who is convicted is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from summarizer.detect.names import name_runs
from summarizer.policy.people import KIN_NOUNS
from summarizer.types import Token

__all__ = ["reattached"]

_LOOSE = frozenset({"appos", "npadvmod", "dep"})
"""What a parser calls a name of which it does not know whose it is."""


def reattached(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens of a text, with such names in apposition to the noun before them."""
    changed = list(tokens)
    for run in name_runs(tokens):
        noun = run[0] - 2
        if noun < 0 or tokens[run[0] - 1].text != "," or not _is_kin(tokens[noun], tokens[run[0]]):
            continue
        top = next((i for i in run if tokens[i].head not in run), run[-1])
        if tokens[top].dep in _LOOSE and tokens[top].head != noun:
            changed[top] = replace(tokens[top], head=noun, dep="appos")
    return tuple(changed)


def _is_kin(noun: Token, name: Token) -> bool:
    return noun.text.lower() in KIN_NOUNS and noun.sentence == name.sentence
