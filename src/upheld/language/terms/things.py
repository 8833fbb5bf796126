"""Things: what contracts call the parts of a service, as points of it and as what a fee is paid for."""

from __future__ import annotations

import re

IN_PLACES = (
    *("zone", "region", "site", "data center", "datacenter", "cabinet", "cage", "rack", "suite", "location"),
)
OF_NETWORKS = (
    *("circuit", "line", "link", "connection", "attachment", "trunk", "port", "interface", "tunnel"),
    *("gateway", "endpoint"),
)
OF_MACHINES = (
    *(
        "instance",
        "machine",
        "virtual machine",
        "vm",
        "server",
        "host",
        "node",
        "cluster",
        "container",
        "pod",
        "droplet",
    ),
    *("device", "disk", "volume", "cache", "pool", "load balancer", "firewall"),
)
OF_DATA = (
    "database",
    "bucket",
    "queue",
    "topic",
    "table",
    "store",
    "shard",
    "replica",
    "warehouse",
    "storage account",
)
OF_PRODUCTS = (
    *("resource", "component", "feature", "module", "tenant", "workspace", "domain", "mailbox", "seat"),
    *("account", "project", "environment", "namespace", "app", "function", "vault", "registry"),
)
THINGS = (*IN_PLACES, *OF_NETWORKS, *OF_MACHINES, *OF_DATA, *OF_PRODUCTS)
"""Words that may stand where the language writes `resource` or `point`."""
OTHERS = frozenset(
    (
        *("location", "check", "probe", "sample", "test", "request", "call", "attempt", "transaction"),
        *("minute", "hour", "day", "week", "month", "quarter", "year", "period", "cycle", "term", "time"),
        *("outage", "failure", "incident", "event", "case", "ticket", "interval", "slice", "window"),
        *("customer", "user", "visitor", "party", "person", "agreement", "contract", "order", "invoice"),
        *(
            "plan",
            "amount",
            "fee",
            "charge",
            "bill",
            "percent",
            "credit",
        ),
    )
)
"""Words that name no part of a service, whatever stands beside them."""
_WORDS = re.compile(r"[a-z][a-z-]*(?: [a-z][a-z-]*){0,2}")


def singular(noun: str) -> str:
    """One of what a plural names: `registries`, `mailboxes`, `droplets`."""
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith(("xes", "ches", "shes", "sses")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def may_be_thing(noun: str) -> bool:
    """Whether a noun in the singular may be what some contract calls a part of a service."""
    return _WORDS.fullmatch(noun) is not None and noun not in OTHERS and noun.rsplit(" ", 1)[-1] not in OTHERS
