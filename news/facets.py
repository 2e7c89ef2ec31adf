"""What a list holds under its present conditions: topics, people, organizations, countries, kinds.

The count of a value is what a click on it gives. Each facet is one query (organizations two), whatever the
number of rows; the archive asks for none where a list is too long to count.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from ipacis.core.labels import label_columns
from ipacis.core.unions import union
from people.models import Organization, Person
from people.models.persons import person_is_public

from .models import Meeting, MeetingTopic, NewsItem, NewsTopic, Participation, Report, Topic
from .models.items import meeting_is_public

SHOWN = 8
UNFOLDED = 60

NAME_COLUMNS = [
    *label_columns("given_name"),
    *label_columns("family_name"),
    *label_columns("patronymic_name"),
]


@dataclass(frozen=True)
class Value:
    """A value of a facet: what stands in the address, its words, and what a click on it gives."""

    slug: str
    label: str
    count: int
    url: str


@dataclass
class Facet:
    """One parameter with its commonest values; ``more`` values are not listed at all."""

    heading: str
    parameter: str
    values: list = field(default_factory=list)
    more: int = 0

    @property
    def first(self):
        return self.values[:SHOWN]

    @property
    def rest(self):
        return self.values[SHOWN:]

    @property
    def folded(self):
        """The number of values that are not seen at first."""
        return len(self.rest) + self.more


def ranked(counts):
    """Return the (key, count) pairs of *counts*, the commonest first."""
    return sorted(counts, key=lambda pair: (-pair[1], str(pair[0])))


def facet(archive, heading, parameter, rows):
    """Return the Facet of *rows* (slug, label, count), without the conditions that are active already."""
    active = {condition.value for condition in archive.filter.conditions if condition.parameter == parameter}
    rows = [row for row in rows if row[0] not in active]
    values = [
        Value(slug, label, count, archive.url(**{parameter: slug})) for slug, label, count in rows[:UNFOLDED]
    ]
    return Facet(heading, parameter, values, more=max(0, len(rows) - UNFOLDED))


def topic_rows(pairs):
    """Return (slug, label, count) of (item, topic) *pairs* that are distinct."""
    counts = Counter(topic for _item, topic in pairs if topic)
    topics = Topic.objects.in_bulk(list(counts))
    return [(topics[pk].slug, topics[pk].label, count) for pk, count in ranked(counts.items())]


def organization_pairs(lines):
    """Return the distinct (meeting, organization) pairs of *lines*: by delegation or by an office held."""
    delegations = lines.order_by().values_list("meeting", "delegation")
    offices = lines.order_by().values_list("meeting", "memberships__post__organization")
    return union(delegations, offices)


def organization_rows(pairs):
    """Return (slug, name, count) of (item, organization) *pairs* that are distinct."""
    counts = Counter(organization for _item, organization in pairs if organization)
    bodies = Organization.objects.in_bulk(list(counts))
    return [(bodies[pk].slug, bodies[pk].name, count) for pk, count in ranked(counts.items())]


def person_columns(prefix):
    """Return the columns of a person behind the lookup *prefix* that ``person_rows`` asks for."""
    return [f"{prefix}slug", *(f"{prefix}{column}" for column in NAME_COLUMNS)]


def person_rows(counts):
    """Return (slug, name, count) of *counts*: pairs of a person's columns and a number."""
    rows = [
        (slug, Person(**dict(zip(NAME_COLUMNS, names, strict=True))).name, count)
        for (slug, *names), count in counts
    ]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def meeting_facets(archive):
    """Return the facets of a list of meetings."""
    meetings = archive.queryset.order_by().values("pk")
    lines = Participation.objects.filter(meeting__in=meetings)
    topics = MeetingTopic.objects.filter(content_object__in=meetings).values_list("content_object", "tag")
    people = (
        lines.filter(person__is_public=True, capacity__in=archive.filter.capacities)
        .values_list(*person_columns("person__"))
        .annotate(Count("pk"))
    )
    nations = (
        lines.order_by()
        .with_nation()
        .filter(nation__gt="")
        .values_list("nation")
        .annotate(count=Count("meeting", distinct=True))
    )
    kinds = dict(Meeting.Kind.choices)
    return [
        facet(archive, _("Topics"), "topic", topic_rows(topics)),
        facet(
            archive,
            _("Participants"),
            "participant",
            person_rows((columns, count) for *columns, count in people),
        ),
        facet(archive, _("Organizations"), "organization", organization_rows(organization_pairs(lines))),
        facet(
            archive,
            _("Countries"),
            "country",
            [(code.lower(), countries.name(code), count) for code, count in ranked(nations)],
        ),
        facet(
            archive,
            _("Kinds"),
            "kind",
            [(kind, kinds[kind], count) for kind, count in ranked(archive.kind_counts)],
        ),
    ]


def news_facets(archive):
    """Return the facets of a list of news: what is its own together with what its public meetings have."""
    items = archive.queryset.order_by().values("pk")
    told = Report.objects.filter(meeting_is_public(), item__in=items).order_by()
    own = NewsTopic.objects.filter(content_object__in=items).order_by()
    topics = union(
        own.values_list("content_object", "tag"), told.values_list("item", "meeting__topic_links__tag")
    )
    mentions = NewsItem.mentioned.through.objects.filter(person_is_public(), newsitem__in=items)
    present = "meeting__participations__person"
    people = union(
        mentions.values_list("newsitem", *person_columns("person__")),
        told.filter(person_is_public(present)).values_list("item", *person_columns(f"{present}__")),
    )
    sections = archive.queryset.order_by().values_list("pk", "section")
    bodies = union(
        sections,
        told.values_list("item", "meeting__participations__delegation"),
        told.values_list("item", "meeting__participations__memberships__post__organization"),
    )
    counts = Counter(tuple(columns) for _item, *columns in people)
    return [
        facet(archive, _("Topics"), "topic", topic_rows(topics)),
        facet(archive, _("People"), "person", person_rows(counts.items())),
        facet(archive, _("Organizations"), "organization", organization_rows(bodies)),
    ]
