"""The installed program as a real process: pipes, signals, locales, modes, and many at once.

Everything that can be said of one process alone is tested in it (`conftest.Office`); here stands what only the
system can show: what cron, a shell script, a full disk or a colleague at the next desk does to wfc.
"""

from __future__ import annotations

import os
import pathlib
import re
import signal
import subprocess
import sys

import pytest

from tests.conftest import Office

WFC = str(pathlib.Path(sys.executable).parent / "wfc")
REPORT = ("report", "--as-of", "2024-12-31")
CASE = ("case", "add", "--kind", "個別相談", "--received-on", "2025-01-20", "--area", "若葉・調和")
WRONG = ("case", "add", "--kind", "個別相談", "--received-on", "2025-02-29", "--area", "緑が丘")


def environment(office: Office, **more: str) -> dict[str, str]:
    """A bare environment: where the ledger is, what time it is, and what the test adds.

    Python keeps no compiled file: under a limit of file size it would keep half a one, for every later run.
    """
    now = os.environ["WFC_NOW"]
    return {"WFC_LEDGER": str(office.path), "WFC_NOW": now, "PYTHONDONTWRITEBYTECODE": "1", **more}


def run(office: Office, *words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run the installed wfc, its stdout and stderr piped, in a bare environment."""
    return subprocess.run(
        [WFC, *words],
        cwd=office.folder,
        env=environment(office, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def shell(office: Office, line: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in which `wfc` is the installed program."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", line],
        cwd=office.folder,
        env=environment(office, PATH=f"{pathlib.Path(WFC).parent}:/usr/bin:/bin"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


# Pipes and streams


def test_a_reader_that_goes_away_is_quiet(sample: Office) -> None:
    """`wfc case list | head -n 1` ends without a word about the broken pipe."""
    done = shell(sample, 'wfc case list --format csv | head -n 1; exit "${PIPESTATUS[0]}"')
    assert done.stdout.decode().startswith("整理番号,")
    assert done.stderr == b""
    assert done.returncode == 0


def test_a_closed_stdout_is_told(office: Office) -> None:
    """A result that cannot be written anywhere is a failure (6), not a silent success."""
    done = shell(office, "wfc case list >&-")
    assert done.returncode == 6
    assert "書き出せません" in done.stderr.decode()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")
def test_a_full_disk_is_told(office: Office) -> None:
    """A result that does not fit on the disk is a failure (6)."""
    done = shell(office, "wfc case list > /dev/full")
    assert done.returncode == 6
    assert "書き出せません" in done.stderr.decode()


def test_closed_stdin_and_stderr_do_no_harm(office: Office) -> None:
    """Cron may give neither: the result and the exit code are the same."""
    assert shell(office, f"wfc {' '.join(CASE)} <&- 2>&-").stdout.startswith(b"C-00001 ")
    assert shell(office, f"wfc {' '.join(WRONG)} <&- 2>&-").returncode == 4


def test_an_interrupted_import_writes_nothing(office: Office) -> None:
    """Ctrl-C while a list is still coming in: exit code 130, one sentence, and a ledger as it was."""
    before = office.head()
    pipe = office.folder / "cases.csv"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-c", f"{HEARING}import os; os.execv({WFC!r}, {['wfc', 'import', str(pipe)]!r})"],
        env=environment(office),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with pipe.open("wb"):  # opens when wfc opens it to read, and gives it nothing
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, told.decode()) == (b"", "wfc: 中断しました。途中だったものは書いていません。\n")
    assert office.head() == before


HEARING = "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); "
"""What a shell takes from programs in the background: hearing of Ctrl-C."""


# The environment


def test_an_empty_environment_is_enough(office: Office) -> None:
    """`env -i wfc …` works: without PATH, HOME, LANG, or anything else."""
    done = subprocess.run(
        [WFC, "case", "list", "--ledger", str(office.path)], env={}, capture_output=True, check=False, cwd=office.folder
    )
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, "0件\n", b"")


def test_the_ledger_lies_in_the_home_folder_unless_told_otherwise(tmp_path: pathlib.Path) -> None:
    """With nothing but a home, `wfc init` makes the ledger below it and every command finds it there."""
    home = {"HOME": str(tmp_path)}
    made = subprocess.run([WFC, "init"], env=home, capture_output=True, check=True)
    found = list(tmp_path.rglob("ledger.db"))
    assert len(found) == 1
    assert str(found[0]) in made.stdout.decode()
    assert subprocess.run([WFC, "case", "list"], env=home, capture_output=True, check=True).stdout.decode() == "0件\n"


def test_the_locale_changes_no_byte(sample: Office) -> None:
    """The report, a filter in Japanese, and an error are the same bytes in every locale: UTF-8."""
    others: tuple[dict[str, str], ...] = (
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
        {"LANG": "ja_JP.eucJP", "PYTHONUTF8": "0"},
        {"LANG": "ja_JP.SJIS", "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp932"},  # as a console of Windows has it
        {"LANG": "en_US.ISO-8859-1", "WFC_LANG": "ja"},
        {"LANG": "de_DE.UTF-8"},
    )
    for words in (REPORT, ("case", "list", "--area", "若葉・調和", "--format", "csv"), WRONG):
        usual = run(sample, *words, LC_ALL="C.UTF-8")
        assert len((usual.stdout + usual.stderr).decode("utf-8")) > 100
        for settings in others:
            other = run(sample, *words, **settings)
            assert (other.returncode, other.stdout, other.stderr) == (usual.returncode, usual.stdout, usual.stderr)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_text_is_read_in_the_encoding_of_the_console(office: Office, encoding: str) -> None:
    """A summary by standard input, as a Japanese Windows writes it; 表 has a backslash in cp932."""
    summary = "表のとおり。①髙﨑 ～終わり"
    done = subprocess.run(
        [WFC, *CASE[:-1], "市外", "--summary", "-"],
        env=environment(office, PYTHONIOENCODING="cp932", PYTHONUTF8="0"),
        input=summary.encode(encoding),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert summary in office.ok("case", "show", "1").out


def test_no_file_is_read_or_written_in_the_encoding_of_the_computer(office: Office) -> None:
    """Every file that wfc opens names its encoding: that of a Japanese Windows is another one than everywhere else."""
    office.case("--topic", "住まい", "--summary", "髙﨑")
    for words in (
        ("config", "set", "author", "山田"),
        ("profile", "export", "p.toml"),
        ("profile", "apply", "p.toml"),
        ("form", "用紙.xlsx"),
        ("export", "出力", "--yes"),
        ("import", "出力", "--dry-run"),
        ("backup", "控え"),
        *(
            ("document", "--as-of", "2024-12-31", "--output", f"報告.{each}")
            for each in ("txt", "md", "html", "docx", "xlsx")
        ),
        ("verify", "報告.docx"),
        ("check", "--as-of", "2024-12-31"),
        ("help", "一年"),
    ):
        done = run(
            office,
            *words,
            PYTHONUTF8="0",
            PYTHONIOENCODING="cp932",
            PYTHONWARNDEFAULTENCODING="1",
            PYTHONWARNINGS="error::EncodingWarning",
            WFC_CONFIG=str(office.folder / "config.toml"),
        )
        assert done.returncode in (0, 8), (words, done.stderr.decode())
        assert b"EncodingWarning" not in done.stderr, words


def test_the_names_of_files_are_names_on_windows_too(sample: Office) -> None:
    """What wfc names itself: backups, exports, the copy before a migration, the drafts of a command."""
    sample.ok("backup", str(sample.folder / "控え"))
    sample.ok("export", str(sample.folder / "出力"), "--yes")
    names = [path.name for path in sample.folder.rglob("*")]
    assert len(names) > 10
    assert not [name for name in names if set(name) & set('<>:"|?*\\') or name.endswith((".", " "))]


def test_the_width_changes_no_byte(sample: Office) -> None:
    """Nothing is squeezed or broken where a window is narrow: report, list, help and errors."""
    for words in (REPORT, ("case", "list"), ("case", "add", "--help"), WRONG):
        narrow, wide = (run(sample, *words, COLUMNS=columns, LINES="5") for columns in ("20", "300"))
        assert (narrow.stdout, narrow.stderr) == (wide.stdout, wide.stderr)
        assert narrow.stdout + narrow.stderr


def test_no_colour_goes_into_a_pipe(sample: Office) -> None:
    """Results and errors that are piped bear no colour codes, whatever the terminal behind them can do."""
    for words in (REPORT, ("case", "list"), ("case", "add", "--help"), WRONG):
        done = run(sample, *words, TERM="xterm-256color", COLORTERM="truecolor", FORCE_COLOR="1")
        assert b"\x1b" not in done.stdout + done.stderr
        assert done.stdout + done.stderr


def test_the_module_is_the_program(office: Office) -> None:
    """`python -m welfare_cli` answers as `wfc` does."""
    words = ("report", "--measure", "支援会議")
    module = subprocess.run(
        [sys.executable, "-m", "welfare_cli", *words],
        cwd=office.folder,
        env=environment(office),
        capture_output=True,
        check=False,
    )
    assert (module.returncode, module.stdout) == (0, run(office, *words).stdout)


# Files


def test_a_report_that_does_not_fit_leaves_the_old_one(sample: Office) -> None:
    """`--output` replaces a file whole or not at all, and leaves no half-written one beside it."""
    sample.file("report.txt", "先月の報告\n")
    done = shell(sample, "ulimit -f 1; wfc report --as-of 2024-12-31 --output report.txt --replace")
    assert done.returncode == 6
    assert "前のファイルはそのままです" in done.stderr.decode()
    assert (sample.folder / "report.txt").read_text(encoding="utf-8") == "先月の報告\n"
    assert not list(sample.folder.glob("report.txt?*"))
    assert run(sample, *REPORT, "--output", "report.txt", "--replace").returncode == 0
    written, printed = (sample.folder / "report.txt").read_bytes(), run(sample, *REPORT, "--output", "-").stdout
    assert re.sub(rb" \[sha256 [0-9a-f]{16}\]", b"", written) == printed == run(sample, *REPORT).stdout


def test_a_report_that_does_not_fit_is_absent(sample: Office) -> None:
    """Where there was no file before, there is none afterwards."""
    before = sorted(sample.folder.iterdir())
    assert shell(sample, "ulimit -f 1; wfc report --as-of 2024-12-31 --output report.txt").returncode == 6
    assert sorted(sample.folder.iterdir()) == before


def test_files_are_for_their_owner_alone_whatever_the_umask(office: Office) -> None:
    """With umask 000 the ledger, its journal, a profile and a report are 0600, and a new folder is 0700."""
    done = shell(
        office,
        f"umask 000; export WFC_LEDGER=room/ledger.db; wfc init && wfc {' '.join(CASE)} "
        "&& wfc profile export room/office.toml && wfc report --output room/report.txt",
    )
    assert done.returncode == 0, done.stderr.decode()
    room = office.folder / "room"
    assert oct(room.stat().st_mode & 0o777) == "0o700"
    modes = {each.name: oct(each.stat().st_mode & 0o777) for each in room.iterdir()}
    assert modes.keys() >= {"ledger.db", "office.toml", "report.txt"}
    assert set(modes.values()) == {"0o600"}


# Many at once


def test_sixteen_people_add_a_case_at_the_same_moment(office: Office) -> None:
    """All of them succeed, and no two are given the same number."""
    processes = [
        subprocess.Popen([WFC, *CASE], env=environment(office), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _each in range(16)
    ]
    answers = [process.communicate() for process in processes]
    assert [err.decode() for _out, err in answers] == [""] * 16
    refs = {out.split()[0].decode() for out, _err in answers}
    assert refs == {f"C-{number:05}" for number in range(1, 17)}
    assert {row[0] for row in office.query("SELECT ref FROM record WHERE kind = 'case'")} == refs
