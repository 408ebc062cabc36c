"""Refuse decompression bombs: files of Office, which are ZIP files, that expand to far more than anybody writes.

The check runs before any reader of the format sees the file, and decompresses it: the sizes that a file declares may be
wrong. It also refuses document types, which no file of an office needs, and with them exponential entities.
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
"""The number of bytes that two pieces share: a match may span both."""
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
"""What readers of these formats raise for a file that is truncated, overwritten or incomplete."""
DECLARED = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)
_SPAN = re.compile(rb"\bgrid(?:Span|Before|After)\b[^>]{0,200}?\bval\s*=\s*[\"']\s*\+?0*(\d+)")
_CONTINUED = re.compile(rb"<(?:\w+:)?vMerge\b")


@contextmanager
def reading_foreign(problem: Problem) -> Iterator[None]:
    """Raise `Refused` (4) for whatever a library raises about a file that it cannot read.

    The panic of a library in Rust is not an `Exception`.
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
    """Refuse a decompression bomb (4); raise `zipfile.BadZipFile` or `zlib.error` for a damaged file."""
    for _part, _piece in pieces(name, data):
        pass


def refuse_word_bomb(name: str, data: bytes) -> None:
    """Refuse a Word file (4) that its reader would expand: too many elements, cells with too many columns."""
    tags = continued = spans = 0
    for _part, piece in pieces(name, data):
        tags += piece.count(b"<")
        continued += len(_CONTINUED.findall(piece))
        spans += sum(int(span[:20]) for span in _SPAN.findall(piece))
        if tags > limits.TAGS or continued > limits.CONTINUED or spans > limits.SPANS:
            raise Refused(_too_large(name))


def pieces(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the content of a ZIP file in pieces, each with the name of its part; `Refused` (4) above the limits.

    A piece begins with the last `OVERLAP` bytes of the previous one.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > limits.PARTS:
            raise Refused(_too_large(name))
        if len({part.filename.lower() for part in parts}) < len(parts):  # readers differ in which of two they read
            raise zipfile.BadZipFile(name)
        # Parts may overlap in the file, so a limit for each part does not limit the total.
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
    """Yield the content of a part, whatever size its header declares."""
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
    """Return the problem of a ZIP file that would exhaust the memory."""
    return Problem(
        "file-unreadable",
        _("ほどくと大きくなりすぎます。"),
        _("どこから届いたファイルか確かめてください。自分で作ったものなら、Excel や Word で保存し直してください。"),
        where=name,
    )


def _declared(name: str) -> Problem:
    """Return the problem of a ZIP file with a document type."""
    return Problem(
        "file-unreadable",
        _("中に、文書型の宣言（DOCTYPE）があります。"),
        _("どこから届いたファイルか確かめてください。自分で作ったものなら、Excel や Word で保存し直してください。"),
        where=name,
    )
