"""The commands that print figures and what they mean: report, measures."""

from __future__ import annotations

import typer

from ..words import _
from . import help as helping
from . import options, session


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""

    from ..render import RENDERERS

    @program.command("report", cls=helping.Command, help=_("年度の初めから基準日までの数を、月別・圏域別に出します。"))
    def report(
        as_of: str | None = options.word(
            "--as-of", help=_("基準日。その日を含む（省略すると今日）"), metavar=_("日付")
        ),
        by: list[str] | None = options.many(
            "--by",
            help=_("集計の軸（二つまで）: month、quarter、half、year、area、記録の項目（topic、route、agency など）"),
            metavar=_("軸"),
        ),
        percent: bool = options.flag("--percent", help=_("--by の件数に、計に対する割合（％）を添える")),
        percent_of: str | None = options.word(
            "--percent-of", help=_("割合を、この軸の値ごとの計に対して出す"), metavar=_("軸")
        ),
        everything: bool = options.flag("--all", help=_("--by の軸に、0 件の値も、一覧にあるものはすべて出す")),
        measure: list[str] | None = options.many(
            "--measure", help=_("集計項目（wfc measures で一覧）"), metavar=_("項目")
        ),
        section: str | None = options.word("--section", help=_("報告書の項目。例 I-1"), metavar=_("項目")),
        form: str = options.form(RENDERERS, "table"),
        output: str | None = options.word(
            "--output", help=_("書き出すファイル（省略すると画面）"), metavar=_("ファイル")
        ),
        ledger: str | None = options.ledger(),
    ) -> None:
        from ..render import notes, render
        from ..report import report_of

        options.known_form(form, RENDERERS)
        with session.opened(ledger) as book:
            day = options.day_of(as_of, book.today())
            if day > book.today():
                session.tell(
                    _("wfc: 基準日 {day} は今日より後です。これから記録される数は含まれません。").format(day=day)
                )
            found = report_of(
                book,
                day,
                measures=measure or (),
                section=section or "",
                by=by or (),
                percent_of=percent_of or ("total" if percent else ""),
                everything=everything,
            )
        text = render(found, form)
        for note in notes(found, form):
            session.tell(note)
        if output:
            session.written_whole(output, text, encoding="utf-8-sig" if form in ("csv", "tsv") else "utf-8")
            session.tell(_("wfc: {path} に書き出しました。").format(path=output))
        else:
            session.say(text)

    @program.command("measures", cls=helping.Command, help=_("集計項目の定義（何を一件と数えるか）を表示します。"))
    def measures(
        form: str = options.form(("text", "json"), "text"),
    ) -> None:
        from ..measures import MEASURES
        from ..render.records import definitions

        options.known_form(form, ("text", "json"))
        session.say(definitions([(each.section, each) for each in MEASURES.values()], form))
