"""Causes: for which reasons time or events may not count, as a closed list of words."""

from __future__ import annotations

from enum import Enum


class Cause(Enum):
    """Why something did not work, as agreements tell reasons apart; the value is the word of the language."""

    THIRD_PARTY_OUTAGE = "third-party outage"
    CLOUD_PROVIDER = "cloud provider failure"
    INTERMEDIARY_NETWORKS = "intermediary networks"
    EXTERNAL_CONNECTIVITY = "external connectivity"
    LARGE_SCALE_INTERNET = "large-scale internet problem"
    FORCE_MAJEURE = "force majeure"
    BEYOND_CONTROL = "beyond reasonable control"
    AUTHORITY = "order of an authority"
    CYBER_ATTACK = "cyber attack not preventable"
    ABUSE = "abuse or denial of service"
    CUSTOMER_ACTION = "customer action"
    CUSTOMER_CHANGE = "customer change outside the change flow"
    CUSTOMER_CONFIGURATION = "customer configuration"
    CUSTOMER_LOAD = "load caused by the customer"
    CUSTOMER_TECHNOLOGY = "customer-side technology"
    CUSTOMER_MISUSE = "customer misuse"
    SUSPENSION = "suspension of the customer"
    UNFINISHED_FEATURES = "alpha or beta or deprecated features"
    EXCLUDED_FEATURES = "excluded features"
    OTHER = "another cause"


class Subject(Enum):
    """What an exclusion may act on."""

    AVAILABILITY = "availability"
    CLOCKS = "clocks"
    METRICS = "metrics"
