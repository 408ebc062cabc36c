"""Files of Office are packed XML: whether one would be far more, unpacked, than anybody writes.

Looked at before any reader of the format sees the file, and by what is really in it: what a file says of its own
sizes may be a lie. An office's files need no document types, and so no entities that explode.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import contextmanager

from ..errors import Problem, Refused, WfcError
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 2 << 30
"""So many bytes, unpacked, are still a workbook; a sheet that is full to Excel's last line has fewer."""
SMALL = 32 << 20
"""So many bytes of a part are never too many."""
RATIO = 100
"""A larger part is at most so many times as large as it is packed; lists of people are 10 to 30 times."""
PIECE = 1 << 20
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
)
"""What the readers of these formats raise for a file that is cut, overwritten, or lacks a part."""
DECLARED = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


@contextmanager
def reading_foreign(problem: Problem) -> Iterator[None]:
    """Meet whatever a library raises of a file or text that it cannot make anything of: a problem (4), never a bug.

    A panic of a library that is written in Rust is no `Exception`.
    """
    try:
        yield
    except (WfcError, MemoryError):
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Refused(problem) from error
        raise


def refuse_bomb(name: str, data: bytes) -> None:
    """Refuse a packed file (4) that is made to fill the memory; `zipfile.BadZipFile`, `zlib.error` for a broken one."""
    total = 0
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for part in packed.infolist():
            limit = min(MOST - total, max(SMALL, RATIO * part.compress_size))
            for piece in _pieces(data, part):
                total += len(piece)
                limit -= len(piece)
                if limit < 0:
                    raise Refused(_too_large(name))
                if any(word in piece for word in DECLARED):
                    raise Refused(_declared(name))


def _pieces(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What is in a part, piece by piece, however much of it its header admits to."""
    head = data[part.header_offset : part.header_offset + 30]
    if len(head) < 30:
        raise zipfile.BadZipFile(part.filename)
    begin = part.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    rest = data[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (rest[place : place + PIECE] for place in range(0, len(rest), PIECE))
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        unpacker = zlib.decompressobj(-15)
        while rest and not unpacker.eof:
            yield unpacker.decompress(rest, PIECE)
            rest = unpacker.unconsumed_tail
    else:
        raise zipfile.BadZipFile(part.filename)


def _too_large(name: str) -> Problem:
    """A packed file that would fill the memory."""
    return Problem(
        "file-unreadable",
        _("ほどくと大きくなりすぎます。"),
        _("どこから届いたファイルか確かめてください。自分で作ったものなら、Excel や Word で保存し直してください。"),
        where=name,
    )


def _declared(name: str) -> Problem:
    """A packed file with a document type."""
    return Problem(
        "file-unreadable",
        _("中に、文書型の宣言（DOCTYPE）があります。"),
        _("どこから届いたファイルか確かめてください。自分で作ったものなら、Excel や Word で保存し直してください。"),
        where=name,
    )
