"""Evidence over the interface: a batch of rows of one table, taken all or not at all."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import to_builtins

from upheld.collect.parcel.parcel import ParcelProblems
from upheld.evidence.evidence import Table
from upheld.operations.taking_in import Delivery, TakenIn, dossier_for, take_in, take_in_samples
from upheld.web.access import View
from upheld.web.api.answers import answer, refused_rows
from upheld.web.api.body import read_body
from upheld.web.api.keys import key_of
from upheld.web.api.troubles import told
from upheld.web.request import INTAKES, Request


def receiver_of(table: Table) -> View:
    """The view that takes a table's rows in; it asks for a token and looks at no session."""

    def receive(request: Request) -> HttpResponse:
        key = key_of(request)
        body, form = read_body(request)
        delivery = Delivery(table=table, body=body, form=form, key=key, actor=request.viewer.actor)
        taken = _taken(request, delivery)
        if isinstance(taken, ParcelProblems):
            return refused_rows(taken)
        return answer(to_builtins(taken), 200 if taken.is_repetition else 201)

    return csrf_exempt(told(receive))


def _taken(request: Request, delivery: Delivery) -> TakenIn | ParcelProblems:
    slug = request.GET.get("dossier")
    admission = request.admission
    dossier = dossier_for(request.viewer, slug) if admission is None else admission.dossier(slug)
    if delivery.table is Table.SAMPLES:
        return take_in_samples(dossier, INTAKES.of(dossier.slug), delivery, request.now)
    return take_in(dossier, delivery, request.now)
