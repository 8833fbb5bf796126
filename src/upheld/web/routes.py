"""The table of routes: every address of the service, and who may use it."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions

from upheld.collect.shapes import SHAPES
from upheld.evidence.evidence import Table
from upheld.store.roles import PROBE_READERS, PROBE_WRITERS, STAFF_TOKEN_ROLES, Role, Scope
from upheld.web import well_known
from upheld.web.access import (
    ANYBODY,
    EVERY_ROLE,
    FORM,
    NOT_SERVED,
    SIGNED_IN,
    STAFF,
    WRITE,
    Access,
    Limit,
    Route,
    View,
    only,
)
from upheld.web.accounts import invitation, people, sign_on, tokens, trail
from upheld.web.api import agents as agents_api
from upheld.web.api import alarm_rules as alarm_rules_api
from upheld.web.api import calendars as calendars_api
from upheld.web.api import customers as customers_api
from upheld.web.api import inlets as inlets_api
from upheld.web.api import reading, shapes
from upheld.web.api.description import describe, path_of
from upheld.web.api.evidence import receiver_of
from upheld.web.api.lists import LISTS, Listed
from upheld.web.console import (
    agents,
    alarm_rules,
    alarms,
    batches,
    closings,
    customer_lists,
    erasure,
    points,
    probe_lists,
    retention,
    start,
    state,
    statements,
    works,
)
from upheld.web.health import probes
from upheld.web.inlets import coming_in
from upheld.web.inlets import pages as inlets
from upheld.web.telling import hearers


def _entrance(name: str, path: str, view: View) -> Route:
    """A form for those who have not signed in yet."""
    return Route(name=name, path=path, view=view, may=ANYBODY, methods=FORM)


def _own(name: str, path: str, view: View, *, first: bool = False) -> Route:
    """A form for what is somebody's own; those for setting up a second factor come first."""
    return Route(name=name, path=path, view=view, may=SIGNED_IN, methods=FORM, before_second_factor=first)


def _read(name: str, path: str, view: View, may: Access) -> Route:
    return Route(name=name, path=path, view=view, may=may)


def _change(name: str, path: str, view: View, may: Access) -> Route:
    return Route(name=name, path=path, view=view, may=may, methods=WRITE)


_GIVERS = only(Role.OWNER, Role.CUSTOMER_ADMIN)
_KEEPERS = only(Role.OWNER, Role.AUDITOR, Role.CUSTOMER_ADMIN)
_TOLD_SEEN = only(*hearers.MAY_SEE)
_TELLERS = only(*hearers.MAY_CHANGE)
_TOKENS_MADE = only(*STAFF_TOKEN_ROLES, Role.CUSTOMER_ADMIN)
_INLETS_SEEN = only(*STAFF_TOKEN_ROLES, Role.AUDITOR)
_TOKENS_SEEN = only(*STAFF_TOKEN_ROLES, Role.AUDITOR, Role.CUSTOMER_ADMIN)


def _sent(name: str, path: str, view: View, scope: Scope = Scope.EVIDENCE_WRITE) -> Route:
    """Takes in what programs send again and again; of evidence the ledger itself keeps who sent it."""
    may = Access(scope=scope)
    return Route(name=name, path=path, view=view, may=may, methods=WRITE, is_audited=False)


def _by_program(name: str, path: str, view: View, scope: Scope = Scope.EVIDENCE_WRITE) -> Route:
    """A change that programs make, and the trail keeps."""
    return _change(name, path, view, Access(scope=scope))


def _taking(table: Table) -> Route:
    """Takes the rows of a table in."""
    return _sent(f"api_{table.value}", path_of(table).removeprefix("/"), receiver_of(table))


def _receiving(shape: str) -> Route:
    """Takes in what is sent in the shape of another system."""
    name = f"api_from_{shape.replace('-', '_')}"
    return _sent(name, f"api/v1/from/{shape}", shapes.receiver_of_shape(shape))


def _reading(listed: Listed) -> tuple[Route, Route]:
    """Shows a list, and the single things in it."""
    name, path = listed.name.replace("-", "_"), f"api/v1/{listed.name}"
    may = Access(scope=listed.scope)
    return (
        Route(name=f"api_list_{name}", path=path, view=reading.list_of(listed), may=may),
        Route(name=f"api_one_{name}", path=f"{path}/<int:number>", view=reading.single_of(listed), may=may),
    )


_PROBES_SEEN = only(*PROBE_READERS)
_PROBES_SAID = only(*PROBE_WRITERS)
_TOKENS_OF_AGENTS = only(*STAFF_TOKEN_ROLES)
_FOR_AGENTS = (
    _sent("api_agent_beat", "api/v1/agent/beat", agents_api.beat, Scope.PROBES_RUN),
    _read("api_agent_probes", "api/v1/agent/probes", agents_api.probes, Access(scope=Scope.PROBES_RUN)),
    _sent("api_agent_outcomes", "api/v1/agent/outcomes", agents_api.outcomes, Scope.PROBES_RUN),
)

ROUTES = (
    _read("start", "", start.start, SIGNED_IN),
    _read("state", "state", state.state, EVERY_ROLE),
    _read("state_of", "state/<int:number>", state.state_of, EVERY_ROLE),
    _read("clocks", "clocks", state.clocks, EVERY_ROLE),
    _read("statements", "statements", statements.statements, EVERY_ROLE),
    _read("statement", "statements/<int:key>", statements.statement, EVERY_ROLE),
    _read("statement_document", "statements/<int:key>.json", statements.document, EVERY_ROLE),
    Route(name="closings", path="closings", view=closings.closings, may=STAFF, methods=FORM),
    _read("closing", "closings/<int:number>", closings.closing, STAFF),
    _change("release_closing", "closings/<int:number>/release", closings.release, only(*closings.CLOSERS)),
    _change("decline_closing", "closings/<int:number>/decline", closings.decline, only(*closings.CLOSERS)),
    _change("closing_rule", "closings/rules", closings.rule, only(*closings.CLOSERS)),
    Route(
        name="customer_lists",
        path="customers/lists",
        view=customer_lists.customer_lists,
        may=only(*customer_lists.LISTERS),
        methods=FORM,
    ),
    Route(
        name="erasure",
        path="customers/<int:number>/erasure",
        view=erasure.erasure,
        may=only(Role.OWNER),
        methods=FORM,
    ),
    _read("retention", "retention", retention.retention, only(*retention.SEERS)),
    Route(
        name="lift_hold",
        path="retention/holds/<int:number>/lift",
        view=retention.lift,
        may=only(*retention.KEEPERS),
        methods=FORM,
    ),
    Route(
        name="retention_of",
        path="retention/<slug:slug>",
        view=retention.retention_of,
        may=only(*retention.SEERS),
        methods=FORM,
    ),
    _change("hold", "retention/<slug:slug>/hold", retention.hold, only(*retention.KEEPERS)),
    Route(name="works", path="maintenance/calendars", view=works.works, may=STAFF, methods=FORM),
    _read("batches", "evidence", batches.batches, STAFF),
    _read("batch", "evidence/<int:number>", batches.batch, STAFF),
    _change("undo_batch", "evidence/<int:number>/undo", batches.undo_batch, only(*batches.UNDOERS)),
    Route(name="alarms", path="alarms", view=alarms.alarms, may=STAFF, methods=FORM),
    _change("acknowledge_alarms", "alarms/acknowledge", alarms.acknowledge_alarms, only(*alarms.TAKERS)),
    Route(name="alarm_rules", path="alarms/rules", view=alarm_rules.alarm_rules, may=STAFF, methods=FORM),
    _read("alarm", "alarms/<int:number>", alarms.alarm, STAFF),
    _change(
        "acknowledge_alarm", "alarms/<int:number>/acknowledge", alarms.acknowledge_alarm, only(*alarms.TAKERS)
    ),
    _change(
        "end_expectation", "alarms/waited/<int:number>/end", alarms.end_expectation, only(*alarms.WAITERS)
    ),
    # who is told what
    Route(name="telling", path="telling", view=hearers.telling, may=EVERY_ROLE, methods=FORM),
    _change("choose_mail", "telling/mail", hearers.choose_mail, EVERY_ROLE),
    _change("test_mail", "telling/mail/test", hearers.test_mail, EVERY_ROLE),
    Route(
        name="hearer",
        path="telling/<int:number>",
        view=hearers.hearer,
        may=only(*hearers.MAY_SEE),
        methods=FORM,
    ),
    _change("test_hearer", "telling/<int:number>/test", hearers.test_hearer, _TELLERS),
    _change("renew_secret", "telling/<int:number>/secret", hearers.renew_secret, _TELLERS),
    _change("pause_hearer", "telling/<int:number>/pause", hearers.pause_hearer, _TELLERS),
    _change("end_hearer", "telling/<int:number>/end", hearers.end_hearer, _TELLERS),
    Route(name="agents", path="agents", view=agents.agents, may=_PROBES_SEEN, methods=FORM),
    _change(
        "revoke_agent_token",
        "agents/tokens/<int:number>/revoke",
        agents.revoke_agent_token,
        _TOKENS_OF_AGENTS,
    ),
    _read("points", "points", points.points, _PROBES_SEEN),
    _read("point", "points/<slug:dossier>/<str:name>", points.point, _PROBES_SEEN),
    _change("test_point", "points/<slug:dossier>/<str:name>/test", points.test_point, _PROBES_SAID),
    Route(name="probe_lists", path="probes", view=probe_lists.probe_lists, may=_PROBES_SAID, methods=FORM),
    _change("probe_secret", "probes/secret", probe_lists.probe_secret, _PROBES_SAID),
    # entrance
    _entrance("account_login", "sign-in", account.login),
    _entrance("mfa_authenticate", "sign-in/second-factor", mfa.authenticate),
    _entrance("mfa_login_webauthn", "sign-in/passkey", webauthn.login_webauthn),
    _entrance("account_reset_password", "password/forgotten", account.password_reset),
    _read("account_reset_password_done", "password/sent", account.password_reset_done, ANYBODY),
    _entrance(
        "account_reset_password_from_key",
        "password/new/<base36:uidb36>-<str:key>",
        account.password_reset_from_key,
    ),
    _read(
        "account_reset_password_from_key_done", "password/set", account.password_reset_from_key_done, ANYBODY
    ),
    _entrance("account_email_verification_sent", "email/confirm", account.email_verification_sent),
    _read("invitation_link", "invitation/<str:secret>", invitation.invitation_link, ANYBODY),
    _entrance("invitation", "invitation", invitation.invitation),
    Route(name="socialaccount_signup", path="sign-on/sign-up", view=account.signup, may=NOT_SERVED),
    _read("socialaccount_login_cancelled", "sign-on/cancelled", sign_on.cancelled, ANYBODY),
    Route(
        name="openid_connect_login",
        path="sign-on/<str:provider_id>",
        view=sign_on.leave,
        may=ANYBODY,
        methods=WRITE,
    ),
    _read("openid_connect_callback", "sign-on/<str:provider_id>/back", sign_on.arrive, ANYBODY),
    _read("account_inactive", "account/closed", account.account_inactive, ANYBODY),
    Route(
        name="account_logout",
        path="sign-out",
        view=account.logout,
        may=ANYBODY,
        methods=FORM,
        before_second_factor=True,
    ),
    # there is no open registration: people are invited; the name is asked for by pages of sign-in
    Route(name="account_signup", path="sign-up", view=account.signup, may=NOT_SERVED),
    # one's own account
    _own("account_reauthenticate", "account/confirm", account.reauthenticate, first=True),
    _own("mfa_reauthenticate", "account/confirm/code", mfa.reauthenticate, first=True),
    _own("mfa_reauthenticate_webauthn", "account/confirm/key", webauthn.reauthenticate_webauthn, first=True),
    _own("mfa_index", "account/second-factor", mfa.index, first=True),
    _own("mfa_activate_totp", "account/second-factor/app", totp.activate_totp, first=True),
    _own("mfa_deactivate_totp", "account/second-factor/app/off", totp.deactivate_totp),
    _own("mfa_list_webauthn", "account/keys", webauthn.list_webauthn, first=True),
    _own("mfa_add_webauthn", "account/keys/add", webauthn.add_webauthn, first=True),
    _own("mfa_edit_webauthn", "account/keys/<int:pk>", webauthn.edit_webauthn),
    _own("mfa_remove_webauthn", "account/keys/<int:pk>/remove", webauthn.remove_webauthn),
    _own("mfa_view_recovery_codes", "account/codes", codes.view_recovery_codes, first=True),
    _own("mfa_generate_recovery_codes", "account/codes/new", codes.generate_recovery_codes, first=True),
    _own("mfa_download_recovery_codes", "account/codes/file", codes.download_recovery_codes, first=True),
    _own("account_change_password", "account/password", account.password_change),
    _own("account_set_password", "account/password/first", account.password_set),
    _own("account_email", "account/email", account.email),
    _own("usersessions_list", "account/sessions", sessions.list_usersessions),
    # who else has an account
    Route(name="people", path="people", view=people.people, may=_KEEPERS, methods=FORM),
    _change(
        "withdraw_invitation", "people/invitations/<int:number>/withdraw", people.withdraw_invitation, _GIVERS
    ),
    _change("end_membership", "people/roles/<int:number>/end", people.end_membership, _GIVERS),
    Route(name="tokens", path="tokens", view=tokens.tokens, may=_TOKENS_SEEN, methods=FORM),
    _change("revoke_token", "tokens/<int:number>/revoke", tokens.revoke_token, _TOKENS_MADE),
    Route(name="inlets", path="inlets", view=inlets.inlets, may=_INLETS_SEEN, methods=FORM),
    _change("end_inlet", "inlets/<int:number>/end", inlets.end, only(*STAFF_TOKEN_ROLES)),
    _read("trail", "trail", trail.trail, only(Role.OWNER, Role.AUDITOR)),
    # for machines
    _read("api_description", "api/v1/openapi.json", describe, ANYBODY),
    *(_taking(table) for table in Table),
    *(each for listed in LISTS for each in _reading(listed)),
    Route(
        name="api_statement_document",
        path="api/v1/statements/<int:number>/document",
        view=reading.document,
        may=Access(scope=Scope.STATEMENTS_READ),
    ),
    *_FOR_AGENTS,
    *(_receiving(name) for name in SHAPES),
    _sent("api_take_calendar", "api/v1/maintenance/calendars", calendars_api.take),
    _by_program("api_take_customers", "api/v1/customers/lists", customers_api.take, Scope.CUSTOMERS_WRITE),
    _by_program("api_say_alarm_rules", "api/v1/alarm-rules", alarm_rules_api.say, Scope.ALARMS_WRITE),
    _by_program("api_make_inlet", "api/v1/inlets", inlets_api.make),
    _by_program("api_end_inlet", "api/v1/inlets/<int:number>/end", inlets_api.end),
    _sent("otlp_metrics", "v1/metrics", shapes.export),
    Route(
        name="heartbeat",
        path="beat/<str:ending>",
        view=coming_in.heartbeat,
        may=ANYBODY,
        methods=FORM,
        limit=Limit.HEARTBEATS,
        is_audited=False,
    ),
    _read("vitals_script", "vitals/<str:ending>.js", coming_in.script, ANYBODY),
    Route(
        name="beacon",
        path="vitals/<str:ending>",
        view=coming_in.beacon,
        may=ANYBODY,
        methods=frozenset({"POST", "OPTIONS"}),
        limit=Limit.BEACONS,
        is_audited=False,
    ),
    _read("livez", "livez", probes.livez, ANYBODY),
    _read("readyz", "readyz", probes.readyz, ANYBODY),
    _read("metrics", "metrics", probes.metrics, ANYBODY),
    _read("robots", "robots.txt", well_known.robots, ANYBODY),
    _read("security", ".well-known/security.txt", well_known.security, ANYBODY),
)
BY_NAME = {route.name: route for route in ROUTES}
ON_PATH: dict[str, tuple[Route, ...]] = {
    path: tuple(each for each in ROUTES if each.path == path) for path in {each.path for each in ROUTES}
}
"""The routes of each path; several where different methods are for different people."""


def route_on(path: str, method: str | None) -> Route | None:
    """The route of a path that takes a method; one of those that don't where none does."""
    several = ON_PATH.get(path, ())
    return next((each for each in several if method in each.methods), several[0] if several else None)


def methods_on(path: str) -> frozenset[str]:
    """The methods that a path takes at all."""
    return frozenset(method for each in ON_PATH.get(path, ()) for method in each.methods)
