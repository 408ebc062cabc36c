"""What a document says in figures: numbers with a unit, the measure each speaks of, and its area, month or agency.

Documents are read as people write them: full-width digits, lines broken within a word, other words in another order. A
number counts only if it has a unit, and its sentence the words of one measure (`words` in the measure's file). Another
year, or words that hedge it (うち, 目標, 要望), make it one that cannot be held against the ledger: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata

from ...measures import MEASURES
from ...model.kinds import BY_NAME
from ...values import value
from ..sentences import words_before
from . import vocabulary as said
from .phrases import phrases_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Protocol

    from ...measures import Measure
    from ...model.profile import Profile
    from ..report import Report

    class Line(Protocol):
        """A line of a document: its number, its text, and whether a paragraph ends with it."""

        @property
        def number(self) -> int: ...
        @property
        def text(self) -> str: ...
        @property
        def ends(self) -> bool: ...


QUOTED = 28
"""So many characters before a figure are quoted with it."""
BESIDE = 14
"""So many characters at most stand between the words of a measure and its figure."""
PHRASE = 3
"""So many characters of a profile's sentence at least tell what figure follows."""
ASIDE = 8
"""So many characters may stand beside the name of a part: 、…との, (…比."""
NARROW = 0.7
"""A line that is shorter than this part of those around it ends its paragraph."""
FAR = 400
"""So many characters at most before a figure are looked at, and so many before its sentence."""
CERTAIN, LIKELY, VAGUE = 2, 1, 0
"""How well the words tell of what a figure is: beyond doubt; rather well; with others between them and it."""
EARLIER = 2
"""So many measures of which it was told last may be those of a figure of which only an area or a month is told."""
CONTEXT = 3
"""So many sentences beside a heading may tell of what a figure is that stands behind them."""


@value
class Interpretation:
    """Of what a figure may speak: a measure, a part of it, and how well the words tell so.

    `scope` is `total`, `area`, `month`, `last_year`, `difference`, `each_area`, or the name of an axis; `value` is the
    area, month or value of it, `or_total` where 「圏域ごとに」 may be said of what is counted and not of the number.
    A scope of "" cannot be held against the ledger.
    """

    measure: Measure
    scope: str
    value: str
    grade: int


@value
class FigureInText:
    """A figure of a document: where it stands, what it says, and its readings, the best one first."""

    line: int
    quote: str
    number: int
    readings: Sequence[Interpretation]


class Sentence:
    """A sentence in half width without white space, and of each of its characters how it was written, and its line."""

    __slots__ = ("lines", "section", "text", "written")

    def __init__(self, characters: Sequence[tuple[str, str, int]], section: str) -> None:
        self.text = "".join(each[0] for each in characters)
        self.written = [each[1] for each in characters]
        self.lines = [each[2] for each in characters]
        self.section = section

    def quote(self, begin: int, end: int) -> str:
        """A part of it as it was written."""
        return "".join(self.written[begin:end])


def sentences(lines: Iterable[Line], profile: Profile) -> Iterator[Sentence]:
    """The sentences of a document: they end with 。, at a bullet, a heading, and where a paragraph ends."""
    written = [line for line in lines if line.text.strip() and not said.PAGE_NUMBER.fullmatch(line.text)]
    headings = {_plain(section.title): code for code, section in profile.sections.items()}
    widths = [sum(1 if each.isascii() else 2 for each in line.text.strip()) for line in written]
    section = ""
    characters: list[tuple[str, str, int]] = []

    def ended() -> Iterator[Sentence]:
        if characters:
            yield Sentence(characters, section)
        characters.clear()

    for place, line in enumerate(written):
        plain = _plain(line.text)
        heading = headings.get(said.NUMBERING.sub("", plain)) or headings.get(plain)
        if heading or plain[0] in said.BULLETS or said.BEGINS.match(plain):
            yield from ended()
        section = heading or section
        if heading:
            continue
        for character in line.text:
            if character in said.TURNS:
                yield from ended()
            for nth, each in enumerate(_plain(character)):
                characters.append((each, character if nth == 0 else "", line.number))
            if character == said.STOP:
                yield from ended()
        after = _plain(written[place + 1].text) if place + 1 < len(written) else ""
        is_row = said.ROW.search(plain) and not said.GOES_ON.match(after)
        if line.ends or is_row or widths[place] < NARROW * max(widths[max(place - 2, 0) : place + 3]):
            yield from ended()
    yield from ended()


def _plain(text: str) -> str:
    """A text in half width without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text.translate(said.LEADERS)))


def statements(
    lines: Iterable[Line], report: Report, axes: Mapping[str, Mapping[str, Sequence[str]]]
) -> Iterator[FigureInText]:
    """The figures of a document about a report; `axes` are the values of the lists of measures, by measure and axis."""
    reader = _Reader(report, axes)
    for sentence in sentences(lines, report.profile):
        yield from reader.read(sentence)


class Around:
    """What stands around a figure: before it up to an earlier one, behind it up to a later one, and further away."""

    __slots__ = ("before", "behind", "clause", "far", "first", "further", "of_this")

    def __init__(self, text: str, begin: int, figure: re.Match[str], end: int, further: str) -> None:
        self.before = text[begin : figure.start()]
        self.behind = text[figure.end() : end]
        self.clause = said.CLAUSE.split(self.behind)[0]
        self.far = text[max(figure.start() - FAR, 0) : figure.start()]
        self.further = further[-FAR:]
        self.first = bool(said.OF.match(self.behind)) and not self.before.endswith(said.SUBJECT)
        self.of_this = not self.first or bool(said.FOLLOWED.match(self.behind))

    def zones(self) -> tuple[tuple[str, str], ...]:
        """Where the words of a measure may stand, before the figure and behind it; the nearest first."""
        near = ("", self.behind) if self.first else (self.before, "")
        around = (self.before, self.clause) if self.of_this else near
        return near, around, (self.far, self.behind), (self.further + self.far, self.behind)


class _Reader:
    def __init__(self, report: Report, axes: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self.year = _plain(report.year.label())
        self.last: list[Measure] = []
        self.heading = ""
        self.context: list[str] = []
        self.measures = [MEASURES.get(figure.measure.name, figure.measure) for figure in report.every_figure]
        self.sections = {figure.measure.name: figure.section for figure in report.every_figure}
        self.axes = axes
        known = {measure.name: measure for measure in self.measures}
        self.phrases = {
            _plain(words): known[name]
            for section in report.profile.sections.values()
            for sentence in section.sentences
            for words, name in words_before(sentence)
            if name in known and len(_plain(words)) >= PHRASE
        }
        self.areas = {
            _plain(spelling): term.label
            for term in report.profile.lists["areas"].values()
            for spelling in (term.label, *term.aliases)
        }

    def read(self, sentence: Sentence) -> Iterator[FigureInText]:
        """The figures of one sentence. The words of a figure stand before it, or behind it up to the next one."""
        text = sentence.text
        further = "".join([self.heading, *self.context])
        if said.HEADING.fullmatch(text) and not said.FIGURE.search(text):
            self.heading, self.context = text, []
        else:
            self.context = [*self.context, text][-CONTEXT:]
        if re.search(said.RULES, text):
            return
        found = [
            each
            for each in said.FIGURE.finditer(text)
            if not said.COUNTED_AS.match(text, each.end())
            and not said.OFTEN.search(text[max(each.start() - ASIDE, 0) : each.start()])
            and (each.group(2) != said.YEN or said.PAID.search(text[: each.start()]))
        ]
        known: Measure | None = None
        taken = 0
        for figure, earlier, later in zip(found, [None, *found], [*found[1:], None], strict=False):
            begin, end = earlier.end() if earlier else 0, later.start() if later else len(text)
            around = Around(text, max(begin, taken), figure, end, further)
            readings = self.readings(around, figure.group(2), known, sentence)
            if not readings:
                continue
            best = readings[0]
            if around.first and best.grade == CERTAIN:
                taken = end
            self.last = [best.measure, *(each for each in self.last if each is not best.measure)][:EARLIER]
            if best.grade > VAGUE:
                known = best.measure
            quote = sentence.quote(max(begin, figure.start() - QUOTED), figure.end())
            yield FigureInText(sentence.lines[figure.start()], quote, number_of(figure.group(1)), readings)

    def readings(self, around: Around, unit: str, known: Measure | None, sentence: Sentence) -> list[Interpretation]:
        """Of what a figure may speak, the best reading first."""
        phrased = self.phrased(around.before, unit) if around.of_this else None
        found = [(phrased, CERTAIN)] if phrased else []
        found += self.candidates(around, unit)
        earlier: list[Measure] = []
        if not found or found[0][1] == VAGUE:
            carried = self.carried(known, around, unit) or self.of_section(sentence, around.before, unit)
            if carried:
                found.insert(0, (carried, CERTAIN))
            else:
                earlier = [each for each in self.last if self.carried(each, around, unit, BESIDE)]
        return [
            *(Interpretation(each, *self.scope(each, around.before, around.behind), VAGUE) for each in earlier),
            *(self.reading(each, grade, around, known, named=each is phrased) for each, grade in found),
        ]

    def reading(
        self, measure: Measure, grade: int, around: Around, known: Measure | None, *, named: bool
    ) -> Interpretation:
        """A figure read as one of a measure."""
        scope, value = self.scope(measure, around.before, around.behind)
        if re.search(said.OTHERS, around.far):
            scope, value = "", ""
        is_told = not self.is_part(measure, around.before) and not said.OF_SOMEBODY.match(around.behind)
        is_told = is_told and bool(
            named
            or known is measure
            or around.first
            or (scope == "each_area" and not value)
            or (value and around.before.endswith((_plain(value), _short(value))))
            or is_plain(measure, around)
        )
        return Interpretation(measure, scope, value, max(grade, LIKELY) if is_told else min(grade, LIKELY))

    def is_part(self, measure: Measure, before: str) -> bool:
        """Whether words before a figure make of it the number of some of what is counted: those of 自治会から."""
        values = [_plain(value) for values in self.axes.get(measure.name, {}).values() for value in values]
        for one in (*map(re.escape, values), *phrases_of(measure)[0], "|".join(map(_plain, measure.labels))):
            before = re.sub(one, "", before)
        return bool(re.search(said.PARTS, re.sub(said.EVERYBODY, " ", before)))

    def phrased(self, before: str, unit: str) -> Measure | None:
        """The measure in whose figure a sentence of the profile ends with the same words, the longest of them."""
        found = [each for each in self.phrases if before.endswith(each)]
        measure = self.phrases[max(found, key=len)] if found else None
        return measure if measure and unit in units_of(measure) else None

    def candidates(self, around: Around, unit: str) -> list[tuple[Measure, int]]:
        """The measures that the words around a figure speak of, the nearest first, and how well they tell so.

        At best all of them stand beside it, else in its sentence, else some of them in one before that.
        """
        found: list[tuple[int, int, int, Measure]] = []
        near = around.before + around.clause
        for measure in self.measures:
            must, never = phrases_of(measure)
            if unit not in units_of(measure) or any(each in near for each in never):
                continue
            for level, (before, behind) in enumerate(around.zones()):
                if level > 1 and not any(re.search(one, near) for one in must):
                    break
                if all(re.search(one, before) or re.search(one, behind) for one in must):
                    far = max(distance(one, before, behind) for one in must)
                    found.append((level, -len(must), far, measure))
                    break
        found.sort(key=lambda each: each[:3])
        is_one = len(found) == 1 or not found or found[0][:3] != found[1][:3]  # of two alike, neither is certain
        return [(each[3], CERTAIN if each[0] <= 1 and is_one else VAGUE) for each in found]

    def carried(self, known: Measure | None, around: Around, unit: str, aside: int = ASIDE) -> Measure | None:
        """The measure of the figure before, where little more than a part of it stands between: an area, last year."""
        if known is None or unit not in units_of(known):
            return None
        before = said.CONTINUES.sub("", around.before)
        values = [_plain(value) for values in self.axes.get(known.name, {}).values() for value in values]
        months = [found.group() for found in said.MONTH.finditer(before)]
        parts = (*values, *re.findall(said.LAST_YEAR, before), *months)
        for words in (before, re.split(said.CLAUSE, before)[-1]):
            named = [each for each in (*parts, *self.areas_in(words).values()) if each in words]
            if named and len(words) - max(map(len, named)) <= aside:
                return known
        return known if self.area_behind(around.behind) else None

    def areas_in(self, words: str) -> dict[str, str]:
        """The areas that are named in words, by a spelling or by two parts of one, and from where to where they are."""
        found = {label: spelling for spelling, label in self.areas.items() if spelling in words}
        for spelling, label in self.areas.items():
            parts = [each for each in spelling.split("・") if each in words]
            if label not in found and len(parts) >= 2:
                found[label] = words[min(map(words.find, parts)) : max(words.find(each) + len(each) for each in parts)]
        return found

    def area_behind(self, behind: str) -> set[str]:
        """The area that is named right behind a figure: 4件が上ノ原・柏野に集中."""
        return {label for spelling, label in self.areas.items() if re.match(said.THERE + re.escape(spelling), behind)}

    def of_section(self, sentence: Sentence, before: str, unit: str) -> Measure | None:
        """The one measure of the section, where a sentence says only that it was so in each area, or in one."""
        here = [each for each in self.measures if self.sections[each.name] == sentence.section]
        fits = [each for each in here if unit in units_of(each)]
        is_so = re.search(said.EACH_AREA, before) or before.endswith((*self.areas,))
        return fits[0] if len(fits) == 1 and is_so else None

    def scope(self, measure: Measure, before: str, behind: str) -> tuple[str, str]:
        """Of which part of a measure a figure speaks; "" where that cannot be told for certain."""
        near = before + said.CLAUSE.split(behind)[0]
        changed = said.MORE.match(behind) or said.LESS.match(behind)
        if re.search(said.LAST_YEAR, before):
            return ("difference", "-" if said.LESS.match(behind) else "+") if changed else ("last_year", "")
        other_year = any(_plain(found.group()) != self.year for found in said.YEAR.finditer(before))
        wished = re.search(said.WISHES, said.CLAUSE.split(behind)[0])
        plain = said.ASIDE.sub("", before)
        if other_year or changed or wished or re.search(said.HEDGES, plain):
            return "", ""
        if re.search(said.EACH_AREA, before):
            return "each_area", "" if re.search(said.EACH_AREA, between(measure, before)) else "or_total"
        for axis, values in self.axes.get(measure.name, {}).items():
            named = [value for value in values if _plain(value) in near or _short(value) in near]
            if any(re.search(re.escape(_short(value)) + said.AMONG, before) for value in named):
                continue
            if len(named) == 1:
                return axis, named[0]
            if named:
                return "", ""
        areas = set(self.areas_in(before)) or self.area_behind(behind)
        months = [str(number_of(found.group(1) or said.MONTH_NAMED)) for found in said.MONTH.finditer(before)]
        if len(areas) > 1 or len(months) > 1 or (areas and months):
            return "", ""
        if areas:
            return "area", areas.pop()
        if months and not measure.state:
            return "month", months[0].zfill(2)
        among = plain.rfind(said.AMONG_THEM)
        if (
            among >= 0
            and not measure.state
            and not all(re.search(one, plain[among:]) for one in phrases_of(measure)[0])
        ):
            return "", ""
        return "total", ""


def units_of(measure: Measure) -> tuple[str, ...]:
    """The units that people may write for what a measure counts."""
    if measure.sum:
        return said.SUMS[measure.units[0].partition("（")[0]]
    plain = BY_NAME[measure.kind].units
    plain = (*plain, *said.PLACES) if said.PLACES[0] in plain else plain
    return (*plain, *said.DIFFERENT) if said.EACH_ONCE in measure.units[0] else plain


def last_of(must: Sequence[str], text: str) -> int:
    """Where the last of the words of a measure ends in a text."""
    return max((found.end() for one in must for found in re.finditer(one, text)), default=0)


def distance(one: str, before: str, behind: str) -> int:
    """How many characters stand between words and a figure, the nearest of them."""
    ends = [len(before) - found.end() for found in re.finditer(one, before)]
    begin = re.search(one, behind)
    return min([*ends, *([begin.start()] if begin else [])])


def is_plain(measure: Measure, around: Around) -> bool:
    """Whether nothing stands between the words of a measure and a figure by which it may be that of something else."""
    must, _never = phrases_of(measure)
    before = said.ASIDE.sub("", between(measure, around.before))
    if re.search(said.ELSEWHERE, before) or (BY_NAME[measure.kind].takes_place and re.search(said.AT, before)):
        return False
    is_behind = not any(re.search(one, around.before) for one in must)
    if is_behind and not any(re.search(one, around.clause) for one in must):
        return False
    reach = [
        found.end() for one in must if not re.search(one, around.before) and (found := re.search(one, around.clause))
    ]
    return bool(is_behind or said.PLAIN.fullmatch(before)) and bool(
        said.PLAIN.fullmatch(re.sub("|".join(must), "", around.clause[: max(reach, default=0)]))
    )


def between(measure: Measure, words: str) -> str:
    """What stands behind the words of a measure, those of its label first."""
    must, _never = phrases_of(measure)
    return words[last_of([*must, *map(re.escape, map(_plain, measure.labels))], words) :]


def _short(value: str) -> str:
    """A value as it is called for short: 拡充 of 機能拡充."""
    return said.SHORT.sub("", _plain(value))


def number_of(text: str) -> int:
    """The number that digits or kanji say."""
    if text[0].isdecimal():
        return int(text.replace(",", ""))
    total = part = 0
    for each in text:
        value = said.KANJI[each]
        if value >= 10:
            total += (part or 1) * value
            part = 0
        else:
            part = part * 10 + value
    return total + part
