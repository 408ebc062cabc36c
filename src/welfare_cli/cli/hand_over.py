"""The command that hands over many cases at once, to another coordinator or area."""

from __future__ import annotations

from collections import Counter

from ..errors import NotFound, Problem, UnknownWord
from ..model.case import CASE, HANDED_OVER, TRANSFER
from ..model.notation import quoted
from ..words import _
from . import opening, options, revising, terminal
from .grammar import Command, Option

NAMED = 8
"""The most coordinators or areas that are suggested if the one given has no case."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..ledger import Ledger
    from ..ledger.handover import Handover
    from ..model.kind import Field, Record
    from ..model.profile import Profile
    from .grammar import Offered

    Given = dict[str, str | None]


def command(looks_for: Callable[[Field], Offered]) -> Command:
    """Return the command, with its options."""
    coordinators, areas = (looks_for(TRANSFER.by_name[name]) for name in ("coordinator", "area"))
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
    """Show the cases, ask, and write a transfer of each."""
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
        if not terminal.confirmed("\n".join([shown, *found]), yes=yes, no_input=no_input, dry_run=dry_run):
            return
        if yes:
            terminal.warn(*found)
        written = book.cases.hand_over(over, cases)
        terminal.warn(*written.notes)
        words = _("{number}件の相談を引き継ぎました（記入番号 {last}）。元に戻すには wfc undo です。")
        if len(written.numbers) > 1:
            words = _(
                "{number}件の相談を引き継ぎました（記入番号 {first} から {last} まで）。元に戻すには wfc undo です。"
            )
        terminal.done(words.format(number=len(cases), first=written.numbers[0], last=written.number))


def check_words(held: Given, to: Given, within: Given, on: str | None) -> None:
    """Refuse (2) anything but one giver with its taker and the day; only the other field may limit the cases."""
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
    options.refuse_missing("wfc case hand-over", on=on)


def read(book: Ledger, held: Given, to: Given, within: Given, on: str) -> Handover:
    """Read the values by the office's lists; `UnknownWord` (2) for one that is on none of them."""
    from ..ledger.handover import Handover
    from ..model.reading import Reader

    reader = Reader(book.profile, book.today() if terminal.typed() else None)

    def value(name: str, text: str) -> str:
        found = reader.value(TRANSFER.by_name[name], text)
        if isinstance(found, Problem):
            raise UnknownWord(found)
        return str(found)

    def values(given: Given) -> dict[str, str]:
        return {name: value(name, text) for name, text in given.items() if text}

    return Handover(value("on", on), values(held), values(to), values(within))


def told(over: Handover, cases: Sequence[Record], profile: Profile) -> str:
    """Return the text that is confirmed: how many cases, from whom to whom, from which day on, and a line for each."""
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
    """Return the error of a hand-over without cases, with those who do have cases on the day."""
    name = next(iter(over.held))
    field, profile = CASE.by_name[name], book.profile
    counts = Counter(
        field.shown(case[name], profile)
        for case in book.cases.open_on(over.day)
        if case[name] and all(case[each] == value for each, value in over.within.items())
    )
    others = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:NAMED]
    words = _("{day} に{label}が {value} で、前の日までに受け付けた対応中の相談はありません。")
    return NotFound(
        words.format(day=over.day, label=field.label, value=quoted(field.shown(over.held[name], profile))),
        _("相談があるのは: {words}").format(
            words=_("、").join(_("{name}（{number}件）").format(name=who, number=number) for who, number in others)
        )
        if others
        else _("その日に対応中の相談はありません。日付を確かめてください。"),
    )
