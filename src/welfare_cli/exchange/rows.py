"""Headings and lines in, rows with their place out, for files and sheets alike.

Headings may be English or Japanese, in any order, and need not stand in the first line: offices put titles
above them. A field of several values may have several columns, numbered: 課題1, 課題2.
"""

from __future__ import annotations

from itertools import chain, islice

from ..errors import Problem, Refused
from ..model import limits, notation
from ..model.case import AT_RECEPTION, CASE, CONTACT, NOW, ON_ITS_DAY
from ..model.kind import Text
from ..model.reading import Row, Rows
from ..words import N_, _, in_every_language
from .cell_values import is_blank, letters, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..model.kind import Kind
    from .cell_values import Cell
    from .form_lists import Returned

    Line = tuple[int, list[Cell]]

REF_HEADINGS = ("ref", N_("整理番号"))
NOT_READ = {CASE.name: NOW, CONTACT.name: ON_ITS_DAY}
"""Columns of an export or list that show what transfers have made of a record; an import does not read them."""
HEADINGS_WITHIN = 20
"""Among so many lines the headings are looked for."""


class FilesRead:
    """What was found in files: their lists, everything wrong with the files, and what their reader should know."""

    def __init__(self) -> None:
        self.lists: list[List] = []
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    @property
    def rows(self) -> ListRows:
        """The rows of the lists."""
        return ListRows(self.lists)


class ListRows(Rows):
    """The rows of lists, which are read from their files each time that they are asked for, and kept nowhere."""

    def __init__(self, lists: Sequence[List]) -> None:
        self.lists = lists

    def __iter__(self) -> Iterator[Row | Problem]:
        return chain.from_iterable(each.rows() for each in self.lists)

    def of(self, kind: Kind) -> Iterator[Row | Problem]:
        """The rows of a kind."""
        return chain.from_iterable(each.rows() for each in self.lists if each.kind is kind)

    def refs(self, kind: Kind) -> Iterator[str]:
        """The refs that are given to records of a kind."""
        return chain.from_iterable(each.refs() for each in self.lists if each.kind is kind)

    def __len__(self) -> int:
        return sum(1 for each in self.lists for _line in each.below())


class Lines:
    """The lines of one file or sheet that are not blank, with the numbers that Excel shows, and what they are called.

    `lettered`: of a sheet, whose columns have letters.
    """

    def __init__(self, name: str, numbered: Iterable[Line], *, lettered: bool = False) -> None:
        filled = _filled(name, numbered)
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


def _filled(name: str, numbered: Iterable[Line]) -> Iterator[Line]:
    """The lines that are not blank; `Refused` after more blank ones than a sheet of Excel has lines."""
    blank = 0
    for line in numbered:
        if not all(map(is_blank, line[1])):
            blank = 0
            yield line
            continue
        blank += 1
        if blank > limits.BLANK:
            raise Refused(
                Problem(
                    "file-unreadable",
                    _("{number} 行より多くの空の行が続いています。").format(number=f"{limits.BLANK:,}"),
                    _("一覧の CSV か確かめ、空の行を消してください。"),
                    where=name,
                )
            )


class Headings:
    """The headings that a kind may have, and the fields they name."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.known = {notation.folded(word): "ref" for word in (REF_HEADINGS[0], *in_every_language(REF_HEADINGS[1]))}
        for field in kind.fields:
            words = (field.name, field.option, *in_every_language(field.ja))
            self.known |= {notation.folded(word): field.name for word in words}
        if kind is CASE:
            self.known |= {
                notation.folded(word): field.name
                for field in AT_RECEPTION.values()
                for word in (field.name, *in_every_language(field.ja))
            }
        shown = (
            word
            for field in NOT_READ.get(kind.name, {}).values()
            for word in (field.name, *in_every_language(field.ja))
        )
        self.not_read = set(map(notation.folded, shown))

    def field(self, cell: Cell) -> tuple[str, int]:
        """The field that a heading names, "" where it names none, and its number where it has one."""
        key = notation.folded(cell) if isinstance(cell, str) else ""
        if key in self.known:
            return self.known[key], 0
        stem = key.rstrip("0123456789")
        field = self.kind.by_name.get(self.known.get(stem, ""))
        return (field.name, int(key[len(stem) :])) if field and field.many else ("", 0)

    def is_not_read(self, cell: Cell) -> bool:
        """Whether a heading is that of a column which an export only shows."""
        return isinstance(cell, str) and notation.folded(cell) in self.not_read

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


class List:
    """A list of records: its headings are read at once, its rows as often as they are asked for.

    `begin` begins to read its lines; `Refused` where it has no headings. What else is wrong with them is added to the
    reading. `returned` is the form that it has come back in.
    """

    def __init__(
        self, begin: Callable[[], Lines], kind: Kind, reading: FilesRead, returned: Returned | None = None
    ) -> None:
        self.begin = begin
        self.lines = begin()
        self.kind = kind
        self.reading = reading
        self.returned = returned
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
        not_read: list[str] = []
        for place, cell in enumerate(self.headings):
            if isinstance(cell, Problem):
                self.reading.problems.append(cell.at(f"{self.lines.row(self.number)} {self.lines.column([place])}"))
                continue
            name, numbered = known.field(cell)
            words = notation.quoted(str(cell))
            if known.is_not_read(cell):
                not_read.append(words)
            elif not name and not is_blank(cell):
                self.tell_unknown_heading(words)
            elif name and numbered in found.setdefault(name, {}):
                self.tell(
                    "heading-twice",
                    _("見出し「{heading}」が二つあります。").format(heading=words),
                    _("どちらか一方の列を消してください。"),
                )
            elif name:
                found[name][numbered] = (numbered, place, words)
        for name, received in AT_RECEPTION.items():  # of a list of cases, what was recorded is where they were then
            if received.name in found:
                not_read += [words for _numbered, _place, words in found.get(name, {}).values()]
                found[name] = found.pop(received.name)
        if not_read:
            self.reading.notes.append(
                _("{name}: {headings}の列は読みません。変わったときは、引き継ぎとして記録してください。").format(
                    name=self.lines.name, headings=_("、").join(_("「{word}」").format(word=each) for each in not_read)
                )
            )
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

    def below(self) -> Iterator[Line]:
        """The lines below the headings; `Refused` where they cannot be read on."""
        lines = self.begin()
        return chain(lines.first[self.above + 1 :], lines.rest)

    def refs(self) -> Iterator[str]:
        """The refs of the rows, as far as they can be read."""
        if ref := self.columns.get("ref"):
            place = ref.places[0]
            try:
                for _number, cells in self.below():
                    text = ref.text(cells) if place < len(cells) else ""
                    if isinstance(text, str) and text:
                        yield notation.tidy(text)
            except Refused:  # reported when the rows are read
                return

    def rows(self) -> Iterator[Row | Problem]:
        """The rows below the headings, and a problem in the place of each one that cannot be read."""
        width = len(self.headings)
        unnamed = [place for place, heading in enumerate(self.headings) if is_blank(heading)]
        fields = [each for each in self.columns.values() if each.field]
        called = {each.name: each.called for each in self.columns.values()}
        ref = self.columns.get("ref")
        try:
            for number, cells in self.below():
                own = len(cells)
                cells.extend([""] * (width - own))
                place = self.lines.row(number)
                bare = [each for each in (*unnamed, *range(width, own)) if not is_blank(cells[each])]
                if bare:
                    yield self.cell_beyond(bare[0], place)
                    continue
                if own > width and not self.lines.lettered:
                    yield self.too_many_cells(own, place)
                    continue
                said = ref.text(cells) if ref else ""
                written = said.of("ref", _(REF_HEADINGS[1])) if isinstance(said, Problem) else notation.tidy(said)
                row = Row(self.kind, written, {each.name: each.text(cells) for each in fields}, place, called)
                row.shifted = not self.lines.lettered and (own < width or self.runs_on(row))
                yield self.returned.read(row) if self.returned else row
        except Refused as error:
            yield from error.problems

    def runs_on(self, row: Row) -> bool:
        """Whether a line end stands where none belongs: a quotation mark was not closed, and others' cells follow."""
        said = ((name, text) for name, text in row.cells.items() if isinstance(text, str) and "\n" in text)
        return "\n" in row.ref or any(not isinstance(self.kind.by_name[name].one, Text) for name, _text in said)

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

        known = self.labels()
        is_shown = sum(each.rule == "unknown-heading" for each in self.reading.problems) < limits.SHOWN
        near = difflib.get_close_matches(heading, known, n=3, cutoff=0.4) if is_shown else []
        self.tell(
            "unknown-heading",
            _("見出し「{heading}」は{kind}の項目ではありません。").format(heading=heading, kind=self.kind.label),
            (_("近いもの: {words}") if near else _("使えるもの: {words}")).format(words=_("、").join(near or known)),
        )

    def cell_beyond(self, column: int, place: str) -> Problem:
        """A value in a column without heading, which is not repeated: it may be that of another column."""
        called = self.lines.column([column]) if self.lines.lettered else _("{number} 列目").format(number=column + 1)
        return Problem(
            "cells-beyond-headings",
            _("見出しのない列（{column}）に値があります。").format(column=called),
            _("列がずれていないか確かめ、その列に見出しを付けるか、値を消してください。"),
            where=place,
        )

    def too_many_cells(self, number: int, place: str) -> Problem:
        """A row with more cells than headings, though the last ones are blank: any of them may be the one too many."""
        return Problem(
            "cells-beyond-headings",
            _("セルが {number} 個あり、見出し（{headings} 個）より多いです。").format(
                number=number, headings=len(self.headings)
            ),
            _("余分なカンマで列がずれていないか確かめ、セルの数を見出しの数にそろえてください。"),
            where=place,
        )
