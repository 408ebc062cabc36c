"""What can go wrong, as values: the problem, the way out, and where; split only by exit code.

The exit codes are the ones that scripts rely on (`docs/cli.md`). One place, `cli/main.py`, turns an
error into words on stderr and a code for the shell.
"""

from __future__ import annotations

from .words import _

DONE = 0
INTERRUPTED = 130


class Problem:
    """One thing that is wrong: what it is, what to do about it, and where it stands.

    `rule` is the name under which the refusal is documented and tested; `where` is a place the user
    knows (a file, row and column; a ref); `field` the name of the field that is meant; `in_file` the way out
    where the record stands in a file and not on a command line.
    """

    __slots__ = ("field", "in_file", "problem", "remedy", "rule", "where")

    def __init__(
        self, rule: str, problem: str, remedy: str = "", *, field: str = "", where: str = "", in_file: str = ""
    ) -> None:
        self.rule = rule
        self.problem = problem
        self.remedy = remedy
        self.field = field
        self.where = where
        self.in_file = in_file or remedy

    def at(self, where: str) -> Problem:
        """The same problem, said of a place."""
        return Problem(self.rule, self.problem, self.remedy, field=self.field, where=where, in_file=self.in_file)

    def of(self, field: str, label: str) -> Problem:
        """The same problem, said of a field."""
        words = _("{label}: {problem}").format(label=label, problem=self.problem)
        return Problem(self.rule, words, self.remedy, field=field, where=self.where)

    def of_file(self, where: str) -> Problem:
        """The same problem, said of a place in a file, with the way out that a file has."""
        return Problem(self.rule, self.problem, self.in_file, field=self.field, where=where)

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}" if self.where else self.problem

    def __repr__(self) -> str:
        return f"Problem({self.rule!r}, {str(self)!r})"


class Problems:
    """Problems as they are found: the first ones of each rule, and how many there are of each."""

    def __init__(self, shown: int) -> None:
        self.shown = shown
        self.first: list[Problem] = []
        self.counts: dict[str, int] = {}

    def add(self, problem: Problem) -> bool:
        """Count a problem; keep it if it is one of the first of its rule, and return whether it is."""
        self.counts[problem.rule] = number = self.counts.get(problem.rule, 0) + 1
        if number > self.shown:
            return False
        self.first.append(problem)
        return True

    def __len__(self) -> int:
        return sum(self.counts.values())

    @property
    def others(self) -> dict[str, int]:
        """How many there are of each rule that were not kept."""
        return {rule: number - self.shown for rule, number in self.counts.items() if number > self.shown}


class WfcError(Exception):
    """The base of all that wfc says no to: one or more problems, and an exit code."""

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
