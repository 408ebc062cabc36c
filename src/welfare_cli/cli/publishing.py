"""The commands of what was handed in: publish, publication, explain."""

from __future__ import annotations

from ..errors import Found, Refused, UnknownWord
from ..words import _, speak
from . import editor, opening, options, output, terminal
from .grammar import Argument, Command, Group, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ledger import Ledger
    from ..report.published.register import Publication
    from .grammar import Said
    from .prompt.suggestions import Suggestion


def commands() -> list[Command]:
    """The commands, each with its words and options."""
    from .reports import measures_offered

    name = Argument("name", _("名前"), _("提出版の名前。例 令和６年１２月末"))
    known = Argument("name", _("名前"), _("提出版の名前"), required=False, offers=publications_offered)
    later = Argument(
        "later", _("比べる名前"), _("比べる提出版（省略すると今の台帳）"), required=False, offers=publications_offered
    )
    return [
        Command(
            "publish",
            _("報告を提出版として残します。すべての数と、その根拠の記録が、そのまま残ります。"),
            publish,
            [
                name,
                options.as_of(_("基準日。その日を含む")),
                options.day("dated", "--date", _("報告日（省略すると今日）")),
                options.empty(),
                options.author(),
                options.ledger(),
            ],
        ),
        Group("publication", _("提出版: 一覧、内容、印刷、取り下げ"), _of_publications),
        Command(
            "explain",
            _("提出版と今の台帳（または別の提出版）で違う数を、残らず説明します。--measure では数の根拠を出します。"),
            explain,
            [
                known,
                later,
                Option(
                    "measure",
                    "--measure",
                    _("この集計項目の、根拠の記録を一覧にする"),
                    metavar=_("項目"),
                    offers=measures_offered,
                ),
                Option("area", "--area", _("この圏域の数"), metavar=_("圏域")),
                Option("month", "--month", _("この月の数（例 2024-06）"), metavar=_("年月")),
                *_of_axes(),
                options.areas(),
                options.as_of(_("--measure の基準日。その日を含む（省略すると今日、提出版ではその基準日）")),
                Option("errata", "--errata", _("正誤表にする（箇所、誤、正、理由）"), flag=True),
                options.list_form(),
                options.ledger(),
            ],
        ),
    ]


def _of_axes() -> list[Option]:
    """An option for each other axis of `report --by`, with what completes its value."""
    from ..report.axis_values import PERIODS, named_axes
    from .record_commands import looks_for

    found = []
    for name, field in named_axes().items():
        label = _(PERIODS[name].label) if field is None else field.label
        words = _("{axis}がこの値の数（report --by {name} の一つ）").format(axis=label, name=name)
        offers = looks_for(field) if field else None
        found.append(Option(f"by_{name}", "--" + name.replace("_", "-"), words, metavar=label, offers=offers))
    return found


def _of_publications() -> list[Command]:
    from ..render import RENDERERS

    name = Argument("name", _("名前"), _("提出版の名前"), offers=publications_offered)
    return [
        Command("list", _("提出版を一覧にします。"), list_all, [options.list_form(), options.ledger()]),
        Command(
            "show",
            _("提出版の日付、記入番号、置き換えなどを表示します。json には根拠の記録も入ります。"),
            show,
            [name, options.form(("text", "json"), "text"), options.ledger()],
        ),
        Command(
            "report",
            _("提出版を、提出したときの数のまま出します。"),
            report,
            [
                name,
                options.compare(),
                options.form(tuple(RENDERERS), "table"),
                options.output(),
                options.replace(),
                options.ledger(),
            ],
        ),
        Command(
            "withdraw",
            _("提出版を取り下げます。内容は残り、取り下げたことが分かるようになります。"),
            withdraw,
            [
                name,
                options.why(_("理由。必須")),
                options.author(),
                options.ledger(),
            ],
        ),
    ]


def publish(
    *, name: str, as_of: str | None, dated: str | None, empty: bool, by: str | None, ledger: str | None
) -> None:
    """Freeze a report under a name."""
    from .. import __version__
    from ..report.published.register import publish as published

    if not as_of:
        raise UnknownWord(
            _("--as-of がありません。"), _("何日現在の報告かを、--as-of 2024-12-31 のように指定してください。")
        )
    with opening.opened(ledger, by) as book:
        today = book.today()
        day, bears = options.as_of_day(as_of, book), options.day_of(dated, today)
        made = published(book, name, day, bears, __version__, empty=empty)
    if made.replaces:
        words = _("同じ基準日の「{name}」を置き換えます。前の版も残っています。").format(name=made.replaces)
        terminal.tell(_("wfc: {note}").format(note=words))
    words = _("{name} を提出版にしました（{as_of} 現在、{dated} 付け、記入番号 {number} まで）。").format(
        name=made.name, as_of=made.as_of, dated=made.dated, number=made.known_at
    )
    terminal.say(words + "\n", done=words)


def list_all(*, form: str, ledger: str | None) -> None:
    """List the publications."""
    from ..render.published import listed
    from ..report.published.register import publications

    form = options.known_list_form(form)
    with opening.opened(ledger) as book, book.reading():
        output.print_list(listed(publications(book)), form)


def show(*, name: str, form: str, ledger: str | None) -> None:
    """Say what a publication is."""
    from ..render.published import shown
    from ..report.published.register import publication

    options.known_form(form, ("text", "json"))
    with opening.opened(ledger) as book, book.reading():
        terminal.say(shown(publication(book, name), form))


def report(*, name: str, compare: str | None, form: str, output: str | None, replace: bool, ledger: str | None) -> None:
    """Print the figures that were frozen, in the language in which they were."""
    from ..render import RENDERERS
    from ..report.comparison import compared
    from ..report.published.register import publication
    from .reports import printed

    options.known_form(form, RENDERERS)
    with opening.opened(ledger) as book, book.reading():
        found = publication(book, name)
    tell_withdrawn(found)
    kept = found.kept
    speak(kept.language)
    printed(compared(kept.report, compare or ""), form, output, ledger, replace=replace)


def tell_withdrawn(publication: Publication) -> None:
    """Say so where a publication was withdrawn."""
    if publication.withdrawn:
        words = _("提出版「{name}」は取り下げられています。").format(name=publication.name)
        terminal.tell(_("wfc: {note}").format(note=words))


def withdraw(*, name: str, why: str | None, by: str | None, ledger: str | None) -> None:
    """Withdraw a publication; what it says stays."""
    from ..model.publication import PUBLICATION
    from ..report.published.register import publication

    why = editor.in_confidence(why, ledger)
    if not (why and why.strip()):
        raise UnknownWord(_("--why がありません。"), _("取り下げる理由を、--why で書いてください。"))
    with opening.opened(ledger, by) as book:
        if publication(book, name).withdrawn:
            raise Refused(
                _("提出版「{name}」は、もう取り下げられています。").format(name=name),
                _("もう一度出すときは、別の名前で wfc publish を使ってください。"),
                rule="already-void",
            )
        written = book.void(PUBLICATION, name, why=why)
    words = _("提出版 {name} を取り下げました（記入番号 {number}）。").format(name=written.ref, number=written.number)
    terminal.say(words + "\n", done=words)


def explain(
    *,
    name: str | None,
    later: str | None,
    measure: str | None,
    area: str | None,
    month: str | None,
    areas: str,
    as_of: str | None,
    errata: bool,
    form: str,
    ledger: str | None,
    **by: str | None,
) -> None:
    """Account for what differs, or list the records behind one figure; `by` are the values on other axes."""
    from ..render import explanation as rendering
    from ..report.published.explain import explain as explained
    from ..report.published.register import publication

    form = options.known_list_form(form)
    values = {name.removeprefix("by_"): text for name, text in by.items() if text}
    if measure:
        if later or errata:
            raise UnknownWord(
                _("--measure は、比べる提出版や --errata と一緒に使えません。"), _("どちらか一方にしてください。")
            )
        if name and areas != options.THEN:
            raise UnknownWord(
                _("--areas は、提出版と一緒に使えません。"),
                _("提出版の数は、提出したときの圏域のままです。名前を省くと、今の台帳の数の根拠を出します。"),
            )
        _behind(name, measure, area, month, values, areas, as_of, form, ledger)
        return
    if not name:
        raise UnknownWord(
            _("何を説明するかがありません。"),
            _("提出版の名前か、--measure を指定してください（wfc publication list で提出版の一覧が見られます）。"),
        )
    if area or month or values or as_of or areas != options.THEN:
        raise UnknownWord(
            _("--area、--month、--topic などの区分、--areas、--as-of は、--measure と一緒に使います。"),
            _("例: --measure new_individual --month 2024-06"),
        )
    with opening.opened(ledger) as book:
        compared = [publication(book, each) for each in (name, later) if each]
        for each in compared:
            tell_withdrawn(each)
        found = explained(book, *compared)
    output.print_list(rendering.errata(found) if errata else rendering.explained(found), form)
    if not found.adds_up:
        raise Found(_("説明のつかない違いがあります。"), _("wfc check で台帳を調べてください。"))


def _behind(
    name: str | None,
    measure: str,
    area: str | None,
    month: str | None,
    values: dict[str, str],
    areas: str,
    as_of: str | None,
    form: str,
    ledger: str | None,
) -> None:
    """List the records behind one figure."""
    from ..render.records_behind import behind
    from ..report.drilldown import behind_figure

    with opening.opened(ledger) as book:
        options.use_areas(areas, book)
        day = options.as_of_day(as_of, book) if as_of or not name else ""
        found = behind_figure(book, measure, publication_name=name, as_of=day, area=area, month=month, values=values)
    output.print_list(behind(found), form)


def publications_offered(book: Ledger, _said: Said, _typed: str) -> list[Suggestion]:
    """The names of the publications."""
    from ..report.published.register import publications
    from .prompt.suggestions import Suggestion

    return [Suggestion((each.name,), each.as_of) for each in publications(book)]
