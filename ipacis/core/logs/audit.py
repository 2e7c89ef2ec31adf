"""The audit log: who signed in, published, merged, deleted, exported or changed the rights of an account.

What an account did is also added to the list of sensitive acts (``entries``).
"""

import logging
from typing import Any

from django.db import transaction
from django.db.models import Model

from ipacis.core.record.publication import Publication, State

from .entries import keep

#: {state: event of a change to it}
STEPS = {
    State.DRAFT: "made a draft",
    State.IN_REVIEW: "sent to review",
    State.PUBLISHED: "published",
    State.WITHDRAWN: "withdrawn",
}
logger = logging.getLogger("ipacis.audit")


def record(event: str, level: int = logging.INFO, **fields: Any) -> None:
    """Log *event* with *fields* immediately. The formatter adds the request id, the account and the IP address."""
    logger.log(level, event, extra={"fields": fields})
    keep(event, fields)


def record_saved(event: str, *things: Model, **fields: Any) -> None:
    """Log *event* with the names of *things* when the transaction commits; a rollback logs nothing."""
    fields = {"what": ",".join(map(name_of, things)), **fields}
    keep(event, fields)  # in the transaction of the act itself
    transaction.on_commit(lambda: logger.info(event, extra={"fields": fields}))


def record_step(thing: Publication, **fields: Any) -> None:
    """Log the new state of *thing*. If it is scheduled, the field ``appears`` is the moment of its publication."""
    if thing.state == State.PUBLISHED and not thing.is_public:
        fields = {"appears": thing.publish_at.isoformat(timespec="seconds"), **fields}
    record_saved(STEPS[thing.state], thing, **fields)


def name_of(thing: Model) -> str:
    """Return the identifier of a row in the log, "news.newsitem/12". The log must not contain names of people."""
    return f"{thing._meta.label_lower}/{thing.pk}"
