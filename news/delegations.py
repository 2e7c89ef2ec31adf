"""The participants of a meeting, grouped by the organizations that they represent."""

from typing import NamedTuple

from people.models import Organization

from .models import Meeting, Participation


class Delegation(NamedTuple):
    """The participations for one organization under one name, as printed.

    A participant without an organization is alone, without a name of an organization.
    """

    organization: Organization | None
    name: str
    participations: list[Participation]


class ReportedMeeting(NamedTuple):
    """A meeting of a release, with its delegations."""

    meeting: Meeting
    delegations: list[Delegation]


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
