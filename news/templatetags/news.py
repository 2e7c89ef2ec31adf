"""What the pages of people, organizations and posts show of news and meetings.

These are template tags because ``people`` may not import ``news``.
"""

from collections import Counter

from django import template
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django_countries import countries
from people.models import Organization, Person

from news.archive import with_participants, with_topics
from news.facets import organization_pairs, ranked
from news.models import Meeting, NewsItem, Participation
from news.models.participations import ATTENDANCE

register = template.Library()

LATEST = 10
COMPANIONS = 12
BODIES = 6


def overview(meetings):
    """Return the latest of *meetings*, their number, and (year, number) of each year, latest first."""
    years = list(
        meetings.order_by()
        .annotate(year=ExtractYear("start_date"))
        .values_list("year")
        .annotate(Count("pk"))
        .order_by("-year")
    )
    return {
        "latest": with_participants(meetings.latest_first())[:LATEST],
        "count": sum(count for _year, count in years),
        "years": years,
    }


@register.simple_tag
def meetings_of_person(person):
    """Return the overview of the public meetings that *person* attended."""
    return overview(Meeting.objects.published().involving(person))


@register.simple_tag
def meetings_of_organization(organization):
    """Return the overview of the public meetings with somebody from *organization*."""
    return overview(Meeting.objects.published().with_organization(organization))


@register.simple_tag
def companions_of(person):
    """Return the public people whom *person* met most often, each with ``meeting_count``."""
    shared = Participation.objects.filter(
        meeting__in=Meeting.objects.published().involving(person), capacity__in=ATTENDANCE
    )
    return (
        Person.objects.public()
        .exclude(pk=person.pk)
        .filter(participations__in=shared)
        .annotate(meeting_count=Count("participations"))
        .order_by("-meeting_count", "sort_name_en", "pk")[:COMPANIONS]
    )


@register.simple_tag
def bodies_met_by(person):
    """Return the organizations that *person* met most often, other than those that the person came for.

    Each has ``meeting_count``: what the list of meetings with both conditions holds.
    """
    meetings = Meeting.objects.published().involving(person)
    pairs = set(organization_pairs(Participation.objects.filter(meeting__in=meetings)))
    own = {body for _meeting, body in organization_pairs(Participation.objects.filter(person=person))}
    counts = Counter(body for _meeting, body in pairs if body and body not in own)
    bodies = Organization.objects.in_bulk([pk for pk, _count in ranked(counts.items())[:BODIES]])
    for pk, body in bodies.items():
        body.meeting_count = counts[pk]
    return sorted(bodies.values(), key=lambda body: (-body.meeting_count, str(body.pk)))


@register.simple_tag
def nations_met_by(person):
    """Return (code, name, number of meetings) of the countries that *person* met most often."""
    meetings = Meeting.objects.published().involving(person)
    lines = Participation.objects.order_by().with_nation().filter(nation__gt="")
    own = lines.filter(person=person).values("nation")
    counts = (
        lines.filter(meeting__in=meetings)
        .exclude(nation__in=own)
        .values_list("nation")
        .annotate(n=Count("meeting", distinct=True))
    )
    return [(code.lower(), countries.name(code), count) for code, count in ranked(counts)[:BODIES]]


@register.simple_tag
def pair_url(a, b):
    """Return the address of the meetings of two people, in its canonical order."""
    return reverse("pair", args=sorted([a.slug, b.slug]))


@register.simple_tag(takes_context=True)
def news_of_person(context, person):
    """Return the latest public releases about *person* in the language of the page."""
    news = NewsItem.objects.published().in_language(context["request"].LANGUAGE_CODE)
    return with_topics(news.involving(person).latest_first())[:5]


@register.simple_tag(takes_context=True)
def news_of_section(context, organization):
    """Return the latest public releases that *organization* published."""
    news = NewsItem.objects.published().in_language(context["request"].LANGUAGE_CODE)
    return with_topics(news.filter(section=organization).latest_first())[:5]


@register.filter
def topics_of(item):
    """Return the topics of a listed news item: its own and those of its public meetings, each once."""
    links = [*item.topic_links.all()]
    for meeting in item.public_meetings:
        links += meeting.topic_links.all()
    return list({link.tag_id: link.tag for link in links}.values())


@register.filter
def people_of(meeting):
    """Return the lines of *meeting* in protocol order, as a list prints them."""
    return meeting.participations.all()
