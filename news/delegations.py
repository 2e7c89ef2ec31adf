"""The participants of meetings as pages show them: by the organizations that they represent, in facing sides."""

from collections.abc import Collection
from operator import attrgetter
from typing import NamedTuple

from django_countries.fields import Country

from ipacis.core.record.publication import public
from people.models import Organization

from .models import Meeting, NewsItem, Participation

#: Releases with as many meetings print the people who took part in all of them once.
SEVERAL = 3
#: What makes a participant of two meetings the same: the person, and all that is printed about them.
ParticipantKey = tuple


class Delegation(NamedTuple):
    """The participations for one organization under one name, as printed.

    A participant without an organization is alone, without a name of an organization.
    """

    organization: Organization | None
    name: str
    participations: list[Participation]

    @property
    def country(self) -> Country | None:
        """The country of the delegation as printed; None if it has none."""
        country = self.participations[0].delegation_country if self.organization else None
        return country or None


class ReportedMeeting(NamedTuple):
    """A meeting of a release with its delegations, and those of its participants who are not in all its meetings."""

    meeting: Meeting
    delegations: list[Delegation]
    others: list[Delegation]

    @property
    def sides(self) -> list[list[Delegation]]:
        return sides_of(self.meeting, self.others)


def by_delegation(meeting: Meeting) -> list[Delegation]:
    """Return the delegations of *meeting*, each at the place of its first participant in the protocol order.

    All participants of a delegation are together, even if the list of participants has them apart. Runs no query if the
    participations are prefetched.
    """
    participations = meeting.participations.all()
    if "participations" not in getattr(meeting, "_prefetched_objects_cache", {}):
        participations = participations.select_related("person", "delegation")
    delegations = {}
    for participation in participations:
        name = participation.delegation_name if participation.delegation_id else ""
        # Two organizations that were merged since keep the names under which they came.
        key = (participation.delegation_id, name) if name else participation.pk
        delegation = delegations.setdefault(key, Delegation(participation.delegation, name, []))
        delegation.participations.append(participation)
    return list(delegations.values())


def sides_of(meeting: Meeting, delegations: list[Delegation]) -> list[list[Delegation]]:
    """Return *delegations* in two facing sides if *meeting* is bilateral and they make two sides; else in one list.

    They do if they are two, or of two countries; organizations of several countries count as one. Those who represent
    nobody come after both sides, or are the other side if there is only one.
    """
    if meeting.kind != Meeting.Kind.BILATERAL:
        return [delegations]
    bodies = [row for row in delegations if row.organization]
    others = [row for row in delegations if not row.organization]
    for side_of in (attrgetter("organization", "name"), attrgetter("country")):
        sides = {}
        for delegation in bodies:
            sides.setdefault(side_of(delegation), []).append(delegation)
        found = [*sides.values(), *([others] if others else [])]
        if len(sides) == 2 or len(found) == 2:
            return found
    return [delegations]


def key_of(participation: Participation) -> ParticipantKey:
    """Return the ParticipantKey of *participation*."""
    return (
        participation.person_id,
        participation.shown_name,
        participation.office_printed,
        participation.delegation_id,
        participation.delegation_id and participation.delegation_name,
        participation.how,
    )


def in_all(meetings: Collection[Meeting]) -> set[ParticipantKey]:
    """Return the keys of the people who took part in each of *meetings* in the same way.

    None for one or two meetings: there the people of both sides are better together.
    """
    if len(meetings) < SEVERAL:
        return set()
    keys = [{key_of(row) for row in meeting.participations.all() if row.person_id} for meeting in meetings]
    return set.intersection(*keys)


def parted(
    delegations: list[Delegation], keys: set[ParticipantKey]
) -> tuple[list[Delegation], list[Delegation]]:
    """Return *delegations* with the participants that have one of *keys*, and with the others."""
    inside, outside = [], []
    for delegation in delegations:
        for found, is_inside in ((inside, True), (outside, False)):
            rows = [row for row in delegation.participations if (key_of(row) in keys) == is_inside]
            if rows:
                found.append(delegation._replace(participations=rows))
    return inside, outside


def people_in(item: NewsItem) -> list[Participation]:
    """Return the people in the public meetings that *item* reports, each once, in the protocol order."""
    rows = Participation.objects.filter(public(prefix="meeting__"), meeting__reports__item=item)
    rows = rows.exclude(person=None).select_related("person")
    first = {}
    for row in rows.order_by("meeting__reports__order", "meeting", "order", "pk"):
        first.setdefault(row.person_id, row)
    return list(first.values())
