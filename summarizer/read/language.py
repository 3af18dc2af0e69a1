"""The language of a text, as a two-letter code.

py3langid (a port of langid, Lui & Baldwin 2012) is good on paragraphs and poor on lines, lists
and names. Where it is poor, function words decide: a text is called foreign only when it shows
foreign ones, or when it is long and has hardly any English ones.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from summarizer.text import FUNCTION_WORDS

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["language"]

_SAMPLE = 20_000
"""Characters looked at: a document is in one language, and detection time grows with length."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

# Frequent function words that are rare or absent in English.
_FOREIGN = {
    "af": "die het nie is en van wat om te ook sy hy was vir met hulle dat daar na aan",
    "da": "og det er en af til på den der ikke som med har de blev et efter fra ved",
    "de": "der die das am und ist nicht hat war ein eine von mit den dem im auf für sich wurde "
    "auch bei aus",
    "es": "el la los las de que y en un una es por con para se su del al fue según",
    "fi": "ja on ei oli että se hän mutta kun myös ovat joka tai hänen",
    "fr": "le la les de des et un une est que qui dans pour pas sur au aux du ont été selon",
    "id": "yang dan di itu dengan untuk tidak ini dari dalam akan pada oleh telah",
    "it": "il la le di che e un una è per non con del della dei nel alla sono stato gli",
    "nl": "de het een en van is dat niet op te zijn met voor aan er door werd ook bij naar",
    "no": "og det er en av til på den som ikke med har de ble et etter fra ved ikke å",
    "pl": "i w nie na się z do to że jest o po przez od został jak za oraz",
    "pt": "o a os as de que e em um uma é por com para se do da no na foi ao pela",
    "ro": "și de la în un o nu pe cu care este a din pentru au fost",
    "sv": "och det är en av till på den som inte med har de ett efter från vid för att",
    "tr": "ve bir bu da de için ile olarak olduğu sonra daha çok gibi",
}
# English reads these too, as words or as letters.
_SHARED = {"a", "an", "as", "at", "do", "i", "in", "is", "me", "no", "not", "o", "on", "to", "was"}
_LISTS = {code: frozenset(listed.split()) - _SHARED for code, listed in _FOREIGN.items()}

# Scripts that (nearly) one language uses. The rest of the non-Latin ones are py3langid's.
_SCRIPTS = (
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u4e00-\u9fff]"), "zh"),
    (re.compile("[\u0590-\u05ff]"), "he"),
    (re.compile("[\u0370-\u03ff]"), "el"),
)
_BASIC_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def language(text: str) -> str:
    """The ISO 639-1 code of the text's main language, or ``und`` when nothing can be said.

    Args:
        text: normalised text of any length.
    """
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < 2:
        return "und"
    if len(_BASIC_LATIN.findall(sample)) < letters / 2:
        return _other_script(sample, letters)
    found = _WORD.findall(sample)
    folded = Counter(map(str.casefold, found))
    # "La Paz" and "Die Hard" are names: a foreign function word counts in small letters only,
    # unless the whole text is in capitals.
    plain = Counter(found) if not sample.isupper() else folded
    code, hits = max(
        ((code, sum(plain[word] for word in listed)) for code, listed in _LISTS.items()),
        key=lambda pair: pair[1],
    )
    foreign = hits / len(found)
    if foreign < 0.08:
        english = sum(folded[word] for word in FUNCTION_WORDS) / len(found)
        return _ranked(sample) if english < 0.12 and _running(found) else "en"
    english = sum(folded[word] for word in FUNCTION_WORDS - _LISTS[code] - _SHARED) / len(found)
    if english >= foreign:
        return "en"
    # Related languages share these words, so the model chooses among them.
    guess, sure = _guess(sample)
    if guess == "en":
        return "en" if foreign < 0.2 else code
    return guess if sure >= 0.5 or guess in _LISTS else code


def _running(found: list[str]) -> bool:
    """Enough running words (no names, no capitals) for the model to be trusted alone."""
    small = [word for word in found if word.islower()]
    return len(small) >= 20 or sum(not word.isascii() for word in small) >= 3


def _ranked(sample: str) -> str:
    guess, sure = _guess(sample)
    return guess if sure >= 0.9 else "en"


def _other_script(sample: str, letters: int) -> str:
    for script, code in _SCRIPTS:
        if len(script.findall(sample)) > letters * 0.25:
            return code
    return _guess(sample)[0]


def _guess(sample: str) -> tuple[str, float]:
    import numpy as np

    with np.errstate(all="ignore"):
        code, sure = _identifier().classify(sample)
    return str(code), float(sure)


@cache
def _identifier() -> LanguageIdentifier:
    logging.getLogger("py3langid").setLevel(logging.CRITICAL + 1)
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
