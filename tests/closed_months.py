"""A small service with months to close, and hands that do the work which that takes."""

from __future__ import annotations

from pathlib import Path

from upheld.chrono.instant import Instant, parse_instant
from upheld.operations.enrolling import Enrolled, Enrolment, enrol
from upheld.operations.month_end.beginning import begin_closing
from upheld.operations.work.delivering import NotSent
from upheld.operations.work.duties import Duty
from upheld.runtime.environment import read_environment
from upheld.runtime.labour import kinds_of
from upheld.runtime.opened import Opened
from upheld.store.agreements import AgreementVersion
from upheld.store.closings import Closing
from upheld.store.leases import enrol as enrol_worker
from upheld.store.leases import put_off, take
from upheld.store.work import Worker

AGREEMENT = """\
upheld: 1
agreement: Hosting
provider: A host
version: "1"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: EUR
plans: [small, large]
services:
  web: {points: [web], down_when: any point fails}
objectives:
  uptime: {availability: {of: web}, target: ">= 99.9 %", period: calendar month}
credits: {per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}
"""
CUSTOMERS = 12
NOW = parse_instant("2026-05-01T00:00:00Z")


def write_files(folder: Path) -> Path:
    """An agreement with the evidence of twelve customers, two hours down in March."""
    (folder / "agreement.yaml").write_text(AGREEMENT)
    evidence = folder / "evidence"
    evidence.mkdir()
    (evidence / "states.csv").write_text(
        "source,site,at,state\nmonitor,web,2026-01-01T00:00:00Z,up\n"
        "monitor,web,2026-03-10T10:00:00Z,down\nmonitor,web,2026-03-10T12:00:00Z,up\n"
    )
    fees = [
        f"billing,{number},customer {number:02},{'small' if number % 2 else 'large'},{number}.00,EUR,"
        "2026-01-01T00:00:00Z\n"
        for number in range(CUSTOMERS)
    ]
    (evidence / "fees.csv").write_text("source,fee,customer,plan,amount,currency,since\n" + "".join(fees))
    (evidence / "bindings.yaml").write_text(
        "bindings: 1\nsources:\n  monitor: {hold: 4800 h}\npoints:\n  web: {source: monitor, site: web}\n"
    )
    return folder


def enrolled(folder: Path) -> AgreementVersion:
    enrolment = Enrolment(
        agreement=folder / "agreement.yaml",
        evidence=folder / "evidence",
        slug="hosting",
        actor="test",
        now=NOW,
    )
    outcome = enrol(enrolment)
    assert isinstance(outcome, Enrolled), outcome
    return outcome.version


def labour(now: Instant = NOW, data: Path = Path("unused")) -> int:
    """Do all work that waits; how many pieces that were."""
    kinds = {kind.name: kind for kind in kinds_of(Opened(read_environment({"UPHELD_DATA": str(data)})))}
    worker = f"worker {Worker.objects.count()}"
    enrol_worker(worker, "here", now)
    done = 0
    while (work := take(worker, {name: kind.version for name, kind in kinds.items()}, now)) is not None:
        duty = Duty(work, lambda: now)
        try:
            kinds[work.kind].perform(duty)
        except NotSent as trouble:
            put_off(work, str(trouble), 8, now)
            continue
        if not duty.is_finished:
            with duty.finishing():
                pass
        done += 1
    return done


def closed(version: AgreementVersion, period: str = "2026-03", data: Path = Path("unused")) -> Closing:
    closing = begin_closing(version, period, NOW)
    labour(data=data)
    closing.refresh_from_db()
    return closing
