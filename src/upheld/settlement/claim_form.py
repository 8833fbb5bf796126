"""The form of a claim: by which channel, in writing, with which documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from upheld.agreement.channel import Channel, ChannelKind
from upheld.agreement.claim import Claims, EvidenceIs
from upheld.evaluation.duties.naming import lacking
from upheld.evaluation.wording import listed
from upheld.evidence.account import ClaimCase


class Fault(Struct, frozen=True):
    """What is wrong with the form of a claim, or may be where nobody recorded it."""

    says: str
    is_certain: bool


def faults_of(case: ClaimCase, claims: Claims, channels: Sequence[Channel]) -> tuple[Fault, ...]:
    """Hold the form of a claim against what the agreement asks for."""
    return (*_channel(case, claims), *_writing(case, claims, channels), *_documents(case, claims))


def _channel(case: ClaimCase, claims: Claims) -> Iterator[Fault]:
    if not claims.via or case.channel in claims.via:
        return
    ways = " or ".join(claims.via)
    if case.channel is None:
        yield Fault(f"it is made by {ways}, and the channel is not recorded", is_certain=False)
    else:
        yield Fault(f"it was made by {case.channel}, and is to be made by {ways}", is_certain=True)


def _writing(case: ClaimCase, claims: Claims, channels: Sequence[Channel]) -> Iterator[Fault]:
    """A claim is in writing where somebody recorded that, or where it came by a channel that writes."""
    if not claims.in_writing or case.in_writing:
        return
    if case.in_writing is False:
        yield Fault("it was not made in writing", is_certain=True)
        return
    kinds = [channel.kind for channel in channels if channel.name == case.channel]
    if not kinds:
        yield Fault("it is to be made in writing, and whether it was is not recorded", is_certain=False)
    elif kinds[0] is ChannelKind.PHONE:
        yield Fault(f"it was made by {case.channel}, and not in writing", is_certain=True)


def _documents(case: ClaimCase, claims: Claims) -> Iterator[Fault]:
    if claims.evidence is not EvidenceIs.REQUIRED:
        return
    lacks = lacking(claims.documents, case.documents)
    if lacks:
        yield Fault(f"it came without {listed(lacks)}, which the agreement asks for", is_certain=True)
    elif not case.documents:
        yield Fault("it came without the documents that are asked for", is_certain=True)
