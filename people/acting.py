"""The titles of people who hold an office for a time, until somebody is elected or appointed: "Acting Chair"."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import override

#: What separates two titles of one office: «Заместитель Генерального секретаря – полномочный представитель …».
BETWEEN_TITLES = " – "
#: (nominative ending, genitive ending) of Russian adjectives, and of the nouns that follow them in titles.
#: Source: Академический справочник «Русская грамматика» (1980), §§ 1132–1190 and 1306–1316.
ADJECTIVES = (("ый", "ого"), ("ший", "шего"), ("щий", "щего"), ("ий", "ого"), ("ая", "ой"))
NOUNS = (
    ("осол", "осла"),
    ("ия", "ии"),
    ("га", "ги"),
    ("ка", "ки"),
    ("ха", "хи"),
    ("ья", "ьи"),
    ("а", "ы"),
    ("я", "и"),
    ("ь", "я"),
    ("й", "я"),
)
CONSONANTS = "бвгджзклмнпрстфхцчшщ"
#: The fewest letters of a noun; shorter words are prepositions.
SHORTEST_NOUN = 3
WORD = re.compile(r"[^\W\d_-]+(?=$|[\s,.])")


def acting(title: str, language: str) -> str:
    """Return *title* in *language* as that of an acting holder, "" for an empty title.

    >>> acting("Генеральный секретарь Совета МПА СНГ", "ru")
    'И. о. Генерального секретаря Совета МПА СНГ'
    """
    if not title:
        return ""
    with override(language):
        return _("Acting %(office)s") % {"office": russian_genitive(title) if language == "ru" else title}


def russian_genitive(title: str) -> str:
    """Return the Russian *title* of an office in the genitive: its adjectives and its first noun, in each of its parts.

    A title that does not begin with such words is returned as it is.

    >>> russian_genitive("Первый заместитель Председателя Сената")
    'Первого заместителя Председателя Сената'
    >>> russian_genitive("Глава делегации – постоянный представитель")
    'Главы делегации – постоянного представителя'
    >>> russian_genitive("Уполномоченный по правам человека")
    'Уполномоченного по правам человека'
    >>> russian_genitive("Вице-спикер парламента")
    'Вице-спикера парламента'
    """
    return BETWEEN_TITLES.join(genitive_of_part(part) for part in title.split(BETWEEN_TITLES))


def genitive_of_part(title: str) -> str:
    word = WORD.search(title)
    if word is None:
        return title
    text, before, after = word.group(), title[: word.start()], title[word.end() :]
    if adjective := ending_replaced(text, ADJECTIVES):
        return before + adjective + genitive_of_part(after)
    if noun := ending_replaced(text, NOUNS):
        return before + noun + after
    is_noun = text[-1] in CONSONANTS and len(text) >= SHORTEST_NOUN
    return f"{before}{text}а{after}" if is_noun else title


def ending_replaced(word: str, endings: tuple[tuple[str, str], ...]) -> str | None:
    """Return *word* with the genitive ending of the first of *endings* that fits it, None if none fits."""
    for nominative, genitive in endings:
        if word.lower().endswith(nominative):
            return word[: len(word) - len(nominative)] + genitive
    return None
