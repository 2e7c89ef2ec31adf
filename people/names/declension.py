"""The Russian cases of a name: the forms that a family name, a given name or a patronymic has in a sentence.

Rules replace a dictionary: they need no data, give every form that is in use (both forms where usage differs, as with
-зода) and also decline foreign names, whose stems they keep (Ермек: Ермека).
Source of the rules: Академический справочник, «Правила русской орфографии и пунктуации», §§ 13–14, and
Л. П. Калакуцкая, «Склонение фамилий и личных имён».
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

CYRILLIC_WORD = re.compile("[\u0400-\u052f]+")


class Rule(NamedTuple):
    """A rule for the words that end in one of *nominative*; an empty *nominative* fits any word.

    The last *cut* letters of the word are replaced by each of *oblique*. *nominative* and *oblique* are endings,
    separated by spaces.
    """

    nominative: str
    oblique: str
    cut: int


# The first rule that fits a word is used.
FAMILY = [
    Rule("ов ев ёв", "а у ым ом е", 0),  # Иванов
    Rule("ин ын", "а у ым ом е", 0),  # Путин; foreign ones have -ом (Чаплином)
    Rule("ова ева ёва ина ына", "ой ою у ы е", 1),  # Иванова; the noun's -ы, -е for Глина
    Rule("ский цкий ской цкой", "ого ому им ом", 2),  # Кобицкий
    Rule("ская цкая", "ой ую ою", 2),  # Лобачевская
    Rule("ый", "ого ому ым ом", 2),  # Белый
    Rule("кий гий хий", "ого ому им ом ия ию ием ии", 2),  # Горький, but also the noun: Георгий
    Rule("ой", "ого ому ым ом оя ою оем ое", 2),  # Толстой is an adjective, Цой a noun
    Rule("ая", "ой ую ою аи ае аю аей", 2),  # Толстая; the noun Гая
]
NOUN = [
    Rule("ия", "ии ию ией", 2),  # Мария
    Rule("я", "и е ю ей ёй", 1),  # Илья
    Rule("га ка ха жа ша ща ча", "и е у ой ою ей ею", 1),  # Ольга, Саша
    Rule("а", "ы е у ой ою ей", 1),  # Никита, Азимзода
    Rule("ий", "ия ию ием ии", 2),  # Юрий
    Rule("й", "я ю ем е", 1),  # Андрей
    Rule("ь", "я ю ем ём е и ью", 1),  # Игорь, Любовь
    Rule("о е ё и у ю ы э их ых", "", 0),  # Карпенко, Заде, Черных: not declined
    Rule("ж ш щ ч ц", "а у ем ом е", 0),  # Плющ, Иванович
    Rule("", "а у ом е", 0),  # any other consonant: Додон
]
# (ending in the nominative, its form before other endings) of stems that may lose or change a vowel. Families differ
# in this, so ``case_forms`` returns the forms of both stems.
FLEETING = [
    ("ец", "ц"),
    ("лец", "льц"),
    ("ек", "к"),
    ("ек", "ьк"),
    ("ок", "к"),
    ("аец", "айц"),
    ("оец", "ойц"),
]
# {given name: its irregular stem}
STEMS = {"павел": "павл", "лев": "льв", "пётр": "петр"}


def declined_by(rules: Iterable[Rule], word: str) -> set[str]:
    """Return the oblique forms of *word* by the first of *rules* that fits it."""
    for rule in rules:
        if word.endswith(tuple(rule.nominative.split() or [""])):
            stem = word[: len(word) - rule.cut]
            return {stem + ending for ending in rule.oblique.split()}
    return set()


def case_forms(word: str, is_family: bool = False) -> set[str]:
    """Return the oblique forms of a Russian *word* in lower case; none if it is not in Cyrillic or has under 3 letters.

    The forms of both genders are returned, because many family names are declined for men only («Мелкумяна»).

    >>> sorted(case_forms("цой", is_family=True) & {"цоя", "цою", "цоем"})
    ['цоем', 'цою', 'цоя']
    """
    if not CYRILLIC_WORD.fullmatch(word) or len(word) < 3:
        return set()
    forms = declined_by(FAMILY + NOUN if is_family else NOUN, word)
    if stem := STEMS.get(word):
        forms |= declined_by(NOUN, stem)
    for ending, short in FLEETING:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            forms |= {word.removesuffix(ending) + short + case for case in ("а", "у", "ом", "ем", "е")}
    return forms - {word}
