"""What one count is: one `.sql` file a measure, and the reader of their headers.

A measure is a relation with one row per counted thing and area. Its columns are `record`, `area` and

- `day` for a count: the day on which the thing is counted;
- `day` more than once for a record, where the header has the line `months: distinct`: the record counts once in each
  month and once in each longer period, so that months do not add up;
- `from_day` and `left_day` for a state: the thing is in the state at the end of every day from the first,
  and no longer at the end of the second (empty: still).

A count of something else than records on their own day (closings, completions, the case of a contact) names in the
header the fields that hold its days, `dated: case.closed_on, closing.closed_on`: the first entry that states such a day
is the one by which it has arrived (`report/settled.py`).

A sum has a fourth column, `number`: what each thing adds, once to the city and once to each of its areas (empty: not
entered). Any further column is an axis that the measure gives itself; such a column may look at `:as_of`. What is
before the first day of the records is left out of every count; a measure that picks the first of several looks at that
day itself, `:begins`. A measure reads what stands (`standing_case`, `standing_meeting_areas`, … and `calendar`), and
never groups by period or adds anything up: that is done once, for all measures, where the ledger is read. The area of a
case on a day is that of `standing_case_span`, for which a measure reads `case` and `transfer`. It may join only records
that are counted together (a case, its closings, contacts and transfers), so that a correction recounts only those.

To count something new, add a file here; nothing else has to be touched.
"""

from __future__ import annotations

import os

from ..model.digest import sha256
from ..words import either

LEFT_OUT = ("also", "retired", "question", "state", "sum", "distinct", "months", "dated", "sentence")
"""The lines of a header that may be left out."""
HEADER = (
    *("measure", "label", "also", "retired", "unit", "counts", "on", "area", "section", "order"),
    *("question", "state", "sum", "distinct", "months", "dated", "sentence", "reads"),
)
"""The lines of a header, in their order."""


class Measure:
    """A measure: its name, the words it is printed with, and the relation that says what counts.

    A `state` is a figure of a day, anything else counts what happened in a period; a `sum` adds up numbers. A
    `distinct` measure counts a thing on the first of several days: it cannot be added to the totals of the months
    before the records begin. Where it does so once in each month (`distinct_months`), its months do not add up. A
    `retired` one names those that took its place.
    """

    __slots__ = (
        *("_words", "dated", "distinct", "distinct_months", "name", "order", "reads", "retired", "section", "sql"),
        *("state", "sum"),
    )

    def __init__(self, header: dict[str, str], sql: str) -> None:
        self.name = header["measure"]
        self.section = header["section"]
        self.order = int(header["order"])
        self.state = header.get("state") == "yes"
        self.sum = header.get("sum") == "yes"
        self.distinct = header.get("distinct") == "yes"
        self.distinct_months = header.get("months") == "distinct"
        said = [each.partition(".") for each in _items(header.get("dated", ""))]
        self.dated = tuple((kind, field) for kind, _dot, field in said)
        self.reads = _items(header["reads"])
        self.retired = _items(header.get("retired", ""))
        self.sql = sql
        self._words = header

    @property
    def header(self) -> dict[str, str]:
        """The lines of its header, as they are written: what `Measure` is made of, beside the relation."""
        return dict(self._words)

    @property
    def digest(self) -> str:
        """A short digest of what it counts; of another one, the figures cannot be compared."""
        said = f"{self.state} {' '.join(self.sql.split())}" + (" distinct" if self.distinct_months else "")
        return sha256(said.encode())[:16]

    @property
    def city_wide(self) -> bool:
        """Whether it counts in 市全域 alone, so that the figure of that area is the city's."""
        return self._words["area"].endswith("/ the whole city")

    @property
    def kind(self) -> str:
        """The kind of record that is counted: the first that the measure reads."""
        return self.reads[0]

    @property
    def label(self) -> str:
        """The name that is printed."""
        return self._say("label")

    @property
    def labels(self) -> list[str]:
        """Its name in each language."""
        return self._words["label"].split(" / ")

    @property
    def names(self) -> list[str]:
        """Its labels, and those that it had before: what somebody may write for it."""
        return [*self.labels, *filter(None, self._words.get("also", "").split(" / "))]

    @property
    def has_sentence(self) -> bool:
        """Whether a section without sentences of its own prints the usual one; else only a named placeholder does."""
        return self._words.get("sentence") != "named"

    @property
    def unit(self) -> str:
        """What one of it is: 件, 回, 人."""
        return self._say("unit")

    @property
    def units(self) -> list[str]:
        """Its unit in each language."""
        return self._words["unit"].split(" / ")

    @property
    def counts(self) -> str:
        """What one count is, in a sentence."""
        return self._say("counts")

    @property
    def on(self) -> str:
        """On which date it counts."""
        return self._say("on")

    @property
    def area(self) -> str:
        """In which area it counts."""
        return self._say("area")

    @property
    def question(self) -> str:
        """The question that the office has not answered, with the answer assumed; "" where there is none."""
        return self._say("question")

    def _say(self, line: str) -> str:
        return either(self._words.get(line, ""))

    def __repr__(self) -> str:
        return f"Measure({self.name!r})"


def read(text: str) -> Measure:
    """Read a measure's file: the header of `-- name: words` lines, then the relation."""
    header: dict[str, str] = {}
    lines = text.splitlines()
    while lines and lines[0].startswith("--"):
        name, _colon, words = lines.pop(0)[2:].strip().partition(":")
        header[name.strip()] = words.strip()
    unknown = [name for name in header if name not in HEADER]
    missing = [name for name in HEADER if name not in header and name not in LEFT_OUT]
    if unknown or missing or (header.get("state") == header.get("sum") == "yes"):
        raise ValueError(f"measure {header.get('measure')}: unknown {unknown}, missing {missing}")
    return Measure(header, "\n".join(lines).strip())


def _items(line: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, line.split(","))))


def _position(measure: Measure) -> tuple[int, int, int, str]:
    part, _dash, number = measure.section.partition("-")
    return ("I", "II", "III", "IV", "V").index(part), int(number), measure.order, measure.name


def _load() -> dict[str, Measure]:
    found = []
    with os.scandir(os.path.dirname(__file__)) as files:
        for file in files:
            if file.name.endswith(".sql"):
                with open(file.path, encoding="utf-8") as stream:
                    found.append(read(stream.read()))
    return {measure.name: measure for measure in sorted(found, key=_position)}


def digest() -> str:
    """A digest of what every measure counts; another one means that derived counts are out of date."""
    said = "\0".join(
        f"{measure.name}\0{measure.state}\0{measure.distinct_months}\0{measure.sql}" for measure in MEASURES.values()
    )
    return sha256(said.encode())


MEASURES: dict[str, Measure] = _load()
"""Every measure by name, in the order of the document; those that are retired are still counted."""

CURRENT: dict[str, Measure] = {name: measure for name, measure in MEASURES.items() if not measure.retired}
"""Those that are not retired: what a report prints."""


def replaced_by(name: str) -> tuple[str, ...]:
    """The measures that took the place of a retired one; of any other, its own name alone."""
    return (MEASURES[name].retired if name in MEASURES else ()) or (name,)


REPLACES: dict[str, Measure] = {name: measure for measure in MEASURES.values() for name in measure.retired}
"""The retired measure by the name of each that took its place."""
