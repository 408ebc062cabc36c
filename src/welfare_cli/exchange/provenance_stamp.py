"""Of which state of a ledger a file was made that wfc has written: it prints the entry number and the chain."""

from __future__ import annotations

import io
import re
import zipfile

from ..errors import Refused
from ..model.archive import BROKEN, refuse_bomb
from ..words import N_, in_every_language
from .document_text import read_document

HEAD = N_("台帳: 記入番号 {number}、連鎖 {chain}")
"""How a file prints of which state of the ledger it was made."""
MADE_ON = N_("作成日")
"""What stands before the day on which a document was made."""
OF_JSON = r'"entry":(\d+),"chain_head":"([0-9a-f]{16})'
TAG = re.compile(r"<[^>]*>")


def printed_in(name: str, data: bytes) -> tuple[int, str, str] | None:
    """The entry number, the beginning of the chain and the day, "" where there is none, on which it was made.

    None where a file prints no entry number.
    """
    try:
        text = _close(_packed(name, data) if data.startswith(b"PK\x03\x04") else _lines(name, data))
    except Refused:
        return None
    heads = [re.escape(_close(each)) for each in in_every_language(HEAD)]
    heads = [each.replace(r"\{number\}", r"(\d+)").replace(r"\{chain\}", "([0-9a-f]{16})") for each in heads]
    head = next(filter(None, (re.search(each, text) for each in (*heads, OF_JSON))), None)
    days = "|".join(map(_close, in_every_language(MADE_ON)))
    made = re.search(rf"(?:{days})\W{{0,6}}(\d{{4}}-\d\d-\d\d)", text)
    return (int(head.group(1)), head.group(2), made.group(1) if made else "") if head else None


def _close(text: str) -> str:
    """A text without white space: lines are broken anywhere."""
    return "".join(text.split())


def _lines(name: str, data: bytes) -> str:
    return "\n".join(line.text for line in read_document(name, data))


def _packed(name: str, data: bytes) -> str:
    """All the text of a Word file or a workbook."""
    try:
        refuse_bomb(name, data)
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [packed.read(each) for each in packed.namelist() if each.endswith(".xml")]
    except BROKEN:
        return ""
    return "\n".join(TAG.sub(" ", part.decode("utf-8", "replace")) for part in parts)
