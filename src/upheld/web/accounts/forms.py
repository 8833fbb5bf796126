"""Forms about accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django import forms
from django.contrib.auth.password_validation import validate_password
from msgspec import Struct

from upheld.store.roles import CUSTOMER_ROLES, STAFF_ROLES, Role, Scope
from upheld.store.sight import TO_CHOOSE_FROM, SeenCustomer, SeenDossier
from upheld.web.choosing import Chooser

Field = forms.Field


class Joining(forms.Form):
    """Who somebody is who accepts an invitation and has no account yet."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    name = forms.CharField(label="Name", max_length=200, help_text="As others here know you.")
    password = forms.CharField(
        label="Password",
        help_text="At least 12 characters.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Password again", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, data: object = None, *, email: str = "") -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if email:
            self.fields["email"].disabled = True
            self.initial["email"] = email

    def clean(self) -> dict[str, object]:
        """Hold the password against the rules, and both against each other."""
        given = super().clean() or {}
        password = given.get("password")
        if password:
            try:
                validate_password(str(password))
            except forms.ValidationError as error:
                self.add_error("password", error)
            if given.get("again") and given["again"] != password:
                self.add_error("again", "The two passwords are not the same.")
        return given


class CustomerByName(forms.CharField):
    """A customer that is named, where there are too many to choose from."""

    def __init__(self, find: Callable[[str], Sequence[SeenCustomer]], like: forms.Field) -> None:
        says = f"{like.help_text} There are many: write the name in full."
        super().__init__(label=like.label, required=False, max_length=400, help_text=says.strip())
        self._find = find

    def clean(self, value: object) -> str:
        """Give the number; empty for nobody."""
        name = str(super().clean(value))
        if not name:
            return ""
        found = self._find(name)
        if len(found) > 1:
            raise forms.ValidationError(
                "Several have this name: write their evidence behind it, in brackets."
            )
        if not found:
            raise forms.ValidationError("There is no customer of this name.")
        return str(found[0].number)


class Choice(Struct, frozen=True):
    """The customers that somebody may choose from, and how one is found by name where they are many."""

    customers: Sequence[SeenCustomer]
    find: Callable[[str], Sequence[SeenCustomer]]

    def field(self, like: forms.Field, *, staff: bool) -> forms.Field:
        """The field they are chosen in."""
        if len(self.customers) > TO_CHOOSE_FROM:
            return CustomerByName(self.find, like)
        nobody = [("", "none: for the provider")] if staff else []
        like.choices = [*nobody, *((str(each.number), _named(each)) for each in self.customers)]  # type: ignore[attr-defined]
        return like


class Inviting(forms.Form):
    """Whom to invite, to what."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(label="Role")
    customer = forms.ChoiceField(
        label="Customer", required=False, widget=Chooser, help_text="For the roles of customers only."
    )

    def __init__(self, data: object = None, *, staff: bool, customers: Choice) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        roles = [role for role in Role if role in (STAFF_ROLES | CUSTOMER_ROLES if staff else CUSTOMER_ROLES)]
        self._choose("role", [(role.value, role.value) for role in roles])
        self.fields["customer"] = customers.field(self.fields["customer"], staff=staff)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """See that a customer is named for the roles of customers, and for no others."""
        given = super().clean() or {}
        is_customers = given.get("role") in CUSTOMER_ROLES
        if is_customers and not given.get("customer"):
            self.add_error("customer", "Say for which customer.")
        if given.get("role") in STAFF_ROLES and given.get("customer"):
            self.add_error("customer", "This role is of the provider: name no customer.")
        return given


class Granting(forms.Form):
    """What a token is for."""

    name = forms.CharField(label="Name", max_length=100, help_text="What uses it, and where.")
    scopes = forms.MultipleChoiceField(label="What it is for", widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(
        label="Valid for days", min_value=1, max_value=730, initial=90, help_text="1 to 730."
    )
    dossier = forms.ChoiceField(
        label="Evidence", required=False, widget=Chooser, help_text="One body of evidence only, or all."
    )
    customer = forms.ChoiceField(label="Customer", required=False, widget=Chooser)

    def __init__(
        self,
        data: object = None,
        *,
        scopes: Iterable[Scope],
        dossiers: Iterable[SeenDossier],
        customers: Choice,
        staff: bool,
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["scopes"].choices = [(each.value, each.value) for each in scopes]  # type: ignore[attr-defined]
        self.fields["dossier"].choices = [  # type: ignore[attr-defined]
            ("", "all"),
            *((str(each.number), each.name) for each in dossiers),
        ]
        self.fields["customer"] = customers.field(self.fields["customer"], staff=staff)


class Opening(forms.Form):
    """What an inlet is for."""

    kind = forms.ChoiceField(
        label="What comes in",
        choices=[("heartbeat", "heartbeats of one thing"), ("web vitals", "web vitals of pages")],
    )
    name = forms.CharField(label="Name", max_length=100, help_text="What uses it, and where.")
    dossier = forms.ChoiceField(label="Evidence", widget=Chooser)
    source = forms.CharField(
        label="Source", max_length=100, help_text="What the evidence calls the sender, as in bindings.yaml."
    )
    site = forms.CharField(
        label="Site", max_length=100, required=False, help_text="Of heartbeats: what is alive."
    )
    location = forms.CharField(
        label="Location", max_length=100, required=False, help_text="Of heartbeats: from where it is watched."
    )
    origins = forms.CharField(
        label="Origins",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Of web vitals: which pages may send, such as https://shop.example.com; one a line.",
    )

    def __init__(self, data: object = None, *, dossiers: Iterable[SeenDossier]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["dossier"].choices = [(str(each.number), each.name) for each in dossiers]  # type: ignore[attr-defined]


def number_of(text: object) -> int | None:
    """The number that was chosen; absent where none was."""
    return int(str(text)) if text else None


def _named(customer: SeenCustomer) -> str:
    return f"{customer.name} ({customer.dossier})"
