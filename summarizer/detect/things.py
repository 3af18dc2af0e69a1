"""Names that a text shows to be of a place, a ship or a thing, though a recogniser saw people.

A small recogniser calls a tanker, an oil field or a port a person, and people are protected: news
of a war then loses its places. A name counts as a thing's where grammar says so ("the tanker X",
"the X airstrip", "in northern X") and nowhere in the text it stands as only a person's can.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from summarizer.detect.likely import Named
from summarizer.detect.mentions import NameCluster
from summarizer.detect.names import told_of
from summarizer.policy.known_names import KnownNames
from summarizer.policy.people import HUMAN_NOUNS
from summarizer.types import Token

__all__ = ["without_datelines", "without_places", "without_things"]

_THINGS = frozenset(
    "hmp hms uss mv"
    " tanker supertanker vessel ship freighter trawler ferry frigate destroyer submarine carrier"
    " warship gunboat cruiser minesweeper tug barge yacht boat liner airliner jet aircraft plane"
    " helicopter missile rocket rig platform oilfield field pipeline refinery terminal jetty mine"
    " reactor plant dam canal railway railroad line strip airstrip airport airfield base port"
    " harbour harbor strait straits sea gulf bay coast island islands peninsula river valley basin"
    " delta desert mountain mountains hills pass plateau region province district prefecture"
    " governorate department county territory enclave zone area border frontier outpost"
    " town city village township suburb neighbourhood capital camp corridor crossing route road"
    " debate bill award awards prize festival league trophy magazine album song"
    " highway bridge tunnel stadium market exchange index drug vaccine virus brand label"
    " station metro métro bazaar junction square pool hospital clinic mosque".split()
)
"""Nouns for what can have a name of its own and is nobody."""
_PLACES = frozenset(
    "port ports harbour harbours city cities town towns village villages township townships suburb"
    " suburbs region regions province provinces district districts island islands capital state"
    " states county counties area areas coast outskirts north south east west centre center"
    " northeast northwest southeast southwest".split()
)
_SEATED = frozenset("court tribunal government parliament university archdiocese people".split())
"""What is called after its place."""
_WHERE = frozenset("in near off outside around throughout inside across toward towards".split())
_TO_AND_FROM = frozenset("from to at".split())
_MOVE = frozenset(
    "come bear travel fly drive sail walk return arrive head move bring way train flight road"
    " journey ferry bus native".split()
)
"""Before "from X" and "to X" where X is no person."""
_ROADS = frozenset(
    "road street lane avenue drive close crescent terrace way walk square boulevard".split()
)
_BEFORE_ROADS = frozenset({"of", "in", "at", "from", "on"})
_COUNTIES = frozenset({"co", "county"})
_PLACED = frozenset("appos npadvmod nmod pobj compound dep".split())
"""What the last word of a place in an address may be to the rest."""
_ABOUT_SOMEBODY = frozenset(
    "interest confidence trust faith belief believe invest change role part share difference"
    " disappointed interested see confide pity hope pride shout laugh look point swear stare aim"
    " yell scream throw fire shoot lunge spit jeer direct drive angry anger furious mad".split()
)
"""Words after which "in X" tells of no place."""
_SIDES = frozenset(
    "northern southern eastern western central north-eastern north-western south-eastern"
    " south-western northeastern northwestern southeastern southwestern neighbouring neighboring"
    " nearby disputed offshore downtown coastal".split()
)
_STATES = frozenset(
    "government president army troops forces parliament military borders economy people capital"
    " border coast embassy ambassador".split()
)
"""What follows a country's name in the genitive."""
_SPEAK = frozenset("say tell add state announce warn explain claim reply ask".split())
_LIVE = frozenset(
    "die live marry work survive suffer walk weep bear arrest stab shoot wound injure kill murder"
    " kidnap abduct rape assault hospitalise hospitalize treat bury rescue meet know love hate"
    " sentence convict charge jail detain".split()
)
"""What is done by people, or to them."""


def without_things(
    clusters: Sequence[NameCluster], tokens: Sequence[Token], *, known: KnownNames
) -> tuple[NameCluster, ...]:
    """The clusters that may be people.

    Args:
        clusters: names, plain offsets.
        tokens: the parse of the whole text.
        known: countries and large places.
    """
    starts = [token.span.start for token in tokens]
    return tuple(each for each in clusters if not _is_thing(each, tokens, starts, known))


def without_datelines(
    clusters: Sequence[NameCluster], tokens: Sequence[Token], places: Collection[str]
) -> tuple[NameCluster, ...]:
    """The clusters but for the places that datelines name: "UMM DALIL, Sudan -", later "Umm Dalil".

    Unless one is told of as only a person is. A town may be somebody's first name: of a single word
    all has to say that something is there.
    """
    starts = [token.span.start for token in tokens]

    def is_place(cluster: NameCluster) -> bool:
        if cluster.titles or cluster.name.lower() not in places:
            return False
        runs = [run for run in _runs(cluster, starts) if run]
        if any(_as_somebody(tokens, run, speaks=True) for run in runs):
            return False
        several = " " in cluster.name
        return several or all(_is_where(tokens, run[-1]) for run in runs)

    return tuple(each for each in clusters if not is_place(each))


def without_places(
    clusters: Sequence[NameCluster],
    tokens: Sequence[Token],
    *,
    known: KnownNames,
    named: Named | None = None,
) -> tuple[NameCluster, ...]:
    """The clusters but for firms, and places of which every mention says that something is there.

    For texts in which somebody must not be recognised: "tried in Lyon" is no person's, "Lyon was
    tried" and "five-month-old Mali" may be. Small places count where they stand in an address,
    where the reader of names takes them for places too, and else only in the names of things.
    One address behind a road is enough for a name that the reader does not take for somebody's.
    """
    starts = [token.span.start for token in tokens]

    def is_place(cluster: NameCluster) -> bool:
        runs = _runs(cluster, starts)
        if cluster.titles or not all(runs):
            return False
        if any(_as_somebody(tokens, run, speaks=True) for run in runs):
            return False
        if any(_owns_as_a_thing(tokens, run) for run in runs):
            return True
        likely = named is not None and named.is_likely_nobody(*cluster.spans)
        if likely and any(_is_behind_a_road(tokens, run) for run in runs):
            return True
        if any(_in_address(tokens, run) for run in runs):
            return all(
                _in_address(tokens, run)
                or _names_a_thing(tokens, run)
                or _is_where(tokens, run[-1])
                for run in runs
            )
        if named is not None and named.is_place(*cluster.spans):
            several = " " in cluster.name  # "threw it at Virginia Preston"
            return all(
                _is_where(tokens, run[-1])
                or _names_a_thing(tokens, run)
                or (not several and _is_there(tokens, run))
                for run in runs
            )
        large = known.is_large_place(cluster.name)
        return large and all(_is_where(tokens, run[-1]) for run in runs)

    return tuple(each for each in clusters if not is_place(each))


def _runs(cluster: NameCluster, starts: Sequence[int]) -> list[range]:
    """The tokens of each mention."""
    return [
        range(bisect_left(starts, span.start), bisect_right(starts, span.end - 1))
        for span in cluster.spans
    ]


def _is_thing(
    cluster: NameCluster, tokens: Sequence[Token], starts: Sequence[int], known: KnownNames
) -> bool:
    if cluster.titles:
        return False
    country = known.is_large_place(cluster.name)
    runs = _runs(cluster, starts)
    if not all(runs) or any(_as_somebody(tokens, run, speaks=not country) for run in runs):
        return False
    if any(_as_something(tokens, run) or (country and _of_state(tokens, run)) for run in runs):
        return True
    if any(_as_somebody(tokens, run, speaks=True) for run in runs):
        return False
    return all(_in_address(tokens, run) or (country and _whence(tokens, run)) for run in runs)


def _in_address(tokens: Sequence[Token], run: range) -> bool:
    """True for "X" in "of Mill Lane, X" and in "near X, Co Down"."""
    before = tokens[max(0, run.start - 4) : run.start]
    if _is_behind_a_road(tokens, run):
        return True
    if tokens[run[-1]].dep not in _PLACED and not _is_set_apart(tokens, run):
        return False
    after = [token.text.lower().rstrip(".") for token in tokens[run.stop : run.stop + 2]]
    words = [token.text.lower() for token in before]
    behind_it = tokens[run.stop : run.stop + 3]
    if len(behind_it) == 3 and behind_it[0].text == "," and words[-1:] and (
        words[-1] in _BEFORE_ROADS and behind_it[2].text.lower() in _ROADS
    ):  # fmt: skip
        return behind_it[1].text[:1].isupper()  # "of Top Barn, Mill Lane"
    if len(words) == 4 and words[3] == "," and words[2] in _ROADS:
        return words[0] in _BEFORE_ROADS and all(t.text[:1].isupper() for t in before[1:3])
    behind = len(after) == 2 and after[0] == "," and after[1] in _COUNTIES
    if behind and tokens[run.stop + 1].text[0].isupper():
        return bool(words) and words[-1] in _WHERE | _TO_AND_FROM
    return tokens[run.start].text.lower().rstrip(".") in _COUNTIES and len(run) > 1


_ADDRESS = 6
"""Tokens from the age's end to a place: ") , of Mill Lane ,"."""


def _is_behind_a_road(tokens: Sequence[Token], run: range) -> bool:
    """True for "X" in "of Lady Anne Walk, X:", of whatever use the parser makes of it."""
    behind = tokens[run.stop : run.stop + 2]
    if run.start < _LEAST_BEFORE or not behind or behind[0].text not in _AFTER_A_TOWN:
        return False
    if behind[0].text != ":" and len(behind) > 1:
        follows = behind[1].text
        if follows.isdigit() or follows.lower() in _OF_SOMEBODY:
            return False  # "of Mill Lane, Roe, 44" and "of Mill Lane, Roe, of"
    road = run.start - 2
    if tokens[run.start - 1].text != "," or tokens[road].text.lower() not in _ROADS:
        return False
    while road > 0 and tokens[road].text[:1].isupper():
        road -= 1
    return tokens[road].text.lower() == "of"


_LEAST_BEFORE = 4
"""Tokens of the shortest address before a town: "of Mill Lane ,"."""
_AFTER_A_TOWN = frozenset({",", ":", ".", ";", ")"})
_OF_SOMEBODY = frozenset({"of", "aged", "who", "whose", "both", "all"})
"""Behind a comma, what tells of somebody."""


def _is_set_apart(tokens: Sequence[Token], run: range) -> bool:
    """True for "X" in "Roe (38), of Mill Lane, X, showed", of which a parser makes a subject."""
    if len(run) != 1 or run.start < _ADDRESS or run.stop + 1 >= len(tokens):
        return False
    age, comma, of = tokens[run.start - _ADDRESS : run.start - 3]
    closing, after = tokens[run.stop : run.stop + 2]
    aged = age.text == ")" or age.text.isdigit()
    told = after.pos in {"VERB", "AUX"}
    return aged and told and of.text.lower() == "of" and comma.text == closing.text == ","


def _whence(tokens: Sequence[Token], run: range) -> bool:
    """True for "on the way from X" and "came to X"."""
    token = tokens[run[-1]]
    before = tokens[token.head]
    return (
        token.dep == "pobj"
        and before.text.lower() in _TO_AND_FROM
        and tokens[before.head].lemma.lower() in _MOVE
    )


def _as_somebody(tokens: Sequence[Token], run: range, *, speaks: bool) -> bool:
    """Grammar that only a person's name has: an age, a relative, "who", words of their own."""
    if told_of(tokens, run):
        return True
    last = tokens[run[-1]]
    head = tokens[last.head]
    if speaks and last.dep == "nsubj" and head.lemma.lower() in _SPEAK:
        return True
    after = [token.text.lower() for token in tokens[run.stop : run.stop + 3]]
    if after[:1] == [","] and after[1:2] and after[1].isdigit():
        return True
    if last.dep in {"nsubj", "nsubjpass", "dobj", "pobj"} and head.lemma.lower() in _LIVE:
        return True
    if last.dep == "poss" and head.lemma.lower() in HUMAN_NOUNS - {"president", "leader"}:
        return True
    return bool(run.start) and tokens[run.start - 1].text.lower() in HUMAN_NOUNS


def _as_something(tokens: Sequence[Token], run: range) -> bool:
    """Grammar that shows the name of a place or a thing."""
    last = tokens[run[-1]]
    head = tokens[last.head]
    if _owns_as_a_thing(tokens, run):
        return True
    inside = {tokens[i].text.lower() for i in run[:-1]}
    if inside & _THINGS:
        return True  # "Aircraft Carrier Kitty Hawk"
    before = tokens[run.start - 1] if run.start else None
    if before is not None:
        low = before.text.lower()  # a lemma may be wrong: of "supertanker" it is "supertank"
        joined = before.head in run or last.head == run.start - 1
        if low in _SIDES or (joined and low in _THINGS):
            return True
        if low == "the" and last.dep not in {"compound", "poss", "nmod"}:
            return True  # "the Pivot was hit", "the Curva Est remains closed"
    if last.dep in {"compound", "nmod", "amod"} and head.lemma.lower() in _THINGS:
        return True
    if last.dep == "poss" and head.text.lower() in {"inhabitants", "townspeople", "outskirts"}:
        return True
    return _is_where(tokens, run[-1])


def _owns_as_a_thing(tokens: Sequence[Token], run: range) -> bool:
    """True for "X closed its clinics", "which owned X House" and "X, with 860 members"."""
    last = tokens[run[-1]]
    head = tokens[last.head]
    after = [token.text.lower() for token in tokens[run.stop : run.stop + 4]]
    if after[:2] == [",", "with"] and after[3:] == ["members"]:
        return True
    if last.dep == "dobj" and head.lemma.lower() in _RUN:
        return last.text in _HOUSES
    if last.dep != "nsubj" or head.lemma.lower() not in _OF_FIRMS:
        return False
    behind = tokens[run.stop : run.stop + _CLAUSE]
    for token in behind:
        if token.dep in {"nsubj", "nsubjpass"} or token.text in {".", ";"}:
            return False
        if token.text.lower() == "its" and tokens[token.head].head == last.head:
            return True
    return False


_RUN = frozenset({"operate", "own"})
_HOUSES = frozenset({"House", "Lodge", "Manor", "Grange"})
_OF_FIRMS = frozenset({"close", "reopen", "shut", "relocate"})
"""What firms do with what is theirs."""
_CLAUSE = 8
"""Tokens behind a subject in which the object of its verb begins."""


def _names_a_thing(tokens: Sequence[Token], run: range) -> bool:
    """True for "the X pool"."""
    last = tokens[run[-1]]
    return last.dep in {"compound", "nmod"} and tokens[last.head].lemma.lower() in _THINGS


def _is_where(tokens: Sequence[Token], index: int) -> bool:
    """True for "in X", "the port of X", "the ports of Y and X"."""
    while tokens[index].dep == "conj" and tokens[index].head != index:
        index = tokens[index].head
    token, before = tokens[index], tokens[tokens[index].head]
    if token.dep != "pobj" or any(child.dep == "case" for child in tokens[index + 1 : index + 2]):
        return False
    low = before.text.lower()
    governor = tokens[before.head].lemma.lower()
    if low == "of":
        return tokens[before.head].text.lower() in _PLACES | _SEATED
    return low in _WHERE and governor not in _ABOUT_SOMEBODY


def _is_there(tokens: Sequence[Token], run: range) -> bool:
    """True for "at X", "north of X" and "came from X"; not for "shouted at X"."""
    before = tokens[tokens[run[-1]].head]
    governor = tokens[before.head].lemma.lower()
    owns = any(token.dep == "case" for token in tokens[run.stop : run.stop + 1])
    if tokens[run[-1]].dep != "pobj" or owns:
        return False
    if before.text.lower() == "of":
        return governor in _PLACES
    return _whence(tokens, run) or (before.text.lower() == "at" and governor not in _ABOUT_SOMEBODY)


def _of_state(tokens: Sequence[Token], run: range) -> bool:
    """True for "X's government" and "X's troops"."""
    last = tokens[run[-1]]
    return last.dep == "poss" and tokens[last.head].text.lower() in _STATES
