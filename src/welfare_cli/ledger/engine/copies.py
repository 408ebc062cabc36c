"""Copies of a ledger's file, and a file that another one is about to replace."""

from __future__ import annotations

import os
import sqlite3

from ...errors import Busy, Unusable
from .. import schema
from .place import SQLITE, Place
from .sqlite import APPLICATION_ID, Connection, open_file, unusable


def copied(connection: Connection, path: str) -> Connection:
    """Copy a whole ledger to a file, whatever others write meanwhile; return the copy, which is open."""
    copy = sqlite3.connect(path, factory=Connection)
    try:
        connection.backup(copy)
    except BaseException:
        copy.close()
        raise
    return copy


def open_unwritten(path: str) -> Connection:
    """Open a file that nobody writes to; nothing is written beside it."""
    from urllib.request import pathname2url

    name = f"file:{pathname2url(os.path.abspath(path))}?mode=ro&immutable=1"
    return sqlite3.connect(name, uri=True, factory=Connection)


def held(path: str) -> Connection | None:
    """A ledger that nobody writes to while this is open; None where it is no ledger any more. `Busy` (5)."""
    try:
        connection = open_file(path)
    except Unusable:
        return None
    transaction = connection.writing()
    try:
        transaction.wait()
        transaction.leave_queue()
    except sqlite3.Error as error:
        connection.close()
        if isinstance(refused := unusable(connection.place, error), Busy):
            raise refused from error
        return None
    return connection


def refuse_newer(path: str) -> None:
    """Refuse to put anything in the place of a ledger of a newer wfc (6); whatever else is there is let pass."""
    if not os.path.isfile(path):
        return
    try:
        with open(path, "rb") as stream:
            header = stream.read(72)
    except OSError:
        return
    version, application = (int.from_bytes(header[start : start + 4], "big") for start in (60, 68))
    if header.startswith(SQLITE) and application == APPLICATION_ID and version > schema.VERSION:
        raise Place(path).newer(version)
