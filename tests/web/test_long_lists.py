"""Long lists are shown part by part, each row once, and something in them can be looked for."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
import pytest
from visitors import SignIn, person

from upheld.chrono.instant import DAY, Instant
from upheld.collect.probes.kinds.asked import Http
from upheld.collect.probes.probe import Probe
from upheld.evaluation.alarms.rules import AlarmRules, write_rules
from upheld.operations.probing.defining import define
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.alarms import AlarmRuling, Expectation
from upheld.store.closings import Closing
from upheld.store.customers import Customer, Subscription
from upheld.store.dossiers import Dossier
from upheld.store.inlets import Inlet
from upheld.store.ledger import LedgerEntry
from upheld.store.live import LiveBook, LiveClock, LiveFinding
from upheld.store.people import Membership, User
from upheld.store.probing import Agent
from upheld.store.records import Batch
from upheld.store.retention import LegalHold
from upheld.store.roles import Role
from upheld.store.tokens import Token
from upheld.store.trail import Step
from upheld.store.works_rules import WorksRule

MANY = 60
LATER = 2**53


def name_of(number: int) -> str:
    return f"thing-{number:03}-x"


def subscriptions(dossier: Dossier) -> None:
    agreement = Agreement.objects.create(dossier=dossier, slug="all", name="All")
    made = Customer.objects.bulk_create(Customer(dossier=dossier, name=name_of(n)) for n in range(MANY))
    Subscription.objects.bulk_create(
        Subscription(agreement=agreement, customer=each, starts_at=0) for each in made
    )


def dossiers(dossier: Dossier) -> None:
    Dossier.objects.bulk_create(Dossier(slug=f"s{n}", name=name_of(n)) for n in range(MANY))


def rulings(dossier: Dossier) -> None:
    names = {f"a{number}": name_of(number) for number in range(MANY)}
    made = Agreement.objects.bulk_create(Agreement(dossier=dossier, slug=s, name=n) for s, n in names.items())
    content = msgspec.json.encode(write_rules(AlarmRules())).decode()
    AlarmRuling.objects.bulk_create(
        AlarmRuling(agreement=each, content=content, made_by="user 1", made_at=0)
        for each in made
        # of each the newest holds
        for _ in range(2)
    )


def people(dossier: Dossier) -> None:
    customer = Customer.objects.create(dossier=dossier, name="Example Ltd")
    for number in range(MANY):
        user = User.objects.create(email=f"{name_of(number)}@example.com")
        Membership.objects.create(user=user, role=Role.CUSTOMER_MEMBER, customer=customer)


def tokens(dossier: Dossier) -> None:
    Token.objects.bulk_create(
        Token(name=name_of(n), digest=bytes([n]), hint="", scopes=[], made_at=0, expires_at=LATER)
        for n in range(MANY)
    )


def inlets(dossier: Dossier) -> None:
    Inlet.objects.bulk_create(
        Inlet(kind="heartbeat", name=name_of(n), digest=bytes([n]), dossier=dossier, made_at=0)
        for n in range(MANY)
    )


def agents(dossier: Dossier) -> None:
    Agent.objects.bulk_create(
        Agent(dossier=dossier, location=name_of(n), instance=str(n), first_seen_at=0, last_seen_at=0)
        for n in range(MANY)
    )


def works(dossier: Dossier) -> None:
    entry = LedgerEntry.objects.create(sequence=1, recorded_at=0, kind="x", subject="", digest=b"", chain=b"")
    WorksRule.objects.bulk_create(
        WorksRule(entry=entry, dossier=dossier, source="s", uid=str(n), name=name, expanded_until=0)
        for n in range(MANY)
        # what was handed over before holds no more
        for name in (f"former-{n:03}-x", name_of(n))
    )


def probes(dossier: Dossier) -> None:
    what = Http(url="https://example.net")
    define(
        dossier,
        [Probe(name=f"p{n}", site=name_of(n), what=what) for n in range(MANY)],
        "user 1",
        Instant(DAY),
    )


def batches(dossier: Dossier) -> None:
    for n in range(MANY):
        made = LedgerEntry(sequence=n + 1, recorded_at=0, kind="x", subject="", digest=b"", chain=b"")
        made.save()
        Batch.objects.create(
            entry=made, dossier=dossier, key=name_of(n), body=b"", actor="", rows=0, tables={}
        )


def clocks(dossier: Dossier) -> None:
    agreement = Agreement.objects.create(dossier=dossier, slug="all", name="All")
    said = {"windows": [], "promise": "", "basis": "", "doubt": "", "paused_for": []}
    judged = {"as_of": 0, "known_at": 0, "changed_at": 0, "digest": "", "started_at": 0, "objective": "o"}
    LiveClock.objects.bulk_create(
        LiveClock(
            agreement=agreement,
            ticket=name_of(n),
            state="running",
            is_paused=n % 2 == 1,
            budget=1,
            spent=0,
            turned_at=0,
            due_at=None if n % 2 else n // 4,
            last_compliant_at=None if n % 2 else n // 4,
            said=said,
            **judged,
        )
        for n in range(MANY)
    )


def steps(dossier: Dossier) -> None:
    Step.objects.bulk_create(
        Step(at=0, actor="upheld", action="backup", subject=name_of(n), outcome=0) for n in range(MANY)
    )


CASES: dict[str, tuple[str, Callable[[Dossier], None]]] = {
    "subscriptions": ("/", subscriptions),
    "evidence": ("/retention", dossiers),
    "rulings": ("/alarms/rules", rulings),
    "people": ("/people", people),
    "tokens": ("/tokens", tokens),
    "inlets": ("/inlets", inlets),
    "agents": ("/agents", agents),
    "works": ("/maintenance/calendars", works),
    "points": ("/points", probes),
    "batches": ("/evidence", batches),
    "clocks": ("/clocks", clocks),
    "trail": ("/trail", steps),
}


@pytest.mark.parametrize("case", CASES)
def test_each_row_is_shown_once_and_is_found(dossier: Dossier, sign_in: SignIn, case: str) -> None:
    path, fill = CASES[case]
    fill(dossier)
    client = sign_in(person(Role.OWNER))

    def rows_on(address: str) -> tuple[list[str], list[str]]:
        page = client.get(address).content.decode()
        lists = page.partition('id="former"')[0]  # the rulings of before are no list of what holds
        heads = " ".join(re.findall(r"<tr>(.*?)</tr>", lists, re.DOTALL))
        further = re.findall(r'<p><a href="(\?[^"]+)">(?:More|Earlier)', page)
        return list(dict.fromkeys(re.findall(r"thing-\d+-x", heads))), further

    seen: list[str] = []
    address, parts = path, 0
    while address:
        names, further = rows_on(address)
        seen += names
        parts += 1
        address = path + further[0].replace("&amp;", "&") if further else ""
    assert sorted(seen) == [name_of(number) for number in range(MANY)]
    assert parts == 2
    assert rows_on(f"{path}?find=THING-037")[0] == [name_of(37)]
    assert rows_on(f"{path}?find=nothing") == ([], [])
    assert rows_on(f"{path}?find=%25") == ([], [])
    assert len(rows_on(f"{path}?find=thing-01")[0]) == 10


def test_agreements_and_customers_are_found_in_the_state(dossier: Dossier, sign_in: SignIn) -> None:
    judged = {"as_of": 0, "known_at": 0, "changed_at": 0}
    entry = LedgerEntry.objects.create(sequence=1, recorded_at=0, kind="x", subject="", digest=b"", chain=b"")
    agreements = [
        Agreement.objects.create(dossier=dossier, slug=f"a{n}", name=f"agreement-{n:02}-x") for n in range(25)
    ]
    agreement = agreements[0]
    version = AgreementVersion.objects.create(entry=entry, agreement=agreement, version="1", in_force_from=0)
    LiveBook.objects.bulk_create(
        LiveBook(agreement=each, version=version, period="2026-03", **judged) for each in agreements
    )
    customers = [Customer.objects.create(dossier=dossier, name=name_of(n)) for n in range(30)]
    LiveFinding.objects.bulk_create(
        LiveFinding(
            agreement=agreement,
            customer=each,
            objective="o",
            period="2026-03",
            begins_at=0,
            ends_at=1,
            verdict="MET" if n else "MISSED",
            figure='{"kind": "words", "words": "as said"}',
            said={"promise": "", "figure": {}, "words": ""},
            digest="",
            verdict_since=0,
            **judged,
        )
        for n, each in enumerate(customers)
    )
    client = sign_in(person(Role.OWNER))

    def found(address: str, what: str) -> list[str]:
        return sorted(set(re.findall(what, client.get(address).content.decode())))

    assert len(found("/state", r"agreement-\d\d-x")) == 20
    assert found("/state?find=AGREEMENT-07", r"agreement-\d\d-x") == ["agreement-07-x"]
    assert "There is none in whose name this stands" in client.get("/state?find=%25").content.decode()
    own = f"/state/{agreement.pk}"
    assert found(own, r"thing-\d+-x") == [name_of(0)]
    assert len(found(f"{own}?verdict=MET", r"thing-\d+-x")) == 20
    assert found(f"{own}?find=thing-00", r"thing-\d+-x") == [name_of(n) for n in range(10)]
    assert "There is nothing of a customer" in client.get(f"{own}?find=%25").content.decode()


def test_closings_holds_and_tables_go_on(dossier: Dossier, agreement: Agreement, sign_in: SignIn) -> None:
    entry = LedgerEntry.objects.create(
        sequence=99, recorded_at=0, kind="x", subject="", digest=b"", chain=b""
    )
    version = AgreementVersion.objects.create(entry=entry, agreement=agreement, version="9", in_force_from=0)
    periods = [f"{1900 + number // 12}-{number % 12 + 1:02}" for number in range(60)]
    Closing.objects.bulk_create(
        Closing(version=version, period=each, known_at=1, begun_at=0, stage="ready") for each in periods
    )
    LegalHold.objects.bulk_create(
        LegalHold(entry=entry, dossier=dossier, since=0, until=1, content=b"{}") for _ in range(60)
    )
    several = Dossier.objects.bulk_create(Dossier(slug=f"s{n}", name=f"s{n}") for n in range(60))
    Expectation.objects.bulk_create(
        Expectation(dossier=each, table="tickets", every=3_600_000_000, since=0) for each in several
    )
    client = sign_in(person(Role.OWNER))

    def counted(address: str, word: str) -> tuple[int, str]:
        page = client.get(address).content.decode()
        further = re.search(r'<p><a href="(\?[^"]+)">(?:More|Earlier)', page)
        return page.count(word), further[1] if further else ""

    for path, word in (
        ("/closings", 'data-label="stage"'),
        (f"/retention/{dossier.slug}", 'data-label="of whom"'),
        ("/alarms", 'data-label="at least every"'),
    ):
        first, further = counted(path, word)
        assert (first, counted(path + further, word)) == (50, (10, "")), path
