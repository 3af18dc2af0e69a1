"""Words that limit what is said: without them, or with others, a true sentence becomes false.

Each stands for a kind. Two sentences say the same only when what they say is limited by the same
kinds: "is rarely due to", "is due to" and "is never due to" are three statements.
"""

from __future__ import annotations

__all__ = [
    "BOUNDS",
    "CONDITIONS",
    "DENIED",
    "GENERIC_PRONOUNS",
    "LIMITS",
    "LIMITS_OF_DENIAL",
    "LOOSE_QUANTITIES",
    "MARKS",
    "MODALS",
    "NEGATIVE_PRONOUNS",
    "NOT_SO",
    "PREPOSITIONS",
    "PREPOSITIONS_ALONE",
    "QUANTITIES",
    "REAL",
    "UNCERTAIN",
]

BOUNDS = frozenset({"first", "last", "only", "sole"})
"""Of so much and no more, like superlatives: "the only survivor of the crash"."""
DENIED = frozenset({"denied", "scarcely"})
"""Kinds that turn a statement round, or nearly."""


def _kinds(words: dict[str, str]) -> dict[str, str]:
    return {word: kind for kind, listed in words.items() for word in listed.split()}


LIMITS = _kinds({
    "denied": "not n't never no neither nor nowhere no-longer",
    "scarcely": "hardly barely scarcely rarely seldom infrequently",
    "nearly": "almost nearly practically virtually",
    "only": "only merely solely exclusively",
    "alleged": "allegedly reportedly apparently supposedly purportedly ostensibly seemingly"
               " presumably alleged suspected purported supposed reported apparent presumed",
    "possible": "possibly probably perhaps maybe conceivably potentially",
    "partly": "partly partially mostly mainly largely chiefly usually often sometimes occasionally"
              " generally frequently temporarily provisionally initially",
    "unreal": "attempted failed false fake mock would-be so-called planned proposed potential"
              " possible threatened",
    "former": "former ex",
})  # fmt: skip
"""Adverbs, determiners and adjectives beside a verb or noun → their kind."""

MODALS = _kinds({
    "possible": "may might can could ca",
    "due": "must should ought shall need",
    "future": "will would wo 'll 'd",
})  # fmt: skip
"""Auxiliaries → their kind. "Would" is "will" in reported speech."""

NEGATIVE_PRONOUNS = frozenset({"nobody", "none", "nothing", "neither", "no-one", "noone"})
"""Subjects and objects that deny what the verb says."""

QUANTITIES = _kinds({
    "all": "all every each everybody everyone everything both",
    "most": "most",
    "many": "many several numerous",
    "some": "some",
    "any": "any anybody anyone anything",
    "few": "few",
    "half": "half",
})  # fmt: skip
"""Words that say of how many something holds → their kind."""

LOOSE_QUANTITIES = frozenset({"all", "many"})
"""Kinds of quantity that can go: what all did, or many, is not made false without the word."""

GENERIC_PRONOUNS = frozenset(
    "anybody anyone everybody everyone nobody those whoever most many some few all none any each"
    " both one ones somebody someone".split()
)
"""Words that mean nobody in particular: whom they mean is said by the clause that follows."""

NOT_SO = frozenset(
    "deny doubt dispute reject refute fail refuse decline neglect forget avoid prevent stop cease"
    " stopped forbid ban bar".split()
)
"""Verbs after which something is said not to be so, or not to be done."""

UNCERTAIN = frozenset(
    "allege claim suspect believe think fear hope assume presume accuse consider estimate suppose"
    " appear seem".split()
)
"""Verbs after which it is left open whether something is so."""

REAL = frozenset(
    "begin start continue manage help come go keep make force see hear compel remain".split()
)
"""Verbs after which an infinitive was in fact done: "began to search"."""

MARKS = _kinds({
    "if": "if provided",
    "unless": "unless",
    "before": "before until till",
    "after": "after once",
    "because": "because since",
    "although": "although though whereas",
})  # fmt: skip
"""Conjunctions that say how one clause bears on another → their kind."""

CONDITIONS = frozenset({"if", "unless"})
"""Kinds of clause without which what hangs on them would be certain."""

LIMITS_OF_DENIAL = frozenset({"before", "without", "except"})
"""Kinds of phrase or clause that end a denial: "not before Easter"."""

PREPOSITIONS = _kinds({
    "for": "for",
    "against": "against versus",
    "with": "with",
    "without": "without",
    "before": "before until till",
    "after": "after since following",
    "to": "to into onto toward towards",
    "from": "from off",
    "by": "by",
    "above": "above over beyond",
    "below": "below beneath underneath",
    "despite": "despite notwithstanding",
    "except": "except excluding barring",
})  # fmt: skip
"""Prepositions that turn the meaning → their kind. The others ("in", "at", "of") may change."""

PREPOSITIONS_ALONE = frozenset({"against", "without", "before", "after", "despite", "except"})
"""Kinds of preposition that no plain one stands for either."""
