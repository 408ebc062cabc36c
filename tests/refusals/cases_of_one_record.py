"""Every rule that one record can break by itself, or by what it points to."""

from __future__ import annotations

from tests.refusals.met import Met

CASE = "case add --kind individual --received-on 2024-05-01 --area 若葉・調和 --topic 住まい"
TALLY = "tally add --measure new_individual --number 5"

ONE_RECORD = (
    # -- what one field can say
    Met(
        "transfer-empty",
        ("担当も圏域もありません。", "引き継いだあとの担当"),
        before=CASE,
        command="transfer add --case C-1 --on 2024-05-20",
        files={"transfers.csv": "case,on,coordinator\nC-00001,2024-05-20,\n"},
        at="transfers.csv 2行目 列「coordinator」",
    ),
    Met(
        "transfer-too-far",
        ("引き継ぎ日 2026-01-24 は、今日（2025-01-23）から一年より先です。", "一年先まで"),
        before=CASE,
        command="transfer add --case C-1 --on 2026-01-24 --coordinator 鈴木",
        files={"transfers.csv": "case,on,coordinator\nC-00001,2026-01-24,鈴木\n"},
        at="transfers.csv 2行目 列「on」",
    ),
    Met(
        "axis-without-value",
        ("区分がありますが、値がありません。", "合計なら両方とも空"),
        command=f"{TALLY} --month 2022-04 --axis 相談経路",
        files={"tallies.csv": "measure,month,axis,value,number\nnew_individual,2022-04,相談経路,,5\n"},
        at="tallies.csv 2行目 列「value」",
    ),
    Met(
        "required",
        ("受付日がありません。", "必須"),
        command="case add --kind individual --area 市外",
        files={"cases.csv": "ref,kind,received_on,area\nC-1,individual,,市外\n"},
        at="cases.csv 2行目 列「received_on」",
    ),
    Met(
        "day-unreadable",
        ("日付: 「24/12/1」は日付として読めません。", "2024-12-31"),
        before=CASE,
        command="contact add --case C-1 --date 24/12/1",
        files={"contacts.csv": "case,date\nC-00001,24/12/1\n"},
        at="contacts.csv 2行目 列「date」",
    ),
    Met(
        "day-does-not-exist",
        ("受付日: 「令和6年2月30日」という日はありません。", "2024年2月の末日は29日です"),
        command="case add --kind individual --area 市外 --received-on 令和6年2月30日",
        files={"cases.csv": "kind,received_on,area\nindividual,令和6年2月30日,市外\n"},
        at="cases.csv 2行目 列「received_on」",
    ),
    Met(
        "era-day-outside",
        ("立ち上げ日: 「平成31年5月1日」は平成の期間にありません。", "令和元年5月1日"),
        command="venue add --name みんなの家 --area 市外 --launched-on 平成31年5月1日",
        files={"venues.csv": "name,area,launched_on\nみんなの家,市外,平成31年5月1日\n"},
        at="venues.csv 2行目 列「launched_on」",
    ),
    Met(
        "number-unreadable",
        ("参加人数: 「十人」は0以上の整数として読めません。", "数字だけ"),
        command="meeting add --kind support --date 2024-05-01 --area 市外 --attendees 十人",
        files={"meetings.csv": "kind,date,areas,attendees\nsupport,2024-05-01,市外,十人\n"},
        at="meetings.csv 2行目 列「attendees」",
    ),
    Met(
        "year-unreadable",
        ("年度: 「24」は年度として読めません。", "令和6年度"),
        command="outcome add --fiscal-year 24 --section I-1 --text 増えた。",
        files={"outcomes.csv": "fiscal_year,section,text\n24,I-1,増えた。\n"},
        at="outcomes.csv 2行目 列「fiscal_year」",
    ),
    Met(
        "month-unreadable",
        ("年月: 「22-04」は年月として読めません。", "2022-04"),
        command=f"{TALLY} --month 22-04",
        files={"tallies.csv": "measure,month,number\nnew_individual,22-04,5\n"},
        at="tallies.csv 2行目 列「month」",
    ),
    Met(
        "section-unreadable",
        ("項目: 「三の一」は項目番号として読めません。", "III-1"),
        command="activity add --kind study --date 2024-05-01 --area 市外 --section 三の一",
        files={"activities.csv": "kind,section,date,areas\nstudy,三の一,2024-05-01,市外\n"},
        at="activities.csv 2行目 列「section」",
    ),
    Met(
        "too-long",
        ("名称: 32,768文字あり、長すぎます。", "32,767文字まで"),
        command=f"course add --name {'講' * 32768} --starts-on 2024-05-01",
        files={"courses.csv": f"name,starts_on\n{'講' * 32768},2024-05-01\n"},
        at="courses.csv 2行目 列「name」",
    ),
    Met(
        "control-character",
        ("名称: 文字として扱えない制御文字（U+0007）", "消して"),
        command="course add --name 講座\a --starts-on 2024-05-01",
        files={"courses.csv": "name,starts_on\n講座\a,2024-05-01\n"},
        at="courses.csv 2行目 列「name」",
    ),
    Met(
        "unknown-word",
        ("圏域: ", "若葉・調", "は一覧にありません。", "近いもの: 若葉・調和"),
        command="case add --kind individual --received-on 2024-05-01 --area 若葉・調",
        files={"cases.csv": "kind,received_on,area\nindividual,2024-05-01,若葉・調\n"},
        at="cases.csv 2行目 列「area」",
    ),
    Met(
        "word-outside-its-dates",
        ("圏域「若葉・調和」は 2018-03-31 には使えません（2018-04-01 から）。", "その日に使われていたもの"),
        command="case add --kind individual --received-on 2018-03-31 --area 若葉・調和",
        files={"cases.csv": "kind,received_on,area\nindividual,2018-03-31,若葉・調和\n"},
        at="cases.csv 2行目 列「area」",
    ),
    # -- what a record points to
    Met(
        "unknown-record",
        ("相談番号: 相談 C-00007 は台帳にありません。", "近いもの: C-00001"),
        before=CASE,
        command="contact add --case C-00007 --date 2024-06-01",
        files={"contacts.csv": "case,date\nC-00007,2024-06-01\n"},
        at="contacts.csv 2行目 列「case」",
    ),
    Met(
        "void-record",
        ("居場所: 居場所 V-00001 は取り消されています。", "整理番号を確かめてください"),
        before="venue add --name 家 --area 市外 --launched-on 2024-04-01\nvenue void V-1 --why 重複",
        command="grant add --kind new --applied-on 2024-05-01 --venue V-00001",
        files={"grants.csv": "kind,applied_on,venue\nnew,2024-05-01,V-00001\n"},
        at="grants.csv 2行目 列「venue」",
    ),
    # -- days and statuses of one record
    Met(
        "future-day",
        ("受付日 2025-01-24 は今日（2025-01-23）より後です。", "その日になってから"),
        command="case add --kind individual --area 市外 --received-on 2025-01-24",
        files={"cases.csv": "kind,received_on,area\nindividual,2025-01-24,市外\n"},
        at="cases.csv 2行目 列「received_on」",
    ),
    Met(
        "day-order",
        ("終了日 2024-03-31 は開始日 2024-04-01 より前です。", "日付の前後"),
        command="course add --name 講座 --starts-on 2024-04-01 --ends-on 2024-03-31",
        files={"courses.csv": "name,starts_on,ends_on\n講座,2024-04-01,2024-03-31\n"},
        at="courses.csv 2行目 列「ends_on」",
    ),
    Met(
        "held-in-the-future",
        ("日付 2025-01-24 は今日（2025-01-23）より後なので、実施とは記録できません。", "予定"),
        command="meeting add --kind network --date 2025-01-24 --area 市外 --status 実施",
        files={"meetings.csv": "kind,date,areas,status\nnetwork,2025-01-24,市外,実施\n"},
        at="meetings.csv 2行目 列「status」",
    ),
    Met(
        "status-without-its-day",
        ("状態が「交付決定」ですが、決定日がありません。",),
        command="grant add --kind new --applied-on 2024-05-01 --status 交付決定",
        files={"grants.csv": "kind,applied_on,status,decided_on\nnew,2024-05-01,交付決定,\n"},
        at="grants.csv 2行目 列「decided_on」",
    ),
    Met(
        "day-without-its-status",
        ("決定日 2024-06-01 がありますが、状態が「審査中」です。", "交付決定／不交付／取下げ"),
        command="grant add --kind new --applied-on 2024-05-01 --decided-on 2024-06-01",
        files={"grants.csv": "kind,applied_on,status,decided_on\nnew,2024-05-01,,2024-06-01\n"},
        at="grants.csv 2行目 列「decided_on」",
    ),
)
