"""Timing whole processes in turn, so that a busy machine is as busy for the one as for the other."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence

Command = Sequence[str]


def seconds(command: Command, environment: Mapping[str, str]) -> float:
    """How long one run takes, its output thrown away; it has to succeed."""
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env=environment)
    return time.perf_counter() - begun


def medians(commands: Mapping[str, Command], runs: int, environment: Mapping[str, str]) -> dict[str, float]:
    """The median of each command's runs, A B C A B C …, after one of each that is not counted."""
    found: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            taken = seconds(command, environment)
            if turn:
                found[name].append(taken)
    return {name: statistics.median(each) for name, each in found.items()}


def once(command: Command, environment: Mapping[str, str]) -> tuple[float, float, str]:
    """Seconds, peak memory in MB, and what was printed, of one long run."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, printed
    return time.perf_counter() - begun, used.ru_maxrss / 1024, printed
