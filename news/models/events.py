"""Events, and the first and last day that events and meetings have."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_countries.fields import CountryField

from ipacis.core.record.addressed import Addressed
from ipacis.core.record.base import Record
from ipacis.core.record.dates import Precision, first_day, in_archive, last_day, show_span
from ipacis.core.record.permissions import OF_MERGED
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.search.findable import Findable, Named, SearchDays
from ipacis.core.text.labels import has_label, label_field
from ipacis.core.web.paths import path_to

from .places import Place
from .sources import INFERRED

#: The most days between the first and the last day. More days are probably a typing error in a year.
MOST_DAYS = {Precision.DAY: 100, Precision.MONTH: 366, Precision.YEAR: 3 * 366}


def dated_url(name: str, date: datetime.date, slug: str, language: str | None = None) -> str:
    """Return the path ``…/2023/11/30/<slug>/`` of the view with the URL name *name* in *language*.

    The language is the active one by default.
    """
    return path_to(name, f"{date.year:04}", f"{date.month:02}", f"{date.day:02}", slug, language=language)


class Days(Record):
    """A record with a first and a last day. An empty last day means the first day."""

    start_date = models.DateField(_("first day"), validators=[in_archive])
    end_date = models.DateField(
        _("last day"), blank=True, validators=[in_archive], help_text=_("Empty: the same day.")
    )
    date_precision = models.CharField(
        _("the date is known to the"),
        max_length=7,
        choices=[choice for choice in Precision.choices if choice[0] != Precision.UNKNOWN],
        default=Precision.DAY,
    )
    date_stated = models.BooleanField(
        _("the source states the date"),
        default=True,
        help_text=INFERRED,
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=models.Q(end_date__gte=models.F("start_date")),
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def settle_days(self):
        if self.start_date is None:
            return
        self.end_date = last_day(self.end_date or self.start_date, self.date_precision)
        self.start_date = first_day(self.start_date, self.date_precision)

    def clean(self):
        super().clean()
        self.check_length()

    def check_length(self) -> None:
        """Raise ValidationError if more than MOST_DAYS lie between the first and the last day."""
        if not (self.start_date and self.end_date and self.date_precision in MOST_DAYS):
            return
        days = (self.end_date - self.start_date).days
        if days > MOST_DAYS[self.date_precision]:
            message = _("The last day is %(days)d days after the first: check the years.")
            raise ValidationError({"end_date": message % {"days": days}})

    @property
    def is_one_unit(self) -> bool:
        """Whether it lasts exactly one unit of ``date_precision``: one day, one month or one year."""
        return self.start_date is not None and self.end_date == last_day(self.start_date, self.date_precision)

    @property
    def day(self) -> datetime.date | None:
        """The day by which lists are ordered."""
        return self.start_date

    @property
    def days_text(self) -> str:
        """The days in words, in the active language."""
        return show_span(self.start_date, self.end_date, self.date_precision)


class Event(Named, Findable, Days, Addressed):
    """A named occasion, such as a session or an election, to which meetings belong (schema.org superEvent)."""

    class Kind(models.TextChoices):
        SESSION = "session", _("session")
        FORUM = "forum", _("forum")
        CONFERENCE = "conference", _("conference")
        ELECTION = "election", _("election")
        REFERENDUM = "referendum", _("referendum")
        ANNIVERSARY = "anniversary", _("anniversary")
        OTHER = "other", _("other")

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name = label_field(_("name"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    country = CountryField(
        _("country"), blank=True, help_text=_("Of an election or a referendum: the country that holds it.")
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,  # history: where it was stays known
        related_name="events",
        verbose_name=_("place"),
        null=True,
        blank=True,
    )
    place_stated = models.BooleanField(
        _("the source states the place"),
        default=True,
        help_text=INFERRED,
    )

    field_policy = {
        "slug": immaterial(
            "former addresses lead to the present one", Use.SEARCH, Use.FEED, Use.JSON, Use.JSON_LD
        ),
        "name": immaterial(
            "an event gets its full name late; its meetings keep the name as it was printed",
            Use.SEARCH,
            Use.NAME,
            Use.JSON,
            Use.JSON_LD,
        ),
        "kind": immaterial("it is the site’s own classification", Use.SEARCH, Use.JSON),
        "country": immaterial("it describes the event and no meeting", Use.SEARCH),
        "place": immaterial("each meeting has its own place", Use.SEARCH, Use.JSON, Use.JSON_LD),
        "place_stated": immaterial("each meeting has its own place", Use.JSON, Use.JSON_LD),
        **dict.fromkeys(
            ["start_date", "end_date", "date_precision"],
            immaterial("each meeting has its own days", Use.SEARCH, Use.JSON, Use.JSON_LD),
        ),
        "date_stated": immaterial("each meeting has its own days", Use.JSON, Use.JSON_LD),
    }

    class Meta(Days.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = OF_MERGED
        ordering = ["-start_date", "-pk"]
        constraints = [
            *Days.Meta.constraints,
            models.CheckConstraint(
                name="news_event_has_name",
                condition=has_label("name"),
                violation_error_message=_("Give the event a name in at least one language."),
            ),
        ]

    def __str__(self):
        return self.name

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "place": ngettext_lazy("%(n)d event", "%(n)d events", "n"),
    }
    search_kind = "events"

    def search_title(self, language):
        return getattr(self, f"name_{language}")

    def search_parts(self, language):
        words = [self.get_kind_display(), self.country.name, self.place.name if self.place_id else ""]
        return [", ".join(filter(None, words))]

    def search_days(self):
        return SearchDays(self.start_date, self.end_date, self.date_precision)

    def get_absolute_url(self):
        return path_to("event", self.slug)
