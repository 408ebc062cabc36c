"""Each format by itself: an office's own form, print, pictures, the workbook."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import pypdf
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.text.paragraph import Paragraph

from tests.conftest import Office, Once
from tests.documents import page_of
from welfare_cli.render.charts import COLUMNS, Chart, Series, added, bars, svg
from welfare_cli.render.pdf import png

DAY = ("--as-of", "2024-12-31", "--date", "2025-01-23")


def made(office: Office, name: str, *words: str) -> Path:
    """A document in a file."""
    path = office.folder / name
    office.ok("document", *(words or DAY), "--output", str(path))
    return path


# -- Word -----------------------------------------------------------------------------------------------------


def form(office: Office, *texts: str) -> Path:
    """A form of some paragraphs, the first one in its header, in a table cell the second."""
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = texts[0]
    file.add_table(rows=1, cols=1).cell(0, 0).text = texts[1]
    for text in texts[2:]:
        paragraph = file.add_paragraph()
        for part in re.split("(?<=[a-z])(?=[a-z])", text) if text.startswith("torn") else [text]:
            paragraph.add_run(part)
    path = office.folder / "様式.docx"
    file.save(str(path))
    return path


def test_a_form_is_filled_wherever_its_placeholders_stand(sample: Office) -> None:
    """In header, table and text, and where Word has torn one into runs; the body stands in its paragraph's place."""
    path = form(sample, "{office}", "{new_individual}", "torn {date} {exchange_meeting.agency}", "{body}", "以上")
    found = docx.Document(str(made(sample, "鑑.docx", *DAY, "--template", str(path))))
    assert found.sections[0].header.paragraphs[0].text == "調布市社会福祉協議会\n地域福祉推進課 地域支援係"
    assert found.tables[0].cell(0, 0).text == "３２２件"
    texts = [each.text for each in found.paragraphs]
    assert texts[0].startswith("torn 令和７年１月２３日 こころの健康支援センター１回，")
    assert texts[-1] == "以上"
    assert "⇒令和６年度１２月末時点 新規個別相談件数３２２件" in texts[1:-1]
    assert "{body}" not in "".join(texts)


def test_what_is_put_into_a_form_is_not_looked_through_again(office: Office) -> None:
    """A placeholder in a narrative, or in the name of an office, stays what it is."""
    office.case()
    office.ok("outcome", "add", "--fiscal-year", "2024", "--section", "I-1", "--text", "{new_individual}と書いた")
    path = form(office, "-", "-", "{body}")
    found = docx.Document(str(made(office, "鑑.docx", *DAY, "--template", str(path))))
    assert "⇒{new_individual}と書いた" in [each.text for each in found.paragraphs]


def test_a_form_with_an_unknown_placeholder_or_of_another_kind_is_refused(sample: Office) -> None:
    """The placeholder is named (4); what is no Word file, too (4), and one that is not there (3)."""
    path = form(sample, "-", "-", "{new_individuel}")
    for name, code, words in (
        (str(path), 4, "「{new_individuel}」"),
        (str(sample.path), 4, "様式"),
        ("ない.docx", 3, "ない"),
    ):
        refused = sample("document", *DAY, "--template", name, "--output", str(sample.folder / "鑑.docx"))
        assert refused.code == code
        assert words in refused.err
        assert not (sample.folder / "鑑.docx").exists()


def test_a_form_is_filled_in_links_and_on_even_pages_too(sample: Office) -> None:
    """No brace is handed in: not of a link, of a change that is not accepted, nor in the header of even pages."""
    file: Any = docx.Document()
    file.settings.odd_and_even_pages_header_footer = True
    file.sections[0].even_page_header.paragraphs[0].text = "{title}"
    for tag in ("w:hyperlink", "w:ins"):
        around = OxmlElement(tag)
        around.append(file.add_paragraph("").add_run("{new_individual}")._r)
        file.element.body.p_lst[-1].append(around)
    path = sample.folder / "様式.docx"
    file.save(str(path))
    found: Any = docx.Document(str(made(sample, "鑑.docx", *DAY, "--template", str(path))))
    assert found.sections[0].even_page_header.paragraphs[0].text.startswith("令和６年度地域福祉")
    assert re.findall("<w:t[^>]*>([^<]*)</w:t>", found.element.xml) == ["３２２件", "３２２件"]


def test_pictures_and_breaks_of_a_form_stay(sample: Office) -> None:
    """The office's mark and the end of a page may stand in the same run as a placeholder, or between its halves."""
    file: Any = docx.Document()
    mark = png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    first = file.add_paragraph().add_run("{office}")
    first.add_picture(io.BytesIO(mark))
    first.add_break(WD_BREAK.PAGE)
    torn = file.add_paragraph("新規{new_").add_run()
    torn.add_picture(io.BytesIO(mark))
    torn.add_text("individual}です")
    path = sample.folder / "様式.docx"
    file.save(str(path))
    found = docx.Document(str(made(sample, "鑑.docx", *DAY, "--template", str(path))))
    assert [each.text for each in found.paragraphs] == [
        "調布市社会福祉協議会\n地域福祉推進課 地域支援係",
        "新規３２２件です",
    ]
    assert found.element.xml.count("<wp:inline") == 2
    assert found.element.xml.count('<w:br w:type="page"/>') == 1


@pytest.mark.parametrize("texts", [("-", "-", "ここに{body}"), ("{appendix}", "-", "-")])
def test_the_parts_of_the_document_take_a_paragraph_of_the_text(sample: Office, texts: tuple[str, ...]) -> None:
    """In a sentence the braces would be handed in; in a header pictures would be lost. Both are refused, by name."""
    path = form(sample, *texts)
    refused = sample("document", *DAY, "--template", str(path), "--output", str(sample.folder / "鑑.docx"))
    assert refused.code == 4
    assert re.search("様式の「{(body|appendix)}」", refused.err)
    assert not (sample.folder / "鑑.docx").exists()


def test_a_damaged_form_is_refused(sample: Office) -> None:
    """One that was cut off inside is told like any file that is no Word file (4), not as a bug."""
    path, cut = form(sample, "-", "-"), sample.folder / "傷.docx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(cut, "w") as torn:
        for name in whole.namelist():
            torn.writestr(name, whole.read(name)[: 300 if name == "word/document.xml" else None])
    refused = sample("document", *DAY, "--template", str(cut), "--output", str(sample.folder / "鑑.docx"))
    assert refused.code == 4
    assert "様式が Word の文書" in refused.err


def test_a_form_without_styles_has_headings_and_lines(sample: Office) -> None:
    """What Word keeps of its own styles only once they are used is made: headings for the outline, lines of tables."""
    file = docx.Document()
    for name in ("Title", "Heading 1", "Heading 2", "Table Grid"):
        file.styles[name].delete()
    file.add_paragraph("-")
    file.add_paragraph("{body}")
    file.add_paragraph("{appendix}")
    path = sample.folder / "様式.docx"
    file.save(str(path))
    found = docx.Document(str(made(sample, "鑑.docx", *DAY, "--template", str(path))))
    assert 'w:outlineLvl w:val="0"' in found.styles["Heading 1"].element.xml
    assert found.element.xml.count("<w:tblBorders>") == len(found.tables) > 0
    assert len(found.sections) == 1


def test_wide_tables_of_word_lie_across(sample: Office) -> None:
    """The months have a page across, with the heading before them, and its number at the foot."""
    file = docx.Document(str(made(sample, "報告書.docx")))
    assert [int(each.page_width or 0) > int(each.page_height or 0) for each in file.sections] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert all(each.footer.is_linked_to_previous for each in [*file.sections][1:])
    across = [*[*file.sections][1].iter_inner_content()]
    assert [each.text for each in across if isinstance(each, Paragraph) and each.text] == [
        "２ 月別・圏域別の件数",
        "月別・累計",
        "圏域別・累計",
    ]
    for table in file.element.xml.split("<w:tblPr>")[1:]:
        names = re.findall(r"<w:(tblStyle|tblW|jc|tblLayout|tblCellMar|tblLook)\b", table.partition("</w:tblPr>")[0])
        assert names == ["tblStyle", "tblW", "jc", "tblLayout", "tblCellMar", "tblLook"]


def styled(paragraph: Paragraph) -> str:
    """The name of a paragraph's style."""
    assert paragraph.style is not None
    return str(paragraph.style.name)


def test_word_has_styles_a_page_number_and_pictures_with_words(sample: Office) -> None:
    """Headings are headings, Japanese has its face, a table repeats its head, and a picture says what it shows."""
    file = docx.Document(str(made(sample, "報告書.docx")))
    assert [each.text for each in file.paragraphs if styled(each) == "Heading 1"][:3] == [
        "Ⅰ 相談支援",
        "Ⅱ 参加支援",
        "Ⅲ 地域づくり",
    ]
    assert len([each for each in file.paragraphs if styled(each) == "Heading 2"]) == 15
    xml = file.element.xml
    assert xml.count("<w:tblHeader/>") == len(file.tables)
    assert "新規個別相談件数（件）。月の数: 4月29、5月32" in xml
    assert "PAGE" in file.sections[0].footer._element.xml
    assert 'w:eastAsia="Yu Gothic"' in file.styles["Normal"].element.xml
    fonts = file.styles["Heading 1"].element.rPr.rFonts.attrib
    assert {name.partition("}")[2] for name in fonts} == {"ascii", "hAnsi", "eastAsia", "cs"}


# -- print ----------------------------------------------------------------------------------------------------


def test_print_has_its_own_fonts_an_outline_and_a_title(sample: Office) -> None:
    """Nothing is printed in a font that another machine might not have; the headings are the outline."""
    reader: Any = pypdf.PdfReader(made(sample, "報告書.pdf"))
    assert reader.metadata is not None
    assert reader.metadata.title == "令和６年度地域福祉コーディネーター事業等の具体的取組（抜粋）"
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts == {"NotoSansJP-Regular", "NotoSansJP-Bold"}
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.xmp_metadata is not None
    assert "pdfuaid:part>1<" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert reader.outline[0].title == "Ⅰ 相談支援"


def test_a_character_without_a_shape_is_printed_as_a_geta_and_its_record_named(office: Office) -> None:
    """A box in place of somebody's name would not be seen before the document is handed in."""
    office.case()
    text = "よかった🎉\ufeffと\u200b👨‍👩‍👧言われた"
    ref = office.ok("outcome", "add", "--fiscal-year", "2024", "--section", "I-1", "--text", text).word
    made_so = office.ok("document", *DAY, "--output", str(office.folder / "報告書.pdf"))
    assert f"wfc: PDF の字体にない文字（U+1F389）を「〓」で印刷しました: {ref}\n" in made_so.err
    assert made_so.err.count("印刷しました") == 4, "each character once, and none that nobody would see"
    printed = "".join(each.extract_text() for each in pypdf.PdfReader(office.folder / "報告書.pdf").pages)
    assert "よかった〓と〓〓〓言われた" in printed.replace("\u200b", "").replace("\u200d", "")
    assert office.ok("document", *DAY, "--output", str(office.folder / "報告書.docx")).err.count("\n") == 1


def test_a_character_without_a_shape_in_the_profile_is_told_with_its_place(office: Office) -> None:
    """It stands in no record, so the text is quoted in which it stands."""
    office.case()
    path = office.folder / "設定.toml"
    office.ok("profile", "export", str(path))
    path.write_text(path.read_text(encoding="utf-8").replace('section = "', 'section = "🎉', 1), encoding="utf-8")
    office.ok("profile", "apply", str(path))
    told = office.ok("document", *DAY, "--output", str(office.folder / "報告書.pdf")).err
    assert "（U+1F389）を「〓」で印刷しました: 「地域福祉推進課 〓地域支援係」" in told


def test_a_name_with_a_shape_of_its_own_is_printed(office: Office) -> None:
    """Family names and places say behind a character which shape is meant; that is no character without a shape."""
    office.case()
    office.ok("outcome", "add", "--fiscal-year", "2024", "--section", "I-1", "--text", "葛\U000e0100城市と\u8fbb\ufe00")
    text = "".join(each.extract_text() for each in pypdf.PdfReader(made(office, "報告書.pdf")).pages)
    assert re.search("葛.?城市と辻", text)


@pytest.mark.parametrize("ending", ["docx", "pdf", "xlsx", "html"])
def test_the_same_document_is_the_same_bytes(sample: Office, drawings: Once, ending: str) -> None:
    """No clock and no chance in it: two people who make it have the same file."""
    first = made(sample, f"一.{ending}").read_bytes()
    drawings.results.clear()
    assert made(sample, f"二.{ending}").read_bytes() == first


# -- pictures -------------------------------------------------------------------------------------------------


def test_every_picture_says_what_it_shows(sample: Office) -> None:
    """Each is well-formed SVG with a title and all its numbers, in words and at its marks, and runs nothing."""
    text = made(sample, "報告書.html").read_text(encoding="utf-8")
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) == 6
    for each in pictures:
        root = ElementTree.fromstring(each)  # noqa: S314
        names = [element.tag.partition("}")[2] for element in root.iter()]
        assert set(names) <= {"svg", "title", "desc", "text", "rect", "path", "circle"}
        described = next(str(element.text) for element in root.iter() if element.tag.endswith("desc"))
        marks = [str(element.text) for element in root.iter() if element.tag.endswith("text")]
        for number in re.findall(r"(?<=月)\d[\d,]*", described):
            assert number in marks
    assert page_of(sample.folder / "報告書.html").links == []


def test_a_missing_figure_is_a_gap_and_zero_is_zero() -> None:
    """A month that is not available has … in text and no bar; zero has its number and no bar either."""
    chart = Chart("図", ["4月", "5月", "6月"], [Series("数", [3, None, 0])])
    assert bars(chart, 40) == ["4月  " + "█" * 25 + " 3", "5月  …", "6月  0"]
    drawn = svg(chart)
    assert drawn.count("<rect") == 1
    assert ">…</text>" in drawn
    assert added([3, None, 1]) == [3, None, None]


@pytest.mark.parametrize("most", [0, 1, 10**9])
def test_bars_fit_whatever_the_numbers_are(most: int) -> None:
    """All zero, one, or a thousand million: no line is longer than there is room, however long the labels are."""
    chart = Chart("図", ["とても長い名前の圏域" * 2, "短"], [Series("数", [most, 0], COLUMNS)])
    assert max(len(line) for line in bars(chart, 80)) <= 80
    ElementTree.fromstring(svg(chart))  # noqa: S314


def test_the_terminal_draws_the_numbers_of_the_report(sample: Office) -> None:
    """`--chart` shows a bar a month with the same numbers as the table."""
    report = json.loads(sample.ok("report", "--as-of", "2024-12-31", "--format", "json").out)
    drawn = sample.ok("report", "--as-of", "2024-12-31", "--chart").out
    for each in report["measures"]:
        if "retired" in each:
            assert each["label"] not in drawn
            continue
        part = drawn.partition(f"■ {each['label']}（")[2].partition("\n\n")[0]
        found = re.findall(r"^\d+月 +█* ?([\d,]+)", part, re.MULTILINE)
        assert [int(number.replace(",", "")) for number in found] == list(each["by_month"].values())
    assert sample("report", "--chart", "--format", "json").code == 2


# -- the workbook ---------------------------------------------------------------------------------------------


def test_the_workbook_has_numbers_as_numbers_and_its_sheets(sample: Office) -> None:
    """A sheet a table, frozen under its headings; the data in rows for a pivot table; charts of Excel."""
    report = json.loads(sample.ok("report", "--as-of", "2024-12-31", "--format", "json").out)
    book = openpyxl.load_workbook(made(sample, "報告書.xlsx"))
    names = book.sheetnames
    assert names[:2] == ["月別・累計", "圏域別・累計"]
    assert names[-6:] == ["文書", "図", "図のデータ", "定義", "データ", "作成の記録"]
    months = book["月別・累計"]
    assert months.freeze_panes == "B5"
    rows = {str(row[0].value).strip(): row for row in months.iter_rows(min_row=5) if row[0].value}
    for each in report["measures"]:
        row = (
            [cell.value for cell in rows[each["label"]][2:]]
            if each["label"] != "福祉圏域別専門職等ネットワーク会議" and "retired" not in each
            else None
        )
        if row:
            assert row[: len(each["by_month"])] == list(each["by_month"].values())
            assert row[len(each["by_month"])] == each["total"]
    data = [[cell.value for cell in row] for row in book["データ"].iter_rows(min_row=2)]
    new = [row for row in data if row[0] == "new_individual" and row[5] == "*"]
    assert sum(int(str(row[6])) for row in new) == 322
    assert book["データ"].auto_filter.ref == f"A1:H{len(data) + 1}"
    assert len(book["図"]._charts) == 9  # type: ignore[attr-defined]
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
