"""Whoever has the original ledger learns nothing from the order in which an anonymous one holds its records.

The attacker has both files and links the first record to the first, the second to the second …, by every order that a
ledger has. The truth is what the maker knows. What a record still says (its kind, month, area and lists) is granted:
within a group that says the same, an order may hit as often as chance does, which is once a group.
"""

from __future__ import annotations

import itertools
import re
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Office
from welfare_cli.ledger import anonymous
from welfare_cli.ledger.anonymous import _Maker

KINDS = {"case": ("kind", "received_on"), "contact": ("method", "date")}
"""Each kind, what the attacker grants of it, and its day, of which the month stays."""
ORDERS = {
    "entry": "entry.number",
    "ref": "entry.ref",
    "arrival": "entry.arrived_at",
    "import key": "entry.import_key",
    "hash": "entry.hash",
    "row": "facts.rowid",
}


@pytest.fixture
def handed_on(sample: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, _Maker]:
    """The sample's anonymous ledger, and what became of what."""
    makers: list[_Maker] = []

    class Remembered(_Maker):
        def __init__(self, *given: object) -> None:
            super().__init__(*given)  # type: ignore[arg-type]
            makers.append(self)

    monkeypatch.setattr(anonymous, "_Maker", Remembered)
    sample.ok("anonymize", str(sample.folder / "匿名.db"))
    return sample.folder / "匿名.db", makers[0]


def in_order(path: Path, kind: str, order: str) -> list[tuple[str, tuple[str, ...]]]:
    """The refs of a kind in an order of its file, each with what the attacker knows of the record anyhow."""
    what, day = KINDS[kind]
    columns = f"facts.{what}, substr(facts.{day}, 1, 7)" + (", facts.area" if kind == "case" else "")
    connection = sqlite3.connect(path)
    try:
        found = connection.execute(
            f"SELECT entry.ref, {columns} FROM entry JOIN {kind}s AS facts ON facts.entry = entry.number "
            f"WHERE entry.version = 1 AND entry.kind = ? ORDER BY {order}",
            (kind,),
        ).fetchall()
    finally:
        connection.close()
    return [(ref, tuple(map(str, known))) for ref, *known in found]


def grouped(listed: list[tuple[str, tuple[str, ...]]]) -> dict[tuple[str, ...], list[str]]:
    """The refs that say the same, in their order."""
    found: dict[tuple[str, ...], list[str]] = {}
    for ref, known in listed:
        found.setdefault(known, []).append(ref)
    return found


def test_no_order_links_records(sample: Office, handed_on: tuple[Path, _Maker]) -> None:
    """By place alone hardly anybody is found, and among records that say the same no more than by chance."""
    path, maker = handed_on
    for kind, order, theirs in itertools.product(KINDS, ORDERS, ("entry", "ref")):
        here, there = in_order(sample.path, kind, ORDERS[theirs]), in_order(path, kind, ORDERS[order])
        assert len(here) == len(there) > 100
        hit = [maker.refs[kind, one[0]] == other[0] for one, other in zip(here, there, strict=True)]
        assert sum(hit) < 15, f"{sum(hit)} of {len(hit)} were found by their place"
        mine, others = grouped(here), grouped(there)
        assert {known: len(refs) for known, refs in mine.items()} == {
            known: len(refs) for known, refs in others.items()
        }
        several = {known: refs for known, refs in mine.items() if len(refs) > 1}
        pairs = [pair for known, refs in several.items() for pair in zip(refs, others[known], strict=True)]
        found = sum(maker.refs[kind, one] == other for one, other in pairs)
        chance = len(several)
        assert found <= chance + 6 * chance**0.5, f"{found} of {len(pairs)} were found, by chance {chance}"


def test_the_bytes_of_the_file_are_in_another_order(sample: Office, handed_on: tuple[Path, _Maker]) -> None:
    """Nor does the order in which refs lie in the file, its free pages among them, follow that of the original."""
    path, maker = handed_on
    back = {new: old for (kind, old), new in maker.refs.items() if kind == "case"}
    seen = [back[ref.decode()] for ref in re.findall(rb"C-\d{5}", path.read_bytes()) if ref.decode() in back]
    rising = sum(one < other for one, other in itertools.pairwise(seen))
    assert len(seen) > 1000
    assert 0.4 < rising / len(seen) < 0.6


def test_names_coordinators_and_lists_are_in_another_order(office: Office) -> None:
    """Numbered names follow no order of the original; several values of a field stand in any order."""
    profile = office.folder / "profile.toml"
    office.ok("profile", "export", str(profile))
    people = [f"人{number:02}" for number in range(12)]
    coordinators = "".join(
        f'\n[[coordinators]]\ncode = "{each}"\nlabel = "{each}"\nareas = ["外"]\nfrom = 2024-04-{place:02}\n'
        for place, each in enumerate(people, start=1)
    )
    lists = re.sub(r"(?ms)^\[\[coordinators\]\].*?(?=^\[|\Z)", "", profile.read_text(encoding="utf-8"))
    code = office.query("SELECT code FROM terms WHERE list = 'areas' AND label = '市外'")[0][0]
    profile.write_text(lists + coordinators.replace('"外"', f'"{code}"'), encoding="utf-8")
    office.ok("profile", "apply", str(profile))
    words = ("介護", "債務", "住まい", "子育て", "地域との関係", "その他")
    topics = [part for word in words for part in ("--topic", word)]
    for place, each in enumerate(people):
        ref = office.case("--coordinator", each, *topics)
        agencies = ("--agency", f"機{place:02}あ", "--agency", f"機{place:02}い")
        office.ok("contact", "add", "--case", ref, "--date", "2024-12-05", "--method", "電話", *agencies)
    office.ok("anonymize", str(office.folder / "匿名.db"))
    there = sqlite3.connect(office.folder / "匿名.db")
    try:
        terms = there.execute(
            "SELECT code, position, valid_from, (SELECT COUNT(*) FROM term_areas WHERE entry = terms.entry) "
            "FROM terms WHERE list = 'coordinators' ORDER BY entry"
        ).fetchall()
        assert sorted(term[1] for term in terms) == [*range(1, 13)]
        assert {term[2:] for term in terms} == {(None, 0)}
        named = {name for (name,) in there.execute("SELECT agency FROM contact_agencies")}
        said = there.execute("SELECT entry, topic FROM case_topics ORDER BY entry, position").fetchall()
    finally:
        there.close()
    assert len(named) == 24
    orders = {tuple(topic for _entry, topic in some) for _entry, some in itertools.groupby(said, lambda row: row[0])}
    assert len({frozenset(order) for order in orders}) == 1
    assert len(orders) > 1
