"""The `wfc` that starts at once answers as the installed one does, whatever it is called with."""

from __future__ import annotations

import pathlib
import subprocess

import pytest

from tests.conftest import Office
from tests.sessions.test_sessions import INSTALLED, environment

ADD = "wfc case add --kind 個別相談 --received-on 2025-01-20 --area 市外"
LINES = (
    "wfc case list",
    "wfc no-such-command",
    "wfc case show C-99",
    f"printf 概要 | {ADD} --summary - && wfc case show C-1",
    "wfc case list --format csv | head -n 1",
    "wfc case list >&-",
    "wfc case list <&-",
    f"{ADD} --topic ない 2>&-",
    "umask 027; mkdir a; cd a; wfc report --output ../report.txt && stat -c %a ../report.txt; ls -d $PWD/../report.txt",
    "ulimit -f 1; wfc report --output report.txt",
    "LC_ALL=C wfc report --section I-2 | tail -n 3",
    "env -i HOME=$HOME WFC_LANG=en $(command -v wfc) case list",
    f"{ADD} --by \"$(printf '\\377')\"",
)


@pytest.mark.parametrize("line", LINES)
def test_it_answers_as_the_installed_program(line: str, office: Office, programs: pathlib.Path) -> None:
    """The same bytes on the same streams, the same files and the same exit code: the sessions show the real program."""
    seen = []
    for name, place in (("installed", INSTALLED), ("served", programs)):
        folder = office.folder / name
        folder.mkdir()
        (folder / "ledger.db").write_bytes(office.path.read_bytes())
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-c", line],
            cwd=folder,
            env=environment(folder, place),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        out, err = (each.replace(str(folder).encode(), b"~") for each in (done.stdout, done.stderr))
        seen.append((done.returncode, out, err, sorted(each.name for each in folder.iterdir())))
    assert seen[0] == seen[1]
    assert seen[0][1] + seen[0][2] or line.endswith("-")
