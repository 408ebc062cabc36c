"""Whatever an office records, and however it is written, the report counts what plain loops count.

Random small offices are written into a ledger by import, by commands and by corrections, and some records are
taken back; then the report and its breakdowns are compared with `tests/oracle.py`, on random days.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from tests import oracle
from tests.conftest import Office
from tests.oracle import Row, Values
from welfare_cli import measures
from welfare_cli.report.axis_values import PERIODS

NOW = "2026-01-05T09:00:00"
AREAS = ("緑ケ丘・滝坂", "若葉・調和", "第三・石原・飛田給", "市全域", "市外", "不明")
ROUTES = ("本人", "民生委員・児童委員", "不明")
CLIENTS = ("本人", "不明")
AGE_BANDS = ("10代", "不明")
TOPICS = ("住まい", "介護", "その他")
METHODS = ("電話", "訪問")
CLOSINGS = ("解決", "中断", "転出")
TYPES = ("地縁型", "世代限定")
AGENCIES = ("こころの健康支援センター", "NPO青空", "ＮＰＯ青空", "すこやか")
COORDINATORS = ("CSW1", "CSW2")

# Days around which figures go wrong: the ends of months, quarters, halves and fiscal years, a leap day.
DAYS = (
    *("2022-03-31", "2022-04-01", "2022-06-30", "2022-12-31", "2023-02-28", "2023-03-31"),
    *("2023-04-01", "2023-04-30", "2023-05-01", "2023-06-30", "2023-07-01", "2023-09-30", "2023-10-01", "2023-12-31"),
    *("2024-01-01", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-30", "2024-03-31", "2024-04-01", "2024-04-02"),
    *("2024-04-30", "2024-05-01", "2024-06-30", "2024-08-15", "2024-09-30", "2024-10-01", "2024-12-30", "2024-12-31"),
    *("2025-01-01", "2025-02-28", "2025-03-30", "2025-03-31", "2025-04-01"),
)
AS_OF = ("2022-12-31", "2023-03-31", "2023-12-31", "2024-02-28", "2024-02-29", "2024-03-30", "2024-03-31") + (
    *("2024-04-01", "2024-04-02", "2024-04-30", "2024-12-30", "2024-12-31", "2025-01-01", "2025-02-28", "2025-03-30"),
    *("2025-03-31", "2025-04-01"),
)
MEASURES = (*oracle.COUNTED, *oracle.STATES)
OF_CASES = (
    "new_individual",
    "complex_followup",
    "complex_case",
    "complex_case_monthly",
    "closed_individual",
    "case_closed",
    "open_individual",
)

days = st.sampled_from(DAYS)
areas = st.sampled_from(AREAS)
joint_areas = st.lists(areas, min_size=1, max_size=4, unique=True)


def maybe(words: Sequence[str]) -> st.SearchStrategy[str | None]:
    """One of some words, or nothing."""
    return st.none() | st.sampled_from(words)


def several(words: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """Some of some words."""
    return st.lists(st.sampled_from(words), max_size=3, unique=True)


# Offices


@st.composite
def offices(draw: st.DrawFn, least: int = 0, most: int = 4) -> oracle.Office:
    """An office that breaks no rule, with so many records of each kind."""
    office = oracle.Office()
    for number in range(draw(st.integers(least, most))):
        _case(draw, office, f"C-{number + 1:05}")

    def several_of(prefix: str, one: st.SearchStrategy[Row]) -> list[Row]:
        rows = draw(st.lists(one, min_size=least, max_size=most))
        return [{"ref": f"{prefix}-{number:05}"} | row for number, row in enumerate(rows, start=1)]

    office.meetings = several_of("M", meeting(office))
    office.activities = several_of("A", activity)
    office.venues = several_of("V", venue)
    office.courses = several_of("K", course)
    if office.courses:
        office.enrolments = several_of("P", enrolment(office))
    office.grants = several_of("G", grant)
    office.tallies = _tallies(draw)
    return office


def _case(draw: st.DrawFn, office: oracle.Office, ref: str) -> None:
    """A case with the closings before its re-openings, and contacts on days on which it was open."""
    received = draw(days)
    later = [day for day in DAYS if day >= received]
    events = sorted(draw(st.lists(st.sampled_from(later), max_size=4)))
    pairs = dict(reversed(list(zip(events[::2], events[1::2], strict=False))))  # one closing a day
    closings = [
        {"case": ref, "closed_on": closed, "closing": draw(st.sampled_from(CLOSINGS)), "reopened_on": reopened}
        for closed, reopened in sorted(pairs.items())
    ]
    closed_on = events[-1] if len(events) % 2 and events[-1] not in pairs else None
    topics = draw(several(TOPICS))
    office.closings += closings
    office.cases.append(
        {
            "ref": ref,
            "kind": draw(st.sampled_from(("individual", "individual", "community"))),
            "received_on": received,
            "area": draw(areas),
            "route": draw(maybe(ROUTES)),
            "client": draw(maybe(CLIENTS)),
            "age_band": draw(maybe(AGE_BANDS)),
            "topics": topics,
            "main_topic": draw(st.none() | st.sampled_from(topics)) if topics else None,
            "complex_since": draw(st.none() | st.sampled_from([day for day in later if day <= (closed_on or day)])),
            "closed_on": closed_on,
            "closing": draw(st.sampled_from(CLOSINGS)) if closed_on else None,
            "coordinator": draw(maybe(COORDINATORS)),
        }
    )
    shut = [(closing["closed_on"], closing["reopened_on"]) for closing in closings]
    inside = [
        day
        for day in later
        if day <= (closed_on or day) and not any(closed < day < reopened for closed, reopened in shut)
    ]
    _transfers(draw, office, office.cases[-1], [day for day in inside if day > received])
    for date in draw(st.lists(st.sampled_from(inside), max_size=4)):
        office.contacts.append(
            {
                "ref": f"F-{len(office.contacts) + 1:05}",
                "case": ref,
                "date": date,
                "method": draw(maybe(METHODS)),
                "agencies": draw(several(AGENCIES)),
                "referred_to": draw(maybe(AGENCIES)),
                "coordinator": draw(maybe(COORDINATORS)),
            }
        )


def _transfers(draw: st.DrawFn, office: oracle.Office, case: Row, days: Sequence[str]) -> None:
    """Transfers of a case on some days, each to an area and coordinator that it never had, in whatever order."""
    areas_left = [area for area in AREAS if area not in (case["area"], "不明")]
    for number, day in enumerate(draw(st.lists(st.sampled_from(days), max_size=3, unique=True)) if days else []):
        area = areas_left[number] if draw(st.booleans()) else None
        coordinator = f"CSW{number + 3}" if area is None or draw(st.booleans()) else None
        office.transfers.append({"case": case["ref"], "on": day, "coordinator": coordinator, "area": area})


def meeting(office: oracle.Office) -> st.SearchStrategy[Row]:
    """A meeting, joint or not, perhaps about cases."""
    cases = several([case["ref"] for case in office.cases]) if office.cases else st.just([])
    return st.fixed_dictionaries(
        {
            "kind": st.sampled_from(("support", "multilayer", "network", "exchange")),
            "date": days,
            "areas": joint_areas,
            "agencies": several(AGENCIES),
            "cases": cases,
            "attendees": st.none() | st.integers(1, 30),
            "status": st.sampled_from(("held", "held", "planned", "cancelled")),
        }
    )


activity = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(("outreach", "business", "lecture", "study")),
        "date": days,
        "areas": joint_areas,
        "partners": several(AGENCIES),
        "participants": st.none() | st.integers(1, 30),
        "status": st.sampled_from(("held", "held", "planned", "cancelled")),
    }
)


@st.composite
def _venue(draw: st.DrawFn) -> Row:
    launched_on = draw(days)
    return {
        "name": "居場所",
        "area": draw(areas),
        "launched_on": launched_on,
        "type": draw(maybe(TYPES)),
        "support": draw(maybe(("launch", "launch", "operation", "expansion"))),
        "closed_on": draw(st.none() | st.sampled_from([day for day in DAYS if day >= launched_on])),
    }


venue = _venue()
course = st.fixed_dictionaries({"name": st.just("養成講座"), "starts_on": days})


def enrolment(office: oracle.Office) -> st.SearchStrategy[Row]:
    """An enrolment: still going, completed or dropped."""

    @st.composite
    def build(draw: st.DrawFn) -> Row:
        enrolled_on = draw(days)
        later = st.sampled_from([day for day in DAYS if day >= enrolled_on])
        status = draw(st.sampled_from(("enrolled", "completed", "dropped")))
        return {
            "course": draw(st.sampled_from([course["ref"] for course in office.courses])),
            "enrolled_on": enrolled_on,
            "status": status,
            "expected_on": draw(st.none() | later),
            "completed_on": draw(later) if status == "completed" else None,
            "dropped_on": draw(later) if status == "dropped" else None,
        }

    return build()


@st.composite
def _grant(draw: st.DrawFn) -> Row:
    applied_on = draw(days)
    status = draw(st.sampled_from(("under_review", "granted", "declined", "withdrawn")))
    return {
        "kind": draw(st.sampled_from(("new", "expansion"))),
        "area": draw(maybe(AREAS)),
        "applied_on": applied_on,
        "status": status,
        "amount": draw(st.none() | st.integers(1, 5)),
        "decided_on": draw(st.sampled_from([day for day in DAYS if day >= applied_on]))
        if status != "under_review"
        else None,
    }


grant = _grant()


def _tallies(draw: st.DrawFn) -> list[Row]:
    """For some measures and fiscal years what is known as totals: by month or by year, by area or for the city."""
    found: list[Row] = []
    wanted = draw(
        st.lists(
            st.tuples(st.sampled_from(MEASURES), st.sampled_from((2021, 2022, 2023, 2024))), max_size=3, unique=True
        )
    )
    for measure, year in wanted:
        monthly = draw(st.booleans())
        periods: list[Any] = oracle.months_of(year)[: draw(st.integers(1, 12))] if monthly else [year]
        for_the_city: st.SearchStrategy[Any] = st.just([None])
        among = draw(for_the_city | st.lists(areas, min_size=1, max_size=2, unique=True))
        for period in periods:
            for area in among:
                found.append(
                    {
                        "ref": f"T-{len(found) + 1:05}",
                        "measure": measure,
                        "month": period if monthly else None,
                        "fiscal_year": None if monthly else period,
                        "area": area,
                        "number": draw(st.integers(0, 3)),
                    }
                )
    return found


# Writing an office into a ledger

KINDS = {
    "case": "cases",
    "closing": "closings",
    "transfer": "transfers",
    "contact": "contacts",
    "meeting": "meetings",
    "venue": "venues",
    "course": "courses",
    "enrolment": "enrolments",
    "grant": "grants",
    "activity": "activities",
    "tally": "tallies",
}
WAYS = ("file", "file", "corrected", "command")
POINTED_TO = ("case", "course")
OPTIONS = {"topics": "topic", "agencies": "agency", "areas": "area", "cases": "case", "partners": "partner"}
MISTAKES: dict[str, Row] = {
    "case": {"area": "不明", "kind": "community", "complex_since": None},
    "closing": {"closing": "死亡"},
    "contact": {"method": "来所", "coordinator": "CSW9"},
    "meeting": {"attendees": 99, "kind": "network", "date": "2022-03-31", "areas": ["市外", "不明"], "status": "held"},
    "venue": {"area": "不明", "launched_on": "2022-03-31", "support": "launch", "closed_on": None},
    "course": {"name": "名前の誤り"},
    "enrolment": {"expected_on": None},
    "grant": {"area": None, "kind": "new", "amount": 99},
    "activity": {"areas": ["不明", "市外", "市全域"], "kind": "business", "status": "held"},
    "tally": {"number": 100},
}
"""What the first version of a record said that was corrected later."""


def written(office: oracle.Office, ledger: Office, data: st.DataObject) -> oracle.Office:
    """Write an office into a ledger, each record in a way of its own; return what stands in the end.

    A record is given by a command, or stands in a file, or stands there wrongly and is corrected by an import
    with `--update`; afterwards some are taken back.
    """
    commands: list[tuple[str, Row]] = []
    files: dict[str, dict[str, list[Row]]] = {"first": {}, "second": {}}
    for kind, plural in KINDS.items():
        for row in getattr(office, plural):
            way = data.draw(st.sampled_from(WAYS), label=f"{kind} {row.get('ref')}")
            if way == "command":
                commands.append((kind, row))
            else:
                mistake = MISTAKES.get(kind) or {"coordinator": f"CSW {row['on']}"}  # never the one before it
                files["first"].setdefault(plural, []).append(row | mistake if way == "corrected" else row)
                files["second"].setdefault(plural, []).append(row)
    for kind, row in commands:
        if kind in POINTED_TO:
            ledger.ok(kind, "add", *options(row))
    take_in(ledger, "first", files["first"])
    for kind, row in commands:
        if kind not in POINTED_TO:
            ledger.ok(kind, "add", *options(row))
    take_in(ledger, "second", files["second"], "--update", "--correction")
    return without_void(office, ledger, data)


def options(row: Row) -> Iterator[str]:
    """A record as the options of `add`."""
    for name, value in row.items():
        for each in value if isinstance(value, list) else [] if value is None else [value]:
            yield f"--{OPTIONS.get(name, name).replace('_', '-')}"
            yield str(each)


def take_in(ledger: Office, name: str, files: dict[str, list[Row]], *words: str) -> None:
    """Import a folder with a file for each kind."""
    folder = ledger.folder / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for plural, rows in files.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow({key: ";".join(value) if isinstance(value, list) else value for key, value in row.items()})
        ledger.file(f"{name}/{plural}.csv", text.getvalue())
    if files:
        ledger.ok("import", str(folder), *words)


def without_void(office: oracle.Office, ledger: Office, data: st.DataObject) -> oracle.Office:
    """Take some records back, none that another points to; return what stands."""
    left = oracle.Office(**{plural: list(getattr(office, plural)) for plural in KINDS.values()})
    for kind, plural in reversed(KINDS.items()):
        rows = getattr(left, plural)
        free = [row for row in rows if kind not in POINTED_TO or not pointed_to(left, kind, row["ref"])]
        for row in data.draw(st.lists(st.sampled_from(free), max_size=1), label=f"void {kind}") if free else []:
            ref = row.get("ref") or f"{row['case']}/{row.get('closed_on') or row['on']}"
            ledger.ok(kind, "void", ref, "--why", "誤り")
            rows.remove(row)
    return left


def pointed_to(office: oracle.Office, kind: str, ref: str) -> bool:
    """Whether another record points to this one."""
    if kind == "course":
        return any(row["course"] == ref for row in office.enrolments)
    return any(row["case"] == ref for row in (*office.contacts, *office.closings, *office.transfers)) or any(
        ref in row["cases"] for row in office.meetings
    )


def begin_years_in(ledger: Office, month: int) -> None:
    """Let the fiscal year begin in another month."""
    profile = ledger.folder / "profile.toml"
    ledger.ok("profile", "export", str(profile), "--replace")
    text = profile.read_text(encoding="utf-8").replace("opening_month = 4", f"opening_month = {month}")
    profile.write_text(text, encoding="utf-8")
    ledger.ok("profile", "apply", str(profile))


# Comparing


def report(ledger: Office, as_of: str, *words: str) -> Any:
    """A report as JSON."""
    return json.loads(ledger.ok("report", "--as-of", as_of, "--format", "json", *words).out)


def compare_figures(office: oracle.Office, ledger: Office, as_of: str) -> None:
    """Every figure of the report table is that of the oracle."""
    before = oracle.year_before(as_of)
    figures = report(ledger, as_of)["measures"]
    assert {figure["measure"] for figure in figures} == set(MEASURES)
    for figure in figures:
        measure = figure["measure"]
        total = oracle.of_year(office, measure, as_of)
        assert figure["total"] == total, (as_of, measure)
        assert figure["by_month"] == oracle.by_month(office, measure, as_of), (as_of, measure)
        assert figure["last_year"] == oracle.of_year(office, measure, before), (as_of, measure)
        reported = oracle.reported(office, measure, as_of)
        assert (figure["reported"] or {}).get("areas") == reported, (as_of, measure)
        by_area = {area: number for area, number in (figure["by_area"] or {}).items() if number}
        assert by_area == oracle.by_area(office, measure, as_of), (as_of, measure)
        for area in oracle.ORDINARY if figure["by_area"] else ():
            assert figure["by_area"][area] == oracle.of_year(office, measure, as_of, area), (as_of, measure, area)
        assert figure["areas_overlap"] == (total is not None and sum(by_area.values()) > total), (as_of, measure)
        if reported is not None or oracle.reported(office, measure, before) is not None:
            assert figure["difference"] is None, (as_of, measure)


def compare_cells(
    office: oracle.Office,
    ledger: Office,
    as_of: str,
    measure: str,
    by: Sequence[str],
    percent_of: str = "",
    everything: bool = False,
) -> None:
    """Every cell of a breakdown is that of the oracle, and so is every total beside them and every share."""
    words = [word for axis in by for word in ("--by", axis)]
    words += ["--percent-of", percent_of] if percent_of else []
    said = report(ledger, as_of, "--measure", measure, *words, *["--all"] * everything)
    where = (as_of, measure, by, percent_of, everything)
    cells, totals = (by_values(said[part], by) for part in ("cells", "totals"))
    known = oracle.cells(office, measure, by, as_of) | oracle.totals(office, measure, by, as_of)
    assert {values for values, figure in known.items() if figure} <= cells.keys() | totals.keys(), where
    across = {axis for values in totals for axis, value in zip(by, values, strict=True) if value is None}
    assert across <= {axis for axis in by if oracle.has_total(measure, axis)}, where
    for values, cell in (cells | totals).items():
        assert cell["number"] == oracle.figure_at(office, measure, by, as_of, known, values), (where, values)
        if percent_of:
            kept = tuple(value if axis == percent_of else None for axis, value in zip(by, values, strict=True))
            lacks = ((cells | totals).get(kept) or {}).get("missing")
            base = None if lacks else oracle.base_at(office, measure, by, as_of, known, kept)
            percent = None if cell.get("missing") else oracle.percent(cell["number"], base)
            assert (cell["base"], cell["percent"]) == (base, percent), (where, values)
    assert said["total"] == oracle.of_year(office, measure, as_of), where
    if everything:
        shown = [{values[place] for values in cells} for place in range(len(by))]
        assert len(cells) == math.prod(map(len, shown)), where
    if not any(tally["measure"] == measure for tally in office.tallies):
        compare_sums(cells | totals, totals, measure, by)


def by_values(said: list[Any], by: Sequence[str]) -> dict[Values, Any]:
    """Cells or totals by their values, None on an axis that a total was counted without; free names by their key."""
    found = {
        tuple(
            oracle.name_key(cell[axis]) if axis in oracle.FREE_NAMES and axis in cell else cell.get(axis) for axis in by
        ): cell
        for cell in said
    }
    assert len(found) == len(said)
    return found


def compare_sums(cells: dict[Values, Any], totals: dict[Values, Any], measure: str, by: Sequence[str]) -> None:
    """Along an axis of which a record has one value, cells add up to the total; where it may have several, to more."""
    for place, axis in enumerate(by):
        several = axis in oracle.LISTS or (axis in oracle.PERIODS and measure in oracle.DISTINCT)
        several = several or (axis in ("area", "coordinator") and measure in oracle.DISTINCT)  # several in a period
        several = several or (axis == "area" and oracle.COUNTED.get(measure) in (oracle.held, oracle.attendance))
        for values, total in totals.items():
            along = [
                cell["number"]
                for other, cell in cells.items()
                if other[place] is not None and (*other[:place], None, *other[place + 1 :]) == values
            ]
            if values[place] is None and total["number"] is not None:
                added = sum(number or 0 for number in along)
                assert added >= total["number"] if several else added == total["number"], (measure, by, values)


def compare_together(ledger: Office, as_of: str, measures: Sequence[str], by: Sequence[str]) -> None:
    """Measures that are counted together have the numbers that each has alone."""
    words = [word for axis in by for word in ("--by", axis)]
    together = report(ledger, as_of, *(word for each in measures for word in ("--measure", each)), *words)
    for measure in measures:
        alone = report(ledger, as_of, "--measure", measure, *words)
        for part in ("cells", "totals"):
            own = [{"measure": measure} | cell for cell in alone[part] if cell["number"]]
            found = [cell for cell in together[part] if cell["measure"] == measure and cell["number"]]
            assert found == own, (as_of, measures, by, part)


@st.composite
def breakdowns(draw: st.DrawFn) -> tuple[str, list[str], str, bool]:
    """A measure; one or two axes that it has, at most one of them of time; what shares are of; whether all is shown."""
    measure = draw(st.sampled_from(MEASURES))
    axes = (*oracle.AXES[measure], "area", *oracle.PERIODS)
    first = draw(st.sampled_from(axes))
    others = [each for each in axes if each != first and not {first, each} <= {*oracle.PERIODS}]
    others = [each for each in others if {first, each} != {"year", "status"}]  # on which day, of years long gone?
    second = draw(st.none() | st.sampled_from(others))
    by = [first] if second is None else [first, second]
    bases = ["total", *by] if second else ["total"]
    possible = [base for base in bases if all(oracle.has_total(measure, axis) for axis in by if axis != base)]
    return measure, by, draw(st.sampled_from(["", *possible])), draw(st.booleans())


def test_plain_loops_count_every_measure() -> None:
    """Each measure has its count by plain loops, and the axes by which it is compared."""
    assert {*MEASURES} == {*oracle.AXES} == {*measures.MEASURES}


def test_plain_loops_count_every_period() -> None:
    """Each axis of time has its periods by plain loops."""
    assert {*oracle.PERIODS} == {*oracle.LENGTHS} == {*PERIODS}


@settings(
    max_examples=settings().max_examples // 8,
    phases=[Phase.reuse, Phase.generate],  # shrinking would write hundreds of ledgers
    suppress_health_check=list(HealthCheck),
)
@given(all_of_it=offices(), data=st.data())
def test_report_counts_what_plain_loops_count(
    all_of_it: oracle.Office, data: st.DataObject, office: Office, made: Callable[[str], Path]
) -> None:
    """However records came into the ledger, the report and its breakdowns are those of a naive count."""
    shutil.copy(made("empty"), office.path)
    office.clock(NOW)
    left = written(all_of_it, office, data)
    for as_of in data.draw(st.lists(st.sampled_from(AS_OF), min_size=2, max_size=2, unique=True), label="as of"):
        compare_figures(left, office, as_of)
    for breakdown in data.draw(st.lists(breakdowns(), min_size=3, max_size=3), label="by"):
        compare_cells(left, office, data.draw(st.sampled_from(AS_OF), label="as of"), *breakdown)


@settings(
    max_examples=settings().max_examples // 60,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_a_larger_office_on_every_day(data: st.DataObject, office: Office, made: Callable[[str], Path]) -> None:
    """Of an office with a few hundred records, every figure of every day, and every measure by every axis, is right."""
    office.monkeypatch.setattr(oracle, "OPENING_MONTH", data.draw(st.sampled_from((4, 4, 1, 10))))
    all_of_it = data.draw(offices(least=25, most=40))
    assume(len({case["received_on"] for case in all_of_it.cases}) > 5)  # not the simplest one, all alike
    shutil.copy(made("empty"), office.path)
    office.clock(NOW)
    begin_years_in(office, oracle.OPENING_MONTH)
    take_in(office, "all", {plural: rows for plural in KINDS.values() if (rows := getattr(all_of_it, plural))})
    for as_of in AS_OF:
        compare_figures(all_of_it, office, as_of)
        compare_cells(all_of_it, office, as_of, "grant_application", ["status"])
    days_in_turn = itertools.cycle(AS_OF)
    for measure in MEASURES:
        for axis in (*oracle.AXES[measure], "area", *oracle.PERIODS):
            compare_cells(all_of_it, office, next(days_in_turn), measure, [axis])
    for breakdown in data.draw(st.lists(breakdowns(), min_size=20, max_size=20)):
        compare_cells(all_of_it, office, next(days_in_turn), *breakdown)
    crossed = [*itertools.permutations((*oracle.CASE_AXES, "area", "month"), 2)]
    for axes in data.draw(st.lists(st.sampled_from(crossed), min_size=5, max_size=5)):
        compare_together(office, next(days_in_turn), data.draw(st.permutations(OF_CASES)), axes)


# What such offices have shown


def figure(office: Office, measure: str, as_of: str) -> Any:
    """One measure's figures."""
    (found,) = report(office, as_of, "--measure", measure)["measures"]
    return found


def test_a_case_that_was_reopened_on_the_day_of_its_reception_is_open(office: Office) -> None:
    """Received, closed and re-opened on one day, a case is open at the end of it, once."""
    ref = office.case()
    office.ok("case", "close", ref, "--on", "2024-12-03", "--closing", "解決")
    office.ok("case", "reopen", ref, "--on", "2024-12-03")
    found = figure(office, "open_individual", "2025-01-23")
    assert found["total"] == 1
    assert found["by_month"]["2024-12"] == found["by_month"]["2025-01"] == 1
    assert found["by_month"]["2024-11"] is None, "before the first record of the office"


def test_a_case_that_was_closed_twice_on_one_day_is_closed(office: Office) -> None:
    """Closed, re-opened and closed again on one day, a case is closed once the day is over, and not more than that."""
    ref = office.case()
    office.ok("case", "close", ref, "--on", "2024-12-10", "--closing", "解決")
    office.ok("case", "reopen", ref, "--on", "2024-12-10")
    office.ok("case", "close", ref, "--on", "2024-12-10", "--closing", "解決")
    assert figure(office, "open_individual", "2024-12-09")["total"] == 1
    assert figure(office, "open_individual", "2024-12-10")["total"] == 0
    assert figure(office, "case_closed", "2024-12-10")["total"] == 2


def test_a_year_in_which_cases_were_only_closed_has_figures(office: Office) -> None:
    """A closing is a record of its day: the year it lies in is not one of which nothing is known."""
    ref = office.ok("case", "add", "--kind", "individual", "--received-on", "2023-03-31", "--area", "市外").word
    office.ok("case", "close", ref, "--on", "2023-05-01", "--closing", "解決")
    found = figure(office, "case_closed", "2023-12-31")
    assert (found["total"], found["by_month"]["2023-05"], found["by_month"]["2023-06"]) == (1, 1, 0)
    assert figure(office, "case_closed", "2024-12-31")["last_year"] == 1
    assert figure(office, "new_individual", "2023-12-31")["total"] == 0
    assert figure(office, "open_individual", "2023-12-31")["total"] == 0


def test_a_yearly_tally_says_nothing_of_a_month(office: Office) -> None:
    """A month of a year that is known as a total is not available, and not zero, even beside records."""
    office.case()
    office.ok("tally", "add", "--measure", "new_individual", "--fiscal-year", "2024", "--number", "100")
    office.clock("2025-04-01T09:00:00")
    found = figure(office, "new_individual", "2025-03-31")
    assert found["total"] == 101
    assert set(found["by_month"].values()) == {None}
    assert figure(office, "new_individual", "2025-03-30")["total"] is None
    assert figure(office, "new_community", "2025-03-31")["by_month"]["2024-04"] == 0


def test_whoever_is_expected_to_complete_is_still_enrolled(office: Office) -> None:
    """By status, those expected to complete are enrolled on the as-of date, whatever became of them later."""
    office.ok("course", "add", "--name", "養成講座", "--starts-on", "2024-06-01")
    enrolled = ("--course", "K-1", "--enrolled-on", "2024-06-01", "--expected-on", "2025-01-20")
    office.ok("enrolment", "add", *enrolled, "--status", "completed", "--completed-on", "2025-01-20")
    for measure in ("course_completion_expected", "course_enrolment"):
        said = report(office, "2024-12-31", "--measure", measure, "--by", "status")
        assert said["cells"] == [{"status": "enrolled", "number": 1}], measure


def test_a_closing_later_in_the_year_is_a_record_of_the_year(office: Office) -> None:
    """A year in which nothing but a closing was recorded has figures from that day on, and none as of a day before."""
    office.ok("case", "add", "--kind", "individual", "--received-on", "2023-05-01", "--area", "市外")
    office.ok("case", "close", "C-1", "--on", "2025-01-05", "--closing", "解決")
    words = ("report", "--format", "csv", "--measure", "new_individual", "--as-of")
    assert ",0\n" not in office.ok(*words, "2024-12-31").out
    assert ",0\n" in office.ok(*words, "2025-01-31").out
