"""What an objective promises, in words: short for a table, and in full."""

from __future__ import annotations

from upheld.agreement.clock import Cases, MeanTime, TicketClock
from upheld.agreement.control import Coverage
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.statistic import Statistic
from upheld.report.promised.availabilities import availability_in_full
from upheld.report.promised.clocks import clock_in_full, limits
from upheld.report.promised.duties import duty_briefly, duty_in_full
from upheld.report.promised.statistics import statistic_briefly, statistic_in_full
from upheld.report.promised.times import joined, time_target

__all__ = ["promised_briefly", "promised_in_full", "time_target"]


def promised_briefly(objective: Objective) -> str:
    """A few words for a table: `>= 99.5 %`, `within 4 business hours`, `p75 < 2.5 s`, `every 24 h`."""
    match objective.indicator:
        case Availability() | Coverage():
            return "tracked" if objective.target is None else str(objective.target)
        case TicketClock() as clock:
            share = "" if objective.target is None else f", {objective.target} in time"
            return limits(clock) + share
        case MeanTime(clock=clock, of_each=each):
            return f"mean {limits(clock)}" if each is None else f"mean of each {each} {limits(clock)}"
        case Statistic() as statistic:
            return statistic_briefly(objective, statistic)
        case duty:
            share = "" if objective.target is None else f", in {objective.target} of cases"
            return duty_briefly(duty) + share


def promised_in_full(objective: Objective) -> str:
    """One sentence with everything that is promised, such as `>= 99.5 % availability of platform`.

    Words of the text that weaken the promise stand behind it, as they are quoted.
    """
    weakened = "".join(f"; “{words}”" for words in objective.qualified_by)
    return _promise(objective) + _of_services(objective) + weakened


def _promise(objective: Objective) -> str:
    match objective.indicator:
        case Availability() as availability:
            return availability_in_full(objective, availability, _target(objective))
        case Coverage(of=names):
            return f"evidence of each of {joined(names)} for {_share(objective)} of each {objective.period}"
        case TicketClock() as clock:
            few = f", where there are at least {clock.at_least}" if clock.at_least > 1 else ""
            late = f"; {joined(tuple(map(str, clock.may_be_late)))} may be late" if clock.may_be_late else ""
            return f"{clock_in_full(clock)}; {_how_many(objective, *_named(clock.share_of))}{few}{late}"
        case MeanTime(clock=clock, of_each=each):
            of_each = "" if each is None else f", each {each} by itself"
            few = f", where there are at least {clock.at_least}" if clock.at_least > 1 else ""
            whose = f"of the tickets of each {objective.period}{of_each}"
            return f"mean time of {clock_in_full(clock)}; {whose}{few}"
        case Statistic() as statistic:
            return statistic_in_full(objective, statistic)
        case duty:
            share = "" if objective.target is None else f"; {_how_many(objective, 'occasion', 'occasions')}"
            return duty_in_full(duty) + share


def _of_services(objective: Objective) -> str:
    """For which services, and what is left out, where the indicator does not say it itself."""
    services = f", for {joined(objective.services)}" if objective.services else ""
    without = f", {joined(objective.excluding)} left out" if objective.excluding else ""
    return services + without


def _target(objective: Objective) -> str:
    return "no target for the" if objective.target is None else str(objective.target)


def _share(objective: Objective) -> str:
    return "as much as there is" if objective.target is None else str(objective.target)


def _named(cases: Cases) -> tuple[str, str]:
    return cases.noun, cases.value


def _how_many(objective: Objective, noun: str, nouns: str) -> str:
    if objective.target is None:
        return f"every {noun} of each {objective.period}"
    return f"{objective.target} of the {nouns} of each {objective.period}"
