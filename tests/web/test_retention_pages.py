"""Retention on pages: seen by owners and auditors; looked at before it is set; holds set and lifted."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from visitors import SignIn, person

from upheld.chrono.instant import DAY, parse_instant
from upheld.evidence.observation import State
from upheld.operations.compacting import Compactors, telemetry_of
from upheld.store.agreements import Agreement
from upheld.store.customers import Customer
from upheld.store.ledger import LedgerEntry
from upheld.store.retention import LegalHold
from upheld.store.roles import Role
from upheld.store.trail import Step
from upheld.store.verification import verify
from upheld.telemetry.day_file import NO_VALUE, Samples, SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.room import Room

FIRST = parse_instant("2024-03-01T00:00:00Z")
ADDRESS = "/retention/hosting"
HOLD = {"since": "2024-03-04", "until": "2024-03-05", "why": "dispute 7"}


@pytest.fixture
def samples(agreement: Agreement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Agreement:
    """Samples of ten days of long ago, a file each."""
    kept = msgspec.structs.replace(settings.ENVIRONMENT, data=tmp_path, samples_most=1000)
    monkeypatch.setattr(settings, "ENVIRONMENT", kept)
    folder = telemetry_of(tmp_path, "hosting")
    folder.mkdir(parents=True)
    at = np.array([FIRST + number * DAY for number in range(10)], dtype=np.int64)
    seen = Samples(
        series=np.zeros(10, dtype=np.int32),
        at=at,
        state=np.full(10, State.UP, dtype=np.int8),
        response=np.full(10, NO_VALUE, dtype=np.int32),
    )
    with Intake(folder, Room(floor=0)) as intake:
        intake.append([SeriesName("probe", "web")], seen, "a")
    Compactors(tmp_path).compact_all(FIRST)
    return agreement


@pytest.fixture
def owner(sign_in: SignIn) -> Client:
    return sign_in(person(Role.OWNER))


def page_of(client: Client, address: str = ADDRESS) -> str:
    return client.get(address).content.decode()


def test_a_time_is_looked_at_and_then_set(samples: Agreement, owner: Client) -> None:
    assert "Samples are kept for ever" in page_of(owner)
    wish = {"agreement": "hosting", "days": "30"}
    looked = owner.post(ADDRESS, wish).content.decode()
    assert "<b>10 samples of 2024-03-01 to 2024-03-10</b> in 10 files" in looked
    samples.refresh_from_db()
    assert samples.retention_days is None
    done = owner.post(ADDRESS, wish | {"sure": "yes"}, follow=True).content.decode()
    assert "Samples of Example Hosting SLA are kept for 30 days." in done
    assert "<b>10 samples of 2024-03-01 to 2024-03-10</b>" in done
    assert "MB of at most 1000 MB" in done
    samples.refresh_from_db()
    assert samples.retention_days == 30
    step = Step.objects.filter(action="retention_of", outcome=302).get()
    assert step.subject == "agreement hosting: for 30 days"
    for wrong in ("0", "x", "99999"):
        assert "is no number of days" in owner.post(ADDRESS, wish | {"days": wrong}).content.decode()
    owner.post(ADDRESS, {"agreement": "hosting", "ever": "yes", "sure": "yes"})
    samples.refresh_from_db()
    assert samples.retention_days is None
    assert owner.post(ADDRESS, wish | {"agreement": "none"}).status_code == 404


def test_what_is_held_stays_and_what_would_go_without_is_shown_first(
    samples: Agreement, owner: Client, sign_in: SignIn
) -> None:
    Agreement.objects.update(retention_days=30)
    said = owner.post(f"{ADDRESS}/hold", HOLD, follow=True).content.decode()
    held = LegalHold.objects.get()
    # the day before stays, too
    assert "8 samples of" in said
    assert f"legal hold {held.pk} of everybody" in said
    assert "dispute 7" in said
    assert LedgerEntry.objects.filter(kind="hold").count() == 1
    assert "dispute 7" in page_of(sign_in(person(Role.AUDITOR)), "/retention")
    lift = f"/retention/holds/{held.pk}/lift"
    assert "10 samples of" in page_of(owner, lift)
    assert LegalHold.objects.filter(lifted=None).count() == 1
    assert f"Hold {held.pk} is lifted." in owner.post(lift, follow=True).content.decode()
    assert owner.get(lift).status_code == 404
    assert [each.subject for each in Step.objects.filter(outcome=302).order_by("pk")] == [
        f"hold {held.pk} on hosting"
    ] * 2
    assert verify().faults == ()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"until": "2024-03-04"}, "begins before it ends"),
        ({"since": "soon"}, "is no day"),
        ({"why": " "}, "say why"),
        ({"customer": "Exampel Ltd"}, "there is no customer"),
    ],
)
def test_a_hold_that_makes_no_sense_is_refused(
    samples: Agreement, customer: Customer, owner: Client, wrong: dict[str, str], why: str
) -> None:
    page = owner.post(f"{ADDRESS}/hold", HOLD | wrong).content.decode()
    assert why in page
    assert not LegalHold.objects.exists()
    assert owner.post("/retention/none/hold", HOLD).status_code == 404


def test_auditors_look_and_change_nothing(samples: Agreement, sign_in: SignIn) -> None:
    auditor = sign_in(person(Role.AUDITOR))
    page = page_of(auditor)
    assert "Hold evidence" not in page
    assert "Look what would go" not in page
    wish = {"agreement": "hosting", "days": "30", "sure": "yes"}
    assert auditor.post(ADDRESS, wish).status_code == 404
    assert auditor.post(f"{ADDRESS}/hold", HOLD).status_code == 404


def test_an_erasure_is_told_of_before_it_is_done(customer: Customer, owner: Client) -> None:
    owner.post(f"{ADDRESS}/hold", HOLD | {"customer": "Example Ltd"})
    page = page_of(owner, f"/customers/{customer.pk}/erasure")
    assert "<b>0 rows</b>, and the documents of 0 statements" in page
    assert "keeps this evidence" in page
