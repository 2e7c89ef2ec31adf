"""Public pages of people, and of each organization and post."""

import itertools
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import translate_url
from django.utils.safestring import SafeString
from django.views.generic import DetailView, ListView
from django_countries import countries

from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES, current_language
from ipacis.core.text.languages import alphabetical, by_name, filed_under
from ipacis.core.web.licences import CC0
from ipacis.core.web.schemas import described_by
from ipacis.core.web.sharing import for_others

from . import jsonld, open_data
from .filters import HolderFilter, InOffice, NameFilter, PersonFilter
from .holders import existence_text, holders_on, with_holders
from .models import Membership, Organization, Person, Post
from .models.memberships import newest_first
from .models.posts import by_rank
from .suggestions import found_people, marked, office_of
from .timeline import timeline_of

PEOPLE_ON_A_PAGE = 60
MOST_SUGGESTIONS = 8


class Alphabet(NamedTuple):
    """The first letters of the family names that are written in *language*."""

    language: str
    letters: list[str]


class PeopleOfLetter(NamedTuple):
    """The people of a page whose family names begin with *letter*."""

    letter: str
    people: list[Person]


class ShownMatch(NamedTuple):
    """A person found by name, and the matching *name* with its matching letters marked."""

    person: Person
    name: SafeString


class PersonList(ListView):
    """Public people in alphabetical order, or those found by name.

    A page begins with the person whose slug is in ``?from=``, so that its content stays the same when people are added
    to earlier pages.
    """

    template_name = "people/person_list.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.filter = PersonFilter(request.GET)
        self.query = self.filter.raw("q")
        self.letter = self.filter.raw("letter")

    def get_queryset(self):
        people = Person.objects.public().by_name()
        return people.none() if self.filter.errors else self.filter.narrowed(people)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            # The alphabet of the page comes first.
            alphabets=[
                Alphabet(code, Person.objects.public().letters(code))
                for code in sorted(LANGUAGES, key=lambda code: code != current_language())
            ],
            letter=self.letter,
            query=self.query,
            errors=self.filter.errors,
            chosen={name: self.filter.raw(name) for name in self.filter.narrowing},
            is_narrowed=any(self.filter.raw(name) for name in self.filter.narrowing),
            countries=self.countries,
            organizations=self.organizations,
            in_office=InOffice.choices,
            count=self.object_list.count(),
            alternates=self.in_every_language(),
            noindex=bool(self.filter.errors)
            or any(self.filter.raw(name) for name in ("q", "country", "organization", "office")),
            **self.shown(),
            **kwargs,
        )

    @property
    def countries(self) -> list[tuple[str, str]]:
        """The choices (code, name) of the form: the countries of public people."""
        codes = (
            Person.objects.public()
            .exclude(country="")
            .order_by()
            .values_list("country", flat=True)
            .distinct()
        )
        choices = [(code.lower(), countries.name(code)) for code in codes]
        return sorted(choices, key=lambda choice: alphabetical(choice[1]))

    @property
    def organizations(self) -> list[tuple[str, str]]:
        """The choices (slug, name) of the form: the organizations with offices of public people."""
        offices = Membership.objects.filter(post__organization=OuterRef("pk"), person__is_public=True)
        rows = by_name(Organization.objects.filter(Exists(offices)))
        return [(row.slug, row.name) for row in rows]

    def in_every_language(self) -> dict[str, str]:
        """Return {language: address} of the first page of this list. Later pages differ, as the order does."""
        names = ("q", *self.filter.narrowing)
        conditions = {name: value for name in names if (value := self.filter.raw(name))}
        path = f"{self.request.path}?{urlencode(conditions)}" if conditions else self.request.path
        return {code: translate_url(path, code) for code in LANGUAGES}

    def shown(self) -> dict:
        """Return the template context with the people of this page; empty if the query string has errors."""
        if self.filter.errors:
            return {}
        return self.found() if self.query else self.page()

    def found(self) -> dict:
        """Return the template context with the people found by name."""
        matches = found_people(self.query, PEOPLE_ON_A_PAGE)
        return {"matches": [ShownMatch(match.person, marked(match)) for match in matches]}

    def page(self) -> dict:
        """Return the template context with one page of the alphabet and the addresses of the pages beside it."""
        people, previous = self.object_list, None
        if first := self.filter.value("from"):
            before = people.before(first)
            previous = before.reverse()[PEOPLE_ON_A_PAGE - 1 :].first() or before.first()
            people = people.starting_with(first)
        people = list(people.with_offices()[: PEOPLE_ON_A_PAGE + 1])
        following = people[PEOPLE_ON_A_PAGE] if len(people) > PEOPLE_ON_A_PAGE else None
        letters = itertools.groupby(people[:PEOPLE_ON_A_PAGE], key=letter_of)
        return {
            "by_letter": [PeopleOfLetter(letter, list(rows)) for letter, rows in letters],
            "next": self.filter.query_from(following) if following else "",
            "previous": self.filter.query_from(previous) if previous else "",
        }


def letter_of(person: Person) -> str:
    """Return the capital letter under which lists file *person*, "" for a name without letters."""
    name = person.list_name
    first = next((sign for sign in fold(name) if sign.isalnum()), "")
    return filed_under(first, name.language)[:1].upper() if first else ""


def suggest(request: HttpRequest) -> JsonResponse:
    """Answer with suggestions of people for the text in the search box, as JSON; none if it cannot be read.

    Each person has the keys ``name`` (the name that matched), ``spans`` ([start, end] of its matching letters),
    ``shown`` (the name on pages), ``office`` and ``url``.
    """
    conditions = NameFilter(request.GET)
    return JsonResponse({"people": people_suggested("" if conditions.errors else conditions.value("q"))})


def people_suggested(query: str | None) -> list[dict]:
    """Return the people whose names sound like *query*, as ``suggest`` answers with them; none for an empty query."""
    return [
        {
            "name": match.name,
            "spans": match.spans,
            "shown": match.person.name,
            "office": office_of(match.person),
            "url": match.person.get_absolute_url(),
        }
        for match in (found_people(query, MOST_SUGGESTIONS) if query else [])
    ]


class PersonDetail(DetailView):
    """A person: offices held, other names, and (from ``news``) meetings."""

    def get_queryset(self):
        return Person.objects.public().prefetch_related("other_names")

    def get_context_data(self, **kwargs):
        offices = self.object.memberships.select_related("post__organization")
        memberships = newest_first(offices.prefetch_related("post__former_names").with_tenures())
        self.object.offices = memberships
        return super().get_context_data(
            timeline=timeline_of(memberships),
            structured=jsonld.person_page(self.object, memberships),
            **kwargs,
        )


class HoldersView(DetailView):
    """A page that shows who held a post on the day in the query string (``?on=``), or today if there is none."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.filter = HolderFilter(request.GET)

    def get_context_data(self, **kwargs):
        day = self.filter.day
        return super().get_context_data(
            day=day,
            day_error=self.filter.error,
            asked="on" in self.request.GET,
            name_then=self.object.called_on(day) if day else "",
            **kwargs,
        )


class OrganizationDetail(HoldersView):
    """An organization with its posts, their holders on a day and over time, its parts and its names.

    The posts are its own and those heads of its bodies that the home page names.
    """

    queryset = Organization.objects.select_related("parent__parent").prefetch_related(
        "former_names", "children"
    )

    def get_context_data(self, **kwargs):
        day = self.filter.day
        heads = Q(organization__parent=self.object, on_home=True)
        posts = by_rank(with_names(Post.objects.filter(Q(organization=self.object) | heads)))
        for post in posts:
            post.answer = holders_on(day, post.rows) if day else None
            post.title = post.called_on(day) if day else post.label
        return super().get_context_data(
            posts=posts,
            timeline=timeline_of([row for post in posts for row in newest_first(post.rows)]),
            existence=existence_text(self.object, day) if day else "",
            structured=jsonld.organization_page(self.object),
            **kwargs,
        )


class PostDetail(HoldersView):
    """A post with its holders on a day, and all its holders over time."""

    def get_queryset(self):
        return with_names(Post.objects.select_related("organization__parent__parent"))

    def get_context_data(self, **kwargs):
        day, rows = self.filter.day, self.object.rows
        return super().get_context_data(
            answer=holders_on(day, rows) if day else None,
            timeline=timeline_of(newest_first(rows)),
            existence=existence_text(self.object.organization, day) if day else "",
            **kwargs,
        )


def with_names(posts: QuerySet) -> QuerySet:
    """Return *posts* with their former names and their holders (``with_holders``)."""
    return with_holders(posts.prefetch_related("former_names"))


@for_others
def post_holders(request: HttpRequest, slug: str) -> JsonResponse:
    """Answer with the holders of a post on the day in the query string (``?on=``), or today if there is none."""
    posts = with_names(Post.objects.select_related("organization__parent__parent"))
    post = get_object_or_404(posts.prefetch_related("organization__former_names"), slug=slug)
    return holders_answer(request, post.organization, [post])


@for_others
def organization_holders(request: HttpRequest, slug: str) -> JsonResponse:
    """Answer with the holders of all posts of an organization on a day, as ``post_holders`` does."""
    organization = get_object_or_404(
        Organization.objects.select_related("parent__parent").prefetch_related("former_names"), slug=slug
    )
    return holders_answer(request, organization, with_names(organization.posts.all()))


def holders_answer(request: HttpRequest, organization: Organization, posts: Iterable[Post]) -> JsonResponse:
    """Answer with the holders of *posts* of *organization*, or with status 400 if the day cannot be read."""
    conditions = HolderFilter(request.GET)
    if conditions.errors:
        return JsonResponse({"error": conditions.error}, status=400)
    response = JsonResponse(open_data.holders(organization, posts, conditions.day))
    return described_by(response, "holders.json", CC0)
