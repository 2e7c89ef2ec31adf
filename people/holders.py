"""Who held a post on a day, as far as it is known, and contradictions about it."""

import datetime
import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ipacis.core.record.dates import Precision
from ipacis.core.record.trees import above
from ipacis.core.text.labels import current_language

from .models import Membership, Organization
from .models.memberships import held_on
from .tenure import HANDOVER, Grade, Period


class Holder(NamedTuple):
    """A holder of a post on a day: the office, how well it is known (None if it is not), and the evidence in words."""

    membership: Membership
    grade: Grade | None
    evidence: str


class Answer(NamedTuple):
    """The *holders* of a post on a day, the surest first.

    *is_one_of* says that one of them held it and that it is not known which one. If there are no holders, *before* and
    *after* are the last one known before the day and the first one known after it, None if there are none.
    """

    holders: list[Holder]
    is_one_of: bool = False
    before: Holder | None = None
    after: Holder | None = None


def with_holders(posts: QuerySet) -> QuerySet:
    """Return *posts* with ``rows``, the offices in them with persons and tenures."""
    rows = Membership.objects.select_related("person", "post").with_tenures()
    return posts.prefetch_related(Prefetch("memberships", rows, to_attr="rows"))


def holders_on(day: datetime.date, memberships: Iterable[Membership]) -> Answer:
    """Return the Answer for *day* of *memberships*, all of one post, with their persons, post and tenures."""
    memberships, language = list(memberships), current_language()
    held = held_on(day, memberships)
    if held:
        holders = [Holder(row, row.tenure.grade_on(day), evidence_on(day, row)) for row in held]
        holders.sort(key=lambda holder: (holder.grade.place, holder.membership.person.sort_key(language)))
        people = {row.person_id for row in held}
        is_doubtful = len(people) > 1 and holders[0].grade == Grade.LIKELY
        return Answer(holders, held[0].post.single and is_doubtful)
    before, after = last_before(day, memberships), first_after(day, memberships)
    if before and after and is_handover(day, before, after):
        return Answer([before, after], is_one_of=True)
    return Answer([], before=before, after=after)


def evidence_on(day: datetime.date, row: Membership) -> str:
    """Return in words what shows that *row* was held on *day*."""
    grade = row.tenure.grade_on(day)
    if grade == Grade.STATED:
        return row.dates_text
    if grade == Grade.NAMED:
        return _("mentioned on this day")
    run = next((run for run in row.tenure.runs() if run[0] <= day <= run[-1]), None)
    if run is None:
        return _("likely: %(dates)s") % {"dates": row.dates_text}
    days = {
        "before": date_format(row.tenure.naming_before(day)),
        "after": date_format(row.tenure.naming_after(day)),
    }
    if row.post.single:
        return _("likely: mentioned on %(before)s and %(after)s, nobody else in between") % days
    return _("likely: mentioned on %(before)s and %(after)s") % days


def last_before(day: datetime.date, memberships: Iterable[Membership]) -> Holder | None:
    """Return the holder who is the last one known before *day*."""
    known = [(last, row.pk, row) for row in memberships if (last := row.tenure.last_known_before(day))]
    if not known:
        return None
    last, _pk, row = max(known)
    if row.end_date is None and row.tenure.is_named_on(last):
        return Holder(row, None, _("last mentioned on %(day)s") % {"day": date_format(last)})
    return Holder(row, None, row.dates_text)


def first_after(day: datetime.date, memberships: Iterable[Membership]) -> Holder | None:
    """Return the holder who is the first one known after *day*."""
    # Of two who are known on the same day, one may leave on it.
    known = [
        (first, row.tenure.known_days[-1], row.pk, row)
        for row in memberships
        if (first := row.tenure.first_known_after(day))
    ]
    if not known:
        return None
    first, _last, _pk, row = min(known)
    if row.start_date is None and row.tenure.is_named_on(first):
        return Holder(row, None, _("next mentioned on %(day)s") % {"day": date_format(first)})
    return Holder(row, None, row.dates_text)


def is_handover(day: datetime.date, before: Holder, after: Holder) -> bool:
    """Say whether *before* handed the post over to *after* within a month around *day*, on a day that is not known.

    If they are one person, who was acting first, the time between does not matter: nobody else is known in it.
    """
    last = before.membership.tenure.last_known_before(day)
    first = after.membership.tenure.first_known_after(day)
    return (
        before.membership.post.single
        and before.membership.end_date is None
        and after.membership.start_date is None
        and before.membership != after.membership
        and (before.membership.person_id == after.membership.person_id or first - last <= HANDOVER)
    )


def existence_text(organization: Organization, day: datetime.date) -> str:
    """Return in words that *organization* did not exist on *day*, "" if it did as far as is known.

    A date that is not known is that of the organization of which it is a part.
    """
    bodies = [organization, *above(organization, "parent")]
    founded = next((body for body in bodies if body.start_date), None)
    dissolved = next((body for body in bodies if body.end_date), None)
    if founded and day < founded.start_date:
        return _("It did not exist on this day: it was founded later (%(day)s).") % {
            "day": founded.start_text
        }
    if dissolved and day > dissolved.end_date:
        return _("It did not exist on this day: it was dissolved before (%(day)s).") % {
            "day": dissolved.end_text
        }
    return ""


class TwoHolders(NamedTuple):
    """Two offices in a post that one person holds at a time, and a day on which both are known to be held."""

    first: Membership
    second: Membership
    day: datetime.date

    def __str__(self):
        return _(
            "“%(post)s” has two holders on %(day)s, %(first)s and %(second)s. Say when one of them left, or that "
            "several people hold the post."
        ) % {
            "post": self.first.post.label,
            "day": date_format(self.day),
            "first": self.first.person.name,
            "second": self.second.person.name,
        }


def contradictions(posts: Iterable[int]) -> Iterator[str]:
    """Yield messages about what contradicts itself in the offices in *posts* (primary keys). Runs three queries."""
    rows = Membership.objects.filter(post__in=posts).select_related("person", "post").order_by("post", "pk")
    rows = list(rows.with_tenures())
    yield from map(str, two_holders(rows))
    yield from namings_outside(rows)


def namings_outside(memberships: Iterable[Membership]) -> Iterator[str]:
    """Yield a message for each of *memberships* whose holder a source names outside of its stated dates or those of
    its body.
    """
    for row in memberships:
        if days := row.tenure.contradictions:
            yield _(
                "%(name)s is mentioned as “%(post)s” on %(day)s, which is outside the dates of this office or of its body "
                "(%(dates)s). One of the two is wrong."
            ) % {
                "name": row.person.name,
                "post": row.post.label,
                "day": date_format(days[0]),
                "dates": row.dates_text,
            }


def two_holders(memberships: Iterable[Membership]) -> Iterator[TwoHolders]:
    """Yield TwoHolders for each two people who held a post for one at the same time.

    *memberships* are in the order of their posts. Acting holders do not count, and the day on which one hands over to
    the other is no contradiction.
    """
    rows = [row for row in memberships if row.post.single and not row.acting]
    for _post, held in itertools.groupby(rows, key=lambda row: row.post_id):
        for first, second in itertools.combinations(held, 2):
            if first.person_id != second.person_id and (day := common_day(first, second)):
                yield TwoHolders(first, second, day)


def common_day(first: Membership, second: Membership) -> datetime.date | None:
    """Return the first day on which both offices are known to be held, except a day of handover; None without one."""
    days = set(first.tenure.namings) & set(second.tenure.namings)
    starts = {(row.start_date, row.start_precision) for row in (first, second)}
    days.update(day for day, precision in starts if day and precision == Precision.DAY and len(starts) == 1)
    for one, other in ((first, second), (second, first)):
        for period in stated(one):
            days.update(day for day in other.tenure.namings if period.first < day < period.last)
            days.update(
                max(period.first, also.first)
                for also in stated(other)
                if period.first < also.last and also.first < period.last
            )
    return min(days, default=None)


def stated(membership: Membership) -> list[Period]:
    return [period for period in membership.tenure.periods if period.grade == Grade.STATED]
