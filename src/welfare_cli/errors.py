"""Errors as values: the problem, its remedy and its place. One class for each exit code.

Scripts rely on the exit codes (`docs/cli.md`). Only `cli/main.py` prints an error to stderr and returns its code.
"""

from __future__ import annotations

from .values import derived, replace, value
from .words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import KW_ONLY

DONE = 0
INTERRUPTED = 130


@value
class Problem:
    """One problem: what is wrong, its remedy, and its place.

    `rule` is the name under which the refusal is documented and tested. `where` is a place that the user knows: a file,
    row and column, or a record number. `field` is the name of the field. `in_file` is the remedy if the record is in a
    file instead of on a command line.
    """

    rule: str
    problem: str
    remedy: str = ""
    _: KW_ONLY
    field: str = ""
    where: str = ""
    in_file: str = derived(factory=lambda self: self.remedy)

    def at(self, where: str) -> Problem:
        """Return the problem with a place."""
        return replace(self, where=where)

    def of(self, field: str, label: str) -> Problem:
        """Return the problem with a field, whose label the message begins with."""
        words = _("{label}: {problem}").format(label=label, problem=self.problem)
        return replace(self, problem=words, field=field)

    def of_file(self, where: str) -> Problem:
        """Return the problem with a place in a file, and the remedy for a file."""
        return replace(self, remedy=self.in_file, where=where)

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}" if self.where else self.problem


class Problems:
    """Collected problems: the first ones of each rule, and the number of each."""

    def __init__(self, shown: int) -> None:
        self.shown = shown
        self.first: list[Problem] = []
        self.counts: dict[str, int] = {}

    def add(self, problem: Problem) -> bool:
        """Count a problem; keep it and return True if it is one of the first of its rule."""
        self.counts[problem.rule] = number = self.counts.get(problem.rule, 0) + 1
        if number > self.shown:
            return False
        self.first.append(problem)
        return True

    def __len__(self) -> int:
        return sum(self.counts.values())

    @property
    def others(self) -> dict[str, int]:
        """The number of problems of each rule that were not kept."""
        return {rule: number - self.shown for rule, number in self.counts.items() if number > self.shown}


class WfcError(Exception):
    """The base of all refusals: one or more problems, and an exit code."""

    exit_code = 1

    def __init__(self, problem: str | Problem | list[Problem], remedy: str = "", *, rule: str = "") -> None:
        if isinstance(problem, str):
            problem = Problem(rule, problem, remedy)
        self.problems: list[Problem] = problem if isinstance(problem, list) else [problem]
        super().__init__("; ".join(str(each) for each in self.problems))


class UnknownWord(WfcError):
    """A command, option or value is unknown or invalid."""

    exit_code = 2


class NotFound(WfcError):
    """A record, entry, file or ledger does not exist."""

    exit_code = 3


class Refused(WfcError):
    """A record or file breaks a rule; nothing was written."""

    exit_code = 4


class Busy(WfcError):
    """The ledger was busy; nothing was written. Run the command again."""

    exit_code = 5


class Unusable(WfcError):
    """The ledger or the output cannot be read or written (damage, disk, version, closed stdout)."""

    exit_code = 6


class Withheld(WfcError):
    """The command was refused, because it would disclose or overwrite data."""

    exit_code = 7


class Found(WfcError):
    """A check has findings, or a comparison found differences."""

    exit_code = 8


class Interrupted(WfcError):
    """Interrupted (Ctrl-C; any other signal: 128 plus its number); nothing was written, answers are kept as a draft."""

    exit_code = INTERRUPTED
