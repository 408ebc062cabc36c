"""Signals end a command like Ctrl-C: wfc rolls back, deletes temporary files, and prints a message.

Ctrl-C, Ctrl-\\, a closed window and an ordinary `kill` interrupt the command at once, unless it is committing
([decision 0034](../../../docs/decisions/0034-signals-wait-from-commit-to-the-printed-result.md)).
"""

from __future__ import annotations

import os
import time

from .. import interruption

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
else:
    import _signal as signal  # signal without its enumerations, which take longer to load than a ledger to open

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
"""The signals that end a command; each platform has some of them."""
UNWINDING_SECONDS = 2
"""How long to ignore further signals: a second Ctrl-C must not interrupt the cleanup after the first."""
_last_struck = 0.0
_in_front = False


def install() -> None:
    """Handle the signals, except those that the parent process has wfc ignore (nohup)."""
    for number in _numbers():
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _arrived)


def ignore() -> None:
    """Ignore further signals: everything is printed, and nothing may change the exit code."""
    for number in _numbers():
        signal.signal(number, signal.SIG_IGN)


def keep_no_core() -> None:
    """Disable core dumps, of this process and of an editor: they may contain a confidential text."""
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class LeftToChild:
    """While another program has the terminal, leave Ctrl-C and Ctrl-\\ to it."""

    def __enter__(self) -> None:
        global _in_front  # noqa: PLW0603
        _in_front = True

    def __exit__(self, *_error: object) -> None:
        global _in_front  # noqa: PLW0603
        _in_front = False


def _numbers() -> list[int]:
    return [int(getattr(signal, name)) for name in NAMES if hasattr(signal, name)]


def _arrived(number: int, _frame: object) -> None:
    """Interrupt the command, unless it is committing, is cleaning up already, or its child has the terminal."""
    global _last_struck  # noqa: PLW0603
    if _in_front and number in (signal.SIGINT, getattr(signal, "SIGQUIT", 0)):
        return
    if interruption.defer(number):
        return
    now = time.monotonic()
    if interruption.struck() and now - _last_struck < UNWINDING_SECONDS:
        return
    _last_struck = now
    interruption.strike(number)
