"""`upheld evidence check` and `template`, typed as a person types them, and what they write and say."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from program import EXAMPLES, Ran, Run

from upheld.chrono.instant import parse_instant
from upheld.cli import main
from upheld.collect.columns import COLUMNS
from upheld.collect.folder import read_folder
from upheld.errors import UsageError
from upheld.evaluation.statement import Verdict
from upheld.evidence.evidence import Table
from upheld.operations.check import check
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.operations.evidence import CheckedEvidence, check_evidence, lay_out

CHECK = ("evidence", "check", "evidence")
BESIDE = (*CHECK, "--agreement", "agreement.yaml")

AGREEMENTS = sorted(EXAMPLES.glob("*/agreement.yaml"))


@pytest.fixture
def upheld(hosting: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program within this one, beside the agreement: reading Arrow anew each time takes too long."""
    monkeypatch.chdir(hosting)

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["upheld", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ran(int(ended.value.code or 0), said.out, said.err)

    return run


def test_a_folder_in_order_is_looked_over(upheld: Run, hosting: Path) -> None:
    ran = upheld(*CHECK)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "evidence: 3 tables, 5 records, nothing wrong with them\n"
        "\n"
        "  table          records  from                  to                    sources\n"
        "  states               3  2026-02-28T23:00:00Z  2026-03-10T12:00:00Z  probe\n"
        "  tickets              1  2026-03-02T09:00:00Z  2026-03-02T09:00:00Z  desk\n"
        "  ticket_events        1  2026-03-02T10:00:00Z  2026-03-02T10:00:00Z  desk\n"
        "\n"
        "what feeds what\n"
        "  point web  is fed by  probe/web  3 records\n"
    )


def test_beside_an_agreement_it_is_told_what_is_lacking(upheld: Run, hosting: Path) -> None:
    ran = upheld(*BESIDE)
    assert ran.code == 0
    assert ran.out.partition("\ntables that")[2] == (
        " agreement.yaml is judged by\n"
        "  there    samples or states  for `uptime`\n"
        "  there    tickets            for `response`\n"
        "  there    ticket_events      for `response`\n"
        "  lacking  maintenance        for what `announced` leaves out\n"
        "  lacking  fees               to tell what the fee was, month by month (or give `--fee`)\n"
    )


def test_a_binding_the_agreement_does_not_know_is_an_error(upheld: Run, hosting: Path) -> None:
    bindings = hosting / "evidence" / "bindings.yaml"
    bindings.write_text(
        bindings.read_text().replace("  web:", "  wep:") + "measures: {speed: {source: a, series: b}}\n"
    )
    assert upheld(*CHECK).code == 0
    ran = upheld(*BESIDE)
    assert ran.code == 1
    assert "evidence/bindings.yaml:5:3: error[unknown-name]: the agreement has no point `wep`" in ran.out
    assert "did you mean `web`?" in ran.out
    assert "evidence/bindings.yaml:6:12: error[unknown-name]: the agreement has no measure `speed`" in ran.out
    assert "it has none" in ran.out


def test_a_binding_without_records_is_told_with_its_place(upheld: Run, hosting: Path) -> None:
    bindings = hosting / "evidence" / "bindings.yaml"
    bindings.write_text(bindings.read_text().replace("site: web", "site: wbe"))
    ran = upheld(*CHECK)
    assert ran.code == 0
    assert (
        "evidence/bindings.yaml:5:8: warning[unused-name]: `probe` has no record of the site `wbe`" in ran.out
    )
    assert "did you mean `web`?" in ran.out
    assert "site probe/web: 3 records" in ran.out


def test_names_the_agreement_does_not_have_are_told(upheld: Run, hosting: Path) -> None:
    folder = hosting / "evidence"
    (folder / "tickets.csv").write_text(
        "source,ticket,opened_at,services,channel\ndesk,T-1,2026-03-02T10:00:00+01:00,ap,phone\n"
    )
    (folder / "measurements.csv").write_text(
        "source,series,at,value,unit\nrum,lcp,2026-03-02T10:00:00Z,1,s\n"
    )
    (folder / "claims.csv").write_text(
        "source,claim,submitted_at,objective,plan\nb,C-1,2026-04-02T10:00:00Z,uptme,gold\n"
    )
    ran = upheld(*BESIDE)
    assert ran.code == 0
    assert "tickets.services: `ap` in 1 record is no service; did you mean `app`?" in ran.out
    assert "claims.objective: `uptme` in 1 record is no objective; did you mean `uptime`?" in ran.out
    assert "claims.plan: `gold` in 1 record is no plan; one of basic, premium is expected" in ran.out
    assert "series rum/lcp: 1 record, and no measure is called so" in ran.out
    assert "phone" not in ran.out  # the agreement names no channels, so any will do


def test_what_is_odd_or_said_twice_is_told(upheld: Run, hosting: Path) -> None:
    events = hosting / "evidence" / "ticket_events.csv"
    row = events.read_text().splitlines()[1]
    events.write_text(events.read_text() + row.replace("11:00", "10:30") + "\n" + row + "\n")
    ran = upheld(*CHECK)
    assert ran.code == 0
    assert "evidence: 1 record said again what another one says; counted once" in ran.out
    assert "odd, and used all the same\n  events-out-of-order: desk: the events of ticket T-1" in ran.out


def test_evidence_that_can_not_be_used_is_told_with_all_that_is_wrong(upheld: Run, hosting: Path) -> None:
    tickets = hosting / "evidence" / "tickets.csv"
    tickets.write_text(tickets.read_text() + "desk,T-1,2026-03-03T10:00:00+01:00\ndesk,T-2,yesterday\n")
    ran = upheld(*CHECK)
    assert ran.code == 1
    assert "evidence/tickets.csv:4: column `opened_at`: `yesterday` is not" in ran.out
    assert ran.out.endswith("evidence: this evidence can't be used\n")
    (hosting / "evidence" / "bindings.yaml").write_text("bindings: 1\npionts: {}\n")
    ran = upheld(*CHECK)
    assert ran.code == 1
    assert "evidence/bindings.yaml:2:1: error[unknown-key]" in ran.out


def test_requests_that_make_no_sense(upheld: Run, hosting: Path) -> None:
    assert upheld("evidence", "check", "nowhere").code == 1
    assert "nowhere is not a folder" in upheld("evidence", "check", "nowhere").err
    assert upheld(*CHECK, "--agreement", "missing.yaml").code == 1
    (hosting / "broken.yaml").write_text("upheld: 1\nagreement: A\n")
    for words in (
        (*CHECK, "--agreement", "broken.yaml"),
        ("evidence", "template", "broken.yaml", "-o", "new"),
    ):
        ran = upheld(*words)
        assert ran.code == 1
        assert "missing-key" in ran.err
    assert not (hosting / "new").exists()


def test_a_template_is_laid_out_and_never_overwritten(upheld: Run, hosting: Path) -> None:
    ran = upheld("evidence", "template", "agreement.yaml", "-o", "new/evidence")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("new/evidence: 6 files written for agreement.yaml\n\n  bindings.yaml      what")
    assert (
        "  samples.csv        one check of a site\n                     for `uptime`; states.csv will"
        in ran.out
    )
    folder = hosting / "new" / "evidence"
    assert {path.name for path in folder.iterdir()} == {
        "bindings.yaml",
        "fees.csv",
        "maintenance.csv",
        "samples.csv",
        "ticket_events.csv",
        "tickets.csv",
    }
    (folder / "tickets.csv").unlink()
    (folder / "samples.csv").write_text("mine")
    again = upheld("evidence", "template", "agreement.yaml", "-o", "new/evidence")
    assert again.code == 2
    assert "bindings.yaml, samples.csv, maintenance.csv" in again.err.replace("ticket_events.csv, ", "")
    assert (folder / "samples.csv").read_text() == "mine"
    assert not (folder / "tickets.csv").exists()


@pytest.mark.parametrize("agreement", AGREEMENTS, ids=lambda path: path.parent.name)
def test_the_template_of_an_example_is_evidence_it_can_be_judged_by(tmp_path: Path, agreement: Path) -> None:
    folder = tmp_path / "evidence"
    files = lay_out(agreement, folder)
    assert isinstance(files, tuple)
    for file in files[1:]:
        table = Table(file.name.removesuffix(".csv"))
        header = (folder / file.name).read_text()
        assert header == ",".join(column.name for column in COLUMNS[table]) + "\n"
        assert file.purpose
    checked = check_evidence(folder, agreement)
    assert isinstance(checked, CheckedEvidence)
    assert checked.reading.evidence is not None
    assert checked.fit is not None
    assert (checked.fit.lacking, checked.fit.unknown, checked.fit.strangers) == ((), (), ())
    read = check(agreement).agreement
    assert read is not None
    judged = evaluate(
        Request(
            agreement=agreement,
            evidence=folder,
            period="2026-03",
            plan=read.plans[0] if read.plans else None,
            as_of="2026-04-01",
        ),
        parse_instant("2026-04-02T00:00:00Z"),
    )
    assert isinstance(judged, Judged)
    verdicts = {finding["verdict"] for finding in judged.document["statement"]["findings"]}
    assert verdicts <= {verdict.value for verdict in Verdict}
    assert Verdict.MET.value not in verdicts


@pytest.mark.parametrize("agreement", AGREEMENTS, ids=lambda path: path.parent.name)
def test_the_bindings_of_a_template_can_be_taken_as_they_are(tmp_path: Path, agreement: Path) -> None:
    folder = tmp_path / "evidence"
    lay_out(agreement, folder)
    bindings = folder / "bindings.yaml"
    lines = bindings.read_text().splitlines()
    bindings.write_text("\n".join(re.sub(r"^#(?! [A-Z])", "", line) for line in lines))
    reading = read_folder(folder)
    assert reading.diagnostics == ()
    named = {
        *(each.point for each in reading.bindings.points),
        *(each.measure for each in reading.bindings.measures),
    }
    read = check(agreement).agreement
    assert read is not None
    points = {point.name for service in read.services for point in service.points}
    assert named >= points | {measure.name for measure in read.measures}
    checked = check_evidence(folder, agreement)
    assert isinstance(checked, CheckedEvidence)
    assert checked.fit is not None
    assert checked.fit.unknown == ()
    assert len(checked.idle) == len(reading.bindings.points) + len(reading.bindings.measures)


@pytest.mark.parametrize("evidence", sorted(EXAMPLES.glob("*/evidence")), ids=lambda path: path.parent.name)
def test_the_evidence_of_an_example_fits_its_agreement(evidence: Path) -> None:
    checked = check_evidence(evidence, evidence.parent / "agreement.yaml")
    assert isinstance(checked, CheckedEvidence)
    assert checked.reading.diagnostics == ()
    assert checked.fit is not None
    assert checked.fit.unknown == ()


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Exception, match="can't make the folder"):
        lay_out(AGREEMENTS[0], tmp_path / "file" / "evidence")
    lay_out(AGREEMENTS[0], tmp_path / "new")
    with pytest.raises(UsageError, match="nothing is overwritten"):
        lay_out(AGREEMENTS[0], tmp_path / "new")


def test_the_template_of_an_agreement_by_requests_has_them_and_the_resources(
    upheld: Run, hosting: Path
) -> None:
    (hosting / "store.yaml").write_text(
        "upheld: 1\nagreement: Storage\nprovider: P\nversion: '1'\nin_force: 2026-01-01\ntime_zone: UTC\n"
        "currency: USD\nservices:\n  store: {points: as recorded, down_when: mean of points}\n"
        "objectives:\n  uptime:\n    availability:\n      of: store\n"
        "      slices: {of: 5 min, figure: mean of error rates, empty: good}\n"
        "    target: '>= 99.9 %'\n    period: calendar month\n"
    )
    assert upheld("evidence", "template", "store.yaml", "-o", "new").code == 0
    laid_out = {file.name for file in (hosting / "new").iterdir()}
    assert laid_out == {"bindings.yaml", "requests.csv", "resources.csv"}
    requests = "source,service,resource,since,until,total,failed\n"
    for name, data in (
        ("requests.csv", f"{requests}g,store,put,2026-06-01T00:00:00Z,2026-06-01T00:05:00Z,9,9\n"),
        ("resources.csv", "source,service,resource\ng,store,put\n"),
    ):
        (hosting / "new" / name).write_text(data)
    told = upheld("evaluate", "store.yaml", "--evidence", "new", "--period", "2026-06")
    # One slice of 8640 failed: 99.98842… %.
    assert "99.9884 %" in told.out
    assert "MET" in told.out
