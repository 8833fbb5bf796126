"""Authority: who may give which role."""

from __future__ import annotations

from upheld.store.roles import CUSTOMER_ROLES, STAFF_ROLES, Role
from upheld.store.viewer import Viewer


def may_give(viewer: Viewer, role: Role, customer: int | None) -> bool:
    """Tell whether a role, for the provider or for a customer, is a viewer's to give and to take."""
    if (customer is None) != (role in STAFF_ROLES):
        return False
    if Role.OWNER in viewer.roles:
        return True
    return role in CUSTOMER_ROLES and customer in viewer.customers_as({Role.CUSTOMER_ADMIN})
