"""A running text as the words that names are made of, each with its place."""

import re
from dataclasses import dataclass
from functools import cached_property

from people.names.alphabet import APOSTROPHES
from people.names.folding import plain, spelling
from people.names.query import DIGRAPHS, MOST_INITIALS
from people.names.words import ABBREVIATED, KINSHIP, OFFICES, PARTICLES, SMALL_HALVES, TITLES

MARKS = re.escape(APOSTROPHES)
# Combining marks, soft hyphens and invisible signs stand inside words.
TOKEN = re.compile(rf"[^\W\d_]+(?:[{MARKS}\u0300-\u036f\u00ad\u200b-\u200f]+[^\W\d_]+)*")
HYPHENS = ("-", "\u2010", "\u2011")
POSSESSIVE = re.compile(rf"[{MARKS}][sS]$")
# What ends a sentence or begins a line, with what may stand before its first word.
OPENING = re.compile(r"([.!?…:;\n\r•]|[—–-]\s)[\s\"'«“„‘(\[—–-]*$")
FARTHEST_OPENING = 12


@dataclass
class Unit:
    """A word of the text, or several with hyphens between them.

    *start* and *end* (exclusive) are the place of the name alone, without a possessive ending.
    """

    start: int
    end: int
    parts: list
    opening: bool  # first in its sentence: its capital says nothing

    @property
    def joined(self):
        return "".join(self.parts)

    @property
    def letters(self):
        return "-".join(map(spelling, self.parts))

    @property
    def is_capital(self):
        return self.parts[0][0].isupper()

    @property
    def is_office(self):
        return self.letters in OFFICES

    @property
    def is_title(self):
        return self.letters in TITLES

    @cached_property
    def is_particle(self):
        return plain(self.parts[0]) in PARTICLES

    @cached_property
    def is_kinship(self):
        return plain(self.parts[0]) in KINSHIP

    def goes_on_with(self, word):
        """Tell whether *word* after a hyphen belongs to this one: Салтыков-Щедрин, Гусейн-заде, not Kogut-led."""
        letters = spelling(word)
        return word[0].isupper() or letters in SMALL_HALVES or f"{self.letters}-{letters}" in TITLES


class Text:
    """The units of a text and what stands between them; a unit is spoken of by its place in the list."""

    def __init__(self, text):
        self.text = text
        self.units = []
        for token in TOKEN.finditer(text):
            self.take(token.start(), POSSESSIVE.sub("", token.group()))

    def take(self, start, word):
        end = start + len(word)
        last = self.units[-1] if self.units else None
        if last and self.text[last.end : start] in HYPHENS and last.goes_on_with(word):
            last.parts.append(word)
            last.end = end
            return
        before = self.text[max(0, start - FARTHEST_OPENING) : start]
        self.units.append(Unit(start, end, [word], opening=not last or bool(OPENING.search(before))))

    def gap(self, place):
        """Return what stands between the unit at *place* and the next one; a line's end at the end of the text."""
        if not 0 <= place < len(self.units) - 1:
            return "\n"
        return self.text[self.units[place].end : self.units[place + 1].start]

    def adjoin(self, place):
        """Tell whether only space stands between the unit at *place* and the next one."""
        gap = self.gap(place)
        return bool(gap) and not gap.strip() and "\n" not in gap

    def leads_to_next(self, place):
        """Tell whether the unit at *place* belongs to the next one: «им. Когута», "Mr. Kogut", not "street. Kogut"."""
        if self.adjoin(place):
            return True
        unit = self.units[place]
        return self.gap(place).strip() == "." and (unit.is_title or unit.letters in ABBREVIATED)

    def is_initial(self, place):
        """Tell whether the unit at *place* is a capital letter, or two that stand for one, with its dot."""
        if not 0 <= place < len(self.units):
            return False
        unit = self.units[place]
        word = unit.joined
        short = len(word) == 1 or spelling(word) in DIGRAPHS
        return short and unit.is_capital and self.text[unit.end : unit.end + 1] == "."

    def initial_leads_to_next(self, place):
        """Tell whether the unit at *place* is an initial with nothing but its dot and space after it."""
        gap = self.gap(place)
        joins = gap.strip() == "." or (self.is_initial(place + 1) and gap in {f".{sign}" for sign in HYPHENS})
        return self.is_initial(place) and joins and "\n" not in gap

    def initials(self, place):
        """Return the places of the initials that follow each other from *place* on."""
        found = []
        while len(found) < MOST_INITIALS and self.is_initial(place):
            found.append(place)
            if not self.initial_leads_to_next(place):
                break
            place += 1
        return found
