"""The figures of years that are known only as totals: tallies count beside the records."""

from __future__ import annotations

from ..ledger import CITY
from ..measures import MEASURES
from ..model.profile import RESERVED_AREAS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..model.calendar import FiscalYear
    from ..model.kind import Record

EVERYWHERE = RESERVED_AREAS[0]
YEAR = ""
"""The period of a tally of the whole fiscal year, where others have their month."""


class Tallies:
    """The tallies of one fiscal year, by measure, period (a month, or `YEAR`) and area, the city's own under `*`."""

    def __init__(self, records: Iterable[Record], year: FiscalYear) -> None:
        self._numbers: dict[str, dict[str, dict[str, int]]] = {}
        self._parts: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
        self._year = year.year
        self._of_year = set(year.months())
        for record in records:
            if not self.counts(record):
                continue
            name, axis, area = record.text("measure"), record.text("axis"), area_of(record)
            if axis and area != CITY:
                continue
            place = code_of(record) if axis else area
            periods = self._parts.setdefault((name, axis), {}) if axis else self._numbers.setdefault(name, {})
            numbers = periods.setdefault(record.text("month") or YEAR, {})
            numbers[place] = numbers.get(place, 0) + int(record.text("number") or 0)

    def counts(self, record: Record) -> bool:
        """Whether a tally is of this year."""
        return record.text("month") in self._of_year or record["fiscal_year"] == self._year

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def __contains__(self, measure: str) -> bool:
        return measure in self._numbers

    def of(self, measure: str) -> Mapping[str, Mapping[str, int]]:
        """The tallies of a measure: by period, what is known of each area, or of the city."""
        return self._numbers.get(measure, {})

    def parts(self, measure: str, axis: str) -> Mapping[str, Mapping[str, int]]:
        """The tallies of a measure that carry an axis: by period, the city's number of each value."""
        return self._parts.get((measure, axis), {})

    def areas(self, measure: str) -> set[str]:
        """The areas of which a measure has a tally."""
        return {area for numbers in self.of(measure).values() for area in numbers if area != CITY}


def code_of(tally: Record) -> str:
    """The code of the value of a tally's axis, which is kept with its list: money of `topics/money`."""
    return tally.text("value").rpartition("/")[2]


def area_of(tally: Record) -> str:
    """The area of which a tally is, `*` of the city; 市全域 is the city for a measure that counts there alone."""
    area = tally.text("area")
    measure = MEASURES.get(tally.text("measure"))
    return CITY if area == EVERYWHERE and measure and measure.city_wide else area or CITY
