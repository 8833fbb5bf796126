"""Sign-on elsewhere: the one provider of OpenID Connect whose word is taken, and what its groups may do."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from upheld.errors import SettingError
from upheld.store.roles import STAFF_ROLES

ISSUER = "UPHELD_SIGN_ON_ISSUER"
CLIENT = "UPHELD_SIGN_ON_CLIENT"
CLIENT_SECRET = "UPHELD_SIGN_ON_SECRET"  # noqa: S105 the name of a setting, not a secret
NAME = "UPHELD_SIGN_ON_NAME"
ROLES = "UPHELD_SIGN_ON_ROLES"
CLAIM = "UPHELD_SIGN_ON_CLAIM"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class SignOn(Struct, frozen=True, kw_only=True):
    """A provider of OpenID Connect."""

    issuer: str
    client: str
    secret: str
    name: str
    claim: str
    """The claim that names groups."""
    roles: Mapping[str, str]
    """The role of the provider's staff that each group gives."""

    @property
    def origin(self) -> str:
        """Where the provider's pages lie."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


def read_sign_on(variables: Mapping[str, str]) -> SignOn | None:
    """Read the settings; absent where no issuer is named. SettingError for any that can't be meant."""
    issuer = (variables.get(ISSUER) or "").rstrip("/")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise SettingError(f"{ISSUER} is {issuer!r}: write an address that begins with https://")
    client, secret = variables.get(CLIENT), variables.get(CLIENT_SECRET)
    if not client or not secret:
        raise SettingError(f"{ISSUER} is set without {CLIENT} and {CLIENT_SECRET}: the provider gives both")
    return SignOn(
        issuer=issuer,
        client=client,
        secret=secret,
        name=variables.get(NAME) or parts.hostname or issuer,
        claim=variables.get(CLAIM) or "groups",
        roles=_roles(variables.get(ROLES) or ""),
    )


def _roles(text: str) -> Mapping[str, str]:
    roles: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        group, equals, role = (each.strip() for each in part.rpartition("="))
        if not equals or not group or role not in STAFF_ROLES:
            known = ", ".join(sorted(STAFF_ROLES))
            raise SettingError(f"{ROLES} has {part!r}: write group=role, where a role is one of {known}")
        roles[group] = role
    return roles
