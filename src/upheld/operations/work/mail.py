"""Mail: deliveries by electronic mail; the key becomes the number of the message."""

from __future__ import annotations

import hashlib
import smtplib

import orjson
from django.core.mail import EmailMessage

from upheld.chrono.instant import Instant
from upheld.operations.work.delivering import NotSent
from upheld.store.deliveries import Delivery


def message_number(key: str, host: str) -> str:
    """The Message-ID of a key (RFC 5322): the same for the same key, whoever sends it."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def send_mail(delivery: Delivery, now: Instant, *, host: str, page: str = "") -> str:
    """Send a delivery with `subject` and `text` by mail, in the name of a host.

    People are told on which page they choose what they get.
    """
    content = orjson.loads(delivery.content)
    headers = {"Message-ID": message_number(delivery.key, host), "Auto-Submitted": "auto-generated"}
    text = str(content["text"])
    if page and delivery.user_id is not None:
        # two hyphens and a space: what follows is no part of the letter (RFC 3676, 4.3)
        text = f"{text}\n-- \nWhat you get by mail from here: {page}\n"
    message = EmailMessage(content["subject"], text, to=[delivery.address], headers=headers)
    try:
        message.send()
    except (ConnectionRefusedError, smtplib.SMTPConnectError, smtplib.SMTPRecipientsRefused) as error:
        raise NotSent(f"the mail server took nothing: {type(error).__name__}") from error
    return "handed to the mail server"
