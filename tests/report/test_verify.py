"""Figures in a finished document: found as people write them, and held against the ledger without a false alarm."""

from __future__ import annotations

import datetime
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Office
from welfare_cli.errors import UnknownWord
from welfare_cli.exchange.document_text import read_document
from welfare_cli.ledger import Ledger
from welfare_cli.ledger.entries import Stamp
from welfare_cli.report import Report, build
from welfare_cli.report.reading import verify as verification
from welfare_cli.report.reading.verify import Verification, verify

HERE = Path(__file__).parent / "reworded"
ORIGINAL = (HERE / "original.txt").read_text(encoding="utf-8")
FIGURES = (
    "新規個別相談件数３２２件",
    "継続支援対応件数１，８１８件",
    "支援会議１件",
    "年１回実施",
    "保健所との情報交換１",
    "虐待防止センターとの情報交換２",
    "こころの健康支援センターとの情報交換１",
    "新規地域支援相談件数３４６件",
    "居場所の立ち上げ ２３件",
    "受講生５人 ※",
    "修了予定５人",
    "拡充１件",
)
"""The twelve figures of the original, as they stand in it."""
WIDE = "０１２３４５６７８９"
HALF = "0123456789"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, made: object) -> Iterator[Ledger]:
    """The sample year, opened once."""
    path = tmp_path_factory.mktemp("verify") / "ledger.db"
    shutil.copy(made("sample"), path)  # type: ignore[operator]
    now = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    opened = Ledger.open(str(path), lambda: Stamp("test", now, fixed=True))
    with opened as book, pytest.MonkeyPatch.context() as patched:
        patched.setattr(verification, "report_of", once(book))
        yield book


def once(book: Ledger) -> Callable[..., Report]:
    """Build each report of a ledger that stays the same only once."""
    built: dict[str, Report] = {}

    def report_of(ledger: Ledger, *words: object, **more: object) -> Report:
        if ledger is not book:
            return build.report_of(ledger, *words, **more)  # type: ignore[arg-type]
        asked = repr((ledger.viewpoint.areas_of, words, sorted(more.items())))
        if asked not in built:
            built[asked] = build.report_of(ledger, *words, **more)  # type: ignore[arg-type]
        return built[asked]

    return report_of


def held(ledger: Ledger, text: str, name: str = "報告.txt", as_of: str = "") -> Verification:
    """A text held against the ledger."""
    return verify(ledger, name, read_document(name, text.encode()), as_of)


def held_of_december(ledger: Ledger, text: str, name: str) -> Verification:
    """A text held against the ledger as of the day that it says, or that all of them are of."""
    try:
        return held(ledger, text, name)
    except UnknownWord:
        return held(ledger, text, name, "2024-12-31")


def digits() -> list[int]:
    """Where the digits of the twelve figures stand in the original, whose lines are broken anywhere."""
    kept = [place for place, character in enumerate(ORIGINAL) if character != "\n"]
    whole = "".join(ORIGINAL[place] for place in kept)
    starts = {figure: whole.index(figure) for figure in FIGURES}
    return [kept[start + nth] for figure, start in starts.items() for nth in range(len(figure)) if figure[nth] in WIDE]


def test_the_twelve_figures_of_the_original_match_and_nothing_is_invented(ledger: Ledger) -> None:
    """322; 1,818; 1; once in each area; 1, 2 and 1 by agency; 346; 23; 5; 5; 1 — and no 8050, no 10, no wish."""
    found = held(ledger, ORIGINAL)
    assert found.report.as_of == "2024-12-31"
    assert [(each.reading.measure.name, each.statement.number, each.verdict) for each in found.findings] == [
        ("new_individual", 322, "matches"),
        ("complex_followup", 1818, "matches"),
        ("support_meeting", 1, "matches"),
        ("network_meeting", 1, "matches"),
        ("exchange_meeting", 1, "matches"),
        ("exchange_meeting", 2, "matches"),
        ("exchange_meeting", 1, "matches"),
        ("new_community", 346, "matches"),
        ("venue_launch", 23, "matches"),
        ("course_enrolment", 5, "matches"),
        ("course_completion_expected", 5, "matches"),
        ("grant_application", 1, "matches"),
    ]


def test_a_changed_digit_of_the_original_is_found_and_nothing_else(ledger: Ledger) -> None:
    """A hundred changes of one digit of one of the twelve figures: that figure differs, and only that one."""
    chance = random.Random(6)
    spots = digits()
    assert len(spots) == 20
    for _each in range(100):
        place = chance.choice(spots)
        digit = chance.choice([each for each in WIDE if each != ORIGINAL[place]])
        found = held(ledger, ORIGINAL[:place] + digit + ORIGINAL[place + 1 :])
        assert len(found.findings) == len(FIGURES)
        wrong = [each for each in found.findings if each.verdict != "matches"]
        assert [each.verdict for each in wrong] == ["differs"], ORIGINAL[place - 8 : place + 2]


@pytest.mark.parametrize("path", sorted(HERE.glob("[0-9]*.*[td]")), ids=lambda path: path.name)
def test_a_report_in_other_words(ledger: Ledger, path: Path) -> None:
    """Bureaucrats, newsletters, memos, minutes and tables: the figures are found, and none is a false alarm."""
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = held_of_december(ledger, path.read_text(encoding="utf-8"), path.name)
    assert found.number("differs") == 0
    matched = sorted((e.reading.measure.name, e.statement.number) for e in found.findings if e.verdict == "matches")
    assert matched == sorted((name, number) for name, numbers in wanted.items() for number in numbers)


def test_a_wrong_figure_in_other_words_is_caught(ledger: Ledger) -> None:
    """One digit of every other figure changed: of ten, eight are caught, and never is another figure blamed."""
    chance = random.Random(6)
    changed = caught = 0
    for path in sorted(HERE.glob("[0-9]*.*[td]")):
        text = path.read_text(encoding="utf-8")
        for each in held_of_december(ledger, text, path.name).findings:
            quoted = each.statement.quote
            if each.verdict != "matches" or text.count(quoted) != 1 or chance.random() < 0.5:
                continue
            digits = [place for place, one in enumerate(quoted) if one in WIDE + HALF]
            number = [place for place in digits if place >= len(quoted) - len(f"{each.statement.number:,}") - 3]
            if not number:  # in kanji
                continue
            place = text.index(quoted) + number[-1]
            row = WIDE if text[place] in WIDE else HALF
            digit = chance.choice([one for one in row if one != text[place]])
            found = held_of_december(ledger, text[:place] + digit + text[place + 1 :], path.name)
            wrong = [one for one in found.findings if one.verdict == "differs"]
            changed += 1
            caught += len(wrong)
            assert [one.statement.line for one in wrong] in ([], [each.statement.line]), (path.name, quoted)
    assert changed > 150
    assert caught / changed > 0.8


def test_what_is_no_figure_of_the_report_is_no_alarm(ledger: Ledger) -> None:
    """Wishes, targets, other years, averages, other courses, consultations about something: nothing of it differs."""
    found = held(ledger, (HERE / "decoys.txt").read_text(encoding="utf-8"))
    assert [each.statement.quote for each in found.findings if each.verdict != "not_derivable"] == []


@pytest.mark.parametrize("ending", [".txt", ".md", ".docx", ".html", ".pdf"])
@pytest.mark.parametrize("as_of", ["2024-04-30", "2024-08-15", "2024-12-31", "2025-02-28", "2025-03-31"])
def test_its_own_documents_match(sample: Office, ending: str, as_of: str) -> None:
    """Every figure in the text of a document that wfc has made is found in it, and matches."""
    path = sample.folder / f"報告書{ending}"
    sample.ok("document", "--as-of", as_of, "--date", "2025-04-01", "--output", str(path))
    said = json.loads(sample.ok("verify", str(path), "--format", "json").out)
    assert said["as_of"] == as_of
    assert len(said["figures"]) >= 14
    assert {each["verdict"] for each in said["figures"]} == {"matches"}


def test_the_figures_of_areas_one_by_one_are_read_and_a_wrong_one_is_caught(office: Office) -> None:
    """In the sentence of the document that names each area with its own, where they are not all the same."""
    for areas in (("緑ケ丘・滝坂", "若葉・調和"), ("若葉・調和",)):
        words = [word for area in areas for word in ("--area", area)]
        office.ok("meeting", "add", "--kind", "network", "--date", "2024-12-02", "--status", "held", *words)
    path = office.folder / "文書.txt"
    office.ok("document", "--as-of", "2024-12-31", "--output", str(path))
    right = path.read_text(encoding="utf-8")
    assert "ネットワーク会議（上ノ原・柏野）" in office.ok("verify", str(path)).out
    for before, after in (("滝坂１回", "滝坂７回"), ("調和２回", "調和１回"), ("柏野０回", "柏野９回")):
        assert before in right
        path.write_text(right.replace(before, after), encoding="utf-8")
        done = office("verify", str(path))
        assert done.code == 8, before
        assert "相違 1" in done.out


def test_a_publication_is_verified_with_its_own_figures(sample: Office) -> None:
    """What was handed in matches the publication, and differs from the ledger of today (8)."""
    sample.ok("publish", "提出", "--as-of", "2024-12-31", "--date", "2025-01-23")
    path = sample.folder / "提出.txt"
    sample.ok("document", "--publication", "提出", "--output", str(path))
    sample.case()
    assert sample.ok("verify", str(path), "--publication", "提出").out.endswith("相違 0、照合できず 0\n")
    done = sample("verify", str(path))
    assert done.code == 8
    assert "相違" in done.out
    assert re.search(r"新規個別相談件数 +322 +323 ", done.out)
    assert sample("verify", str(path), "--publication", "提出", "--as-of", "2024-12-31").code == 2


def test_an_office_is_read_in_its_own_words(sample: Office) -> None:
    """What the profile says before a figure tells of which measure it is, whatever the words are."""
    profile = sample.folder / "設定.toml"
    sample.ok("profile", "export", str(profile))
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("新規個別相談件数{", "はじめましての数は{"), encoding="utf-8")
    sample.ok("profile", "apply", str(profile))
    day = ("--as-of", "2024-12-31")
    assert "新規個別相談件数  322     322" in sample.ok("verify", "-", *day, stdin="はじめましての数は３２２件").out
    assert sample("verify", "-", *day, stdin="はじめましての数は３２１件").code == 8
    assert sample("verify", "-", *day, stdin="さよならの数は３２１件").code == 0


def test_documents_that_cannot_be_read_are_refused(sample: Office) -> None:
    """Without a day (2), not there (3), without text or damaged (4)."""
    for name, data, code in (
        ("日付なし.txt", "新規個別相談件数322件".encode(), 2),
        ("空.txt", b"", 4),
        ("壊れた.pdf", b"%PDF-1.4 nothing", 4),
        ("壊れた.docx", b"PK\x03\x04 nothing", 4),
    ):
        (sample.folder / name).write_bytes(data)
        assert sample("verify", str(sample.folder / name)).code == code, name
    assert sample("verify", str(sample.folder / "ない.txt")).code == 3
    assert sample("verify", "-", "--as-of", "2024-12-31", stdin="新規個別相談件数は322件").code == 0
