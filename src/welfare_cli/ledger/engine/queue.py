"""The queue of those who wait to write: first come, first served, and gone with its process.

Whoever wants to write takes the next number from a file beside the ledger and locks the byte of that number. It is
their turn when nobody holds the byte of a smaller one. The system releases the locks of a process that ends, so a
killed command holds up nobody, and what the file holds needs no repair
([decision 0035](../../../../docs/decisions/0035-writers-queue.md)).

The queue is for fairness alone; what keeps two from writing at once is SQLite's own lock. Where there can be no queue,
nobody queues.
"""

from __future__ import annotations

import os
import stat
import sys

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

WIDTH = 8
"""How many bytes a number has."""
DOOR = 1 << 20
"""The byte that is locked while somebody takes a number. On Windows nobody else could read bytes that are locked."""
FIRST = DOOR + 1
"""The byte of number 0."""
FURTHEST = 40
"""How many places away somebody looks least often."""


class Queue:
    """A place in the queue for a ledger, from the first question whether it is our turn until `leave`.

    The file at `path` holds the next number and the one whose turn it is.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.handle = -1
        self.number = -1
        self.is_first = False

    def is_my_turn(self) -> bool:
        """Whether nobody is before us, or there can be no queue."""
        try:
            if not self.is_first and (self.number >= 0 or self._take_number()):
                self.is_first = self.number == 0 or lock(self.handle, FIRST, self.number)
        except (OSError, OverflowError):
            self.leave()
            self.is_first = True
        return self.is_first

    def serve(self) -> None:
        """Let the others see whose turn it is."""
        try:
            if self.number >= 0:
                self._write(WIDTH, self.number)
        except (OSError, OverflowError):
            pass

    def served(self) -> int:
        """The number whose turn it is, or was last."""
        try:
            return self._read(WIDTH) if self.handle >= 0 else -1
        except OSError:
            return -1

    def places(self) -> int:
        """About how many are before us, from 1 to `FURTHEST`: those who have given up are counted too."""
        return min(max(self.number - self.served(), 1), FURTHEST)

    def leave(self) -> None:
        """Give up the place."""
        if self.handle >= 0:
            try:
                os.close(self.handle)  # and with it all locks
            except OSError:
                pass
        self.handle = self.number = -1

    def _take_number(self) -> bool:
        """Take the next number; False while somebody else takes one."""
        if self.handle < 0:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            self.handle = os.open(self.path, flags | getattr(os, "O_BINARY", 0), 0o600)
            if not stat.S_ISREG(os.fstat(self.handle).st_mode):
                raise OSError(self.path)
        if not lock(self.handle, DOOR, 1):
            return False
        try:
            number = self._read(0)
            while not lock(self.handle, FIRST + number, 1):
                number += 1  # the file was set back meanwhile
            self._write(0, number + 1)
            self.number = number
        finally:
            unlock(self.handle, DOOR, 1)
        return True

    def _read(self, place: int) -> int:
        os.lseek(self.handle, place, os.SEEK_SET)
        return int.from_bytes(os.read(self.handle, WIDTH), "big") % (1 << 40)

    def _write(self, place: int, number: int) -> None:
        os.lseek(self.handle, place, os.SEEK_SET)
        os.write(self.handle, number.to_bytes(WIDTH, "big"))


def lock(handle: int, start: int, length: int) -> bool:
    """Lock some bytes, which need not be there; False where another process holds one of them."""
    try:
        if sys.platform == "win32":
            os.lseek(handle, start, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, length)
        else:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
    except (BlockingIOError, PermissionError):
        return False
    return True


def unlock(handle: int, start: int, length: int) -> None:
    """Release the bytes that were locked together."""
    if sys.platform == "win32":
        os.lseek(handle, start, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, length)
    else:
        fcntl.lockf(handle, fcntl.LOCK_UN, length, start)
