"""Who, where and when, as the text of a release tells it: people by their stored names, with the words around."""

import re
from dataclasses import dataclass

from ipacis.core.text.stems import terms
from people.names import mentions

OFFICE = re.compile(
    r"\b(?:(?:First |Acting |Honorary )?(?:Deputy |Vice[- ])?"
    r"(?:Secretary General|Secretary|Chair(?:person|man|woman)?|Speaker|President|Prime Minister|Director|Head|"
    r"Minister|Members?|members?|Plenipotentiary|Ambassador|Consul|Governor|Advis[eo]r|Representative|Ombudsman|"
    r"Rector|Coordinator|Commissioner)"
    r"|(?:Перв\w+ |Исполняющ\w+ обязанности |И\. ?о\. )?"
    r"(?:[Зз]аместител|[Пп]редседател|[Гг]енеральн\w+ секретар|[Сс]екретар|[Сс]пикер|[Тт]ораг|[Дд]иректор|[Гг]лав|"
    r"[Рр]уководител|[Мм]инистр|[Чч]лен|[Пп]олномочн|[Пп]осл|[Пп]резидент|[Уу]полномоченн|[Рр]ектор|[Сс]оветник)\w*)"
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[«“\"A-ZА-ЯЁ])")
PLURAL_MEETINGS = re.compile(r"\b(?:meetings|встречи|переговоры)\b", re.IGNORECASE)
ATTENDED = re.compile(r"\battended\b|\bпринял\w* участие\b|\bприсутствовал\w*\b", re.IGNORECASE)
MEMBERS = re.compile(r"\bmembers?\b|\bчлен\w*\b")


@dataclass
class Named:
    """A person at a place of the text: the *office* words before the name, the *sentence* and the paragraph."""

    person: object
    office: str
    sentence: str
    paragraph: int

    @property
    def attended(self):
        return bool(ATTENDED.search(self.sentence))

    @property
    def is_member(self):
        return bool(MEMBERS.match(self.office))


def office_before(text, start, floor):
    """Return the words of an office between *floor* and the name at *start*: from the first word of an office on."""
    between = text[floor:start]
    match = OFFICE.search(between)
    return between[match.start() :].strip(" ,–-") if match else ""


def read_people(release):
    """Return each person named in the text of *release* once, as Named, in the order of the text."""
    named = {}
    for number, paragraph in enumerate(release.paragraphs):
        breaks = [0, *(match.end() for match in SENTENCE_END.finditer(paragraph)), len(paragraph)]
        previous = 0
        for mention in mentions(paragraph, release.language):
            begin = max(place for place in breaks if place <= mention.start)
            end = min(place for place in breaks if place > mention.start)
            office = office_before(paragraph, mention.start, max(begin, previous))
            previous = mention.end
            if mention.person.pk not in named:
                named[mention.person.pk] = Named(mention.person, office, paragraph[begin:end], number)
    return list(named.values())


def holds(words, text_stems):
    """Return whether the stems of *words* stand in *text_stems* one behind the other."""
    wanted = terms(words)
    width = len(wanted)
    return bool(wanted) and any(
        text_stems[place : place + width] == wanted for place in range(len(text_stems) - width + 1)
    )


def find_place(places, release):
    """Return the Place of *places* whose name or alias the text holds: the longest name, buildings before cities."""
    text_stems = terms(f"{release.title} {release.body}")
    found = []
    for place in places.prefetch_related("aliases"):
        names = [place.name_en, place.name_ru, *(alias.name for alias in place.aliases.all())]
        lengths = [len(name) for name in names if name and holds(name, text_stems)]
        if lengths:
            found.append((place.kind != place.Kind.CITY, max(lengths), place))
    return max(found, key=lambda row: row[:2])[2] if found else None


def find_event(events, release, least=0.8):
    """Return the Event of *events* of whose name the text holds nearly all words, None without one."""
    words = set(terms(f"{release.title} {release.body}"))
    best = (least, None)
    for event in events:
        for name in (event.name_en, event.name_ru):
            wanted = set(terms(name))
            share = len(wanted & words) / len(wanted) if len(wanted) > 2 else 0
            if share >= best[0]:
                best = (share, event)
    return best[1]


def offices_held(person, day, office):
    """Return the memberships of *person* on *day* that *office* (the printed words) names.

    Where the words name none: those that a source shows the person in around that day, else the leading one.
    """
    held = list(person.memberships.held_on(day).select_related("post__organization").leading_first())
    words = set(terms(office))
    named = [
        row
        for row in held
        if any(label_fits(label, words) for label in (row.post.label_en, row.post.label_ru))
    ]
    if named:
        return named
    seen = [
        row for row in held if row.first_seen and row.last_seen and row.first_seen <= day <= row.last_seen
    ]
    return (seen or held)[:1]


def label_fits(label, words, least=0.8):
    wanted = set(terms(label))
    return bool(wanted) and len(wanted & words) / len(wanted) >= least
