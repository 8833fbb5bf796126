"""Labour: which work this version of the program can do, and when it comes round by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from upheld.operations.accounts.forget import FORGET, forget
from upheld.operations.alarms.lookout import ALARMS, Lookout
from upheld.operations.backup.nightly import back_up
from upheld.operations.compacting import COMPACT, Compactors
from upheld.operations.live.keeping import KEEP, Keepers
from upheld.operations.month_end.beginning import BEGIN, PART, divide
from upheld.operations.month_end.due import DUE, begin_what_is_due
from upheld.operations.month_end.making import Registrar
from upheld.operations.probing.figures import FIGURES, record_figures
from upheld.operations.recurring_works import EXTEND, extend
from upheld.operations.retaining import RETAIN, retain
from upheld.operations.telling.statements import TELL, tell_of_statements
from upheld.operations.work.delivering import ATTEMPTS, Channel, deliver
from upheld.operations.work.duties import Kind
from upheld.operations.work.mail import send_mail
from upheld.operations.work.rounds import Daily, Every, Round
from upheld.operations.work.tidying import tidy
from upheld.operations.work.webhook import post_webhook
from upheld.runtime.keys import backup_key
from upheld.runtime.opened import Opened
from upheld.store.deliveries import KIND as DELIVER
from upheld.store.work import LEISURELY, URGENT

HOUR_OF_BACKUP = 1
HOUR_OF_RETENTION = 3
SECONDS_BETWEEN_TIDYINGS = 3600
SECONDS_BETWEEN_COMPACTIONS = 5
SECONDS_BETWEEN_LOOKS = 3
SECONDS_BETWEEN_CLOSINGS = 900
SECONDS_BETWEEN_FIGURES = 60
SIX_HOURS = 6 * 3600.0


def rounds_of(opened: Opened) -> Sequence[Round]:
    """What comes round by itself."""
    return (
        Every(kind="tidy", seconds=SECONDS_BETWEEN_TIDYINGS, urgency=LEISURELY),
        Every(kind=FORGET, seconds=SECONDS_BETWEEN_TIDYINGS, urgency=LEISURELY),
        Every(kind=COMPACT, seconds=SECONDS_BETWEEN_COMPACTIONS),
        Every(kind=KEEP, seconds=SECONDS_BETWEEN_LOOKS, urgency=URGENT),
        Every(kind=ALARMS, seconds=SECONDS_BETWEEN_LOOKS, urgency=URGENT),
        Every(kind=DUE, seconds=SECONDS_BETWEEN_CLOSINGS),
        Every(kind=FIGURES, seconds=SECONDS_BETWEEN_FIGURES),
        Daily(kind=RETAIN, second=HOUR_OF_RETENTION * 3600, urgency=LEISURELY),
        Daily(kind=EXTEND, second=0),
        Daily(kind="backup", second=HOUR_OF_BACKUP * 3600, urgency=LEISURELY),
    )


def kinds_of(opened: Opened) -> Sequence[Kind]:
    """Every kind of work: a new one is a line here."""
    networks = opened.environment.webhook_networks
    channels: Mapping[str, Channel] = {
        "mail": partial(
            send_mail, host=opened.environment.host, page=f"{opened.environment.address}/telling"
        ),
        "webhook": partial(post_webhook, besides=networks),
    }
    rounds = rounds_of(opened)
    days = frozenset(each.kind for each in rounds if isinstance(each, Daily))
    turns = frozenset(each.kind for each in rounds if isinstance(each, Every))
    place = opened.environment
    registrar = Registrar(place.data)
    nightly = partial(back_up, folder=place.backups, data=place.data, key=backup_key(place))
    return (
        Kind(name="backup", perform=nightly, limit=SIX_HOURS, lasts=True),
        Kind(name=FORGET, perform=forget),
        Kind(name=DELIVER, perform=partial(deliver, channels=channels), attempts=ATTEMPTS),
        Kind(name="tidy", perform=partial(tidy, days=days, turns=turns)),
        Kind(name=COMPACT, perform=Compactors(opened.environment.data).compact),
        Kind(name=KEEP, perform=Keepers(opened.environment.data).keep, stays=True),
        Kind(name=ALARMS, perform=Lookout(opened.environment.address).look),
        Kind(name=TELL, perform=partial(tell_of_statements, address=opened.environment.address)),
        Kind(name=FIGURES, perform=record_figures),
        Kind(name=RETAIN, perform=partial(retain, data=place.data), lasts=True),
        Kind(name=EXTEND, perform=extend),
        Kind(name=DUE, perform=begin_what_is_due),
        Kind(name=BEGIN, perform=partial(divide, data=place.data, appointed=registrar.remember), lasts=True),
        Kind(name=PART, perform=registrar.make, lasts=True),
    )
