"""Random small offices, valid by §2's rules, with the odd days favoured.

settings, rows = office(seed)              settings: oracle.Office with .as_of (3-6 days), .seed; rows: {kind: [plain dict of text]}
settings, rows = office(seed, bold=True)   also what the text does not clearly allow or decide (see README.md)
names = treacherous(settings, rows, as_of) which treacherous things this figure set (office, as-of date) holds
counter = run(10000); check_run(10000)     counts them over 10,000 figure sets; check_run fails if one occurred under 200 times
write_csv(rows, folder)                    the lists as CSV files, as the program's sample has them
"""

import collections
import csv
import os
import random

from . import oracle
from .oracle import (
    Office,
    area,
    day_after,
    day_before,
    end_of,
    field,
    first_of,
    fiscal_year,
    months_of,
    next_month,
    same_day_last_year,
    to_date,
)

ROUTES = [
    "本人",
    "家族・親族",
    "近隣住民",
    "民生委員・児童委員",
    "地域包括支援センター",
    "行政",
    "医療機関",
    "学校",
    "社協内部",
    "アウトリーチ先",
    "その他",
    "不明",
]
CLIENTS = ["本人", "家族・親族", "近隣住民", "団体・グループ", "関係機関", "企業", "不明"]
AGES = ["10歳未満", "10代", "20代", "30代", "40代", "50代", "60代", "70代", "80代", "90歳以上", "不明"]
TOPICS = [
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
]
CLOSINGS = ["解決", "他機関へのつなぎ", "見守りへ移行", "中断", "転出", "死亡", "その他"]
METHODS = ["電話", "訪問", "来所", "同行", "会議", "メール・SNS", "その他"]
VENUE_TYPES = ["地縁型", "趣味・関心テーマ型", "同じ境遇の仲間", "世代限定", "多世代交流", "中間就労・ボランティア"]
AGENCIES = [
    "地域包括支援センター",
    "生活福祉課",
    "多摩府中保健所",
    "児童虐待防止センター",
    "ゆうあい福祉公社（住民参加）",
    "調布ライフサポート",
]
PARTNERS = ["食品会社", "商店会", "信用金庫"]
SECTIONS = {"outreach": "III-1", "business": "II-2", "lecture": "III-4", "study": "III-4"}
LISTS = {
    "main_topic": TOPICS,
    "topic": TOPICS,
    "route": ROUTES,
    "client": CLIENTS,
    "age_band": AGES,
    "closing": CLOSINGS,
    "method": METHODS,
}
FLOW_TALLIES = [
    "new_individual",
    "new_community",
    "support_contact",
    "complex_followup",
    "complex_case",
    "support_meeting",
    "network_meeting",
    "venue_launch",
    "meeting_attendance",
    "activity_attendance",
    "outreach",
    "closed_individual",
    "case_closed",
    "lecture",
]
STATE_TALLIES = ["open_individual", "open_community", "venue_open"]


class Maker:
    def __init__(self, seed, bold):
        self.rng = random.Random("office %s" % seed)
        self.seed, self.bold = seed, bold
        self.rows = {kind: [] for kind in oracle.FILES}

    def chance(self, p):
        return self.rng.random() < p

    # ------------------------------------------------------------ the frame
    def frame(self):
        rng = self.rng
        self.opening = 4 if self.chance(0.88) else rng.choice([1, 7, 10])
        count = rng.randint(2, 4)
        first_year = rng.randint(
            2018, 2021
        )  # nothing after April 2026, so that a program need not be told another today
        dummy = Office([], self.opening)
        self.years = [first_year + n for n in range(count)]
        self.first_day = first_of(months_of(dummy, self.years[0])[0])
        last_months = months_of(dummy, self.years[-1])
        # today: somewhere in the last year, often its last day; or the first morning(s) of the next
        self.fresh = self.chance(0.15)
        if self.fresh:
            new_year = first_of(months_of(dummy, self.years[-1] + 1)[0])
            self.today = rng.choice([new_year, new_year, day_after(new_year), end_of(new_year[0:7])])
            self.record_last = end_of(last_months[-1])
        else:
            month = rng.choice(last_months[2:])
            self.today = rng.choice(
                [end_of(last_months[-1]), end_of(month), end_of(month), month + "-15", first_of(month)]
            )
            self.record_last = self.today
        # records that start inside the first year
        self.record_first = self.first_day
        if self.chance(0.4):
            self.record_first = self.random_day(self.first_day, end_of(months_of(dummy, self.years[0])[8]))
        # one year without records?
        self.empty_year = None
        if self.chance(0.2) and count >= 3:
            self.empty_year = rng.choice(self.years)
        if self.chance(0.08):
            self.empty_year = self.years[-1]
        self.frame_areas(dummy)
        self.office = Office(self.areas, self.opening, "", {}, self.today, self.coordinators)
        self.frame_begin()
        self.frame_as_of()

    def frame_areas(self, dummy):
        rng = self.rng
        eight = self.chance(0.45)
        names = list(oracle.CHOFU) if eight else ["北・中", "南", "東", "西"][: rng.randint(3, 4)]
        self.areas = []
        recut = self.chance(0.6)
        if recut:
            year = rng.choice(self.years[1:])
            months = months_of(dummy, year)
            self.recut = first_of(months[0]) if self.chance(0.6) else first_of(rng.choice(months[1:]))
            kept = names[:-1] if eight else names
            old = kept[0]
            rest = kept[1:]
            begin = self.first_day if self.chance(0.3) else "2013-04-01"
            self.areas.append(area(old, begin, day_before(self.recut)))
            self.areas.append(area(old + "第一", self.recut))
            self.areas.append(area(old + "第二", self.recut))
            for name in rest:
                self.areas.append(area(name, begin if self.chance(0.5) else ""))
        else:
            self.recut = None
            for name in names:
                self.areas.append(area(name, "2013-04-01" if self.chance(0.5) else ""))
        for name in oracle.SPECIAL:
            self.areas.append(area(name))
        people = ["CSW%d" % n for n in range(1, rng.randint(4, 7))]
        self.coordinators = [{"name": name, "from": "", "to": ""} for name in people]
        self.people = people

    def frame_begin(self):
        rng, office = self.rng, self.office
        dummy = office
        self.begin_theme = rng.choices(
            ["none", "inside last", "inside before", "start last", "start before", "inside first", "future"],
            [30, 20, 21, 8, 8, 8, 3],
        )[0]
        begin = ""
        last, before, first = self.years[-1], self.years[-2], self.years[0]
        if self.begin_theme == "inside last":
            begin = first_of(rng.choice(months_of(dummy, last)[1:]))
        elif self.begin_theme == "inside before":
            begin = first_of(rng.choice(months_of(dummy, before)[1:]))
        elif self.begin_theme == "inside first":
            begin = first_of(rng.choice(months_of(dummy, first)[1:]))
        elif self.begin_theme == "start last":
            begin = first_of(months_of(dummy, last)[0])
        elif self.begin_theme == "start before":
            begin = first_of(months_of(dummy, before)[0])
        elif self.begin_theme == "future":
            begin = first_of(next_month(self.today[0:7]))
        if begin > self.today and self.begin_theme != "future":
            begin = first_of(self.today[0:7])
        office.records_begin = begin
        if begin and self.chance(0.35):
            for kind in rng.sample(
                ["meeting", "activity", "grant", "venue", "enrolment", "contact"], rng.randint(1, 3)
            ):
                month = begin[0:7]
                for _ in range(rng.choice([1, 2, 3, 6, 12, 13])):
                    month = next_month(month)
                if first_of(month) <= self.today:
                    office.begins[kind] = first_of(month)

    def frame_as_of(self):
        """Days that records will favour; the as-of dates are drawn from them and from the records' own days."""
        rng = self.rng
        pool = [self.today]
        for year in self.years:
            months = months_of(self.office, year)
            pool += [
                end_of(months[-1]),
                first_of(months[0]),
                end_of(months[8]),
                end_of(rng.choice(months)),
                rng.choice(months) + "-15",
            ]
            for month in months:
                if month.endswith("-02"):
                    pool += [end_of(month), month + "-28"]
        begins = [b for b in [self.office.records_begin] + list(self.office.begins.values()) if b]
        for begin in begins:
            pool += [
                begin,
                day_before(begin),
                end_of(begin[0:7]),
                end_of(next_month(begin[0:7])),
                day_before(day_before(begin)),
            ]
        self.pool = [day for day in pool if self.first_day <= day <= self.today]
        late = [day for day in self.pool if fiscal_year(self.office, day) >= self.years[-2]]
        self.as_of = []
        for _ in range(rng.randint(3, 6)):
            self.as_of.append(rng.choice(late or self.pool) if self.chance(0.8) else rng.choice(self.pool))
        self.favourites = list(self.as_of) + [day_before(d) for d in self.as_of] + [day_after(d) for d in self.as_of]
        self.favourites += begins + [day_before(b) for b in begins]
        self.favourites += [d for d in pool if d[5:] in ("02-29", "03-31", "04-01")]
        if self.recut:
            self.favourites += [self.recut, day_before(self.recut)]

    # ------------------------------------------------------------ days and values
    def allowed(self, day):
        return self.record_first <= day <= self.record_last and fiscal_year(self.office, day) != self.empty_year

    def day(self, low="", high="", near=()):
        """A day in [low, high] on which something may have happened; odd ones favoured; None where there is none."""
        low, high = max(low, self.record_first), min(high or self.record_last, self.record_last)
        if low > high:
            return None
        for _ in range(30):
            kind = self.rng.random()
            if near and kind < 0.35:
                day = self.rng.choice(list(near))
            elif kind < 0.6:
                day = self.rng.choice(self.favourites)
            elif kind < 0.7:
                day = end_of(self.random_day(low, high)[0:7])
            elif kind < 0.75:
                day = first_of(self.random_day(low, high)[0:7])
            else:
                day = self.random_day(low, high)
            if low <= day <= high and self.allowed(day):
                return day
        return None

    def random_day(self, low, high):
        a, b = to_date(low).toordinal(), to_date(high).toordinal()
        return oracle.datetime.date.fromordinal(self.rng.randint(a, b)).isoformat()

    def areas_on(self, day, special=True):
        names = self.office.ordinary_on(day)
        return names + list(oracle.SPECIAL) if special else names

    def an_area(self, day):
        if self.chance(0.12):
            return self.rng.choice(oracle.SPECIAL)
        return self.rng.choice(self.areas_on(day, special=False))

    def maybe(self, p, values):
        return self.rng.choice(values) if self.chance(p) else ""

    # ------------------------------------------------------------ records
    def cases(self):
        rng = self.rng
        style = rng.choice(["C-%05d", "C-%d"])
        many = rng.randint(10, 60)
        for number in range(1, many + 1):
            received = self.day()
            if received is None:
                continue
            if self.chance(0.3):  # more of them early, so that there is something to carry over
                received = min(received, self.day() or received)
            case = {
                "ref": style % number,
                "kind": rng.choice(["individual", "individual", "community"]),
                "received_on": received,
                "area": self.an_area(received),
                "route": self.maybe(0.8, ROUTES),
                "client": self.maybe(0.8, CLIENTS),
                "age_band": self.maybe(0.8, AGES),
                "topics": "",
                "main_topic": "",
                "complex_since": "",
                "closed_on": "",
                "closing": "",
                "coordinator": self.maybe(0.88, self.people),
                "household": "",
                "summary": "",
            }
            if self.chance(0.8):
                topics = rng.sample(TOPICS, rng.randint(1, 4))
                case["topics"] = ";".join(topics)
                case["main_topic"] = self.maybe(0.8, topics)
            self.rows["case"].append(case)
            spans = self.closings(case)
            transfers = self.transfers(case, spans)
            self.complexity(case, spans, transfers)
            self.contacts(case, spans, transfers)

    def closings(self, case):
        """The case's open spans [(first day, last day or "")]; writes its closings."""
        spans, begin = [], case["received_on"]
        want = self.rng.choices([0, 1, 2, 3], [40, 28, 20, 12])[0]
        found = []
        floor = begin
        for _ in range(want):
            closed = self.day(floor, near=[begin])
            if closed is None or closed in [f[0] for f in found]:
                break
            reopened = ""
            if self.chance(0.62):
                reopened = self.day(day_after(closed), near=[day_after(closed)]) or ""
            found.append((closed, self.rng.choice(CLOSINGS), reopened))
            spans.append((begin, closed))
            begin = reopened
            if not reopened:
                break
            floor = begin if self.bold else day_after(begin)
        if begin:
            spans.append((begin, ""))
        for closed, reason, reopened in found:
            if reopened:
                self.rows["closing"].append(
                    {"case": case["ref"], "closed_on": closed, "closing": reason, "reopened_on": reopened}
                )
            else:
                case["closed_on"], case["closing"] = closed, reason
        return spans

    def transfers(self, case, spans):
        rng = self.rng
        wanted = rng.choices([0, 1, 2, 3], [45, 30, 15, 10])[0]
        days = set()
        odd = (
            [s[0] for s in spans] * 2
            + [s[1] for s in spans if s[1]] * 2
            + [day_after(s[0]) for s in spans]
            + self.as_of
        )
        for _ in range(wanted):
            for _ in range(10):
                day = self.day(day_after(case["received_on"]), near=odd)
                if day and [s for s in spans if s[0] <= day and (not s[1] or day <= s[1])]:
                    days.add(day)
                    break
        if not spans[-1][1] and self.chance(0.08):  # open today: a transfer may be dated up to a year ahead
            a_year_ahead = oracle.datetime.date.fromordinal(to_date(self.today).toordinal() + 365).isoformat()
            days.add(
                rng.choice(
                    [
                        day_after(self.today),
                        self.random_day(day_after(self.today), a_year_ahead),
                        self.random_day(day_after(self.today), a_year_ahead),
                    ]
                )
            )
        where, who, done = case["area"], case["coordinator"], []
        for day in sorted(days):
            if day <= case["received_on"]:
                continue
            new_area = new_who = ""
            what = rng.choice(["area", "who", "both"])
            if what in ("area", "both"):
                new_area = rng.choice([a for a in self.areas_on(day) if a != where])
            if what in ("who", "both"):
                new_who = rng.choice([p for p in self.people if p != who])
            self.rows["transfer"].append({"case": case["ref"], "on": day, "coordinator": new_who, "area": new_area})
            where, who = new_area or where, new_who or who
            done.append(day)
        return done

    def complexity(self, case, spans, transfers):
        if case["kind"] != "individual" or not self.chance(0.7):
            return
        high = spans[-1][1] or self.record_last
        case["complex_since"] = self.rng.choice(
            [case["received_on"], self.day(case["received_on"], high, near=[case["received_on"]] + transfers) or ""]
        )

    def contacts(self, case, spans, transfers):
        rng = self.rng
        near = [case["received_on"]] + [s[0] for s in spans] + [s[1] for s in spans if s[1]] + transfers * 2
        if case["complex_since"]:
            near += [case["complex_since"]] * 2 + [day_before(case["complex_since"])]
        near = [day for day in near if day <= self.record_last]
        made = []
        for _ in range(rng.choices([0, 1, 2, 4, 8], [15, 20, 25, 25, 15])[0]):
            span = rng.choice(spans)
            day = self.day(span[0], span[1], near=near + made)
            if day is None:
                continue
            made.append(day)
            linked = ""
            referred = self.maybe(0.2, AGENCIES)
            if referred:
                linked = self.maybe(0.5, ["yes", "no", "pending"])
            self.rows["contact"].append(
                {
                    "ref": "",
                    "case": case["ref"],
                    "date": day,
                    "method": self.maybe(0.85, METHODS),
                    "agencies": self.agencies(),
                    "referred_to": referred,
                    "linked": linked,
                    "coordinator": self.maybe(0.25, self.people),
                    "next_on": "",
                    "note": "",
                }
            )

    def agencies(self):
        if self.bold and self.chance(0.05):  # words that are no names: read as empty, and reported
            return self.rng.choice(["未記入", "なし", "計", AGENCIES[0] + ";特になし"])
        return ";".join(self.rng.sample(AGENCIES, self.rng.choice([0, 0, 1, 1, 2, 3])))

    def joint(self, day):
        if self.chance(0.1):
            return self.rng.choice(oracle.SPECIAL)
        names = self.areas_on(day, special=self.chance(0.2))
        return ";".join(self.rng.sample(names, min(len(names), self.rng.choices([1, 2, 3, 4], [60, 15, 10, 15])[0])))

    def status(self, day):
        """A status that was given, or left out (held when the date is not in the future)."""
        return self.rng.choices(["held", "", "planned", "cancelled"], [70, 10, 10, 10])[0]

    def meetings(self):
        rng = self.rng
        numbers = rng.choice([0, 0, 0.3, 0.6, 1])  # an office that never enters them
        for number in range(rng.randint(4, 24)):
            day = self.day()
            if day is None:
                continue
            status = self.status(day)
            if self.chance(0.05):
                day, status = (
                    self.random_day(day_after(self.today), day_after(day_after(self.today))),
                    rng.choice(["planned", "", "cancelled"]),
                )
            cases = [c["ref"] for c in self.rows["case"] if c["received_on"] <= day]
            self.rows["meeting"].append(
                {
                    "ref": "M-%05d" % (number + 1),
                    "kind": rng.choice(["support", "support", "multilayer", "network", "exchange"]),
                    "date": day,
                    "areas": self.joint(day),
                    "agencies": ";".join(rng.sample(AGENCIES, rng.choice([0, 1, 2]))),
                    "cases": ";".join(rng.sample(cases, min(len(cases), rng.choice([0, 1])))),
                    "title": "会議",
                    "attendees": str(rng.choice([0, 1, 5, 12, 30])) if self.chance(numbers) else "",
                    "status": status,
                }
            )

    def activities(self):
        rng = self.rng
        numbers = rng.choice([0, 0, 0.3, 0.6, 1])
        for number in range(rng.randint(4, 20)):
            day = self.day()
            if day is None:
                continue
            kind = rng.choice(["outreach", "business", "lecture", "study"])
            self.rows["activity"].append(
                {
                    "ref": "A-%05d" % (number + 1),
                    "kind": kind,
                    "section": SECTIONS[kind] if self.chance(0.8) else "",
                    "date": day,
                    "areas": self.joint(day),
                    "title": "",
                    "partners": ";".join(rng.sample(PARTNERS, rng.choice([0, 1, 2]))),
                    "participants": str(rng.choice([0, 3, 10, 48, 200])) if self.chance(numbers) else "",
                    "status": self.status(day),
                }
            )

    def venues(self):
        rng = self.rng
        for number in range(rng.randint(2, 10)):
            day = self.day()
            if day is None:
                continue
            ended = self.day(day, near=self.as_of) if self.chance(0.45) else ""
            self.rows["venue"].append(
                {
                    "ref": "V-%05d" % (number + 1),
                    "name": "居場所%d" % (number + 1),
                    "area": self.an_area(day),
                    "launched_on": day,
                    "type": self.maybe(0.8, VENUE_TYPES),
                    "support": rng.choice(["launch", "launch", "launch", "operation", "expansion", ""]),
                    "closed_on": ended or "",
                }
            )

    def courses(self):
        rng = self.rng
        number = 0
        for course in range(rng.randint(1, 3)):
            start = self.day()
            if start is None:
                continue
            ref = "K-%05d" % (course + 1)
            year_end = end_of(months_of(self.office, fiscal_year(self.office, start))[-1])
            ends = rng.choice([start, year_end])
            self.rows["course"].append(
                {"ref": ref, "name": "養成講座（%d期）" % (course + 1), "starts_on": start, "ends_on": ends}
            )
            for _ in range(rng.randint(1, 6)):
                number += 1
                enrolled = start if self.chance(0.7) else (self.day(start, ends, near=[start]) or start)
                row = {
                    "ref": "P-%05d" % number,
                    "course": ref,
                    "enrolled_on": enrolled,
                    "status": rng.choice(["enrolled", "completed", "dropped"]),
                    "expected_on": rng.choice(
                        [year_end, day_after(year_end), ends if ends >= enrolled else year_end, ""]
                    ),
                    "completed_on": "",
                    "dropped_on": "",
                    "reason": "",
                }
                if row["status"] != "enrolled":
                    day = self.day(enrolled, near=self.as_of + [day_after(d) for d in self.as_of])
                    if day is None:
                        row["status"] = "enrolled"
                    else:
                        row["completed_on" if row["status"] == "completed" else "dropped_on"] = day
                if row["status"] == "enrolled" and self.chance(0.3):
                    row["status"] = ""
                self.rows["enrolment"].append(row)

    def grants(self):
        rng = self.rng
        for number in range(rng.randint(1, 8)):
            applied = self.day()
            if applied is None:
                continue
            status = rng.choice(["under_review", "granted", "granted", "granted", "declined", "withdrawn"])
            decided = (
                self.day(applied, near=self.as_of + [day_after(d) for d in self.as_of])
                if status != "under_review"
                else ""
            )
            if decided is None:
                status, decided = "under_review", ""
            if status == "under_review" and self.chance(0.3):
                status = ""
            venues = [v["ref"] for v in self.rows["venue"] if v["launched_on"] <= applied]
            self.rows["grant"].append(
                {
                    "ref": "G-%05d" % (number + 1),
                    "kind": rng.choice(["new", "expansion"]),
                    "area": self.an_area(applied) if self.chance(0.7) else "",
                    "venue": rng.choice(venues) if venues and self.chance(0.3) else "",
                    "applied_on": applied,
                    "status": status,
                    "decided_on": decided,
                    "amount": self.maybe(0.6, ["0", "50000", "80000", "100000"]),
                }
            )

    # ------------------------------------------------------------ tallies
    def has_records(self, measure, year):
        if measure in oracle.STATES:
            return False
        return bool(oracle.flow_things(self.office, self.rows, measure, year, self.today))

    def tallies(self):
        rng, office = self.rng, self.office
        if not self.chance(0.8):
            return
        number = 0
        first_loose = oracle.first_record(office, self.rows, loose=True)
        for year in [self.years[0] - 1] + self.years:
            months = months_of(office, year)
            for measure in rng.sample(FLOW_TALLIES, rng.randint(3, 8)) + rng.sample(STATE_TALLIES, rng.randint(0, 3)):
                begin = oracle.begin_of(office, measure)
                state = measure in oracle.STATES
                if begin:
                    limit = day_before(begin)
                    if state:
                        limit = day_before(first_of(limit[0:7]))  # not the month of the opening balance itself
                elif state:
                    limit = day_before(first_loose) if first_loose else self.today
                else:
                    limit = self.today
                limit = min(limit, self.today)
                open_months = [month for month in months if end_of(month) <= limit]
                if not open_months:
                    continue
                cut = bool(begin) and first_of(months[0]) < begin <= end_of(months[-1])
                records = self.has_records(measure, year)
                if not begin and not state and records and not self.chance(0.5):
                    continue
                if measure in oracle.DISTINCT and not cut and records:
                    continue
                if measure in oracle.SUMS and [
                    t for t in oracle.flow_things(office, self.rows, measure, year, self.today) if t["number"] is None
                ]:
                    continue
                modes = ["city_all", "city_all", "city_prefix", "city_gap"]
                full_year = len(open_months) == 12 and not records and not state and not cut
                if full_year:
                    modes += ["city_yearly", "city_yearly"]
                stable = office.ordinary_on(first_of(months[0])) == office.ordinary_on(end_of(months[-1]))
                if stable:
                    modes += ["area_all", "area_three", "area_three", "area_three", "area_uneven", "area_prefix"]
                    if full_year:
                        modes += ["area_yearly"]
                mode = rng.choice(modes)
                axis = ""
                if mode in ("city_all", "city_prefix", "city_yearly") and not state and self.chance(0.55):
                    axes = [
                        a
                        for a in oracle.AXES[measure]
                        if a in ("topic", "main_topic", "route", "age_band", "method", "closing")
                    ]
                    axis = rng.choice(axes) if axes else ""
                skip = rng.choice(open_months) if axis and self.chance(0.45) else ""
                base = {
                    "measure": measure,
                    "month": "",
                    "fiscal_year": "",
                    "area": "",
                    "axis": "",
                    "value": "",
                    "number": "",
                }
                made = []
                if mode.endswith("yearly"):
                    names = (
                        [""]
                        if mode.startswith("city")
                        else rng.sample(
                            office.ordinary_on(end_of(months[-1])), min(3, len(office.ordinary_on(end_of(months[-1]))))
                        )
                    )
                    for name in names:
                        made.append(dict(base, fiscal_year=str(year), area=name, number=str(rng.randint(0, 90))))
                    if axis:
                        made += self.parts(base, axis, measure, made[0]["number"], fiscal_year=str(year))
                elif mode.startswith("city"):
                    chosen = list(open_months)
                    if mode == "city_prefix":
                        chosen = chosen[: rng.randint(1, len(chosen))]
                    if mode == "city_gap" and len(chosen) > 1:
                        chosen.remove(rng.choice(chosen))
                    for month in chosen:
                        row = dict(base, month=month, number=str(rng.choice([0, 1, 2, 5, 19, 27])))
                        made.append(row)
                        if axis and month != skip:
                            made += self.parts(base, axis, measure, row["number"], month=month)
                else:
                    names = office.ordinary_on(first_of(months[0]))
                    if mode == "area_prefix":
                        open_months = open_months[: rng.randint(1, len(open_months))]
                    elif mode != "area_all":
                        names = rng.sample(names, min(3, len(names)))
                    if self.chance(0.25):
                        names = names + ["不明"]
                    for position, name in enumerate(names):
                        for month in open_months:
                            if mode == "area_uneven" and position == 0 and month == open_months[len(open_months) // 2]:
                                continue
                            made.append(dict(base, month=month, area=name, number=str(rng.choice([0, 1, 2, 5, 9]))))
                for row in made:
                    number += 1
                    self.rows["tally"].append(dict({"ref": "T-%05d" % number}, **row))
        if self.chance(0.3):  # an axis without a total, in a year without any record
            for year in [self.years[0] - 1]:
                if [
                    t
                    for t in self.rows["tally"]
                    if t["measure"] == "new_individual"
                    and (t["month"] in months_of(office, year) or t["fiscal_year"] == str(year))
                ]:
                    continue
                base = {
                    "measure": "new_individual",
                    "month": "",
                    "fiscal_year": "",
                    "area": "",
                    "axis": "",
                    "value": "",
                    "number": "",
                }
                for row in self.parts(base, "topic", "new_individual", "20", fiscal_year=str(year)):
                    number += 1
                    self.rows["tally"].append(dict({"ref": "T-%05d" % number}, **row))

    def parts(self, base, axis, measure, total, **when):
        """Tallies of one axis for one month or year; where each thing has one value they add up to the total, or to less."""
        rng = self.rng
        values = rng.sample(LISTS[axis], 3)
        left, rows = int(total), []
        for position, value in enumerate(values):
            if axis in ("topic", "method"):
                number = rng.randint(0, max(left, 0))
            elif position == 2:
                number = left if self.chance(0.8) else rng.randint(0, left)
            else:
                number = rng.randint(0, left)
                left -= number
            rows.append(dict(base, axis=axis, value=value, number=str(number), **when))
        return rows

    # ------------------------------------------------------------ the end
    def finish(self):
        rng = self.rng
        contacts = self.rows["contact"]
        rng.shuffle(contacts)
        style = rng.choice(["F-%05d", "F-%d"])  # F-10 before F-9: refs are compared as text
        for number, contact in enumerate(contacts):
            contact["ref"] = style % (number + 1)
        for kind in self.rows:
            rng.shuffle(self.rows[kind])

    def choose_as_of(self):
        """From the frame's days and the records' own: closings, re-openings, transfers, ends."""
        rng, office, rows = self.rng, self.office, self.rows
        events = (
            [t["on"] for t in rows["transfer"]] * 2
            + [c["reopened_on"] for c in rows["closing"]]
            + [c["closed_on"] for c in rows["closing"]]
        )
        events += [c["closed_on"] for c in rows["case"] if c["closed_on"]] + [
            v["closed_on"] for v in rows["venue"] if v["closed_on"]
        ]
        events += [g["decided_on"] for g in rows["grant"] if g["decided_on"]] + [
            day_before(t["on"]) for t in rows["transfer"]
        ]
        events = [day for day in events if self.first_day <= day <= self.today]
        chosen = []
        for day in self.as_of:
            if events and self.chance(0.25):
                day = rng.choice(events)
            chosen.append(day)
        if self.chance(0.06):
            chosen.append(self.first_day)
        if self.chance(0.4):  # in the first year, or in the year of tallies before it
            year = self.years[0] - self.rng.choice([0, 0, 0, 1, 1])
            months = months_of(office, year)
            chosen[0] = rng.choice(
                [end_of(months[-1]), end_of(months[-1]), end_of(rng.choice(months)), rng.choice(months) + "-10"]
            )
        begin = office.records_begin
        if begin and begin <= self.today and self.chance(0.5):
            a_year_on = str(int(begin[0:4]) + 1) + begin[4:7]
            chosen[1] = rng.choice([begin, begin, day_before(begin), end_of(a_year_on), end_of(next_month(a_year_on))])
        kept = []
        for day in chosen:
            if day not in kept and day <= self.today and (self.bold or not self.undecided(day)):
                kept.append(day)
        for _ in range(200):
            if len(kept) >= 3:
                break
            day = rng.choice(self.pool) if self.chance(0.5) else self.random_day(self.first_day, self.today)
            if day not in kept and (self.bold or not self.undecided(day)):
                kept.append(day)
        return kept[:6]

    def undecided(self, day):
        """Whether a year was recorded, or where the records begin, depends on how one reads the text."""
        office, rows = self.office, self.rows
        before = same_day_last_year(day)
        year = fiscal_year(office, day)
        asked = [(year, day), (year - 1, before)]
        for one, on in asked:
            if oracle.year_recorded(office, rows, one, on) != oracle.year_recorded(office, rows, one, on, loose=True):
                return True
        if oracle.year_recorded(office, rows, year - 1, before) != oracle.year_recorded(office, rows, year - 1, day):
            return True
        strict, loose = oracle.first_record(office, rows), oracle.first_record(office, rows, loose=True)
        if strict != loose:
            for one in [before] + [min(day, end_of(month)) for month in months_of(office, year)]:
                if (strict != "" and one >= strict) != (loose != "" and one >= loose):
                    return True
        return False


def office(seed, bold=False):
    for attempt in range(50):
        maker = Maker("%s.%d" % (seed, attempt), bold)
        maker.frame()
        maker.cases()
        maker.meetings()
        maker.activities()
        maker.venues()
        maker.courses()
        maker.grants()
        maker.finish()
        maker.tallies()
        if len(maker.rows["case"]) < 8:
            continue
        as_of = maker.choose_as_of()
        if len(as_of) < 3:
            continue
        settings = maker.office
        settings.as_of = as_of
        settings.seed = seed
        settings.recut = maker.recut
        return settings, maker.rows
    raise AssertionError("no office for seed %r" % seed)


# ---------------------------------------------------------------- is it valid by §2?


def refused(settings, rows):
    """What §2 would refuse, as a list of sentences (empty: nothing)."""
    said, today = [], settings.today
    valid = {a["name"]: (a["from"], a["to"]) for a in settings.areas}

    def area_ok(name, day):
        low, high = valid[name]
        return (not low or low <= day) and (not high or day <= high)

    def no(sentence, row):
        said.append("%s: %r" % (sentence, row))

    cases = {}
    for kind in rows:
        refs = [r["ref"] for r in rows[kind] if "ref" in r]
        if len(refs) != len(set(refs)) or "" in refs:
            no("a ref twice or empty", kind)
    closings = oracle.closings_by_case(rows)
    for case in rows["case"]:
        cases[case["ref"]] = case
        if case["received_on"] > today:
            no("received in the future", case)
        if not area_ok(case["area"], case["received_on"]):
            no("area not valid", case)
        if bool(case["closed_on"]) != bool(case["closing"]):
            no("closed_on without closing", case)
        if case["main_topic"] and case["main_topic"] not in case["topics"].split(";"):
            no("main topic", case)
        mine = closings.get(case["ref"], [])
        since = case["complex_since"]
        if since and (
            since < case["received_on"] or since > today or (mine and not mine[-1][2] and since > mine[-1][0])
        ):
            no("complex_since", case)
        floor = case["received_on"]
        for number, (closed, reason, reopened) in enumerate(mine):
            if closed < floor or closed > today or not reason:
                no("closing", case)
            if number < len(mine) - 1 and not reopened:
                no("a second closing while closed", case)
            if reopened and (reopened <= closed or reopened > today):
                no("re-opening", case)
            floor = reopened or closed
        if len({c[0] for c in mine}) != len(mine):
            no("two closings of one ref", case)

    def inside(case, day):
        begin = case["received_on"]
        for closed, _, reopened in closings.get(case["ref"], []):
            if begin <= day <= closed:
                return True
            if not reopened:
                return False
            begin = reopened
        return begin <= day

    for contact in rows["contact"]:
        if contact["date"] > today or not inside(cases[contact["case"]], contact["date"]):
            no("contact outside its case", contact)
    seen = set()
    for case_ref, transfers in oracle.transfers_by_case(rows).items():
        case = cases[case_ref]
        where, who = case["area"], case["coordinator"]
        for t in transfers:
            if (case_ref, t["on"]) in seen:
                no("second transfer of a day", t)
            seen.add((case_ref, t["on"]))
            if t["on"] <= case["received_on"] or not inside(case, t["on"]):
                no("transfer outside its case", t)
            if (to_date(t["on"]) - to_date(today)).days > 365:
                no("transfer more than a year ahead", t)
            if not t["area"] and not t["coordinator"]:
                no("transfer of nothing", t)
            if t["area"] == where or (t["coordinator"] and t["coordinator"] == who):
                no("transfer to what it has", t)
            if t["area"] and not area_ok(t["area"], t["on"]):
                no("transfer to an area not valid", t)
            where, who = t["area"] or where, t["coordinator"] or who
    for kind in ("meeting", "activity"):
        for row in rows[kind]:
            if not row["areas"]:
                no("no area", row)
            for name in row["areas"].split(";"):
                if not area_ok(name, row["date"]):
                    no("area not valid", row)
            if row["status"] == "held" and row["date"] > today:
                no("held in the future", row)
            for ref in [r for r in row.get("cases", "").split(";") if r]:
                if ref not in cases:
                    no("unknown case", row)
    for row in rows["venue"]:
        if (
            row["launched_on"] > today
            or not area_ok(row["area"], row["launched_on"])
            or (row["closed_on"] and not row["launched_on"] <= row["closed_on"] <= today)
        ):
            no("venue", row)
    for row in rows["enrolment"]:
        if (
            row["enrolled_on"] > today
            or (row["status"] == "completed") != bool(row["completed_on"])
            or (row["status"] == "dropped") != bool(row["dropped_on"])
        ):
            no("enrolment", row)
        for name in ("completed_on", "dropped_on"):
            if row[name] and not row["enrolled_on"] <= row[name] <= today:
                no("enrolment", row)
    for row in rows["grant"]:
        if row["applied_on"] > today or bool(row["decided_on"]) != (row["status"] not in ("", "under_review")):
            no("grant", row)
        if row["decided_on"] and not row["applied_on"] <= row["decided_on"] <= today:
            no("grant", row)
        if row["area"] and not area_ok(row["area"], row["applied_on"]):
            no("grant area", row)
    where_given = {}
    once = set()
    for row in rows["tally"]:
        if bool(row["month"]) == bool(row["fiscal_year"]) or bool(row["axis"]) != bool(row["value"]):
            no("tally", row)
        begin = oracle.begin_of(settings, row["measure"])
        months = [row["month"]] if row["month"] else months_of(settings, int(row["fiscal_year"]))
        if begin and end_of(months[-1]) >= begin:
            no("tally on or after the begin date, or of the year it cuts", row)
        if end_of(months[-1]) > today:
            no("tally of what is not over", row)
        if row["area"] and not (area_ok(row["area"], first_of(months[0])) and area_ok(row["area"], end_of(months[-1]))):
            no("tally of an area not valid", row)
        key = (row["measure"], row["month"], row["fiscal_year"])
        if where_given.setdefault(key + (row["axis"],), bool(row["area"])) != bool(row["area"]):
            no("by area and as the city's total", row)
        if (key, row["area"], row["axis"], row["value"]) in once:
            no("a tally twice", row)
        once.add((key, row["area"], row["axis"], row["value"]))
    for row in rows["tally"]:
        if row["axis"] in ("main_topic", "route", "age_band", "closing"):
            key = (row["measure"], row["month"], row["fiscal_year"])
            total = [
                int(t["number"])
                for t in rows["tally"]
                if (t["measure"], t["month"], t["fiscal_year"]) == key and not t["axis"]
            ]
            parts = [
                int(t["number"])
                for t in rows["tally"]
                if (t["measure"], t["month"], t["fiscal_year"]) == key and t["axis"] == row["axis"]
            ]
            if total and sum(parts) > sum(total):
                no("parts add up to more than the total", row)
    for begin in [settings.records_begin] + list(settings.begins.values()):
        if begin and not begin.endswith("-01"):
            no("begin is no first of a month", begin)
    return said


# ---------------------------------------------------------------- what is treacherous in a figure set


def treacherous(settings, rows, as_of):
    """The names of what occurs in the figure set of this office and as-of date, in its fiscal year up to that day (or on that day)."""
    names = set()
    year = fiscal_year(settings, as_of)
    months = months_of(settings, year)
    start = first_of(months[0])
    eve = day_before(start)
    before = same_day_last_year(as_of)
    start_before = first_of(months_of(settings, year - 1)[0])
    begin = settings.records_begin

    def now(day):
        return bool(day) and start <= day <= as_of

    def counted(day):
        return now(day) and (not begin or day >= begin)

    cases = oracle.cases_by_ref(rows)
    closings, transfers = oracle.closings_by_case(rows), oracle.transfers_by_case(rows)

    # transfers
    for ref, mine in transfers.items():
        closed = [c[0] for c in closings.get(ref, [])]
        reopened = [c[2] for c in closings.get(ref, []) if c[2]]
        for t in mine:
            day = t["on"]
            if now(day):
                names.add("transfer in the year")
                if day in closed:
                    names.add("transfer on the closing day")
                if day in reopened:
                    names.add("transfer on the re-opening day")
                if day == end_of(day[0:7]):
                    names.add("transfer on a month's last day")
                if day == day_after(cases[ref]["received_on"]):
                    names.add("transfer on the day after reception")
                if t["area"] and not t["coordinator"]:
                    names.add("transfer of the area alone")
                if t["coordinator"] and not t["area"]:
                    names.add("transfer of the coordinator alone")
                if t["area"] in oracle.SPECIAL:
                    names.add("transfer to a special area")
            if day == as_of:
                names.add("transfer on the as-of day")
            if day == day_after(as_of):
                names.add("transfer on the day after the as-of day")
            if day == start:
                names.add("transfer on the first day of the year")
            if day > settings.today and oracle.open_at_end_of(cases[ref], closings.get(ref, []), as_of):
                names.add("transfer in the future")
        if len([t for t in mine if now(t["on"])]) >= 2:
            names.add("two transfers in the year")

    # closings
    for ref, mine in closings.items():
        reopened = [c for c in mine if c[2] and c[2] <= as_of]
        if len(reopened) >= 2 and (now(reopened[-1][2]) or oracle.open_at_end_of(cases[ref], mine, as_of)):
            names.add("a case re-opened twice")
        if len([c for c in mine if now(c[0])]) >= 2:
            names.add("a case closed twice in the year")
        for closed_on, _, reopened_on in mine:
            if closed_on == as_of:
                names.add("closed on the as-of day")
            if reopened_on and reopened_on == as_of:
                names.add("re-opened on the as-of day")
            if closed_on == cases[ref]["received_on"] and now(closed_on):
                names.add("closed on the day of reception")
            if now(reopened_on) and closed_on < start:
                names.add("closed last year, re-opened this year")
            if reopened_on and closed_on <= as_of < reopened_on:
                names.add("re-opened after the as-of day")
            if now(reopened_on) and reopened_on == day_after(closed_on):
                names.add("re-opened the day after")
    for ref, case in cases.items():
        if case["received_on"] < start and oracle.open_at_end_of(case, closings.get(ref, []), eve):
            names.add("carried over")
        if (
            begin
            and case["received_on"] < begin
            and start < begin <= as_of
            and oracle.open_at_end_of(case, closings.get(ref, []), day_before(begin))
        ):
            names.add("carried over into a begin inside the year")
        if case["received_on"] == as_of:
            names.add("received on the as-of day")
        if oracle.open_at_end_of(case, closings.get(ref, []), as_of):
            where, _ = oracle.case_on(case, transfers.get(ref, []), as_of)
            ends = [a["to"] for a in settings.areas if a["name"] == where and a["to"]]
            if ends and ends[0] < as_of:
                names.add("open in an area that has ended")

    # contacts
    complex_contacts = {}
    for contact, case, where, who in oracle.contacts_of(rows):
        day = contact["date"]
        if not now(day):
            continue
        mine = closings.get(case["ref"], [])
        own = field(contact, "coordinator")
        if day in [c[0] for c in mine]:
            names.add("contact on the closing day")
        if day in [c[2] for c in mine]:
            names.add("contact on the re-opening day")
        if day == case["received_on"]:
            names.add("contact on the day of reception")
        if day in [t["on"] for t in transfers.get(case["ref"], [])]:
            names.add("contact on the day of a transfer")
        base_area = field(case, "area")
        if where != base_area:
            names.add("contact in another area than at reception")
        _, theirs = oracle.case_on(case, transfers.get(case["ref"], []), day)
        if own and own != theirs:
            names.add("contact of another coordinator than the case's")
        if not who:
            names.add("contact without any coordinator")
        if case["kind"] == "individual" and case["complex_since"]:
            if case["complex_since"] == day:
                names.add("contact on the day of complex_since")
            if day < case["complex_since"] <= as_of:
                names.add("contact before complex_since")
        if oracle.is_complex(contact, case):
            complex_contacts.setdefault(case["ref"], []).append((day, contact["ref"], where, who))
    for mine in complex_contacts.values():
        mine.sort()
        if len(mine) > 1 and mine[0][0] == mine[1][0]:
            names.add("first complex contact: a tie on one day")
            if mine[0][3] != mine[1][3]:
                names.add("first complex contact: a tie of two coordinators")
        if len({m[2] for m in mine}) > 1:
            names.add("complex contacts in two areas")
        if len({m[0][0:7] for m in mine}) > 1:
            names.add("complex contacts in two months")
        if begin and mine[0][0] < begin <= mine[-1][0]:
            names.add("first complex contact before the begin date")

    # meetings, activities
    for kind, number in (("meeting", "attendees"), ("activity", "participants")):
        done = []
        for row in rows[kind]:
            if row["status"] == "planned" and row["date"] <= as_of and now(row["date"]):
                names.add("planned and overdue")
            if row["date"] > as_of and not oracle.held(settings, row):
                names.add("planned or cancelled after the as-of day")
            if row["status"] == "cancelled" and now(row["date"]):
                names.add("cancelled")
            if row["status"] == "" and now(row["date"]):
                names.add("status left out")
            if oracle.held(settings, row) and now(row["date"]):
                if ";" in row["areas"]:
                    names.add("joint")
                    if any(name in oracle.SPECIAL for name in row["areas"].split(";")):
                        names.add("joint with a special area")
            if oracle.held(settings, row) and counted(row["date"]):
                done.append(row)
                if row[number] == "0":
                    names.add("a typed 0")
        missing = [row for row in done if row[number] == ""]
        if done and len(missing) == len(done):
            names.add("a sum with no number")
        if missing and len(missing) < len(done):
            names.add("a sum with some numbers missing")
        for month in months:
            here = [row for row in done if row["date"][0:7] == month]
            if here and len(missing) < len(done) and not [row for row in here if row[number] != ""]:
                names.add("a month of a sum with no number, in a year with some")

    # venues, courses, grants
    for venue in rows["venue"]:
        if venue["closed_on"] == as_of and venue["support"] != "expansion":
            names.add("venue ended on the as-of day")
        if venue["support"] == "expansion" and now(venue["launched_on"]):
            names.add("expansion of a venue")
        if (
            venue["support"] == "launch"
            and now(venue["launched_on"])
            and venue["closed_on"]
            and venue["closed_on"] <= as_of
        ):
            names.add("launched and ended in the year")
    for row in rows["enrolment"]:
        if row["dropped_on"] and row["enrolled_on"] <= as_of < row["dropped_on"]:
            names.add("dropped after the as-of day")
        if row["completed_on"] and row["enrolled_on"] <= as_of < row["completed_on"]:
            names.add("completed after the as-of day")
        if row["expected_on"] == end_of(months[-1]) and row["enrolled_on"] <= as_of:
            names.add("expected on the year's last day")
        if row["expected_on"] == day_after(end_of(months[-1])) and row["enrolled_on"] <= as_of:
            names.add("expected on the next year's first day")
        if row["enrolled_on"] < start and row["expected_on"] >= start and row["enrolled_on"] <= as_of:
            names.add("enrolled in an earlier year, expected in this")
    for row in rows["grant"]:
        if now(row["applied_on"]) and row["decided_on"] > as_of:
            names.add("grant decided after the as-of day")
        if row["decided_on"] == as_of:
            names.add("grant decided on the as-of day")
        if now(row["applied_on"]) and not row["area"]:
            names.add("grant without an area")
        if now(row["decided_on"]) and row["applied_on"] < start and row["status"] == "granted":
            names.add("grant applied for last year, granted this year")

    # years, begins, days
    if as_of[5:] == "02-29" or before[5:] == "02-29":
        names.add("as-of day or last year's is 29 February")
    if as_of == start:
        names.add("as-of day is the year's first")
    if as_of == end_of(months[-1]):
        names.add("as-of day is the year's last")
    if as_of == settings.today:
        names.add("as-of day is today")
    if as_of != end_of(as_of[0:7]):
        names.add("last month cut")
    if settings.opening_month != 4:
        names.add("another opening month")
    if not oracle.year_recorded(settings, rows, year, as_of):
        first = oracle.first_record(settings, rows)
        if first and first <= as_of:
            names.add("year without a record, states carried over")
    if not begin and not oracle.year_recorded(settings, rows, year - 1, before) and oracle.first_record(settings, rows):
        names.add("last year without a record")
    first = oracle.first_record(settings, rows)
    if not begin and start < first <= as_of:
        names.add("first record inside the year")
    if begin:
        if start < begin <= end_of(months[-1]):
            names.add("begin inside the year")
            if as_of < begin:
                names.add("as-of day before the begin inside the year")
            if as_of == day_before(begin):
                names.add("as-of day is the eve of the begin")
            if as_of == begin:
                names.add("as-of day is the begin")
        if begin == start:
            names.add("begin on the year's first day")
        if start_before < begin <= before:
            names.add("begin inside last year, before the same day")
        if start_before < begin <= eve and before < begin:
            names.add("begin inside last year, after the same day")
        if begin > end_of(months[-1]):
            names.add("begin after the year")
        for case in rows["case"]:
            if start <= case["received_on"] < begin and now(case["received_on"]):
                names.add("record of the year before the begin date")
        for other in settings.begins.values():
            if start < other <= end_of(months[-1]):
                names.add("a kind's own begin inside the year")
    if settings.recut:
        if now(settings.recut) and settings.recut != start:
            names.add("re-cut inside the year")
        if settings.recut == start:
            names.add("re-cut on the year's first day")
        old = [a["name"] for a in settings.areas if a["to"]]
        for case in rows["case"]:
            if (
                case["area"] in old
                and case["received_on"] == day_before(settings.recut)
                and (now(case["received_on"]) or now(settings.recut))
            ):
                names.add("received on an area's last day")

    # tallies
    for measure in {t["measure"] for t in rows["tally"]}:
        its_begin = oracle.begin_of(settings, measure)
        for one_year, day, suffix in ((year, as_of, ""), (year - 1, before, ", last year")):
            its_months = [month for month in months_of(settings, one_year) if first_of(month) <= day]
            if measure in oracle.STATES:
                city, by_area = oracle.tally_numbers(rows, measure, month=day[0:7])
                if (city is not None or by_area) and day == end_of(day[0:7]):
                    names.add("a state's month-end tally")
                if [m for m in its_months if oracle.tally_numbers(rows, measure, month=m) != (None, {})]:
                    names.add("a state's tallies in month columns")
                continue
            yearly = oracle.tally_numbers(rows, measure, year=one_year)
            if yearly != (None, {}):
                if day == end_of(months_of(settings, one_year)[-1]):
                    names.add("yearly tally, whole year" + suffix)
                else:
                    names.add("yearly tally, part of the year" + suffix)
            tallied = [m for m in its_months if oracle.tally_numbers(rows, measure, month=m) != (None, {})]
            if not tallied:
                continue
            how = oracle.plan(settings, rows, measure, its_months, day)
            things = list(oracle.flow_things(settings, rows, measure, one_year, day))
            city = [m for m in tallied if oracle.tally_numbers(rows, measure, month=m)[0] is not None]
            if how and how["tallies"] and city and things and how["records"]:
                names.add("a city tally alongside records")
                if [t for t in things if t["day"][0:7] in city]:
                    names.add("a city tally and a record in one month")
            if how and how["tallies"] and not city:
                ordinary = settings.ordinary_on(how["last"])
                figure = oracle.total_figure(settings, rows, measure, day)
                if figure.reported == 3 and figure.areas == 8:
                    names.add("three of eight areas tallied")
                if figure.reported and figure.areas:
                    names.add("a partial total")
                    if things and how["records"]:
                        names.add("a partial total with records")
                if figure.reported == 0:
                    names.add("tallies by area, none reported for the whole period")
                if figure.value is not None and figure.reported is None and ordinary:
                    names.add("every area reported")
            if end_of(tallied[-1]) > day:
                names.add("a monthly tally for a month that is cut")
            if its_begin and how and how["since"]:
                names.add("begin inside the year, months before it not all tallied")
            if its_begin and how and how["tallies"] and how["records"] and first_of(its_months[0]) < its_begin:
                names.add("begin inside the year, every month before it tallied")
            if its_begin and measure in oracle.DISTINCT and how and how["since"]:
                names.add("distinct cases tallied before a begin inside the year")
            if its_begin and day < its_begin:
                names.add(
                    "as-of day before the begin: " + ("every month tallied" if how else "not every month tallied")
                )
            if how is None and not its_begin and tallied != its_months:
                names.add("a year of tallies with a month missing")
            if how and how["tallies"]:
                for axis in sorted({t["axis"] for t in rows["tally"] if t["measure"] == measure and t["axis"]}):
                    carried = [
                        m for m in how["tallies"] if m != "year" and oracle.axis_tallies(rows, measure, axis, month=m)
                    ]
                    if len(carried) == len(how["tallies"]):
                        names.add("tallies that carry an axis")
                    elif carried:
                        names.add("tallies that carry an axis in some months only")
            if how and how["since"] is not None and suffix:
                names.add("last year's figure has since")
    return names


TREACHEROUS = [  # what check_run wants at least `least` times in `sets` figure sets
    "transfer on the closing day",
    "transfer on the re-opening day",
    "transfer on the as-of day",
    "transfer on the day after the as-of day",
    "transfer on a month's last day",
    "transfer on the day after reception",
    "transfer of the area alone",
    "transfer of the coordinator alone",
    "transfer to a special area",
    "transfer on the first day of the year",
    "transfer in the future",
    "two transfers in the year",
    "a case re-opened twice",
    "a case closed twice in the year",
    "closed on the as-of day",
    "re-opened on the as-of day",
    "closed on the day of reception",
    "closed last year, re-opened this year",
    "re-opened after the as-of day",
    "re-opened the day after",
    "carried over",
    "carried over into a begin inside the year",
    "received on the as-of day",
    "open in an area that has ended",
    "contact on the closing day",
    "contact on the re-opening day",
    "contact on the day of reception",
    "contact on the day of a transfer",
    "contact in another area than at reception",
    "contact of another coordinator than the case's",
    "contact without any coordinator",
    "contact on the day of complex_since",
    "contact before complex_since",
    "first complex contact: a tie on one day",
    "first complex contact: a tie of two coordinators",
    "complex contacts in two areas",
    "complex contacts in two months",
    "first complex contact before the begin date",
    "planned and overdue",
    "planned or cancelled after the as-of day",
    "cancelled",
    "status left out",
    "joint",
    "joint with a special area",
    "a typed 0",
    "a sum with no number",
    "a sum with some numbers missing",
    "a month of a sum with no number, in a year with some",
    "venue ended on the as-of day",
    "expansion of a venue",
    "launched and ended in the year",
    "dropped after the as-of day",
    "completed after the as-of day",
    "expected on the year's last day",
    "expected on the next year's first day",
    "enrolled in an earlier year, expected in this",
    "grant decided after the as-of day",
    "grant decided on the as-of day",
    "grant without an area",
    "grant applied for last year, granted this year",
    "as-of day or last year's is 29 February",
    "as-of day is the year's first",
    "as-of day is the year's last",
    "as-of day is today",
    "last month cut",
    "another opening month",
    "year without a record, states carried over",
    "last year without a record",
    "first record inside the year",
    "begin inside the year",
    "as-of day before the begin inside the year",
    "as-of day is the eve of the begin",
    "as-of day is the begin",
    "begin on the year's first day",
    "begin inside last year, before the same day",
    "begin inside last year, after the same day",
    "begin after the year",
    "record of the year before the begin date",
    "a kind's own begin inside the year",
    "re-cut inside the year",
    "re-cut on the year's first day",
    "received on an area's last day",
    "a state's month-end tally",
    "a state's tallies in month columns",
    "yearly tally, whole year",
    "yearly tally, part of the year",
    "yearly tally, whole year, last year",
    "yearly tally, part of the year, last year",
    "a city tally alongside records",
    "a city tally and a record in one month",
    "three of eight areas tallied",
    "a partial total",
    "a partial total with records",
    "tallies by area, none reported for the whole period",
    "every area reported",
    "a monthly tally for a month that is cut",
    "begin inside the year, months before it not all tallied",
    "begin inside the year, every month before it tallied",
    "distinct cases tallied before a begin inside the year",
    "as-of day before the begin: every month tallied",
    "as-of day before the begin: not every month tallied",
    "a year of tallies with a month missing",
    "tallies that carry an axis",
    "tallies that carry an axis in some months only",
    "last year's figure has since",
]


def run(sets=10000, first_seed=0):
    """Counts what occurred in so many figure sets (one office on one as-of date); each name once a set."""
    counter, done, seed = collections.Counter(), 0, first_seed
    while done < sets:
        settings, rows = office(seed)
        seed += 1
        for as_of in settings.as_of:
            counter.update(treacherous(settings, rows, as_of))
            done += 1
            if done == sets:
                break
    counter["(offices)"] = seed - first_seed
    return counter


def check_run(sets=10000, least=200, first_seed=0):
    counter = run(sets, first_seed)
    rare = [(name, counter[name]) for name in TREACHEROUS if counter[name] * 10000 < least * sets]
    assert not rare, "too rare in %d figure sets: %r" % (sets, rare)
    return counter


def write_csv(rows, folder):
    os.makedirs(folder, exist_ok=True)
    for kind, name in oracle.FILES.items():
        if rows.get(kind):
            with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as lines:
                out = csv.DictWriter(lines, list(rows[kind][0]))
                out.writeheader()
                out.writerows(rows[kind])


if __name__ == "__main__":
    import sys

    sets = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    counter = run(sets)
    for name in TREACHEROUS + sorted(set(counter) - set(TREACHEROUS)):
        print(
            "%6d  %s%s"
            % (
                counter[name],
                name,
                "" if counter[name] * 10000 >= 200 * sets or name not in TREACHEROUS else "   <-- RARE",
            )
        )
