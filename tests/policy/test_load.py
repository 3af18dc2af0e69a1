"""Loading: what is refused and how it is named, profiles, the hash, the time."""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

import summarizer.policy
from summarizer.errors import PolicyError
from summarizer.policy import check_patterns, load_policy, profile_names
from summarizer.policy.load import RULE_COUNTS, load_from
from summarizer.policy.schema import Case, Pattern, Policy

SOURCE = Path(summarizer.policy.__file__).parent


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the policy's files that a test may damage."""
    for path in (*SOURCE.rglob("*.toml"), SOURCE / "places.txt"):
        target = tmp_path / path.relative_to(SOURCE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return tmp_path


def edit(root: Path, name: str, pattern: str, replacement: str) -> None:
    path = root / name
    text, count = re.subn(pattern, replacement, path.read_text(), count=1, flags=re.M | re.S)
    assert count == 1, f"nothing to damage in {name}"
    path.write_text(text)


def refused(root: Path, *parts: str) -> None:
    """Loading fails and its message names every one of ``parts``."""
    with pytest.raises(PolicyError) as caught:
        load_from(root)
    for part in parts:
        assert part in str(caught.value)


def test_the_shipped_files_load(policy: Policy) -> None:
    assert len(policy.codes) == 30
    assert len(policy.rules) == 150
    assert [rule.id for rule in policy.rules] == [
        f"{family}-{n:02}" for family, count in RULE_COUNTS for n in range(1, count + 1)
    ]
    assert {entry.code for entry in policy.lexicon} == {code.slug for code in policy.codes}


def test_every_pattern_is_sound(policy: Policy) -> None:
    assert check_patterns(policy) > 500


@pytest.mark.parametrize(
    ("name", "pattern", "replacement", "parts"),
    [
        ("rules/su.toml", r"^severity = \d$", "severity = 5", ("SU-01", "severity", "1 to 4")),
        ("rules/su.toml", r"^severity = \d$", "severity = true", ("SU-01", "severity")),
        ("rules/su.toml", r'^title = "[^"]*"', "", ("SU-01", "title", "missing")),
        ("rules/su.toml", r'^title = "[^"]*"', 'title = " "', ("SU-01", "title", "empty")),
        ("rules/su.toml", r'^title = "', 'titel = "x"\ntitle = "', ("SU-01", "titel", "known")),
        ("rules/su.toml", r'^id = "SU-02"', 'id = "SU-01"', ("rule 2", "SU-02")),
        ("rules/su.toml", r'^action = "\w+"', 'action = "erase"', ("SU-01", "action")),
        ("rules/su.toml", r"^families = \[[^\]]*\]", 'families = ["cw-x"]', ("families", "cw-x")),
        ("rules/su.toml", r"^hits = \[.*?^\]", "hits = []", ("hits", "example")),
        ("rules/su.toml", r"^misses = \[.*?^\]", "misses = []", ("misses", "example")),
        (
            "rules/su.toml",
            r'^automatic = "pattern"',
            'automatic = "pattern"\nmodule = "report"',
            ("module",),
        ),
        ("rules/su.toml", r'^automatic = "pattern"', 'automatic = "code"', ("module",)),
        ("rules/su.toml", r'^automatic = "pattern"', 'automatic = "no"', ("automatic",)),
        ("rules/su.toml", r"\Z", "\n[[rule]]\n", ("rule 20", "id", "missing")),
        ("rules/su.toml", r"\Z", "\n[oops\n", ("su.toml", "not TOML")),
        ("taxonomy.toml", r"^ceiling = 1", "ceiling = 9", ("code 1", "ceiling")),
        ("taxonomy.toml", r'"cw-sexual-violence"', '"cw-child-sexual-abuse"', ("twice",)),
        ("taxonomy.toml", r'^slug = "[^"]*"', 'slug = "CSA"', ("slug", "form")),
        ("taxonomy.toml", r'"CT-17"', '"CT-99"', ("graphic_rule", "CT-99")),
        ("taxonomy.toml", r"^\[\[code\]\].*?(?=^\[\[code\]\])", "", ("29 codes",)),
        ("lexicon/vl.toml", r'^id = "vl1-murdered"', 'id = "vl1-terms"', ("vl1-terms", "twice")),
        ("lexicon/vl.toml", r'^code = "cw-killing"', 'code = "cw-suicide"', ("vl1-terms", "code")),
        ("lexicon/vl.toml", r"\{\{person\}\}", "{{persons}}", ("no word list", "persons")),
        ("lexicon/vl.toml", "murders", "Murders", ("vl1-terms", "find", "lower case")),
        ("lexicon/vl.toml", r'^scope = "clause"', 'scope = "span"', ("scope", "ceiling")),
        ("lexicon/sh.toml", r'^hits = \["[^\n]*\]$', "hits = []", ("sh1-terms", "hits")),
        ("innocents.toml", r'^id = "sport"', 'id = "software"', ("software", "twice")),
        ("topics.toml", r'"court case"', '"a long court case"', ("three words",)),
        ("support.toml", r'^checked = "[^"]*"', 'checked = "unverified"', ("checked",)),
        ("support.toml", r"^codes = \[[^\]]*\]", "codes = []", ("line 1", "codes")),
        ("profiles/default.toml", r"\Z", 'rules_off = ["ZZ-01"]\n', ("rules_off", "ZZ-01")),
        ("profiles/default.toml", r"\Z", 'rules_off = ["SU-03"]\n', ("SU-03", "severity 4")),
        ("profiles/default.toml", r"\Z", "[ceilings]\ncw-suicide = 2\n", ("cw-suicide", "above")),
        ("profiles/default.toml", r"\Z", "[ceilings]\ncw-x = 1\n", ("cw-x", "not a warning")),
        ("profiles/default.toml", r'"GB"', '"England"', ("country",)),
    ],
)
def test_damage_is_refused_and_named(
    root: Path, name: str, pattern: str, replacement: str, parts: tuple[str, ...]
) -> None:
    edit(root, name, pattern, replacement)
    refused(root, name.rsplit("/", 1)[-1].split(".", maxsplit=1)[0], *parts)


def test_a_rule_file_with_one_rule_too_few_is_refused(root: Path) -> None:
    path = root / "rules/su.toml"
    path.write_text(path.read_text().rsplit("[[rule]]", 1)[0])
    refused(root, "rules/su.toml", "18 rules, not 19")


def test_a_missing_file_is_refused(root: Path) -> None:
    (root / "rules/su.toml").unlink()
    refused(root, "rules/su.toml", "cannot be read")


def test_a_code_without_wording_is_refused(root: Path) -> None:
    path = root / "lexicon/ot.toml"
    path.write_text(path.read_text().replace('"cw-cultural-notice"', '"cw-animal-harm"'))
    refused(root, "lexicon/ot.toml", "cw-cultural-notice")


@pytest.mark.parametrize(
    ("find", "put", "problem"),
    [
        (r"(unclosed", "", "regular expression"),
        (r"x*", "", "empty string"),
        (r"\bx?\b|y", "", "empty string"),
        (r"(?P<who>a)b", r"\g<whom>", "no group 'whom'"),
        (r"ab", r"\1", "no group '1'"),
    ],
)
def test_unsound_patterns_are_refused(policy: Policy, find: str, put: str, problem: str) -> None:
    bad = replace(policy.rules[0], cases=(Case(Pattern(find), put),))
    with pytest.raises(PolicyError, match=re.escape(problem)) as caught:
        check_patterns(replace(policy, rules=(bad,)))
    assert "CT-01" in str(caught.value)


def test_profiles(policy: Policy) -> None:
    assert policy.profile.rules_off == ()
    for name in profile_names():
        loaded = load_policy(name)
        assert loaded.name == name
        for code in loaded.codes:
            assert code.ceiling <= policy.code(code.slug).ceiling
    platform = load_policy("platform")
    assert platform.code("cw-torture").ceiling == 1
    assert policy.code("cw-torture").ceiling == 2
    assert platform.profile.country == "US"


def test_a_rule_switched_off_is_not_active(policy: Policy) -> None:
    archive = load_policy("court-archive")
    for rule_id in archive.profile.rules_off:
        assert not archive.active(archive.rule(rule_id))
        assert policy.active(policy.rule(rule_id)) == policy.rule(rule_id).live


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "newsroom.toml"
    path.write_text('name = "newsroom"\ntitle = "Ours"\n[ceilings]\ncw-killing = 1\n')
    for given in (path, str(path)):
        loaded = load_policy(given)
        assert loaded.name == "newsroom"
        assert loaded.code("cw-killing").ceiling == 1
        assert loaded.profile.country == "GB"


def test_an_unknown_profile_names_the_choices() -> None:
    with pytest.raises(PolicyError, match="court-archive"):
        load_policy("newsroom")
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(Path("nowhere/newsroom.toml"))


def test_country_overrides_the_profile() -> None:
    assert load_policy("default", country="NZ").profile.country == "NZ"
    with pytest.raises(PolicyError, match="capital letters"):
        load_policy("default", country="Britain")


def test_the_hash_is_stable_and_sees_every_file(root: Path, policy: Policy) -> None:
    first = load_from(root).sha256
    assert first == load_from(root).sha256 == policy.sha256
    assert re.fullmatch("[0-9a-f]{64}", first)
    hashes = {first}
    read = [path for path in sorted(root.rglob("*.toml")) if path.parent.name != "profiles"]
    for path in [*read, root / "profiles/default.toml"]:
        path.write_text(path.read_text() + "\n")
        hashes.add(load_from(root).sha256)
    assert len(hashes) == len(read) + 2


def test_profiles_have_hashes_of_their_own() -> None:
    assert len({load_policy(name).sha256 for name in profile_names()}) == len(profile_names())


def test_a_policy_is_loaded_once() -> None:
    assert load_policy("default") is load_policy("default")


def test_loading_is_quick() -> None:
    load_from(SOURCE)
    times = []
    for _ in range(5):
        start = time.process_time()
        load_from(SOURCE)
        times.append(time.process_time() - start)
    assert min(times) < 0.5


def test_repr_shows_no_wording(policy: Policy) -> None:
    assert len(repr(policy)) < 400
