"""Locks on bytes of a file, which the system releases when the process ends, however it ends."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


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
