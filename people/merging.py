"""Making one person, organization or post of two: the other names stay known, offices held twice become one."""

from django.db import transaction

from ipacis.core.record import merging
from ipacis.core.search.index import reindex, together
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES, label_columns

from .models import Membership, OrganizationName, OtherName, Person, PostName


def merge_people(duplicate, survivor, account=None):
    """Make *duplicate* part of *survivor*, who keeps its names as other names.

    Where both stand in the list of a public meeting one line goes: *account* ({"note_en": …}) is what readers are
    told of it. Raises CorrectionRequired without it.
    """
    names = {
        str(name): language
        for language in LANGUAGES
        if getattr(duplicate, f"family_name_{language}") and (name := duplicate.name_in(language))
    }
    with transaction.atomic(), together():
        merging.merge(duplicate, survivor, account)
        survivor.is_public = survivor.is_public or duplicate.is_public
        survivor.save()
        known = {fold(survivor.name_in(language)) for language in LANGUAGES}
        known |= {fold(other.name) for other in survivor.other_names.all()}
        for name, language in names.items():
            if fold(name) not in known:
                OtherName.objects.create(person=survivor, name=name, language=language)
        join_memberships(survivor.memberships)


def merge_organizations(duplicate, survivor):
    """Make *duplicate* part of *survivor*; posts of the same title become one, the name an earlier one."""
    with transaction.atomic(), together():
        own = {key: post for post in survivor.posts.all() for key in keys(post, "label")}
        for post in duplicate.posts.all():
            if twin := next((own[key] for key in keys(post, "label") if key in own), None):
                merge_posts(post, twin)
        merging.merge(duplicate, survivor)
        survivor.save()
        remember(duplicate, survivor, "name", OrganizationName(organization=survivor))
        reindex(survivor.posts.all())
        reindex(Person.objects.filter(memberships__post__organization=survivor).distinct())


def merge_posts(duplicate, survivor):
    """Make *duplicate* part of *survivor*: its holders held the one post."""
    with transaction.atomic(), together():
        merging.merge(duplicate, survivor)
        survivor.save()
        remember(duplicate, survivor, "label", PostName(post=survivor))
        join_memberships(survivor.memberships)


def keys(thing, label):
    """Return what a label of *thing* is compared by: its language and its letters."""
    return [(column, fold(text)) for column in label_columns(label) if (text := getattr(thing, column))]


def remember(duplicate, survivor, label, name):
    """Save *name*, an empty former name, with what *duplicate* was called and *survivor* never was."""
    known = {key for _column, key in keys(survivor, label)}
    for former in survivor.former_names.all():
        known |= {key for _column, key in keys(former, "name")}
    for language in LANGUAGES:
        text = getattr(duplicate, f"{label}_{language}")
        if fold(text) not in known:
            setattr(name, f"name_{language}", text)
    if name.name:
        name.save()
        reindex([survivor])


def join_memberships(memberships):
    """Make one of the *memberships* that say the same: person, post, dates, acting."""
    first = {}
    for row in memberships.order_by("pk"):
        said = (row.person_id, row.post_id, row.start_date, row.end_date, row.acting)
        kept = first.setdefault(said, row)
        if kept is not row:
            days = [day for day in (kept.first_seen, row.first_seen) if day]
            last = [day for day in (kept.last_seen, row.last_seen) if day]
            merging.absorb(row, kept)
            Membership.objects.filter(pk=kept.pk).update(
                first_seen=min(days, default=None), last_seen=max(last, default=None)
            )
