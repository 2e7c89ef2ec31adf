"""The index of names: keeps the tables that ``people.names`` searches up to date with the people."""

from collections.abc import Callable, Iterable

from django.db import models, transaction

from ipacis.core.sql import chunks
from people.names.models import NameBatch, NameForm, NamePart, NameWord
from people.names.parts import COLUMNS, FormRow, IndexWord, person_words, word_forms

#: The most rows that one statement writes, and the most people or words that one transaction works on.
CHUNK = 500


class NameIndex:
    """The index of the names of *people*, the manager of a model that has ``COLUMNS`` and ``other_names``."""

    def __init__(self, people: models.Manager):
        self.people = people

    def update(self, people: Iterable[models.Model | int | None]) -> None:
        """Update the index for *people*: instances or primary keys, including those of deleted people.

        Code that changes a name calls this in the same transaction. Outside of a transaction each chunk of people gets
        one of its own. Only differences are written.
        """
        pks = {person.pk if isinstance(person, models.Model) else person for person in people} - {None}
        for some in chunks(sorted(pks), CHUNK):
            with transaction.atomic():
                self._update_some(some)

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Rebuild the whole index, a chunk at a time, and delete the words that are in nobody's name.

        Call it after a change of the spelling rules or the restoration of a database; the search works meanwhile.
        *progress* is called after each chunk with the number of words and people done, and with their total number.
        """
        words = list(NameWord.objects.order_by("pk").values_list("pk", flat=True))
        people = list(self.people.order_by("pk").values_list("pk", flat=True))
        done, total = 0, len(words) + len(people)
        for work, pks in ((refresh_forms, words), (self._update_some, people)):
            for some in chunks(pks, CHUNK):
                with transaction.atomic():
                    work(some)
                done += len(some)
                if progress:
                    progress(done, total)
        with transaction.atomic():
            batch = lock_additions()
            NameWord.objects.filter(parts=None).delete()
            if batch:
                NameWord.objects.exclude(batch=batch).update(batch=batch)
                NameBatch.objects.exclude(pk=batch.pk).delete()
                batch.token = NameBatch().token  # an unknown token makes every process read all words again
                batch.save()

    def _update_some(self, pks: list[int]) -> None:
        # Lock the people, so that two transactions do not write the names of the same person at once.
        people = self.people.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)
        people = people.only(*COLUMNS).prefetch_related("other_names")
        wanted = {person.pk: person_words(person) for person in people}
        word_pks = add_words({word for words in wanted.values() for word in words})
        present = {}
        for pk, person, word, weight in NamePart.objects.filter(person__in=pks).values_list(
            "pk", "person", "word", "weight"
        ):
            present[person, word, weight] = pk
        parts = {
            (person, word_pks[word], weight)
            for person, words in wanted.items()
            for word, weight in words.items()
        }
        for some in chunks((pk for part, pk in present.items() if part not in parts), CHUNK):
            NamePart.objects.filter(pk__in=some).delete()
        NamePart.objects.bulk_create(
            (
                NamePart(person_id=person, word_id=word, weight=weight)
                for person, word, weight in sorted(parts - present.keys())
            ),
            batch_size=CHUNK,
        )


def known_words(words: Iterable[IndexWord]) -> dict[IndexWord, int]:
    """Return {word: primary key} of those of *words* that are in the index."""
    found = {}
    for texts in chunks({word.text for word in words}, CHUNK):
        for pk, text, role in NameWord.objects.filter(text__in=texts).values_list("pk", "text", "role"):
            found[IndexWord(text, role)] = pk
    return found


def add_words(words: set[IndexWord]) -> dict[IndexWord, int]:
    """Return {word: primary key} of all *words*, after adding the missing ones and their forms to the index."""
    found = known_words(words)
    if words <= found.keys():
        return found
    lock_additions()
    found = known_words(words)
    new = sorted(words - found.keys())
    if new:
        batch = NameBatch.objects.create()
        NameWord.objects.bulk_create(
            (NameWord(text=word.text, role=word.role, batch=batch) for word in new), batch_size=CHUNK
        )
        found |= known_words(new)
        add_forms((found[word], form) for word in new for form in word_forms(word))
    return found


def lock_additions() -> NameBatch | None:
    """Lock the oldest batch, so that no other transaction adds words until the end of this one; return that batch.

    Batches are therefore committed in their order, and a process that has read the newest batch has read all earlier
    ones. New words are rare, so editors seldom wait here. Returns None and locks nothing if there is no batch yet.
    """
    return NameBatch.objects.select_for_update().order_by("pk").first()


def add_forms(forms: Iterable[tuple[int, FormRow]]) -> None:
    """Store *forms*, pairs of (primary key of the word, form)."""
    NameForm.objects.bulk_create(
        (NameForm(word_id=word, **form._asdict()) for word, form in forms), batch_size=CHUNK
    )


def refresh_forms(pks: list[int]) -> None:
    """Replace the stored forms that the present rules do not give, for the words with the primary keys *pks*."""
    present = {}
    for pk, word, *columns in NameForm.objects.filter(word__in=pks).values_list(
        "pk", "word", *FormRow._fields
    ):
        present[word, FormRow(*columns)] = pk
    wanted = {
        (pk, form)
        for pk, *columns in NameWord.objects.filter(pk__in=pks).values_list("pk", *IndexWord._fields)
        for form in word_forms(IndexWord(*columns))
    }
    for some in chunks((pk for form, pk in present.items() if form not in wanted), CHUNK):
        NameForm.objects.filter(pk__in=some).delete()
    add_forms(sorted(wanted - present.keys()))
