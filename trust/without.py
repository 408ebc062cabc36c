"""wfc without one of its safeguards: `python -m trust.without synchronous case add …`.

A harness that finds nothing has to show that it would have: each safeguard is taken out, and the harness must fail.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from welfare_cli.cli.main import main
from welfare_cli.ledger import counts, draft, store, takeover, verify

Patch = pytest.MonkeyPatch


def synchronous(patch: Patch) -> None:
    """SQLite does not wait for the disk."""
    opened = store.open_file

    def open_file(path: str) -> store.Connection:
        connection = opened(path)
        connection.execute("PRAGMA synchronous=OFF")
        return connection

    patch.setattr(store, "open_file", open_file)


def immediate(patch: Patch) -> None:
    """A write transaction begins by reading, and takes the lock when it comes to write."""
    patch.setattr(store, "IMMEDIATE", "BEGIN")


def folder(patch: Patch) -> None:
    """A new name in a folder is not waited for."""
    for room in (draft, takeover):
        patch.setattr(room, "sync_folder", lambda _folder: None)


def chain(patch: Patch) -> None:
    """Nobody works the chain out anew."""
    patch.setattr(verify, "broken", lambda _connection, _until=None: iter(()))


def checksum(patch: Patch) -> None:
    """Counts are believed as they stand."""
    patch.setattr(counts, "_must_match", lambda _parts, _checked: None)


SAFEGUARDS: dict[str, Callable[[Patch], None]] = {
    each.__name__: each for each in (synchronous, immediate, folder, chain, checksum)
}

if __name__ == "__main__":
    SAFEGUARDS[sys.argv[1]](Patch())
    sys.exit(main(sys.argv[2:]))
