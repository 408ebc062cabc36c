"""The figures of years that are known only as totals: tallies count beside the records."""

from __future__ import annotations

from ..ledger import CITY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model.calendar import FiscalYear
    from ..model.kind import Record


class Tallies:
    """The tallies of one fiscal year, by measure, month and area; month "" is the whole year's."""

    def __init__(self, records: Iterable[Record], year: FiscalYear) -> None:
        self._numbers: dict[str, dict[tuple[str, str], int]] = {}
        self._year = year.year
        self._of_year = set(year.months())
        for record in records:
            if self.counts(record) and not record["axis"]:
                month = record.text("month")
                numbers = self._numbers.setdefault(record.text("measure"), {})
                number = record["number"]
                assert isinstance(number, int)
                area = record.text("area") or CITY
                numbers[month, area] = numbers.get((month, area), 0) + number
                if area != CITY:
                    numbers[month, CITY] = numbers.get((month, CITY), 0) + number

    def counts(self, record: Record) -> bool:
        """Whether a tally is of this year."""
        return record.text("month") in self._of_year or record["fiscal_year"] == self._year

    def __contains__(self, measure: str) -> bool:
        return measure in self._numbers

    def months(self, measure: str) -> dict[tuple[str, str], int]:
        """The monthly tallies of a measure by (month, area), the city's own under `*`."""
        return {key: number for key, number in self._numbers.get(measure, {}).items() if key[0]}

    def whole_year(self, measure: str) -> dict[str, int] | None:
        """The yearly tally of a measure by area; None where it is known by month or not at all."""
        found = {area: number for (month, area), number in self._numbers.get(measure, {}).items() if not month}
        return found or None

    def city_only(self, measure: str) -> bool:
        """Whether only the city's total is known for some period of a measure."""
        numbers = self._numbers.get(measure, {})
        return any(not [area for m, area in numbers if m == month and area != CITY] for month, _area in numbers)
