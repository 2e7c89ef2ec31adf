"""Who held which post of an organization on a day, as JSON."""

import datetime
from collections.abc import Iterable
from typing import Any

from ipacis.core.record.dates import iso_partial
from ipacis.core.web.jsonld import address_of

from .holders import Holder, existence_text, holders_on
from .models import Organization, Post


def holders(organization: Organization, posts: Iterable[Post], day: datetime.date) -> dict[str, Any]:
    """Return the holders of *posts* of *organization* on *day*, with the names that all of them had on that day.

    ``note`` says in words that the organization did not exist on that day.

    *posts* have ``rows``, the offices in them. All of them are loaded with their former names.
    """
    return {
        "day": day,
        "organization": {
            "name": organization.called_on(day),
            "url": address_of(organization),
            "note": existence_text(organization, day) or None,
        },
        "posts": [post_row(post, day) for post in posts],
    }


def post_row(post: Post, day: datetime.date) -> dict[str, Any]:
    """Return *post* with its holders on *day*.

    ``is_one_of`` says that one of the holders held it and that it is not known which one. If there are no holders,
    ``last_before`` and ``first_after`` are those known before and after the day.
    """
    answer = holders_on(day, post.rows)
    return {
        "title": post.called_on(day),
        "url": address_of(post),
        "is_one_of": answer.is_one_of,
        "holders": [holder_row(holder) for holder in answer.holders],
        "last_before": answer.before and holder_row(answer.before),
        "first_after": answer.after and holder_row(answer.after),
    }


def holder_row(holder: Holder) -> dict[str, Any]:
    """Return *holder*: ``grade`` is "stated", "named", "likely" or null; ``evidence`` tells the evidence in words.

    The dates are those that a source states, and the first and last day on which a source names the person.
    """
    row = holder.membership
    return {
        "name": row.person.name,
        "url": address_of(row.person) if row.person.is_public else None,
        "acting": row.acting,
        "grade": holder.grade,
        "evidence": holder.evidence,
        "start_date": iso_partial(row.start_date, row.start_precision) or None,
        "end_date": iso_partial(row.end_date, row.end_precision) or None,
        "first_named": min(row.tenure.namings, default=None),
        "last_named": row.last_named,
    }
