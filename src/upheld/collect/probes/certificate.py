"""Certificates in a few words, for people who look at a failure."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from upheld.chrono.instant import Instant
from upheld.collect.probes.outcome import Certificate

_MOST_NAMES = 20
_MOST_TEXT = 200


def summary_of(der: bytes) -> Certificate | None:
    """Say what a certificate in DER is, nothing where it is none."""
    try:
        read = x509.load_der_x509_certificate(der)
        return Certificate(
            subject=_name(read.subject),
            issuer=_name(read.issuer),
            not_before=_instant(read.not_valid_before_utc),
            not_after=_instant(read.not_valid_after_utc),
            names=_names(read),
            serial=f"{read.serial_number:x}",
            sha256=read.fingerprint(hashes.SHA256()).hex(),
            key=_key(read),
            signature=_signature(read),
        )
    except ValueError:
        return None


def summary_of_pem(pem: str) -> Certificate | None:
    """Say what the first certificate of a text in PEM is, nothing where there is none."""
    try:
        der = x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)
    except ValueError:
        return None
    return summary_of(der)


def _name(name: x509.Name) -> str:
    return name.rfc4514_string()[:_MOST_TEXT]


def _instant(moment: datetime) -> Instant:
    return Instant(int(moment.timestamp()) * 1_000_000)


def _names(read: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = read.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, x509.DuplicateExtension):
        return ()
    hosts = extension.value.get_values_for_type(x509.DNSName)
    addresses = [str(each) for each in extension.value.get_values_for_type(x509.IPAddress)]
    return tuple(each[:_MOST_TEXT] for each in (*hosts, *addresses))[:_MOST_NAMES]


def _key(read: x509.Certificate) -> str:
    key = read.public_key()
    match key:
        case rsa.RSAPublicKey():
            return f"RSA {key.key_size}"
        case ec.EllipticCurvePublicKey():
            return f"EC {key.curve.name}"
        case dsa.DSAPublicKey():
            return f"DSA {key.key_size}"
        case _:
            return type(key).__name__.removesuffix("PublicKey").lstrip("_")


def _signature(read: x509.Certificate) -> str:
    named: str | None = getattr(read.signature_algorithm_oid, "_name", None)
    return named or read.signature_algorithm_oid.dotted_string
