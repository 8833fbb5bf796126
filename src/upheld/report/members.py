"""Members and days in a report: many findings on one promise told by those that matter, others together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.text.wording import days_in_words, titles

FEW = 3
"""So many members that kept a promise are told one by one."""
MOST = 40
"""So many of those that did not are."""
MOST_PERIODS = 12
"""So many months or weeks in which a promise was kept are told one by one, whether or not it has members."""
_UNTROUBLED = ("MET", "TRACKED", "NOT APPLICABLE")


class Told(Struct, frozen=True):
    """A finding that is told by itself, with its title."""

    title: str
    finding: Json


class Others(Struct, frozen=True):
    """Findings of one verdict on members or periods of one promise, told together; there are two or more."""

    objective: str
    verdict: str
    findings: tuple[Json, ...]
    names: tuple[str, ...]
    """The members, or the days of the periods, in order."""

    @property
    def title(self) -> str:
        """The promise, and how many members or periods they are."""
        return f"{self.objective}, {len(self.findings)} others"

    @property
    def noun(self) -> str:
        """What they are: members or periods."""
        return "member" if "member" in self.findings[0] else "period"

    @property
    def lowest(self) -> Json:
        """The finding with the lowest figure; the first where none has one."""
        return min(self.findings, key=_rank)

    @property
    def highest(self) -> Json:
        """The finding with the highest figure."""
        known = [finding for finding in self.findings if finding["figure"]["kind"] == "share"]
        return max(known, key=_rank, default=self.findings[0])

    @property
    def least_known(self) -> Json:
        """The record with the least coverage."""
        return min(
            (finding["record"] for finding in self.findings), key=lambda each: _share(each["coverage"])
        )


def told(findings: Sequence[Json], zone: Zone) -> list[Told | Others]:
    """Give findings in their order, many members that came to the same told together after the others."""
    titled = list(zip(titles(findings, zone), findings, strict=True))
    several: dict[tuple[str, ...], list[int]] = {}
    for at, finding in enumerate(findings):
        several.setdefault(_alike(finding), []).append(at)
    hidden: set[int] = set()
    after: dict[int, list[Others]] = {}
    for key, places in several.items():
        few = FEW if "member" in findings[places[0]] else MOST_PERIODS
        shown = few if key[-1] in _UNTROUBLED else MOST
        if len(places) <= shown + 1:
            continue
        rest = places if key[-1] in _UNTROUBLED else places[shown:]
        hidden |= set(rest)
        last = _last_of(findings, places[0])
        names = tuple(_name(findings[at], zone) for at in rest)
        others = Others(key[0], key[-1], tuple(findings[at] for at in rest), names)
        after.setdefault(last, []).append(others)
    found: list[Told | Others] = []
    for at, (title, finding) in enumerate(titled):
        if at not in hidden:
            found.append(Told(title, finding))
        found += after.get(at, ())
    return found


def _alike(finding: Json) -> tuple[str, ...]:
    """What findings told together have in common; the verdict is the last of it."""
    if "member" not in finding:
        return finding["objective"], str(finding["is_final"]), finding["verdict"]
    interval = finding["interval"]
    return finding["objective"], interval["start"], interval["end"], finding["verdict"]


def _name(finding: Json, zone: Zone) -> str:
    return str(finding["member"]) if "member" in finding else days_in_words(finding["interval"], zone)


def _last_of(findings: Sequence[Json], first: int) -> int:
    """The place of the last finding on the promise and period of one."""
    wanted = _alike(findings[first])[:-1]
    return max(at for at in range(first, len(findings)) if _alike(findings[at])[:-1] == wanted)


def _rank(finding: Json) -> Fraction:
    return _share(finding["figure"])


def _share(figure: Json) -> Fraction:
    """A share as a number; more than any where there is none."""
    return Fraction(figure["share"]) if figure["kind"] == "share" else Fraction(2)
