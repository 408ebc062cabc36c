"""This year in terms of last year: one decimal, half up, and nothing where a side is not available."""

from __future__ import annotations

import pytest

from welfare_cli.measures import MEASURES
from welfare_cli.report import Figure


def figure(total: int | None, last_year: int | None, *, comparable: bool = True) -> Figure:
    """A figure of this year and the same part of last year."""
    return Figure(MEASURES["new_individual"], "I-1", total, {}, {}, {}, False, last_year, comparable=comparable)


@pytest.mark.parametrize(
    ("total", "last_year", "percent", "ratio"),
    [
        (322, 211, 152.6, 1.5),
        (211, 211, 100.0, 1.0),
        (0, 211, 0.0, 0.0),
        (41, 200, 20.5, 0.2),
        (1, 800, 0.1, 0.0),  # 0.125
        (1, 2000, 0.1, 0.0),  # 0.05, half up
        (25, 100, 25.0, 0.3),  # 0.25, half up
        (5000, 3, 166666.7, 1666.7),
    ],
)
def test_both_have_one_decimal_half_up(total: int, last_year: int, percent: float, ratio: float) -> None:
    """As a percentage, last year is 100.0; as a ratio, 1.0."""
    assert figure(total, last_year).compared("percent") == percent
    assert figure(total, last_year).compared("ratio") == ratio


@pytest.mark.parametrize("by", ["percent", "ratio"])
def test_there_is_none_where_a_side_is_not_available_or_the_base_is_zero(by: str) -> None:
    """Nothing is divided by 0, and what cannot be subtracted cannot be divided either."""
    assert figure(None, 211).compared(by) is None
    assert figure(322, None).compared(by) is None
    assert figure(322, 0).compared(by) is None
    assert figure(0, 0).compared(by) is None
    assert figure(322, 211, comparable=False).compared(by) is None
