"""The text of a statement: readable, complete, and of limited width."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import made_statements as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from upheld.agreement.agreement import Subscription
from upheld.agreement.convention import Conventions, MissingData
from upheld.agreement.objective import Force
from upheld.chrono.instant import HOUR, MINUTE, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.zone import fixed_zone
from upheld.errors import UsageError
from upheld.evaluation.reason import Count, NoData, Reason, Share
from upheld.evaluation.statement import ClocksRecord, ClockState, Finding, Sampling, Statement, Verdict
from upheld.evidence.evidence import Flag
from upheld.evidence.observation import State
from upheld.report.document import document_bytes, read_document
from upheld.report.in_force import (
    OF_AVAILABILITY,
    OF_CLOCKS,
    OF_CREDITS,
    OF_LASTING_OUTAGES,
    OF_ROLLING_PERIODS,
)
from upheld.report.text import render_explanation, render_text
from upheld.report.text.subscription import parts_in_words

Golden = Callable[[str, str], None]

ILLUSTRATION = "An illustration: published terms held against evidence from elsewhere."


def open_statement() -> Statement:
    """Half of March is over: an hour was lost, a ticket is running, nothing is final."""
    as_of = made.at("03-15 12:00")
    outage = made.outage("03-09 08:00", "03-09 09:00")
    measured = Micros(as_of - made.MARCH.interval.start)
    to_date = Share(Fraction(measured - HOUR, measured))
    record = replace(
        made.availability_record((outage,)),
        measured=measured,
        up=Micros(measured - HOUR),
        unknown=Micros(0),
        excluded=Micros(0),
        **dict.fromkeys(("observed", "worst", "best", "judged", "to_date"), to_date),
        coverage=Share(Fraction(1)),
        best_achievable=Share(Fraction(742, 743)),
        projected=to_date,
        sampling=Sampling(
            every=Micros(5 * MINUTE),
            lowest=Fraction(measured - HOUR - 5 * MINUTE, measured),
            highest=Fraction(measured - HOUR + 5 * MINUTE, measured),
            verdict_holds=True,
        ),
        exclusions=(),
        timeline=(
            (Interval(made.MARCH.interval.start, outage.interval.start), State.UP),
            (outage.interval, State.DOWN),
            (Interval(outage.interval.end, as_of), State.UP),
        ),
    )
    uptime = made.uptime_finding(
        verdict=Verdict.MET,
        figure=to_date,
        is_final=False,
        breaches=0,
        record=record,
        reason=Reason(rule="availability.verdict", says="platform keeps >= 99.5 % to date", figure=to_date),
    )
    running = made.clock(
        "T-7", "03-13 13:00", None, Micros(3 * HOUR), state=ClockState.RUNNING, breached_at=None
    )
    response = made.response_finding(
        verdict=Verdict.MET,
        figure=Count(0, "late"),
        is_final=False,
        breaches=0,
        record=ClocksRecord(kept=0, breached=0, running=1, indeterminate=0, clocks=(running,)),
        reason=Reason(rule="clocks.verdict", says="no ticket is late so far"),
    )
    return made.statement(uptime, response, as_of=as_of)


def unmeasured_statement() -> Statement:
    """Nothing is known of the service, and nobody asked for anything."""
    none = NoData("no observation of platform lies in the period")
    record = replace(
        made.availability_record(()),
        **dict.fromkeys(("up", "down", "excluded"), Micros(0)),
        unknown=made.MEASURED,
        observed=none,
        judged=none,
        worst=Share(Fraction(0)),
        best=Share(Fraction(1)),
        coverage=Share(Fraction(0)),
        exclusions=(),
        timeline=((made.MARCH.interval, State.UNKNOWN),),
    )
    uptime = made.uptime_finding(
        verdict=Verdict.INDETERMINATE,
        figure=none,
        breaches=0,
        record=record,
        gaps=("web application: nothing from 2026-03-01 to 2026-04-01",),
        reason=Reason(rule="availability.verdict", says="nothing is known, so nothing is decided"),
    )
    response = made.response_finding(
        verdict=Verdict.NOT_APPLICABLE,
        figure=Count(0, "tickets"),
        breaches=0,
        record=ClocksRecord(kept=0, breached=0, running=0, indeterminate=0, clocks=()),
        reason=Reason(rule="clocks.verdict", says="no ticket belongs to this period"),
    )
    return made.statement(uptime, response, subscription=Subscription())


def closed_statement(**changes: object) -> Statement:
    return made.statement(
        made.uptime_finding(),
        made.response_finding(),
        illustration=ILLUSTRATION,
        flags=(made.FLAG,),
        **changes,
    )


def text_of(statement: Statement, width: int = 100, *, colour: bool = False) -> str:
    return render_text(made.document(statement, made.TEN_PER_CENT, made.FEE), width, colour)


def without_digest(text: str) -> str:
    """A golden text must not change with the hash of parts it does not show."""
    return re.sub(r"sha256:[0-9a-f]{64}", "sha256:…", text)


def test_an_availability(golden: Golden) -> None:
    statement = made.statement(made.uptime_finding(), illustration=ILLUSTRATION, flags=(made.FLAG,))
    golden("availability.txt", without_digest(text_of(statement)))


def test_tickets(golden: Golden) -> None:
    golden("tickets.txt", without_digest(text_of(made.statement(made.response_finding()))))


def test_an_open_month(golden: Golden) -> None:
    document = made.document(open_statement(), made.TEN_PER_CENT)
    golden("open_month.txt", without_digest(render_text(document, 90)))


def test_a_month_without_evidence(golden: Golden) -> None:
    golden("unmeasured_month.txt", without_digest(render_text(made.document(unmeasured_statement()), 80)))


def test_an_explanation(golden: Golden) -> None:
    document = made.document(closed_statement(), made.TEN_PER_CENT, made.FEE)
    golden("explanation.txt", without_digest(render_explanation(document, "uptime", 90)))


def test_the_text_is_the_same_after_the_file_was_read() -> None:
    document = made.document(closed_statement(), made.TEN_PER_CENT, made.FEE)
    assert render_text(read_document(document_bytes(document))) == render_text(document)


def test_the_illustration_comes_first() -> None:
    text = text_of(closed_statement(in_force_overridden="Read as in force from 2026."))
    assert text.splitlines()[:2] == [ILLUSTRATION, "Read as in force from 2026."]


def test_colour_only_repeats_what_words_say() -> None:
    plain, coloured = text_of(closed_statement()), text_of(closed_statement(), colour=True)
    assert "\x1b" not in plain
    assert "\x1b[31;1mMISSED\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@given(st.integers(60, 130))
@settings(max_examples=15, deadline=None)
def test_no_line_is_wider_than_the_page(width: int) -> None:
    for statement in (closed_statement(), open_statement(), unmeasured_statement()):
        lines = text_of(statement, width).splitlines()
        assert [line for line in lines if len(line) > width and "sha256:" not in line] == []


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_control_character_reaches_a_terminal(name: str) -> None:
    finding = made.response_finding(gaps=(name,), reason=Reason(rule="r", says=name))
    clocks = replace(
        finding.record,
        clocks=(made.clock(name, "03-06 12:00", "03-09 10:10", Micros(5 * HOUR), cell=name),),
    )
    statement = made.statement(
        replace(finding, record=clocks),
        illustration=name,
        flags=(Flag(code="odd", source=name, says=name),),
        subscription=Subscription(customer=name),
    )
    document = made.document(statement)
    shown = render_text(document) + render_explanation(document, "initial_response")
    assert all(character.isprintable() for character in shown.replace("\n", ""))


def test_a_figure_stays_with_its_unit() -> None:
    for width in range(60, 120):
        for line in text_of(closed_statement(), width).splitlines():
            assert not re.match(r"\s+(%|h|min|[+-]\d\d:\d\d)( |$)", line), line


def test_long_lists_are_cut_and_say_so() -> None:
    outages = tuple(made.outage(f"03-{day:02} 10:00", f"03-{day:02} 10:{day:02}") for day in range(1, 29))
    clocks = tuple(
        made.clock(f"T-{number}", "03-06 12:00", "03-09 10:10", Micros((240 + number) * MINUTE))
        for number in range(1, 24)
    )
    text = text_of(
        made.statement(
            made.uptime_finding(record=made.availability_record(outages)),
            made.response_finding(
                record=ClocksRecord(kept=0, breached=23, running=0, indeterminate=0, clocks=clocks)
            ),
            flags=(made.FLAG,) * 20,
        )
    )
    assert "… and 18 more that count for less (see JSON)" in text
    assert "2026-03-28 11:00 +01:00  11:28" in text  # the longest is shown
    assert "2026-03-01 11:00 +01:00  11:01" not in text
    assert "… and 18 more (see JSON)" in text
    assert "T-23 " in text  # the furthest over is shown
    assert "T-1 " not in text.split("Why")[1]
    assert "… and 12 more (see JSON)" in text


def test_a_ticket_that_was_updated_often_is_one_ticket() -> None:
    clocks = tuple(
        made.clock("T-1", f"03-{day:02} 09:00", f"03-{day:02} 10:30", Micros(90 * MINUTE))
        for day in (4, 5, 6)
    )
    record = ClocksRecord(kept=1, breached=0, running=0, indeterminate=0, clocks=clocks)
    verdicts = text_of(made.statement(made.response_finding(record=record))).split("VERDICTS")[1]
    assert re.search(r"^  initial_response .* 1 ticket ", verdicts, re.MULTILINE)


def test_a_nightly_exclusion_is_one_line() -> None:
    record = made.availability_record(())
    nightly = [
        replace(
            record.exclusions[0],
            exclusion="night",
            what="night",
            why="a standing window",
            interval=made.between(f"03-{day:02} 03:00", f"03-{day:02} 03:30"),
        )
        for day in range(2, 22)
    ]
    finding = made.uptime_finding(record=replace(record, exclusions=tuple(nightly)))
    text = text_of(made.statement(finding), 120)
    assert "night, 20 times, first Mon 2026-03-02 04:00 to 04:30 +01:00 (10 h in all): a standing" in text


def test_a_missed_target_is_no_breach() -> None:
    objective = replace(made.UPTIME, force=Force.TARGET)
    text = text_of(made.statement(made.uptime_finding(objective=objective, breaches=0)))
    assert "uptime: MISSED (a target, no breach)" in text
    assert "the words promise a target, not a guarantee" in text


def test_credits_without_a_promise_are_said_to_be_none() -> None:
    text = render_text(made.document(closed_statement()))
    assert "Credit: nothing is promised for a breach" in text


def test_a_credit_without_a_fee_is_a_share() -> None:
    text = render_text(made.document(closed_statement(), made.TEN_PER_CENT))
    assert "Credit: 20 % of monthly fee" in text
    assert "EUR" not in text


def test_conventions_that_differ_name_their_objectives() -> None:
    other = Conventions(missing_data=MissingData.AS_DOWN)
    second = replace(made.UPTIME, name="uptime_of_api")
    text = text_of(
        made.statement(made.uptime_finding(), made.uptime_finding(objective=second, conventions=other)), 200
    )
    assert "Declared      missing data: indeterminate (for uptime)" in text
    assert "missing data: counts as down (for uptime_of_api)" in text
    assert "unknown members: counted\n" in text


def test_every_convention_has_its_place() -> None:
    placed = OF_AVAILABILITY | OF_CLOCKS | OF_ROLLING_PERIODS | OF_CREDITS | OF_LASTING_OUTAGES
    assert placed == set(Conventions.__struct_fields__) - {"declared"}


def test_no_objective_is_said() -> None:
    assert "no objective of this agreement is judged in this period" in text_of(made.statement())


def test_an_unknown_objective_names_the_nearest() -> None:
    document = made.document(closed_statement())
    with pytest.raises(UsageError, match="did you mean `uptime`"):
        render_explanation(document, "uptme")
    with pytest.raises(UsageError, match="judges uptime, initial_response"):
        render_explanation(document, "zzz")


def finding_with(outage_start: str, outage_end: str) -> Finding:
    return made.uptime_finding(record=made.availability_record((made.outage(outage_start, outage_end),)))


def test_local_times_carry_their_offset_on_both_sides_of_a_clock_change() -> None:
    """Clocks in Brussels go from 02:00 to 03:00 at 01:00 UTC on 29 March 2026."""
    text = text_of(made.statement(finding_with("03-29 00:30", "03-29 01:30")), 120)
    assert "Sun 2026-03-29 01:30 +01:00  Sun 2026-03-29 03:30 +02:00  1 h" in text


def test_an_outage_falls_into_its_local_day() -> None:
    text = text_of(made.statement(finding_with("03-09 23:30", "03-10 00:00")))  # 10 March in Brussels
    assert "1 Mar ▁▁▁▁▁▁▁▁▁▅▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ 31 Mar" in text


def test_an_outage_over_midnight_is_seen_on_both_days() -> None:
    text = text_of(made.statement(finding_with("03-09 22:55", "03-10 03:00")))
    assert "▁▁▁▁▁▁▁▁▃█▁▁" in text


def test_seconds_are_shown_where_there_are_some() -> None:
    outage = made.outage("03-09 08:00", "03-09 09:00")
    sharp = replace(outage, interval=replace(outage.interval, end=Instant(outage.interval.end - 500_000)))
    text = text_of(made.statement(made.uptime_finding(record=made.availability_record((sharp,)))), 120)
    assert "Mon 2026-03-09 09:00 +01:00  09:59:59.5  59 min 59.5 s" in text


def test_an_objective_judged_for_two_months_is_told_apart() -> None:
    february = made.uptime_finding(interval=made.between("01-31 23:00", "02-28 23:00"))
    document = made.document(made.statement(february, made.uptime_finding()), made.TEN_PER_CENT, made.FEE)
    text = render_text(document)
    assert "uptime (2026-02-01 to 2026-02-28): MISSED" in text
    assert "uptime (2026-03-01 to 2026-03-31)  1         10 % of monthly fee  50.00 EUR" in text
    assert render_explanation(document, "uptime").count("WHY") == 2


def test_parts_of_a_period_name_what_differs() -> None:
    zone = fixed_zone("UTC", Micros(0))
    days = ("2026-06-01T00:00:00Z", "2026-06-11T00:00:00Z", "2026-06-21T00:00:00Z", "2026-07-01T00:00:00Z")
    said = (("standard", "1"), ("standard", "2"), ("premium", "2"))
    parts = [
        {"start": start, "end": end, "plan": plan, "version": version}
        for (plan, version), start, end in zip(said, days, days[1:], strict=False)
    ]
    first, second, third = parts_in_words({"parts": parts}, zone)
    assert first.endswith(": plan standard, version 1")
    assert second.endswith(": plan standard, version 2")
    assert third.endswith(": plan premium, version 2")
    assert parts_in_words({"parts": parts[1:]}, zone)[0].endswith(": plan standard")
