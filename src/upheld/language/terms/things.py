"""Things: what contracts call the parts of a service, as points of it and as what a fee is paid for."""

from __future__ import annotations

IN_PLACES = (
    *("zone", "region", "site", "data center", "datacenter", "cabinet", "cage", "rack", "suite", "location"),
)
OF_NETWORKS = ("circuit", "line", "link", "connection", "port", "interface", "tunnel", "gateway", "endpoint")
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
    ),
    *("device", "disk", "volume", "cache", "pool", "load balancer", "firewall"),
)
OF_DATA = ("database", "bucket", "queue", "topic", "table", "store", "shard", "replica", "warehouse")
OF_PRODUCTS = (
    *("resource", "component", "feature", "module", "tenant", "workspace", "domain", "mailbox"),
    *("account", "project", "environment", "namespace", "app", "function", "vault", "registry"),
)
THINGS = (*IN_PLACES, *OF_NETWORKS, *OF_MACHINES, *OF_DATA, *OF_PRODUCTS)
"""Words that may stand where the language writes `resource` or `point`."""
