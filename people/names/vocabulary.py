"""The words of the index in memory, in which misspelt words and beginnings of words are looked up.

Each process has its own copy. It reads all words when it first needs them, and later only the words that were added
since then (``NameBatch``). Words found in the copy are looked up in the database afterwards, so a word that was
deleted or belongs to a transaction that was rolled back does no harm.
"""

import threading
from bisect import bisect_left, insort
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from people.names.distance import allowance, distance
from people.names.models import NameBatch, NameForm

#: The weighted distance is computed only for keys within this many plain edits, and only for this many of them.
PLAIN_EDITS, MOST_WEIGHED = 3, 60
#: Typing errors are looked for only in words of at least this many letters.
SHORTEST_SPELLING = 5
#: At most this many new strings are inserted one by one; for more of them the whole list is sorted.
MOST_INSERTED = 50


class StringSet:
    """A set of strings that can be searched for strings near a word or with a given prefix.

    ``add`` replaces the lists instead of changing them, because other threads may be reading them.
    """

    def __init__(self):
        self.known = set()
        self.by_length = {}
        self.ordered = []

    def add(self, strings: Iterable[str]) -> None:
        new = set(strings) - self.known
        if not new:
            return
        ordered = list(self.ordered)
        if len(new) > MOST_INSERTED:
            ordered = sorted([*ordered, *new])
        else:
            for string in new:
                insort(ordered, string)
        by_length = dict(self.by_length)
        for length in {len(string) for string in new}:
            by_length[length] = [
                *by_length.get(length, []),
                *(string for string in new if len(string) == length),
            ]
        self.known |= new
        self.by_length, self.ordered = by_length, ordered

    def near(self, word: str, edits: int, length_difference: int, limit: int | None = None) -> list[str]:
        """Return at most *limit* strings within *edits* edits of *word*, the nearest first.

        They are longer or shorter than *word* by at most *length_difference* characters.
        """
        found = []
        for length in range(len(word) - length_difference, len(word) + length_difference + 1):
            found += process.extract(
                word,
                self.by_length.get(length, ()),
                scorer=OSA.distance,
                processor=None,
                score_cutoff=edits,
                limit=limit,
            )
        found.sort(key=lambda item: item[1])
        return [string for string, _edits, _place in found[:limit]]

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """Return at most *limit* strings that begin with *prefix*, the shortest first."""
        place, found = bisect_left(self.ordered, prefix), []
        while place < len(self.ordered) and self.ordered[place].startswith(prefix):
            found.append(self.ordered[place])
            place += 1
        return sorted(found, key=len)[:limit]


class Vocabulary:
    """The light keys and the spellings of all forms in the index."""

    def __init__(self):
        self.lock = threading.Lock()
        self.batches = set()
        self.lights = StringSet()
        self.spellings = StringSet()

    def refresh(self) -> None:
        """Read the words that were added to the database since the last call. Runs one query if there are none."""
        newest = NameBatch.objects.order_by("-pk").values_list("token", flat=True).first()
        if newest is None or newest in self.batches:
            return
        with self.lock:
            new = {}
            for pk, token in NameBatch.objects.order_by("-pk").values_list("pk", "token"):
                if token in self.batches:
                    forms = NameForm.objects.filter(word__batch__in=new)
                    lights, spellings, batches = self.lights, self.spellings, self.batches
                    break
                new[pk] = token
            else:  # the first time, or after a rebuild
                forms = NameForm.objects.all()
                lights, spellings, batches = StringSet(), StringSet(), set()
            rows = list(forms.values_list("light", "spelling"))
            lights.add(light for light, _spelling in rows)
            spellings.add(spelling for _light, spelling in rows)
            self.lights, self.spellings, self.batches = lights, spellings, batches | set(new.values())

    def near_lights(self, light: str, *, alone: bool) -> dict[str, float]:
        """Return {light key: weighted distance} of the keys of which *light* may be a misspelling.

        *alone* is true if no other word confirms it.
        """
        most = allowance(len(light), alone=alone)
        edits = PLAIN_EDITS if len(light) > 5 else 2
        candidates = self.lights.near(light, edits, length_difference=2, limit=MOST_WEIGHED)
        costs = {candidate: distance(light, candidate, most) for candidate in candidates}
        return {candidate: cost for candidate, cost in costs.items() if cost <= most}

    def near_spellings(self, word: str) -> list[str]:
        """Return the known spellings that differ from *word* by at most one typing error."""
        if len(word) < SHORTEST_SPELLING:
            return []
        return self.spellings.near(word, 1, length_difference=1)


#: The one copy of this process.
vocabulary = Vocabulary()
