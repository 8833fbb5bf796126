"""Stakes: what one finding may earn: for certain, and at worst, and what leaves the two apart."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.coverage import services_of
from upheld.agreement.credit import Credits
from upheld.agreement.credit_band import TieredCredit
from upheld.agreement.credit_rule import GivenAs, Grant
from upheld.agreement.objective import Force, Objective
from upheld.chrono.zone import Zone
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import Finding, Statement, Verdict
from upheld.quantity.identity import once_for_each
from upheld.settlement.admission import MISSING_FACT, refused
from upheld.settlement.at_worst import certain, is_open, unlimited, worst
from upheld.settlement.books import Books
from upheld.settlement.condition import missed_by_parts
from upheld.settlement.credit import CreditLine, credit_lines, open_parts_of, parts_of
from upheld.settlement.eligibility import (
    NO_RULE,
    OPEN_AMOUNT,
    Entitlement,
    Uncredited,
    refusal,
)
from upheld.settlement.fee import Fees
from upheld.settlement.figure_in_bands import doubt_about_months, with_doubtful_months
from upheld.settlement.fitting_rule import goes_by_parts, rule_for
from upheld.settlement.open_part import OpenParts
from upheld.settlement.working_days import working_days

_MAY_EARN = (Verdict.MISSED, Verdict.INDETERMINATE)


class Doubt(Struct, frozen=True):
    """Something that leaves open how much is owed."""

    why: str
    unlimited: str = ""
    """Why the worst case is not the most there can be; empty where it is."""
    is_of_charges: bool = False
    """Whether it is about charges that are not made, and no credit."""
    is_of_more: bool = False
    """Whether it is about other promises than those for which something is owed, of no known worst case."""


class Earning(Struct, frozen=True, kw_only=True, eq=False):
    """What a finding earns, taken one way; each is the same as itself alone."""

    finding: Finding
    """As credits are reckoned on it."""
    lines: tuple[CreditLine, ...] = ()
    without: Uncredited | None = None
    """Why it earns nothing, where it was missed or may have been."""


class Stake(Struct, frozen=True, kw_only=True, eq=False):
    """What a finding may earn."""

    finding: Finding
    surely: Earning
    worst: Earning
    """What is not known of the customer is taken in its favour."""
    doubts: tuple[Doubt, ...]
    """What the evidence leaves open of it."""


class Tariff(Struct, frozen=True):
    """By what the findings on one subscription, period and instant earn credits."""

    agreement: Agreement
    credits: Credits
    heard: Statement
    """The subscription, period and instant; its findings do not matter."""
    fees: Fees
    calendars: Calendars | None
    books: Books
    entitled: Entitlement
    by_plan: Reason
    """Whether the plan is owed credits."""

    @property
    def zone(self) -> Zone | None:
        """The zone whose days and hours are credited, where it is known."""
        return None if self.calendars is None else self.calendars.zone(self.agreement.time_zone)

    def stake(self, finding: Finding) -> Stake:
        """Work out what a finding may earn."""
        about = self._about(finding)
        if about.verdict is Verdict.MISSED and not about.breaches:
            about = self._by_parts(about)
        open_ = self._open_parts(about)
        taken = certain(about) if open_ is None else open_.surely
        at_worst = worst(taken) if open_ is None else open_.worst
        if self._doubt_about_months(about):
            taken = with_doubtful_months(taken, missed=False)
            at_worst = with_doubtful_months(at_worst, missed=True)
        surely = self._earning(taken, is_worst=False)
        is_same = at_worst is taken and not _lacks_fact(surely)
        return Stake(
            finding=finding,
            surely=surely,
            worst=surely if is_same else self._earning(at_worst, is_worst=True),
            doubts=tuple(self._doubts(about) if open_ is None else self._doubts_of_parts(about, open_)),
        )

    def _open_parts(self, finding: Finding) -> OpenParts | None:
        """What of a figure is open by its parts, such as circuits, where each is owed a credit of its own."""
        if finding.objective.force is not Force.GUARANTEE or not self._may_be_owed(finding):
            return None
        rule = rule_for(self.credits, finding.objective, self.heard.subscription.plan)
        days = working_days(rule, finding.objective, self.calendars)
        return open_parts_of(rule, finding, self.fees, self.zone, days)

    def _doubts_of_parts(self, finding: Finding, open_: OpenParts) -> Iterator[Doubt]:
        """Give what the evidence leaves open of some parts."""
        rule = rule_for(self.credits, finding.objective, self.heard.subscription.plan)
        of_charges = rule is not None and rule.given_as is GivenAs.NOT_CHARGED
        for part in open_.parts:
            name = f"{finding.objective.name} of {part.name}"
            no_limit = "" if part.is_limited or of_charges else f"the worst case of {name} is not worked out"
            yield Doubt(f"{name}: {part.why}", no_limit, of_charges)

    def _about(self, finding: Finding) -> Finding:
        """The finding with the services it is about by name, such as the one of a measure.

        What is about no particular service is about the only one, where there is one alone.
        """
        services, declared = services_of(finding.objective, self.agreement), self.agreement.services
        if not services and len(declared) == 1:
            services = (declared[0].name,)
        if services == finding.objective.services:
            return finding
        return _about_services(finding, services)

    def _only_point(self, finding: Finding) -> str | None:
        """The point of the service that a promise is about, where it is one and has no other."""
        services = services_of(finding.objective, self.agreement)
        points = [
            point.name
            for service in self.agreement.services
            if service.name in services
            for point in service.points
        ]
        return points[0] if len(points) == 1 else None

    def _by_parts(self, finding: Finding) -> Finding:
        """A miss without a breach of its own, as what is owed for its part of an outage takes it."""
        rule = rule_for(self.credits, finding.objective, self.heard.subscription.plan)
        is_guarantee = finding.objective.force is Force.GUARANTEE
        owes = is_guarantee and rule is not None and goes_by_parts(rule)
        return missed_by_parts(finding) if owes else finding

    def _earning(self, finding: Finding, *, is_worst: bool) -> Earning:
        """Credit a finding, or say why it earns nothing."""
        plan = self.heard.subscription.plan
        why = self._refusal(finding)
        if why is None and finding.breaches:
            why = self._not_admitted(finding)
            if is_worst and why is not None and why.rule == MISSING_FACT:
                why = None
        if why is not None:
            without = Uncredited(
                objective=finding.objective.name,
                interval=finding.interval,
                member=finding.member,
                reason=why,
            )
            return Earning(finding=finding, without=without)
        rule = rule_for(self.credits, finding.objective, plan)
        if not finding.breaches or rule is None:
            return Earning(finding=finding)
        days = working_days(rule, finding.objective, self.calendars)
        only_point = self._only_point(finding)
        lines = credit_lines(self.credits, rule, finding, self.fees, self.zone, only_point, days)
        return Earning(finding=finding, lines=tuple(lines))

    def _refusal(self, finding: Finding) -> Reason | None:
        """Why a finding earns nothing by the terms of the credit, or on this plan."""
        heard = self.heard
        plan = heard.subscription.plan
        rule = rule_for(self.credits, finding.objective, plan)
        days = working_days(rule, finding.objective, self.calendars)
        parts = [part for _, part in parts_of(rule, finding, self.fees, self.zone)]
        why = refusal(self.credits, finding, heard.period.interval.end, plan, self.zone, days, parts)
        if self.entitled is not Entitlement.ENTITLED and finding.breaches and _may_depend_on_plan(why):
            return self.by_plan
        return why

    def _not_admitted(self, finding: Finding) -> Reason | None:
        """Why a customer, as it was when a promise failed, is owed no credit for that, or may be."""
        why = refused(self.credits.eligibility, finding, self.heard.as_of, self.fees, self.books)
        if why is None:
            return None
        return Reason(
            rule=why.rule,
            says=f"{finding.objective.name}: {why.says}",
            figure=finding.figure,
            clause=self.credits.clause,
            evidence=why.evidence,
            evidence_count=len(why.evidence),
        )

    def _may_be_owed(self, finding: Finding) -> bool:
        """Whether a miss of it would be owed a credit in this statement."""
        if finding.interval.end > self.heard.period.interval.end:
            return False
        rule = rule_for(self.credits, finding.objective, self.heard.subscription.plan)
        named = self.credits.objectives
        is_named = not named or finding.objective.name in named
        return rule is not None and rule.grant is Grant.OWED and is_named

    def _doubt_about_months(self, finding: Finding) -> str:
        """Say of which months before nobody knows whether they were missed, where they may earn something."""
        rule = rule_for(self.credits, finding.objective, self.heard.subscription.plan)
        may_earn = finding.objective.force is Force.GUARANTEE and finding.verdict in _MAY_EARN
        if rule is None or not may_earn or not isinstance(rule.formula, TieredCredit):
            return ""
        return doubt_about_months(rule.formula, finding)

    def _doubts(self, finding: Finding) -> Iterator[Doubt]:
        """Give what the evidence leaves open of what a finding earns."""
        if about_months := self._doubt_about_months(finding):
            yield Doubt(about_months)
        rule = rule_for(self.credits, finding.objective, self.heard.subscription.plan)
        if rule is None or not is_open(finding) or not self._may_be_owed(finding):
            return
        gaps = finding.gaps if finding.at_worst is None else finding.at_worst.gaps
        missing = gaps or (f"the evidence does not decide what {finding.objective.name} came to",)
        of_charges = rule.given_as is GivenAs.NOT_CHARGED
        no_limit = "" if of_charges else unlimited(rule, finding)
        for gap in missing:
            yield Doubt(gap, no_limit, of_charges, is_of_more=finding.at_worst is None)


def _may_depend_on_plan(why: Reason | None) -> bool:
    """Whether a credit is not refused for a reason that holds on every plan."""
    return why is None or why.rule in (NO_RULE, OPEN_AMOUNT)


def _lacks_fact(earning: Earning) -> bool:
    """Whether nothing is earned for want of a fact about the customer."""
    return earning.without is not None and earning.without.reason.rule == MISSING_FACT


@once_for_each
def _about_services(finding: Finding, services: tuple[str, ...]) -> Finding:
    return replace(finding, objective=_naming_services(finding.objective, services))


@once_for_each
def _naming_services(objective: Objective, services: tuple[str, ...]) -> Objective:
    return replace(objective, services=services)
