"""The words by which a Japanese document is read: units, hedges, comparisons, and what may stand beside a figure.

They are the language of the documents, whatever language the user speaks. Each is a regular expression of words.
"""

from __future__ import annotations

import re

PLACES = ("か所", "カ所", "ヶ所", "ケ所", "ヵ所", "箇所")
SUMS = {"人": ("人", "名"), "円": ("円",)}
"""Those that they write for a sum, by its own unit."""
DIFFERENT = ("人", "名")
"""Those that they write too where each is counted once: 実人数で303名."""
EACH_ONCE = "実"
"""What stands in the unit of a measure that counts each only once."""
COUNTED = r"(?:か所|カ所|ヶ所|ケ所|ヵ所|箇所|件|回|人|名|円)"
FIGURE = re.compile(
    r"(?<![\d.第])(?<!\d,)(\d{1,3}(?:,\d{3})+|\d{1,7}|[一二三四五六七八九十百千]{2,}|[一二三四五六七八九十](?!人)"
    rf"|[二三四五六七八九十])({COUNTED})(?!目|合同|当たり|あたり)"
)
YEN = "円"
PAID = re.compile("(?:交付|補助|助成)(?:決定)?総?額[^、,。]{0,12}$")
"""What stands before an amount of money that is a figure of the report, and not a price or a limit."""
LEADERS = {ord("…"): ":", ord("‥"): ":"}
"""What leads the eye from words to a figure."""
ROW = re.compile(rf"(?:{COUNTED})[)」]?$")
"""How a line ends that has a figure of its own, like the row of a table."""
GOES_ON = re.compile("[ぁ-ん、,。)」増減]")
"""How a line begins that goes on with the one before it."""
THERE = "[がは]"
"""What stands between a figure and an area that it is of: 4件が上ノ原・柏野に集中."""
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
OF = re.compile("の(?!う|み|方|皆|全員)")
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
RECUT = re.compile(r"圏域は、((?:令和|平成)(?:\d+|元)年\d{1,2}月\d{1,2}日)の区割り")
"""In the areas of which day a document says that it counts."""
FIRST_DAY = "1日"
CLAUSE = re.compile("[、,。(!?]")
"""What ends the words that belong to a figure."""
AMONG = "(?:など|等|をはじめ|ほか|といった|や|、)"
"""What stands behind a name that is only one of several."""
PARTS = (
    "[一-龥ァ-ヶー](?:からの|による|に関する|についての|向けの|対象の)"
    "|代の|歳|高齢|男性|女性|児童|障害|外国|自治会|飲食店"
)
"""Words that make of a figure the number of some of what is counted."""
EVERYBODY = "本人|家族|世帯|個人|住民|団体|市民|皆さん|皆様|方々|地域(?:活動|支援)?|活動|事業|多機関"
"""Of whom a consultation may always be."""
HEADING = re.compile(r"[■□●◆◇【#\d(第ⅠⅡⅢ][^。]{2,24}")
"""A line that is the heading of those behind it."""
PAGE_NUMBER = re.compile(r"[-－―ー\s\d]+")
NUMBERING = re.compile(r"^[\d#ivxIVX.)・、-]+")
"""What stands before the words of a heading."""
AMONG_THEM = "うち"
"""What makes of a figure that of a part, which may be an area or a month."""
HEDGES = (
    "目標|要望|希望(?!する|の[方者人])|(?:昨年|前年|去年)(?!の?[0-9一二三四五六七八九十]+月)|来年|次年度|今後|予算|定員|平均|約"
    "|これまでの修了|過去|歴代|およそ|程度|前月|先月|(?<![かカヶケヵ箇])月間|一人|1人あたり|1人当たり"
)
"""Words before a figure that make of it another one than that of the report."""
OF_SOMEBODY = re.compile("[ぁ-ん一-龥]{0,6}?[たる](?:職員|人|方|者|団体|家)")
"""What stands behind a number that tells of somebody: 23回参加した職員."""
OFTEN = re.compile(r"(?:(?<![\d一二三四五六七八九十])[月週]|[毎隔][月週年]|[か箇ヶカ]月|週間)に?$")
"""Words right before a number that say how often something is, and not how many there were."""
WISHES = "検討|計画|方がいい|ほうがいい|方がよい|ではなく|目標|希望|要望|したい|目指|予定し|を予定|程度|以上|近く"
"""Words behind a figure that do so."""
OTHERS = "(?:近隣|隣|隣接|ほか|他)[^、,及]{0,6}[市区町]では|サポーター|研修|セミナー|全国|都内|県内|他市"
"""Words of a sentence that speaks of something else than the work of the office."""
RULES = "未確認|各圏域で[1一]回|数える(?!と)|数え方"
"""Words of a sentence that says how something is counted, and not how much it is."""
COUNTED_AS = re.compile("(?:と|ずつ|として)数え")
"""What stands behind a number that says how something is counted: 合同開催を1回と数えて."""
ASIDE = re.compile(r"\([^()]*\)|(?<=[、,は])[^は]{0,24}?(?:を含め|を除い|[回件]ずつ数え|[回件]と数え)て?[、,]?")
"""What is said beside the matter between the words of a measure and its figure: 前年度からの繰越しを含め."""
LAST_YEAR = "前年同期|昨年同期|前年度同期|前年の同|昨年の同|前年同月|前の年の同|去年の同|一年前の同"
MORE, LESS = (re.compile(f"[のも]?(?:{words})") for words in ("増|多い|多く|上回", "減|少ない|少なく|下回"))
"""What follows a number of which something has become more or less."""
EACH_AREA = "圏域ごと(?!に見|にみ)|各圏域|圏域毎|全圏域で|それぞれの圏域|圏域別に"
CONTINUES = re.compile(
    "^(?:また|なお)?、?(?:[^、,]{0,3}圏域の中で[はも]|(?:圏域|地区)で(?:は|(?:見|み|申し)(?:ると|ますと))"
    "|(?:圏域|地区|月)(?:別|ごと)(?:に|で)?(?:は|(?:見|み)(?:ると|ますと))|なかでも|中でも|最多は|最少は|[こそ]のうち)[、,]?"
)
"""What begins a sentence that goes on with the figure of the one before, for an area or a month."""
MONTH = re.compile(
    r"(?<![\d一二三四五六七八九十])(\d{1,2}|(?!(?<=の)一月)[一二三四五六七八九十]{1,2})月(?=[のはにもが分中、,]|単月|だけ|に)(?!末)"
    "|(師走)"
)
MONTH_NAMED = "12"
"""The month that has a name of its own."""
YEAR = re.compile(r"(令和|平成)(\d+|元)年度")
ELSEWHERE = "会議|講座|研修|参加者|意見|質問|問い合わせ|窓口|事例|要望|^にお|^に関(?!しては)|^につい(?!ては)|^から"
"""What does not stand between the words of a measure and its figure, or the figure is of something else."""
AT = "^で(?!す|計|合計|の)"
"""What stands there where the figure is of something that went on at what is counted: 支援会議では2回."""
FOLLOWED = re.compile("の(?:うち|開催|実施|申請|増|減|立ち上げ|内訳|ほか|実績|新規|相談|見込|予定)")
"""What may follow 「…件の」, if the figure is of what stood before it."""
PLAIN = re.compile(
    r"(?>[件者人回総]数|総数|合計|累計|全部|全体|通算|全て|合同|開催|実施|立ち上げ|受付|受理|申請|対応|支援|連携|訪問|実績|現在|時点"
    r"|年末|月末|今回|本市|当市|今年度?|本年度?|当年度?|年度|同年|期間|職員|圏域|案件|相談|新規|ケース|世帯|個人"
    r"|[一二三四五六七八九十\d]+(?:か月|ヶ月|カ月|年|月|日|期[生目]?|圏域)(?:末|間|現在|時点|分)?"
    r"|[生者数件計延]|[*|:「」()、,・～~-]|[ぁ-ん]|[一-龥](?=[ぁ-ん]))*+"
)
"""What stands between the words of a measure and its figure where there is no doubt that it is the figure of them."""
