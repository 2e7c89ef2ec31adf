"""Finding a person by name, however it is written.

The steps are tried in order, each only if those before it found nothing good: words that sound the same
(a few database queries), words a few slips away, the beginning of a word, two names typed as one word, the
wrong keyboard layout. A person is found when the words, each in its role, together reach ``GOOD_ENOUGH``.
"""

import itertools
from dataclasses import dataclass

from people.names.folding import keys, plain
from people.names.hits import SOUNDING, keep, near_and_beginning, read_deep, sounding_like
from people.names.models import NamePart, Role
from people.names.parts import is_patronymic
from people.names.query import Query, excerpts, half_typed, other_layouts, parse
from people.names.scoring import Part, are_given_names, score
from people.names.vocabulary import vocabulary
from people.names.words import OFFICES

# A score below the first is no answer; a program that links people by itself asks for the second.
GOOD_ENOUGH, SAFE = 0.80, 0.93
# The costlier steps are taken while the best score is below these.
TRY_NEAR, TRY_BEGINNING, TRY_BEGINNING_ALONE = 0.975, 0.93, 0.995

SHORTEST_HALF = 3  # letters of each of two names typed as one word
MOST_PEOPLE = 900  # of one family name whose other names are compared


@dataclass
class Match:
    """A person found, with *score* from 0 to 1.

    *name* is the one of the person's names that matched, *spans* are the places in it (start, end) of the
    letters that did, in order and apart from each other; *reasons* say it in words, for who maintains the site.
    """

    person: object
    score: float
    name: str
    spans: list
    reasons: list


def find(query, limit=10, *, public_only=False):
    """Return at most *limit* Matches for *query*, best first; an empty list where nobody of that name is known."""
    return present(ranked(query, public_only=public_only), limit)


def find_keys(query, limit=10, *, public_only=False):
    """Return the primary keys of the people that ``find`` returns, without loading them."""
    return list(dict.fromkeys(pk for _scored, pk in ranked(query, public_only=public_only)))[:limit]


def likely(given="", family="", patronymic="", *, exclude=None, limit=5):
    """Return Matches for people who may be the one so named: "is this not …?" before a person is added.

    *exclude* is the primary key of the person being edited. Beginnings of names do not count.
    """
    if not parse(family).words:
        return []
    query = Query(tuple(word for part in (given, patronymic, family) for word in parse(part).words), ())
    found = LookUp().people(query, beginnings=False)
    return present([(scored, pk) for scored, pk in found if pk != exclude], limit)


def identify(query):
    """Return the one person whose name *query* surely is, None if that is nobody or open between several.

    For a program that links people by itself: a misspelt family name, beginnings of names, guesses at spaces
    and keyboards do not count.
    """
    found = LookUp().people(parse(query), beginnings=False)
    top = [(scored, pk) for scored, pk in found if scored.score >= max(SAFE, best_score(found))]
    if len(top) != 1 or not sounds_like_family(top[0][0]):
        return None
    return present(top, 1)[0].person


def sounds_like_family(scored):
    """Tell whether the family name of the person so *scored* sounds as it was written."""
    return any(hit.role == Role.FAMILY and hit.how == SOUNDING for _word, hit in scored.hits)


def ranked(text, *, public_only=False):
    """Return [(Scored, primary key)], best first."""
    query, look_up = parse(text), LookUp(public_only=public_only)
    if found := look_up.people(query):
        return found
    whole = parse(text, particles=True)
    if whole != query and (found := look_up.people(whole)):
        return found
    respaced = [whole._replace(words=words) for words in other_spacings(whole.words)]
    if query != whole:
        respaced += [query._replace(words=words) for words in other_spacings(query.words)]
    if query.initials:  # Ван И has a family name of one letter
        respaced.append(Query((*whole.words, *whole.initials), ()))
    retyped = [parse(other) for other in other_layouts(text)]
    first, joined = half_typed(text)
    parts = excerpts(text)
    look_up.read(
        [
            first,
            *(word for attempt in (*respaced, *retyped) for word in attempt.words),
            *(word for words, beside in parts for word in (*words, *beside)),
        ]
    )
    found = [row for attempt in respaced if look_up.knows(attempt.words) for row in look_up.sounding(attempt)]
    if found:
        return sorted(found, key=order)
    if look_up.knows([first]) and (found := look_up.people(joined, near=False)):
        return found
    for attempt in retyped:
        # The last word may be a beginning; those before it are whole, and known or somebody else's.
        if look_up.knows(attempt.words[:-1]) and (found := look_up.people(attempt, near=False)):
            return found
    # Initials say that it is another person, but for those that may be «и» and «в».
    return [] if set(query.initials) - OFFICES else among_others(parts, look_up)


def among_others(parts, look_up):
    """Return [(Scored, primary key)] of whom one of the ``excerpts`` names in full, beside words that name nobody.

    «космонавт Юрий Гагарин», "Timur Asanov (Kazakhstan)": not all that stands beside a name can be listed.
    """
    found = []
    for words, beside in parts:
        if look_up.knows(words) and not any(look_up.may_be_name(word) for word in beside):
            found += [row for row in look_up.sounding(Query(words, ())) if is_named_in_full(row[0], words)]
    return sorted(found, key=order)


def is_named_in_full(scored, words):
    """Tell whether all of *words* sound like the name of the person so *scored*, a given and a family name."""
    hits = [hit for _word, hit in scored.hits]
    return (
        len(hits) == len(words)
        and all(hit.how == SOUNDING for hit in hits)
        and {Role.GIVEN, Role.FAMILY} <= {hit.role for hit in hits}
    )


def other_spacings(words):
    """Return *words* typed without the space between two of them, or with one too many, as tuples of words."""
    attempts = []
    for place in range(len(words) - 1):
        attempts.append((*words[:place], words[place] + words[place + 1], *words[place + 2 :]))
    if len(words) == 1:
        word = words[0]
        attempts += [(word[:cut], word[cut:]) for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1)]
    return attempts


class LookUp:
    """One question to the index in all its readings: what one of them has read, the others do not ask for again."""

    def __init__(self, *, public_only=False):
        self.public_only = public_only
        self.by_deep = {}
        self.bearers = {}
        self.parts = {}
        self.is_fresh = False

    def read(self, words):
        """Read the forms that sound like any of *words*, in one query."""
        read_deep({key.deep for word in words for key in keys(word)}, self.by_deep)

    def knows(self, words):
        """Tell whether something that was read sounds like each of *words*."""
        return all(any(self.by_deep.get(key.deep) for key in keys(word)) for word in words)

    def may_be_name(self, word):
        """Tell whether *word*, which was read, is a patronymic or sounds like somebody's given name."""
        forms = (form for key in keys(word) for form in self.by_deep.get(key.deep, ()))
        return is_patronymic(word) or any(form.role == Role.GIVEN for form in forms)

    def sounding(self, query):
        """Return [(Scored, primary key)] of the people whose names sound like *query*, best first."""
        return self.people_of(query, sounding_like(query.words, self.by_deep))

    def people(self, query, *, near=True, beginnings=True):
        """Return [(Scored, primary key)] for *query* in its words as they stand, best first."""
        words = query.words
        if not words:
            return []
        alone = len(words) == 1
        hits = sounding_like(words, self.by_deep)
        # With a word that sounds like nothing known, no score comes up to TRY_NEAR.
        unheard = any(not have and not is_patronymic(word) for word, have in zip(words, hits, strict=True))
        found = [] if near and unheard else self.people_of(query, hits)
        near = near and best_score(found) < TRY_NEAR
        enough = TRY_BEGINNING_ALONE if alone else TRY_BEGINNING
        if not near and not (beginnings and best_score(found) < enough):
            return found
        self.refresh()
        near_words, beginning = near_and_beginning(words, alone=alone and not query.initials)
        if near:
            for have, more in zip(hits, near_words, strict=True):
                merge(have, more)
            found = self.people_of(query, hits)
        if beginnings and best_score(found) < enough:
            merge(hits[-1], beginning)
            found = self.people_of(query, hits)
        return found

    def refresh(self):
        """Bring the vocabulary up to date, once."""
        if not self.is_fresh:
            vocabulary.refresh()
        self.is_fresh = True

    def people_of(self, query, hits):
        """Return [(Scored, primary key)] of the people whose family name is among *hits*, best first."""
        found, given_names = [], are_given_names(hits)
        for pk in self.candidates(hits):
            scored = score(query, hits, given_names, self.parts[pk])
            if scored and scored.score >= GOOD_ENOUGH:
                found.append((scored, pk))
        return sorted(found, key=order)

    def candidates(self, hits):
        """Return the primary keys of the people whose family name is among *hits*, about ``MOST_PEOPLE`` at most."""
        families = {word for found in hits for word, hit in found.items() if hit.role == Role.FAMILY}
        new = sorted(families - self.bearers.keys())
        bearers = NamePart.objects.filter(word__in=new)
        people = self.read_bearers(new, bearers)
        if len(people) > MOST_PEOPLE and len(hits) > 1:
            # Too common a family name: those who also have another word of the query.
            others = {word for found in hits for word, hit in found.items() if hit.role != Role.FAMILY}
            having = NamePart.objects.filter(word__in=sorted(others)).values("person")
            self.read_bearers(new, bearers.filter(person__in=having))
        return {pk for family in families for pk in self.bearers[family]}

    def read_bearers(self, families, rows):
        """Read who bears *families*, by their *rows* of the index; return their primary keys."""
        if not families:
            return set()
        if self.public_only:
            rows = rows.filter(person__is_public=True)
        read = parts_of(rows.values("person")[: MOST_PEOPLE + 1])
        self.parts |= read
        self.bearers |= {family: set() for family in families}
        for pk, parts in read.items():
            for part in parts:
                if part.word in self.bearers:
                    self.bearers[part.word].add(pk)
        return read.keys()


def merge(hits, more):
    for word, hit in more.items():
        keep(hits, word, hit)


def order(item):
    scored, pk = item
    return -scored.score, pk


def best_score(found):
    return found[0][0].score if found else 0


def parts_of(people):
    """Return primary key of a person → their Parts; *people* is a queryset of primary keys."""
    rows = NamePart.objects.filter(person__in=people).order_by("person", "word")
    parts, known = {}, {}
    for person, word, weight, role, text in rows.values_list(
        "person", "word", "weight", "word__role", "word__text"
    ):
        part = known.get((word, weight))
        if part is None:
            part = known[word, weight] = Part(word, role, text, weight)
        parts.setdefault(person, []).append(part)
    return parts


def present(found, limit):
    """Return the best *limit* of [(Scored, primary key)] as Matches, with the people loaded."""
    best = {}
    for scored, pk in found:
        best.setdefault(pk, scored)
    top = dict(itertools.islice(best.items(), max(limit, 0)))
    person_model = NamePart._meta.get_field("person").related_model
    people = person_model._default_manager.prefetch_related("other_names").in_bulk(top)
    return [match(people[pk], scored) for pk, scored in top.items() if pk in people]


def match(person, scored):
    """Return the Match that shows the one of the person's names in which most of the hits stand."""
    hits = [hit for _word, hit in scored.hits]
    names = [
        f"{person.given_name_en} {person.family_name_en}".strip(),
        f"{person.given_name_ru} {person.family_name_ru}".strip(),
        *(other.name for other in person.other_names.all()),
    ]
    name = max(filter(None, names), key=lambda name: sum(hit.text in plain(name) for hit in hits))
    reasons = [f"{word}: {hit.text}, {Role(hit.role).label}, {hit.how}" for word, hit in scored.hits]
    return Match(person, round(scored.score, 4), name, spans(name, hits), reasons)


def spans(name, hits):
    """Return where in *name* the letters of *hits* stand, in order, as (start, end) without overlaps."""
    folded, found = name.casefold(), []
    for hit in hits:
        start = folded.find(hit.text)
        if start >= 0:
            found.append((start, start + (hit.letters or len(hit.text))))
    apart = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart
