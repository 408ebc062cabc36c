"""A hundred files whose shape is hostile, made here: far cells, deep nesting, bombs, and what is no file at all."""

from __future__ import annotations

import io
import os
import pathlib
import socket
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import xlsxwriter

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = "ref,case,date,method,note\n"
MEGABYTE = 1 << 20

IMPORT = "import {path} --kind contact"
VERIFY = "verify {path} --as-of 2024-12-31"
CHECK = "profile check {path}"


Content = Callable[[], bytes]


@dataclass(frozen=True)
class Shape:
    """A hostile file: its name, what makes its bytes or puts it there, and the command that is given it."""

    name: str
    content: Content | None
    command: str
    place: Callable[[pathlib.Path], object] | None = None
    stdin: str = ""
    variable: str = ""

    def put(self, folder: pathlib.Path) -> pathlib.Path:
        """Put the file into a folder; return its path."""
        path = folder / self.name
        if self.content:
            path.write_bytes(self.content())
        if self.place:
            self.place(path)
        return path


def packed(parts: dict[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A packed file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return stream.getvalue()


def book(sheet: bytes | str, more: dict[str, bytes | str] | None = None, sheets: int = 1) -> bytes:
    """A workbook with a sheet whose XML is given, listed so many times under different titles."""
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole) as made:
        made.add_worksheet("支援対応").write_string(0, 0, "a")
    with zipfile.ZipFile(whole) as read:
        parts: dict[str, bytes | str] = {name: read.read(name) for name in read.namelist()}
    listed = "".join(f'<sheet name="支援対応{n or ""}" sheetId="{n + 1}" r:id="rId1"/>' for n in range(sheets))
    parts["xl/workbook.xml"] = f'<workbook {SPACE} xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>'
    return packed(parts | {"xl/worksheets/sheet1.xml": sheet} | (more or {}))


def sheet(rows: str, before: str = "", behind: str = "") -> str:
    """The XML of a sheet."""
    return f"<worksheet {SPACE}>{before}<sheetData>{HEADINGS}{rows}</sheetData>{behind}</worksheet>"


def cell(address: str, text: str = "1") -> str:
    """A cell with a text of its own."""
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADINGS = '<row r="1">' + cell("A1", "相談番号") + cell("B1", "日付") + "</row>"
FAR = '<row r="1048576">' + cell("XFD1048576") + "</row>"


def docx(body: str | bytes, more: dict[str, bytes | str] | None = None) -> bytes:
    """A Word file with a body."""
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    content = body if isinstance(body, bytes) else f"<w:document {WORD}><w:body>{body}</w:body></w:document>"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{LINKS}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": content,
    }
    return packed(parts | (more or {}))


def row_of(cells: str) -> str:
    """A Word table of one row."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr></w:tbl>"


SPANNED = "<w:tc><w:tcPr>{pr}</w:tcPr><w:p><w:r><w:t>1件</w:t></w:r></w:p></w:tc>"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "haha">'
for _each, _before in zip("bcdefghij", "abcdefghi", strict=True):
    LAUGHS += f'<!ENTITY {_each} "' + f"&{_before};" * 10 + '">'
LAUGHS += "]>"
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'


def pdf(*objects: bytes, root: str = "1 0 R", trailer: str = "") -> bytes:
    """A PDF of objects, numbered from 1, with a table of where they are."""
    data, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer <</Size {len(objects) + 1} /Root {root}"
    return data + f"{end} {trailer}>>\nstartxref\n{len(data)}\n%%EOF\n".encode()


def stream(content: bytes, how: bytes = b"/FlateDecode", more: bytes = b"") -> bytes:
    """A compressed stream of a PDF."""
    small = zlib.compress(content, 9) if how == b"/FlateDecode" else content
    return b"<</Length %d /Filter %s %s>>\nstream\n" % (len(small), how, more) + small + b"\nendstream"


PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def drawn(content: bytes) -> bytes:
    """A PDF with a page whose instructions are given."""
    return pdf(CATALOG, PAGES, PAGE, content, FONT)


def lying(data: bytes) -> bytes:
    """The packed file, with a first part of which the list says that it is small."""
    place = data.rindex(b"PK\x01\x02")
    return data[: place + 24] + (10).to_bytes(4, "little") + data[place + 28 :]


def overlapping(copies: int) -> bytes:
    """A packed file that lists the same part under many names."""
    data = packed({"a": b"\0" * (31 * MEGABYTE)})
    begin, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[begin:end]
    listed = b"".join(entry[:28] + b"\x05\x00" + entry[30:46] + b"%05d" % number for number in range(copies))
    tail = bytearray(data[end:])
    tail[8:12] = copies.to_bytes(2, "little") * 2
    tail[12:16] = len(listed).to_bytes(4, "little")
    return data[:begin] + listed + bytes(tail)


def sparse(size: int) -> Callable[[pathlib.Path], object]:
    """A file that is all hole."""

    def made(path: pathlib.Path) -> None:
        path.touch()
        os.truncate(path, size)

    return made


def bound(path: pathlib.Path) -> None:
    """A socket."""
    before = pathlib.Path.cwd()
    os.chdir(path.parent)  # a socket's path must be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def linked(target: str) -> Callable[[pathlib.Path], object]:
    """A link to something."""
    return lambda path: path.symlink_to(target)


def fifo(path: pathlib.Path) -> None:
    """A named pipe that nobody writes to."""
    os.mkfifo(path)


def draft(path: pathlib.Path, made: Callable[[pathlib.Path], object]) -> None:
    """A draft beside the ledger."""
    folder = path.parent / "ledger.db.drafts"
    folder.mkdir()
    made(folder / "1.json")
    path.touch()


def _lists() -> dict[str, Shape]:
    long = "x" * 100_000
    texts: dict[str, Content] = {
        "open-quote": (HEAD + '"' + "あいう,えお\n" * 5_000_000).encode,
        "line-of-3MB": lambda: HEAD.encode() + b"x" * (3 * MEGABYTE),
        "line-of-100MB": lambda: b"x" * (100 * MEGABYTE),
        "million-columns": lambda: b"x," * 1_000_000 + b"\n",
        "columns": lambda: b"x," * 400_000 + b"\n",
        "headings": lambda: b",".join(b"h%d" % n for n in range(16_000)) + b"\n",
        "long-heading": ("ref,case,date," + "見" * 100_000 + "\n").encode,
        "blank-lines": lambda: b"\n" * 20_000_000,
        "only-commas": lambda: (HEAD + ",,,,\n" * 2_000_000).encode() + b"x\n",
        "nul": lambda: b"\0" * (50 * MEGABYTE),
        "nul-lines": lambda: HEAD.encode() + b"\0\n" * 100_000,
        "utf16-without-end": lambda: b"\xff\xfe" + "ref,case,date\nあ".encode("utf-16-le") * 1_000_000 + b"\0",
        "utf16-one-line": lambda: b"\xff\xfe" + "\u0a0a".encode("utf-16-le") * 10_000_000,
        "lone-bytes": lambda: b"\xff" * (20 * MEGABYTE),
        "almost-utf8": lambda: HEAD.encode() + "あ\n".encode() * 5_000_000 + b"\xff\xff",
        "carriage-returns": lambda: HEAD.encode() + b"\r" * 20_000_000,
        "long-cells": (HEAD + f"F-1,C-1,2024-12-03,来所,{long}\n" * 300).encode,
        "long-refs": (HEAD + "".join(f"{n:064d}{n},C-1,2024-12-03,来所,\n" for n in range(20_000))).encode,
        "quotes": lambda: HEAD.encode() + b'""' * 400_000 + b"\n",
        "combining": (HEAD + "F-1,C-1,2024-12-03,来" + "\u0301" * 100_000 + ",\n").encode,
        "title-lines": lambda: b"a\n" * 1_000_000,
    }
    found = {name: Shape("支援対応.csv", data, IMPORT) for name, data in texts.items()}
    found["sparse-list"] = Shape("支援対応.csv", None, IMPORT, sparse(900 * MEGABYTE))
    found["sparse-huge"] = Shape("支援対応.csv", None, IMPORT, sparse(1 << 40))
    found["rotated"] = Shape("支援対応.csv", HEAD.encode, IMPORT + " --encoding rot13")
    return found


def _books() -> dict[str, Shape]:
    rows = "".join(f'<row r="{n}">' + cell(f"A{n}") + "</row>" for n in range(2, 1200))
    columns = "".join(cell(f"{each}2") for each in ("A", "ZZ", "XFD"))
    tiny = "<c><v>1</v></c>"
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 4000))
    data: dict[str, Content] = {
        "far-cell": lambda: book(sheet(FAR, before='<dimension ref="A1:B2"/>')),
        "far-cell-quoted": lambda: book(sheet(FAR.replace('r="XFD1048576"', "r='XFD1048576'"))),
        "far-cell-spaced": lambda: book(sheet(FAR.replace('r="XFD1048576"', 'r = \n "XFD1048576"'))),
        "far-cell-prefixed": lambda: book(
            sheet(FAR).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
        ),
        "far-cell-hidden": lambda: book(sheet(FAR.replace("<c ", '<c a=">" '))),
        "far-cell-lower-case": lambda: book(sheet(FAR.replace("XFD", "xfd"))),
        "far-column": lambda: book(
            sheet(
                rows.replace("</row>", "", 1).replace("</row>", columns + "</row>", 1)
                + '<row r="1048000">'
                + cell("XFD1048000")
                + "</row>"
            )
        ),
        "beyond-excel": lambda: book(sheet('<row r="99999999">' + cell("ZZZZ99999999") + "</row>")),
        "beyond-numbers": lambda: book(sheet('<row r="9">' + cell("ZZZZZZZZZZZZZZ" + "9" * 30) + "</row>")),
        "row-far-away": lambda: book(sheet(f'<row r="4294967290">{tiny}</row>')),
        "stretched": lambda: book(sheet(FAR.replace('r="XFD', "r" + " " * 300 + '="XFD'))),
        "two-far-sheets": lambda: book(
            sheet('<row r="300000">' + cell("J300000") + "</row>"),
            {"xl/worksheets/sheet2.xml": sheet('<row r="300000">' + cell("J300000") + "</row>")},
        ),
        "merges": lambda: book(sheet(f'<row r="2">{cell("A2")}</row>', behind=f"<mergeCells>{merges}</mergeCells>")),
        "a-million-merges": lambda: book(
            sheet("", behind="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 1_000_000 + "</mergeCells>")
        ),
        "20000-sheets": lambda: book(sheet(""), sheets=20_000),
        "cell-without-address": lambda: book(sheet(f"<row>{tiny * 3_000_000}</row>")),
        "row-without-end": lambda: book(f"<worksheet {SPACE}><sheetData><row r='1'>" + tiny * 3_000_000),
        "deep": lambda: book(f"<worksheet {SPACE}>" + "<a>" * 1_000_000),
        "deep-book": lambda: packed({"xl/workbook.xml": "<a>" * 1_000_000}),
        "blanks": lambda: book(b"<worksheet><sheetData>" + b" " * (200 * MEGABYTE)),
        "lying-blanks": lambda: lying(book(b"<worksheet><sheetData>" + b" " * (200 * MEGABYTE))),
        "laughs": lambda: book(LAUGHS + sheet('<row r="2"><c r="A2"><v>&j;</v></c></row>')),
        "laughs-in-book": lambda: packed({"xl/workbook.xml": LAUGHS + "<workbook>&j;</workbook>"}),
        "laughs-across-pieces": lambda: book(" " * (MEGABYTE - 4) + LAUGHS + sheet("")),
        "quadratic": lambda: book(QUADRATIC + sheet('<row r="2"><c r="A2"><v>' + "&a;" * 50_000 + "</v></c></row>")),
        "strings": lambda: book(
            sheet(""), {"xl/sharedStrings.xml": f"<sst {SPACE}>" + "<si><t>a</t></si>" * 1_500_000}
        ),
        "one-string": lambda: book(
            sheet('<row r="2"><c r="A2" t="s"><v>0</v></c></row>'),
            {"xl/sharedStrings.xml": f"<sst {SPACE}><si><t>{'a' * (30 * MEGABYTE)}</t></si></sst>"},
        ),
        "string-that-is-not-there": lambda: book(sheet('<row r="2"><c r="A2" t="s"><v>99999999999</v></c></row>')),
        "styles": lambda: book(
            sheet(""), {"xl/styles.xml": f"<styleSheet {SPACE}><cellXfs>" + '<xf numFmtId="14"/>' * 1_500_000}
        ),
        "formats": lambda: book(
            sheet(""),
            {"xl/styles.xml": f'<styleSheet {SPACE}><numFmts><numFmt numFmtId="1" formatCode="{"[" * 2_000_000}"/>'},
        ),
        "formulas": lambda: book(
            sheet("".join(f'<row r="{n}"><c r="A{n}"><f>1</f></c></row>' for n in range(2, 300_000)))
        ),
        "no-book": lambda: packed({"x": "y"}),
        "no-sheet": lambda: packed({"xl/workbook.xml": f"<workbook {SPACE}/>"}),
        "no-links": lambda: packed(
            {"xl/workbook.xml": f'<workbook {SPACE}><sheets><sheet name="a"/></sheets></workbook>'}
        ),
        "sheet-is-the-book": lambda: book(
            sheet(""),
            {
                "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
                f'Type="{LINKS}/worksheet" Target="workbook.xml"/></Relationships>'
            },
        ),
        "sheet-outside": lambda: book(
            sheet(""),
            {
                "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
                f'Type="{LINKS}/worksheet" Target="../../../etc/passwd"/></Relationships>'
            },
        ),
        "same-part-twice": lambda: twice(book(sheet("")), "xl/worksheets/sheet1.xml", sheet(FAR)),
        "parts": lambda: packed({f"p{number}": "" for number in range(20_000)}),
        "overlapping": lambda: overlapping(2000),
        "utf16-sheet": lambda: book(sheet(FAR).encode("utf-16")),
        "password": lambda: b"\xd0\xcf\x11\xe0" + bytes(60) + "EncryptedPackage".encode("utf-16-le"),
        "old": lambda: b"\xd0\xcf\x11\xe0" + b"\xff" * MEGABYTE,
        "noise": lambda: b"PK\x03\x04" + os.urandom(8 * MEGABYTE),
    }
    return {f"book-{name}": Shape("支援対応.xlsx", content, "import {path}") for name, content in data.items()}


def twice(data: bytes, name: str, other: str) -> bytes:
    """A packed file with two parts of one name."""
    stream_of = io.BytesIO(data)
    with zipfile.ZipFile(stream_of, "a", zipfile.ZIP_DEFLATED) as made:
        info = zipfile.ZipInfo(name)
        made.NameToInfo.pop(name, None)
        made.writestr(info, other)
    return stream_of.getvalue()


def _documents() -> dict[str, Shape]:
    paragraph = "<w:p><w:r><w:t>新規個別相談件数1件</w:t></w:r></w:p>"
    words: dict[str, Content] = {
        "span": lambda: docx(row_of(SPANNED.format(pr='<w:gridSpan w:val="2000000000"/>'))),
        "span-before": lambda: docx(
            row_of('<w:trPr><w:gridBefore w:val="2000000000"/></w:trPr>' + SPANNED.format(pr=""))
        ),
        "spans": lambda: docx(row_of(SPANNED.format(pr='<w:gridSpan w:val="900"/>') * 3000)),
        "continued": lambda: docx(
            "<w:tbl><w:tblPr/><w:tblGrid/>" + f"<w:tr>{SPANNED.format(pr='<w:vMerge/>')}</w:tr>" * 5000 + "</w:tbl>"
        ),
        "deep": lambda: docx("<w:sdt>" * 100_000),
        "deep-tables": lambda: docx("<w:tbl><w:tr><w:tc>" * 2000),
        "paragraphs": lambda: docx("<w:p/>" * 1_500_000),
        "figures": lambda: docx(paragraph * 60_000),
        "laughs": lambda: docx(f"{LAUGHS}<w:document {WORD}><w:body><w:p>&j;</w:p></w:body></w:document>".encode()),
        "blanks": lambda: docx(b" " * (200 * MEGABYTE)),
        "no-parts": lambda: packed({"x": "y"}),
        "circle": lambda: docx(
            paragraph,
            {
                "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
                f'Type="{LINKS}/officeDocument" Target="document.xml"/></Relationships>',
                "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{LINKS}/officeDocument" '
                'Target="_rels/.rels"/></Relationships>',
            },
        ),
    }
    kids = b"".join(b"3 0 R " for _ in range(20_000))
    deep = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 3) for n in range(5000)]
    many = b"BT /F 9 Tf (1) Tj ET\n" * 200_000
    pdfs: dict[str, Content] = {
        "deep-pages": lambda: pdf(CATALOG, *deep),
        "circle": lambda: pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
        "many-pages": lambda: pdf(CATALOG, b"<</Type/Pages/Kids[%b]/Count 20000>>" % kids, PAGE, stream(b""), FONT),
        "lying-count": lambda: pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", PAGE, stream(b""), FONT),
        "bomb": lambda: drawn(stream(b" " * (300 * MEGABYTE))),
        "bomb-in-bomb": lambda: drawn(
            b"<</Length %d /Filter[/FlateDecode/FlateDecode]>>\nstream\n"
            % len(inner := zlib.compress(zlib.compress(b" " * (300 * MEGABYTE), 9), 9))
            + inner
            + b"\nendstream"
        ),
        "instructions": lambda: drawn(stream(many)),
        "run-length": lambda: drawn(stream(b"\x81 " * (2 * MEGABYTE) + b"\x80", b"/RunLengthDecode")),
        "objects": lambda: pdf(CATALOG, stream(b"1 0 " * 5_000_000, more=b"/Type/ObjStm/N 1000000/First 4000000")),
        "arrays": lambda: pdf(CATALOG, b"[" * 500_000),
        "names": lambda: pdf(CATALOG, b"<<" + b"/A<<" * 200_000),
        "encrypted": lambda: pdf(
            CATALOG, PAGES, PAGE, stream(b""), trailer="/Encrypt<</Filter/Standard/V 5/R 6/Length 256/O()/U()/P 0>>"
        ),
        "no-table": lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 500_000,
        "previous": lambda: pdf(CATALOG, PAGES, trailer="/Prev 9"),
        "only-mark": lambda: b"%PDF-1.7\n",
        "string": lambda: drawn(stream(b"BT /F 9 Tf (" + b"(" * 1_500_000 + b") Tj ET")),
    }
    texts: dict[str, tuple[str, Content]] = {
        "line": ("報告.txt", lambda: "新規個別相談件数は12件、".encode() * 90_000),
        "lines": ("報告.md", lambda: "新規個別相談件数は12件。\n".encode() * 90_000),
        "noise": ("報告.txt", lambda: os.urandom(MEGABYTE)),
        "zeros": ("報告.txt", lambda: b"\0" * (20 * MEGABYTE)),
        "tags": ("報告.html", lambda: b"<div>" * 700_000),
        "comments": ("報告.html", lambda: b"<!--" * 900_000),
        "marks": ("報告.html", lambda: b"<![" * 1_000_000),
        "half-tags": ("報告.html", lambda: b"<a " * 1_200_000),
        "attributes": ("報告.html", lambda: b"<p " + b"a=" * 1_500_000 + b">"),
        "entities": ("報告.html", lambda: b"&" * 3_000_000),
        "script": ("報告.html", lambda: b"<script>" + b"</" * 1_500_000),
    }
    found = {f"word-{name}": Shape("報告.docx", data, VERIFY) for name, data in words.items()}
    form = "document --template {path} --output {folder}/out.docx"
    for name in ("deep", "paragraphs", "laughs", "no-parts"):
        found[f"form-{name}"] = Shape("様式.docx", words[name], form)
    found |= {f"pdf-{name}": Shape("報告.pdf", data, VERIFY) for name, data in pdfs.items()}
    return found | {f"text-{name}": Shape(file, data, VERIFY) for name, (file, data) in texts.items()}


def _profiles() -> dict[str, Shape]:
    tomls: dict[str, Content] = {
        "dotted-key": lambda: b"a." * 50_000 + b"a = 1",
        "dotted-quoted": lambda: b'"a" . ' * 20_000 + b"a = 1",
        "dotted-table": lambda: b"[" + b"a." * 50_000 + b"a]",
        "dotted-inline": lambda: b"x = {" + b"a." * 50_000 + b"a = 1}",
        "digits": lambda: b"opening_month = " + b"9" * 100_000,
        "hexadecimal": lambda: b"[office]\nopening_month = 0x" + b"f" * 100_000,
        "float": lambda: b"a = 1." + b"9" * 900_000,
        "arrays": lambda: b"a = " + b"[" * 500_000,
        "inline-tables": lambda: b"a = " + b"{a=" * 300_000,
        "tables": lambda: b"[[areas]]\n" * 90_000,
        "unknown": lambda: b"".join(b"k%d = 1\n" % n for n in range(80_000)),
        "measures": lambda: (
            b"[[sections]]\ncode='I-1'\npart='a'\ntitle='b'\nmeasures=["
            + b",".join(b"'m%d'" % n for n in range(80_000))
            + b"]\n"
        ),
        "long-key": lambda: b"k" * 900_000 + b" = 1",
        "long-string": lambda: b'a = """' + b"a" * 900_000,
        "too-large": lambda: b"# " + b"x" * (5 * MEGABYTE),
        "nul": lambda: b"\0" * 500_000,
        "utf16": lambda: "a = 1".encode("utf-16"),
    }
    found = {f"toml-{name}": Shape("profile.toml", data, CHECK) for name, data in tomls.items()}
    found["toml-init"] = Shape("profile.toml", tomls["dotted-key"], "init --profile {path} --ledger {folder}/new.db")
    for name in ("dotted-key", "digits", "arrays", "too-large", "utf16"):
        found[f"settings-{name}"] = Shape("config.toml", tomls[name], "case list", variable="WFC_CONFIG")
    return found


def _no_files() -> dict[str, Shape]:
    commands = {
        "import": IMPORT,
        "verify": VERIFY,
        "template": "document --template {path} --output {folder}/out.docx",
        "check": CHECK,
        "diff": "profile diff {path}",
        "apply": "profile apply {path}",
        "init": "init --profile {path} --ledger {folder}/new.db",
        "restore": "restore {path} --replace",
        "identity": "restore {folder}/ledger.db --replace --identity {path}",
        "recipient": "backup {folder}/backups --encrypt-to {path}",
    }
    found = {f"pipe-{name}": Shape("pipe", None, command, fifo) for name, command in commands.items()}
    for name in ("import", "verify", "check", "apply"):
        found[f"device-{name}"] = Shape("zero", None, commands[name], linked("/dev/zero"))
        found[f"socket-{name}"] = Shape("socket", None, commands[name], bound)
    found["folder"] = Shape("folder", None, VERIFY, pathlib.Path.mkdir)
    found["folder-profile"] = Shape("folder", None, CHECK, pathlib.Path.mkdir)
    found["circle"] = Shape("circle", None, IMPORT, linked("circle"))
    found["pipe-settings"] = Shape("config.toml", None, "case list", fifo, variable="WFC_CONFIG")
    found["device-settings"] = Shape("config.toml", None, "case list", linked("/dev/zero"), variable="WFC_CONFIG")
    found["pipe-draft"] = Shape("draft", None, "draft 1 --discard", lambda path: draft(path, fifo))
    found["deep-draft"] = Shape(
        "draft", None, "draft 1 --discard", lambda path: draft(path, lambda to: to.write_bytes(b"[" * 500_000))
    )
    found["endless-import"] = Shape("x", None, "import - --kind contact", stdin="/dev/zero")
    found["endless-verify"] = Shape("x", None, "verify - --as-of 2024-12-31", stdin="/dev/zero")
    add = "case add --kind individual --received-on 2024-12-03 --area 市外 --summary -"
    found["endless-text"] = Shape("x", None, add, stdin="/dev/zero")
    return found


SHAPES = _lists() | _books() | _documents() | _profiles() | _no_files()
"""Every hostile file by what is hostile about it."""
