"""The tables of the index of names: words, their forms in texts, and the people who have the words in their names.

A table with a row for each person and form would be much larger: a hundred thousand people share some ten thousand
words. With separate tables, saving a person writes about five short rows, and the forms of a word are stored once.
"""

import uuid

from django.db import models


class Role(models.TextChoices):
    """The kind of name to which a word belongs."""

    FAMILY = "F", "family name"
    GIVEN = "G", "given name"
    PATRONYMIC = "P", "patronymic"


class NameBatch(models.Model):
    """A set of words that were added to the index together.

    A process compares the newest batch with those it knows, to see whether its Vocabulary is up to date. It compares
    tokens, because a database may reuse the primary keys of a transaction that was rolled back.
    """

    token = models.UUIDField(default=uuid.uuid4, editable=False)

    def __str__(self):
        return str(self.token)


class NameWord(models.Model):
    """A word of a person's name in one spelling, in lower case."""

    text = models.CharField(max_length=100)
    role = models.CharField(max_length=1, choices=Role)
    batch = models.ForeignKey(
        NameBatch,
        on_delete=models.PROTECT,  # a rebuild moves the words to another batch before it deletes one
        related_name="words",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "role"], name="people_nameword_once")]

    def __str__(self):
        return self.text


class NameForm(models.Model):
    """One reading of one form of a word.

    A form is the word itself, one of its oblique cases, or the name in another language. ``deep`` and ``light`` are the
    SoundKey of the reading.
    """

    word = models.ForeignKey(
        NameWord,
        on_delete=models.CASCADE,  # a part: a form belongs to its word
        related_name="forms",
    )
    deep = models.CharField(max_length=100, db_index=True)
    light = models.CharField(max_length=100, db_index=True)
    spelling = models.CharField(max_length=100, db_index=True)
    weight = models.FloatField()  # 1 for the word itself, less for its other forms

    def __str__(self):
        return self.spelling


class NamePart(models.Model):
    """A word of one person's name."""

    is_derived = True

    person = models.ForeignKey(
        "people.Person",
        on_delete=models.CASCADE,  # a part: the index follows the person
        related_name="name_parts",
    )
    word = models.ForeignKey(
        NameWord,
        on_delete=models.CASCADE,  # derived: the index can be rebuilt from the names
        related_name="parts",
    )
    weight = models.FloatField()  # 1, or less for one half of a double name

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "word"], name="people_namepart_once")]

    def __str__(self):
        return f"{self.person_id}: {self.word_id}"
