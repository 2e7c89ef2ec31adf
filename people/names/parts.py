"""What is indexed of a person and of a word: the parts of every name, and the forms of every part."""

import re

from people.names.declension import CYRILLIC_WORD, case_forms
from people.names.equivalents import equivalents
from people.names.folding import keys, plain, spelling
from people.names.models import Role
from people.names.words import PARTICLES

LANGUAGES = ("en", "ru")
COLUMNS = [f"{part}_name_{language}" for part in ("family", "given", "patronymic") for language in LANGUAGES]
SEPARATORS = re.compile(r"[\s\-‐‑–—.,]+")
PATRONYMIC = re.compile(r"(..iC(a|u|em|om|e)?|([oe]v|iC)n[aieuo]|..ogl[iu]|..[kg]izi)$")

# Оганесян is the family of Оганес, and so the same as Ованнисян, Hovhannisyan.
ARMENIAN = re.compile(r"(?<=..)(ян|yan|ian)$")

# What one half of a double name says about a person, against the whole of it.
HALF = 0.93
# What an oblique case and a given name's form in another language say, against the name itself.
OBLIQUE, EQUIVALENT = 0.985, 0.97
DECLINED = {OBLIQUE, EQUIVALENT * OBLIQUE}


def is_patronymic(word):
    """Tell whether *word* ends as a patronymic does, in any case and spelling.

    >>> is_patronymic("Николаевичем"), is_patronymic("Heydaroglu"), is_patronymic("Pavlov")
    (True, True, False)
    """
    return any(PATRONYMIC.search(key.deep) for key in keys(word))


def split(name):
    """Return the words of a part of a name, without particles."""
    words = [word for word in SEPARATORS.split(plain(name)) if spelling(word)]
    return [word for word in words if word not in PARTICLES] or words


def part_words(name):
    """Return word → weight for one part of a name: the halves of a double one and both as one word."""
    words = split(name)
    weights = {"".join(words): 1.0} if words else {}
    if len(words) > 1:
        weights |= dict.fromkeys(words, HALF)
    # Асанбек уулу is also written Асанбекуулу.
    if whole := "".join(word for word in SEPARATORS.split(plain(name)) if spelling(word)):
        weights.setdefault(whole, 1.0)
    return weights


def other_name_parts(name, family_keys):
    """Yield (role, part) of a full *name*: given name first, unless it begins with a known family name."""
    words = [word for word in plain(name).replace(",", " ").split() if spelling(word)]
    words = [word for word in words if word not in PARTICLES] or words
    first_keys = {key.deep for key in keys(words[0])} if words else set()
    if len(words) > 1 and first_keys & family_keys:
        words = [*words[1:], words[0]]
    *before, family = words or [""]
    yield Role.FAMILY, family
    for place, word in enumerate(before):
        yield (Role.PATRONYMIC if place and is_patronymic(word) else Role.GIVEN), word


def person_words(person):
    """Return (text, role) → weight for every word of every name of *person* (a Person, other names loaded)."""
    named = []
    for language in LANGUAGES:
        named += [
            (Role.FAMILY, getattr(person, f"family_name_{language}")),
            (Role.GIVEN, getattr(person, f"given_name_{language}")),
            (Role.PATRONYMIC, getattr(person, f"patronymic_name_{language}")),
        ]
    family_keys = {
        key.deep
        for role, name in named
        if role == Role.FAMILY
        for word in part_words(name)
        for key in keys(word)
    }
    for other in person.other_names.all():
        named += other_name_parts(other.name, family_keys)
    words = {}
    for role, name in named:
        for word, weight in part_words(name or "").items():
            slot = (word[:100], role)
            words[slot] = max(weight, words.get(slot, 0))
    return words


def other_languages(text, role):
    """Return what *text* is in other languages: a given name, or an Armenian family name made of one."""
    if role == Role.GIVEN:
        return {plain(name) for name in equivalents(text)}
    if role == Role.FAMILY and (ending := ARMENIAN.search(text)):
        names = map(plain, equivalents(text[: ending.start()]))
        return {name + ("ян" if CYRILLIC_WORD.fullmatch(name) else "yan") for name in names}
    return set()


def word_forms(text, role):
    """Return the rows (deep, light, spelling, weight) for a word; the best weight where forms coincide."""
    written = {text: 1.0}
    for form in case_forms(text, is_family=role == Role.FAMILY):
        written.setdefault(form, OBLIQUE)
    for name in other_languages(text, role):
        written.setdefault(name, EQUIVALENT)
        for form in case_forms(name, is_family=role == Role.FAMILY):
            written.setdefault(form, EQUIVALENT * OBLIQUE)
    rows = {}
    for form, weight in sorted(written.items(), key=lambda item: -item[1]):
        for key in keys(form):
            rows.setdefault((key.deep, key.light, spelling(form)), weight)
    return {(*row, weight) for row, weight in rows.items()}
