"""Where releases and meetings are told of elsewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ipacis.core.record.policy import guarded

#: The help of the fields that say whether a source states a fact.
INFERRED = _("Off: we conclude it, and the page says so.")
#: The columns that name the page.
NAMED_SOURCE = ("source_url", "source_name", "source_title")


class Sourced(models.Model):
    """Mixin of a record that rests on a page elsewhere: its address, its publisher, its title, the day of access.

    The model declares the policy of NAMED_SOURCE, because the uses differ.
    """

    source_url = models.URLField(_("source"), max_length=500, blank=True)
    source_name = models.CharField(
        _("publisher of the source"), max_length=200, blank=True, help_text=_("Empty: the name of its site.")
    )
    source_title = models.CharField(_("title of the source"), max_length=300, blank=True)
    source_accessed = models.DateField(_("source read on"), null=True, blank=True)
    source_is_secondary = models.BooleanField(
        _("the source republishes texts of others"),
        default=False,
        help_text=_("On: the page says so to readers."),
    )

    field_policy = {
        **dict.fromkeys(["source_accessed", "source_is_secondary"], guarded()),
    }

    class Meta:
        abstract = True
