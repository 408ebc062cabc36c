"""Reading a row of cells or options: text in, facts and confidential texts out, with all that is wrong."""

from __future__ import annotations

from ..errors import Problem, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .kind import Field, Kind, Value
    from .profile import Profile


class Reader:
    """Reads the texts of fields with one profile; the same text of the same field is read once."""

    def __init__(self, profile: Profile, today: str | None = None) -> None:
        """`today` is given where a person types: 今日 and 昨日 are read then."""
        self.profile = profile
        self.today = today
        self._read: dict[tuple[int, str], Value | Problem] = {}

    def row(
        self, kind: Kind, cells: Mapping[str, str | Problem]
    ) -> tuple[dict[str, Value], dict[str, str], list[Problem]]:
        """The facts and texts of the fields that are given, and a problem for each that cannot be read."""
        facts: dict[str, Value] = {}
        texts: dict[str, str] = {}
        problems: list[Problem] = []
        for name, text in cells.items():
            field = kind.by_name[name]
            value = text.of(name, field.label) if isinstance(text, Problem) else self.value(field, text)
            if isinstance(value, Problem):
                problems.append(value)
            elif field.confidential:
                texts[name] = str(value or "")
            else:
                facts[name] = value
        return facts, texts, problems

    def value(self, field: Field, text: str) -> Value | Problem:
        """The value of a field's text, or what is wrong with it, named by the field's label."""
        key = (id(field), text)
        if key not in self._read:
            try:
                self._read[key] = field.read(text, self.profile, self.today)
            except Refused as error:
                self._read[key] = error.problems[0].of(field.name, field.label)
        return self._read[key]


class Row:
    """One row of a file: its kind, its ref if it has one, its cells by field, and its place.

    Ref and cells are texts, or what is wrong where they cannot be read. `columns` are the columns of the file by
    field, as they are called, so that a problem names the one that the user sees.
    """

    __slots__ = ("cells", "columns", "kind", "place", "ref", "wrong_ref")

    def __init__(
        self, kind: Kind, ref: str | Problem, cells: Mapping[str, str | Problem], place: str, columns: Mapping[str, str]
    ) -> None:
        self.kind = kind
        self.ref = ref if isinstance(ref, str) else ""
        self.wrong_ref = ref if isinstance(ref, Problem) else None
        self.cells = cells
        self.place = place
        self.columns = columns

    def column(self, field: str) -> str:
        """Where a cell of the row stands: file, row and column."""
        return " ".join(filter(None, (self.place, self.columns.get(field))))
