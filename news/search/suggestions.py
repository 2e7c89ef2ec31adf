""" "Did you mean …": words of the site's own vocabulary that are spelt much like what was typed."""

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from ipacis.core.search.entries import SearchWord
from ipacis.core.text import stems
from people.names.query import other_layouts

MOST_WORDS = 6
MOST_UNKNOWN = 3


def likely_texts(text):
    """Return what may have been meant by *text*, the likeliest first.

    They are words of any text, also of one that is not public: show a suggestion only if it finds something.
    """
    readings = [text, *other_layouts(text)]
    spoken = {reading: checked_words(reading) for reading in readings}
    nearby = near_words(spoken[text], {word.plain for words in spoken.values() for word in words})
    known = set(nearby)
    found = [
        reading
        for reading in readings[1:]
        if spoken[reading] and all(word.plain in known for word in spoken[reading])
    ]
    unknown = [word for word in spoken[text] if word.plain not in known][:MOST_UNKNOWN]
    return found + corrections(text, unknown, nearby)


def checked_words(text):
    return [
        word for word in stems.words(text) if len(word.plain) >= SearchWord.SHORTEST and word.plain.isalpha()
    ][:MOST_WORDS]


def corrections(text, unknown, candidates):
    """Return [*text* with each of its *unknown* words replaced by the nearest candidate], empty without any."""
    pieces, end = [], 0
    for word in unknown:
        if better := nearest(word, candidates):
            pieces += [text[end : word.start], better]
            end = word.end
    return ["".join([*pieces, text[end:]])] if pieces else []


def slips(word):
    """Return how many letters of *word* may be wrong, missing, too many or out of place."""
    return 1 if len(word) < 6 else 2


def near_words(words, exactly):
    """Return the known words that are among *exactly* or may be near to one of *words*.

    Near are those about as long that begin with one of its first two letters.
    """
    condition = Q(word__in=exactly)
    for _start, _end, word, _term in words:
        length = Q(length__range=(len(word) - slips(word), len(word) + slips(word)))
        condition |= length & (Q(word__startswith=word[0]) | Q(word__startswith=word[1]))
    rows = SearchWord.objects.annotate(length=Length("word")).filter(condition)
    return list(rows.values_list("word", flat=True))


def nearest(word, candidates):
    """Return the nearest of *candidates* to the Word, None where none is near or it only has another ending."""
    most, found = slips(word.plain), []
    for candidate in candidates:
        distance = OSA.distance(word.plain, candidate, score_cutoff=most)
        if distance > most:
            continue
        if stems.stem(candidate) == word.term:
            return None
        same_start = candidate[0] == word.plain[0]
        found.append((distance, not same_start, abs(len(candidate) - len(word.plain)), candidate))
    return min(found)[-1] if found else None
