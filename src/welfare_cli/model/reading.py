"""Read a row of cells or options: separate facts and confidential texts, and collect the problems."""

from __future__ import annotations

from ..errors import Problem, Refused
from ..words import _
from .kind import WordOf
from .rules import missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .kind import Field, Kind, Value
    from .profile import Profile


REMEMBERED = 20_000
"""The number of cached texts: most fields repeat a value."""


class Reader:
    """Reads the texts of fields with one profile, and caches the results."""

    def __init__(self, profile: Profile, today: str | None = None) -> None:
        """Take the profile, and for a person who types `today`, which allows 今日 and 昨日."""
        self.profile = profile
        self.today = today
        self.emptied: list[tuple[Field, str]] = []
        """The fields of the last row, each with a word that was read as empty."""
        self._read: dict[tuple[int, str], Value | Problem] = {}
        self._words: dict[tuple[int, str], list[str]] = {}

    def row(
        self, kind: Kind, cells: Mapping[str, str | Problem]
    ) -> tuple[dict[str, Value], dict[str, str], list[Problem]]:
        """Return the facts and texts of the given fields, and a problem for each that cannot be read.

        `emptied` then has the words read as empty; in a required field, such a word is a problem.
        """
        self.emptied = []
        facts: dict[str, Value] = {}
        texts: dict[str, str] = {}
        problems: list[Problem] = []
        for name, text in cells.items():
            field = kind.by_name[name]
            value = text.of(name, field.label) if isinstance(text, Problem) else self.value(field, text)
            for word in self._words.get((id(field), text), ()) if isinstance(text, str) else ():
                if field.required and value is None:
                    value = left_out(field, word)
                elif not isinstance(value, Problem):
                    self.emptied.append((field, word))
            if isinstance(value, Problem):
                problems.append(value)
            elif field.confidential:
                texts[name] = str(value or "")
            else:
                facts[name] = value
        for name, value in facts.items():
            field = kind.by_name[name]
            if isinstance(field, WordOf) and value is not None:
                try:
                    facts[name] = field.place(str(value), str(facts.get(field.by) or ""), self.profile)
                except Refused as error:
                    problems.append(error.problems[0].of(name, field.label))
        return facts, texts, problems

    def value(self, field: Field, text: str) -> Value | Problem:
        """Return the value of a field's text, or its problem with the label of the field."""
        key = (id(field), text)
        if key not in self._read:
            if len(self._read) >= REMEMBERED:
                self._read.clear()
                self._words.clear()
            try:
                self._read[key] = value = field.read(text, self.profile, self.today)
            except Refused as error:
                self._read[key] = error.problems[0].of(field.name, field.label)
            else:
                if (value is None or field.many) and (words := field.emptied(text, self.profile)):
                    self._words[key] = words
        return self._read[key]


def left_out(field: Field, word: str) -> Problem:
    """Return the problem of a required field whose only word is read as empty."""
    problem = missing(field)
    words = _("{label}がありません（「{word}」は空欄として読みます）。")
    said = words.format(label=field.label, word=word.strip("「」"))
    return Problem(problem.rule, said, problem.remedy, in_file=problem.in_file, field=field.name)


def read_as_empty(field: Field, word: str) -> str:
    """Return the sentence that a word in a field was read as empty."""
    if field.confidential:
        words = _("{label}は、未記入や―などの言葉だけなので、空欄として読みました。")
    else:
        words = _("{label}の「{word}」は、空欄として読みました。")
    return words.format(label=field.label, word=word.strip("「」"))


class Row:
    """One row of a file: its kind, its record number if it has one, its cells by field, and its place.

    Record number and cells are texts, or problems if they cannot be read. `columns` are the names of the columns in
    messages, by field. The cells of a `shifted` row may belong to other columns.
    """

    __slots__ = ("cells", "columns", "kind", "place", "ref", "shifted", "wrong_ref")

    def __init__(
        self,
        kind: Kind,
        ref: str | Problem,
        cells: Mapping[str, str | Problem],
        place: str,
        columns: Mapping[str, str],
        *,
        shifted: bool = False,
    ) -> None:
        self.kind = kind
        self.ref = ref if isinstance(ref, str) else ""
        self.wrong_ref = ref if isinstance(ref, Problem) else None
        self.cells = cells
        self.place = place
        self.columns = columns
        self.shifted = shifted

    def column(self, field: str) -> str:
        """Return the place of a cell: file, row and column."""
        return " ".join(filter(None, (self.place, self.columns.get(field))))

    def problem(self, problem: Problem) -> Problem:
        """Return a problem with the place of its column; of a shifted row without values, which may be confidential."""
        if self.shifted:
            label = self.kind.by_name[problem.field].label if problem.field in self.kind.by_name else _("この行")
            problem = Problem(
                problem.rule,
                _("{label}: 読めないか、決まりに合いません。列がずれているかもしれないので、値は示しません。").format(
                    label=label
                ),
                _("カンマと引用符を確かめ、セルの数を見出しの数にそろえてください。"),
                field=problem.field,
            )
        return problem.of_file(self.column(problem.field))


class Rows:
    """The rows of an import, and the problems between them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)

    def __iter__(self) -> Iterator[Row | Problem]:
        return iter(self._rows)

    def of(self, kind: Kind) -> Iterator[Row | Problem]:
        """Return the rows of a kind."""
        return (each for each in self if isinstance(each, Problem) or each.kind is kind)

    def refs(self, kind: Kind) -> Iterator[str]:
        """Return the record numbers given to records of a kind."""
        return (each.ref for each in self.of(kind) if isinstance(each, Row) and each.ref)

    def __len__(self) -> int:
        return len(self._rows)
