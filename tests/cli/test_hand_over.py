"""Handing over: one case, all cases of a coordinator or area, and what a transfer changes of what is shown."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conftest import Office
from welfare_cli.cli.prompt.suggestions import Offers
from welfare_cli.cli.tasks import ADD, Task
from welfare_cli.ledger import Ledger, Stamp
from welfare_cli.model.case import CASE
from welfare_cli.model.kinds import BY_NAME

DAY = "2025-01-10"
OLD, NEW = "若葉・調和", "上ノ原・柏野"


def case(office: Office, *words: str, coordinator: str = "佐藤", received: str = "2024-04-05") -> str:
    """Record an individual case of a coordinator."""
    fixed = ("--kind", "individual", "--received-on", received, "--area", OLD, "--coordinator", coordinator)
    return office.ok("case", "add", *fixed, *words).word


def listed(office: Office, kind: str, *words: str) -> list[dict[str, Any]]:
    """The records of a list, as programs read them."""
    records: list[dict[str, Any]] = json.loads(office.ok(kind, "list", "--format", "json", *words).out)["records"]
    return records


def refs(office: Office, *words: str) -> list[str]:
    """The refs of a list of cases."""
    return [each["ref"] for each in listed(office, "case", *words)]


def hand_over(office: Office, *words: str) -> str:
    """Hand over the cases of 佐藤 to 鈴木."""
    return office.ok("case", "hand-over", "--from", "佐藤", "--to", "鈴木", "--on", DAY, "--yes", *words).out


def figures(office: Office, measure: str, as_of: str, by: str) -> dict[str, int]:
    """A measure by one axis."""
    words = ("--as-of", as_of, "--measure", measure, "--by", by, "--format", "json")
    cells = json.loads(office.ok("report", *words).out)["cells"]
    return {cell[by]: cell["number"] for cell in cells if cell["number"]}


# Which cases


def test_only_open_cases_of_the_coordinator_on_the_day_are_handed_over(office: Office) -> None:
    """Received before the day, open at its end, and theirs on that day: all of it, and nothing else."""
    wanted = [case(office), case(office, received="2025-01-09")]
    case(office, received=DAY)
    case(office, "--closed-on", DAY, "--closing", "解決")
    case(office, coordinator="田中")
    office.ok("case", "void", case(office), "--why", "誤り")
    gone = case(office)
    office.ok("case", "transfer", gone, "--on", "2025-01-09", "--coordinator", "田中")
    wanted.append(taken := case(office, coordinator="田中"))
    office.ok("case", "transfer", taken, "--on", DAY, "--coordinator", "佐藤")
    wanted.append(back := case(office, "--closed-on", "2024-12-01", "--closing", "中断"))
    office.ok("case", "reopen", back, "--on", DAY)
    later = case(office, "--closed-on", DAY, "--closing", "中断")
    office.ok("case", "reopen", later, "--on", "2025-01-11")
    hand_over(office)
    assert refs(office, "--coordinator", "鈴木") == wanted
    assert gone in refs(office, "--coordinator", "田中")


def test_the_choice_is_limited_to_an_area(office: Office) -> None:
    """With --only-area those in the area on the day, wherever they were received."""
    stays, moved = case(office), case(office)
    office.ok("case", "transfer", moved, "--on", "2025-01-05", "--area", NEW)
    hand_over(office, "--only-area", NEW)
    assert refs(office, "--coordinator", "鈴木") == [moved]
    assert refs(office, "--coordinator", "佐藤") == [stays]


def test_an_area_is_handed_over_and_a_transfer_of_the_same_day_corrected(office: Office) -> None:
    """After areas are re-cut the area changes, and the coordinator on the same day: one transfer says both."""
    ref = case(office)
    words = ("case", "hand-over", "--from-area", OLD, "--to-area", NEW, "--on", DAY, "--yes")
    office.ok(*words, "--only-coordinator", "佐藤")
    hand_over(office)
    (transfer,) = listed(office, "transfer")
    assert (transfer["ref"], transfer["area"], transfer["coordinator"]) == (f"{ref}/{DAY}", NEW, "鈴木")


def test_what_is_handed_over_and_back_on_one_day_is_no_transfer(office: Office) -> None:
    """Nothing changes on that day, so that the transfer is taken back."""
    case(office)
    hand_over(office)
    office.ok("case", "hand-over", "--from", "鈴木", "--to", "佐藤", "--on", DAY, "--yes")
    assert listed(office, "transfer") == []
    hand_over(office)
    assert len(listed(office, "transfer")) == 1


# Asking and taking back


def test_nothing_is_handed_over_unasked(office: Office) -> None:
    """Without --yes and a terminal, and with --dry-run, the cases are shown and nothing is written."""
    ref, before = case(office), office.head()
    words = ("case", "hand-over", "--from", "佐藤", "--to", "鈴木", "--on", DAY)
    refused = office(*words)
    assert (refused.code, refused.out) == (7, "")
    assert ref in refused.err
    assert ref in office.ok(*words, "--dry-run").out
    assert office.head() == before


def test_a_hand_over_is_undone_as_one(office: Office) -> None:
    """It is one command, however many cases there are."""
    cases = [case(office) for _each in range(3)]
    hand_over(office)
    assert refs(office, "--coordinator", "鈴木") == cases
    office.ok("undo", "--yes")
    assert refs(office, "--coordinator", "佐藤") == cases
    assert listed(office, "transfer") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--from", "佐藤", "--to", "鈴木"), 2),
        (("--from", "佐藤", "--on", DAY), 2),
        (("--from", "佐藤", "--to", "佐藤", "--on", DAY), 2),
        (("--from", "佐藤", "--to-area", NEW, "--on", DAY), 2),
        (("--from", "佐藤", "--to", "鈴木", "--from-area", OLD, "--to-area", NEW, "--on", DAY), 2),
        (("--from", "佐藤", "--to", "鈴木", "--only-coordinator", "佐藤", "--on", DAY), 2),
        (("--from-area", "若葉", "--to-area", "どこか", "--on", DAY), 2),
        (("--from", "佐藤", "--to", "鈴木", "--on", "24/12/1"), 2),
        (("--from", "佐籐", "--to", "鈴木", "--on", DAY), 3),
        (("--from", "佐藤", "--to", "鈴木", "--on", "2026-06-01"), 4),
    ],
)
def test_what_cannot_be_handed_over_is_refused(office: Office, words: tuple[str, ...], code: int) -> None:
    """One giver and one taker and a day, of whom there are open cases; and nobody plans further than a year ahead."""
    case(office)
    done = office("case", "hand-over", *words, "--yes")
    assert done.code == code, done.err
    assert listed(office, "transfer") == []


def test_who_has_cases_is_named_where_the_giver_has_none(office: Office) -> None:
    """A name that was mistyped is found by those that were meant."""
    case(office)
    assert "佐藤（1件）" in office("case", "hand-over", "--from", "佐籐", "--to", "鈴木", "--on", DAY).err


# What goes with a closing, and what a correction reaches


@pytest.mark.parametrize("end", ["close", "edit", "void", "import"])
def test_a_transfer_to_come_goes_with_its_case(office: Office, end: str) -> None:
    """A closing or void takes a transfer that is still to come with it, and says so; undo brings both back."""
    ref = case(office)
    office.ok("case", "transfer", ref, "--on", "2025-04-01", "--coordinator", "鈴木")
    if end == "close":
        done = office.ok("case", "close", ref, "--on", "2025-01-20", "--closing", "解決")
    elif end == "edit":
        done = office.ok("case", "edit", ref, "--closed-on", "2025-01-20", "--closing", "解決")
    elif end == "void":
        done = office.ok("case", "void", ref, "--why", "誤り")
    else:
        path = office.file("closings.csv", f"case,closed_on,closing\n{ref},2025-01-20,解決\n")
        done = office.ok("import", path)
    assert f"{ref}/2025-04-01 も取り消しました" in done.err
    assert listed(office, "transfer") == []
    assert office.ok("check", "--rule", "202").out == ""
    office.ok("undo", "--yes")
    assert [each["ref"] for each in listed(office, "transfer")] == [f"{ref}/2025-04-01"]
    assert refs(office) == [ref]


@pytest.mark.parametrize("words", [("close", "--on", "2025-01-05", "--closing", "解決"), ("void", "--why", "誤り")])
def test_a_transfer_that_has_happened_is_not_cut_off(office: Office, words: tuple[str, ...]) -> None:
    """A closing before it, or a void, is refused, and names it."""
    ref = case(office)
    office.ok("case", "transfer", ref, "--on", DAY, "--coordinator", "鈴木")
    verb, *more = words
    done = office("case", verb, ref, *more)
    assert done.code == 4
    assert f"{ref}/{DAY}" in done.err


def test_a_correction_says_which_days_it_reaches(office: Office) -> None:
    """The area at reception holds until the first transfer of it; the coordinator, whom none changed, for good."""
    ref = case(office)
    office.ok("case", "transfer", ref, "--on", DAY, "--area", NEW)
    told = office.ok("case", "edit", ref, "--area", "市外", "--correction").err
    assert f"圏域の訂正（{OLD} → 市外）は、受付日 2024-04-05 から 2025-01-09 まで" in told
    assert f"{DAY} からは引き継ぎ {ref}/{DAY} のとおり {NEW}" in told
    told = office.ok("case", "edit", ref, "--coordinator", "田中", "--correction").err
    assert "担当の訂正（佐藤 → 田中）は、受付日 2024-04-05 から後のすべての日" in told
    assert office.ok("case", "edit", ref, "--route", "本人").err == ""
    assert office.ok("case", "edit", case(office), "--area", "市外", "--correction").err == ""


# What is shown


def test_a_list_shows_where_cases_are_today_or_on_a_day(office: Office) -> None:
    """Filters and columns are those of the day; those at reception have their own."""
    ref, other = case(office), case(office)
    office.ok("case", "transfer", ref, "--on", DAY, "--coordinator", "鈴木", "--area", NEW)
    office.ok("case", "close", ref, "--on", "2025-01-15", "--closing", "解決")
    (found,) = listed(office, "case", "--area", NEW)
    assert (found["ref"], found["coordinator"]) == (ref, "鈴木")
    assert (found["area_at_reception"], found["coordinator_at_reception"]) == (OLD, "佐藤")
    assert refs(office, "--coordinator", "佐藤") == [other]
    assert refs(office, "--coordinator", "佐藤", "--on", "2025-01-09") == [ref, other]
    assert refs(office, "--coordinator-at-reception", "佐藤", "--area-at-reception", OLD) == [ref, other]
    assert refs(office, "--open", "--on", DAY) == [ref, other]
    assert refs(office, "--open", "--on", "2025-01-15") == [other]
    assert refs(office, "--closed", "--on", "2024-04-04") == []
    assert "受付時の圏域" in office.ok("case", "list").out
    assert "受付時の圏域" not in office.ok("case", "list", "--on", "2025-01-09").out
    assert office("case", "list", "--on", DAY, "--quiet-for", "90d").code == 2


def test_a_contact_has_the_coordinator_of_its_day(office: Office) -> None:
    """Its own, else that of its case on that day, in the list and in its filter."""
    ref = case(office)
    office.ok("case", "transfer", ref, "--on", DAY, "--coordinator", "鈴木")
    for day, *own in (("2025-01-09",), (DAY,), (DAY, "--coordinator", "田中")):
        office.ok("contact", "add", "--case", ref, "--date", day, *own)
    assert [each["coordinator"] for each in listed(office, "contact")] == [None, None, "田中"]
    assert [each["coordinator_on_date"] for each in listed(office, "contact")] == ["佐藤", "鈴木", "田中"]
    assert [each["ref"] for each in listed(office, "contact", "--coordinator", "鈴木")] == ["F-00002"]


def test_the_card_and_the_morning_screen_show_where_a_case_is(office: Office) -> None:
    """The card has both, and what each transfer changed; the screen has the area of today."""
    ref = case(office)
    office.ok("case", "transfer", ref, "--on", DAY, "--coordinator", "鈴木", "--area", NEW)
    card = office.ok("case", "show", ref).out
    assert f"引き継ぎ  圏域 {OLD} → {NEW}  担当 佐藤 → 鈴木" in card
    assert all(words in card for words in ("現在の圏域", "現在の担当"))
    assert json.loads(office.ok("case", "show", ref, "--json").out)["now"] == {"area": NEW, "coordinator": "鈴木"}
    (line,) = [each for each in office.ok("today").out.splitlines() if ref in each]
    assert NEW in line


def test_an_export_has_both_and_reads_one_back(office: Office) -> None:
    """The area and coordinator at reception are imported again; those of today are only shown, which is said."""
    ref = case(office)
    office.ok("case", "transfer", ref, "--on", DAY, "--coordinator", "鈴木", "--area", NEW)
    path = office.folder / "out"
    office.ok("export", str(path), "--yes")
    (row,) = csv.DictReader((path / "cases.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (row["圏域"], row["担当"], row["現在の圏域"], row["現在の担当"]) == (OLD, "佐藤", NEW, "鈴木")
    before = office.head()
    assert "「現在の圏域」、「現在の担当」の列は読みません" in office.ok("import", str(path)).err
    assert office.head() == before


def test_a_list_of_cases_is_read_back(office: Office) -> None:
    """What it says of the reception is what was recorded; where cases are today is not taken for a correction."""
    ref = case(office)
    office.ok("case", "transfer", ref, "--on", DAY, "--coordinator", "鈴木", "--area", NEW)
    office.ok("contact", "add", "--case", ref, "--date", DAY)
    before = office.head()
    for kind, told in (("case", "「圏域」、「担当」"), ("contact", "「その日の担当」")):
        path = office.file(f"{kind}s.csv", office.ok(kind, "list", "--format", "csv").out)
        assert f"{told}の列は読みません" in office.ok("import", path, "--update").err
    assert office.head() == before


@pytest.mark.parametrize("kind", ["contact", "transfer"])
def test_nobody_is_offered_the_coordinator_of_another_contact(office: Office, kind: str) -> None:
    """What one contact or transfer said as an exception is no default for the next: left out, it is the case's."""
    ref = case(office)
    words = {"contact": ("--date", DAY), "transfer": ("--on", DAY, "--area", NEW)}[kind]
    office.ok(kind, "add", "--case", ref, "--coordinator", "田中", *words)
    with Ledger.open(str(office.path), lambda: Stamp("csw3", datetime(2025, 1, 23, tzinfo=UTC))) as book:
        author = book.history.log(most=1)[0].author
        offers = Offers(book, Task(BY_NAME[kind], ADD))
        assert offers.last_said(BY_NAME[kind].by_name["coordinator"], author) == ""
        assert Offers(book, Task(BY_NAME["case"], ADD)).last_said(CASE.by_name["coordinator"], author) == "佐藤"


# What is counted


def test_last_year_stays_where_it_was(office: Office) -> None:
    """Handing over moves what comes after it, and nothing before."""
    ref = case(office, "--complex-since", "2024-04-05")
    for day in ("2024-12-03", "2025-01-15"):
        office.ok("contact", "add", "--case", ref, "--date", day)
    hand_over(office)
    for measure in ("complex_followup", "open_individual"):
        assert figures(office, measure, "2025-01-09", "coordinator") == {"佐藤": 1}
    assert figures(office, "complex_followup", "2025-01-20", "coordinator") == {"佐藤": 1, "鈴木": 1}
    assert figures(office, "complex_case", "2025-01-20", "coordinator") == {"佐藤": 1}
    assert figures(office, "new_individual", "2025-01-20", "coordinator") == {"佐藤": 1}
    assert figures(office, "open_individual", DAY, "coordinator") == {"鈴木": 1}


@pytest.mark.parametrize("day", ["closing", "reopening"])
def test_a_transfer_on_the_day_of_a_closing_or_reopening_is_in_effect(office: Office, day: str) -> None:
    """The closing and the re-opening count with it, and the city's open cases stay as they are."""
    ref = case(office)
    office.ok("case", "close", ref, "--on", "2024-12-10", "--closing", "中断")
    office.ok("case", "reopen", ref, "--on", "2024-12-20")
    office.ok("case", "transfer", ref, "--on", "2024-12-10" if day == "closing" else "2024-12-20", "--area", NEW)
    closed, opened = (NEW, NEW) if day == "closing" else (OLD, NEW)
    assert figures(office, "case_closed", "2024-12-31", "area") == {closed: 1}
    assert figures(office, "open_individual", "2024-12-09", "area") == {OLD: 1}
    assert figures(office, "open_individual", "2024-12-10", "area") == {}
    assert figures(office, "open_individual", "2024-12-20", "area") == {opened: 1}
    assert office.ok("check", "--as-of", "2024-12-20", "--rule", "401", "--rule", "106").out == ""


def test_the_first_contact_of_a_day_is_the_one_with_the_lowest_ref(office: Office) -> None:
    """Of two contacts on the year's first day that of the lower ref, as text, says whose case it is."""
    ref = case(office, "--complex-since", "2024-04-05")
    for number, who in (("F-9", "田中"), ("F-10", "鈴木")):
        office.ok("contact", "add", "--case", ref, "--date", "2024-12-03", "--coordinator", who, "--ref", number)
    assert figures(office, "complex_case", "2024-12-31", "coordinator") == {"鈴木": 1}


def test_only_closings_are_counted_by_their_reason(office: Office) -> None:
    """Why a case was closed later is nothing that its reception or an earlier day knew."""
    case(office, "--closed-on", "2025-01-15", "--closing", "解決")
    assert figures(office, "case_closed", "2025-01-20", "closing") == {"解決": 1}
    for measure in ("new_individual", "open_individual", "complex_case", "complex_followup"):
        done = office("report", "--as-of", "2024-12-31", "--measure", measure, "--by", "closing")
        assert done.code == 2, measure


def test_a_transfer_is_a_cause(office: Office) -> None:
    """What a transfer entered late moves from one area to another is explained by it."""
    ref = case(office)
    office.ok("publish", "十二月", "--as-of", "2024-12-31", "--date", "2025-01-23")
    office.ok("case", "transfer", ref, "--on", "2024-12-20", "--area", NEW)
    done = office("explain", "十二月", "--format", "json")
    changes = [each for each in json.loads(done.out)["differences"] if each["measure"] == "open_individual"]
    assert {each["area"] for each in changes} >= {OLD, NEW}
    assert f"{ref}/2024-12-20" in done.out


def test_an_area_may_have_contacts_and_no_case(office: Office) -> None:
    """Which is said under the table, and only there."""
    ref = case(office, "--complex-since", "2024-04-05")
    note = "複合課題を有する継続支援の実件数のない圏域があります"
    for day in ("2024-04-06", "2025-01-15"):
        office.ok("contact", "add", "--case", ref, "--date", day)
    measures = ("--measure", "complex_case", "--measure", "complex_followup")
    assert note not in office.ok("report", "--as-of", "2025-01-20", *measures, "--by", "area", "--by", "month").out
    office.ok("case", "transfer", ref, "--on", DAY, "--area", NEW)
    for by in ((), ("--by", "area"), ("--by", "area", "--by", "month")):
        assert note in office.ok("report", "--as-of", "2025-01-20", *measures, *by).out
