"""The commands that erase confidential texts for good: erase, purge."""

from __future__ import annotations

from ..errors import UnknownWord, Withheld
from ..model.kinds import ALL_KINDS
from ..words import _
from . import options, session
from .grammar import Argument, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ledger import Ledger, Standing, Written
    from .drafts import Draft


def commands() -> list[Command]:
    """The commands, each with its words and options."""
    kinds = tuple(kind.name for kind in ALL_KINDS if kind.texts)
    common = [
        options.why(_("消去する理由")),
        options.yes(),
        options.author(),
        options.no_input(),
        options.ledger(),
    ]
    return [
        Command(
            "erase",
            _(
                "一件の記録の概要・備考・理由などの本文を、すべての版から消去します。元には戻せません。数は変わりません。"
            ),
            erase,
            [
                Argument("ref", _("整理番号"), _("記録の整理番号。先頭の 0 は省けます（C-12）")),
                Option("kind", "--kind", _("種類（同じ整理番号が二つの種類にあるとき）"), offers=kinds),
                *common,
            ],
        ),
        Command(
            "purge",
            _("前に終結した相談と、その支援対応などの本文を、まとめて消去します。元には戻せません。数は変わりません。"),
            purge,
            [
                options.day(
                    "before", "--closed-before", _("この日より前に終結した相談（省略すると、設定の保存年数から）")
                ),
                Option("dry_run", "--dry-run", _("何件あるかを表示するだけで、消去しません"), flag=True),
                *common,
            ],
        ),
    ]


def erase(
    *, ref: str, kind: str | None, why: str | None, yes: bool, by: str | None, no_input: bool, ledger: str | None
) -> None:
    """Erase the texts of one record."""
    from .drafts import Drafts
    from .history import the_one_called

    reason = required(session.in_confidence(why, ledger))
    with session.opened(ledger, by) as book:
        found = the_one_called(book, ref, kind)
        if found.number in completed(book) and not book.has_texts(found):
            session.say(_("{ref} の本文は、もう消去されています。").format(ref=found.ref) + "\n")
            return
        shown = _("{kind} {ref} の本文を、すべての版から消去します。元には戻せません。").format(
            kind=found.record.kind.label, ref=found.ref
        )
        erase_all(book, [found], reason, shown, yes=yes, no_input=no_input)
        tell_of_drafts(Drafts(book.path).of_records(book, [found], within=True))


def purge(
    *,
    before: str | None,
    dry_run: bool,
    why: str | None,
    yes: bool,
    by: str | None,
    no_input: bool,
    ledger: str | None,
) -> None:
    """Erase the texts of all cases that were closed before a day, and of what is within them."""
    from .drafts import Drafts

    with session.opened(ledger, by) as book:
        if not dry_run:
            completed(book)
        day = closed_before(book, before)
        found, drafts = book.closed_before(day), Drafts(book.path)
        shown = _("{day} より前に終結した相談の本文: {words}。").format(day=day, words=by_kind(found))
        if dry_run or not found:
            session.say(shown + "\n" + _("何も消去していません。") + "\n")
            tell_of_drafts(drafts.with_texts())
            return
        reason = required(session.in_confidence(why, ledger))
        shown += "\n" + _("消去すると、元には戻せません。")
        erase_all(book, found, reason, shown, yes=yes, no_input=no_input)
        tell_of_drafts(drafts.with_texts())


def erase_all(book: Ledger, found: list[Standing], why: str, shown: str, *, yes: bool, no_input: bool) -> None:
    """Erase the texts of some records once somebody has said so, and before them the drafts that hold more of it."""
    from .drafts import Drafts

    drafts = Drafts(book.path)
    own = drafts.of_records(book, found)
    numbers = numbers_of(own)
    if own:
        shown += "\n" + _("書きかけ {number} にもその本文があるので、捨てます。").format(number=numbers)
    if not session.confirmed(shown, yes=yes, no_input=no_input):
        return
    for each in own:
        drafts.drop(each.number)
    if own:
        session.tell(_("wfc: 書きかけ {number} を捨てました。").format(number=numbers))
    say_erased(book, book.erase(found, why))


def tell_of_drafts(drafts: list[Draft]) -> None:
    """Name the drafts that an erasure does not reach, and may hold a text."""
    if drafts:
        words = _(
            "wfc: 書きかけ {number} には、本文が残っています。"
            "要らなければ wfc draft {first} --discard で捨ててください。"
        )
        session.tell(words.format(number=numbers_of(drafts), first=drafts[0].number))


def numbers_of(drafts: list[Draft]) -> str:
    """The numbers of some drafts, as they are told."""
    return _("、").join(str(each.number) for each in drafts)


def completed(book: Ledger) -> set[int]:
    """Complete the list of erasures where an earlier erasure was cut off before it; tell so, and return its records."""
    records = book.complete_erasures()
    if records:
        words = _("wfc: 前の消去 {number} 件は記録されていましたが、消去の一覧にありませんでした。書き加えました。")
        session.tell(words.format(number=len(records)))
    return records


def required(why: str | None) -> str:
    """The reason, which an erasure has to have."""
    if not (why or "").strip():
        raise UnknownWord(_("消去には理由が要ります。"), _("--why に理由を書いてください（本人の申し出 など）。"))
    return str(why)


def closed_before(book: Ledger, before: str | None) -> str:
    """The day before which cases were closed whose texts go: the one given, or the last that the office may erase.

    `Withheld` (7) for a day within the years for which the profile has texts kept.
    """
    years = book.profile.settings["retention_years"]
    if not years and not before:
        raise UnknownWord(
            _("保存年数が設定されていません。"),
            _("--closed-before に日付を指定するか、プロフィールの [office] に retention_years を書いてください。"),
        )
    latest = ""
    if years:
        from ..model.calendar import years_before

        latest = years_before(book.today(), int(years))
    day = options.day_of(before, book.today()) if before else latest
    if latest and day > latest:
        raise Withheld(
            _("{day} は、本文を保存する {years} 年の内にあります。").format(day=day, years=years),
            _("{latest} か、それより前の日付を指定してください。").format(latest=latest),
        )
    return day


def by_kind(found: list[Standing]) -> str:
    """How many records of each kind."""
    counts: dict[str, int] = {}
    for each in found:
        counts[each.record.kind.label] = counts.get(each.record.kind.label, 0) + 1
    words = [_("{kind} {number}件").format(kind=kind, number=number) for kind, number in counts.items()]
    return _("、").join(words) or _("ありません")


def say_erased(book: Ledger, written: Written) -> None:
    """What was erased, and where copies lie that still hold it."""
    from ..ledger.erasure import copies_beside

    words = _("{number} 件の本文を消去しました（記入番号 {last}）。")
    if len(written.numbers) > 1:
        words = _("{number} 件の本文を消去しました（記入番号 {first} から {last} まで）。")
    words = words.format(number=len(written.numbers), first=written.numbers[0], last=written.number)
    session.say(words + "\n", done=words)
    erased = {change.record.ref for change in written.changes}
    within = [each for change in written.changes for each in book.within(change.base) if each.ref not in erased]
    if within:
        refs = _("、").join(each.ref for each in within[:5])
        words = _(
            "wfc: {kind} {ref} の中の記録 {number} 件には、本文が残っています（{refs}）。それぞれ消去してください。"
        )
        session.tell(words.format(kind=written.record.kind.label, ref=written.ref, number=len(within), refs=refs))
    copies = copies_beside(book.path)
    session.tell(_("wfc: 前に作った控えには、本文が残っています。要らない控えは消してください。"))
    if copies:
        session.tell(_("wfc: 台帳の横にもあります: {names}").format(names=_("、").join(copies)))
