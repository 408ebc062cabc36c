"""wfc under cron: days that a script need not work out, files that stay as they are, and the examples of contrib/."""

from __future__ import annotations

import io
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import zipfile

import pytest

from tests.conftest import ROOT, Office
from welfare_cli.model.calendar import last_end

CONTRIB = ROOT / "contrib"


@pytest.mark.parametrize(
    ("part", "today", "opening", "day"),
    [
        ("month", "2025-01-01", 4, "2024-12-31"),
        ("month", "2024-03-31", 4, "2024-02-29"),
        ("quarter", "2024-12-31", 4, "2024-09-30"),
        ("quarter", "2025-01-01", 4, "2024-12-31"),
        ("quarter", "2024-04-01", 4, "2024-03-31"),
        ("quarter", "2024-06-15", 4, "2024-03-31"),
        ("quarter", "2024-06-15", 5, "2024-04-30"),
        ("quarter", "2024-08-15", 5, "2024-07-31"),
        ("year", "2025-03-31", 4, "2024-03-31"),
        ("year", "2025-04-01", 4, "2025-03-31"),
        ("year", "2025-01-01", 1, "2024-12-31"),
    ],
)
def test_what_was_over_last(part: str, today: str, opening: int, day: str) -> None:
    """Months, fiscal quarters and fiscal years end before today, whatever month the year opens in."""
    assert last_end(part, today, opening) == day


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("last-month-end", "2024-12-31"),
        ("last-quarter-end", "2024-12-31"),
        ("last-fiscal-year-end", "2024-03-31"),
    ],
)
def test_a_script_names_the_as_of_date_by_a_word(sample: Office, word: str, day: str) -> None:
    """Every command that takes an as-of date takes the words, without a terminal too."""
    sample.clock("2025-01-23T09:00:00")
    assert f'"as_of": "{day}"' in sample.ok("report", "--as-of", word, "--format", "json").out
    assert day in sample.ok("document", "--as-of", word).out
    assert sample("check", "--as-of", word, "--format", "json").code in (0, 8)
    assert sample("report", "--as-of", "last-week-end").code == 2


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_a_report_whose_figures_are_the_same_stays(sample: Office, form: str) -> None:
    """What was recorded of another year leaves the file as it is; what changes a figure does not."""
    path = sample.folder / "報告"
    words = ("report", "--as-of", "2024-12-31", "--format", form, "--output", str(path), "--if-changed")
    sample.ok(*words)
    before = path.read_bytes(), path.stat().st_mtime_ns
    sample.ok("case", "add", "--kind", "individual", "--received-on", "2026-01-04", "--area", "市外")
    assert sample.ok(*words).err == ""
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    sample.ok(*words, "--as-of", "2024-11-30")
    assert path.read_bytes() != before[0]
    sample.ok(*words)
    assert path.read_bytes() != before[0]  # it tells of another entry
    sample.case()
    sample.ok(*words)
    assert "323" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ["txt", "md", "html", "docx", "pdf", "xlsx"])
def test_a_document_whose_figures_are_the_same_stays(sample: Office, ending: str) -> None:
    """In every format, on a later day too; one that has to change is."""
    path = sample.folder / f"文書.{ending}"
    words = ("document", "--as-of", "2024-12-31", "--date", "2025-01-23", "--output", str(path), "--if-changed")
    sample.ok(*words)
    before = path.read_bytes()
    sample.ok("case", "add", "--kind", "individual", "--received-on", "2026-01-04", "--area", "市外")
    sample.clock("2026-01-07T09:00:00")
    sample.ok(*words)
    assert path.read_bytes() == before
    for other in (("--as-of", "2024-11-30"), ("--date", "2025-01-24")):  # the same ledger says something else of it
        sample.ok(*words, *other)
        assert path.read_bytes() != before


def test_a_document_finished_by_hand_stays(sample: Office) -> None:
    """What has to change, and was changed by hand, is refused (7); `tests/leaks/test_outputs.py` tries every format."""
    path = sample.folder / "文書.txt"
    words = ("document", "--as-of", "2024-12-31", "--date", "2025-01-23", "--output", str(path), "--if-changed")
    sample.ok(*words)
    sample.case()
    by_hand = path.read_bytes() + b" "
    path.write_bytes(by_hand)
    assert sample(*words).code == 7
    assert path.read_bytes() == by_hand
    sample.ok(*words, "--replace")
    assert path.read_bytes() != by_hand


def test_a_file_of_another_ledger_or_of_none_is_not_taken_for_the_same(sample: Office) -> None:
    """What prints no entry number, or one that this ledger never had, is somebody else's: replaced if that is said."""
    path = sample.folder / "報告.txt"
    words = ("report", "--as-of", "2024-12-31", "--output", str(path), "--if-changed")
    sample.ok(*words)
    whole = path.read_text(encoding="utf-8")
    assert sample("document", "--if-changed", "--publication", "ない").code == 2
    for text in ("", "何か", whole.replace("3975", "999999"), whole[:-18] + "0123456789abcdef\n"):
        path.write_text(text, encoding="utf-8")
        assert sample(*words).code == 7
        sample.ok(*words, "--replace")
        assert path.read_text(encoding="utf-8") == whole
    assert sample("report", "--if-changed").code == 2


@pytest.mark.parametrize("data", [b"PK\x03\x04 nothing", b"%PDF-1.4 nothing", b"\xff\xfe\x00", b"<html>"])
def test_a_file_that_cannot_be_read_is_no_bug(sample: Office, data: bytes) -> None:
    """Whatever stands there is no file of wfc, and is replaced if that is said."""
    path = sample.folder / "報告.txt"
    path.write_bytes(data)
    words = ("report", "--as-of", "2024-12-31", "--if-changed")
    assert sample(*words, "--output", str(path)).code == 7
    sample.ok(*words, "--output", str(path), "--replace")
    assert "令和６年度" in path.read_text(encoding="utf-8")
    assert sample.ok(*words, "--output", "-").out == sample.ok("report", "--as-of", "2024-12-31").out


def test_two_backups_within_a_second_have_two_names(sample: Office) -> None:
    """Runs that overlap are both done."""
    for _each in range(3):
        sample.ok("backup", str(sample.folder / "控え"))
    assert len(list((sample.folder / "控え").iterdir())) == 3


@pytest.fixture
def home(sample: Office) -> pathlib.Path:
    """A home with the ledger in its usual place, and wfc on the path that the examples set."""
    if os.name != "posix":
        pytest.skip("the examples are shell scripts")
    place = sample.folder / "home"
    shutil.copytree(CONTRIB, place / "contrib")
    data = place / ".local" / "share" / "wfc"
    data.mkdir(parents=True, mode=0o700)
    shutil.copyfile(sample.path, data / "ledger.db")
    (data / "ledger.db").chmod(0o600)
    program = place / ".local" / "bin" / "wfc"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT / "src"} exec {sys.executable} -m welfare_cli "$@"\n')
    program.chmod(0o755)
    return place


def run(home: pathlib.Path, *words: str, now: str = "2025-01-23T22:10:00") -> subprocess.CompletedProcess[str]:
    """Run an example as cron does, with hardly any environment."""
    plain = {"HOME": str(home), "PATH": "/usr/bin:/bin", "WFC_NOW": now}
    return subprocess.run(
        [str(home / "contrib" / words[0]), *words[1:]], env=plain, capture_output=True, text=True, check=False, cwd="/"
    )


def test_the_nightly_example(home: pathlib.Path) -> None:
    """A backup, then the check: one sentence and its way out where something was found, nothing confidential."""
    done = run(home, "wfc-nightly", str(home / "控え"))
    assert (done.returncode, done.stdout) == (8, "")
    assert done.stderr.startswith("wfc: 2024-12-31 の時点で、確認の要るものが ")
    assert done.stderr.count("\n") == 2
    assert [stat.S_IMODE(each.stat().st_mode) for each in (home / "控え").iterdir()] == [0o600]
    (home / ".local" / "share" / "wfc" / "ledger.db").unlink()
    lost = run(home, "wfc-nightly", str(home / "控え"))
    assert lost.returncode == 3
    assert "台帳がありません" in lost.stderr
    assert run(home, "wfc-nightly").returncode == 2


def test_the_monthly_example(home: pathlib.Path) -> None:
    """Three files as of the last month's end; the next morning there is nothing to say."""
    first = run(home, "wfc-monthly", str(home / "報告"))
    assert (first.returncode, first.stdout, first.stderr.count("に書き出しました")) == (0, "", 3), first
    names = ["報告-2024-12-31.txt", "文書-2024-12-31.docx", "集計-2024-12-31.xlsx"]
    assert sorted(each.name for each in (home / "報告").iterdir()) == names
    again = run(home, "wfc-monthly", str(home / "報告"))
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_the_monthly_example_keeps_what_was_finished_by_hand(home: pathlib.Path) -> None:
    """It is told of only where its figures differ; the other files go on, and a new month has new ones."""
    folder = home / "報告"
    run(home, "wfc-monthly", str(folder))
    document, report = folder / "文書-2024-12-31.docx", folder / "報告-2024-12-31.txt"
    by_hand = rezipped(document.read_bytes())
    document.write_bytes(by_hand)
    quiet = run(home, "wfc-monthly", str(folder))
    assert (quiet.returncode, quiet.stderr) == (0, "")
    report.write_text(report.read_text(encoding="utf-8") + "手で足した\n", encoding="utf-8")
    before = report.read_bytes()
    fixed = ("--kind", "individual", "--received-on", "2024-12-03", "--area", "市外")
    wfc = [str(home / ".local" / "bin" / "wfc"), "case", "add", *fixed]
    subprocess.run(wfc, env={"HOME": str(home), "WFC_NOW": "2025-01-23T22:20:00"}, check=True, capture_output=True)
    late = run(home, "wfc-monthly", str(folder))
    assert late.returncode == 8, "a late case: the document that was finished by hand is wrong by now"
    assert "台帳と違う数が" in late.stderr
    assert f"既にファイルがあります: {report}" in late.stderr
    assert f"{folder / '集計-2024-12-31.xlsx'} に書き出しました" in late.stderr
    assert (document.read_bytes(), report.read_bytes()) == (by_hand, before)
    assert run(home, "wfc-monthly", str(folder), now="2025-02-03T06:30:00").returncode == 0
    assert (folder / "文書-2025-01-31.docx").exists()


def rezipped(data: bytes) -> bytes:
    """A Word file as Word saves it again: the same text in other bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(stream, "w") as again:
        for name in packed.namelist():
            again.writestr(name, packed.read(name) + (b"\n" if name == "word/document.xml" else b""))
    return stream.getvalue()


@pytest.mark.parametrize("path", ["wfc-monthly", "windows/wfc-monthly.cmd"])
def test_no_monthly_example_replaces_a_file(path: str) -> None:
    """On every system each file bears the day of its figures, and nothing is replaced that was changed by hand."""
    text = (CONTRIB / path).read_text(encoding="utf-8")
    assert "--replace" not in text
    outputs = re.findall(r'--output "?([^"\n]*)"|^document=(.*)$', text, flags=re.MULTILINE)
    names = [one or other for one, other in outputs if "$document" not in one]
    assert len(names) == 3
    assert all(re.search(r"as_of|%AS_OF%", each) for each in names)


def test_the_systemd_examples_tell_of_a_failure(home: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Each service has a unit that is called when it fails, and systemd finds nothing wrong with any of them."""
    for each in (CONTRIB / "systemd").glob("wfc-*ly.service"):
        assert "OnFailure=wfc-failed@%n.service\n" in each.read_text(encoding="utf-8")
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    units = home / ".config" / "systemd" / "user"
    shutil.copytree(CONTRIB / "systemd", units)
    (home / "wfc").symlink_to(home)
    names = [each.name for each in units.iterdir()]
    words = ["systemd-analyze", "--user", "verify", *(each.replace("@.", "@x.") for each in names)]
    plain = {"HOME": str(home), "XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(words, env=plain, cwd=units, capture_output=True, text=True, check=False)
    found = [line for line in done.stderr.splitlines() if any(name in line for name in names)]
    assert (done.returncode, found) == (0, [])  # it looks at the system's own units too, and may complain of those


def test_a_failure_is_mailed(home: pathlib.Path) -> None:
    """To the address in WFC_MAILTO, with the name of the unit."""
    mail = home / ".local" / "bin" / "mail"
    mail.write_text('#!/bin/sh\n{ printf "%s\\n" "$@"; cat; } > "$HOME/mailed"\n')
    mail.chmod(0o755)
    plain = {"HOME": str(home), "WFC_MAILTO": "fukushi@example.org"}
    words = [str(home / "contrib" / "wfc-failed"), "wfc-nightly.service"]
    assert subprocess.run(words, env=plain, capture_output=True, check=False).returncode == 0
    mailed = (home / "mailed").read_text(encoding="utf-8")
    assert mailed.startswith("-s\nwfc: wfc-nightly.service が失敗しました（")
    assert "fukushi@example.org" in mailed
