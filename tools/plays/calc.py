"""The five tasks in an Excel list, played in LibreOffice Calc at a screen that nobody sees."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tools.plays.keys import HELD, chunks, is_text
from tools.plays.office import NOW, Fact
from tools.plays.program import Program, Way
from tools.plays.workbook import facts_of, shown, workbook

BOOK = "list.xlsx"
PATIENCE = 90.0

SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Save/Document"><prop oor:name="WarnAlienFormat"
 oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun"
 oor:op="fuse"><value>false</value></prop><prop oor:name="ShowTipOfTheDay"
 oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
"""Save as Excel does without a question, and no tip of the day."""

_SYMBOLS = {
    "⏎": "Return",
    "⇥": "Tab",
    "⎋": "Escape",
    "↓": "Down",
    "↑": "Up",
    "→": "Right",
    "⇟": "Next",
    ";": "semicolon",
}
_HELD = dict(zip(HELD, ("ctrl", "alt"), strict=True))


class Calc(Program):
    """An Excel list in LibreOffice Calc: a sheet of cases, one of contacts, one that shows a case, one of figures."""

    name = "Calc"
    needs = ("soffice", "Xvfb", "xdotool", "faketime")
    ways = (
        Way(
            "Excel list",
            {
                "new case": "→⌃↓↓⌃D⇥1/22⇥⌥↓↓⏎⇥⌥↓↓↓↓⏎⇥介⇥⌃D⌃S",
                "follow-up": "⌃⇟⌃↓↓107⇥1/22⇥⌥↓↓⏎⇥⌥↓↓↑⏎⌃S",
                "close": "⌃F107⏎⎋⌃→→⌃;⇥⌥↓↓↓⏎⌃S",
                "look": "⌃⇟⌃⇟107⏎",
                "by area": "⌃⇟⌃⇟⌃⇟",
            },
        ),
    )

    def version(self) -> str:
        """The version that is installed."""
        done = subprocess.run(["soffice", "--version"], capture_output=True, check=True, text=True)
        return done.stdout.split()[1]

    def prepare(self, folder: Path, way: Way) -> None:
        """The workbook, with its lists and formulas."""
        workbook().save(folder / BOOK)

    def play(self, folder: Path, way: Way, keys: str) -> str:
        """Press the keys where the workbook is open on its first cell, save it, and read the sheet that is seen."""
        settings = folder / "settings" / "user"
        settings.mkdir(parents=True)
        (settings / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
        before = (folder / BOOK).stat().st_mtime_ns
        with _screen() as display, _opened(folder, display):
            for chunk in chunks(keys if keys.endswith("⌃S") else f"{keys}⌃S"):
                _press(display, chunk)
            _wait(lambda: (folder / BOOK).stat().st_mtime_ns != before, "the workbook is saved")
            time.sleep(1)
        sheet = load_workbook(folder / BOOK, data_only=True).active
        assert isinstance(sheet, Worksheet)
        rows = ["  ".join(shown(cell) for cell in row if cell is not None) for row in sheet.values]
        return "\n".join(row for row in rows if row.strip())

    def facts(self, folder: Path) -> frozenset[Fact]:
        """What stands in the workbook."""
        return facts_of(load_workbook(folder / BOOK))


@contextmanager
def _screen() -> Iterator[str]:
    """A screen that nobody sees; its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _opened(folder: Path, display: str) -> Iterator[None]:
    """Calc with the workbook open on the office's day."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "DISPLAY": display,
        "LANG": "C.UTF-8",
        "TZ": "Asia/Tokyo",
        "SAL_USE_VCLPLUGIN": "gen",
    }
    office = subprocess.Popen(
        ["faketime", "-f", f"@{NOW}", "soffice", f"-env:UserInstallation={(folder / 'settings').as_uri()}"]
        + ["--norestore", "--nologo", "--calc", BOOK],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        found: list[str] = []

        def open_now() -> bool:
            found[:] = _xdotool(display, "search", "--onlyvisible", "--name", BOOK).split()
            return bool(found)

        _wait(open_now, "the workbook is open")
        time.sleep(3)
        _xdotool(display, "windowfocus", found[-1])
        time.sleep(1)
        yield
    finally:
        os.killpg(office.pid, 9)
        office.wait()


def _xdotool(display: str, *words: str) -> str:
    done = subprocess.run(
        ["xdotool", *words], env={**os.environ, "DISPLAY": display}, capture_output=True, check=False, text=True
    )
    return done.stdout


def _press(display: str, chunk: str) -> None:
    """Type a run of text, or press one key, and give Calc the time that a person would."""
    if is_text(chunk):
        _xdotool(display, "type", "--delay", "80", chunk)
    elif chunk[0] in _HELD:
        key = _SYMBOLS.get(chunk[1], chunk[1].lower())
        _xdotool(display, "key", f"{_HELD[chunk[0]]}+{key}")
    else:
        _xdotool(display, "key", _SYMBOLS[chunk])
    time.sleep(0.5)


def _wait(done: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, f"not in time: {what}"
        time.sleep(0.3)
