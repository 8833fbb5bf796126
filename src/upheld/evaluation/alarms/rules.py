"""Rules of alarms: at which shares, at which rates and after how long without evidence they are raised.

They are no part of an agreement: whoever keeps a promise says how early it wants to know.
"""

from __future__ import annotations

import re
from fractions import Fraction

from msgspec import Struct

from upheld.chrono.instant import DAY, HOUR, MINUTE, Micros
from upheld.errors import PhraseError, UsageError
from upheld.evaluation.alarms.allowance import THRESHOLDS
from upheld.evaluation.alarms.burn import BURNS, LONGEST, Burn
from upheld.evaluation.alarms.clock import SHARES
from upheld.quantity.duration import parse_duration
from upheld.quantity.length import write_length
from upheld.quantity.phrase import take_number, tidy, write_number
from upheld.quantity.share import write_share

MARKS_AT_MOST = 8
RATES_AT_MOST = 5
SILENT_AT_MOST = Micros(31 * DAY)
_BURN = re.compile(r"(?P<rate>.+?)(?: times)? over (?P<long>.+?) and (?P<short>.+)", re.IGNORECASE)


class AlarmRules(Struct, frozen=True, kw_only=True):
    """When alarms are raised; UsageError where that makes no sense. Of an empty kind there are none."""

    clocks: tuple[Fraction, ...] = SHARES
    """Shares of a clock's time, the lowest first."""
    allowances: tuple[Fraction, ...] = THRESHOLDS
    """Shares of an allowance of downtime, the lowest first."""
    burns: tuple[Burn, ...] = BURNS
    """The fastest first."""
    silent_after: Micros | None = None
    """So long after the last record of a point; never before that holds no longer, at once where absent."""

    def __post_init__(self) -> None:
        for shares in (self.clocks, self.allowances):
            _check_shares(shares)
        rates = [each.rate for each in self.burns]
        if (
            len(rates) > RATES_AT_MOST
            or rates != sorted(set(rates), reverse=True)
            or min(rates, default=1) <= 0
        ):
            raise UsageError(f"say at most {RATES_AT_MOST} rates, each once, and each above 0")
        for burn in self.burns:
            if not MINUTE <= burn.short < burn.long <= LONGEST:
                raise UsageError(
                    f"`{write_burn(burn)}`: the first window is the longer one, of at most "
                    f"{write_length(LONGEST)}, and the second of at least {write_length(MINUTE)}"
                )
        if self.silent_after is not None and not 0 < self.silent_after <= SILENT_AT_MOST:
            raise UsageError(f"no evidence is told of after at most {SILENT_AT_MOST // HOUR} hours")

    @property
    def longest(self) -> Micros:
        """The longest window that is looked at."""
        return max((burn.long for burn in self.burns), default=Micros(0))


class WrittenRules(Struct, frozen=True, kw_only=True):
    """Rules as people write them: `50 %, 75 %, 100 %`, and `14.4 over 1 h and 5 min` for each rate."""

    clocks: str
    allowances: str
    burns: tuple[str, ...]
    silent_after: str
    """Empty where a point is silent as soon as its last record holds no longer."""


def read_rules(written: WrittenRules) -> AlarmRules:
    """Read rules; UsageError names what can't be meant."""
    try:
        burns = [_read_burn(each) for each in written.burns if each.strip()]
        silent = written.silent_after.strip()
        return AlarmRules(
            clocks=_read_shares(written.clocks),
            allowances=_read_shares(written.allowances),
            burns=tuple(sorted(burns, key=lambda each: each.rate, reverse=True)),
            silent_after=Micros(parse_duration(silent).micros) if silent else None,
        )
    except PhraseError as error:
        raise UsageError(str(error)) from error


def write_rules(rules: AlarmRules) -> WrittenRules:
    """Write rules so that reading them back gives the same."""
    return WrittenRules(
        clocks=", ".join(write_share(each) for each in rules.clocks),
        allowances=", ".join(write_share(each) for each in rules.allowances),
        burns=tuple(write_burn(each) for each in rules.burns),
        silent_after="" if rules.silent_after is None else write_length(rules.silent_after),
    )


def write_burn(burn: Burn) -> str:
    """Write a rate with its windows."""
    return f"{write_number(burn.rate)} over {write_length(burn.long)} and {write_length(burn.short)}"


def _check_shares(shares: tuple[Fraction, ...]) -> None:
    if len(shares) > MARKS_AT_MOST or list(shares) != sorted(set(shares)):
        raise UsageError(f"say at most {MARKS_AT_MOST} shares, each once")
    if any(not 0 < each <= 1 for each in shares):
        raise UsageError("a share lies above 0 % and is 100 % at most")


def _read_shares(text: str) -> tuple[Fraction, ...]:
    parts = [part for part in re.split(r"[,;\s%]+", text) if part]
    return tuple(sorted(_number(part) / 100 for part in parts))


def _read_burn(text: str) -> Burn:
    phrase = tidy(text)
    found = _BURN.fullmatch(phrase)
    if found is None:
        raise PhraseError(
            f"`{phrase}` is no rate over two windows", "write it like `14.4 over 1 h and 5 min`"
        )
    long, short = (Micros(parse_duration(found[name]).micros) for name in ("long", "short"))
    return Burn(long=long, short=short, rate=_number(found["rate"]))


def _number(text: str) -> Fraction:
    number, rest = take_number(tidy(text))
    if rest:
        raise PhraseError(f"`{text}` is no number", "write it like 14.4")
    return number
