"""The commands that print figures and what they mean: report, measures."""

from __future__ import annotations

from itertools import product

from ..errors import UnknownWord
from ..words import _
from . import opening, options, terminal
from .grammar import Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..ledger import Ledger
    from ..report import Report
    from .grammar import Said
    from .prompt.suggestions import Suggestion


FORMS = {"table": "text", "csv": "csv", "tsv": "tsv", "json": "json", "markdown": "text"}
"""Each format of a report with the form of its file."""


def commands() -> list[Command]:
    """The commands, each with its words and options."""
    from ..render import RENDERERS

    return [
        Command(
            "today",
            _("今日の様子を表示します: 対応中の相談、今月の件数、過ぎた予定、しばらく動きのない相談。"),
            today,
            [options.known_at(), options.ledger()],
        ),
        Command(
            "report",
            _("年度の初めから基準日までの数を、月別・圏域別に出します。"),
            report,
            [
                options.as_of(_("基準日。その日を含む（省略すると今日）")),
                Option(
                    "by",
                    "--by",
                    _("集計の軸（二つまで）: month、quarter、half、year、area、記録の項目（topic、route など）"),
                    metavar=_("軸"),
                    many=True,
                    offers=axes_offered,
                ),
                Option("percent", "--percent", _("--by の件数に、計に対する割合（％）を添える"), flag=True),
                Option(
                    "percent_of",
                    "--percent-of",
                    _("割合を、この軸の値ごとの計に対して出す"),
                    metavar=_("軸"),
                    offers=axes_offered,
                ),
                Option("everything", "--all", _("--by の軸に、0 件の値も、一覧にあるものはすべて出す"), flag=True),
                Option(
                    "measure",
                    "--measure",
                    _("集計項目（wfc measures で一覧）"),
                    metavar=_("項目"),
                    many=True,
                    offers=measures_offered,
                ),
                Option("section", "--section", _("報告書の項目。例 I-1"), metavar=_("項目"), offers=sections_offered),
                options.areas(),
                Option("chart", "--chart", _("表の代わりに、棒グラフにする"), flag=True),
                options.known_at(),
                Option("years", "--years", _("この年数だけ年度を並べる（それぞれ同じ日まで）"), metavar=_("年数")),
                options.compare(),
                Option(
                    "settled",
                    "--settled",
                    _("それぞれの数に、これまでは今ごろまでに何％が入力されていたかを添える"),
                    flag=True,
                ),
                options.form(tuple(RENDERERS), "table"),
                options.output(),
                options.replace(),
                options.if_changed(),
                options.ledger(),
            ],
        ),
        Command(
            "measures",
            _("集計項目の定義（何を一件と数えるか）を表示します。"),
            measures,
            [options.list_form()],
        ),
    ]


def report(
    *,
    as_of: str | None,
    by: Sequence[str] | None,
    percent: bool,
    percent_of: str | None,
    everything: bool,
    measure: Sequence[str] | None,
    section: str | None,
    areas: str,
    chart: bool,
    known_at: str | None,
    years: str | None,
    compare: str | None,
    settled: bool,
    form: str,
    output: str | None,
    replace: bool,
    if_changed: bool,
    ledger: str | None,
) -> None:
    """Compute a report and print it, or write it to a file, unless that says the same already."""
    from ..render import RENDERERS
    from ..report import report_of

    computed = report_of
    if settled:
        from ..report.settled import settled_report_of as computed

    def found_in(of: Ledger) -> Report:
        found = computed(
            of,
            day,
            measures=measure or (),
            section=section or "",
            by=by or (),
            percent_of=percent_of or ("total" if percent else ""),
            everything=everything,
            years=options.number_of(years) if years else 0,
        )
        if compare is None:
            return found
        from ..report.comparison import compared

        return compared(found, compare)

    options.known_form(form, RENDERERS)
    if chart and form != "table":
        raise UnknownWord(
            _("--chart は、--format {form} と一緒に使えません。").format(form=form), _("どちらか一方にしてください。")
        )
    refuse_beside({"--compare": compare is not None, "--settled": settled}, {"--by": bool(by), "--chart": chart})
    with opening.opened(ledger, known_at=known_at) as book:
        options.use_areas(areas, book)
        day = options.as_of_day(as_of, book)
        if known_at is None:
            tell_of_later(book, day)
        if if_changed:
            from .freshness import is_unchanged
            from .output import in_file

            def written(then: Ledger, _day: str) -> bytes:
                return in_file(in_form(found_in(then), form, chart), FORMS[form])

            if is_unchanged(output, book, written, lambda of: in_words(found_in(of))):
                return
        found = found_in(book)
    printed(found, form, output, ledger, replace=replace, chart=chart)


def refuse_beside(asked: Mapping[str, bool], others: Mapping[str, bool]) -> None:
    """Refuse an option of the tables by month and area beside one that prints others in their place (2)."""
    for option, other in product(filter(asked.get, asked), filter(others.get, others)):
        raise UnknownWord(
            _("{option} は、{other} と一緒には使えません。").format(option=option, other=other),
            _("どちらか一方にしてください。"),
        )


def in_words(found: Report) -> tuple[str, str]:
    """A report as text, and what in it tells of which state of the ledger it is."""
    from ..render import render
    from ..render.layout import provenance

    return render(found, "table"), provenance(found)


def in_form(found: Report, form: str, chart: bool) -> str:
    """A report in a format, or as bars."""
    from ..render import render

    if chart:
        from ..render.charts import charted

        return charted(found, terminal.width())
    return render(found, form)


def printed(
    found: Report, form: str, output: str | None, ledger: str | None, *, replace: bool, chart: bool = False
) -> None:
    """Print a report, or write it to a file; what its format has no place for is told."""
    from ..render import notes
    from .output import is_stdout, write

    for note in notes(found, form):
        terminal.tell(note)
    text = in_form(found, form, chart)
    if output is None or is_stdout(output):
        terminal.say(text, long=form == "table")
    else:
        write(output, text, FORMS[form], ledger=ledger, replace=replace)
        terminal.tell(_("wfc: {path} に書き出しました。").format(path=output))


def tell_of_later(book: Ledger, as_of: str) -> None:
    """Say so where the as-of date has not come yet."""
    if as_of > book.today():
        terminal.tell(_("wfc: 基準日 {day} は今日より後です。これから記録される数は含まれません。").format(day=as_of))


def today(*, ledger: str | None, known_at: str | None = None) -> None:
    """Say what is open, counted, overdue and quiet today, or was on a day that is past; drafts are of today."""
    from ..render.morning import day
    from ..report.overview import day_of
    from .drafts import Drafts

    with opening.opened(ledger, known_at=known_at) as book:
        text = day(day_of(book), 0 if known_at else len(Drafts(book.path).all()))
    terminal.say(text, long=True)


def measures(*, form: str) -> None:
    """Print what each measure counts."""
    from ..measures import MEASURES
    from ..render.record_list import definitions
    from .output import print_list

    form = options.known_list_form(form)
    print_list(definitions([(each.section, each) for each in MEASURES.values()]), form)


def axes_offered(book: Ledger, said: Said, _typed: str) -> list[Suggestion]:
    """The axes of the measures that were named."""
    from ..measures import CURRENT
    from ..report import axes_of, measure_named
    from .prompt.suggestions import Suggestion

    measures = [measure_named(name) for name in said.get("measure") or CURRENT]
    return [Suggestion((name,), label) for name, label in axes_of(book, measures).items()]


def measures_offered(_book: Ledger, _said: Said, _typed: str) -> list[Suggestion]:
    """Every measure that is not retired, by name or label."""
    from ..measures import CURRENT
    from .prompt.suggestions import of_choice

    return [of_choice((each.name, each.label)) for each in CURRENT.values()]


def sections_offered(book: Ledger, _said: Said, _typed: str) -> list[Suggestion]:
    """The sections of the document."""
    from .prompt.suggestions import Suggestion

    return [Suggestion((code,), section.title) for code, section in book.profile.sections.items()]
