"""A stamp in a file that wfc writes: the digest of all the rest, by which wfc knows that nobody has changed it.

Text, pages, JSON and TOML have it at their end, a PDF in a comment behind its last line, a Word file or workbook in
its core property `identifier`. It proves nothing to anybody else: whoever changes a file can stamp it again.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

from ..model.archive import BROKEN, PIECE, refuse_bomb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

LENGTH = 16
"""The hexadecimal digits of the SHA-256 that a stamp keeps: as many as a printed chain head."""
HEXADECIMAL = rb"[0-9a-f]{%d}" % LENGTH
CORE = "docProps/core.xml"
IDENTIFIER = re.compile(rb"<dc:identifier>[^<]*</dc:identifier>|<dc:identifier/>")
PACKED = b"<dc:identifier>wfc:sha256:%s</dc:identifier>"
END_OF_CORE = b"</cp:coreProperties>"
LONGEST_CORE = 1 << 20
END_MARK, END_SIZE = b"PK\x05\x06", 22
"""How the last record of a packed file begins, and its size without a comment."""
EPOCH = (1980, 1, 1, 0, 0, 0)
MARKS = {
    "text": (b" [sha256 %s]", rb"\n*"),
    "html": (b"<!-- sha256 %s -->\n", rb""),
    "json": (b',\n  "sha256": "%s"', rb"\n}\n"),
    "toml": (b"# sha256 %s\n", rb""),
    "pdf": (b"\n%%sha256 %s\n", rb""),
}
"""The stamp of each form, and before which end of the file it is put."""
ENDINGS = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".json": "json",
    ".toml": "toml",
    ".pdf": "pdf",
    ".docx": "packed",
    ".xlsx": "packed",
}
"""The form of a file by the ending of its name."""


def stamped(data: bytes, form: str) -> bytes:
    """A file with its stamp; as it is, where its form has no room for one."""
    if form == "packed":
        return _stamped_packed(data)
    if form not in MARKS:
        return data
    mark, end = MARKS[form]
    found = re.search(end + rb"\Z", data)
    if found is None:
        return data
    place = found.start()
    return data[:place] + mark % _digest(data) + data[place:]


def is_untouched(stream: BinaryIO) -> bool:
    """Whether an open file has a stamp, and is what was stamped."""
    data = stream.read()
    if data.startswith(b"PK\x03\x04"):
        return _is_untouched_packed(data)
    for mark, end in MARKS.values():
        before, after = map(re.escape, (mark % b"\0").split(b"\0"))
        found = re.search(before + rb"(" + HEXADECIMAL + rb")" + after + rb"(?=" + end + rb"\Z)", data)
        if found:
            return _digest(data[: found.start()] + data[found.end() :]) == found[1]
    return False


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest()[:LENGTH].encode()


def _stamped_packed(data: bytes) -> bytes:
    """A Word file or workbook with its stamp, its core properties behind all the rest."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as again:
        if CORE not in packed.namelist():
            return data
        digest = _digest_of_parts(packed)
        for part in packed.infolist():
            entry = zipfile.ZipInfo(part.filename, EPOCH)
            entry.compress_type, entry.external_attr = part.compress_type, part.external_attr
            content = packed.read(part)
            if part.filename == CORE:
                content = IDENTIFIER.sub(b"", content).replace(END_OF_CORE, PACKED % digest + END_OF_CORE)
            again.writestr(entry, content)
    return stream.getvalue()


def _is_untouched_packed(data: bytes) -> bool:
    if not data[-END_SIZE:].startswith(END_MARK):  # something was put behind it
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if packed.getinfo(CORE).file_size > LONGEST_CORE:
                return False
            found = re.search(PACKED % (rb"(" + HEXADECIMAL + rb")"), packed.read(CORE))
            if found is None:
                return False
            refuse_bomb("", data)
            return _digest_of_parts(packed) == found[1]
    except BROKEN:
        return False


def _digest_of_parts(packed: zipfile.ZipFile) -> bytes:
    """The digest of every part in its order, its name included; of the core properties without their identifier."""
    digest = hashlib.sha256()
    for part in packed.infolist():
        digest.update(b"%d %s\n" % (len(part.filename.encode()), part.filename.encode()))
        inner = hashlib.sha256()
        for piece in [IDENTIFIER.sub(b"", packed.read(part))] if part.filename == CORE else _pieces(packed, part):
            inner.update(piece)
        digest.update(inner.digest())
    return digest.hexdigest()[:LENGTH].encode()


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with packed.open(part) as stream:
        while piece := stream.read(PIECE):
            yield piece
