"""The commands of a kind of record, all made from its declaration: add, list, show, edit, void, and its own verbs."""

from __future__ import annotations

from ..errors import Refused, UnknownWord
from ..model.case import CASE, CLOSING, CONTACT
from ..model.kind import (
    Choice,
    FiscalYearField,
    Kind,
    Link,
    Listed,
    MonthField,
    SectionField,
    unknown_choice,
)
from ..words import N_, _
from . import options, session
from .options import option

TYPE_CHECKING = False
if TYPE_CHECKING:
    import inspect
    from typing import Any

    import typer

    from ..ledger import Written
    from ..model.profile import Profile


class Verb:
    """A verb that gives a record its last day: the day's field, what else it asks for, and how it is said."""

    def __init__(
        self, name: str, day: str, help: str, said: str, *, asks: tuple[str, ...] = (), status: str = ""
    ) -> None:
        self.name = name
        self.day = day
        self.help = help
        self.said = said
        self.asks = asks
        self.status = status


FINISHING = {
    "case": (Verb("close", "closed_on", N_("相談の終結を記録します。"), N_("相談を終結しました"), asks=("closing",)),),
    "venue": (Verb("close", "closed_on", N_("居場所の終了を記録します。"), N_("居場所の終了を記録しました")),),
    "grant": (
        Verb("decide", "decided_on", N_("補助金の決定を記録します。"), N_("決定を記録しました"), asks=("status",)),
    ),
    "enrolment": (
        Verb("complete", "completed_on", N_("受講の修了を記録します。"), N_("修了を記録しました"), status="completed"),
        Verb("drop", "dropped_on", N_("受講の辞退を記録します。"), N_("辞退を記録しました"), status="dropped"),
    ),
}
"""The verbs of each kind beyond those that every kind has."""


def register(group: typer.Typer, kind: Kind) -> None:
    """Make the commands of a kind."""
    ref = options.argument(
        "ref", _("整理番号"), _("{kind}の整理番号。先頭の 0 は省けます（C-12）").format(kind=kind.label)
    )
    shared = [option("ledger", options.ledger())]
    writing = [
        option("as_json", options.flag("--json", help=_("書いた記録を JSON で表示します")), bool),
        option("by", options.author()),
        *shared,
    ]
    own_ref = (
        []
        if kind is CLOSING
        else [option("ref", options.word("--ref", help=_("整理番号（省略すると付けます）"), metavar=_("番号")))]
    )
    fields = options.field_parameters(kind.fields)
    corrected = options.field_parameters(kind.fields, required=False)
    why = option("why", options.word("--why", help=_("理由［一覧や報告には出ません］"), metavar=_("理由")))
    clear = option("clear", options.many("--clear", help=_("空にする項目の名前"), metavar=_("項目")), list[str] | None)
    make = _Commands(kind)
    options.command(
        group, "add", _("{kind}を記録します。").format(kind=kind.label), make.add, [*fields, *own_ref, *writing]
    )
    options.command(
        group, "list", _("{kind}の一覧を表示します。").format(kind=kind.label), make.list, [*_filters(kind), *shared]
    )
    options.command(
        group,
        "show",
        _("{kind}を一件表示します。概要などの本文も表示します。").format(kind=kind.label),
        make.show,
        [
            ref,
            option("as_json", options.flag("--json", help=_("JSON で表示します（本文は出しません）")), bool),
            *shared,
        ],
    )
    options.command(
        group,
        "edit",
        _("{kind}を訂正します。").format(kind=kind.label),
        make.edit,
        [ref, *corrected, clear, why, *writing],
    )
    for verb in FINISHING.get(kind.name, ()):
        on = option(
            verb.day, options.word("--on", help=kind.by_name[verb.day].label + _("［必須］"), metavar=_("日付"))
        )
        others = options.field_parameters(kind.by_name[name] for name in verb.asks)
        options.command(group, verb.name, _(verb.help), make.finish(verb), [ref, on, *others, *writing])
    if kind is CASE:
        on = option("on", options.word("--on", help=_("再開日［必須］"), metavar=_("日付")))
        options.command(group, "reopen", _("終結した相談を再開します。"), make.reopen, [ref, on, why, *writing])
    options.command(
        group,
        "void",
        _("{kind}の記録を取り消します（記録は残り、数えなくなります）。").format(kind=kind.label),
        make.void,
        [ref, why, *writing],
    )


def _filters(kind: Kind) -> list[inspect.Parameter]:
    from ..render.records import LISTS

    found = []
    for field in kind.facts:
        inner = field.one
        if isinstance(inner, (Choice, Listed, Link, SectionField, FiscalYearField, MonthField)):
            words = options.many(options.option_of(field), help=_("{label}で絞ります").format(label=field.label))
            found.append(option(field.name, words, list[str] | None))
    if kind.day:
        label = kind.by_name[kind.day].label
        found.append(
            option(
                "first", options.word("--from", help=_("{label}がこの日以降").format(label=label), metavar=_("日付"))
            )
        )
        found.append(
            option(
                "last", options.word("--until", help=_("{label}がこの日以前").format(label=label), metavar=_("日付"))
            )
        )
    if kind is CASE:
        found.append(option("open_only", options.flag("--open", help=_("対応中の相談だけ")), bool))
        found.append(option("closed_only", options.flag("--closed", help=_("終結した相談だけ")), bool))
        quiet = options.word("--quiet-for", help=_("この日数、支援対応のない対応中の相談（例 90d）"), metavar=_("日数"))
        found.append(option("quiet_for", quiet))
    found.append(option("void", options.flag("--void", help=_("取り消した記録だけ")), bool))
    found.append(option("form", options.form(LISTS, "table"), str))
    return found


class _Commands:
    """What each command of a kind does: read the options, call one thing, say one sentence."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def add(self, *, as_json: bool, by: str | None, ledger: str | None, ref: str | None = None, **given: Any) -> None:
        cells = options.cells_of(self.kind, given)
        with session.opened(ledger, by) as book:
            written = book.add(self.kind, cells, ref or "", typed=session.typed())
            closed = written.changes[-1].action == "close"
            words = _("{kind}を終結しました") if closed else _("{kind}を記録しました")
            self._say(written, words, as_json, book.profile)

    def edit(
        self,
        *,
        ref: str,
        clear: list[str] | None,
        why: str | None,
        as_json: bool,
        by: str | None,
        ledger: str | None,
        **given: Any,
    ) -> None:
        cells = options.cells_of(self.kind, given)
        names = [self._field(word) for word in clear or ()]
        for name in names:
            if name in cells:
                raise UnknownWord(
                    _("{name} に、新しい値と --clear の両方があります。").format(name=name),
                    _("どちらか一方にしてください。"),
                )
        with session.opened(ledger, by) as book:
            written = book.edit(self.kind, ref, cells, clear=names, why=why or "", typed=session.typed())
            self._say(written, _("{kind}を訂正しました"), as_json, book.profile)

    def finish(self, verb: Verb) -> Any:
        def run(*, ref: str, as_json: bool, by: str | None, ledger: str | None, **given: Any) -> None:
            self._needs(given.get(verb.day), "--on")
            cells = options.cells_of(self.kind, given) | ({"status": verb.status} if verb.status else {})
            with session.opened(ledger, by) as book:
                written = book.finish(self.kind, ref, cells, verb.day, typed=session.typed())
                self._say(written, _(verb.said), as_json, book.profile)

        return run

    def reopen(
        self, *, ref: str, on: str | None, why: str | None, as_json: bool, by: str | None, ledger: str | None
    ) -> None:
        self._needs(on, "--on")
        with session.opened(ledger, by) as book:
            written = book.reopen(ref, on or "", why=why or "", typed=session.typed())
            self._say(written, _("相談を再開しました"), as_json, book.profile)

    def void(self, *, ref: str, why: str | None, as_json: bool, by: str | None, ledger: str | None) -> None:
        self._needs((why or "").strip(), "--why")
        with session.opened(ledger, by) as book:
            self._say(book.void(self.kind, ref, why=why or ""), _("{kind}を取り消しました"), as_json, book.profile)

    def show(self, *, ref: str, as_json: bool, ledger: str | None) -> None:
        from ..render import records as rendering

        with session.opened(ledger) as book, book.reading():
            found = book.find(self.kind, ref)
            if as_json:
                session.say(rendering.written(found.record, book.profile, found.entry, void=found.void))
                return
            parts = [*book.of_case(CLOSING, found), *book.of_case(CONTACT, found)] if self.kind is CASE else []
            parts.sort(key=lambda record: record.day)
            session.say(rendering.card(found.record, book.profile, void=found.void, parts=parts))

    def list(
        self,
        *,
        form: str,
        void: bool,
        ledger: str | None,
        first: str | None = None,
        last: str | None = None,
        open_only: bool = False,
        closed_only: bool = False,
        quiet_for: str | None = None,
        **given: Any,
    ) -> None:
        from ..render import records as rendering
        from ..report import listing_of

        options.known_form(form, rendering.LISTS)
        if open_only and closed_only:
            raise UnknownWord(_("--open と --closed は一緒に使えません。"), _("どちらか一方にしてください。"))
        filters = {name: words for name, words in given.items() if words}
        with session.opened(ledger) as book:
            listing = listing_of(
                book,
                self.kind,
                filters,
                first=first or "",
                last=last or "",
                state="open" if open_only else "closed" if closed_only else "",
                quiet_for=options.days_of(quiet_for) if quiet_for else None,
                void=void,
                typed=session.typed(),
            )
            session.say(rendering.listed(listing, form))

    def _field(self, text: str) -> str:
        """The field that `--clear` names: by name, option or label."""
        for field in self.kind.fields:
            if text.replace("-", "_") in (field.name, field.option) or text == field.label:
                return field.name
        raise unknown_choice(_("項目"), text, [f"{field.name}（{field.label}）" for field in self.kind.fields])

    def _needs(self, value: object, name: str) -> None:
        if not value:
            raise Refused(
                _("{name} がありません。").format(name=name),
                _("{name} を付けて、もう一度入力してください。").format(name=name),
                rule="required",
            )

    def _say(self, written: Written, words: str, as_json: bool, profile: Profile) -> None:
        from ..render import records as rendering

        for note in written.notes:
            session.tell(_("wfc: {note}").format(note=note))
        done = f"{written.ref}、{_('記入番号 {number}').format(number=written.number)}"
        if as_json:
            void = written.changes[-1].action == "void"
            session.say(rendering.written(written.record, profile, written.number, void=void), done=done)
        else:
            said = words.format(kind=written.record.kind.label)
            session.say(
                _("{ref} {said}（記入番号 {number}）。").format(ref=written.ref, said=said, number=written.number)
                + "\n",
                done=done,
            )
