"""Store the words of a form on a sheet of its own, and compare them with today's lists when the form is imported.

Cells survive every spreadsheet program; the properties and hidden names of a workbook do not.
"""

from __future__ import annotations

from itertools import islice

from ..errors import Problem, Refused
from ..model import notation
from ..model.kind import Choice, Listed, SectionField
from ..model.kinds import KINDS
from ..model.reading import Row
from ..values import value
from ..words import N_, _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..model.kind import Field, Kind
    from ..model.profile import Profile
    from .cell_values import Cell

    Words = dict[str, list[tuple[str, str]]]

GUIDE, LISTS = N_("説明"), N_("一覧")
"""The sheets of a form without records."""
MARK = "wfc form 1"
"""The first cell of the sheet of lists: it marks a form and the version of its layout."""
ABOVE_WORDS = 5
"""The number of lines above the words: mark, day, entry number, name and label of each list."""

MOST_LINES = 10_000
"""The number of lines of the sheet of lists that wfc reads."""


def list_of(kind: Kind, field: Field) -> str:
    """Return the list from which the values of a field are chosen, "" for none."""
    one = field.one
    if isinstance(one, Listed):
        return one.of
    if isinstance(one, SectionField):
        return "sections"
    return f"{kind.name}.{field.name}" if isinstance(one, Choice) else ""


def words_of(kinds: Iterable[Kind], profile: Profile, day: str) -> Words:
    """Return the code and label of every word that can be chosen on a day, by list."""
    words = {list_of(kind, field): field.one.choices(profile, day) for kind in kinds for field in kind.facts}
    return {name: choices for name, choices in words.items() if name and choices}


_FIELDS = {name: field.one for kind in KINDS[::-1] for field in kind.facts[::-1] if (name := list_of(kind, field))}
"""A field of every list, which has its label and reads its words."""


@value
class FormLists:
    """The words of a form, the day on which it was made, and the entry number of the ledger."""

    day: str
    entry: str
    words: Words

    def lines(self) -> list[list[str]]:
        """Return the sheet of lists, with the labels and codes of each list in two columns."""
        longest = max(map(len, self.words.values()), default=0)
        whole = [[*words, *[("", "")] * (longest - len(words))] for words in self.words.values()]
        return [
            [MARK, _("取り込みのときに使うシートです。変えないでください。")],
            [_("作成日"), self.day],
            [_("記入番号"), self.entry],
            [cell for name in self.words for cell in (name, "")],
            [cell for name in self.words for cell in (_FIELDS[name].label, _("コード"))],
            *([cell for code, label in across for cell in (label, code)] for across in zip(*whole, strict=True)),
        ]


def offer_in(lines: Iterable[Iterable[Cell]]) -> FormLists | None:
    """Return the words on a sheet, None if the sheet is not of a form."""
    cells = [[str(cell) for cell in line] + ["", ""] for line in islice(lines, MOST_LINES)]
    if len(cells) < ABOVE_WORDS or cells[0][0] != MARK:
        return None
    words: Words = {}
    for place, name in enumerate(cells[3]):
        if name in _FIELDS:
            pairs = (line[place : place + 2] for line in cells[ABOVE_WORDS:])
            words[name] = [(code, label) for label, code in pairs if label and code]
    return FormLists(cells[1][1], cells[2][1], words)


class Returned:
    """A form that is imported, compared with the lists of that day."""

    def __init__(self, offer: FormLists, profile: Profile, today: str) -> None:
        self.offer = offer
        self.now = words_of(KINDS, profile, today)
        self._profile = profile
        self._said = {
            name: {notation.folded(label): self._said_now(name, code, label) for code, label in words}
            for name, words in offer.words.items()
        }

    def changes(self) -> Iterator[str]:
        """Yield the differences between the lists of today and those of the form."""
        for name, words in self.offer.words.items():
            field, then, now = _FIELDS[name], dict(words), dict(self.now.get(name, ()))
            for code, label in (then | now).items():
                said = ""
                if code not in then:
                    said = _("{list}「{word}」が加わりました。")
                elif code not in now:
                    said = _("{list}「{word}」は選べなくなりました。")
                elif then[code] != now[code] and not isinstance(field, Choice):  # wfc, not the office, names choices
                    said = _("{list}「{before}」は「{word}」に変わりました。")
                if said:
                    yield said.format(list=field.label, word=label, before=then.get(code))

    def read(self, row: Row) -> Row:
        """Return a row with the words of today; a word that was removed is a problem."""
        cells = dict(row.cells)
        for name, text in cells.items():
            field = row.kind.by_name[name]
            said = self._said.get(list_of(row.kind, field))
            if said and isinstance(text, str):
                parts = notation.split_list(text) if field.many else (text,)
                meant = [said.get(notation.folded(part), part) for part in parts]
                gone = next((each for each in meant if isinstance(each, Problem)), None)
                cells[name] = gone or ";".join(map(str, meant))
        return Row(row.kind, row.wrong_ref or row.ref, cells, row.place, row.columns, shifted=row.shifted)

    def _said_now(self, name: str, code: str, label: str) -> str | Problem:
        """Return what to read instead of a word of the form: its label, its code, or a problem."""
        meant = [self._code(name, said) for said in (label, code)]
        if meant[0] != code and code in meant:
            return code
        if any(meant):
            return label
        return Problem(
            "word-gone",
            _("「{word}」は、この入力用紙を作った {day} のあとで、一覧からなくなりました。").format(
                word=notation.quoted(label), day=notation.quoted(self.offer.day)
            ),
            _("使えるもの: {words}").format(words=_("、").join(label for _code, label in self.now.get(name, ()))),
        )

    def _code(self, name: str, said: str) -> str:
        try:
            return str(_FIELDS[name].read(said, self._profile, None) or "")
        except Refused:
            return ""
