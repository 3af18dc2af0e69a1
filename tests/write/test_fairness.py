"""Nobody is named as accused without their denial, where the source has it."""

from __future__ import annotations

import pytest

from summarizer.types import OffsetMap, SafeText, Style, SummarySentence
from summarizer.write.compose import Candidate, candidate, compose
from summarizer.write.fairness import acquittal, denial
from summarizer.write.salience import salience_of

CHARGE = "Tomas Brel, 41, is charged with four counts of fraud."
DENIAL = "Brel denied all four counts when he appeared in Harwick on Monday."
LONG = (
    "Through his lawyer Brel, who runs two shops in Harwick, pleaded not guilty to all four counts."
)


def said(text: str, source: int) -> Candidate:
    return candidate(SummarySentence(text=text, origin="extracted", evidence=()), (source,))


def missing(*texts: str, pool: tuple[str, ...] = (CHARGE, LONG, DENIAL)) -> str | None:
    chosen = [said(text, 0).sentence for text in texts]
    found = denial(chosen, [said(text, i) for i, text in enumerate(pool)], accused=["Tomas Brel"])
    return found.sentence.text if found else None


def test_the_shortest_denial_is_missing() -> None:
    assert missing(CHARGE) == DENIAL


@pytest.mark.parametrize(
    "texts", [("Four counts of fraud were read out.",), (CHARGE, LONG), ("Nobody was named.",)]
)
def test_none_is_missing_where_nobody_is_named_or_it_is_there(texts: tuple[str, ...]) -> None:
    assert missing(*texts) is None


def test_another_persons_denial_is_none() -> None:
    assert missing(CHARGE, pool=(CHARGE, "Ada Lind denied the theft.")) is None
    assert missing(CHARGE, pool=(CHARGE, "Brel was denied bail.", "They denied Brel bail.")) is None


def test_what_is_fixed_is_chosen_whatever_it_adds() -> None:
    texts = [
        CHARGE,
        "Police said that 40 people had lost 12 million euros to a ring in three countries.",
        "The ring was found in 2021 after a bank in Norland told the police of 900 payments.",
        "Judge Ina Holm set the trial for 4 May and let him go free until then.",
        DENIAL,
    ]
    safe = SafeText(text=" ".join(texts), map=OffsetMap(()), redactions=(), sentences=(), title="")
    pool = [said(text, i) for i, text in enumerate(texts)]
    fixed = [pool[-1]]
    chosen = compose(pool, fixed=fixed, salience=salience_of(safe), style=Style.BRIEF)
    assert pool[-1].sentence in chosen


def test_an_accusation_is_told_with_the_acquittal_that_the_source_has() -> None:
    told = said("A coach was accused of fraud and charged.", 0)
    cleared = said("The court acquitted the coach on all counts.", 1)
    longer = said("After nine days of hearings the court acquitted the coach on all counts.", 1)
    other = said("The club has 860 members.", 2)
    assert acquittal([told.sentence], [told, longer, cleared, other]) is cleared
    assert acquittal([told.sentence, cleared.sentence], [told, cleared]) is None
    assert acquittal([told.sentence], [told, other]) is None
    assert acquittal([other.sentence], [other, cleared]) is None
