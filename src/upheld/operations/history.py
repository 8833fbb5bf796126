"""History: the months before those that are settled, judged again where a credit goes by them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.interpretation import Interpretation
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import Instant
from upheld.chrono.period import CalendarMonth, Period, parse_period, period_before, period_containing
from upheld.chrono.zone import Zone
from upheld.evaluation.ambiguity.interpreted import interpret
from upheld.evaluation.evaluate import evaluate
from upheld.evaluation.former import months_looked_at, with_former
from upheld.evaluation.in_force import start_for, time_in_force
from upheld.evaluation.statement import Finding, Statement
from upheld.evidence.evidence import Evidence
from upheld.operations import asked


@dataclass(slots=True, kw_only=True)
class History:
    """The months of one subscription before others, each judged once, by what is known at one instant."""

    text: Interpretation
    evidence: Evidence
    almanac: Almanac
    subscription: Subscription
    as_of: Instant
    in_force: str | None = None
    """Dates in place of the agreement's own."""
    _known: dict[str, tuple[Finding, ...]] = field(default_factory=dict, init=False, repr=False)

    @property
    def months(self) -> int:
        """How many months are looked at, the one judged among them."""
        return months_looked_at(self.text.agreement)

    def told(self, statement: Statement) -> Statement:
        """Give a statement with what its promises came to before; itself where no credit goes by that."""
        if self.months < 2:
            return statement
        zone = self.almanac.zone(self.text.agreement.time_zone)
        return with_former(statement, self._before(statement.period, zone), zone)

    def _before(self, period: Period, zone: Zone) -> list[Finding]:
        agreement, _ = asked.in_force(self.text.agreement, self.in_force)
        month = period_containing(CalendarMonth(), period.interval.start, zone)
        found: list[Finding] = []
        for _ in range(self.months - 1):
            month = period_before(month, zone)
            if month.interval.end <= self._begins(agreement, month, zone):
                break
            found += self._judged(month)
        return found

    def _begins(self, agreement: Agreement, month: Period, zone: Zone) -> Instant:
        """When the agreement, and the subscription to it, began."""
        began = time_in_force(agreement, zone).start
        return max(began, start_for(self.subscription, month.interval, zone))

    def _judged(self, month: Period) -> tuple[Finding, ...]:
        if month.label not in self._known:
            judge = partial(self._judge, month=month)
            text = self.text
            plainly = judge(text.agreement) if not text.open_terms else None
            statement = plainly or interpret(text, judge, self.subscription).statement
            self._known[month.label] = statement.findings
        return self._known[month.label]

    def _judge(self, agreement: Agreement, month: Period) -> Statement:
        agreement, overridden = asked.in_force(agreement, self.in_force)
        return evaluate(
            agreement,
            self.evidence,
            parse_period(month.label, self.almanac.zone(agreement.time_zone)),
            self.as_of,
            almanac=self.almanac,
            subscription=self.subscription,
            in_force_overridden=overridden,
        )
