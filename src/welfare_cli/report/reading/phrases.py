"""The phrases by which `wfc verify` recognises which measure a sentence is about (`phrases.toml`)."""

from __future__ import annotations

import os
import tomllib
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...measures import Measure


@cache
def _lines() -> Mapping[str, str]:
    with open(os.path.join(os.path.dirname(__file__), "phrases.toml"), "rb") as stream:
        return tomllib.load(stream)


@cache
def phrases_of(measure: Measure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the patterns that must all occur in a sentence about a measure, and those that must not."""
    phrases = (_lines().get(measure.name) or measure.labels[0]).split()
    return tuple(each for each in phrases if each[0] != "-"), tuple(each[1:] for each in phrases if each[0] == "-")
