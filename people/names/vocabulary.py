"""The words of the index in memory: which of them are near a misspelt word, which begin with a few letters.

Each process keeps its own copy, loaded when it is first needed and brought up to date by what was added
since (``NameBatch``). A copy is only asked for candidates, which are then looked up in the database: a word
that is no longer there, or belongs to a transaction that was rolled back, can do no harm.
"""

import threading
from bisect import bisect_left, insort

from rapidfuzz import process
from rapidfuzz.distance import OSA

from people.names.distance import allowance, distance
from people.names.models import NameBatch, NameForm

# How far plain edit distance may be from the weighted one, and how many candidates are weighed.
PLAIN_EDITS, WEIGHED = 3, 60
SHORTEST_SPELLING = 5


class Words:
    """A set of strings that can be asked for those near a word or beginning with one.

    Lists are replaced, never changed: another thread may be reading them.
    """

    def __init__(self):
        self.known = set()
        self.by_length = {}
        self.ordered = []

    def add(self, words):
        new = set(words) - self.known
        if not new:
            return
        ordered = list(self.ordered)
        if len(new) > 50:
            ordered = sorted([*ordered, *new])
        else:
            for word in new:
                insort(ordered, word)
        by_length = dict(self.by_length)
        for length in {len(word) for word in new}:
            by_length[length] = [*by_length.get(length, []), *(word for word in new if len(word) == length)]
        self.known |= new
        self.by_length, self.ordered = by_length, ordered

    def near(self, word, edits, length_difference, limit=None):
        """Return the words within *edits* of *word*, nearest first, at most *limit*."""
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
        return [candidate for candidate, _edits, _place in found[:limit]]

    def beginning(self, prefix, limit):
        """Return at most *limit* words that begin with *prefix*, the shortest first."""
        place, found = bisect_left(self.ordered, prefix), []
        while place < len(self.ordered) and self.ordered[place].startswith(prefix):
            found.append(self.ordered[place])
            place += 1
        return sorted(found, key=len)[:limit]


class Vocabulary:
    """The light keys and the spellings of all forms."""

    def __init__(self):
        self.lock = threading.Lock()
        self.batches = set()
        self.lights = Words()
        self.spellings = Words()

    def refresh(self):
        """Take in what was added to the database since the last time: one query when that is nothing."""
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
                lights, spellings, batches = Words(), Words(), set()
            rows = list(forms.values_list("light", "spelling"))
            lights.add(light for light, _spelling in rows)
            spellings.add(spelling for _light, spelling in rows)
            self.lights, self.spellings, self.batches = lights, spellings, batches | set(new.values())

    def near_lights(self, light, *, alone):
        """Return light key → weighted distance for the keys that may be a misspelt *light*."""
        most = allowance(len(light), alone=alone)
        edits = PLAIN_EDITS if len(light) > 5 else 2
        candidates = self.lights.near(light, edits, length_difference=2, limit=WEIGHED)
        costs = {candidate: distance(light, candidate, most) for candidate in candidates}
        return {candidate: cost for candidate, cost in costs.items() if cost <= most}

    def near_spellings(self, word):
        """Return the spellings that are one slip of the hand away from *word*."""
        if len(word) < SHORTEST_SPELLING:
            return []
        return self.spellings.near(word, 1, length_difference=1)


vocabulary = Vocabulary()
