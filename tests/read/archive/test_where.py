import pytest

from summarizer.errors import UsageError
from summarizer.read.archive import Entry, parse_where

ENTRY = Entry(
    source="news/a.zip!b.html",
    data="Zwölf",
    title="Raid",
    metadata=(("section", "home"), ("words", "90"), ("id", "9007199254740993"), ("a b", "=x")),
)


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("section = home", True),
        ("section=home", True),
        ("section = 'home'", True),
        ("section = Home", False),
        ("section != home", False),
        ("section != abroad", True),
        ("section ~ ^ho", True),
        ("section !~ ^ho", False),
        ("section > abroad", True),
        ("words = 90.0", True),
        ("words < 100", True),
        ("words < 9", False),
        ("words <= 90", True),
        ("words >= 90", True),
        ("words > 90", False),
        ("words < x", True),
        ("words < NaN", True),
        ("id = 9007199254740992", False),
        ("id = 9007199254740993", True),
        ("a b = =x", True),
        ("bytes = 6", True),
        ("title = Raid", True),
        ("source ~ html$", True),
        ("media_type = text/html", True),
        ("none = home", False),
        ("none != home", True),
        ("none ~ .", False),
        ("none !~ .", True),
        ("none < 1", False),
        ("none > 1", False),
        ("none = ", False),
    ],
)
def test_condition(expression, holds):
    assert parse_where(expression)(ENTRY) is holds


def test_media_type_without_its_parameters():
    entry = Entry(source="a", data=b"", media_type="text/html; charset=utf-8")
    assert parse_where("media_type = text/html")(entry)
    assert parse_where("media_type = text/plain")(Entry(source="a.xyz", data=b""))


@pytest.mark.parametrize("expression", ["", "kestrel", "= kestrel", "~", "a ~ kestrel(", "a !~ *"])
def test_bad_condition(expression):
    with pytest.raises(UsageError) as caught:
        parse_where(expression)
    assert "kestrel" not in str(caught.value)


def test_a_bad_condition_names_its_field():
    with pytest.raises(UsageError, match="condition on section"):
        parse_where("section ~ [")
    assert "kestrel" not in repr(parse_where("section = kestrel"))
