"""The content of the index: the words of all names of a person, and the forms of each word."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Model

from ipacis.core.text.labels import LANGUAGES, label_columns
from people.names.declension import CYRILLIC_WORD, case_forms
from people.names.equivalents import equivalents
from people.names.folding import lowered, sound_keys, spelling
from people.names.models import Role
from people.names.words import PARTICLES

#: The columns of a person that hold the parts of the name.
COLUMNS = [column for part in ("family", "given", "patronymic") for column in label_columns(f"{part}_name")]
#: The most characters of a word in the index.
LONGEST_WORD = 100
SEPARATORS = re.compile(r"[\s\-‐‑–—.,]+")
PATRONYMIC = re.compile(r"(..iC(a|u|em|om|e)?|([oe]v|iC)n[aieuo]|..ogl[iu]|..[kg]izi)$")

# Оганесян means "of the family of Оганес". Forms of the given name are therefore also forms of the family name:
# Ованнисян, Hovhannisyan.
ARMENIAN = re.compile(r"(?<=..)(ян|yan|ian)$")

#: The weight of one half of a double name; the whole name has 1.
HALF = 0.93
#: The weight of an oblique case, and of a given name's form in another language; the name itself has 1.
OBLIQUE, EQUIVALENT = 0.985, 0.97
#: The weights of forms in an oblique case.
DECLINED = {OBLIQUE, EQUIVALENT * OBLIQUE}


class IndexWord(NamedTuple):
    """A word of the index: its text in lower case, and its Role in a name."""

    text: str
    role: str


class FormRow(NamedTuple):
    """One reading of a form of a word, with the columns of NameForm; *weight* is 1 for the word itself."""

    deep: str
    light: str
    spelling: str
    weight: float


class WrittenPart(NamedTuple):
    """A family name, given name or patronymic as it was written, and its Role."""

    role: str
    text: str


def is_patronymic(word: str) -> bool:
    """Say whether *word* has the ending of a patronymic, in any grammatical case and spelling.

    >>> is_patronymic("Николаевичем"), is_patronymic("Heydaroglu"), is_patronymic("Pavlov")
    (True, True, False)
    """
    return any(PATRONYMIC.search(key.deep) for key in sound_keys(word))


def split(name: str) -> list[str]:
    """Return the words of one part of a name in lower case, without particles unless it has nothing else."""
    words = [word for word in SEPARATORS.split(lowered(name)) if spelling(word)]
    return [word for word in words if word not in PARTICLES] or words


def part_words(name: str) -> dict[str, float]:
    """Return {word: weight} of one part of a name: the whole part as one word, and each half of a double name."""
    words = split(name)
    weights = {"".join(words): 1.0} if words else {}
    if len(words) > 1:
        weights |= dict.fromkeys(words, HALF)
    # Particles are also written as one word with the name: Асанбек уулу, Асанбекуулу.
    if whole := "".join(word for word in SEPARATORS.split(lowered(name)) if spelling(word)):
        weights.setdefault(whole, 1.0)
    return weights


def other_name_parts(name: str, family_keys: set[str]) -> Iterator[WrittenPart]:
    """Yield the parts of a full *name*.

    The family name is the last word, or the first word if that has one of *family_keys*, the deep keys of the known
    family names of the person.
    """
    words = [word for word in lowered(name).replace(",", " ").split() if spelling(word)]
    words = [word for word in words if word not in PARTICLES] or words
    first_keys = {key.deep for key in sound_keys(words[0])} if words else set()
    if len(words) > 1 and first_keys & family_keys:
        words = [*words[1:], words[0]]
    *before, family = words or [""]
    yield WrittenPart(Role.FAMILY, family)
    for place, word in enumerate(before):
        yield WrittenPart(Role.PATRONYMIC if place and is_patronymic(word) else Role.GIVEN, word)


def person_words(person: Model) -> dict[IndexWord, float]:
    """Return {word: weight} of every word of every name of *person*, a row with ``COLUMNS`` and ``other_names``."""
    named = []
    for language in LANGUAGES:
        named += [
            WrittenPart(Role.FAMILY, getattr(person, f"family_name_{language}")),
            WrittenPart(Role.GIVEN, getattr(person, f"given_name_{language}")),
            WrittenPart(Role.PATRONYMIC, getattr(person, f"patronymic_name_{language}")),
        ]
    family_keys = {
        key.deep
        for part in named
        if part.role == Role.FAMILY
        for word in part_words(part.text)
        for key in sound_keys(word)
    }
    for other in person.other_names.all():
        named += other_name_parts(other.name, family_keys)
    words = {}
    for part in named:
        for text, weight in part_words(part.text or "").items():
            word = IndexWord(text[:LONGEST_WORD], part.role)
            words[word] = max(weight, words.get(word, 0))
    return words


def other_languages(word: IndexWord) -> set[str]:
    """Return the forms of *word* in other languages: of a given name, or of an Armenian family name made from one."""
    if word.role == Role.GIVEN:
        return {lowered(name) for name in equivalents(word.text)}
    if word.role == Role.FAMILY and (ending := ARMENIAN.search(word.text)):
        names = map(lowered, equivalents(word.text[: ending.start()]))
        return {name + ("ян" if CYRILLIC_WORD.fullmatch(name) else "yan") for name in names}
    return set()


def word_forms(word: IndexWord) -> set[FormRow]:
    """Return all readings of all forms of *word*. Of equal readings, the one with the highest weight is kept."""
    is_family = word.role == Role.FAMILY
    written = {word.text: 1.0}
    for form in case_forms(word.text, is_family=is_family):
        written.setdefault(form, OBLIQUE)
    for name in other_languages(word):
        written.setdefault(name, EQUIVALENT)
        for form in case_forms(name, is_family=is_family):
            written.setdefault(form, EQUIVALENT * OBLIQUE)
    weights = {}
    for form, weight in sorted(written.items(), key=lambda item: -item[1]):
        for key in sound_keys(form):
            weights.setdefault((key.deep, key.light, spelling(form)), weight)
    return {FormRow(*columns, weight) for columns, weight in weights.items()}
