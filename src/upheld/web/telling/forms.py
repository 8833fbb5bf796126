"""Forms about who is told what."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django import forms

from upheld.operations.telling.subscribing import topics_of
from upheld.store.sight import SeenAgreement, SeenCustomer
from upheld.web.accounts.forms import number_of
from upheld.web.choosing import Chooser

_TOPICS = "What it is told of"


class Hooking(forms.Form):
    """A webhook: where, what of, and whose."""

    name = forms.CharField(label="Name", max_length=100, help_text="What is told there.")
    address = forms.CharField(
        label="Address",
        max_length=2000,
        help_text="Such as https://hooks.example.net/upheld. It is posted to, and has 15 s to answer 2xx.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    topics = forms.MultipleChoiceField(label=_TOPICS, widget=forms.CheckboxSelectMultiple)
    whose = forms.ChoiceField(label="Whose", required=False, widget=Chooser)
    agreement = forms.ChoiceField(
        label="Agreement", required=False, widget=Chooser, help_text="News of one agreement only, or of all."
    )

    def __init__(
        self,
        data: object = None,
        *,
        for_provider: bool,
        customers: Iterable[SeenCustomer],
        agreements: Iterable[SeenAgreement],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        theirs = list(customers)
        everything = topics_of(None if for_provider else -1)
        self.fields["topics"].choices = [(each.value, each.value) for each in everything]  # type: ignore[attr-defined]
        self.fields["whose"].choices = [  # type: ignore[attr-defined]
            *([("", "the provider's")] if for_provider else []),
            *((str(each.number), f"{each.name} ({each.dossier})") for each in theirs),
        ]
        self.fields["agreement"].choices = [  # type: ignore[attr-defined]
            ("", "all"),
            *((str(each.number), each.name) for each in agreements),
        ]
        if initial is not None or (for_provider and not theirs):
            del self.fields["whose"]

    @property
    def customer(self) -> int | None:
        """The customer that was chosen; absent for the provider."""
        return number_of(self.cleaned_data.get("whose"))

    @property
    def agreement_number(self) -> int | None:
        """The agreement that was chosen; absent for all."""
        return number_of(self.cleaned_data.get("agreement"))


class Mailing(forms.Form):
    """What somebody gets by mail, of a customer or the provider."""

    topics = forms.MultipleChoiceField(
        label="By mail, about", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: object = None, *, customer: int | None, chosen: Collection[str]) -> None:
        super().__init__(data, initial={"topics": list(chosen)}, auto_id=f"mail_{customer or 0}_%s")  # type: ignore[arg-type]
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (each.value, each.value) for each in topics_of(customer)
        ]
