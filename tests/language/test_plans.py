"""Plans: each promises what the agreement does, but for what its own terms and its package say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreement.agreement import Agreement
from upheld.errors import UsageError
from upheld.language.catalogue import Code
from upheld.language.diagnostic import Level
from upheld.language.need import needs_of
from upheld.language.reading import ReadAgreement
from upheld.language.terms.plans import MOST_PLANS

Read = Callable[[str], ReadAgreement]

SERVICES = """\
services:
  app: {points: [web], sampled_every: 20 s}
  portal: {points: [portal], sampled_every: 20 s}
"""
OBJECTIVES = """\
objectives:
  uptime: {availability: app, target: ">= 99.5 %", period: calendar month, force: guarantee}
  portal_uptime: {availability: portal, target: ">= 99 %", period: calendar month, force: target}
"""
TIERS = """\
plans:
  standard: {}
  premium: {terms: {objectives: {uptime: {target: ">= 99.9 %"}}}}
  enterprise:
    extends: premium
    terms: {objectives: {uptime: {force: target}, portal_uptime: {target: 99.8 %}}}
"""


def on(read: ReadAgreement, plan: str) -> Agreement:
    found = read.for_plan(plan).agreement
    assert found is not None, read.diagnostics
    return found


def promised(agreement: Agreement, plan: str) -> dict[str, str]:
    """Target and force of each objective that a plan is promised."""
    return {
        each.name: f"{each.target} {each.force.value}"
        for each in agreement.objectives
        if not each.plans or plan in each.plans
    }


def grave(read: ReadAgreement) -> list[Code]:
    return [each.code for each in read.diagnostics if each.level is Level.ERROR]


def test_plans_may_be_mere_names(read: Read) -> None:
    found = read("plans: [free, paid]\n" + SERVICES + OBJECTIVES)
    assert found.agreement is not None
    assert found.agreement.plans == ("free", "paid")
    assert not found.differs_by_plan
    assert on(found, "paid") == found.agreement


def test_a_plan_overrides_only_what_differs(read: Read) -> None:
    found = read(TIERS + SERVICES + OBJECTIVES)
    assert found.agreement is not None
    assert found.differs_by_plan
    assert {plan: promised(on(found, plan), plan) for plan in found.agreement.plans} == {
        "standard": {"uptime": ">= 99.5 % guarantee", "portal_uptime": ">= 99 % target"},
        "premium": {"uptime": ">= 99.9 % guarantee", "portal_uptime": ">= 99 % target"},
        "enterprise": {"uptime": ">= 99.9 % target", "portal_uptime": ">= 99.8 % target"},
    }


def test_without_a_plan_the_agreement_itself_is_given(read: Read) -> None:
    found = read(TIERS + SERVICES + OBJECTIVES)
    assert found.for_plan(None) is found
    premium = found.for_plan("premium")
    assert premium.for_plan("premium") is premium
    assert not premium.differs_by_plan


def test_an_unknown_plan_is_refused_with_the_nearest(read: Read) -> None:
    found = read(TIERS + SERVICES + OBJECTIVES)
    with pytest.raises(UsageError, match="premium"):
        found.for_plan("premiun")
    with pytest.raises(UsageError, match="no plans"):
        read(SERVICES + OBJECTIVES).for_plan("premium")


def test_what_is_wrong_in_terms_is_told_there_and_once(read: Read) -> None:
    tiers = TIERS.replace('">= 99.9 %"', '"<= 99.9 %"').replace("{force: target}", "{forse: target}")
    found = read(tiers + SERVICES + OBJECTIVES + "currency: EURO\n")
    errors = [(each.code, each.place.line) for each in found.diagnostics if each.level is Level.ERROR]
    assert errors == [
        (Code.TARGET_DIRECTION, 9),
        (Code.UNKNOWN_KEY, 12),
        (Code.UNREADABLE_VALUE, 19),
    ]
    assert found.agreement is None


def test_what_is_wrong_everywhere_is_told_once(read: Read) -> None:
    found = read(TIERS + SERVICES + OBJECTIVES.replace("period: calendar month, ", ""))
    assert sum(each.code is Code.PERIOD_UNSTATED for each in found.diagnostics) <= 2
    assert len({(each.code, each.place) for each in found.diagnostics}) == len(found.diagnostics)


def test_what_one_plan_alone_uses_is_in_use(read: Read) -> None:
    hours = "hours: {office: Mon-Fri 09:00-17:00}\n"
    use = "plans: {a: {}, b: {terms: {objectives: {uptime: {availability: {of: app, during: office}}}}}}\n"
    assert Code.UNUSED_NAME not in {
        each.code for each in read(use + hours + SERVICES + OBJECTIVES).diagnostics
    }
    assert Code.UNUSED_NAME in {each.code for each in read(TIERS + hours + SERVICES + OBJECTIVES).diagnostics}


@pytest.mark.parametrize("key", ["upheld", "extends", "provider", "plans", "accepted", "in_force"])
def test_some_things_are_the_same_on_every_plan(read: Read, key: str) -> None:
    found = read(f"plans: {{a: {{terms: {{{key}: x}}}}}}\n" + SERVICES + OBJECTIVES)
    assert grave(found) == [Code.MISPLACED_KEY]


@pytest.mark.parametrize(
    ("plans", "code"),
    [
        ("{a: {extends: b}, b: {extends: a}}", Code.PLAN_CYCLE),
        ("{a: {extends: a, terms: {currency: EUR}}}", Code.PLAN_CYCLE),
        ("{a: {extends: c}}", Code.UNKNOWN_NAME),
        ("{a: {services: [shop]}}", Code.UNKNOWN_NAME),
        ("{a: {terms: []}}", Code.EMPTY_VALUE),
        ("{a: {terms: x}}", Code.WRONG_SHAPE),
        ("{a: {term: {currency: EUR}}}", Code.UNKNOWN_KEY),
        ("{a: }", Code.EMPTY_VALUE),
        ("{a: x}", Code.WRONG_SHAPE),
        ("[a, a]", Code.REPEATED_VALUE),
        (f"{{{', '.join(f'p{number}: {{}}' for number in range(MOST_PLANS + 1))}}}", Code.WRONG_SHAPE),
    ],
)
def test_plans_that_make_no_sense(read: Read, plans: str, code: Code) -> None:
    found = read(f"plans: {plans}\n" + SERVICES + OBJECTIVES)
    assert code in grave(found)
    assert found.agreement is None


PACKAGES = """\
plans:
  basic: {services: app}
  plus: {extends: basic, terms: {objectives: {uptime: {target: ">= 99.9 %"}}}}
  full: {services: [app, portal]}
  all: {}
"""


def test_a_package_covers_some_services(read: Read) -> None:
    found = read(PACKAGES + SERVICES + OBJECTIVES)
    assert found.agreement is not None
    assert {each.plan: each.services for each in found.agreement.packages} == {
        "basic": ("app",),
        "plus": ("app",),
        "full": ("app", "portal"),
    }
    assert {plan: [*promised(on(found, plan), plan)] for plan in found.agreement.plans} == {
        "basic": ["uptime"],
        "plus": ["uptime"],
        "full": ["uptime", "portal_uptime"],
        "all": ["uptime", "portal_uptime"],
    }


def test_what_no_plan_covers_is_not_there(read: Read) -> None:
    found = read("plans: {basic: {services: app}}\n" + SERVICES + OBJECTIVES)
    assert [each.name for each in on(found, "basic").objectives] == ["uptime"]


def test_what_is_about_no_service_is_promised_with_every_package(read: Read) -> None:
    response = "  first: {response: {until: reply by a person}, within: 1 h, period: calendar month}\n"
    found = read(PACKAGES + SERVICES + OBJECTIVES + response)
    assert "first" in promised(on(found, "basic"), "basic")


def test_a_plan_may_leave_something_open_of_its_own(read: Read) -> None:
    tiers = TIERS.replace('{target: ">= 99.9 %"}', '{target: {either: [">= 99.9 %", ">= 99.95 %"]}}')
    found = read(tiers + SERVICES + OBJECTIVES)
    assert Code.EITHER in {each.code for each in found.diagnostics}
    premium = found.for_plan("premium")
    (asked,) = premium.questions
    other = premium.with_readings(asked.readings[1]).agreement
    assert other is not None
    assert promised(other, "premium")["uptime"] == ">= 99.95 % guarantee"
    assert promised(on(found, "standard"), "standard")["uptime"] == ">= 99.5 % guarantee"


def test_a_reading_declared_first_holds_on_the_plan_too(read: Read) -> None:
    objectives = OBJECTIVES.replace('">= 99 %"', '{either: [">= 99 %", ">= 98 %"]}')
    found = read(TIERS + SERVICES + objectives)
    declared = found.with_readings(found.questions[0].readings[1])
    assert promised(on(declared, "premium"), "premium")["portal_uptime"] == ">= 98 % target"
    premium = found.for_plan("premium")
    again = premium.with_readings(premium.questions[0].readings[1])
    assert again.agreement == on(declared, "premium")


def test_the_lock_serves_every_plan(read: Read) -> None:
    terms = "{hours: {office: {holidays: BE, time_zone: Europe/London}}}"
    hours = "hours: {office: {open: Mon-Fri 09:00-17:00}}\n"
    use = OBJECTIVES.replace("availability: app", "availability: {of: app, during: office}")
    found = read(f"plans: {{a: {{}}, b: {{terms: {terms}}}}}\n" + hours + SERVICES + use)
    assert found.agreement is not None
    alone, both = needs_of(found.agreement), needs_of(found.agreement, on(found, "b"))
    assert (alone.regions, [str(each) for each in both.regions]) == ((), ["BE"])
    assert both.zones == ("Europe/Brussels", "Europe/London")


SHARES = st.sampled_from(["99 %", "99.5 %", "99.9 %"])
FORCES = st.sampled_from(["guarantee", "target", "capability"])
TERMS = st.fixed_dictionaries({}, optional={"target": SHARES, "force": FORCES})


def written_out(objectives: dict[str, dict[str, str]]) -> str:
    lines = [
        f"  {name}: {{availability: app, {', '.join(f'{key}: {value}' for key, value in terms.items())}}}\n"
        for name, terms in objectives.items()
    ]
    return "objectives:\n" + "".join(lines)


def unplaced(agreement: Agreement) -> str:
    bare = re.sub(r"Place\(file='[^']*', line=\d+, column=\d+\)", "Place", repr(agreement.objectives))
    return re.sub(r"column=\d+", "", bare)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_plan_reads_as_if_its_terms_were_written_out(read: Read, data: Any) -> None:
    usual = {"target": '">= 99 %"', "period": "calendar month", "force": "guarantee"}
    base = {"one": dict(usual), "two": dict(usual)}
    chain = [data.draw(st.dictionaries(st.sampled_from(["one", "two"]), TERMS)) for _ in range(3)]
    plans = ["plans:\n  p: {}\n"]
    for number, terms in enumerate(chain):
        below = "p" if number == 0 else f"p{number - 1}"
        kept = {name: each for name, each in terms.items() if each}
        said = ", ".join(
            f"{name}: {{{', '.join(f'{k}: {v}' for k, v in each.items())}}}" for name, each in kept.items()
        )
        own = f", terms: {{objectives: {{{said}}}}}" if kept else ""
        plans.append(f"  p{number}: {{extends: {below}{own}}}\n")
        for name, each in kept.items():
            base[name] |= each
    start = {"one": dict(usual), "two": dict(usual)}
    services = "services: {app: {points: [web], sampled_every: 20 s}}\n"
    by_plan = read("".join(plans) + services + written_out(start))
    by_hand = read("plans: [p, p0, p1, p2]\n" + services + written_out(base))
    assert by_hand.agreement is not None
    assert unplaced(on(by_plan, "p2")) == unplaced(by_hand.agreement)
