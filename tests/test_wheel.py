"""What is handed out: the wheel has everything that the program reads, also from a clone without symbolic links."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import zipfile
from email.parser import BytesParser

import pytest

from tests.conftest import PACKAGE, ROOT

SOURCES = {".po", ".pot"}
"""What translators read, and the program does not."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of what lies here."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (path,) = folder.iterdir()
    return zipfile.ZipFile(path)


def test_the_wheel_has_every_file_that_the_program_reads(wheel: zipfile.ZipFile) -> None:
    """Each file of the package is in the wheel, to the byte; the sources of translations stay behind."""
    package = {
        path.relative_to(PACKAGE.parent).as_posix(): path.read_bytes()
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in SOURCES and "__pycache__" not in path.parts
    }
    handed_out = {name: wheel.read(name) for name in wheel.namelist() if name.startswith("welfare_cli/")}
    assert handed_out.keys() == package.keys()
    assert [name for name in package if package[name] != handed_out[name]] == []
    assert "welfare_cli/locale/en/LC_MESSAGES/wfc.mo" in package


def test_the_wheel_bears_its_licences(wheel: zipfile.ZipFile) -> None:
    """Who gets the wheel reads who made it, and under which licences it and its fonts may be used."""
    (name,) = (each for each in wheel.namelist() if each.endswith("dist-info/METADATA"))
    told = BytesParser().parsebytes(wheel.read(name))
    assert told["License-Expression"] == "MIT AND OFL-1.1"
    assert told["Author"] == "The wfc developers"
    licences = name.replace("METADATA", "licenses/")
    assert b"MIT License" in wheel.read(f"{licences}LICENSE")
    assert b"SIL OPEN FONT LICENSE" in wheel.read(f"{licences}src/welfare_cli/fonts/OFL.txt")


def test_no_file_of_the_package_is_a_link() -> None:
    """Where a clone has no symbolic links, a link becomes a text with a path, which the program would read."""
    assert [path for path in PACKAGE.rglob("*") if path.is_symlink()] == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a clone tells which of its files are links")
def test_every_link_leads_into_the_package() -> None:
    """A link is a sign for whoever looks for a file elsewhere; the file itself is in the package."""
    listed = subprocess.run(["git", "ls-files", "-s", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    links = [pathlib.Path(line.partition("\t")[2]) for line in listed.split("\0") if line.startswith("120000")]
    assert links
    for link in links:
        path = ROOT / link
        target = os.readlink(path) if path.is_symlink() else path.read_text(encoding="utf-8")
        assert PACKAGE not in path.parents, link
        assert (path.parent / target).resolve().is_relative_to(PACKAGE), link
        assert (path.parent / target).exists(), link
