"""Add a checksum to the files that wfc writes, and detect whether somebody has changed one.

Text, HTML, JSON and TOML have it at their end, a PDF in a comment after its last line, a Word file or workbook in its
core property `identifier`. It is no signature: whoever changes a file can compute a new one.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

from ..model.archive import BROKEN, PIECE, refuse_bomb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

LENGTH = 16
"""The number of hexadecimal digits of a checksum: as many as of a printed chain head."""
HEXADECIMAL = rb"[0-9a-f]{%d}" % LENGTH
CORE = "docProps/core.xml"
IDENTIFIER = re.compile(rb"<dc:identifier>[^<]*</dc:identifier>|<dc:identifier/>")
PACKED = b"<dc:identifier>wfc:sha256:%s</dc:identifier>"
END_OF_CORE = b"</cp:coreProperties>"
LONGEST_CORE = 1 << 20
END_MARK, END_SIZE = b"PK\x05\x06", 22
"""The first bytes of the last record of a ZIP file, and its size without a comment."""
EPOCH = (1980, 1, 1, 0, 0, 0)
MARKS = {
    "text": (b" [sha256 %s]", rb"\n*"),
    "html": (b"<!-- sha256 %s -->\n", rb""),
    "json": (b',\n  "sha256": "%s"', rb"\n}\n"),
    "toml": (b"# sha256 %s\n", rb""),
    "pdf": (b"\n%%sha256 %s\n", rb""),
}
"""The checksum of each format, and the end of the file that follows it."""
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
"""The format of a file by its suffix."""


def stamped(data: bytes, form: str) -> bytes:
    """Return a file with its checksum, or unchanged if its format has no place for one."""
    if form == "packed":
        return _stamped_packed(data)
    mark, end = MARKS.get(form, (b"", b""))
    found = re.search(end + rb"\Z", data) if mark else None
    return data[: found.start()] + mark % _digest(data) + data[found.start() :] if found else data


def is_untouched(stream: BinaryIO) -> bool:
    """Return whether an open file has a checksum that is right."""
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
    """Return a Word file or workbook with its checksum in the core properties."""
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
    if not data[-END_SIZE:].startswith(END_MARK):  # something follows the ZIP file
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
    """Return the digest of all parts in order, names included, and the core properties without their identifier."""
    digest = hashlib.sha256()
    for part in packed.infolist():
        digest.update(b"%d %s\n" % (len(part.filename.encode()), part.filename.encode()))
        inner = hashlib.sha256()
        with packed.open(part) as stream:
            pieces = iter(lambda: stream.read(PIECE), b"")
            for piece in [IDENTIFIER.sub(b"", stream.read())] if part.filename == CORE else pieces:
                inner.update(piece)
        digest.update(inner.digest())
    return digest.hexdigest()[:LENGTH].encode()
