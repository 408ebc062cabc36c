"""Options that several commands share, the options of a kind's fields, and the parsing of their values."""

from __future__ import annotations

from ..errors import Refused, UnknownWord
from ..model.case import BEGINNING
from ..model.kind import Choice, Day, Kind, Link, Listed
from ..model.kinds import KINDS, kind_named
from ..model.notation import quoted, read_day, read_number, unknown_choice
from ..words import _
from .grammar import Option, not_given
from .terminal import typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from ..ledger import Ledger
    from ..model.kind import Field
    from .grammar import Offered


FIRST_DAY = "1900-01-01"
"""The earliest as-of date."""
ENDS = {"last-month-end": "month", "last-quarter-end": "quarter", "last-fiscal-year-end": "year"}
"""As-of dates by name, so that a script need not compute them, and the period that each is the last day of."""
THEN, NOW = "then", "now"
"""The areas as recorded, and today's."""


def ledger() -> Option:
    """The ledger."""
    return Option(
        "ledger",
        "--ledger",
        _("台帳の場所（省略時は WFC_LEDGER、なければ決まった場所）"),
        metavar=_("ファイル"),
        file=True,
    )


def why(words: str) -> Option:
    """A reason, which is a confidential text."""
    note = _("一覧や報告には出ません。- なら標準入力かエディターから")
    words = _("{words}［{notes}］").format(words=words, notes=note)
    return Option("why", "--why", words, metavar=_("理由"), confidential=True)


def known_at() -> Option:
    """The known-at point."""
    return Option(
        "known_at",
        "--known-at",
        _("その時点で台帳にあったことだけで答えます: 記入番号、日付、時刻、提出版の名前"),
        metavar=_("時点"),
    )


def author() -> Option:
    """The author of an entry."""
    return Option("by", "--by", _("記録する人の名前（省略時はパソコンの利用者名）"), metavar=_("名前"))


def empty() -> Option:
    """Allow the report of a fiscal year without a record."""
    return Option("empty", "--empty", _("その年度の記録が一つもなくても作る"), flag=True)


def no_input() -> Option:
    """Never prompt."""
    return Option("no_input", "--no-input", _("何も尋ねません（足りない項目も、提出した数の変化も）"), flag=True)


def as_json() -> Option:
    """Print the written record as JSON."""
    return Option("as_json", "--json", _("書いた記録を JSON で表示します"), flag=True)


def kinds() -> Option:
    """Kinds of record."""
    return Option(
        "kind",
        "--kind",
        _("種類（省略すると全部）"),
        metavar=_("種類"),
        many=True,
        offers=tuple(kind.name for kind in KINDS),
    )


def kinds_of(words: Sequence[str] | None) -> list[Kind]:
    """Return the kinds with some names (without names, all), those first that others refer to."""
    chosen = {kind_named(word) for word in words or ()}
    return [kind for kind in KINDS if not chosen or kind in chosen]


def yes() -> Option:
    """Skip the confirmation."""
    return Option("yes", "--yes", _("尋ねずに進みます"), flag=True)


def changed_since() -> list[Option]:
    """The effective date of a case's new coordinator or area: a day, or the beginning of the case."""
    return [
        day("changed_since", "--changed-since", _("担当・圏域は、この日から変わった（引き継ぎ）")),
        Option("correction", "--correction", _("担当・圏域は、初めから誤っていた（訂正）"), flag=True),
    ]


def since_of(changed_since: str | None, correction: bool, book: Ledger) -> str:
    """Parse those options: a day, `BEGINNING`, or "" for neither; `UnknownWord` (2) for both."""
    refuse_both(("--changed-since", changed_since), ("--correction", correction))
    if correction:
        return BEGINNING
    return "" if changed_since is None else day_of(changed_since, book.today())


def refuse_both(one: tuple[str, object], other: tuple[str, object]) -> None:
    """Refuse (2) two options that exclude each other, each with its value."""
    if one[1] and other[1]:
        raise UnknownWord(
            _("{one} と {other} は一緒に使えません。").format(one=one[0], other=other[0]),
            _("どちらか一方にしてください。"),
        )


def refuse_missing(path: str, **given: object) -> None:
    """Refuse (2) a command without a value for one of some options, each named by its word."""
    for name, value in given.items():
        if not value:
            raise not_given(f"--{name}", path)


def output() -> Option:
    """The output file."""
    return Option(
        "output",
        "--output",
        _("書き出すファイル（省略するか - なら、画面やパイプ）"),
        metavar=_("ファイル"),
        writes=True,
    )


def replace() -> Option:
    """Replace a file even if wfc did not write it or somebody changed it."""
    return Option("replace", "--replace", _("wfc が書いたままではないファイルも置き換えます"), flag=True)


def if_changed() -> Option:
    """Leave a file alone if its figures have not changed."""
    return Option(
        "if_changed", "--if-changed", _("--output のファイルの数が変わらないときは、書き直しません"), flag=True
    )


def form(choices: Sequence[str], default: str) -> Option:
    """The output format."""
    words = _("形式: {words}").format(words=_("、").join(choices))
    return Option("form", "--format", words, metavar=_("形式"), default=default, offers=tuple(choices))


def list_form() -> Option:
    """The format of a list."""
    from ..render import LISTS

    return form(LISTS, "table")


def day(name: str, word: str, help: str) -> Option:
    """An option that takes a day."""
    return Option(name, word, help, metavar=_("日付"))


def as_of(help: str) -> Option:
    """The as-of date: a day, or one of `ENDS`."""
    return Option("as_of", "--as-of", help, metavar=_("日付"), offers=tuple(ENDS))


def compare() -> Option:
    """Print this year as a percentage or multiple of last year, too."""
    return Option(
        "compare",
        "--compare",
        _("前年同期比の列を加える: percent（％）か ratio（倍）"),
        metavar=_("比べ方"),
        offers=("percent", "ratio"),
    )


def areas() -> Option:
    """The day whose areas the report uses."""
    return Option(
        "areas",
        "--areas",
        _("圏域の区割り: then（記録したときの圏域）、now（今日の圏域）、その日の圏域になる日付"),
        metavar=_("区割り"),
        default=THEN,
        offers=(THEN, NOW),
    )


def known_form(text: str, choices: Iterable[str]) -> str:
    """Return a format if it exists; `UnknownWord` (2) otherwise."""
    known = list(choices)
    if text not in known:
        raise unknown_choice(_("形式"), text, known)
    return text


def known_list_form(text: str) -> str:
    """Return a format of lists; `text`, the former name of `table`, still works."""
    from ..render import LISTS

    return known_form("table" if text == "text" else text, LISTS)


def option_of(field: Field) -> str:
    """Return the option of a field as typed."""
    return "--" + field.option.replace("_", "-")


def metavar(field: Field) -> str:
    """Return the placeholder of a field's value in help."""
    inner = field.one
    if isinstance(inner, Day):
        return _("日付")
    if isinstance(inner, Link):
        return _("整理番号")
    return _("値")


def described(field: Field, *, required: bool = True) -> str:
    """Describe a field for help: its label, its choices, whether it is required."""
    inner = field.one
    words = field.label
    if isinstance(inner, Choice):
        choices = [_("{code} {label}").format(code=code, label=_(label)) for code, label in inner.of.items()]
        words = _("{label}: {value}").format(label=words, value=_("、").join(choices))
    elif isinstance(inner, Listed):
        words = _("{label}（一覧から）").format(label=words)
    notes = [_("必須")] if field.required and required else []
    notes += [_(field.note)] if field.note else []
    notes += [_("一覧や報告には出ません。- なら標準入力かエディターから")] if field.confidential else []
    return _("{words}［{notes}］").format(words=words, notes=_("。").join(notes)) if notes else words


def of_fields(fields: Iterable[Field], offers: Callable[[Field], Offered], *, required: bool = True) -> list[Option]:
    """Return an option for each field, with its suggestions; without `required` none is marked as required."""
    return [
        Option(
            field.name,
            option_of(field),
            described(field, required=required),
            metavar=metavar(field),
            many=field.many,
            confidential=field.confidential,
            offers=offers(field),
        )
        for field in fields
    ]


def cells_of(kind: Kind, given: dict[str, Any], ledger: str | None) -> dict[str, str]:
    """Return the given values of a kind's fields as texts; a confidential one may come from stdin or an editor."""
    cells = {}
    for field in kind.fields:
        value = given.get(field.name)
        if value is None or value == []:
            continue
        if field.confidential:
            from .editor import in_confidence

            value = in_confidence(value, ledger)
        cells[field.name] = ";".join(value) if isinstance(value, list) else str(value)
    return cells


def day_of(text: str | None, today: str) -> str:
    """Parse the day of an option, by default today; `UnknownWord` (2) if it is no day."""
    try:
        day = read_day(text, today if typed() else None) if text is not None else today
    except Refused as error:
        raise UnknownWord(error.problems) from error
    if day < FIRST_DAY:
        raise UnknownWord(
            _("{day} の数は出せません。").format(day=day),
            _("{first} 以降の日付を指定してください。").format(first=FIRST_DAY),
        )
    return day


def as_of_day(text: str | None, book: Ledger) -> str:
    """Parse the as-of date of an option, by default today; `UnknownWord` (2) if it is no day."""
    from ..model.calendar import last_end

    if text in ENDS:
        return last_end(ENDS[text], book.today(), book.profile.opening_month)
    return day_of(text, book.today())


def use_areas(text: str, book: Ledger) -> None:
    """Report in the areas that an option names; `UnknownWord` (2) if it names none.

    For today's areas, wfc uses the day of the last reorganisation, so that tomorrow's report is the same.
    """
    from ..model.reorganisation import cut_since

    if text == THEN:
        return
    try:
        day = cut_since(book.profile.lists["areas"], book.today()) if text == NOW else day_of(text, book.today())
    except UnknownWord as error:
        raise UnknownWord(
            _("--areas の「{text}」は、区割りとして読めません。").format(text=quoted(text)),
            _("then（記録したときの圏域）、now（今日の圏域）か、日付（2018-04-01）を指定してください。"),
        ) from error
    book.use_areas_of(day)


def number_of(text: str) -> int:
    """Parse a number of at least 1; `UnknownWord` (2) otherwise."""
    try:
        number = read_number(text)
    except Refused as error:
        raise UnknownWord(error.problems) from error
    if number < 1:
        raise UnknownWord(_("「{text}」は 1 より小さい数です。").format(text=text), _("1 以上の数を指定してください。"))
    return number


def days_of(text: str) -> int:
    """Parse a number of days, such as `90d` or `90`; `UnknownWord` (2) otherwise."""
    digits = text.removesuffix("d").removesuffix("日")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 5:
        raise UnknownWord(_("「{text}」は日数として読めません。").format(text=text), _("90d のように書いてください。"))
    return int(digits)
