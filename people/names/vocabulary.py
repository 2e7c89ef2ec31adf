"""The words of the index in memory, to find those that are near a misspelt word or begin with a few letters.

Each process has a copy of its own. It reads the words when it needs them first, and later those that were added
since (``NameBatch``). The copy only proposes words, which are then looked up in the database: one that is no longer
there, or belongs to a transaction that was rolled back, does no harm.
"""

import threading
from bisect import bisect_left, insort
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from people.names.distance import allowance, distance
from people.names.models import NameBatch, NameForm

#: The most plain edits between two keys whose weighted distance is worked out, and the most such keys.
PLAIN_EDITS, MOST_WEIGHED = 3, 60
#: The fewest letters of a word of which a slip of the hand is looked for.
SHORTEST_SPELLING = 5
#: The most new strings that are put in their places one by one; for more the list is sorted.
MOST_INSERTED = 50


class StringSet:
    """A set of strings that finds those near a word or beginning with one.

    Its lists are replaced and never changed, since another thread may be reading them.
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
        """Return at most *limit* strings that are within *edits* of *word*, the nearest first.

        They are longer or shorter than *word* by *length_difference* at most.
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
        """Take in what was added to the database since the last time; without anything new this is one query."""
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
        """Return {light key: weighted distance} of those keys that *light* may be a misspelling of.

        *alone* says that no other word confirms it.
        """
        most = allowance(len(light), alone=alone)
        edits = PLAIN_EDITS if len(light) > 5 else 2
        candidates = self.lights.near(light, edits, length_difference=2, limit=MOST_WEIGHED)
        costs = {candidate: distance(light, candidate, most) for candidate in candidates}
        return {candidate: cost for candidate, cost in costs.items() if cost <= most}

    def near_spellings(self, word: str) -> list[str]:
        """Return the spellings that are one slip of the hand away from *word*."""
        if len(word) < SHORTEST_SPELLING:
            return []
        return self.spellings.near(word, 1, length_difference=1)


#: The one copy of this process.
vocabulary = Vocabulary()
