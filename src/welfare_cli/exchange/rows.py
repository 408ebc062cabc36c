"""Headings and lines in, rows with their place out, for files and sheets alike.

Headings may be English or Japanese, in any order, and need not stand in the first line: offices put titles
above them. A field of several values may have several columns, numbered: 課題1, 課題2.
"""

from __future__ import annotations

from itertools import chain, islice

from ..errors import Problem, Refused
from ..model import notation
from ..model.reading import Row
from ..words import N_, _, in_every_language
from .cells import is_blank, letters, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..model.kind import Kind
    from .cells import Cell

    Line = tuple[int, list[Cell]]

REF_HEADINGS = ("ref", N_("整理番号"))
HEADINGS_WITHIN = 20
"""Among so many lines the headings are looked for."""


class Reading:
    """What was read from files: the rows, everything wrong with the files, and what their reader should know."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.notes: list[str] = []


class Lines:
    """The lines of one file or sheet that are not blank, with the numbers that Excel shows, and what they are called.

    `lettered`: of a sheet, whose columns have letters.
    """

    def __init__(self, name: str, numbered: Iterable[Line], *, lettered: bool = False) -> None:
        filled = ((number, cells) for number, cells in numbered if not all(map(is_blank, cells)))
        self.name = name
        self.lettered = lettered
        self.first = list(islice(filled, HEADINGS_WITHIN))
        self.rest = filled

    def row(self, number: int) -> str:
        """What a line is called."""
        words = _("{name}{number}行目") if self.lettered else _("{name} {number}行目")
        return words.format(name=self.name, number=number)

    def column(self, places: Sequence[int], heading: str = "") -> str:
        """What a column is called, or several that belong together."""
        if not self.lettered:
            return _("列「{heading}」").format(heading=heading) if heading else _("列")
        called = _("〜").join(dict.fromkeys((letters(places[0]), letters(places[-1]))))
        words = _("{letters}列「{heading}」") if heading else _("{letters}列")
        return words.format(letters=called, heading=heading)


class Headings:
    """The headings that a kind may have, and the fields they name."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.known = {notation.folded(word): "ref" for word in (REF_HEADINGS[0], *in_every_language(REF_HEADINGS[1]))}
        for field in kind.fields:
            words = (field.name, field.option, *in_every_language(field.ja))
            self.known |= {notation.folded(word): field.name for word in words}

    def field(self, cell: Cell) -> tuple[str, int]:
        """The field that a heading names, "" where it names none, and its number where it has one."""
        key = notation.folded(cell) if isinstance(cell, str) else ""
        if key in self.known:
            return self.known[key], 0
        stem = key.rstrip("0123456789")
        field = self.kind.by_name.get(self.known.get(stem, ""))
        return (field.name, int(key[len(stem) :])) if field and field.many else ("", 0)

    def named(self, cells: Iterable[Cell]) -> set[str]:
        """The fields that some headings name."""
        return {self.field(cell)[0] for cell in cells} - {""}


def kind_of(lines: Lines, kinds: Iterable[Kind], *, fewest: int = 3) -> Kind | None:
    """The kind whose list this must be: a line has all its required headings, and few others.

    `fewest`: with fewer headings of the kind than these it is not sure; 項目 and 件数 stand above many a table.
    """
    best: tuple[int, Kind | None] = (fewest - 1, None)
    for kind in kinds:
        headings = Headings(kind)
        required = {field.name for field in kind.fields if field.required}
        for _number, cells in lines.first:
            named = headings.named(cells)
            if required <= named and len(named) > max(best[0], sum(not is_blank(cell) for cell in cells) // 2):
                best = len(named), kind
    return best[1]


def read_rows(lines: Lines, kind: Kind, reading: Reading) -> Iterator[Row]:
    """The rows of a list; `Refused` where it has no headings. What else is wrong is added to the reading."""
    return _List(lines, kind, reading).rows()


class Column:
    """A field with its place in each line: one cell, or several that are numbered."""

    __slots__ = ("called", "field", "name", "places")

    def __init__(self, lines: Lines, kind: Kind, name: str, headed: Iterable[tuple[int, int, str]]) -> None:
        """`headed`: number, place and words of each heading."""
        ordered = sorted(headed)
        self.name = name
        self.field = kind.by_name.get(name)
        self.places = [place for _number, place, _words in ordered]
        self.called = lines.column(self.places, _("〜").join(dict.fromkeys((ordered[0][2], ordered[-1][2]))))

    def text(self, cells: list[Cell]) -> str | Problem:
        """What a line says in the field: the text of its cell, or of its cells in order."""
        if len(self.places) == 1:
            return text_of(cells[self.places[0]], self.field)
        said = []
        for place in self.places:
            text = text_of(cells[place], self.field)
            if isinstance(text, Problem):
                return text
            said += [text] if text else []
        return ";".join(said)


class _List:
    """Reads one list; what is wrong is told, and reading goes on."""

    def __init__(self, lines: Lines, kind: Kind, reading: Reading) -> None:
        self.lines = lines
        self.kind = kind
        self.reading = reading
        self.above, self.number, self.headings = self.find_headings()
        self.columns = self.find_columns()
        self.tell_titles()

    def tell(self, rule: str, problem: str, remedy: str, where: str = "") -> None:
        self.reading.problems.append(Problem(rule, problem, remedy, where=where or self.lines.name))

    def find_headings(self) -> tuple[int, int, list[Cell]]:
        """How many lines stand above the headings, the number of their line, and themselves."""
        known = Headings(self.kind)
        numbers = [len(known.named(cells)) for _number, cells in self.lines.first]
        if not any(numbers):
            raise Refused(self.no_headings())
        above = numbers.index(max(numbers))
        return above, *self.lines.first[above]

    def find_columns(self) -> dict[str, Column]:
        """The columns of the list by field."""
        known = Headings(self.kind)
        found: dict[str, dict[int, tuple[int, int, str]]] = {}
        for place, cell in enumerate(self.headings):
            if isinstance(cell, Problem):
                self.reading.problems.append(cell.at(f"{self.lines.row(self.number)} {self.lines.column([place])}"))
                continue
            name, numbered = known.field(cell)
            words = notation.quoted(str(cell))
            if not name and not is_blank(cell):
                self.tell_unknown_heading(words)
            elif name and numbered in found.setdefault(name, {}):
                self.tell(
                    "heading-twice",
                    _("見出し「{heading}」が二つあります。").format(heading=words),
                    _("どちらか一方の列を消してください。"),
                )
            elif name:
                found[name][numbered] = (numbered, place, words)
        for field in self.kind.fields:
            if field.required and field.name not in found:
                self.tell(
                    "heading-missing",
                    _("必須の見出し「{heading}」がありません。").format(heading=field.label),
                    _("{number}行目に見出し {heading}（{name}）の列を加えてください。").format(
                        number=self.number, heading=field.label, name=field.name
                    ),
                )
        return {name: Column(self.lines, self.kind, name, headed.values()) for name, headed in found.items()}

    def tell_titles(self) -> None:
        """Lines above the headings are titles; one that has everything a record needs is refused."""
        required = [each for each in self.columns.values() if each.field and each.field.required]
        titles = []
        for number, cells in self.lines.first[: self.above]:
            cells.extend([""] * (len(self.headings) - len(cells)))
            if required and all(each.text(cells) for each in required):
                self.tell(
                    "record-above-headings",
                    _("見出しの行（{number}行目）より上に、記録のような行があります。").format(number=self.number),
                    _("見出しの行をいちばん上に移してください。記録でなければ、この行を消してください。"),
                    self.lines.row(number),
                )
            else:
                titles.append(str(number))
        if titles:
            self.reading.notes.append(
                _("{name}: {titles}行目は、見出し（{number}行目）より上にあるので読みません。").format(
                    name=self.lines.name, titles=_("、").join(titles), number=self.number
                )
            )

    def rows(self) -> Iterator[Row]:
        """The rows below the headings."""
        width = len(self.headings)
        unnamed = [place for place, heading in enumerate(self.headings) if is_blank(heading)]
        fields = [each for each in self.columns.values() if each.field]
        called = {each.name: each.called for each in self.columns.values()}
        ref = self.columns.get("ref")
        for number, cells in chain(self.lines.first[self.above + 1 :], self.lines.rest):
            cells.extend([""] * (width - len(cells)))
            place = self.lines.row(number)
            bare = [each for each in (*unnamed, *range(width, len(cells))) if not is_blank(cells[each])]
            if bare:
                self.tell_bare(bare[0], place)
                continue
            said = ref.text(cells) if ref else ""
            written = said.of("ref", _(REF_HEADINGS[1])) if isinstance(said, Problem) else notation.tidy(said)
            yield Row(self.kind, written, {each.name: each.text(cells) for each in fields}, place, called)

    # -- what is wrong ------------------------------------------------------------------------------------

    def no_headings(self) -> Problem:
        """There is no line of headings; the first one may be a record, so its words are not repeated."""
        return Problem(
            "heading-missing",
            _("見出しの行がありません。"),
            _("1行目に見出しを書いてください。使えるもの: {words}").format(words=_("、").join(self.labels())),
            where=self.lines.name,
        )

    def labels(self) -> list[str]:
        return [_(REF_HEADINGS[1]), *(field.label for field in self.kind.fields)]

    def tell_unknown_heading(self, heading: str) -> None:
        import difflib

        near = difflib.get_close_matches(heading, self.labels(), n=3, cutoff=0.4)
        self.tell(
            "unknown-heading",
            _("見出し「{heading}」は{kind}の項目ではありません。").format(heading=heading, kind=self.kind.label),
            (_("近いもの: {words}") if near else _("使えるもの: {words}")).format(
                words=_("、").join(near or self.labels())
            ),
        )

    def tell_bare(self, column: int, place: str) -> None:
        called = self.lines.column([column]) if self.lines.lettered else _("{number} 列目").format(number=column + 1)
        self.tell(
            "cells-beyond-headings",
            _("見出しのない列（{column}）に値があります。").format(column=called),
            _("列がずれていないか確かめ、その列に見出しを付けるか、値を消してください。"),
            place,
        )
