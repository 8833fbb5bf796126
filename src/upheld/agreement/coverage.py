"""Coverage: the services that a promise is about."""

from __future__ import annotations

from upheld.agreement.agreement import Agreement
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.agreement.statistic import Statistic


def services_of(objective: Objective, agreement: Agreement) -> tuple[str, ...]:
    """The services an objective is about; none where it is about no particular one."""
    match objective.indicator:
        case _ if objective.services:
            return objective.services
        case Availability(of=service):
            return (service,)
        case Statistic(of=name):
            of = {measure.name: measure.of for measure in agreement.measures}.get(name)
            return () if of is None else (of,)
        case Recovery(of=what) | Snapshots(of=what) | Retention(of=what):
            return (what,) if any(service.name == what for service in agreement.services) else ()
        case _:
            return ()
