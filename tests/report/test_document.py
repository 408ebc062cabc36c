"""The document: the figures of the report in the office's words, the same in every format."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import Office
from tests.documents import page_of, squeezed, visible
from welfare_cli.measures import MEASURES
from welfare_cli.model.calendar import full_width
from welfare_cli.render.document_formats import DOCUMENTS

ENDINGS = [*DOCUMENTS]
HOSTILE = '<script>alert(1)</script>{{x}}{new_individual}=cmd|calc!A1[red]&amp;#$x$*_`~髙﨑𠮷①"\u202eabc\u202c'
"""Text in which some format or other would see more than text."""
SEEN = HOSTILE.translate(dict.fromkeys(map(ord, "\u202e\u202c")))
"""As it is read: what turns the direction of writing is taken out, so that no figure is read backwards."""


def made(office: Office, ending: str, *words: str) -> Path:
    """A document in a file."""
    path = office.folder / f"報告書{ending}"
    day = words or ("--as-of", "2024-12-31", "--date", "2025-01-23")
    office.ok("document", *day, "--replace", "--output", str(path))
    return path


def said(office: Office, *words: str) -> list[str]:
    """The lines of the document, those that were broken in one, before its appendix."""
    text = office.ok("document", *words).out.partition("\n資料\n")[0]
    return re.sub(r"\n(?![⇒（\n０-９ⅠⅡⅢ ])", "", text).splitlines()


def with_profile(office: Office, *changes: tuple[str, str]) -> None:
    """Change the office's profile in its file, and apply it."""
    path = office.folder / "設定.toml"
    path.unlink(missing_ok=True)
    office.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    office.ok("profile", "apply", str(path))


def test_the_document_says_the_figures_of_the_original(sample: Office) -> None:
    """Every figure that the office handed in for December 2024 stands in the sentence that the original has."""
    lines = said(sample, "--as-of", "2024-12-31", "--date", "2025-01-23")
    assert lines[0].startswith("令和６年度地域福祉コーディネーター事業等の具体的取組（抜粋）")
    for sentence in (
        "⇒令和６年度１２月末時点 新規個別相談件数３２２件",
        "⇒令和６年度１２月末時点 複合課題を有する継続支援対応件数１，８１８件",
        "⇒令和６年度１２月末時点 支援会議１件",
        "⇒令和６年度１２月末時点 重層的支援会議０件",
        "⇒１２月末時点では圏域ごとに１回実施した。",
        "⇒４圏域合同（若葉・調和，上ノ原・柏野，第二・八雲台・国領，第一・富士見台・多摩川）で開催した。",
        "⇒令和６年度１２月末時点 新規地域支援相談件数３４６件",
        "⇒令和６年度１２月末時点 交流の場及び居場所の立ち上げ２３件",
        "⇒令和６年度 受講生５人 ※修了予定５人，修了０人",
        "⇒補助金申請の内訳：機能拡充１件（審査中）",
    ):
        assert sentence in lines
    exchanges = next(line for line in lines if "情報交換" in line and line.startswith("⇒"))
    for said_of in ("多摩府中保健所との情報交換１回", "児童虐待防止センターとの情報交換２回"):
        assert said_of in exchanges


def test_what_is_planned_and_what_is_overdue_stands_under_its_heading(sample: Office) -> None:
    """A meeting under the section of its measure, an activity under its own; what is past and not held is named."""
    lines = said(sample, "--as-of", "2024-12-31")
    headings = [line for line in lines if re.match("[０-９]", line) or line.startswith(("⇒予定", "Ⅱ", "Ⅲ"))]
    network = headings.index("３ 福祉圏域別専門職等ネットワーク会議")
    assert headings[network + 1].startswith("⇒予定：令和７年２月２０日 第２回ネットワーク会議（若葉・調和，")
    residents = headings.index("１ 地域住民との協働（地域支援）")
    overdue = "⇒予定日を過ぎ，まだ実施の記録がないもの：令和６年１２月２０日 延期となった餅つき（上ノ原・柏野）"
    assert headings[residents + 1] == overdue
    assert not [line for line in said(sample, "--as-of", "2024-12-19") if "予定日を過ぎ" in line]


def test_a_day_within_a_month_and_a_narrative_of_later(sample: Office) -> None:
    """１２月１５日現在 within a month; a narrative that bears a later day is not there yet."""
    lines = said(sample, "--as-of", "2024-12-15", "--date", "2024-12-20")
    assert "⇒令和６年度１２月１５日現在 新規個別相談件数２９５件" in lines
    assert "令和６年１２月１５日現在報告" in lines[0]
    assert not [line for line in lines if "情報照会が増えている" in line]


def test_a_document_that_is_there_is_not_replaced_by_accident(sample: Office) -> None:
    """Somebody may have finished it by hand (7); and none bears an earlier date than its figures (4)."""
    path = sample.folder / "報告書.docx"
    sample.ok("document", "--as-of", "2024-12-31", "--output", str(path))
    path.write_bytes(b"finished by hand")
    assert sample("document", "--as-of", "2024-12-31", "--output", str(path)).code == 7
    assert path.read_bytes() == b"finished by hand"
    sample.ok("document", "--as-of", "2024-12-31", "--output", str(path), "--replace")
    assert sample("document", "--as-of", "2024-12-31", "--date", "2024-12-30").code == 4


def test_a_list_of_nothing_leaves_its_sentence_out(office: Office) -> None:
    """No joint meeting, no sentence about one; a figure of nothing is ０."""
    office.case()
    lines = said(office, "--as-of", "2024-12-31")
    assert "⇒令和６年度１２月末時点 新規個別相談件数１件" in lines
    assert "⇒令和６年度１２月末時点 重層的支援会議０件" in lines
    assert not [line for line in lines if "合同" in line or "内訳" in line]


def test_areas_that_differ_are_listed(office: Office) -> None:
    """Where the areas have not all the same number, each is named with its own, those of none too."""
    office.ok("meeting", "add", "--kind", "network", "--date", "2024-12-03", "--area", "若葉・調和")
    line = next(line for line in said(office, "--as-of", "2024-12-31") if "若葉・調和１回" in line)
    assert line.count("０回") == 7


def test_an_office_writes_numbers_and_lists_its_own_way(sample: Office) -> None:
    """Half width, 「、」 and 令和1年 are settings; headings and bullets too."""
    with_profile(
        sample,
        ('digits = "full"', 'digits = "half"'),
        ('thousands = "，"', 'thousands = ","'),
        ('comma = "，"', 'comma = "、"'),
        ('bullet = "⇒"', 'bullet = "・"'),
        ('results = "（成果）"', 'results = "【実績】"'),
    )
    text = sample.ok("document", "--as-of", "2024-12-31").out
    assert "・令和6年度12月末時点 複合課題を有する継続支援対応件数1,818件\n" in text
    assert "4圏域合同（若葉・調和、上ノ原・柏野、" in text
    assert "【実績】\n" in text
    assert "（成果）" not in text


@pytest.mark.parametrize(
    ("first_year", "expected"), [("gannen", "令和元年度１２月末時点"), ("number", "令和１年度１２月末時点")]
)
def test_the_first_year_of_an_era(sample: Office, first_year: str, expected: str) -> None:
    """元年 or １年, as the office writes it."""
    with_profile(sample, ('first_year = "gannen"', f'first_year = "{first_year}"'))
    assert f"⇒{expected} 新規個別相談件数" in sample.ok("document", "--as-of", "2019-12-31", "--empty").out


def test_a_section_without_sentences_says_its_measures(sample: Office) -> None:
    """Where an office has not worded anything, each measure of the section is said in the usual sentence."""
    path = sample.folder / "設定.toml"
    sample.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^sentences = \[\n.*?^\]\n", "", text, flags=re.DOTALL | re.MULTILINE), encoding="utf-8")
    sample.ok("profile", "apply", str(path))
    lines = said(sample, "--as-of", "2024-12-31")
    assert "⇒令和６年度１２月末時点 新規個別相談件数３２２件" in lines
    assert "⇒令和６年度１２月末時点 終結件数（個別）９０件" in lines
    assert not any("支援対応件数４" in line or "補助金交付額" in line for line in lines)


def test_a_sentence_may_name_what_no_section_shows(sample: Office) -> None:
    """A measure that the lines `measures` leave out of the tables has its figure in a sentence, a retired one too."""
    path = sample.folder / "設定.toml"
    sample.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8").replace(
        'code = "I-1"\n', 'code = "I-1"\nmeasures = ["new_individual"]\n', 1
    )
    text = text.replace(
        "継続支援対応件数{complex_followup}", "継続支援対応件数{complex_followup}，終結{case_closed}", 1
    )
    path.write_text(text, encoding="utf-8")
    sample.ok("profile", "apply", str(path))
    lines = said(sample, "--as-of", "2024-12-31")
    assert "複合課題を有する継続支援対応件数１，８１８件，終結１８９件" in "".join(lines)
    assert "複合課題を有する継続支援の実件数" not in sample.ok("report", "--as-of", "2024-12-31").out


def test_an_unknown_placeholder_is_named(sample: Office) -> None:
    """By the profile where the measure is unknown (4), by the document where the axis is (4)."""
    path = sample.folder / "設定.toml"
    sample.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{business}", "{busines}"), encoding="utf-8")
    refused = sample("profile", "apply", str(path))
    assert refused.code == 4
    assert "「{busines}」" in refused.err
    assert "business" in refused.err
    path.write_text(text.replace("{business}", "{business.colour}"), encoding="utf-8")
    sample.ok("profile", "apply", str(path))
    refused = sample("document", "--as-of", "2024-12-31", "--output", str(sample.folder / "x.txt"))
    assert refused.code == 4
    assert "「{business.colour}」" in refused.err
    assert not (sample.folder / "x.txt").exists()


def test_the_document_of_a_publication_stays(sample: Office) -> None:
    """Whatever is recorded or reworded later, the document of a publication says what was handed in."""
    sample.ok("publish", "提出", "--as-of", "2024-12-31", "--date", "2025-01-23")
    before = sample.ok("document", "--publication", "提出").out
    sample.case()
    sample.ok("outcome", "add", "--fiscal-year", "2024", "--section", "I-1", "--text", "あとからの成果")
    with_profile(sample, ("新規個別相談件数{new_individual}", "個別の相談{new_individual}"))
    assert sample.ok("document", "--publication", "提出").out == before
    now = sample.ok("document", "--as-of", "2024-12-31").out
    assert "個別の相談３２３件" in now
    assert "あとからの成果" in now


def test_the_tables_of_a_publication_are_not_counted_again(sample: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version that counts otherwise prints the tables and lists that were handed in."""
    sample.ok("publish", "提出", "--as-of", "2024-12-31", "--date", "2025-01-23")
    before = made(sample, ".md", "--publication", "提出").read_text("utf-8")
    for measure in (MEASURES["new_individual"], MEASURES["exchange_meeting"]):
        monkeypatch.setattr(measure, "sql", measure.sql + " AND 1 = 0")
    assert made(sample, ".md", "--publication", "提出").read_text("utf-8") == before
    assert "地域包括支援センター" in before


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_carries_the_figures_of_the_report(sample: Office, ending: str) -> None:
    """The visible text of each has every figure of the JSON: in its sentence, and by month and area in its tables."""
    report = json.loads(sample.ok("report", "--as-of", "2024-12-31", "--format", "json").out)
    text = visible(made(sample, ending))
    rows = {each["measure"]: each for each in report["measures"]}
    for name in ("new_individual", "complex_followup", "new_community", "venue_launch", "support_meeting"):
        assert f"{rows[name]['label']}{full_width(rows[name]['total'])}件" in text
    lines = visible(made(sample, ending)).replace("|", "").replace(":---", "").replace("---:", "")
    assert "終結件数（区分なし）" not in text
    for each in report["measures"]:
        if "retired" in each:
            continue
        months = "".join(f"{number:,}" for number in each["by_month"].values())
        assert squeezed(each["label"] + each["unit"]) + months + f"{each['total']:,}" in lines


@pytest.mark.parametrize("ending", ENDINGS)
def test_hostile_text_comes_out_as_text(office: Office, ending: str) -> None:
    """Markup, placeholders and formulas in every field that the document prints are printed as they are."""
    with_profile(
        office,
        ('organisation = "調布市社会福祉協議会"', f"organisation = '団体{SEEN}'"),
        ('title = "企業との連携及び企業への働きかけ"', f"title = '見出し{SEEN}'"),
    )
    office.ok("outcome", "add", "--fiscal-year", "2024", "--section", "I-1", "--text", f"成果{HOSTILE}")
    planned = ("--date", "2025-02-03", "--area", "市外", "--title", f"件名{HOSTILE}")
    office.ok("meeting", "add", "--kind", "network", *planned)
    held = ("--date", "2024-12-03", "--area", "市外", "--agency", f"機関{HOSTILE}".replace(";", ""))
    office.ok("meeting", "add", "--kind", "exchange", *held)
    path = made(office, ending)
    text = visible(path)
    for field in ("団体", "見出し", "成果", "件名", "機関"):
        hostile = SEEN.replace(";", "") if field == "機関" else SEEN  # which is between two agencies
        assert squeezed(f"{field}{hostile}") in text
    if ending == ".html":
        page = page_of(path)
        assert not page.tags & {"script", "link", "iframe", "img", "object"}
        assert page.links == []


def test_the_page_is_accessible_and_asks_nobody(sample: Office) -> None:
    """Headings in their order, each table with its caption and scopes, the language, and no address of any host."""
    text = made(sample, ".html").read_text(encoding="utf-8")
    levels = [int(level) for level in re.findall(r"<h(\d)", text)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert '<html lang="ja">' in text
    assert text.count("<table>") == text.count("<caption>") > 5
    assert not re.search(r"<th(?![^>]*scope)[ >]", text)
    assert not re.findall(r"(?:src|href)=|url\(|@import", text)
    assert re.findall(r"https?://[^\"' <]+", text.replace("http://www.w3.org/2000/svg", "")) == []


@pytest.mark.parametrize("ending", DOCUMENTS)
def test_every_ending_has_its_module(ending: str) -> None:
    """A format of the document is a function called like its ending."""
    from importlib import import_module

    assert callable(getattr(import_module(f"welfare_cli.render.{DOCUMENTS[ending]}"), ending[1:]))
