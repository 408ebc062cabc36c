"""The oracle against the acceptance figures, against small examples worked out by hand from domain.md §2/§3, and against itself on random offices.

In short: ten of the examples, and what it imports.  At length (`--long`): everything.
    SEEDS=100       so many random offices (12 unless told)
    CHECK_RUN=1000  so many figure sets, in which nothing treacherous may be rare (10000 unless told: some minutes)
"""

import ast
import json
import os
import pathlib
import sys

import pytest

from . import generator, oracle
from .oracle import (
    CITY,
    NOT_ENTERED,
    NOTHING,
    Figure,
    Office,
    area,
    balance,
    balance_holds,
    breakdown,
    cross,
    plain,
    report,
)

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
CSV = ROOT / "src" / "welfare_cli" / "sample"
ACCEPTANCE = ROOT / "tests" / "acceptance"
FOUR = ["東", "西", "南", "北"]
EIGHT = ["一", "二", "三", "四", "五", "六", "七", "八"]


SHORT = {  # what the short run makes
    "test_01_first_and_last_day_of_the_year_are_counted",
    "test_04_same_day_last_year",
    "test_07_closings_before_a_reopening_count",
    "test_09_a_transfer_moves_what_comes_after_it",
    "test_18_ties_on_one_day_lowest_ref_as_text",
    "test_20_a_joint_meeting_is_one_for_the_city_and_one_in_each_area",
    "test_26_sums_with_missing_numbers",
    "test_35_a_begin_inside_the_year",
    "test_43_three_of_eight_areas",
    "test_53_balance_with_carried_over_and_transferred",
    "test_it_imports_nothing_of_the_program",
}


@pytest.fixture(autouse=True)
def only_what_is_short(request, is_long):
    """The short run makes ten of the examples."""
    if not is_long and request.node.originalname not in SHORT:
        pytest.skip("long")


def imports(path):
    """The modules that the file imports, wherever in it; those beside it with a dot in front."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add("." * node.level + node.module)
        elif isinstance(node, ast.ImportFrom):
            found |= {"." * node.level + name.name for name in node.names}
    return found


@pytest.mark.parametrize(("name", "beside"), [("oracle.py", set()), ("generator.py", {".oracle"})])
def test_it_imports_nothing_of_the_program(name, beside):
    """Only the standard library, and no means of importing by name; so nothing of `welfare_cli`."""
    found = imports(HERE / name)
    assert {module for module in found if module.startswith(".")} == beside
    outside = {module.partition(".")[0] for module in found - beside}
    assert "welfare_cli" not in outside
    assert outside <= sys.stdlib_module_names - {"importlib", "runpy", "subprocess"}


def an_office(names=FOUR, today="2025-12-31", begin="", begins=None, opening=4, areas=None):
    return Office(
        (areas or [area(n) for n in names]) + [area(n) for n in oracle.SPECIAL], opening, begin, begins, today
    )


def case(ref, received, where="東", kind="individual", **more):
    return dict(
        {
            "ref": ref,
            "kind": kind,
            "received_on": received,
            "area": where,
            "route": "",
            "client": "",
            "age_band": "",
            "topics": "",
            "main_topic": "",
            "complex_since": "",
            "closed_on": "",
            "closing": "",
            "coordinator": "",
        },
        **more,
    )


def contact(ref, of, day, **more):
    return dict({"ref": ref, "case": of, "date": day, "method": "", "agencies": "", "coordinator": ""}, **more)


def closing(of, closed, reopened, why="解決"):
    return {"case": of, "closed_on": closed, "closing": why, "reopened_on": reopened}


def transfer(of, day, where="", who=""):
    return {"case": of, "on": day, "area": where, "coordinator": who}


def meeting(ref, day, areas="東", kind="support", status="held", **more):
    return dict(
        {"ref": ref, "kind": kind, "date": day, "areas": areas, "agencies": "", "attendees": "", "status": status},
        **more,
    )


def activity(ref, day, areas="東", kind="outreach", status="held", **more):
    return dict(
        {"ref": ref, "kind": kind, "date": day, "areas": areas, "partners": "", "participants": "", "status": status},
        **more,
    )


def venue(ref, day, where="東", support="launch", closed="", **more):
    return dict(
        {
            "ref": ref,
            "name": ref,
            "area": where,
            "launched_on": day,
            "type": "",
            "support": support,
            "closed_on": closed,
        },
        **more,
    )


def grant(ref, day, status="under_review", decided="", where="東", amount="", kind="new"):
    return {
        "ref": ref,
        "kind": kind,
        "area": where,
        "venue": "",
        "applied_on": day,
        "status": status,
        "decided_on": decided,
        "amount": amount,
    }


def enrolment(ref, day, status="enrolled", expected="", completed="", dropped=""):
    return {
        "ref": ref,
        "course": "K",
        "enrolled_on": day,
        "status": status,
        "expected_on": expected,
        "completed_on": completed,
        "dropped_on": dropped,
    }


_number = [0]


def tally(measure, when, number, where="", axis="", value=""):
    _number[0] += 1
    month, year = (when, "") if len(when) == 7 else ("", when)
    return {
        "ref": "T%d" % _number[0],
        "measure": measure,
        "month": month,
        "fiscal_year": year,
        "area": where,
        "axis": axis,
        "value": value,
        "number": str(number),
    }


def tallies(measure, months, number, **more):
    return [tally(measure, m, number, **more) for m in months]


def total(office, rows, measure, as_of, place=CITY):
    return oracle.total_figure(office, rows, measure, as_of, place)


def value(office, rows, measure, as_of, place=CITY):
    return total(office, rows, measure, as_of, place).value


def month(office, rows, measure, of, as_of, place=CITY):
    return oracle.month_figure(office, rows, measure, of, as_of, place)


def last_year(office, rows, measure, as_of, place=CITY):
    return oracle.last_year_figure(office, rows, measure, as_of, place)


def values(cells):
    return {key: figure.value for key, figure in cells.items()}


def months(year, first, last):
    all_months = oracle.months_of(Office([]), year)
    return [m for m in all_months if "%04d-%02d" % first <= m <= "%04d-%02d" % last]


# ---------------------------------------------------------------- acceptance


def acceptance(name):
    rows, office = oracle.read_csv(CSV), oracle.chofu()
    with open(ACCEPTANCE / name, encoding="utf-8") as file:
        expected = json.load(file)
    compared = 0
    for as_of, measures in expected.items():
        got = report(office, rows, as_of, measures=list(measures))
        for measure, want in measures.items():
            here = got[measure]
            assert here[CITY]["total"].value == want["total"], (as_of, measure)
            compared += 1
            if "by_month" in want:
                assert {m: f.value for m, f in here[CITY]["months"].items() if f.value} == want["by_month"], (
                    as_of,
                    measure,
                )
                compared += 1
            if "by_area" in want:
                assert {p: c["total"].value for p, c in here.items() if p is not CITY and c["total"].value} == want[
                    "by_area"
                ], (as_of, measure)
                compared += 1
            if "last_year" in want:
                assert here[CITY]["last_year"].value == want["last_year"], (as_of, measure)
                compared += 1
            for part in want:
                if part.startswith("by_") and part not in ("by_month", "by_area"):
                    axis = {"by_agency": "agencies"}.get(part, part[3:])
                    cells = {
                        ("未記入" if v is NOT_ENTERED else v): n
                        for v, n in values(breakdown(office, rows, measure, axis, as_of)).items()
                    }
                    assert cells == want[part], (as_of, measure, part)
                    compared += 1
            if "cross" in want:
                cells = {
                    "|".join(pair): n
                    for pair, n in values(cross(office, rows, measure, *want["cross"]["axes"], as_of)).items()
                }
                assert cells == want["cross"]["cells"]
                compared += 1
        for kind in ("individual", "community"):
            for by in (None, "area", "coordinator"):
                assert balance_holds(balance(office, rows, kind, as_of, by))
    return compared


def test_acceptance():
    assert acceptance("expected.json") > 600


def test_acceptance_2():
    assert acceptance("expected-2.json") > 250


# ---------------------------------------------------------------- periods (§3, rule 6)


def test_01_first_and_last_day_of_the_year_are_counted():
    rows = {
        "case": [case("1", "2024-03-31"), case("2", "2024-04-01"), case("3", "2025-03-31"), case("4", "2025-04-01")]
    }
    o = an_office()
    assert value(o, rows, "new_individual", "2025-03-31") == 2
    assert value(o, rows, "new_individual", "2024-03-31") == 1
    assert value(o, rows, "new_individual", "2025-04-01") == 1


def test_02_last_month_is_cut_and_later_months_are_empty():
    rows = {"case": [case("1", "2024-04-30"), case("2", "2024-05-10"), case("3", "2024-05-11")]}
    here = report(an_office(), rows, "2024-05-10", ["new_individual"])["new_individual"][CITY]
    assert here["months"]["2024-04"].value == 1 and here["months"]["2024-05"].value == 1
    assert here["months"]["2024-06"].value is None and here["months"]["2025-03"].value is None
    assert here["total"].value == 2


def test_03_opening_month_october():
    rows = {"case": [case("1", "2024-09-30"), case("2", "2024-10-01"), case("3", "2025-01-05")]}
    o = an_office(opening=10)
    assert oracle.fiscal_year(o, "2025-01-05") == 2024 and oracle.fiscal_year(o, "2024-09-30") == 2023
    assert value(o, rows, "new_individual", "2025-01-31") == 2
    assert oracle.months_of(o, 2024)[0] == "2024-10" and oracle.months_of(o, 2024)[-1] == "2025-09"


def test_04_same_day_last_year():
    assert oracle.same_day_last_year("2025-02-28") == "2024-02-29"
    assert oracle.same_day_last_year("2024-02-29") == "2023-02-28"
    assert oracle.same_day_last_year("2024-02-28") == "2023-02-28"
    assert oracle.same_day_last_year("2024-12-31") == "2023-12-31"
    assert oracle.same_day_last_year("2024-04-15") == "2023-04-15"
    # received 29 February 2024: within the same day of 28 February 2025
    rows = {"case": [case("1", "2024-02-29"), case("2", "2024-06-01")]}
    assert last_year(an_office(), rows, "new_individual", "2025-02-28").value == 1


# ---------------------------------------------------------------- new, open, closed (rules 1, 12)


def test_05_reopening_is_not_new():
    rows = {"case": [case("1", "2023-05-01")], "closing": [closing("1", "2023-06-01", "2024-05-01")]}
    o = an_office()
    assert (
        value(o, rows, "new_individual", "2024-05-31") is None
    )  # a re-opening alone does not make a year recorded (README, 20)
    rows["contact"] = [contact("F1", "1", "2024-05-02")]
    assert value(o, rows, "new_individual", "2024-05-31") == 0
    assert value(o, rows, "open_individual", "2024-05-31") == 1
    assert value(o, rows, "open_individual", "2024-04-30") == 0


def test_06_closed_on_the_day_is_not_open_at_its_end():
    rows = {"case": [case("1", "2024-05-01", closed_on="2024-06-30", closing="解決")]}
    o = an_office()
    assert value(o, rows, "open_individual", "2024-06-29") == 1
    assert value(o, rows, "open_individual", "2024-06-30") == 0
    assert value(o, rows, "closed_individual", "2024-06-30") == 1


def test_07_closings_before_a_reopening_count():
    rows = {
        "case": [case("1", "2024-04-10", closed_on="2024-08-10", closing="転出")],
        "closing": [closing("1", "2024-05-01", "2024-05-20"), closing("1", "2024-06-01", "2024-07-01", "中断")],
    }
    o = an_office()
    assert value(o, rows, "closed_individual", "2024-08-31") == 3
    assert value(o, rows, "case_closed", "2024-08-31") == 3
    assert values(breakdown(o, rows, "closed_individual", "closing", "2024-08-31")) == {"解決": 1, "中断": 1, "転出": 1}
    got = [
        month(o, rows, "open_individual", m, "2024-08-31").value
        for m in ("2024-04", "2024-05", "2024-06", "2024-07", "2024-08")
    ]
    assert got == [1, 1, 0, 1, 0]
    assert balance(o, rows, "individual", "2024-08-31")[CITY] == {
        "opening": 0,
        "new": 1,
        "reopened": 2,
        "closed": 3,
        "transferred_in": 0,
        "transferred_out": 0,
        "open": 0,
    }


def test_08_case_closed_mixes_both_kinds():
    rows = {
        "case": [
            case("1", "2024-04-10", closed_on="2024-04-11", closing="解決"),
            case("2", "2024-04-10", kind="community", closed_on="2024-04-12", closing="解決"),
        ]
    }
    o = an_office()
    assert [value(o, rows, m, "2024-04-30") for m in ("closed_individual", "closed_community", "case_closed")] == [
        1,
        1,
        2,
    ]
    assert values(breakdown(o, rows, "case_closed", "kind", "2024-04-30")) == {"individual": 1, "community": 1}


# ---------------------------------------------------------------- transfers

MOVED = {
    "case": [case("1", "2024-04-10", "東", coordinator="甲", complex_since="2024-04-10")],
    "transfer": [transfer("1", "2024-06-01", "西", "乙")],
    "contact": [
        contact("F1", "1", "2024-05-31"),
        contact("F2", "1", "2024-06-01"),
        contact("F3", "1", "2024-06-02", coordinator="丙"),
    ],
}


def test_09_a_transfer_moves_what_comes_after_it():
    o = an_office()
    assert (
        value(o, MOVED, "new_individual", "2024-06-30", "東") == 1
        and value(o, MOVED, "new_individual", "2024-06-30", "西") == 0
    )
    assert value(o, MOVED, "support_contact", "2024-06-30", "東") == 1  # 31 May
    assert value(o, MOVED, "support_contact", "2024-06-30", "西") == 2  # the day itself is already the new area's
    assert values(breakdown(o, MOVED, "support_contact", "coordinator", "2024-06-30")) == {"甲": 1, "乙": 1, "丙": 1}
    assert values(breakdown(o, MOVED, "new_individual", "coordinator", "2024-06-30")) == {"甲": 1}


def test_10_a_state_in_a_month_column_has_the_area_of_the_months_end():
    o = an_office()
    assert [month(o, MOVED, "open_individual", "2024-05", "2024-06-30", p).value for p in ("東", "西")] == [1, 0]
    assert [month(o, MOVED, "open_individual", "2024-06", "2024-06-30", p).value for p in ("東", "西")] == [0, 1]
    assert values(breakdown(o, MOVED, "open_individual", "coordinator", "2024-05-31")) == {"甲": 1}
    assert values(breakdown(o, MOVED, "open_individual", "coordinator", "2024-06-01")) == {
        "乙": 1
    }  # transfer on the as-of day


def test_11_complex_case_is_one_row_with_the_first_contacts_area():
    o = an_office()
    assert value(o, MOVED, "complex_case", "2024-06-30") == 1
    assert [value(o, MOVED, "complex_case", "2024-06-30", p) for p in ("東", "西")] == [
        1,
        0,
    ]  # 西 has contacts and no case
    assert [value(o, MOVED, "complex_followup", "2024-06-30", p) for p in ("東", "西")] == [1, 2]
    assert values(breakdown(o, MOVED, "complex_case", "coordinator", "2024-06-30")) == {"甲": 1}


def test_12_closing_on_the_day_of_a_transfer_counts_with_the_transfer():
    rows = {
        "case": [case("1", "2024-04-10", "東", coordinator="甲", closed_on="2024-06-01", closing="解決")],
        "transfer": [transfer("1", "2024-06-01", "西", "乙")],
    }
    o = an_office()
    assert [value(o, rows, "closed_individual", "2024-06-30", p) for p in ("東", "西")] == [0, 1]
    assert values(breakdown(o, rows, "closed_individual", "coordinator", "2024-06-30")) == {"乙": 1}
    by_area = balance(o, rows, "individual", "2024-06-30", "area")
    assert by_area["東"] == {
        "opening": 0,
        "new": 1,
        "reopened": 0,
        "closed": 0,
        "transferred_in": 0,
        "transferred_out": 1,
        "open": 0,
    }
    assert by_area["西"] == {
        "opening": 0,
        "new": 0,
        "reopened": 0,
        "closed": 1,
        "transferred_in": 1,
        "transferred_out": 0,
        "open": 0,
    }


def test_13_reopening_on_the_day_of_a_transfer():
    rows = {
        "case": [case("1", "2024-04-10", "東")],
        "closing": [closing("1", "2024-05-01", "2024-06-01")],
        "transfer": [transfer("1", "2024-06-01", "西")],
    }
    by_area = balance(an_office(), rows, "individual", "2024-06-30", "area")
    # closed at the end of 31 May: the transfer moves nothing that is open; the re-opening counts with the transfer in effect
    assert by_area["東"] == {
        "opening": 0,
        "new": 1,
        "reopened": 0,
        "closed": 1,
        "transferred_in": 0,
        "transferred_out": 0,
        "open": 0,
    }
    assert by_area["西"] == {
        "opening": 0,
        "new": 0,
        "reopened": 1,
        "closed": 0,
        "transferred_in": 0,
        "transferred_out": 0,
        "open": 1,
    }


def test_14_a_transfer_of_the_coordinator_alone_moves_no_area():
    rows = {
        "case": [case("1", "2023-04-10", "東", coordinator="甲")],
        "transfer": [transfer("1", "2024-06-01", who="乙")],
    }
    o = an_office()
    assert balance(o, rows, "individual", "2024-06-30", "area") == {
        "東": {"opening": 1, "new": 0, "reopened": 0, "closed": 0, "transferred_in": 0, "transferred_out": 0, "open": 1}
    }
    by_person = balance(o, rows, "individual", "2024-06-30", "coordinator")
    assert by_person["甲"]["opening"] == 1 and by_person["甲"]["transferred_out"] == 1 and by_person["甲"]["open"] == 0
    assert by_person["乙"]["transferred_in"] == 1 and by_person["乙"]["open"] == 1


def test_15_a_future_transfer_has_no_effect_before_its_day():
    rows = {"case": [case("1", "2024-04-10", "東")], "transfer": [transfer("1", "2025-02-01", "西")]}
    o = an_office(today="2024-12-31")
    assert value(o, rows, "open_individual", "2024-12-31", "東") == 1


def test_16_closed_cases_stay_where_they_were_closed():
    rows = {
        "case": [case("1", "2024-04-10", "東", closed_on="2024-05-20", closing="解決")],
        "transfer": [transfer("1", "2024-05-01", "西"), transfer("1", "2024-05-20", "南")],
    }
    assert value(an_office(), rows, "closed_individual", "2024-05-31", "南") == 1


# ---------------------------------------------------------------- complex cases


def test_17_complex_since_on_the_day_counts_before_does_not():
    rows = {
        "case": [
            case("1", "2024-04-10", complex_since="2024-05-10"),
            case("2", "2024-04-10", kind="community", complex_since="2024-04-10"),
            case("3", "2024-04-10"),
        ],
        "contact": [
            contact("F1", "1", "2024-05-09"),
            contact("F2", "1", "2024-05-10"),
            contact("F3", "1", "2024-05-10"),
            contact("F4", "2", "2024-05-10"),
            contact("F5", "3", "2024-05-10"),
        ],
    }
    o = an_office()
    assert value(o, rows, "complex_followup", "2024-05-31") == 2 and value(o, rows, "complex_case", "2024-05-31") == 1
    assert value(o, rows, "support_contact", "2024-05-31") == 5
    assert values(breakdown(o, rows, "support_contact", "kind", "2024-05-31")) == {"individual": 4, "community": 1}


def test_18_ties_on_one_day_lowest_ref_as_text():
    rows = {
        "case": [case("1", "2024-04-10", complex_since="2024-04-10", coordinator="甲")],
        "contact": [
            contact("F-9", "1", "2024-05-10", coordinator="乙", method="電話"),
            contact("F-10", "1", "2024-05-10", method="訪問"),
        ],
    }
    o = an_office()
    assert values(breakdown(o, rows, "complex_case", "coordinator", "2024-05-31")) == {"甲": 1}  # "F-10" < "F-9"
    assert values(breakdown(o, rows, "complex_case", "method", "2024-05-31")) == {"訪問": 1}


def test_19_complex_case_counts_again_in_the_next_year_and_once_a_month():
    rows = {
        "case": [case("1", "2023-04-10", complex_since="2023-04-10")],
        "contact": [
            contact("F%d" % n, "1", day)
            for n, day in enumerate(["2024-03-31", "2024-04-01", "2024-04-02", "2024-06-01"])
        ],
    }
    o = an_office()
    assert value(o, rows, "complex_case", "2024-03-31") == 1 and value(o, rows, "complex_case", "2024-06-30") == 1
    assert [month(o, rows, "complex_case", m, "2024-06-30").value for m in ("2024-04", "2024-05", "2024-06")] == [
        1,
        0,
        0,
    ]
    assert [
        month(o, rows, "complex_case_monthly", m, "2024-06-30").value for m in ("2024-04", "2024-05", "2024-06")
    ] == [1, 0, 1]
    assert value(o, rows, "complex_case_monthly", "2024-06-30") == 1  # its months do not add up


# ---------------------------------------------------------------- meetings, activities, venues (rules 2, 3, 4)


def test_20_a_joint_meeting_is_one_for_the_city_and_one_in_each_area():
    rows = {
        "meeting": [
            meeting("M1", "2024-05-01", "東;西;南;北", "network"),
            meeting("M2", "2024-05-02", "東", "network"),
            meeting("M3", "2024-05-02", "不明", "network"),
        ]
    }
    o = an_office()
    assert value(o, rows, "network_meeting", "2024-05-31") == 3
    assert [value(o, rows, "network_meeting", "2024-05-31", p) for p in FOUR + ["不明"]] == [2, 1, 1, 1, 1]
    assert value(o, rows, "support_meeting", "2024-05-31") == 0


def test_21_planned_and_cancelled_are_not_counted_and_a_status_left_out():
    rows = {
        "meeting": [
            meeting("M1", "2024-05-01", status="planned"),
            meeting("M2", "2024-05-01", status="cancelled"),
            meeting("M3", "2024-05-01", status=""),
            meeting("M4", "2024-06-02", status=""),
        ]
    }
    assert value(an_office(today="2024-06-01"), rows, "support_meeting", "2024-06-01") == 1
    assert value(an_office(today="2024-06-02"), rows, "support_meeting", "2024-06-02") == 2


def test_22_exchange_by_agency():
    rows = {
        "meeting": [
            meeting("M1", "2024-05-01", kind="exchange", agencies="保健所;すこやか"),
            meeting("M2", "2024-05-01", kind="exchange", agencies="保健所"),
            meeting("M3", "2024-05-01", kind="exchange"),
        ]
    }
    assert values(breakdown(an_office(), rows, "exchange_meeting", "agencies", "2024-05-31")) == {
        "保健所": 2,
        "すこやか": 1,
        NOT_ENTERED: 1,
    }


def test_23_venues():
    rows = {
        "venue": [
            venue("V1", "2024-05-01", closed="2024-05-31"),
            venue("V2", "2024-05-02", support="operation"),
            venue("V3", "2024-05-03", support="expansion"),
            venue("V4", "2023-05-03"),
            venue("V5", "2024-06-01"),
        ]
    }
    o = an_office()
    assert value(o, rows, "venue_launch", "2024-05-31") == 1  # a later end changes nothing
    assert value(o, rows, "venue_open", "2024-05-30") == 3 and value(o, rows, "venue_open", "2024-05-31") == 2
    assert value(o, rows, "venue_launch", "2024-06-01") == 2


def test_24_courses():
    rows = {
        "enrolment": [
            enrolment("P1", "2023-06-01", "completed", "2024-05-01", completed="2024-05-02"),
            enrolment("P2", "2023-06-01", "dropped", "2024-05-01", dropped="2024-04-20"),
            enrolment("P3", "2024-04-10", expected="2025-03-31"),
            enrolment("P4", "2024-04-10", expected="2025-04-01"),
            enrolment("P5", "2024-04-10"),
        ]
    }
    o = an_office()
    assert (
        value(o, rows, "course_enrolment", "2024-05-31") == 3
        and value(o, rows, "course_enrolment", "2024-05-31", "市全域") == 3
    )
    assert [
        value(o, rows, "course_completion_expected", d)
        for d in ("2024-04-01", "2024-04-19", "2024-04-20", "2024-05-01", "2024-05-02")
    ] == [2, 3, 2, 2, 1]
    assert (
        value(o, rows, "course_completion", "2024-05-01") == 0
        and value(o, rows, "course_completion", "2024-05-02") == 1
    )


def test_25_grants_have_the_status_of_the_as_of_date():
    rows = {
        "grant": [
            grant("G1", "2024-04-10", "granted", "2024-06-10", amount="80000"),
            grant("G2", "2024-04-11", "withdrawn", "2024-04-12", where=""),
            grant("G3", "2024-04-12"),
        ]
    }
    o = an_office()
    assert values(breakdown(o, rows, "grant_application", "status", "2024-06-09")) == {
        "under_review": 2,
        "withdrawn": 1,
    }
    assert values(breakdown(o, rows, "grant_application", "status", "2024-06-10")) == {
        "under_review": 1,
        "withdrawn": 1,
        "granted": 1,
    }
    assert value(o, rows, "grant_application", "2024-06-10") == 3
    assert values(breakdown(o, rows, "grant_application", "area", "2024-06-10")) == {"東": 2, NOT_ENTERED: 1}
    assert plain(total(o, rows, "grant_amount", "2024-06-09"), "grant_amount") == (0, 0, 0)
    assert plain(total(o, rows, "grant_amount", "2024-06-10"), "grant_amount") == (80000, 1, 0)


# ---------------------------------------------------------------- sums


def test_26_sums_with_missing_numbers():
    rows = {
        "meeting": [
            meeting("M1", "2024-04-01", attendees="12"),
            meeting("M2", "2024-04-02"),
            meeting("M3", "2024-05-01"),
            meeting("M4", "2024-06-01", attendees="0"),
            meeting("M5", "2024-06-01", status="planned"),
        ]
    }
    o = an_office()
    got = [
        plain(month(o, rows, "meeting_attendance", m, "2024-07-31"), "meeting_attendance")
        for m in ("2024-04", "2024-05", "2024-06", "2024-07")
    ]
    assert got == [(12, 2, 1), (None, 1, 1), (0, 1, 0), (0, 0, 0)]
    assert plain(total(o, rows, "meeting_attendance", "2024-07-31"), "meeting_attendance") == (12, 4, 2)
    assert (
        oracle.difference(total(o, rows, "meeting_attendance", "2024-07-31"), Figure(5, counted=1, missing=0)) is None
    )


def test_27_a_joint_sum_is_once_in_the_city_and_once_in_each_area():
    rows = {
        "activity": [
            activity("A1", "2024-04-01", "東;西", participants="10"),
            activity("A2", "2024-04-01", "東", "lecture", participants="5"),
        ]
    }
    o = an_office()
    assert [value(o, rows, "activity_attendance", "2024-04-30", p) for p in (CITY, "東", "西", "南")] == [15, 15, 10, 0]
    rows = {"meeting": [meeting("M1", "2024-04-01", attendees="7", agencies="甲;乙")]}
    assert values(breakdown(o, rows, "meeting_attendance", "agencies", "2024-04-30")) == {"甲": 7, "乙": 7}


# ---------------------------------------------------------------- axes (rules 5, 13)


def test_28_main_topic_and_every_topic_and_not_entered():
    rows = {
        "case": [
            case("1", "2024-04-10", topics="債務;住まい", main_topic="住まい"),
            case("2", "2024-04-10", topics="債務"),
            case("3", "2024-04-10"),
        ]
    }
    o = an_office()
    assert values(breakdown(o, rows, "new_individual", "topic", "2024-04-30")) == {
        "債務": 2,
        "住まい": 1,
        NOT_ENTERED: 1,
    }
    assert values(breakdown(o, rows, "new_individual", "main_topic", "2024-04-30")) == {"住まい": 1, NOT_ENTERED: 2}
    assert values(cross(o, rows, "new_individual", "topic", "area", "2024-04-30")) == {
        ("債務", "東"): 2,
        ("住まい", "東"): 1,
        (NOT_ENTERED, "東"): 1,
    }


def test_29_unknown_and_not_entered_are_two_things():
    rows = {"case": [case("1", "2024-04-10", "不明", route="不明"), case("2", "2024-04-10", "市外")]}
    o = an_office()
    assert values(breakdown(o, rows, "new_individual", "route", "2024-04-30")) == {"不明": 1, NOT_ENTERED: 1}
    assert values(breakdown(o, rows, "new_individual", "area", "2024-04-30")) == {"不明": 1, "市外": 1}
    assert value(o, rows, "new_individual", "2024-04-30") == 2


def test_30_a_word_that_reads_not_entered_is_empty():
    rows = {
        "case": [case("1", "2024-04-10")],
        "contact": [
            contact("F1", "1", "2024-04-10", agencies="未記入"),
            contact("F2", "1", "2024-04-10", agencies="保健所;計"),
        ],
    }
    assert values(breakdown(an_office(), rows, "support_contact", "agencies", "2024-04-30")) == {
        NOT_ENTERED: 1,
        "保健所": 1,
    }


def test_31_quarters_and_halves_are_fiscal():
    rows = {"case": [case("1", "2024-06-30"), case("2", "2024-07-01"), case("3", "2024-10-01")]}
    o = an_office()
    assert values(breakdown(o, rows, "new_individual", "quarter", "2024-11-15")) == {
        "2024-Q1": 1,
        "2024-Q2": 1,
        "2024-Q3": 1,
    }
    assert values(breakdown(o, rows, "new_individual", "half_year", "2024-11-15")) == {"2024-H1": 2, "2024-H2": 1}
    assert values(breakdown(o, rows, "open_individual", "quarter", "2024-11-15")) == {
        "2024-Q1": 1,
        "2024-Q2": 2,
        "2024-Q3": 3,
    }
    assert values(breakdown(o, rows, "new_individual", "fiscal_year", "2024-11-15")) == {"2024": 3}


# ---------------------------------------------------------------- years without records, states carried over (rule 10)


def test_32_a_year_without_any_record_has_no_figure_but_a_state_has():
    rows = {"case": [case("1", "2023-06-10")]}
    o = an_office()
    assert value(o, rows, "new_individual", "2024-04-01") is None
    assert value(o, rows, "open_individual", "2024-04-01") == 1
    assert value(o, rows, "open_community", "2024-04-01") == 0  # 0 before the first record of its own
    assert value(o, rows, "venue_open", "2024-04-01") == 0
    assert value(o, rows, "open_individual", "2023-06-09") is None  # before the first record of any kind
    assert month(o, rows, "open_individual", "2023-05", "2023-06-30").value is None
    assert month(o, rows, "new_individual", "2023-05", "2023-06-30").value == 0
    assert last_year(o, rows, "new_individual", "2024-06-30").value == 1


def test_33_any_record_makes_the_year_recorded_but_not_a_planned_one():
    o = an_office()
    rows = {"meeting": [meeting("M1", "2024-05-01")], "case": []}
    assert value(o, rows, "new_individual", "2024-05-31") == 0
    assert value(o, rows, "new_individual", "2024-04-30") is None  # nothing on or before the as-of date
    assert last_year(o, rows, "new_individual", "2024-05-31").value is None
    rows = {"meeting": [meeting("M1", "2024-05-01", status="planned")]}
    assert value(o, rows, "new_individual", "2024-05-31") is None


def test_34_records_begin_on_the_first_day_of_the_year():
    rows = {"case": [case("1", "2024-03-31"), case("2", "2024-04-01")]}
    o = an_office(begin="2024-04-01")
    assert total(o, rows, "new_individual", "2024-05-31") == Figure(1)
    assert value(o, rows, "open_individual", "2024-03-31") == 1  # the opening balance
    assert value(o, rows, "open_individual", "2024-03-30") is None
    assert value(o, rows, "new_individual", "2024-03-31") is None
    assert last_year(o, rows, "new_individual", "2024-05-31").value is None
    assert value(o, {}, "support_meeting", "2024-05-31") == 0  # nothing counted is 0


CARRIED = {
    "case": [
        case("1", "2024-02-10", complex_since="2024-02-10", closed_on="2024-08-01", closing="解決"),
        case("2", "2024-06-10"),
    ],
    "contact": [contact("F1", "1", "2024-06-30"), contact("F2", "1", "2024-07-01"), contact("F3", "1", "2024-08-01")],
}


def test_35_a_begin_inside_the_year():
    o = an_office(begin="2024-07-01")
    assert total(o, CARRIED, "new_individual", "2024-09-30") == Figure(0, since="2024-07-01")
    assert total(o, CARRIED, "support_contact", "2024-09-30") == Figure(
        2, since="2024-07-01"
    )  # of a carried-over case, from the begin on
    assert total(o, CARRIED, "closed_individual", "2024-09-30") == Figure(1, since="2024-07-01")
    assert [
        month(o, CARRIED, "support_contact", m, "2024-09-30").value
        for m in ("2024-06", "2024-07", "2024-08", "2024-09")
    ] == [None, 1, 1, 0]
    assert [
        month(o, CARRIED, "open_individual", m, "2024-09-30").value
        for m in ("2024-05", "2024-06", "2024-07", "2024-08")
    ] == [None, 2, 2, 1]
    assert balance(o, CARRIED, "individual", "2024-09-30")[CITY] == {
        "opening": 2,
        "new": 0,
        "reopened": 0,
        "closed": 1,
        "transferred_in": 0,
        "transferred_out": 0,
        "open": 1,
    }
    assert value(o, CARRIED, "support_contact", "2024-06-30") is None
    assert total(o, CARRIED, "complex_case", "2024-09-30") == Figure(1, since="2024-07-01")
    assert month(o, CARRIED, "complex_case", "2024-07", "2024-09-30").value == 1  # the first that is counted


def test_36_the_year_after_a_begin_inside_the_year():
    o = an_office(begin="2024-07-01")
    assert last_year(o, CARRIED, "support_contact", "2025-09-30").value is None
    assert last_year(o, CARRIED, "open_individual", "2025-09-30").value == 1
    rows = dict(CARRIED, tally=tallies("support_contact", ["2024-04", "2024-05", "2024-06"], 10))
    assert last_year(o, rows, "support_contact", "2025-09-30").value == 32


def test_37_begin_inside_the_year_with_tallies():
    o = an_office(begin="2024-07-01")
    rows = dict(CARRIED, tally=tallies("support_contact", ["2024-04", "2024-05", "2024-06"], 10))
    assert total(o, rows, "support_contact", "2024-09-30") == Figure(32)
    assert total(o, rows, "support_contact", "2024-09-30", "東") == NOTHING  # areas alongside city tallies
    assert (
        month(o, rows, "support_contact", "2024-07", "2024-09-30", "東").value == 1
    )  # a month of records alone has its areas
    assert month(o, rows, "support_contact", "2024-06", "2024-09-30").value == 10
    assert total(o, rows, "support_contact", "2024-05-31") == Figure(20)  # before the begin: every month has its tally
    rows = dict(CARRIED, tally=tallies("support_contact", ["2024-04", "2024-06"], 10))
    assert total(o, rows, "support_contact", "2024-09-30") == Figure(2, since="2024-07-01")
    assert total(o, rows, "support_contact", "2024-09-30", "東") == Figure(2, since="2024-07-01")
    assert total(o, rows, "support_contact", "2024-05-31") == NOTHING
    assert total(o, rows, "support_contact", "2024-04-30") == Figure(10)
    assert month(o, rows, "support_contact", "2024-05", "2024-09-30").value is None


def test_38_distinct_cases_in_such_a_year_are_the_records_alone():
    o = an_office(begin="2024-07-01")
    rows = dict(CARRIED, tally=tallies("complex_case", ["2024-04", "2024-05", "2024-06"], 3))
    assert total(o, rows, "complex_case", "2024-09-30") == Figure(1, since="2024-07-01")
    assert month(o, rows, "complex_case", "2024-05", "2024-09-30").value == 3


def test_39_a_kind_that_began_later():
    rows = {
        "case": [case("1", "2024-05-01"), case("2", "2024-09-01")],
        "meeting": [meeting("M1", "2024-05-01"), meeting("M2", "2024-09-01")],
    }
    o = an_office(begin="2024-04-01", begins={"meeting": "2024-08-01"})
    assert total(o, rows, "new_individual", "2024-09-30") == Figure(2)
    assert total(o, rows, "support_meeting", "2024-09-30") == Figure(1, since="2024-08-01")
    o = an_office(begin="2024-04-01", begins={"contact": "2024-08-01"})
    assert (
        oracle.begin_of(o, "support_contact") == "2024-08-01" and oracle.begin_of(o, "new_individual") == "2024-04-01"
    )


def test_40_state_takes_month_end_tallies_before_the_begin():
    o = an_office(begin="2024-07-01")
    rows = dict(CARRIED, tally=[tally("open_individual", "2024-05", 41)])
    assert [
        month(o, rows, "open_individual", m, "2024-07-31").value for m in ("2024-04", "2024-05", "2024-06", "2024-07")
    ] == [None, 41, 2, 2]
    assert (
        value(o, rows, "open_individual", "2024-05-31") == 41
        and value(o, rows, "open_individual", "2024-05-30") is None
    )
    assert value(o, rows, "open_individual", "2024-05-31", "東") is None


# ---------------------------------------------------------------- tallies (rule 9)


def test_41_last_years_tallies_month_by_month():
    rows = {
        "case": [case("1", "2024-05-01")],
        "tally": [tally("new_individual", "2023-%02d" % m, m) for m in range(4, 13)],
    }
    o = an_office()
    assert last_year(o, rows, "new_individual", "2024-06-30").value == 4 + 5 + 6
    assert (
        last_year(o, rows, "new_individual", "2024-06-15").value is None
    )  # June's tally has no figure for half of June
    assert last_year(o, rows, "new_community", "2024-06-30").value is None  # not reported is not zero


def test_42_a_yearly_tally_has_no_figure_for_part_of_the_year():
    rows = {"case": [case("1", "2024-05-01")], "tally": [tally("new_individual", "2023", 322)]}
    o = an_office()
    assert last_year(o, rows, "new_individual", "2024-12-31").value is None
    assert last_year(o, rows, "new_individual", "2025-03-31").value == 322
    assert month(o, rows, "new_individual", "2023-05", "2024-03-31").value is None
    assert (
        value(o, rows, "new_individual", "2024-03-31") == 322
        and value(o, rows, "new_individual", "2024-03-31", "東") is None
    )


def test_43_three_of_eight_areas():
    rows = {
        "tally": [tally("support_meeting", m, 2, where=w) for m in ("2023-04", "2023-05") for w in EIGHT[:3]]
        + [tally("support_meeting", "2023-04", 9, where="四")]
    }
    o = an_office(EIGHT)
    assert plain(total(o, rows, "support_meeting", "2023-04-30")) == (15, 4, 8)
    assert plain(total(o, rows, "support_meeting", "2023-05-31")) == (12, 3, 8)
    assert (
        value(o, rows, "support_meeting", "2023-05-31", "一") == 4
        and value(o, rows, "support_meeting", "2023-05-31", "四") is None
    )
    assert value(o, rows, "support_meeting", "2023-05-31", "八") is None
    assert oracle.difference(total(o, rows, "support_meeting", "2023-05-31"), Figure(3)) is None


def test_44_every_area_reported():
    rows = {
        "tally": [tally("support_meeting", "2023-04", n, where=w) for n, w in enumerate(EIGHT)]
        + [tally("support_meeting", "2023-04", 5, where="市外")]
    }
    assert plain(total(an_office(EIGHT), rows, "support_meeting", "2023-04-30")) == 28 + 5


def test_45_an_area_is_covered_by_records():
    # begin in June: 一 has tallies of both months before it, 二 of one; 三 has records alone
    rows = {
        "tally": [
            tally("support_meeting", "2023-04", 2, where="一"),
            tally("support_meeting", "2023-05", 3, where="一"),
            tally("support_meeting", "2023-05", 4, where="二"),
        ],
        "meeting": [
            meeting("M1", "2023-06-01", "一"),
            meeting("M2", "2023-06-02", "三"),
            meeting("M3", "2023-06-03", "一;三"),
        ],
    }
    o = an_office(EIGHT, begin="2023-06-01")
    assert total(o, rows, "support_meeting", "2023-06-30", "一") == Figure(2 + 3 + 2)
    assert total(o, rows, "support_meeting", "2023-06-30", "二") == NOTHING
    assert total(o, rows, "support_meeting", "2023-06-30", "三") == NOTHING  # even if it has records
    assert plain(total(o, rows, "support_meeting", "2023-06-30")) == (7, 1, 8)
    assert month(o, rows, "support_meeting", "2023-06", "2023-06-30") == Figure(3)
    assert month(o, rows, "support_meeting", "2023-06", "2023-06-30", "三") == Figure(2)
    # without a begin date: 三 is covered in June, where it has records, and not in April; 一 by its tallies and its records
    o = an_office(EIGHT)
    assert plain(total(o, rows, "support_meeting", "2023-06-30")) == (7, 1, 8)
    # July: 一 has neither a tally nor a record
    assert total(o, rows, "support_meeting", "2023-07-31", "一") == NOTHING
    assert month(o, rows, "support_meeting", "2023-07", "2023-07-31", "一") == Figure(0)


def test_46_the_denominator_is_the_areas_valid_on_the_last_day():
    areas = [area("旧", "", "2023-03-31"), area("新一", "2023-04-01"), area("新二", "2023-04-01"), area("他")]
    o = an_office(areas=areas)
    rows = {
        "tally": [
            tally("support_meeting", "2023-03", 1, where="旧"),
            tally("support_meeting", "2023-04", 1, where="新一"),
        ]
    }
    assert plain(month(o, rows, "support_meeting", "2023-03", "2023-03-31")) == (1, 1, 2)
    assert plain(month(o, rows, "support_meeting", "2023-04", "2023-04-30")) == (1, 1, 3)


def test_47_tallies_count_alongside_the_records():
    rows = {
        "case": [case("1", "2023-05-10"), case("2", "2023-06-10", "西")],
        "tally": [tally("new_individual", "2023-04", 5), tally("new_individual", "2023-05", 7)],
    }
    o = an_office()
    assert total(o, rows, "new_individual", "2023-06-30") == Figure(5 + 7 + 2)
    assert month(o, rows, "new_individual", "2023-05", "2023-06-30") == Figure(8)
    assert month(o, rows, "new_individual", "2023-05", "2023-06-30", "東") == NOTHING
    assert total(o, rows, "new_individual", "2023-06-30", "西") == NOTHING
    assert month(o, rows, "new_individual", "2023-06", "2023-06-30", "西") == Figure(1)


def test_48_a_tally_with_an_axis_gives_its_cell_and_never_a_total():
    rows = {
        "case": [case("1", "2024-05-01")],
        "tally": [
            tally("new_individual", "2023-04", 9, axis="topic", value="債務"),
            tally("new_individual", "2023-04", 6, axis="topic", value="住まい"),
        ],
    }
    o = an_office()
    assert value(o, rows, "new_individual", "2023-04-30") is None
    assert values(breakdown(o, rows, "new_individual", "topic", "2023-04-30")) == {"債務": 9, "住まい": 6}
    assert breakdown(o, rows, "new_individual", "route", "2023-04-30") is None


def test_49_breakdowns_beside_tallies():
    rows = {
        "case": [case("1", "2023-05-10", route="行政", main_topic="債務", topics="債務")],
        "tally": [
            tally("new_individual", "2023-04", 5),
            tally("new_individual", "2023-04", 5, axis="route", value="行政"),
        ],
    }
    o = an_office()
    assert values(breakdown(o, rows, "new_individual", "route", "2023-05-31")) == {"行政": 6}
    assert breakdown(o, rows, "new_individual", "main_topic", "2023-05-31") is None  # these tallies do not carry it
    assert values(breakdown(o, rows, "new_individual", "month", "2023-05-31")) == {"2023-04": 5, "2023-05": 1}


def test_50_a_sum_with_tallies():
    rows = {
        "tally": [tally("activity_attendance", "2023-04", 120)],
        "activity": [activity("A1", "2023-05-01", participants="30"), activity("A2", "2023-05-02")],
    }
    assert plain(total(an_office(), rows, "activity_attendance", "2023-05-31"), "activity_attendance") == (150, 2, 1)


def test_51_tallies_after_the_as_of_date_are_not_read():
    rows = {"tally": tallies("new_individual", months(2023, (2023, 4), (2024, 3)), 3)}
    o = an_office()
    assert value(o, rows, "new_individual", "2023-06-30") == 9 and value(o, rows, "new_individual", "2024-03-31") == 36
    assert value(o, rows, "new_individual", "2023-06-29") is None


def test_52_three_areas_by_the_year():
    rows = {"tally": [tally("support_contact", "2022", 40, where=w) for w in EIGHT[:3]]}
    o = an_office(EIGHT)
    assert plain(total(o, rows, "support_contact", "2023-03-31")) == (120, 3, 8)
    assert total(o, rows, "support_contact", "2023-03-30") == NOTHING


def test_53_balance_with_carried_over_and_transferred():
    rows = {
        "case": [
            case("1", "2023-05-01", "東"),
            case("2", "2023-06-01", "西", closed_on="2024-05-05", closing="解決"),
            case("3", "2024-04-20", "東"),
            case("4", "2023-04-02", "東"),
        ],
        "closing": [closing("4", "2023-09-09", "2024-04-15")],
        "transfer": [
            transfer("1", "2024-04-01", "西"),
            transfer("3", "2024-05-31", "西"),
            transfer("4", "2024-05-01", "南"),
        ],
    }
    by_area = balance(an_office(), rows, "individual", "2024-05-31", "area")
    assert by_area["東"] == {
        "opening": 1,
        "new": 1,
        "reopened": 1,
        "closed": 0,
        "transferred_in": 0,
        "transferred_out": 3,
        "open": 0,
    }
    assert by_area["西"] == {
        "opening": 1,
        "new": 0,
        "reopened": 0,
        "closed": 1,
        "transferred_in": 2,
        "transferred_out": 0,
        "open": 2,
    }
    assert by_area["南"] == {
        "opening": 0,
        "new": 0,
        "reopened": 0,
        "closed": 0,
        "transferred_in": 1,
        "transferred_out": 0,
        "open": 1,
    }
    assert balance(an_office(), rows, "individual", "2024-05-31")[CITY] == {
        "opening": 2,
        "new": 1,
        "reopened": 1,
        "closed": 1,
        "transferred_in": 0,
        "transferred_out": 0,
        "open": 3,
    }


def test_54_grant_granted_this_year_applied_last_year():
    rows = {
        "grant": [
            grant("G1", "2024-03-01", "granted", "2024-04-01", amount="50000"),
            grant("G2", "2024-04-01", "granted", "2024-04-02"),
        ]
    }
    o = an_office()
    assert value(o, rows, "grant_application", "2024-04-30") == 1
    assert plain(total(o, rows, "grant_amount", "2024-04-01"), "grant_amount") == (50000, 1, 0)
    assert plain(total(o, rows, "grant_amount", "2024-04-30"), "grant_amount") == (50000, 2, 1)


def test_55_every_measure_on_the_first_and_the_last_day_of_the_year():
    """One record on 31 March, one on 1 April, one on 31 March a year later, one on the 1 April after: two belong to FY2024."""
    days = ["2024-03-31", "2024-04-01", "2025-03-31", "2025-04-01"]
    base = [case("Z%d" % n, "2023-05-01", complex_since="2023-05-01") for n in range(4)]
    rows = {
        "case": base,
        "contact": [contact("F%d" % n, "Z%d" % n, d) for n, d in enumerate(days)],
        "meeting": [meeting("M%d" % n, d, attendees="1") for n, d in enumerate(days)],
        "activity": [activity("A%d" % n, d, participants="1") for n, d in enumerate(days)]
        + [activity("B", "2024-05-05", kind="study", participants="1")],
        "venue": [venue("V%d" % n, d) for n, d in enumerate(days)],
        "grant": [grant("G%d" % n, d, "granted", d, amount="1") for n, d in enumerate(days)],
        "enrolment": [enrolment("P%d" % n, d, "completed", completed=d) for n, d in enumerate(days)],
    }
    rows["case"] = (
        base
        + [case("N%d" % n, d, closed_on=d, closing="解決") for n, d in enumerate(days)]
        + [case("K%d" % n, d, kind="community", closed_on=d, closing="解決") for n, d in enumerate(days)]
    )
    o = an_office()
    two = [
        "support_contact",
        "complex_followup",
        "complex_case",
        "complex_case_monthly",
        "support_meeting",
        "meeting_attendance",
        "outreach",
        "venue_launch",
        "grant_application",
        "grant_amount",
        "course_enrolment",
        "course_completion",
        "new_individual",
        "new_community",
        "closed_individual",
        "closed_community",
    ]
    for measure in two:
        assert value(o, rows, measure, "2025-03-31") == 2, measure
        assert value(o, rows, measure, "2025-03-30") == 1, measure
        assert value(o, rows, measure, "2024-04-01") == 1, measure
        assert month(o, rows, measure, "2025-03", "2025-03-31").value == 1, measure
        assert month(o, rows, measure, "2025-04", "2025-03-31").value is None, measure
    assert (
        value(o, rows, "activity_attendance", "2025-03-31") == 3
        and value(o, rows, "study", "2025-03-31") == 1
        and value(o, rows, "lecture", "2025-03-31") == 0
    )
    assert value(o, rows, "case_closed", "2025-03-31") == 4


def test_56_states_on_their_days():
    rows = {
        "case": [case("1", "2024-05-10")],
        "closing": [closing("1", "2024-06-10", "2024-06-20")],
        "venue": [venue("V1", "2024-05-10", closed="2024-06-10")],
        "enrolment": [
            enrolment("P1", "2024-05-10", expected="2024-04-01"),
            enrolment("P2", "2024-05-10", expected="2024-03-31"),
        ],
    }
    o = an_office()
    assert [
        value(o, rows, "open_individual", d)
        for d in ("2024-05-09", "2024-05-10", "2024-06-09", "2024-06-10", "2024-06-19", "2024-06-20")
    ] == [None, 1, 1, 0, 0, 1]
    assert [value(o, rows, "venue_open", d) for d in ("2024-05-10", "2024-06-09", "2024-06-10")] == [1, 1, 0]
    assert value(o, rows, "course_completion_expected", "2024-05-10") == 1
    assert value(o, rows, "course_completion_expected", "2025-04-01") == 0  # expected last year
    assert value(o, rows, "course_completion_expected", "2025-03-31") == 1


def test_57_the_balance_on_the_edges():
    rows = {
        "case": [
            case("1", "2024-03-31"),
            case("2", "2024-04-01", closed_on="2024-04-30", closing="解決"),
            case("3", "2024-04-30"),
            case("4", "2024-05-01"),
            case("5", "2023-05-01"),
        ],
        "closing": [closing("5", "2024-04-01", "2024-04-30")],
    }
    o = an_office()
    line = balance(o, rows, "individual", "2024-04-30")[CITY]
    assert line == {
        "opening": 2,
        "new": 2,
        "reopened": 1,
        "closed": 2,
        "transferred_in": 0,
        "transferred_out": 0,
        "open": 3,
    }
    line = balance(o, rows, "individual", "2024-04-29")[CITY]
    assert line == {
        "opening": 2,
        "new": 1,
        "reopened": 0,
        "closed": 1,
        "transferred_in": 0,
        "transferred_out": 0,
        "open": 2,
    }
    rows = {
        "case": [case("5", "2023-05-01")],
        "closing": [closing("5", "2023-06-01", "2024-04-01")],
        "transfer": [transfer("5", "2024-04-02", "西")],
    }
    assert balance(o, rows, "individual", "2024-04-01")[CITY] == {
        "opening": 0,
        "new": 0,
        "reopened": 1,
        "closed": 0,
        "transferred_in": 0,
        "transferred_out": 0,
        "open": 1,
    }
    assert balance(o, rows, "individual", "2024-04-02", "area")["西"]["transferred_in"] == 1
    assert not balance_holds(
        {
            CITY: {
                "opening": 1,
                "new": 0,
                "reopened": 0,
                "closed": 0,
                "transferred_in": 0,
                "transferred_out": 0,
                "open": 2,
            }
        }
    )
    assert balance(o, rows, "individual", "2023-04-30") is None  # before the first record
    assert balance(an_office(begin="2024-04-01"), rows, "individual", "2024-03-31") is None
    assert balance(an_office(begin="2024-04-02"), rows, "individual", "2024-04-01") is None
    assert (
        balance(an_office(begin="2023-04-01"), rows, "individual", "2024-04-02")[CITY]["opening"] == 0
    )  # a begin in an earlier year changes nothing


def test_58_coordinators_not_entered():
    rows = {
        "case": [case("1", "2024-04-10"), case("2", "2024-04-10", coordinator="甲")],
        "contact": [contact("F1", "1", "2024-04-10"), contact("F2", "2", "2024-04-10", coordinator="未記入")],
    }
    o = an_office()
    assert values(breakdown(o, rows, "support_contact", "coordinator", "2024-04-30")) == {NOT_ENTERED: 1, "甲": 1}
    assert balance(o, rows, "individual", "2024-04-30", "coordinator")[NOT_ENTERED]["open"] == 1


def test_59_begin_dates_in_every_position():
    rows = {
        "case": [
            case("1", "2023-12-10"),
            case("2", "2024-03-31"),
            case("3", "2024-04-01"),
            case("4", "2024-06-30"),
            case("5", "2024-07-01"),
        ]
    }
    for begin, as_of, want in (
        ("2024-04-01", "2024-07-31", Figure(3)),
        ("2024-07-01", "2024-07-31", Figure(1, since="2024-07-01")),
        ("2024-07-01", "2024-07-01", Figure(1, since="2024-07-01")),
        ("2024-07-01", "2024-06-30", NOTHING),
        ("2023-12-01", "2024-03-31", Figure(2, since="2023-12-01")),
        ("2023-12-01", "2024-07-31", Figure(3)),
        ("2025-04-01", "2024-07-31", NOTHING),
        ("2023-04-01", "2024-03-31", Figure(2)),
        ("2018-04-01", "2024-03-31", Figure(2)),
    ):
        assert total(an_office(begin=begin), rows, "new_individual", as_of) == want, (begin, as_of)
    o = an_office(begin="2024-07-01")
    assert values(breakdown(o, rows, "new_individual", "quarter", "2024-07-31")) == {"2024-Q1": None, "2024-Q2": 1}
    assert values(breakdown(o, rows, "open_individual", "quarter", "2024-07-31")) == {"2024-Q1": 4, "2024-Q2": 5}
    assert breakdown(o, rows, "new_individual", "route", "2024-07-31") == {NOT_ENTERED: Figure(1, since="2024-07-01")}
    assert cross(o, rows, "new_individual", "route", "area", "2024-07-31") == {
        (NOT_ENTERED, "東"): Figure(1, since="2024-07-01")
    }
    assert (
        breakdown(o, rows, "new_individual", "route", "2024-06-30") is None
        and cross(o, rows, "new_individual", "route", "area", "2024-06-30") is None
    )


def test_60_differences():
    assert oracle.difference(Figure(5), Figure(8)) == -3
    assert oracle.difference(Figure(5), NOTHING) is None and oracle.difference(NOTHING, Figure(5)) is None
    assert oracle.difference(Figure(5, reported=3, areas=8), Figure(8)) is None
    assert oracle.difference(Figure(5, counted=3, missing=1), Figure(8, counted=1, missing=0)) is None
    assert oracle.difference(Figure(5, counted=3, missing=0), Figure(8, counted=1, missing=0)) == -3
    assert oracle.difference(Figure(5, since="2024-07-01"), Figure(8)) is None


def test_61_tallies_with_a_month_missing():
    rows = {"tally": [tally("new_individual", "2023-04", 4), tally("new_individual", "2023-06", 6)]}
    o = an_office()
    assert value(o, rows, "new_individual", "2023-04-30") == 4
    assert (
        value(o, rows, "new_individual", "2023-06-30") is None
        and month(o, rows, "new_individual", "2023-06", "2023-06-30").value == 6
    )  # May is not reported
    rows["case"] = [case("1", "2023-05-10")]  # the year is recorded: May comes from the records
    assert value(o, rows, "new_individual", "2023-06-30") == 11
    oracle.CHOICES["gap_in_unrecorded_year"] = "sum"
    try:
        assert value(o, {"tally": rows["tally"]}, "new_individual", "2023-06-30") == 10
    finally:
        oracle.CHOICES["gap_in_unrecorded_year"] = "none"


def test_62_a_states_tallies_by_area_and_axis():
    rows = {
        "tally": [tally("open_individual", "2023-04", 3, where=w) for w in EIGHT[:3]]
        + [tally("open_community", "2023-04", 9), tally("open_community", "2023-04", 9, axis="route", value="行政")]
    }
    o = an_office(EIGHT, begin="2024-04-01")
    assert plain(total(o, rows, "open_individual", "2023-04-30")) == (9, 3, 8)
    assert (
        value(o, rows, "open_individual", "2023-04-30", "一") == 3
        and value(o, rows, "open_individual", "2023-04-30", "八") is None
    )
    assert value(o, rows, "open_individual", "2023-04-29") is None
    assert breakdown(o, rows, "open_individual", "route", "2023-04-30") is None
    assert values(breakdown(o, rows, "open_community", "route", "2023-04-30")) == {"行政": 9}
    assert breakdown(o, rows, "open_community", "route", "2023-04-29") is None
    assert cross(o, rows, "open_community", "route", "area", "2023-04-30") is None
    full = {"tally": [tally("open_individual", "2023-04", 1, where=w) for w in EIGHT]}
    assert plain(total(o, full, "open_individual", "2023-04-30")) == 8
    assert total(
        o, {"tally": [tally("open_individual", "2023-04", 1, where="不明")]}, "open_individual", "2023-04-30"
    ) == Figure(None, reported=0, areas=8)
    assert breakdown(o, dict(rows, case=[case("1", "2024-03-01")]), "open_community", "route", "2024-03-31") == {}


def test_63_axis_tallies_of_several_months_and_of_a_year():
    rows = {
        "tally": [
            tally("new_individual", m, n, axis="topic", value="債務")
            for m, n in (("2023-04", 1), ("2023-05", 2), ("2023-06", 4))
        ]
        + [tally("new_community", "2023", 7, axis="route", value="行政")]
    }
    o = an_office()
    assert values(breakdown(o, rows, "new_individual", "topic", "2023-05-31")) == {"債務": 3}
    assert breakdown(o, rows, "new_individual", "topic", "2023-05-30") is None
    assert breakdown(o, rows, "new_individual", "topic", "2023-07-31") is None
    assert values(breakdown(o, rows, "new_community", "route", "2024-03-31")) == {"行政": 7}
    assert breakdown(o, rows, "new_community", "route", "2024-03-30") is None
    # totals of April and May, the axis in April only
    rows = {
        "tally": [
            tally("new_individual", "2023-04", 5),
            tally("new_individual", "2023-05", 5),
            tally("new_individual", "2023-04", 5, axis="route", value="行政"),
        ]
    }
    assert (
        values(breakdown(o, rows, "new_individual", "route", "2023-04-30")) == {"行政": 5}
        and breakdown(o, rows, "new_individual", "route", "2023-05-31") is None
    )
    assert cross(o, rows, "new_individual", "route", "area", "2023-04-30") is None


def test_64_partial_totals_two_readings():
    # 一 and 二 are tallied in April, 一 alone in May; a joint record of 二 and 三 in June
    rows = {
        "tally": [
            tally("support_meeting", "2023-04", 2, where="一"),
            tally("support_meeting", "2023-05", 3, where="一"),
            tally("support_meeting", "2023-04", 4, where="二"),
        ],
        "meeting": [
            meeting("M1", "2023-06-01", "二;三"),
            meeting("M2", "2023-06-01", "一;三"),
            meeting("M3", "2023-06-02", "市外"),
        ],
    }
    o = an_office(EIGHT, begin="2023-06-01")
    assert plain(total(o, rows, "support_meeting", "2023-06-30")) == (2 + 3 + 1 + 1, 1, 8)  # 一's, M2, and 市外's M3
    oracle.CHOICES["partial_total"] = "known"
    try:
        assert plain(total(o, rows, "support_meeting", "2023-06-30")) == (2 + 3 + 4 + 3, 1, 8)
    finally:
        oracle.CHOICES["partial_total"] = "reported"


def test_65_complex_case_monthly_two_readings():
    rows = {
        "case": [case("1", "2024-04-01", "東", complex_since="2024-04-01")],
        "transfer": [transfer("1", "2024-05-10", "西")],
        "contact": [contact("F1", "1", "2024-05-09", method="電話"), contact("F2", "1", "2024-05-10", method="訪問")],
    }
    o = an_office()
    assert [month(o, rows, "complex_case_monthly", "2024-05", "2024-05-31", p).value for p in (CITY, "東", "西")] == [
        1,
        1,
        1,
    ]
    oracle.CHOICES["monthly_rows"] = "first_of_month"
    try:
        assert [
            month(o, rows, "complex_case_monthly", "2024-05", "2024-05-31", p).value for p in (CITY, "東", "西")
        ] == [1, 1, 0]
    finally:
        oracle.CHOICES["monthly_rows"] = "each_value"
    tallied = {"tally": tallies("complex_case_monthly", ["2023-04", "2023-05"], 3)}
    assert (
        value(o, tallied, "complex_case_monthly", "2023-05-31") is None
        and value(o, tallied, "complex_case_monthly", "2023-04-30") == 3
    )
    o = an_office(begin="2024-04-01")
    assert (
        value(o, tallied, "complex_case_monthly", "2023-05-31") is None
        and value(o, tallied, "complex_case_monthly", "2023-04-30") == 3
    )


def test_66_was_last_year_recorded_two_readings():
    rows = {"case": [case("1", "2023-12-10"), case("2", "2024-06-10")]}
    o = an_office()
    assert last_year(o, rows, "new_individual", "2024-06-30").value is None
    oracle.CHOICES["recorded_on"] = "report"
    try:
        assert last_year(o, rows, "new_individual", "2024-06-30").value == 0
    finally:
        oracle.CHOICES["recorded_on"] = "same_day"


def test_67_report_gives_what_the_single_questions_give():
    rows = {
        "case": [case("1", "2023-12-10"), case("2", "2024-06-10")],
        "tally": [
            tally("new_individual", "2023-04", 5),
            tally("venue_open", "2023-03", 5),
            tally("support_meeting", "2023-05", 5, where="東"),
        ],
    }
    for begin in ("", "2023-06-01", "2024-05-01"):
        o = an_office(begin=begin)
        for as_of in ("2023-04-30", "2023-12-31", "2024-06-30"):
            for measure, places in report(o, rows, as_of).items():
                for place, columns in places.items():
                    assert columns["total"] == total(o, rows, measure, as_of, place)
                    assert columns["last_year"] == last_year(o, rows, measure, as_of, place)
                    for m, figure in columns["months"].items():
                        assert figure == month(o, rows, measure, m, as_of, place)


def test_68_the_first_day_of_a_month_and_other_edges():
    rows = {
        "case": [case("1", "2024-05-01")],
        "activity": [
            activity("A1", "2024-05-01", status="planned"),
            activity("A2", "2024-05-01", status="cancelled"),
            activity("A3", "2024-05-01"),
        ],
    }
    o = an_office()
    assert month(o, rows, "new_individual", "2024-05", "2024-05-01").value == 1
    assert values(breakdown(o, rows, "new_individual", "month", "2024-05-01")) == {"2024-04": 0, "2024-05": 1}
    assert value(o, rows, "outreach", "2024-05-31") == 1 and value(o, rows, "activity_attendance", "2024-05-31") is None
    one_day = {"tally": [tally("new_individual", "2023-04", 4, axis="topic", value="債務")]}
    assert breakdown(o, one_day, "new_individual", "topic", "2023-05-01") is None
    # an expansion is counted by no measure: it does not make the year recorded; an operation does
    assert value(o, {"venue": [venue("V1", "2024-05-01", support="expansion")]}, "new_individual", "2024-05-31") is None
    assert value(o, {"venue": [venue("V1", "2024-05-01", support="operation")]}, "new_individual", "2024-05-31") == 0
    # a begin in an earlier year cuts nothing
    o = an_office(begin="2023-07-01")
    assert balance(o, {"case": [case("1", "2024-04-01")]}, "individual", "2024-04-30")[CITY]["new"] == 1
    assert total(o, {"case": [case("1", "2024-04-01")]}, "new_individual", "2024-04-30") == Figure(1)


# ---------------------------------------------------------------- random offices: what must hold whatever the reading


def test_random_offices():
    sets = 0
    for seed in range(int(os.environ.get("SEEDS", "12"))):
        settings, rows = generator.office(seed)
        assert generator.refused(settings, rows) == []
        assert 3 <= len(settings.as_of) <= 6
        for as_of in settings.as_of:
            sets += 1
            figures = report(settings, rows, as_of)
            for measure in oracle.MEASURES:
                city = figures[measure][CITY]
                numbers = [f.value for f in city["months"].values()]
                if (
                    measure in oracle.FLOWS
                    and measure != "complex_case_monthly"
                    and city["total"].since is None
                    and city["total"].reported is None
                ):
                    shown = [f for m, f in city["months"].items() if m <= as_of[0:7]]
                    if city["total"].value is not None and all(
                        f.value is not None and f.reported is None for f in shown
                    ):
                        assert sum(f.value for f in shown) == city["total"].value, (seed, as_of, measure)
                for m, f in city["months"].items():
                    assert m <= as_of[0:7] or f == NOTHING
                places = [figures[measure][p]["total"] for p in figures[measure] if p is not CITY]
                if (
                    city["total"].value is not None
                    and city["total"].reported is None
                    and all(f.value is not None for f in places)
                ):
                    assert sum(f.value for f in places) >= city["total"].value, (seed, as_of, measure)
                assert len(numbers) == 12
                for axis in oracle.AXES[measure]:
                    cells = breakdown(settings, rows, measure, axis, as_of)
                    if (
                        axis
                        in (
                            "main_topic",
                            "route",
                            "client",
                            "age_band",
                            "coordinator",
                            "kind",
                            "method",
                            "closing",
                            "status",
                        )
                        and cells is not None
                        and measure != "complex_case_monthly"
                        and city["total"].value is not None
                        and city["total"].reported is None
                        and not [t for t in rows["tally"] if t["axis"] == axis and t["measure"] == measure]
                    ):
                        assert sum(f.value for f in cells.values() if f.value is not None) == city["total"].value, (
                            seed,
                            as_of,
                            measure,
                            axis,
                        )
            for kind in ("individual", "community"):
                for by in (None, "area", "coordinator"):
                    lines = balance(settings, rows, kind, as_of, by)
                    if lines is not None:
                        assert balance_holds(lines), (seed, as_of, kind, by)
                        opened = figures["open_" + kind][CITY]["total"]
                        if not [t for t in rows["tally"] if t["measure"] == "open_" + kind]:
                            assert sum(line["open"] for line in lines.values()) == opened.value
                        if not [t for t in rows["tally"] if t["measure"] in ("new_" + kind, "closed_" + kind)]:
                            new = figures["new_" + kind][CITY]["total"].value
                            assert sum(line["new"] for line in lines.values()) == (new or 0), (seed, as_of)
    assert sets > 0


def simulated(rows, last):
    """A second way for cases: walk day by day through each case's life; yields (event, case, day, area, coordinator), the state at the end of `last` included."""
    for one in rows["case"]:
        where, who, is_open, day = one["area"], one["coordinator"], False, one["received_on"]
        if day > last:
            continue
        yield "new", one, day, where, who
        is_open = True
        while day <= last:
            was_open = is_open
            for t in rows["transfer"]:
                if t["case"] == one["ref"] and t["on"] == day:
                    before = (where, who)
                    where, who = t["area"] or where, t["coordinator"] or who
                    if was_open:
                        yield "moved", one, day, before, (where, who)
            for c in rows["closing"]:
                if c["case"] == one["ref"] and c["reopened_on"] == day:
                    assert not is_open
                    is_open = True
                    yield "reopened", one, day, where, who
            for c in rows["contact"]:
                if c["case"] == one["ref"] and c["date"] == day:
                    assert is_open
                    yield "contact", one, day, where, c["coordinator"] or who
            for c in rows["closing"]:
                if c["case"] == one["ref"] and c["closed_on"] == day:
                    assert is_open
                    is_open = False
                    yield "closed", one, day, where, who
            if one["closed_on"] == day:
                assert is_open
                is_open = False
                yield "closed", one, day, where, who
            day = oracle.day_after(day)
        if is_open:
            yield "open", one, last, where, who


def test_a_second_way_through_the_cases():
    compared = 0
    for seed in range(1000, 1000 + int(os.environ.get("SEEDS", "12"))):
        settings, rows = generator.office(seed)
        rows = dict(rows, tally=[])
        for as_of in settings.as_of:
            start = oracle.first_of(oracle.months_of(settings, oracle.fiscal_year(settings, as_of))[0])
            events = list(simulated(rows, as_of))
            for kind in ("individual", "community"):
                for by, which in (("area", 0), ("coordinator", 1)):
                    lines = balance(settings, rows, kind, as_of, by)
                    if lines is None:
                        continue
                    begin = oracle.begin_of(settings, "open_" + kind)
                    low = max(start, begin)
                    want = {}
                    for event, one, day, a, b in events:
                        if one["kind"] != kind or (event != "open" and day < low):
                            continue
                        if event == "moved":
                            if a[which] != b[which]:
                                for key, column in ((a[which], "transferred_out"), (b[which], "transferred_in")):
                                    want[(key, column)] = want.get((key, column), 0) + 1
                        elif event != "contact":
                            key = ((a, b)[which], event)
                            want[key] = want.get(key, 0) + 1
                    got = {
                        (key if key is not NOT_ENTERED else "", column): n
                        for key, line in lines.items()
                        for column, n in line.items()
                        if n and column != "opening"
                    }
                    assert got == want, (seed, as_of, kind, by)
                    compared += 1
            figure = total(settings, rows, "support_contact", as_of)
            if figure.value is not None:
                low = max(start, oracle.begin_of(settings, "support_contact"))
                mine = [e for e in events if e[0] == "contact" and e[2] >= low]
                assert len(mine) == figure.value
                for by, which in (("area", 3), ("coordinator", 4)):
                    want = {}
                    for event in mine:
                        want[event[which]] = want.get(event[which], 0) + 1
                    got = {
                        ("" if key is NOT_ENTERED else key): f.value
                        for key, f in breakdown(settings, rows, "support_contact", by, as_of).items()
                    }
                    assert got == want, (seed, as_of, by)
                    compared += 1
    assert compared > 50


def test_generator_is_repeatable():
    one, two = generator.office(7), generator.office(7)
    assert one[1] == two[1] and one[0].as_of == two[0].as_of


def test_nothing_treacherous_is_rare():
    generator.check_run(int(os.environ.get("CHECK_RUN", "10000")))
