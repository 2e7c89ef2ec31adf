"""Who bears the names of a text: the one pass over the database that reading it takes."""

from people.names.hits import SQL_VARIABLES, sounding_like
from people.names.models import NamePart, Role
from people.names.search import parts_of


class Bearers:
    """What the index knows of the capital words of a text, and the people behind its family names."""

    def __init__(self, units, *, public_only):
        words = sorted({word for unit in units if unit.is_capital for word in (unit.joined, *unit.parts)})
        self.hits = {word: by_role(hits) for word, hits in zip(words, sounding_like(words), strict=True)}
        self.of_word = {}
        families = sorted({pk for roles in self.hits.values() for pk in roles.get(Role.FAMILY, ())})
        for start in range(0, len(families), SQL_VARIABLES):
            parts = NamePart.objects.filter(word__in=families[start : start + SQL_VARIABLES])
            if public_only:
                parts = parts.filter(person__is_public=True)
            for word, person, weight in parts.values_list("word", "person", "weight"):
                self.of_word.setdefault(word, {})[person] = weight
        self.parts = parts_of({person for people in self.of_word.values() for person in people})

    def family(self, unit):
        """Return person → similarity for those whose family name is *unit*: all of a double one, or in one word."""
        people = {}
        for pk, similarity in self.roles(unit.joined, Role.FAMILY).items():
            for person, weight in self.of_word.get(pk, {}).items():
                if weight == 1:
                    people[person] = max(similarity, people.get(person, 0))
        if len(unit.parts) > 1:
            halves = [self.half(part) for part in unit.parts]
            for person in set.intersection(*map(set, halves)):
                people.setdefault(person, min(half[person] for half in halves))
        return people

    def half(self, part):
        """Return person → similarity for those who have *part* in their family name."""
        words = self.roles(part, Role.FAMILY)
        return {person: similarity for pk, similarity in words.items() for person in self.of_word.get(pk, {})}

    def similarity(self, person, role, unit):
        """Return how well *unit* is this part of the person's name, 0 if not at all."""
        own = {part.word for part in self.parts[person] if part.role == role}

        def best(word):
            return max((value for pk, value in self.roles(word, role).items() if pk in own), default=0)

        return best(unit.joined) or (min(map(best, unit.parts)) if len(unit.parts) > 1 else 0)

    def roles(self, word, role):
        """Return word of the index → similarity for *word* of the text in this *role*."""
        return self.hits.get(word, {}).get(role, {})

    def names(self, person, role):
        return [part.text for part in self.parts[person] if part.role == role]


def by_role(hits):
    roles = {}
    for pk, hit in hits.items():
        roles.setdefault(hit.role, {})[pk] = hit.similarity
    return roles
