"""Detect possible personal data in a text: the ledger should have no names, addresses or telephone numbers.

wfc never refuses it and never quotes the text; it only warns of the kind of data. It ignores words with 様 or さん that
are not names (お客様, お母さん, 皆さん).
"""

from __future__ import annotations

import re
import unicodedata

from ..words import N_, _
from .kind import Name, Text
from .notation import LONGEST_TEXT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..errors import Problem
    from .kind import Field

PHONE = re.compile(r"(?<![\d-])0\d{1,4}[-( ]?\d{1,4}[-) ]?\d{3,4}(?![\d-])")
DIGITS_OF_PHONE = (10, 11)
ADDRESS = re.compile(r"[\d一二三四五六七八九十]+(?:丁目|番地)|(?:町|市|区|村)\S{0,12}?\d+-\d+(?:-\d+)?(?!\d)|〒")
BORN = re.compile(
    r"生年月日|(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s?(?:\d{1,2}|元)|\d{4})\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}\s?日?\s?"
    r"(?:生(?:まれ)?|誕生)"
)
CALLED = re.compile(
    r"([一-龥々ヶ𠀀-𪛟]{1,5}|[ァ-ヴー]{2,10}|[ぁ-ん]{2,6}|[A-Za-z]{2,15})[ 　]?"
    r"(さん|さま|くん|ちゃん|(?:様|氏|君)(?![一-龥]))"
)
NOBODY = re.compile(
    r"(?:皆|みな|客|母|父|兄|姉|弟|妹|祖母|祖父|婆|爺|ばあ|じい|かあ|とう|ねえ|にい|はは|ちち|奥|嫁|婿|旦那|主人|夫|妻|"
    r"^子|お子|孫|娘|息子|赤|王|神|仏|親御|嬢|坊|叔父|叔母|伯父|伯母|叔|伯|先生|者|員|長|師|士|医|官|業|屋|店|家|隣|近所|"
    r"本人|患者|方|上|下|左|各|同|両|有|多|異|一|仕|模|外|此|貴|何|どちら|どなた|ヘルパー|ケアマネ|ケアマネジャー|"
    r"ケアマネージャー|スタッフ|ボランティア|オーナー|コーディネーター|サポーター|リーダー|マネージャー|ドクター|ナース|"
    r"たく|お疲れ|ご苦労|いろいろ|さまざ|よう|赤ちゃ)$"
)
PHONE_NUMBER, AN_ADDRESS, DATE_OF_BIRTH, A_NAME = N_("電話番号"), N_("住所"), N_("生年月日"), N_("名前")


def looks_like(text: str) -> list[str]:
    """Return the possible personal data in a text, in the language of the user: 電話番号, 住所, 生年月日, 名前."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub("[‐‒–—―−ー](?=\\d)", "-", plain)
    found = {
        PHONE_NUMBER: any(len(re.sub(r"\D", "", each)) in DIGITS_OF_PHONE for each in PHONE.findall(plain)),
        AN_ADDRESS: ADDRESS.search(plain),
        DATE_OF_BIRTH: BORN.search(plain),
        A_NAME: any(not NOBODY.search(name) for name, _called in CALLED.findall(plain)),
    }
    return [_(each) for each, is_found in found.items() if is_found]


def is_free(field: Field) -> bool:
    """Return whether a field has sentences; names of agencies and partners are none."""
    return isinstance(field.one, Text) and not isinstance(field.one, Name)


def warnings(free: Iterable[Field], cells: Mapping[str, str | Problem]) -> Iterator[str]:
    """Yield a warning for each field whose cell has possible personal data."""
    for field in free:
        text = cells.get(field.name)
        if isinstance(text, str) and 0 < len(text) <= LONGEST_TEXT and (found := looks_like(text)):
            yield _("{label}に、{found}らしい文字があります。名前や連絡先は、台帳に書かないでください。").format(
                label=field.label, found=_("・").join(found)
            )
