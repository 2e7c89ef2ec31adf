"""The pages that list all organizations and all posts."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ipacis.core.lists.groups import Group, by_country
from ipacis.core.text.languages import by_name

from .holders import holders_on, with_holders
from .models import Organization, Post
from .models.posts import by_rank

#: The kinds of organizations, in the order in which a page lists the bodies of an assembly.
KINDS = {kind: place for place, kind in enumerate(Organization.Classification.values)}


def organization_list(request: HttpRequest) -> HttpResponse:
    """The page with all organizations."""
    groups = grouped(with_membership(Organization.objects.all()))
    return render(request, "people/organization_list.html", {"groups": groups})


def post_list(request: HttpRequest) -> HttpResponse:
    """The page with all posts by organization, with the holders of today or else the last ones known."""
    posts, today = {}, timezone.localdate()
    for post in with_holders(Post.objects.all()):
        post.answer = holders_on(today, post.rows)
        posts.setdefault(post.organization_id, []).append(post)
    organizations = list(with_membership(Organization.objects.all()))
    for organization in organizations:
        organization.ranked_posts = by_rank(posts.get(organization.pk, []))
    groups = [
        group._replace(rows=[row for row in group.rows if row.ranked_posts])
        for group in grouped(organizations)
    ]
    return render(request, "people/post_list.html", {"groups": [group for group in groups if group.rows]})


def with_membership(organizations: QuerySet) -> QuerySet:
    """Return *organizations* with ``has_members``, which says whether other organizations are members of them."""
    members = Organization.members.through.objects.filter(from_organization=OuterRef("pk"))
    return organizations.annotate(has_members=Exists(members))


def grouped(organizations: Iterable[Organization]) -> list[Group]:
    """Return all *organizations* in Groups: the assemblies with members and their bodies, each country, the others."""
    # Sort in Python: the database does not know the alphabet of the language, nor which name is shown if there is none
    # in this language.
    rows = by_name(organizations)
    by_key = {row.pk: row for row in rows}
    own, national, international, others = [], [], [], []
    for row in rows:
        if is_of_assembly(row, by_key):
            own.append(row)
        elif row.country:
            national.append(row)
        else:
            (international if row.is_international else others).append(row)
    own.sort(key=lambda row: KINDS.get(row.classification, len(KINDS)))
    groups = [
        Group(_("The Assembly and its bodies"), own),
        *by_country(national),
        Group(_("International organizations"), international),
        Group(_("Other organizations"), others),
    ]
    return [group for group in groups if group.rows]


def is_of_assembly(organization: Organization, by_key: Mapping[int, Organization]) -> bool:
    """Say whether *organization* has members or is a part, at any depth, of one that has. *by_key* has all of them."""
    seen, here = set(), organization
    while here and here.pk not in seen:
        if here.has_members:
            return True
        seen.add(here.pk)
        here = by_key.get(here.parent_id)
    return False
