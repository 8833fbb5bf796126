"""Certificates as tests need them, made on the spot."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

_HOUR = timedelta(hours=1)


class Authority:
    """An authority of its own, and the certificates it gives."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example Authority")])
        now = datetime.now(UTC)
        builder = _builder(self.name, self.name, self._key.public_key(), now - 2 * _HOUR, now + 240 * _HOUR)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.certificate = builder.sign(self._key, hashes.SHA256())
        self.pem = self.certificate.public_bytes(Encoding.PEM).decode()

    def server(
        self, folder: Path, name: str = "localhost", lasts: timedelta = 100 * _HOUR, bits: int = 2048
    ) -> Path:
        """Write key and certificate of a server into one file; RSA, since old versions know no better."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        begins = min(now, now + lasts) - _HOUR
        builder = _builder(subject, self.name, key.public_key(), begins, now + lasts)
        names: list[x509.GeneralName] = [x509.DNSName(name)]
        if name == "localhost":
            names += [x509.IPAddress(ipaddress.ip_address(each)) for each in ("127.0.0.1", "::1")]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        self.given = builder.sign(self._key, hashes.SHA256())
        file = folder / f"{name}-{int(lasts.total_seconds())}.pem"
        file.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + self.given.public_bytes(Encoding.PEM)
        )
        return file

    def staple(self, folder: Path, status: ocsp.OCSPCertStatus, lasts: timedelta = _HOUR) -> Path:
        """Write word of whether the last certificate given is revoked."""
        now = datetime.now(UTC)
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=self.given,
            issuer=self.certificate,
            algorithm=hashes.SHA1(),
            cert_status=status,
            this_update=now - 2 * _HOUR,
            next_update=now + lasts,
            revocation_time=now - _HOUR if status is ocsp.OCSPCertStatus.REVOKED else None,
            revocation_reason=None,
        )
        response = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, self.certificate).sign(
            self._key, hashes.SHA256()
        )
        file = folder / f"staple-{status.value}-{int(lasts.total_seconds())}.der"
        file.write_bytes(response.public_bytes(Encoding.DER))
        return file


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    begins: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def serving(file: Path) -> ssl.SSLContext:
    """Give a context for a server of today."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
