"""Public pages of people, organizations and posts."""

from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import JsonResponse
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from ipacis.core.record.dates import parse_day
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES

from . import jsonld
from .models import Membership, Organization, Person, Post
from .suggestions import found_people, marked, office_of

PEOPLE_ON_A_PAGE = 60
MAX_QUERY = 200
SUGGESTED = 8


class PersonList(ListView):
    """Public people from A to Z in both alphabets, or those found by a name.

    A page begins with the person whose slug stands in ``?from=``, so its address stays the same when people
    are added before.
    """

    template_name = "people/person_list.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.query = request.GET.get("q", "")[:MAX_QUERY].strip()
        self.letter = request.GET.get("letter", "")[:1].upper()

    def get_queryset(self):
        people = Person.objects.public().by_name()
        return people.on_letter(self.letter) if self.letter else people

    def get_context_data(self, **kwargs):
        shown = self.found() if self.query else self.page()
        return super().get_context_data(
            alphabets=[(code, Person.objects.public().letters(code)) for code in LANGUAGES],
            letter=self.letter,
            query=self.query,
            count=Person.objects.public().count(),
            alternates=self.in_every_language(),
            **shown,
            **kwargs,
        )

    def in_every_language(self):
        """Return code → address of this list from its beginning: each language has an order of its own."""
        asked = {name: value for name, value in [("q", self.query), ("letter", self.letter)] if value}
        path = f"{self.request.path}?{urlencode(asked)}" if asked else self.request.path
        return {code: translate_url(path, code) for code in LANGUAGES}

    def found(self):
        """Return what the page shows of the people found by a name."""
        matches = found_people(self.query, PEOPLE_ON_A_PAGE)
        return {"matches": [(match.person, marked(match)) for match in matches], "noindex": True}

    def page(self):
        """Return one page of the alphabet with the first person of the pages before and after it."""
        people, previous = self.object_list, None
        slug = self.request.GET.get("from", "")[:100]
        first = Person.objects.public().filter(slug=slug).first() if slug else None
        if first:
            before = people.before(first)
            previous = before.reverse()[PEOPLE_ON_A_PAGE - 1 :].first() or before.first()
            people = people.starting_with(first)
        people = list(people.with_offices()[: PEOPLE_ON_A_PAGE + 1])
        return {
            "people": people[:PEOPLE_ON_A_PAGE],
            "next": people[PEOPLE_ON_A_PAGE] if len(people) > PEOPLE_ON_A_PAGE else None,
            "previous": previous,
        }


def suggest(request):
    """Answer the search box as one types: JSON of name, the letters that matched, office and address."""
    query = request.GET.get("q", "")[:MAX_QUERY].strip()
    matches = found_people(query, SUGGESTED) if query else []
    return JsonResponse(
        {
            "people": [
                {
                    "name": match.name,
                    "spans": match.spans,
                    "shown": match.person.name,
                    "office": office_of(match.person),
                    "url": match.person.get_absolute_url(),
                }
                for match in matches
            ]
        }
    )


class PersonDetail(DetailView):
    """A person: offices held, other names, and (from ``news``) meetings."""

    def get_queryset(self):
        return Person.objects.public().with_offices().prefetch_related("other_names")

    def get_context_data(self, **kwargs):
        memberships = list(self.object.memberships.select_related("post__organization").newest_first())
        return super().get_context_data(
            memberships=memberships,
            structured=jsonld.person_page(self.object, memberships),
            **kwargs,
        )


class OrganizationList(ListView):
    """All organizations by kind; the parliaments and the Assembly's own bodies first."""

    template_name = "people/organization_list.html"
    ORDER = [
        Organization.Classification.ASSEMBLY,
        Organization.Classification.ASSEMBLY_BODY,
        Organization.Classification.PARLIAMENT,
        Organization.Classification.CHAMBER,
    ]

    def get_queryset(self):
        # Not by the database: each has an alphabet of its own.
        return sorted(Organization.objects.all(), key=lambda body: (fold(body.name), body.pk))

    def get_context_data(self, **kwargs):
        groups = {kind: [] for kind in [*self.ORDER, *Organization.Classification]}
        for organization in self.object_list:
            groups[organization.classification].append(organization)
        return super().get_context_data(
            groups=[(Organization.Classification(kind).label, rows) for kind, rows in groups.items() if rows],
            **kwargs,
        )


def day_asked(request):
    """Return (day, error) of ``?on=``: today where nothing is asked, None with a sentence where it is no day."""
    text = request.GET.get("on", "")
    if not text:
        return timezone.localdate(), ""
    day = parse_day(text)
    if day is None or day.year < 1900:
        return None, _("This is no day. Write it like 2019-02-22.")
    return day, ""


class OrganizationDetail(DetailView):
    """An organization: its posts with their holders on a day and before, its parts and names."""

    queryset = Organization.objects.select_related("parent").prefetch_related("former_names", "children")

    def get_context_data(self, **kwargs):
        day, error = day_asked(self.request)
        memberships = Membership.objects.select_related("person").newest_first()
        posts = list(self.object.posts.prefetch_related(Prefetch("memberships", memberships, to_attr="rows")))
        for post in posts:
            held = [row for row in post.rows if day and row.is_held_on(day)]
            post.holders = sorted(held, key=lambda row: row.person.sort_name_en)
            post.other_holders = [row for row in post.rows if row not in held]
        return super().get_context_data(
            posts=posts,
            structured=jsonld.organization_page(self.object),
            before=any(post.other_holders for post in posts),
            day=day,
            day_error=error,
            asked="on" in self.request.GET,
            **kwargs,
        )


class PostDetail(DetailView):
    """A post with all its holders over time; ``?on=`` answers who held it that day."""

    queryset = Post.objects.select_related("organization").prefetch_related("former_names")

    def get_context_data(self, **kwargs):
        day, error = day_asked(self.request)
        memberships = list(self.object.memberships.select_related("person").newest_first())
        return super().get_context_data(
            memberships=memberships,
            holders=self.object.memberships.held_on(day).select_related("person") if day else [],
            day=day,
            day_error=error,
            asked="on" in self.request.GET,
            **kwargs,
        )
