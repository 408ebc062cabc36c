"""The axes by which one measure can be counted: its area, what it gives itself, and any coded field of its records.

An axis is found by the word of its option: `topic`, `main_topic`, `agency`. Where the counted thing is a part
of a case (a contact, a closing), the case's fields are axes too. The coordinator of a case is that of the day on
which the thing is counted, as its area is. What became known of a record later than the day on which it is counted
(why a case was closed) is no axis, unless the measure gives it itself.
"""

from __future__ import annotations

from ..measures import MEASURES, Measure
from ..model.case import CASE, HANDED_OVER
from ..model.kind import Choice, Kind, Listed, Name
from ..model.kinds import BY_NAME, KINDS
from ..values import value
from .counts import FOREVER, numbers
from .current import NOW, column_of, sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from dataclasses import KW_ONLY

    from ..model.kind import Field
    from .engine import Connection


FAMILY = "(SELECT record.family FROM record WHERE record.record = relation.record)"
"""The family of a counted record, as it stands."""


@value
class Axis:
    """One axis of a measure: its word, the field whose values it shows (None: free names), and where it is read.

    `many`: one record may stand under several values, so that the cells add up to more than the total.
    """

    name: str
    label: str
    expression: str
    _: KW_ONLY
    field: Field | None = None
    join: str = ""
    many: bool = False
    kinds: tuple[str, ...] = ()


def of(connection: Connection, measure: Measure) -> dict[str, Axis]:
    """Every axis of a measure by name."""
    kind = BY_NAME[measure.kind]
    parent = BY_NAME[kind.within.to] if kind.within else None
    found: dict[str, Axis] = {}
    for part, key in ((parent, "family"), (kind, "record" if kind.within else "family")):
        if part is not None:
            found |= {axis.name: axis for axis in _fields(part, key)}
    if CASE in (kind, parent):
        found["coordinator"] = _coordinator(kind, measure)
    for name in _columns(connection, measure):
        if field := kind.by_name.get(name):
            found[name] = Axis(name, field.label, f"counted.{name}", field=field)
    area = CASE.by_name["area"]
    found["area"] = Axis("area", area.label, "counted.area", field=area, many="areas" in kind.by_name)
    return found


def every() -> dict[str, Field]:
    """The field of a record behind each axis that any measure has, by the word of the axis; areas are left out."""
    kinds = {BY_NAME[measure.kind] for measure in MEASURES.values()}
    kinds |= {BY_NAME[kind.within.to] for kind in kinds if kind.within}
    return {field.one.name: field for kind in KINDS if kind in kinds for field in kind.facts if _is_axis(field)}


def _columns(connection: Connection, measure: Measure) -> list[str]:
    cursor = connection.execute(
        f"{sources(measure.reads)}, counted AS ({measure.sql}) SELECT * FROM counted LIMIT 0",
        {"as_of": FOREVER, "begins": ""},
    )
    return [
        column[0]
        for column in cursor.description
        if column[0] not in ("record", "area", "day", "from_day", "left_day", "number")
    ]


def _fields(kind: Kind, key: str) -> list[Axis]:
    found = []
    for field in kind.facts:
        inner = field.one
        if not _is_axis(field) or field.name in HANDED_OVER or (isinstance(inner, Listed) and inner.on):
            continue
        free = isinstance(inner, Name)
        alias = f"by_{kind.name}_{field.name}"
        source = f"standing_{kind.name}_{field.name}" if field.many else f"standing_{kind.name}"
        join = f"LEFT JOIN {source} AS {alias} ON {alias}.record = counted.{key}"
        expression = f"{alias}.{column_of(field)}"
        if free:
            join += f" LEFT JOIN name AS {alias}_name ON {alias}_name.spelling = {expression}"
            expression = f"(SELECT MIN(same.spelling) FROM name AS same WHERE same.key = {alias}_name.key)"
        found.append(
            Axis(
                inner.name,
                field.label,
                expression,
                field=None if free else inner,
                join=join,
                many=field.many,
                kinds=(kind.name,),
            )
        )
    return found


def _coordinator(kind: Kind, measure: Measure) -> Axis:
    """The coordinator of what is counted: a contact's own, else its case's on that day.

    A row of a state lasts while its case is in one area with one coordinator: it is the one of its first day.
    """
    field = CASE.by_name["coordinator"]
    assert isinstance(field, Listed)
    day = "counted.from_day" if measure.state else "counted.day"
    join = (
        "LEFT JOIN standing_case_span AS held ON held.record = counted.family "
        f"AND held.from_day <= {day} AND (held.left_day IS NULL OR held.left_day > {day})"
    )
    expression = "held.coordinator"
    if field.name in kind.by_name and kind is not CASE:
        join += f" LEFT JOIN standing_{kind.name} AS own ON own.record = counted.record"
        expression = f"COALESCE(own.coordinator, {expression})"
    return Axis(field.name, field.label, expression, field=field, join=join, kinds=("case", "transfer", kind.name))


def _is_axis(field: Field) -> bool:
    """Whether records can be counted by a field: a choice, a word of a list, or a free name."""
    return isinstance(field.one, (Choice, Listed, Name)) and field.name not in ("area", "areas")


def count_by(
    connection: Connection,
    measure: Measure,
    begins: str,
    by: Sequence[Axis],
    first: str,
    last: str,
    as_of: str,
) -> list[tuple[tuple[str, ...], int, int, int]]:
    """Count different records by the values of axes; "" where a record has none.

    A count takes the records of the days from `first` to `last`, none before `begins`, the first day of the measure's
    records; a state those in it at the end of `last`. Of a sum it is their numbers added up, then how many records
    there are, and how many of them have no number; else 0 and 0.
    """
    when = "day BETWEEN :first AND :last AND day >= :begins"
    if measure.state:
        when = "from_day <= :last AND (left_day IS NULL OR left_day > :last)"
    columns = ", ".join([*values_of(by), "counted.record", f"{number_of(measure)} AS number"])
    groups = ", ".join(f"value_{place}" for place in range(len(by)))
    rows = connection.execute(
        f"""
        {counted(measure, by, when)},
        once AS (SELECT DISTINCT {columns} FROM counted {joins_of(by)})
        SELECT {groups}{", " if groups else ""}{numbers(measure)}{"" if measure.sum else ", 0, 0"}
        FROM once
        {f"GROUP BY {groups} ORDER BY {groups}" if by else ""}
        """,
        {"as_of": as_of, "begins": begins, "first": first, "last": last},
    )
    return [(tuple(str(value) for value in row[:-3]), int(row[-3]), int(row[-2]), int(row[-1])) for row in rows]


def counted(measure: Measure, by: Sequence[Axis], when: str, scope: str = NOW, family: str = FAMILY) -> str:
    """The WITH clause that defines `counted`: the rows of a measure at some time, each with its record's family."""
    kinds = dict.fromkeys((*measure.reads, *(kind for axis in by for kind in axis.kinds)))
    return f"""
        {sources(kinds, scope)},
        relation AS ({measure.sql}),
        counted AS (SELECT relation.*, {family} AS family FROM relation WHERE {when})
        """


def number_of(measure: Measure) -> str:
    """What a row of `counted` adds to a sum; NULL of what is counted."""
    return "counted.number" if measure.sum else "NULL"


def values_of(by: Sequence[Axis]) -> list[str]:
    """The columns `value_0`, `value_1` … of axes, beside `counted`."""
    return [f"COALESCE({axis.expression}, '') AS value_{place}" for place, axis in enumerate(by)]


def joins_of(by: Sequence[Axis]) -> str:
    """What has to be joined to `counted` for the values of axes."""
    return " ".join(dict.fromkeys(axis.join for axis in by if axis.join))
