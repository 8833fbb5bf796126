"""Release: the statements of a closing numbered, and let out to those whose they are."""

from __future__ import annotations

import orjson
from django.db import transaction

from upheld.chrono.instant import Instant
from upheld.errors import ConflictError
from upheld.operations.telling.statements import order_to_tell
from upheld.store.closings import Closing, Release, Stage, Statement, number_statements
from upheld.store.exhibit import enter
from upheld.store.ledger import EntryKind, lock_head
from upheld.store.work import enqueue


def release(closing: Closing, by: str, now: Instant) -> Release:
    """Number all statements of a closing and let them out, once; ConflictError unless it is ready."""
    with transaction.atomic():
        lock_head()
        moved = Closing.objects.filter(pk=closing.pk, stage=Stage.READY)
        if not moved.update(stage=Stage.RELEASED, released_at=now, released_by=by):
            stage = Closing.objects.values_list("stage", flat=True).get(pk=closing.pk)
            raise ConflictError(
                f"the closing of {closing.period} is {stage}: only one that is ready is released"
            )
        number_statements(closing)
        numbers = (
            Statement.objects.filter(closing=closing).order_by("number").values_list("number", flat=True)
        )
        said = {"by": by, "first": numbers.first(), "last": numbers.last()}
        let_out = Release(closing=closing, content=orjson.dumps(said, option=orjson.OPT_SORT_KEYS))
        subject = f"statements of {closing.version.agreement.slug} for {closing.period}"
        enter(EntryKind.RELEASE, subject, [let_out], now)
        let_out.save()
        enqueue(now, order_to_tell(closing))
    return let_out
