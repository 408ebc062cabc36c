"""Hostile input harms nothing: it is kept as text or refused with a listed code, and nothing is half-written."""

from __future__ import annotations

import contextlib
import io
import os
import resource
import sqlite3
import struct
import subprocess
import sys
import zipfile

import pytest

from tests.conftest import ROOT, Done, Office
from welfare_cli.exchange.toml import default_profile, written_profile

LISTED = (0, 2, 3, 4, 5, 6, 7, 8)
"""The exit codes that a command may have; 1 is a bug."""
HIDDEN = "ひみつの本文"
ROW = "kind,received_on,area,summary\nindividual,2024-12-03,市外,{text}\n"

PLACED = ("option", "stdin", "name", "ref", "file")
TEXTS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "＋1", "－1", "＠x", "'=1", "''=1", "=cmd|' /C calc'!A0"),
    *('=HYPERLINK("http://x","y")', "%s%n", "{0}", "{new_individual}", "{{x}}", "${HOME}", "$(id)", "`id`"),
    *("'; DROP TABLE entry; --", '" OR 1=1 --', "\\", "\\x00", "NULL", "None", "[red]赤[/red]", "[link=http://x]"),
    *("<script>alert(1)</script>", "&amp;", "<!--", "]]>", "#set page", "$x$", "\\input{x}", "| a | b |", "1\n2\n3"),
    *(
        "\x1b[31m赤\x1b[0m",
        "\x1b]0;題\x07",
        "\x00",
        "a\x00b",
        "\x7f",
        "\x9b31m",
        "\u202e逆",
        "\u2066隔離\u2069",
        "\ufeff頭",
    ),
    *("\u200b", "\u2028行", "\ud800", "髙﨑𠮷①", "が" * 3, "か\u3099" * 30, "a" + "\u0301" * 100_000, "長" * 32_768),
    *("🏳️‍🌈", "👨‍👩‍👧‍👦", "ﷺ", "\r\n\r", "a\rb", "\u3000", ";；、，", ",,,", '"', '""', "../../etc/passwd", "C:\\con"),
]


def whole(office: Office, done: Done, before: int) -> None:
    """A command ended as one may, told no bug, and wrote all or nothing."""
    code, err = done.code, done.err
    assert code in LISTED, err
    assert "不具合" not in err
    assert "Traceback" not in err
    if code not in (0, 8):
        assert err.startswith(("wfc:", "使い方", "    ", " ")) or "wfc:" in err
        assert office.head() == before
    assert office.query("PRAGMA integrity_check") == [("ok",)]


def recorded(office: Office, text: str, place: str) -> Done:
    """What comes of a text as a summary, from stdin, as a name, as a ref, or in a file."""
    case = ("case", "add", "--kind", "individual", "--received-on", "2024-12-03", "--area", "市外")
    if place == "option":
        return office(*case, "--summary", text)
    if place == "stdin":
        return office(*case, "--summary", "-", stdin=text.encode("utf-8", "surrogatepass"))
    if place == "name":
        return office("venue", "add", "--area", "市外", "--launched-on", "2024-12-03", "--name", text)
    if place == "ref":
        return office(*case, "--ref", text)
    quoted = '"' + text.replace('"', '""') + '"'
    return office("import", "-", "--kind", "case", stdin=ROW.format(text=quoted).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("place", PLACED)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text)[:24])
def test_a_hostile_text_is_kept_or_refused(office: Office, text: str, place: str) -> None:
    """As a summary, a name, a ref, or in a file: a listed code, and all of it written or nothing."""
    before = office.head()
    whole(office, recorded(office, text, place), before)


def test_every_hostile_text_goes_out_and_in_as_it_is(office: Office) -> None:
    """Exported and imported into an empty ledger, every text that was kept is the same, formulas or not."""
    kept = sum(recorded(office, text, place).code == 0 for text in TEXTS for place in PLACED)
    assert kept > 200
    everything = ("--yes", "--with-confidential")
    first, workbook = office.folder / "first", office.folder / "first.xlsx"
    office.ok("export", str(first), *everything)
    office.ok("export", str(workbook), *everything)
    for source in (first, workbook):
        office.path.unlink()
        office.ok("init")
        office.ok("import", str(source))
        again = office.folder / f"again{source.suffix}".replace(".", "-")
        office.ok("export", str(again), *everything)
        for each in first.iterdir():
            assert each.read_bytes() == (again / each.name).read_bytes()


COMMANDS = [
    *(
        "case show {x}",
        "case edit {x} --area 市外 --correction",
        "case close {x} --on 2024-12-04 --closing 解決",
        "history {x}",
    ),
    *(
        "case list --area {x}",
        "case list --from {x}",
        "case list --format {x}",
        "case list --quiet-for {x}",
        "undo {x}",
    ),
    *("case void {x} --why {x}", "contact add --case {x} --date 2024-12-04", "contact add --case C-1 --date {x}"),
    *(
        "report --as-of {x}",
        "report --known-at {x}",
        "report --by {x} --measure new_individual",
        "report --measure {x}",
    ),
    *("publish {x}", "publication show {x}", "explain {x}", "check --rule {x}", "check --accept {x} {x} --why {x}"),
    *("import {x}", "import {x} --kind {x}", "restore {x}", "profile apply {x}", "verify {x}", "export {x} --kind {x}"),
    *(
        "erase {x} --why {x}",
        "purge --closed-before {x}",
        "log --limit {x}",
        "quick {x}",
        "draft {x}",
        "{x}",
        "case {x}",
    ),
    *("case add --kind {x} --received-on {x} --area {x}", "document --as-of {x}", "--lang {x} case list"),
]


@pytest.mark.parametrize("text", ["'; DROP TABLE entry; --", "x' OR '1'='1", "\x1b[2J", "%00", "９" * 5000, ""])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_argument_is_taken_for_anything_else(office: Office, command: str, text: str) -> None:
    """SQL, escapes, very long and empty words in every argument: a listed code, and every table still there."""
    office.monkeypatch.chdir(office.folder)
    office.case()
    before, tables = office.head(), office.query("SELECT name, sql FROM sqlite_schema ORDER BY name")
    done = office(*(word.format(x=text) for word in command.split(" ")))
    assert done.code in LISTED, done.err
    assert "不具合" not in done.err
    assert "\x1b" not in done.err, "what would steer a terminal is shown as its code"
    assert office.head() == before or done.code == 0
    assert office.query("SELECT name, sql FROM sqlite_schema ORDER BY name") == tables


CSV = {
    "empty": b"",
    "nul": b"kind,received_on\x00,area\n",
    "nul-row": b"kind,received_on,area\nindividual,2024-12-03\x00,x\n",
    "utf16": "kind,received_on,area\n個別相談,2024-12-03,市外\n".encode("utf-16"),
    "utf16-cut": "kind,received_on,area\n個別相談,2024-12-03,市外\n".encode("utf-16")[:-1],
    "utf8-cut": "kind,received_on,area\n個別相談,2024-12-03,市外".encode()[:-1],
    "mixed-encodings": "区分,受付日,圏域\n".encode("cp932") + "個別相談,2024-12-03,市外\n".encode(),
    "euc": "区分,受付日,圏域\n個別相談,2024-12-03,市外\n".encode("euc_jp"),
    "surrogate": b"kind,received_on,area\n\xed\xa0\x80,2024-12-03,x\n",
    "overlong": b"kind,received_on,area\n\xc0\xaf,2024-12-03,x\n",
    "mixed-newlines": "kind,received_on,area\r\n個別相談,2024-12-03,市外\n個別相談,2024-12-04,市外\r".encode(),
    "open-quote": f'kind,received_on,area,summary\nindividual,2024-12-03,市外,"{HIDDEN}\n'.encode(),
    "quote-inside": f'kind,received_on,area,summary\nindividual,2024-12-03,市外,a"{HIDDEN}"\n'.encode(),
    "many-columns": b",".join([b"x"] * 20_000) + b"\n",
    "long-line": b"kind,received_on,area\n" + b"x" * (3 << 20),
    "long-cell": b'kind,received_on,area,summary\nindividual,2024-12-03,x,"' + b"x\n" * 100_000 + b'"\n',
    "combining": f"kind,received_on,area\nindividual,2024-12-03,市{chr(0x301) * 100_000}\n".encode(),
    "same-headings": b"kind,kind,received_on,area\nindividual,individual,2024-12-03,x\n",
    "only-headings": b"kind,received_on,area\n",
    "binary": bytes(range(256)) * 64,
    "zip-named-csv": b"PK\x03\x04" + b"\x00" * 100,
    "html": b"<html><body>kind</body></html>",
    "secret-heading": f"kind,received_on,area,{HIDDEN}\nindividual,2024-12-03,x,x\n".encode(),
    "dates": ROW.format(text=HIDDEN).replace("2024-12-03", "2024-02-30").encode(),
    "huge-number": b"measure,month,number\nnew_individual,2022-04," + b"9" * 5000 + b"\n",
    "negative": b"measure,month,number\nnew_individual,2022-04,-1\n",
    "arabic-digits": "measure,month,number\nnew_individual,2022-04,٣\n".encode(),
    "many-refs": b"ref,case,date\n" + b"F-1,C-1,2024-12-03\n" * 2000,
}


@pytest.mark.parametrize("kind", ["case", "tally", "contact"])
@pytest.mark.parametrize("name", CSV)
def test_a_hostile_list_is_refused_or_read_whole(office: Office, name: str, kind: str) -> None:
    """Whatever its bytes are: a listed code, nothing half-written, and no confidential word in what is told."""
    path = office.folder / "list.csv"
    path.write_bytes(CSV[name])
    before = office.head()
    done = office("import", str(path), "--kind", kind)
    whole(office, done, before)
    if name != "secret-heading":
        assert HIDDEN not in done.err + done.out


def book(**parts: bytes) -> bytes:
    """A packed file with some parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def made(content: bytes) -> bytes:
    """A workbook with one sheet, 相談, whose XML is given."""
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return book(
        **{
            "[Content_Types].xml": b"<Types/>",
            "xl__workbook.xml": b"<workbook %b xmlns:r=%b><sheets>" % (space, b'"' + links + b'"')
            + '<sheet name="相談" sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
            "xl___rels__workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            b'relationships"><Relationship Id="r1" Type="' + links + b'/worksheet" Target="worksheets/sheet1.xml"/>'
            b"</Relationships>",
            "xl__worksheets__sheet1.xml": content,
        }
    )


def lying(data: bytes) -> bytes:
    """The same packed file, whose last part says in its headers that it is small."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        last = packed.infolist()[-1]
    size, small = struct.pack("<I", last.file_size), struct.pack("<I", 10)
    return data.replace(size, small)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%b">' % (ord("b") + n, b"&%c;" % (ord("a") + n) * 10) for n in range(9))
    + b"]><worksheet><sheetData><row><c><v>&j;</v></c></row></sheetData></worksheet>"
)
ZEROS = b"<worksheet><sheetData>" + b" " * (200 << 20)
BOOKS = {
    "empty": b"",
    "only-mark": b"PK\x03\x04",
    "no-book": book(x=b"y"),
    "cut": made(b"<worksheet/>")[:-30],
    "no-sheet": made(b""),
    "broken-xml": made(b"<worksheet><sheetData>"),
    "bomb": made(ZEROS),
    "lying-bomb": lying(made(ZEROS)),
    "laughs": made(LAUGHS),
    "laughs-utf16": made(LAUGHS.decode().encode("utf-16")),
    "external-entity": made(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'),
    "far-away": made(b'<worksheet><dimension ref="A1:XFD1048576"/><sheetData/></worksheet>'),
    "far-away-cell": made(
        b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    ),
    "path-out": book(**{"..__..__etc__passwd": b"x", "xl__workbook.xml": b"<workbook/>"}),
    "ole": b"\xd0\xcf\x11\xe0" + b"\x00" * 5000,
    "many-parts": book(**{f"p{number}": b"" for number in range(5000)}),
    "flipped": bytes(each ^ (place % 97 == 0) for place, each in enumerate(made(b"<worksheet/>"))),
}


TOLD = {
    **dict.fromkeys(("bomb", "lying-bomb"), "ほどくと大きくなりすぎます"),
    **dict.fromkeys(("laughs", "laughs-utf16", "external-entity"), "DOCTYPE"),
}
"""What is said of those that are refused before any reader of the format sees them."""


@pytest.mark.parametrize(
    "command",
    ["import {path} --kind case", "verify {path} --as-of 2024-12-31", "document --template {path} --output 文書.docx"],
)
@pytest.mark.parametrize("name", BOOKS)
def test_a_hostile_packed_file_is_refused(office: Office, name: str, command: str) -> None:
    """As a list, a document or a form: refused with a listed code, and nothing written."""
    office.monkeypatch.chdir(office.folder)
    path = office.folder / "相談.docx" if "document" in command or "verify" in command else office.folder / "相談.xlsx"
    path.write_bytes(BOOKS[name])
    before = office.head()
    done = office(*command.format(path=path).split(" "))
    whole(office, done, before)
    if name in TOLD:
        assert done.code == 4
        assert TOLD[name] in done.err
    assert not (office.folder / "文書.docx").exists()


@pytest.mark.parametrize("name", ["bomb", "lying-bomb", "laughs"])
def test_a_bomb_is_refused_before_it_fills_the_memory(office: Office, name: str) -> None:
    """With 300 MB of memory to use, a workbook of 200 MB of blanks and one of a billion laughs are refused (4)."""
    path = office.folder / "相談.xlsx"
    path.write_bytes(BOOKS[name])
    done = subprocess.run(
        [sys.executable, "-m", "welfare_cli", "import", str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (300 << 20, 300 << 20)),
        check=False,
    )
    assert done.returncode == 4, done.stderr.decode()


def database(*statements: str) -> bytes:
    """An SQLite file made by somebody else."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(";".join(statements))
        return connection.serialize()


FOREIGN = {
    "empty": b"",
    "text": b"hello",
    "another": database("CREATE TABLE x (y)"),
    "same-id": database("PRAGMA application_id = 2002936940", "CREATE TABLE entry (number)"),
    "newer": database("PRAGMA user_version = 99", "CREATE TABLE entry (number)"),
    "header": b"SQLite format 3\x00" + b"\xff" * 4080,
    "cut": database("CREATE TABLE x (y)")[:1500],
}
MEDDLING = [
    "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM record; END",
    "CREATE TRIGGER t BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'x'); END",
    "DROP TABLE link; CREATE VIEW link AS SELECT 1 AS entry, 2 AS target",
    "ALTER TABLE entry ADD COLUMN z TEXT",
    "CREATE TABLE extra (x)",
    "DROP TABLE commitment",
    "UPDATE entry SET author = CAST(x'ff' AS TEXT)",
    "DELETE FROM entry",
    "PRAGMA user_version = 99",
    "PRAGMA application_id = 1",
]
READING = ["case list", "report --as-of 2024-12-31", "check", "log", "history C-1", "backup 控え", "export 出 --yes"]


@pytest.mark.parametrize(
    "command", [*READING, "case add --kind individual --received-on 2024-12-03 --area 市外", "migrate"]
)
@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_somebody_else_is_no_ledger(office: Office, name: str, command: str) -> None:
    """A file that is no ledger is refused by every command, and not changed by a byte."""
    office.monkeypatch.chdir(office.folder)
    office.path.write_bytes(FOREIGN[name])
    done = office(*command.split(" "))
    assert done.code in LISTED, done.err
    assert done.code != 0
    assert "不具合" not in done.err
    assert office.path.read_bytes() == FOREIGN[name]


@pytest.mark.parametrize("command", [*READING, "case add --kind individual --received-on 2024-12-03 --area 市外"])
@pytest.mark.parametrize("meddling", MEDDLING)
def test_a_ledger_that_was_meddled_with_is_told(office: Office, meddling: str, command: str) -> None:
    """Triggers, views, other tables and other rows in a ledger: a listed code and never a bug."""
    office.monkeypatch.chdir(office.folder)
    office.case()
    connection = sqlite3.connect(office.path)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.executescript(meddling)
    connection.close()
    done = office(*command.split(" "))
    assert done.code in LISTED, done.err
    assert "不具合" not in done.err


def profiles() -> dict[str, str]:
    """Profiles with wrong types, huge values and broken TOML."""
    good = written_profile(default_profile())
    wrong = [
        "1",
        "1.5",
        "true",
        "[]",
        "[1]",
        "{}",
        "2024-01-01",
        '"' + "x" * 100_000 + '"',
        '"\\u0000"',
        '"\\u202e"',
        '""',
    ]
    found: dict[str, str] = {}
    for key in (
        "organisation",
        "opening_month",
        "time_zone",
        "retention_years",
        "digits",
        "label",
        "code",
        "valid_from",
    ):
        for each in wrong:
            lines = good.splitlines()
            place = next((n for n, line in enumerate(lines) if line.strip().startswith(f"{key} =")), None)
            if place is None:
                lines.insert(lines.index("[office]") + 1, f"{key} = {each}")
            else:
                lines[place] = f"{key} = {each}"
            found[f"{key}={each[:12]}"] = "\n".join(lines)
    found |= {
        "empty": "",
        "no-toml": "[[[",
        "deep": "x = " + "[" * 2000 + "]" * 2000,
        "bom": "\ufeff" + good,
        "cut": good[: len(good) // 2],
    }
    return found


PROFILES = profiles()


@pytest.mark.parametrize("name", PROFILES)
def test_a_hostile_profile_is_refused_or_applied_whole(office: Office, name: str) -> None:
    """Wrong types and values in a profile: a listed code, and the ledger as before unless it was applied."""
    path = office.folder / "profile.toml"
    path.write_text(PROFILES[name], encoding="utf-8")
    before = office.head()
    whole(office, office("profile", "apply", str(path)), before)
    assert office("report", "--as-of", "2024-12-31").code == 0


@pytest.mark.skipif(os.name != "posix", reason="links are made otherwise elsewhere")
@pytest.mark.parametrize(
    "command",
    [
        "export {link} --kind case --yes --replace",
        "profile export {link} --replace",
        "form {link} --replace",
        "document --as-of 2024-12-31 --output {link} --replace",
        "report --as-of 2024-12-31 --output {link}",
        "anonymize {link}",
        "init --ledger {link}",
    ],
)
def test_a_link_is_not_followed_into_another_file(office: Office, command: str) -> None:
    """Who plants a link where a file is about to be written has nothing written over by it (7)."""
    office.case()
    victim = office.folder / "victim"
    victim.write_text("mine")
    link = office.folder / ("link.xlsx" if command.startswith(("form", "export")) else "link.toml")
    link = link.with_suffix(".txt") if command.startswith(("document", "report")) else link
    link.symlink_to(victim)
    assert office(*command.format(link=link).split(" ")).code == 7
    assert victim.read_text() == "mine"
    assert link.is_symlink()


PLACES = ["../外.db", "/dev/null", "/proc/self/mem", "フォルダー", "~root/x", "-", "https://example.org/x"]


@pytest.mark.parametrize(
    "command",
    [
        "restore {x}",
        "import {x}",
        "verify {x}",
        "profile apply {x}",
        "case list --ledger {x}",
        "backup {x}",
        "export {x} --yes",
        "init --ledger {x}",
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_a_strange_place_is_refused(office: Office, command: str, place: str) -> None:
    """Folders, devices, addresses and places with NUL where a file should be: a listed code."""
    inside = office.folder / "中"
    inside.mkdir()
    (inside / "フォルダー").mkdir()
    office.monkeypatch.chdir(inside)
    before = office.head()
    whole(office, office(*command.format(x=place).split(" ")), before)


@pytest.mark.parametrize("where", ["first", "later"])
def test_an_endless_line_is_refused_before_it_is_made_into_text(office: Office, where: str) -> None:
    """A megabyte without a line end is no list: the file is named, not what stands in it, and nothing is written."""
    heading = b"" if where == "first" else "区分,受付日,圏域\n".encode()
    (office.folder / "cases.csv").write_bytes(heading + b"a" * ((1 << 20) + 1))
    before = office.head()
    done = office("import", str(office.folder / "cases.csv"))
    assert (done.code, office.head()) == (4, before)
    assert "cases.csv: 一行が長すぎます" in done.err
    assert "aaaa" not in done.err
