"""Roles: what somebody is here, of the provider or of a customer; and scopes, what a token is for."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What somebody is here; the last two are of a customer, the others of the provider."""

    OWNER = "owner"
    OPERATOR = "operator"
    DESK_AGENT = "desk agent"
    FINANCE = "finance"
    CONTRACT_OWNER = "contract owner"
    AUDITOR = "auditor"
    CUSTOMER_ADMIN = "customer admin"
    CUSTOMER_MEMBER = "customer member"


CUSTOMER_ROLES = frozenset({Role.CUSTOMER_ADMIN, Role.CUSTOMER_MEMBER})
STAFF_ROLES = frozenset(Role) - CUSTOMER_ROLES


class Scope(models.TextChoices):
    """What a token may be used for."""

    EVIDENCE_WRITE = "evidence:write"
    EVIDENCE_READ = "evidence:read"
    AGREEMENTS_READ = "agreements:read"
    STATE_READ = "state:read"
    STATEMENTS_READ = "statements:read"
    CUSTOMERS_WRITE = "customers:write"
    ALARMS_WRITE = "alarms:write"
    PROBES_RUN = "probes:run"
    """For agents, each of one location; made on the page of agents."""


STAFF_TOKEN_ROLES = frozenset({Role.OWNER, Role.OPERATOR})
"""Who makes and revokes tokens for the provider."""
CUSTOMER_SCOPES = frozenset(
    {Scope.AGREEMENTS_READ, Scope.STATE_READ, Scope.STATEMENTS_READ, Scope.EVIDENCE_READ}
)
"""What a token of a customer may be for: nothing but looking."""
PROBE_READERS = frozenset({Role.OWNER, Role.OPERATOR, Role.CONTRACT_OWNER, Role.DESK_AGENT, Role.AUDITOR})
"""Who sees what is probed and what came back; addresses there may tell much."""
PROBE_WRITERS = frozenset({Role.OWNER, Role.OPERATOR})
"""Who says what is probed."""
