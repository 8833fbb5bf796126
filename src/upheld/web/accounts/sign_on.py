"""Sign-on elsewhere: a provider of OpenID Connect says who somebody is, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from upheld.operations.accounts.align import align, is_known
from upheld.runtime.sign_on import SignOn
from upheld.store.roles import Role
from upheld.web.refusal import refuse

NOT_FOR_YOU = "Your account there gives you no role here. Ask whoever runs this service to be invited."
NOT_VERIFIED = (
    "There is no verified address in what your provider says of you, or there is an account with it here "
    "that was opened otherwise. Sign in to that one."
)


class SignOns(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in those whose groups give them a role, and those who have an account already."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Align the roles of somebody known; whoever is not, and has no role by groups, is turned away."""
        if sociallogin.state.get("process") not in (None, "login"):
            raise ImmediateHttpResponse(refuse(request, 404))
        if sociallogin.is_existing:
            align(sociallogin.user.pk, roles_of(sociallogin))
        elif not roles_of(sociallogin):
            raise ImmediateHttpResponse(refuse(request, 403, NOT_FOR_YOU))
        elif not sociallogin.user.email or is_known(sociallogin.user.email):
            raise ImmediateHttpResponse(refuse(request, 403, NOT_VERIFIED))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Tell whether groups give a role to somebody who is new here."""
        return bool(roles_of(sociallogin))

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: object = None
    ) -> AbstractBaseUser:
        """Make the account, with the roles that groups give."""
        user: AbstractBaseUser = super().save_user(request, sociallogin, form)
        align(user.pk, roles_of(sociallogin))
        return user

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: Mapping[str, str]
    ) -> AbstractBaseUser:
        """Take the name as it is told; accounts here know no first and last ones."""
        user: AbstractBaseUser = super().populate_user(request, sociallogin, data)
        user.name = (data.get("name") or "")[:200]  # type: ignore[attr-defined]
        user.email = user.email.lower()  # type: ignore[attr-defined]
        return user


def roles_of(sociallogin: SocialLogin) -> frozenset[Role]:
    """The roles of the provider's staff that the groups of somebody give."""
    provider: SignOn | None = settings.SIGN_ON
    if provider is None:
        return frozenset()
    told: Mapping[str, Mapping[str, object]] = sociallogin.account.extra_data
    groups: set[str] = set()
    for part in ("id_token", "userinfo"):
        claim = (told.get(part) or {}).get(provider.claim)
        groups |= {claim} if isinstance(claim, str) else set(claim) if isinstance(claim, list) else set()
    return frozenset(Role(role) for group, role in provider.roles.items() if group in groups)


class _Verified(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Checks the signature of every ID token, also of those that came straight from the provider."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, object]:
        token: dict[str, object] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return token

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: object, **kwargs: object
    ) -> SocialLogin:
        login: SocialLogin = super().complete_login(request, app, token, **kwargs)
        told = login.account.extra_data
        subjects = {told[part]["sub"] for part in ("id_token", "userinfo") if part in told}
        if "id_token" not in told or len(subjects) != 1:
            # userinfo of somebody else must not be taken for theirs (OpenID Connect Core 1.0, 5.3.2)
            raise ImmediateHttpResponse(refuse(request, 403))
        return login


def leave(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send somebody to the provider."""
    return _run(OAuth2LoginView, request, provider_id)


def arrive(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take in somebody whom the provider sends back."""
    return _run(OAuth2CallbackView, request, provider_id)


def cancelled(request: HttpRequest) -> HttpResponseBase:
    """Tell somebody who turned back there how to go on here."""
    return refuse(request, 403, "You turned back before you had signed in there. Nothing happened.")


def _run(
    kind: type[OAuth2LoginView] | type[OAuth2CallbackView], request: HttpRequest, provider: str
) -> HttpResponseBase:
    try:
        answer: HttpResponseBase = kind.adapter_view(_Verified(request, provider))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer
