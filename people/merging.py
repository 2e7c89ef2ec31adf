"""Merging of two people, organizations or posts.

The names of the duplicate become other names or former names of the survivor.
"""

import datetime
from typing import NamedTuple

from django.db import models, transaction

from ipacis.core import merging
from ipacis.core.merging import MergeNote
from ipacis.core.record.derived import together
from ipacis.core.record.journal import note as note_rows
from ipacis.core.search.index import reindex
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES, label_columns

from .models import Membership, Organization, OrganizationName, OtherName, Person, Post, PostName
from .models.organizations import FormerName


def merge_people(duplicate: Person, survivor: Person, note: MergeNote | None = None) -> None:
    """Merge *duplicate* into *survivor*, who gets its names as other names.

    If both are participants of a meeting that was public, one participation is removed and *note* explains it to
    readers in the log of corrections. Raises CorrectionRequired if the note is missing.
    """
    names = {
        str(name): language
        for language in LANGUAGES
        if getattr(duplicate, f"family_name_{language}") and (name := duplicate.name_in(language))
    }
    with transaction.atomic(), together():
        merging.merge(duplicate, survivor, note)
        survivor.is_public = survivor.is_public or duplicate.is_public
        survivor.save()
        known = {fold(survivor.name_in(language)) for language in LANGUAGES}
        known |= {fold(other.name) for other in survivor.other_names.all()}
        for name, language in names.items():
            if fold(name) not in known:
                OtherName.objects.create(person=survivor, name=name, language=language)
        join_memberships(survivor.memberships)


def merge_organizations(duplicate: Organization, survivor: Organization) -> None:
    """Merge *duplicate* into *survivor*, which gets its name as a former name.

    Posts of the two organizations that have a title in common are merged as well.
    """
    with transaction.atomic(), together():
        own = {label: post for post in survivor.posts.all() for label in folded_labels(post, "label")}
        for post in duplicate.posts.all():
            if twin := next((own[label] for label in folded_labels(post, "label") if label in own), None):
                merge_posts(post, twin)
        if survivor.is_international:
            duplicate.country = ""  # the merge must not fill it in
        if survivor.start_date or survivor.end_date:
            duplicate.start_date = duplicate.end_date = None
        merging.merge(duplicate, survivor)
        survivor.save()
        add_former_name(duplicate, survivor, "name", OrganizationName(organization=survivor))
        reindex(survivor.posts.all())
        reindex(Person.objects.filter(memberships__post__organization=survivor).distinct())


def merge_posts(duplicate: Post, survivor: Post) -> None:
    """Merge *duplicate* into *survivor*, which gets its memberships and former names."""
    with transaction.atomic(), together():
        merging.merge(duplicate, survivor)
        survivor.save()
        add_former_name(duplicate, survivor, "label", PostName(post=survivor))
        join_memberships(survivor.memberships)


class FoldedLabel(NamedTuple):
    """A label in one language, for comparison: the name of its column and its folded text."""

    column: str
    text: str


def folded_labels(thing: models.Model, field: str) -> list[FoldedLabel]:
    """Return the labels of the translated *field* of *thing*, without empty ones."""
    return [
        FoldedLabel(column, fold(text)) for column in label_columns(field) if (text := getattr(thing, column))
    ]


def add_former_name(duplicate: models.Model, survivor: models.Model, label: str, name: FormerName) -> None:
    """Fill *name*, a new former name of *survivor*, with the names of *duplicate* that *survivor* lacks, and save it.

    *label* is the translated field with the names, such as "name". Nothing is saved if *survivor* has all names.
    """
    known = {folded.text for folded in folded_labels(survivor, label)}
    for former in survivor.former_names.all():
        known |= {folded.text for folded in folded_labels(former, "name")}
    for language in LANGUAGES:
        text = getattr(duplicate, f"{label}_{language}")
        if fold(text) not in known:
            setattr(name, f"name_{language}", text)
    if name.name:
        name.save()
        reindex([survivor])


def join_memberships(memberships: models.QuerySet) -> None:
    """Merge those of *memberships* that have the same person, post, dates and ``acting``."""
    first = {}
    for row in memberships.order_by("pk"):
        values = (row.person_id, row.post_id, row.start_date, row.end_date, row.acting)
        kept = first.setdefault(values, row)
        if kept is not row:
            join_evidence(row, kept)
            merging.absorb(row, kept, MergeNote())


def join_evidence(duplicate: Membership, kept: Membership) -> None:
    """Give *kept* the first and the last naming of both, and "left" if that is said of the one that was named last."""
    days = sorted(day for row in (duplicate, kept) for day in {row.first_seen, row.last_seen} - {None})
    last = max((kept, duplicate), key=lambda row: row.last_seen or row.first_seen or datetime.date.min)
    kept.first_seen, kept.last_seen = (days[0], days[-1]) if days else (None, None)
    kept.has_left = last.has_left
    note_rows(Membership.objects.filter(pk=kept.pk))
    Membership.objects.filter(pk=kept.pk).update(
        first_seen=kept.first_seen, last_seen=kept.last_seen, has_left=kept.has_left
    )
