"""What leaves the ledger leaves it knowingly, and for its owner alone."""

from __future__ import annotations

import os
import stat

import pytest

from tests.conftest import Office
from welfare_cli.cli.opening import stamp
from welfare_cli.exchange.export import outgoing
from welfare_cli.ledger import Ledger
from welfare_cli.model.case import CASE, Transfers


@pytest.mark.parametrize(
    "command",
    [
        "export out",
        "export out.xlsx",
        "export out.csv --kind case --with-confidential",
        "export - --kind case",
        "erase C-1 --why 申し出",
        "purge --closed-before 2025-01-01 --why 保存年数",
    ],
)
def test_nothing_leaves_or_goes_unconfirmed(office: Office, command: str) -> None:
    """Without --yes and without a terminal: 7, the number is told, nothing is written and nothing removed."""
    office.monkeypatch.chdir(office.folder)
    office.case("--summary", "本文")
    office.ok("case", "close", "C-1", "--on", "2024-12-20", "--closing", "解決")
    head, there = office.head(), sorted(os.listdir(office.folder))
    done = office(*command.split(" "))
    assert done.code == 7
    assert done.out == ""
    assert "--yes" in done.err
    assert (office.head(), sorted(os.listdir(office.folder))) == (head, there)


@pytest.mark.skipif(os.name != "posix", reason="modes are another thing elsewhere")
def test_what_leaves_is_for_its_owner_alone(office: Office) -> None:
    """Whatever the umask: exported folders are 0700, exported files and an anonymous ledger 0600."""
    office.monkeypatch.chdir(office.folder)
    office.case("--summary", "本文")
    before = os.umask(0)
    try:
        office.ok("export", "out", "--yes")
        office.ok("export", "out.xlsx", "--yes")
        office.ok("anonymize", "other.db")
    finally:
        os.umask(before)
    modes = {
        name: stat.S_IMODE((office.folder / name).stat().st_mode)
        for name in ("out", "out/cases.csv", "out.xlsx", "other.db")
    }
    assert modes == {"out": 0o700, "out/cases.csv": 0o600, "out.xlsx": 0o600, "other.db": 0o600}


def test_whoever_writes_what_names_a_person_is_warned(office: Office) -> None:
    """At entry and at import by the kind of thing it looks like, and at export by how many; never by itself."""
    done = office.ok(
        "contact", "add", "--case", office.case(), "--date", "2024-12-05", "--note", "田中さん 042-000-1234"
    )
    assert "備考に、電話番号・名前らしい文字があります" in done.err
    row = "case,date,note\nC-1,2024-12-06,田中さんへ\n"
    imported = office.ok("import", "-", "--kind", "contact", stdin=row)
    assert "標準入力 2行目: 備考に、名前らしい文字があります" in imported.err
    left = office("export", "out", "--with-confidential")
    assert "電話番号 1か所、名前 2か所" in left.err
    assert "田中" not in done.err + imported.err + left.err


def test_each_of_the_two_doors_of_an_export_is_shut_by_itself(office: Office) -> None:
    """Records are read without their texts; and a list made of records that have theirs leaves them out."""
    office.case("--summary", "ひみつ")
    with Ledger.open(str(office.path), lambda: stamp("誰か")) as ledger:
        [read] = ledger.one_by_one(CASE)
        assert not read.texts
        [whole] = ledger.records(CASE)
        assert whole.texts["summary"] == "ひみつ"
        [made] = outgoing(ledger.profile, [(CASE, [whole])], texts=False, transfers=Transfers(()), today="2025-01-23")
        assert "ひみつ".encode() not in made.csv()
        [made] = outgoing(ledger.profile, [(CASE, [whole])], texts=True, transfers=Transfers(()), today="2025-01-23")
        assert "ひみつ".encode() in made.csv()
