"""What a ledger declares: each released schema, and whether a file has exactly its tables, indexes, views and triggers.

A view, a CHECK or the WHERE of an index defines what is read and what is refused, as much as any row does; no row
shows that one was changed. So every object is compared with the schema of its version, by its tokens: comments, white
space and quotes do not matter, nor does the case of words.
"""

from __future__ import annotations

import os

from ..values import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .engine import Connection

VERSION = 7
DERIVED = frozenset(
    ("stood", "record", "link", "calendar", "name", "derivation")
    + ("daily_count", "monthly_count", "count_change", "count_check")
)
"""The tables of any version that can be discarded and rebuilt from the entries."""
STATISTICS = frozenset(
    ("CREATE TABLE sqlite_stat1(tbl,idx,stat)", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)")
)
"""What SQLite's own ANALYZE adds: it changes how a query runs, not what it finds."""
AUTOMATIC = "sqlite_autoindex_"
"""How SQLite names the index of a UNIQUE or PRIMARY KEY, which has no text of its own."""


@value
class Object:
    """A table, index, view or trigger as the schema declares it: what it is, the table it belongs to, and its text."""

    kind: str
    table: str
    sql: str


def text(version: int = VERSION) -> str:
    """The text of a schema: `data/schema.sql`, or that of an earlier release."""
    here = os.path.dirname(__file__)
    path = os.path.join(here, "schemas", f"{version}.sql")
    if version == VERSION:
        path = os.path.join(os.path.dirname(here), "schema.sql")
    with open(path, encoding="utf-8") as stream:
        return stream.read()


def declared(version: int = VERSION) -> dict[str, Object]:
    """Every object of a schema, by name, in the order in which they can be created."""
    found = {}
    for part in text(version).split(";\n"):
        sql = part[part.find("CREATE ") :] if part.startswith("CREATE ") else part[part.find("\nCREATE ") + 1 :]
        if not sql.startswith("CREATE "):
            continue
        _create, kind, name, rest = sql.split(None, 3)
        table = rest.partition("ON ")[2].split(None, 1)[0] if kind in ("INDEX", "TRIGGER") else name
        found[name] = Object(kind.lower(), table, sql)
    return found


def tables_of_entries(version: int = VERSION) -> dict[str, str]:
    """Return the definition of each table that a version does not derive from others."""
    return {name: each.sql for name, each in declared(version).items() if each.kind == "table" and name not in DERIVED}


def unlike(connection: Connection, version: int = VERSION) -> list[str]:
    """The names of the objects of a ledger that are missing, changed or not wfc's own; none where all is as declared.

    It takes a third of a millisecond where every text is the declared one to the letter, as in a ledger that this
    version of wfc has made; otherwise the objects that differ are compared by their tokens.
    """
    expected = declared(version)
    found: dict[str, list[tuple[str, str, str | None]]] = {}
    for kind, name, table, sql in connection.objects():
        if sql is None and kind == "index" and str(name).startswith(AUTOMATIC) and table in expected:
            continue
        if sql not in STATISTICS or kind != "table" or sql.partition("(")[0] != f"CREATE TABLE {name}":
            found.setdefault(str(name), []).append((kind, table, sql))
    return sorted(
        name
        for name in expected.keys() | found.keys()
        if name not in expected or len(found.get(name, ())) != 1 or not _is_declared(*found[name][0], expected[name])
    )


def only_protect(names: list[str]) -> bool:
    """Whether objects of this version are triggers alone: without them changes are not refused, but all reads right."""
    known = declared()
    return all(name in known and known[name].kind == "trigger" for name in names)


def _is_declared(kind: str, table: str, sql: object, as_declared: Object) -> bool:
    if kind != as_declared.kind or table != as_declared.table or not isinstance(sql, str):
        return False
    return sql == as_declared.sql or [*_tokens(sql)] == [*_tokens(as_declared.sql)]


def _tokens(sql: str) -> Iterator[str]:
    """What SQLite makes of a text: no comments and white space, words in lower case, names without quotes.

    A keyword in quotes is a name to SQLite, and where there is no such name, a string: its quotes stay.
    """
    import re

    pattern = re.compile(
        r"[ \t\n\f\r]+|--[^\n\0]*|/\*(?:(?!\*/)[^\0])*(?:\*/)?"
        r"""|(?P<string>'(?:[^'\0]|'')*')|(?P<quoted>"\w+"|\[\w+\]|`\w+`)|(?P<word>\w+)|(?P<other>.)""",
        re.DOTALL,
    )
    for match in pattern.finditer(sql):
        said = match[0]
        if match["quoted"]:
            name = said[1:-1]
            is_plain = name.isascii() and f" {name.upper()} " not in KEYWORDS
            yield name.lower() if is_plain else said
        elif match["word"]:
            yield said.lower() if said.isascii() else said
        elif match["string"] or match["other"]:
            yield said


KEYWORDS = (
    " ABORT AND AS BEFORE BEGIN BETWEEN CASE CHECK CREATE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DEFAULT DELETE"
    " ELSE END EXISTS FALSE FOREIGN FROM GENERATED IN INDEX INSERT INTEGER INTO IS JOIN KEY NOT NULL ON OR PRIMARY"
    " RAISE REFERENCES ROWID SELECT STRICT TABLE TEXT THEN TRIGGER TRUE UNIQUE UPDATE VIEW WHEN WHERE WITHOUT "
)
"""The keywords of the schemas, and those that are values."""
