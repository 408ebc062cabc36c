"""Reading a row of cells or options: text in, facts and confidential texts out, with all that is wrong."""

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
"""So many texts are remembered with what they mean: most fields say what another one said."""


class Reader:
    """Reads the texts of fields with one profile; the same text of the same field is read once."""

    def __init__(self, profile: Profile, today: str | None = None) -> None:
        """`today` is given where a person types: 今日 and 昨日 are read then."""
        self.profile = profile
        self.today = today
        self.emptied: list[tuple[Field, str]] = []
        """The fields of the row that was read last, each with a word that was read as empty."""
        self._read: dict[tuple[int, str], Value | Problem] = {}
        self._words: dict[tuple[int, str], list[str]] = {}

    def row(
        self, kind: Kind, cells: Mapping[str, str | Problem]
    ) -> tuple[dict[str, Value], dict[str, str], list[Problem]]:
        """The facts and texts of the fields that are given, and a problem for each that cannot be read.

        What was read as empty is in `emptied` afterwards; in a required field it is a problem.
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
        """The value of a field's text, or what is wrong with it, named by the field's label."""
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
    """Return the problem that a required field holds nothing but a word that is read as empty."""
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
    """One row of a file: its kind, its ref if it has one, its cells by field, and its place.

    Ref and cells are texts, or what is wrong where they cannot be read. `columns` are the columns of the file by
    field, as they are called, so that a problem names the one that the user sees. A row is `shifted` where its cells
    may belong to other columns than those they stand in.
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
        """Where a cell of the row stands: file, row and column."""
        return " ".join(filter(None, (self.place, self.columns.get(field))))

    def problem(self, problem: Problem) -> Problem:
        """A problem of the row, said of its column; of a shifted row without any value, which may be confidential."""
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
    """The rows of an import, of each kind as often as they are asked for, with what is wrong in between."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)

    def __iter__(self) -> Iterator[Row | Problem]:
        return iter(self._rows)

    def of(self, kind: Kind) -> Iterator[Row | Problem]:
        """The rows of a kind."""
        return (each for each in self if isinstance(each, Problem) or each.kind is kind)

    def refs(self, kind: Kind) -> Iterator[str]:
        """The refs that are given to records of a kind."""
        return (each.ref for each in self.of(kind) if isinstance(each, Row) and each.ref)

    def __len__(self) -> int:
        return len(self._rows)
