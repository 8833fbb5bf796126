"""Words about figures: which of them call a figure a miss that keeps its target."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from upheld.language.catalogue import Code
from upheld.language.reading import ReadAgreement

Read = Callable[[str], ReadAgreement]

AGREEMENT = """\
measures:
  pages: {{unit: duration, measured_at: server side}}
  bandwidth: {{unit: rate, measured_at: network edge}}
objectives:
  pages:
    clause: {{reference: "1", quote: "{promise}"}}
    mean: pages
    target: < 600 ms
    period: calendar month
  bandwidth:
    minimum: bandwidth
    target: ">= 100 Mbps"
    period: calendar month
credits:
  cap: none
  rules:
    - for: [{figure}]
      amount: not stated
      clause: {{reference: "2", quote: "{words}"}}
"""


def found(read: Read, *, promise: str = "fast pages", words: str = "a credit", figure: str = "pages") -> int:
    diagnostics = read(AGREEMENT.format(promise=promise, words=words, figure=figure)).diagnostics
    return sum(each.code is Code.REVERSED_WORDS for each in diagnostics)


@pytest.mark.parametrize(
    "words",
    [
        "If metrics fall below these thresholds, you may be eligible",
        "whenever it drops under the figure promised",
        "in a month in which the mean is below the threshold",
        "if it falls below 600 ms",
    ],
)
def test_what_falls_below_a_most_figure_is_no_miss(read: Read, words: str) -> None:
    assert found(read, words=words) == 1
    assert found(read, words=words, figure="bandwidth") == 0


@pytest.mark.parametrize(
    "promise",
    [
        "The average is under 600 ms.",
        "Pages are below < 600 ms on average.",
        "Pages take less than 600 ms.",
    ],
)
def test_the_words_of_a_promise_are_no_miss(read: Read, promise: str) -> None:
    assert found(read, promise=promise) == 0


def test_steps_with_consequences_of_their_own_are_no_contradiction(read: Read) -> None:
    steps = """\
services: {app: {points: [web], sampled_every: 60 s}}
objectives:
  uptime: {availability: app, target: ">= 99.9 %", period: calendar month}
  severe: {availability: app, target: ">= 99 %", period: calendar month}
"""
    own = steps + "termination: [{consecutive_months_with_breach: 2, of: severe}]\n"
    contradicts = Code.CONTRADICTORY_TARGETS
    assert contradicts in [each.code for each in read(steps).diagnostics]
    assert contradicts not in [each.code for each in read(own).diagnostics]
