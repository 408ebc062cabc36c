"""What a document says in figures: numbers with a unit, the measure each speaks of, and its area, month or agency.

Documents are read as people write them: full-width digits, lines broken within a word, other words in another order. A
number counts only if it has a unit, and its sentence the words of one measure (`words` in the measure's file). Another
year, or words that hedge it (うち, 目標, 要望), make it one that cannot be held against the ledger: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata

from ..measures import MEASURES
from . import vocabulary as said
from .sentences import words_before

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


class Statement:
    """A figure of a document: where it stands, what it says, of which measure, and of which part of it.

    `scope` is `total`, `area`, `month`, `last_year`, `difference`, `each_area`, or the name of an axis; `value` is the
    area, month or value of it, `or_total` where 「圏域ごとに」 may be said of what is counted and not of the number.
    A scope of "" cannot be held against the ledger. `certain`: nothing stands between the words and the figure by
    which it might be that of something else.
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
        self.last: Measure | None = None
        self.measures = [MEASURES.get(figure.measure.name, figure.measure) for figure in report.figures]
        self.sections = {figure.measure.name: figure.section for figure in report.figures}
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

    def read(self, sentence: Sentence) -> Iterator[Statement]:
        """The figures of one sentence. The words of a figure stand before it, or behind it up to the next one."""
        text = sentence.text
        if re.search(said.RULES, text):
            return
        opener = said.CONTINUES.match(text)
        last, self.last = self.last if opener else None, None
        found = [each for each in said.FIGURE.finditer(text) if not said.COUNTED_AS.match(text, each.end())]
        known: Measure | None = None
        taken = 0
        for figure, earlier, later in zip(found, [None, *found], [*found[1:], None], strict=False):
            begin, end = earlier.end() if earlier else 0, later.start() if later else len(text)
            before, behind = text[max(begin, taken) : figure.start()], text[figure.end() : end]
            number, unit = number_of(figure.group(1)), figure.group(2)
            first = bool(said.OF.match(behind)) and not before.endswith(said.SUBJECT)
            measure = phrased = None
            if first:
                measure = self.measure_of(behind, unit, anywhere=True)
                taken = end if measure else taken
            if measure is None and (not first or said.FOLLOWED.match(behind)):
                phrased = self.phrased(before, unit)
                measure = phrased or self.measure_of(before, unit) or self.beside(before, behind, unit)
            measure = measure or self.carried(known, before, unit) or self.of_section(sentence, before, unit)
            if measure is None and opener and begin == 0:
                before = before[opener.end() :]
                measure = self.carried(last, before, unit, BESIDE)
                known = None if opener.group().endswith(said.PARTLY) else measure
            if measure is None:
                continue
            scope, value = self.scope(measure, before, behind)
            if re.search(said.OTHERS, text):
                scope, value = "", ""
            named = (
                phrased
                or (scope == "each_area" and not value)
                or (value and before.endswith((_plain(value), _short(value))))
            )
            certain = bool(
                named or first or known is measure or said.PLAIN.fullmatch(said.ASIDE.sub("", between(measure, before)))
            )
            known = self.last = measure
            quote = sentence.quote(max(begin, figure.start() - QUOTED), figure.end())
            yield Statement(sentence.lines[figure.start()], quote, number, measure, scope, value, certain=certain)

    def phrased(self, before: str, unit: str) -> Measure | None:
        """The measure in whose figure a sentence of the profile ends with the same words, the longest of them."""
        found = [each for each in self.phrases if before.endswith(each)]
        measure = self.phrases[max(found, key=len)] if found else None
        return measure if measure and unit in said.UNITS.get(measure.kind, ()) else None

    def measure_of(self, words: str, unit: str, *, anywhere: bool = False) -> Measure | None:
        """The measure that some words before a figure speak of, or `anywhere` beside it; None of none or of several."""
        best: list[tuple[int, Measure]] = []
        for measure in self.measures:
            must, never = measure.words
            if unit not in said.UNITS.get(measure.kind, ()) or any(each in words for each in never):
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

    def carried(self, known: Measure | None, before: str, unit: str, aside: int = ASIDE) -> Measure | None:
        """The measure of the figure before, where little more than a part of it stands between: an area, last year."""
        if known is None or unit not in said.UNITS.get(known.kind, ()):
            return None
        values = [_plain(value) for values in self.axes.get(known.name, {}).values() for value in values]
        months = [found.group() for found in said.MONTH.finditer(before)] if aside > ASIDE else []
        parts = (*values, *self.areas, *re.findall(said.LAST_YEAR, before), *months)
        named = [each for each in parts if each in before]
        return known if named and len(before) - max(map(len, named)) <= aside else None

    def of_section(self, sentence: Sentence, before: str, unit: str) -> Measure | None:
        """The one measure of the section, where a sentence says only that it was so in each area."""
        here = [each for each in self.measures if self.sections[each.name] == sentence.section]
        fits = [each for each in here if unit in said.UNITS.get(each.kind, ())]
        return fits[0] if len(fits) == 1 and re.search(said.EACH_AREA, before) else None

    def scope(self, measure: Measure, before: str, behind: str) -> tuple[str, str]:
        """Of which part of a measure a figure speaks; "" where that cannot be told for certain."""
        near = before + said.CLAUSE.split(behind)[0]
        changed = said.MORE.match(behind) or said.LESS.match(behind)
        if re.search(said.LAST_YEAR, before):
            return ("difference", "-" if said.LESS.match(behind) else "+") if changed else ("last_year", "")
        other_year = any(_plain(found.group()) != self.year for found in said.YEAR.finditer(before))
        wished = re.search(said.WISHES, said.CLAUSE.split(behind)[0])
        if other_year or changed or wished or re.search(said.HEDGES, said.ASIDE.sub("", before)):
            return "", ""
        if re.search(said.EACH_AREA, before):
            return "each_area", "" if re.search(said.EACH_AREA, between(measure, before)) else "or_total"
        for axis, values in self.axes.get(measure.name, {}).items():
            named = [value for value in values if _plain(value) in near or _short(value) in near]
            if len(named) == 1:
                return axis, named[0]
            if named:
                return "", ""
        areas = {label for spelling, label in self.areas.items() if spelling in before}
        months = said.MONTH.findall(before)
        if len(areas) > 1 or len(months) > 1 or (areas and months):
            return "", ""
        if areas:
            return "area", areas.pop()
        if months and not measure.state:
            return "month", months[0].zfill(2)
        return "total", ""


def fits(between: str) -> bool:
    """Whether words may stand between those of a measure and its figure."""
    between = said.ASIDE.sub("", between)
    return len(between) <= BESIDE and not re.search(said.ELSEWHERE, between)


def between(measure: Measure, words: str) -> str:
    """What stands behind the words of a measure, those of its label first."""
    must, _never = measure.words
    known = [*(each for one in must for each in one.split("|")), *map(_plain, measure.labels)]
    return words[max((words.rfind(each) + len(each) for each in known if each in words), default=0) :]


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
