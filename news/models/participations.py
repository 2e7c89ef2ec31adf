"""The participants of meetings, with their names and offices as the source printed them."""

from django.db import models
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from ipacis.core.lists.listed import ListSource
from ipacis.core.merging import MergeNote
from ipacis.core.record.corrections import PartOfCorrectable
from ipacis.core.record.errors import CorrectionRequired
from ipacis.core.record.fields import ProtectedManyToManyField
from ipacis.core.record.policy import Use, guarded, immaterial
from ipacis.core.record.printed import PrintsNames, texts_of
from ipacis.core.search.findable import SearchedPart
from ipacis.core.text.labels import (
    LANGUAGES,
    Label,
    has_label,
    in_each_language,
    label_columns,
    label_field,
)
from news.as_printed import names_printed
from people.models import Membership, Organization, Person
from people.tenure import Grade

from .corrections import Correction
from .sources import INFERRED


class Capacity(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    VIDEO = "video", _("by video link")
    PHONE = "phone", _("by telephone")
    MESSAGE = "message", _("message read out")
    REPRESENTED = "represented", _("represented by another")


#: The capacities that count as attendance. A message that was read out does not.
ATTENDANCE = [Capacity.IN_PERSON, Capacity.VIDEO, Capacity.PHONE]

#: The uses of the fields that are printed in a list of participants.
PRINTED = (Use.SEARCH, Use.FEED, Use.CSV, Use.CALENDAR, Use.JSON_LD)


class Participation(PrintsNames, SearchedPart, ListSource, PartOfCorrectable):
    """One participant of a meeting, as the list of participants was printed."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        HOST = "host", _("host")
        PARTICIPANT = "participant", _("participant")
        DELEGATION_HEAD = "delegation_head", _("head of delegation")
        DELEGATION_MEMBER = "delegation_member", _("member of delegation")
        OBSERVER = "observer", _("observer")
        ATTENDED = "attended", _("attended")

    meeting = models.ForeignKey(
        "news.Meeting",
        on_delete=models.CASCADE,  # a part: the participation belongs to the meeting alone
        related_name="participations",
        verbose_name=_("meeting"),
    )
    day = models.DateField(editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,  # history: people are merged, not lost
        related_name="participations",
        verbose_name=_("person"),
        null=True,
        blank=True,
        help_text=_("Empty for a group or an office without a name."),
    )
    name_printed = label_field(_("name as printed"), help_text=_("Empty: taken from the person."))
    office_printed = label_field(
        _("office as printed"),
        max_length=500,
        help_text=_(
            "Empty: taken from the offices chosen. It is a record: later changes of the office leave it."
        ),
    )
    memberships = ProtectedManyToManyField(
        Membership, related_name="participations", verbose_name=_("offices held that day"), blank=True
    )
    delegation = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,  # history: for whom they came stays known
        related_name="participations",
        verbose_name=_("delegation"),
        null=True,
        blank=True,
    )
    delegation_printed = label_field(
        _("delegation as printed"),
        help_text=_(
            "Empty: the name of the organization at that time, copied when the meeting is published."
        ),
    )
    delegation_country = CountryField(_("country of the delegation"), blank=True)
    presence_stated = models.BooleanField(
        _("the source states that they took part"),
        default=True,
        help_text=INFERRED,
    )
    role = models.CharField(_("role"), max_length=17, choices=Role, default=Role.PARTICIPANT)
    role_stated = models.BooleanField(
        _("the source states the role"),
        default=True,
        help_text=INFERRED,
    )
    capacity = models.CharField(_("took part"), max_length=11, choices=Capacity, default=Capacity.IN_PERSON)
    capacity_stated = models.BooleanField(_("the source states how"), default=True, help_text=INFERRED)

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "person": ngettext_lazy("%(n)d participation in a meeting", "%(n)d participations in meetings", "n"),
        "delegation": ngettext_lazy("%(n)d delegate", "%(n)d delegates", "n"),
    }
    whole = "meeting"
    printed_paths = ("person", "delegation__former_names")
    printed = {
        "person": tuple(label_columns("name_printed")),
        "delegation": (*label_columns("delegation_printed"), "delegation_country"),
    }
    field_policy = {
        "meeting": guarded(*PRINTED, Use.JSON, Use.LIST),
        "day": immaterial("it follows from the meeting"),
        "order": guarded(*PRINTED, Use.JSON),
        "person": guarded(Use.SEARCH, Use.FEED, Use.CSV, Use.JSON, Use.JSON_LD, Use.LIST),
        "name_printed": guarded(*PRINTED, Use.JSON),
        "office_printed": guarded(*PRINTED, Use.JSON),
        "memberships": immaterial(
            "they only link the printed office to memberships", Use.CSV, Use.JSON, Use.JSON_LD, Use.LIST
        ),
        "delegation": guarded(Use.SEARCH, Use.FEED, Use.CSV, Use.JSON_LD, Use.LIST),
        "delegation_printed": guarded(Use.SEARCH, Use.FEED, Use.CSV, Use.JSON_LD),
        "delegation_country": guarded(Use.CSV, Use.LIST),
        **dict.fromkeys(
            ["role_stated", "capacity_stated"],
            guarded(Use.FEED, Use.CSV, Use.JSON, Use.CALENDAR, Use.JSON_LD),
        ),
        "presence_stated": guarded(Use.FEED, Use.CSV, Use.JSON, Use.CALENDAR, Use.JSON_LD, Use.LIST),
        "role": guarded(Use.FEED, Use.CSV, Use.JSON, Use.CALENDAR, Use.JSON_LD),
        "capacity": guarded(Use.FEED, Use.CSV, Use.JSON, Use.CALENDAR, Use.JSON_LD, Use.LIST),
    }

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="news_participation_person_once",
                violation_error_message=_("This person is in the list already."),
            ),
            models.CheckConstraint(
                name="news_participation_has_somebody",
                condition=models.Q(person__isnull=False)
                | has_label("name_printed")
                | has_label("office_printed"),
                violation_error_message=_("Choose a person, or write the name or the office of a group."),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-day", "-meeting"], name="news_participation_by_person"),
            models.Index(fields=["delegation", "-day", "-meeting"], name="news_participation_by_body"),
        ]

    def __str__(self):
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name as printed, or the name of the person, or the office of a group without a name."""
        return self.name_printed or (self.person.name if self.person_id else self.office_printed)

    @property
    def initials(self) -> str:
        """The first letters of the first and the last word of the name, shown in place of a portrait."""
        words = self.shown_name.split()
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()

    @property
    def how(self) -> str:
        """The role and the capacity in words, and whether they are inferred.

        The usual ones are left out: participant, member of a delegation, in person.
        """
        return self._how(self.role not in USUAL_ROLES, self.capacity != Capacity.IN_PERSON)

    @property
    def how_in_full(self) -> str:
        """The role and the capacity in words, without the usual ones that a source states."""
        return self._how(
            self.role not in USUAL_ROLES or not self.role_stated,
            self.capacity != Capacity.IN_PERSON or not self.capacity_stated,
        )

    def _how(self, with_role: bool, with_capacity: bool) -> str:
        words = [] if self.presence_stated else [gettext("participation inferred")]
        # "Participation inferred, attended (inferred)" would say the same twice.
        if with_role and (self.presence_stated or self.role != self.Role.ATTENDED):
            words.append(graded(self.get_role_display(), self.role_stated))
        if with_capacity:
            words.append(graded(self.get_capacity_display(), self.capacity_stated))
        return ", ".join(words)

    @property
    def office_grade(self) -> str | None:
        """How the meeting proves the offices chosen (``people.tenure.Grade``): it names the person in them.

        None without an office, and if no source names the person. What other sources state is part of the offices, and
        may change after publication.
        """
        return Grade.NAMED if self.presence_stated and self.memberships.all() else None

    @property
    def delegation_name(self) -> Label:
        """The name of the delegation as printed; a participant without a delegation has none."""
        return self.delegation_printed or self.delegation.name

    @property
    def is_to_print(self) -> bool:
        return self.meeting.is_to_print

    def print_missing_names(self):
        super().print_missing_names()
        if self.person_id:  # the list may have the name in one language alone
            for column, name in self.names_to_print("person").items():
                setattr(self, column, getattr(self, column) or name)

    def names_to_print(self, relation):
        if relation == "person":
            return names_printed(self.person)
        body, day = self.delegation, self.meeting.day
        return {
            **texts_of("delegation_printed", {code: body.name_on(day, code) for code in LANGUAGES}),
            "delegation_country": body.country,
        }

    def in_detail(self) -> str:
        """Return the name, office, delegation with its country, role and capacity, for the log of corrections."""
        delegation = ""
        if self.delegation_id:
            names = filter(None, [self.delegation_name, self.delegation_country.name])
            delegation = f"({', '.join(names)})"
        how = self.how_in_full
        return " ".join(filter(None, [self.in_words(), delegation, how and f"– {how}"]))

    def in_full(self) -> str:
        """Return the name and the meeting."""
        return f"{self.shown_name}, {self.meeting}"

    def in_words(self) -> str:
        """Return the name and the office, for the search and for calendars."""
        name, office = self.shown_name, self.office_printed
        return ", ".join(filter(None, [name, office if office != name else ""]))

    def was_public(self) -> bool:
        """Say whether readers may have seen the participation, because its meeting is or was public."""
        return self.meeting.was_public()

    def log_absorption(self, note: MergeNote) -> None:
        """Log that a merge removes this participation, because two participants of the meeting are one person.

        Nothing is logged for a meeting that was never public. Raises CorrectionRequired if *note* has no text for readers.
        """
        if self.was_public():
            self._log_once(note, before=in_each_language(self.in_detail), after={})

    def log_return(self, note: MergeNote) -> None:
        """Log that the participation is in the list again, because a merge was undone.

        Raises CorrectionRequired if *note* has no text for readers.
        """
        self._log_once(note, before={}, after=in_each_language(self.in_detail))

    def _log_once(self, note: MergeNote, before: dict[str, str], after: dict[str, str]) -> None:
        """Add an entry about the participants of the meeting, unless *note* was logged for this meeting before."""
        if self.meeting_id in note.logged:
            return
        if not any(note.notes.values()):
            raise CorrectionRequired(self.meeting)
        Correction.objects.create(
            meeting=self.meeting,
            kind=Correction.Kind.CORRECTION,
            changed=["participants"],
            differences=[{"name": "participants", "before": before, "after": after}],
            editor=note.editor,
            **note.notes,
        )
        note.logged.add(self.meeting_id)

    def settle_days(self):
        self.day = self.meeting.day


#: The roles that are not printed.
USUAL_ROLES = {Participation.Role.PARTICIPANT, Participation.Role.DELEGATION_MEMBER}


def graded(words: str, is_stated: bool) -> str:
    """Return *words*, marked as inferred unless a source states them."""
    return str(words) if is_stated else gettext("%(fact)s (inferred)") % {"fact": words}


def print_names_of(participations: models.QuerySet, meeting: models.Model) -> None:
    """Copy the present names of the people and delegations of *participations* of *meeting*, which gets published."""
    rows = list(participations.prefetch_related(*Participation.printed_paths))
    for row in rows:
        row.meeting = meeting
        row.print_missing_names()
    Participation.objects.bulk_update(
        rows, [name for columns in Participation.printed.values() for name in columns]
    )
