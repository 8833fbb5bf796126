"""Composition: standard terms and order forms, several subscriptions, services with fees of their own.

February 2026 has 28 days, 672 hours; 0.1 % of it is 40 min 19.2 s. March has 31 days, 744 hours.
"""

from __future__ import annotations

import csv
from pathlib import Path
from textwrap import dedent

import pytest
from stage import NOW, Play

from upheld.errors import UsageError
from upheld.operations.check import check
from upheld.operations.closing import Closed, close
from upheld.operations.closing import Request as CloseRequest
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.operations.settling import Request as SeriesRequest
from upheld.operations.settling import Settled, settle_months

TERMS = """\
upheld: 1
agreement: Example Cloud Service Level Agreement
provider: Example Cloud
version: "2026-01"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: EUR
plans: [standard, premium]
services:
  app: {points: [web]}
  search: {points: [find]}
objectives:
  app uptime:
    availability: app
    target: ">= 99.9 %"
    period: calendar month
    force: guarantee
  search uptime:
    availability: search
    target: ">= 99.5 %"
    period: calendar month
    force: guarantee
credits:
  per_breach: 10 % of monthly fee
  cap: 15 % of monthly fee per month
conventions: {one_breach: objective and period}
"""
CASE = """
period: 2026-02
outages:
  - 2026-02-05 10:00/12:00 app
  - 2026-02-12 10:00/10:30 app
  - 2026-02-20 08:00/14:00 search
"""
"""The app is down for 120 and 30 minutes, the search for 360."""


def folder(path: Path, **files: str) -> Path:
    """A folder of agreements, each the text of a YAML file by its name."""
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(dedent(text))
    return path


def play(where: Path, agreement: str, *, case: str = "case", plan: str | None = None, **whose: str) -> Play:
    request = Request(
        agreement=where / f"{agreement}.yaml", evidence=where / f"{case}.yaml", plan=plan, **whose
    )
    outcome = evaluate(request, NOW)
    assert isinstance(outcome, Judged), outcome
    return Play(outcome.document)


ALPHA = "upheld: 1\nextends: terms.yaml\norder: {customer: Alpha Ltd, plan: premium, fee: 800 EUR}\n"
BETA = """\
    upheld: 1
    extends: terms.yaml
    order:
      customer: Beta Ltd
      plan: standard
      from: 2026-02-10
      fee: 3600 EUR per year
      services: [app]
    """
GAMMA = """\
    upheld: 1
    extends: terms.yaml
    order: {customer: Gamma Ltd, plan: standard, fee: 500 EUR}
    objectives:
      app uptime: {target: ">= 99.5 %"}
    """


def test_one_standard_text_and_three_order_forms(tmp_path: Path) -> None:
    where = folder(tmp_path, terms=TERMS, alpha=ALPHA, beta=BETA, gamma=GAMMA, case=CASE)
    # 150 of 40 320 minutes: 0.372 % down, so 99.6279 %; the search 360 of 40 320: 99.1071 %. Both are missed:
    # 2 x 80 EUR, capped at 15 % of 800 EUR.
    alpha = play(where, "alpha")
    assert (alpha.percent("app uptime"), alpha.percent("search uptime")) == ("99.6279 %", "99.1071 %")
    assert alpha.statement["subscription"] == {"customer": "Alpha Ltd", "plan": "premium"}
    assert alpha.owed == "120.00 EUR"
    # From 10 February on it is 19 days, 27 360 minutes, and 30 of them down: 99.8903 %, below 99.9 %. A
    # twelfth of 3600 EUR is 300 EUR, and 10 % of it 30 EUR. The search was not ordered.
    beta = play(where, "beta")
    assert beta.percent("app uptime") == "99.8903 %"
    assert [each["objective"] for each in beta.statement["findings"]] == ["app uptime"]
    assert beta.owed == "30.00 EUR"
    # The order says 99.5 % for the app, which 99.6279 % keeps; the search is missed: 10 % of 500 EUR.
    gamma = play(where, "gamma")
    assert gamma.verdict("app uptime") == "MET"
    assert gamma.owed == "50.00 EUR"


def test_an_order_form_says_openly_where_it_differs_or_repeats(tmp_path: Path) -> None:
    repeats = dedent(GAMMA).replace("99.5", "99.9") + "currency: EUR\n"
    where = folder(tmp_path, terms=TERMS, gamma=GAMMA, repeats=repeats)
    differing = [
        each for each in check(where / "gamma.yaml").diagnostics if each.code.label.startswith("order")
    ]
    assert [each.message for each in differing] == [
        "`objectives.app uptime.target` is other than in terms.yaml, line 15: it holds here instead of "
        "`>= 99.9 %`"
    ]
    repeated = [
        each.message
        for each in check(where / "repeats.yaml").diagnostics
        if each.code.label == "order-repeats"
    ]
    assert repeated == [
        "`objectives.app uptime.target` says what terms.yaml says on line 15",
        "`currency` says what terms.yaml says on line 7",
    ]


def test_an_order_form_is_nobody_elses(tmp_path: Path) -> None:
    where = folder(tmp_path, terms=TERMS, alpha=ALPHA, beta=BETA, case=CASE)
    with pytest.raises(UsageError, match="order form of Alpha Ltd, and 'Beta Ltd' is asked for"):
        play(where, "alpha", customer="Beta Ltd")
    with pytest.raises(UsageError, match="for plan premium, and 'standard' is asked for"):
        play(where, "alpha", plan="standard")
    (where / "early.yaml").write_text(CASE.replace("2026-02", "2026-01"))
    with pytest.raises(UsageError, match="runs from 2026-02-10 on, and that is no part of 2026-01"):
        play(where, "beta", case="early")


def test_a_fee_that_contradicts_the_order_form_is_told(tmp_path: Path) -> None:
    fees = CASE + "fees:\n  - {customer: Alpha Ltd, plan: premium, amount: 900 EUR, since: 2026-01-01}\n"
    where = folder(tmp_path, terms=TERMS, alpha=ALPHA, case=fees)
    with pytest.raises(UsageError, match="two fees are in force for the same thing"):
        play(where, "alpha")


SEVERAL = """\
    upheld: 1
    extends: terms.yaml
    order:
      customer: Alpha Ltd
      subscriptions:
        production: {plan: premium, fee: 800 EUR}
        catalogue: {plan: premium, services: [search], fee: 200 EUR}
        test: {plan: standard, from: 2026-02-10, services: [app], fee: 100 EUR}
    """


def test_three_subscriptions_are_three_statements_with_a_cap_each(tmp_path: Path) -> None:
    where = folder(tmp_path, terms=TERMS, alpha=SEVERAL, case=CASE)
    # Production: both are missed, 160 EUR, capped at 15 % of 800 EUR. Catalogue: the search alone, 10 % of
    # 200 EUR. Test: from the 10th on 99.8903 %, 10 % of 100 EUR. Each is below its own cap but the first.
    owed = {
        name: play(where, "alpha", subscription=name).owed for name in ("production", "catalogue", "test")
    }
    assert owed == {"production": "120.00 EUR", "catalogue": "20.00 EUR", "test": "10.00 EUR"}
    with pytest.raises(UsageError, match="--subscription, of production, catalogue, test"):
        play(where, "alpha")
    with pytest.raises(UsageError, match="no subscription 'produktion'"):
        play(where, "alpha", subscription="produktion")
    request = CloseRequest(
        agreement=where / "alpha.yaml",
        evidence=where / "case.yaml",
        folder=where / "february",
        period="2026-02",
    )
    outcome = close(request, NOW, lambda made, of: None)
    assert isinstance(outcome, Closed)
    rows = list(csv.DictReader((where / "february" / "statements.csv").read_text().splitlines()))
    assert {row["subscription"]: row["owed"] for row in rows} == owed
    assert (where / "february" / rows[0]["file"]).is_file()


def test_subscriptions_are_told_apart_by_the_evidence_alone(tmp_path: Path) -> None:
    case = CASE + dedent(
        """
        fees:
          - {customer: Alpha Ltd, subscription: one, plan: premium, amount: 800 EUR, since: 2026-01-01}
          - {customer: Alpha Ltd, subscription: two, plan: premium, amount: 300 EUR, since: 2026-01-01}
        """
    )
    where = folder(tmp_path, terms=TERMS, case=case)
    # 15 % of 800 EUR, and 15 % of 300 EUR.
    whose = {"customer": "Alpha Ltd", "plan": "premium"}
    assert play(where, "terms", subscription="one", **whose).owed == "120.00 EUR"
    assert play(where, "terms", subscription="two", **whose).owed == "45.00 EUR"
    with pytest.raises(UsageError, match="two fees are in force"):
        play(where, "terms", **whose)


def test_an_order_form_is_settled_over_months(tmp_path: Path) -> None:
    where = folder(tmp_path, terms=TERMS, beta=BETA, case=CASE)
    request = SeriesRequest(
        agreement=where / "beta.yaml", evidence=where / "case.yaml", first="2026-02", last="2026-02"
    )
    outcome = settle_months(request, NOW, lambda month, number, count: None)
    assert isinstance(outcome, Settled)
    assert outcome.document["series"]["owed"]["amount"] == "30.00"


LADDERS = """\
credits:
  rules:
    - for: app uptime
      bands:
        - {below: 99.9 %, amount: 10 % of monthly fee of the affected service}
        - {below: 99 %, amount: 25 % of monthly fee of the affected service}
      bands_counted: highest only
    - for: search uptime
      bands:
        - {below: 99.5 %, amount: 5 % of monthly fee of the affected service}
        - {below: 99.2 %, amount: 50 % of monthly fee of the affected service}
      bands_counted: highest only
"""


def test_services_have_their_own_ladders_and_their_own_fees(tmp_path: Path) -> None:
    before, rest = TERMS.split("credits:\n")
    terms = before + LADDERS + rest[rest.index("  cap:") :].replace("15 %", "100 %")
    order = """\
        upheld: 1
        extends: terms.yaml
        order:
          customer: Alpha Ltd
          plan: premium
          fee: 1000 EUR
          fees: {app: 700 EUR, search: 300 EUR}
        """
    where = folder(tmp_path, terms=terms, alpha=order, case=CASE)
    # The app has 99.6279 %: 10 % of 700 EUR. The search has 99.1071 %, below 99.2 %: 50 % of 300 EUR.
    alpha = play(where, "alpha")
    assert [line["owed"]["amount"] for line in alpha.settlement["lines"]] == ["70.00", "150.00"]
    assert alpha.owed == "220.00 EUR"


CHANGING = """\
upheld: 1
agreement: Example Cloud Service Level Agreement
provider: Example Cloud
version: "2026-01"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: EUR
plans:
  standard: {}
  premium: {terms: {objectives: {uptime: {target: ">= 99.95 %"}}}}
services:
  app: {points: [web]}
objectives:
  uptime:
    availability: app
    target: ">= 99.5 %"
    period: calendar month
    force: guarantee
credits:
  per_breach: 10 % of monthly fee
  cap: 100 % of monthly fee per month
conventions: {one_breach: objective and period}
"""
UPGRADED = """
period: 2026-03
outages:
  - 2026-03-20 10:00/11:00 app
fees:
  - {customer: Alpha Ltd, plan: standard, amount: 310 EUR, since: 2026-01-01, until: 2026-03-17 12:00}
  - {customer: Alpha Ltd, plan: premium, amount: 930 EUR, since: 2026-03-17 12:00}
"""
"""From standard to premium at noon of 17 March; an hour down after it."""


@pytest.mark.parametrize(
    ("change", "figures", "owed"),
    [
        # 16 days on standard, without an outage. 15 on premium (17 to 31 March): 60 of 21 600 minutes down is
        # 99.7222 %, below 99.95 %. 15/31 of 930 EUR is 450 EUR, and 10 % of it 45 EUR.
        ("by day", ["100 %", "99.7222 %"], "45.00 EUR"),
        # 14.5 days on premium: 60 of 20 880 minutes, 99.7126 %. 14.5/31 of 930 EUR is 435 EUR.
        ("pro rata", ["100 %", "99.7126 %"], "43.50 EUR"),
        # The whole month: 60 of 44 640 minutes down is 99.8655 %; 99.5 % is kept.
        ("plan at the start", ["99.8655 %"], "0.00 EUR"),
        # By the other plan 99.95 % is missed: 10 % of 930 EUR.
        ("plan at the end", ["99.8655 %"], "93.00 EUR"),
    ],
)
def test_a_plan_that_changes_within_the_month(
    tmp_path: Path, change: str, figures: list[str], owed: str
) -> None:
    words = CHANGING.replace("services:\n", f"plan_change: {change}\nservices:\n")
    where = folder(tmp_path, terms=words, case=UPGRADED)
    alpha = play(where, "terms", customer="Alpha Ltd")
    assert [each["figure"]["percent"] for each in alpha.statement["findings"]] == figures
    assert alpha.owed == owed


def test_fees_that_name_nobody_say_the_plan(tmp_path: Path) -> None:
    nobody = UPGRADED.replace("customer: Alpha Ltd, ", "")
    words = CHANGING.replace("services:\n", "plan_change: by day\nservices:\n")
    where = folder(tmp_path, terms=words, case=nobody)
    assert play(where, "terms").owed == "45.00 EUR"  # as above
    # April is on premium alone: 60 of 43 200 minutes down are 99.8611 %, below 99.95 %; 10 % of 930 EUR
    april = nobody.replace("2026-03\n", "2026-04\n").replace("2026-03-20", "2026-04-20")
    (where / "april.yaml").write_text(april)
    assert play(where, "terms", case="april").owed == "93.00 EUR"
    # what each plan costs, side by side, does not say who is on which
    (where / "prices.yaml").write_text(nobody.replace(", until: 2026-03-17 12:00", ""))
    with pytest.raises(UsageError, match="say which one, of standard, premium"):
        play(where, "terms", case="prices")


def test_closing_a_month_in_which_a_customer_changed_plan(tmp_path: Path) -> None:
    words = CHANGING.replace("services:\n", "plan_change: by day\nservices:\n")
    where = folder(tmp_path, terms=words, case=UPGRADED)
    request = CloseRequest(
        agreement=where / "terms.yaml", evidence=where / "case.yaml", folder=where / "march", period="2026-03"
    )
    assert isinstance(close(request, NOW, lambda made, of: None), Closed)
    (row,) = csv.DictReader((where / "march" / "statements.csv").read_text().splitlines())
    assert (row["plan"], row["owed"]) == ("standard, then premium", "45.00 EUR")
    # The same bytes as those of the statement that is asked for by itself.
    assert row["digest"] == play(where, "terms", customer="Alpha Ltd").document["digest"]


def test_fees_for_parts_say_the_plan_where_they_agree(tmp_path: Path) -> None:
    words = CHANGING.replace("services:\n", "plan_change: by day\nservices:\n  mail: {points: [mail]}\n")
    words = words.replace("10 % of monthly fee", "10 % of monthly fee of the affected service")
    parts = UPGRADED.replace("amount: 310", "service: app, amount: 310")
    parts = parts.replace("amount: 930", "service: app, amount: 930")
    mail = "  - {customer: Alpha Ltd, plan: PLAN, service: mail, amount: 50 EUR, since: SINCE}\n"
    agreeing = parts + mail.replace("PLAN", "premium").replace("SINCE", "2026-03-17 12:00")
    where = folder(tmp_path, terms=words, case=agreeing)
    alpha = play(where, "terms", customer="Alpha Ltd")
    assert alpha.owed == "45.00 EUR"  # as above
    request = CloseRequest(
        agreement=where / "terms.yaml", evidence=where / "case.yaml", folder=where / "march", period="2026-03"
    )
    assert isinstance(close(request, NOW, lambda made, of: None), Closed)
    (row,) = csv.DictReader((where / "march" / "statements.csv").read_text().splitlines())
    assert row["digest"] == alpha.document["digest"]
    # Mail on standard and the shop on premium: which of them is the plan of the agreement nobody said.
    (where / "both.yaml").write_text(
        parts + mail.replace("PLAN", "standard").replace("SINCE", "2026-03-17 12:00")
    )
    with pytest.raises(UsageError, match="say which one, of standard, premium"):
        play(where, "terms", case="both", customer="Alpha Ltd")


def test_a_change_of_plan_that_nobody_declared_is_told_by_each_reading(tmp_path: Path) -> None:
    where = folder(tmp_path, terms=CHANGING, case=UPGRADED)
    alpha = play(where, "terms", customer="Alpha Ltd")
    # What each of the four comes to above.
    assert alpha.verdict("uptime") == "AMBIGUOUS"
    assert alpha.owes() == {
        "plan_change: by day": "45.00 EUR",
        "plan_change: pro rata": "43.50 EUR",
        "plan_change: plan at the start": "0.00 EUR",
        "plan_change: plan at the end": "93.00 EUR",
    }
    # Without a change there is nothing to ask: the fees say the plan.
    (where / "april.yaml").write_text(UPGRADED.replace("period: 2026-03", "period: 2026-04"))
    assert play(where, "terms", case="april", customer="Alpha Ltd").statement["subscription"] == {
        "customer": "Alpha Ltd",
        "plan": "premium",
    }


def test_a_cap_of_money_bounds_all_parts_of_a_month_together(tmp_path: Path) -> None:
    words = CHANGING.replace("services:\n", "plan_change: by day\nservices:\n").replace(
        "100 % of monthly fee per month", "50 EUR per month"
    )
    # Standard, 16 days: 480 of 23 040 minutes is 97.9166 %, missed: 10 % of 16/31 of 310 EUR is 16 EUR.
    # With 45 EUR on premium it is 61 EUR, and 50 EUR by the cap.
    case = UPGRADED.replace("fees:", "  - 2026-03-03 08:00/16:00 app\nfees:")
    where = folder(tmp_path, terms=words, case=case)
    assert play(where, "terms", customer="Alpha Ltd").owed == "50.00 EUR"


@pytest.mark.parametrize(
    ("outages", "cap", "owed"),
    [
        # Of standard nothing is known: 10 % of 16/31 of 310 EUR, 16 EUR, may be owed. On premium an hour of
        # 15 days was down for certain: 45 EUR as above, and 61 EUR in all.
        (
            "\n  - 2026-03-20 10:00/11:00 app",
            "",
            "at least 45.00 EUR for certain, up to 61.00 EUR in all is open",
        ),
        # By a cap of 50 EUR for one month no more than that.
        (
            "\n  - 2026-03-20 10:00/11:00 app",
            "50 EUR per month",
            "at least 45.00 EUR for certain, up to 50.00 EUR in all is open",
        ),
        # Where nothing is known of either, each may have been missed.
        (" []", "", "it is not decided whether a credit is owed: up to 61.00 EUR is open"),
    ],
)
def test_what_is_open_in_a_part_of_a_month_is_open_in_all_of_it(
    tmp_path: Path, outages: str, cap: str, owed: str
) -> None:
    words = CHANGING.replace("services:\n", "plan_change: by day\nservices:\n")
    words = words.replace("100 % of monthly fee per month", cap) if cap else words
    case = UPGRADED.replace("\n  - 2026-03-20 10:00/11:00 app", outages) + "complete: no\n"
    where = folder(tmp_path, terms=words, case=case)
    alpha = play(where, "terms", customer="Alpha Ltd")
    assert owed in alpha.why().splitlines()[0]
    assert alpha.settlement["open"]["most"]["amount"] == ("50.00" if cap else "61.00")


def test_tickets_of_a_subscription_are_its_own(tmp_path: Path) -> None:
    desk = TERMS.replace(
        "credits:\n",
        "  first answer:\n    response: {until: substantive reply}\n    within: {any_other: 1 hour}\n"
        "    force: guarantee\ncredits:\n",
    )
    case = dedent(
        """
        period: 2026-02
        outages: []
        fees:
          - {customer: Alpha Ltd, subscription: one, plan: premium, amount: 800 EUR, since: 2026-01-01}
          - {customer: Alpha Ltd, subscription: two, plan: premium, amount: 300 EUR, since: 2026-01-01}
        tickets:
          - {ticket: T-1, customer: Alpha Ltd, subscription: two, opened_at: 2026-02-03 10:00}
        ticket_events:
          - {ticket: T-1, at: 2026-02-03 12:00, event: reply, actor: agent, substance: substantive}
        """
    )
    where = folder(tmp_path, terms=desk, case=case)
    whose = {"customer": "Alpha Ltd", "plan": "premium"}
    assert play(where, "terms", subscription="one", **whose).verdict("first answer") == "NOT APPLICABLE"
    two = play(where, "terms", subscription="two", **whose)
    # Answered after 2 hours, and 1 is promised: 10 % of 300 EUR.
    assert (two.verdict("first answer"), two.owed) == ("MISSED", "30.00 EUR")
