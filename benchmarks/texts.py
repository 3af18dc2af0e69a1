"""News of towns that do not exist, for measuring: harmless, varied, and the same for a seed.

A text is a round-up of one town: sentences by templates, whose gaps are filled by chance. No two
texts of a set are the same, and text ``n`` does not depend on how many are made.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LONG", "SHORT", "Text", "texts", "write_archive"]

LONG = (17, 19)
"""Sentences, from and to: with the instructions, a prompt of about 450 tokens."""
SHORT = (2, 3)

_TOWNS = """Averland Brackmouth Castelline Dunmere Eastholt Fenwick Garrowby Hexmoor Ilverton
    Jessamere Kelderby Lowmarsh Marrowick Norrmark Ottersby Pellingham Quillby Rothermouth
    Stanhaven Thornley Ulverby Vexmouth Wexmoor Yarrowgate""".split()
_SURNAMES = """Alder Barlow Carrick Dunning Ellery Fairley Gorman Harker Ibbott Jessop Kenning
    Loxley Marden Norwood Oakes Penrose Quayle Radley Selwyn Tarrant Upton Varley Winslow
    Yardley""".split()
_FIRST_NAMES = "Anna Colin Edith George Helen Ian Judith Martin Nora Oliver Ruth Simon".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = """January February March April May June July August September October November
    December""".split()
_COLOURS = "green red blue white yellow brown".split()
_MATERIALS = "steel timber concrete granite brick slate".split()
_WEATHER = "dry bright mild cool windy cloudy rainy foggy".split()
_GOODS = "apples barley cheese honey pears plums potatoes wool".split()
_FIRMS = "Northway Beacon Millstone Ferrand Holm Lantern Redpoll Sandbar".split()

_THEMES: dict[str, tuple[str, ...]] = {
    "harbour": (
        "Work to deepen the harbour of {town} will begin in {month} and take {few} months.",
        "The harbour office said that {some} ships called at {town} in {month}.",
        "{firm} Engineering will build a new {material} quay for {money} million pounds.",
        "A dredger from {other} is to clear {some} thousand tonnes of sand from the channel.",
        "The old {material} crane on the north quay will be repaired and painted {colour}.",
        "Ferries to {other} will leave {few} minutes earlier while the pier is closed.",
        "Harbour master {name} said the new lights can be seen from {few} miles away.",
        "The fishing fleet of {town} landed {some} tonnes of herring in {month}.",
        "A second slipway for small boats is planned beside the {colour} boathouse.",
    ),
    "budget": (
        "The council of {town} approved a budget of {money} million pounds on {day}.",
        "Councillor {name} said the town would spend {some} thousand pounds on new benches.",
        "The rate for households will rise by {few} per cent from {month}.",
        "{some} street lamps will be replaced with lamps that use less power.",
        "The council will borrow {money} million pounds to mend the roof of the town hall.",
        "Treasurer {name} told the meeting that the reserve stood at {money} million pounds.",
        "A proposal to sell the {colour} depot was put off until {month}.",
        "Members voted by {few} to {small} to keep the car park free on {day}s.",
        "The council of {other} will share the cost of {small} new dustcarts.",
    ),
    "football": (
        "{town} beat {other} by {goals} goals to {small_goals} in front of {some} hundred people.",
        "{name} scored twice for {town} in the first half.",
        "Coach {name} said the team had trained in {weather} weather all week.",
        "{town} are now in place {small} of the table with {some} points.",
        "The next match against {other} will be played on {day} at {small} o'clock.",
        "The club will sell {some} hundred season tickets at {some} pounds each.",
        "Goalkeeper {name} has signed a new contract for {few} years.",
        "The stand at the {colour} end of the ground will be open again in {month}.",
    ),
    "weather": (
        "{day} was {weather} in {town}, with {few} hours of sunshine.",
        "Forecasters expect {weather} days and temperatures of up to {some} degrees.",
        "In {month} the weather station at {other} measured {some} millimetres of rain.",
        "The coming week is to be {weather} in the hills and {other_weather} on the coast.",
        "It was the most {weather} {month} in {town} for {few} years, {name} said.",
        "Gardeners were asked to water only in the evening until {month}.",
        "Snow is likely above {some} hundred feet on {day}.",
    ),
    "library": (
        "The library of {town} lent {some} thousand books in {month}, {few} per cent more.",
        "Librarian {name} has bought {some} hundred new books and {few} maps.",
        "A reading group for beginners meets every {day} at {small} o'clock.",
        "The reading room will be painted {colour} and get {some} new chairs.",
        "Volunteers have put {some} hundred old photographs of {town} in order.",
        "The library bus will call at {other} every second {day}.",
        "{name} gave a talk on the history of the {material} bridge.",
    ),
    "railway": (
        "Trains between {town} and {other} will run every {few} minutes from {month}.",
        "The railway company will lay {some} miles of new track for {money} million pounds.",
        "The station of {town} gets {small} lifts and a {material} footbridge.",
        "{some} thousand passengers used the line to {other} in {month}.",
        "Manager {name} said that {few} of the carriages would be painted {colour}.",
        "Tickets to {other} will cost {few} pounds at weekends.",
        "Engineers of {firm} Rail tested the new signals on {day}.",
    ),
    "market": (
        "Farmers sold {some} tonnes of {goods} at the market of {town} on {day}.",
        "A pound of {goods} cost {few} pence less than in {month}.",
        "The market will have {some} stalls, {few} of them for {goods}.",
        "{name} won first prize for {goods} at the show in {other}.",
        "The harvest of {goods} began {few} days early after a {weather} summer.",
        "{firm} Foods will open a shop with {some} jobs beside the market hall.",
        "Visitors from {other} came by bus to buy {goods} and {other_goods}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A made text with its headline."""

    title: str
    text: str


def texts(count: int, *, seed: int, sentences: tuple[int, int] = LONG) -> Iterator[Text]:
    """So many texts, no two of them the same.

    Args:
        count: how many.
        seed: the same seed gives the same texts.
        sentences: how many a text has, from and to.
    """
    seen: set[str] = set()
    for number in range(count):
        chance = random.Random(f"{seed}/{sentences}/{number}")
        text = _text(chance, sentences)
        while text.text in seen:
            text = _text(chance, sentences)
        seen.add(text.text)
        yield text


def write_archive(path: Path, made: Iterator[Text]) -> None:
    """Writes texts as JSON lines with the columns ``title`` and ``text``."""
    with path.open("w", encoding="utf-8") as stream:
        for each in made:
            stream.write(json.dumps({"title": each.title, "text": each.text}) + "\n")


def _text(chance: random.Random, sentences: tuple[int, int]) -> Text:
    town = chance.choice(_TOWNS)
    count = chance.randint(*sentences)
    # A theme stays together, as it does in a paper; short texts have one.
    themes = chance.sample(sorted(_THEMES), 1 if count <= 7 else 3)
    templates = [
        template
        for place, theme in enumerate(themes)
        for template in chance.sample(_THEMES[theme], _share(count, place, len(themes)))
    ]
    told = [_filled(template, chance, town) for template in templates]
    return Text(title=f"News from {town}: {' and '.join(themes[:2])}", text=" ".join(told))


def _share(count: int, place: int, parts: int) -> int:
    """How many of ``count`` fall to one of ``parts``."""
    return count // parts + (place < count % parts)


def _filled(template: str, chance: random.Random, town: str) -> str:
    other = chance.choice([each for each in _TOWNS if each != town])
    weather, other_weather = chance.sample(_WEATHER, 2)
    goods, other_goods = chance.sample(_GOODS, 2)
    small_goals = chance.randint(0, 2)
    values = {
        "town": town,
        "other": other,
        "name": f"{chance.choice(_FIRST_NAMES)} {chance.choice(_SURNAMES)}",
        "firm": chance.choice(_FIRMS),
        "day": chance.choice(_DAYS),
        "month": chance.choice(_MONTHS),
        "colour": chance.choice(_COLOURS),
        "material": chance.choice(_MATERIALS),
        "weather": weather,
        "other_weather": other_weather,
        "goods": goods,
        "other_goods": other_goods,
        "small": chance.randint(2, 9),
        "few": chance.randint(10, 19),
        "some": chance.randint(20, 95),
        "money": f"{chance.randint(2, 40)}.{chance.randint(1, 9)}",
        "goals": small_goals + chance.randint(1, 3),
        "small_goals": small_goals,
    }
    filled = template.format_map(values)
    return re.sub(r"^[a-z]", lambda first: first[0].upper(), filled)
