"""Originals at rest: encrypted with a key from the environment, if it gives one.

Fernet of the cryptography package: AES-128-CBC with HMAC-SHA256, keys of 32 bytes. Several keys,
separated by commas, allow for a change of key: the first encrypts, all of them decrypt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from summarizer.errors import SettingsError

__all__ = ["ORIGINALS_KEY_VARIABLE", "Cipher", "given_cipher"]

ORIGINALS_KEY_VARIABLE = "SUMMARIZER_ORIGINALS_KEY"


@dataclass(frozen=True, slots=True)
class Cipher:
    """Encrypts and decrypts; ``repr`` hides the keys."""

    keys: MultiFernet = field(repr=False)

    def encrypt(self, data: bytes) -> bytes:
        """The data as only a holder of the key can read it."""
        return self.keys.encrypt(data)

    def decrypt(self, data: bytes) -> bytes:
        """The data as it was.

        Raises:
            ValueError: it was encrypted with another key, or was changed since.
        """
        try:
            return self.keys.decrypt(data)
        except InvalidToken:
            raise ValueError("encrypted with another key, or damaged") from None


def given_cipher(environ: Mapping[str, str]) -> Cipher | None:
    """The cipher of the keys that the environment sets, if any.

    Raises:
        SettingsError: a key is not 32 bytes in URL-safe base64; never quotes it.
    """
    text = environ.get(ORIGINALS_KEY_VARIABLE, "").strip()
    if not text:
        return None
    try:
        return Cipher(MultiFernet([Fernet(key.strip()) for key in text.split(",")]))
    except ValueError:
        raise SettingsError(
            f"{ORIGINALS_KEY_VARIABLE}: must be 32 bytes in URL-safe base64, as "
            "Fernet.generate_key() makes; several keys are separated by commas"
        ) from None
