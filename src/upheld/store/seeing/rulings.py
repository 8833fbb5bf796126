"""What was said about when alarms are raised, as it is seen."""

from __future__ import annotations

import msgspec
from django.db import models
from django.db.models import Max
from msgspec import Struct
from msgspec.structs import replace

from upheld.chrono.instant import Instant
from upheld.evaluation.alarms.rules import AlarmRules, WrittenRules, write_rules
from upheld.store.alarms import AlarmRuling
from upheld.store.reach import REACHES, reached
from upheld.store.seeing.alarms import names_of
from upheld.store.seeing.eyes import AT_ONCE, Eyes, Leaf, Wanted, leaf

LATEST = 20


class SeenRuling(Struct, frozen=True, kw_only=True):
    """What somebody said about an agreement, or about all of which nothing is said of their own."""

    number: int
    """0 of what holds of all until somebody says otherwise."""
    agreement: str
    """Its slug; empty where it is about all others."""
    name: str
    written: WrittenRules | None
    """Absent where what was said before holds no more."""
    made_by: str
    made_at: Instant | None
    holds: bool


class RulingEyes(Eyes):
    """See when alarms are raised."""

    def standard_ruling(self) -> SeenRuling | None:
        """Give what holds where nothing is said of an agreement of its own; absent where nobody said."""
        return next(iter(self._ruled(list(self._holding().filter(agreement=None)))), None)

    def alarm_rulings(self, find: str = "", start: int = 0, at_most: int = AT_ONCE) -> list[SeenRuling]:
        """Give what holds of agreements of their own, by name, from one on; where something stands in it."""
        rows = self._holding().exclude(agreement=None).order_by("agreement__name", "pk")
        if find:
            rows = rows.filter(agreement__name__icontains=find)
        return self._ruled(list(rows[start : start + at_most]))

    def alarm_ruling(self, slug: str) -> SeenRuling | None:
        """Give what holds of one agreement of its own; absent where nothing is said."""
        return next(iter(self._ruled(list(self._holding().filter(agreement__slug=slug)))), None)

    def list_alarm_rules(self, wanted: Wanted) -> Leaf[SeenRuling]:
        """Give what holds, in the order in which it was said; what nobody had to say comes first."""
        rows = self._holding()
        if wanted.agreement is not None:
            rows = rows.filter(agreement__slug=wanted.agreement)
        first = None if wanted.after or wanted.agreement is not None else self.alarm_rule(0)
        is_first = first is not None and first.holds
        part = leaf(rows, replace(wanted, at_most=max(wanted.at_most - is_first, 1)), lambda row: row)
        seen = self._ruled(part.items)
        if first is None or not is_first:
            return Leaf(seen, part.after)
        if wanted.at_most == 1:
            return Leaf([first], (0,) if seen else None)
        return Leaf([first, *seen], part.after)

    def alarm_rule(self, number: int) -> SeenRuling | None:
        """Give what was said once, also where it holds no more; absent where there is none that is seen."""
        if number:
            return next(iter(self._ruled(list(self._rows().filter(pk=number)))), None)
        if not self.viewer.is_staff or not REACHES[AlarmRuling].is_for(self.viewer):
            return None
        return SeenRuling(
            number=0,
            agreement="",
            name="",
            written=write_rules(AlarmRules()),
            made_by="",
            made_at=None,
            holds=not self._holding().filter(agreement=None).exists(),
        )

    def former_alarm_rulings(self) -> list[SeenRuling]:
        """Give what was said, the latest first."""
        return self._ruled(list(self._rows().order_by("-pk")[:LATEST]))

    def _holding(self) -> models.QuerySet[AlarmRuling]:
        newest = AlarmRuling.objects.values("agreement").annotate(newest=Max("pk")).values("newest")
        return self._rows().filter(pk__in=newest).exclude(content="")

    def _rows(self) -> models.QuerySet[AlarmRuling]:
        return reached(self.viewer, AlarmRuling).select_related("agreement")

    def _ruled(self, rows: list[AlarmRuling]) -> list[SeenRuling]:
        names = names_of(each.made_by for each in rows)
        numbers = [each.pk for each in rows]
        holding = set(self._holding().filter(pk__in=numbers).values_list("pk", flat=True))
        return [
            SeenRuling(
                number=each.pk,
                agreement="" if each.agreement is None else each.agreement.slug,
                name="" if each.agreement is None else each.agreement.name,
                written=msgspec.json.decode(each.content, type=WrittenRules) if each.content else None,
                made_by=names.get(each.made_by, each.made_by),
                made_at=Instant(each.made_at),
                holds=each.pk in holding,
            )
            for each in rows
        ]
