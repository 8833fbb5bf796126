"""Rates: bits, bytes or events per second, exact, with decimal prefixes (1 kbit = 1000 bits)."""

from __future__ import annotations

import re
from enum import Enum
from fractions import Fraction

from msgspec import Struct

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

    @property
    def is_data(self) -> bool:
        """Whether it is bits or bytes, which take prefixes."""
        return self in (Counted.BITS, Counted.BYTES)


_PREFIXES = {"": 10**0, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_LONG_PREFIXES = {"": "", "k": "kilo", "M": "mega", "G": "giga", "T": "tera"}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


class Rate(Struct, frozen=True):
    """So many of something each second. Only rates that count the same can be compared."""

    per_second: Fraction
    counted: Counted

    def __post_init__(self) -> None:
        if self.per_second < 0:
            raise PhraseError(
                f"a rate of {self.per_second} per second is negative", "write it without the sign"
            )

    def in_bits(self) -> Rate:
        """The same rate in bits; raises PhraseError where events are counted."""
        if not self.counted.is_data:
            raise PhraseError(f"`{self}` doesn't count data", "give it in bit/s or B/s")
        return Rate(self.per_second * (8 if self.counted is Counted.BYTES else 1), Counted.BITS)

    def __lt__(self, other: Rate) -> bool:
        return self.per_second < self._figure_of(other)

    def __le__(self, other: Rate) -> bool:
        return self.per_second <= self._figure_of(other)

    def _figure_of(self, other: Rate) -> Fraction:
        """The other's figure, once it is sure that both count the same."""
        if other.counted is not self.counted:
            raise PhraseError(f"`{self}` and `{other}` don't count the same", "give both in one unit")
        return other.per_second

    def __str__(self) -> str:
        return _write_data(self) if self.counted.is_data else _write_events(self)


def _write_data(rate: Rate) -> str:
    """With the largest prefix that leaves at least one of it."""
    fitting = [prefix for prefix, size in _PREFIXES.items() if rate.per_second >= size] or [""]
    prefix = fitting[-1]
    return f"{write_number(rate.per_second / _PREFIXES[prefix])} {prefix}{rate.counted.value}/s"


def _write_events(rate: Rate) -> str:
    """Over the shortest time that makes the figure a plain decimal."""
    for time, seconds in _SECONDS.items():
        if figure := write_decimal(rate.per_second * seconds):
            return f"{figure} {rate.counted.value} per {time}"
    return f"{write_number(rate.per_second)} {rate.counted.value} per second"


Size = tuple[Fraction, Counted]


def _symbols() -> dict[str, Size]:
    """Data rates in symbols, in which case matters: `MB/s` is eight times `Mb/s`."""
    symbols: dict[str, Size] = {}
    for prefix, size in _PREFIXES.items():
        symbols |= dict.fromkeys(
            (f"{prefix}bit/s", f"{prefix}bps", f"{prefix}b/s"), (Fraction(size), Counted.BITS)
        )
        symbols[f"{prefix}B/s"] = (Fraction(size), Counted.BYTES)
    return symbols | {"Kbps": symbols["kbps"], "Kbit/s": symbols["kbit/s"]}


def _nouns() -> dict[str, Size]:
    """What is counted, in lower case: `megabits`, `request`; nothing is events."""
    one = Fraction(1)
    nouns = {"": (one, Counted.EVENTS), "query": (one, Counted.QUERIES)}
    for prefix, size in _PREFIXES.items():
        for data, noun in ((Counted.BITS, "bit"), (Counted.BYTES, "byte")):
            long = f"{_LONG_PREFIXES[prefix]}{noun}"
            nouns[long] = nouns[f"{long}s"] = (Fraction(size), data)
    for event in (each for each in Counted if not each.is_data):
        nouns[event.value] = nouns[event.value.removesuffix("s")] = (one, event)
    return nouns | {"req": nouns["request"], "reqs": nouns["request"], "ops": nouns["operation"]}


_SYMBOLS = _symbols()
_NOUNS = _nouns()
_ABBREVIATIONS = {"rps": "requests/s", "qps": "queries/s", "tps": "transactions/s"}
_TIMES = _SECONDS | {"s": 1, "sec": 1, "min": 60, "h": 3600}
_PER = re.compile(r" ?/ ?|(?:^| )(?:per|an?) ")


def parse_rate(text: str) -> Rate:
    """The rate a phrase names: `100 Mbps`, `12.5 MB/s`, `50 requests per second`, `600 requests/min`.

    Raises PhraseError for an unknown unit; `mbps` and `MBPS` too, since bits and bytes differ by eight.
    """
    phrase = tidy(text)
    number, unit = take_number(phrase, ratios=True)
    size = _SYMBOLS.get(unit) or _in_words(unit.lower())
    if size is None:
        message = f"`{unit}` in `{phrase}` is not a unit of a rate" if unit else f"`{phrase}` has no unit"
        raise PhraseError(message, _remedy(unit, phrase))
    per_second, counted = size
    return Rate(number * per_second, counted)


def _in_words(unit: str) -> Size | None:
    """The size of a unit such as `requests per minute`, if its words are known."""
    noun, *times = _PER.split(_ABBREVIATIONS.get(unit, unit), maxsplit=1)
    if noun not in _NOUNS or len(times) != 1 or times[0] not in _TIMES:
        return None
    size, counted = _NOUNS[noun]
    return size / _TIMES[times[0]], counted


def _remedy(unit: str, phrase: str) -> str:
    """Which unit may be meant."""
    if not unit:
        return f"write `{phrase} Mbit/s` if it is megabits per second"
    if unit[1:2] == "i":
        return "write it with k, M, G or T, which are powers of 1000"
    alike = [symbol for symbol in _SYMBOLS if symbol.casefold() == unit.casefold()]
    if len(alike) > 1:
        return "write " + " or ".join(f"`{each}` for {_SYMBOLS[each][1].name.lower()}" for each in alike)
    noun, *times = _PER.split(unit.lower(), maxsplit=1)
    if times and noun in _NOUNS:
        return did_you_mean(times[0], _TIMES, "say per second, minute, hour or day")
    return did_you_mean(
        noun if times else unit, {**_SYMBOLS, **_NOUNS}, "write Mbit/s, MB/s or requests per second"
    )
