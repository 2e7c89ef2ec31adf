"""Lines of the log about who did what: signed in, published, merged, was given a right."""

import logging

from django.db import transaction

from ipacis.core.record.publication import State

#: {state: what the log says of the step to it}
STEPS = {
    State.DRAFT: "made a draft",
    State.IN_REVIEW: "sent to review",
    State.PUBLISHED: "published",
    State.WITHDRAWN: "withdrawn",
}
logger = logging.getLogger("ipacis.audit")


def record(event, level=logging.INFO, **fields):
    """Log *event* at once, with *fields* ({name: value}); request, account and address are known to the log."""
    logger.log(level, event, extra={"fields": fields})


def record_saved(event, *things, **fields):
    """Log *event* of *things* when they are saved for good: a line tells of nothing that was undone."""
    what = ",".join(map(name_of, things))
    transaction.on_commit(lambda: record(event, what=what, **fields))


def record_step(thing, **fields):
    """Log the state that *thing*, a Publication, is now in, and when it appears where that is later."""
    if thing.state == State.PUBLISHED and not thing.is_public:
        fields = {"appears": thing.publish_at.isoformat(timespec="seconds"), **fields}
    record_saved(STEPS[thing.state], thing, **fields)


def name_of(thing):
    """Return what the log calls a row: "news.newsitem/12". Titles and names of people are looked up by it."""
    return f"{thing._meta.label_lower}/{thing.pk}"
