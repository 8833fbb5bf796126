"""Leases: work taken, finished, put off, handed back, and taken over from a worker that is no more.

No lease ends by the time of day. A worker counts its beats; whoever has seen the same beat for long enough,
by a clock of its own that nobody can step, takes over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from upheld.chrono.instant import MINUTE, SECOND, Instant
from upheld.errors import LeaseLost
from upheld.store.work import State, Work, Worker

FIRST_WAIT = 10 * SECOND
LONGEST_WAIT = 30 * MINUTE
"""Also the longest that a clock stepped back can hold up work that was put off."""
TROUBLE_LENGTH = 500
PATIENCE = 30 * SECOND
"""So long work is left to the worker that did it last, where that one knows more than others."""

Kinds = Mapping[str, int]
"""Which kinds of work a worker can do, and up to which version of the payload."""


def backoff(attempts: int) -> int:
    """How long work waits after so many attempts, in microseconds: 10 s, 30 s, 90 s … up to half an hour."""
    return int(min(FIRST_WAIT * 3 ** (attempts - 1), LONGEST_WAIT))


def enrol(name: str, place: str, now: Instant) -> None:
    """Make a worker known to the others."""
    Worker.objects.create(name=name, place=place, started_at=now)


def beat(name: str) -> None:
    """Show that a worker lives. LeaseLost where others have taken it for dead."""
    if Worker.objects.filter(name=name).update(beat=F("beat") + 1) != 1:
        raise LeaseLost(f"worker {name} was taken for dead")


def waiting_for(kinds: Kinds, now: Instant) -> QuerySet[Work]:
    """Work that is due for a worker which knows some kinds, most urgent first."""
    known = Q(pk__in=())
    # few versions, many kinds: to word a condition for each kind took longer than to ask
    for version in set(kinds.values()):
        known |= Q(kind__in=[kind for kind in kinds if kinds[kind] == version], version__lte=version)
    # a clock that was stepped back: more is left to wait than there was in the beginning
    stepped = Q(wait__isnull=False, due_at__gt=F("wait") + int(now))
    due = Work.objects.filter(Q(due_at__lte=now) | stepped, known, state=State.WAITING)
    return due.order_by("urgency", "due_at", "pk")


def left_to_others(worker: str, kinds: Collection[str], now: Instant) -> frozenset[str]:
    """Tell of which kinds there is work that another worker does sooner: it did so last, and lives."""
    # a little later than now: recorded since the clock was read; much later: before it was stepped back, and
    # nobody waits for anybody then
    new = Work.objects.filter(
        kind__in=kinds, state=State.WAITING, due_at__range=(now - PATIENCE, now + PATIENCE)
    )
    waiting = set(new.values_list("kind", flat=True))
    return frozenset(kind for kind in waiting if _did_last(kind) not in (None, worker))


def _did_last(kind: str) -> str | None:
    """The worker that did the last piece of a kind; absent where it is no more."""
    done = Work.objects.filter(kind=kind, state=State.DONE).order_by("-pk").values_list("holder", flat=True)
    return Worker.objects.filter(name=done.first() or "").values_list("name", flat=True).first()


def take(worker: str, kinds: Kinds, now: Instant, staying: Collection[str] = ()) -> Work | None:
    """Take the most urgent work that is due, if any. LeaseLost for a worker that was taken for dead.

    Work of kinds that stay is looked at once more under the lock: it may have been recorded while this one
    waited for that, and it is another's still.
    """
    due = waiting_for(kinds, now)
    if not due.exists():
        return None
    with transaction.atomic():
        # locked: whoever takes this worker for dead must see what it has just taken
        if not Worker.objects.select_for_update(no_key=True).filter(name=worker).exists():
            raise LeaseLost(f"worker {worker} was taken for dead")
        work = due.select_for_update(skip_locked=True).first()
        if work is not None and work.kind in staying:
            left = left_to_others(worker, staying, now)
            if work.kind in left:
                others = {kind: version for kind, version in kinds.items() if kind not in left}
                work = waiting_for(others, now).select_for_update(skip_locked=True).first()
        if work is None:
            return None
        work.state, work.holder = State.HELD, worker
        work.lease, work.attempts = work.lease + 1, work.attempts + 1
        work.save(update_fields=["state", "holder", "lease", "attempts"])
    return work


def _held(work: Work) -> QuerySet[Work]:
    return Work.objects.filter(pk=work.pk, state=State.HELD, holder=work.holder, lease=work.lease)


@contextmanager
def finishing(work: Work, now: Instant, *, at_ease: bool = False) -> Iterator[None]:
    """A transaction in which work takes effect and is done: both or neither.

    LeaseLost, and nothing takes effect, where somebody else holds it by now. At ease, nobody waits for the
    disk, as PostgreSQL has it: where the machine fails within the second, the work was not done, and is done
    once more. What anybody else records later is on disk only together with it.
    """
    with transaction.atomic():
        if at_ease and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO OFF")
        # first of all: the row stays locked until this is over, so that nobody takes it over in between
        if _held(work).update(state=State.DONE, trouble="", ended_at=int(now)) != 1:
            raise LeaseLost(f"{work.kind} {work.pk} is held by another worker")
        yield


@contextmanager
def step(work: Work, payload: str | None = None) -> Iterator[None]:
    """A transaction in which a part of the work takes effect; the payload then says what is left to do.

    LeaseLost, and nothing takes effect, where somebody else holds it by now.
    """
    with transaction.atomic():
        if _held(work).update(payload=work.payload if payload is None else payload) != 1:
            raise LeaseLost(f"{work.kind} {work.pk} is held by another worker")
        yield
    work.payload = work.payload if payload is None else payload


def put_off(work: Work, trouble: str, attempts: int, now: Instant) -> bool:
    """Put off work that failed, or set it aside after so many attempts; tell whether it was set aside."""
    said = trouble[:TROUBLE_LENGTH]
    if work.attempts >= attempts:
        _held(work).update(state=State.SET_ASIDE, holder="", trouble=said, ended_at=int(now))
        return True
    wait = backoff(work.attempts)
    _held(work).update(state=State.WAITING, holder="", trouble=said, due_at=int(now) + wait, wait=wait)
    return False


def hand_back(work: Work) -> None:
    """Give back work that was not finished, through no fault of its own: the attempt does not count."""
    _held(work).update(state=State.WAITING, holder="", attempts=F("attempts") - 1)


def let_go(worker: str, known: Collection[int]) -> int:
    """Give back what a worker holds without knowing it; tell how many pieces that were.

    So it is with what it took while the answer that it was taken got lost.
    """
    unknown = Work.objects.filter(state=State.HELD, holder=worker).exclude(pk__in=known)
    return unknown.update(state=State.WAITING, holder="", attempts=F("attempts") - 1)


def leave(worker: str) -> int:
    """Take a worker off the list, and give back what it still holds; tell how many pieces that were."""
    with transaction.atomic():
        Worker.objects.filter(name=worker).delete()
        held = Work.objects.filter(state=State.HELD, holder=worker)
        return held.update(state=State.WAITING, holder="", attempts=F("attempts") - 1)


def take_over(worker: str, seen: int) -> int | None:
    """Release what a worker holds whose beat is still the one that was seen; tell how many pieces that were.

    Where it is just taking or finishing work, nothing is released yet. The attempt counts: work that kills
    its worker each time must not go round for ever.
    """
    with transaction.atomic():
        # never waiting: what a worker that stands still has locked would stop this one, too
        dead = Worker.objects.select_for_update(skip_locked=True).filter(name=worker, beat=seen).first()
        if dead is None:
            return None
        held = Work.objects.filter(state=State.HELD, holder=worker)
        free = len(held.select_for_update(skip_locked=True).values_list("pk", flat=True))
        if free != held.count():
            return None
        dead.delete()
        return held.update(state=State.WAITING, holder="", trouble="its worker died")


def retry(pieces: QuerySet[Work], now: Instant) -> int:
    """Let work that was set aside be tried anew, from the first attempt; tell how many pieces that were."""
    aside = pieces.filter(state=State.SET_ASIDE)
    return aside.update(state=State.WAITING, attempts=0, due_at=int(now), wait=0, ended_at=None)
