"""What looks as if it named a person, and what does not."""

from __future__ import annotations

import pytest

from welfare_cli.model.privacy import looks_like


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("042-481-7693 に電話", ["電話番号"]),
        ("０９０－１２３４－５６７８へ", ["電話番号"]),
        ("090 1234 5678", ["電話番号"]),
        ("田中様から", ["名前"]),
        ("たなかさん", ["名前"]),
        ("鈴木さん宅へ訪問", ["名前"]),
        ("佐藤 氏", ["名前"]),
        ("タロウくん", ["名前"]),
        ("花子ちゃん", ["名前"]),
        ("小島町2丁目36番地", ["住所"]),
        ("調布市小島町２－３６－１", ["住所"]),
        ("昭和23年4月5日生まれ", ["生年月日"]),
        ("S23.4.5生", ["生年月日"]),
        ("田中さん（昭和23年4月5日生）042-481-7693", ["電話番号", "生年月日", "名前"]),
    ],
)
def test_what_names_a_person_is_told(text: str, found: list[str]) -> None:
    """Telephone numbers, addresses, dates of birth and names, in any width."""
    assert looks_like(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *(
            "ケアマネさんと",
            "お母さんが",
            "皆様へ",
            "お子さんの不登校",
            "多様な相談",
            "同様の",
            "仕様",
            "様子を見る",
            "氏名不詳",
        ),
        *(
            "大家さん",
            "お隣さん",
            "民生委員さん",
            "赤ちゃん",
            "模様替え",
            "たくさんの荷物",
            "皆さん",
            "利用者さん",
            "お客様",
        ),
        *(
            "2024-12-31 10:30",
            "令和6年度に3回",
            "C-00012",
            "第三・石原・飛田給",
            "100,000円",
            "8050問題",
            "10:00-12:00",
            "",
        ),
    ],
)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    """Mothers, visitors, days, refs and areas are nobody's name, address or number."""
    assert looks_like(text) == []
