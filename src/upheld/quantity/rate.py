"""Rates: bits, bytes or events per second, exact, with decimal prefixes (1 kbit = 1000 bits)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from upheld.errors import PhraseError
from upheld.quantity.phrase import did_you_mean, take_number, tidy, write_decimal, write_number


class Counted(Enum):
    """What a rate counts; the value is how it is written back."""

    BITS = "bit"
    BYTES = "B"
    REQUESTS = "requests"
    QUERIES = "queries"
    TRANSACTIONS = "transactions"
    MESSAGES = "messages"
    CALLS = "calls"
    PACKETS = "packets"
    OPERATIONS = "operations"
    EVENTS = "events"


_PREFIXES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of something each second."""

    per_second: Fraction
    counted: Counted

    def __post_init__(self) -> None:
        if self.per_second < 0:
            raise PhraseError(
                f"a rate of {self.per_second} per second is negative", "write it without the sign"
            )

    def __lt__(self, other: Rate) -> bool:
        return self.per_second < self._alike(other).per_second

    def __le__(self, other: Rate) -> bool:
        return self.per_second <= self._alike(other).per_second

    def _alike(self, other: Rate) -> Rate:
        """The other rate, once it is sure that both count the same."""
        if other.counted is not self.counted:
            raise PhraseError(f"`{self}` and `{other}` don't count the same", "give both in one unit")
        return other

    def in_bits(self) -> Rate:
        """The same rate in bits; raises PhraseError where events are counted."""
        if self.counted is Counted.BITS:
            return self
        if self.counted is not Counted.BYTES:
            raise PhraseError(f"`{self}` doesn't count data", "give it in bit/s or B/s")
        return Rate(self.per_second * 8, Counted.BITS)

    def __str__(self) -> str:
        if self.counted in (Counted.BITS, Counted.BYTES):
            return _write_data(self.per_second, self.counted)
        return _write_events(self.per_second, self.counted)


def _write_data(per_second: Fraction, counted: Counted) -> str:
    """The rate with the largest prefix that leaves at least one of it."""
    fitting = [prefix for prefix, size in _PREFIXES.items() if per_second >= size] or [""]
    return f"{write_number(per_second / _PREFIXES[fitting[-1]])} {fitting[-1]}{counted.value}/s"


def _write_events(per_second: Fraction, counted: Counted) -> str:
    """The rate over the shortest time that makes its figure a plain decimal."""
    for time, seconds in _SECONDS.items():
        if figure := write_decimal(per_second * seconds):
            return f"{figure} {counted.value} per {time}"
    return f"{write_number(per_second)} {counted.value} per second"


def _data_spellings() -> dict[str, tuple[Fraction, Counted]]:
    """Units of data rates; upper and lower case matter, since `MB/s` is eight times `Mb/s`."""
    long_prefixes = {"": "", "k": "kilo", "M": "mega", "G": "giga", "T": "tera"}
    spellings: dict[str, tuple[Fraction, Counted]] = {}
    for prefix, size in _PREFIXES.items():
        bits, bytes_ = (Fraction(size), Counted.BITS), (Fraction(size), Counted.BYTES)
        long = long_prefixes[prefix]
        spellings |= dict.fromkeys((f"{prefix}bit/s", f"{prefix}bps", f"{prefix}b/s"), bits)
        spellings |= dict.fromkeys((f"{long}bits per second", f"{long}bit per second", f"{long}bits/s"), bits)
        spellings |= dict.fromkeys(
            (f"{prefix}B/s", f"{long}bytes per second", f"{long}byte per second"), bytes_
        )
    return spellings | {"Kbps": spellings["kbps"], "Kbit/s": spellings["kbps"]}


def _event_spellings() -> dict[str, tuple[Fraction, Counted]]:
    """Units of event rates, in lower case."""
    nouns = {name: each for each in _EVENTS for name in (each.value, _singular(each))}
    nouns |= {
        "req": Counted.REQUESTS,
        "reqs": Counted.REQUESTS,
        "ops": Counted.OPERATIONS,
        "": Counted.EVENTS,
    }
    times = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "day": 86_400}
    spellings = {
        f"{noun}{joined}{time}".strip(): (Fraction(1, seconds), each)
        for noun, each in nouns.items()
        for time, seconds in times.items()
        for joined in ("/", " per ", " a ", " an ", " each ", " / ")
    }
    short = {"rps": Counted.REQUESTS, "qps": Counted.QUERIES, "tps": Counted.TRANSACTIONS}
    return spellings | {name: (Fraction(1), each) for name, each in short.items()}


def _singular(counted: Counted) -> str:
    """One of them."""
    return "query" if counted is Counted.QUERIES else counted.value.removesuffix("s")


_EVENTS = tuple(each for each in Counted if each not in (Counted.BITS, Counted.BYTES))
_DATA_SPELLINGS = _data_spellings()
_EVENT_SPELLINGS = _event_spellings()


def parse_rate(text: str) -> Rate:
    """The rate a phrase names: `100 Mbps`, `12.5 MB/s`, `50 requests per second`, `600 requests/min`.

    Raises PhraseError for an unknown unit; `mbps` and `MBPS` are refused, since bits and bytes differ by eight.
    """
    phrase = tidy(text)
    number, unit = take_number(phrase, ratios=True)
    known = _DATA_SPELLINGS.get(unit) or _EVENT_SPELLINGS.get(unit.lower())
    if known is not None:
        return Rate(number * known[0], known[1])
    if not unit:
        raise PhraseError(f"`{phrase}` has no unit", f"write `{phrase} Mbit/s` if it is megabits per second")
    if "i" in unit and unit[:2] in {"Ki", "Mi", "Gi", "Ti"}:
        raise PhraseError(
            f"`{unit}` in `{phrase}` is a binary unit", "write the rate with k, M, G or T, powers of 1000"
        )
    remedy = did_you_mean(
        unit, [*_DATA_SPELLINGS, *_EVENT_SPELLINGS], "write it as Mbit/s, MB/s or requests per second"
    )
    raise PhraseError(f"`{unit}` in `{phrase}` is not a unit of a rate", remedy)
