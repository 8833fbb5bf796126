"""The draft: an agreement as far as it could be read, with the places of its terms; what reviews look at."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.acceptance import Acceptance
from upheld.agreement.agreement import Agreement
from upheld.agreement.channel import Channel
from upheld.agreement.convention import Conventions
from upheld.agreement.credit import Credits
from upheld.agreement.exclusion import Exclusion
from upheld.agreement.measure import Load, Measure
from upheld.agreement.objective import Objective
from upheld.agreement.priority import Priority
from upheld.agreement.service import Service
from upheld.chrono.hours import BusinessDays, ServiceHours
from upheld.language.directive import Fields
from upheld.language.kind import Written
from upheld.language.quotations import Quotation


class Draft(Struct, frozen=True, kw_only=True):
    """The terms that could be read; what could not is left out, and its diagnostics are noted."""

    fields: Fields
    """The keys of the file."""
    hours: tuple[Written[ServiceHours], ...]
    business_days: tuple[Written[BusinessDays], ...]
    services: tuple[Written[Service], ...]
    loads: tuple[Written[Load], ...]
    measures: tuple[Written[Measure], ...]
    priorities: tuple[Written[Priority], ...]
    channels: tuple[Written[Channel], ...]
    exclusions: tuple[Written[Exclusion], ...]
    objectives: tuple[Written[Objective], ...]
    conventions: Conventions
    credits: Credits | None
    accepted: tuple[Acceptance, ...]
    quoted: tuple[Quotation, ...]
    """The words of the published text that the file quotes, in its order."""
    agreement: Agreement | None
    """All of it together, where nothing that is required is missing."""
