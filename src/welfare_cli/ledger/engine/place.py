"""Where a ledger is: its file, what lies beside it, who may read that, and how messages name it.

A ledger on a server would be another `Place`. Nothing outside of this folder puts the name of a ledger's file together.
"""

from __future__ import annotations

import os

from ...errors import Unusable, Withheld
from ...model import notation
from ...values import derived, value
from ...words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SQLITE = b"SQLite format 3\0"
"""How the file begins."""
JOURNALS = ("-journal", "-wal", "-shm")
"""What the names of the files end with in which SQLite keeps what a command is writing."""
DRAFTS = ".drafts"
"""What the name of the folder of unfinished entries ends with."""
ERASURES = ".erasures"
"""What the name of a list of erasures ends with: `ledger.db.erasures`, beside backups `ledger-3f9a2c1d.erasures`."""
ERASING = ".erasing"
"""What the name of the note ends with that an erasure leaves beside the ledger until it is on the list."""
QUEUE = ".queue"
"""What the name of the file ends with in which those who wait to write queue."""
BESIDE = (*JOURNALS, QUEUE, ERASURES, DRAFTS)
"""What the names beside a ledger end with that no output may take the place of."""
OWNER_ALONE = 0o077
WRITTEN_BY_OTHERS = 0o022
NETWORK_FILE_SYSTEMS = frozenset(
    ("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "webdav", "davfs", "davfs2")
    + ("fuse.sshfs", "fuse.davfs", "fuse.rclone", "fuse.gvfsd-fuse", "glusterfs", "fuse.glusterfs", "ceph", "lustre")
)


@value
class Place:
    """The place of a ledger: a file, by the path that messages print.

    Beside it are the folder of `drafts`, the list of `erasures`, and the note of those that are not on the list yet.
    """

    path: str
    drafts: str = derived(factory=lambda place: place.path + DRAFTS)
    erasures: str = derived(factory=lambda place: place.path + ERASURES)
    erasing: str = derived(factory=lambda place: place.path + ERASING)

    @property
    def queue(self) -> str:
        """The file of those who wait to write, the same under every name of the ledger."""
        return os.path.realpath(self.path) + QUEUE

    @property
    def file(self) -> tuple[int, int]:
        """Which file has the name, by its device and number; zeros where there is none."""
        try:
            found = os.stat(self.path)
        except OSError:
            return 0, 0
        return found.st_dev, found.st_ino

    def other_names(self) -> int:
        """How many other names (hard links) the file has."""
        return os.stat(self.path).st_nlink - 1

    def open_to_others(self) -> Iterator[tuple[str, str]]:
        """The files of the ledger that others may read, and its folder where others may write, each with its mode."""
        if os.name != "posix":
            return
        folder, name = os.path.split(os.path.abspath(self.path))
        own = [each for each in sorted(os.listdir(folder)) if each == name or each.startswith((f"{name}-", f"{name}."))]
        for path, barred in [(folder, WRITTEN_BY_OTHERS), *((os.path.join(folder, each), OWNER_ALONE) for each in own)]:
            mode = os.stat(path).st_mode & 0o777
            if mode & barred:
                yield os.path.basename(path), f"{mode:04o}"

    # -- what killed commands leave ---------------------------------------------------------------

    def left_behind(self) -> list[str]:
        """Return what commands and other programs have left in the folder, which may hold a text: relative names."""
        from ..atomic_file import left_in_folder

        folder, name = os.path.split(os.path.abspath(self.path))
        strange = [each for each in (f"{name}-shm", f"{name}-wal") if os.path.lexists(os.path.join(folder, each))]
        return left_in_folder(self.path, name + DRAFTS) + strange

    def clear(self) -> None:
        """Remove what killed commands have left in the folder, where wfc can tell and remove it."""
        from ..atomic_file import clear_folder

        clear_folder(self.path, self.drafts)

    # -- what is refused --------------------------------------------------------------------------

    def unsettled(self, reason: object) -> Unusable:
        """Say that what was written is there, but may not be there after a power cut: the disk did not confirm it."""
        return Unusable(
            _("台帳に書きましたが、ディスクに残ったことを確かめられませんでした: {path}（{reason}）").format(
                path=self.path, reason=reason
            ),
            _("記録は済んでいます。もう一度入力しないでください。ディスクを点検し、控えを作ってください。"),
        )

    def uncertain(self, reason: object) -> Unusable:
        """Say that the write could not be confirmed, of something that may be written twice."""
        return Unusable(
            _("ディスクに書けたかどうかを確かめられませんでした: {path}（{reason}）").format(
                path=self.path, reason=reason
            ),
            _("記録は元のままです。ディスクを点検してから、同じ操作をもう一度行ってください。"),
        )

    def damaged(self) -> Unusable:
        """Say that the file is not what wfc wrote."""
        return Unusable(
            _("台帳が壊れているか、台帳ではありません: {path}").format(path=self.path),
            _("台帳のはずでなければ --ledger の場所を確かめ、台帳なら、変えずに取っておいて控えから戻してください。"),
        )

    def altered(self, names: list[str]) -> Unusable:
        """Say that some tables, indexes, views or triggers are not those that wfc declared."""
        more = _(" ほか{number}件").format(number=len(names) - 3) if len(names) > 3 else ""
        return Unusable(
            _("台帳の表や規則が、wfc が作ったものと違います: {path}（{names}）").format(
                path=self.path, names=_("、").join(map(notation.quoted, names[:3])) + more
            ),
            _("このまま使い続けず、ファイルを取っておいて、wfc の担当者に知らせ、控えから戻してください。"),
        )

    def newer(self, version: int) -> Unusable:
        """Say that the ledger is of a version that this program does not know."""
        return Unusable(
            _("この台帳は新しい wfc で作られています（版 {version}）: {path}").format(version=version, path=self.path),
            _("wfc を新しくしてください。この台帳には触れていません。"),
        )


# -- network drives ---------------------------------------------------------------------------------------


def refuse_network_drive(path: str) -> None:
    """Refuse a ledger on a network drive: SQLite's locks do not hold there, and entries would be lost."""
    kind = file_system(os.path.abspath(path))
    if kind in NETWORK_FILE_SYSTEMS:
        raise Withheld(
            _("台帳をネットワーク上の場所に置くことはできません: {path}（{kind}）").format(path=path, kind=kind),
            _(
                "一台のパソコンの中に置いてください。ほかの人の記録は CSV や Excel の一覧で受け取り、"
                "wfc import で取り込みます。"
            ),
        )


def file_system(path: str, mounts: str | None = None) -> str:
    """The type of the file system that a path lies on, "" where it cannot be told.

    `mounts` is the text of Linux's `/proc/self/mountinfo`; elsewhere Windows is asked for the kind of drive.
    """
    if os.name == "nt":
        import ctypes

        drive = os.path.splitdrive(path)[0] + "\\"
        remote = drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive) == 4  # type: ignore[attr-defined]
        return "smb" if remote else ""
    if mounts is None:
        try:
            with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as stream:
                mounts = stream.read()
        except OSError:
            return ""
    where = os.path.realpath(path)
    longest, kind = "", ""
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        point = before.split(" ")[4]
        if "\\" in point:
            point = point.encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(longest):
            longest, kind = point, after.split(" ")[0]
    return kind
