"""Gauges: figures of the running service by which a monitor sees trouble coming."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.db.models import Count, Min, Sum
from msgspec import Struct

from upheld import __version__
from upheld.chrono.instant import SECOND, Instant
from upheld.store.alarms import Alarm
from upheld.store.deliveries import ENDED, Delivery
from upheld.store.ledger import LedgerHead
from upheld.store.probing import Agent
from upheld.store.work import State, Work, Worker


class Gauge(Struct, frozen=True):
    """A figure with what it is about."""

    name: str
    help: str
    values: tuple[tuple[tuple[tuple[str, str], ...], float], ...]
    """Figures by their labels."""
    only_grows: bool = False
    """Whether it counts, and never goes down."""


def gauges(data: Path, now: Instant) -> Iterator[Gauge]:
    """Read every figure."""
    yield Gauge("upheld_version", "The version that runs.", (((("version", __version__),), 1),))
    unended = Work.objects.exclude(state=State.DONE).order_by()
    counted = unended.values_list("kind", "state").annotate(count=Count("pk"))
    pieces = tuple(((("kind", kind), ("state", state)), count) for kind, state, count in counted)
    yield Gauge("upheld_work", "Pieces of work that are not done.", pieces)
    due = Work.objects.filter(state=State.WAITING, due_at__lte=now).aggregate(oldest=Min("due_at"))["oldest"]
    late = 0.0 if due is None else (int(now) - due) / SECOND
    yield Gauge("upheld_work_late_seconds", "For how long work has been due that nobody took.", (((), late),))
    yield Gauge("upheld_workers", "Workers enrolled.", (((), Worker.objects.count()),))
    ways = Delivery.objects.exclude(course__in=ENDED).values_list("channel").order_by()
    open_ones = tuple(((("channel", channel),), count) for channel, count in ways.annotate(count=Count("pk")))
    yield Gauge("upheld_deliveries_open", "Messages not known to be delivered.", open_ones)
    kinds = Alarm.objects.filter(over_at=None, is_told=True).values_list("kind").order_by()
    alarms = tuple(((("kind", kind),), count) for kind, count in kinds.annotate(count=Count("pk")))
    yield Gauge("upheld_alarms_open", "Alarms that are not over.", alarms)
    places = Agent.objects.filter(passed_over__gt=0).values_list("dossier__slug", "location").order_by()
    late_turns = tuple(
        ((("evidence", slug), ("location", location)), count)
        for slug, location, count in places.annotate(count=Sum("passed_over"))
    )
    yield Gauge(
        "upheld_probe_turns_passed_over",
        "Turns of probes that came too late to be taken.",
        late_turns,
        only_grows=True,
    )
    head = LedgerHead.objects.filter(number=1).values_list("sequence", flat=True).first()
    yield Gauge("upheld_ledger_entries", "Entries of the ledger.", (((), head or 0),))
    free = shutil.disk_usage(data).free
    yield Gauge("upheld_disk_free_bytes", "Free on the disk of the data folder.", (((), free),))
