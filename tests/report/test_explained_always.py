"""Whatever an office writes, every difference from every publication is accounted for, and no publication changes.

The random office of `tests/ledger/test_the_past_stands.py` publishes now and then. After every command one of its
publications is printed again and explained against the ledger, and against a later one.
"""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.conftest import Office
from tests.ledger.test_the_past_stands import PARTS, Work, at_work, days
from welfare_cli.errors import Refused
from welfare_cli.ledger import Ledger, Stamp
from welfare_cli.render import RENDERERS, notes, render
from welfare_cli.render.explanation import errata, explained
from welfare_cli.report.causes import CAUSES
from welfare_cli.report.explain import Explanation, explain
from welfare_cli.report.publications import Publication, publication, publications, publish


class Publishing(Work):
    """The same office, which hands in reports."""

    def __init__(self) -> None:
        super().__init__()
        self.printed: dict[str, list[str]] = {}
        self.met: set[str] = set()

    @rule(day=days)
    def publish(self, day: str) -> None:
        name = f"版{len(self.printed) + 1}"
        made = publish(self.ledger, name, day, max(day, self.ledger.today()), "0", empty=True)
        self.printed[name] = pages_of(made)

    @rule(day=st.sampled_from(("", "2023-10-01", "2024-04-01", "2024-07-01")))
    def begin(self, day: str) -> None:
        """The records begin on another day, unless a tally would be counted twice."""
        with contextlib.suppress(Refused):
            self.ledger.apply(self.ledger.profile.beginning(day))

    @invariant()
    def what_was_known_can_be_asked_again(self) -> None:
        """That is tried elsewhere."""

    @invariant()
    def every_difference_is_accounted_for(self) -> None:
        """Of one publication with the ledger, and with any later one of the same day."""
        if not self.printed:
            return
        name = self.random.choice([*self.printed])
        found = publication(self.ledger, name)
        assert pages_of(found) == self.printed[name]
        self.accounted(explain(self.ledger, found))
        others = [each.name for each in publications(self.ledger) if each.as_of == found.as_of and each.name != name]
        if others:
            with Ledger.open(str(self.path), lambda: Stamp("一郎", self.now, fixed=True)) as book:
                self.accounted(explain(book, found, publication(book, self.random.choice(others))))

    def accounted(self, explanation: Explanation) -> None:
        """Each cell adds up of parts that have a cause, and each ref stands once in it."""
        assert explanation.adds_up, explained(explanation, "table")
        for each in explanation.differences:
            assert len({part.ref for part in each.parts}) == len(each.parts)
            for part in each.parts:
                assert part.cause in CAUSES
                assert part.cause != "rule", explained(explanation, "table")
                assert part.change == sum(one.change for one in part.records) or not part.records
        for form in ("table", "json", "markdown"):
            explained(explanation, form)
        errata(explanation, "table")


def pages_of(found: Publication) -> list[str]:
    """A publication in every format."""
    report = found.kept.report
    return ["\n".join([render(report, form), *notes(report, form)]) for form in RENDERERS]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_difference_is_accounted_for(office: Office, part: int) -> None:
    """Random work, random publications: nothing is left over, and what was published stays."""
    assert 0 <= part < PARTS
    at_work(Publishing, office)
