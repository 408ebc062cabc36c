"""Make an entry form: a workbook with one sheet for each kind, drop-downs of the office's lists, and instructions.

Every sheet follows from the declaration of its kind. Required and confidential columns differ in type and pattern, not
in colour: offices print in black and white.
"""

from __future__ import annotations

import datetime
import io

from ..model.kind import Day, FiscalYearField, Link, MonthField, Name, Number, Text
from ..model.kinds import BY_NAME
from ..words import N_, _
from .cell_values import letters, width_of
from .form_lists import ABOVE_WORDS, GUIDE, LISTS, FormLists, list_of, words_of
from .guide import guide
from .rows import REF_HEADINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from ..model.kind import Field, Kind
    from ..model.profile import Profile
    from .form_lists import Words

COLUMNS = 4
"""The number of columns of a field with several chosen values."""
LAST_ROW = 1_048_575
"""Excel's last row, counted from 0."""
NARROWEST = 10
"""The minimum width of a column, in half-width characters."""
ROOM = {"names": 22, "long": 32}
"""The minimum width of a column with free text, by style."""
WRITTEN: tuple[tuple[type[Field], str, str], ...] = (
    (Day, "day", N_("2024/12/31 のように、年から書きます。")),
    (Number, "number", N_("数字だけを書きます。")),
    (Name, "names", ""),
    (Text, "long", ""),
    (MonthField, "text", N_("2022-04 のように書きます。")),
    (FiscalYearField, "text", N_("2024 や R6 のように書きます。")),
)
"""The style of a field's cells, and how to write its value."""
PAGE = 180
"""The width of a printed page, in half-width characters that are still readable."""


def form(kinds: Sequence[Kind], profile: Profile, *, day: str, entry: int, name: str) -> bytes:
    """Return the form of some kinds, made on a day at an entry number of the ledger; `name` is its file name."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    offer = FormLists(day, str(entry), words_of(kinds, profile, day))
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": _("記録の入力用紙"), "created": datetime.datetime.fromisoformat(day)})
        maker = _Maker(book, offer)
        maker.guide(kinds, profile, name)
        for kind in kinds:
            maker.sheet(kind)
        maker.lists()
    return stream.getvalue()


class FormColumn:
    """A column of a form: its heading, its field (None: the record number), and its number if the field has several."""

    def __init__(self, kind: Kind, field: Field | None, words: Words, number: int = 0) -> None:
        label = field.label if field else _(REF_HEADINGS[1])
        written = [(style, how) for kind, style, how in WRITTEN if field and isinstance(field.one, kind)]
        self.field = field
        self.number = number
        self.heading = f"{label}{number}" if number else label
        self.list = list_of(kind, field) if field else ""
        self.words = [label for _code, label in words.get(self.list, ())]
        self.required = bool(field and field.required and number < 2)
        self.look = "required" if self.required else "confidential" if field and field.confidential else "optional"
        self.holds, self.how = written[0] if written else ("text", "")

    @property
    def width(self) -> int:
        """The width in half-width characters: that of its longest word, with room for free text."""
        longest = max(map(width_of, (self.heading, *self.words))) + 3
        return max(longest, ROOM.get(self.holds, NARROWEST))

    def hint(self) -> str:
        """Return the text beside a cell while somebody writes into it."""
        hints = [_("必須。")] if self.required else []
        hints += [_("{note}。").format(note=_(self.field.note))] if self.field and self.field.note else []
        return "\n".join([*hints, *self._ways()])

    def _ways(self) -> Iterator[str]:
        """Yield how to write the value."""
        field, one = self.field, self.field.one if self.field else None
        if field is None:
            yield _("空なら、取り込むときに付きます。あとで直す行や、ほかの行から指す行には、自分で付けてください。")
        elif self.words:
            yield _("▼ から選びます。")
        elif isinstance(one, Link):
            kind = BY_NAME[one.to]
            yield _("{kind}の整理番号（{prefix}-00012 など）を書きます。").format(kind=kind.label, prefix=kind.prefix)
        elif self.how:
            yield _(self.how)
            if field.past:
                yield _("今日より後の日は書けません。")
        elif field.confidential:
            yield _("人に見せない本文です。名前は書かないでください。")
        if 0 < self.number < COLUMNS:
            yield _("ほかにもあれば、右の列で選びます。")
        elif field and field.many:
            yield _("いくつもあるときは、; で区切って書きます。")


def columns_of(kind: Kind, words: Words) -> list[FormColumn]:
    """Return the columns of a kind's sheet; a field with several chosen values has several."""
    found = [FormColumn(kind, None, words)] if kind.prefix else []
    for field in kind.fields:
        numbers = range(1, COLUMNS + 1) if field.many and list_of(kind, field) in words else (0,)
        found += [FormColumn(kind, field, words, number) for number in numbers]
    return found


class _Maker:
    """Writes the sheets of a form."""

    def __init__(self, book: Workbook, offer: FormLists) -> None:
        self.book = book
        self.offer = offer
        font: dict[str, Any] = {"font_name": "Yu Gothic", "font_size": 11, "valign": "vcenter"}
        box = {"border": 1}
        looks: dict[str, dict[str, Any]] = {
            "plain": {},
            "title": {"bold": True, "font_size": 16},
            "part": {"bold": True, "font_size": 12},
            "heading": {**box, "bold": True},
            "boxed": box,
            "optional": box,
            "required": {**box, "bold": True, "bg_color": "#BFBFBF"},
            "confidential": {**box, "italic": True, "pattern": 17},
            "text": {"num_format": "@"},
            "names": {"num_format": "@", "text_wrap": True},
            "long": {"num_format": "@", "text_wrap": True},
            "day": {"num_format": "yyyy/mm/dd"},
            "number": {"num_format": "0"},
        }
        self.styles = {name: book.add_format({**font, **look}) for name, look in looks.items()}

    def sheet(self, kind: Kind) -> None:
        """Add the sheet of a kind: headings, and the validation of each column."""
        sheet = self.book.add_worksheet(kind.label)
        columns = columns_of(kind, self.offer.words)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, self.styles[column.holds])
            sheet.write_string(0, place, column.heading, self.styles[column.look])
            sheet.data_validation(1, place, LAST_ROW, place, self.validation(column))
        sheet.set_row(0, 24)
        sheet.freeze_panes(1, 0)
        sheet.ignore_errors({"number_stored_as_text": f"A2:{letters(len(columns) - 1)}{LAST_ROW + 1}"})
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.repeat_columns("A:A")
        sheet.hide_gridlines(0)
        _print_on_a4(sheet, pages=-(-sum(column.width for column in columns) // PAGE))

    def validation(self, column: FormColumn) -> dict[str, Any]:
        """Return the validation of a column, with its hint and its error message."""
        rule: dict[str, Any] = {"validate": "any"}
        error = ""
        if column.words:
            rule = {"validate": "list", "source": self.source(column.list)}
            error = _("一覧にない言葉です。▼ から選んでください。")
            if column.number == COLUMNS:
                rule["error_type"] = "warning"
                error = _("一覧の言葉を ; で区切って並べたのなら、「はい」を押してください。")
        elif column.holds == "day":
            first = datetime.date(1900, 1, 1)
            rule = {"validate": "date", "criteria": ">=", "value": first}
            error = _("日付として読めません。2024/12/31 のように、年から書いてください。")
            if column.field and column.field.past:
                rule = {"validate": "date", "criteria": "between", "minimum": first, "maximum": "=TODAY()"}
                error = _("日付として読めないか、今日より後の日です。2024/12/31 のように、年から書いてください。")
        elif column.holds == "number":
            rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 999_999_999_999}
            error = _("0 以上の整数を、数字だけで書いてください。")
        said = {"input_title": column.heading, "input_message": column.hint()}
        return {**rule, **said, "error_title": column.heading, "error_message": error}

    def source(self, name: str) -> str:
        """Return the cells with the words of a list."""
        column = letters(2 * list(self.offer.words).index(name))
        last = ABOVE_WORDS + len(self.offer.words[name])
        return f"='{_(LISTS)}'!${column}${ABOVE_WORDS + 1}:${column}${last}"

    def lists(self) -> None:
        """Add the hidden sheet of lists."""
        sheet = self.book.add_worksheet(_(LISTS))
        for row, line in enumerate(self.offer.lines()):
            for place, cell in enumerate(line):
                sheet.write_string(row, place, cell, self.styles["text"])
        sheet.hide()

    def guide(self, kinds: Sequence[Kind], profile: Profile, name: str) -> None:
        """Add the page of instructions."""
        sheet = self.book.add_worksheet(_(GUIDE))
        sheet.set_default_row(20)
        for place, width in enumerate((20, 66, 54)):
            sheet.set_column(place, place, width, self.styles["plain"])
        organisation = profile.settings["organisation"]
        for row, (style, *cells) in enumerate(guide(kinds, organisation, self.offer.day, self.offer.entry, name)):
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell, self.styles["boxed" if place else style])
        sheet.set_row(0, 30)
        sheet.hide_gridlines(2)
        _print_on_a4(sheet)


def _print_on_a4(sheet: Worksheet, pages: int = 1) -> None:
    """Print a sheet on A4, on a number of pages side by side."""
    sheet.set_paper(9)
    sheet.fit_to_pages(pages, 0)
