"""What django-allauth asks of the house it is in."""

from __future__ import annotations

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from upheld.operations.accounts.secrecy import conceal, reveal
from upheld.store.viewer import viewer_of
from upheld.web.accounts.second_factor import is_last_factor
from upheld.web.request import address_of


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the address that attempts are counted by."""
        return address_of(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask for the password again where signing in was long ago; just after it, not."""
        records = get_authentication_records(context.request, context.request.user)
        latest = max((each["at"] for each in records), default=0)
        return time.time() - latest >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of second factors encrypted."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for its row."""
        return conceal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read it again."""
        return reveal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Tell whether a factor may go; staff keep one at least."""
        owner = get_user_model().objects.get(pk=authenticator.user_id)
        return not (viewer_of(owner).roles and is_last_factor(authenticator))
