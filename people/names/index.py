"""Keeping the index of names in step with the people.

``update`` is called by everything that changes a name, inside its transaction; ``rebuild`` works through all
of it again, for a new spelling rule or a restored database, while the site goes on finding people.
"""

from django.db import models, transaction

from people.names.models import NameBatch, NameForm, NamePart, NameWord
from people.names.parts import COLUMNS, person_words, word_forms

# Rows written by one statement, and people or words worked on in one transaction.
CHUNK = 500


def chunks(items, size=CHUNK):
    items = list(items)
    return (items[start : start + size] for start in range(0, len(items), size))


def person_model():
    return NamePart._meta.get_field("person").related_model


def update(people):
    """Bring the index in step with *people*: Person instances or primary keys, also of people who are gone.

    Works inside the caller's transaction; without one, many people are done a chunk at a time. What was not
    changed is not written.
    """
    pks = {person.pk if isinstance(person, models.Model) else person for person in people} - {None}
    for some in chunks(sorted(pks)):
        with transaction.atomic():
            update_some(some)


def update_some(pks):
    # Two who save the same person's names at once wait for each other.
    people = person_model()._default_manager.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)
    people = people.only(*COLUMNS).prefetch_related("other_names")
    wanted = {person.pk: person_words(person) for person in people}
    word_pks = words_for({slot for words in wanted.values() for slot in words})
    present = {}
    for pk, person, word, weight in NamePart.objects.filter(person__in=pks).values_list(
        "pk", "person", "word", "weight"
    ):
        present[person, word, weight] = pk
    parts = {
        (person, word_pks[slot], weight) for person, words in wanted.items() for slot, weight in words.items()
    }
    for some in chunks(pk for part, pk in present.items() if part not in parts):
        NamePart.objects.filter(pk__in=some).delete()
    NamePart.objects.bulk_create(
        (
            NamePart(person_id=person, word_id=word, weight=weight)
            for person, word, weight in sorted(parts - present.keys())
        ),
        batch_size=CHUNK,
    )


def known_words(slots):
    """Return (text, role) → primary key for those of *slots* that the index has."""
    found = {}
    for texts in chunks({text for text, _role in slots}):
        for pk, text, role in NameWord.objects.filter(text__in=texts).values_list("pk", "text", "role"):
            found[text, role] = pk
    return found


def words_for(slots):
    """Return (text, role) → primary key for all of *slots*, adding the words that are new, with their forms."""
    found = known_words(slots)
    if slots <= found.keys():
        return found
    wait_for_turn()
    found = known_words(slots)
    new = sorted(slots - found.keys())
    if new:
        batch = NameBatch.objects.create()
        NameWord.objects.bulk_create(
            (NameWord(text=text, role=role, batch=batch) for text, role in new), batch_size=CHUNK
        )
        found |= known_words(new)
        add_forms((found[slot], form) for slot in new for form in word_forms(*slot))
    return found


def wait_for_turn():
    """Let additions to the words stand one after another, until the end of the transaction.

    So a reader that knows the newest batch knows all before it. Words are rarely new: two editors hardly
    ever wait for each other here. Returns the oldest batch, which is the lock, or None.
    """
    return NameBatch.objects.select_for_update().order_by("pk").first()


def add_forms(forms):
    """Write *forms*: (primary key of the word, row of ``word_forms``)."""
    NameForm.objects.bulk_create(
        (
            NameForm(word_id=word, deep=deep, light=light, spelling=spelling, weight=weight)
            for word, (deep, light, spelling, weight) in forms
        ),
        batch_size=CHUNK,
    )


def rebuild(progress=None):
    """Work out the whole index again, a chunk at a time, and drop the words that are nobody's.

    *progress* is called with (done, of how many) after each chunk.
    """
    words = list(NameWord.objects.order_by("pk").values_list("pk", flat=True))
    people = list(person_model()._default_manager.order_by("pk").values_list("pk", flat=True))
    done, total = 0, len(words) + len(people)
    for work, pks in ((refresh_forms, words), (update_some, people)):
        for some in chunks(pks):
            with transaction.atomic():
                work(some)
            done += len(some)
            if progress:
                progress(done, total)
    with transaction.atomic():
        batch = wait_for_turn()
        NameWord.objects.filter(parts=None).delete()
        if batch:
            NameWord.objects.exclude(batch=batch).update(batch=batch)
            NameBatch.objects.exclude(pk=batch.pk).delete()
            batch.token = NameBatch().token  # another one, so that every process reads the words anew
            batch.save()


def refresh_forms(pks):
    """Write the forms of these words again where the rules now give others."""
    present = {}
    for pk, word, *row in NameForm.objects.filter(word__in=pks).values_list(
        "pk", "word", "deep", "light", "spelling", "weight"
    ):
        present[word, tuple(row)] = pk
    wanted = {
        (word, form)
        for word, text, role in NameWord.objects.filter(pk__in=pks).values_list("pk", "text", "role")
        for form in word_forms(text, role)
    }
    for some in chunks(pk for form, pk in present.items() if form not in wanted):
        NameForm.objects.filter(pk__in=some).delete()
    add_forms(sorted(wanted - present.keys()))
