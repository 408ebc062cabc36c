"""The ledger as the floors above know it: open it, record, find, import, count."""

from __future__ import annotations

import os
from datetime import datetime

from .. import interruption
from ..errors import Busy, Refused, Unusable
from ..model.calendar import FiscalYear, zone_of
from ..model.case import BEGINNING, CASE
from ..model.kind import ERASED, Kind, Record
from ..model.kinds import ALL_KINDS, BY_NAME, KINDS, PLANNED
from ..model.profile import Profile
from ..model.profile_kinds import PROFILE_KINDS, records_of
from ..model.publication import PREFIX, PUBLICATION, known_in
from ..model.tally import TALLY
from ..values import derived, value
from ..words import _
from . import commands, counts, engine, entries, profile_records, schema, validation
from .commands import Words
from .current import CurrentRecord, column_of, one_by_one, ref_key, select, table_of
from .entries import Change, Stamp, clock_of, clock_warning
from .staging import Staging

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from ..measures import Measure
    from ..model.case import Transfers
    from ..model.kind import Field
    from ..model.reading import Row, Rows
    from . import axes, erasable, handover, intake
    from .counted_rows import Counted, Placed
    from .engine import Connection
    from .erasure import Erasures
    from .history import Entry, Version
    from .integrity.inspection import Audit

    Result = TypeVar("Result")


MEANT = 500
"""So many records are offered to somebody who looks for one; any other is found by its ref."""


MANY = 100
"""A command with more entries than that is undone like a file is read: each kind whole."""


@value
class Written:
    """What a command wrote: its changes in order, the number of each entry, and what should be told.

    `moved` is what it changed in the counts, by day, measure and area.
    """

    changes: list[Change]
    numbers: list[int]
    notes: list[str]
    moved: counts.Counts = derived(factory=lambda _written: {})

    @property
    def record(self) -> Record:
        """The record that the command was about: the last one written."""
        return self.changes[-1].record

    @property
    def ref(self) -> str:
        """Its ref."""
        return self.record.ref

    @property
    def number(self) -> int:
        """The number of its entry."""
        return self.numbers[-1]


class _TakenBack(Exception):
    """A command was only tried."""


@value
class Head:
    """The newest entry of the ledger: its number and the head of the hash chain."""

    number: int
    hash: str


class Ledger:
    """A ledger file that is open. The stamp says who writes and what time it is, whenever it is asked."""

    def __init__(
        self,
        path: str,
        connection: Connection,
        stamp: Callable[[], Stamp],
        warn: Callable[[str], None] = lambda _words: None,
    ) -> None:
        self.path = path
        self._connection = connection
        self._stamp = stamp
        self._warn = warn
        self._profile: tuple[int, Profile] | None = None
        self._proved: tuple[int, int] | None = None
        self._counts_as: Profile | None = None
        self._known_at: int | None = None
        self._later: counts.Counts | None = None
        self._counted: tuple[tuple[int, int], dict[tuple[str, str], tuple[counts.Counts, counts.Entered]]] | None = None
        self._anew: counts.Counts | None = None
        self._then: datetime | None = None
        self._known_on = ""
        self._rehearses = False
        self._beginnings: dict[int, str] = {}
        self.areas_of = ""
        """The day in whose areas every record is seen, "" where it is seen in those that were recorded."""

    # -- making and opening -----------------------------------------------------------------------

    @classmethod
    def create(cls, path: str, profile: Profile, stamp: Callable[[], Stamp]) -> Head:
        """Make a ledger with a profile, whole or not at all."""

        def fill(connection: Connection) -> Head:
            ledger = cls(path, connection, stamp)
            with connection.writing():
                entries.begin_origin(connection, stamp().now)
                ledger._write([Change("add", record) for record in records_of(profile)])
            return ledger.head

        return engine.create(path, fill)

    @classmethod
    def open(
        cls,
        path: str,
        stamp: Callable[[], Stamp],
        warn: Callable[[str], None] = lambda _words: None,
        waits: Callable[[], None] | None = None,
        *,
        unprotected: bool = False,
    ) -> Ledger:
        """Open a ledger; see `engine.connect` for what is refused, and for `waits`.

        `warn` prints what is odd of an entry's clock.
        """
        return cls(path, engine.connect(path, waits, unprotected=unprotected), stamp, warn)

    @staticmethod
    def altered(path: str) -> list[str]:
        """What is altered of the tables, indexes and views of a ledger, and of its triggers then; it is not opened."""
        with engine.connect(path, verify=False) as connection:
            names = connection.unlike_the_schema()
        return [] if schema.only_protect(names) else names

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Close the file; what SQLite refused meanwhile is said as an office understands it (5, 6).

        What the program stumbles over in a ledger that is damaged is the damage (6), and no bug of the program.
        """
        self.close()
        is_damaged = isinstance(error, engine.UNREADABLE) and self._is_damaged()
        if isinstance(error, engine.Error):
            place = self._connection.place
            is_after_commit = interruption.is_held()
            raise (place.unsettled(error) if is_after_commit else engine.unusable(place, error)) from error
        if is_damaged:
            raise self._connection.place.damaged() from error

    def _is_damaged(self) -> bool:
        """Whether the file is damaged, by a connection of its own: the one that failed may have looked at the past."""
        try:
            with Ledger.open(self.path, self._stamp) as anew:
                return anew.audit.is_damaged()
        except (Unusable, *engine.UNREADABLE):  # not even the opening month can be read
            return True

    # -- reading ----------------------------------------------------------------------------------

    def reading(self) -> engine.Transaction:
        """Read everything inside as of one moment, whatever others write meanwhile."""
        return self._connection.reading()

    @property
    def head(self) -> Head:
        """The newest entry."""
        number, chain, _arrived = entries.head(self._connection)
        return Head(number, chain)

    @property
    def _state(self) -> tuple[int, int]:
        """Which state of the ledger is read: it changes with every entry, and with what others write to the file."""
        return self.head.number, self._connection.data_version

    @property
    def profile(self) -> Profile:
        """The office's lists as they stand, the measures among them."""
        newest = profile_records.newest(self._connection)
        if self._profile is None or self._profile[0] != newest:
            profile = profile_records.standing(self._connection)
            self._profile = newest, profile.counting_as(self._counts_as) if self._counts_as else profile
        return self._profile[1]

    def today(self) -> str:
        """Today in the office's own time zone, by the clock that was handed in; of a past one, its last day."""
        return self.known().date().isoformat()

    def known_on(self) -> str:
        """The day of the known-at point: today, the day that was asked for, or that of the entry."""
        return self._known_on or self.today()

    def look_back(self, text: str) -> Head:
        """See the ledger as it was known at an entry number, a moment, the end of a day, or by a publication's name.

        Returns its newest entry. From then on nothing can be written. `UnknownWord` (2) for a text that says no such
        thing, `NotFound` (3) for what is later than both the clock and the newest entry, or earlier than the ledger.
        """
        from . import snapshot

        self._connection.keep_snapshot()
        published = self._staging().standing(PUBLICATION, text)
        text = str(self.known_to(published.number)) if published else text
        now = self._stamp().now
        number = snapshot.number_at(self._connection, text, now, self.local)
        self._known_on = snapshot.day_of(text, now, self.local)
        snapshot.look_back(self._connection, number, self._counts_as)
        self._known_at = number
        self._then = clock_of(self._connection, number)
        return self.head

    def id_of(self, number: int) -> str:
        """The id of an entry, the same in every ledger that has it: origin and counter; "" where there is none."""
        row = self._connection.execute(
            "SELECT origin.name, entry.counter FROM entry JOIN origin ON origin.origin = entry.origin "
            "WHERE entry.number = ?",
            (number,),
        ).fetchone()
        return f"{row[0]}/{row[1]}" if row else ""

    def known_to(self, publication: int) -> int:
        """The number, in this ledger, of the newest entry that a publication, by the number of its record, knew of.

        Its content names it by its id. One of form 1 has only the number that it had where it was published.
        """
        origin, _slash, counter = known_in(self.beginning_of(publication)).rpartition("/")
        row = self._connection.execute(
            "SELECT entry.number FROM entry JOIN origin ON origin.origin = entry.origin "
            "WHERE origin.name = ? AND entry.counter = ?",
            (origin, int(counter or 0)),
        ).fetchone()
        if row is None:
            row = self._connection.execute(
                "SELECT known_at FROM publications WHERE entry = ?", (publication,)
            ).fetchone()
        return int(row[0])

    def beginning_of(self, publication: int) -> str:
        """The beginning of the content of a publication, which names what it knew of and has its totals."""
        if publication not in self._beginnings:  # to find it, SQLite reads all of the content
            row = self._connection.execute(
                "SELECT SUBSTR(content, 1, ?) FROM publications WHERE entry = ?", (PREFIX, publication)
            ).fetchone()
            self._beginnings[publication] = str(row[0])
        return self._beginnings[publication]

    def handed_in(self) -> dict[str, tuple[int, str]]:
        """The newest publication of each as-of date that stands: the number of its record, and its name."""
        rows = self._connection.execute(
            "SELECT published.as_of, record.record, record.ref FROM record "
            "JOIN publications AS published ON published.entry = record.entry "
            "WHERE record.kind = ? AND record.void = 0 ORDER BY +record.record",  # + or all are gone through
            (PUBLICATION.name,),
        )
        return {as_of: (number, name) for as_of, number, name in rows}

    def may_revise(self, written: Written) -> bool:
        """Whether a command wrote anything that belongs to a day on which something was handed in, or one before.

        This is asked after every command, and costs next to nothing.
        """
        days = [day for day, _measure, _area in written.moved] + [each.record.day for each in written.changes]
        last = self.last_handed_in()
        return bool(days and last) and min(days) <= last

    def last_handed_in(self) -> str:
        """The latest as-of date of any publication, "" where there is none."""
        row = self._connection.execute("SELECT MAX(as_of) FROM publications").fetchone()
        return row[0] or ""

    def moved_since(self, number: int, measure: str, area: str, first: str, last: str) -> int | None:
        """By how much what was written after an entry moved a measure in an area; see `counts.moved_since`."""
        return counts.moved_since(self._connection, number, measure, area, first, last)

    def at(self, number: int, counts_as: Profile | None = None) -> Ledger:
        """The same ledger, opened once more, as it was known at an entry number, in the same areas.

        With `counts_as`, it is counted by the fiscal years and begin dates of that profile.
        """
        found = Ledger.open(self.path, self._stamp)
        found._counts_as = counts_as
        try:
            found.look_back(str(number))
            if self.areas_of:
                found.use_areas_of(self.areas_of)
        except BaseException:
            found.close()
            raise
        return found

    def use_areas_of(self, day: str) -> None:
        """See every record in the areas as they are cut on a day; from then on nothing can be written."""
        from . import restated_areas

        self._connection.keep_snapshot()
        restated_areas.use(self._connection, self.profile, day)
        self.areas_of, self._later, self._anew, self._counted = day, None, None, None

    def recorded_areas(self, records: Iterable[int]) -> dict[int, dict[str, str]]:
        """By record, the areas of another day in which it was recorded: what each of them is; see `restated_areas`."""
        from . import restated_areas

        return restated_areas.recorded(self._connection, records) if self.areas_of else {}

    def known(self) -> datetime:
        """The moment, in the office's time zone, of which this ledger is known: now, or that of a past one."""
        return self.local(self._then or self._stamp().now)

    def local(self, moment: datetime) -> datetime:
        """A moment in the office's own time zone."""
        return moment.astimezone(zone_of(self.profile.settings["time_zone"]))

    def find(self, kind: Kind, ref: str) -> CurrentRecord:
        """The record of a ref, void or not; `NotFound` (3) where there is none."""
        return self._staging().must_be(kind, ref)

    def must_stand(self, kind: Kind, ref: str) -> CurrentRecord:
        """The standing record that a ref names; `NotFound` (3), or `Refused` (4) when it is void."""
        return self._staging().must_stand(kind, ref)

    def records(self, kind: Kind, *, void: bool = False) -> list[Record]:
        """The records of a kind that stand, in order of ref; with `void`, those that were taken back instead."""
        return [each.record for each in select(self._connection, kind, "record.void = ?", (int(void),))]

    def one_by_one(self, kind: Kind, *, void: bool = False) -> Iterator[Record]:
        """The same one by one, without their confidential texts."""
        found = one_by_one(self._connection, kind, "record.void = ?", (int(void),), texts=False)
        return (each.record for each in found)

    def every(self, kind: Kind, *, without: Collection[str] = ()) -> list[CurrentRecord]:
        """The records of a kind, void ones too, in order of ref; the facts named in `without` are not read."""
        return select(self._connection, kind, without=without)

    def meant(self, kind: Kind, typed: str = "", *, day: str = "", given: bool = False) -> list[Record]:
        """The standing records of a kind that somebody may mean, the newest first, so many as can be looked through.

        Their refs begin with what was typed, which may be the number alone; the very one comes first. Where a day is
        named, those that have it (`given`), or do not have it yet.
        """
        key = ref_key(f"{typed}1")[:-1]  # so that the zeros of a half-typed C-000 go, too
        key = f"{kind.prefix}-{key}" if key.isdecimal() and kind.prefix else key
        where = f"AND facts.{day} IS {'NOT ' if given else ''}NULL" if day else ""
        found = select(
            self._connection,
            kind,
            "record.record IN (SELECT record.record FROM record "
            f"JOIN {table_of(kind)} AS facts ON facts.entry = record.entry "
            "WHERE record.kind = ? AND record.void = 0 AND substr(record.ref_key, 1, ?) = ? "
            f"{where} ORDER BY record.record DESC LIMIT ?)",
            (kind.name, len(key), key, MEANT),
        )
        found.sort(key=lambda each: (ref_key(each.ref) != key, -each.number))
        return [each.record for each in found]

    def alike(self, kind: Kind, cells: Mapping[str, str], *, ref: str = "") -> Record | None:
        """Another record that says what one is about to say, from the texts of its fields (`model/duplicates.py`).

        With a ref, that record is about to be corrected. None where there is no other, or where a text cannot be read.
        """
        from . import duplicate_lookup

        staging = self._staging()
        facts, _texts, problems = Words(cells, typed=True).row(staging, kind)
        base = staging.called(kind, ref) if ref else None
        if problems or (ref and base is None):
            return None
        facts = staging.linked(kind, {**base.record.facts, **facts} if base else facts)
        return duplicate_lookup.alike(staging, staging.draft(kind, base.ref if base else "", facts, {}))

    def names(self) -> list[str]:
        """The free names, of agencies and partners, that were ever written."""
        return [name for (name,) in self._connection.execute("SELECT spelling FROM name ORDER BY key, spelling")]

    def last_said(self, kind: Kind, field: Field, author: str) -> str:
        """What somebody wrote last in a field of a kind, "" where it is not known."""
        table = table_of(kind, field if field.many else None)
        column = column_of(field)
        row = self._connection.execute(
            f"SELECT said.{column} FROM {table} AS said JOIN entry ON entry.number = said.entry "
            f"WHERE entry.author = ? AND said.{column} <> '{ERASED}' ORDER BY entry.number DESC LIMIT 1",
            (author,),
        ).fetchone()
        return str(row[0]) if row else ""

    def author(self) -> str:
        """Who writes."""
        return self._stamp().author

    def pointing_to(self, target: CurrentRecord) -> list[Record]:
        """The standing records that point to a record, by day: of a case its closings, contacts and meetings."""
        rows = self._connection.execute(
            "SELECT DISTINCT record.kind FROM link JOIN record ON record.entry = link.entry WHERE link.target = ?",
            (target.number,),
        )
        found: list[Record] = []
        for (name,) in rows.fetchall():
            pointing = "record.entry IN (SELECT entry FROM link WHERE target = ?)"
            found += [each.record for each in select(self._connection, BY_NAME[name], pointing, (target.number,))]
        return sorted(found, key=lambda record: (record.day, record.kind.name, record.ref))

    def transfers(self, cases: Sequence[CurrentRecord] | None = None) -> Transfers:
        """The transfers that stand, of all cases or of some: which area and coordinator a case has on a day."""
        from . import handover

        numbers = None if cases is None else [each.number for each in cases]
        return handover.transfers_of(self._connection, numbers)

    def closings(self) -> dict[str, list[Record]]:
        """The closings that were followed by a re-opening, by the ref of their case."""
        from . import handover

        return handover.closings_of(self._connection)

    def coordinators(self) -> dict[str, str]:
        """By the ref of each contact that names no coordinator, the one whom its case has on that day."""
        from . import handover

        return handover.coordinators(self._connection)

    def open_on(self, day: str) -> Iterator[Record]:
        """The cases received before a day and open at its end, as they are then; see `handover.open_on`."""
        from . import handover

        return handover.open_on(self._connection, day)

    def held(self, over: handover.Handover) -> list[Record]:
        """The cases that would be handed over, in order of ref, as they are on the day."""
        return [case for case in self.open_on(over.day) if over.is_of(case)]

    def quiet(self, since: str) -> dict[str, str]:
        """The open cases of which nothing was recorded after a day, by ref: the last day of each.

        What counts is the reception, a re-opening, or a contact.
        """
        rows = self._connection.execute(
            """
            WITH open_case AS (
              SELECT record.record, record.ref, record.day
              FROM record
              JOIN cases ON cases.entry = record.entry
              WHERE record.kind = 'case' AND record.void = 0 AND cases.closed_on IS NULL
            ),
            seen AS (
              SELECT ref, day FROM open_case
              UNION ALL
              SELECT open_case.ref, contact.day
              FROM open_case
              JOIN record AS contact ON contact.family = open_case.record
              WHERE contact.kind = 'contact' AND contact.void = 0
              UNION ALL
              SELECT open_case.ref, closings.reopened_on
              FROM open_case
              JOIN record AS closing ON closing.family = open_case.record
              JOIN closings ON closings.entry = closing.entry
              WHERE closing.kind = 'closing' AND closing.void = 0
            )
            SELECT ref, MAX(day) AS last_day FROM seen GROUP BY ref HAVING MAX(day) <= ? ORDER BY last_day, ref
            """,
            (since,),
        )
        return dict(rows.fetchall())

    def first_recorded(self, first: str = "", last: str = counts.FOREVER) -> str:
        """The first day in a period, both days inclusive, of which anything was recorded that happened; "" of none.

        What was received, closed, contacted, launched, applied or enrolled, and what was held: nothing that is planned,
        cancelled or void, and no expansion of a venue (domain §3, rule 10).
        """
        days = " UNION ALL ".join(
            f"SELECT MIN(record.day) AS day FROM record {_counted(kind)} "
            f"AND record.kind = '{kind.name}' AND record.void = 0 AND record.day BETWEEN :first AND :last"
            for kind in KINDS
            if kind.units
        )
        row = self._connection.execute(f"SELECT MIN(day) FROM ({days}) AS days", {"first": first, "last": last})
        return row.fetchone()[0] or ""

    def tallies(self) -> list[Record]:
        """The figures of years that are known only as totals."""
        return self.records(TALLY)

    def first_year(self) -> int:
        """The first fiscal year that has a record or a tally; this one for an empty ledger."""
        first = self._connection.execute("SELECT MIN(day) FROM record WHERE void = 0").fetchone()[0]
        tallied = [
            each.text("month") + "-01" if each["month"] else f"{each['fiscal_year']}-12-31" for each in self.tallies()
        ]
        return FiscalYear.of(min([first or self.today(), *tallied]), self.profile.opening_month).year

    def planned(self, first: str, last: str, kinds: Collection[str] = BY_NAME) -> list[Record]:
        """What is still planned for the days of a period, both inclusive, by kind and day."""
        found = []
        for kind, (day, status) in PLANNED.items():
            if kind.name in kinds:
                when = (
                    f"record.void = 0 AND record.entry IN (SELECT entry FROM {table_of(kind)} "
                    f"WHERE status = '{status}' AND {day} BETWEEN ? AND ?)"  # said outright, so that its index is used
                )
                some = [each.record for each in select(self._connection, kind, when, (first, last))]
                found += sorted(some, key=lambda record: (record.text(day), record.ref))
        return found

    # -- what was written -------------------------------------------------------------------------

    def versions(self, standing: CurrentRecord) -> list[Version]:
        """Every entry of a record, the first one first."""
        from . import history

        return history.versions(self._connection, standing)

    def entry(self, number: int) -> Entry:
        """One entry."""
        from . import history

        return history.entry(self._connection, number)

    def called(self, ref: str, kinds: Sequence[Kind] = ALL_KINDS) -> list[CurrentRecord]:
        """The records of some kinds, void or not, that a ref names."""
        staging = self._staging()
        return [found for kind in kinds if (found := staging.standing(kind, ref))]

    def log(
        self,
        *,
        author: str = "",
        kinds: Sequence[str] = (),
        records: Sequence[CurrentRecord] = (),
        first: str = "",
        last: str = "",
        most: int = 0,
    ) -> list[Entry]:
        """The entries, the newest first, that arrived on the days of a period in the office's time zone."""
        from . import history

        return history.log(
            self._connection,
            author=author,
            kinds=kinds,
            records=[each.number for each in records],
            first=self._moment(first, "00:00"),
            last=self._moment(last, "23:59:59.999999"),
            most=most,
        )

    def _moment(self, day: str, hour: str) -> str:
        """The hour of a day in the office's time zone as the ledger writes it; "" of no day."""
        zone = self.local(self._stamp().now).tzinfo
        return entries.instant(datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=zone)) if day else ""

    # -- counting ---------------------------------------------------------------------------------

    def monthly(self, first: str, last: str) -> counts.Counts:
        """Every measure's counts by (month, measure, area) up to a day; see `counts.monthly`."""
        return self._monthly(first, last)[0]

    def entered(self, first: str, last: str) -> dict[tuple[str, str, str], tuple[int, int]]:
        """How many records every sum counts, and how many of them have no number, by (month, measure, area)."""
        return self._monthly(first, last)[1]

    def _monthly(self, first: str, last: str) -> tuple[counts.Counts, counts.Entered]:
        """The counts up to a day, and of the sums what is entered: read once."""
        state = self._state
        if self._counted is None or self._counted[0] != state:
            self._counted = state, {}
        known = self._counted[1]
        if (first, last) not in known:
            known[first, last] = counts.apart(self._every_series(first, last))
        return known[first, last]

    def _every_series(self, first: str, last: str) -> counts.Counts:
        connection = self._connection
        if self._known_at is None and not self.areas_of:
            return counts.monthly(connection, self.profile, first, last)
        if self._later is None and self._known_at is not None and not self.areas_of:
            self._later = counts.changes_since(connection, self._known_at)
        if self._later is not None:
            return counts.monthly(connection, self.profile, first, last, self._later)
        if self._anew is None:
            self._anew = counts.all_anew(connection, self.profile)
        return counts.by_month(self._anew, first, last)

    def query(self, sql: str) -> tuple[list[str], list[tuple[str | int | float | None, ...]]]:
        """The headings and rows of a SELECT over views of the current versions; see `query_views`."""
        from . import query_views

        return query_views.query(self._connection, self.profile, sql)

    def axes_of(self, measure: Measure) -> dict[str, axes.Axis]:
        """The axes by which one measure can be counted, by the word of the option."""
        from . import axes

        return axes.of(self._connection, measure)

    def count_by(
        self, measure: Measure, by: Sequence[axes.Axis], first: str, last: str, as_of: str
    ) -> list[tuple[tuple[str, ...], int, int, int]]:
        """What a measure comes to by the values of some axes; see `axes.count_by`."""
        from . import axes

        return axes.count_by(self._connection, measure, self._begin_of(measure), by, first, last, as_of)

    def _begin_of(self, measure: Measure) -> str:
        return self.profile.begin_of(measure.reads)

    def definitions(self) -> dict[int, dict[str, str]]:
        """The digests of the measures that were published last, by fiscal year and measure."""
        rows = self._connection.execute(
            "SELECT published.as_of, published.definitions FROM record "
            "JOIN publications AS published ON published.entry = record.entry "
            "WHERE record.kind = ? AND record.void = 0 ORDER BY +record.record",  # + or all are gone through
            (PUBLICATION.name,),
        )
        found: dict[int, dict[str, str]] = {}
        for as_of, said in rows:
            year = FiscalYear.of(as_of, self.profile.opening_month).year
            found[year] = dict(each.split("=", 1) for each in said.split(";"))
        return found

    def rows(
        self, measure: Measure, first: str, last: str, by: Sequence[axes.Axis] = (), as_of: str = ""
    ) -> list[Counted]:
        """What a measure counts from one day to another, both inclusive, record by record; see `counted_rows.rows`."""
        from . import counted_rows

        return counted_rows.rows(self._connection, measure, self._begin_of(measure), first, last, by, as_of)

    def arrivals(self) -> dict[int, str]:
        """The day from which on each entry is known, by entry; see `arrivals.days`."""
        from . import arrivals

        return arrivals.days(self._connection, self.local)

    def first_stated(self, measure: Measure) -> dict[int, list[tuple[str, int]]]:
        """The entries that first stated the days on which a record may count; see `arrivals.first_stated`."""
        from . import arrivals

        return arrivals.first_stated(self._connection, measure)

    def supposing(
        self, measure: Measure, placed: Iterable[Placed], by: Sequence[axes.Axis] = (), as_of: str = ""
    ) -> list[Counted]:
        """What a measure would count if these records stood so and no others."""
        from . import counted_rows

        return counted_rows.supposing(self._connection, measure, self._begin_of(measure), placed, by, as_of)

    def changed_since(self, number: int) -> dict[int, Placed]:
        """The records that were touched after an entry, where they stood at it; those that are newer are left out."""
        from . import counted_rows

        return counted_rows.changed_since(self._connection, number)

    def placed_in(self, families: Iterable[int], records: Iterable[int] = ()) -> dict[int, Placed]:
        """Where the records of some families stand, and those named."""
        from . import counted_rows

        return counted_rows.placed_in(self._connection, families, records)

    def refs_of(self, records: Iterable[int]) -> dict[int, str]:
        """The refs of some records, void ones too, by their numbers."""
        from . import counted_rows

        return counted_rows.refs_of(self._connection, records)

    def said(self, placed: Placed) -> Record:
        """What a record said where it stands, or said last."""
        from . import counted_rows

        return counted_rows.said(self._connection, placed)

    def refuse_changed(self, found: Sequence[CurrentRecord]) -> None:
        """Refuse to print records that are not as they were written (6)."""
        from .integrity import chain_audit

        refs = {number: each.ref for each in found for number in (each.number, each.entry)}
        chain_audit.refuse_changed(self._connection, refs, [*{each.record.kind for each in found}])

    def refuse_changed_profile(self) -> None:
        """Refuse to report from a profile, tallies and narratives that are not as they were written (6).

        A document takes many reports: what neither this program nor another has written since is proved once.
        """
        state = self._state
        if self._proved != state:
            profile_records.refuse_changed(self._connection, state[0])
            self._proved = state

    # -- checking ---------------------------------------------------------------------------------

    @property
    def audit(self) -> Audit:
        """What can be told of the file, the chain and the derived tables."""
        from .integrity.inspection import Audit

        return Audit(self._connection)

    def accept(self, acceptance: Record, why: str) -> Written:
        """Record that what a check found is accepted; what was accepted before is accepted anew."""
        return self._command(lambda staging: commands.accept(staging, acceptance, why))

    def rebuild(self) -> int:
        """Make everything that is derived from the entries anew; return how many entries there are."""
        from .integrity.rebuild import rebuild

        with self._writing():
            number = self.head.number
            rebuild(self._connection, number)
        return number

    # -- writing ----------------------------------------------------------------------------------

    def add(self, kind: Kind, cells: Mapping[str, str], ref: str = "", *, typed: bool = False) -> Written:
        """Record something new from the texts of its fields; `typed` where a person may say 今日."""
        return self._command(lambda staging: commands.add(staging, kind, Words(cells, typed=typed), ref))

    def add_several(self, kind: Kind, several: Sequence[Mapping[str, str]], *, typed: bool = False) -> Written:
        """Record several new records by one command, which `undo` takes back whole; see `add`."""

        def make(staging: Staging) -> None:
            for cells in several:
                commands.add(staging, kind, Words(cells, typed=typed), "")

        return self._command(make)

    def edit(
        self,
        kind: Kind,
        ref: str,
        cells: Mapping[str, str],
        *,
        clear: Iterable[str] = (),
        why: str = "",
        since: str = "",
        typed: bool = False,
    ) -> Written:
        """Correct a record: the fields given take their new values, those to clear are emptied.

        `since`: since when a case has the area and coordinator that are given, a day or `BEGINNING`.
        """
        words = Words(cells, typed=typed)
        return self._command(lambda staging: commands.edit(staging, kind, ref, words, clear, why, since))

    def moving(self, ref: str, cells: Mapping[str, str], *, typed: bool = False) -> str:
        """What an edit of a case changes in the area and coordinator of today, as a person reads it; "" for nothing."""
        with self.reading():
            return commands.moving(self._staging(), ref, Words(cells, typed=typed))

    def reaching(self, ref: str, cells: Mapping[str, str], *, typed: bool = False) -> list[str]:
        """On which days a correction of the area and coordinator of a case holds; [] for one without transfers."""
        from . import handover

        with self.reading():
            staging = self._staging()
            commands.edit(staging, CASE, ref, Words(cells, typed=typed), (), "", BEGINNING)
            return handover.notes(staging)

    def finish(self, kind: Kind, ref: str, cells: Mapping[str, str], day: str, *, typed: bool = False) -> Written:
        """Close, decide, complete or drop: give a record its last day, which it may not have yet."""
        return self._command(lambda staging: commands.finish(staging, kind, ref, Words(cells, typed=typed), day))

    def reopen(self, ref: str, on: str, *, why: str = "", typed: bool = False) -> Written:
        """Re-open a case: its closing becomes a record of its own, and the case is open again."""
        words = Words({"reopened_on": on}, typed=typed)
        return self._command(lambda staging: commands.reopen(staging, ref, words, why))

    def hand_over(self, over: handover.Handover, cases: Sequence[Record]) -> Written:
        """Hand over the cases that `held` named; `Busy` (5) where it would name others by now."""
        from . import handover

        with self._writing():
            if [each.ref for each in self.held(over)] != [each.ref for each in cases]:
                raise Busy(
                    _("引き継ぐ相談が、確かめているあいだに変わりました。"),
                    _("何も記録していません。もう一度行ってください。"),
                )
            staging = self._staging(bulk=len(cases) > MANY)
            return self._made(staging, lambda staging: handover.hand_over(staging, cases, over))

    def void(self, kind: Kind, ref: str, *, why: str) -> Written:
        """Take a record back: it is no longer counted, and stays readable."""
        return self._command(lambda staging: commands.void(staging, kind, ref, why))

    def erase(self, records: Sequence[CurrentRecord], why: str) -> Written:
        """Erase the confidential texts of records, of all their versions, for good.

        `Unusable` (6) where the list of erasures cannot be written: before anything is erased, or afterwards, and then
        the next command that writes completes the list.
        """
        from . import erasure

        with self._writing():
            written = self._erase(records, why)
            erasure.begin(self._connection, written.numbers)
        self._list_erasures()
        return written

    def _list_erasures(self) -> None:
        from . import erasure

        _records, problem = erasure.catch_up(self._connection)
        if problem and erasure.lacking(self._connection):
            raise erasure.unlisted(self._connection.place.erasures, problem)

    def words_of(
        self, standing: CurrentRecord, fields: Iterable[Field] | None = None, spelling: str = ""
    ) -> list[erasable.ErasableWord]:
        """The erasable words in every version of a record: of some fields, and spelt in some way."""
        from . import erasable

        return erasable.words_of(self._connection, standing, fields, spelling)

    def erase_words(
        self, standing: CurrentRecord, fields: Iterable[Field], why: str, spelling: str = ""
    ) -> tuple[Written, erasable.Erasure]:
        """Erase the words of some fields of a record, in all versions, for good; `Unusable` (6) as of `erase`."""
        from . import erasable, erasure

        with self._writing():
            words = erasable.words_of(self._connection, standing, fields, spelling)
            written, taken = self._erase_words(standing, words, why)
            erasure.begin(self._connection, written.numbers)
        self._list_erasures()
        return written, taken

    def erase_again(self, found: Erasures, why: str) -> int:
        """Erase what was erased elsewhere, and here is not; return how many records were concerned.

        The list is left to whoever gives this ledger its place.
        """
        from . import erasure

        records = erasure.missing(self._connection, found)
        words = erasure.missing_words(self._connection, found)
        if records or words:
            with self._writing():
                if records:
                    self._erase(records, why)
                for standing, some in words:
                    self._erase_words(standing, some, why)
        return len({each.number for each in (*records, *(standing for standing, _words in words))})

    def _erase(self, records: Sequence[CurrentRecord], why: str) -> Written:
        from . import erasure

        staging = self._staging()
        erasure.stage(staging, records, why)
        written = self._write(staging.changes)
        erasure.take_away(self._connection, written.numbers)
        return written

    def _erase_words(
        self, standing: CurrentRecord, words: Sequence[erasable.ErasableWord], why: str
    ) -> tuple[Written, erasable.Erasure]:
        from . import erasable

        staging = self._staging()
        taken = erasable.stage(staging, standing, words, why)
        written = self._write(staging.changes)
        erasable.take_away(self._connection, taken)
        return written, taken

    def erased_fields(self, record: int) -> set[str]:
        """The fields of a record of which a word was erased, from any of its versions."""
        from . import erasable

        return erasable.erased_fields(self._connection, record).get(record, set())

    def complete_erasures(self) -> set[int]:
        """Complete the list of erasures where an erasure was cut off before it; return the records concerned."""
        from . import erasure

        return erasure.catch_up(self._connection)[0]

    def has_texts(self, standing: CurrentRecord) -> bool:
        """Whether any version of a record still has confidential texts."""
        from . import erasure

        return bool(erasure.with_texts(self._connection, [standing.number]))

    def refuse_without_texts(self, standing: CurrentRecord) -> None:
        """Refuse to erase the texts of a record that has none (4)."""
        from . import erasure

        if not self.has_texts(standing):
            raise erasure.nothing_to_erase(self._connection, [standing])

    def within(self, standing: CurrentRecord | None) -> list[CurrentRecord]:
        """The records within one, such as the contacts of a case, that still have confidential texts."""
        from . import erasure

        return erasure.within(self._connection, [standing.number]) if standing else []

    def closed_before(self, day: str) -> list[CurrentRecord]:
        """The records of cases closed before a day that still have confidential texts."""
        from . import erasure

        return erasure.closed_before(self._connection, day)

    def publish(self, publication: Record) -> Written:
        """Keep a publication; `Refused` (4) where there was one of its name."""
        return self._command(lambda staging: commands.publish(staging, publication))

    def last_command(self) -> int:
        """The newest command of whoever writes that can be undone; `NotFound` (3) where there is none."""
        from . import undo

        return undo.last_command(self._connection, self._stamp().author)

    def command_of(self, number: int) -> int:
        """The command, by its first entry, that an entry belongs to; `NotFound` (3) where there is no such entry."""
        from . import undo

        return undo.command_of(self._connection, number)

    def undoing(self, command: int) -> list[Change]:
        """What undoing a command would write; `Refused` (4) where it cannot be undone."""
        with self.reading():
            return self._opposite(command).changes

    def undo(self, command: int) -> Written:
        """Undo a command by writing its opposite, whole or not at all."""
        with self._writing():
            staging = self._opposite(command)
            return self._write(staging.changes, undoes=command)

    def _opposite(self, command: int) -> Staging:
        from . import undo

        staging = self._staging(bulk=undo.size_of(self._connection, command) > MANY)
        undo.take_back(staging, command)
        problems = validation.check(staging)
        if problems:
            raise Refused(problems)
        return staging

    def apply(self, profile: Profile) -> Written:
        """Bring the profile to what a file says, as entries; only what differs is written."""
        with self._writing():
            changes = profile_records.changes(self._connection, profile)
            return self._write(changes)

    def profile_changes(self, profile: Profile) -> list[Change]:
        """What would have to be written for the profile to say what another one says."""
        return profile_records.changes(self._connection, profile)

    def plan(
        self, rows: Rows, *, update: bool, since: str = "", seen: Callable[[Row], None] = lambda _row: None
    ) -> intake.Plan:
        """What an import of rows would do; nothing is written and nobody waits.

        `since`: since when cases have the new areas and coordinators of the rows, a day or `BEGINNING`.
        """
        from . import intake

        with self.reading():
            return intake.plan(self._staging(bulk=True), rows, self.head.number, update=update, since=since, seen=seen)

    def take_in(self, plan: intake.Plan, rows: Rows, *, update: bool, since: str = "") -> tuple[intake.Plan, Written]:
        """Write a plan; where somebody has written since it was made, it is made again first."""
        from . import intake

        with self._writing():
            if self.head.number != plan.at:
                staging = self._staging(bulk=True)
                plan = intake.plan(staging, rows, self.head.number, update=update, since=since)
            if plan.problems:
                raise Refused(plan.problems)
            return plan, self._write(plan.changes, plan.notes)

    # -- one command ------------------------------------------------------------------------------

    def _staging(self, *, bulk: bool = False) -> Staging:
        return Staging(self._connection, self.profile, self.today(), bulk=bulk)

    def _writing(self) -> engine.Transaction:
        """One write transaction, which first completes a list of erasures that a killed command left incomplete.

        Where that cannot be done, `wfc check` (112) reports it, and the command goes on. A command that is only tried
        has its transaction already.
        """
        if self._rehearses:
            return self._connection.reading()
        return self._connection.writing(self._complete_erasures)

    def rehearse(self, write: Callable[[], Result]) -> Result:
        """Return what a command would come to: everything inside is written, and taken back."""
        found: list[Result] = []
        try:
            with self._connection.writing():
                self._rehearses = True
                found.append(write())
                raise _TakenBack
        except _TakenBack:
            return found[0]
        finally:
            self._rehearses = False
            self._profile = self._proved = self._counted = None

    def _complete_erasures(self) -> None:
        if os.path.exists(self._connection.place.erasing):
            from . import erasure

            try:
                erasure.complete(self._connection)
            except OSError:
                pass

    def _command(self, make: Callable[[Staging], None]) -> Written:
        """Stage, check and write the changes of one command, all in one transaction."""
        with self._writing():
            return self._made(self._staging(), make)

    def _made(self, staging: Staging, make: Callable[[Staging], None]) -> Written:
        make(staging)
        edited = any(change.base and change.record.kind is CASE for change in staging.changes)
        voided, reached = [], []
        if edited:
            from . import handover

            voided, reached = handover.void_outside(staging), handover.notes(staging)
        problems = validation.check(staging)
        if problems:
            raise Refused(problems)
        return self._write(staging.changes, [*validation.notes(staging), *reached, *voided])

    def _write(self, changes: list[Change], notes: list[str] | None = None, undoes: int | None = None) -> Written:
        """Write entries and keep what is derived from them, inside the transaction that is open."""
        connection = self._connection
        if not changes:
            return Written(changes, [], notes or [])
        current = counts.are_current(connection)
        counted = [change for change in changes if change.action != "erase"]
        few = current and len(counted) < counts.BULK
        few = few and not any(change.record.kind in PROFILE_KINDS for change in changes)
        measures = counts.measures_reading(change.record.kind.name for change in counted) if few else []
        families = self._families(changes) if measures else set()
        profile = self.profile
        before = counts.count_families(connection, measures, profile, families) if families else {}
        stamp = self._stamp()
        jumped = "" if stamp.fixed else clock_warning(connection, self.head.number, stamp.now, self.local)
        numbers = entries.write(connection, changes, stamp, undoes)
        moved: counts.Counts = {}
        if not current:
            counts.rebuild(connection, self.profile, numbers[-1])
        elif not few:
            moved = counts.count_anew(connection, self.profile, numbers[-1])
        else:
            days = {day for change in changes for day in change.record.days}
            counts.learn_days(connection, profile.opening_month, days)
        if measures:
            families |= entries.families(connection, numbers)
            after = counts.count_families(connection, measures, profile, families)
            moved = counts.keep(connection, numbers[-1], before, after)
        if any(change.record.kind in profile_records.REPORTED for change in changes):
            profile_records.keep_sum(connection)
        if jumped and not self._rehearses:
            self._warn(jumped)
        return Written(changes, numbers, notes or [], moved)

    def _families(self, changes: list[Change]) -> set[int]:
        """The families, of those in the ledger already, whose counts some changes may move."""
        found = {change.base.family for change in changes if change.base}
        for change in changes:
            within = change.record.kind.within
            if within:
                found |= set(
                    self._connection.execute(
                        "SELECT record FROM record WHERE kind = ? AND ref_key = ?",
                        (within.to, ref_key(change.record.text(within.name))),
                    ).fetchone()
                    or ()
                )
        return found


def _counted(kind: Kind) -> str:
    """What joins the facts of a kind to `record`, and the condition under which one of its records counts."""
    if kind.counted_when is None:
        return "WHERE 1 = 1"
    name, values = kind.counted_when
    listed = ", ".join(f"'{value}'" for value in values)
    facts = f"JOIN {table_of(kind)} AS facts ON facts.entry = record.entry"
    return f"{facts} WHERE COALESCE(facts.{column_of(kind.by_name[name])}, '') IN ({listed})"
