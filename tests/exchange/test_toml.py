"""The profile's file: read, written, and everything wrong with it told at once."""

from __future__ import annotations

import pytest

from tests.conftest import PACKAGE, Office
from welfare_cli.errors import Refused
from welfare_cli.exchange.toml import default_profile, profile_of, tables_of, written_profile
from welfare_cli.model.profile_kinds import profile_of as profile_of_records
from welfare_cli.model.profile_kinds import records_of

AREAS = [{"code": code, "label": code} for code in ("city", "outside", "unknown")]


def test_the_default_profile_is_that_of_chofu() -> None:
    """What wfc ships is `chofu.toml`."""
    assert default_profile().settings["organisation"] == "調布市社会福祉協議会"


def test_a_profile_survives_its_file_and_its_records() -> None:
    """Written to TOML or kept as records and read back, a profile is the same."""
    import tomllib

    profile = default_profile()
    again = profile_of(tomllib.loads(written_profile(profile)), "again.toml")
    assert tables_of(again) == tables_of(profile)
    assert tables_of(profile_of_records(records_of(profile))) == tables_of(profile)


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({}, ["city", "outside", "unknown"]),
        ({"areas": AREAS, "office": {"opening_month": 13}}, ["opening_month", "13"]),
        ({"areas": AREAS, "office": {"opening_month": True}}, ["opening_month"]),
        ({"areas": AREAS, "office": {"time_zone": "Asia/Chofu"}}, ["time_zone", "Asia/Tokyo"]),
        ({"areas": AREAS, "office": []}, ["[office]"]),
        ({"areas": [*AREAS, {"code": "sum", "label": "計"}]}, ["areas/sum", "「計」"]),
        ({"areas": AREAS, "routes": [{"label": "不明", "aliases": ["Not entered"]}]}, ["routes/不明", "Not entered"]),
        ({"areas": AREAS, "ofice": {}}, ["ofice", "office"]),
        ({"areas": [*AREAS, {"code": "city", "label": "again"}]}, ["areas/city"]),
        ({"areas": [*AREAS, {"code": "a", "label": "b", "aliases": ["city"]}]}, ["areas/a", "city"]),
        ({"areas": [*AREAS, {"code": "a"}]}, ["label"]),
        ({"areas": [*AREAS, {"label": "a", "from": "昨日"}]}, ["areas/a", "from"]),
        ({"areas": [*AREAS, {"label": "a", "from": "2024-04-01", "until": "2023-04-01"}]}, ["until"]),
        ({"areas": [*AREAS, {"label": "a", "colour": "red"}]}, ["colour"]),
        ({"areas": "city"}, ["areas"]),
        ({"areas": AREAS, "topics": [{"label": 1.5}]}, ["label"]),
        ({"areas": AREAS, "coordinators": [{"label": "CSW1", "areas": ["nowhere"]}]}, ["CSW1", "nowhere"]),
        ({"areas": AREAS, "sections": [{"code": "I-1", "part": "p"}]}, ["sections/I-1", "title"]),
        ({"areas": AREAS, "sections": [{"code": "first", "part": "p", "title": "t"}]}, ["first"]),
        ({"areas": AREAS, "sections": [{"code": "I-1", "part": "p", "title": "t", "measures": ["nope"]}]}, ["nope"]),
    ],
)
def test_what_is_wrong_with_a_profile_is_named(tables: dict[str, object], words: list[str]) -> None:
    """A wrong profile is refused with the table, the entry and the way out."""
    with pytest.raises(Refused) as caught:
        profile_of(tables, "office.toml")
    said = "\n".join(f"{problem} {problem.remedy}" for problem in caught.value.problems)
    for word in ("office.toml", *words):
        assert word in said
    assert all(problem.remedy for problem in caught.value.problems)


def test_everything_wrong_is_told_at_once() -> None:
    """Several mistakes in one file are told together."""
    with pytest.raises(Refused) as caught:
        profile_of({"office": {"opening_month": 0}, "areas": [{}], "nonsense": 1}, "office.toml")
    assert len(caught.value.problems) >= 6


def test_a_word_that_records_use_cannot_go(office: Office) -> None:
    """A topic that a case has may be given a last day, but not be taken out of the lists."""
    office.ok(
        *["case", "add", "--kind", "individual", "--received-on", "2024-12-03", "--area", "市外", "--topic", "債務"]
    )
    text = (PACKAGE / "chofu.toml").read_text(encoding="utf-8")
    start = text.index('label = "債務"')
    start, end = text.rindex("[[topics]]", 0, start), text.index("[[", start)
    path = office.file("office.toml", text[:start] + text[end:])
    head = office.head()
    for verb in ("diff", "apply"):
        done = office("profile", verb, path)
        assert done.code == 4
        assert "債務" in done.err
        assert "until" in done.err
    assert office.head() == head


def test_a_renamed_word_is_printed_anew_everywhere(office: Office) -> None:
    """The code is stored and the label printed: a renamed topic is renamed in what was recorded before."""
    office.ok(
        *["case", "add", "--kind", "individual", "--received-on", "2024-12-03", "--area", "市外", "--topic", "債務"]
    )
    text = (PACKAGE / "chofu.toml").read_text(encoding="utf-8").replace('label = "債務"', 'label = "借入金"')
    done = office.ok("profile", "apply", office.file("office.toml", text))
    assert "債務 → 借入金" in done.out
    assert "借入金" in office.ok("case", "list").out
    assert office.ok("profile", "diff", str(office.folder / "office.toml")).out == "違いはありません。\n"


def test_the_lists_can_be_written_out_before_there_is_a_ledger(office: Office) -> None:
    """Another office changes them first, and begins its ledger with them."""
    nowhere, path = str(office.folder / "new.db"), str(office.folder / "new.toml")
    assert "台帳がまだない" in office.ok("profile", "export", path, "--ledger", nowhere).err
    office.ok("init", "--profile", path, "--ledger", nowhere)
    assert "違いはありません" in office.ok("profile", "diff", path, "--ledger", nowhere).out


def test_the_areas_of_every_day_have_no_dates(office: Office) -> None:
    """The whole city, outside it and unknown are there always, and go on in no other."""
    path = office.folder / "p.toml"
    office.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8")
    for line in ("until = 2025-03-31", "from = 2020-04-01"):
        path.write_text(text.replace('label = "不明"\n', f'label = "不明"\n{line}\n', 1), encoding="utf-8")
        assert "[areas/unknown]" in office("profile", "check", str(path)).err


def test_a_coordinator_who_has_gone_takes_no_new_case(office: Office) -> None:
    """One that was received before stays with whoever takes it over later; one that came afterwards is refused."""
    path = office.folder / "p.toml"
    office.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8")
    text += '\n[[coordinators]]\ncode = "A"\nlabel = "田中"\nuntil = 2024-12-31\n'
    text += '\n[[coordinators]]\ncode = "B"\nlabel = "佐藤"\nfrom = 2025-01-01\n'
    path.write_text(text, encoding="utf-8")
    office.ok("profile", "apply", str(path))
    office.case("--coordinator", "田中")
    office.ok("case", "edit", "C-1", "--coordinator", "佐藤", "--correction")
    words = ("--kind", "individual", "--received-on", "2025-01-10", "--area", "市外", "--coordinator")
    done = office("case", "add", *words, "田中")
    assert done.code == 4
    assert "担当「田中」は 2025-01-10 には使えません" in done.err
    office.ok("case", "add", *words, "佐藤")
