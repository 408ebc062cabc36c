"""The ledger as the layers above know it: open it, find records, write; everything else is in its facets."""

from __future__ import annotations

import os
from datetime import datetime

from .. import interruption
from ..errors import Unusable
from ..model.calendar import zone_of
from ..model.case import CASE
from ..model.kind import Kind, Record
from ..model.profile import Profile
from ..model.profile_kinds import records_of
from ..model.publication import PUBLICATION
from ..values import replace, value
from . import commands, engine, entries, profile_records, schema, validation
from .commands import Words
from .counts import Keeping
from .current import CurrentRecord, one_by_one, select
from .entries import Change, Head, Stamp, Written, clock_of, clock_warning
from .staging import Staging

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeVar

    from .cases import Cases
    from .engine import Connection
    from .eraser import Eraser
    from .figures import Figures
    from .history import History
    from .importer import Importer
    from .integrity.inspection import Audit
    from .lookup import Lookup
    from .publications import Publications
    from .undo import Undo

    Result = TypeVar("Result")
    Facet = TypeVar("Facet")


class _TakenBack(Exception):
    """Rolls back a rehearsal."""


@value
class Viewpoint:
    """Which state of the ledger is read: by default today's, in the areas that were recorded.

    `known_at` is the newest entry that is read, `moment` its clock, and `day` the day that was asked for. `counts_as`
    is another profile, whose fiscal years and begin dates apply; `areas_of` the day in whose areas records are seen.
    """

    known_at: int | None = None
    moment: datetime | None = None
    day: str = ""
    counts_as: Profile | None = None
    areas_of: str = ""


TODAY = Viewpoint()


def _facet(module: str, name: str) -> Any:
    """Return a property that imports the class of a facet when it is first used.

    The facet lasts until the viewpoint changes: it may keep what it has read.
    """

    def facet(ledger: Ledger) -> object:
        if name not in ledger._facets:
            found = getattr(__import__(f"{__package__}.{module}", fromlist=[name]), name)
            ledger._facets[name] = found(ledger)
        return ledger._facets[name]

    return property(facet)


class Ledger:
    """An open ledger. The stamp returns who writes and what time it is, whenever it is called.

    `connection`, `staging`, `writing`, `write` and `command` are for the facets, the other modules of this layer.
    """

    lookup: Lookup = _facet("lookup", "Lookup")
    cases: Cases = _facet("cases", "Cases")
    history: History = _facet("history", "History")
    figures: Figures = _facet("figures", "Figures")
    publications: Publications = _facet("publications", "Publications")
    importer: Importer = _facet("importer", "Importer")
    undo: Undo = _facet("undo", "Undo")
    eraser: Eraser = _facet("eraser", "Eraser")
    audit: Audit = _facet("integrity.inspection", "Audit")

    def __init__(
        self,
        path: str,
        connection: Connection,
        stamp: Callable[[], Stamp],
        warn: Callable[[str], None] = lambda _words: None,
        viewpoint: Viewpoint = TODAY,
    ) -> None:
        self.path = path
        self.connection = connection
        self.stamp = stamp
        self.viewpoint = viewpoint
        self._warn = warn
        self._facets: dict[str, object] = {}
        self._profile: tuple[int, Profile] | None = None
        self._proved: tuple[int, int] | None = None
        self._rehearses = False

    # -- create and open ---------------------------------------------------------------------------

    @classmethod
    def create(cls, path: str, profile: Profile, stamp: Callable[[], Stamp]) -> Head:
        """Create a ledger with a profile, whole or not at all."""

        def fill(connection: Connection) -> Head:
            ledger = cls(path, connection, stamp)
            with connection.writing():
                entries.begin_origin(connection, stamp().now)
                ledger.write([Change("add", record) for record in records_of(profile)])
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

        `warn` receives a warning about an entry's clock.
        """
        return cls(path, engine.connect(path, waits, unprotected=unprotected), stamp, warn)

    @staticmethod
    def altered(path: str) -> list[str]:
        """Return the altered tables, indexes and views of a ledger, and then its triggers, without opening it."""
        with engine.connect(path, verify=False) as connection:
            names = connection.unlike_the_schema()
        return [] if schema.only_protect(names) else names

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Close the file; turn an error of the engine into one that an office understands (5, 6).

        An internal error on a damaged ledger is reported as damage (6).
        """
        self.close()
        is_damaged = isinstance(error, engine.UNREADABLE) and self._is_damaged()
        if isinstance(error, engine.Error):
            place = self.connection.place
            is_after_commit = interruption.is_held()
            raise (place.unsettled(error) if is_after_commit else engine.unusable(place, error)) from error
        if is_damaged:
            raise self.connection.place.damaged() from error

    def _is_damaged(self) -> bool:
        """Return whether the file is damaged. Opens it again: the failed connection may have looked at the past."""
        try:
            with Ledger.open(self.path, self.stamp) as anew:
                return anew.audit.is_damaged()
        except (Unusable, *engine.UNREADABLE):  # not even the opening month can be read
            return True

    # -- reading ----------------------------------------------------------------------------------

    def reading(self) -> engine.Transaction:
        """Read one snapshot inside, whatever others write meanwhile."""
        return self.connection.reading()

    @property
    def head(self) -> Head:
        """The newest entry."""
        number, chain, _arrived = entries.head(self.connection)
        return Head(number, chain)

    @property
    def state(self) -> tuple[int, int]:
        """The state that is read: it changes with every entry, and when others write to the file."""
        return self.head.number, self.connection.data_version

    @property
    def profile(self) -> Profile:
        """The office's current lists and settings."""
        newest = profile_records.newest(self.connection)
        if self._profile is None or self._profile[0] != newest:
            profile = profile_records.standing(self.connection)
            counts_as = self.viewpoint.counts_as
            self._profile = newest, profile.counting_as(counts_as) if counts_as else profile
        return self._profile[1]

    def today(self) -> str:
        """Return today in the office's time zone, by the given clock; of a past state, its last day."""
        return self.known().date().isoformat()

    def known_on(self) -> str:
        """Return the day of the known-at point: today, the day that was asked for, or that of the entry."""
        return self.viewpoint.day or self.today()

    def look_back(self, text: str) -> Head:
        """Read the ledger as it was known at an entry number, a moment, the end of a day, or to a publication.

        Returns its newest entry. From then on nothing can be written. `UnknownWord` (2) for any other text,
        `NotFound` (3) for what is later than both the clock and the newest entry, or earlier than the ledger.
        """
        from . import snapshot

        self.connection.keep_snapshot()
        published = self.staging().standing(PUBLICATION, text)
        text = str(self.publications.known_to(published.number)) if published else text
        now = self.stamp().now
        number = snapshot.number_at(self.connection, text, now, self.local)
        day = snapshot.day_of(text, now, self.local)
        snapshot.look_back(self.connection, number, self.viewpoint.counts_as)
        self._see(known_at=number, moment=clock_of(self.connection, number), day=day)
        return self.head

    def _see(self, **changed: object) -> None:
        """Change the viewpoint, and forget what was read from another one."""
        self.viewpoint = replace(self.viewpoint, **changed)
        self._facets.clear()

    def at(self, number: int, counts_as: Profile | None = None) -> Ledger:
        """Open the same ledger again, as it was known at an entry number, in the same areas.

        With `counts_as`, the fiscal years and begin dates of that profile apply.
        """
        found = Ledger(self.path, engine.connect(self.path), self.stamp, viewpoint=Viewpoint(counts_as=counts_as))
        try:
            found.look_back(str(number))
            if self.viewpoint.areas_of:
                found.use_areas_of(self.viewpoint.areas_of)
        except BaseException:
            found.close()
            raise
        return found

    def use_areas_of(self, day: str) -> None:
        """Read every record in the areas of a day; from then on nothing can be written."""
        from . import restated_areas

        self.connection.keep_snapshot()
        restated_areas.use(self.connection, self.profile, day)
        self._see(areas_of=day)

    def known(self) -> datetime:
        """Return the moment of the state that is read, in the office's time zone: now, or a past one."""
        return self.local(self.viewpoint.moment or self.stamp().now)

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the office's time zone."""
        return moment.astimezone(zone_of(self.profile.settings["time_zone"]))

    def find(self, kind: Kind, ref: str) -> CurrentRecord:
        """Return the record of a ref, void or not; `NotFound` (3) if there is none."""
        return self.staging().must_be(kind, ref)

    def must_stand(self, kind: Kind, ref: str) -> CurrentRecord:
        """Return the record of a ref that is not void; `NotFound` (3), or `Refused` (4) if it is void."""
        return self.staging().must_stand(kind, ref)

    def records(self, kind: Kind, *, void: bool = False) -> list[Record]:
        """Return the records of a kind, by ref: those that are not void, or with `void` the others."""
        return [each.record for each in select(self.connection, kind, "record.void = ?", (int(void),))]

    def one_by_one(self, kind: Kind, *, void: bool = False) -> Iterator[Record]:
        """Yield the same records one by one, without their confidential texts."""
        found = one_by_one(self.connection, kind, "record.void = ?", (int(void),), texts=False)
        return (each.record for each in found)

    def every(self, kind: Kind, *, without: Collection[str] = ()) -> list[CurrentRecord]:
        """Return the records of a kind, void ones too, by ref; the facts in `without` are not read."""
        return select(self.connection, kind, without=without)

    def author(self) -> str:
        """Return who writes."""
        return self.stamp().author

    def refuse_changed_profile(self) -> None:
        """Refuse to report from an altered profile, tally or narrative (6).

        A document takes many reports, so each state of the ledger is verified once.
        """
        state = self.state
        if self._proved != state:
            profile_records.refuse_changed(self.connection, state[0])
            self._proved = state

    def may_revise(self, written: Written) -> bool:
        """Return whether a command wrote anything that belongs to a published day, or to one before.

        Every command asks this, so it has to be cheap.
        """
        days = [day for day, _measure, _area in written.moved] + [each.record.day for each in written.changes]
        last = self.last_handed_in()
        return bool(days and last) and min(days) <= last

    def last_handed_in(self) -> str:
        """Return the latest as-of date of any publication, "" if there is none."""
        row = self.connection.execute("SELECT MAX(as_of) FROM publications").fetchone()
        return row[0] or ""

    # -- writing ----------------------------------------------------------------------------------

    def add(self, kind: Kind, cells: Mapping[str, str], ref: str = "", *, typed: bool = False) -> Written:
        """Add a record from the texts of its fields; `typed` accepts what a person types, such as 今日."""
        return self.command(lambda staging: commands.add(staging, kind, Words(cells, typed=typed), ref))

    def add_several(self, kind: Kind, several: Sequence[Mapping[str, str]], *, typed: bool = False) -> Written:
        """Add several records by one command, which `undo` takes back whole; see `add`."""

        def make(staging: Staging) -> None:
            for cells in several:
                commands.add(staging, kind, Words(cells, typed=typed), "")

        return self.command(make)

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
        """Correct a record: set the given fields, and empty those to clear.

        `since`: the day from which a case has the given area and coordinator, or `BEGINNING`.
        """
        words = Words(cells, typed=typed)
        return self.command(lambda staging: commands.edit(staging, kind, ref, words, clear, why, since))

    def finish(self, kind: Kind, ref: str, cells: Mapping[str, str], day: str, *, typed: bool = False) -> Written:
        """Close, decide, complete or drop: give a record the last day that it does not have yet."""
        return self.command(lambda staging: commands.finish(staging, kind, ref, Words(cells, typed=typed), day))

    def reopen(self, ref: str, on: str, *, why: str = "", typed: bool = False) -> Written:
        """Re-open a case; its closing becomes a record of its own."""
        words = Words({"reopened_on": on}, typed=typed)
        return self.command(lambda staging: commands.reopen(staging, ref, words, why))

    def void(self, kind: Kind, ref: str, *, why: str) -> Written:
        """Void a record: it no longer counts, and stays readable."""
        return self.command(lambda staging: commands.void(staging, kind, ref, why))

    def apply(self, profile: Profile) -> Written:
        """Write the entries that turn the current profile into another one."""
        with self.writing():
            changes = profile_records.changes(self.connection, profile)
            return self.write(changes)

    def profile_changes(self, profile: Profile) -> list[Change]:
        """Return the changes that turn the current profile into another one."""
        return profile_records.changes(self.connection, profile)

    # -- one command ------------------------------------------------------------------------------

    def staging(self, *, bulk: bool = False) -> Staging:
        """Return an empty staging area; `bulk` reads each kind whole."""
        return Staging(self.connection, self.profile, self.today(), bulk=bulk)

    def writing(self) -> engine.Transaction:
        """Begin a write transaction; complete the list of erasures first if a killed command left it incomplete.

        If that fails, `wfc check` (112) reports it, and the command goes on. A rehearsal has its transaction already.
        """
        if self._rehearses:
            return self.connection.reading()
        return self.connection.writing(self._complete_erasures)

    def rehearse(self, write: Callable[[], Result]) -> Result:
        """Return the result of a command that is written and rolled back."""
        found: list[Result] = []
        try:
            with self.connection.writing():
                self._rehearses = True
                found.append(write())
                raise _TakenBack
        except _TakenBack:
            return found[0]
        finally:
            self._rehearses = False
            self._profile = self._proved = None
            self._facets.clear()

    def _complete_erasures(self) -> None:
        if os.path.exists(self.connection.place.erasing):
            from . import erasure

            try:
                erasure.complete(self.connection)
            except OSError:
                pass

    def command(self, make: Callable[[Staging], object]) -> Written:
        """Stage, check and write the changes of one command, all in one transaction."""
        with self.writing():
            staging = self.staging()
            make(staging)
            return self.write_staged(staging)

    def write_staged(self, staging: Staging) -> Written:
        """Check what is staged, and write it inside the transaction that is open."""
        voided, reached = [], []
        if any(change.base and change.record.kind is CASE for change in staging.changes):
            from . import handover

            voided, reached = handover.void_outside(staging), handover.notes(staging)
        validation.refuse(staging)
        return self.write(staging.changes, [*validation.notes(staging), *reached, *voided])

    def write(self, changes: list[Change], notes: list[str] | None = None, undoes: int | None = None) -> Written:
        """Write entries, and update the cached tables, inside the transaction that is open."""
        connection = self.connection
        if not changes:
            return Written(changes, [], notes or [])
        stamp = self.stamp()
        jumped = "" if stamp.fixed else clock_warning(connection, self.head.number, stamp.now, self.local)
        keeping = Keeping(connection, self.profile, changes)
        numbers = entries.write(connection, changes, stamp, undoes)
        moved = keeping.keep(self.profile, numbers)
        if any(change.record.kind in profile_records.REPORTED for change in changes):
            profile_records.keep_sum(connection)
        if jumped and not self._rehearses:
            self._warn(jumped)
        return Written(changes, numbers, notes or [], moved)
