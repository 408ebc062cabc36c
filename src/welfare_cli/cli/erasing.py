"""The commands that erase confidential texts and words irreversibly: erase, purge."""

from __future__ import annotations

from collections import Counter
from functools import partial

from ..errors import UnknownWord, Withheld
from ..model.calendar import years_before
from ..model.kinds import ALL_KINDS
from ..model.notation import folded, unknown_choice
from ..words import _
from . import editor, opening, options, terminal
from .grammar import Argument, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..ledger import CurrentRecord, Ledger, Written
    from ..ledger.erasable import ErasableWord, Erasure
    from ..model.kind import Field, Kind
    from .drafts import Draft, Drafts

    Confirm = Callable[[str], bool]


def commands() -> list[Command]:
    """Return the commands, with their arguments and options."""
    kinds = tuple(kind.name for kind in ALL_KINDS if kind.texts or kind.erasable)
    fields = tuple(dict.fromkeys(field.name for kind in ALL_KINDS for field in kind.erasable))
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
                "一件の記録の本文（概要・備考・理由など）か、--field で指定した項目の語を、すべての版から消去します。"
                "元には戻せません。数は変わりません。"
            ),
            erase,
            [
                Argument("ref", _("整理番号"), _("記録の整理番号。先頭の 0 は省けます（C-12）")),
                Option("kind", "--kind", _("種類（同じ整理番号が二つの種類にあるとき）"), offers=kinds),
                Option("field", "--field", _("語を消去する項目の名前"), metavar=_("項目"), many=True, offers=fields),
                Option(
                    "word",
                    "--word",
                    _("この語だけを消去します（省略すると、その項目の語すべて）。- なら標準入力かエディターから"),
                    metavar=_("語"),
                    confidential=True,
                ),
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
    *,
    ref: str,
    kind: str | None,
    field: Sequence[str] | None,
    word: str | None,
    why: str | None,
    yes: bool,
    by: str | None,
    no_input: bool,
    ledger: str | None,
) -> None:
    """Erase the texts of one record, or with `--field` or `--word` its words."""
    from .drafts import Drafts
    from .journal import the_one_called

    spelling = (editor.in_confidence(word, ledger) or "").strip()
    reason = required(editor.in_confidence(why, ledger))
    confirm = partial(terminal.confirmed, yes=yes, no_input=no_input)
    with opening.opened(ledger, by) as book:
        found, drafts = the_one_called(book, ref, kind), Drafts(book.path)
        was_cut_off = found.number in completed(book)
        if field or spelling:
            fields = fields_named(found.record.kind, field or ())
            if was_cut_off and not book.eraser.words_of(found, fields, spelling):
                terminal.say(_("{ref} の語は、もう消去されています。").format(ref=found.ref) + "\n")
            else:
                erase_words(book, drafts, found, fields, spelling, reason, confirm)
        elif was_cut_off and not book.eraser.has_texts(found):
            terminal.say(_("{ref} の本文は、もう消去されています。").format(ref=found.ref) + "\n")
        else:
            erase_texts(book, drafts, found, reason, confirm)


def erase_texts(book: Ledger, drafts: Drafts, found: CurrentRecord, why: str, confirm: Confirm) -> None:
    """Erase the texts of a record; name the drafts within it and its words, which are left."""
    book.eraser.refuse_without_texts(found)
    shown = _("{kind} {ref} の本文を、すべての版から消去します。元には戻せません。").format(
        kind=found.record.kind.label, ref=found.ref
    )
    erase_all(book, drafts, [found], why, shown, confirm)
    tell_of_drafts(drafts.of_records(book, [found], within=True))
    words = book.eraser.words_of(found)
    if words:
        left = _("wfc: {kind} {ref} の{fields}は残っています。消去するには --field で項目を指定してください。")
        terminal.tell(left.format(kind=found.record.kind.label, ref=found.ref, fields=labels_of(words)))


def fields_named(kind: Kind, words: Sequence[str]) -> list[Field]:
    """Return the erasable fields with some names or labels; without names, all."""
    known = {key: field for field in kind.erasable for key in (field.name, field.option, folded(field.label))}
    if not known:
        raise UnknownWord(
            _("{kind}に、--field や --word で消去できる項目はありません。").format(kind=kind.label),
            _("本文と訂正の理由は、--field を付けずに消去できます。"),
        )
    for word in words:
        if folded(word) not in known:
            raise unknown_choice(_("項目"), word, [field.name for field in kind.erasable])
    return list(dict.fromkeys(known[folded(word)] for word in words)) or [*kind.erasable]


def erase_words(
    book: Ledger,
    drafts: Drafts,
    found: CurrentRecord,
    fields: Sequence[Field],
    word: str,
    why: str,
    confirm: Confirm,
) -> None:
    """Erase the words of some fields of a record, all or only one; name the drafts that still contain them."""
    words = book.eraser.words_of(found, fields, word)
    holding = drafts.with_words({each.text for each in words})
    own = drafts.of_records(book, [found], among=holding)
    note = _("書きかけ {number} にもその語があるので、捨てます。")
    if words and not confirmed(shown_before(found, words, is_one=bool(word)), drafts, own, note, confirm):
        return
    written, taken = book.eraser.erase_words(found, fields, why, word)
    say_words_erased(book, found, written, taken)
    left = _("wfc: 書きかけ {number} には、消去した語が残っています。要らなければ wfc draft {first} --discard です。")
    tell_of_drafts([each for each in holding if each not in own], left)


def shown_before(found: CurrentRecord, words: Sequence[ErasableWord], *, is_one: bool) -> str:
    """Return what will be erased, and which of it can still be guessed from the hash chain."""
    sentence = _("{kind} {ref} の{fields}を、すべての版から消去します（{number} か所）。元には戻せません。")
    if is_one:
        sentence = _(
            "{kind} {ref} の{fields}の、指定した語を、すべての版から消去します（{number} か所）。元には戻せません。"
        )
    kind, fields = found.record.kind.label, labels_of(words)
    lines = [sentence.format(kind=kind, ref=found.ref, fields=fields, number=len(words))]
    older = dict.fromkeys(each.entry for each in words if not each.committed)
    if older:
        note = _(
            "記入 {numbers} は、前の版の wfc が書いたものです。"
            "消去しても、連鎖の値から、推測した語が合っているかを確かめられます。"
        )
        lines.append(note.format(numbers=_("、").join(map(str, older))))
    return "\n".join(lines)


def labels_of(words: Sequence[ErasableWord]) -> str:
    """Return the labels of the fields that contain some words."""
    return _("・").join(dict.fromkeys(each.field.label for each in words))


def say_words_erased(book: Ledger, found: CurrentRecord, written: Written, taken: Erasure) -> None:
    """Print what was erased, and where the same words are left: in other records, publications, texts and copies."""
    words = _("{ref} の{fields}を、{number} か所から消去しました（記入番号 {last}）。")
    number = len(taken.words)
    terminal.done(words.format(ref=found.ref, fields=labels_of(taken.words), number=number, last=written.number))
    if taken.contents:
        terminal.tell(
            _("wfc: 提出版 {number} 件の中の同じ語も、〔消去〕にしました。").format(number=len(taken.contents))
        )
    others = [*dict.fromkeys(f"{each.kind.label} {each.ref}" for each in taken.elsewhere)]
    others += [_("提出版「{name}」").format(name=name) for name in taken.publications]
    if others:
        left = _("wfc: 同じ語が、ほかに {number} 件に残っています（{refs}）。")
        terminal.tell(left.format(number=len(others), refs=_("、").join(others[:5])))
    if taken.accepted:
        terminal.tell(_("wfc: 同じ語についての確認済み {number} 件には、語が残ります。").format(number=taken.accepted))
    if book.eraser.has_texts(found):
        left = _("wfc: {ref} の本文や理由は残っています。消去するには、--field を付けずに wfc erase を行ってください。")
        terminal.tell(left.format(ref=found.ref))
    terminal.tell(
        _("wfc: 前に作った控え、書き出したファイル、提出した文書には残っています。要らないものは消してください。")
    )
    tell_of_copies(book)


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
    """Erase the texts of all cases that were closed before a day, and of the records within them."""
    from .drafts import Drafts

    with opening.opened(ledger, by) as book:
        if not dry_run:
            completed(book)
        day = closed_before(book, before)
        found, drafts = book.eraser.closed_before(day), Drafts(book.path)
        shown = _("{day} より前に終結した相談の本文: {words}。").format(day=day, words=by_kind(found))
        if dry_run or not found:
            terminal.say(shown + "\n" + _("何も消去していません。") + "\n")
        else:
            reason = required(editor.in_confidence(why, ledger))
            shown += "\n" + _("消去すると、元には戻せません。")
            erase_all(book, drafts, found, reason, shown, partial(terminal.confirmed, yes=yes, no_input=no_input))
        tell_of_drafts(drafts.with_texts())


def erase_all(book: Ledger, drafts: Drafts, found: list[CurrentRecord], why: str, shown: str, confirm: Confirm) -> None:
    """Erase the texts of some records after confirmation, and before them the drafts that contain more of it."""
    note = _("書きかけ {number} にもその本文があるので、捨てます。")
    if confirmed(shown, drafts, drafts.of_records(book, found), note, confirm):
        say_erased(book, book.eraser.erase(found, why))


def confirmed(shown: str, drafts: Drafts, own: Sequence[Draft], note: str, confirm: Confirm) -> bool:
    """Ask for confirmation of an erasure and of the drafts that it discards; then discard them."""
    from .drafts import numbers_of

    if own:
        shown += "\n" + note.format(number=numbers_of(own))
    agreed = confirm(shown)
    if agreed:
        drafts.discard(own)
    return agreed


def tell_of_drafts(drafts: Sequence[Draft], words: str = "") -> None:
    """Print the numbers of drafts that an erasure does not reach and that may contain a text."""
    from .drafts import numbers_of

    if drafts:
        words = words or _(
            "wfc: 書きかけ {number} には、本文が残っています。"
            "要らなければ wfc draft {first} --discard で捨ててください。"
        )
        terminal.tell(words.format(number=numbers_of(drafts), first=drafts[0].number))


def completed(book: Ledger) -> set[int]:
    """Complete the list of erasures after an interrupted one; print that, and return its records."""
    records = book.eraser.complete_list()
    if records:
        words = _("wfc: 前の消去 {number} 件は記録されていましたが、消去の一覧にありませんでした。書き加えました。")
        terminal.tell(words.format(number=len(records)))
    return records


def required(why: str | None) -> str:
    """Return the reason; `UnknownWord` (2) without one."""
    if not (why or "").strip():
        raise UnknownWord(_("消去には理由が要ります。"), _("--why に理由を書いてください（本人の申し出 など）。"))
    return str(why)


def closed_before(book: Ledger, before: str | None) -> str:
    """Return the day before which a case must have been closed: the given one, or the latest the profile allows.

    `Withheld` (7) for a day within the retention period of the profile.
    """
    years = book.profile.settings["retention_years"]
    if not years and not before:
        raise UnknownWord(
            _("保存年数が設定されていません。"),
            _("--closed-before に日付を指定するか、プロフィールの [office] に retention_years を書いてください。"),
        )
    latest = years_before(book.today(), int(years)) if years else ""
    day = options.day_of(before, book.today()) if before else latest
    if latest and day > latest:
        raise Withheld(
            _("{day} は、本文を保存する {years} 年の内にあります。").format(day=day, years=years),
            _("{latest} か、それより前の日付を指定してください。").format(latest=latest),
        )
    return day


def by_kind(found: list[CurrentRecord]) -> str:
    """Return how many records there are of each kind."""
    counts = Counter(each.record.kind.label for each in found)
    words = [_("{kind} {number}件").format(kind=kind, number=number) for kind, number in counts.items()]
    return _("、").join(words) or _("ありません")


def say_erased(book: Ledger, written: Written) -> None:
    """Print what was erased, and which copies are left."""
    words = _("{number} 件の本文を消去しました（記入番号 {last}）。")
    if len(written.numbers) > 1:
        words = _("{number} 件の本文を消去しました（記入番号 {first} から {last} まで）。")
    terminal.done(words.format(number=len(written.numbers), first=written.numbers[0], last=written.number))
    erased = {change.record.ref for change in written.changes}
    within = [each for change in written.changes for each in book.eraser.within(change.base) if each.ref not in erased]
    if within:
        refs = _("、").join(each.ref for each in within[:5])
        words = _(
            "wfc: {kind} {ref} の中の記録 {number} 件には、本文が残っています（{refs}）。それぞれ消去してください。"
        )
        terminal.tell(words.format(kind=written.record.kind.label, ref=written.ref, number=len(within), refs=refs))
    terminal.tell(_("wfc: 前に作った控えには、本文が残っています。要らない控えは消してください。"))
    tell_of_copies(book)


def tell_of_copies(book: Ledger) -> None:
    """Print the copies of the ledger next to it."""
    from ..ledger.erasure import copies_beside

    copies = copies_beside(book.path)
    if copies:
        terminal.tell(_("wfc: 台帳の横にもあります: {names}").format(names=_("、").join(copies)))
