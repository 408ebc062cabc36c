"""The commands of the document: document writes it, verify compares one with the ledger."""

from __future__ import annotations

import os

from ..errors import Found, UnknownWord
from ..model import limits
from ..words import _, speak
from . import editor, opening, options, output, terminal
from .grammar import Argument, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ledger import Ledger
    from ..report.document import Document


def commands() -> list[Command]:
    """Return the commands, with their arguments and options."""
    from .publishing import publications_offered

    return [
        Command(
            "document",
            _(
                "市に提出する文書を作ります。形式はファイル名の終わり（.docx、.pdf、.html、.md、.txt、.xlsx）で決まります。"
            ),
            document,
            [
                options.as_of(_("基準日。その日を含む（省略すると今日）")),
                options.day("dated", "--date", _("報告日（省略すると今日）")),
                options.areas(),
                Option(
                    "publication",
                    "--publication",
                    _("この提出版の、提出したときの数で作る"),
                    metavar=_("名前"),
                    offers=publications_offered,
                ),
                options.compare(),
                options.output(),
                Option(
                    "template",
                    "--template",
                    _("差し込みの付いた、事務所の Word の様式（.docx）"),
                    metavar=_("ファイル"),
                    file=True,
                ),
                options.empty(),
                options.replace(),
                options.if_changed(),
                options.ledger(),
            ],
        ),
        Command(
            "verify",
            _("文書に書かれた数を、台帳（または提出版）と照らし合わせます。違う数があれば 8 で終わります。"),
            verify,
            [
                Argument("path", _("ファイル"), _("文書（.txt、.md、.docx、.html、.pdf）。- なら標準入力"), file=True),
                options.as_of(_("基準日（省略すると、文書に書かれた日）")),
                Option(
                    "publication",
                    "--publication",
                    _("この提出版と照らし合わせる"),
                    metavar=_("名前"),
                    offers=publications_offered,
                ),
                options.list_form(),
                options.ledger(),
            ],
        ),
    ]


def document(
    *,
    as_of: str | None,
    dated: str | None,
    areas: str,
    publication: str | None,
    compare: str | None,
    output: str | None,
    template: str | None,
    empty: bool,
    replace: bool,
    if_changed: bool,
    ledger: str | None,
) -> None:
    """Write the document to a file, or print it as text; a file edited by hand is not overwritten."""
    from ..exchange.checksum import ENDINGS
    from ..render.document_formats import drawn, notes
    from ..report.document import document_of
    from ..report.published.register import refuse_dated_before, refuse_empty
    from .freshness import is_unchanged
    from .output import in_file, is_stdout, write
    from .reports import tell_of_later

    ending = ".txt" if output is None or is_stdout(output) else ending_of(output)
    if template and ending != ".docx":
        raise UnknownWord(
            _("--template は、Word の文書（.docx）を作るときに使います。"),
            _("--output 報告書.docx と一緒に使ってください。"),
        )
    form, asked = None, []
    if template:
        from ..exchange.source import bytes_of
        from ..render import word

        form = bytes_of(template, limits.DOCUMENT)
        asked = word.asked(form)
    if publication and (as_of or dated or if_changed or areas != options.THEN):
        raise UnknownWord(
            _("--publication は、--as-of、--date、--areas、--if-changed と一緒に使えません。"),
            _("提出版には、基準日と報告日と数が残っています。どちらか一方にしてください。"),
        )
    with opening.opened(ledger) as book:
        if publication:
            made = published(book, publication, asked, compare or "")
        else:
            options.use_areas(areas, book)
            day, today = options.as_of_day(as_of, book), book.today()

            def made_of(of: Ledger, made_on: str = today) -> Document:
                dated_on = options.day_of(dated, max(day, made_on))
                return document_of(of, day, dated_on, asked=asked, compare=compare or "")

            def written(then: Ledger, made_on: str) -> bytes:
                made = made_of(then, made_on)
                made.made_on = made_on
                return in_file(drawn(made, ending, form), ENDINGS[ending])

            if if_changed and is_unchanged(output, book, written, lambda of: in_words(made_of(of))):
                return
            refuse_dated_before(options.day_of(dated, max(day, today)), day)
            tell_of_later(book, day)
            made = made_of(book)
            refuse_empty(made.report, empty=empty)
    content = drawn(made, ending, form)
    if output is None or is_stdout(output):
        terminal.say(content.decode(), long=True)
    else:
        terminal.warn(*notes(made, ending))
        write(output, content, ENDINGS[ending], ledger=ledger, replace=replace)
        terminal.tell(_("wfc: {path} に書き出しました。").format(path=output))


def verify(*, path: str, as_of: str | None, publication: str | None, form: str, ledger: str | None) -> None:
    """Compare each figure of a document with the ledger; `Found` (8) if one differs."""
    from ..exchange.document_text import read_document
    from ..exchange.source import Source
    from ..render.verification import verified
    from ..report.published.register import publication as of_name
    from ..report.reading.verify import DIFFERS
    from ..report.reading.verify import verify as held_against

    form = options.known_list_form(form)
    if publication and as_of:
        raise UnknownWord(
            _("--publication は、--as-of や --date と一緒に使えません。"),
            _("提出版には、基準日と報告日が残っています。どちらか一方にしてください。"),
        )
    source = Source(path, editor.standard_input(limits.DOCUMENT) if path == "-" else None)
    lines = read_document(os.path.basename(path), source.data(limits.DOCUMENT))
    with opening.opened(ledger) as book:
        found = held_against(
            book,
            os.path.basename(path),
            lines,
            options.as_of_day(as_of, book) if as_of else "",
            of_name(book, publication) if publication else None,
        )
    output.print_list(verified(found), form)
    if found.number(DIFFERS):
        raise Found(
            _("台帳と違う数が {number} あります。").format(number=found.number(DIFFERS)),
            _("文書を直すか、wfc explain --measure で根拠の記録を確かめてください。"),
        )


def ending_of(path: str) -> str:
    """Return the extension of a file, which determines its format; `UnknownWord` (2) for an unknown one."""
    from ..render.document_formats import DOCUMENTS

    ending = os.path.splitext(path)[1].lower()
    if ending not in DOCUMENTS:
        raise UnknownWord(
            _("「{path}」の形式が分かりません。").format(path=path),
            _("ファイル名の終わりを {words} のどれかにしてください。").format(words=_("、").join(DOCUMENTS)),
            rule="unknown-word",
        )
    return ending


def published(book: Ledger, name: str, asked: list[str], compare: str) -> Document:
    """Return the document of a publication, in its language; `asked` are the fields of a template."""
    from ..report.document import document_of
    from ..report.published.register import publication
    from .publishing import tell_withdrawn

    found = publication(book, name)
    tell_withdrawn(found)
    speak(found.kept.language)
    return document_of(book, found.as_of, found.dated, found, asked, compare)


def in_words(document: Document) -> tuple[str, str]:
    """Return a document as text without the day it was made, and its provenance, which `--if-changed` ignores."""
    from ..render.document_formats import drawn
    from ..render.layout import provenance

    document.made_on = ""
    return drawn(document, ".txt").decode(), provenance(document.report)
