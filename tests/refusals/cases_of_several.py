"""Every rule that records break together: a case with its closings and contacts, tallies, refs, rows of files."""

from __future__ import annotations

from datetime import date

from tests.refusals.met import Met
from tests.workbooks import workbook
from welfare_cli.exchange.form_lists import FormLists

CASE = "case add --kind individual --received-on 2024-05-01 --area 若葉・調和 --topic 住まい"
CLOSED = f"{CASE}\ncase close C-1 --on 2024-06-01 --closing 解決"
REOPENED = f"{CLOSED}\ncase reopen C-1 --on 2024-07-01"
TALLY = "tally add --measure new_individual --number 5"
HEADINGS = ["kind", "received_on", "area", "age_band"]

SEVERAL = (
    # -- a case with its closings and contacts
    Met(
        "main-topic-not-a-topic",
        ("主たる課題が、課題の中にありません。", "課題の中から"),
        command=f"{CASE} --main-topic 介護",
        files={"cases.csv": "kind,received_on,area,topics,main_topic\nindividual,2024-05-01,市外,住まい;子育て,介護\n"},
        at="cases.csv 2行目 列「main_topic」",
    ),
    Met(
        "closing-incomplete",
        ("終結日がありますが、終結理由がありません。", "両方とも"),
        command=f"{CASE} --closed-on 2024-06-01",
        files={"cases.csv": "kind,received_on,area,closed_on,closing\nindividual,2024-05-01,市外,2024-06-01,\n"},
        at="cases.csv 2行目 列「closing」",
    ),
    Met(
        "closing-before-reception",
        ("終結日 2024-04-30 は受付日 2024-05-01 より前です。", "受付日以降の日付"),
        before=CASE,
        command="case close C-1 --on 2024-04-30 --closing 解決",
        files={"closings.csv": "case,closed_on,closing,reopened_on\nC-00001,2024-04-30,解決,\n"},
        at="closings.csv 2行目 列「closed_on」",
    ),
    Met(
        "closed-while-closed",
        ("相談 C-00001 は 2024-06-01 に終結しています。", "wfc case edit", "wfc case reopen"),
        before=CLOSED,
        command="case close C-1 --on 2024-06-10 --closing 転出",
        files={"closings.csv": "case,closed_on,closing,reopened_on\nC-00001,2024-06-10,転出,\n"},
        at="closings.csv 2行目 列「closed_on」",
    ),
    Met(
        "reopened-while-open",
        ("相談 C-00001 は終結していません。", "再開できるのは"),
        before=CASE,
        command="case reopen C-1 --on 2024-06-10",
    ),
    Met(
        "complex-before-reception",
        ("複合課題把握日 2024-04-30 は受付日 2024-05-01 より前です。", "受付日以降の日付"),
        command=f"{CASE} --complex-since 2024-04-30",
        files={"cases.csv": "kind,received_on,area,complex_since\nindividual,2024-05-01,市外,2024-04-30\n"},
        at="cases.csv 2行目 列「complex_since」",
    ),
    Met(
        "complex-after-closing",
        ("複合課題把握日 2024-06-02 は終結日 2024-06-01 より後です。", "終結日以前の日付"),
        command=f"{CASE} --closed-on 2024-06-01 --closing 解決 --complex-since 2024-06-02",
        files={
            "cases.csv": "kind,received_on,area,complex_since,closed_on,closing\n"
            "individual,2024-05-01,市外,2024-06-02,2024-06-01,解決\n"
        },
        at="cases.csv 2行目 列「complex_since」",
    ),
    Met(
        "contact-before-reception",
        ("支援対応の日付 2024-04-30 は、相談 C-00001 の受付日 2024-05-01 より前です。", "日付か相談番号を"),
        before=CASE,
        command="contact add --case C-1 --date 2024-04-30",
        files={"contacts.csv": "case,date\nC-00001,2024-04-30\n"},
        at="contacts.csv 2行目 列「date」",
    ),
    Met(
        "contact-after-closing",
        ("支援対応の日付 2024-06-02 は、相談 C-00001 の終結日 2024-06-01 より後です。", "wfc case reopen"),
        before=CLOSED,
        command="contact add --case C-1 --date 2024-06-02",
        files={"contacts.csv": "case,date\nC-00001,2024-06-02\n"},
        at="contacts.csv 2行目 列「date」",
    ),
    Met(
        "contact-while-closed",
        ("支援対応の日付 2024-06-15 には、相談 C-00001 は終結中です（2024-06-01 終結、2024-07-01 再開）。", "再開日"),
        before=REOPENED,
        command="contact add --case C-1 --date 2024-06-15",
        files={"contacts.csv": "case,date\nC-00001,2024-06-15\n"},
        at="contacts.csv 2行目 列「date」",
    ),
    Met(
        "transfer-before-reception",
        ("引き継ぎ日 2024-05-01 は、相談 C-00001 の受付日 2024-05-01 より後ではありません。", "wfc case edit"),
        before=CASE,
        command="transfer add --case C-1 --on 2024-05-01 --coordinator 鈴木",
        files={"transfers.csv": "case,on,coordinator\nC-00001,2024-05-01,鈴木\n"},
        at="transfers.csv 2行目 列「on」",
    ),
    Met(
        "transfer-while-closed",
        ("引き継ぎ日 2024-06-15 には、相談 C-00001 は終結しています（2024-06-01 終結）。", "wfc transfer void"),
        before=REOPENED,
        command="transfer add --case C-1 --on 2024-06-15 --coordinator 鈴木",
        files={"transfers.csv": "case,on,coordinator\nC-00001,2024-06-15,鈴木\n"},
        at="transfers.csv 2行目 列「on」",
    ),
    Met(
        "transfer-twice",
        ("相談 C-00001 の 2024-05-20 の引き継ぎは、もうあります。", "wfc transfer edit C-00001/2024-05-20"),
        before=f"{CASE}\ntransfer add --case C-1 --on 2024-05-20 --coordinator 鈴木",
        command="transfer add --case C-1 --on 2024-05-20 --coordinator 佐藤",
    ),
    Met(
        "transfer-changes-nothing",
        ("相談 C-00001 は 2024-05-20 に、もうその担当・圏域です。", "新しい担当か圏域"),
        before=CASE,
        command="transfer add --case C-1 --on 2024-05-20 --area 若葉・調和",
        files={"transfers.csv": "case,on,area\nC-00001,2024-05-20,若葉・調和\n"},
        at="transfers.csv 2行目 列「area」",
    ),
    Met(
        "since-when",
        (
            "相談 C-00001: 圏域 若葉・調和 → 市外。いつから変わったのかが分かりません。",
            "--changed-since",
            "--correction",
        ),
        before=CASE,
        command="case edit C-1 --area 市外",
        files={"cases.csv": "ref,kind,received_on,area\nC-00001,individual,2024-05-01,市外\n"},
        at="cases.csv 2行目",
    ),
    Met(
        "handed-over-later",
        ("相談 C-00001 には、2024-05-20 よりあとの引き継ぎ C-00001/2024-06-20 があります。", "wfc transfer edit"),
        before=f"{CASE}\ntransfer add --case C-1 --on 2024-06-20 --area 不明",
        command="case edit C-1 --area 市外 --changed-since 2024-05-20",
        files={"cases.csv": "ref,kind,received_on,area\nC-00001,individual,2024-05-01,市外\n"},
        reads="import --changed-since 2024-05-20",
        at="cases.csv 2行目",
    ),
    # -- tallies
    Met(
        "tally-parts-exceed",
        ("相談経路ごとの数を足すと 8 で、合計の 5 より多くなります。", "内訳か合計"),
        before=f"{TALLY} --month 2022-04",
        command="tally add --measure new_individual --month 2022-04 --axis route --value 本人 --number 8",
        files={"tallies.csv": "measure,month,axis,value,number\nnew_individual,2022-04,相談経路,本人,8\n"},
        at="tallies.csv 2行目 列「number」",
    ),
    Met(
        "tally-period",
        ("年月と年度の、どちらか一つだけを指定してください。", "もう一方は空に"),
        command=f"{TALLY} --month 2022-04 --fiscal-year 2022",
        files={"tallies.csv": "measure,month,fiscal_year,number\nnew_individual,,,5\n"},
        at="tallies.csv 2行目 列「month」",
    ),
    Met(
        "tally-twice",
        ("同じ項目・期間・圏域の過年度集計 T-00001 があります。", "どちらか一方だけ"),
        before=f"{TALLY} --month 2022-04",
        command=f"{TALLY} --month 令和4年4月",
        files={"tallies.csv": "measure,month,number\nnew_individual,2022/4,7\n"},
        at="tallies.csv 2行目 列「measure」",
    ),
    Met(
        "tally-area-or-city",
        ("同じ項目・期間の T-00001 と、圏域別か市全体かが異なります。", "どちらか一方だけ"),
        before=f"{TALLY} --month 2022-04",
        command=f"{TALLY} --month 2022-04 --area 若葉・調和",
        files={"tallies.csv": "measure,month,area,number\nnew_individual,2022-04,若葉・調和,7\n"},
        at="tallies.csv 2行目 列「measure」",
    ),
    Met(
        "tally-month-or-year",
        ("同じ項目・年度の T-00001 と、月別か年度計かが異なります。", "どちらか一方だけ"),
        before=f"{TALLY} --month 2023-03",
        command=f"{TALLY} --fiscal-year 2022",
        files={"tallies.csv": "measure,fiscal_year,number\nnew_individual,令和4年度,7\n"},
        at="tallies.csv 2行目 列「measure」",
    ),
    Met(
        "tally-after-begin",
        ("2022-10-01 から記録を数えるので、その月や、その月を含む年度の過年度集計は", "2022-09 までの月ごとの数を"),
        before="records_begin 2022-10-01",
        command=f"{TALLY} --fiscal-year 2022",
        files={"tallies.csv": "measure,month,number\nnew_individual,2022-10,7\n"},
        at="tallies.csv 2行目 列「month」",
    ),
    # -- refs, and what stands already
    Met(
        "same-ref-twice",
        ("整理番号「C-9」が二度あります（先のものは cases.csv 2行目）。", "どちらか一方を消す"),
        files={
            "cases.csv": "ref,kind,received_on,area\nC-9,individual,2024-05-01,市外\nC-9,individual,2024-05-02,市外\n"
        },
        at="cases.csv 3行目 列「ref」",
    ),
    Met(
        "ref-taken",
        ("整理番号 C-1 の相談は、既に台帳にあります。", "別の番号", "wfc case edit"),
        before=CASE,
        command=f"{CASE} --ref C-1",
    ),
    Met(
        "ref-unusable",
        ("整理番号", "C 9", "は使えません。", "空白"),
        command=f"{CASE} --ref 'C 9'",
        files={"cases.csv": "ref,kind,received_on,area\nC 9,individual,2024-05-01,市外\n"},
        at="cases.csv 2行目 列「ref」",
    ),
    Met(
        "still-pointed-to",
        ("相談 C-00001 には 支援対応 F-00001 がひもづいているので", "先にそれらの記録を取り消す"),
        before=f"{CASE}\ncontact add --case C-1 --date 2024-06-01",
        command="case void C-1 --why 重複",
    ),
    Met(
        "changed-row",
        ("相談 C-00001 が台帳と異なります: 相談経路 （空） → 本人", "--update"),
        before=CASE,
        files={"cases.csv": "ref,kind,received_on,area,route\nC-00001,individual,2024-05-01,若葉・調和,本人\n"},
        at="cases.csv 2行目",
    ),
    Met(
        "depended-on",
        ("記入 97: 相談 C-00001 には、そのあとの記入 98 があります。", "wfc undo 98"),
        before=f"{CASE}\ncase edit C-1 --area 市外 --correction",
        command="undo 97 --yes",
    ),
    Met(
        "already-undone",
        ("もう元に戻されています（記入番号 98）。", "wfc undo 98"),
        before=f"{CASE}\nundo --yes",
        command="undo 97 --yes",
    ),
    Met(
        "not-to-be-undone",
        ("記入番号 1 は、元に戻せません。", "wfc profile apply"),
        command="undo 5 --yes",
    ),
    Met(
        "dated-before",
        ("報告日 2024-12-01 が、基準日 2024-12-31 より前です。", "基準日かそれより後の日"),
        command="publish 年末 --as-of 2024-12-31 --date 2024-12-01",
    ),
    Met(
        "unconfirmed",
        ("まだ元に戻していません。", "--yes"),
        before=CASE,
        command="undo",
    ),
    Met(
        "already-void",
        ("相談 C-00001 は取り消されています。", "新しく記録"),
        before=f"{CASE}\ncase void C-1 --why 重複",
        command="case void C-1 --why もう一度",
    ),
    Met(
        "already-closed",
        ("居場所 V-00001 には、もう終了日 2024-06-01 があります。", "wfc venue edit V-00001"),
        before="venue add --name 家 --area 市外 --launched-on 2024-04-01\nvenue close V-1 --on 2024-06-01",
        command="venue close V-1 --on 2024-07-01",
    ),
    Met(
        "nothing-to-change",
        ("相談 C-00001 は、もうそのとおりになっています。", "変える項目"),
        before=CASE,
        command="case edit C-1 --area 若葉・調和 --correction",
    ),
    Met(
        "nothing-to-erase",
        ("C-00001 に、消去する本文はありません。", "もう消去"),
        before=CASE,
        command="erase C-1 --why 申し出 --yes",
    ),
    # -- files
    Met(
        "unknown-heading",
        ("見出し", "相談径路", "は相談の項目ではありません。", "近いもの: 相談経路"),
        files={"cases.csv": "kind,received_on,area,相談径路\nindividual,2024-05-01,市外,本人\n"},
        at="cases.csv",
    ),
    Met(
        "heading-twice",
        ("見出し", "圏域", "が二つあります。", "どちらか一方の列"),
        files={"cases.csv": "kind,received_on,area,圏域\nindividual,2024-05-01,市外,市外\n"},
        at="cases.csv",
    ),
    Met(
        "heading-missing",
        ("必須の見出し「圏域」がありません。", "1行目", "圏域（area）"),
        files={"cases.csv": "kind,received_on\n"},
        at="cases.csv",
    ),
    Met(
        "cells-beyond-headings",
        ("見出しのない列（4 列目）に値があります。", "列がずれていないか"),
        files={"cases.csv": "kind,received_on,area\nindividual,2024-05-01,市外,本人\n"},
        at="cases.csv 2行目",
    ),
    Met(
        "record-above-headings",
        ("見出しの行（2行目）より上に、記録のような行があります。", "いちばん上に"),
        files={"cases.csv": "individual,2024-05-01,市外\nkind,received_on,area\n"},
        at="cases.csv 1行目",
    ),
    Met(
        "turned-into-a-day",
        ("年代: セルが日付（2024-05-10）になっています。", "「文字列」"),
        files={
            "book.xlsx": workbook({"cases": [HEADINGS, ["individual", date(2024, 5, 1), "市外", date(2024, 5, 10)]]})
        },
        at="book.xlsx「cases」2行目 D列「age_band」",
    ),
    Met(
        "day-without-format",
        ("受付日: 日付ではなく、数（45413）が入っています。", "セルの書式を「日付」に"),
        files={"book.xlsx": workbook({"cases": [HEADINGS, ["individual", 45413, "市外"]]})},
        at="book.xlsx「cases」2行目 B列「received_on」",
    ),
    Met(
        "cell-error",
        ("圏域: 計算の誤り「#REF!」になっています。", "もとの値や数式"),
        files={"book.xlsx": workbook({"cases": [HEADINGS, ["individual", date(2024, 5, 1), "#REF!"]]})},
        at="book.xlsx「cases」2行目 C列「area」",
    ),
    Met(
        "formula-without-result",
        ("圏域: 数式の計算結果が、ファイルに入っていません。", "値に置きかえて"),
        files={"book.xlsx": workbook({"cases": [HEADINGS, ["individual", date(2024, 5, 1), "=A1"]]})},
        at="book.xlsx「cases」2行目 C列「area」",
    ),
    Met(
        "merged-cells",
        ("圏域: セルが結合されています（C2:D2）。", "結合を解除して"),
        files={
            "book.xlsx": workbook(
                {"cases": [HEADINGS, ["individual", date(2024, 5, 1), "市外"]]},
                lambda book: book["cases"].merge_cells("C2:D2"),
            )
        },
        at="book.xlsx「cases」2行目 C列「area」",
    ),
    Met(
        "word-gone",
        (
            "年代: 「120代」は、この入力用紙を作った 2024-04-01 のあとで、一覧からなくなりました。",
            "使えるもの: 10歳未満",
        ),
        files={
            "book.xlsx": workbook(
                {
                    "cases": [HEADINGS, ["individual", date(2024, 5, 1), "市外", "120代"]],
                    "一覧": FormLists("2024-04-01", "1", {"age_bands": [("120s", "120代")]}).lines(),
                }
            )
        },
        at="book.xlsx「cases」2行目 D列「age_band」",
    ),
    Met(
        "file-unreadable",
        ("2行目の近くが CSV として読めません", "引用符"),
        files={"cases.csv": 'kind,received_on,area\nindividual,2024-05-01,"市外\n'},
        at="cases.csv",
    ),
    Met(
        "file-encoding",
        ("文字コードが分かりません", "CSV UTF-8"),
        files={"cases.csv": b"kind,received_on,area\nindividual,2024-05-01,\x81\xff\xfe\n"},
        at="cases.csv",
    ),
    Met(
        "file-kind-unknown",
        ("ファイル名から、何の一覧かが分かりません。", "cases.csv（相談）", "--kind"),
        files={"memo.csv": "kind,received_on,area\nindividual,2024-05-01,市外\n"},
        at="memo.csv",
    ),
    # -- one line
    Met(
        "line-uncertain",
        ("「訪」は、方法と推し量っただけです。", "「方法:訪問」と書いてください。"),
        before="case add --kind individual --received-on 2024-05-01 --area 市外",
        command="quick C-1 2024-05-02 訪 --yes",
    ),
    Met(
        "confidential-in-line",
        ("備考は、一行の入力には書けません", "--note -"),
        before="case add --kind individual --received-on 2024-05-01 --area 市外",
        command="quick C-1 2024-05-02 備考:ひみつ --yes",
    ),
    Met(
        "file-twice",
        ("同じ名前の cases.csv もフォルダーにあります。", "別の場所に移し"),
        files={"lists/cases.csv": "kind,received_on,area\n", "lists/cases.xlsx": workbook({"cases": [HEADINGS]})},
        at="cases.xlsx",
    ),
    Met(
        "sheet-kind-unknown",
        ("見出しは相談のものですが、シートの名前から何の一覧かが分かりません。", "--kind 相談"),
        files={"book.xlsx": workbook({"4月": [HEADINGS], "5月以降": [["まだありません"]]})},
        at="book.xlsx「4月」",
    ),
    Met(
        "profile-invalid",
        ("[areas] ", "city（市全域）、outside（市外）、unknown（不明）の三つは必ず置いてください。"),
        files={"office.toml": '[[areas]]\ncode = "city"\n\n[[areas]]\ncode = "unknown"\nlabel = "不明"\n'},
        at="office.toml",
        reads="profile apply",
    ),
)
