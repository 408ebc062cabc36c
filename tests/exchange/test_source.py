"""Files from elsewhere: regular files and standard input alone, up to a size, whatever they declare."""

from __future__ import annotations

import io
import os
import pathlib

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.conftest import Office
from tests.workbooks import workbook
from welfare_cli import errors
from welfare_cli.exchange import source
from welfare_cli.model import limits


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: pathlib.Path) -> None:
    """A named pipe is refused at once (6), with or without somebody who writes to it."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(errors.Unusable, match="普通のファイルではありません"):
        source.bytes_of(str(path), limits.TEXT)


def test_a_folder_is_no_file(tmp_path: pathlib.Path) -> None:
    """A folder is refused (6) and called what it is."""
    with pytest.raises(errors.Unusable, match="フォルダーです"):
        source.bytes_of(str(tmp_path), limits.TEXT)


def test_a_file_that_grows_is_refused_at_its_limit() -> None:
    """What is read counts, and not the size that was declared."""
    endless = iter(lambda: b"x" * 1000, None)
    with pytest.raises(errors.Refused, match="大きすぎます"):
        source.read_up_to(lambda _size: next(endless), 10_000, "list.csv")
    assert source.read_up_to(io.BytesIO(b"x" * 10_000).read, 10_000, "list.csv") == b"x" * 10_000


def test_a_settings_file_of_notepad_is_read(office: Office) -> None:
    """A byte-order mark before the first setting does not matter, and a setting that is changed stands there once."""
    path = office.folder / "config.toml"
    path.write_bytes(b'\xef\xbb\xbfauthor = "CSW1"\n')
    assert "CSW1" in office.ok("config").out
    office.ok("config", "set", "author", "CSW2")
    assert path.read_text(encoding="utf-8") == 'author = "CSW2"\n'


def test_a_stray_format_far_away_is_nothing(office: Office) -> None:
    """An empty cell with a format in Excel's last row and column, and the dimension it gives, stop no list."""

    def change(book: openpyxl.Workbook) -> None:
        book.active["XFD1048576"].font = Font(bold=True)  # type: ignore[index]

    path = office.folder / "相談.xlsx"
    path.write_bytes(workbook({"相談": [["区分", "受付日", "圏域"], ["個別相談", "2024-12-03", "市外"]]}, change))
    assert "追加" in office.ok("import", str(path)).out


def test_a_value_far_away_is_named(office: Office) -> None:
    """A value in Excel's last cell is refused, and where it stands is told."""

    def change(book: openpyxl.Workbook) -> None:
        book.active["XFD1048576"] = "x"  # type: ignore[index]

    path = office.folder / "相談.xlsx"
    path.write_bytes(workbook({"相談": [["区分", "受付日", "圏域"]]}, change))
    done = office("import", str(path))
    assert done.code == errors.Refused.exit_code
    assert "相談.xlsx「相談」: 使われている範囲が XFD1048576 まであり" in done.err


def test_a_value_in_the_last_row_of_a_narrow_list_is_read(office: Office) -> None:
    """A value at the very end of a list of three columns is read, however far away."""

    def change(book: openpyxl.Workbook) -> None:
        for place, value in zip("ABC", ("個別相談", "2024-12-04", "市外"), strict=True):
            book.active[f"{place}1048576"] = value  # type: ignore[index]

    path = office.folder / "相談.xlsx"
    path.write_bytes(workbook({"相談": [["区分", "受付日", "圏域"]]}, change))
    office.ok("import", str(path))
    assert "2024-12-04" in office.ok("case", "list").out
