"""The measures: one `.sql` file each, and the reader of their headers.

A measure is a relation with one row for each counted thing and area. Its columns are `record`, `area` and

- `day` for a flow: the day on which the thing counts;
- `day` several times for a record, if the header has `months: distinct`: the record counts once in each month and once
  in each longer period, so that months do not add up;
- `from_day` and `left_day` for a state: the thing is in the state at the end of each day from the first, and no longer
  at the end of the second (empty: still).

If a measure does not count records on their own day (but closings, completions, the case of a contact), its header
names the fields with its days, `dated: case.closed_on, closing.closed_on`: the thing has arrived with the first entry
that states such a day (`report/settled.py`).

A sum has a fourth column, `number`: what each thing adds, once to the city and once to each of its areas (empty: not
entered). Any further column is an axis of the measure, which may depend on `:as_of`. Every count leaves out what is
before the first day of the records; a measure that picks the first of several days reads that day as `:begins`. The
area of a case on a day comes from `standing_case_span`, for which a measure reads `case` and `transfer`. A measure may
join only records that count together (a case, its closings, contacts and transfers), so that a correction recounts only
those.

To add a measure, add a file here; it needs no other code.
"""

from __future__ import annotations

import os

from ..model.digest import sha256
from ..words import either

LEFT_OUT = ("also", "retired", "question", "state", "sum", "distinct", "months", "dated", "sentence")
"""The optional lines of a header."""
HEADER = (
    *("measure", "label", "also", "retired", "unit", "counts", "on", "area", "section", "order"),
    *("question", "state", "sum", "distinct", "months", "dated", "sentence", "reads"),
)
"""The lines of a header, in their order."""


class Measure:
    """A measure: its name, its texts, and the relation that defines what counts.

    A `state` is a figure as of a day, a flow counts over a period; a `sum` adds up numbers. A `distinct` measure counts
    a thing on the first of several days, so it cannot be added to the totals of the months before the records begin. If
    it does so once in each month (`distinct_months`), its months do not add up. A `retired` measure names those that
    replaced it.
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
        """The lines of its header."""
        return dict(self._words)

    @property
    def digest(self) -> str:
        """A short hash of its definition; figures with different hashes are not comparable."""
        said = f"{self.state} {' '.join(self.sql.split())}" + (" distinct" if self.distinct_months else "")
        return sha256(said.encode())[:16]

    @property
    def city_wide(self) -> bool:
        """Whether it counts only in 市全域, so that the figure of that area is the city's."""
        return self._words["area"].endswith("/ the whole city")

    @property
    def kind(self) -> str:
        """The kind of record that it counts: the first that it reads."""
        return self.reads[0]

    @property
    def label(self) -> str:
        """Its name in the language of the user."""
        return self._say("label")

    @property
    def labels(self) -> list[str]:
        """Its name in each language."""
        return self._words["label"].split(" / ")

    @property
    def names(self) -> list[str]:
        """Its present and former labels, all of which wfc reads."""
        return [*self.labels, *filter(None, self._words.get("also", "").split(" / "))]

    @property
    def has_sentence(self) -> bool:
        """Whether a section without own sentences prints a default one; if not, only a named placeholder prints it."""
        return self._words.get("sentence") != "named"

    @property
    def unit(self) -> str:
        """Its unit: 件, 回, 人."""
        return self._say("unit")

    @property
    def units(self) -> list[str]:
        """Its unit in each language."""
        return self._words["unit"].split(" / ")

    @property
    def counts(self) -> str:
        """What it counts, in a sentence."""
        return self._say("counts")

    @property
    def on(self) -> str:
        """The day on which it counts."""
        return self._say("on")

    @property
    def area(self) -> str:
        """The area in which it counts."""
        return self._say("area")

    @property
    def question(self) -> str:
        """The question that the office has not answered, with the assumed answer; "" for none."""
        return self._say("question")

    def _say(self, line: str) -> str:
        return either(self._words.get(line, ""))

    def __repr__(self) -> str:
        return f"Measure({self.name!r})"


def read(text: str) -> Measure:
    """Read the file of a measure: the header of `-- name: words` lines, then the relation."""
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
    """Return a hash of all definitions; cached counts with another one are stale."""
    said = "\0".join(
        f"{measure.name}\0{measure.state}\0{measure.distinct_months}\0{measure.sql}" for measure in MEASURES.values()
    )
    return sha256(said.encode())


MEASURES: dict[str, Measure] = _load()
"""Every measure by name, in the order of the document, retired ones included."""

CURRENT: dict[str, Measure] = {name: measure for name, measure in MEASURES.items() if not measure.retired}
"""The measures of a report: those that are not retired."""


def replaced_by(name: str) -> tuple[str, ...]:
    """Return the measures that replaced a retired one, or the name of any other."""
    return (MEASURES[name].retired if name in MEASURES else ()) or (name,)


REPLACES: dict[str, Measure] = {name: measure for measure in MEASURES.values() for name in measure.retired}
"""The retired measure by the name of each that replaced it."""
