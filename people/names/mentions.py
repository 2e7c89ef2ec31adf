"""People mentioned in a text, with the exact place of each name.

A full name counts wherever it stands, in any case; a family name alone only once its bearer was named in
full, in a headline that the full name follows, or after a form of address. Whoever cannot be told from a
namesake is left open, and a stranger of the same family name keeps that name until its bearer is named again.
"""

from typing import NamedTuple

from people.names.bearers import Bearers
from people.names.equivalents import EQUIVALENTS, equivalents
from people.names.folding import keys, plain
from people.names.models import NamePart, Role
from people.names.parts import is_patronymic
from people.names.query import best_initial
from people.names.text import HYPHENS, Text
from people.names.words import PLACES_AFTER, PLACES_BEFORE

LONGEST_HEADLINE = 200
LONGEST_NAME = 5
INITIAL_ROLES = (Role.GIVEN, Role.PATRONYMIC, Role.PATRONYMIC)


class Mention(NamedTuple):
    """A person and where in the text the name stands: *end* is exclusive, both count code points."""

    person: object
    start: int
    end: int


class Reading(NamedTuple):
    """The units from *first* to *last* as a name of *people* (primary key → similarity), which ends at *end*."""

    first: int
    last: int
    end: int
    people: dict


def mentions(text, language="", *, public_only=False):
    """Return the Mentions of known people in *text*, in their order.

    The index holds every form of a name in both languages, so *language* decides nothing yet: it is asked for
    because who calls this knows it, and a rule for one language may need it.
    """
    found = list(Reader(text, public_only=public_only).read())
    person_model = NamePart._meta.get_field("person").related_model
    people = person_model._default_manager.in_bulk({person for person, _start, _end in found})
    return [Mention(people[person], start, end) for person, start, end in found if person in people]


def best_of(people):
    """Return those of *people* (person → similarity) with the highest similarity."""
    best = max(people.values(), default=0)
    return [person for person, similarity in people.items() if similarity == best]


class Reader:
    """A text being read: first all full names, then what depends on them, from beginning to end."""

    def __init__(self, text, *, public_only):
        self.text = Text(text)
        self.units = self.text.units
        self.bearers = Bearers(self.units, public_only=public_only)
        self.families = {}
        for place, unit in enumerate(self.units):
            if unit.is_capital and (people := self.bearers.named(unit, Role.FAMILY)):
                self.families[place] = people
        self.full = self.full_names()
        self.named_in_full = {person for reading in self.full.values() for person in best_of(reading.people)}

    def read(self):
        """Yield (primary key, start, end) in the order of the text."""
        named, blocked = set(), set()
        place = 0
        while place < len(self.units):
            reading = (
                self.full.get(place)
                or self.initialled(place)
                or Reading(place, place, self.units[place].end, {})
            )
            if reading.people:
                person = self.decide(reading.people)
                if self.is_place(reading):
                    person = None
                elif person:
                    blocked.discard(person)
                else:
                    blocked.update(reading.people)
            else:
                person = self.by_family_name(reading, named, blocked)
            if person:
                named.add(person)
                yield person, *self.span(reading, person)
            place = reading.last + 1

    def span(self, reading, person):
        """Return the start and the end of the name: with its von der, and its uulu."""
        first, last, end = reading.first, reading.last, reading.end
        names, words = self.bearers.names(person, Role.FAMILY), plain(self.units[first].joined)
        for place in range(first - 1, -1, -1):
            if not (self.text.adjoin(place) and self.units[place].is_particle):
                break
            words = plain(self.units[place].joined) + words
            if words in names:
                first = place
        if self.text.adjoin(last) and self.units[last + 1].is_kinship:
            end = self.units[last + 1].end
        return self.units[first].start, end

    def decide(self, people):
        """Return the one of *people* who is meant, None if that is open."""
        best = best_of(people)
        if len(best) > 1:
            best = [person for person in best if person in self.named_in_full]
        return best[0] if len(best) == 1 else None

    # Full names

    def full_names(self):
        """Return first place → Reading for every full name, the longest at each place."""
        readings, place = {}, 0
        while place < len(self.units):
            found = [reading for reading in self.readings_at(place) if reading.people]
            if found:
                longest = max(found, key=lambda reading: (reading.last, max(reading.people.values())))
                readings[place] = longest
                place = longest.last
            place += 1
        return readings

    def is_father(self, place):
        """Tell whether the unit at *place* is whose son the one named before it is: Heydar in Ilham Heydar oglu."""
        if not (self.text.adjoin(place) and self.units[place + 1].is_kinship):
            return False
        before = self.before(place)
        return bool(before) and before.is_capital and not before.is_office

    def readings_at(self, place):
        """Yield the ways to read a full name that begins at *place*."""
        run = self.run(place)
        names = [at for at in run if not self.units[at].is_particle]
        if names[:1] != [place]:
            return
        if len(names) >= 3:
            first, second, third = names[:3]
            yield self.reading(run, family=third, given=first, patronymic=second)
            yield self.reading(run, family=first, given=second, patronymic=third)
        if len(names) >= 2:
            first, second = names[:2]
            yield self.reading(run, family=second, given=first)
            yield self.reading(run, family=first, given=second)
        if (
            self.text.adjoin(place)
            and self.text.initial_leads_to_next(place + 1)
            and place + 2 in self.families
        ):
            plain = self.reading([place, place + 1, place + 2], family=place + 2, given=place)
            yield plain._replace(people=self.with_initials(plain.people, [place + 1], [Role.PATRONYMIC]))

    def run(self, place):
        """Return the places of the capital words, and small particles, that follow each other from *place* on."""
        run = []
        while place < len(self.units) and len(run) < LONGEST_NAME:
            unit = self.units[place]
            if not unit.is_capital and not (run and unit.is_particle):
                break
            run.append(place)
            if not self.text.adjoin(place):
                break
            place += 1
        return run

    def reading(self, run, family, given, patronymic=None):
        first, *_, last = sorted(place for place in (family, given, patronymic) if place is not None)
        if last + 1 in run and self.units[last + 1].is_kinship:
            last += 1
        families = self.families.get(family, {})
        givens = {} if self.is_father(given) else self.bearers.named(self.units[given], Role.GIVEN)
        people = {person: families[person] + givens[person] for person in families.keys() & givens.keys()}
        if patronymic is not None:
            people = self.with_patronymic(people, patronymic)
        return Reading(first, last, self.units[last].end, people)

    def with_patronymic(self, people, place):
        """Return those of *people* whose patronymic the unit at *place* is, or may be, or a second given name."""
        unit = self.units[place]
        known = self.bearers.named(unit, Role.GIVEN) | self.bearers.named(unit, Role.PATRONYMIC)
        is_father = self.is_father(place)
        may_be = is_father or is_patronymic(unit.joined)
        # Heydar oglu is also Гейдар оглы.
        others = {key for name in equivalents(unit.joined) for key in keys(name)} if is_father else set()
        chosen = {}
        for person, similarity in people.items():
            names = self.bearers.names(person, Role.PATRONYMIC)
            is_other = any(others.intersection(keys(name)) for name in names)
            if person in known or is_other or (may_be and not names):
                chosen[person] = similarity + known.get(person, 0)
        return chosen

    # Initials

    def initialled(self, place):
        """Return the Reading of a name with initials before or after it that begins at *place*, or None."""
        if initials := self.text.initials(place):
            family = last = initials[-1] + 1
            if not self.text.initial_leads_to_next(initials[-1]) or family not in self.families:
                return None
            end = self.units[last].end
        else:
            family = place
            initials = (
                self.text.initials(place + 1) if self.text.adjoin(place) and place in self.families else []
            )
            if not initials:
                return None
            last = initials[-1]
            end = self.units[last].end + 1
        people = self.with_initials(self.families[family], initials, self.initial_roles(initials))
        return Reading(place, last, end, people) if people else None

    def initial_roles(self, places):
        """Return the roles of the initials at *places*: of К.-Ж. both are the given name's."""
        free, roles = iter(INITIAL_ROLES), []
        for place in places:
            is_half = roles and self.text.gap(place - 1).strip(". ") in HYPHENS
            roles.append(roles[-1] if is_half else next(free))
        return roles

    def with_initials(self, people, places, roles):
        """Return those of *people* whose names begin with the initials at *places*; a patronymic may be unknown."""
        wanted = [(self.units[place].joined, role) for place, role in zip(places, roles, strict=False)]
        return {
            person: similarity
            for person, similarity in people.items()
            if all(self.begins(person, role, initial) for initial, role in wanted)
        }

    def begins(self, person, role, initial):
        names = self.bearers.names(person, role)
        return best_initial(plain(initial), names) > 0 or (not names and role == Role.PATRONYMIC)

    # A family name alone

    def by_family_name(self, reading, named, blocked):
        """Return who is meant by a family name alone, None if that is open; a stranger's is added to *blocked*."""
        place = reading.first
        family = self.families.get(place)
        if not family or self.is_place(reading):
            return None
        if self.is_stranger(place):
            blocked.update(family)
            return None
        people = [person for person in family if person not in blocked]
        if already := [person for person in people if person in named]:
            return already[0] if len(already) == 1 else None
        if len(people) < len(family):
            return None
        if self.is_headline(self.units[place]):
            people = [person for person in people if person in self.named_in_full] or people
        elif not (place and self.units[place - 1].is_title and self.text.leads_to_next(place - 1)):
            return None
        return people[0] if len(people) == 1 else None

    def is_headline(self, unit):
        """Tell whether *unit* stands in the first line of several."""
        end = self.text.text.find("\n", self.units[0].start)
        return unit.end <= end <= LONGEST_HEADLINE

    def is_stranger(self, place):
        """Tell whether the words beside the family name at *place* make it somebody else's."""
        if self.text.initial_leads_to_next(place - 1):
            return True
        before = self.before(place)
        if before and before.is_capital and not before.is_office and len(before.letters) > 1:
            return not before.opening or self.is_given_name(before)
        if self.text.adjoin(place):
            after = self.units[place + 1]
            return self.text.is_initial(place + 1) or (
                after.is_capital
                and not after.is_office
                and (self.is_given_name(after) or not self.is_headline(after))
            )
        return False

    def before(self, place):
        """Return the unit before *place*, or before a son or daughter of there, with only space between; else None."""
        while place and self.text.adjoin(place - 1):
            place -= 1
            if not self.units[place].is_kinship:
                return self.units[place]
        return None

    def is_given_name(self, unit):
        """Tell whether *unit* is somebody's given name, known here or common in the region."""
        return self.bearers.is_known(unit, Role.GIVEN) or any(
            key.deep in EQUIVALENTS for key in keys(unit.joined)
        )

    def is_place(self, reading):
        """Tell whether the name stands in that of a street, a prize or a building."""
        if self.text.adjoin(reading.last) and self.units[reading.last + 1].letters in PLACES_AFTER:
            return True
        before = reading.first - 1
        if before < 0 or not self.text.leads_to_next(before):
            return False
        if before and self.units[before].letters == "after":
            before -= 1
        return self.units[before].letters in PLACES_BEFORE
