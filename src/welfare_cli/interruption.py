"""Decide when a signal may interrupt the command: not between its commit and the printed result.

Whatever commits, in any layer, calls `hold`: a write transaction, and a file that gets its name. The signal handlers
(`cli/signals.py`) ask `is_held` before they interrupt. The state belongs to the process, as signals do.
"""

from __future__ import annotations


class _State:
    held = False
    pending = 0
    struck = 0


_state = _State()


def begin() -> None:
    """Begin a command: nothing is committed, and signals interrupt it."""
    _state.held, _state.pending, _state.struck = False, 0, 0


def strike(number: int) -> None:
    """Interrupt the command by a signal."""
    _state.struck = _state.struck or number
    raise KeyboardInterrupt


def struck() -> int:
    """Return the number of the signal that interrupted the command, 0 for none."""
    return _state.struck


def hold() -> None:
    """Defer signals from now on: the command commits, and then prints its result."""
    _state.held = True


def is_held() -> bool:
    """Return whether signals are deferred: something may be committed already."""
    return _state.held


def defer(number: int) -> bool:
    """Note a signal if signals are deferred, and return whether they are."""
    if _state.held:
        _state.pending = number
    return _state.held


def pending() -> int:
    """Return the number of the deferred signal, 0 for none."""
    return _state.pending


class Step:
    """An intermediate commit that is not the command's result: after it, signals interrupt again.

    A signal during the step interrupts at its end.
    """

    def __enter__(self) -> None:
        self.was_held = _state.held
        hold()

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self.was_held:
            return
        waiting = _state.pending
        _state.held, _state.pending = False, 0
        if waiting and error is None:
            strike(waiting)
