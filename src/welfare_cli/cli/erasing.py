"""The commands that erase confidential texts and words for good: erase, purge."""

from __future__ import annotations

from ..errors import UnknownWord, Withheld
from ..model import notation
from ..model.kinds import ALL_KINDS
from ..model.notation import unknown_choice
from ..words import _
from . import editor, opening, options, terminal
from .grammar import Argument, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..ledger import CurrentRecord, Ledger, Written
    from ..ledger.erasable import ErasableWord, Erasure
    from ..model.kind import Field, Kind
    from .drafts import Draft, Drafts


def commands() -> list[Command]:
    """The commands, each with its words and options."""
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
    with opening.opened(ledger, by) as book:
        found = the_one_called(book, ref, kind)
        if field or spelling:
            fields = fields_named(found.record.kind, field or ())
            erase_words(book, found, fields, spelling, reason, yes=yes, no_input=no_input)
            return
        if found.number in completed(book) and not book.eraser.has_texts(found):
            terminal.say(_("{ref} の本文は、もう消去されています。").format(ref=found.ref) + "\n")
            return
        book.eraser.refuse_without_texts(found)
        shown = _("{kind} {ref} の本文を、すべての版から消去します。元には戻せません。").format(
            kind=found.record.kind.label, ref=found.ref
        )
        erase_all(book, [found], reason, shown, yes=yes, no_input=no_input)
        tell_of_drafts(Drafts(book.path).of_records(book, [found], within=True))
        words = book.eraser.words_of(found)
        if words:
            left = _("wfc: {kind} {ref} の{fields}は残っています。消去するには --field で項目を指定してください。")
            terminal.tell(left.format(kind=found.record.kind.label, ref=found.ref, fields=labels_of(words)))


def fields_named(kind: Kind, words: Sequence[str]) -> list[Field]:
    """The erasable fields of a kind that are named, by name or label; all of them where none is."""
    known = {key: field for field in kind.erasable for key in (field.name, field.option, notation.folded(field.label))}
    unknown = [word for word in words if notation.folded(word) not in known]
    if unknown and known:
        raise unknown_choice(_("項目"), unknown[0], [field.name for field in kind.erasable])
    if not known:
        raise UnknownWord(
            _("{kind}に、--field や --word で消去できる項目はありません。").format(kind=kind.label),
            _("本文と訂正の理由は、--field を付けずに消去できます。"),
        )
    return list(dict.fromkeys(known[notation.folded(word)] for word in words)) or [*kind.erasable]


def erase_words(
    book: Ledger, found: CurrentRecord, fields: Sequence[Field], word: str, why: str, *, yes: bool, no_input: bool
) -> None:
    """Erase the words of some fields of a record, all or only one, once somebody has confirmed it."""
    from .drafts import Drafts

    was_cut_off = found.number in completed(book)
    words = book.eraser.words_of(found, fields, word)
    if was_cut_off and not words:
        terminal.say(_("{ref} の語は、もう消去されています。").format(ref=found.ref) + "\n")
        return
    drafts = Drafts(book.path)
    texts = {each.text for each in words}
    holding = drafts.with_words(texts)
    own = drafts.of_records(book, [found], among=holding)
    shown = shown_before(found, words, is_one=bool(word))
    if own:
        shown += "\n" + _("書きかけ {number} にもその語があるので、捨てます。").format(number=numbers_of(own))
    if words and not terminal.confirmed(shown, yes=yes, no_input=no_input):
        return
    discard(drafts, own)
    written, taken = book.eraser.erase_words(found, fields, why, word)
    say_words_erased(book, found, written, taken)
    others = [each for each in holding if each not in own]
    if others:
        left = _(
            "wfc: 書きかけ {number} には、消去した語が残っています。要らなければ wfc draft {first} --discard です。"
        )
        terminal.tell(left.format(number=numbers_of(others), first=others[0].number))


def shown_before(found: CurrentRecord, words: Sequence[ErasableWord], *, is_one: bool) -> str:
    """What will be erased, and what of it can be guessed afterwards."""
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
    """The fields in which some words are."""
    return _("・").join(dict.fromkeys(each.field.label for each in words))


def say_words_erased(book: Ledger, found: CurrentRecord, written: Written, taken: Erasure) -> None:
    """What was erased, and where the same words are still: in other records, publications, texts and copies."""
    words = _("{ref} の{fields}を、{number} か所から消去しました（記入番号 {last}）。").format(
        ref=found.ref, fields=labels_of(taken.words), number=len(taken.words), last=written.number
    )
    terminal.say(words + "\n", done=words)
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
    """Erase the texts of all cases that were closed before a day, and of what is within them."""
    from .drafts import Drafts

    with opening.opened(ledger, by) as book:
        if not dry_run:
            completed(book)
        day = closed_before(book, before)
        found, drafts = book.eraser.closed_before(day), Drafts(book.path)
        shown = _("{day} より前に終結した相談の本文: {words}。").format(day=day, words=by_kind(found))
        if dry_run or not found:
            terminal.say(shown + "\n" + _("何も消去していません。") + "\n")
            tell_of_drafts(drafts.with_texts())
            return
        reason = required(editor.in_confidence(why, ledger))
        shown += "\n" + _("消去すると、元には戻せません。")
        erase_all(book, found, reason, shown, yes=yes, no_input=no_input)
        tell_of_drafts(drafts.with_texts())


def erase_all(book: Ledger, found: list[CurrentRecord], why: str, shown: str, *, yes: bool, no_input: bool) -> None:
    """Erase the texts of some records once somebody has said so, and before them the drafts that hold more of it."""
    from .drafts import Drafts

    drafts = Drafts(book.path)
    own = drafts.of_records(book, found)
    if own:
        shown += "\n" + _("書きかけ {number} にもその本文があるので、捨てます。").format(number=numbers_of(own))
    if not terminal.confirmed(shown, yes=yes, no_input=no_input):
        return
    discard(drafts, own)
    say_erased(book, book.eraser.erase(found, why))


def discard(drafts: Drafts, own: Sequence[Draft]) -> None:
    """Drop some drafts."""
    for each in own:
        drafts.drop(each.number)
    if own:
        terminal.tell(_("wfc: 書きかけ {number} を捨てました。").format(number=numbers_of(own)))


def tell_of_drafts(drafts: list[Draft]) -> None:
    """Name the drafts that an erasure does not reach, and may hold a text."""
    if drafts:
        words = _(
            "wfc: 書きかけ {number} には、本文が残っています。"
            "要らなければ wfc draft {first} --discard で捨ててください。"
        )
        terminal.tell(words.format(number=numbers_of(drafts), first=drafts[0].number))


def numbers_of(drafts: Sequence[Draft]) -> str:
    """The numbers of some drafts, as they are told."""
    return _("、").join(str(each.number) for each in drafts)


def completed(book: Ledger) -> set[int]:
    """Complete the list of erasures where an earlier erasure was cut off before it; tell so, and return its records."""
    records = book.eraser.complete_list()
    if records:
        words = _("wfc: 前の消去 {number} 件は記録されていましたが、消去の一覧にありませんでした。書き加えました。")
        terminal.tell(words.format(number=len(records)))
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


def by_kind(found: list[CurrentRecord]) -> str:
    """How many records of each kind."""
    counts: dict[str, int] = {}
    for each in found:
        counts[each.record.kind.label] = counts.get(each.record.kind.label, 0) + 1
    words = [_("{kind} {number}件").format(kind=kind, number=number) for kind, number in counts.items()]
    return _("、").join(words) or _("ありません")


def say_erased(book: Ledger, written: Written) -> None:
    """What was erased, and where copies lie that still hold it."""
    words = _("{number} 件の本文を消去しました（記入番号 {last}）。")
    if len(written.numbers) > 1:
        words = _("{number} 件の本文を消去しました（記入番号 {first} から {last} まで）。")
    words = words.format(number=len(written.numbers), first=written.numbers[0], last=written.number)
    terminal.say(words + "\n", done=words)
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
    """Name the copies of the ledger beside it."""
    from ..ledger.erasure import copies_beside

    copies = copies_beside(book.path)
    if copies:
        terminal.tell(_("wfc: 台帳の横にもあります: {names}").format(names=_("、").join(copies)))
