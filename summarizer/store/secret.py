"""Digests that say whether two words are the same, and to nobody without the key which words.

Names and places are few: whoever holds a digest without a key can try them all. With the key kept
in the store, whoever has a copy of the store can still do so; with the key in the environment, a
copy alone is worth nothing.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from summarizer.errors import SettingsError

__all__ = ["KEY_VARIABLE", "Secret", "given_secret"]

KEY_VARIABLE = "SUMMARIZER_STORE_KEY"

_BYTES = 32
_CASE_KEY = "case-key"
_CHECK = "check"


@dataclass(frozen=True, slots=True)
class Secret:
    """The key of all digests of a store; ``repr`` hides it.

    Raises:
        ValueError: when it has fewer than 32 bytes.
    """

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) < _BYTES:
            raise ValueError(f"a key has at least {_BYTES} bytes")

    @classmethod
    def new(cls) -> Secret:
        """A random one."""
        return cls(secrets.token_bytes(_BYTES))

    @classmethod
    def from_hex(cls, text: str) -> Secret:
        """One that was written down.

        Raises:
            ValueError: when it is not hexadecimal or too short.
        """
        return cls(bytes.fromhex(text))

    def digest(self, kind: str, value: str) -> str:
        """HMAC-SHA256 of a value of some kind, as 64 hexadecimal digits.

        Values that differ in case, in white space or in how their letters are encoded are one.
        """
        message = f"{kind}\0{_folded(value)}".encode("utf-8", "surrogatepass")
        return hmac.new(self.key, message, sha256).hexdigest()

    def case_key(self, text: str) -> str:
        """The digest of what identifies a case; empty when there is nothing in ``text``."""
        return self.digest(_CASE_KEY, text) if _folded(text) else ""

    @property
    def check(self) -> str:
        """What a store keeps to know its key again; it does not lead back to the key."""
        return self.digest(_CHECK, "")


def given_secret(environ: Mapping[str, str]) -> Secret | None:
    """The key that the environment sets, if any. A variable that is set to nothing is not set.

    Raises:
        SettingsError: when it is not hexadecimal or too short; never quotes it.
    """
    text = environ.get(KEY_VARIABLE, "").strip()
    if not text:
        return None
    try:
        return Secret.from_hex(text)
    except ValueError:
        # Not chained: the error of ``fromhex`` is about the digits of a key.
        raise SettingsError(
            f"{KEY_VARIABLE}: must be hexadecimal, at least {2 * _BYTES} digits"
        ) from None


def _folded(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", normal).split())
