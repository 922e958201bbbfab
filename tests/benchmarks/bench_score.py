"""Scoring beside the least that reading a target takes: one regular expression.

10,000 indicators whose texts are all different, so that nothing is remembered.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable

import pytest

from zipingbiao.scoring.completion import points
from zipingbiao.scoring.profile import load_profile
from zipingbiao.scoring.profile_reading import read_profile
from zipingbiao.values.targets import parse_target

CALLS, ROUNDS = 10_000, 5
#: How many times the rival's time scoring may take.
HOLD = 50
#: Seconds that loading a profile may take.
LOADING = 0.003

Row = tuple[str, str, str]


def rows(start: int) -> list[Row]:
    """Targets, results and weights; those of another start have other texts."""
    numbers = range(start * CALLS + 1, (start + 1) * CALLS + 1)
    return [(f"{'≥≤'[n % 2]}{n}%", f"{n * 0.97:.2f}%", f"{n / 1000:.3f}") for n in numbers]


GIVEN = [rows(start) for start in range(ROUNDS)]
WORDED = [[f"不少于{target[1:-1]}万人次" for target, _, _ in given] for given in GIVEN]


def best(work: Callable[[int], object]) -> float:
    """The middle of some rounds, in seconds; each round is told its number."""
    times = []
    for number in range(ROUNDS):
        start = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def score(number: int) -> None:
    """Points of all indicators of a round."""
    profile = load_profile()
    for target, actual, weight in GIVEN[number]:
        points(target, actual, weight, "数量指标", profile)


def main() -> dict[str, float]:
    """How many times the rival's time each task takes."""
    targets = [target for target, _, _ in GIVEN[0]]
    rival = best(lambda _: [re.fullmatch(r"[≥≤]?\d+%?", text) for text in targets])
    reading = best(lambda number: [parse_target(text) for text in WORDED[number]])
    loading = best(lambda _: read_profile("hubei"))
    return {
        "score": best(score) / rival,
        "parse worded": reading / rival,
        "load profile": loading / LOADING,
    }


@pytest.mark.benchmark
def test_scoring_ten_thousand_indicators() -> None:
    ratios = main()
    print(ratios)
    assert ratios["score"] <= HOLD
    assert ratios["load profile"] <= 1
