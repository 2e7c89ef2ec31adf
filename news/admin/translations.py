"""Adding the text of a release in another language.

The form begins with the facts of the first text, its *source*, and shows its words beside. It asks as well for the titles of
the meetings and the descriptions of the photos that are missing in the new language.
"""

from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ipacis.core.admin import HouseTabularInline
from ipacis.core.admin.keys import is_key
from ipacis.core.admin.row_versions import add_version
from ipacis.core.record.policy import part_names
from ipacis.core.text.labels import LANGUAGE_NAMES
from news.corrections import edit
from news.models import Meeting, NewsItem

#: The query parameter with the primary key of the release to which a translation is added.
SOURCE = "translation_of"


def source_of(request: HttpRequest) -> NewsItem | None:
    """Return the release to which *request* adds a translation, None if it adds none or the editor may not see it."""
    number = request.GET.get(SOURCE, "")
    if not is_key(number):
        return None
    if not hasattr(request, "translated_source"):  # several methods of the admin ask for it
        source = NewsItem.objects.filter(pk=number).first()
        own = admin.site.get_model_admin(NewsItem)
        is_seen = source and own.has_view_or_change_permission(request, source)
        request.translated_source = source if is_seen else None
    return request.translated_source


def missing_languages(item: NewsItem) -> list[str]:
    """Return the codes of the languages in which the release has no text."""
    items = NewsItem.objects.filter(translation_key=item.translation_key)
    present = set(items.values_list("language", flat=True))
    return [code for code in LANGUAGE_NAMES if code not in present]


class Link(NamedTuple):
    """A link to a page of the admin."""

    address: str
    text: str


class Gap(NamedTuple):
    """A text of *row* that is missing in a language: the *name* of its form field, its *column*, and its *limit* in letters.

    ``words`` are the text in another language.
    """

    name: str
    row: Model
    column: str
    limit: int
    label: str
    words: str


def gaps_of(request: HttpRequest, source: NewsItem, language: str) -> list[Gap]:
    """Return the titles of meetings and the descriptions of photos of *source* that *language* lacks.

    The editor may change their rows.
    """
    found = [
        (row, "title", _("Title of the meeting (%(language)s)"))
        for row in source.meetings.order_by("reports__order", "pk").distinct()
    ]
    found += [
        (row, "alt", _("What the photo shows (%(language)s)"))
        for row in source.photos.order_by("news_links__order", "pk")
    ]
    gaps = []
    for row, name, label in dict.fromkeys(found):
        column = f"{name}_{language}"
        own = admin.site.get_model_admin(type(row))
        if not getattr(row, column) and own.has_change_permission(request, row):
            limit = row._meta.get_field(column).max_length
            text = label % {"language": LANGUAGE_NAMES[language]}
            gaps.append(
                Gap(
                    f"{name}_of_{row._meta.model_name}_{row.pk}",
                    row,
                    column,
                    limit,
                    text,
                    str(getattr(row, name)),
                )
            )
    return gaps


def field_for(gap: Gap) -> forms.CharField:
    return forms.CharField(
        label=gap.label,
        help_text=gap.words,
        max_length=gap.limit,
        required=False,
        widget=forms.TextInput({"class": "vTextField", "lang": gap.column.rsplit("_", 1)[1]}),
    )


def fill(gap: Gap, text: str, editor: Model) -> None:
    """Store *text*, which closes *gap*, and add a version of the row to the open revision."""
    setattr(gap.row, gap.column, text)
    if isinstance(gap.row, Meeting):
        with edit(gap.row, editor):
            gap.row.save()
    else:
        gap.row.save()
    add_version(gap.row, part_names(type(gap.row)))


class TranslatedInline(HouseTabularInline):
    """An inline that begins with the rows of the release to which a translation is added."""

    #: The names of the copied columns.
    copied: list[str] = []

    def rows_to_copy(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the values of the rows of the source. Empty for a POST, which contains the rows of the editor."""
        source = None if request.method == "POST" else source_of(request)
        if source is None:
            return []
        return list(self.model.objects.filter(item=source).order_by("order", "pk").values(*self.copied))

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else len(self.rows_to_copy(request))


class TranslationsAdmin:
    """Mixin of the admin of releases, with which editors add texts in other languages."""

    def add_view(self, request, form_url="", extra_context=None):
        source = source_of(request)
        if source and request.method != "POST" and not missing_languages(source):
            other = source.translations.order_by("language").first()
            self.message_user(
                request, _("The text in the other language has been begun: this is it."), messages.INFO
            )
            return redirect("admin:news_newsitem_change", other.pk)
        return super().add_view(request, form_url, extra_context)

    def open_form_key(self, request, obj):
        source = None if obj else source_of(request)
        return f"{SOURCE}={source.pk}" if source else super().open_form_key(request, obj)

    def gaps(self, request: HttpRequest, obj: NewsItem | None) -> list[Gap]:
        """Return the gaps for which the form of a translation asks."""
        if obj:
            return []
        if not hasattr(request, "translation_gaps"):
            source = source_of(request)
            missing = missing_languages(source) if source else []
            request.translation_gaps = gaps_of(request, source, missing[0]) if missing else []
        return request.translation_gaps

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not (gaps := self.gaps(request, obj)):
            return fieldsets
        asking = (_("Missing in this language"), {"fields": [gap.name for gap in gaps]})
        return [fieldsets[0], asking, *fieldsets[1:]]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if gaps := self.gaps(request, obj):
            kwargs["form"] = type("TranslationForm", (self.form,), {gap.name: field_for(gap) for gap in gaps})
        form = super().get_form(request, obj, change=change, **kwargs)
        form.source = None if obj else source_of(request)
        return form

    def get_changeform_initial_data(self, request):
        source = source_of(request)
        if source is None:
            return super().get_changeform_initial_data(request)
        missing = missing_languages(source)
        return {
            "language": missing[0] if missing else "",
            "date": source.date,
            "date_stated": source.date_stated,
            "section": source.section_id,
            "source_url": source.source_url,
            "topics": list(source.topics.values_list("pk", flat=True)),
            "mentioned": list(source.mentioned.values_list("pk", flat=True)),
            "documents": list(source.documents.values_list("pk", flat=True)),
        }

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None and request.method != "POST":
            kwargs["initial"] = inline.rows_to_copy(request)
        return kwargs

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change:
            return
        for gap in self.gaps(request, None):
            if text := form.cleaned_data.get(gap.name):
                fill(gap, text, request.user)

    def translation_links(self, request: HttpRequest, item: NewsItem) -> list[Link]:
        """Return the links to the texts of the release in other languages, and to the forms for missing ones."""
        links = [
            Link(reverse("admin:news_newsitem_change", args=[other.pk]), other.get_language_display())
            for other in item.translations.order_by("language")
        ]
        if self.has_add_permission(request):
            address = reverse("admin:news_newsitem_add")
            links += [
                Link(
                    f"{address}?{SOURCE}={item.pk}",
                    _("Add the text in %(language)s") % {"language": LANGUAGE_NAMES[code]},
                )
                for code in missing_languages(item)
            ]
        return links

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["tools"] = self.translation_links(request, obj) if obj and obj.pk else []
        context["source"] = source_of(request) if add else None
        return super().render_change_form(request, context, add, change, form_url, obj)
