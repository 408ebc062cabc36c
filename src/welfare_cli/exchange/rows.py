"""Turn the lines of a file or sheet into rows with their places.

Headings may be English or Japanese and in any order. They need not be in the first line: offices put titles above
them. A field with several values may have several numbered columns: 課題1, 課題2.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import chain, islice

from ..errors import Problem, Refused
from ..model import limits, notation
from ..model.case import AT_RECEPTION, CASE, CONTACT, NOW, ON_ITS_DAY
from ..model.kind import Text
from ..model.reading import Row, Rows
from ..words import N_, _, in_every_language
from .cell_values import is_blank, letters, text_of
from .source import file_refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..model.kind import Field, Kind
    from .cell_values import Cell
    from .form_lists import Returned

    Line = tuple[int, list[Cell]]

REF_HEADINGS = ("ref", N_("整理番号"))
NOT_READ = {CASE.name: NOW, CONTACT.name: ON_ITS_DAY}
"""Columns of an export or list that result from transfers; an import ignores them."""
HEADINGS_WITHIN = 20
"""The number of lines among which the headings are."""


class FilesRead(Rows):
    """What files contain: their lists, the problems of the files themselves, and notes for the user.

    It reads the rows of the lists from their files on each iteration and keeps none in memory.
    """

    def __init__(self) -> None:
        self.lists: list[List] = []
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[Row | Problem]:
        return chain.from_iterable(each.rows() for each in self.lists)

    def of(self, kind: Kind) -> Iterator[Row | Problem]:
        """Return the rows of a kind."""
        return chain.from_iterable(each.rows() for each in self.lists if each.kind is kind)

    def refs(self, kind: Kind) -> Iterator[str]:
        """Return the record numbers given to records of a kind."""
        return chain.from_iterable(each.refs() for each in self.lists if each.kind is kind)

    def __len__(self) -> int:
        return sum(1 for each in self.lists for _line in each.below())


class Lines:
    """The lines of one file or sheet that are not blank, numbered as in Excel.

    `lettered`: the lines of a sheet, whose columns have letters.
    """

    def __init__(self, name: str, numbered: Iterable[Line], *, lettered: bool = False) -> None:
        self.name = name
        self.lettered = lettered
        self.rest = self._filled(numbered)
        self.first = list(islice(self.rest, HEADINGS_WITHIN))

    def _filled(self, numbered: Iterable[Line]) -> Iterator[Line]:
        """Yield the lines that are not blank; `Refused` (4) after more blank ones than a sheet of Excel has lines."""
        blank = 0
        for line in numbered:
            if not all(map(is_blank, line[1])):
                blank = 0
                yield line
            elif (blank := blank + 1) > limits.BLANK:
                raise file_refused(
                    _("{number} 行より多くの空の行が続いています。").format(number=f"{limits.BLANK:,}"),
                    _("一覧の CSV か確かめ、空の行を消してください。"),
                    self.name,
                )

    def row(self, number: int) -> str:
        """Return the name of a line in messages."""
        words = _("{name}{number}行目") if self.lettered else _("{name} {number}行目")
        return words.format(name=self.name, number=number)

    def column(self, places: Sequence[int], heading: str = "") -> str:
        """Return the name of a column, or of adjacent columns of one field, in messages."""
        if not self.lettered:
            return _("列「{heading}」").format(heading=heading) if heading else _("列")
        called = _("〜").join(dict.fromkeys((letters(places[0]), letters(places[-1]))))
        words = _("{letters}列「{heading}」") if heading else _("{letters}列")
        return words.format(letters=called, heading=heading)


def _spellings(field: Field) -> Iterator[str]:
    """Yield each heading of a field, folded."""
    return map(notation.folded, (field.name, field.option, *in_every_language(field.ja)))


class Headings:
    """The headings that a list of a kind may have, and the fields they name."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.known = {notation.folded(word): "ref" for word in (REF_HEADINGS[0], *in_every_language(REF_HEADINGS[1]))}
        for field in (*kind.fields, *(AT_RECEPTION.values() if kind is CASE else ())):
            self.known |= dict.fromkeys(_spellings(field), field.name)
        self.not_read = {each for field in NOT_READ.get(kind.name, {}).values() for each in _spellings(field)}

    def field(self, cell: Cell) -> tuple[str, int]:
        """Return the field that a heading names, "" for none, and its number, 0 for none."""
        key = notation.folded(cell) if isinstance(cell, str) else ""
        if key in self.known:
            return self.known[key], 0
        stem = key.rstrip("0123456789")
        field = self.kind.by_name.get(self.known.get(stem, ""))
        return (field.name, int(key[len(stem) :])) if field and field.many else ("", 0)

    def is_not_read(self, cell: Cell) -> bool:
        """Return whether a heading is of a column that an import ignores."""
        return isinstance(cell, str) and notation.folded(cell) in self.not_read

    def named(self, cells: Iterable[Cell]) -> set[str]:
        """Return the fields that headings name."""
        return {self.field(cell)[0] for cell in cells} - {""}


def kind_of(lines: Lines, kinds: Iterable[Kind], *, fewest: int = 3) -> Kind | None:
    """Return the kind whose list this must be: one line has all its required headings, and few others.

    `fewest`: fewer headings prove nothing; 項目 and 件数 are headings of many tables.
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
    """A field and its places in each line: one cell, or several numbered ones."""

    __slots__ = ("called", "field", "name", "places")

    def __init__(self, lines: Lines, kind: Kind, name: str, headed: Iterable[tuple[int, int, str]]) -> None:
        """Take the number, place and words of each heading."""
        ordered = sorted(headed)
        self.name = name
        self.field = kind.by_name.get(name)
        self.places = [place for _number, place, _words in ordered]
        self.called = lines.column(self.places, _("〜").join(dict.fromkeys((ordered[0][2], ordered[-1][2]))))

    def text(self, cells: list[Cell]) -> str | Problem:
        """Return the text of the field in a line: that of its cell, or of its cells in order."""
        if len(self.places) == 1:
            return text_of(cells[self.places[0]], self.field)
        said = [text_of(cells[place], self.field) for place in self.places]
        wrong = next((each for each in said if isinstance(each, Problem)), None)
        return wrong or ";".join(each for each in said if each and isinstance(each, str))


class List:
    """A list of records. It reads its headings at once, its rows on each iteration.

    `begin` starts to read its lines. `Refused` (4) if it has no headings; other problems are added to `reading`.
    `returned` is the form that contains the list.
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
        """Add a problem of the list, or of one of its lines."""
        self.reading.problems.append(Problem(rule, problem, remedy, where=where or self.lines.name))

    def find_headings(self) -> tuple[int, int, list[Cell]]:
        """Return the number of lines above the headings, the number of their line, and the headings."""
        known = Headings(self.kind)
        numbers = [len(known.named(cells)) for _number, cells in self.lines.first]
        if not any(numbers):
            raise Refused(  # the first line may be a record, so its words are not repeated
                Problem(
                    "heading-missing",
                    _("見出しの行がありません。"),
                    _("1行目に見出しを書いてください。使えるもの: {words}").format(words=_("、").join(self.labels())),
                    where=self.lines.name,
                )
            )
        above = numbers.index(max(numbers))
        return above, *self.lines.first[above]

    def find_columns(self) -> dict[str, Column]:
        """Return the columns of the list by field."""
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
        for name, received in AT_RECEPTION.items():  # a list of cases: the ledger records the area at reception
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
        """Note the titles above the headings; refuse a title with a value in every required column."""
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
        """Return the lines below the headings; `Refused` (4) at the first that cannot be read."""
        lines = self.begin()
        return chain(lines.first[self.above + 1 :], lines.rest)

    def refs(self) -> Iterator[str]:
        """Yield the record numbers of the rows, up to the first line that cannot be read."""
        if ref := self.columns.get("ref"):
            place = ref.places[0]
            with suppress(Refused):  # `rows` reports it
                for _number, cells in self.below():
                    text = ref.text(cells) if place < len(cells) else ""
                    if isinstance(text, str) and text:
                        yield notation.tidy(text)

    def rows(self) -> Iterator[Row | Problem]:
        """Yield the rows below the headings, and a problem for each row that cannot be read."""
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
        """Return whether a cell has an unexpected line end: a quotation mark was not closed, and other cells follow."""
        said = ((name, text) for name, text in row.cells.items() if isinstance(text, str) and "\n" in text)
        return "\n" in row.ref or any(not isinstance(self.kind.by_name[name].one, Text) for name, _text in said)

    # -- what is wrong ------------------------------------------------------------------------------------

    def labels(self) -> list[str]:
        """Return the headings that the list may have, in the language of the user."""
        return [_(REF_HEADINGS[1]), *(field.label for field in self.kind.fields)]

    def tell_unknown_heading(self, heading: str) -> None:
        """Add the problem of an unknown heading; its suggestions cost time, so only a printed problem has them."""
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
        """Return the problem of a value without heading, which it does not quote: it may be confidential."""
        called = self.lines.column([column]) if self.lines.lettered else _("{number} 列目").format(number=column + 1)
        return Problem(
            "cells-beyond-headings",
            _("見出しのない列（{column}）に値があります。").format(column=called),
            _("列がずれていないか確かめ、その列に見出しを付けるか、値を消してください。"),
            where=place,
        )

    def too_many_cells(self, number: int, place: str) -> Problem:
        """Return the problem of a row with more cells than headings, blank ones included: any may be the extra one."""
        return Problem(
            "cells-beyond-headings",
            _("セルが {number} 個あり、見出し（{headings} 個）より多いです。").format(
                number=number, headings=len(self.headings)
            ),
            _("余分なカンマで列がずれていないか確かめ、セルの数を見出しの数にそろえてください。"),
            where=place,
        )
