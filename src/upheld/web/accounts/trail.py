"""The trail, for owners and auditors."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from upheld.web.paging import ROWS, before_of, looked_for
from upheld.web.request import Request

DEEDS: Mapping[str, str] = {
    "saw": "saw data",
    "opened": "opened a statement",
    "account_login": "signed in with a password",
    "mfa_login_webauthn": "signed in with a passkey",
    "mfa_authenticate": "signed in with the second factor",
    "openid_connect_login": "went to sign on elsewhere",
    "openid_connect_callback": "signed on elsewhere",
    "account_logout": "signed out",
    "account_reset_password": "asked for another password",
    "account_reset_password_from_key": "set another password by mail",
    "account_email_verification_sent": "confirmed an address",
    "invitation": "accepted an invitation",
    "account_reauthenticate": "confirmed with the password",
    "mfa_reauthenticate": "confirmed with a code",
    "mfa_reauthenticate_webauthn": "confirmed with a key",
    "mfa_index": "set up a second factor",
    "mfa_activate_totp": "set up an authenticator app",
    "mfa_deactivate_totp": "took an authenticator app away",
    "mfa_list_webauthn": "changed keys",
    "mfa_add_webauthn": "added a key",
    "mfa_edit_webauthn": "renamed a key",
    "mfa_remove_webauthn": "took a key away",
    "mfa_view_recovery_codes": "looked at recovery codes",
    "mfa_generate_recovery_codes": "made new recovery codes",
    "mfa_download_recovery_codes": "fetched recovery codes",
    "account_change_password": "changed the password",
    "account_set_password": "set a password",
    "account_email": "changed the address",
    "usersessions_list": "ended other sessions",
    "closings": "closed a period",
    "release_closing": "released statements",
    "decline_closing": "declined statements",
    "closing_rule": "said how months are closed",
    "alarms": "said which table is waited for",
    "acknowledge_alarm": "acknowledged an alarm",
    "acknowledge_alarms": "acknowledged alarms",
    "alarm_rules": "said when alarms are raised",
    "api_say_alarm_rules": "said when alarms are raised",
    "end_expectation": "ended the wait for a table",
    "telling": "set a webhook up",
    "hearer": "changed a webhook",
    "choose_mail": "chose what to be told by mail",
    "test_mail": "sent themselves a test by mail",
    "test_hearer": "sent a webhook a test",
    "renew_secret": "made a new secret for a webhook",
    "pause_hearer": "paused a webhook, or let it be told again",
    "end_hearer": "took a webhook away",
    "retention_of": "said for how long samples are kept",
    "hold": "held evidence",
    "lift_hold": "lifted a hold",
    "erasure": "erased the data of a customer",
    "undo_batch": "took evidence back",
    "works": "took a calendar of maintenance in",
    "customer_lists": "took lists of customers in",
    "api_take_customers": "took lists of customers in",
    "people": "invited somebody",
    "withdraw_invitation": "withdrew an invitation",
    "end_membership": "took a role away",
    "tokens": "made a token",
    "revoke_token": "revoked a token",
    "test_point": "tested a probe",
    "probe_lists": "said what is probed",
    "probe_secret": "gave a secret of probes its value",
    "agents": "made a token for an agent",
    "revoke_agent_token": "revoked the token of an agent",
    "inlets": "made an inlet",
    "end_inlet": "ended an inlet",
    "api_make_inlet": "made an inlet",
    "api_end_inlet": "ended an inlet",
    # by commands alone
    "enrol": "took an agreement in",
    "retry_work": "let work be tried again",
    "backup": "made a backup",
    "rotate_keys": "encrypted secrets anew",
    "first_sign_in": "made a link by which an owner signs in",
}
"""What is said of each step; every route that changes something has its words, and every such command."""


def trail(request: Request) -> HttpResponse:
    """List the steps, the latest first, part by part."""
    find = looked_for(request)
    actions = [action for action, deed in DEEDS.items() if find.lower() in deed] if find else []
    steps, further = request.sight.steps(before_of(request), ROWS, find, actions)
    query = {"find": find} if find else {}
    content = {
        "steps": [(step, DEEDS.get(step.action, step.action)) for step in steps],
        "find": find,
        "further": "" if further is None else urlencode({**query, "before": further}),
    }
    return render(request, "accounts/trail.html", content)
