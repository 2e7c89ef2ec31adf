"""The names of the models in the accusative, for the catalogue: ``ipacis.core.admin.phrases`` looks them up."""

from django.utils.translation import pgettext_lazy

ACCUSATIVE = (
    pgettext_lazy("accusative", "document"),
    pgettext_lazy("accusative", "earlier name of a place"),
    pgettext_lazy("accusative", "earlier title"),
    pgettext_lazy("accusative", "event"),
    pgettext_lazy("accusative", "meeting"),
    pgettext_lazy("accusative", "meeting told"),
    pgettext_lazy("accusative", "news item"),
    pgettext_lazy("accusative", "office held"),
    pgettext_lazy("accusative", "organization"),
    pgettext_lazy("accusative", "other name"),
    pgettext_lazy("accusative", "other name of a place"),
    pgettext_lazy("accusative", "other name of an organization"),
    pgettext_lazy("accusative", "other word"),
    pgettext_lazy("accusative", "participant"),
    pgettext_lazy("accusative", "person"),
    pgettext_lazy("accusative", "photo"),
    pgettext_lazy("accusative", "place"),
    pgettext_lazy("accusative", "post"),
    pgettext_lazy("accusative", "topic"),
)
