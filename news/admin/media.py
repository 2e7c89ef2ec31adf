"""The admin of photos and documents."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ipacis.core.admin import HouseAdmin, both
from ipacis.core.text.labels import label_columns
from news.models import Document, Photo


@admin.register(Photo)
class PhotoAdmin(HouseAdmin):
    rank = 15
    fieldsets = [
        (None, {"fields": [("image", "image_ppoi"), *both("alt", "caption"), "credit", *both("licence")]}),
    ]
    list_display = ["thumbnail", "shown_alt", "credit", "created_at"]
    list_display_links = ["shown_alt"]  # the picture has no name of its own
    date_hierarchy = "created_at"
    search_fields = [*label_columns("alt"), *label_columns("caption"), "credit"]

    @admin.display(description=_("picture"))
    def thumbnail(self, obj):
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', obj.image.small)

    @admin.display(description=_("what it shows"), ordering=label_columns("alt")[0])
    def shown_alt(self, obj):
        return obj.alt


@admin.register(Document)
class DocumentAdmin(HouseAdmin):
    rank = 16
    fieldsets = [
        (None, {"fields": [*both("title"), "kind", ("adopted", "adopted_precision"), "bodies"]}),
        (_("Text"), {"fields": ["file", "url"]}),
    ]
    autocomplete_fields = ["bodies"]
    list_display = ["shown_title", "kind", "adopted_text"]
    list_filter = ["kind"]
    date_hierarchy = "adopted"
    search_fields = [*label_columns("title")]

    def has_delete_permission(self, request, obj=None):
        # A document to which a release or a meeting refers cannot be deleted.
        if obj and (obj.news.exists() or obj.meetings.exists()):
            return False
        return super().has_delete_permission(request, obj)

    def choice_label(self, obj: Document) -> str:
        return ", ".join(filter(None, [obj.title, obj.adopted_text]))

    @admin.display(description=_("title"), ordering=label_columns("title")[0])
    def shown_title(self, obj):
        return obj.title

    @admin.display(description=_("adopted"), ordering="adopted")
    def adopted_text(self, obj):
        return obj.adopted_text
