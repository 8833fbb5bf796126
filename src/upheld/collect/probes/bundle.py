"""The bundle of authorities whose certificates are trusted where a probe names none."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import certifi

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


@cache
def authorities() -> str:
    """The file of authorities that are trusted: the machine's, else that of Mozilla, which comes along."""
    chosen = os.environ.get("SSL_CERT_FILE", "")
    return next((path for path in (chosen, *_BUNDLES) if path and Path(path).is_file()), certifi.where())
