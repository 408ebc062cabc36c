"""Ledgers that earlier versions of wfc wrote, and what these printed of their publications: nothing of it changes.

`tests/released/5.zip` and `6.zip` hold a ledger in the form of schema 5 and 6, made by the code of commits 0a2ed73 and
7d200e6 with `tests/released/made.sh`, and each of its publications as that code printed it.
"""

from __future__ import annotations

import json
import zipfile

import pytest

from tests.conftest import ROOT, Office
from welfare_cli.ledger import schema

PUBLICATIONS = ("九月末", "十二月末", "十二月末訂正", "january")
FORMS = ("table", "markdown", "csv", "tsv")


@pytest.fixture(params=["5", "6"])
def released(request: pytest.FixtureRequest, office: Office) -> zipfile.ZipFile:
    """What an earlier version wrote; its ledger, brought up by this one, is the office's."""
    found = zipfile.ZipFile(ROOT / "tests" / "released" / f"{request.param}.zip")
    office.path.write_bytes(found.read("ledger.db"))
    office.clock("2026-01-05T09:00:00")
    assert f"版 {request.param} から版 {schema.VERSION}" in office.ok("migrate").out
    return found


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_a_publication_is_printed_as_it_was(released: zipfile.ZipFile, office: Office, name: str) -> None:
    """To the byte, in every form that people and spreadsheets read."""
    for form in FORMS:
        printed = office.ok("publication", "report", name, "--format", form).out
        assert printed.encode() == released.read(f"{name}.{form}"), form


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_programs_read_what_they_read(released: zipfile.ZipFile, office: Office, name: str) -> None:
    """In JSON, every key of then has its value; only keys are added."""
    now = json.loads(office.ok("publication", "report", name, "--format", "json").out)
    assert_kept(json.loads(released.read(f"{name}.json")), now, name)


def assert_kept(then: object, now: object, at: str) -> None:
    """Every value of then stands where it stood."""
    if isinstance(then, dict):
        assert isinstance(now, dict), at
        for key, value in then.items():
            assert key in now, f"{at}.{key}"
            assert_kept(value, now[key], f"{at}.{key}")
    elif isinstance(then, list):
        assert isinstance(now, list), at
        assert len(then) == len(now), at
        for place, (one, other) in enumerate(zip(then, now, strict=True)):
            assert_kept(one, other, f"{at}[{place}]")
    else:
        assert then == now, at


def test_every_difference_is_explained(released: zipfile.ZipFile, office: Office) -> None:
    """What was corrected since is explained from an old publication, too; the tables that it has no copy of say so."""
    for name in PUBLICATIONS:
        found = json.loads(office.ok("explain", name, "--format", "json").out)
        assert found["adds_up"], name
        assert not any(each["kept"] for each in found["cells"] if each["axes"] and not each["column"]), name
    assert office("check", "--format", "json").code in (0, 8)
