"""Organizations, as Popolo defines them."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_countries.fields import CountryField

from ipacis.core.lists.listed import ListSource
from ipacis.core.record.addressed import Addressed
from ipacis.core.record.dates import DateSpan
from ipacis.core.record.fields import ProtectedManyToManyField
from ipacis.core.record.permissions import OF_MERGED
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.record.trees import check_no_circle
from ipacis.core.search.findable import Findable, Named, SearchedPart
from ipacis.core.text.labels import (
    LANGUAGES,
    Label,
    Translated,
    current_language,
    has_label,
    label_columns,
    label_field,
    label_texts,
    pick,
)
from ipacis.core.text.richtext import RichTextField, plain
from ipacis.core.web.paths import path_to

from .identifiers import wikidata_id

#: The kinds of organizations that are of several countries, see ``Organization.Classification``.
INTERNATIONAL_KINDS = ["assembly", "assembly_body", "international"]


class Renamed(models.Model):
    """Mixin of a thing whose earlier names are kept in ``former_names`` with their dates."""

    #: The translated field with the present name.
    present_name = "name"

    class Meta:
        abstract = True

    def name_on(self, day: datetime.date, language: str) -> str:
        """Return the name in *language* on *day*, "" if it has none in this language. Prefetch ``former_names``."""
        for former in self.former_names.all():
            if former.is_surely_on(day) and (name := getattr(former, f"name_{language}")):
                return name
        return getattr(self, f"{self.present_name}_{language}")

    def called_on(self, day: datetime.date, language: str | None = None) -> Label:
        """Return the name on *day* in *language*, by default the active one, or else in another language."""
        return pick({code: self.name_on(day, code) for code in LANGUAGES}, language)


class Organization(Renamed, Named, Findable, ListSource, Addressed, DateSpan):
    """A parliament, chamber, assembly, commission, ministry … (Popolo Organization).

    It existed from ``start_date`` to ``end_date``. If its start is not known, it did not exist before its parent.
    """

    class Classification(models.TextChoices):
        ASSEMBLY = "assembly", _("interparliamentary assembly")
        ASSEMBLY_BODY = "assembly_body", _("body of an assembly")
        PARLIAMENT = "parliament", _("parliament")
        CHAMBER = "chamber", _("chamber of a parliament")
        ELECTION_COMMISSION = "election_commission", _("election commission")
        EXECUTIVE = "executive", _("ministry or state body")
        INTERNATIONAL = "international", _("international organization")
        INSTITUTE = "institute", _("institute")
        PARTY = "party", _("political party")
        DIPLOMATIC = "diplomatic", _("diplomatic mission")
        OTHER = "other", _("other")

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name = label_field(_("name"))
    abbreviation = label_field(_("abbreviation"), max_length=60)
    classification = models.CharField(
        _("kind"), max_length=20, choices=Classification, default=Classification.OTHER
    )
    country = CountryField(_("country"), blank=True)
    parent = models.ForeignKey(
        "self",
        # History: an organization with parts cannot be deleted before an editor moves them.
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("part of"),
        null=True,
        blank=True,
    )
    description = Translated(RichTextField(_("description"), blank=True))
    members = ProtectedManyToManyField(
        "self",
        symmetrical=False,
        related_name="member_of",
        verbose_name=_("members"),
        blank=True,
        help_text=_(
            "The parliaments or other organizations that belong to it. The home page shows those of the Assembly."
        ),
    )
    address = label_field(_("postal address"))
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail for the press"), blank=True)
    website = models.URLField(_("website"), blank=True)
    wikidata_id = models.CharField(_("Wikidata id"), max_length=20, blank=True, validators=[wikidata_id])

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "parent": ngettext_lazy("%(n)d part of the organization", "%(n)d parts of the organization", "n"),
    }
    #: {many-to-many relation: words for a number of links that a merge moves}.
    counted_links = {
        "members": ngettext_lazy(
            "%(n)d membership in an organization", "%(n)d memberships in organizations", "n"
        ),
    }
    field_policy = {
        "slug": immaterial("former addresses lead to the present one", Use.SEARCH, Use.JSON, Use.JSON_LD),
        "name": immaterial(
            "former names stay known, and what is published keeps the name as it was printed",
            Use.SEARCH,
            Use.NAME,
            Use.JSON,
            Use.JSON_LD,
        ),
        "abbreviation": immaterial("it is another form of the name", Use.SEARCH, Use.JSON, Use.JSON_LD),
        "classification": immaterial("it is the site’s own classification", Use.JSON),
        "country": immaterial("it describes the organization; meetings keep what was printed"),
        "parent": immaterial(
            "it describes the organization and no meeting", Use.SEARCH, Use.JSON, Use.JSON_LD
        ),
        "description": immaterial("it is a text about the organization today", Use.SEARCH),
        "members": immaterial("they describe the organization today"),
        **dict.fromkeys(
            ["address", "telephone", "email"], immaterial("it tells how to reach it today", Use.JSON_LD)
        ),
        "website": immaterial("it leads to another site", Use.JSON, Use.JSON_LD),
        "wikidata_id": immaterial("it leads to another site", Use.JSON, Use.JSON_LD),
        "former_names": immaterial("they are added as they become known", Use.SEARCH, Use.JSON, part=True),
    }

    class Meta(DateSpan.Meta):
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        default_permissions = OF_MERGED
        ordering = [*label_columns("name"), "pk"]
        constraints = [
            *DateSpan.Meta.constraints,
            models.CheckConstraint(
                name="people_organization_has_name",
                condition=has_label("name"),
                violation_error_message=_("Give the organization a name in at least one language."),
            ),
            models.CheckConstraint(
                name="people_organization_not_its_own_parent",
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("pk")),
                violation_error_message=_("An organization cannot be part of itself."),
            ),
            models.CheckConstraint(
                name="people_organization_country_of_one_state",
                condition=models.Q(country="") | ~models.Q(classification__in=INTERNATIONAL_KINDS),
                violation_error_message=_(
                    "An international organization belongs to no country. Clear the country, or choose another kind. "
                    "The country of its seat is not that of its delegations."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        check_no_circle(self, "parent", _("That organization is a part of this one."))

    def get_absolute_url(self):
        return path_to("organization", self.slug)

    @property
    def is_international(self) -> bool:
        """Whether it is of several countries, so that it has none."""
        return self.classification in INTERNATIONAL_KINDS

    def short_name_on(self, day: datetime.date, language: str) -> str:
        """Return the abbreviation in *language*, or else the name; for a day with a former name return that name."""
        present, name = pick(label_texts(self, "name"), language), self.called_on(day, language)
        return getattr(self, f"abbreviation_{language}") or name if name == present else name

    @property
    def short_name(self) -> Label:
        """The abbreviation in the active language, or else the name."""
        abbreviation = getattr(self, f"abbreviation_{current_language()}")
        return Label(abbreviation, current_language()) if abbreviation else self.name

    search_kind = "organizations"

    def search_title(self, language):
        return getattr(self, f"name_{language}")

    def search_names(self):
        return [
            *(getattr(self, f"abbreviation_{code}") for code in LANGUAGES),
            *(getattr(row, f"name_{code}") for row in self.former_names.all() for code in LANGUAGES),
        ]

    def search_parts(self, language):
        return [self.parent and self.parent.name, plain(self.description)]


class FormerName(SearchedPart, DateSpan):
    """A name that an organization or a post had for a time."""

    name = label_field(_("name"))

    field_policy = {
        "name": immaterial("it is added as it becomes known", Use.SEARCH, Use.JSON),
        **dict.fromkeys(
            ["start_date", "start_precision", "end_date", "end_precision"],
            immaterial("it becomes known better"),
        ),
    }

    class Meta(DateSpan.Meta):
        abstract = True
        ordering = ["start_date", "pk"]

    def __str__(self):
        return self.name

    def is_surely_on(self, day: datetime.date) -> bool:
        """Say whether the name was in use on *day*. A name without a known end may still be in use beside the present."""
        return (self.start_date is None or self.start_date <= day) and bool(
            self.end_date and self.end_date >= day
        )


class OrganizationName(FormerName):
    """An earlier or other name of an organization."""

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,  # a part: the name belongs to the organization alone
        related_name="former_names",
        verbose_name=_("organization"),
    )

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "organization": ngettext_lazy("%(n)d other name", "%(n)d other names", "n"),
    }
    whole = "organization"
    field_policy = {"organization": immaterial("it moves to another organization only in a merge")}

    class Meta(FormerName.Meta):
        verbose_name = _("other name of an organization")
        verbose_name_plural = _("other names of the organization")
