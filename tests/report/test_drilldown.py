"""The records behind a figure: exactly as many as it says, for any cell of any breakdown."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Office
from welfare_cli.cli import opening
from welfare_cli.measures import MEASURES
from welfare_cli.report import axes_of, report_of
from welfare_cli.report.drilldown import behind_figure

AS_OF = "2024-12-31"


@pytest.mark.parametrize("measure", MEASURES)
def test_every_cell_has_as_many_records_as_it_says(sample: Office, measure: str) -> None:
    """By each axis of the measure alone, and by area beside it, in the sample year."""
    with opening.opened(str(sample.path)) as book:
        for axis in axes_of(book, [MEASURES[measure]]):
            if axis in ("month", "area"):
                continue
            breakdown = report_of(book, AS_OF, measures=[measure], by=[axis, "area"]).breakdown
            assert breakdown is not None
            cells = [*breakdown.cells, *breakdown.totals]
            for cell in [each for each in cells if each.values[0] is not None and each.number][:2]:
                value, area = cell.values
                found = behind_figure(
                    book,
                    measure,
                    publication_name=None,
                    as_of=AS_OF,
                    area=area,
                    month=None,
                    values={axis: breakdown.axes[0].values[str(value)]},
                )
                assert found.number == cell.number, (axis, cell.values)
                adds = [rows[0].number or 0 if found.measure.sum else 1 for _ref, rows, _areas in found.records]
                assert sum(adds) + found.tallied == cell.number, (axis, cell.values)
                assert found.tallied == 0 or axis in ("quarter", "half", "year")
                assert len({ref for ref, _rows, _areas in found.records}) == len(found.records)


def test_a_row_that_its_table_does_not_print_is_shown(office: Office) -> None:
    """Where a tally has no part, a table has no number, and its records have their values all the same."""
    for day, topic in (("2024-05-02", "介護"), ("2024-06-02", "住まい")):
        office.ok("case", "add", "--kind", "individual", "--received-on", day, "--area", "市外", "--topic", topic)
    office.ok("tally", "add", "--measure", "new_individual", "--month", "2024-04", "--number", "5")
    office.ok("publish", "提出", "--as-of", AS_OF)
    shown = json.loads(office.ok("publication", "show", "提出", "--format", "json").out)
    by_topic = next(each for each in shown["breakdowns"] if each["by"] == ["topic"])
    assert by_topic["cells"] == []
    assert [row["topic"] for row in by_topic["measures"][0]["rows"]] == ["介護", "住まい"]


def test_a_cell_of_a_publication_stays(sample: Office) -> None:
    """The cells that were kept are those of then; any other is counted again at its entry, and marked."""
    sample.ok("publish", "提出", "--as-of", AS_OF)
    asked = ("explain", "提出", "--measure", "new_individual", "--format", "json")
    by_topic = json.loads(sample.ok(*asked, "--topic", "介護").out)
    by_client = json.loads(sample.ok(*asked, "--client", "本人").out)
    ref = by_topic["records"][0]["ref"]
    sample.ok("case", "edit", ref, "--topic", "債務", "--main-topic", "債務", "--client", "家族・親族")
    for words, before, kept in (("--topic 介護", by_topic, True), ("--client 本人", by_client, False)):
        now = json.loads(sample.ok(*asked, *words.split()).out)
        assert now == before
        assert now["kept"] == kept
        assert len(now["records"]) == now["number"]
    now = json.loads(sample.ok("explain", *asked[2:], "--as-of", AS_OF, "--topic", "介護").out)
    assert now["number"] == by_topic["number"] - 1
    assert ref not in {each["ref"] for each in now["records"]}


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("--topic 介護x", "近いもの: 介護"),
        ("--method 訪問", "集計の軸「method」はありません"),
        ("--quarter 2024-Q9", "四半期「2024-Q9」はありません"),
        ("--year 平成", "年度「平成」はありません"),
        ("--kind 団体", "区分「団体」はありません"),
        ("--topic 介護 --route 本人 --area 市外", "二つまでです"),
    ],
)
def test_a_value_that_there_is_not_is_named(sample: Office, words: str, shown: str) -> None:
    """With the nearest word, or what there is."""
    measure = "case_closed" if "--kind" in words else "new_individual"
    done = sample("explain", "--measure", measure, "--as-of", AS_OF, *words.split())
    assert done.code == 2
    assert shown in done.err


def test_a_value_is_known_by_its_code_its_label_or_an_alias(sample: Office) -> None:
    """As in every other command; what was not entered has its word."""
    fixed = ("explain", "--measure", "new_individual", "--as-of", AS_OF)
    pages = [sample.ok(*fixed, "--year", each).out for each in ("2024", "R6", "令和6年度")]
    assert pages[0] == pages[1] == pages[2]
    assert "（累計、相談経路 未記入）: 0" in sample.ok(*fixed, "--route", "未記入").out
    assert sample.ok(*fixed, "--quarter", "第2四半期").out == sample.ok(*fixed, "--quarter", "2024-Q2").out
