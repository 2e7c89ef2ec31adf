"""The Russian cases of a name: what a surname, a given name or a patronymic looks like inside a sentence.

Own rules instead of a dictionary: they need no data, give every form that a sentence can hold (both where
usage differs, as with -зода) and do not invent stems (Ермек stays Ермек-, though Венек- loses its vowel).
Source of the rules: Академический справочник, «Правила русской орфографии и пунктуации», §§ 13–14, and
Л. П. Калакуцкая, «Склонение фамилий и личных имён».
"""

import re

CYRILLIC_WORD = re.compile("[\u0400-\u052f]+")

# Endings of the nominative → the endings that take their place. The first line that fits is used.
FAMILY = [
    ("ов ев ёв", "а у ым ом е", 0),  # Иванов
    ("ин ын", "а у ым ом е", 0),  # Путин; foreign ones have -ом (Чаплином)
    ("ова ева ёва ина ына", "ой ою у ы е", 1),  # Иванова; the noun's -ы, -е for Глина
    ("ский цкий ской цкой", "ого ому им ом", 2),  # Кобицкий
    ("ская цкая", "ой ую ою", 2),  # Лобачевская
    ("ый", "ого ому ым ом", 2),  # Белый
    ("кий гий хий", "ого ому им ом ия ию ием ии", 2),  # Горький, but also the noun: Георгий
    ("ой", "ого ому ым ом оя ою оем ое", 2),  # Толстой is an adjective, Цой a noun
    ("ая", "ой ую ою аи ае аю аей", 2),  # Толстая; the noun Гая
]
NOUN = [
    ("ия", "ии ию ией", 2),  # Мария
    ("я", "и е ю ей ёй", 1),  # Илья
    ("га ка ха жа ша ща ча", "и е у ой ою ей ею", 1),  # Ольга, Саша
    ("а", "ы е у ой ою ей", 1),  # Никита, Азимзода
    ("ий", "ия ию ием ии", 2),  # Юрий
    ("й", "я ю ем е", 1),  # Андрей
    ("ь", "я ю ем ём е и ью", 1),  # Игорь, Любовь
    ("о е ё и у ю ы э их ых", "", 0),  # Карпенко, Заде, Черных: not declined
    ("ж ш щ ч ц", "а у ем ом е", 0),  # Плющ, Иванович
    ("", "а у ом е", 0),  # any other consonant: Додон
]
# Stems that lose or change a vowel, as endings: both stems are kept, since usage differs by family.
FLEETING = [
    ("ец", "ц"),
    ("лец", "льц"),
    ("ек", "к"),
    ("ек", "ьк"),
    ("ок", "к"),
    ("аец", "айц"),
    ("оец", "ойц"),
]
# Given names whose stem no rule gives.
STEMS = {"павел": "павл", "лев": "льв", "пётр": "петр"}


def endings(word, rules):
    """Return the forms that the first fitting line of *rules* gives *word*."""
    for nominative, replaced, cut in rules:
        if word.endswith(tuple(nominative.split() or [""])):
            stem = word[: len(word) - cut]
            return {stem + ending for ending in replaced.split()}
    return set()


def case_forms(word, is_family=False):
    """Return the oblique forms of a Russian *word* in small letters, an empty set for other alphabets.

    Both genders' forms are given where a name has two: «Мелкумяна» is a man, a woman's is not declined.

    >>> sorted(case_forms("цой", is_family=True) & {"цоя", "цою", "цоем"})
    ['цоем', 'цою', 'цоя']
    """
    if not CYRILLIC_WORD.fullmatch(word) or len(word) < 3:
        return set()
    forms = endings(word, FAMILY + NOUN if is_family else NOUN)
    if stem := STEMS.get(word):
        forms |= endings(stem, NOUN)
    for ending, short in FLEETING:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            forms |= {word.removesuffix(ending) + short + case for case in ("а", "у", "ом", "ем", "е")}
    return forms - {word}
