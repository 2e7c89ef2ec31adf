"""People who are mentioned in a text, with the exact place of each name.

A full name in any grammatical case is a mention. A family name alone is a mention only after the full name of the
person, in the headline of a text that has the full name, or after a form of address. A name that fits several people
equally well is no mention. If the text names a stranger with the same family name, the family name alone is no mention
until the next full name of the person.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import Model, QuerySet

from people.names.bearers import Bearers
from people.names.equivalents import EQUIVALENTS, equivalents
from people.names.folding import lowered, sound_keys
from people.names.initials import best_initial
from people.names.models import Role
from people.names.parts import is_patronymic
from people.names.texts import HYPHENS, TextWord, WordsOfText
from people.names.words import PLACES_AFTER, PLACES_BEFORE

#: A first line of at most this many characters is a headline.
LONGEST_HEADLINE = 200
#: The most words of a name.
LONGEST_NAME = 5
#: The roles of up to three initials, in their order.
INITIAL_ROLES = (Role.GIVEN, Role.PATRONYMIC, Role.PATRONYMIC)

#: {primary key of a person: similarity of the name}
Similarities = dict[int, float]


class Mention(NamedTuple):
    """A person and the place of the name in the text, in characters; *end* is exclusive."""

    person: Model
    start: int
    end: int


class PossibleName(NamedTuple):
    """The words *first* to *last* of a text, read as a name of *people*. *end* is its end in characters (exclusive)."""

    first: int
    last: int
    end: int
    people: Similarities


class NamePlace(NamedTuple):
    """The primary key of a person and the place of the name in the text, in characters."""

    person: int
    start: int
    end: int


def mentions(people: QuerySet, text: str) -> list[Mention]:
    """Return the Mentions of *people* in *text*, in the order of the text.

    The model of *people* must have ``COLUMNS`` and ``other_names``.
    """
    found = list(TextReader(people, text).read())
    loaded = people.in_bulk({name.person for name in found})
    return [Mention(loaded[name.person], name.start, name.end) for name in found if name.person in loaded]


def best_of(people: Similarities) -> list[int]:
    """Return the people with the highest similarity."""
    best = max(people.values(), default=0)
    return [person for person, similarity in people.items() if similarity == best]


class TextReader:
    """A text in which names are looked for: first all full names, then the other names from beginning to end.

    A place is the number of a word, a person a primary key. ``families`` is {place: people with this family name},
    ``full`` {place of the first word: PossibleName} of the full names, ``named_in_full`` the people with full names.
    """

    def __init__(self, people: QuerySet, text: str):
        self.text = WordsOfText(text)
        self.words = self.text.words
        self.bearers = Bearers(people, self.words)
        self.families = {}
        for place, word in enumerate(self.words):
            if word.is_capital and (bearers := self.bearers.named(word, Role.FAMILY)):
                self.families[place] = bearers
        self.full = self.full_names()
        self.named_in_full = {person for name in self.full.values() for person in best_of(name.people)}

    def read(self) -> Iterator[NamePlace]:
        """Yield the NamePlaces in the order of the text."""
        named, blocked = set(), set()
        place = 0
        while place < len(self.words):
            name = (
                self.full.get(place)
                or self.initialled(place)
                or PossibleName(place, place, self.words[place].end, {})
            )
            if name.people:
                person = self.decide(name.people)
                if self.is_place(name):
                    person = None
                elif person:
                    blocked.discard(person)
                else:
                    blocked.update(name.people)
            else:
                person = self.by_family_name(name, named, blocked)
            if person:
                named.add(person)
                yield self.name_place(name, person)
            place = name.last + 1

    def name_place(self, name: PossibleName, person: int) -> NamePlace:
        """Return the NamePlace of *name*, extended by particles that belong to the name of *person*: von der, uulu."""
        first, last, end = name.first, name.last, name.end
        families, words = self.bearers.names(person, Role.FAMILY), lowered(self.words[first].joined)
        for place in range(first - 1, -1, -1):
            if not (self.text.adjoin(place) and self.words[place].is_particle):
                break
            words = lowered(self.words[place].joined) + words
            if words in families:
                first = place
        if self.text.adjoin(last) and self.words[last + 1].is_kinship:
            end = self.words[last + 1].end
        return NamePlace(person, self.words[first].start, end)

    def decide(self, people: Similarities) -> int | None:
        """Return the person of *people* with the highest similarity.

        Of several, it is the one who is named in full in the text; None if there is not exactly one.
        """
        best = best_of(people)
        if len(best) > 1:
            best = [person for person in best if person in self.named_in_full]
        return best[0] if len(best) == 1 else None

    # Full names

    def full_names(self) -> dict[int, PossibleName]:
        """Return {place of the first word: PossibleName} of the full names, the longest at each place."""
        names, place = {}, 0
        while place < len(self.words):
            found = [name for name in self.full_names_at(place) if name.people]
            if found:
                longest = max(found, key=lambda name: (name.last, max(name.people.values())))
                names[place] = longest
                place = longest.last
            place += 1
        return names

    def is_father(self, place: int) -> bool:
        """Say whether the word at *place* is the name of a person's father, such as Heydar in Ilham Heydar oglu."""
        if not (self.text.adjoin(place) and self.words[place + 1].is_kinship):
            return False
        before = self.before(place)
        return bool(before) and before.is_capital and not before.is_office

    def full_names_at(self, place: int) -> Iterator[PossibleName]:
        """Yield the possible readings of a full name that begins at *place*. The readings may fit no person."""
        run = self.run(place)
        names = [at for at in run if not self.words[at].is_particle]
        if names[:1] != [place]:
            return
        if len(names) >= 3:
            first, second, third = names[:3]
            yield self.full_name(run, family=third, given=first, patronymic=second)
            yield self.full_name(run, family=first, given=second, patronymic=third)
        if len(names) >= 2:
            first, second = names[:2]
            yield self.full_name(run, family=second, given=first)
            yield self.full_name(run, family=first, given=second)
        if (
            self.text.adjoin(place)
            and self.text.initial_leads_to_next(place + 1)
            and place + 2 in self.families
        ):
            name = self.full_name([place, place + 1, place + 2], family=place + 2, given=place)
            yield name._replace(people=self.with_initials(name.people, [place + 1], [Role.PATRONYMIC]))

    def run(self, place: int) -> list[int]:
        """Return the places of successive capitalised words and particles from *place* on, at most LONGEST_NAME."""
        run = []
        while place < len(self.words) and len(run) < LONGEST_NAME:
            word = self.words[place]
            if not word.is_capital and not (run and word.is_particle):
                break
            run.append(place)
            if not self.text.adjoin(place):
                break
            place += 1
        return run

    def full_name(
        self, run: Sequence[int], family: int, given: int, patronymic: int | None = None
    ) -> PossibleName:
        """Return the words at the places *family*, *given* and *patronymic*, which are in *run*, as a PossibleName."""
        first, *_, last = sorted(place for place in (family, given, patronymic) if place is not None)
        if last + 1 in run and self.words[last + 1].is_kinship:
            last += 1
        families = self.families.get(family, {})
        givens = {} if self.is_father(given) else self.bearers.named(self.words[given], Role.GIVEN)
        people = {person: families[person] + givens[person] for person in families.keys() & givens.keys()}
        if patronymic is not None:
            people = self.with_patronymic(people, patronymic)
        return PossibleName(first, last, self.words[last].end, people)

    def with_patronymic(self, people: Similarities, place: int) -> Similarities:
        """Return those of *people* who have the word at *place* as patronymic or as second given name.

        A word in the form of a patronymic also fits people whose patronymic is not known.
        """
        word = self.words[place]
        known = self.bearers.named(word, Role.GIVEN) | self.bearers.named(word, Role.PATRONYMIC)
        is_father = self.is_father(place)
        may_be = is_father or is_patronymic(word.joined)
        # The father's name may be written in another language: Heydar oglu is Гейдар оглы.
        others = (
            {key for name in equivalents(word.joined) for key in sound_keys(name)} if is_father else set()
        )
        chosen = {}
        for person, similarity in people.items():
            names = self.bearers.names(person, Role.PATRONYMIC)
            is_other = any(others.intersection(sound_keys(name)) for name in names)
            if person in known or is_other or (may_be and not names):
                chosen[person] = similarity + known.get(person, 0)
        return chosen

    # Initials

    def initialled(self, place: int) -> PossibleName | None:
        """Return the family name with initials before or after it that begins at *place*; None if there is none."""
        if initials := self.text.initials(place):
            family = last = initials[-1] + 1
            if not self.text.initial_leads_to_next(initials[-1]) or family not in self.families:
                return None
            end = self.words[last].end
        else:
            family = place
            initials = (
                self.text.initials(place + 1) if self.text.adjoin(place) and place in self.families else []
            )
            if not initials:
                return None
            last = initials[-1]
            end = self.words[last].end + 1
        people = self.with_initials(self.families[family], initials, self.initial_roles(initials))
        return PossibleName(place, last, end, people) if people else None

    def initial_roles(self, places: Sequence[int]) -> list[str]:
        """Return the roles of the initials at *places*. Initials joined by a hyphen (К.-Ж.) have the same role."""
        free, roles = iter(INITIAL_ROLES), []
        for place in places:
            is_half = roles and self.text.gap(place - 1).strip(". ") in HYPHENS
            roles.append(roles[-1] if is_half else next(free))
        return roles

    def with_initials(
        self, people: Similarities, places: Sequence[int], roles: Sequence[str]
    ) -> Similarities:
        """Return those of *people* whose names in *roles* begin with the initials at *places* (see ``begins``)."""
        wanted = [(self.words[place].joined, role) for place, role in zip(places, roles, strict=False)]
        return {
            person: similarity
            for person, similarity in people.items()
            if all(self.begins(person, role, initial) for initial, role in wanted)
        }

    def begins(self, person: int, role: str, initial: str) -> bool:
        """Say whether the person's name in *role* begins with *initial*, or is a patronymic that is not known."""
        names = self.bearers.names(person, role)
        return best_initial(lowered(initial), names) > 0 or (not names and role == Role.PATRONYMIC)

    # A family name alone

    def by_family_name(self, name: PossibleName, named: set[int], blocked: set[int]) -> int | None:
        """Return the person whom the family name *name* means without other names; None if that is not certain.

        *named* are the people who were named before. *blocked* are people who share a family name with a stranger whom
        the text named since their last full name; this method adds to it.
        """
        place = name.first
        family = self.families.get(place)
        if not family or self.is_place(name):
            return None
        if self.is_stranger(place):
            blocked.update(family)
            return None
        people = [person for person in family if person not in blocked]
        if already := [person for person in people if person in named]:
            return already[0] if len(already) == 1 else None
        if len(people) < len(family):
            return None
        if self.is_headline(self.words[place]):
            people = [person for person in people if person in self.named_in_full] or people
        elif not (place and self.words[place - 1].is_title and self.text.leads_to_next(place - 1)):
            return None
        return people[0] if len(people) == 1 else None

    def is_headline(self, word: TextWord) -> bool:
        """Say whether *word* is in the first of several lines, and this ends within LONGEST_HEADLINE characters."""
        end = self.text.text.find("\n", self.words[0].start)
        return word.end <= end <= LONGEST_HEADLINE

    def is_stranger(self, place: int) -> bool:
        """Say whether the words beside the family name at *place* show that it is the name of an unknown person."""
        if self.text.initial_leads_to_next(place - 1):
            return True
        before = self.before(place)
        if before and before.is_capital and not before.is_office and len(before.letters) > 1:
            return not before.opening or self.is_given_name(before)
        if self.text.adjoin(place):
            after = self.words[place + 1]
            return self.text.is_initial(place + 1) or (
                after.is_capital
                and not after.is_office
                and (self.is_given_name(after) or not self.is_headline(after))
            )
        return False

    def before(self, place: int) -> TextWord | None:
        """Return the word before *place*, passing over "son of" and "daughter of"; None after punctuation."""
        while place and self.text.adjoin(place - 1):
            place -= 1
            if not self.words[place].is_kinship:
                return self.words[place]
        return None

    def is_given_name(self, word: TextWord) -> bool:
        """Say whether *word* is a given name of one of the people or one in EQUIVALENTS."""
        return self.bearers.is_known(word, Role.GIVEN) or any(
            key.deep in EQUIVALENTS for key in sound_keys(word.joined)
        )

    def is_place(self, name: PossibleName) -> bool:
        """Say whether *name* is part of the name of a street, a prize or a building."""
        if self.text.adjoin(name.last) and self.words[name.last + 1].letters in PLACES_AFTER:
            return True
        before = name.first - 1
        if before < 0 or not self.text.leads_to_next(before):
            return False
        if before and self.words[before].letters == "after":
            before -= 1
        return self.words[before].letters in PLACES_BEFORE
