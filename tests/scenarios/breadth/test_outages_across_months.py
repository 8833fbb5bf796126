"""Outages that last beyond the end of a month: one outage, in two months, owed for once.

The fee is 1000 EUR a month, so that 5 % are 50 EUR.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from drafted import Drafted, down, drafted
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import amount

FORTY = ("2026-06-30 23:40", "2026-07-01 00:20")
"""20 minutes of it in June, 20 in July."""
SIXTY_HOURS = ("2026-06-29 18:00", "2026-07-02 06:00")
"""30 hours of it in June, 30 in July."""
EACH = "{amount: 5 % of monthly fee, per: 30 min, counted: per full, summed: each outage}"
ALL = "{amount: 5 % of monthly fee, per: 30 min, counted: per full, summed: all outages}"
LOST = "{lost_time: 10, of: all downtime}"


def stage(folder: Path, rule: str, *, target: str = ">= 100 %", cap: str = "none", more: str = "") -> Drafted:
    """An agreement that pays by one rule."""
    words = (
        f'objectives:\n  uptime: {{availability: app, target: "{target}", period: calendar month}}\n'
        f"credits:\n  rules:\n    - {rule}\n  cap: {cap}\n{more}"
    )
    return drafted(folder, words)


def owed(of: Drafted, *outages: tuple[str, str], as_of: str = "2026-08-01") -> list[str]:
    """What June and July owe: settled together, which must be what each month's own statement says."""
    states = down(*outages)
    together = of.settle("2026-06", "2026-07", fee="1000", as_of=as_of, states=states)
    each = [
        of.play(period=period, fee="1000", as_of=as_of, states=states).owed
        for period in ("2026-06", "2026-07")
    ]
    assert [amount(month["owed"]) for month in together.series["months"]] == each
    return each


def test_a_length_of_each_outage_is_counted_once(tmp_path: Path) -> None:
    # 40 min hold one full half hour: 50 in June, where it began; its parts of 20 min hold none.
    assert owed(stage(tmp_path, EACH), FORTY) == ["50.00 EUR", "0.00 EUR"]


def test_the_statement_of_the_other_month_says_where_it_is_owed_for(tmp_path: Path) -> None:
    of = stage(tmp_path, EACH)
    july = of.play(period="2026-07", fee="1000", states=down(FORTY))
    assert "an outage of 40 min is owed for where it belongs, by its beginning" in july.why()
    (outage,) = july.finding("uptime")["record"]["outages"]
    # The figure of July has its own 20 minutes alone: 1 - 20 / 44 640 = 99.9551... %.
    assert july.percent("uptime").startswith("99.955")
    assert outage["counted"] == 20 * 60_000_000
    assert outage["whole"]["counted"] == 40 * 60_000_000


def test_an_outage_belongs_where_the_agreement_says(tmp_path: Path) -> None:
    end = stage(tmp_path / "end", EACH, more="conventions: {outage_belongs_to: its end}\n")
    assert owed(end, FORTY) == ["0.00 EUR", "50.00 EUR"]
    # 35 min in June and 35 in July, each with one half hour; as one outage they are 70 min, with two.
    seventy = ("2026-06-30 23:25", "2026-07-01 00:35")
    part = stage(tmp_path / "part", EACH, more="conventions: {outage_belongs_to: each part its period}\n")
    assert owed(part, seventy) == ["50.00 EUR", "50.00 EUR"]
    assert owed(stage(tmp_path / "one", EACH), seventy) == ["100.00 EUR", "0.00 EUR"]


def test_an_outage_that_goes_on_counts_as_far_as_it_is_known(tmp_path: Path) -> None:
    of = stage(tmp_path, EACH)
    # On 1 July at 00:00 it had lasted 20 min: nothing yet. At 00:10, 30 min: one half hour.
    assert owed(of, FORTY, as_of="2026-07-01T00:10:00Z")[0] == "50.00 EUR"
    june = of.play(period="2026-06", fee="1000", as_of="2026-07-01T00:00:00Z", states=down(FORTY))
    assert june.owed == "0.00 EUR"
    long = ("2026-06-30 23:00", "2026-07-01 01:30")
    # 60 min by the end of June: 2 half hours so far; 150 min in the end: 5.
    so_far = of.play(period="2026-06", fee="1000", as_of="2026-07-01T00:00:00Z", states=down(long))
    assert (so_far.owed, so_far.settlement["is_final"]) == ("100.00 EUR", False)
    assert owed(of, long) == ["250.00 EUR", "0.00 EUR"]


def test_only_months_that_missed_the_promise_can_have_an_outage(tmp_path: Path) -> None:
    # 99.9 % allow 43 min 12 s in June and 44 min 38 s in July. June has 10 min, and keeps the promise; July
    # has 60 min, and owes for all of the 70: 2 full half hours, and 3 with the 20 min more of 90.
    of = stage(tmp_path, EACH, target=">= 99.9 %")
    assert owed(of, ("2026-06-30 23:50", "2026-07-01 01:00")) == ["0.00 EUR", "100.00 EUR"]
    assert owed(of, ("2026-06-30 23:50", "2026-07-01 01:20")) == ["0.00 EUR", "150.00 EUR"]
    # 60 min in June, 10 in July: June owes for all 70.
    assert owed(of, ("2026-06-30 23:00", "2026-07-01 00:10")) == ["100.00 EUR", "0.00 EUR"]


def test_a_table_by_each_outage_is_read_once_by_the_whole_length(tmp_path: Path) -> None:
    rule = (
        "{for: uptime, bands_by: each outage, bands: [{at_most: 1 h, amount: 10 EUR}, "
        "{above: 1 h, at_most: 24 h, amount: 50 EUR}, {above: 24 h, amount: 300 EUR}]}"
    )
    # 12 h + 12 h are 24 h: 50. 30 h + 30 h are 60 h: 300. Cut in two they would be 50 + 50 and 300 + 300.
    of = stage(tmp_path, rule)
    assert owed(of, ("2026-06-30 12:00", "2026-07-01 12:00")) == ["50.00 EUR", "0.00 EUR"]
    assert owed(of, SIXTY_HOURS) == ["300.00 EUR", "0.00 EUR"]


def test_so_much_for_each_outage_is_paid_once(tmp_path: Path) -> None:
    per_outage = stage(tmp_path / "per", "{amount: 7 EUR, per: outage}")
    assert owed(per_outage, FORTY, ("2026-07-05 00:00", "2026-07-05 00:01")) == ["7.00 EUR", "7.00 EUR"]
    words = "conventions: {one_breach: outage}\n"
    by_breach = stage(tmp_path / "breach", "{amount: 7 EUR}", more=words)
    assert owed(by_breach, FORTY, ("2026-07-05 00:00", "2026-07-05 00:01")) == ["7.00 EUR", "7.00 EUR"]


def test_what_is_owed_for_all_downtime_goes_by_the_part_in_each_month(tmp_path: Path) -> None:
    # June: 10 x 1000 x 1/3 h / 720 h = 4.629...; July: over 744 h, 4.480...
    assert owed(stage(tmp_path / "lost", LOST), FORTY) == ["4.63 EUR", "4.48 EUR"]
    # 20 + 10 min in June are a full half hour, 20 + 9 in July are none.
    ten, nine = ("2026-06-10 00:00", "2026-06-10 00:10"), ("2026-07-10 00:00", "2026-07-10 00:09")
    assert owed(stage(tmp_path / "all", ALL), ten, FORTY, nine) == ["50.00 EUR", "0.00 EUR"]
    # Pro rata it is the same by each outage: 2/3 of 50 in each month.
    pro_rata = EACH.replace("per full, summed: each outage", "pro rata")
    assert owed(stage(tmp_path / "rata", pro_rata), FORTY) == ["33.33 EUR", "33.33 EUR"]


def test_a_cap_per_incident_holds_for_both_months_of_an_outage(tmp_path: Path) -> None:
    # 4.63 and 4.48, as above, for one incident: of 6 the month of June leaves 1.37, of 4 nothing.
    for most, owes in (("6", ["4.63 EUR", "1.37 EUR"]), ("4", ["4.00 EUR", "0.00 EUR"])):
        of = stage(tmp_path / most, LOST, cap=f"{most} EUR per incident")
        assert owed(of, FORTY) == owes
    # An outage of its own in July, of 20 min, has the cap for itself: 1.37 + 4.48.
    own = ("2026-07-20 00:00", "2026-07-20 00:20")
    assert owed(stage(tmp_path / "two", LOST, cap="6 EUR per incident"), FORTY, own) == [
        "4.63 EUR",
        "5.85 EUR",
    ]
    # Pro rata 20 min are 2/3 of 50, 33.33, in each month; the first 10 min spared, 16.67 in June.
    pro_rata = EACH.replace("per full", "pro rata")
    of = stage(tmp_path / "rata", pro_rata, cap="40 EUR per incident")
    assert owed(of, FORTY) == ["33.33 EUR", "6.67 EUR"]
    of = stage(
        tmp_path / "beyond",
        pro_rata.replace("summed", "of: beyond 10 min, summed"),
        cap="40 EUR per incident",
    )
    assert owed(of, FORTY) == ["16.67 EUR", "23.33 EUR"]
    # June keeps its promise, and so earned nothing of it: July has all of the cap.
    of = stage(tmp_path / "kept", LOST, target=">= 99.9 %", cap="6 EUR per incident")
    assert owed(of, ("2026-06-30 23:40", "2026-07-01 01:00")) == ["0.00 EUR", "6.00 EUR"]


def test_a_month_owes_for_its_part_of_an_outage_that_is_a_breach_of_another_month(tmp_path: Path) -> None:
    # One outage is one breach, of June; what goes by downtime or by the month's figure is owed for each part.
    words = "conventions: {one_breach: outage}\n"
    assert owed(stage(tmp_path / "lost", LOST, more=words), FORTY) == ["4.63 EUR", "4.48 EUR"]
    bands = "{for: uptime, bands: [{below: 100 %, amount: 20 EUR}]}"
    assert owed(stage(tmp_path / "bands", bands, more=words), FORTY) == ["20.00 EUR", "20.00 EUR"]
    # July's part is claimed like June's: within 30 days of 30 June. What was claimed on the 20th is due.
    more = words + "claims: {by: customer, within: 30 days, from: failure}\n"
    of = stage(tmp_path / "claim", bands, more=more)
    july = of.play(period="2026-07", fee="1000", as_of="2026-08-20", states=down(FORTY))
    assert (july.owed, "claim by 2026-07-30" in july.why()) == ("20.00 EUR", True)


def test_the_first_part_of_an_outage_is_spared_once(tmp_path: Path) -> None:
    rule = "{amount: 6 EUR, per: 1 min, counted: pro rata, of: beyond 15 min}"
    # June: 20 - 15 = 5 min; July: all 20. Began at 23:50, June has 10 of the 15 and July 5: 20 - 5 = 15 min.
    assert owed(stage(tmp_path, rule), FORTY) == ["30.00 EUR", "120.00 EUR"]
    late = ("2026-06-30 23:50", "2026-07-01 00:20")
    assert owed(stage(tmp_path / "late", rule), late) == ["0.00 EUR", "90.00 EUR"]


def test_a_claim_runs_from_the_true_beginning_and_end(tmp_path: Path) -> None:
    claims = "claims: {by: customer, within: 7 days, from: %s}\n"
    for start, day in (("failure", "2026-07-07"), ("end of the failure", "2026-07-08")):
        of = stage(tmp_path / start, LOST, more=claims % start)
        for period in ("2026-06", "2026-07"):
            play = of.play(period=period, fee="1000", as_of="2026-08-01", states=down(FORTY))
            assert f"claim by {day}" in play.why()
    # While it lasts, nobody knows by when.
    play = of.play(period="2026-06", fee="1000", states=down(FORTY))
    assert "until an unknown day: it had not ended when the time judged did" in play.why()


def test_one_outage_gives_one_right_to_leave_by_its_whole_length(tmp_path: Path) -> None:
    words = """\
        objectives:
          uptime: {availability: app, target: ">= 99.9 %", period: calendar month}
        termination: [{outage: "> 48 h", penalty: none}]
        """
    of = drafted(tmp_path, words)
    (right,) = of.settle("2026-06", "2026-07", as_of="2026-08-01", states=down(SIXTY_HOURS)).series["rights"]
    # 60 h from 29 June 18:00; it had lasted 48 h on 1 July at 18:00.
    assert "has arisen on 2026-07-01" in right["reason"]["says"]
    assert right["first"] == right["latest"]
    (right,) = of.settle("2026-06", "2026-07", as_of="2026-07-01T12:00:00Z", states=down(SIXTY_HOURS)).series[
        "rights"
    ]
    assert "has not arisen" in right["reason"]["says"]


def test_an_outage_ends_with_the_agreement(tmp_path: Path) -> None:
    of = stage(tmp_path, EACH)
    # In force from 1 July: the 20 min before are nobody's, and the 20 min after hold no half hour.
    later = {"in_force: {from: 2026-01-01}": "in_force: {from: 2026-07-01}"}
    play = of.play(period="2026-07", fee="1000", states=down(FORTY), rewritten=later)
    assert play.owed == "0.00 EUR"
    assert "in 1 outage" in play.finding("uptime")["reason"]["says"]


@settings(max_examples=5, deadline=None)
@given(before=st.integers(1, 300), after=st.integers(1, 300), per=st.integers(1, 100))
def test_the_months_of_an_outage_owe_together_what_one_would(before: int, after: int, per: int) -> None:
    """Cut by the end of a month or not, an outage holds as many whole lengths, and as much downtime."""
    crossing = (f"2026-06-30 {23 - before // 60 - 1:02}:{59 - before % 60:02}", "2026-07-01 00:00")
    hours, minutes = divmod(after, 60)
    outage = (crossing[0], f"2026-07-01 {hours:02}:{minutes:02}")
    whole = (24 * 60 - (23 - before // 60 - 1) * 60 - (59 - before % 60)) + after
    with TemporaryDirectory() as folder:
        rule = f"{{amount: 1 EUR, per: {per} min, counted: per full, summed: each outage}}"
        june, july = owed(stage(Path(folder) / "full", rule), outage)
        assert (june, july) == (f"{whole // per}.00 EUR", "0.00 EUR")
        pooled = stage(Path(folder) / "rata", f"{{amount: 60 EUR, per: {per} min, counted: pro rata}}")
        assert owed(pooled, outage) == [money(60 * (whole - after), per), money(60 * after, per)]


def money(amount: int, divided_by: int) -> str:
    """Euros, rounded half up to the cent."""
    cents = (200 * amount + divided_by) // (2 * divided_by)
    return f"{cents // 100}.{cents % 100:02} EUR"
