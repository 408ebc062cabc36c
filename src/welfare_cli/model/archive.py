"""Files of Office are packed XML: whether one would be far more, unpacked, than anybody writes.

Looked at before any reader of the format sees the file, and by what is really in it: what a file says of its own
sizes may be a lie. An office's files need no document types, and so no entities that explode.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from contextlib import contextmanager

from ..errors import Problem, Refused, WfcError
from ..words import _
from . import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 1 << 20
OVERLAP = 1024
"""So many bytes of a piece are looked at again with the next one: what is looked for may lie across both."""
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
    MemoryError,
)
"""What the readers of these formats raise for a file that is cut, overwritten, or lacks a part."""
DECLARED = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)
_SPAN = re.compile(rb"\bgrid(?:Span|Before|After)\b[^>]{0,200}?\bval\s*=\s*[\"']\s*\+?0*(\d+)")
_CONTINUED = re.compile(rb"<(?:\w+:)?vMerge\b")


@contextmanager
def reading_foreign(problem: Problem) -> Iterator[None]:
    """Meet whatever a library raises of a file or text that it cannot make anything of: a problem (4), never a bug.

    A panic of a library that is written in Rust is no `Exception`.
    """
    try:
        yield
    except WfcError:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Refused(problem) from error
        raise


def refuse_bomb(name: str, data: bytes) -> None:
    """Refuse a packed file (4) that is made to fill the memory; `zipfile.BadZipFile`, `zlib.error` for a broken one."""
    for _part, _piece in pieces(name, data):
        pass


def refuse_word_bomb(name: str, data: bytes) -> None:
    """Refuse a Word file (4) that its reader would make far more of: elements without number, cells that span all."""
    tags = continued = spans = 0
    for _part, piece in pieces(name, data):
        tags += piece.count(b"<")
        continued += len(_CONTINUED.findall(piece))
        spans += sum(int(span[:20]) for span in _SPAN.findall(piece))
        if tags > limits.TAGS or continued > limits.CONTINUED or spans > limits.SPANS:
            raise Refused(_too_large(name))


def pieces(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is in a packed file piece by piece, each with its part; `Refused` (4) where it becomes too much.

    A piece begins with the last `OVERLAP` bytes of the one before.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > limits.PARTS:
            raise Refused(_too_large(name))
        if len({part.filename.lower() for part in parts}) < len(parts):  # readers differ in which of two they take
            raise zipfile.BadZipFile(name)
        # Parts may lie over each other in the file, so that the size of each alone says nothing of all of them.
        total = min(limits.UNPACKED, max(2 * limits.PART, limits.RATIO * len(data)))
        for part in parts:
            limit = min(total, max(limits.PART, limits.RATIO * part.compress_size))
            end = b""
            for piece in _unpacked(data, part):
                total -= len(piece)
                limit -= len(piece)
                if limit < 0:
                    raise Refused(_too_large(name))
                whole = end + piece
                if any(word in whole for word in DECLARED):
                    raise Refused(_declared(name))
                yield part.filename, whole
                end = whole[-OVERLAP:]


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what is in a part, however much of it its header admits to."""
    head = data[part.header_offset : part.header_offset + 30]
    if len(head) < 30:
        raise zipfile.BadZipFile(part.filename)
    begin = part.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    rest = memoryview(data)[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(rest[place : place + PIECE]) for place in range(0, len(rest), PIECE))
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        unpacker = zlib.decompressobj(-15)
        for place in range(0, len(rest), PIECE):
            packed: bytes | memoryview = rest[place : place + PIECE]
            while packed and not unpacker.eof:
                yield unpacker.decompress(packed, PIECE)
                packed = unpacker.unconsumed_tail
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
