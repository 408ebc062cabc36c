"""What stands, now or then: the records of the ledger as values, and as the tables that measures read.

A measure reads `standing_case`, `standing_meeting_areas` and so on. Those names are defined here, by a WITH
clause in front of its relation, for the records that are asked for: all, or only the families that a command has
touched. So one relation serves them all. What a transfer changes of a case is read from the spans of the case,
`standing_case_span` (`SPANS`). What stood then is what stands for a connection that looks back (`ledger/snapshot.py`).
"""

from __future__ import annotations

import unicodedata
from itertools import groupby

from ..model.kind import ERASED, Kind, Link, Name, Record, Several, erased
from ..model.kinds import ALL_KINDS, BY_NAME
from ..values import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from ..model.kind import Field, Value

    Part = TypeVar("Part")

    from .engine import Connection

WITHOUT_FACTS = ("void", "erase")
"""What an entry does that says nothing of its record."""

STANDS = 2**63 - 1
"""Until when a version stands that nothing has taken the place of."""

NOW = "SELECT record, ref, family, entry FROM record WHERE kind = '{kind}' AND void = 0"

SPANS = """
standing_transfer_step AS (
  SELECT
    case_record,
    transferred_on,
    LEAD(transferred_on) OVER (PARTITION BY case_record ORDER BY transferred_on) AS left_day,
    area,
    coordinator,
    COUNT(area) OVER (PARTITION BY case_record ORDER BY transferred_on) AS areas,
    COUNT(coordinator) OVER (PARTITION BY case_record ORDER BY transferred_on) AS coordinators
  FROM standing_transfer
),
standing_case_span AS (
  SELECT
    the_case.record,
    '0001-01-01' AS from_day,
    first.transferred_on AS left_day,
    the_case.area,
    the_case.coordinator
  FROM standing_case AS the_case
  LEFT JOIN (
    SELECT case_record, MIN(transferred_on) AS transferred_on
    FROM standing_transfer
    GROUP BY case_record
  ) AS first ON first.case_record = the_case.record
  UNION ALL
  SELECT
    step.case_record,
    step.transferred_on,
    step.left_day,
    COALESCE(MAX(step.area) OVER (PARTITION BY step.case_record, step.areas), the_case.area),
    COALESCE(MAX(step.coordinator) OVER (PARTITION BY step.case_record, step.coordinators), the_case.coordinator)
  FROM standing_transfer_step AS step
  JOIN standing_case AS the_case ON the_case.record = step.case_record
)"""
"""The area and coordinator of each case from one day to another: `record, from_day, left_day, area, coordinator`.

`left_day` is the first day on which a span no longer holds, NULL for the last one. The first span has no beginning, so
that a record dated before its case, which `wfc check` reports, is still counted. A transfer that leaves the area or
coordinator out keeps the one before: `areas` and `coordinators` number the runs in which one holds.
"""


@value
class CurrentRecord:
    """A record in the ledger: what it says, and where it stands.

    `number` is the record's own (that of its first entry), `entry` that of the version which stands,
    `family` the record that it is counted with. A void record keeps what it last said.
    """

    record: Record
    number: int
    entry: int
    version: int
    family: int
    void: bool

    @property
    def ref(self) -> str:
        """The ref of the record."""
        return self.record.ref


def table_of(kind: Kind, field: Field | None = None) -> str:
    """The table of a kind, or of a field of it that holds several values."""
    return f"{kind.name}_{field.name}" if field else kind.plural


def column_of(field: Field) -> str:
    """The column of a field; of a field with several values, the column of its own table."""
    return field.each.column if isinstance(field, Several) else field.column


def sources(kinds: Iterable[str], scope: str = NOW) -> str:
    """The WITH clause that defines `standing_<kind>` and `standing_<kind>_<field>` for a scope.

    With the kinds `case` and `transfer` it defines `standing_case_span`, too. What is joined to the spans is made once
    and looked up by record: SQLite's planner may else read all contacts anew for each case, a hundred times slower.
    """
    parts = []
    kinds = tuple(kinds)
    with_spans = {"case", "transfer"} <= {*kinds}
    made = "AS MATERIALIZED" if with_spans else "AS"
    for name in kinds:
        kind = BY_NAME[name]
        standing = scope.format(kind=name).strip()
        parts.append(
            f"standing_{name} {made} (SELECT standing.record, standing.ref, standing.family, facts.* "
            f"FROM ({standing}) AS standing JOIN {table_of(kind)} AS facts ON facts.entry = standing.entry)"
        )
        for field in kind.facts:
            if field.many:
                parts.append(
                    f"standing_{name}_{field.name} {made} (SELECT standing.record, several.position, "
                    f"several.{column_of(field)} FROM ({standing}) AS standing "
                    f"JOIN {table_of(kind, field)} AS several ON several.entry = standing.entry)"
                )
    if with_spans:
        parts.append(SPANS)
    return "WITH " + ",\n".join(parts)


def spelt_names() -> str:
    """The query for every free name with the entry that spelt it so, without those that were erased."""
    return " UNION ALL ".join(
        f"SELECT entry, {column_of(field)} AS spelling FROM {table_of(kind, field if field.many else None)} "
        f"WHERE {column_of(field)} <> '{ERASED}'"
        for kind in ALL_KINDS
        for field in kind.facts
        if isinstance(field.one, Name)
    )


def ref_key(ref: str) -> str:
    """The key by which a ref is found: without leading zeros, full width or case; never a prefix."""
    prefix, dash, number = ref.partition("-")
    if number.isdecimal() and prefix.isalpha() and ref.isascii():  # nearly all, and many in a file
        return f"{prefix.upper()}{dash}{number.lstrip('0') or '0'}"
    plain = unicodedata.normalize("NFKC", ref.strip()).upper()
    runs = (("".join(run), digits) for digits, run in groupby(plain, str.isdecimal))
    return "".join(run.lstrip("0") or "0" if digits else run for run, digits in runs)


def ref_number(kind: Kind, ref: str) -> int | None:
    """The number of a ref of the usual form (`C-00012`), None of any other."""
    prefix, _dash, digits = ref.partition("-")
    return int(digits) if kind.prefix and prefix == kind.prefix and digits.isdecimal() and len(digits) < 10 else None


def select(
    connection: Connection,
    kind: Kind,
    where: str = "",
    parameters: Sequence[object] = (),
    *,
    without: Collection[str] = (),
) -> list[CurrentRecord]:
    """Every record of a kind for which `where` holds (of `record` and `facts`), void ones too, in order of ref.

    `facts` is the kind's typed table at the newest entry that has facts. `without`: facts that are not read.
    """
    return [*one_by_one(connection, kind, where, parameters, without=without)]


def one_by_one(
    connection: Connection,
    kind: Kind,
    where: str = "",
    parameters: Sequence[object] = (),
    *,
    texts: bool = True,
    without: Collection[str] = (),
) -> Iterator[CurrentRecord]:
    """The same one by one, so that all of them need never be held; without their confidential texts if asked."""
    rows = connection.execute(
        f"""
        SELECT record.ref, record.record, record.entry, record.version, record.family, record.void,
               facts.entry
        FROM record
        JOIN {table_of(kind)} AS facts ON facts.entry = CASE WHEN record.void = 0 THEN record.entry ELSE (
          SELECT MAX(said.number) FROM entry AS said
          WHERE said.record = record.record AND said.action NOT IN ('void', 'erase')) END
        WHERE record.kind = ? {"AND " + where if where else ""}
        ORDER BY COALESCE(record.ref_number, 0), record.ref
        """,
        (kind.name, *parameters),
    ).fetchall()
    for some in in_parts(rows):
        said = said_by(connection, kind, {row[6]: row[0] for row in some}, texts=texts, without=without)
        for _ref, number, newest, version, family, void, entry in some:
            yield CurrentRecord(said[entry], number, newest, version, family, bool(void))


def said_by(
    connection: Connection,
    kind: Kind,
    entries: Mapping[int, str],
    *,
    texts: bool = True,
    without: Collection[str] = (),
) -> dict[int, Record]:
    """What some entries of a kind said, by entry, each under the ref it is given with.

    A text that was erased stands as `erased()`. A fact of one value that is named in `without` stands as None.
    """
    plain = [field for field in kind.facts if not field.many and field.name not in without]
    names = [field.name for field in plain]
    columns = "".join(f", {_plain_column(field)}" for field in plain)
    found = {}
    several = {field.name: _several(connection, kind, field, entries) for field in kind.facts if field.many}
    words = texts_of(connection, entries) if texts and kind.texts else {}
    for entry, *values in connection.rows_in(
        f"SELECT facts.entry {columns} FROM {table_of(kind)} AS facts WHERE facts.entry IN ({{}})", entries
    ):
        facts: dict[str, Value] = dict(zip(names, values, strict=True))
        for name, each in several.items():
            facts[name] = each.get(entry)
        found[entry] = Record(kind, entries[entry], facts, words.get(entry))
    return found


def _plain_column(field: Field) -> str:
    if isinstance(field, Link):
        return f"(SELECT target.ref FROM record AS target WHERE target.record = facts.{field.column})"
    return f"facts.{field.column}"


def _several(connection: Connection, kind: Kind, field: Field, entries: Iterable[int]) -> dict[int, tuple[str, ...]]:
    column = f"several.{column_of(field)}"
    if isinstance(field, Several) and isinstance(field.each, Link):
        column = f"(SELECT target.ref FROM record AS target WHERE target.record = {column})"
    found: dict[int, list[str]] = {}
    for entry, each in connection.rows_in(
        f"SELECT several.entry, {column} FROM {table_of(kind, field)} AS several "
        "WHERE several.entry IN ({}) ORDER BY several.entry, several.position",
        entries,
    ):
        found.setdefault(entry, []).append(each)
    return {entry: tuple(values) for entry, values in found.items()}


def texts_of(connection: Connection, entries: Iterable[int]) -> dict[int, dict[str, str]]:
    """The confidential texts of some entries, by entry and field; one that was erased stands as `erased()`."""
    found: dict[int, dict[str, str]] = {}
    for entry, field, text in connection.rows_in(
        "SELECT commitment.entry, commitment.field, confidential.text FROM commitment "
        "LEFT JOIN confidential ON confidential.entry = commitment.entry AND confidential.field = commitment.field "
        "WHERE commitment.entry IN ({})",
        entries,
    ):
        found.setdefault(entry, {})[field] = erased() if text is None else text
    return found


def in_parts(entries: list[Part], size: int = 500) -> Iterator[list[Part]]:
    """Numbers or rows, so many at a time as one statement takes."""
    for start in range(0, len(entries), size):
        yield entries[start : start + size]
