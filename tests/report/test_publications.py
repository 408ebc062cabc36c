"""Publications are large: only the one that is asked for is read."""

from __future__ import annotations

import tracemalloc

import pytest

from tests.conftest import Office
from welfare_cli.cli import opening
from welfare_cli.model.kind import Record
from welfare_cli.model.publication import PUBLICATION

OTHERS, SIZE = 40, 1_000_000


@pytest.fixture
def publishing(office: Office) -> Office:
    """An office with a publication, and forty others of a megabyte each that no one can read as a report."""
    office.case()
    office.ok("publish", "十二月末", "--as-of", "2024-12-31")
    with opening.opened(str(office.path)) as book:
        facts = book.find(PUBLICATION, "十二月末").record.facts
        for number in range(OTHERS):
            book.publications.publish(Record(PUBLICATION, f"大きな版{number}", {**facts, "content": "x" * SIZE}))
    return office


@pytest.mark.parametrize(
    "command",
    [
        "publication list",
        "publication show 十二月末",
        "publication report 十二月末",
        "explain 十二月末",
        "explain --measure new_individual 十二月末",
        "publication withdraw 十二月末 --why -",
        "publish 別の版 --as-of 2024-12-31",
        "__complete bash publication show ",
    ],
)
def test_only_the_named_publication_is_read(publishing: Office, command: str) -> None:
    """No command about one publication, nor their list, holds the contents of the others."""
    tracemalloc.start()
    try:
        done = publishing(*command.split(" "), stdin="訂正のため")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert done.code == 0, done.err
    assert peak < OTHERS * SIZE / 2


def test_a_publication_says_what_replaced_it(publishing: Office) -> None:
    """Though the others are not read whole, what stands in whose place is known."""
    shown = publishing.ok("publication", "show", "十二月末").out
    assert "大きな版0 に置き換え" in shown
