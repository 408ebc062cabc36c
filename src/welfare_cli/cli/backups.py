"""The commands that protect the ledger against loss: backup, restore."""

from __future__ import annotations

import os

from ..errors import UnknownWord, Unusable
from ..exchange.source import bytes_of
from ..model import limits
from ..model.calendar import zone_of
from ..words import _
from . import opening, options, settings, terminal
from .grammar import Argument, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


def commands() -> list[Command]:
    """Return the commands, with their arguments and options."""
    return [
        Command(
            "backup",
            _(
                "台帳の控えを作ります。写しを開いて全部を確かめてから、控えにします。ほかの人が記録している間でも使えます。"
            ),
            backup,
            [
                Argument("folder", _("フォルダー"), _("控えを置くフォルダー"), file=True),
                Option("keep", "--keep", _("この台帳の控えを、新しい順にこの数だけ残す"), metavar=_("数")),
                Option(
                    "encrypt_to",
                    "--encrypt-to",
                    _("この age の公開鍵（age1…）か、それを書いたファイルに宛てて暗号化する"),
                    metavar=_("鍵"),
                    file=True,
                ),
                options.ledger(),
            ],
        ),
        Command(
            "restore",
            _("控えから台帳を戻します。先に控えの全部を確かめます。"),
            restore,
            [
                Argument(
                    "path",
                    _("控え"),
                    _("控えのファイル、またはフォルダー（この台帳の、いちばん新しい控えを選ぶ）"),
                    file=True,
                ),
                options.replace(),
                Option(
                    "identity",
                    "--identity",
                    _("暗号化した控えを開く、age の秘密鍵のファイル"),
                    metavar=_("ファイル"),
                    file=True,
                ),
                options.ledger(),
            ],
        ),
    ]


def backup(*, folder: str, keep: str | None, encrypt_to: str | None, ledger: str | None) -> None:
    """Make a verified backup; print one line, for the mail of cron."""
    from ..ledger.backup import back_up

    made = back_up(
        settings.ledger_path(ledger),
        folder,
        moment(),
        prove,
        keep=options.number_of(keep) if keep else 0,
        seal=sealing(encrypt_to) if encrypt_to else None,
    )
    words = _("{path} に控えを作りました（記入番号 {number} まで、連鎖 {chain}）。").format(
        path=made.path, number=made.number, chain=made.hash[:16]
    )
    if made.removed:
        words += "\n" + _("古い控えを {number} 消しました。").format(number=len(made.removed))
    terminal.done(words)
    terminal.warn(*made.notes)


def restore(*, path: str, replace: bool, identity: str | None, ledger: str | None) -> None:
    """Replace the ledger by a backup."""
    from ..ledger.backup import SEALED, chosen
    from ..ledger.backup import restore as put_back

    there, now = settings.ledger_path(ledger), moment()
    source = chosen(path, there, now.tzinfo)
    if source.endswith(SEALED) and not identity:
        raise UnknownWord(
            _("暗号化された控えです: {path}").format(path=source),
            _("--identity に、age の秘密鍵のファイルを指定してください。"),
        )
    done = put_back(
        source,
        there,
        now,
        prove,
        opening.stamp,
        replace=replace,
        unseal=unsealing(identity) if identity else None,
    )
    words = _("{path} に台帳を戻しました（記入番号 {number} まで、連鎖 {chain}）。").format(
        path=there, number=done.number, chain=done.hash[:16]
    )
    if source != path:
        words = _("いちばん新しい控えは {path} です。").format(path=source) + "\n" + words
    if done.erased:
        words += "\n" + _("控えのあとに消去された {number} 件の本文を、もう一度消去しました。").format(
            number=done.erased
        )
    if done.kept:
        words += "\n" + _("前の台帳は {path} に残っています。").format(path=done.kept)
    terminal.done(words)
    terminal.warn(*done.notes)


def moment() -> datetime:
    """Return the time for file names, in Japan's time zone."""
    return opening.stamp().now.astimezone(zone_of(opening.DEFAULT_ZONE))


def prove(path: str) -> None:
    """Verify a copy of a ledger."""
    from ..ledger import Ledger
    from ..report.published.proof import prove as proven

    with Ledger.open(path, opening.stamp) as book:
        proven(book)


def sealing(key: str) -> Callable[[bytes], bytes]:
    """Return a function that encrypts to a public key of age, or to those in a file."""
    import pyrage

    texts = lines_of(bytes_of(key, limits.SETTINGS)) if os.path.exists(key) else [key]
    try:
        recipients = [pyrage.x25519.Recipient.from_str(text) for text in texts]
    except pyrage.RecipientError as error:
        raise UnknownWord(
            _("age の公開鍵として読めません: {key}").format(key=key),
            _("age1 で始まる公開鍵か、それを書いたファイルを指定してください。"),
        ) from error
    if not recipients:
        raise UnknownWord(
            _("ファイルに公開鍵がありません: {key}").format(key=key), _("age1 で始まる鍵を一行に一つ書いてください。")
        )
    return lambda data: pyrage.encrypt(data, recipients)


def unsealing(path: str) -> Callable[[bytes], bytes]:
    """Return a function that decrypts with the secret keys of age in a file."""
    import pyrage

    try:
        texts = lines_of(bytes_of(path, limits.SETTINGS))
        identities = [pyrage.x25519.Identity.from_str(text) for text in texts]
    except pyrage.IdentityError as error:
        raise UnknownWord(
            _("age の秘密鍵として読めません: {path}").format(path=path),
            _("AGE-SECRET-KEY- で始まる行のあるファイルを指定してください。"),
        ) from error

    def opened(data: bytes) -> bytes:
        try:
            made: bytes = pyrage.decrypt(data, identities)
        except pyrage.DecryptError as error:
            raise Unusable(
                _("控えを開けません。鍵が違うか、ファイルが壊れています。"),
                _("控えを作ったときの公開鍵に合う秘密鍵を指定してください。"),
            ) from error
        return made

    return opened


def lines_of(data: bytes) -> list[str]:
    """Return the lines of a key file, without comments."""
    lines = (line.strip() for line in data.decode("utf-8", "replace").splitlines())
    return [line for line in lines if line and not line.startswith("#")]
