"""The words by which a Japanese document is read: units, hedges, comparisons, and what may stand beside a figure.

They are the language of the documents, whatever language the user speaks. Each is a regular expression of words.
"""

from __future__ import annotations

import re

PLACES = ("か所", "カ所", "ヶ所", "ケ所", "ヵ所", "箇所")
UNITS = {
    "case": ("件",),
    "contact": ("件",),
    "closing": ("件",),
    "meeting": ("件", "回"),
    "activity": ("件", "回"),
    "venue": ("件", *PLACES),
    "enrolment": ("人", "名"),
    "grant": ("件",),
}
"""The units that people write for what is counted, by the kind of record."""
COUNTED = r"(?:か所|カ所|ヶ所|ケ所|ヵ所|箇所|件|回|人|名)"
FIGURE = re.compile(
    rf"(?<![\d.,第])(\d{{1,3}}(?:,\d{{3}})+|\d+|[一二三四五六七八九十百千]{{2,}})({COUNTED})(?!目|合同|当たり|あたり)"
)
KANJI = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "百": 100,
    "千": 1000,
}
BULLETS = "⇒・●○■□◆◇※*-|#→►▶"
TURNS = "⇒※"
"""Bullets that begin a new statement in the middle of a line, too."""
BEGINS = re.compile(r"\(成果\)|【|注\d")
"""What begins a new statement at the beginning of a line."""
STOP = "。"
OF = re.compile("の(?!う)")
"""What stands between a figure and what it is a number of: 322件の新規個別相談."""
SUBJECT = ("は", "が", ":", "数")
"""What ends the words before a figure where they say what it is the number of."""
SHORT = re.compile("^(?:機能|新規)")
"""What people leave out of the words of a list: 拡充 of 機能拡充."""
DATED = re.compile(r"((?:(?:令和|平成)(?:\d+|元)|\d{4})年\d{1,2}月)(?:末|(\d{1,2}日)(?:現在|時点))")
"""The month and day of which a document says that it is."""
SPANNED = re.compile(
    r"((?:(?:令和|平成)(?:\d+|元)|\d{4})年)4月(?:1日)?(?:から|[~〜～-])(?:同年)?(\d{1,2}月)(?:末|(\d{1,2}日))(?:まで)?"
)
"""The year, month and day up to which a document says that its figures run: 令和6年4月から12月末まで."""
FIRST_DAY = "1日"
CLAUSE = re.compile("[、,。(]")
"""What ends the words that belong to a figure."""
PAGE_NUMBER = re.compile(r"[-－―ー\s\d]+")
NUMBERING = re.compile(r"^[\d#ivxIVX.)・、-]+")
"""What stands before the words of a heading."""
HEDGES = (
    "うち|目標|要望|希望|昨年|前年|去年|来年|次年度|今後|予算|定員|平均|約|およそ|程度|前月|先月|月間|一人|1人あたり"
)
"""Words before a figure that make of it another one than that of the report."""
WISHES = "方がいい|ほうがいい|方がよい|ではなく|目標|希望|要望|したい|目指|予定し|を予定|程度|以上|近く"
"""Words behind a figure that do so."""
OTHERS = "サポーター|研修|セミナー|全国|都内|県内|他市"
"""Words of a sentence that speaks of something else than the work of the office."""
RULES = "未確認|数える|数え方"
"""Words of a sentence that says how something is counted, and not how much it is."""
COUNTED_AS = re.compile("(?:と|ずつ|として)数え")
"""What stands behind a number that says how something is counted: 合同開催を1回と数えて."""
ASIDE = re.compile(r"\([^()]*\)|(?<=[、,は])[^は]{0,24}?(?:を含め|を除い|[回件]ずつ数え|[回件]と数え)て?[、,]?")
"""What is said beside the matter between the words of a measure and its figure: 前年度からの繰越しを含め."""
LAST_YEAR = "前年同期|昨年同期|前年度同期|前年の同|昨年の同|前年同月"
MORE, LESS = (re.compile(f"[のも]?(?:{words})") for words in ("増|多い|多く|上回", "減|少ない|少なく|下回"))
"""What follows a number of which something has become more or less."""
EACH_AREA = "圏域ごと|各圏域|圏域毎|全圏域で|それぞれの圏域|圏域別に"
CONTINUES = re.compile(
    "(?:[^、,]{0,3}圏域の中で[はも]|(?:圏域|月)別に?(?:では|は|みると|見ると)|なかでも|中でも|[こそ]のうち)[、,]?"
)
"""What begins a sentence that goes on with the figure of the one before, for an area or a month."""
PARTLY = ("のうち", "のうち、", "のうち,")
"""Those of them behind which a number may be that of a part of a part."""
MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?=[のはにもが分中、,]|単月|だけ|に)(?!末)")
YEAR = re.compile(r"(令和|平成)(\d+|元)年度")
ELSEWHERE = (
    "相談|会議|講座|研修|参加|意見|声|質問|問い合わせ|窓口|事例|団体|の場"
    "|^で(?!す|計|合計)|^にお|^に関(?!しては)|^につい(?!ては)|^から"
)
"""What does not stand between the words of a measure and its figure, or the figure is of something else."""
FOLLOWED = re.compile("の(?:うち|開催|実施|申請|増|減|立ち上げ|内訳|ほか|実績|新規|相談|見込|予定)")
"""What may follow 「…件の」, if the figure is of what stood before it."""
PLAIN = re.compile(
    r"(?:[*|:「(、,・]|生|者|げ|がった|しました|件数|者数|人数|回数|数|の(?:開催|実施|立ち上げ|受付|申請|対応|支援|連携|実績)"
    r"|対応|連携|訪問|実績|は|が|も|を|の|計|合計|[合併]わせて|あわせて|全部で|年|延べ|累計|総数|現在|については|に関しては|には|職員"
    r"|の数では|の案件|た(?:もの|相談|方)|ている?(?:もの|方|人)|いる(?:もの|方|人)|(?:この)?\d+か月(?:間)?で|期間中に"
    r"|(?:圏域ごと|各圏域|圏域毎)(?:に|で)?)*"
)
"""What stands between the words of a measure and its figure where there is no doubt that it is the figure of them."""
