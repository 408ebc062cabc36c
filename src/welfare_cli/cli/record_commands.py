"""The commands of a kind of record, all made from its declaration: list, show, and each verb that writes."""

from __future__ import annotations

from ..errors import Problem, Refused, UnknownWord
from ..model.case import AT_RECEPTION, CASE
from ..model.kind import Choice, FiscalYearField, Kind, Link, Listed, MonthField, SectionField
from ..model.notation import unknown_choice
from ..model.reading import Reader
from ..words import _, in_every_language
from . import opening, options, terminal
from .grammar import Argument, Command, Group, Option
from .tasks import ADD, EDIT, WHY, Task, reference, verbs_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ..ledger import Ledger, Written
    from ..model.kind import Field
    from ..model.profile import Profile
    from .grammar import Offered, Said
    from .prompt.suggestions import Suggestion
    from .tasks import Verb


def group(kind: Kind) -> Group:
    """The commands of a kind, each made with its options when it is called for."""
    run = _Commands(kind)
    writing = {verb.name: lambda verb=verb: _writing(kind, verb, run.writing(verb)) for verb in verbs_of(kind)}
    add, *others = writing
    makers: dict[str, Callable[[], Command]] = {
        add: writing[add],
        "list": lambda: _list(kind, run),
        "show": lambda: _show(kind, run),
        **{name: writing[name] for name in others},
    }
    if kind is CASE:
        makers["hand-over"] = _hand_over
    if kind.takes_place:
        makers["plan"] = lambda: _plan(kind)
    words = _("{kind}（{name}）の記録").format(kind=kind.label, name=kind.name)
    return Group(
        kind.name,
        words,
        lambda: [make() for make in makers.values()],
        find=lambda name: makers[name]() if name in makers else None,
    )


def _list(kind: Kind, run: _Commands) -> Command:
    from ..render import LISTS

    shared = options.known_at(), options.form(LISTS, "table"), options.ledger()
    words = _("{kind}の一覧を表示します。").format(kind=kind.label)
    return Command("list", words, run.list, [*_filters(kind), *shared])


def _show(kind: Kind, run: _Commands) -> Command:
    as_json = Option("as_json", "--json", _("JSON で表示します（本文は出しません）"), flag=True)
    takes: list[Argument | Option] = [_ref(kind, looks_for), options.known_at(), as_json, options.ledger()]
    words = _("{kind}を一件表示します。概要などの本文も表示します。").format(kind=kind.label)
    return Command("show", words, run.show, takes)


def _plan(kind: Kind) -> Command:
    from . import plan

    return plan.command(kind, _offers(kind, ADD))


def _hand_over() -> Command:
    from . import hand_over

    return hand_over.command()


def _ref(kind: Kind, offers: Callable[[Field], Offered], *, required: bool = True) -> Argument:
    """The word that names a record of a kind; where it is not `required`, it can be asked for."""
    words = _("{kind}の整理番号。先頭の 0 は省けます（C-12）").format(kind=kind.label)
    return Argument("ref", _("整理番号"), words, required=required, offers=offers(reference(kind)))


def _writing(kind: Kind, verb: Verb, run: Callable[..., None]) -> Command:
    """The command of a verb, with the fields that it asks for."""
    offers = _offers(kind, verb)
    takes: list[Argument | Option] = [] if verb is ADD else [_ref(kind, offers, required=False)]
    if verb in (ADD, EDIT):
        takes += options.of_fields(kind.fields, offers, required=verb is ADD)
    elif verb.day:
        label = (verb.of or kind).by_name[verb.day].label
        takes += [options.day(verb.day, "--on", _("{label}［必須］").format(label=label))]
        asked = [(verb.of or kind).by_name[name] for name in (*verb.asks, *verb.some)]
        takes += options.of_fields(asked, offers)
    if verb is ADD and kind.prefix:
        takes += [Option("ref", "--ref", _("整理番号（省略すると付けます）"), metavar=_("番号"))]
    elif verb is EDIT:
        clears = tuple(field.name for field in kind.fields)
        takes += [Option("clear", "--clear", _("空にする項目の名前"), metavar=_("項目"), many=True, offers=clears)]
        takes += options.changed_since() if kind is CASE else []
    if verb.why:
        takes += [options.why(_("理由"))]
    takes += [
        options.as_json(),
        options.author(),
        options.no_input(),
        options.ledger(),
    ]
    return Command(verb.name, _(verb.help).format(kind=kind.label), run, takes)


def _offers(kind: Kind, verb: Verb) -> Callable[[Field], Offered]:
    """What completes a field of a verb: the same as its question at a terminal offers."""

    def of(field: Field) -> Offered:
        def offered(book: Ledger, said: Said, typed: str) -> list[Suggestion]:
            from .prompt.suggestions import Offers

            reader, cells = Reader(book.profile, book.today()), {}
            for each in (verb.of or kind).facts:
                given = said.get(each.name)
                value = reader.value(each, ";".join(given) if isinstance(given, list) else given) if given else None
                if value is not None and not isinstance(value, Problem):
                    cells[each.name] = ";".join(value) if isinstance(value, tuple) else str(value)
            return Offers(book, Task(kind, verb, cells=cells))(field, typed)

        return offered

    return of


def looks_for(field: Field) -> Offered:
    """What completes a field by which records are looked for."""

    def offered(book: Ledger, _said: Said, typed: str) -> list[Suggestion]:
        from .prompt.suggestions import looked_for

        return looked_for(book, field, typed)

    return offered


def _filters(kind: Kind) -> list[Option]:
    """The options by which a list is narrowed."""
    found = []
    for field in kind.facts:
        inner = field.one
        if isinstance(inner, (Choice, Listed, Link, SectionField, FiscalYearField, MonthField)):
            words = _("{label}で絞ります").format(label=field.label)
            found.append(Option(field.name, options.option_of(field), words, many=True, offers=looks_for(field)))
    if kind.day:
        label = kind.by_name[kind.day].label
        found.append(options.day("first", "--from", _("{label}がこの日以降").format(label=label)))
        found.append(options.day("last", "--until", _("{label}がこの日以前").format(label=label)))
    if kind is CASE:
        for field in AT_RECEPTION.values():
            words = _("{label}で絞ります").format(label=field.label)
            found.append(Option(field.name, options.option_of(field), words, many=True, offers=looks_for(field)))
        words = _("この日の圏域・担当で（省略時は今日）。--open、--closed もこの日の終わりの時点で")
        found.append(options.day("on", "--on", words))
        found.append(Option("open_only", "--open", _("対応中の相談だけ"), flag=True))
        found.append(Option("closed_only", "--closed", _("終結した相談だけ"), flag=True))
        quiet = _("この日数、支援対応のない対応中の相談（例 90d）")
        found.append(Option("quiet_for", "--quiet-for", quiet, metavar=_("日数")))
    found.append(Option("void", "--void", _("取り消した記録だけ"), flag=True))
    return found


class _Commands:
    """What each command of a kind does: read the options, call one thing, say one sentence."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def writing(self, verb: Verb) -> Callable[..., None]:
        """What the command of a verb does: make a task of the options, have it completed and written."""

        def run(
            *,
            as_json: bool,
            by: str | None,
            no_input: bool,
            ledger: str | None,
            ref: str | None = None,
            why: str | None = None,
            clear: list[str] | None = None,
            changed_since: str | None = None,
            correction: bool = False,
            **given: Any,
        ) -> None:
            cells = options.cells_of(verb.of or self.kind, given, ledger)
            if why:
                from . import editor

                cells[WHY.name] = editor.in_confidence(why, ledger) or ""
            task = Task(self.kind, verb, ref or "", cells, clear=self._cleared(clear or (), cells))
            with opening.opened(ledger, by) as book:
                task.since = options.since_of(changed_since, correction, book)
                written = completed(book, task, asks=terminal.asks(no_input))
                if written:
                    say_written(task, written, book.profile, as_json=as_json)

        return run

    def show(self, *, ref: str, known_at: str | None, as_json: bool, ledger: str | None) -> None:
        from ..render import record_list as rendering
        from ..render.card import card

        with opening.opened(ledger, known_at=known_at) as book, book.reading():
            found = book.find(self.kind, ref)
            now = book.cases.transfers([found]).on(found.record, book.today()) if self.kind is CASE else None
            if as_json:
                text = rendering.written(found.record, book.profile, found.entry, void=found.void, now=now)
            else:
                text = card(found.record, book.profile, void=found.void, parts=book.lookup.pointing_to(found), now=now)
        terminal.say(text, long=not as_json)  # a page that is read for an hour keeps nobody from writing

    def list(
        self,
        *,
        form: str,
        void: bool,
        known_at: str | None,
        ledger: str | None,
        first: str | None = None,
        last: str | None = None,
        open_only: bool = False,
        closed_only: bool = False,
        on: str | None = None,
        quiet_for: str | None = None,
        **given: Any,
    ) -> None:
        from ..render import LISTS
        from ..render import record_list as rendering
        from ..report.listing import listing_of

        options.known_form(form, LISTS)
        if on and quiet_for:
            raise UnknownWord(_("--on と --quiet-for は一緒に使えません。"), _("どちらか一方にしてください。"))
        if open_only and closed_only:
            raise UnknownWord(_("--open と --closed は一緒に使えません。"), _("どちらか一方にしてください。"))
        filters = {name: words for name, words in given.items() if words}
        with opening.opened(ledger, known_at=known_at) as book, book.reading():
            listing = listing_of(
                book,
                self.kind,
                filters,
                first=first or "",
                last=last or "",
                on=on or "",
                state="open" if open_only else "closed" if closed_only else "",
                quiet_for=options.days_of(quiet_for) if quiet_for else None,
                void=void,
                typed=terminal.typed(),
            )
            text = rendering.listed(listing, form)
        terminal.say(text, long=form == "table")  # a page that is read for an hour keeps nobody from writing

    def _cleared(self, words: Sequence[str], cells: Mapping[str, str]) -> tuple[str, ...]:
        """The names of the fields that `--clear` empties, none of which has a new value too."""
        names = tuple(self._field(word) for word in words)
        for name in names:
            if name in cells:
                raise UnknownWord(
                    _("{name} に、新しい値と --clear の両方があります。").format(name=name),
                    _("どちらか一方にしてください。"),
                )
        return names

    def _field(self, text: str) -> str:
        """The field that `--clear` names: by name, option or label."""
        for field in self.kind.fields:
            if text.replace("-", "_") in (field.name, field.option) or text in in_every_language(field.ja):
                return field.name
        words = [_("{name}（{label}）").format(name=field.name, label=field.label) for field in self.kind.fields]
        raise unknown_choice(_("項目"), text, words)


def completed(book: Ledger, task: Task, *, asks: bool) -> Written | None:
    """Write a task; where something is missing, ask for it at a terminal (`asks`) or refuse.

    `UnknownWord` (2) without the record that is meant, `Refused` (4) without a required field; None where a
    person put it aside.
    """
    lacking = task.lacks()
    if lacking and asks:
        from .prompt.dialogue import finished

        return finished(book, task)
    if asks and not lacking and task.verb is EDIT:
        from .prompt.since_when import decide

        if not decide(book, task):
            return None
    for field in lacking:
        if field.name == "ref":
            raise UnknownWord(
                _("{name} を指定してください。").format(name=_("整理番号")),
                _("{path} --help で使い方が見られます。").format(path=f"wfc {task.kind.name} {task.verb.name}"),
            )
        if task.verb not in (ADD, EDIT) and (field is WHY or field.name == task.verb.day):
            name = task.option(field)
            raise Refused(
                _("{name} がありません。").format(name=name),
                _("{name} を付けて、もう一度入力してください。").format(name=name),
                rule="required",
            )
    return written_at_once(book, task, typed=terminal.typed(), asks=asks)


def written_at_once(book: Ledger, task: Task, *, typed: bool, asks: bool = False) -> Written | None:
    """Write a task that has no confirm screen, and print the hints that such a screen would show.

    At a terminal (`asks`) a correction of a figure that was handed in is asked about all the same; None where a person
    says no.
    """
    from .hints import hints

    found = hints(book, task)
    written: Written | None
    if book.last_handed_in():
        from . import revising

        written = revising.written(book, task, typed=typed, asks=asks)
    else:
        written = task.write(book, typed=typed)
    if written:
        for words in found:
            terminal.tell(_("wfc: {note}").format(note=words))
    return written


def say_written(task: Task, written: Written, profile: Profile, *, as_json: bool = False) -> None:
    """Say what was recorded, and on stderr what should be told about it."""
    for note in written.notes:
        terminal.tell(_("wfc: {note}").format(note=note))
    done = _("{ref}、記入番号 {number}").format(ref=written.ref, number=written.number)
    if as_json:
        from ..render import record_list as rendering

        void = written.changes[-1].action == "void"
        terminal.say(rendering.written(written.record, profile, written.number, void=void), done=done)
    else:
        words = _("{ref} {said}（記入番号 {number}）。")
        terminal.say(words.format(ref=written.ref, said=task.said(written), number=written.number) + "\n", done=done)
