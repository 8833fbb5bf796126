"""The second factor: staff go nowhere without one, and neither does a session that was opened without it."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.base_user import AbstractBaseUser
from django.dispatch import receiver
from django.http import HttpRequest

from upheld.store.viewer import Viewer

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes stand in for one that was lost; they are none themselves."""
_SET_UP_HERE = "second_factor"


def way_to_second_factor(request: HttpRequest, viewer: Viewer) -> str | None:
    """Give the name of the page that staff must pass first; absent where nothing is missing."""
    if not viewer.roles or viewer.user is None or _was_used(request):
        return None
    types = set(
        Authenticator.objects.filter(user=viewer.user, type__in=FACTORS).values_list("type", flat=True)
    )
    if not types:
        return "mfa_index"
    return "mfa_reauthenticate" if Authenticator.Type.TOTP in types else "mfa_reauthenticate_webauthn"


def is_last_factor(authenticator: Authenticator) -> bool:
    """Tell whether somebody would be left without a second factor."""
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
    return authenticator.type in FACTORS and not others.exclude(pk=authenticator.pk).exists()


def _was_used(request: HttpRequest) -> bool:
    """Whether this session was opened or confirmed with one, or it was set up here."""
    records = get_authentication_records(request, request.user)
    return bool(request.session.get(_SET_UP_HERE)) or any(each["method"] == "mfa" for each in records)


@receiver(authenticator_added)
def _note_set_up(
    sender: object,
    request: HttpRequest,
    user: AbstractBaseUser,
    authenticator: Authenticator,
    **kwargs: object,
) -> None:
    if authenticator.type in FACTORS:
        request.session[_SET_UP_HERE] = True
