"""Fiscal years side by side: each is what its own report says, and what was counted otherwise is not compared."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.conftest import Office
from welfare_cli.measures import MEASURES


def measures(office: Office, *words: str) -> dict[str, dict[str, Any]]:
    """The measures of a report, by name."""
    done = office.ok("report", "--format", "json", *words)
    return {each["measure"]: each for each in json.loads(done.out)["measures"]}


@pytest.mark.parametrize("as_of", ["2025-02-28", "2024-12-31", "2024-09-15"])
def test_each_year_is_what_its_own_report_says(sample: Office, as_of: str) -> None:
    """Up to the same day, with tallies where there are no records; the last one is the report's own."""
    report = cache(lambda day: measures(sample, "--as-of", day))
    for name, measure in measures(sample, "--as-of", as_of, "--years", "4").items():
        assert [each["fiscal_year"] for each in measure["series"]] == [2021, 2022, 2023, 2024]
        own_year = {"fiscal_year": 2024, "to": as_of, "number": measure["total"]}
        assert measure["series"][-1] == own_year | ({"missing": None} if "sum" in measure else {})
        assert measure["series"][-2]["number"] == measure["last_year"]
        for each in measure["series"]:
            assert report(each["to"])[name]["total"] == each["number"], (name, each)


def test_a_leap_day_and_back(sample: Office) -> None:
    """A month's last day stays one: 28 February 2025, 29 February 2024, 28 February 2023."""
    series = measures(sample, "--as-of", "2025-02-28", "--years", "3")["new_individual"]["series"]
    assert [each["to"] for each in series] == ["2023-02-28", "2024-02-29", "2025-02-28"]


def test_years_and_axes_are_not_mixed(sample: Office) -> None:
    """Years side by side have no breakdown; the way out is told."""
    done = sample("report", "--years", "2", "--by", "area")
    assert done.code == 2
    assert "--by year" in done.err


def test_a_year_that_was_published_otherwise_is_not_compared(sample: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Last year's figure stays, the difference goes, and a footnote says why; the next publication keeps that."""
    sample.ok("publish", "令和５年度", "--as-of", "2024-03-31")
    before = measures(sample, "--as-of", "2024-12-31")["venue_launch"]
    assert before["breaks"] == []
    assert before["difference"] == before["total"] - before["last_year"]
    measure = MEASURES["venue_launch"]
    monkeypatch.setattr(measure, "sql", measure.sql.replace("= 'launch'", "IN ('launch', 'operation')"))
    after = measures(sample, "--as-of", "2024-12-31", "--years", "2")["venue_launch"]
    assert after["breaks"] == [2023]
    assert after["difference"] is None
    assert after["last_year"] is not None
    table = sample.ok("report", "--as-of", "2024-12-31", "--years", "2").out
    (line,) = [each for each in table.splitlines() if "「‖」" in each]
    assert "令和５年度" in line
    assert "交流の場及び居場所の立ち上げ" in line
    assert table.count("‖") == 3
    assert sample.ok("publish", "令和６年", "--as-of", "2024-12-31").code == 0
    kept = json.loads(sample.ok("publication", "report", "令和６年", "--format", "json").out)["measures"]
    assert [each["breaks"] for each in kept if each["measure"] == "venue_launch"] == [[2023]]


def test_a_withdrawn_publication_breaks_nothing(sample: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was withdrawn was not handed in."""
    sample.ok("publish", "令和５年度", "--as-of", "2024-03-31")
    sample.ok("publication", "withdraw", "令和５年度", "--why", "誤り")
    measure = MEASURES["venue_launch"]
    monkeypatch.setattr(measure, "sql", measure.sql.replace("= 'launch'", "IN ('launch', 'operation')"))
    assert measures(sample, "--as-of", "2024-12-31")["venue_launch"]["breaks"] == []
