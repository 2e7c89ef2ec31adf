"""The admin of people, offices, posts and organizations."""

from collections.abc import Iterable

from django.contrib import admin, messages
from django.db.models import Case, F, Model, Q, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries.filters import CountryFilter

from ipacis.core.admin import SPAN, HouseAdmin, HouseStackedInline, HouseTabularInline, MergeAdmin, both
from ipacis.core.admin.dates import day_of
from ipacis.core.admin.dependents import DependentsAdmin
from ipacis.core.admin.front import Line, WorkList
from ipacis.core.admin.keys import is_key
from ipacis.core.admin.pages import page_address
from ipacis.core.admin.row_versions import add_version
from ipacis.core.admin.search import contains_words
from ipacis.core.record.policy import part_names
from ipacis.core.text.labels import label_columns

from .forms import MembershipForm, MembershipFormSet, PersonForm
from .holders import contradictions, two_holders
from .merging import merge_organizations, merge_people, merge_posts
from .models import Membership, Organization, OrganizationName, OtherName, Person, Post, PostName
from .search import find, find_keys
from .suggestions import offered_on, told_apart

#: The most people whom a search by name finds.
MOST_PEOPLE = 50


def warn_of_contradictions(request: HttpRequest, posts: Iterable[int]) -> None:
    """Warn the editor of contradictions about the holders of the posts with the keys *posts*."""
    for contradiction in contradictions(posts):
        messages.warning(request, contradiction)


def list_link(obj: Model, model: str, key: str, text: str) -> SafeString | str:
    """Return a link to the admin list of the rows of *model* with the foreign key *key* to *obj*.

    A dash if *obj* is not saved.
    """
    if not obj.pk:
        return "–"
    url = reverse(f"admin:people_{model}_changelist")
    return format_html('<a href="{}?{}__id__exact={}">{}</a>', url, key, obj.pk, text)


class OtherNameInline(HouseTabularInline):
    model = OtherName
    fields = ["name", "language", "note", "find_only"]


class MembershipInline(HouseStackedInline):
    """The offices of a person. Each office also has its own page and history in the admin."""

    model = Membership
    formset = MembershipFormSet
    fields = ["order", ("post", "acting"), SPAN, ("first_seen", "last_seen", "has_left")]
    autocomplete_fields = ["post"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "post").in_protocol_order()


@admin.register(Person)
class PersonAdmin(DependentsAdmin, MergeAdmin):
    rank = 20
    form = PersonForm
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *both("family_name", "given_name", "patronymic_name"),
                    ("country", "family_name_first", "is_public"),
                ]
            },
        ),
        (
            gettext_lazy("About"),
            {"fields": [*both("biography"), ("portrait", "portrait_ppoi"), "wikidata_id"]},
        ),
        (gettext_lazy("Address"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]
    inlines = [MembershipInline, OtherNameInline]
    list_display = ["list_name", "office", "country", "is_public", "changed"]
    list_filter = ["is_public", ("country", CountryFilter)]
    search_fields = [*label_columns("sort_name")]  # shows the search box; ``find`` does the search

    def get_queryset(self, request):
        return super().get_queryset(request).with_offices()

    def supports(self, obj):
        return list(obj.memberships.all())

    def get_readonly_fields(self, request, obj=None):
        # Who may only add people leaves it to a colleague to make their pages public.
        may_change = super().has_change_permission(request)
        return [*super().get_readonly_fields(request, obj), *([] if may_change else ["is_public"])]

    def get_search_results(self, request, queryset, search_term):
        """Find people by name in any spelling, the best first."""
        if not search_term.strip():
            return queryset, False
        pks = [match.person.pk for match in find(search_term, MOST_PEOPLE)]
        places = Case(
            *(When(pk=pk, then=Value(place)) for place, pk in enumerate(pks)), default=Value(len(pks))
        )
        return queryset.filter(pk__in=pks).order_by(places), False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        warn_of_contradictions(request, form.instance.memberships.values_list("post", flat=True))

    def merge_pair(self, duplicate, survivor, note):
        merge_people(duplicate, survivor, note)

    def for_choices(self, queryset):
        return queryset.prefetch_related(None).with_offices()

    def choice_label(self, obj):
        return told_apart(obj)

    def is_public(self, obj):
        return obj.is_public

    @admin.display(description=gettext_lazy("name"), ordering=label_columns("sort_name")[0])
    def list_name(self, obj):
        return obj.list_name

    @admin.display(description=gettext_lazy("present office"))
    def office(self, obj):
        return "; ".join(row.in_words() for row in obj.leading_offices)


@admin.register(Membership)
class MembershipAdmin(DependentsAdmin, HouseAdmin):
    rank = 21
    form = MembershipForm
    fieldsets = [
        (None, {"fields": ["person", ("post", "acting"), SPAN, "has_left"]}),
        (gettext_lazy("Sources"), {"fields": [("first_seen", "last_seen")]}),
    ]
    autocomplete_fields = ["person", "post"]
    list_display = ["person", "post", "start_text", "end_text", "acting"]
    list_filter = ["acting"]
    list_select_related = ["person", "post"]
    search_fields = [f"post__{name}" for name in label_columns("label")]  # ``find_keys`` adds the people

    def get_search_results(self, request, queryset, search_term):
        """Find offices by post and person.

        The form of a meeting adds *person* and *day* to the query string, to get the offices of a participant on the
        day of the meeting.
        """
        if is_key(person := request.GET.get("person", "")):
            queryset = queryset.filter(person=person).order_by(F("end_date").desc(nulls_first=True), "-pk")
            if day := day_of(request.GET.get("day", "")):
                queryset = offered_on(queryset, day)
        if not search_term.strip():
            return queryset, False
        held_by = Q(person__in=find_keys(search_term, MOST_PEOPLE))
        return queryset.filter(held_by | contains_words(search_term, self.search_fields)), False

    def for_choices(self, queryset):
        return queryset.select_related("person", "post__organization").with_tenures()

    def choice_label(self, obj):
        words = [obj.post.label, obj.post.organization.short_name, obj.dates_text]
        return f"{', '.join(filter(None, words))} – {obj.person.name}"

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # The form of the person contains the offices. A new version keeps an editor who has that form open from
        # overwriting this change.
        add_version(form.instance.person, part_names(Person))
        warn_of_contradictions(request, [form.instance.post_id])


class PostNameInline(HouseStackedInline):
    model = PostName
    fields = [*both("name"), SPAN]


@admin.register(Post)
class PostAdmin(MergeAdmin):
    rank = 22
    fieldsets = [
        (None, {"fields": [*both("label"), "organization", ("order", "single"), "on_home", "holders"]}),
        (gettext_lazy("Address"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]
    readonly_fields = ["holders"]
    autocomplete_fields = ["organization"]
    inlines = [PostNameInline]
    list_display = ["label", "organization", "order", "single"]
    list_filter = ["single", "organization__classification"]
    list_select_related = ["organization"]
    search_fields = [*label_columns("label"), *(f"organization__{name}" for name in label_columns("name"))]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        warn_of_contradictions(request, [form.instance.pk])

    def missing(self, request):
        rows = Membership.objects.filter(post__single=True).select_related("person", "post")
        doubts = two_holders(rows.order_by("post", "pk").with_tenures())
        lines = [Line(str(one), page_address(self, "change", one.first.post_id)) for one in doubts]
        yield WorkList(_("Posts for one person with two holders"), lines)

    def merge_pair(self, duplicate, survivor, note):
        merge_posts(duplicate, survivor)

    def for_choices(self, queryset):
        return queryset.select_related("organization")

    def choice_label(self, obj):
        return f"{obj.label} – {obj.organization.short_name}"

    @admin.display(description=gettext_lazy("label"), ordering=label_columns("label")[0])
    def label(self, obj):
        return obj.label

    @admin.display(description=gettext_lazy("holders"))
    def holders(self, obj):
        return list_link(obj, "membership", "post", _("Who holds and held it"))


class OrganizationNameInline(HouseStackedInline):
    model = OrganizationName
    fields = [*both("name"), SPAN]


@admin.register(Organization)
class OrganizationAdmin(MergeAdmin):
    rank = 23
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *both("name", "abbreviation"),
                    ("classification", "country"),
                    "parent",
                    "posts_of_it",
                ]
            },
        ),
        (gettext_lazy("Existed"), {"fields": [SPAN]}),
        (gettext_lazy("About"), {"fields": [*both("description"), "members", "website", "wikidata_id"]}),
        (
            gettext_lazy("How to reach it"),
            {"fields": [*both("address"), ("telephone", "email")], "classes": ["collapse"]},
        ),
        (gettext_lazy("Address"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]
    readonly_fields = ["posts_of_it"]
    autocomplete_fields = ["parent", "members"]
    inlines = [OrganizationNameInline]
    list_display = ["shown_name", "classification", "country", "parent"]
    list_filter = ["classification", ("country", CountryFilter)]
    list_select_related = ["parent"]
    search_fields = [*label_columns("name"), *label_columns("abbreviation")]

    def merge_pair(self, duplicate, survivor, note):
        merge_organizations(duplicate, survivor)

    def for_choices(self, queryset):
        return queryset.select_related("parent")

    def choice_label(self, obj):
        where = obj.parent.short_name if obj.parent else obj.country.name
        return " – ".join(filter(None, [obj.name, where]))

    @admin.display(description=gettext_lazy("name"), ordering=label_columns("name")[0])
    def shown_name(self, obj):
        return obj.name

    @admin.display(description=gettext_lazy("posts"))
    def posts_of_it(self, obj):
        return list_link(obj, "post", "organization", _("Posts of this organization"))
