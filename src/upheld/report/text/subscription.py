"""Whose statement it is, and its parts, in words."""

from __future__ import annotations

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.text.wording import span


def subscription_in_words(subscription: Json) -> list[str]:
    """Whose it is, in a line; none where nobody is named."""
    said = [
        *([subscription["customer"]] if "customer" in subscription else []),
        *([f"subscription {subscription['subscription']}"] if "subscription" in subscription else []),
        *([f"plan {subscription['plan']}"] if "plan" in subscription else []),
        *([f"for {' and '.join(subscription['services'])}"] if "services" in subscription else []),
        *([f"from {subscription['since']}"] if "since" in subscription else []),
        *([f"until {subscription['until']}"] if "until" in subscription else []),
        *(f"but not from {each['since']} until {each['until']}" for each in subscription.get("away", ())),
    ]
    return [", ".join(said)] if said else []


def parts_in_words(statement: Json, zone: Zone) -> list[str]:
    """The parts of a period that were judged by plans or versions of their own, a line each.

    The version of a part on a plan is told where it is not the same for all parts.
    """
    versions = {part["version"] for part in statement.get("parts", ())}
    return [
        f"{span(part['start'], part['end'], zone)}: "
        + ", ".join(
            [
                *([f"plan {part['plan']}"] if "plan" in part else []),
                *([f"version {part['version']}"] if "plan" not in part or len(versions) > 1 else []),
                *([part["says"]] if "says" in part else []),
            ]
        )
        for part in statement.get("parts", ())
    ]
