"""Suggestions ("Did you mean …"): queries with similar spelling, made of words in the texts of the site."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from ipacis.core.search.entries import SearchWord
from ipacis.core.text import stems
from people.names.questions import other_layouts

#: Only this many words of a query are looked up, and this many unknown ones corrected.
MOST_WORDS = 6
MOST_UNKNOWN = 3


def likely_texts(text: str) -> list[str]:
    """Return the queries that may have been meant by *text*, the likeliest first.

    These are *text* typed in another keyboard layout, and *text* with corrected words. The words come from public
    and unpublished texts alike, so a suggestion may be shown only if it finds something public.
    """
    variants = [text, *other_layouts(text)]
    words_of = {variant: checked_words(variant) for variant in variants}
    similar = similar_words(words_of[text], {word.plain for words in words_of.values() for word in words})
    known = set(similar)
    found = [
        variant
        for variant in variants[1:]
        if words_of[variant] and all(word.plain in known for word in words_of[variant])
    ]
    unknown = [word for word in words_of[text] if word.plain not in known][:MOST_UNKNOWN]
    corrected = replace_words(text, unknown, similar)
    return [*found, corrected] if corrected != text else found


def checked_words(text: str) -> list[stems.Word]:
    """Return the words of *text* that are long enough and consist of letters alone, at most MOST_WORDS."""
    return [
        word for word in stems.words(text) if len(word.plain) >= SearchWord.SHORTEST and word.plain.isalpha()
    ][:MOST_WORDS]


def replace_words(text: str, unknown: Sequence[stems.Word], candidates: Collection[str]) -> str:
    """Return *text* with each of its words *unknown* replaced by the nearest of *candidates*, if one is near."""
    pieces, end = [], 0
    for word in unknown:
        if better := nearest(word, candidates):
            pieces += [text[end : word.start], better]
            end = word.end
    return "".join([*pieces, text[end:]])


def most_typos(word: str) -> int:
    """Return the largest number of typos in *word*: wrong, missing, additional or swapped letters."""
    return 1 if len(word) < 6 else 2


def similar_words(words: Iterable[stems.Word], exactly: Collection[str]) -> list[str]:
    """Return the words of the site's texts that are in *exactly*, or that may be similar to one of *words*.

    A word may be similar if its length fits and it begins with one of the first two letters. Runs one query.
    """
    condition = Q(word__in=exactly)
    for _start, _end, word, _term in words:
        length = Q(length__range=(len(word) - most_typos(word), len(word) + most_typos(word)))
        condition |= length & (Q(word__startswith=word[0]) | Q(word__startswith=word[1]))
    rows = SearchWord.objects.annotate(length=Length("word")).filter(condition)
    return list(rows.values_list("word", flat=True))


def nearest(word: stems.Word, candidates: Iterable[str]) -> str | None:
    """Return the candidate with the fewest typos (optimal string alignment distance) from *word*.

    None if all have too many, or if one has the same stem: then *word* is only another form of a known word.
    """
    most, found = most_typos(word.plain), []
    for candidate in candidates:
        distance = OSA.distance(word.plain, candidate, score_cutoff=most)
        if distance > most:
            continue
        if stems.stem(candidate) == word.term:
            return None
        same_start = candidate[0] == word.plain[0]
        found.append((distance, not same_start, abs(len(candidate) - len(word.plain)), candidate))
    return min(found)[-1] if found else None
