"""Makes ``summarizer/detect/casing.txt``: ``python -m training.casing.build``.

Which English words are written small, and which with a capital, as the writer's tokenizer has it
(SmolLM2, Apache-2.0): its vocabulary keeps both forms apart and is ordered by how often they occur.
"""

from __future__ import annotations

import json

from summarizer.detect.casing import FILE
from summarizer.models.home import model_home
from summarizer.models.install import locate

_MOSTLY = 0.5
"""A word counts as a name when its capital form comes at half the rank of the small one or less."""


def main() -> None:
    """Write the list: small words, and names with a capital."""
    place = locate("smollm2-135m", home=model_home()) / "tokenizer.json"
    vocabulary = json.loads(place.read_text(encoding="utf-8"))["model"]["vocab"]
    ranks = {token[1:]: rank for token, rank in vocabulary.items() if token.startswith("Ġ")}
    words = {word for word in ranks if word.isascii() and word.isalpha() and len(word) > 1}
    names = {
        word
        for word in words
        if word.istitle() and ranks[word] < _MOSTLY * ranks.get(word.lower(), len(vocabulary) * 9)
    }
    small = {word for word in words if word.islower() and word.title() not in names}
    FILE.write_text("\n".join([*sorted(small), *sorted(names)]) + "\n", encoding="utf-8")
    print(f"{len(small)} small words, {len(names)} names")


if __name__ == "__main__":
    main()
