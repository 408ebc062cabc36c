"""The command that hands over many cases at once, to another coordinator or to another area."""

from __future__ import annotations

from ..errors import NotFound, UnknownWord
from ..model.case import CASE, HANDED_OVER, TRANSFER
from ..model.notation import quoted
from ..words import _
from . import opening, options, terminal
from .grammar import Command, Option

NAMED = 8
"""Up to this number of coordinators or areas are named where the one given has no case."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..ledger import Ledger
    from ..ledger.handover import Handover
    from ..model.kind import Record
    from ..model.profile import Profile
    from .grammar import Offered, Said
    from .prompt.suggestions import Suggestion


def command() -> Command:
    """The command, with its options."""
    coordinators, areas = (_offering(name) for name in ("coordinator", "area"))
    return Command(
        "hand-over",
        _("ある担当（圏域）の、対応中の相談をまとめて引き継ぎます。引き継ぐ相談を見てから決められます。"),
        hand_over,
        [
            Option("from_coordinator", "--from", _("今の担当"), metavar=_("担当"), offers=coordinators),
            Option("to_coordinator", "--to", _("新しい担当"), metavar=_("担当"), offers=coordinators),
            options.day("on", "--on", _("引き継ぎ日（この日から新しい担当・圏域になります）［必須］")),
            Option("only_area", "--only-area", _("この圏域の相談だけ"), metavar=_("圏域"), offers=areas),
            Option(
                "from_area",
                "--from-area",
                _("今の圏域（圏域の区割りが変わったとき）"),
                metavar=_("圏域"),
                offers=areas,
            ),
            Option("to_area", "--to-area", _("新しい圏域"), metavar=_("圏域"), offers=areas),
            Option(
                "only_coordinator",
                "--only-coordinator",
                _("この担当の相談だけ"),
                metavar=_("担当"),
                offers=coordinators,
            ),
            Option("dry_run", "--dry-run", _("引き継ぐ相談を表示するだけで、書き込みません"), flag=True),
            options.yes(),
            options.author(),
            options.no_input(),
            options.ledger(),
        ],
    )


def _offering(name: str) -> Offered:
    """What completes an option that takes an area or a coordinator."""

    def offered(book: Ledger, _said: Said, typed: str) -> list[Suggestion]:
        from .prompt.suggestions import looked_for

        return looked_for(book, TRANSFER.by_name[name], typed)

    return offered


def hand_over(
    *,
    on: str | None,
    dry_run: bool,
    yes: bool,
    by: str | None,
    no_input: bool,
    ledger: str | None,
    from_coordinator: str | None = None,
    to_coordinator: str | None = None,
    only_area: str | None = None,
    from_area: str | None = None,
    to_area: str | None = None,
    only_coordinator: str | None = None,
) -> None:
    """Show the cases that would be handed over, ask, and write one transfer of each."""
    from . import revising

    held = {"coordinator": from_coordinator, "area": from_area}
    to = {"coordinator": to_coordinator, "area": to_area}
    within = {"coordinator": only_coordinator, "area": only_area}
    check_words(held, to, within, on)
    with opening.opened(ledger, by) as book:
        over = read(book, held, to, within, str(on))
        with book.reading():
            cases = book.cases.held(over)
            if not cases:
                raise nothing_to_hand_over(book, over)
            shown = told(over, cases, book.profile)
        found = revising.foreseen(book, lambda: book.cases.hand_over(over, cases))
        shown = "\n".join([shown, *found])
        if dry_run:
            terminal.say(shown + "\n" + _("何も書き込んでいません。") + "\n")
            return
        if not terminal.confirmed(shown, yes=yes, no_input=no_input):
            return
        if yes:
            revising.tell(found)
        written = book.cases.hand_over(over, cases)
        for note in written.notes:
            terminal.warn(note)
        words = _("{number}件の相談を引き継ぎました（記入番号 {last}）。元に戻すには wfc undo です。")
        if len(written.numbers) > 1:
            words = _(
                "{number}件の相談を引き継ぎました（記入番号 {first} から {last} まで）。元に戻すには wfc undo です。"
            )
        words = words.format(number=len(cases), first=written.numbers[0], last=written.number)
        terminal.say(words + "\n", done=words)


def check_words(
    held: dict[str, str | None], to: dict[str, str | None], within: dict[str, str | None], on: str | None
) -> None:
    """Refuse (2) anything but one giver with its taker and the day; the choice may be limited by the other one."""
    given = [name for name in HANDED_OVER if held[name] or to[name]]
    if len(given) != 1 or not (held[given[0]] and to[given[0]]):
        raise UnknownWord(
            _("誰から誰へ、またはどの圏域からどの圏域へ引き継ぐかを、一組だけ指定してください。"),
            _("例: --from 佐藤 --to 鈴木、または --from-area 若葉・調和 --to-area 上ノ原・柏野"),
        )
    if within[given[0]]:
        raise UnknownWord(
            _("--only-coordinator は圏域の引き継ぎ、--only-area は担当の引き継ぎの対象を絞るものです。"),
            _("どちらか一方を消してください。"),
        )
    if held[given[0]] == to[given[0]]:
        raise UnknownWord(
            _("引き継ぐ前と後が、どちらも「{value}」です。").format(value=quoted(str(to[given[0]]))),
            _("引き継いだあとの担当か圏域を確かめてください。"),
        )
    if not on:
        raise UnknownWord(
            _("{name} を指定してください。").format(name="--on"),
            _("{path} --help で使い方が見られます。").format(path="wfc case hand-over"),
        )


def read(
    book: Ledger, held: dict[str, str | None], to: dict[str, str | None], within: dict[str, str | None], on: str
) -> Handover:
    """What was said, by the codes of the office's lists; `UnknownWord` (2) for what is on none of them."""
    from ..errors import Problem
    from ..ledger.handover import Handover
    from ..model.reading import Reader

    reader = Reader(book.profile, book.today() if terminal.typed() else None)

    def value(name: str, text: str) -> str:
        found = reader.value(TRANSFER.by_name[name], text)
        if isinstance(found, Problem):
            raise UnknownWord(found)
        return str(found)

    def values(words: dict[str, str | None]) -> dict[str, str]:
        return {name: value(name, text) for name, text in words.items() if text}

    return Handover(value("on", on), values(held), values(to), values(within))


def told(over: Handover, cases: Sequence[Record], profile: Profile) -> str:
    """How many cases are handed over, from whom to whom and from which day on, and each of them in a line."""
    from ..render import record_list as rendering

    name = next(iter(over.to))
    field = CASE.by_name[name]
    words = _("{day} から、次の {number}件の相談の{label}を {was} から {now} に引き継ぎます。").format(
        day=over.day,
        number=len(cases),
        label=field.label,
        was=field.shown(over.held[name], profile),
        now=field.shown(over.to[name], profile),
    )
    return "\n".join([words, *("  " + rendering.line(case, profile) for case in cases)])


def nothing_to_hand_over(book: Ledger, over: Handover) -> NotFound:
    """No case is held so on the day: perhaps by another one, who is named."""
    name = next(iter(over.held))
    field, profile = CASE.by_name[name], book.profile
    counts: dict[str, int] = {}
    for case in book.cases.open_on(over.day):
        if any(case[each] != value for each, value in over.within.items()):
            continue
        who = field.shown(case[name], profile)
        counts[who] = counts.get(who, 0) + 1
    others = sorted((each for each in counts.items() if each[0]), key=lambda each: (-each[1], each[0]))[:NAMED]
    words = _("{day} に{label}が {value} で、前の日までに受け付けた対応中の相談はありません。")
    return NotFound(
        words.format(day=over.day, label=field.label, value=quoted(field.shown(over.held[name], profile))),
        _("相談があるのは: {words}").format(
            words=_("、").join(_("{name}（{number}件）").format(name=who, number=number) for who, number in others)
        )
        if others
        else _("その日に対応中の相談はありません。日付を確かめてください。"),
    )
