"""Rules of alarms: read as people write them, refused where they make no sense, and applied."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from upheld.chrono.instant import HOUR, MINUTE, Instant, Micros
from upheld.errors import UsageError
from upheld.evaluation.alarms.allowance import thresholds_passed
from upheld.evaluation.alarms.burn import Burn
from upheld.evaluation.alarms.clock import share_used_at
from upheld.evaluation.alarms.rules import AlarmRules, read_rules, write_rules

WRITTEN = write_rules(AlarmRules())
SHARES = st.lists(st.integers(1, 1000), unique=True, max_size=8).map(
    lambda several: tuple(Fraction(each, 1000) for each in sorted(several))
)
BURNS = st.lists(
    st.builds(
        lambda rate, short, more: Burn(
            rate=Fraction(rate, 10), short=Micros(short * MINUTE), long=Micros((short + more) * MINUTE)
        ),
        st.integers(1, 300),
        st.integers(1, 600),
        st.integers(1, 600),
    ),
    max_size=5,
    unique_by=lambda burn: burn.rate,
).map(lambda several: tuple(sorted(several, key=lambda burn: burn.rate, reverse=True)))
RULES = st.builds(
    AlarmRules,
    clocks=SHARES,
    allowances=SHARES,
    burns=BURNS,
    silent_after=st.none() | st.integers(1, 10**9).map(Micros),
)


def test_what_holds_from_the_first_is_written_as_people_say_it() -> None:
    assert (WRITTEN.clocks, WRITTEN.allowances) == ("50 %, 75 %, 100 %", "50 %, 75 %, 90 %, 100 %")
    assert WRITTEN.burns == ("14.4 over 1 h and 5 min", "6 over 6 h and 30 min")
    assert WRITTEN.silent_after == ""


@given(RULES)
def test_what_is_written_reads_back(rules: AlarmRules) -> None:
    assert read_rules(write_rules(rules)) == rules


def test_people_write_it_in_their_own_way() -> None:
    read = read_rules(
        replace(WRITTEN, clocks="90,60 100%", burns=("3 times over 1 day and 2 hours",), silent_after="1 h")
    )
    assert read.clocks == (Fraction(3, 5), Fraction(9, 10), Fraction(1))
    assert read.burns == (Burn(long=Micros(24 * HOUR), short=Micros(2 * HOUR), rate=Fraction(3)),)
    assert (read.silent_after, read.longest) == (HOUR, 24 * HOUR)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"clocks": "50, 50"}, "each once"),
        ({"clocks": "0, 50"}, "above 0 %"),
        ({"allowances": "110"}, "100 % at most"),
        ({"clocks": "half"}, "half"),
        ({"burns": ("14.4",)}, "over two windows"),
        ({"burns": ("14.4 over 5 min and 1 h",)}, "the first window is the longer one"),
        ({"burns": ("14.4 over 25 h and 1 h",)}, "at most 24 h"),
        ({"burns": ("2 over 1 h and 1 s",)}, "at least 1 min"),
        ({"burns": ("2 over 1 h and 5 min", "2 over 2 h and 5 min")}, "each once"),
        ({"burns": ("0 over 1 h and 5 min",)}, "above 0"),
        ({"silent_after": "1 business day"}, "no fixed length"),
        ({"silent_after": "40 days"}, "at most 744 hours"),
    ],
)
def test_what_makes_no_sense_is_refused(changed: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_rules(replace(WRITTEN, **changed))


def test_a_share_of_a_clock_falls_in_the_windows_in_which_it_counts() -> None:
    # of 100 µs 30 were used by instant 1000; it counts from 1010 to 1030 and from 1100 to 1150
    windows = [(1010, 1030), (1100, 1150)]

    def used(percent: int, spent: int = 30) -> Instant | None:
        return share_used_at(Fraction(percent, 100), 100, spent, Instant(1000), windows)

    assert [used(each) for each in (20, 30, 31, 50, 51, 100)] == [1000, 1000, 1011, 1030, 1101, 1150]
    assert used(100, spent=20) is None


def test_thresholds_are_those_that_were_said() -> None:
    said = (Fraction(1, 10), Fraction(3, 5))
    assert thresholds_passed(Micros(1000), Micros(400), said) == said
    assert thresholds_passed(Micros(1000), Micros(401), said) == said[:1]
    assert thresholds_passed(Micros(0), Micros(-1), said) == said[1:]
    assert thresholds_passed(Micros(0), Micros(-1), ()) == ()
