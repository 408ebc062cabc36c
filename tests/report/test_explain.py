"""Explaining: every cell that differs from a publication is accounted for, by cause, without a rest."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Office
from welfare_cli.cli import opening
from welfare_cli.measures import MEASURES
from welfare_cli.model.kind import Record
from welfare_cli.model.publication import PUBLICATION
from welfare_cli.report.published.causes import CAUSES

NAME = "十二月末"
Parts = dict[tuple[str, str | None, str | None], list[tuple[str, str, int]]]


@pytest.fixture
def published(office: Office, made: Callable[[str], pathlib.Path]) -> Office:
    """An office that has handed in its report of the end of December 2024."""
    ready = made("empty").with_name("published.db")
    if ready.exists():
        shutil.copy(ready, office.path)
        return office
    ok = office.ok
    fixed = ("--area", "若葉・調和", "--kind")
    ok("case", "add", *fixed, "individual", "--received-on", "2024-05-07", "--complex-since", "2024-06-01")  # C-1
    ok("case", "add", *fixed, "individual", "--received-on", "2024-06-10", "--complex-since", "2024-06-10")  # C-2
    ok("case", "add", *fixed, "community", "--received-on", "2024-07-01")  # C-3
    ok("contact", "add", "--case", "C-1", "--date", "2024-06-15")  # F-1
    ok("contact", "add", "--case", "C-1", "--date", "2024-07-20")  # F-2
    ok("contact", "add", "--case", "C-2", "--date", "2024-06-20")  # F-3
    areas = ("--area", "若葉・調和", "--area", "北ノ台・深大寺")
    ok("meeting", "add", "--kind", "support", *areas, "--date", "2024-09-09", "--status", "held")  # M-1
    ok("meeting", "add", "--kind", "network", "--area", "市外", "--date", "2025-01-30")  # M-2, planned
    ok("venue", "add", "--name", "本棚", "--area", "市外", "--launched-on", "2024-10-01", "--support", "launch")
    ok("case", "add", *fixed, "individual", "--received-on", "2024-05-20")  # C-4
    ok("case", "void", "C-4", "--why", "二重")
    ok("publish", NAME, "--as-of", "2024-12-31")
    shutil.copy(office.path, ready)
    return office


def differences(office: Office, *names: str, code: int = 0) -> Parts:
    """What is explained, cell by cell; each cell adds up, and each ref stands once in it."""
    done = office("explain", *(names or (NAME,)), "--format", "json")
    assert done.code == code, done.err
    found: Parts = {}
    for each in json.loads(done.out)["differences"]:
        parts = each["parts"]
        assert sum(part["change"] for part in parts) == (each["now"] or 0) - (each["then"] or 0), each
        assert len({part["ref"] for part in parts}) == len(parts), each
        for part in parts:
            if "records" in part:
                assert sum(one["change"] for one in part["records"]) == part["change"]
        found[each["measure"], each["month"], each["area"]] = [
            (part["cause"], part["ref"], part["change"]) for part in parts
        ]
    return found


def opening_in(office: Office, folder: Any, month: int) -> None:
    """Let the fiscal year begin in a month."""
    path = folder / "office.toml"
    office.ok("profile", "export", str(path), "--replace")
    path.write_text(re.sub("opening_month = [0-9]+", f"opening_month = {month}", path.read_text("utf-8")), "utf-8")
    office.ok("profile", "apply", str(path))


Cells = dict[tuple[str, str | None, frozenset[tuple[str, str]]], list[tuple[str, str, int]]]


def cells(office: Office, *names: str, kept: bool = True) -> Cells:
    """What is explained of the other numbers of the document, cell by cell; each cell adds up."""
    said = json.loads(office.ok("explain", *(names or (NAME,)), "--format", "json").out)
    assert said["adds_up"]
    found: Cells = {}
    for each in said["cells"]:
        assert each["kept"] == kept
        key = each["measure"], each["column"], frozenset(each["axes"].items())
        assert key not in found
        found[key] = [(part["cause"], part["ref"], part["change"]) for part in each["parts"]]
        assert sum(part["change"] for part in each["parts"]) == (each["now"] or 0) - (each["then"] or 0)
    return found


def at(measure: str, **axes: str) -> tuple[str, str | None, frozenset[tuple[str, str]]]:
    """A cell of a table by fields."""
    return measure, None, frozenset(axes.items())


WAKABA = "若葉・調和"


def cumulative(found: Parts, measure: str, area: str | None = None) -> list[tuple[str, str, int]]:
    """The parts of the cumulative figure."""
    return found.get((measure, None, area), [])


def test_nothing_differs_where_nothing_was_changed(published: Office) -> None:
    """The publication itself is an entry, and changes nothing."""
    assert differences(published) == {}


def test_a_case_that_was_entered_late(published: Office) -> None:
    """It stands in the city and in its area, in its month and in the cumulative figure, and is open."""
    published.ok("case", "add", "--kind", "individual", "--area", WAKABA, "--received-on", "2024-06-30", "--ref", "X")
    found = differences(published)
    late = [("late", "X", 1)]
    for month in ("2024-06", None):
        for area in (WAKABA, None):
            assert found["new_individual", month, area] == late
    assert found["open_individual", "2024-12", None] == late
    assert found["open_individual", None, WAKABA] == late
    assert ("open_individual", "2024-05", None) not in found


CHANGES: list[tuple[str, tuple[str, ...], dict[tuple[str, str | None, str | None], list[tuple[str, str, int]]]]] = [
    ("void", ("contact", "void", "F-2", "--why", "x"), {("complex_followup", None, None): [("void", "F-00002", -1)]}),
    (
        "date",
        ("contact", "edit", "F-2", "--date", "2024-08-20"),
        {
            ("complex_followup", "2024-07", None): [("date", "F-00002", -1)],
            ("complex_followup", "2024-08", WAKABA): [("date", "F-00002", 1)],
        },
    ),
    (
        "date",
        ("contact", "edit", "F-1", "--date", "2024-07-05"),
        {
            ("complex_case", "2024-06", None): [("date", "F-00001", -1)],
            ("complex_case", "2024-07", None): [("date", "F-00001", 1)],
        },
    ),
    (
        "date",
        ("case", "edit", "C-1", "--received-on", "2024-04-07"),
        {
            ("new_individual", "2024-05", None): [("date", "C-00001", -1)],
            ("new_individual", "2024-04", WAKABA): [("date", "C-00001", 1)],
            ("open_individual", "2024-04", None): [("date", "C-00001", 1)],
        },
    ),
    (
        "area",
        ("case", "edit", "C-1", "--area", "市外", "--correction"),
        {
            ("new_individual", None, WAKABA): [("area", "C-00001", -1)],
            ("new_individual", "2024-05", "市外"): [("area", "C-00001", 1)],
            ("complex_followup", None, WAKABA): [("area", "C-00001", -2)],
            ("complex_followup", None, "市外"): [("area", "C-00001", 2)],
            ("complex_case", None, "市外"): [("area", "C-00001", 1)],
            ("open_individual", None, WAKABA): [("area", "C-00001", -1)],
        },
    ),
    (
        "area",
        ("meeting", "edit", "M-1", "--area", WAKABA),
        {("support_meeting", "2024-09", "北ノ台・深大寺"): [("area", "M-00001", -1)]},
    ),
    (
        "class",
        ("case", "edit", "C-1", "--kind", "community"),
        {
            ("new_individual", None, None): [("class", "C-00001", -1)],
            ("new_community", None, None): [("class", "C-00001", 1)],
            ("complex_followup", None, None): [("class", "C-00001", -2)],
            ("complex_case", "2024-06", None): [("class", "C-00001", -1)],
            ("open_individual", None, None): [("class", "C-00001", -1)],
            ("open_community", None, None): [("class", "C-00001", 1)],
        },
    ),
    (
        "class",
        ("venue", "edit", "V-1", "--support", "expansion"),
        {("venue_launch", None, None): [("class", "V-00001", -1)]},
    ),
    (
        "restored",
        ("undo", "--yes", "VOID"),
        {("new_individual", None, None): [("restored", "C-00004", 1)]},
    ),
    (
        "closed",
        ("case", "close", "C-1", "--on", "2024-11-15", "--closing", "解決"),
        {
            ("closed_individual", "2024-11", None): [("closed", "C-00001", 1)],
            ("open_individual", "2024-12", None): [("closed", "C-00001", -1)],
            ("open_individual", None, WAKABA): [("closed", "C-00001", -1)],
        },
    ),
    (
        "number",
        ("meeting", "edit", "M-1", "--attendees", "12"),
        {("meeting_attendance", None, None): [("number", "M-00001", 12)]},
    ),
    (
        "status",
        ("meeting", "edit", "M-1", "--status", "cancelled"),
        {
            ("support_meeting", None, None): [("status", "M-00001", -1)],
            ("support_meeting", "2024-09", WAKABA): [("status", "M-00001", -1)],
        },
    ),
    (
        "link",
        ("contact", "edit", "F-2", "--case", "C-3"),
        {
            ("complex_followup", None, None): [("link", "F-00002", -1)],
            ("complex_followup", "2024-07", WAKABA): [("link", "F-00002", -1)],
        },
    ),
    (
        "complexity",
        ("case", "edit", "C-1", "--complex-since", "2024-07-15"),
        {
            ("complex_followup", None, None): [("complexity", "C-00001", -1)],
            ("complex_followup", "2024-06", None): [("complexity", "C-00001", -1)],
            ("complex_case", "2024-06", None): [("complexity", "C-00001", -1)],
            ("complex_case", "2024-07", None): [("complexity", "C-00001", 1)],
        },
    ),
    (
        "complexity",
        ("case", "edit", "C-1", "--clear", "complex_since"),
        {
            ("complex_followup", None, None): [("complexity", "C-00001", -2)],
            ("complex_case", None, None): [("complexity", "C-00001", -1)],
        },
    ),
    (
        "tally",
        ("tally", "add", "--measure", "new_individual", "--month", "2024-05", "--number", "5", "--ref", "T"),
        {
            ("new_individual", None, None): [("tally", "T", 5)],
            ("new_individual", "2024-05", None): [("tally", "T", 5)],
        },
    ),
    (
        "tally",
        ("tally", "add", "--measure", "new_individual", "--fiscal-year", "2024", "--number", "5", "--ref", "T"),
        {("new_individual", "2024-05", None): [("tally", "T", -1)]},
    ),
]


@pytest.mark.parametrize(
    ("cause", "command", "expected"), CHANGES, ids=lambda each: each if isinstance(each, str) else ""
)
def test_each_change_is_named(
    published: Office, cause: str, command: tuple[str, ...], expected: dict[Any, list[tuple[str, str, int]]]
) -> None:
    """By its cause, in every cell that differs and in no other."""
    if "VOID" in command:
        void = published.query("SELECT number FROM entry WHERE action = 'void'")[0][0]
        command = tuple(str(void) if each == "VOID" else each for each in command)
    published.ok(*command)
    found = differences(published)
    for cell, parts in expected.items():
        assert found.get(cell) == parts, (cell, found)
    assert {part[0] for parts in found.values() for part in parts} == {cause}


def test_a_reopened_case_has_two_sides(published: Office) -> None:
    """Closed and published, then re-opened: it is open again, and its closing is still counted."""
    published.ok("case", "close", "C-2", "--on", "2024-10-10", "--closing", "解決")
    published.ok("publish", "次", "--as-of", "2024-12-31")
    published.ok("case", "reopen", "C-2", "--on", "2024-11-11")
    found = differences(published, "次")
    assert found["open_individual", None, None] == [("reopened", "C-00002", 1)]
    assert ("case_closed", None, None) not in found


def records_behind(office: Office, measure: str, *words: str) -> list[dict[str, Any]]:
    """The records behind a figure of the end of December 2024."""
    words = ("explain", "--measure", measure, "--as-of", "2024-12-31", *words, "--format", "json")
    found: list[dict[str, Any]] = json.loads(office.ok(*words).out)["records"]
    return found


def test_a_reopened_case_shows_the_span_of_the_figure(published: Office) -> None:
    """Behind an open figure a re-opened case has the span that covers its day, and its area once."""
    published.ok("case", "close", "C-2", "--on", "2024-08-08", "--closing", "解決")
    published.ok("case", "reopen", "C-2", "--on", "2024-11-11")
    published.ok("case", "close", "C-1", "--on", "2025-01-15", "--closing", "解決")
    assert records_behind(published, "open_individual") == [
        {"ref": "C-00001", "day": "2024-05-07", "left": None, "areas": [WAKABA]},
        {"ref": "C-00002", "day": "2024-11-11", "left": None, "areas": [WAKABA]},
    ]
    in_july = records_behind(published, "open_individual", "--month", "2024-07")
    assert [(each["day"], each["left"]) for each in in_july] == [("2024-05-07", None), ("2024-06-10", "2024-08-08")]
    assert [each["ref"] for each in records_behind(published, "open_individual", "--month", "2024-09")] == ["C-00001"]


def test_a_joint_meeting_shows_all_its_areas_behind_the_figure_of_one(published: Office) -> None:
    """With --area, a joint meeting is listed with every area in which it counts."""
    (meeting,) = records_behind(published, "support_meeting", "--area", WAKABA)
    assert meeting["areas"] == [WAKABA, "北ノ台・深大寺"]


def test_a_case_names_its_contacts_once(published: Office) -> None:
    """A corrected case that moves its contacts is one part, with each of them under it."""
    published.ok("case", "edit", "C-1", "--kind", "community")
    said = json.loads(published.ok("explain", NAME, "--format", "json").out)["differences"]
    (cell,) = [each for each in said if each["measure"] == "complex_followup" and each["month"] is each["area"] is None]
    (part,) = cell["parts"]
    assert part["ref"] == "C-00001"
    assert [each["ref"] for each in part["records"]] == ["F-00001", "F-00002"]
    assert {each["change"] for each in part["records"]} == {-1}


def test_another_opening_month_is_the_profile(published: Office, tmp_path: Any) -> None:
    """A fiscal year that begins otherwise moves what it counts: one cause, and one line for all that it moved."""
    opening_in(published, tmp_path, 6)
    found = differences(published)
    assert cumulative(found, "new_individual") == [("profile", "opening_month", -1)]
    assert "設定の変更: opening_month 4 → 6" in published.ok("explain", NAME).out
    assert "新規個別相談件数" not in published.ok("explain", NAME).out


def test_a_begin_date_is_one_cause_beside_the_records(published: Office) -> None:
    """What the begin date left out is one line; a record that came in as well is named in its own cells alone."""
    published.begin("2024-07-01")
    published.ok("case", "add", "--kind", "individual", "--area", "市外", "--received-on", "2024-08-01", "--ref", "X")
    found = differences(published)
    assert cumulative(found, "new_individual") == [("profile", "records_begin", -2), ("late", "X", 1)]
    assert found["new_individual", "2024-08", None] == [("late", "X", 1)]
    lines = published.ok("explain", NAME).out.splitlines()
    assert lines[2] == "設定の変更: records_begin （空） → 2024-07-01"
    assert lines[3].startswith("設定の変更だけで違う数: ")
    assert sum("設定の変更" in line for line in lines[4:]) == 5  # the figure, and what has no value in four tables


def test_a_year_that_loses_its_only_record_loses_its_figures(office: Office) -> None:
    """What is counted in a year without any record has no figure, and the record that went says so; a state stays."""
    for _number in range(2):
        office.ok("case", "add", "--kind", "individual", "--area", "市外", "--received-on", "2023-05-07")
    office.ok("case", "add", "--kind", "individual", "--area", "市外", "--received-on", "2024-05-07")
    office.ok("publish", NAME, "--as-of", "2024-12-31")
    office.ok("case", "void", "C-3", "--why", "二重")
    found = differences(office)
    assert found["open_individual", None, None] == [("void", "C-00003", -1)]
    assert found["new_community", None, None] == [("void", "C-00003", 0)]
    office.ok("publish", "空", "--as-of", "2024-12-31", "--empty")
    office.ok("meeting", "add", "--kind", "support", "--area", "市外", "--date", "2024-09-09", "--status", "held")
    found = differences(office, "空")
    assert found["new_community", None, None] == [("late", "M-00001", 0)]
    assert ("open_individual", None, None) not in found


def test_a_year_of_another_month_that_has_no_record_has_no_figure(office: Office, tmp_path: Any) -> None:
    """Where the fiscal year begins otherwise and has no record yet, the lists took the figures away, but no state's."""
    office.ok("case", "add", "--kind", "individual", "--area", "市外", "--received-on", "2024-05-07")
    office.ok("publish", NAME, "--as-of", "2024-12-31")
    opening_in(office, tmp_path, 10)
    office.ok("case", "add", "--kind", "individual", "--area", "市外", "--received-on", "2024-06-07")
    found = differences(office)
    assert found["new_individual", None, None] == [("profile", "opening_month", -1)]
    assert found["open_individual", None, None] == [("late", "C-00002", 1)]


def test_two_publications_are_compared_in_the_fiscal_year_of_then(published: Office, tmp_path: Any) -> None:
    """A day that no record has any more lies in the fiscal year of then, though that begins otherwise by now."""
    published.ok("contact", "edit", "F-1", "--case", "C-2", "--date", "2024-07-30")
    published.ok("publish", "訂正", "--as-of", "2024-12-31")
    opening_in(published, tmp_path, 10)
    found = differences(published, NAME, "訂正")
    assert found["complex_case", "2024-06", None] == [("link", "F-00001", -1)]
    assert found["complex_case", "2024-07", None] == [("link", "F-00001", 1)]


def test_a_tally_falls_into_another_year_with_the_profile(published: Office, tmp_path: Any) -> None:
    """A month that the fiscal year loses takes its tally along."""
    published.ok(
        "tally",
        "add",
        "--measure",
        "network_meeting",
        "--month",
        "2024-05",
        "--number",
        "5",
        "--ref",
        "T",
    )
    published.ok("publish", "次", "--as-of", "2024-12-31")
    opening_in(published, tmp_path, 6)
    found = differences(published, "次")
    assert cumulative(found, "network_meeting") == [("profile", "opening_month", -5)]
    assert found["network_meeting", "2024-05", None] == [("profile", "opening_month", -5)]


def test_a_day_that_no_record_has_any_more(published: Office, tmp_path: Any) -> None:
    """What was counted on a day is explained after everything was counted anew without it."""
    published.ok("contact", "edit", "F-1", "--date", "2024-07-05")
    opening_in(published, tmp_path, 6)
    opening_in(published, tmp_path, 4)
    found = differences(published)
    assert found["complex_case", "2024-06", None] == [("date", "F-00001", -1)]


def test_two_publications_are_compared(published: Office) -> None:
    """The earlier with the later one, whichever is named first, and not with what came after both."""
    published.ok("case", "add", "--kind", "individual", "--area", WAKABA, "--received-on", "2024-06-30", "--ref", "X")
    published.ok("publish", "訂正版", "--as-of", "2024-12-31")
    published.ok("case", "void", "X", "--why", "x")
    assert cumulative(differences(published, NAME, "訂正版"), "new_individual") == [("late", "X", 1)]
    assert differences(published, NAME, "訂正版") == differences(published, "訂正版", NAME)
    assert cumulative(differences(published, "訂正版"), "new_individual") == [("void", "X", -1)]
    assert differences(published) == {}


def test_a_new_rule_is_told(published: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where today's measure counts otherwise what was known then, the rule is the cause."""
    measure = MEASURES["venue_launch"]
    monkeypatch.setattr(measure, "sql", measure.sql.replace("'launch'", "'operation'"))
    found = differences(published)
    assert cumulative(found, "venue_launch") == [("rule", "V-00001", -1)]


def test_a_measure_that_counts_by_topic(published: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """No measure that ships does; one that an office adds is explained like any other."""
    measure = MEASURES["new_individual"]
    monkeypatch.setattr(measure, "sql", measure.sql + "\n  AND main_topic = 'care'")
    published.ok("case", "edit", "C-1", "--topic", "介護", "--main-topic", "介護")
    published.ok("publish", "次", "--as-of", "2024-12-31")
    published.ok("case", "edit", "C-1", "--topic", "債務", "--main-topic", "債務")
    assert cumulative(differences(published, "次"), "new_individual") == [("topic", "C-00001", -1)]


def test_every_cause_is_provoked() -> None:
    """Whatever there is on the list, is shown above."""
    shown = {cause for cause, _command, _expected in CHANGES}
    assert shown | {"late", "reopened", "profile", "rule", "topic", "value", "erased"} == set(CAUSES)


def test_the_column_of_last_year_is_explained(published: Office) -> None:
    """What a report prints of the year before is accounted for, too, apart from the cells of its own year."""
    published.ok("case", "add", "--kind", "individual", "--area", "市外", "--received-on", "2023-06-30", "--ref", "X")
    said = json.loads(published.ok("explain", NAME, "--format", "json").out)
    last_year = {each["measure"]: each for each in said["last_year"]}
    assert last_year["new_individual"]["now"] == 1
    assert last_year["new_individual"]["parts"] == [{"cause": "late", "ref": "X", "change": 1}]
    assert {each["measure"] for each in said["differences"] if each["now"]} == {"open_individual"}
    assert {each["then"] for each in said["differences"] if not each["now"]} == {None}, (
        "a state from its first record on"
    )
    errata = published.ok("explain", NAME, "--errata").out
    assert any("前年同期" in line and "記録の追加による増１件" in line for line in errata.splitlines())


def test_no_figure_is_not_zero(published: Office) -> None:
    """A figure that is no longer available is 「…」 in the 正誤表, and null for programs."""
    published.ok("tally", "add", "--measure", "venue_launch", "--fiscal-year", "2024", "--number", "7", "--ref", "T")
    differing = json.loads(published.ok("explain", NAME, "--format", "json").out)["differences"]
    found = {(each["month"], each["area"]): each for each in differing if each["measure"] == "venue_launch"}
    assert (found[None, "市外"]["then"], found[None, "市外"]["now"]) == (1, None)
    assert found[None, "市外"]["parts"] == [{"cause": "tally", "ref": "T", "change": -1}]
    line = next(
        each for each in published.ok("explain", NAME, "--errata").out.splitlines() if "立ち上げ（累計、市外）" in each
    )
    assert line.split()[-3:-1] == ["１件", "…"]
    behind = json.loads(
        published.ok("explain", "--measure", "venue_launch", "--as-of", "2024-12-31", "--format", "json").out
    )
    assert (behind["number"], behind["tallied"]) == (None, 0)


def test_what_was_not_entered_is_no_city(published: Office) -> None:
    """A record without an area stands under 未記入, which is not null."""
    published.ok("grant", "add", "--kind", "new", "--applied-on", "2024-11-11", "--ref", "G")
    assert differences(published)["grant_application", None, "未記入"] == [("late", "G", 1)]


def test_each_publication_replaces_the_one_before(published: Office) -> None:
    """The last one of its as-of date that stands, and no earlier one."""
    for name in ("二", "三"):
        published.ok("publish", name, "--as-of", "2024-12-31")
    found = json.loads(published.ok("publication", "list", "--format", "json").out)["publications"]
    assert [(each["name"], each["replaces"], each["replaced_by"]) for each in found] == [
        (NAME, None, "二"),
        ("二", NAME, "三"),
        ("三", "二", None),
    ]


# -- the tables by fields of the records ------------------------------------------------------------------


def test_each_table_of_the_document_is_explained(published: Office) -> None:
    """A correction that moves no figure by month or area moves cells of the tables by route, topic and age."""
    published.ok("case", "edit", "C-1", "--route", "民生委員・児童委員")
    published.ok("case", "edit", "C-2", "--topic", "介護", "--topic", "住まい", "--main-topic", "介護")
    assert differences(published) == {}
    topic = [("topic", "C-00002", 1)]
    assert cells(published) == {
        at("new_individual", route="民生委員・児童委員"): [("value", "C-00001", 1)],
        at("new_individual", route="未記入"): [("value", "C-00001", -1)],
        at("new_individual", main_topic="介護"): topic,
        at("new_individual", main_topic="未記入"): [("topic", "C-00002", -1)],
        at("new_individual", topic="介護"): topic,
        at("new_individual", topic="住まい"): topic,
        at("new_individual", topic="未記入"): [("topic", "C-00002", -1)],
        at("new_individual", main_topic="介護", area=WAKABA): topic,
        at("new_individual", main_topic="未記入", area=WAKABA): [("topic", "C-00002", -1)],
    }
    errata = published.ok("explain", NAME, "--errata").out.splitlines()
    (line,) = [each for each in errata if "相談経路 民生委員・児童委員" in each]
    assert line.split()[-3:] == ["０件", "１件", "項目の訂正による増１件"]
    assert any("（累計、若葉・調和、主たる課題 介護）" in each for each in errata)


def test_an_entry_that_also_moves_the_day_is_named_by_what_moved_the_cell(published: Office) -> None:
    """Another day of the same year moves months; in the table by route it is the route that makes the difference."""
    published.ok("case", "edit", "C-1", "--received-on", "2024-04-07", "--route", "民生委員・児童委員")
    assert cells(published)[at("new_individual", route="民生委員・児童委員")] == [("value", "C-00001", 1)]
    assert differences(published)["new_individual", "2024-04", None] == [("date", "C-00001", 1)]


def test_the_words_of_an_agency_are_one_name(published: Office) -> None:
    """A name in another spelling is the same cell; a second agency of a meeting moves none of the first."""
    fixed = ("--kind", "exchange", "--area", "市外", "--status", "held")
    published.ok("meeting", "add", *fixed, "--date", "2024-09-10", "--agency", "ＮＰＯ 青空", "--ref", "M-10")
    published.ok("publish", "次", "--as-of", "2024-12-31")
    published.ok("meeting", "add", *fixed, "--date", "2024-09-11", "--agency", "NPO青空", "--ref", "M-11")
    published.ok("meeting", "edit", "M-10", "--agency", "ＮＰＯ 青空", "--agency", "すこやか")
    assert cells(published, "次") == {
        at("exchange_meeting", agency="NPO青空"): [("late", "M-11", 1)],
        at("exchange_meeting", agency="すこやか"): [("value", "M-10", 1)],
    }


def test_the_column_of_the_difference_and_the_months_before_are_explained(published: Office) -> None:
    """差 has its line, and so has each month of the year before, of which the document draws pictures."""
    for ref in ("X", "Y"):
        day = ("--received-on", "2023-06-30")
        published.ok("case", "add", "--kind", "individual", "--area", "市外", *day, "--ref", ref)
    published.ok("publish", "次", "--as-of", "2024-12-31")
    published.ok("case", "edit", "X", "--received-on", "2024-06-30")
    found = cells(published, "次")
    assert found["new_individual", "last_year", frozenset({("month", "2023-06")})] == [("date", "X", -1)]
    assert found["new_individual", "difference", frozenset()] == [("date", "X", 2)]
    errata = published.ok("explain", "次", "--errata").out
    assert "新規個別相談件数（前年の６月、市全体）" in errata
    assert "新規個別相談件数（前年同期との差、市全体）" in errata


def as_of_form_1(office: Office, name: str) -> None:
    """Publish the newest publication once more as wfc wrote it before it kept the tables by fields."""
    with opening.opened(str(office.path)) as book:
        facts = dict(book.find(PUBLICATION, NAME).record.facts)
        said = json.loads(str(facts["content"]))
        said["form"] = 1
        for key in ("known_at", "totals", "crosses"):
            del said[key]
        facts["content"] = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        book.publications.publish(Record(PUBLICATION, name, facts))


def test_an_older_publication_is_counted_again_and_marked(published: Office) -> None:
    """It prints what it did; its tables are those of its entry, and never called kept."""
    as_of_form_1(published, "旧")
    for form in ("table", "json"):
        shown = [published.ok("publication", "report", each, "--format", form).out for each in (NAME, "旧")]
        assert shown[0] == shown[1]
    published.ok("case", "edit", "C-1", "--route", "民生委員・児童委員")
    assert cells(published, "旧", kept=False) == cells(published)
    published.ok("publish", "次", "--as-of", "2024-12-31")
    assert cells(published, NAME, "次") == cells(published, "旧", "次", kept=False) == cells(published)
    assert "（累計、相談経路 民生委員・児童委員）［控えなし、再計算］: 0 → 1（+1）" in published.ok("explain", "旧").out
    assert "控えなし、再計算" not in published.ok("explain", NAME).out
    for name, marked in ((NAME, False), ("旧", True)):
        path = published.folder / f"{name}.md"
        published.ok("document", "--publication", name, "--output", str(path))
        assert ("控えなし、再計算" in path.read_text("utf-8")) == marked
    pages = [json.loads(published.ok("publication", "show", each, "--format", "json").out) for each in (NAME, "旧")]
    assert [each["breakdowns"] is None for each in pages] == [False, True]
    assert [each["known_entry"] is None for each in pages] == [False, True]


def test_a_publication_names_what_it_knew_by_the_id_of_an_entry(published: Office) -> None:
    """The number of that entry may be another one in another ledger; the id is not."""
    with opening.opened(str(published.path)) as book:
        facts = dict(book.find(PUBLICATION, NAME).record.facts)
        book.publications.publish(Record(PUBLICATION, "よそ", {**facts, "known_at": 3}))
    numbers = [
        json.loads(published.ok("publication", "show", each, "--format", "json").out)["known_at"]
        for each in (NAME, "よそ")
    ]
    assert numbers[0] == numbers[1] == facts["known_at"]
    assert differences(published, "よそ") == {}
    said = [published.ok("report", "--known-at", each, "--as-of", "2024-12-31").out for each in (NAME, "よそ")]
    assert said[0] == said[1]
