"""What random offices seldom show of a breakdown: shares at the edge, tallies without parts, words of other years."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import oracle
from tests.conftest import Office
from welfare_cli.exchange import toml
from welfare_cli.measures import MEASURES
from welfare_cli.model import kind
from welfare_cli.report import BreakdownCell

CASE = ("case", "add", "--kind", "individual", "--area", "市外")


def report(office: Office, *words: str) -> Any:
    """A report as of the end of 2024, as JSON."""
    return json.loads(office.ok("report", "--as-of", "2024-12-31", "--format", "json", *words).out)


@given(base=st.integers(0, 10**7), part=st.integers(0, 10**7))
def test_a_share_is_rounded_half_up(base: int, part: int) -> None:
    """Whatever the figures, a share is what it is on paper: one decimal, half up, and none of nothing."""
    number = min(base, part)
    assert BreakdownCell(MEASURES["new_individual"], (None,), number, base).percent == oracle.percent(number, base)


@pytest.mark.parametrize(
    ("number", "base", "percent"), [(1, 2000, 0.1), (1, 2001, 0.0), (1, 8, 12.5), (333, 400, 83.3)]
)
def test_a_share_that_lies_between(number: int, base: int, percent: float) -> None:
    """A half is rounded up (0.05 to 0.1, 83.25 to 83.3), less than a half down."""
    assert BreakdownCell(MEASURES["new_individual"], (None,), number, base).percent == percent


def test_what_is_known_as_a_total_alone_is_not_zero_by_route(office: Office) -> None:
    """A tally has no route: in a year of tallies every route has no figure, in a year of records it is zero."""
    office.ok(*CASE, "--received-on", "2024-05-01", "--route", "本人")
    office.ok("tally", "add", "--measure", "new_individual", "--fiscal-year", "2023", "--number", "7")
    found = report(office, "--measure", "new_individual", "--by", "year", "--by", "route", "--percent-of", "year")
    known = {"year": "2024", "route": "本人", "number": 1, "percent": 100.0, "base": 1}
    assert found["cells"] == [{"year": "2023", "route": "本人", "number": None, "percent": None, "base": 7}, known]
    assert {total["year"]: total["number"] for total in found["totals"]} == {"2023": 7, "2024": 1}


def test_a_period_with_a_tally_has_no_parts_by_a_field(office: Office) -> None:
    """A tally has no route, so that no route of the period has a figure, not even one with records."""
    office.ok(*CASE, "--received-on", "2024-05-01", "--route", "本人")
    office.ok("tally", "add", "--measure", "new_individual", "--month", "2024-04", "--number", "7")
    found = report(office, "--measure", "new_individual", "--by", "route", "--all")
    assert {cell["number"] for cell in found["cells"]} == {None}
    assert found["totals"] == [{"number": 8}]
    assert found["footnotes"][0].startswith("過年度集計には相談経路がないので、")
    found = report(office, "--measure", "new_individual", "--by", "month", "--by", "route")
    assert {"month": "2024-05", "route": "本人", "number": 1} in found["cells"]


def test_an_area_that_no_tally_names_is_not_reported(office: Office) -> None:
    """Of a month tallied by area, an area left out has no figure, which is not zero; of the city's tally, none has."""
    tally = ("tally", "add", "--measure", "new_individual", "--number", "7")
    office.ok(*tally, "--month", "2023-04", "--area", "市外")
    office.ok(*tally, "--month", "2023-05")
    words = ("--measure", "new_individual", "--by", "month", "--by", "area", "--all")
    found = json.loads(office.ok("report", "--as-of", "2023-05-31", "--format", "json", *words).out)
    numbers = {(cell["month"], cell["area"]): cell["number"] for cell in found["cells"]}
    assert (numbers["2023-04", "市外"], numbers["2023-04", "若葉・調和"]) == (7, None)
    assert (numbers["2023-05", "市外"], numbers["2023-05", "若葉・調和"]) == (None, None)


def test_all_shows_the_words_of_the_period(office: Office) -> None:
    """With `--all` a word that was no longer valid in the year is left out, and one that came later, too."""
    profile = office.folder / "profile.toml"
    office.ok("profile", "export", str(profile))
    text = profile.read_text(encoding="utf-8")
    for label, days in (
        ("学校", "until = 2024-03-31"),
        ("医療機関", "from = 2025-01-01"),
        ("行政", "until = 2024-04-01"),
    ):
        assert f'label = "{label}"\n' in text
        text = text.replace(f'label = "{label}"\n', f'label = "{label}"\n{days}\n')
    profile.write_text(text, encoding="utf-8")
    office.ok("profile", "apply", str(profile))
    found = report(office, "--measure", "new_individual", "--by", "route", "--all")
    routes = [cell["route"] for cell in found["cells"]]
    assert routes[:4] == ["本人", "家族・親族", "近隣住民", "民生委員・児童委員"]
    assert {"学校", "医療機関", "行政"} & {*routes} == {"行政"}


def test_a_month_of_the_city_alone_leaves_no_area_with_a_figure(office: Office) -> None:
    """Where the total is known of the city alone, an area has no figure for the year, whatever its months say."""
    for month, number in (("2024-04", "2"), ("2024-05", "1")):
        office.ok("tally", "add", "--measure", "business", "--month", month, "--number", number)
    office.ok("activity", "add", "--kind", "business", "--date", "2024-04-10", "--area", "市全域")
    words = ("--as-of", "2024-05-01", "--measure", "business", "--by", "area", "--by", "month", "--format", "json")
    said = json.loads(office.ok("report", *words, "--all", "--percent-of", "area").out)
    cells = {(cell["area"], cell["month"]): cell for cell in said["cells"]}
    assert cells["緑ケ丘・滝坂", "2024-04"]["number"] is None
    assert cells["緑ケ丘・滝坂", "2024-04"]["base"] is None


@pytest.fixture
def older(office: Office, tmp_path: pathlib.Path) -> Office:
    """An office whose ledger is of a time when 未記入 was an agency, and 計 an area."""
    path = tmp_path / "office.toml"
    office.ok("profile", "export", str(path))
    said = '[[areas]]\ncode = "total"\nlabel = "計"\n\n[[areas]]\ncode = "nobody"\nlabel = "未記入"\n'
    path.write_text(path.read_text("utf-8") + said, "utf-8")
    with pytest.MonkeyPatch.context() as patched:
        for module in (kind, toml):
            patched.setattr(module, "is_position", lambda _text: False)
        office.ok("profile", "apply", str(path))
        for area in ("total", "nobody", "wakaba-chowa"):
            office.ok("grant", "add", "--kind", "new", "--applied-on", "2024-04-10", "--area", area)
        office.ok("grant", "add", "--kind", "new", "--applied-on", "2024-04-11")
        for agency in ("計", "未記入", "市役所"):
            office.ok(
                "meeting", "add", "--kind", "exchange", "--date", "2024-05-01", "--area", "市外", "--agency", agency
            )
        office.ok("meeting", "add", "--kind", "exchange", "--date", "2024-05-02", "--area", "市外", "--status", "held")
    return office


BY_AREA = {"若葉・調和": 1, "計（語）": 1, "未記入（語）": 1, "未記入": 1}


@pytest.mark.parametrize("axis", ["", "area"])
def test_words_of_older_ledgers_stand_apart_from_the_position(older: Office, axis: str) -> None:
    """An area called 計 is no total and one called 未記入 is not the empty value, in every format."""
    words = ("--as-of", "2024-12-31", "--measure", "grant_application", *(("--by", axis) if axis else ()))
    said = json.loads(older.ok("report", *words, "--format", "json").out)
    if axis:
        assert {each["area"]: each["number"] for each in said["cells"]} == BY_AREA
        assert said["totals"] == [{"number": 4}]
    else:
        found = said["measures"][0]["by_area"]
        assert {area: number for area, number in found.items() if number} == BY_AREA
    rows = [line.split(",")[-2:] for line in older.ok("report", *words, "--format", "csv").out.splitlines()]
    for area, number in BY_AREA.items():
        assert [area, str(number)] in rows
    assert ["" if axis else "計", "4"] in rows
    shown = older.ok("report", *words).out
    assert all(area.replace("・", "・\n").partition("\n")[0] in shown for area in BY_AREA)


def test_free_names_of_older_ledgers_stand_apart_from_the_position(older: Office) -> None:
    """Meetings with an agency called 未記入 are not those without an agency."""
    words = ("--as-of", "2024-12-31", "--measure", "exchange_meeting", "--by", "agency", "--format", "json")
    cells = json.loads(older.ok("report", *words).out)["cells"]
    assert {each["agency"]: each["number"] for each in cells} == {
        **dict.fromkeys(("計（語）", "未記入（語）", "市役所", "未記入"), 1)
    }


def test_a_publication_of_an_older_ledger_keeps_them_apart(older: Office) -> None:
    """What is kept leads back to the same report, and to the records of each area."""
    older.ok("publish", "十二月末", "--as-of", "2024-12-31")
    published = older.ok("publication", "report", "十二月末", "--format", "json").out
    assert published == older.ok("report", "--as-of", "2024-12-31", "--known-at", "十二月末", "--format", "json").out
    assert "違う数はありません" in older.ok("explain", "十二月末").out
    refs = {}
    for area in BY_AREA:
        words = ("explain", "十二月末", "--measure", "grant_application", "--area", area)
        (record,) = json.loads(older.ok(*words, "--format", "json").out)["records"]
        assert record["areas"] == [area]
        refs[area] = record["ref"]
    assert len(set(refs.values())) == len(BY_AREA)


PART = ("tally", "add", "--measure", "support_contact", "--axis", "method", "--value")


def by_method(office: Office, as_of: str, *by: str) -> dict[str, int | None]:
    """The contacts by method (and period), as of a day."""
    words = ("--measure", "support_contact", "--by", "method", *by, "--format", "json")
    found = json.loads(office.ok("report", "--as-of", as_of, *words).out)
    axes = [each for each in ("month", "method") if each in by or each == "method"]
    return {" ".join(cell[each] for each in axes): cell["number"] for cell in found["cells"]}


def test_a_tally_with_an_axis_gives_that_cell(office: Office) -> None:
    """A year of tallies that carry the method has its cells, beside a total that they do not have to come to."""
    office.ok("tally", "add", "--measure", "support_contact", "--fiscal-year", "2019", "--number", "47")
    office.ok(*PART, "訪問", "--fiscal-year", "2019", "--number", "31")
    office.ok(*PART, "電話", "--fiscal-year", "2019", "--number", "9")
    assert by_method(office, "2020-03-31") == {"訪問": 31, "電話": 9}
    assert by_method(office, "2020-03-30") == {}
    printed = office.ok("report", "--as-of", "2020-03-31", "--measure", "support_contact", "--by", "method").out
    assert "過年度集計には方法がないので" not in printed
    shown = office.ok("explain", "--as-of", "2020-03-31", "--measure", "support_contact", "--method", "訪問").out
    assert "ほかに過年度集計 31件" in shown


def test_months_that_carry_an_axis_add_up_where_all_do(office: Office) -> None:
    """As soon as one tallied month does not carry the axis, no cell of the period is known; a month by itself is."""
    for month in ("2019-04", "2019-05"):
        office.ok("tally", "add", "--measure", "support_contact", "--month", month, "--number", "20")
    office.ok(*PART, "訪問", "--month", "2019-04", "--number", "5")
    assert by_method(office, "2019-04-30") == {"訪問": 5}
    assert set(by_method(office, "2019-05-31").values()) <= {None}
    months = by_method(office, "2019-05-31", "--by", "month")
    assert (months["2019-04 訪問"], months["2019-05 訪問"]) == (5, None)
    office.ok(*PART, "訪問", "--month", "2019-05", "--number", "6")
    assert by_method(office, "2019-05-31") == {"訪問": 11}


def test_a_tally_with_an_axis_counts_beside_the_records(office: Office) -> None:
    """In a recorded year, a month without a tallied total adds its cell to what the records come to."""
    office.ok(*CASE, "--received-on", "2024-04-02")
    for day in ("2024-05-01", "2024-06-01"):
        office.ok("contact", "add", "--case", "C-1", "--date", day, "--method", "訪問")
    office.ok(*PART, "訪問", "--month", "2024-04", "--number", "3")
    assert by_method(office, "2024-06-30") == {"訪問": 5}
    assert by_method(office, "2024-04-29") == {}
