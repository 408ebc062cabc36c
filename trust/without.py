"""wfc without one of its safeguards: `python -m trust.without synchronous case add …`.

A harness that finds nothing has to show that it would have: each safeguard is taken out, and the harness must fail.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from welfare_cli.cli.main import main
from welfare_cli.ledger import atomic_file, counts, takeover
from welfare_cli.ledger import schema as schemas
from welfare_cli.ledger.engine import queue, sqlite
from welfare_cli.ledger.integrity import chain_audit

Patch = pytest.MonkeyPatch


def synchronous(patch: Patch) -> None:
    """SQLite does not wait for the disk."""
    patch.setattr(sqlite, "SETTINGS", (*sqlite.SETTINGS, "synchronous=OFF"))


def immediate(patch: Patch) -> None:
    """A write transaction begins by reading, and takes the lock when it comes to write; nor does anybody queue."""
    patch.setattr(sqlite, "IMMEDIATE", "BEGIN")
    turns(patch)


def turns(patch: Patch) -> None:
    """Nobody queues: it is the turn of whoever finds the ledger free."""
    patch.setattr(queue.Queue, "is_my_turn", lambda _queue: True)


def folder(patch: Patch) -> None:
    """A new name in a folder is not waited for."""
    for room in (atomic_file, takeover):
        patch.setattr(room, "sync_folder", lambda _folder: None)


def chain(patch: Patch) -> None:
    """Nobody works the chain out anew."""
    patch.setattr(chain_audit, "broken", lambda _connection, _until=None: iter(()))


def checksum(patch: Patch) -> None:
    """Counts are believed as they stand."""
    patch.setattr(counts, "_must_match", lambda _parts, _checked: None)


def schema(patch: Patch) -> None:
    """Nobody compares what a ledger declares."""
    patch.setattr(schemas, "unlike", lambda _connection, _version=0: [])


SAFEGUARDS: dict[str, Callable[[Patch], None]] = {
    each.__name__: each for each in (synchronous, immediate, turns, folder, chain, checksum, schema)
}

if __name__ == "__main__":
    SAFEGUARDS[sys.argv[1]](Patch())
    sys.exit(main(sys.argv[2:]))
