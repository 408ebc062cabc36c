"""Find the lists in files, folders and standard input, and the kind of each.

A list is a CSV or TSV file, or a sheet of a workbook, and has the name of its kind. The first bytes of a file tell
whether it is a workbook, whatever its name.
"""

from __future__ import annotations

import functools
import os

from ..errors import NotFound, Problem, Refused, Unusable
from ..model import limits
from ..model.kinds import KINDS, kind_called
from ..words import _, in_every_language
from .delimited import Delimited
from .rows import FilesRead, Lines, List, kind_of
from .source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..model.kind import Kind
    from ..model.profile import Profile
    from .form_lists import Returned
    from .workbook import Sheet, Workbook

TEXTS, BOOKS = (".csv", ".tsv"), (".xlsx", ".xlsm")
OTHER_BOOKS = (".xls", ".xlsb", ".ods", ".numbers")
"""Formats of workbooks that wfc refuses."""
BOOK_BEGINS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The first bytes of an .xlsx file, and of an encrypted or older one."""


def read(
    paths: Iterable[str],
    profile: Profile,
    today: str,
    *,
    kind: Kind | None = None,
    encoding: str | None = None,
    stdin: bytes = b"",
) -> FilesRead:
    """Find the lists of files and folders (`-`: standard input); compare the words of a form with today's lists.

    `NotFound` (3) for a missing path, `Unusable` (6) for a file that cannot be opened.
    """
    reader = _Reader(profile, today, kind, encoding)
    for path, name in _named(paths, reader.reading):
        reader.read(path, name, Source(path, stdin if path == "-" else None))
    return reader.reading


class _Reader:
    """Read files one after another. The user says that they are of `kind`."""

    def __init__(self, profile: Profile, today: str, kind: Kind | None, encoding: str | None) -> None:
        self.profile = profile
        self.today = today
        self.kind = kind
        self.encoding = encoding
        self.reading = FilesRead()

    def read(self, path: str, name: str, source: Source) -> None:
        """Read a file: one list, or each sheet that is a list."""
        called = kind_called(os.path.splitext(os.path.basename(path))[0])
        kind = self.kind or called
        try:
            if source.begins().startswith(BOOK_BEGINS) or path.lower().endswith((*BOOKS, *OTHER_BOOKS)):
                from .workbook import Workbook

                self.read_book(Workbook(name, source.data(limits.WORKBOOK)), called)
            elif kind:
                delimited = Delimited(name, source, self.encoding)
                self.read_list(lambda: Lines(name, delimited.lines()), kind)
            else:
                self.reading.problems.append(_kind_unknown(path, name))
        except Refused as error:
            self.reading.problems += error.problems

    def read_list(self, lines: Callable[[], Lines], kind: Kind, returned: Returned | None = None) -> None:
        """Add one list, of a form if there is one."""
        try:
            self.reading.lists.append(List(lines, kind, self.reading, returned))
        except Refused as error:
            self.reading.problems += error.problems

    def read_book(self, book: Workbook, called: Kind | None) -> None:
        """Read the visible sheets that are lists, and note the others."""
        sheets, returned = self.of_form(book)
        shown: list[tuple[Sheet, Lines]] = []
        for sheet in sheets:
            if sheet.hidden:
                self.reading.notes.append(
                    _("{sheet}: 非表示のシートなので、読みません。読むときは再表示してください。").format(
                        sheet=sheet.name
                    )
                )
                continue
            lines = _lines_of(sheet)
            if lines.first or kind_called(sheet.title):
                shown.append((sheet, lines))
        problems = len(self.reading.problems)
        alone = len(shown) == 1
        read = 0
        for sheet, lines in shown:
            kind = self.kind_of_sheet(sheet, lines, called if alone else None, alone=alone)
            if kind:
                self.read_list(functools.partial(_lines_of, sheet), kind, returned)
                read += 1
        if not read and len(self.reading.problems) == problems:
            self.reading.problems.append(_no_list(book.name))

    def of_form(self, book: Workbook) -> tuple[list[Sheet], Returned | None]:
        """Return the sheets that may have records and, of a form, its words compared with today's lists."""
        from .form_lists import GUIDE, LISTS, Returned, offer_in

        lists, guides = in_every_language(LISTS), in_every_language(GUIDE)
        for sheet in book.sheets:
            offer = offer_in(cells for _number, cells in sheet.lines()) if sheet.title in lists else None
            if offer:
                returned = Returned(offer, self.profile, self.today)
                changes = [f"\n  {each}" for each in returned.changes()]
                if changes:
                    words = _(
                        "{file}: 用紙を作った {day} のあとで、一覧が変わりました。新しい用紙は wfc form で作れます。"
                    )
                    self.reading.notes.append(words.format(file=book.name, day=offer.day) + "".join(changes))
                return [each for each in book.sheets if each.title not in (*guides, *lists)], returned
        return book.sheets, None

    def kind_of_sheet(self, sheet: Sheet, lines: Lines, called: Kind | None, *, alone: bool) -> Kind | None:
        """Return the kind of a sheet by its title, or of the only sheet by its file; None if it is no list."""
        titled = kind_called(sheet.title)
        if self.kind:
            own = alone or titled is self.kind or (titled is None and kind_of(lines, [self.kind], fewest=1))
            kind = self.kind if own else None
        else:
            kind = titled or called
        likely = None if kind or self.kind else kind_of(lines, KINDS)
        if likely:
            self.reading.problems.append(_sheet_unknown(sheet, likely))
        elif not kind:
            what = self.kind.label if self.kind else _("記録")
            self.reading.notes.append(
                _("{sheet}: {what}の一覧ではないので、読みません。").format(sheet=sheet.name, what=what)
            )
        return kind


# -- paths ------------------------------------------------------------------------------------------------


def _named(paths: Iterable[str], reading: FilesRead) -> Iterator[tuple[str, str]]:
    """Yield each file of the paths once, with its name, or its path if two have the same name."""
    found: dict[str, str] = {}
    for file in (file for path in paths for file in _files(path, reading)):
        found.setdefault(os.path.realpath(file) if file != "-" else file, file)
    names = [os.path.basename(file) for file in found.values()]
    for file, name in zip(found.values(), names, strict=True):
        yield file, _("標準入力") if file == "-" else file if names.count(name) > 1 else name


def _files(path: str, reading: FilesRead) -> list[str]:
    """Return the files of a path: itself, or the lists in a folder."""
    if path == "-" or not os.path.isdir(path):
        return [path]
    try:
        names = [name for name in sorted(os.listdir(path)) if name[0] not in ".~"]
    except OSError as error:
        raise Unusable(
            _("フォルダーを読めません: {path}（{reason}）").format(path=path, reason=error.strerror),
            _("権限を確かめてください。"),
        ) from error
    names = [name for name in names if os.path.isfile(os.path.join(path, name))]
    lists = [name for name in names if name.lower().endswith((*TEXTS, *BOOKS))]
    others = [name for name in names if name.lower().endswith(OTHER_BOOKS)]
    if not lists and not others:
        raise NotFound(
            _("フォルダーに CSV や Excel のファイルがありません: {path}").format(path=path),
            _("cases.csv や 相談.xlsx のように、種類の名前を付けたファイルを置いてください。"),
        )
    if lists:
        reading.problems += _twice(lists)
        reading.notes += [
            _("{file}: Excel のブック（.xlsx）ではないので、読みません。").format(file=name) for name in others
        ]
    return [os.path.join(path, name) for name in lists or others]


def _lines_of(sheet: Sheet) -> Lines:
    return Lines(sheet.name, sheet.lines(), lettered=True)


# -- what is wrong ----------------------------------------------------------------------------------------


def _twice(names: list[str]) -> Iterator[Problem]:
    """Yield a problem for a list that is in a folder twice: its rows without record number would be added twice."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(os.path.splitext(name)[0], name)
        if other != name:
            yield Problem(
                "file-twice",
                _("同じ名前の {other} もフォルダーにあります。").format(other=other),
                _("同じ一覧ならどちらかを別の場所に移し、違う一覧なら、どちらかの名前を変えてください。"),
                where=name,
            )


def _kind_unknown(path: str, name: str) -> Problem:
    """Return the problem of a file whose name is not that of a kind."""
    if path == "-":
        return Problem(
            "file-kind-unknown",
            _("標準入力からは、何の一覧かが分かりません。"),
            _("--kind case のように種類を指定してください。"),
        )
    return Problem(
        "file-kind-unknown",
        _("ファイル名から、何の一覧かが分かりません。"),
        _("名前を {words} のどれかにするか、--kind で種類を指定してください。").format(
            words=_("、").join(
                _("{name}（{label}）").format(name=f"{each.plural}.csv", label=each.label) for each in KINDS
            )
        ),
        where=name,
    )


def _no_list(name: str) -> Problem:
    """Return the problem of a workbook without lists."""
    return Problem(
        "file-kind-unknown",
        _("ブックの中に、記録の一覧がありません。"),
        _("シートの名前を {words} のどれかにするか、--kind で種類を指定してください。").format(
            words=_("、").join(_("{name}（{label}）").format(name=each.label, label=each.plural) for each in KINDS)
        ),
        where=name,
    )


def _sheet_unknown(sheet: Sheet, kind: Kind) -> Problem:
    """Return the problem of a sheet with the headings of a kind and another title."""
    return Problem(
        "sheet-kind-unknown",
        _("見出しは{kind}のものですが、シートの名前から何の一覧かが分かりません。").format(kind=kind.label),
        _(
            "シートの名前を「{kind}」にするか、--kind {kind} を付けて取り込んでください。"
            "取り込まないシートなら、非表示にしてください。"
        ).format(kind=kind.label),
        where=sheet.name,
    )
