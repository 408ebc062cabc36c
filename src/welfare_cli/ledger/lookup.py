"""Records found by something other than their ref: what somebody may mean, similar records, planned or quiet ones."""

from __future__ import annotations

from ..model.calendar import FiscalYear
from ..model.kind import ERASED
from ..model.kinds import ALL_KINDS, BY_NAME, KINDS, PLANNED
from ..model.tally import TALLY
from ..values import value
from .commands import Words
from .counts import FOREVER
from .current import column_of, one_by_one, ref_key, select, table_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ..model.kind import Field, Kind, Record
    from .book import Ledger
    from .current import CurrentRecord

MEANT = 500
"""The most records that a search by a partial ref offers."""


@value
class Lookup:
    """Searches over the current records of a ledger."""

    ledger: Ledger

    def meant(self, kind: Kind, typed: str = "", *, day: str = "", given: bool = False) -> list[Record]:
        """Return the standing records of a kind whose refs begin with what was typed, newest first, at most `MEANT`.

        The number alone is enough, and an exact match comes first. `day` names a field: only records that have it
        (`given`), or only those that do not have it yet.
        """
        key = ref_key(f"{typed}1")[:-1]  # so that the zeros of a half-typed C-000 go, too
        key = f"{kind.prefix}-{key}" if key.isdecimal() and kind.prefix else key
        where = f"AND facts.{day} IS {'NOT ' if given else ''}NULL" if day else ""
        found = select(
            self.ledger.connection,
            kind,
            "record.record IN (SELECT record.record FROM record "
            f"JOIN {table_of(kind)} AS facts ON facts.entry = record.entry "
            "WHERE record.kind = ? AND record.void = 0 AND substr(record.ref_key, 1, ?) = ? "
            f"{where} ORDER BY record.record DESC LIMIT ?)",
            (kind.name, len(key), key, MEANT),
        )
        found.sort(key=lambda each: (ref_key(each.ref) != key, -each.number))
        return [each.record for each in found]

    def called(self, ref: str, kinds: Sequence[Kind] = ALL_KINDS) -> list[CurrentRecord]:
        """Return the records of some kinds, void or not, that a ref names."""
        staging = self.ledger.staging()
        return [found for kind in kinds if (found := staging.standing(kind, ref))]

    def alike(self, kind: Kind, cells: Mapping[str, str], *, ref: str = "") -> Record | None:
        """Return another record that says the same as one about to be written (`model/duplicates.py`).

        The texts of its fields are given; with a ref, they correct that record. None if there is no other record, or a
        text cannot be read.
        """
        from ..model.duplicates import ALIKE

        staging = self.ledger.staging()
        facts, _texts, problems = Words(cells, typed=True).row(staging, kind)
        base = staging.called(kind, ref) if ref else None
        if problems or (ref and base is None):
            return None
        facts = staging.linked(kind, {**base.record.facts, **facts} if base else facts)
        record = staging.draft(kind, base.ref if base else "", facts, {})
        rule = ALIKE.get(kind.name)
        key = rule.key(record) if rule else None
        if rule is None or key is None or (rule.on_its_day and not record.day):
            return None
        when = "record.void = 0" + (" AND record.day = ?" if rule.on_its_day else "")
        values = (record.day,) if rule.on_its_day else ()
        others = (each.record for each in one_by_one(self.ledger.connection, kind, when, values, texts=False))
        return next((each for each in others if each.ref != record.ref and rule.key(each) == key), None)

    def names(self) -> list[str]:
        """Return every name of an agency or partner that was ever entered."""
        return [name for (name,) in self.ledger.connection.execute("SELECT spelling FROM name ORDER BY key, spelling")]

    def last_said(self, kind: Kind, field: Field, author: str) -> str:
        """Return what an author entered last in a field of a kind, "" if nothing."""
        table = table_of(kind, field if field.many else None)
        column = column_of(field)
        row = self.ledger.connection.execute(
            f"SELECT said.{column} FROM {table} AS said JOIN entry ON entry.number = said.entry "
            f"WHERE entry.author = ? AND said.{column} <> '{ERASED}' ORDER BY entry.number DESC LIMIT 1",
            (author,),
        ).fetchone()
        return str(row[0]) if row else ""

    def pointing_to(self, target: CurrentRecord) -> list[Record]:
        """Return the standing records that refer to a record, by day: closings, contacts and meetings of a case."""
        rows = self.ledger.connection.execute(
            "SELECT DISTINCT record.kind FROM link JOIN record ON record.entry = link.entry WHERE link.target = ?",
            (target.number,),
        )
        found: list[Record] = []
        for (name,) in rows.fetchall():
            pointing = "record.entry IN (SELECT entry FROM link WHERE target = ?)"
            found += [each.record for each in select(self.ledger.connection, BY_NAME[name], pointing, (target.number,))]
        return sorted(found, key=lambda record: (record.day, record.kind.name, record.ref))

    def quiet(self, since: str) -> dict[str, str]:
        """Return, by ref, the last day of each open case without anything recorded after a day.

        A reception, a re-opening or a contact counts.
        """
        rows = self.ledger.connection.execute(
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

    def planned(self, first: str, last: str, kinds: Collection[str] = BY_NAME) -> list[Record]:
        """Return what is still planned for the days of a period, both inclusive, by kind and day."""
        found = []
        for kind, (day, status) in PLANNED.items():
            if kind.name in kinds:
                when = (
                    f"record.void = 0 AND record.entry IN (SELECT entry FROM {table_of(kind)} "
                    f"WHERE status = '{status}' AND {day} BETWEEN ? AND ?)"  # as literals, so that the index is used
                )
                some = [each.record for each in select(self.ledger.connection, kind, when, (first, last))]
                found += sorted(some, key=lambda record: (record.text(day), record.ref))
        return found

    def first_recorded(self, first: str = "", last: str = FOREVER) -> str:
        """Return the first day in a period, both days inclusive, with a record of something that happened; "" if none.

        A reception, closing, contact, launch, application, enrolment, or something held; nothing planned, cancelled or
        void, and no expansion of a community space (domain §3, rule 10).
        """
        days = " UNION ALL ".join(
            f"SELECT MIN(record.day) AS day FROM record {_counted(kind)} "
            f"AND record.kind = '{kind.name}' AND record.void = 0 AND record.day BETWEEN :first AND :last"
            for kind in KINDS
            if kind.units
        )
        row = self.ledger.connection.execute(f"SELECT MIN(day) FROM ({days}) AS days", {"first": first, "last": last})
        return row.fetchone()[0] or ""

    def first_year(self) -> int:
        """Return the first fiscal year with a record or a tally; the current one for an empty ledger."""
        ledger = self.ledger
        first = self.ledger.connection.execute("SELECT MIN(day) FROM record WHERE void = 0").fetchone()[0]
        tallied = [
            each.text("month") + "-01" if each["month"] else f"{each['fiscal_year']}-12-31"
            for each in ledger.records(TALLY)
        ]
        return FiscalYear.of(min([first or ledger.today(), *tallied]), ledger.profile.opening_month).year

    def query(self, sql: str) -> tuple[list[str], list[tuple[str | int | float | None, ...]]]:
        """Return the headings and rows of a SELECT over views of the current versions; see `query_views`."""
        from . import query_views

        return query_views.query(self.ledger.connection, self.ledger.profile, sql)


def _counted(kind: Kind) -> str:
    """Return the join of a kind's facts to `record`, and the condition under which its records count."""
    if kind.counted_when is None:
        return "WHERE 1 = 1"
    name, values = kind.counted_when
    listed = ", ".join(f"'{value}'" for value in values)
    facts = f"JOIN {table_of(kind)} AS facts ON facts.entry = record.entry"
    return f"{facts} WHERE COALESCE(facts.{column_of(kind.by_name[name])}, '') IN ({listed})"
