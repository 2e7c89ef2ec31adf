"""What the home page tells of the Assembly and of earlier years."""

import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.functional import cached_property

from ipacis.core.lists.entries import about
from ipacis.core.lists.selection import Selection, fetch_each
from ipacis.core.record.dates import Precision, show_partial
from ipacis.core.text.languages import by_name
from news.models import Meeting
from news.models.subjects import MEETINGS
from news.names import links_by_key
from people.holders import Holder, holders_on, with_holders
from people.models import Organization, Post

#: The first year of which meetings are looked for: the Assembly was founded in it.
FIRST_YEAR = 1992
#: Days before and after today that count as "these days" if nothing happened on the very day.
NEAR = 3


class Office(NamedTuple):
    """A post and the holders to name: those of today, or else the last one known."""

    post: Post
    holders: list[Holder]


class Member(NamedTuple):
    """A member parliament, the offices of its speakers, and its latest meeting; None without one."""

    organization: Organization
    speakers: list[Office]
    latest: Meeting | None


class Assembly:
    """The assembly whose members the site knows, with the offices that the home page names on the day *today*."""

    def __init__(self, organization: Organization, today: datetime.date):
        self.organization, self.today = organization, today

    @classmethod
    def known(cls, today: datetime.date) -> "Assembly | None":
        """Return the first assembly with members; None if there is none."""
        assemblies = Organization.objects.filter(classification=Organization.Classification.ASSEMBLY)
        found = assemblies.exclude(members=None).order_by("pk").prefetch_related("members__children").first()
        return cls(found, today) if found else None

    @property
    def founded(self) -> str:
        """When it was founded, in words, as far as it is known."""
        return show_partial(self.organization.start_date, self.organization.start_precision)

    @cached_property
    def parliaments(self) -> list[Organization]:
        return by_name(self.organization.members.all())

    @cached_property
    def offices(self) -> list[Office]:
        """The offices on the home page of which a holder is known, those of the highest rank first."""
        posts = with_holders(Post.objects.filter(on_home=True).select_related("organization"))
        offices = [Office(post, self.holders_of(post)) for post in posts]
        return [office for office in offices if office.holders]

    def holders_of(self, post: Post) -> list[Holder]:
        """Return the public holders of *post* today, or else the last one known."""
        answer = holders_on(self.today, post.rows)
        holders = answer.holders or [row for row in [answer.before] if row]
        return [row for row in holders if row.membership.person.is_public]

    @property
    def leaders(self) -> list[Office]:
        """The offices outside of the member parliaments."""
        bodies = {pk for parliament in self.parliaments for pk in bodies_of(parliament)}
        return [office for office in self.offices if office.post.organization_id not in bodies]

    @property
    def members(self) -> list[Member]:
        latest = latest_meetings({row.pk: bodies_of(row) for row in self.parliaments})
        return [
            Member(
                row,
                [office for office in self.offices if office.post.organization_id in bodies_of(row)],
                latest.get(row.pk),
            )
            for row in self.parliaments
        ]


def bodies_of(parliament: Organization) -> list[int]:
    """Return the primary keys of *parliament* and of its chambers."""
    return [parliament.pk, *(child.pk for child in parliament.children.all())]


def latest_meetings(bodies: dict[int, list[int]]) -> dict[int, Meeting]:
    """Return {key: latest public meeting about one of the organizations} for *bodies*, {key: keys of organizations}."""
    if not bodies:
        return {}
    meetings = Selection(MEETINGS)
    queries = {
        key: meetings.about(*(about("organization", pk) for pk in pks)).latest(1)
        for key, pks in bodies.items()
    }
    found = dict(fetch_each(queries))
    rows = links_by_key(Meeting, found.values())
    return {key: rows[item] for key, item in found.items() if item in rows}


class Anniversary(NamedTuple):
    """Meetings of earlier years on this day of the year, or else *is_near* it."""

    meetings: list[Meeting]
    is_near: bool


def on_this_day(today: datetime.date, most: int, told: QuerySet) -> Anniversary:
    """Return the latest *most* public meetings of earlier years that began on the day and month of *today*.

    If there are none, those that began within NEAR days of it. Meetings whose day is not known do not count, nor do
    those with a primary key in *told*, which the page tells elsewhere.
    """
    rows = Meeting.objects.published().filter(date_precision=Precision.DAY).exclude(pk__in=told)
    rows = rows.exclude(status__in=[Meeting.Status.PLANNED, Meeting.Status.CANCELLED]).latest_first()
    for near in (0, NEAR):
        found = list(rows.filter(start_date__in=days_around(today, near)).as_links()[:most])
        if found:
            break
    return Anniversary(found, near > 0)


def days_around(today: datetime.date, near: int) -> list[datetime.date]:
    """Return the days of earlier years that are within *near* days of the day and month of *today*."""
    offsets, found = range(-near, near + 1), []
    for year in range(FIRST_YEAR, today.year):
        try:
            same = today.replace(year=year)
        except ValueError:
            continue  # 29 February
        found += [same + datetime.timedelta(days=offset) for offset in offsets]
    return found
