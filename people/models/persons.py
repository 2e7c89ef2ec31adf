"""People and their names, in the terms of Popolo."""

import re
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from django.db import models
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from ipacis.core.files.pictures import PictureField
from ipacis.core.files.uploads import OwnName
from ipacis.core.lists.listed import ListSource
from ipacis.core.record.addressed import Addressed
from ipacis.core.record.permissions import OF_MERGED
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.search.findable import Findable, Named
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import (
    LANGUAGES,
    Label,
    Translated,
    current_language,
    has_label,
    label_field,
)
from ipacis.core.text.languages import alphabetical, filed_under, letters_behind
from ipacis.core.text.richtext import RichTextField, plain
from ipacis.core.web.paths import path_to
from people.names.index import NameIndex
from people.names.parts import COLUMNS

from .identifiers import wikidata_id
from .memberships import Membership, is_confirmed, leading_first

#: Room for a family name, a given name and a patronymic of 100 characters each, separated by spaces.
LONGEST_SORT_NAME = 310
#: What is neither a letter nor a digit.
NO_LETTERS = re.compile(r"[\W_]+")
#: {language: the function that returns the given name, the patronymic and the family name of a row}
NAME_COLUMNS = {
    code: attrgetter(f"given_name_{code}", f"patronymic_name_{code}", f"family_name_{code}")
    for code in LANGUAGES
}


class NameParts(NamedTuple):
    """The name of a person in *language*, a code like "en"; a part that is not known is empty."""

    language: str
    given: str
    patronymic: str
    family: str


class PersonNames:
    """The name and the address of a person, for classes that have the columns of the name and the slug.

    A column is an attribute such as ``family_name_en``.
    """

    def parts(self, language: str) -> NameParts:
        """Return the name in *language*, or in the first other language in which the person has a family name."""
        for code in (language, *LANGUAGES):
            given, patronymic, family = NAME_COLUMNS[code](self)
            if family:
                return NameParts(code, given, patronymic, family)
        return NameParts(language, "", "", "")

    def name_in(self, language: str) -> Label:
        """Return the given and the family name in *language*, or in another language as for ``parts``.

        A Chinese name, for example, is written with the family name first.
        """
        parts = self.parts(language)
        return Label(" ".join(filter(None, self.in_order(parts))), parts.language)

    def in_order(self, parts: NameParts) -> list[str]:
        """Return the given and the family name of *parts* in the order in which they are written."""
        return [parts.family, parts.given] if self.family_name_first else [parts.given, parts.family]

    def sort_key(self, language: str) -> str:
        """Return the key by which lists in *language* are ordered: family name, given name and patronymic.

        Letters are replaced so that keys, compared by Unicode, are in the order of the alphabet of *language*. The
        names are joined by "0", which every collation of a database sorts before letters; some ignore spaces.
        """
        parts = self.parts(language)
        # An apostrophe is part of a word: Gʻulomov stands behind Gaziyev.
        name = fold(f"{parts.family} {parts.given} {parts.patronymic}").replace("'", "")
        return NO_LETTERS.sub("0", alphabetical(name, language)).strip("0")[:LONGEST_SORT_NAME]

    @property
    def name(self) -> Label:
        """The given and the family name in the active language."""
        return self.name_in(current_language())

    @property
    def full_name(self) -> Label:
        """The given name, patronymic and family name in the active language."""
        parts = self.parts(current_language())
        if self.family_name_first:
            return self.name
        words = filter(None, [parts.given, parts.patronymic, parts.family])
        return Label(" ".join(words), parts.language)

    @property
    def list_name(self) -> Label:
        """The name as alphabetical lists print it: "Family, Given Patronymic" in the active language."""
        if self.family_name_first:
            return self.name
        parts = self.parts(current_language())
        first = " ".join(filter(None, [parts.given, parts.patronymic]))
        return Label(f"{parts.family}, {first}" if first else parts.family, parts.language)

    def get_absolute_url(self):
        return path_to("person", self.slug)


class PersonLink(PersonNames):
    """A person with the name and the address alone. It is made in a tenth of the time of a Person."""

    #: The columns of a person that a PersonLink has.
    columns = (
        "slug",
        "family_name_first",
        *(f"{part}_name_{code}" for part in ("given", "family", "patronymic") for code in LANGUAGES),
    )

    def __init__(self, values: Iterable[str]):
        self.__dict__.update(zip(self.columns, values, strict=True))


class PersonQuerySet(models.QuerySet):
    def public(self) -> models.QuerySet:
        """Return the people who have a page."""
        return self.filter(is_public=True)

    def by_name(self) -> models.QuerySet:
        """Return the people in the alphabetical order of the active language."""
        return self.order_by(f"sort_name_{current_language()}", "pk")

    def on_letter(self, letter: str) -> models.QuerySet:
        """Return the people whose family name begins with *letter* in any language of the site in which it is written."""
        condition = models.Q()
        for code in LANGUAGES:
            column, key = f"sort_name_{code}__startswith", alphabetical(letter, code)
            under_letter = models.Q(**{column: key}) & ~models.Q(**{f"family_name_{code}": ""})
            for other in letters_behind(key, code):
                under_letter &= ~models.Q(**{column: other})
            condition |= under_letter
        return self.filter(condition)

    def letters(self, language: str) -> list[str]:
        """Return the first letters, as capitals, of the family names in *language*, in alphabetical order."""
        written = self.exclude(**{f"family_name_{language}": ""})
        # Three characters, because the accent of a letter may be a separate character, and an apostrophe precede it.
        starts = written.order_by().values_list(Substr(f"family_name_{language}", 1, 3), flat=True).distinct()
        firsts = {next((sign for sign in fold(start) if sign.isalnum()), "") for start in starts}
        letters = {filed_under(first, language)[:1] for first in firsts if first}
        return [letter.upper() for letter in sorted(letters, key=lambda sign: alphabetical(sign, language))]

    def starting_with(self, person: "Person") -> models.QuerySet:
        """Return *person* and those who follow in the alphabetical order of the active language."""
        column = f"sort_name_{current_language()}"
        name = getattr(person, column)
        return self.filter(
            models.Q(**{f"{column}__gt": name}) | models.Q(**{column: name, "pk__gte": person.pk})
        )

    def before(self, person: "Person") -> models.QuerySet:
        """Return those who precede *person* in the alphabetical order of the active language."""
        column = f"sort_name_{current_language()}"
        name = getattr(person, column)
        return self.filter(
            models.Q(**{f"{column}__lt": name}) | models.Q(**{column: name, "pk__lt": person.pk})
        )

    def with_offices(self) -> models.QuerySet:
        """Return the people with the attribute ``offices``, a list of all their Memberships. Costs one more query."""
        return self.prefetch_related(offices())


def offices() -> models.Prefetch:
    """Return the prefetch of ``Person.offices``: all Memberships with a tenure for today."""
    rows = Membership.objects.select_related("post").with_present_tenures()
    return models.Prefetch("memberships", rows, to_attr="offices")


class Person(PersonNames, Named, Findable, ListSource, Addressed):
    """A person with names in every language (Popolo Person)."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    given_name = label_field(_("given name"), max_length=100)
    family_name = label_field(_("family name"), max_length=100)
    patronymic_name = label_field(_("patronymic"), max_length=100)
    family_name_first = models.BooleanField(
        _("family name first"),
        default=False,
        help_text=_("On for names written like Luo Zhanhui, with the family name before the given name."),
    )
    country = CountryField(_("country"), blank=True)
    biography = Translated(RichTextField(_("biography"), blank=True))
    portrait = PictureField(
        _("portrait"),
        upload_to=OwnName("portraits"),
        db_index=True,
        blank=True,
        auto_add_fields=True,
        formats={
            "small": ["default", ("crop", (96, 96))],
            "large": ["default", ("crop", (480, 600))],
        },
    )
    is_public = models.BooleanField(
        _("public"),
        default=False,
        help_text=_("Off: the person has no page and is printed as plain text."),
    )
    wikidata_id = models.CharField(_("Wikidata id"), max_length=20, blank=True, validators=[wikidata_id])
    sort_name = label_field(_("name for sorting"), max_length=LONGEST_SORT_NAME, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    modified_at = models.DateTimeField(_("modified at"), auto_now=True)

    objects = PersonQuerySet.as_manager()

    field_policy = {
        "slug": immaterial(
            "former addresses lead to the present one", Use.SEARCH, Use.FEED, Use.JSON, Use.JSON_LD
        ),
        **dict.fromkeys(
            ["given_name", "family_name", "family_name_first"],
            immaterial(
                "what is published keeps the name as it was printed",
                Use.SEARCH,
                Use.NAME,
                Use.JSON,
                Use.JSON_LD,
            ),
        ),
        "patronymic_name": immaterial("meetings keep the name as it was printed", Use.SEARCH, Use.JSON),
        "country": immaterial("it describes the person and no meeting", Use.JSON),
        "biography": immaterial("it is a text about the person today", Use.SEARCH),
        "portrait": immaterial("it shows the person today", Use.JSON, Use.JSON_LD),
        "portrait_ppoi": immaterial("it says where the portrait may be cut"),
        "portrait_width": immaterial("it follows from the portrait"),
        "portrait_height": immaterial("it follows from the portrait"),
        "is_public": immaterial("the page of a person who is not public answers 410", Use.JSON, kept=True),
        "wikidata_id": immaterial("it leads to another site", Use.JSON, Use.JSON_LD),
        "sort_name": immaterial("it follows from the names"),
        "created_at": immaterial("the site writes it"),
        "modified_at": immaterial("the site writes it at each save", Use.JSON, Use.JSON_LD),
        "other_names": immaterial(
            "they are added as they become known", Use.SEARCH, Use.JSON, Use.JSON_LD, part=True
        ),
        "memberships": immaterial(
            "they are rows with their own history",
            Use.SEARCH,
            Use.JSON,
            Use.JSON_LD,
            reads=["post__organization"],
        ),
    }

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        default_permissions = OF_MERGED
        ordering = [f"sort_name_{LANGUAGES[0]}", "pk"]
        constraints = [
            models.CheckConstraint(
                name="people_person_has_family_name",
                condition=has_label("family_name"),
                violation_error_message=_("Give the person a family name in at least one language."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["is_public", f"sort_name_{code}", "id"], name=f"people_person_by_name_{code}"
            )
            for code in LANGUAGES
        ]

    def __str__(self):
        return self.name

    def settle_names(self):
        for code in LANGUAGES:
            setattr(self, f"sort_name_{code}", self.sort_key(code))

    def slug_text(self):
        return self.name_in(LANGUAGES[0])

    def follow(self, change):
        super().follow(change)
        if change.includes(COLUMNS):
            index.update([self])

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        index.update(rows)

    def public_since(self):
        return timezone.now() if self.is_public else None

    @property
    def leading_offices(self) -> list[Membership]:
        """Those of ``offices`` by which the person is introduced.

        These are the offices that a source states for today, and those in which the person was last named; or else the
        office that ended last.
        """
        offices = leading_first(self.offices)
        offices = [row for row in offices if not is_confirmed(row, offices)]
        open_offices = [row for row in offices if not row.tenure.is_over]
        latest = max((row.last_named for row in open_offices if row.last_named), default=None)
        leading = [row for row in open_offices if row.is_in_office or row.last_named == latest]
        return leading or offices[:1]

    @property
    def main_office(self) -> Membership | None:
        """The first of ``leading_offices``; None without offices."""
        return next(iter(self.leading_offices), None)

    @property
    def initials(self) -> str:
        """The first letters of the given and the family name, shown in place of a portrait."""
        names = self.in_order(self.parts(current_language()))
        return "".join(name[:1] for name in names).upper()

    short_route = "short-person"
    search_kind = "people"

    @classmethod
    def search_public(cls):
        return cls.objects.public()

    def search_title(self, language):
        return self.name_in(language) if getattr(self, f"family_name_{language}") else ""

    def search_names(self):
        patronymics = [getattr(self, f"patronymic_name_{code}") for code in LANGUAGES]
        return [*patronymics, *(other.name for other in self.other_names.all())]

    def search_parts(self, language):
        held = sorted(self.memberships.all(), key=Membership.search_order)
        offices = [f"{row.post.label}, {row.post.organization.name}" for row in held]
        return [*dict.fromkeys(offices), plain(self.biography)]


#: The index of people's names. Code that changes a name calls ``index.update``.
index = NameIndex(Person.objects)
