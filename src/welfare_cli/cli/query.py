"""The command for the question that nobody foresaw: query, an SQL SELECT over views of the current versions."""

from __future__ import annotations

from ..words import _
from . import opening, options, terminal
from .grammar import Argument, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..ledger.engine.read_only import Cell

FORMS = ("table", "csv", "tsv", "json", "markdown")


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
                options.form(FORMS, "table"),
                options.ledger(),
            ],
        )
    ]


def query(*, sql: str | None, known_at: str | None, form: str, ledger: str | None) -> None:
    """Print the rows of a SELECT in a format; without one, the views with their columns."""
    options.known_form(form, FORMS)
    if sql is None:
        from ..ledger.query_views import views

        rows = [(view, *column) for view, columns in views().items() for column in columns]
        terminal.say(rendered([_("表"), _("列"), _("意味")], rows, form), long=form == "table")
        return
    if sql == "-":
        from ..model import limits
        from .editor import standard_input, text_of

        sql = text_of(standard_input(limits.TEXT))
    with opening.opened(ledger, known_at=known_at) as book, book.reading():
        headings, found = book.lookup.query(sql)
    terminal.say(rendered(headings, found, form), long=form == "table")


def rendered(headings: Sequence[str], rows: Sequence[Sequence[Cell]], form: str) -> str:
    """Rows in a format; an empty cell is NULL, and null in JSON."""
    if form == "json":
        import json

        said = {"schema": "wfc.query/1", "columns": list(headings), "rows": [list(row) for row in rows]}
        return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    if form in ("csv", "tsv"):
        from ..model.separated import separated

        return separated([headings, *rows], "\t" if form == "tsv" else ",")
    from tabulate import tabulate

    shown = [["" if cell is None else cell for cell in row] for row in rows]
    style = "github" if form == "markdown" else "simple"
    table = tabulate(shown, headings, tablefmt=style, disable_numparse=False, intfmt=",") if shown else ""
    count = _("{number}件").format(number=f"{len(rows):,}")
    between = [""] if form == "markdown" and rows else []  # else the count would be a row of the table
    return "\n".join([*(line.rstrip() for line in table.splitlines()), *between, count]) + "\n"
