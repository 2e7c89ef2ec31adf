"""Places of meetings: cities, buildings and halls."""

import datetime
import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_countries.fields import CountryField

from ipacis.core.lists.listed import ListSource
from ipacis.core.record.addressed import Addressed
from ipacis.core.record.permissions import OF_MERGED
from ipacis.core.record.policy import Use, columns_with, immaterial
from ipacis.core.record.trees import above, check_no_circle
from ipacis.core.search.aliases import Alias, HasAliases
from ipacis.core.search.findable import Findable, Named
from ipacis.core.text.labels import LANGUAGES, has_label, label_columns, label_field
from ipacis.core.web.paths import path_to
from people.models.organizations import FormerName, Renamed


@cache
def time_zones() -> set[str]:
    """Return the names in the IANA time zone database. The database is in files, so it is read once."""
    return zoneinfo.available_timezones()


def known_time_zone(value: str) -> None:
    """Raise ValidationError unless *value* is a name in the IANA time zone database."""
    if value not in time_zones():
        raise ValidationError(_("There is no time zone of this name. Write it like Europe/Minsk."))


class Place(HasAliases, Renamed, Named, Findable, ListSource, Addressed):
    """A city, a building, a hall, or "online". A place may lie within another place.

    ``former_names`` are its earlier names with their days; ``aliases`` are spellings by which it is found.
    """

    class Kind(models.TextChoices):
        CITY = "city", _("city")
        BUILDING = "building", _("building")
        HALL = "hall", _("hall")
        ONLINE = "online", _("online")

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name = label_field(_("name"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.BUILDING)
    city = label_field(_("city"), max_length=100)
    country = CountryField(_("country"), blank=True)
    within = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # history: the building of a hall stays known
        related_name="parts",
        verbose_name=_("lies within"),
        null=True,
        blank=True,
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Europe/Moscow", validators=[known_time_zone]
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    field_policy = {
        "slug": immaterial("former addresses lead to the present one", Use.SEARCH, Use.FEED, Use.JSON_LD),
        "name": immaterial(
            "places get new names; their meetings keep the name as it was printed",
            Use.SEARCH,
            Use.NAME,
            Use.JSON_LD,
        ),
        "former_names": immaterial("they are added as they become known", Use.SEARCH, Use.NAME, part=True),
        "kind": immaterial("it is the site’s own classification", Use.JSON_LD),
        "city": immaterial(
            "it describes the place; meetings keep what was printed", Use.SEARCH, Use.NAME, Use.JSON_LD
        ),
        "country": immaterial(
            "it describes the place; meetings keep what was printed", Use.SEARCH, Use.JSON_LD
        ),
        "within": immaterial("it describes the place", Use.NAME, Use.LIST),
        "time_zone": immaterial(
            "it describes the place; calendars get the change", Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD
        ),
        "latitude": immaterial(
            "it describes the place; calendars get the change", Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD
        ),
        "longitude": immaterial(
            "it describes the place; calendars get the change", Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD
        ),
        "aliases": immaterial(
            "readers find the place by them, and do not read them", Use.SEARCH, Use.NAME, part=True
        ),
    }

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        default_permissions = OF_MERGED
        ordering = [*label_columns("name"), "pk"]
        constraints = [
            models.CheckConstraint(
                name="news_place_has_name",
                condition=has_label("name"),
                violation_error_message=_("Give the place a name in at least one language."),
            ),
            models.CheckConstraint(
                name="news_place_not_within_itself",
                condition=models.Q(within=None) | ~models.Q(within=models.F("pk")),
                violation_error_message=_("A place cannot lie within itself."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        check_no_circle(self, "within", _("That place lies within this one."))
        for known, missing in (("latitude", "longitude"), ("longitude", "latitude")):
            if getattr(self, known) is not None and getattr(self, missing) is None:
                raise ValidationError({missing: _("Give both the latitude and the longitude, or neither.")})

    def follow(self, change):
        super().follow(change)
        if not change.is_new and change.includes(columns_with(Place, Use.SCHEDULE)):
            self.raise_sequence_of_meetings()

    def get_absolute_url(self):
        return path_to("place", self.slug)

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "within": ngettext_lazy("%(n)d place within it", "%(n)d places within it", "n"),
    }
    search_kind = "places"

    def search_title(self, language):
        return getattr(self, f"name_{language}")

    def search_names(self):
        return [
            *(alias.name for alias in self.aliases.all()),
            *(getattr(former, f"name_{code}") for former in self.former_names.all() for code in LANGUAGES),
        ]

    def search_parts(self, language):
        return [", ".join(filter(None, [self.other_city, self.country.name]))]

    def raise_sequence_of_meetings(self) -> None:
        """Raise ``sequence`` of meetings in this place and its direct parts that are or were public, for calendars.

        Source: RFC 5545, 3.8.7.4.
        """
        here = models.Q(place=self) | models.Q(place__within=self)
        meetings = self.meetings.model.objects.filter(here, publish_at__lte=timezone.now())
        meetings.update(sequence=models.F("sequence") + 1, modified_at=timezone.now())

    @property
    def other_city(self) -> str:
        """The name of the city, or "" if it equals the name of the place."""
        return "" if self.city == self.name else self.city

    def name_in_full(self, day: datetime.date, language: str) -> str:
        """Return the name on *day* in *language*, that of a hall or building with that of the building around it."""
        within = [self.within] if self.within and self.within.kind != self.Kind.CITY else []
        return ", ".join(filter(None, [place.name_on(day, language) for place in (self, *within)]))

    def city_on(self, day: datetime.date, language: str) -> str:
        """Return the name on *day* in *language* of the city that it is or lies in, "" if none is known."""
        for place in (self, *above(self, "within")):
            if place.kind == self.Kind.CITY:
                return place.name_on(day, language)
        return getattr(self, f"city_{language}")

    def all_names(self) -> list[str]:
        """Return the names, the aliases and the city of the place and of those that it lies within, each once."""
        names = [
            name
            for place in (self, *above(self, "within"))
            for name in (
                place.name,
                *(former.name for former in place.former_names.all()),
                *(alias.name for alias in place.aliases.all()),
                place.city,
            )
        ]
        return list(dict.fromkeys(filter(None, names)))


class PlaceName(FormerName):
    """An earlier name of a place, such as Nur-Sultan for Astana from 2019 to 2022."""

    place = models.ForeignKey(
        Place,
        on_delete=models.CASCADE,  # a part: the name belongs to the place alone
        related_name="former_names",
        verbose_name=_("place"),
    )

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "place": ngettext_lazy("%(n)d earlier name", "%(n)d earlier names", "n"),
    }
    whole = "place"
    field_policy = {
        "place": immaterial("it moves to another place only in a merge"),
        "name": immaterial("it is added as it becomes known", Use.SEARCH, Use.NAME),
    }

    class Meta(FormerName.Meta):
        verbose_name = _("earlier name of a place")
        verbose_name_plural = _("earlier names of the place")


class PlaceAlias(Alias):
    """Another name of a place, such as "Tavrichesky Palace" for the Tauride Palace."""

    place = models.ForeignKey(
        Place,
        on_delete=models.CASCADE,  # a part: a spelling belongs to its place alone
        related_name="aliases",
        verbose_name=_("place"),
    )
    name = models.CharField(_("other name"), max_length=200)

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "place": ngettext_lazy("%(n)d other name", "%(n)d other names", "n"),
    }
    whole = "place"
    field_policy = {
        "place": immaterial("it moves to another place only in a merge"),
        "name": immaterial("readers find the place by it, and do not read it", Use.SEARCH, Use.NAME),
        "find_only": immaterial("readers find the place by it either way"),
    }

    class Meta(Alias.Meta):
        verbose_name = _("other name of a place")
        verbose_name_plural = _("other names of the place")
