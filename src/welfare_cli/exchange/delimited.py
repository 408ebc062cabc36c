"""CSV and TSV files in: encodings, headings and rows as offices write them.

Encodings are told by a byte-order mark, then strict UTF-8, then strict cp932; anything else is refused, as a
guess would change names. Headings may be English or Japanese, in any order. The place of a row is the one
that Excel shows: the heading stands in row 1.
"""

from __future__ import annotations

import codecs
import csv
import io
import os

from ..errors import NotFound, Problem, Refused, UnknownWord, Unusable
from ..model import notation
from ..model.kinds import KINDS, kind_called
from ..model.reading import Row
from ..words import N_, _, in_every_language

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..model.kind import Kind

ENDINGS = (".csv", ".tsv")
REF_HEADINGS = ("ref", N_("整理番号"))
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Source:
    """One file to read: its name as it is shown, the kind of its records, and its bytes."""

    def __init__(self, name: str, kind: Kind, data: bytes) -> None:
        self.name = name
        self.kind = kind
        self.data = data


def read(
    paths: Iterable[str], *, kind: Kind | None = None, encoding: str | None = None, stdin: bytes = b""
) -> tuple[list[Row], list[Problem]]:
    """Read every row of some files and folders (`-`: standard input), and everything wrong with the files.

    `NotFound` (3) for a path that is not there, `Unusable` (6) for a file that cannot be opened.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    for source in _sources(list(paths), kind, stdin, problems):
        try:
            rows.extend(rows_of(source, encoding, problems))
        except Refused as error:
            problems += error.problems
    return rows, problems


def _sources(paths: list[str], kind: Kind | None, stdin: bytes, problems: list[Problem]) -> Iterator[Source]:
    """Every file of the paths, each once, under its name, or its whole path where two have the same name."""
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    files = list({os.path.realpath(file) if file != "-" else file: file for file in reversed(files)}.values())[::-1]
    names = [os.path.basename(file) for file in files]
    for file in files:
        name = file if names.count(os.path.basename(file)) > 1 else os.path.basename(file)
        data = stdin if file == "-" else _bytes(file)
        found = kind or (kind_called(os.path.splitext(os.path.basename(file))[0]) if file != "-" else None)
        if found is not None:
            yield Source(_("標準入力") if file == "-" else name, found, data)
        elif file == "-":
            problems.append(
                Problem(
                    "file-kind-unknown",
                    _("標準入力からは、何の一覧かが分かりません。"),
                    _("--kind case のように種類を指定してください。"),
                )
            )
        else:
            problems.append(
                Problem(
                    "file-kind-unknown",
                    _("ファイル名から、何の一覧かが分かりません。"),
                    _("名前を {words} のどれかにするか、--kind で種類を指定してください。").format(
                        words=_("、").join(
                            _("{name}（{label}）").format(name=f"{each.plural}.csv", label=each.label) for each in KINDS
                        )
                    ),
                    where=name,
                )
            )


def _files(path: str) -> list[str]:
    """The files of a path: itself, or the lists in the folder that it is."""
    if path == "-" or not os.path.isdir(path):
        return [path]
    try:
        names = sorted(name for name in os.listdir(path) if name.lower().endswith(ENDINGS) and name[0] not in ".~")
    except OSError as error:
        raise Unusable(
            _("フォルダーを読めません: {path}（{reason}）").format(path=path, reason=error.strerror),
            _("権限を確かめてください。"),
        ) from error
    files = [file for name in names if os.path.isfile(file := os.path.join(path, name))]
    if not files:
        raise NotFound(
            _("フォルダーに CSV ファイルがありません: {path}").format(path=path),
            _("cases.csv や 相談.csv のように、種類の名前を付けたファイルを置いてください。"),
        )
    return files


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except FileNotFoundError as error:
        raise NotFound(
            _("ファイルがありません: {path}").format(path=path), _("名前と場所を確かめてください。")
        ) from error
    except OSError as error:
        raise Unusable(
            _("ファイルを読めません: {path}（{reason}）").format(path=path, reason=error.strerror),
            _("ほかのソフトで開いていれば閉じ、権限を確かめてください。"),
        ) from error


def decoded(source: Source, encoding: str | None) -> str:
    """The text of a file, by the encoding given or told; `Refused` when it is none of those read."""
    marked = next((name for mark, name in BYTE_ORDER_MARKS if source.data.startswith(mark)), None)
    for name in [encoding] if encoding else [marked] if marked else ["utf-8", "cp932"]:
        try:
            return source.data.decode(str(name)).removeprefix("\ufeff")
        except LookupError as error:
            raise UnknownWord(
                _("「{encoding}」という文字コードはありません。").format(encoding=notation.quoted(str(name))),
                _("utf-8、cp932、utf-16 のどれかを指定してください。"),
                rule="file-encoding",
            ) from error
        except UnicodeError:
            continue
    raise Refused(
        Problem(
            "file-encoding",
            _("文字コードが分かりません（UTF-8 でも Shift_JIS（cp932）でもありません）。"),
            _("Excel で開いて「CSV UTF-8」で保存し直すか、--encoding で指定してください。"),
            where=source.name,
        )
    )


def rows_of(source: Source, encoding: str | None, problems: list[Problem]) -> Iterator[Row]:
    """The rows of one file, blank ones left out; what is wrong with the file is added to `problems`."""
    text = decoded(source, encoding)
    first_line = text.partition("\n")[0]
    tabs = source.name.lower().endswith(".tsv") or ("\t" in first_line and "," not in first_line)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ",", strict=True)
    headings: list[str] = []
    fields: list[str] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if not any(notation.tidy(cell) for cell in cells):
                continue
            if not headings:
                headings = [notation.tidy(cell) for cell in cells]
                fields = _fields(source, headings, problems)
                continue
            row = _row(source, number, cells, headings, fields, problems)
            if row is not None:
                yield row
        if not headings:
            raise Refused(no_headings(source))
    except csv.Error as error:
        raise Refused(
            Problem(
                "file-unreadable",
                _("{number}行目の近くが CSV として読めません（{reason}）。").format(number=number + 1, reason=error),
                _('引用符（"）の閉じ忘れなどがないか確かめてください。'),
                where=source.name,
            )
        ) from error


def _fields(source: Source, headings: list[str], problems: list[Problem]) -> list[str]:
    """The field of each heading, "" where it is not known; what is wrong with the headings is told."""
    known = _known(source.kind)
    fields = []
    if not any(notation.folded(heading) in known for heading in headings):
        raise Refused(no_headings(source))
    for heading in headings:
        name = known.get(notation.folded(heading), "")
        if not name and heading:
            problems.append(_unknown_heading(source, heading))
        elif name and name in fields:
            problems.append(
                Problem(
                    "heading-twice",
                    _("見出し「{heading}」が二つあります。").format(heading=notation.quoted(heading)),
                    _("どちらか一方の列を消してください。"),
                    where=source.name,
                )
            )
        fields.append(name)
    for field in source.kind.fields:
        if field.required and field.name not in fields:
            problems.append(
                Problem(
                    "heading-missing",
                    _("必須の見出し「{heading}」がありません。").format(heading=field.label),
                    _("1行目に見出し {heading}（{name}）の列を加えてください。").format(
                        heading=field.label, name=field.name
                    ),
                    where=source.name,
                )
            )
    return fields


def _known(kind: Kind) -> dict[str, str]:
    """Every heading that a kind's file may have, folded, with its field: names, and labels in any language."""
    known = {notation.folded(word): "ref" for word in (REF_HEADINGS[0], *in_every_language(REF_HEADINGS[1]))}
    for field in kind.fields:
        words = (field.name, field.option, *in_every_language(field.ja))
        known |= {notation.folded(word): field.name for word in words}
    return known


def no_headings(source: Source) -> Problem:
    """The first row is no row of headings; it may be a record, so its words are not repeated."""
    return Problem(
        "heading-missing",
        _("見出しの行がありません。"),
        _("1行目に見出しを書いてください。使えるもの: {words}").format(
            words=_("、").join([_(REF_HEADINGS[1]), *(field.label for field in source.kind.fields)])
        ),
        where=source.name,
    )


def _unknown_heading(source: Source, heading: str) -> Problem:
    import difflib

    labels = [_(REF_HEADINGS[1]), *(field.label for field in source.kind.fields)]
    near = difflib.get_close_matches(heading, labels, n=3, cutoff=0.4)
    return Problem(
        "unknown-heading",
        _("見出し「{heading}」は{kind}の項目ではありません。").format(
            heading=notation.quoted(heading), kind=source.kind.label
        ),
        (_("近いもの: {words}") if near else _("使えるもの: {words}")).format(words=_("、").join(near or labels)),
        where=source.name,
    )


def _row(
    source: Source, number: int, cells: list[str], headings: list[str], fields: list[str], problems: list[Problem]
) -> Row | None:
    place = _("{file} {number}行目").format(file=source.name, number=number)
    named = [*headings, *[""] * len(cells)]
    bare = [number for number, cell in enumerate(cells, start=1) if notation.tidy(cell) and not named[number - 1]]
    if bare:
        problems.append(
            Problem(
                "cells-beyond-headings",
                _("見出しのない列（{number} 列目）に値があります。").format(number=bare[0]),
                _("列がずれていないか確かめ、その列に見出しを付けるか、値を消してください。"),
                where=place,
            )
        )
        return None
    given = dict(zip(fields, [*cells, *[""] * len(fields)], strict=False))
    given.pop("", None)
    ref = notation.tidy(given.pop("ref", ""))
    return Row(
        source.kind, ref, given, place, {name: heading for name, heading in zip(fields, headings, strict=True) if name}
    )
