"""The share cards of pages: what each kind of card tells, and the view that answers with its picture."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipacis.core.files.cards import Card, Picture, kept
from ipacis.core.lists.entries import about
from ipacis.core.lists.pages import MAX_ID
from ipacis.core.lists.selection import Selection
from ipacis.core.text.labels import current_language
from ipacis.core.text.typography import typeset
from ipacis.core.web.paths import path_to
from ipacis.core.web.sharing import share
from people.models import Organization, Person, Post
from people.suggestions import office_of, with_offices

from .delegations import people_in
from .models import Event, Meeting, NewsItem, Place, Topic
from .models.participations import graded
from .models.subjects import MEETINGS

#: Seconds for which caches may keep a card.
MAX_AGE = 60 * 60
#: {URL name of a page about no single thing: title of its card}. All other such pages have the card of the home page.
PAGES = {
    "home": gettext_lazy("Who met whom, where, when and in which office"),
    "news": gettext_lazy("News"),
    "meetings": gettext_lazy("Meetings"),
    "people": gettext_lazy("People"),
    "organizations": gettext_lazy("Organizations"),
    "topics": gettext_lazy("Topics"),
    "places": gettext_lazy("Places"),
    "events": gettext_lazy("Events"),
    "posts": gettext_lazy("Posts"),
    "documents": gettext_lazy("Documents"),
    "calendar": gettext_lazy("Calendar"),
    "who-met-whom": gettext_lazy("Who met whom, by country"),
    "corrections": gettext_lazy("Corrections"),
    "data": gettext_lazy("Open data"),
    "subscribe": gettext_lazy("Subscribe"),
    "about": gettext_lazy("About this site"),
    "press": gettext_lazy("For the press"),
    "privacy": gettext_lazy("Privacy"),
    "accessibility": gettext_lazy("Accessibility"),
}


class Kind(NamedTuple):
    """The things of a *model* that have cards: those of ``rows()``. ``card(thing)`` returns the card of one of them."""

    model: type[Model]
    rows: Callable[[], QuerySet]
    card: Callable[[Model], Card]


def line(*words: object) -> str:
    """Return the line above the title."""
    return " · ".join(str(word) for word in words if word)


def picture_of(name: str, focus: str) -> Picture | None:
    """Return the Picture with *name*; *focus* is its point of interest as stored ("0.5x0.25")."""
    if not name:
        return None
    try:
        left, top = map(float, focus.split("x"))
    except ValueError:
        return Picture(name)
    return Picture(name, (left, top))


def city_of(meeting: Meeting) -> str:
    """Return the city of *meeting* as printed, or else its place; "" without a place."""
    if not meeting.place_id:
        return ""
    return graded(meeting.city_name or meeting.place_name, meeting.place_stated)


def release_card(item: NewsItem) -> Card:
    cities = {city_of(meeting) for meeting in item.meetings.published().select_related("place")}
    photo = item.photos.order_by("news_links__order", "news_links__pk").first()
    day = graded(date_format(item.date), item.date_stated)
    return Card(
        line(_("News"), day, cities.pop() if len(cities) == 1 else ""),
        item.headline,
        tuple(row.shown_name for row in people_in(item)),
        picture_of(photo.image.name, photo.image_ppoi) if photo else None,
    )


def meeting_card(meeting: Meeting) -> Card:
    days = graded(meeting.days_text, meeting.date_stated)
    rows = meeting.participations.exclude(person=None).select_related("person").order_by("order", "pk")
    names = dict.fromkeys(row.shown_name for row in rows)
    return Card(line(_("Meeting"), days, city_of(meeting)), str(meeting.title), tuple(names))


def person_card(person: Person) -> Card:
    kicker = line(_("People"), person.country.name)
    offices = [office_of(row) for row in with_offices([person])]
    portrait = picture_of(person.portrait.name, person.portrait_ppoi)
    return Card(kicker, str(person.full_name), tuple(filter(None, offices)), portrait)


def organization_card(organization: Organization) -> Card:
    return Card(line(_("Organizations"), organization.country.name), str(organization.name))


def topic_card(topic: Topic) -> Card:
    return Card(line(_("Topics"), topic.broader and topic.broader.label), str(topic.label))


def place_card(place: Place) -> Card:
    return Card(line(_("Places"), place.other_city, place.country.name), str(place.name))


def event_card(event: Event) -> Card:
    return Card(line(_("Events"), graded(event.days_text, event.date_stated)), str(event.name))


def post_card(post: Post) -> Card:
    return Card(line(_("Posts"), post.organization.name), str(post.label))


KINDS = {
    "news": Kind(
        NewsItem, lambda: NewsItem.objects.published().in_language(current_language()), release_card
    ),
    "meetings": Kind(Meeting, lambda: Meeting.objects.published().select_related("place"), meeting_card),
    "people": Kind(Person, Person.objects.public, person_card),
    "organizations": Kind(Organization, Organization.objects.all, organization_card),
    "topics": Kind(Topic, Topic.objects.all, topic_card),
    "places": Kind(Place, Place.objects.all, place_card),
    "events": Kind(Event, Event.objects.all, event_card),
    "posts": Kind(Post, lambda: Post.objects.select_related("organization"), post_card),
}
#: {model of a thing: the name of its kind in addresses}
NAMES = {kind.model: name for name, kind in KINDS.items()}


def path_of(thing: Model) -> str:
    """Return the path of the card of *thing*."""
    return path_to("card", NAMES[type(thing)], str(thing.pk))


@require_safe
def card(request: HttpRequest, kind: str, number: int) -> FileResponse:
    """Answer with the card of the thing of *kind* with the primary key *number*. Raises Http404 if it is not public."""
    if kind not in KINDS:
        raise Http404("no such kind of cards")
    _model, rows, draw = KINDS[kind]
    return answer(draw(get_object_or_404(rows(), pk=min(number, MAX_ID))), f"{kind}-{number}")


@require_safe
def pair_card(request: HttpRequest, first: int, second: int) -> FileResponse:
    """Answer with the card of the page about the meetings of two people. Raises Http404 if they never met.

    Otherwise somebody could fill the storage with the cards of all possible pairs.
    """
    keys = [min(first, MAX_ID), min(second, MAX_ID)]
    people = [get_object_or_404(Person.objects.public(), pk=key) for key in keys]
    met = Selection(MEETINGS).about(about("person", keys[0])).about(about("person", keys[1]))
    if not met.cursors(1):
        raise Http404("they never met")
    names = {"first": people[0].name, "second": people[1].name}
    title = _("%(first)s and %(second)s: meetings") % names
    return answer(Card(line(_("Who met whom")), title), f"pair-{first}-{second}")


@require_safe
def page_card(request: HttpRequest, name: str) -> FileResponse:
    """Answer with the card of the page with the URL name *name*."""
    if name not in PAGES:
        raise Http404("no such card")
    return answer(Card("", str(PAGES[name])), f"page-{name}")


def answer(shown: Card, name: str) -> FileResponse:
    """Answer with the picture of *shown*, which is kept under *name* and the language of the request."""
    shown = shown._replace(
        kicker=typeset(shown.kicker),
        title=typeset(shown.title),
        sites=(_("Interparliamentary Assembly of the CIS"), _("IPA CIS")),
    )
    response = FileResponse(kept(shown, f"{current_language()}/{name}"), content_type="image/jpeg")
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return share(response)
