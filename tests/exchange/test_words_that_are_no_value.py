"""未記入, 計 and the like, typed or imported: read as empty and reported; in a required field it was left out."""

from __future__ import annotations

import csv
import io

import pytest

from tests.conftest import Office
from tests.workbooks import workbook
from welfare_cli.errors import Refused
from welfare_cli.model import kind

WORDS = ("未記入", "計", "…", "x", "―", "Ｔｏｔａｌ", "Not entered")
HEADINGS = "相談番号,日付,方法,関係機関,つなぎ先,備考"


def agencies(office: Office) -> list[tuple[object, ...]]:
    """Every agency of a contact in the ledger."""
    return office.query("SELECT agency FROM contact_agencies ORDER BY entry, position")


@pytest.mark.parametrize("word", WORDS)
def test_an_optional_field_is_empty_and_a_required_one_is_left_out(office: Office, word: str) -> None:
    """A free name, a word of a list, a day, a number, a link and a text alike."""
    fixed = ("--kind", "support", "--date", "2024-12-03")
    optional = ["--agency", word, "--title", word, "--attendees", word, "--status", word]
    optional += ["--case", word] if word != "x" else []
    done = office.ok("meeting", "add", *fixed, "--area", "市外", *optional)
    assert done.err.count("空欄として読みました。") == len(optional) // 2
    assert office.query("SELECT title, attendees, status FROM meetings") == [(None, None, "held")]
    refused = office("meeting", "add", *fixed, "--area", word)
    assert refused.code == Refused.exit_code
    assert "圏域がありません（「" in refused.err
    assert office("venue", "add", "--name", word, "--area", "市外", "--launched-on", "2024-12-03").code == 4


def test_the_other_values_of_a_list_stay(office: Office) -> None:
    """Only the word itself is left out of several values."""
    office.case()
    office.ok("contact", "add", "--case", "1", "--date", "2024-12-03", "--agency", "市役所", "--agency", "計")
    assert agencies(office) == [("市役所",)]


def test_a_confidential_text_is_not_repeated(office: Office) -> None:
    """Of a confidential field only its name is reported."""
    office.case()
    done = office.ok("contact", "add", "--case", "1", "--date", "2024-12-03", "--note", "-", stdin="x\n")
    assert "備考は、未記入や―などの言葉だけなので、空欄として読みました。" in done.err
    assert office.query("SELECT COUNT(*) FROM confidential WHERE field = 'note'") == [(0,)]


@pytest.mark.parametrize("name", ["支援対応.csv", "支援対応.xlsx"])
def test_a_file_reads_them_as_empty(office: Office, name: str) -> None:
    """A list reports each word once, with the first cell in which it is and how many others there are."""
    office.case()
    rows = "C-1,2024-12-04,未記入,未記入,,\nC-1,2024-12-05,電話,未記入;市役所,計,\n"
    path = office.folder / name
    text = f"{HEADINGS}\n{rows}"
    path.write_bytes(
        text.encode() if name.endswith("csv") else workbook({"支援対応": list(csv.reader(io.StringIO(text)))})
    )
    done = office.ok("import", str(path))
    assert agencies(office) == [("市役所",)]
    lines = [line for line in done.err.splitlines() if "空欄として" in line]
    assert len(lines) == 3
    assert any("2行目" in line and "（ほかに 1 か所）: 関係機関の「未記入」" in line for line in lines)
    assert "変更なし" in office.ok("import", str(path)).out
    assert office.query("SELECT COUNT(*) FROM contacts") == [(2,)]


@pytest.mark.parametrize("ref", ["", "6対1"])
def test_a_file_that_was_imported_with_them_adds_and_changes_nothing(office: Office, ref: str) -> None:
    """Rows of a ledger in which they were values are the same rows, whether they have a ref or not."""
    office.case()
    rows = "C-1,2024-12-04,電話,未記入,,―\nC-1,2024-12-04,電話,,,\n".splitlines()
    lines = [f"整理番号,{HEADINGS}", *(f"{ref and ref + str(n)},{row}" for n, row in enumerate(rows))]
    path = office.file("支援対応.csv", "\n".join(lines) + "\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kind, "is_position", lambda _text: False)
        office.ok("import", path)
    head = office.head()
    office.ok("import", path)
    office.ok("import", path, "--update")
    assert office.head() == head
    assert agencies(office) == [("未記入",)]


def test_a_ref_is_none_of_them(office: Office) -> None:
    """The row of a sum, whose ref reads 計, makes no record; the letter X may be one of the office's numbers."""
    office.case("--ref", "X")
    office.ok("contact", "add", "--case", "X", "--date", "2024-12-04")
    refused = office(
        "case", "add", "--kind", "個別相談", "--received-on", "2024-12-03", "--area", "市外", "--ref", "計"
    )
    assert refused.code == Refused.exit_code
    path = office.file("相談.csv", "整理番号,区分,受付日,圏域\n計,個別相談,2024-12-03,市外\n")
    assert office("import", path).code == Refused.exit_code


def test_a_list_is_filtered_by_the_position(office: Office) -> None:
    """`--area 未記入` lists the records that have none."""
    for area in ((), ("--area", "市外")):
        office.ok("grant", "add", "--kind", "new", "--applied-on", "2024-12-03", *area)
    assert office.ok("grant", "list", "--area", "未記入", "--format", "csv").out.count("G-") == 1
    assert office.ok("grant", "list", "--venue", "未記入", "--format", "csv").out.count("G-") == 2


def test_one_line_reads_them_as_empty(office: Office) -> None:
    """A word that names its field is read by the same rule."""
    office.case()
    done = office.ok("quick", "昨日", "C-1", "訪問", "つなぎ先:未記入", "--yes")
    assert "つなぎ先の「未記入」は、空欄として読みました。" in done.err
    assert office.query("SELECT referred_to FROM contacts") == [(None,)]
