"""圏域の再編: what an area of one day is among those of another, through several cuts and both ways."""

from __future__ import annotations

import pytest

from welfare_cli.model.profile import Term
from welfare_cli.model.reorganisation import recut

AREAS = {
    "north": Term("north", "北部", valid_from="2013-04-01", valid_until="2015-03-31", successors=("n", "e")),
    "south": Term("south", "南部", valid_from="2013-04-01", valid_until="2015-03-31", successors=("s", "w")),
    "n": Term("n", "北", valid_from="2015-04-01", valid_until="2018-03-31", successors=("n1", "n2")),
    "e": Term("e", "東", valid_from="2015-04-01", valid_until="2018-03-31", successors=("e1", "e2")),
    "s": Term("s", "南", valid_from="2015-04-01", valid_until="2018-03-31", successors=("sw",)),
    "w": Term("w", "西", valid_from="2015-04-01", valid_until="2018-03-31", successors=("sw",)),
    "gone": Term("gone", "旧村", valid_from="2013-04-01", valid_until="2018-03-31"),
    **{code: Term(code, code, valid_from="2018-04-01") for code in ("n1", "n2", "e1", "e2", "sw")},
    "city": Term("city", "市全域"),
    "unknown": Term("unknown", "不明"),
}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-01-01", {"n": "unknown", "e": "unknown", "s": "sw", "w": "sw", "north": "unknown", "south": "sw"}),
        ("2016-01-01", {"n1": "n", "n2": "n", "e1": "e", "sw": "unknown", "north": "unknown"}),
        ("2014-01-01", {"n": "north", "e": "north", "s": "south", "n1": "north", "e2": "north", "sw": "south"}),
    ],
)
def test_an_area_is_followed_through_every_cut(day: str, expected: dict[str, str]) -> None:
    """One way only is one area: two that became one, two parts of one; what was split is none."""
    found = recut(AREAS, day)
    assert {code: found[code] for code in expected} == expected


def test_what_stands_is_itself_and_what_has_no_successor_is_unknown() -> None:
    """The areas of the day, and those of every day, are no others; nothing follows on an area that was given up."""
    found = recut(AREAS, "2018-04-01")
    assert not {"n1", "sw", "city", "unknown"} & found.keys()
    assert found["gone"] == "unknown"
    assert "gone" not in recut(AREAS, "2018-03-31")


def test_areas_that_name_each_other_come_to_an_end() -> None:
    """A profile that was damaged by another program does not hang the report."""
    circle = {
        "a": Term("a", "あ", valid_until="2015-03-31", successors=("b",)),
        "b": Term("b", "い", valid_until="2015-03-31", successors=("a",)),
    }
    assert recut(circle, "2020-01-01") == {"a": "unknown", "b": "unknown"}


def test_many_cuts_into_many_areas_are_followed_at_once() -> None:
    """Thirty years in which eight areas are cut into eight others, and a thousand in which one goes on."""
    layers = [
        {
            f"{year}-{each}": Term(
                f"{year}-{each}",
                f"{year}-{each}",
                valid_from=f"{year}-04-01",
                valid_until=f"{year + 1}-03-31",
                successors=tuple(f"{year + 1}-{other}" for other in range(8)),
            )
            for each in range(8)
        }
        for year in range(1990, 2020)
    ]
    found = recut({code: term for layer in layers for code, term in layer.items()}, "2019-12-01")
    assert set(found.values()) == {"unknown"}
    chain = {
        str(year): Term(str(year), str(year), 0, (), (), f"{year}-01-01", f"{year}-12-31", (str(year + 1),))
        for year in range(1000, 3000)
    }
    assert set(recut(chain, "2999-06-01").values()) == {"2999"}
    assert set(recut(chain, "1000-06-01").values()) == {"1000"}


def test_an_area_that_took_in_another_one_was_not_part_of_it() -> None:
    """It stood beside it: before it began it was none; since then it is itself."""
    areas = {
        "old": Term("old", "甲", valid_from="2015-04-01", valid_until="2023-03-31", successors=("a",)),
        "a": Term("a", "あ", valid_from="2018-04-01"),
    }
    assert recut(areas, "2017-05-01") == {"a": "unknown"}
    assert recut(areas, "2024-05-01") == {"old": "a"}
