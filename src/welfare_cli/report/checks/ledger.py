"""The rules about the ledger itself: its file, its chain, and what is derived from the entries."""

from __future__ import annotations

from ...ledger import CITY, measure_of
from ...measures import MEASURES
from ...model.calendar import days_before
from ...model.kinds import BY_NAME
from ...model.position import for_people
from ...words import N_, _
from .rule import Seen, at, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .view import View

OLD_DRAFT = 30
"""After so many days a draft is named."""
FROM_BACKUP = N_("このまま使い続けず、ファイルを取っておいて、wfc の担当者に知らせ、控えから戻してください。")
DERIVED = N_("記入そのものは残っています。wfc rebuild で、記入から作り直してください。")


@rule(101, N_("壊れた台帳"), FROM_BACKUP, acceptable=False)
def damaged(view: View) -> Iterator[Seen]:
    """What SQLite finds damaged in the file, and rows that point to no other."""
    for each in view.audit.damage():
        yield at(each, _("台帳のファイルが壊れています（{what}）。").format(what=each), each)


@rule(102, N_("守りの外れた台帳"), FROM_BACKUP, acceptable=False)
def unprotected(view: View) -> Iterator[Seen]:
    """Tables, indexes, views and triggers, by their whole text, that are not those of this version."""
    yield from altered(view.audit.unlike_the_schema())


def altered(names: Iterable[str]) -> Iterator[Seen]:
    """What is said of objects that are not those of the schema."""
    for name in names:
        yield at(name, _("台帳の {name} が、あるべき形ではありません。").format(name=name), name)


@rule(103, N_("書きかえられた記入"), FROM_BACKUP, acceptable=False)
def chain_broken(view: View) -> Iterator[Seen]:
    """Entries that are not as they were written, by working the hash chain out anew."""
    for number in view.audit.broken():
        yield at(f"{number}", _("記入番号 {number} が、書かれたときと異なります。").format(number=number), number)


@rule(104, N_("書きかえられた秘密の本文"), FROM_BACKUP, acceptable=False)
def text_changed(view: View) -> Iterator[Seen]:
    """Confidential text that is not the one committed to, or is gone without an erasure."""
    for number in dict.fromkeys(view.audit.texts_changed()):
        yield at(
            f"{number}",
            _("記入番号 {number} の秘密の本文が、書かれたときと異なるか、消去の記入なしになくなっています。").format(
                number=number
            ),
            number,
        )


@rule(105, N_("記入と異なる記録"), DERIVED, acceptable=False)
def standing_wrong(view: View) -> Iterator[Seen]:
    """Records that stand, or point to others, otherwise than their entries say."""
    for name, ref in view.audit.standing_wrong():
        kind = BY_NAME.get(name)
        words = _("{kind} {ref} の今の様子が、記入と合いません。").format(kind=kind.label if kind else name, ref=ref)
        yield Seen(name, ref, words, (), None)


@rule(106, N_("数え直すと異なる件数"), DERIVED, acceptable=False)
def counts_wrong(view: View) -> Iterator[Seen]:
    """Derived counts that are not what counting every measure anew gives."""
    wrong: dict[str, list[tuple[str, str, int, int]]] = {}
    for name, area, day, kept, right in view.audit.counts_wrong():
        wrong.setdefault(measure_of(name), []).append((area, day, kept, right))
    for name, cells in wrong.items():
        area, day, kept, right = cells[0]
        words = _(
            "{measure}が {number}か所で異なります（{area}の {day} は {kept} ですが、数え直すと {right}）。"
        ).format(
            measure=MEASURES[name].label if name in MEASURES else name,
            number=len(cells),
            area=_("市全体") if area == CITY else for_people(view.profile.label("areas", area)),
            day=day,
            kept=kept,
            right=right,
        )
        yield at(name, words, *cells)
    for part in view.audit.checksums_wrong() if not wrong else ():
        yield at(part, _("集計用の数の検算（{part}）が合いません。").format(part=part))


@rule(107, N_("記録と合わない暦・名前の表"), DERIVED, acceptable=False)
def lookups_wrong(view: View) -> Iterator[Seen]:
    """Days of the calendar with their fiscal year, free names, and the sum over what a report prints as entered."""
    for table, value in view.audit.lookups_wrong():
        words = {
            "calendar": _("暦の {value} が誤っています。"),
            "name": _("名前「{value}」の控えが誤っています。"),
            "derivation": _("設定・過年度集計・本文の検算が合いません。"),
        }[table]
        yield at(f"{table}/{value}", words.format(value=value))


@rule(
    108,
    N_("戻った時計"),
    N_("パソコンの時計を確かめてください。記入の順は正しく残っています。確かめたら --accept で確認済みにできます。"),
)
def clock_behind(view: View) -> Iterator[Seen]:
    """Entries that were written while the clock was behind that of the entry before: from which one to which."""
    for run in view.audit.clock_behind():
        since, until, before = (
            view.ledger.local(each).date().isoformat() for each in (run.since, run.until, run.before)
        )
        words = _("{entries}（{days}）は、時計が前の記入番号 {before}（{day}）より遅れているときに書かれました。")
        words = words.format(
            entries=_entries(run.first, run.last),
            days=since if since == until else _("{since} から {until} まで").format(since=since, until=until),
            before=run.first - 1,
            day=before,
        )
        yield at(_key(run.first, run.last), words, run.first, run.last)


@rule(
    109,
    N_("止めた時計"),
    N_("WFC_NOW を消してください。意図して書いたものなら --accept で確認済みにできます。"),
)
def clock_fixed(view: View) -> Iterator[Seen]:
    """Entries with a clock that WFC_NOW had fixed, in a ledger that otherwise knows a running one."""
    for first, last, day in view.audit.clock_fixed():
        words = _("{entries}は、WFC_NOW で時計を止めて（{day}）書かれました。")
        yield at(_key(first, last), words.format(entries=_entries(first, last), day=day), first, last)


def _key(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}-{last}"


def _entries(first: int, last: int) -> str:
    if first == last:
        return _("記入番号 {number}").format(number=first)
    return _("記入番号 {first} から {last} まで").format(first=first, last=last)


@rule(
    110,
    N_("ほかの人が読める台帳"),
    N_("自分だけが読み書きできるようにしてください（chmod 600 ファイル、chmod 700 フォルダー）。"),
)
def open_to_others(view: View) -> Iterator[Seen]:
    """The ledger or its backups where others may read them, and its folder where others may write."""
    for name, mode in view.audit.place.open_to_others():
        words = _("{name} は、ほかの利用者が読むか書くことができます（{mode}）。").format(name=name, mode=mode)
        yield at(name, words, mode)


@rule(
    111,
    N_("途中で残ったファイル"),
    N_("wfc が動いていないことを確かめてから、ファイルを別の場所に移してください。"),
)
def left_behind(view: View) -> Iterator[Seen]:
    """What an interrupted command, or another program that opened the ledger, has left beside it."""
    for name in view.audit.place.left_behind():
        yield at(name, _("台帳の横に、使いかけのファイル {name} が残っています。").format(name=name))


@rule(
    112,
    N_("一覧にない消去"),
    N_(
        "wfc backup で控えを作ってください。一覧もそのときに書かれます。"
        "一覧がファイルでないときは、先に別の場所に移してください。"
    ),
)
def erasures_unlisted(view: View) -> Iterator[Seen]:
    """Erasures that are not on the list beside the ledger, which keeps a restored backup from bringing texts back."""
    name, problem = view.audit.list_of_erasures()
    if problem:
        words = _("消去の一覧 {path} に問題があります: {reason}。")
        yield at(name, words.format(path=name, reason=problem), problem)
    for number, kind, ref in view.audit.erasures_unlisted():
        words = _("{kind} {ref} の消去（記入番号 {number}）が、消去の一覧にありません。")
        label = BY_NAME[kind].label if kind in BY_NAME else kind
        yield Seen(kind, ref, words.format(kind=label, ref=ref, number=number), (number,), number)


@rule(
    113,
    N_("別の名前のある台帳"),
    N_("別の名前（ハードリンク）を消すか、cp で作った写しに替えてください。二つの名前で使うと、台帳が壊れます。"),
)
def linked(view: View) -> Iterator[Seen]:
    """A ledger file with another name (a hard link): SQLite's journal lies beside one of them only."""
    others = view.audit.place.other_names()
    if others > 0:
        yield at("link", _("台帳のファイルに、ほかの名前が {number} あります。").format(number=others), others)


@rule(
    114,
    N_("古い書きかけ"),
    N_(
        "続けるときは wfc draft 番号、要らないときは wfc draft 番号 --discard です。"
        "書きかけには、概要などの本文が入っていることがあります。"
    ),
)
def old_draft(view: View) -> Iterator[Seen]:
    """Drafts that nobody has touched for 30 days: they may hold a confidential text that an erasure does not reach."""
    for number, moment in view.audit.drafts():
        day = view.ledger.local(moment).date().isoformat()
        if day < days_before(view.today, OLD_DRAFT):
            yield at(
                f"draft/{number}",
                _("書きかけ {number} が、{day} から残っています。").format(number=number, day=day),
                day,
            )


ENTRIES = (damaged, unprotected, chain_broken, text_changed)
"""The rules about what was written: after damage to that, nothing is rebuilt from it."""
REBUILT = (standing_wrong, counts_wrong, lookups_wrong)
"""The rules about what can be rebuilt from the entries."""
RULES = (
    damaged,
    unprotected,
    chain_broken,
    text_changed,
    standing_wrong,
    counts_wrong,
    lookups_wrong,
    clock_behind,
    clock_fixed,
    open_to_others,
    left_behind,
    erasures_unlisted,
    linked,
    old_draft,
)
"""The rules about the ledger itself."""
