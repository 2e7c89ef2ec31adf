"""What a question that names a date leads to: the lists of the period, and the holders of a post on the day."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import F
from django.db.models.functions import Length
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_countries import countries

from ipacis.core.lists.base import ItemList
from ipacis.core.search.words import entries_holding, parse_question
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES, current_language
from ipacis.core.text.stems import stem
from news.lists import MeetingList, NewsList
from people.models import Post

from .dates import Dated
from .hits import Kind

#: The most posts whose holders are offered.
MOST_POSTS = 3
#: The most letters that end a case of a Russian name, and what ends the name itself: Азербайджан-ом, Росси-ей.
LONGEST_ENDING = 2
ENDINGS = ("", "а", "я", "ь", "й")


class Answer(NamedTuple):
    """A page that answers a question: its title, its path and the number of its items, None if it is no list."""

    title: str
    path: str
    count: int | None = None


def answers_to(dated: Dated) -> Iterator[Answer]:
    """Yield the Answers to a question that names a date and other words."""
    yield from holders(dated)
    words = without_names_of_lists(dated.words)
    country, others = country_within(words)
    if country:
        yield from found_in(MeetingList(query(country=country, q=others), dated.period))
    data = query(q=words)
    for item_list in (MeetingList(data, dated.period), NewsList(data, dated.period)):
        # A period alone is told even if it has nothing.
        yield from found_in(item_list, is_told=not words)


def without_names_of_lists(text: str) -> str:
    """Return *text*, which is folded, without the words that name the lists: "meetings", «встречи».

    >>> without_names_of_lists("meetings minsk"), without_names_of_lists("встречи минск")
    ('minsk', 'минск')
    """
    return " ".join(word for word in text.split() if stem(word) not in names_of_lists())


@lru_cache(maxsize=1)
def names_of_lists() -> set[str]:
    """Return the stems of the names of the lists in the languages of the site."""
    names = set()
    for language in LANGUAGES:
        with override(language):
            names |= {stem(fold(str(item_list.heading))) for item_list in (MeetingList, NewsList)}
    return names


def query(**conditions: str) -> QueryDict:
    return QueryDict(urlencode({name: value for name, value in conditions.items() if value}))


def found_in(item_list: ItemList, is_told: bool = False) -> Iterator[Answer]:
    """Yield *item_list* as an Answer if it has items or *is_told*."""
    if item_list.count or is_told:
        yield Answer(item_list.title, item_list.url(), item_list.count)


def holders(dated: Dated) -> Iterator[Answer]:
    """Yield the pages that tell who held the posts with the words of *dated* on its day, which is not to come.

    The posts on the home page come first.
    """
    day, question = dated.period.first, parse_question(dated.words)
    if not dated.period.day or day > timezone.localdate() or not question:
        return
    entries = entries_holding(question).filter(kind=Kind.POSTS).values("object_id")
    length = Length(f"label_{current_language()}")
    posts = Post.objects.filter(pk__in=entries).order_by(F("on_home").desc(), length, "pk")
    for post in posts[:MOST_POSTS]:
        words = {"post": post.label, "day": dated.period.in_words()}
        title = _("%(post)s: who held it on %(day)s") % words
        yield Answer(title, f"{post.get_absolute_url()}?{urlencode({'on': day.isoformat()})}")


def country_within(text: str) -> tuple[str, str]:
    """Return the code of the country that *text*, which is folded, names, and the other words; "" for neither.

    >>> country_within("беларусью минск"), country_within("minsk")
    (('by', 'минск'), ('', 'minsk'))
    """
    words = text.split()
    for place, word in enumerate(words):
        if code := country_of(word):
            return code, " ".join([*words[:place], *words[place + 1 :]])
    return "", text


def country_of(word: str) -> str:
    """Return the code of the country that *word* names in a language of the site, in any case; "" if it names none."""
    names = country_names()
    if word in names or word.isascii():
        return names.get(word, "")
    for end in range(len(word) - 1, len(word) - LONGEST_ENDING - 1, -1):
        for ending in ENDINGS:
            if code := names.get(word[:end] + ending):
                return code
    return ""


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Return {name of one word, folded: code} of all countries in the languages of the site."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found |= {fold(name): code.lower() for code, name in countries if " " not in name}
    return found
