"""The past stands: what was printed at an entry is printed the same, to the byte, whatever is written afterwards.

A random office works with clocks that run, stand and go back. After every command everything that wfc prints is
kept, beside what a model of plain lists holds; then the ledger is asked again as it was known then: by entry number,
by moment and by day, in every format. What it prints must be the bytes of then, and what it counts what plain loops
(`tests/oracle.py`) count over the lists of then.

A few sequences are tried with every run; `make trust` tries a thousand of thirty steps.
"""

from __future__ import annotations

import copy
import random
import shutil
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests import oracle
from tests.conftest import Office
from welfare_cli.errors import NotFound, Refused
from welfare_cli.exchange.files import read
from welfare_cli.exchange.toml import default_profile, read_profile, written_profile
from welfare_cli.ledger import Ledger, Stamp, Written
from welfare_cli.model.case import BEGINNING
from welfare_cli.model.kinds import BY_NAME
from welfare_cli.model.profile import Profile
from welfare_cli.render import LISTS, RENDERERS, notes, render
from welfare_cli.render.card import card
from welfare_cli.render.lists import rendered
from welfare_cli.render.morning import day as day_page
from welfare_cli.render.record_list import listed
from welfare_cli.render.versions import history, log
from welfare_cli.report import report_of
from welfare_cli.report.listing import listing_of
from welfare_cli.report.overview import day_of

KINDS = ("case", "closing", "transfer", "contact", "meeting", "tally")
AS_OF = "2024-12-31"
OF_CASES = (
    "new_individual",
    "complex_followup",
    "complex_case",
    "complex_case_monthly",
    "case_closed",
    "open_individual",
)
COUNTED = (*OF_CASES, "new_community", "open_community", "exchange_meeting", "meeting_attendance", "closed_individual")
REPORTS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    ((), (), ""),
    (("month", "area"), ("new_individual", "exchange_meeting"), "total"),
    (("topic",), OF_CASES, "total"),
    (("year",), ("new_individual", "case_closed"), ""),
    (("half", "area"), ("exchange_meeting",), "area"),
    (("coordinator", "area"), OF_CASES, "total"),
    (("agency",), ("meeting_attendance",), "total"),
    (("month", "area"), ("meeting_attendance",), "total"),
)
"""What is printed in every format, the first always and the others in turns: axes, measures (none: all), shares of."""
LONG = settings.get_profile("long")
PARTS = 4
"""The sequences are tried in so many tests, each by a worker of its own."""

DAYS = ("2023-03-31", "2023-10-01", "2024-03-31", "2024-04-01", "2024-09-30", "2024-10-01", "2024-12-31", "2025-01-05")
days = st.sampled_from(DAYS)
areas = st.sampled_from(("緑ケ丘・滝坂", "若葉・調和", "市外"))
kinds = st.sampled_from(("individual", "individual", "community"))
topics = st.sampled_from(((), ("住まい",), ("介護", "住まい")))
names = st.sampled_from(("すこやか", "NPO青空", "ＮＰＯ 青空"))
anyone = st.integers(0, 20)
numbers = st.none() | st.integers(0, 12)
sometimes = st.booleans()

Rows = dict[tuple[str, str], oracle.Row]
"""Every record by kind and ref, as plain fields; None for one that was taken back."""


class Model:
    """What plain lists hold: the records, the words of the profile, and what each command did to them."""

    def __init__(self) -> None:
        self.rows: Rows = {}
        self.profile = (4, "市外")
        self.before: dict[int, tuple[Rows, tuple[int, str]]] = {}

    def office(self) -> oracle.Office:
        """The lists that the oracle counts, with areas as they are called."""
        office, month_and_label = oracle.Office(), self.profile
        for (kind, ref), row in self.rows.items():
            if not row["void"]:
                shown = {name: self._called(value, month_and_label[1]) for name, value in row.items()}
                getattr(office, BY_NAME[kind].plural).append(shown | {"ref": ref})
        return office

    def _called(self, value: Any, outside: str) -> Any:
        if isinstance(value, tuple):
            return tuple(outside if each == "市外" else each for each in value)
        return outside if value == "市外" else value


class Then:
    """What was known at an entry: the model of then, the moment, and every page that was printed."""

    def __init__(self, number: int, moment: datetime, model: Model, pages: dict[str, str]) -> None:
        self.number = number
        self.moment = moment
        self.model = model
        self.pages = pages


class Work(RuleBasedStateMachine):
    """An office at work."""

    begun: Path
    path: Path
    profiles: dict[tuple[int, str], Profile]

    def __init__(self) -> None:
        super().__init__()
        shutil.copy(self.begun, self.path)
        self.now = datetime(2025, 1, 10, tzinfo=UTC)
        self.fixed = False
        self.by = "一郎"
        self.ledger = Ledger.open(str(self.path), self.stamp)
        self.model = Model()
        self.commands: list[int] = []
        self.past: list[Then] = []
        self.random = random.Random(0)
        for day in (DAYS[0], DAYS[1]):
            self.add_case("individual", day, "市外", day, ("住まい",), True)
        for day in DAYS[1:6]:
            self.add_contact(0, day, "ＮＰＯ 青空")
        self.add_meeting(["市外", "若葉・調和"], DAYS[5], "ＮＰＯ 青空", 1, None)

    def stamp(self) -> Stamp:
        """Who writes, and the office's clock, which moves on unless it stands."""
        self.now += timedelta(0) if self.fixed else timedelta(minutes=7)
        return Stamp(self.by, self.now, fixed=self.fixed)

    def teardown(self) -> None:
        """At the end, everything that was ever printed is printed once more."""
        for then in self.random.sample(self.past, min(len(self.past), 4)):
            self.stands(then)
        self.ledger.close()

    # -- what the office does ---------------------------------------------------------------------

    def one(self, kind: str, number: int) -> str:
        """Some record of a kind, taken back or not."""
        refs = [ref for each, ref in self.model.rows if each == kind]
        return refs[number % len(refs)] if refs else "C-99"

    def do(self, write: Callable[[], Written], change: Callable[[Written], None]) -> None:
        """Run a command and do the same to the lists; one that is refused changes nothing."""
        before, rows = self.ledger.head.number, copy.deepcopy(self.model.rows)
        profile = self.model.profile
        try:
            written = write()
        except (Refused, NotFound):
            assert self.ledger.head.number == before
            return
        if written.numbers:
            self.model.before[written.numbers[0]] = rows, profile
            self.commands.append(written.numbers[0])
            change(written)

    def put(self, kind: str, ref: str, /, **fields: Any) -> None:
        """Write fields of a record into the lists."""
        empty = {field.name: () if field.many else None for field in BY_NAME[kind].facts}
        self.model.rows[kind, ref] = self.model.rows.get((kind, ref), empty | {"void": False}) | fields

    @rule(kind=kinds, day=days, area=areas, since=st.none() | days, topics=topics, text=sometimes)
    def add_case(self, kind: str, day: str, area: str, since: str | None, topics: tuple[str, ...], text: bool) -> None:
        fields = {"kind": kind, "received_on": day, "area": area, "complex_since": since, "topics": topics}
        cells = cells_of(fields) | ({"summary": "概要のことば"} if text else {})
        self.do(lambda: self.ledger.add(BY_NAME["case"], cells), lambda w: self.put("case", w.ref, **fields))

    @rule(case=anyone, day=days, agency=names)
    def add_contact(self, case: int, day: str, agency: str) -> None:
        fields = {"case": self.one("case", case), "date": day, "agencies": (agency,)}
        cells = cells_of(fields)
        self.do(lambda: self.ledger.add(BY_NAME["contact"], cells), lambda w: self.put("contact", w.ref, **fields))

    @rule(
        both=st.lists(areas, min_size=1, max_size=2, unique=True), day=days, agency=names, case=anyone, number=numbers
    )
    def add_meeting(self, both: list[str], day: str, agency: str, case: int, number: int | None) -> None:
        fields = {"kind": "exchange", "date": day, "areas": tuple(both), "agencies": (agency,), "status": "held"}
        cells = cells_of(fields) | {"cases": self.one("case", case)}
        cells |= {} if number is None else {"attendees": str(number)}
        self.do(
            lambda: self.ledger.add(BY_NAME["meeting"], cells),
            lambda w: self.put("meeting", w.ref, **fields, attendees=number),
        )

    @rule(which=anyone, number=st.integers(0, 12))
    def count_attendees(self, which: int, number: int) -> None:
        ref = self.one("meeting", which)
        self.do(
            lambda: self.ledger.edit(BY_NAME["meeting"], ref, {"attendees": str(number)}),
            lambda w: self.put("meeting", w.ref, attendees=number),
        )

    @rule(month=st.sampled_from(("2022-05", "2024-05")), area=areas)
    def add_tally(self, month: str, area: str) -> None:
        fields = {"measure": "new_individual", "month": month, "area": area, "number": 7}
        cells = cells_of(fields)
        self.do(lambda: self.ledger.add(BY_NAME["tally"], cells), lambda w: self.put("tally", w.ref, **fields))

    @rule(case=anyone, kind=kinds, area=areas, day=days, topics=topics, text=sometimes)
    def edit_case(self, case: int, kind: str, area: str, day: str, topics: tuple[str, ...], text: bool) -> None:
        fields = {"kind": kind, "area": area, "received_on": day} | ({"topics": topics} if topics else {})
        cells = cells_of(fields) | ({"summary": "ほかのことば"} if text else {})
        ref = self.one("case", case)
        self.do(
            lambda: self.ledger.edit(BY_NAME["case"], ref, cells, why="聞きまちがい", since=BEGINNING),
            lambda w: self.put("case", w.ref, **fields),
        )

    @rule(case=anyone, day=days, area=st.none() | areas, who=st.sampled_from((None, "一郎", "花子")))
    def hand_over(self, case: int, day: str, area: str | None, who: str | None) -> None:
        fields = {"case": self.one("case", case), "on": day, "area": area, "coordinator": who}
        self.do(
            lambda: self.ledger.add(BY_NAME["transfer"], cells_of(fields)),
            lambda w: self.put("transfer", w.ref, **fields, void=False),
        )

    @rule(transfer=anyone, day=days)
    def move_transfer(self, transfer: int, day: str) -> None:
        ref = self.one("transfer", transfer)

        def change(written: Written) -> None:
            row = self.model.rows.pop(("transfer", ref))
            self.model.rows["transfer", written.ref] = row | {"on": day}

        self.do(lambda: self.ledger.edit(BY_NAME["transfer"], ref, {"on": day}), change)

    @rule(contact=anyone, case=anyone, day=days)
    def move_contact(self, contact: int, case: int, day: str) -> None:
        fields, ref = {"case": self.one("case", case), "date": day}, self.one("contact", contact)
        self.do(
            lambda: self.ledger.edit(BY_NAME["contact"], ref, cells_of(fields)),
            lambda w: self.put("contact", w.ref, **fields),
        )

    @rule(kind=st.sampled_from(KINDS), which=anyone)
    def void(self, kind: str, which: int) -> None:
        ref = self.one(kind, which)
        self.do(
            lambda: self.ledger.void(BY_NAME[kind], ref, why="二重の記録"),
            lambda w: self.put(kind, w.ref, void=True),
        )

    @rule(case=anyone, day=days)
    def close(self, case: int, day: str) -> None:
        ref, fields = self.one("case", case), {"closed_on": day, "closing": "解決"}
        self.do(
            lambda: self.ledger.finish(BY_NAME["case"], ref, cells_of(fields), "closed_on"),
            lambda w: self.put("case", w.ref, **fields),
        )

    @rule(case=anyone, day=days)
    def reopen(self, case: int, day: str) -> None:
        def change(written: Written) -> None:
            closing, of = (each.record for each in written.changes)
            row = self.model.rows["case", of.ref]
            fields = {"case": of.ref, "closed_on": row["closed_on"], "closing": row["closing"], "reopened_on": day}
            self.put("closing", closing.ref, **fields, void=False)
            self.put("case", of.ref, closed_on=None, closing=None)

        ref = self.one("case", case)
        self.do(lambda: self.ledger.reopen(ref, day, why="続きがあった"), change)

    @rule(
        rows=st.lists(st.tuples(st.sampled_from(("", "C-00001", "C-00002", "X-7")), kinds, days, areas), max_size=3),
        update=sometimes,
    )
    def take_in(self, rows: list[tuple[str, str, str, str]], update: bool) -> None:
        path = self.path.parent / "cases.csv"
        path.write_text("\n".join(["ref,kind,received_on,area", *map(",".join, rows)]), encoding="utf-8")
        found = read([str(path)], self.ledger.profile, self.ledger.today())

        def change(written: Written) -> None:
            for each in written.changes:
                fields = {name: each.record[name] for name in ("kind", "received_on")}
                self.put("case", each.record.ref, **fields, area=self.area_of(each.record["area"]), void=False)

        def take_in() -> Written:
            plan = self.ledger.importer.plan(found, update=update, since=BEGINNING)
            return self.ledger.importer.write(plan, found, update=update, since=BEGINNING)[1]

        self.do(take_in, change)

    def area_of(self, code: object) -> str:
        """An area as the lists of this test call it, by its code."""
        return next(term.label for term in default_profile().lists["areas"].values() if term.code == code)

    @rule(month=st.sampled_from((4, 4, 10)), label=st.sampled_from(("市外", "市の外")))
    def apply_profile(self, month: int, label: str) -> None:
        def change(_written: Written) -> None:
            self.model.profile = month, label

        self.do(lambda: self.ledger.apply(self.profiles[month, label]), change)

    @rule(which=anyone)
    def undo(self, which: int) -> None:
        """The last command, or any: the lists are as they were before it."""
        if not self.commands:
            return
        command = self.commands[-1 - which % min(len(self.commands), 4)]

        def change(written: Written) -> None:
            rows, profile = self.model.before[command]
            for each in written.changes:
                key = each.record.kind.name, each.record.ref
                if each.base and each.base.ref != each.record.ref:
                    del self.model.rows[key[0], each.base.ref]
                if key[0] in KINDS:
                    before = rows.get(key)
                    self.model.rows[key] = before or self.model.rows[key] | {"void": True}
                else:
                    self.model.profile = profile

        self.do(lambda: self.ledger.undo.write(command), change)

    @rule(minutes=st.sampled_from((60, 60 * 24 * 3, -60, -60 * 24 * 2)), fixed=sometimes)
    def set_the_clock(self, minutes: int, fixed: bool) -> None:
        self.now, self.fixed = max(self.now + timedelta(minutes=minutes), datetime(2025, 1, 6, tzinfo=UTC)), fixed

    @rule(by=st.sampled_from(("一郎", "花子")))
    def change_seats(self, by: str) -> None:
        self.by = by

    # -- what always holds ------------------------------------------------------------------------

    @invariant()
    def what_was_known_can_be_asked_again(self) -> None:
        """What is new is printed and counted; something of before is asked again."""
        number = self.ledger.head.number
        if not self.past or self.past[-1].number != number:
            with looking_back(self, str(number)) as book:
                self.past.append(Then(number, book.known(), copy.deepcopy(self.model), pages(book)))
                self.counts_right(book, self.past[-1])
            self.stands(self.random.choice(self.past))

    def stands(self, then: Then) -> None:
        """Asked by number, by moment or by day, the bytes are those of the newest entry that this means."""
        meant = {str(then.number): then}
        if then.moment <= max(self.past[-1].moment, self.ledger.local(self.now)):
            text = then.moment.isoformat(timespec="microseconds")
            meant[text] = next(each for each in reversed(self.past) if each.moment <= then.moment)
        day = then.moment.date()
        if day < self.ledger.local(self.now).date():
            meant[day.isoformat()] = next(each for each in reversed(self.past) if each.moment.date() <= day)
        text = self.random.choice([*meant])
        then = meant[text]
        with looking_back(self, text) as book:
            assert book.head.number == then.number, text
            now = pages(book)
            self.counts_right(book, then)
        for name, page in then.pages.items():
            if now[name] != page:
                note(f"{name} at {text}:\n{page}\n-- and now:\n{now[name]}")
            assert now[name] == page, name
        assert now.keys() == then.pages.keys()

    def counts_right(self, book: Ledger, then: Then) -> None:
        """The figures are those that plain loops count over the lists of then."""
        oracle.OPENING_MONTH = then.model.profile[0]
        office = then.model.office()
        for figure in report_of(book, AS_OF, measures=COUNTED).figures:
            name = figure.measure.name
            assert figure.total == oracle.of_year(office, name, AS_OF), name
            assert figure.by_month == oracle.by_month(office, name, AS_OF), name
            if figure.by_area is not None:
                by_area = {area or oracle.NOT_ENTERED: number for area, number in figure.by_area.items() if number}
                assert by_area == oracle.by_area(office, name, AS_OF), name
        found = report_of(book, AS_OF, measures=["new_individual"], by=["topic"]).breakdown
        assert found is not None
        cells = {(str(cell.values[0] or oracle.NOT_ENTERED),): cell.number for cell in found.cells if cell.number}
        assert cells == oracle.cells(office, "new_individual", ["topic"], AS_OF)


def looking_back(work: Work, text: str) -> Ledger:
    """A ledger that is open as it was known at some moment, whatever the clock says."""
    book = Ledger.open(str(work.path), lambda: Stamp("一郎", work.now, fixed=True))
    book.look_back(text)
    return book


def pages(book: Ledger) -> dict[str, str]:
    """Everything that wfc prints of a ledger, by a name for each page."""
    return dict(_pages(book))


def _pages(book: Ledger) -> Iterator[tuple[str, str]]:
    turn = book.head.number  # what is printed in turns is the same page whenever it is asked for
    for by, measures, percent_of in (REPORTS[0], REPORTS[1 + turn % (len(REPORTS) - 1)]):
        report = report_of(book, AS_OF, by=by, measures=measures, percent_of=percent_of, everything=bool(by))
        for form in RENDERERS:
            yield f"report {by} {form}", "\n".join([render(report, form), *notes(report, form)])
    by_agency = report_of(book, AS_OF, by=["agency"], measures=["complex_followup", "exchange_meeting"])
    yield "report by agency", render(by_agency, "csv")
    yield "report today", render(report_of(book, book.today()), "table")
    yield "day", day_page(day_of(book), 0)
    for name in KINDS:
        for void in (False, True):
            listing = listing_of(book, BY_NAME[name], {}, void=void)
            form = LISTS[turn % len(LISTS)]
            yield f"list {name} {void} {form}", rendered(listed(listing), form)
            for record in [line.record for line in listing_of(book, BY_NAME[name], {}, void=void).lines]:
                found = book.find(record.kind, record.ref)
                parts = book.lookup.pointing_to(found)
                yield f"show {name} {record.ref}", card(found.record, book.profile, void=void, parts=parts)
                yield f"history {name} {record.ref}", history(book.history.versions(found), book.profile, book.local)
    yield "profile", written_profile(book.profile)
    yield "log", rendered(log(book.history.log(most=25), book.local), LISTS[turn % len(LISTS)])


def cells_of(fields: dict[str, Any]) -> dict[str, str]:
    """Fields as the texts that somebody types."""
    return {
        name: ";".join(value) if isinstance(value, tuple) else str(value) for name, value in fields.items() if value
    }


def profiles_in(folder: Path) -> dict[tuple[int, str], Profile]:
    """The office's lists with another opening month, or another word for outside the city."""
    found = {}
    for month in (4, 10):
        for label in ("市外", "市の外"):
            tables = tomllib.loads(written_profile(default_profile()))
            tables["office"]["opening_month"] = month
            outside = next(each for each in tables["areas"] if each["label"] == "市外")
            outside |= {"label": label, "aliases": ["市外"] if label != "市外" else []}
            path = folder / f"profile-{month}-{label}.toml"
            path.write_text(tomli_w.dumps(tables), encoding="utf-8")
            found[month, label] = read_profile(str(path))
    return found


def at_work(kind: type[Work], office: Office) -> None:
    """Let random offices of a kind work: a few, or in the long form a part of a thousand, each longer."""
    begun_at = office.folder / "begun.db"
    shutil.copy(office.path, begun_at)
    office.monkeypatch.setattr(oracle, "OPENING_MONTH", 4)

    class ThisWork(kind):  # type: ignore[misc, valid-type]
        begun, path, profiles = begun_at, office.folder / "work.db", profiles_in(office.folder)

    long = settings().max_examples >= LONG.max_examples
    run_state_machine_as_test(
        ThisWork,
        settings=settings(
            max_examples=(1000 if long else 4) // PARTS,
            stateful_step_count=30 if long else 20,
            phases=[Phase.reuse, Phase.generate],  # shrinking would write hundreds of ledgers
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_the_past_stands(office: Office, part: int) -> None:
    """Whatever is written afterwards, what was known then is printed the same, and counts what it counted."""
    assert 0 <= part < PARTS
    at_work(Work, office)
