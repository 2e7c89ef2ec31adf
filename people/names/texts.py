"""Parsing of a text into words, each with its place, in which names can be looked for."""

import re
from dataclasses import dataclass
from functools import cached_property

from people.names.alphabet import APOSTROPHES
from people.names.folding import lowered, spelling
from people.names.initials import DIGRAPHS, MOST_INITIALS
from people.names.words import ABBREVIATED, KINSHIP, OFFICES, PARTICLES, SMALL_HALVES, TITLES

MARKS = re.escape(APOSTROPHES)
# Combining marks, soft hyphens and invisible signs stand inside words.
TOKEN = re.compile(rf"[^\W\d_]+(?:[{MARKS}\u0300-\u036f\u00ad\u200b-\u200f]+[^\W\d_]+)*")
HYPHENS = ("-", "\u2010", "\u2011")
POSSESSIVE = re.compile(rf"[{MARKS}][sS]$")
#: The end of a sentence or line, and the punctuation that may follow before the next word.
OPENING = re.compile(r"([.!?…:;\n\r•]|[—–-]\s)[\s\"'«“„‘(\[—–-]*$")
#: The number of characters before a word in which OPENING is looked for.
FARTHEST_OPENING = 12


@dataclass
class TextWord:
    """A word of a text; *parts* has several items if they are joined by hyphens.

    *start* and *end* (exclusive) are its place in the text, without a possessive ending. *opening* is true for the
    first word of a sentence, whose capital letter does not show that it is a name.
    """

    start: int
    end: int
    parts: list[str]
    opening: bool

    @property
    def joined(self) -> str:
        """The parts as one word."""
        return "".join(self.parts)

    @property
    def letters(self) -> str:
        """The spelling of the parts, joined by hyphens."""
        return "-".join(map(spelling, self.parts))

    @property
    def is_capital(self) -> bool:
        """Whether the first letter is a capital."""
        return self.parts[0][0].isupper()

    @property
    def is_office(self) -> bool:
        return self.letters in OFFICES

    @property
    def is_title(self) -> bool:
        """Whether the word is a form of address: Mr, госпожа."""
        return self.letters in TITLES

    @cached_property
    def is_particle(self) -> bool:
        return lowered(self.parts[0]) in PARTICLES

    @cached_property
    def is_kinship(self) -> bool:
        """Whether the word is a particle that says "son of" or "daughter of"."""
        return lowered(self.parts[0]) in KINSHIP

    def goes_on_with(self, word: str) -> bool:
        """Say whether *word* after a hyphen is a part of this word, as in Салтыков-Щедрин but not in Kogut-led."""
        letters = spelling(word)
        return word[0].isupper() or letters in SMALL_HALVES or f"{self.letters}-{letters}" in TITLES


class WordsOfText:
    """The TextWords of a *text* in their order, and the characters between them.

    The *place* that methods take or return is the index of a word in ``words``.
    """

    def __init__(self, text: str):
        self.text = text
        self.words = []
        for token in TOKEN.finditer(text):
            self._add(token.start(), POSSESSIVE.sub("", token.group()))

    def _add(self, start, word):
        end = start + len(word)
        last = self.words[-1] if self.words else None
        if last and self.text[last.end : start] in HYPHENS and last.goes_on_with(word):
            last.parts.append(word)
            last.end = end
            return
        before = self.text[max(0, start - FARTHEST_OPENING) : start]
        self.words.append(TextWord(start, end, [word], opening=not last or bool(OPENING.search(before))))

    def gap(self, place: int) -> str:
        """Return the text between the word at *place* and the next word; a line break if there is no next word."""
        if not 0 <= place < len(self.words) - 1:
            return "\n"
        return self.text[self.words[place].end : self.words[place + 1].start]

    def adjoin(self, place: int) -> bool:
        """Say whether only spaces, without a line break, are between the word at *place* and the next word."""
        gap = self.gap(place)
        return bool(gap) and not gap.strip() and "\n" not in gap

    def leads_to_next(self, place: int) -> bool:
        """Say whether only spaces, or the dot of an abbreviation, stand between the word at *place* and the next word.

        True for «им. Когута» and "Mr. Kogut", false for "street. Kogut".
        """
        if self.adjoin(place):
            return True
        word = self.words[place]
        return self.gap(place).strip() == "." and (word.is_title or word.letters in ABBREVIATED)

    def is_initial(self, place: int) -> bool:
        """Say whether the word at *place* is an initial: a capital letter or one of DIGRAPHS, with a dot behind it."""
        if not 0 <= place < len(self.words):
            return False
        word = self.words[place]
        short = len(word.joined) == 1 or spelling(word.joined) in DIGRAPHS
        return short and word.is_capital and self.text[word.end : word.end + 1] == "."

    def initial_leads_to_next(self, place: int) -> bool:
        """Say whether the word at *place* is an initial, and only its dot and spaces precede the next word.

        Between two initials a hyphen may follow the dot.
        """
        gap = self.gap(place)
        joins = gap.strip() == "." or (self.is_initial(place + 1) and gap in {f".{sign}" for sign in HYPHENS})
        return self.is_initial(place) and joins and "\n" not in gap

    def initials(self, place: int) -> list[int]:
        """Return the places of successive initials from *place* on, at most MOST_INITIALS."""
        found = []
        while len(found) < MOST_INITIALS and self.is_initial(place):
            found.append(place)
            if not self.initial_leads_to_next(place):
                break
            place += 1
        return found
