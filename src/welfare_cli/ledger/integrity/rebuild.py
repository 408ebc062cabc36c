"""Rebuilding from the entries all that is derived of them: what stands, what points to what, names, days and counts.

The entries are audited first, and every view, index, trigger and derived table is created again as the schema declares
it: what is rebuilt from a damaged or altered ledger would look whole.
"""

from __future__ import annotations

from ...model import notation
from ...model.kind import Link
from ...model.kinds import ALL_KINDS, BY_NAME
from .. import counts, profile_records, schema
from ..current import STANDS, column_of, ref_key, ref_number, spelt_names, table_of
from . import chain_audit

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3


def rebuild(connection: sqlite3.Connection, number: int) -> None:
    """Rebuild everything derived inside the transaction that is open; `number` is the newest entry.

    `Unusable` (6) where an entry is not as it was written: there is nothing to rebuild from.
    """
    for number in chain_audit.broken(connection):
        raise chain_audit.not_as_written(number)
    declare_again(connection)

    def number_of(kind: str, ref: str) -> int | None:
        return ref_number(BY_NAME[kind], ref)

    connection.create_function("ref_key", 1, ref_key, deterministic=True)
    connection.create_function("ref_number", 2, number_of, deterministic=True)
    connection.create_function("folded", 1, notation.folded, deterministic=True)
    _stood(connection)
    _links(connection)
    _names(connection)
    profile_records.keep_sum(connection)
    counts.rebuild(connection, profile_records.standing(connection), number)


def declare_again(connection: sqlite3.Connection, version: int = schema.VERSION) -> None:
    """Drop all but the tables of the entries, and create it as the schema of a version declares it."""
    declared = schema.declared(version)
    entries = schema.tables_of_entries(version)
    order = ("trigger", "view", "index", "table")
    found = connection.execute("SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    for kind, name in sorted(found, key=lambda row: order.index(row[0])):
        if name not in entries and not name.startswith("sqlite_"):
            connection.execute(f"DROP {kind} {name}")
    for name, each in declared.items():
        if name not in entries:
            connection.execute(each.sql)


def _stood(connection: sqlite3.Connection) -> None:
    """Each version until the next one; one that is void has the day that it had last."""
    days = " UNION ALL ".join(
        f"SELECT entry, {column_of(kind.by_name[kind.day])} AS day FROM {table_of(kind)}"
        for kind in ALL_KINDS
        if kind.day
    )
    connection.execute(
        f"""
        WITH dated AS ({days}),
        version AS (
          SELECT *, COALESCE(LEAD(number) OVER (PARTITION BY record ORDER BY version), {STANDS}) AS until
          FROM entry
          WHERE action <> 'erase'
        )
        INSERT INTO stood
        SELECT version.number, version.until, version.record, version.kind, version.ref, ref_key(version.ref),
               ref_number(version.kind, version.ref), version.version, version.action = 'void', version.family,
               (SELECT dated.day
                FROM entry AS said
                LEFT JOIN dated ON dated.entry = said.number
                WHERE said.record = version.record AND said.version <= version.version
                  AND said.action NOT IN ('void', 'erase')
                ORDER BY said.version DESC LIMIT 1)
        FROM version
        """
    )


def _links(connection: sqlite3.Connection) -> None:
    for kind in ALL_KINDS:
        for field in kind.facts:
            if isinstance(field.one, Link):
                column = column_of(field)
                connection.execute(
                    f"INSERT INTO link SELECT DISTINCT {column}, entry "
                    f"FROM {table_of(kind, field if field.many else None)} WHERE {column} IS NOT NULL "
                    "ON CONFLICT DO NOTHING"
                )


def _names(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO name SELECT spelling, folded(spelling), MIN(entry) "
        f"FROM ({spelt_names()}) AS spelt GROUP BY spelling"
    )
