"""When a signal may stop the command: not from the moment it commits until its result is printed.

What commits says so here, whatever its layer: a write transaction, and a file that gets its name. The signal handlers
(`cli/signals.py`) ask before they interrupt anything. Like the signals, the state belongs to the process.
"""

from __future__ import annotations

_held = False
_pending = 0
_struck = 0


def begin() -> None:
    """Begin a command: nothing is committed, and signals interrupt it."""
    global _held, _pending, _struck
    _held, _pending, _struck = False, 0, 0


def strike(number: int) -> None:
    """Interrupt the command by a signal."""
    global _struck  # noqa: PLW0603
    _struck = _struck or number
    raise KeyboardInterrupt


def struck() -> int:
    """The number of the signal that has interrupted the command, 0 where none has."""
    return _struck


def hold() -> None:
    """Let signals wait from here on: what was asked for is being committed, and its result is still to be printed."""
    global _held  # noqa: PLW0603
    _held = True


def is_held() -> bool:
    """Whether signals wait: something may be committed already."""
    return _held


def defer(number: int) -> bool:
    """Note a signal that has to wait; False where it need not."""
    global _pending  # noqa: PLW0603
    if _held:
        _pending = number
    return _held


def pending() -> int:
    """The number of the signal that waits, 0 where there is none."""
    return _pending


class Step:
    """Something that is committed on the way and is not what the command is for: afterwards signals interrupt again.

    A signal that comes during the step interrupts at its end.
    """

    def __enter__(self) -> None:
        self.was_held = _held
        hold()

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self.was_held:
            return
        global _held, _pending
        waiting = _pending
        _held, _pending = False, 0
        if waiting and error is None:
            strike(waiting)
