"""What a document says in figures: numbers with a unit, the measure each speaks of, and its area, month or agency.

Documents are read as people write them: full-width digits, lines broken within a word, other words in another order. A
number counts only if it has a unit, and its sentence the words of one measure (`words` in the measure's file). Another
year, or words that hedge it (うち, 目標, 要望), make it one that cannot be held against the ledger: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata

from ..measures import MEASURES
from ..words import N_

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Protocol

    from ..measures import Measure
    from ..model.profile import Profile
    from .report import Report

    class Line(Protocol):
        """A line of a document: its number, its text, and whether a paragraph ends with it."""

        @property
        def number(self) -> int: ...
        @property
        def text(self) -> str: ...
        @property
        def ends(self) -> bool: ...


PLACES = ("か所", "カ所", "ヶ所", "ケ所", "ヵ所", "箇所")
UNITS = {
    "case": ("件",),
    "contact": ("件",),
    "closing": ("件",),
    "meeting": ("件", "回"),
    "activity": ("件", "回"),
    "venue": ("件", *PLACES),
    "enrolment": ("人", "名"),
    "grant": ("件",),
}
"""The units that people write for what is counted, by the kind of record."""
COUNTED = r"(?:か所|カ所|ヶ所|ケ所|ヵ所|箇所|件|回|人|名)"
FIGURE = re.compile(
    rf"(?<![\d.,第])(\d{{1,3}}(?:,\d{{3}})+|\d+|[一二三四五六七八九十百千]{{2,}})({COUNTED})(?!目|合同|当たり|あたり)"
)
KANJI = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "百": 100,
    "千": 1000,
}
BULLETS = "⇒・●○■□◆◇※*-|#→►▶"
HEDGES = N_(
    "うち|目標|要望|希望|昨年|前年|去年|来年|次年度|今後|予算|定員|平均|約|およそ|程度|前月|先月|月間|一人|1人あたり"
)
"""Words before a figure that make of it another one than that of the report."""
WISHES = N_("方がいい|ほうがいい|方がよい|ではなく|目標|希望|要望|したい|目指|予定し|を予定|程度|以上|近く")
"""Words behind a figure that do so."""
OTHERS = N_("サポーター|研修|セミナー|全国|都内|県内|他市")
"""Words of a sentence that speaks of something else than the work of the office."""
RULES = N_("未確認|数える|数えて|数え方")
"""Words of a sentence that says how something is counted, and not how much it is."""
LAST_YEAR = N_("前年同期|昨年同期|前年度同期|前年の同|昨年の同|前年同月")
MORE, LESS = N_("増|多い|多く|上回"), N_("減|少ない|少なく|下回")
EACH_AREA = N_("圏域ごと|各圏域|圏域毎|全圏域で|それぞれの圏域|圏域別に")
MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?=[のはにも分中、,]|単月|だけ|に)(?!末)")
YEAR = re.compile(r"(令和|平成)(\d+|元)年度")
ELSEWHERE = N_(
    "相談|会議|講座|研修|参加|意見|声|質問|問い合わせ|窓口|事例|団体|の場|^で(?!す|計|合計)|^にお|^に関|^につい|^から"
)
"""What does not stand between the words of a measure and its figure, or the figure is of something else."""
FOLLOWED = N_("うち|開催|実施|申請|増|減|立ち上げ|内訳|ほか|実績|新規|相談|見込|予定")
"""What may follow 「…件の」, if the figure is of what stood before it."""
BESIDE = 14
"""So many characters at most stand between them."""
PLAIN = re.compile(
    N_(
        r"(?:[*|:「(、,・]|生|者|げ|がった|しました|件数|者数|人数|回数|数|の(?:開催|実施|立ち上げ|受付|申請|対応|支援|連携|実績)"
        r"|対応|連携|訪問|は|が|も|を|の|計|合計|全部で|年|延べ|累計|総数|現在|(?:圏域ごと|各圏域|圏域毎)(?:に|で)?)*"
    )
)
"""What stands between the words of a measure and its figure where there is no doubt that it is the figure of them."""
ASIDE = 8
"""So many characters may stand beside the name of a part: 、…との, (…比."""
NARROW = 0.7
"""A line that is shorter than this part of those around it ends its paragraph."""


class Statement:
    """A figure of a document: where it stands, what it says, of which measure, and of which part of it.

    `scope` is `total`, `area`, `month`, `last_year`, `difference`, `each_area`, or the name of an axis; `value` is the
    area, month or value of it. A scope of "" cannot be held against the ledger. `certain`: nothing stands between the
    words and the figure by which it might be that of something else.
    """

    __slots__ = ("certain", "line", "measure", "number", "quote", "scope", "value")

    def __init__(
        self, line: int, quote: str, number: int, measure: Measure, scope: str, value: str, *, certain: bool
    ) -> None:
        self.line = line
        self.quote = quote
        self.number = number
        self.measure = measure
        self.scope = scope
        self.value = value
        self.certain = certain


class Sentence:
    """A sentence without its white space, with the line of each of its characters, and the section it stands in."""

    __slots__ = ("lines", "section", "text")

    def __init__(self, text: str, lines: Sequence[int], section: str) -> None:
        self.text = text
        self.lines = lines
        self.section = section


def sentences(lines: Iterable[Line], profile: Profile) -> Iterator[Sentence]:
    """The sentences of a document: they end with 。, at a bullet, a heading, and where a paragraph ends."""
    written = [line for line in lines if line.text.strip() and not re.fullmatch(r"[-－―ー\s\d]+", line.text)]
    headings = {_plain(section.title): code for code, section in profile.sections.items()}
    section, text, places = "", "", list[int]()

    def ended() -> Iterator[Sentence]:
        nonlocal text, places
        if text:
            yield Sentence(text, places, section)
        text, places = "", []

    widths = [sum(1 if each.isascii() else 2 for each in line.text.strip()) for line in written]
    for place, line in enumerate(written):
        plain = _plain(line.text)
        heading = headings.get(re.sub(r"^[\d#ivxIVX.)・、-]+", "", plain)) or headings.get(plain)
        if heading or plain[0] in BULLETS or re.match(r"\(成果\)|【|注\d", plain):
            yield from ended()
        section = heading or section
        if heading:
            continue
        for character in plain:
            if character in "⇒※" and text:
                yield from ended()
            text, places = text + character, [*places, line.number]
            if character == "。":
                yield from ended()
        if line.ends or widths[place] < NARROW * max(widths[max(place - 2, 0) : place + 3]):
            yield from ended()
    yield from ended()


def _plain(text: str) -> str:
    """A text in half width without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def statements(
    lines: Iterable[Line], report: Report, axes: Mapping[str, Mapping[str, Sequence[str]]]
) -> Iterator[Statement]:
    """The figures of a document about a report; `axes` are the values of the lists of measures, by measure and axis."""
    reader = _Reader(report, axes)
    for sentence in sentences(lines, report.profile):
        yield from reader.read(sentence)


class _Reader:
    def __init__(self, report: Report, axes: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self.year = _plain(report.year.label())
        self.measures = [MEASURES.get(figure.measure.name, figure.measure) for figure in report.figures]
        self.sections = {figure.measure.name: figure.section for figure in report.figures}
        self.axes = axes
        self.areas = {
            _plain(spelling): term.label
            for term in report.profile.lists["areas"].values()
            for spelling in (term.label, *term.aliases)
        }

    def read(self, sentence: Sentence) -> Iterator[Statement]:
        """The figures of one sentence. The words of a figure stand before it, or behind it up to the next one."""
        text = sentence.text
        if re.search(RULES, text):
            return
        found = [*FIGURE.finditer(text)]
        known: Measure | None = None
        taken = 0
        for figure, earlier, later in zip(found, [None, *found], [*found[1:], None], strict=False):
            begin, end = earlier.end() if earlier else 0, later.start() if later else len(text)
            before, behind = text[max(begin, taken) : figure.start()], text[figure.end() : end]
            number, unit = number_of(figure.group(1)), figure.group(2)
            first = bool(re.match(r"の(?!う)", behind)) and not before.endswith(("は", "が", ":", "数"))
            measure = self.measure_of(behind, unit, anywhere=True) if first else None
            if measure is not None:
                taken = end
            elif not first or re.match(f"の(?:{FOLLOWED})", behind):
                measure = self.measure_of(before, unit) or self.beside(before, behind, unit)
            measure = measure or self.carried(known, before, unit) or self.of_section(sentence, before, unit)
            if measure is None:
                continue
            scope, value = self.scope(measure, before, behind)
            if re.search(OTHERS, text):
                scope, value = "", ""
            named = scope == "each_area" or (value and before.endswith((_plain(value), _short(value))))
            certain = bool(named or first or known is measure or PLAIN.fullmatch(between(measure, before)))
            known = measure
            quote = text[max(begin, figure.start() - 28) : figure.end()]
            yield Statement(sentence.lines[figure.start()], quote, number, measure, scope, value, certain=certain)

    def measure_of(self, words: str, unit: str, *, anywhere: bool = False) -> Measure | None:
        """The measure that some words before a figure speak of, or `anywhere` beside it; None of none or of several."""
        best: list[tuple[int, Measure]] = []
        for measure in self.measures:
            must, never = measure.words
            if unit not in UNITS.get(measure.kind, ()) or any(each in words for each in never):
                continue
            ends = [
                max(words.rfind(each) + len(each) if each in words else -1 for each in one.split("|")) for one in must
            ]
            if min(ends) >= 0 and (anywhere or fits(words[max(ends) :])):
                best.append((len(must) * 1000 + max(ends), measure))
        best.sort(key=lambda each: -each[0])
        return best[0][1] if best and (len(best) == 1 or best[0][0] > best[1][0]) else None

    def beside(self, before: str, behind: str, unit: str) -> Measure | None:
        """The measure of which some words stand before a figure and the others behind it, or all of them behind."""
        found = self.measure_of(before + behind, unit, anywhere=True)
        return found if found and self.measure_of(before, unit, anywhere=True) is not found else None

    def carried(self, known: Measure | None, before: str, unit: str) -> Measure | None:
        """The measure of the figure before, where little more than a part of it stands between: an area, last year."""
        if known is None or unit not in UNITS.get(known.kind, ()):
            return None
        values = [_plain(value) for values in self.axes.get(known.name, {}).values() for value in values]
        named = [each for each in (*values, *self.areas, *re.findall(LAST_YEAR, before)) if each in before]
        return known if named and len(before) - max(map(len, named)) <= ASIDE else None

    def of_section(self, sentence: Sentence, before: str, unit: str) -> Measure | None:
        """The one measure of the section, where a sentence says only that it was so in each area."""
        here = [each for each in self.measures if self.sections[each.name] == sentence.section]
        fits = [each for each in here if unit in UNITS.get(each.kind, ())]
        return fits[0] if len(fits) == 1 and re.search(EACH_AREA, before) else None

    def scope(self, measure: Measure, before: str, behind: str) -> tuple[str, str]:
        """Of which part of a measure a figure speaks; "" where that cannot be told for certain."""
        near = before + behind.partition("、")[0].partition(",")[0]
        changed = re.match(rf"(?:の|も)?(?:{MORE}|{LESS})", behind)
        if re.search(LAST_YEAR, before):
            return (
                ("difference", "-" if re.match(rf"(?:の|も)?(?:{LESS})", behind) else "+")
                if changed
                else ("last_year", "")
            )
        other_year = any(_plain(found.group()) != self.year for found in YEAR.finditer(before))
        wished = re.search(WISHES, re.split("[、,。(]", behind)[0])
        if other_year or changed or wished or re.search(HEDGES, before):
            return "", ""
        if re.search(EACH_AREA, before):
            return "each_area", ""
        for axis, values in self.axes.get(measure.name, {}).items():
            named = [value for value in values if _plain(value) in near or _short(value) in near]
            if len(named) == 1:
                return axis, named[0]
            if named:
                return "", ""
        areas = {label for spelling, label in self.areas.items() if spelling in before}
        months = MONTH.findall(before)
        if len(areas) > 1 or len(months) > 1 or (areas and months):
            return "", ""
        if areas:
            return "area", areas.pop()
        if months and not measure.state:
            return "month", months[0].zfill(2)
        return "total", ""


def fits(between: str) -> bool:
    """Whether words may stand between those of a measure and its figure."""
    return len(between) <= BESIDE and not re.search(ELSEWHERE, between)


def between(measure: Measure, words: str) -> str:
    """What stands behind the words of a measure, those of its label first."""
    must, _never = measure.words
    known = [*(each for one in must for each in one.split("|")), *map(_plain, measure.labels)]
    return words[max((words.rfind(each) + len(each) for each in known if each in words), default=0) :]


def _short(value: str) -> str:
    """A value as it is called for short: 拡充 of 機能拡充."""
    return _plain(value).removeprefix("機能").removeprefix("新規")


def number_of(text: str) -> int:
    """The number that digits or kanji say."""
    if text[0].isdecimal():
        return int(text.replace(",", ""))
    total = part = 0
    for each in text:
        value = KANJI[each]
        if value >= 10:
            total += (part or 1) * value
            part = 0
        else:
            part = part * 10 + value
    return total + part
