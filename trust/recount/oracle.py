"""An independent, naive oracle for the counting rules of domain.md §2/§3.

Plain loops over plain rows.  Imports nothing but the standard library.

    office = Office(areas=[area("A", "2018-04-01"), ...], opening_month=4, records_begin="", begins={}, today="2024-12-31")
    rows   = {"case": [{"ref": ..., "kind": ...}, ...], "closing": [...], "transfer": [...], ...}   # as the CSV lists have them (text)

    report(office, rows, as_of)          every measure, every place: months, total, last year
    period(office, rows, measure, months, as_of, place)
    breakdown(office, rows, measure, axis, as_of)
    cross(office, rows, measure, axis1, axis2, as_of)
    balance(office, rows, "individual" | "community", as_of, by=None | "area" | "coordinator")

A figure is Figure(value, since, counted, missing, reported, areas):
    value     int, or None for 「…」
    since     "YYYY-MM-DD" where a cumulative figure begins later than its period (「○月から」)
    counted, missing   only for sums: how many things were counted, how many of them have no number
    reported, areas    only for a partial total: 「8圏域中3圏域の報告」 = reported 3, areas 8
Places are area names, CITY (the city's total) and NOT_ENTERED (the position of an empty area).

Where the text leaves a choice, README.md has it; those with a switch are in CHOICES.
"""

import calendar
import datetime
from collections import namedtuple

CHOICES = {
    # Q1: a partial total ("8圏域中3圏域"): the reported areas only, or everything known?      reported | known
    "partial_total": "reported",
    # Q2: complex_case_monthly, cumulative or by a value: rows = the first contact of each month, or a case once under each value?   each_value | first_of_month
    "monthly_rows": "each_value",
    # Q3: was last year "recorded": judged on last year's same day, or on the as-of date of the report?   same_day | report
    "recorded_on": "same_day",
    # Q4: no records_begin, year not recorded, only some months tallied: no figure, or the sum of what there is?   none | sum
    "gap_in_unrecorded_year": "none",
}


class _Position:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return "<" + self.name + ">"

    def __lt__(self, other):  # only so that keys can be sorted for printing
        return str(self) < str(other)

    def __gt__(self, other):
        return str(self) > str(other)


CITY = _Position("city")
NOT_ENTERED = _Position("未記入")

Figure = namedtuple(
    "Figure", "value since counted missing reported areas", defaults=(None, None, None, None, None, None)
)
NOTHING = Figure()

SPECIAL = ("市全域", "市外", "不明")
FLOWS = (
    "new_individual",
    "complex_followup",
    "complex_case",
    "complex_case_monthly",
    "support_meeting",
    "multilayer_meeting",
    "network_meeting",
    "exchange_meeting",
    "new_community",
    "venue_launch",
    "support_contact",
    "lecture",
    "study",
    "meeting_attendance",
    "activity_attendance",
    "grant_amount",
    "course_enrolment",
    "course_completion",
    "grant_application",
    "outreach",
    "business",
    "closed_individual",
    "closed_community",
    "case_closed",
)
STATES = ("venue_open", "course_completion_expected", "open_individual", "open_community")
SUMS = ("meeting_attendance", "activity_attendance", "grant_amount")
DISTINCT = ("complex_case", "complex_case_monthly")
MEASURES = FLOWS + STATES

READS = {  # rule 10: a measure begins where the latest of the kinds it reads begins
    "new_individual": ["case"],
    "new_community": ["case"],
    "complex_followup": ["case", "contact"],
    "complex_case": ["case", "contact"],
    "complex_case_monthly": ["case", "contact"],
    "support_contact": ["case", "contact"],
    "closed_individual": ["case", "closing"],
    "closed_community": ["case", "closing"],
    "case_closed": ["case", "closing"],
    "open_individual": ["case", "closing"],
    "open_community": ["case", "closing"],
    "support_meeting": ["meeting"],
    "multilayer_meeting": ["meeting"],
    "network_meeting": ["meeting"],
    "exchange_meeting": ["meeting"],
    "meeting_attendance": ["meeting"],
    "lecture": ["activity"],
    "study": ["activity"],
    "outreach": ["activity"],
    "business": ["activity"],
    "activity_attendance": ["activity"],
    "venue_launch": ["venue"],
    "venue_open": ["venue"],
    "grant_application": ["grant"],
    "grant_amount": ["grant"],
    "course_enrolment": ["enrolment"],
    "course_completion": ["enrolment"],
    "course_completion_expected": ["enrolment"],
}

CASE_AXES = ["topic", "main_topic", "route", "client", "age_band", "coordinator", "kind"]
AXES = {
    "new_individual": CASE_AXES,
    "new_community": CASE_AXES,
    "open_individual": CASE_AXES,
    "open_community": CASE_AXES,
    "closed_individual": CASE_AXES + ["closing"],
    "closed_community": CASE_AXES + ["closing"],
    "case_closed": CASE_AXES + ["closing"],
    "support_contact": CASE_AXES + ["method", "agencies"],
    "complex_followup": CASE_AXES + ["method", "agencies"],
    "complex_case": CASE_AXES + ["method", "agencies"],
    "complex_case_monthly": CASE_AXES + ["method", "agencies"],
    "support_meeting": ["agencies"],
    "multilayer_meeting": ["agencies"],
    "network_meeting": ["agencies"],
    "exchange_meeting": ["agencies"],
    "meeting_attendance": ["agencies", "kind"],
    "lecture": ["partners"],
    "study": ["partners"],
    "outreach": ["partners"],
    "business": ["partners"],
    "activity_attendance": ["partners", "kind"],
    "venue_launch": ["type"],
    "venue_open": ["type", "support"],
    "grant_application": ["kind", "status"],
    "grant_amount": ["kind"],
    "course_enrolment": [],
    "course_completion": [],
    "course_completion_expected": [],
}
TIME_AXES = ["month", "quarter", "half_year", "fiscal_year"]

# rule 13: such a word typed into a free name or an optional field is read as empty
NOT_WORDS = ("未記入", "計", "…", "「…」", "x", "―", "Total", "Not entered")
NO_NAMES = ("なし", "－", "特になし")


# ---------------------------------------------------------------- settings


def area(name, valid_from="", valid_to=""):
    """An area of the office; both days included; empty = always."""
    return {"name": name, "from": valid_from, "to": valid_to}


class Office:
    def __init__(self, areas, opening_month=4, records_begin="", begins=None, today="", coordinators=()):
        self.areas = list(areas)
        self.opening_month = opening_month
        self.records_begin = records_begin
        self.begins = dict(begins or {})
        self.today = today
        self.coordinators = list(coordinators)

    def names(self):
        return [a["name"] for a in self.areas]

    def ordinary_on(self, day):
        """The areas valid on that day, without the three special ones."""
        names = []
        for a in self.areas:
            if a["name"] in SPECIAL:
                continue
            if a["from"] and day < a["from"]:
                continue
            if a["to"] and day > a["to"]:
                continue
            names.append(a["name"])
        return names


# ---------------------------------------------------------------- days


def to_date(text):
    return datetime.date(int(text[0:4]), int(text[5:7]), int(text[8:10]))


def day_before(day):
    return (to_date(day) - datetime.timedelta(days=1)).isoformat()


def day_after(day):
    return (to_date(day) + datetime.timedelta(days=1)).isoformat()


def first_of(month):
    return month + "-01"


def end_of(month):
    year, number = int(month[0:4]), int(month[5:7])
    return "%s-%02d" % (month, calendar.monthrange(year, number)[1])


def next_month(month):
    year, number = int(month[0:4]), int(month[5:7])
    if number == 12:
        return "%04d-01" % (year + 1)
    return "%04d-%02d" % (year, number + 1)


def fiscal_year(office, day):
    """A fiscal year is named by its first calendar year."""
    year, month = int(day[0:4]), int(day[5:7])
    if month >= office.opening_month:
        return year
    return year - 1


def months_of(office, year):
    months = ["%04d-%02d" % (year, office.opening_month)]
    while len(months) < 12:
        months.append(next_month(months[-1]))
    return months


def same_day_last_year(day):
    """Rule 10: the same day of the year before; of a month's last day, that month's last day."""
    month = "%04d-%s" % (int(day[0:4]) - 1, day[5:7])
    if day == end_of(day[0:7]):
        return end_of(month)
    return month + day[7:10]


# ---------------------------------------------------------------- rows


def kind_of(rows, kind):
    return rows.get(kind, [])


def field(row, name):
    value = row.get(name)
    if value is None:
        return ""
    return str(value).strip()


def ref_of(row):
    """The ref; where the office left it out, the row itself is the record (wfc makes a ref, and rows are never merged)."""
    return field(row, "ref") or "no ref %d" % id(row)


def items(row, name):
    found = []
    for item in field(row, name).split(";"):
        item = item.strip()
        if item == "" or item in NOT_WORDS or item in NO_NAMES:
            continue
        if item not in found:
            found.append(item)
    return found


def one(row, name):
    """An optional field with one value: a list of one or none."""
    value = field(row, name)
    if value == "" or value in NOT_WORDS:
        return []
    return [value]


def number_of(row, name):
    value = field(row, name)
    if value == "":
        return None
    return int(value)


def held(office, row):
    status = field(row, "status")
    if status == "":
        return row["date"] <= office.today
    return status == "held"


def cases_by_ref(rows):
    found = {}
    for case in kind_of(rows, "case"):
        found[case["ref"]] = case
    return found


def transfers_by_case(rows):
    found = {}
    for transfer in kind_of(rows, "transfer"):
        found.setdefault(transfer["case"], []).append(transfer)
    for case in found:
        found[case].sort(key=lambda t: t["on"])
    return found


def closings_by_case(rows):
    """case -> [(closed_on, reason, reopened_on or "")], in order.  `cases` carries the last one, `closings` the earlier ones."""
    found = {}
    for closing in kind_of(rows, "closing"):
        found.setdefault(closing["case"], []).append(
            (closing["closed_on"], field(closing, "closing"), field(closing, "reopened_on"))
        )
    for case in kind_of(rows, "case"):
        closed_on = field(case, "closed_on")
        if closed_on == "":
            continue
        days = [c[0] for c in found.get(case["ref"], [])]
        if closed_on in days:  # the same closing, given in both lists
            continue
        found.setdefault(case["ref"], []).append((closed_on, field(case, "closing"), ""))
    for case in found:
        found[case].sort()
    return found


def case_on(case, transfers, day):
    """The case's area and coordinator on that day: from the day of a transfer on, what it gives."""
    where, who = field(case, "area"), field(case, "coordinator")
    for transfer in transfers:  # in order of their days
        if transfer["on"] <= day:
            if field(transfer, "area"):
                where = field(transfer, "area")
            if field(transfer, "coordinator"):
                who = field(transfer, "coordinator")
    return where, who


def open_at_end_of(case, closings, day):
    if case["received_on"] > day:
        return False
    is_open = True
    for closed_on, _, reopened_on in closings:  # in order
        if closed_on <= day:
            is_open = False
            if reopened_on and reopened_on <= day:
                is_open = True
    return is_open


# ---------------------------------------------------------------- what is counted


def thing(ref, day, areas, coordinator="", number=None, case=None, contact=None, record=None, closing=""):
    if not areas:
        areas = [NOT_ENTERED]
    return {
        "ref": ref,
        "day": day,
        "areas": areas,
        "coordinator": coordinator,
        "number": number,
        "case": case,
        "contact": contact,
        "record": record,
        "closing": closing,
    }


def begin_of(office, measure):
    begin = ""
    for kind in READS[measure]:
        given = office.begins.get(kind, "") or office.records_begin
        if given and given > begin:
            begin = given
    return begin


def contacts_of(rows):
    """Each contact with its case, and the case's area and coordinator on the contact's day."""
    cases, transfers = cases_by_ref(rows), transfers_by_case(rows)
    found = []
    for contact in kind_of(rows, "contact"):
        case = cases[contact["case"]]
        where, who = case_on(case, transfers.get(case["ref"], []), contact["date"])
        own = one(contact, "coordinator")
        if own:
            who = own[0]
        found.append((contact, case, where, who))
    return found


def is_complex(contact, case):
    return (
        case["kind"] == "individual" and field(case, "complex_since") != "" and case["complex_since"] <= contact["date"]
    )


def flow_things(office, rows, measure, year, as_of):
    """Everything of this measure in the fiscal year, up to the as-of date, not before the begin of the records."""
    months = months_of(office, year)
    first, last = first_of(months[0]), min(end_of(months[-1]), as_of)
    begin = begin_of(office, measure)
    if begin and begin > first:
        first = begin
    found = []

    if measure in ("new_individual", "new_community"):
        for case in kind_of(rows, "case"):
            if "new_" + case["kind"] == measure and first <= case["received_on"] <= last:
                found.append(
                    thing(
                        case["ref"],
                        case["received_on"],
                        [field(case, "area")],
                        field(case, "coordinator"),
                        case=case,
                        record=case,
                    )
                )

    elif measure in ("support_contact", "complex_followup"):
        for contact, case, where, who in contacts_of(rows):
            if first <= contact["date"] <= last:
                if measure == "support_contact" or is_complex(contact, case):
                    found.append(
                        thing(
                            ref_of(contact), contact["date"], [where], who, case=case, contact=contact, record=contact
                        )
                    )

    elif measure in DISTINCT:
        counted = []
        for contact, case, where, who in contacts_of(rows):
            if first <= contact["date"] <= last and is_complex(contact, case):
                counted.append((contact["date"], ref_of(contact), contact, case, where, who))
        counted.sort(key=lambda row: (row[0], row[1]))
        seen = []
        for day, _, contact, case, where, who in counted:
            if measure == "complex_case":
                key = case["ref"]
            elif CHOICES["monthly_rows"] == "first_of_month":
                key = (case["ref"], day[0:7])
            else:
                key = ref_of(contact)
            if key in seen:
                continue
            seen.append(key)
            found.append(thing(case["ref"], day, [where], who, case=case, contact=contact, record=contact))

    elif measure in ("closed_individual", "closed_community", "case_closed"):
        closings, transfers = closings_by_case(rows), transfers_by_case(rows)
        for case in kind_of(rows, "case"):
            if measure != "case_closed" and measure != "closed_" + case["kind"]:
                continue
            for closed_on, reason, _ in closings.get(case["ref"], []):
                if first <= closed_on <= last:
                    where, who = case_on(case, transfers.get(case["ref"], []), closed_on)
                    found.append(
                        thing(
                            case["ref"] + "/" + closed_on,
                            closed_on,
                            [where],
                            who,
                            case=case,
                            record=case,
                            closing=reason,
                        )
                    )

    elif measure in (
        "support_meeting",
        "multilayer_meeting",
        "network_meeting",
        "exchange_meeting",
        "meeting_attendance",
    ):
        for meeting in kind_of(rows, "meeting"):
            if measure != "meeting_attendance" and meeting["kind"] + "_meeting" != measure:
                continue
            if held(office, meeting) and first <= meeting["date"] <= last:
                found.append(
                    thing(
                        ref_of(meeting),
                        meeting["date"],
                        items(meeting, "areas"),
                        number=number_of(meeting, "attendees"),
                        record=meeting,
                    )
                )

    elif measure in ("lecture", "study", "outreach", "business", "activity_attendance"):
        for activity in kind_of(rows, "activity"):
            if measure != "activity_attendance" and activity["kind"] != measure:
                continue
            if held(office, activity) and first <= activity["date"] <= last:
                found.append(
                    thing(
                        ref_of(activity),
                        activity["date"],
                        items(activity, "areas"),
                        number=number_of(activity, "participants"),
                        record=activity,
                    )
                )

    elif measure == "venue_launch":
        for venue in kind_of(rows, "venue"):
            if field(venue, "support") == "launch" and first <= venue["launched_on"] <= last:
                found.append(thing(ref_of(venue), venue["launched_on"], [venue["area"]], record=venue))

    elif measure == "grant_application":
        for grant in kind_of(rows, "grant"):
            if first <= grant["applied_on"] <= last:
                found.append(thing(ref_of(grant), grant["applied_on"], one(grant, "area"), record=grant))

    elif measure == "grant_amount":
        for grant in kind_of(rows, "grant"):
            if field(grant, "status") == "granted" and first <= grant["decided_on"] <= last:
                found.append(
                    thing(
                        ref_of(grant),
                        grant["decided_on"],
                        one(grant, "area"),
                        number=number_of(grant, "amount"),
                        record=grant,
                    )
                )

    elif measure == "course_enrolment":
        for enrolment in kind_of(rows, "enrolment"):
            if first <= enrolment["enrolled_on"] <= last:
                found.append(thing(ref_of(enrolment), enrolment["enrolled_on"], ["市全域"], record=enrolment))

    elif measure == "course_completion":
        for enrolment in kind_of(rows, "enrolment"):
            if field(enrolment, "status") == "completed" and first <= enrolment["completed_on"] <= last:
                found.append(thing(ref_of(enrolment), enrolment["completed_on"], ["市全域"], record=enrolment))

    else:
        raise KeyError(measure)
    return found


def state_things(office, rows, measure, day):
    """Everything that is in this state at the end of the day."""
    found = []
    if measure in ("open_individual", "open_community"):
        closings, transfers = closings_by_case(rows), transfers_by_case(rows)
        for case in kind_of(rows, "case"):
            if "open_" + case["kind"] == measure and open_at_end_of(case, closings.get(case["ref"], []), day):
                where, who = case_on(case, transfers.get(case["ref"], []), day)
                found.append(thing(case["ref"], day, [where], who, case=case, record=case))
    elif measure == "venue_open":
        for venue in kind_of(rows, "venue"):
            if field(venue, "support") == "expansion":
                continue
            if venue["launched_on"] <= day and not (field(venue, "closed_on") and venue["closed_on"] <= day):
                found.append(thing(ref_of(venue), day, [venue["area"]], record=venue))
    elif measure == "course_completion_expected":
        months = months_of(office, fiscal_year(office, day))
        for enrolment in kind_of(rows, "enrolment"):
            if enrolment["enrolled_on"] > day:
                continue
            if field(enrolment, "dropped_on") and enrolment["dropped_on"] <= day:
                continue
            if field(enrolment, "completed_on") and enrolment["completed_on"] <= day:
                continue
            expected = field(enrolment, "expected_on")
            if expected and first_of(months[0]) <= expected <= end_of(months[-1]):
                found.append(thing(ref_of(enrolment), day, ["市全域"], record=enrolment))
    else:
        raise KeyError(measure)
    return found


# ---------------------------------------------------------------- years with and without records (records_begin empty)


def days_that_record(office, rows, loose=False):
    """The days on which something was counted, received, held or closed.  loose: and whatever else one might take for it."""
    days = []
    for case in kind_of(rows, "case"):
        days.append(case["received_on"])
        if field(case, "closed_on"):
            days.append(case["closed_on"])
        if loose and field(case, "complex_since"):
            days.append(case["complex_since"])
    for closing in kind_of(rows, "closing"):
        days.append(closing["closed_on"])
        if loose and field(closing, "reopened_on"):
            days.append(closing["reopened_on"])
    for contact in kind_of(rows, "contact"):
        days.append(contact["date"])
    for meeting in kind_of(rows, "meeting"):
        if held(office, meeting):
            days.append(meeting["date"])
        elif loose:
            days.append(meeting["date"])
    for activity in kind_of(rows, "activity"):
        if held(office, activity):
            days.append(activity["date"])
        elif loose:
            days.append(activity["date"])
    for venue in kind_of(rows, "venue"):
        if field(venue, "support") != "expansion" or loose:
            days.append(venue["launched_on"])
        if loose and field(venue, "closed_on"):
            days.append(venue["closed_on"])
    for enrolment in kind_of(rows, "enrolment"):
        days.append(enrolment["enrolled_on"])
        if field(enrolment, "completed_on"):
            days.append(enrolment["completed_on"])
        if loose and field(enrolment, "dropped_on"):
            days.append(enrolment["dropped_on"])
    for grant in kind_of(rows, "grant"):
        days.append(grant["applied_on"])
        if field(grant, "decided_on") and (field(grant, "status") == "granted" or loose):
            days.append(grant["decided_on"])
    if loose:
        for transfer in kind_of(rows, "transfer"):
            days.append(transfer["on"])
        for course in kind_of(rows, "course"):
            days.append(course["starts_on"])
            if field(course, "ends_on"):
                days.append(course["ends_on"])
    return days


def year_recorded(office, rows, year, on, loose=False):
    months = months_of(office, year)
    for day in days_that_record(office, rows, loose):
        if first_of(months[0]) <= day <= end_of(months[-1]) and day <= on:
            return True
    return False


def first_record(office, rows, loose=False):
    days = days_that_record(office, rows, loose)
    return min(days) if days else ""


# ---------------------------------------------------------------- tallies


def tallies_of(rows, measure, axis=""):
    found = []
    for tally in kind_of(rows, "tally"):
        if tally["measure"] == measure and field(tally, "axis") == axis:
            found.append(tally)
    return found


def tally_numbers(rows, measure, month="", year=""):
    """The tallies of one month (or one year) that give a total: (the city's number or None, {area: number})."""
    city, by_area = None, {}
    for tally in tallies_of(rows, measure):
        if month and field(tally, "month") != month:
            continue
        if year and field(tally, "fiscal_year") != str(year):
            continue
        number = int(field(tally, "number"))
        if field(tally, "area"):
            by_area[tally["area"]] = by_area.get(tally["area"], 0) + number
        else:
            city = (city or 0) + number
    return city, by_area


# ---------------------------------------------------------------- a flow in a period


def undivided(rows, months, year, measure):
    """Is any of these months known only from a tally of case_closed?"""
    of_year = tally_numbers(rows, "case_closed", year=year) != (None, {})
    for month in months:
        if tally_numbers(rows, measure, month=month) == (None, {}):
            if of_year or tally_numbers(rows, "case_closed", month=month) != (None, {}):
                return True
    return False


def plan(office, rows, measure, months, as_of, recorded_on=""):
    """From what the figure of these months of one fiscal year comes, up to the as-of date.

    None: 「…」.  Otherwise {"months": the months with a part before the as-of date, "tallies": months or ["year"] whose tallies are taken,
    "records": True where the records are taken, "since": a day or None, "last": the period's last day,
    "numbers": {month or "year": (the city's number or None, {area: number})} of those tallies}.
    """
    months = [month for month in months if first_of(month) <= as_of]
    if not months:
        return None
    recorded_on = recorded_on or as_of
    year = fiscal_year(office, first_of(months[0]))
    all_months = months_of(office, year)
    last = min(as_of, end_of(months[-1]))
    begin = begin_of(office, measure)

    # a yearly tally has no figure for part of the year
    city, by_area = tally_numbers(rows, measure, year=year)
    if city is not None or by_area:
        if months == all_months and last == end_of(all_months[-1]):
            return {
                "months": months,
                "tallies": ["year"],
                "records": True,
                "since": None,
                "last": last,
                "begin": begin,
                "numbers": {"year": (city, by_area)},
            }
        return None

    # closings that are tallied without their kind leave both kinds at 「…」
    if measure in ("closed_individual", "closed_community") and not begin:
        if undivided(rows, months, year, measure):
            return None

    tallied, numbers = [], {}
    for month in months:
        city, by_area = tally_numbers(rows, measure, month=month)
        if city is not None or by_area:
            tallied.append(month)
            numbers[month] = (city, by_area)
    cut_tally = bool(tallied) and end_of(tallied[-1]) > as_of  # a monthly tally has no figure for part of the month

    whole = {
        "months": months,
        "tallies": [],
        "records": True,
        "since": None,
        "last": last,
        "begin": begin,
        "numbers": numbers,
    }

    if begin and begin > last:
        # before the begin date: the tallies where each month has one, otherwise 「…」
        if tallied != months or cut_tally:
            return None
        if measure == "complex_case_monthly" and len(months) > 1:
            return None
        return dict(whole, tallies=months, records=False)

    if begin and begin > first_of(months[0]):
        # the begin date cuts the period
        before = [month for month in months if first_of(month) < begin]
        complete = True
        for month in before:
            if month not in tallied:
                complete = False
        if measure in DISTINCT or not complete:
            return dict(whole, since=begin)
        return dict(whole, tallies=before)

    if begin:
        return whole

    # no begin date
    if not tallied:
        if year_recorded(office, rows, year, recorded_on):
            return whole
        return None
    if cut_tally:
        return None
    if measure == "complex_case_monthly" and len(months) > 1:
        return None
    if not year_recorded(office, rows, year, recorded_on) and tallied != months:
        if CHOICES["gap_in_unrecorded_year"] == "none":
            return None
    return dict(whole, tallies=tallied)


def count(measure, things, number_from_tallies=None):
    """Distinct records; of a sum, the number of each distinct record once."""
    by_ref = {}
    for one_thing in things:
        by_ref[one_thing["ref"]] = one_thing["number"]
    if measure not in SUMS:
        return Figure(len(by_ref) + (number_from_tallies or 0))
    known, missing = 0, 0
    for ref in by_ref:
        if by_ref[ref] is None:
            missing += 1
        else:
            known += by_ref[ref]
    value = known + (number_from_tallies or 0)
    if by_ref and missing == len(by_ref) and number_from_tallies is None:
        value = None
    return Figure(value, counted=len(by_ref), missing=missing)


def period(office, rows, measure, months, as_of, place=CITY, recorded_on="", things=None, plans=None):
    """The figure of a flow for these months (of one fiscal year), cut at the as-of date, for the city or one area."""
    if not months:
        return NOTHING
    if plans is None:
        how = plan(office, rows, measure, months, as_of, recorded_on)
    else:  # the plan does not depend on the place: report() makes each once
        key = (months[0], months[-1], as_of)
        if key not in plans:
            plans[key] = plan(office, rows, measure, months, as_of, recorded_on)
        how = plans[key]
    if how is None:
        return NOTHING
    year = fiscal_year(office, first_of(months[0]))
    if things is None:
        things = flow_things(office, rows, measure, year, as_of)
    counted = []
    if how["records"]:
        for one_thing in things:
            if first_of(months[0]) <= one_thing["day"] <= how["last"]:
                counted.append(one_thing)

    # what the tallies give
    city_numbers, area_numbers, area_tally_of = [], {}, {}
    for name in how["tallies"]:
        city, by_area = how["numbers"][name]
        if city is not None:
            city_numbers.append(city)
        else:
            area_tally_of[name] = by_area
            for where in by_area:
                area_numbers[where] = area_numbers.get(where, 0) + by_area[where]

    # areas alongside city tallies
    if city_numbers:
        if place is not CITY:
            return NOTHING
        total = sum(city_numbers)
        reported = None
        ordinary = office.ordinary_on(how["last"])
        for name in area_tally_of:  # mixed with tallies by area: not in the text
            total += sum(area_tally_of[name].values())
            here = len([a for a in ordinary if a in area_tally_of[name]])
            if here < len(ordinary):
                reported = here if reported is None else min(here, reported)
        figure = count(measure, counted, total)._replace(since=how["since"])
        if reported is not None:
            figure = figure._replace(reported=reported, areas=len(ordinary))
        return figure

    # records alone
    if not area_tally_of:
        if place is CITY:
            return count(measure, counted)._replace(since=how["since"])
        return count(measure, [t for t in counted if place in t["areas"]])._replace(since=how["since"])

    # tallies by area: which areas are reported?
    def reported(where):
        if "year" in area_tally_of:
            return where in area_tally_of["year"]
        for month in how["months"]:
            if where in area_tally_of.get(month, {}):
                continue
            if how["begin"]:
                if first_of(month) >= how["begin"]:
                    continue
            else:
                covered = False
                for one_thing in counted:
                    if one_thing["day"][0:7] == month and where in one_thing["areas"]:
                        covered = True
                if covered:
                    continue
            return False
        return True

    if place is not CITY:
        if not reported(place):
            return NOTHING
        return count(measure, [t for t in counted if place in t["areas"]], area_numbers.get(place, 0))

    ordinary = office.ordinary_on(how["last"])
    with_report = [where for where in ordinary if reported(where)]
    if not with_report:
        return Figure(None, reported=0, areas=len(ordinary))
    left_out = [where for where in ordinary if where not in with_report]
    if CHOICES["partial_total"] == "known":
        left_out = []
    total = 0
    for where in area_numbers:
        if where not in left_out:
            total += area_numbers[where]
    kept = []
    for one_thing in counted:
        if [where for where in one_thing["areas"] if where not in left_out]:
            kept.append(one_thing)
    figure = count(measure, kept, total)
    if len(with_report) < len(ordinary):
        figure = figure._replace(reported=len(with_report), areas=len(ordinary))
    return figure


# ---------------------------------------------------------------- a state on a day


def state_from_records(office, rows, measure, day):
    """Do the records give this state on that day?"""
    begin = begin_of(office, measure)
    if begin:
        return day >= day_before(begin)  # the opening balance, and from then on
    first = first_record(office, rows)
    return first != "" and day >= first


def state(office, rows, measure, day, place=CITY, plans=None):
    if plans is None:
        plans = {}
    if day not in plans:  # what the records say does not depend on the place: report() asks once a day
        plans[day] = (state_from_records(office, rows, measure, day), state_things(office, rows, measure, day))
    from_records, things = plans[day]
    month = day[0:7]
    city, by_area = tally_numbers(rows, measure, month=month)
    if city is None and not by_area and month == months_of(office, fiscal_year(office, day))[-1]:
        city, by_area = tally_numbers(
            rows, measure, year=fiscal_year(office, day)
        )  # a state's yearly tally is the year's end
    if begin_of(office, measure) and from_records:
        city, by_area = None, {}
    if not from_records:
        things = []

    if city is None and not by_area:
        if not from_records:
            return NOTHING
        if place is CITY:
            return count(measure, things)
        return count(measure, [t for t in things if place in t["areas"]])
    if day != end_of(month):
        return NOTHING  # a month-end tally says nothing of another day
    if city is not None:
        if place is not CITY:
            return NOTHING
        return count(measure, things, city)
    if place is not CITY:
        here = [t for t in things if place in t["areas"]]
        if place in by_area or here:
            return count(measure, here, by_area.get(place, 0))
        return NOTHING
    ordinary = office.ordinary_on(day)
    with_report = []
    for where in ordinary:
        if where in by_area or [t for t in things if where in t["areas"]]:
            with_report.append(where)
    if not with_report:
        return Figure(None, reported=0, areas=len(ordinary))
    figure = count(measure, things, sum(by_area.values()))
    if len(with_report) < len(ordinary):
        figure = figure._replace(reported=len(with_report), areas=len(ordinary))
    return figure


# ---------------------------------------------------------------- the report


def month_figure(office, rows, measure, month, as_of, place=CITY, recorded_on="", things=None, plans=None):
    if first_of(month) > as_of:
        return NOTHING
    if measure in STATES:
        return state(office, rows, measure, min(as_of, end_of(month)), place, plans)
    return period(office, rows, measure, [month], as_of, place, recorded_on, things, plans)


def total_figure(office, rows, measure, as_of, place=CITY, recorded_on="", things=None, plans=None):
    """From the first day of the fiscal year to the as-of date; a state: on the as-of date."""
    if measure in STATES:
        return state(office, rows, measure, as_of, place, plans)
    return period(
        office, rows, measure, months_of(office, fiscal_year(office, as_of)), as_of, place, recorded_on, things, plans
    )


def last_year_figure(office, rows, measure, as_of, place=CITY, things=None, plans=None):
    day = same_day_last_year(as_of)
    recorded_on = day if CHOICES["recorded_on"] == "same_day" else as_of
    figure = total_figure(office, rows, measure, day, place, recorded_on, things, plans)
    if figure.since is not None:
        return NOTHING  # in the year after, 前年同期 of a cumulative figure with `since` is 「…」
    return figure


def difference(now, before):
    """差: 「…」 where a side has no figure, is partial, has numbers missing, or began later than its period."""
    for side in (now, before):
        if side.value is None or side.reported is not None or side.missing:
            return None
    if before.since is not None or now.since is not None:
        return None
    return now.value - before.value


def places_of(office):
    return [CITY] + office.names() + [NOT_ENTERED]


def report(office, rows, as_of, measures=MEASURES, places=None):
    """{measure: {place: {"months": {"2024-04": Figure, ...12}, "total": Figure, "last_year": Figure}}}"""
    found = {}
    year = fiscal_year(office, as_of)
    every_tally = kind_of(rows, "tally")
    for measure in measures:
        read = (measure, "case_closed") if measure.startswith("closed_") else (measure,)
        rows = dict(rows, tally=[tally for tally in every_tally if tally["measure"] in read])
        now = before = None
        if measure in FLOWS:
            now = flow_things(office, rows, measure, year, as_of)
            before = flow_things(office, rows, measure, year - 1, same_day_last_year(as_of))
        found[measure] = {}
        plans, plans_before = {}, {}
        for place in places or places_of(office):
            months = {}
            for month in months_of(office, year):
                months[month] = month_figure(office, rows, measure, month, as_of, place, "", now, plans)
            found[measure][place] = {
                "months": months,
                "total": total_figure(office, rows, measure, as_of, place, "", now, plans),
                "last_year": last_year_figure(office, rows, measure, as_of, place, before, plans_before),
            }
    return found


# ---------------------------------------------------------------- breakdowns


def axis_values(measure, one_thing, axis, as_of):
    """The values of a thing on an axis; none: the position 未記入."""
    case, contact, record = one_thing["case"], one_thing["contact"], one_thing["record"]
    if axis == "area":
        values = list(one_thing["areas"])
    elif axis == "coordinator":
        who = one_thing["coordinator"]
        values = [who] if who and who not in NOT_WORDS else []
    elif axis == "closing":
        values = [one_thing["closing"]] if one_thing["closing"] else []
    elif axis == "topic":
        values = items(case, "topics")
    elif axis in ("main_topic", "route", "client", "age_band"):
        values = one(case, axis)
    elif axis == "kind":
        values = one(case, "kind") if case is not None else one(record, "kind")
    elif axis == "method":
        values = one(contact, "method")
    elif axis in ("agencies", "partners"):
        values = items(contact if contact is not None else record, axis)
    elif axis in ("type", "support"):
        values = one(record, axis)
    elif axis == "status":  # of a grant, on the as-of date
        if field(record, "decided_on") and record["decided_on"] <= as_of:
            values = [field(record, "status")]
        else:
            values = ["under_review"]
    else:
        raise KeyError(axis)
    return values or [NOT_ENTERED]


def axis_tallies(rows, measure, axis, month="", year=""):
    """{value: number} of the tallies of the city with this axis, in that month or year."""
    cells = {}
    for tally in tallies_of(rows, measure, axis):
        if field(tally, "area"):
            continue
        if (month and field(tally, "month") == month) or (year and field(tally, "fiscal_year") == str(year)):
            cells[tally["value"]] = cells.get(tally["value"], 0) + int(field(tally, "number"))
    return cells


def cells_of(measure, things, axis, as_of):
    by_value = {}
    for one_thing in things:
        for value in axis_values(measure, one_thing, axis, as_of):
            by_value.setdefault(value, []).append(one_thing)
    return by_value


def breakdown(office, rows, measure, axis, as_of):
    """{value: Figure} of the cumulative figure (a state: of the as-of date); cells of zero left out.  None: every cell is 「…」.

    axis: one of AXES[measure], "area", "month", "quarter", "half_year", "fiscal_year"."""
    year = fiscal_year(office, as_of)
    months = months_of(office, year)

    if axis in TIME_AXES:
        size = {"month": 1, "quarter": 3, "half_year": 6, "fiscal_year": 12}[axis]
        letter = {"quarter": "Q", "half_year": "H"}.get(axis)
        cells = {}
        for start in range(0, 12, size):
            part = months[start : start + size]
            if first_of(part[0]) > as_of:
                continue
            label = {"month": part[0], "fiscal_year": str(year)}.get(axis) or "%d-%s%d" % (
                year,
                letter,
                start // size + 1,
            )
            if measure in STATES:
                cells[label] = state(office, rows, measure, min(as_of, end_of(part[-1])))
            else:
                cells[label] = period(office, rows, measure, part, as_of)
        return cells

    if axis == "area":
        cells = {}
        for place in office.names() + [NOT_ENTERED]:
            figure = total_figure(office, rows, measure, as_of, place)
            if figure.value != 0:
                cells[place] = figure
        return cells

    if measure in STATES:
        month = as_of[0:7]
        city, by_area = tally_numbers(rows, measure, month=month)
        from_records = state_from_records(office, rows, measure, as_of)
        if begin_of(office, measure) and from_records:
            city, by_area = None, {}
        given = {}
        if not from_records or city is not None or by_area:
            if as_of != end_of(month):
                return None
            given = axis_tallies(rows, measure, axis, month=month)
            if not given:
                return None
        things = state_things(office, rows, measure, as_of) if from_records else []
        since = None
    else:
        how = plan(office, rows, measure, months, as_of)
        given = {}
        if how is None:
            # a tally with an axis gives that cell even where there is no total
            cut = [month for month in months if first_of(month) <= as_of]
            if as_of == end_of(months[-1]):
                given = axis_tallies(rows, measure, axis, year=year)
            if not given and as_of == end_of(cut[-1]):
                complete = True
                for month in cut:
                    here = axis_tallies(rows, measure, axis, month=month)
                    if not here:
                        complete = False
                    for value in here:
                        given[value] = given.get(value, 0) + here[value]
                if not complete:
                    given = {}
            if not given:
                return None
            things, since = [], None
        else:
            for name in how["tallies"]:
                if name == "year":
                    here = axis_tallies(rows, measure, axis, year=year)
                else:
                    here = axis_tallies(rows, measure, axis, month=name)
                if not here:
                    return None  # these tallies do not carry the axis
                for value in here:
                    given[value] = given.get(value, 0) + here[value]
            if not how["begin"]:
                # tallies of the axis in months without a tally of the total count alongside the records
                for month in how["months"]:
                    if month not in how["tallies"] and how["tallies"] != ["year"] and end_of(month) <= as_of:
                        here = axis_tallies(rows, measure, axis, month=month)
                        for value in here:
                            given[value] = given.get(value, 0) + here[value]
            things = []
            if how["records"]:
                for one_thing in flow_things(office, rows, measure, year, as_of):
                    if one_thing["day"] <= how["last"]:
                        things.append(one_thing)
            since = how["since"]

    by_value = cells_of(measure, things, axis, as_of)
    cells = {}
    for value in list(by_value) + [v for v in given if v not in by_value]:
        figure = count(measure, by_value.get(value, []), given.get(value))._replace(since=since)
        if figure.value != 0 or figure.missing:
            cells[value] = figure
    return cells


def cross(office, rows, measure, axis1, axis2, as_of):
    """{(value1, value2): Figure} from records alone; None where any part of the figure comes from tallies or there is none."""
    year = fiscal_year(office, as_of)
    if measure in STATES:
        if not state_from_records(office, rows, measure, as_of):
            return None
        city, by_area = tally_numbers(rows, measure, month=as_of[0:7])
        if (city is not None or by_area) and not begin_of(office, measure):
            return None
        things, since = state_things(office, rows, measure, as_of), None
    else:
        how = plan(office, rows, measure, months_of(office, year), as_of)
        if how is None or how["tallies"]:
            return None
        things, since = flow_things(office, rows, measure, year, as_of), how["since"]
    by_pair = {}
    for one_thing in things:
        for one_value in axis_values(measure, one_thing, axis1, as_of):
            for other_value in axis_values(measure, one_thing, axis2, as_of):
                by_pair.setdefault((one_value, other_value), []).append(one_thing)
    cells = {}
    for pair in by_pair:
        figure = count(measure, by_pair[pair])._replace(since=since)
        if figure.value != 0 or figure.missing:
            cells[pair] = figure
    return cells


# ---------------------------------------------------------------- rule 12


def balance(office, rows, kind, as_of, by=None):
    """{place or coordinator: {"opening", "new", "reopened", "closed", "transferred_in", "transferred_out", "open"}}; None where there is no figure.

    opening + new + reopened - closed + transferred_in - transferred_out = open.  by=None: the key is CITY."""
    measure = "open_" + kind
    begin = begin_of(office, measure)
    start = first_of(months_of(office, fiscal_year(office, as_of))[0])
    if begin and begin > start:
        start = begin
    if start > as_of or not state_from_records(office, rows, measure, as_of):
        return None
    eve = day_before(start)
    closings, transfers = closings_by_case(rows), transfers_by_case(rows)
    lines = {}

    def key_on(case, day):
        if by is None:
            return CITY
        where, who = case_on(case, transfers.get(case["ref"], []), day)
        if by == "area":
            return where or NOT_ENTERED
        return who if who and who not in NOT_WORDS else NOT_ENTERED

    def add(key, column):
        if key not in lines:
            lines[key] = {
                "opening": 0,
                "new": 0,
                "reopened": 0,
                "closed": 0,
                "transferred_in": 0,
                "transferred_out": 0,
                "open": 0,
            }
        lines[key][column] += 1

    for case in kind_of(rows, "case"):
        if case["kind"] != kind:
            continue
        mine = closings.get(case["ref"], [])
        if open_at_end_of(case, mine, eve):
            add(key_on(case, eve), "opening")
        if start <= case["received_on"] <= as_of:
            add(key_on(case, case["received_on"]), "new")
        for closed_on, _, reopened_on in mine:
            if start <= closed_on <= as_of:
                add(key_on(case, closed_on), "closed")
            if reopened_on and start <= reopened_on <= as_of:
                add(key_on(case, reopened_on), "reopened")
        for transfer in transfers.get(case["ref"], []):
            if start <= transfer["on"] <= as_of and open_at_end_of(case, mine, day_before(transfer["on"])):
                source, target = key_on(case, day_before(transfer["on"])), key_on(case, transfer["on"])
                if source != target:
                    add(source, "transferred_out")
                    add(target, "transferred_in")
        if open_at_end_of(case, mine, as_of):
            add(key_on(case, as_of), "open")
    return lines


def balance_holds(lines):
    for key in lines:
        line = lines[key]
        if (
            line["opening"]
            + line["new"]
            + line["reopened"]
            - line["closed"]
            + line["transferred_in"]
            - line["transferred_out"]
            != line["open"]
        ):
            return False
    return True


# ---------------------------------------------------------------- plain values, reading CSV lists


def plain(figure, measure=""):
    """int | None; a sum: (sum, counted, missing); a partial total: (value, reported, areas)."""
    if measure in SUMS and figure.counted is not None:
        value = (figure.value, figure.counted, figure.missing)
    else:
        value = figure.value
    if figure.reported is not None:
        return (value, figure.reported, figure.areas)
    return value


FILES = {
    "case": "cases",
    "closing": "closings",
    "transfer": "transfers",
    "contact": "contacts",
    "meeting": "meetings",
    "venue": "venues",
    "course": "courses",
    "enrolment": "enrolments",
    "grant": "grants",
    "activity": "activities",
    "outcome": "outcomes",
    "tally": "tallies",
}


def read_csv(folder):
    import csv
    import os

    rows = {}
    for kind, name in FILES.items():
        path = os.path.join(folder, name + ".csv")
        rows[kind] = []
        if os.path.exists(path):
            with open(path, encoding="utf-8-sig", newline="") as lines:
                rows[kind] = [dict(row) for row in csv.DictReader(lines)]
    return rows


CHOFU = [
    "緑ケ丘・滝坂",
    "若葉・調和",
    "上ノ原・柏野",
    "北ノ台・深大寺",
    "第二・八雲台・国領",
    "染地・杉森・布田",
    "第一・富士見台・多摩川",
    "第三・石原・飛田給",
]


def chofu(today="2025-12-31"):
    return Office([area(name, "2018-04-01") for name in CHOFU] + [area(name) for name in SPECIAL], today=today)
