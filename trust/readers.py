"""Everything that reads what somebody else wrote, to be given anything at all: bytes in, values or a refusal out.

`python -m trust.readers READER RUNS` gives one of them so many inputs, guided by what the code covers where atheris is
installed (Linux, Python 3.11 or 3.12), and prints how many there were. Anything but a refusal ends it with a traceback.
"""

from __future__ import annotations

import importlib
import io
import random
import sys
import tomllib
import zipfile
from collections.abc import Callable

from welfare_cli.errors import Refused, WfcError
from welfare_cli.exchange import toml
from welfare_cli.exchange.files import read
from welfare_cli.exchange.toml import default_profile, written_profile
from welfare_cli.model import notation
from welfare_cli.model.kinds import BY_NAME, KINDS
from welfare_cli.model.quick_entry import read_line
from welfare_cli.model.reading import Reader, Row

PROFILE = default_profile()
TODAY = "2025-01-23"
LONGEST = 4096
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _day(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    _refusing(lambda: notation.read_day(text))
    _refusing(lambda: notation.read_month(text))
    _refusing(lambda: notation.read_year(text, 4))


def _number(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    _refusing(lambda: notation.read_number(text))
    _refusing(lambda: notation.read_section(text))
    notation.split_list(text)
    assert notation.unguarded(notation.guarded(text)) == text


def _refusing(reads: Callable[[], object]) -> None:
    try:
        reads()
    except Refused:
        return


def _csv(data: bytes) -> None:
    kind = KINDS[data[0] % len(KINDS)] if data else KINDS[0]
    reading = read(["-"], PROFILE, TODAY, kind=kind, stdin=data[1:])
    for row in reading:
        if isinstance(row, Row):
            Reader(PROFILE).row(row.kind, row.cells)


def _xlsx(data: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook {SPACE} xmlns:r="{LINKS}"><sheets>'
            '<sheet name="相談" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        packed.writestr("xl/worksheets/sheet1.xml", data)
    whole = stream.getvalue()
    if data and data[0] % 8 == 0:  # now and then the packing itself is hurt
        place = int.from_bytes(data[:3], "big") % len(whole)
        whole = whole[:place] + data[:4] + whole[place + 4 :]
    for row in read(["-"], PROFILE, TODAY, kind=BY_NAME["case"], stdin=whole):
        if isinstance(row, Row):
            Reader(PROFILE).row(row.kind, row.cells)


def _profile(data: bytes) -> None:
    try:
        text = data.decode()
        said = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return
    toml.profile_of(said, "profile.toml")


def _line(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    cases = {"C-1": "C-00001", "C-12": "C-00012"}
    read_line(text, PROFILE, TODAY, lambda ref: cases.get(ref.upper()), ("地域包括支援センター", "多摩 府中保健所"))


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:C2"/><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>区分</t></is></c><c r="B1" t="inlineStr"><is><t>受付日</t></is></c>'
    '<c r="C1" t="inlineStr"><is><t>圏域</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>個別相談</t></is></c>'
    '<c r="B2"><v>45629</v></c><c r="C2" t="e"><f>A1</f><v>#N/A</v></c></row></sheetData></worksheet>'
)
READERS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "day": (
        _day,
        [each.encode() for each in ("令和６年１２月３１日", "R6.12.31", "2024/4", "昭和64年度", "今日", "45,657")],
    ),
    "number": (_number, [each.encode() for each in ("１，８１８件", "計 322", "III-1", "a；b、c", "'=1", "-0", "1e9")]),
    "csv": (
        _csv,
        [
            b"\x00" + "区分,受付日,圏域\n個別相談,R6.12.3,市外\n".encode(),
            b"\x00" + "区分,受付日,圏域,課題1,課題2\n個別相談,2024/12/3,市外,住まい,介護\n".encode("cp932"),
            b'\x02case\tdate\tnote\nC-1\t2024-12-03\t"a\nb"\n',
            b"\x0ameasure,month,number\nnew_individual,2022-04,19\n",
        ],
    ),
    "xlsx": (_xlsx, [SHEET.encode(), b"<worksheet><sheetData/></worksheet>"]),
    "profile": (
        _profile,
        [
            written_profile(PROFILE).encode()[:LONGEST],
            b'[office]\norganisation = "x"\n',
            b'[[areas]]\ncode = "a"\nlabel = "b"\n',
        ],
    ),
    "line": (
        _line,
        [each.encode() for each in ("昨日 C-12 訪問 地域包括支援センター", "C-1 2025/1/20 →市役所", "概要：x")],
    ),
}
"""Each reader, and some inputs that it understands."""


def give(name: str, data: bytes) -> None:
    """Give a reader some bytes; a refusal is an answer, anything else is raised."""
    try:
        READERS[name][0](data)
    except WfcError as error:
        if error.exit_code not in (2, 3, 4, 6):
            raise AssertionError(error.exit_code) from error


def changed(chance: random.Random, data: bytes) -> bytes:
    """An input with some of its bytes changed, left out, doubled, or of another input in their place."""
    made = bytearray(data)
    for _time in range(chance.randint(1, 6)):
        place = chance.randrange(len(made) + 1)
        what = chance.randrange(5)
        if what == 0:
            made[place : place + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            del made[place : place + chance.randint(1, 8)]
        elif what == 2:
            made[place:place] = made[place : place + chance.randint(1, 32)]
        elif what == 3:
            made[place:place] = chance.choice(STRANGE)
        else:
            made[place:place] = chance.randbytes(chance.randint(1, 4))
    return bytes(made[:LONGEST])


STRANGE = [
    *(
        each.encode("utf-8", "surrogatepass")
        for each in ("９", "，", "、", "；", "年", "元", "\u3000", "\u202e", "\ud800", "𠮷", "゛")
    ),
    *(
        b"\x00",
        b'"',
        b"'",
        b"\r",
        b"\n",
        b",",
        b"\t",
        b"\xff",
        b"9" * 400,
        b"-",
        b"=",
        b"[",
        b"]",
        b"{",
        b"&x;",
        b"<!--",
    ),
]


def main(name: str, runs: int) -> None:
    """Give a reader so many inputs."""
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        chance = random.Random(name)
        for _run in range(runs):
            give(name, changed(chance, chance.choice(READERS[name][1])))
        print(f"{name}: {runs} runs, not guided")
        return
    import pathlib
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(READERS[name][1]):
            (pathlib.Path(folder) / str(number)).write_bytes(data)
        atheris.instrument_all()
        atheris.Setup(
            [sys.argv[0], f"-runs={runs}", f"-max_len={LONGEST}", "-verbosity=1", folder], lambda data: give(name, data)
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
