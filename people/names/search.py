"""Finding a person by name, however it is written.

The steps are tried in order, each only if those before it found nothing good: words that sound the same
(a few database queries), words a few slips away, the beginning of a word, two names typed as one word, the
wrong keyboard layout. A person is found when the words, each in its role, together reach ``GOOD_ENOUGH``.
"""

import itertools
from dataclasses import dataclass

from people.names.folding import keys, plain
from people.names.hits import beginning_with, forms_where, keep, near_to, sounding_like
from people.names.models import NamePart, Role
from people.names.query import Query, other_layouts, parse
from people.names.scoring import Part, are_given_names, score
from people.names.vocabulary import vocabulary

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


def likely(given="", family="", patronymic="", *, exclude=None, limit=5):
    """Return Matches for people who may be the one so named: "is this not …?" before a person is added.

    *exclude* is the primary key of the person being edited. Beginnings of names do not count.
    """
    if not parse(family).words:
        return []
    query = Query(tuple(word for part in (given, patronymic, family) for word in parse(part).words), ())
    found = look_up(query, beginnings=False)
    return present([(scored, pk) for scored, pk in found if pk != exclude], limit)


def identify(query):
    """Return the one person whose name *query* surely is, None if that is nobody or open between several.

    For a program that links people by itself: beginnings of names, guesses at spaces and keyboards do not count.
    """
    found = look_up(parse(query), beginnings=False)
    top = [(scored, pk) for scored, pk in found if scored.score >= max(SAFE, best_score(found))]
    return present(top, 1)[0].person if len(top) == 1 else None


def ranked(text, *, public_only=False):
    """Return [(Scored, primary key)], best first."""
    query = parse(text)
    if found := look_up(query, public_only=public_only):
        return found
    whole = parse(text, particles=True)
    if whole != query and (found := look_up(whole, public_only=public_only)):
        return found
    if found := look_up_respaced(whole, public_only=public_only):
        return found
    for other in other_layouts(text):
        if found := look_up(parse(other), public_only=public_only, near=False):
            return found
    return []


def look_up(query, *, public_only=False, near=True, beginnings=True):
    """Return [(Scored, primary key)] for *query* in its words as they stand, best first."""
    words = query.words
    if not words:
        return []
    alone = len(words) == 1
    hits = sounding_like(words)
    found = people_of(query, hits, public_only=public_only)
    if best_score(found) < max(TRY_NEAR, TRY_BEGINNING, TRY_BEGINNING_ALONE):
        vocabulary.refresh()
    if near and best_score(found) < TRY_NEAR:
        near_words = {word: near_to(word, alone=alone and not query.initials) for word in set(words)}
        for word, have in zip(words, hits, strict=True):
            merge(have, near_words[word])
        found = people_of(query, hits, public_only=public_only)
    if beginnings and best_score(found) < (TRY_BEGINNING_ALONE if alone else TRY_BEGINNING):
        merge(hits[-1], beginning_with(words[-1]))
        found = people_of(query, hits, public_only=public_only)
    return found


def look_up_respaced(query, *, public_only):
    """Return [(Scored, primary key)] for words typed without the space between them, or with one too many."""
    words, attempts = query.words, []
    for place in range(len(words) - 1):
        attempts.append((*words[:place], words[place] + words[place + 1], *words[place + 2 :]))
    if len(words) == 1:
        word = words[0]
        attempts += [(word[:cut], word[cut:]) for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1)]
    wanted = {key.deep for attempt in attempts for word in attempt for key in keys(word)}
    known = {row[3] for row in forms_where("deep", wanted)}
    found = []
    for attempt in attempts:
        if all(known & {key.deep for key in keys(word)} for word in attempt):
            found += people_of(query._replace(words=attempt), sounding_like(attempt), public_only=public_only)
    return sorted(found, key=order)


def merge(hits, more):
    for word, hit in more.items():
        keep(hits, word, hit)


def order(item):
    scored, pk = item
    return -scored.score, pk


def best_score(found):
    return found[0][0].score if found else 0


def people_of(query, hits, *, public_only):
    """Return [(Scored, primary key)] of the people whose family name is among *hits*, best first."""
    found, given_names = [], are_given_names(hits)
    for pk, parts in parts_of(candidates(hits, public_only=public_only)).items():
        scored = score(query, hits, given_names, parts)
        if scored and scored.score >= GOOD_ENOUGH:
            found.append((scored, pk))
    return sorted(found, key=order)


def candidates(hits, *, public_only):
    """Return the primary keys of the people whose family name is among *hits*, at most ``MOST_PEOPLE``."""
    families = {word for found in hits for word, hit in found.items() if hit.role == Role.FAMILY}
    parts = NamePart.objects.all()
    if public_only:
        parts = parts.filter(person__is_public=True)
    bearers = parts.filter(word__in=sorted(families))
    people = set(bearers.values_list("person", flat=True)[: MOST_PEOPLE + 1]) if families else set()
    if len(people) > MOST_PEOPLE and len(hits) > 1:
        # Too common a family name: those who also have another word of the query.
        others = {word for found in hits for word, hit in found.items() if hit.role != Role.FAMILY}
        having = NamePart.objects.filter(word__in=sorted(others)).values("person")
        people = set(bearers.filter(person__in=having).values_list("person", flat=True)[:MOST_PEOPLE])
    return people


def parts_of(people):
    """Return primary key of a person → their Parts; *people* are primary keys, or a queryset of them."""
    rows = NamePart.objects.filter(person__in=people).values_list(
        "person", "word", "word__role", "word__text", "weight"
    )
    parts = {}
    for person, *part in sorted(rows):
        parts.setdefault(person, []).append(Part(*part))
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
