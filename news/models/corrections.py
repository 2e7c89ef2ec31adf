"""The log of corrections: an entry for each change of a guarded field of a public row. Entries are never changed."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ipacis.core.lists.entries import EVERYTHING, Entry, ListEntry, about, day_number, moment_number
from ipacis.core.lists.listed import Listed, relist
from ipacis.core.record.addresses import seen_by_readers
from ipacis.core.record.append_only import AppendOnlyQuerySet
from ipacis.core.record.base import Change
from ipacis.core.record.corrections import Correctable, EditKind
from ipacis.core.record.policy import Use, immaterial, policies
from ipacis.core.record.publication import State
from ipacis.core.text.labels import LANGUAGES, Label, field_label, has_label, label_field, pick


def correction_list_name(language: str) -> str:
    """Return the name of the list of corrections for readers of *language*."""
    return f"corrections/{language}"


class CorrectionQuerySet(AppendOnlyQuerySet):
    """Entries of the log."""

    def with_note(self) -> models.QuerySet:
        """Return the entries that readers see: corrections and withdrawals."""
        return self.exclude(kind=Correction.Kind.MINOR)


class Difference(NamedTuple):
    """What a correction changed in one field, in words: the name of the field, what stood before, what stands now."""

    field: str
    before: Label
    after: Label


class Correction(Listed):
    """An edit of a release or meeting that was public: a correction with a note for readers, a minor change, or its
    withdrawal, whose note is the reason.

    ``changed`` is the list of the names of the changed fields. ``differences`` tell what stood before and what stands
    now, as ``news.differences`` returns them.
    """

    #: An undo leaves the entries in the log.
    only_grows = True

    class Kind(models.TextChoices):
        MINOR = EditKind.MINOR.value, EditKind.MINOR.label
        CORRECTION = EditKind.CORRECTION.value, EditKind.CORRECTION.label
        WITHDRAWAL = "withdrawal", _("withdrawal")

    item = models.ForeignKey(
        "news.NewsItem",
        on_delete=models.PROTECT,  # history: the log only grows
        related_name="corrections",
        verbose_name=_("news item"),
        null=True,
        blank=True,
    )
    meeting = models.ForeignKey(
        "news.Meeting",
        on_delete=models.PROTECT,  # history: the log only grows
        related_name="corrections",
        verbose_name=_("meeting"),
        null=True,
        blank=True,
    )
    kind = models.CharField(_("what the edit is"), max_length=10, choices=Kind)
    note = label_field(_("note for readers"), max_length=500)
    changed = models.JSONField(_("changed"), default=list, blank=True)
    differences = models.JSONField(_("before and now"), default=list, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # an account may be deleted, its corrections stay
        related_name="+",
        verbose_name=_("editor"),
        null=True,
        blank=True,
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    day = models.DateField(editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="news_correction_of_one_thing",
                condition=Q(item=None, meeting__isnull=False) | Q(item__isnull=False, meeting=None),
            ),
            models.CheckConstraint(
                name="news_correction_has_note",
                condition=Q(kind__in=["minor", "withdrawal"]) | has_label("note"),
                violation_error_message=_("Tell readers what was corrected."),
            ),
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="news_correction_by_day")]

    def __str__(self):
        return self.note or self.get_kind_display()

    @property
    def thing(self) -> models.Model:
        """The release or meeting that was edited."""
        return self.item or self.meeting

    @property
    def is_public(self) -> bool:
        """Whether readers see it at this moment: a withdrawal, or a correction of what is public."""
        return self.is_withdrawal or (self.kind == self.Kind.CORRECTION and self.thing.is_public)

    @property
    def is_withdrawal(self) -> bool:
        return self.kind == self.Kind.WITHDRAWAL

    def get_absolute_url(self) -> str:
        url = self.thing.get_absolute_url()
        return url if self.is_withdrawal else f"{url}#corrections"

    @property
    def title(self) -> str:
        """The headline of the release or the title of the meeting."""
        return self.thing.shown_title

    @property
    def shown_differences(self) -> list[Difference]:
        """The differences in the active language."""
        model = type(self.thing)
        return [
            Difference(
                label_in_log(model, row["name"]), *(pick(texts_in(row, key)) for key in ("before", "after"))
            )
            # A program may have written anything.
            for row in (self.differences if isinstance(self.differences, list) else [])
            if isinstance(row, dict) and isinstance(row.get("name"), str)
        ]

    field_policy = {
        **dict.fromkeys(
            ["item", "meeting", "kind", "day"],
            immaterial("no entry is ever changed", Use.FEED, Use.CSV, Use.LIST),
        ),
        **dict.fromkeys(
            ["note", "changed", "differences", "editor", "made_at"],
            immaterial("no entry is ever changed", Use.FEED, Use.CSV),
        ),
    }

    list_paths = (
        "item__mentioned",
        "item__meetings__participations__person",
        "meeting__participations__person",
    )

    @classmethod
    def list_names(cls):
        return [correction_list_name(code) for code in LANGUAGES]

    @classmethod
    def list_entries(cls, pks):
        columns = ("pk", "kind", "day", "made_at", "item", "meeting")
        columns += (
            "item__state",
            "item__language",
            "item__publish_at",
            "meeting__state",
            "meeting__publish_at",
        )
        rows = list(cls.objects.with_note().filter(pk__in=pks).values_list(*columns, named=True))
        people = people_of(
            {row.item for row in rows if row.item}, {row.meeting for row in rows if row.meeting}
        )
        for row in rows:
            is_withdrawal = row.kind == cls.Kind.WITHDRAWAL
            if not is_withdrawal and State.PUBLISHED not in (row.item__state, row.meeting__state):
                continue
            since = row.made_at if is_withdrawal else row.item__publish_at or row.meeting__publish_at
            thing = ("newsitem", row.item) if row.item else ("meeting", row.meeting)
            values = {EVERYTHING: since, about("thing", "{}/{}".format(*thing)): since}
            for person, moment in people[thing].items():
                values[about("person", person)] = max(since, moment or since)
            day, made = day_number(row.day), moment_number(row.made_at)
            # Readers of every language see the corrections of meetings.
            for code in [row.item__language] if row.item else LANGUAGES:
                for value, public_at in values.items():
                    yield Entry(correction_list_name(code), row.pk, value, day, day, public_at, made)

    def settle_days(self):
        self.day = timezone.localdate(self.made_at)

    def guard(self, change):
        if not change.is_new:
            raise TypeError("The log of corrections only grows.")

    def guard_deletion(self):
        raise TypeError("The log of corrections only grows.")

    def follow(self, change):
        super().follow(change)
        corrected = [self.thing] if self.kind == self.Kind.CORRECTION else []
        if self.meeting and self.kind != self.Kind.MINOR:
            # The releases that report the meeting print its facts.
            corrected += self.meeting.news.filter(state=State.PUBLISHED)
        for thing in corrected:
            thing.corrected_at = self.made_at
            type(thing)._base_manager.filter(pk=thing.pk).update(corrected_at=self.made_at)
        relist(corrected)  # they come first in feeds again


def people_of(
    items: Collection[int], meetings: Collection[int]
) -> dict[tuple[str, int], dict[int, datetime.datetime | None]]:
    """Return {("newsitem" or "meeting", primary key): {key of a person: moment}} of the people of releases and meetings.

    A release is about the people of a meeting from the *moment* at which the meeting is public; None for other people.
    """
    found = defaultdict(dict)
    participations = apps.get_model("news", "Participation").objects.order_by().filter(person__isnull=False)
    for meeting, person in participations.filter(meeting__in=meetings).values_list("meeting", "person"):
        found["meeting", meeting][person] = None
    rows = participations.filter(meeting__reports__item__in=items, meeting__state=State.PUBLISHED)
    columns = ("meeting__reports__item", "person", "meeting__publish_at")
    for item, person, moment in rows.order_by("-meeting__publish_at").values_list(*columns):
        found["newsitem", item][person] = moment
    mentions = apps.get_model("news", "NewsItem").mentioned.through.objects.filter(newsitem__in=items)
    for item, person in mentions.values_list("newsitem", "person"):
        found["newsitem", item][person] = None
    return found


def texts_in(difference: dict, key: str) -> dict[str, str]:
    """Return the texts under *key* of *difference*; none if a program has written something else there."""
    texts = difference.get(key)
    return texts if isinstance(texts, dict) else {}


def label_in_log(model: type[models.Model], name: str) -> str:
    """Return the name of a field for readers, from its *name* in the log: "title (English)", "participants".

    The *name* of a field that is gone is returned as it is.
    """
    fields = {policy.logged_as or field: field for field, policy in policies(model).items()}
    if name not in fields:
        return name
    field = model._meta.get_field(fields[name])
    if field.one_to_many:
        return str(field.related_model._meta.verbose_name_plural)
    return field_label(field)


class Logged(Correctable):
    """A record with a log of corrections."""

    class Meta:
        abstract = True

    def log_correction(self, changed, editor, notes):
        Correction.objects.create(
            **{field_to(self): self}, kind=Correction.Kind.CORRECTION, changed=changed, editor=editor, **notes
        )


def log_withdrawal(thing: models.Model, change: Change) -> None:
    """Add an entry to the log if *thing* was public and is no longer after *change*, whatever its state is now."""
    if change.stored is not None and change.stored.is_public and not thing.is_public:
        add_withdrawal(thing)


def add_withdrawal(thing: models.Model) -> None:
    """Add the withdrawal of *thing*, a release or meeting, to the log, with its moment and reason."""
    Correction.objects.create(
        **{field_to(thing): thing},
        kind=Correction.Kind.WITHDRAWAL,
        changed=["state"],
        made_at=thing.withdrawn_at or timezone.now(),
        **{f"note_{code}": getattr(thing, f"withdrawal_reason_{code}") for code in LANGUAGES},
    )


def field_to(thing: models.Model | type[models.Model]) -> str:
    """Return the name of the foreign key that leads from the log to *thing*, a release or meeting or its model."""
    return "meeting" if thing._meta.model_name == "meeting" else "item"


def log_missing_withdrawals(model: type[Listed], rows: Iterable[Listed]) -> None:
    """Add to the log the withdrawals of *rows* of *model* that a program wrote without ``save``.

    These rows are no longer public, but still in the index of lists, or withdrawn without an entry in the log. So this
    function is called before the index is brought up to date.
    """
    hidden = {row.pk: row for row in rows if not row.is_public}
    seen, listed = seen_by_readers(model, hidden), still_listed(model, hidden)
    entries = Correction.objects.filter(
        kind=Correction.Kind.WITHDRAWAL, **{f"{field_to(model)}__in": list(hidden)}
    )
    logged = set(entries.values_list(field_to(model), "made_at"))
    for pk, row in hidden.items():
        is_missing = pk in listed or row.state == State.WITHDRAWN
        if pk in seen and is_missing and (pk, row.withdrawn_at) not in logged:
            add_withdrawal(row)


def still_listed(model: type[Listed], pks: Iterable[int]) -> set[int]:
    """Return those of the primary keys *pks* of *model* that the index of lists shows to readers."""
    entries = ListEntry.objects.filter(list_name__in=model.list_names(), about=EVERYTHING, item__in=pks)
    return set(entries.filter(public_from__lte=timezone.now()).values_list("item", flat=True))
