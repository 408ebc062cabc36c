"""Signals end a command like Ctrl-C does: what is half done is undone, temporary files go, and a message says so.

Ctrl-C, Ctrl-\\, a closed window and an ordinary `kill` interrupt the command where it is, unless it is committing
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
    import _signal as signal  # the same without its enumerations, which take longer to load than a ledger to open

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
"""The signals by which a person or the system ends a command; each platform has some of them."""
UNWINDING_SECONDS = 2
"""For so long further signals are ignored: an impatient second Ctrl-C must not stop the first one's cleaning up."""
_last_struck = 0.0
_in_front = False


def install() -> None:
    """Let signals interrupt; those that whoever started wfc has it ignore (nohup) stay ignored."""
    for number in _numbers():
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _arrived)


def ignore() -> None:
    """Ignore further signals: all is done and printed, and nothing may change the exit code any more."""
    for number in _numbers():
        signal.signal(number, signal.SIG_IGN)


def keep_no_core() -> None:
    """Let no crash leave an image of the memory on the disk, of this process or of an editor: it may hold a text."""
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class LeftToChild:
    """While another program has the terminal, Ctrl-C and Ctrl-\\ are its own."""

    def __enter__(self) -> None:
        global _in_front  # noqa: PLW0603
        _in_front = True

    def __exit__(self, *_error: object) -> None:
        global _in_front  # noqa: PLW0603
        _in_front = False


def _numbers() -> list[int]:
    return [int(getattr(signal, name)) for name in NAMES if hasattr(signal, name)]


def _arrived(number: int, _frame: object) -> None:
    """Interrupt the command, unless it is committing, is unwinding already, or the key was meant for its child."""
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
