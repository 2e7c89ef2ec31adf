"""The index of names in the database: words, the forms that a text may show them in, and whose they are.

Three tables instead of one row per person and form: a hundred thousand people share a few ten thousand
words, so saving one person writes some five short rows, and the forms of a word are worked out once.
"""

import uuid

from django.db import models


class Role(models.TextChoices):
    """Which part of a name a word is."""

    FAMILY = "F", "family name"
    GIVEN = "G", "given name"
    PATRONYMIC = "P", "patronymic"


class NameBatch(models.Model):
    """One addition of words to the index; what a process compares its copy of the vocabulary with.

    The token, not the number, is compared: after a rolled-back transaction numbers are given again.
    """

    token = models.UUIDField(default=uuid.uuid4, editable=False)

    def __str__(self):
        return str(self.token)


class NameWord(models.Model):
    """A word that is part of somebody's name, in small letters, in one script and spelling."""

    text = models.CharField(max_length=100)
    role = models.CharField(max_length=1, choices=Role)
    batch = models.ForeignKey(
        NameBatch,
        on_delete=models.PROTECT,  # words must not go with a batch: rebuilding moves them to another one
        related_name="words",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "role"], name="people_nameword_once")]

    def __str__(self):
        return self.text


class NameForm(models.Model):
    """One reading of one form of a word: the nominative, an oblique case or the name in another language."""

    word = models.ForeignKey(
        NameWord,
        on_delete=models.CASCADE,  # a part: a form belongs to its word
        related_name="forms",
    )
    deep = models.CharField(max_length=100, db_index=True)
    light = models.CharField(max_length=100, db_index=True)
    spelling = models.CharField(max_length=100, db_index=True)
    weight = models.FloatField()  # 1 for the name as it is, less for a form of it

    def __str__(self):
        return self.spelling


class NamePart(models.Model):
    """A word of a person's name."""

    person = models.ForeignKey(
        "people.Person",
        on_delete=models.CASCADE,  # a part: the index follows the person
        related_name="name_parts",
    )
    word = models.ForeignKey(
        NameWord,
        on_delete=models.CASCADE,  # the index is derived: what goes is made again
        related_name="parts",
    )
    weight = models.FloatField()  # 1, or less for one half of a double name

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "word"], name="people_namepart_once")]

    def __str__(self):
        return f"{self.person_id}: {self.word_id}"
