"""The five tasks in taskwarrior: cases and contacts as tasks, with attributes of the office's own."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from tools.plays.office import CASES, CLOSED, CLOSINGS, CONTACTS, COORDINATORS, METHODS, ROUTES, Fact
from tools.plays.program import ShellProgram, Way

AHEAD = timedelta(hours=9)
"""So far the office's clock is ahead of the one that taskwarrior writes."""

SETTINGS = f"""\
confirmation=off
verbose=label,new-id,affected
list.all.projects=1
dateformat=Y-M-D
uda.case.type=numeric
uda.case.label=case
uda.kind.type=string
uda.kind.values=個別相談,支援対応
uda.kind.default=個別相談
uda.coordinator.type=string
uda.coordinator.values={",".join(COORDINATORS)}
uda.coordinator.default=CSW3
uda.route.type=string
uda.route.values={",".join(ROUTES)},
uda.method.type=string
uda.method.values={",".join(METHODS)},
uda.agency.type=string
uda.closing.type=string
uda.closing.values={",".join(CLOSINGS)},
report.card.columns=entry,kind,project,route,description,method,agency,end,closing
report.card.sort=entry+
report.card.dateformat=Y-M-D
alias.met=log kind:支援対応
alias.close=+PENDING done
alias.areas=kind:個別相談 entry.after:eopm projects
"""

ALIASES = """\
alias.w=project:若葉・調和
alias.m=route:民生委員・児童委員
alias.v=method:訪問
alias.h=agency:地域包括支援センター
alias.mm=closing:見守りへ移行
alias.y=entry:yesterday
"""

_LOOK = {"look": "task card ca:107⏎", "by area": "task areas⏎"}
_SHORT = Way(
    "short words",
    {
        "new case": "task ad ca:113 w m y 介護⏎",
        "follow-up": "task met ca:107 v h y .⏎",
        "close": "task ca:107 close mm⏎",
        **_LOOK,
    },
)


class Taskwarrior(ShellProgram):
    """taskwarrior, in bash with its completion."""

    name = "taskwarrior"
    needs = ("task", "bash", "faketime")
    bashrc = ". /usr/share/bash-completion/bash_completion\n"
    ways = (
        Way(
            "command line",
            {
                "new case": "task ad ca:113 pro:若⇥ ro:民生委員・児童委員 ent:yes 介護⏎",
                "follow-up": "task met ca:107 me:訪問 ag:地域包括支援センター ent:yes .⏎",
                "close": "task ca:107 close clo:見守りへ移行⏎",
                **_LOOK,
            },
        ),
        _SHORT,
    )

    def environment(self, folder: Path) -> dict[str, str]:
        """The settings, besides."""
        return {**super().environment(folder), "TASKRC": str(folder / "taskrc"), "TASKDATA": str(folder / "data")}

    def version(self) -> str:
        """The version that is installed."""
        return self.run(Path.cwd(), "task", "--version").strip()

    def prepare(self, folder: Path, way: Way) -> None:
        """The settings, and each case and contact as a task."""
        (folder / "data").mkdir()
        settings = SETTINGS + (ALIASES if way is _SHORT else "")
        (folder / "taskrc").write_text(settings, encoding="utf-8")
        closed = {fact[1]: fact for fact in CLOSED}
        tasks = [_task(fact, closed.get(fact[1])) for fact in (*CASES, *CONTACTS)]
        (folder / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
        self.run(folder, "task", "import", "tasks.json")

    def facts(self, folder: Path) -> frozenset[Fact]:
        """What taskwarrior exports."""
        found: list[Fact] = []
        for task in json.loads(self.run(folder, "task", "export")):
            number, day = str(int(task["case"])), _day(task["entry"])
            if task["kind"] == "支援対応":
                found.append(("contact", number, day, task["method"], task["agency"]))
                continue
            values = task["project"], task["route"], task["description"], task["coordinator"]
            found.append(("case", number, day, *values))
            if task["status"] == "completed":
                found.append(("closing", number, _day(task["end"]), task["closing"]))
        return frozenset(found)


def _day(stamp: str) -> str:
    """A moment as the day that it is at the office."""
    return (datetime.strptime(stamp, "%Y%m%dT%H%M%SZ") + AHEAD).date().isoformat()


def _task(fact: Fact, closed: Fact | None) -> dict[str, object]:
    """A fact as taskwarrior imports it; a day is the midnight it begins with."""
    kind, number, day, *values = fact
    task: dict[str, object] = {"case": int(number), "entry": _stamp(day), "coordinator": "CSW3", "status": "pending"}
    if kind == "contact":
        method, agency = values
        done = {"kind": "支援対応", "description": ".", "status": "completed", "end": _stamp(day)}
        return {**task, **done, "method": method, "agency": agency}
    area, route, topic, coordinator = values
    task |= {"kind": "個別相談", "project": area, "route": route, "description": topic, "coordinator": coordinator}
    if closed is not None and kind == "case":
        task |= {"status": "completed", "end": _stamp(closed[2]), "closing": closed[3]}
    return task


def _stamp(day: str) -> str:
    return (datetime.fromisoformat(day) - AHEAD).strftime("%Y%m%dT%H%M%SZ")
