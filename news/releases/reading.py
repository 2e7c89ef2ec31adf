"""Recognition of people, places, events and offices in the text of a release."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from ipacis.core.text.labels import label_columns
from ipacis.core.text.stems import terms
from news.models import Event, Place
from people.models import Membership, Person
from people.models.memberships import held_on
from people.search import mentions

from .text import ReleaseText

#: The first words of an office, in English and Russian.
OFFICE = re.compile(
    r"\b(?:(?:First |Acting |Honorary )?(?:Deputy |Vice[- ])?"
    r"(?:Secretary General|Secretary|Chair(?:person|man|woman)?|Speaker|President|Prime Minister|Director|Head|"
    r"Minister|Members?|members?|Plenipotentiary|Ambassador|Consul|Governor|Advis[eo]r|Representative|Ombudsman|"
    r"Rector|Coordinator|Commissioner)"
    r"|(?:Перв\w+ |Исполняющ\w+ обязанности |И\. ?о\. )?"
    r"(?:[Зз]аместител|[Пп]редседател|[Гг]енеральн\w+ секретар|[Сс]екретар|[Сс]пикер|[Тт]ораг|[Дд]иректор|[Гг]лав|"
    r"[Рр]уководител|[Мм]инистр|[Чч]лен|[Пп]олномочн|[Пп]осл|[Пп]резидент|[Уу]полномоченн|[Рр]ектор|[Сс]оветник)\w*)"
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[«“\"A-ZЀ-Я])")
PLURAL_MEETINGS = re.compile(r"\b(?:meetings|встречи|переговоры)\b", re.IGNORECASE)
ATTENDED = re.compile(r"\battended\b|\bпринял\w* участие\b|\bприсутствовал\w*\b", re.IGNORECASE)
MEMBERS = re.compile(r"\bmembers?\b|\bчлен\w*\b")


@dataclass
class NamedPerson:
    """The first mention of a person in a release.

    ``office`` is the office in the words before the name, "" if there is none; ``sentence`` is the sentence with the
    name, ``paragraph`` the index of its paragraph.
    """

    person: Person
    office: str
    sentence: str
    paragraph: int

    @property
    def attended(self) -> bool:
        """Whether the sentence says that the person attended."""
        return bool(ATTENDED.search(self.sentence))

    @property
    def is_member(self) -> bool:
        """Whether the office begins with the word "member"."""
        return bool(MEMBERS.match(self.office))


def office_before(text: str, start: int, floor: int) -> str:
    """Return the office before the name at *start*: the words of *text* from the first OFFICE after *floor*.

    "" if there is no such word between *floor* and *start*.
    """
    between = text[floor:start]
    match = OFFICE.search(between)
    return between[match.start() :].strip(" ,–-") if match else ""


def read_people(release: ReleaseText) -> list[NamedPerson]:
    """Return the people who are named in *release*, in the order of their first mentions."""
    named = {}
    for number, paragraph in enumerate(release.paragraphs):
        breaks = [0, *(match.end() for match in SENTENCE_END.finditer(paragraph)), len(paragraph)]
        previous = 0
        for mention in mentions(paragraph):
            begin = max(place for place in breaks if place <= mention.start)
            end = min(place for place in breaks if place > mention.start)
            office = office_before(paragraph, mention.start, max(begin, previous))
            previous = mention.end
            if mention.person.pk not in named:
                named[mention.person.pk] = NamedPerson(mention.person, office, paragraph[begin:end], number)
    return list(named.values())


def contains_phrase(text_stems: list[str], words: str) -> bool:
    """Say whether the stems of *words* follow one another in *text_stems*."""
    wanted = terms(words)
    width = len(wanted)
    return bool(wanted) and any(
        text_stems[place : place + width] == wanted for place in range(len(text_stems) - width + 1)
    )


def texts(row: Model, name: str) -> list[str]:
    """Return the texts of the field *name* of *row* in all languages."""
    return [getattr(row, column) for column in label_columns(name)]


def find_place(places: QuerySet, release: ReleaseText) -> Place | None:
    """Return the place whose name or alias *release* contains, None if there is none.

    Of several, buildings and halls are preferred to cities, then places with longer names.
    """
    text_stems = terms(f"{release.title} {release.body}")
    found = []
    for place in places.prefetch_related("aliases"):
        names = [*texts(place, "name"), *(alias.name for alias in place.aliases.all())]
        lengths = [len(name) for name in names if name and contains_phrase(text_stems, name)]
        if lengths:
            found.append((place.kind != place.Kind.CITY, max(lengths), place))
    return max(found, key=lambda row: row[:2])[2] if found else None


def find_event(events: Iterable[Event], release: ReleaseText, least: float = 0.8) -> Event | None:
    """Return the event with the largest share of the words of its name in *release*, None if it is below *least*.

    Names of one or two words are not looked for.
    """
    words = set(terms(f"{release.title} {release.body}"))
    best = (least, None)
    for event in events:
        for name in texts(event, "name"):
            wanted = set(terms(name))
            share = len(wanted & words) / len(wanted) if len(wanted) > 2 else 0
            if share >= best[0]:
                best = (share, event)
    return best[1]


def offices_held(person: Person, day: datetime.date, office: str) -> list[Membership]:
    """Return the memberships of *person* on *day* whose post is named in the printed text *office*.

    If no post is named, return the office that is best known to be held on that day; an empty list if none is known.
    """
    rows = list(person.memberships.select_related("post__organization").with_tenures())
    words = set(terms(office))
    possible = [row for row in rows if not row.tenure.excludes(day)]
    named = [row for row in possible if any(label_fits(label, words) for label in texts(row.post, "label"))]
    return named or held_on(day, rows)[:1]


def label_fits(label: str, words: set[str], least: float = 0.8) -> bool:
    """Say whether at least the share *least* of the stems of *label* is among the stems *words*."""
    wanted = set(terms(label))
    return bool(wanted) and len(wanted & words) / len(wanted) >= least
