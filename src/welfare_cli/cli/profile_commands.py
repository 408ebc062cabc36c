"""The commands of the profile: export, check, diff, apply."""

from __future__ import annotations

import os

from ..model.profile import LISTS
from ..model.profile_kinds import SECTION, SETTING, TERM
from ..words import _
from . import opening, options, settings, terminal
from .grammar import Argument, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ledger import Change
    from ..model.profile import Profile


def commands() -> list[Command]:
    """The commands, each with its words and options."""
    file = Argument("path", _("ファイル"), _("TOML ファイル"), file=True)
    made = Argument("path", _("ファイル"), _("作る TOML ファイル。- なら標準出力"), writes=True)
    return [
        Command(
            "export",
            _("今の一覧と設定を TOML ファイルに書き出します。"),
            export,
            [made, options.replace(), options.ledger()],
        ),
        Command("check", _("TOML ファイルに誤りがないか調べます。台帳は使いません。"), check, [file]),
        Command("diff", _("TOML ファイルと台帳の違いを表示します。"), diff, [file, options.ledger()]),
        Command(
            "apply",
            _("TOML ファイルのとおりに、台帳の一覧と設定を変えます。"),
            apply,
            [file, options.author(), options.ledger()],
        ),
    ]


def export(*, path: str, replace: bool, ledger: str | None) -> None:
    """Write the lists and settings as they stand, or before there is a ledger those that it would begin with."""
    from ..exchange.toml import default_profile, written_profile
    from .output import is_stdout, write

    if os.path.lexists(settings.ledger_path(ledger)):
        with opening.opened(ledger) as book:
            profile = book.profile
    else:
        profile = default_profile()
        terminal.tell(_("wfc: 台帳がまだないので、はじめに入っている一覧を書き出します。"))
    if is_stdout(path):
        terminal.say(written_profile(profile))
        return
    write(path, written_profile(profile), "toml", ledger=ledger, replace=replace)
    words = _("{path} に書き出しました。").format(path=path)
    terminal.say(words + "\n", done=words)


def check(*, path: str) -> None:
    """Say whether a file is right."""
    from ..exchange.toml import read_profile

    profile = read_profile(path)
    words = _("、").join(f"{_(LISTS[name])} {len(terms)}" for name, terms in profile.lists.items() if name in LISTS)
    terminal.say(_("{path} に誤りはありません（{words}）。").format(path=path, words=words) + "\n")


def diff(*, path: str, ledger: str | None) -> None:
    """Say in what a file differs from the ledger."""
    from ..exchange.toml import read_profile

    with opening.opened(ledger) as book, book.reading():
        terminal.say(differences(book.profile_changes(read_profile(path))))


def apply(*, path: str, by: str | None, ledger: str | None) -> None:
    """Bring the ledger to what a file says."""
    from ..exchange.toml import read_profile
    from . import revising

    profile = read_profile(path)
    with opening.opened(ledger, by) as book:
        written = revising.allowed(book, lambda: book.apply(profile), asks=terminal.asks(no_input=False))
        if written is None:
            return
        done = _("{number} 項目の変更").format(number=len(written.changes)) if written.changes else ""
        terminal.say(differences(written.changes), done=done)
        if written.changes:
            tell_of_retired(book.profile)


def tell_of_retired(profile: Profile) -> None:
    """Report what is printed in the place of the retired measures that a profile names."""
    from ..measures import MEASURES
    from ..report import retired_in

    for code, measure in retired_in(profile):
        names = _("、").join(MEASURES[name].label for name in measure.retired)
        words = _("wfc: 項目 {code} の集計項目 {name} は二つに分かれました。代わりに {names} を載せます。")
        terminal.tell(words.format(code=code, name=measure.name, names=names))


def differences(changes: list[Change]) -> str:
    """What changes in the profile, a line each."""
    lines = []
    for change in changes:
        record = change.record
        what = {TERM: _("一覧"), SECTION: _("項目"), SETTING: _("設定")}[record.kind]
        word = (
            record.text("label") if record.kind is TERM else record.text("title" if record.kind is SECTION else "value")
        )
        sign = {"add": "+", "void": "-"}.get(change.action, "~")
        lines.append(f"{sign} {what} {record.ref} {word}".rstrip())
        if change.base and change.action == "edit":
            before = change.base.record
            for field in record.kind.facts:
                if before[field.name] != record[field.name]:
                    old, new = (plain(each[field.name]) for each in (before, record))
                    lines.append(f"    {field.label}: {old} → {new}")
    lines.append(_("違い {number} 件").format(number=len(changes)) if changes else _("違いはありません。"))
    return "\n".join(lines) + "\n"


def plain(value: object) -> str:
    """A value of the profile as a person reads it."""
    text = "; ".join(value) if isinstance(value, tuple) else str(value) if value is not None else ""
    return text.replace("\n", " ") or _("（空）")
