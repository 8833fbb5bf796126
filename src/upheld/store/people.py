"""People and what they may do here: staff of the provider, and members of a customer."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from upheld.store.customers import Customer
from upheld.store.roles import CUSTOMER_ROLES, Role


class People(BaseUserManager["User"]):
    """Makes users; an address is known in lower case only."""

    def create_user(self, email: str, password: str | None = None, name: str = "") -> User:
        """Make somebody who can sign in; without a password, by a passkey or a link only."""
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in, by an address of electronic mail."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "user_account"

    def __str__(self) -> str:
        return self.email


class Membership(models.Model):
    """A role that somebody holds; of a customer, for that customer only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="memberships")
    is_from_groups = models.BooleanField(default=False)
    """Whether it comes from groups at sign-on elsewhere, and goes with them."""

    objects: ClassVar[models.Manager[Membership]]

    class Meta:
        db_table = "membership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "customer"], name="one_membership_of_a_customer"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(customer=None), name="one_membership_of_staff"
            ),
            models.CheckConstraint(
                condition=models.Q(customer=None) ^ models.Q(role__in=sorted(CUSTOMER_ROLES)),
                name="customers_have_roles_of_customers",
            ),
        ]
