"""Views of the current versions for `wfc query`, for the question that nobody foresaw; they hold no confidential text.

Each kind of record has a view `current_<kind>` with its ref and its fields as lists print them; a choice or a code-list
value has its code beside it (`area`, `area_code`). A field with several values is one text, joined with `; `, and has a
view of its own with a row for each (`current_case_topics`). `current_case_span` gives the area and the coordinator of
each case from one day until another.
"""

from __future__ import annotations

from ..errors import UnknownWord
from ..model.case import CASE
from ..model.kind import Choice, Link, Listed, Several, WordOf
from ..model.kinds import KINDS
from ..words import _
from .current import column_of, sources, table_of
from .engine.read_only import JOINED_TEXTS, select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model.kind import Field, Kind
    from ..model.profile import Profile
    from .engine import Connection
    from .engine.read_only import Cell

    View = dict[str, str]
    """The SQL of each column of a view, by its name."""

SPANS = "current_case_span"


def query(connection: Connection, profile: Profile, sql: str) -> tuple[list[str], list[tuple[Cell, ...]]]:
    """Return the headings and rows of one SELECT over the views.

    `UnknownWord` (2) where it cannot be read, reads anything else, or would change something.
    """
    _declare(connection, profile)
    readable = {*views(), "record", "stood", *_tables()}

    try:
        return select(connection, sql, readable)
    except ValueError as error:
        raise _refused(str(error)) from error


def _tables() -> Iterator[str]:
    """The tables of the facts of records; confidential texts are in another one."""
    for kind in KINDS:
        yield table_of(kind)
        yield from (table_of(kind, field) for field in _several(kind))


def views() -> dict[str, list[tuple[str, str]]]:
    """Return the columns of each view, each with what it is: the field's heading, or its code."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind in KINDS:
        found[f"current_{kind.name}"] = [
            ("ref", _("整理番号")),
            *(each for field in kind.facts for each in _told(field)),
        ]
        for field in _several(kind):
            found[f"current_{kind.name}_{field.name}"] = [("ref", _("整理番号")), *_told(field.each)]
    found[SPANS] = [
        ("ref", _("整理番号")),
        ("from_day", _("この日から（最初の期間では空）")),
        ("left_day", _("この日からは当たりません（今の期間では空）")),
        *(each for name in ("area", "coordinator") for each in _told(CASE.by_name[name])),
    ]
    return found


def _told(field: Field) -> Iterator[tuple[str, str]]:
    yield field.name, field.label
    if _has_code(field):
        yield f"{field.name}_code", _("{label}のコード").format(label=field.label)


def _has_code(field: Field) -> bool:
    return isinstance(field, (Choice, Listed))


def _several(kind: Kind) -> list[Several]:
    return [field for field in kind.facts if isinstance(field, Several)]


def _declare(connection: Connection, profile: Profile) -> None:
    """Create the views for this connection."""
    for kind in KINDS:
        for field in _several(kind):
            shown = _columns(field.each, f"several.{column_of(field)}", profile)
            _create(connection, f"current_{kind.name}_{field.name}", kind.name, {"ref": "standing.ref"} | shown, field)
        columns = {"ref": "standing.ref"}
        for each in kind.facts:
            columns |= _joined(kind, each) if isinstance(each, Several) else _columns(each, _own(each), profile)
        _create(connection, f"current_{kind.name}", kind.name, columns)
    columns = {"ref": "standing.ref", "from_day": "NULLIF(span.from_day, '0001-01-01')", "left_day": "span.left_day"}
    for name in ("area", "coordinator"):
        columns |= _columns(CASE.by_name[name], f"span.{name}", profile)
    listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    connection.declare_view(
        SPANS,
        f"{sources(('case', 'transfer'))} SELECT {listed} "
        "FROM standing_case_span AS span JOIN standing_case AS standing ON standing.record = span.record",
    )


def _create(connection: Connection, name: str, kind: str, columns: View, several: Several | None = None) -> None:
    listed = ", ".join(f'{sql} AS "{column}"' for column, sql in columns.items())
    joined = f" JOIN standing_{kind}_{several.name} AS several ON several.record = standing.record" if several else ""
    order = " ORDER BY standing.record, several.position" if several else ""
    connection.declare_view(name, f"{sources((kind,))} SELECT {listed} FROM standing_{kind} AS standing{joined}{order}")


def _own(field: Field) -> str:
    return f"standing.{column_of(field)}"


def _joined(kind: Kind, field: Several) -> View:
    """The values of a field as one text, in their order."""
    view = f"current_{kind.name}_{field.name}"
    values = f'SELECT "{field.each.name}" AS word FROM {view} WHERE {view}.ref = standing.ref'
    return {field.name: f"(SELECT {JOINED_TEXTS}(word, '; ') FROM ({values}))"}


def _columns(field: Field, sql: str, profile: Profile) -> View:
    """The columns of a field: as lists print it, and its code where it has one."""
    if isinstance(field, Link):
        return {field.name: f"(SELECT target.ref FROM record AS target WHERE target.record = {sql})"}
    if isinstance(field, WordOf):
        words = {f"{of}/{code}": term.label for of in field.lists.values() for code, term in profile.lists[of].items()}
        return {field.name: _labelled(sql, words)}
    if isinstance(field, (Choice, Listed)):
        codes = field.of if isinstance(field, Choice) else profile.lists.get(field.of, {})
        return {
            field.name: _labelled(sql, {code: field.shown(code, profile) for code in codes}),
            f"{field.name}_code": sql,
        }
    return {field.name: sql}


def _labelled(sql: str, labels: dict[str, str]) -> str:
    """A code as it is printed."""
    cases = " ".join(f"WHEN {_quoted(code)} THEN {_quoted(label)}" for code, label in labels.items())
    return f"CASE {sql} {cases} ELSE {sql} END" if cases else sql


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _refused(reason: str) -> UnknownWord:
    return UnknownWord(
        _("問い合わせを実行できません（{reason}）。").format(reason=reason),
        _("wfc query だけを入力すると、読める表（current_case など）と列が見られます。"),
    )
