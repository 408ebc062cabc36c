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
    from ..engine import Connection


def rebuild(connection: Connection, number: int) -> None:
    """Rebuild everything derived inside the transaction that is open; `number` is the newest entry.

    `Unusable` (6) where an entry is not as it was written: there is nothing to rebuild from.
    """
    for number in chain_audit.broken(connection):
        raise chain_audit.not_as_written(number)
    declare_again(connection)
    _stood(connection)
    _links(connection)
    _names(connection)
    profile_records.keep_sum(connection)
    counts.rebuild(connection, profile_records.standing(connection), number)


def declare_again(connection: Connection, version: int = schema.VERSION) -> None:
    """Drop all but the tables of the entries, and create it as the schema of a version declares it."""
    declared = schema.declared(version)
    entries = schema.tables_of_entries(version)
    order = ("trigger", "view", "index", "table")
    for kind, name, _table, sql in sorted(connection.objects(), key=lambda row: order.index(row[0])):
        if sql not in (None, *schema.STATISTICS) and name not in entries:
            connection.execute(f"DROP {kind} {name}")
    for name, each in declared.items():
        if name not in entries:
            connection.execute(each.sql)


def _stood(connection: Connection) -> None:
    """Each version until the next one; one that is void has the day that it had last."""
    days = " UNION ALL ".join(
        f"SELECT entry, {column_of(kind.by_name[kind.day])} AS day FROM {table_of(kind)}"
        for kind in ALL_KINDS
        if kind.day
    )
    rows = connection.execute(
        f"""
        WITH dated AS ({days}),
        version AS (
          SELECT *, COALESCE(LEAD(number) OVER (PARTITION BY record ORDER BY version), {STANDS}) AS until
          FROM entry
          WHERE action <> 'erase'
        )
        SELECT version.number, version.until, version.record, version.kind, version.ref, version.version,
               CASE WHEN version.action = 'void' THEN 1 ELSE 0 END, version.family,
               (SELECT dated.day
                FROM entry AS said
                LEFT JOIN dated ON dated.entry = said.number
                WHERE said.record = version.record AND said.version <= version.version
                  AND said.action NOT IN ('void', 'erase')
                ORDER BY said.version DESC LIMIT 1)
        FROM version
        """
    )
    connection.executemany(
        f"INSERT INTO stood VALUES ({', '.join('?' * 11)})",
        (
            (number, until, record, kind, ref, ref_key(ref), ref_number(BY_NAME[kind], ref), *more)
            for number, until, record, kind, ref, *more in rows
        ),
    )


def _links(connection: Connection) -> None:
    for kind in ALL_KINDS:
        for field in kind.facts:
            if isinstance(field.one, Link):
                column = column_of(field)
                connection.execute(
                    f"INSERT INTO link SELECT DISTINCT {column}, entry "
                    f"FROM {table_of(kind, field if field.many else None)} WHERE {column} IS NOT NULL "
                    "ON CONFLICT DO NOTHING"
                )


def _names(connection: Connection) -> None:
    rows = connection.execute(f"SELECT spelling, MIN(entry) FROM ({spelt_names()}) AS spelt GROUP BY spelling")
    connection.executemany(
        "INSERT INTO name VALUES (?, ?, ?)", ((name, notation.folded(name), entry) for name, entry in rows)
    )
