"""The command for the question that nobody foresaw: query, an SQL SELECT over views of the current versions."""

from __future__ import annotations

from ..words import _
from . import opening, options, output
from .grammar import Argument, Command


def commands() -> list[Command]:
    """The command, with its options."""
    words = _("SELECT 文。- なら標準入力から（省略すると、読める表と列の一覧）")
    return [
        Command(
            "query",
            _("今の記録に、SQL の SELECT で問い合わせます。概要などの本文は読めません。"),
            query,
            [
                Argument("sql", "SQL", words, required=False),
                options.known_at(),
                options.list_form(),
                options.ledger(),
            ],
        )
    ]


def query(*, sql: str | None, known_at: str | None, form: str, ledger: str | None) -> None:
    """Print the rows of a SELECT in a format; without one, the views with their columns."""
    from ..render import query_result as rendering

    form = options.known_list_form(form)
    if sql is None:
        from ..ledger.query_views import views

        rows = [(view, *column) for view, columns in views().items() for column in columns]
        output.print_list(rendering.listed([_("表"), _("列"), _("意味")], rows), form)
        return
    if sql == "-":
        from ..model import limits
        from .editor import standard_input, text_of

        sql = text_of(standard_input(limits.TEXT))
    with opening.opened(ledger, known_at=known_at) as book, book.reading():
        headings, found = book.lookup.query(sql)
    output.print_list(rendering.listed(headings, found), form)
