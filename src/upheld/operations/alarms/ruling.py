"""Ruling: when alarms of an agreement are raised, as somebody has said; each word of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec
from django.db import transaction
from django.db.models import Max

from upheld.chrono.instant import Instant
from upheld.errors import UsageError
from upheld.evaluation.alarms.rules import AlarmRules, WrittenRules, read_rules, write_rules
from upheld.store.agreements import Agreement
from upheld.store.alarms import Alarm, AlarmKind, AlarmRuling
from upheld.store.reach import reached
from upheld.store.viewer import Viewer

DEFAULT = AlarmRules()
Rulings = Mapping[int | None, AlarmRules]
"""Rules by agreement; under None those of all agreements of which nothing is said of their own."""


def rulings() -> Rulings:
    """Give the rules that hold."""
    newest = AlarmRuling.objects.values("agreement").annotate(newest=Max("pk")).values("newest")
    rows = AlarmRuling.objects.filter(pk__in=newest).exclude(content="").values_list("agreement", "content")
    return {None: DEFAULT} | {agreement: rules_of(content) for agreement, content in rows}


def rules_for(agreement: int, known: Rulings) -> AlarmRules:
    """Give the rules of an agreement."""
    return known[agreement] if agreement in known else known[None]


@lru_cache(maxsize=256)
def rules_of(content: str) -> AlarmRules:
    """Read rules as a ruling keeps them."""
    return read_rules(msgspec.json.decode(content, type=WrittenRules))


def rule(viewer: Viewer, agreement: str, written: WrittenRules | None, now: Instant) -> bool:
    """Say when alarms of an agreement are raised from now on; of all others where its slug is empty.

    Without rules, those of before hold no more. Tells whether there is such an agreement; UsageError for
    rules that can't be meant.
    """
    rules = None if written is None else read_rules(written)
    found = reached(viewer, Agreement).filter(slug=agreement).first() if agreement else None
    if agreement and found is None:
        return False
    set_rules(found, rules, viewer.actor, now)
    return True


def change_rules(
    viewer: Viewer, agreement: str | None, changes: Mapping[str, object] | None, now: Instant
) -> WrittenRules:
    """Say on behalf of a program what is otherwise from now on, and give what holds then.

    Without changes, what was said before holds no more. UsageError for an agreement that is none, or is not
    for the token, and for rules that can't be meant.
    """
    known = (
        Agreement.objects.all()
        if viewer.dossier is None
        else Agreement.objects.filter(dossier=viewer.dossier)
    )
    found = known.filter(slug=agreement).first() if agreement else None
    if found is None and (agreement or viewer.dossier is not None):
        raise UsageError(f"there is no agreement {agreement or ''!r}, or it is not for this token")
    number = 0 if found is None else found.pk
    rules = None
    if changes is not None:
        before = write_rules(rules_for(number, rulings()))
        rules = read_rules(msgspec.structs.replace(before, **changes))
    set_rules(found, rules, viewer.actor, now)
    return write_rules(rules_for(number, rulings()))


def set_rules(agreement: Agreement | None, rules: AlarmRules | None, by: str, now: Instant) -> None:
    """Keep what somebody has said; the same again changes nothing.

    Burn rates that are not looked at any more end here, so that nobody is told that they got better.
    """
    content = "" if rules is None else msgspec.json.encode(write_rules(rules)).decode()
    with transaction.atomic():
        before = AlarmRuling.objects.filter(agreement=agreement).order_by("-pk").first()
        if ("" if before is None else before.content) == content:
            return
        AlarmRuling.objects.create(agreement=agreement, content=content, made_by=by, made_at=now)
        known = rulings()
        for alarm in Alarm.objects.filter(kind=AlarmKind.BURN_RATE, over_at=None):
            rates = {str(burn.rate) for burn in rules_for(alarm.agreement_id or 0, known).burns}
            if alarm.said["rate"] not in rates:
                Alarm.objects.filter(pk=alarm.pk, over_at=None).update(over_at=now)
