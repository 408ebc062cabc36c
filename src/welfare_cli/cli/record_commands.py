"""The commands of a kind of record, made from its declaration: list, show, and each verb that writes."""

from __future__ import annotations

from ..errors import Problem, Refused, UnknownWord
from ..model.case import AT_RECEPTION, CASE
from ..model.kind import Choice, FiscalYearField, Kind, Link, Listed, MonthField, SectionField
from ..model.notation import unknown_choice
from ..model.reading import Reader
from ..words import _, in_every_language
from . import opening, options, terminal
from .grammar import Argument, Command, Group, Option, not_given
from .tasks import ADD, EDIT, WHY, Task, reference, verbs_of

FILTERING = (Choice, Listed, Link, SectionField, FiscalYearField, MonthField)
"""The types of field that filter a list."""

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
    """Return the commands of a kind; each makes its options when it is needed."""
    writing = {verb.name: lambda verb=verb: _writing(kind, verb) for verb in verbs_of(kind)}
    makers: dict[str, Callable[[], Command]] = {
        ADD.name: writing.pop(ADD.name),
        "list": lambda: _list(kind),
        "show": lambda: _show(kind),
        **writing,
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


def _list(kind: Kind) -> Command:
    shared = options.known_at(), options.list_form(), options.ledger()
    words = _("{kind}の一覧を表示します。").format(kind=kind.label)
    return Command("list", words, lambda **given: list_records(kind, **given), [*_filters(kind), *shared])


def _show(kind: Kind) -> Command:
    as_json = Option("as_json", "--json", _("JSON で表示します（本文は出しません）"), flag=True)
    takes: list[Argument | Option] = [_ref(kind, looks_for), options.known_at(), as_json, options.ledger()]
    words = _("{kind}を一件表示します。概要などの本文も表示します。").format(kind=kind.label)
    return Command("show", words, lambda **given: show(kind, **given), takes)


def _plan(kind: Kind) -> Command:
    from . import plan

    return plan.command(kind, _offers(kind, ADD))


def _hand_over() -> Command:
    from . import hand_over

    return hand_over.command(looks_for)


def _ref(kind: Kind, offers: Callable[[Field], Offered], *, required: bool = True) -> Argument:
    """Return the argument that names a record of a kind; unless it is `required`, wfc can ask for it."""
    words = _("{kind}の整理番号。先頭の 0 は省けます（C-12）").format(kind=kind.label)
    return Argument("ref", _("整理番号"), words, required=required, offers=offers(reference(kind)))


def _writing(kind: Kind, verb: Verb) -> Command:
    """Return the command of a verb, with an option for each field that it asks for."""
    offers = _offers(kind, verb)
    takes: list[Argument | Option] = [] if verb is ADD else [_ref(kind, offers, required=False)]
    if verb in (ADD, EDIT):
        takes += options.of_fields(kind.fields, offers, required=verb is ADD)
    elif verb.day:
        day, *asked = [(verb.of or kind).by_name[name] for name in verb.fields]
        takes += [options.day(day.name, "--on", _("{label}［必須］").format(label=day.label))]
        takes += options.of_fields(asked, offers)
    if verb is ADD and kind.prefix:
        takes += [Option("ref", "--ref", _("整理番号（省略すると付けます）"), metavar=_("番号"))]
    elif verb is EDIT:
        clears = tuple(field.name for field in kind.fields)
        takes += [Option("clear", "--clear", _("空にする項目の名前"), metavar=_("項目"), many=True, offers=clears)]
        takes += options.changed_since() if kind is CASE else []
    if verb.why:
        takes += [options.why(_("理由"))]
    takes += [options.as_json(), options.author(), options.no_input(), options.ledger()]
    words = _(verb.help).format(kind=kind.label)
    return Command(verb.name, words, lambda **given: write(kind, verb, **given), takes)


def _offers(kind: Kind, verb: Verb) -> Callable[[Field], Offered]:
    """Return the completions of a verb's fields: the suggestions of its prompts."""

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
    """Return the completions of a field that filters records."""

    def offered(book: Ledger, _said: Said, typed: str) -> list[Suggestion]:
        from .prompt.suggestions import looked_for

        return looked_for(book, field, typed)

    return offered


def _filters(kind: Kind) -> list[Option]:
    """Return the options that filter a list."""
    fields = [field for field in kind.facts if isinstance(field.one, FILTERING)]
    found = []
    if kind.day:
        label = kind.by_name[kind.day].label
        found.append(options.day("first", "--from", _("{label}がこの日以降").format(label=label)))
        found.append(options.day("last", "--until", _("{label}がこの日以前").format(label=label)))
    if kind is CASE:
        found += map(_filter, AT_RECEPTION.values())
        words = _("この日の圏域・担当で（省略時は今日）。--open、--closed もこの日の終わりの時点で")
        found.append(options.day("on", "--on", words))
        found.append(Option("open_only", "--open", _("対応中の相談だけ"), flag=True))
        found.append(Option("closed_only", "--closed", _("終結した相談だけ"), flag=True))
        quiet = _("この日数、支援対応のない対応中の相談（例 90d）")
        found.append(Option("quiet_for", "--quiet-for", quiet, metavar=_("日数")))
    return [*map(_filter, fields), *found, Option("void", "--void", _("取り消した記録だけ"), flag=True)]


def _filter(field: Field) -> Option:
    words = _("{label}で絞ります").format(label=field.label)
    return Option(field.name, options.option_of(field), words, many=True, offers=looks_for(field))


def write(
    kind: Kind,
    verb: Verb,
    /,
    *,
    as_json: bool,
    by: str | None,
    no_input: bool,
    ledger: str | None,
    ref: str | None = None,
    why: str | None = None,
    clear: Sequence[str] | None = None,
    changed_since: str | None = None,
    correction: bool = False,
    **given: Any,
) -> None:
    """Make a task of the options, complete it, and write it."""
    cells = options.cells_of(verb.of or kind, given, ledger)
    if why:
        from . import editor

        cells[WHY.name] = editor.in_confidence(why, ledger) or ""
    task = Task(kind, verb, ref or "", cells, clear=_cleared(kind, clear or (), cells))
    with opening.opened(ledger, by) as book:
        task.since = options.since_of(changed_since, correction, book)
        written = completed(book, task, asks=terminal.asks(no_input))
        if written:
            say_written(task, written, book.profile, as_json=as_json)


def show(kind: Kind, /, *, ref: str, known_at: str | None, as_json: bool, ledger: str | None) -> None:
    """Print a record."""
    from ..render import record_list as rendering
    from ..render.card import card

    with opening.opened(ledger, known_at=known_at) as book, book.reading():
        found = book.find(kind, ref)
        now = book.cases.transfers([found]).on(found.record, book.today()) if kind is CASE else None
        if as_json:
            text = rendering.written(found.record, book.profile, found.entry, void=found.void, now=now)
        else:
            text = card(found.record, book.profile, void=found.void, parts=book.lookup.pointing_to(found), now=now)
    terminal.say(text, long=not as_json)  # after the ledger is closed: a pager must not keep others from writing


def list_records(
    kind: Kind,
    /,
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
    """Print the list of some records of a kind."""
    from ..render.record_list import listed
    from ..report.listing import listing_of
    from .output import print_list

    form = options.known_list_form(form)
    options.refuse_both(("--on", on), ("--quiet-for", quiet_for))
    options.refuse_both(("--open", open_only), ("--closed", closed_only))
    filters = {name: words for name, words in given.items() if words}
    with opening.opened(ledger, known_at=known_at) as book, book.reading():
        found = listing_of(
            book,
            kind,
            filters,
            first=first or "",
            last=last or "",
            on=on or "",
            state="open" if open_only else "closed" if closed_only else "",
            quiet_for=options.days_of(quiet_for) if quiet_for else None,
            void=void,
            typed=terminal.typed(),
        )
        listing = listed(found)
    print_list(listing, form)  # after the ledger is closed: a pager must not keep others from writing


def _cleared(kind: Kind, words: Sequence[str], cells: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the fields that `--clear` empties; `UnknownWord` (2) if one has a new value, too."""
    names = tuple(_field(kind, word).name for word in words)
    for name in filter(cells.__contains__, names):
        raise UnknownWord(
            _("{name} に、新しい値と --clear の両方があります。").format(name=name),
            _("どちらか一方にしてください。"),
        )
    return names


def _field(kind: Kind, text: str) -> Field:
    """Return the field that `--clear` names: by name, option or label."""
    for field in kind.fields:
        if text.replace("-", "_") in (field.name, field.option) or text in in_every_language(field.ja):
            return field
    words = [_("{name}（{label}）").format(name=field.name, label=field.label) for field in kind.fields]
    raise unknown_choice(_("項目"), text, words)


def completed(book: Ledger, task: Task, *, asks: bool) -> Written | None:
    """Write a task; if something is missing, prompt for it at a terminal (`asks`).

    Without a terminal: `UnknownWord` (2) without the record number, `Refused` (4) without a required field. None if
    the user puts it aside.
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
            raise not_given(_("整理番号"), f"wfc {task.kind.name} {task.verb.name}")
        if task.verb not in (ADD, EDIT) and (field is WHY or field.name == task.verb.day):
            name = "--on" if field.name == task.verb.day else options.option_of(field)
            raise Refused(
                _("{name} がありません。").format(name=name),
                _("{name} を付けて、もう一度入力してください。").format(name=name),
                rule="required",
            )
    return written_at_once(book, task, typed=terminal.typed(), asks=asks)


def written_at_once(book: Ledger, task: Task, *, typed: bool, asks: bool = False) -> Written | None:
    """Write a task without a confirmation screen, and print the hints that such a screen shows.

    Before a correction of a handed-in figure, ask at a terminal (`asks`) nonetheless; None if the user declines.
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
        terminal.warn(*found)
    return written


def say_written(task: Task, written: Written, profile: Profile, *, as_json: bool = False) -> None:
    """Print what was recorded, and its notes to stderr."""
    terminal.warn(*written.notes)
    done = _("{ref}、記入番号 {number}").format(ref=written.ref, number=written.number)
    if as_json:
        from ..render import record_list as rendering

        void = written.changes[-1].action == "void"
        terminal.say(rendering.written(written.record, profile, written.number, void=void), done=done)
    else:
        words = _("{ref} {said}（記入番号 {number}）。")
        terminal.say(words.format(ref=written.ref, said=task.said(written), number=written.number) + "\n", done=done)
