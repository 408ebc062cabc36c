"""The office of the plays: what stands in every program before a play, the five tasks, and what must stand after."""

from __future__ import annotations

import re
from dataclasses import dataclass

NOW = "2025-01-23 09:00:00"
TODAY, YESTERDAY = "2025-01-23", "2025-01-22"

AREAS = (
    "緑ケ丘・滝坂",
    "若葉・調和",
    "上ノ原・柏野",
    "北ノ台・深大寺",
    "第二・八雲台・国領",
    "染地・杉森・布田",
    "第一・富士見台・多摩川",
    "第三・石原・飛田給",
    "市全域",
    "市外",
    "不明",
)
ROUTES = (
    "本人",
    "家族・親族",
    "近隣住民",
    "民生委員・児童委員",
    "地域包括支援センター",
    "学校",
    "医療機関",
    "行政",
    "社協内部",
    "アウトリーチ先",
    "その他",
    "不明",
)
TOPICS = (
    "病気や健康・障害",
    "住まい",
    "収入・生活費",
    "家賃やローン",
    "税金・公共料金",
    "債務",
    "仕事探し",
    "仕事上の不安・トラブル",
    "地域との関係",
    "家族との関係",
    "子育て",
    "介護",
    "ひきこもり・不登校",
    "DV・虐待",
    "食べるものがない",
    "その他",
)
METHODS = ("電話", "訪問", "来所", "同行", "メール・SNS", "会議", "その他")
CLOSINGS = ("解決", "他機関へのつなぎ", "見守りへ移行", "転出", "死亡", "中断", "その他")
AGENCIES = ("地域包括支援センター", "生活福祉課", "訪問看護ステーション協議会")
COORDINATORS = tuple(f"CSW{number}" for number in range(1, 9))

Fact = tuple[str, ...]
"""("case", number, day, area, route, topic, coordinator), ("contact", number, day, method, agency) or
("closing", number, day, reason)."""

CASES: tuple[Fact, ...] = (
    ("case", "101", "2024-11-05", "緑ケ丘・滝坂", "本人", "住まい", "CSW1"),
    ("case", "102", "2024-11-18", "若葉・調和", "民生委員・児童委員", "介護", "CSW3"),
    ("case", "103", "2024-11-29", "染地・杉森・布田", "行政", "債務", "CSW6"),
    ("case", "104", "2024-12-04", "北ノ台・深大寺", "学校", "子育て", "CSW4"),
    ("case", "105", "2024-12-11", "若葉・調和", "近隣住民", "ひきこもり・不登校", "CSW3"),
    ("case", "106", "2024-12-20", "第三・石原・飛田給", "医療機関", "介護", "CSW8"),
    ("case", "107", "2024-12-24", "若葉・調和", "家族・親族", "介護", "CSW3"),
    ("case", "108", "2025-01-06", "緑ケ丘・滝坂", "民生委員・児童委員", "介護", "CSW1"),
    ("case", "109", "2025-01-08", "若葉・調和", "本人", "仕事探し", "CSW3"),
    ("case", "110", "2025-01-14", "緑ケ丘・滝坂", "本人", "収入・生活費", "CSW1"),
    ("case", "111", "2025-01-17", "上ノ原・柏野", "地域包括支援センター", "住まい", "CSW2"),
    ("case", "112", "2025-01-20", "染地・杉森・布田", "民生委員・児童委員", "債務", "CSW3"),
)
CONTACTS: tuple[Fact, ...] = (
    ("contact", "102", "2024-12-02", "訪問", "地域包括支援センター"),
    ("contact", "105", "2024-12-16", "訪問", "訪問看護ステーション協議会"),
    ("contact", "107", "2025-01-09", "来所", "地域包括支援センター"),
    ("contact", "101", "2025-01-10", "電話", "生活福祉課"),
    ("contact", "107", "2024-12-26", "電話", "生活福祉課"),
    ("contact", "109", "2025-01-15", "電話", "生活福祉課"),
)
"""In the order in which they were recorded: one of case 107 came late."""
CLOSED: tuple[Fact, ...] = (("closing", "104", "2024-12-27", "見守りへ移行"),)
FACTS = frozenset((*CASES, *CONTACTS, *CLOSED))

CASE = "107"


@dataclass(frozen=True)
class Task:
    """What a coordinator does: its name, what it adds to the facts, and what it shows.

    `tells`: words that stand on the screen one behind the other. `counts`: figures, each in a line with its area.
    """

    name: str
    adds: Fact = ()
    tells: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()

    def failed(self, after: frozenset[Fact], screen: str) -> str:
        """What is wrong with what stands now; "" where the task is done and nothing else was changed."""
        wanted = FACTS | {self.adds} if self.adds else FACTS
        if after != wanted:
            return f"too much: {sorted(after - wanted)}, missing: {sorted(wanted - after)}"
        rest = screen
        for word in self.tells:
            found, rest = rest.partition(word)[1:]
            if not found:
                return f"not shown, or not in its order: {word}"
        for area, number in self.counts:
            lines = [line for line in screen.splitlines() if area in line]
            if not any(str(number) in re.findall(r"\d+", line.replace(area, "")) for line in lines):
                return f"not shown: {area} {number}"
        return ""


_COUNTED = {area: sum(case[3] == area and case[2] >= "2025-01-01" for case in CASES) for area in AREAS}

TASKS = (
    Task("new case", ("case", "113", YESTERDAY, "若葉・調和", "民生委員・児童委員", "介護", "CSW3")),
    Task("follow-up", ("contact", CASE, YESTERDAY, "訪問", "地域包括支援センター")),
    Task("close", ("closing", CASE, TODAY, "見守りへ移行")),
    Task("look", tells=("2024-12-24", "2024-12-26", "電話", "2025-01-09", "来所")),
    Task("by area", counts=tuple((area, number) for area, number in _COUNTED.items() if number)),
)
