"""Accounts: coming in, one's own account, who else has one, tokens, and the trail."""
