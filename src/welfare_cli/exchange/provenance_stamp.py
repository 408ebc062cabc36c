"""Read the provenance stamp of a file that wfc wrote: the entry number and chain head of its ledger."""

from __future__ import annotations

import io
import re
import zipfile

from ..errors import Refused
from ..model.archive import BROKEN, refuse_bomb
from ..words import N_, in_every_language
from .document_text import read_document

HEAD = N_("台帳: 記入番号 {number}、連鎖 {chain}")
"""The provenance stamp as a file prints it."""
MADE_ON = N_("作成日")
"""The label of the day on which a document was made."""
OF_JSON = r'"entry":(\d+),"chain_head":"([0-9a-f]{16})'
TAG = re.compile(r"<[^>]*>")


def printed_in(name: str, data: bytes) -> tuple[int, str, str] | None:
    """Return the entry number, the chain head and the day ("" if none) of a file; None if it has no stamp."""
    try:
        packed = data.startswith(b"PK\x03\x04")
        text = _close(_packed(name, data) if packed else "".join(each.text for each in read_document(name, data)))
    except Refused:
        return None
    heads = [re.escape(_close(each)) for each in in_every_language(HEAD)]
    heads = [each.replace(r"\{number\}", r"(\d+)").replace(r"\{chain\}", "([0-9a-f]{16})") for each in heads]
    head = next(filter(None, (re.search(each, text) for each in (*heads, OF_JSON))), None)
    days = "|".join(map(_close, in_every_language(MADE_ON)))
    made = re.search(rf"(?:{days})\W{{0,6}}(\d{{4}}-\d\d-\d\d)", text)
    return (int(head.group(1)), head.group(2), made.group(1) if made else "") if head else None


def _close(text: str) -> str:
    """Remove white space: a line may break anywhere."""
    return "".join(text.split())


def _packed(name: str, data: bytes) -> str:
    """Return all the text of a Word file or workbook, "" if it cannot be read."""
    try:
        refuse_bomb(name, data)
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [packed.read(each) for each in packed.namelist() if each.endswith(".xml")]
    except BROKEN:
        return ""
    return "\n".join(TAG.sub(" ", part.decode("utf-8", "replace")) for part in parts)
