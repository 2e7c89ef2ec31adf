"""Finding a person by name, however it is written.

The steps are tried in order, each only if those before it found nothing good: words that sound the same
(one database query), words a few slips away, the beginning of a word, two names typed as one word, the wrong
keyboard layout. A person is found when the words, each in its role, together reach ``GOOD_ENOUGH``.
"""

import itertools
from dataclasses import dataclass, field
from typing import NamedTuple

from people.names.folding import keys, plain, spelling
from people.names.models import NameForm, NamePart, Role
from people.names.parts import HALF, is_patronymic
from people.names.query import Query, other_layouts, parse, same_initial
from people.names.vocabulary import vocabulary

# A score below this is no answer; programs that link people by themselves ask for more.
GOOD_ENOUGH, SAFE = 0.80, 0.93
# When the best score so far is below these, the costlier steps are tried.
TRY_NEAR, TRY_BEGINNING, TRY_BEGINNING_ALONE = 0.975, 0.93, 0.995

WEIGHTS = {Role.FAMILY: 1.0, Role.GIVEN: 0.8, Role.PATRONYMIC: 0.25}
INITIAL = 0.5
# What words cost that the person does not have.
UNKNOWN_GIVEN, UNKNOWN_WORD, UNKNOWN_PATRONYMIC, OTHER_PATRONYMIC = 0.8, 0.6, 0.02, 0.3

# Similarity of a word: sounding alike but written otherwise, per unit of distance, one slip of the hand.
SOUNDS_ALIKE, PER_UNIT, SLIP = 0.998, 0.11, 0.89
BEGINNING, WHOLE = 0.90, 0.98
LONGER_GIVEN, SHORTEST_GIVEN = 0.84, 4  # Kanat for Kanatbek

SHORTEST_BEGINNING = 2
MOST_BEGINNINGS, MOST_PEOPLE, SQL_VARIABLES = 300, 2000, 500


class Hit(NamedTuple):
    """A word of the index that a word of the query may be."""

    similarity: float
    role: str
    text: str
    how: str
    letters: int  # how many letters of it were typed; 0 for all


@dataclass
class Match:
    """A person found, with *score* from 0 to 1, the *name* that matched and its *spans* (start, end)."""

    person: object
    score: float
    name: str = ""
    spans: list = field(default_factory=list)
    reasons: list = field(default_factory=list)


class Part(NamedTuple):
    word: int
    role: str
    text: str
    weight: float


def find(query, limit=10, *, public_only=False):
    """Return at most *limit* Matches for *query*, best first; an empty list where nobody of that name is known."""
    return present(ranked(query, public_only=public_only), limit)


def likely(given="", family="", patronymic="", *, exclude=None, limit=5):
    """Return Matches for people who may be the one so named: "is this not …?" before adding a person.

    *exclude* is the primary key of the person being edited. Beginnings of names do not count.
    """
    query = Query(tuple(word for part in (given, patronymic, family) for word in parse(part).words), ())
    found = (
        [(scored, pk) for scored, pk in look_up(query, beginnings=False) if pk != exclude] if family else []
    )
    return present(found, limit)


def ranked(text, *, public_only=False):
    """Return [(Scored, primary key)], best first."""
    query = parse(text)
    if found := look_up(query, public_only=public_only):
        return found
    if found := look_up_run_together(query, public_only):
        return found
    for other in other_layouts(text[:200]):
        if found := look_up(parse(other), public_only=public_only, near=False):
            return found
    return []


def look_up(query, *, public_only=False, near=True, beginnings=True):
    words = query.words
    if not words:
        return []
    hits = sounding_like(words)
    found = people_of(query, hits, public_only)
    best = found[0][0].score if found else 0
    if near and best < TRY_NEAR:
        merge(hits, near_to(words))
        found = people_of(query, hits, public_only)
        best = found[0][0].score if found else 0
    if beginnings and best < (TRY_BEGINNING if len(words) > 1 else TRY_BEGINNING_ALONE):
        merge(hits, {len(words) - 1: beginning_with(words[-1])})
        found = people_of(query, hits, public_only)
    return found


def merge(hits, more):
    for place, words in more.items():
        have = hits.setdefault(place, {})
        for word, hit in words.items():
            if word not in have or have[word].similarity < hit.similarity:
                have[word] = hit


def forms_where(column, values):
    """Return the rows of the forms whose *column* is one of *values*."""
    rows, values = [], list(values)
    for start in range(0, len(values), SQL_VARIABLES):
        rows += NameForm.objects.filter(
            **{f"{column}__in": values[start : start + SQL_VARIABLES]}
        ).values_list("word", "word__role", "word__text", "deep", "light", "spelling", "weight")
    return rows


def sounding_like(words):
    """Return place in *words* → word of the index → Hit, for equal deep keys."""
    readings = [keys(word) for word in words]
    by_deep = {}
    for row in forms_where("deep", {key.deep for reading in readings for key in reading}):
        by_deep.setdefault(row[3], []).append(row)
    hits = {}
    for place, (word, reading) in enumerate(zip(words, readings, strict=True)):
        lights, spelt = {key.light for key in reading}, spelling(word)
        for deep in {key.deep for key in reading}:
            for pk, role, text, _deep, light, form, weight in by_deep.get(deep, ()):
                similarity = weight * (1 if form == spelt else 0.999 if light in lights else SOUNDS_ALIKE)
                merge(hits, {place: {pk: Hit(similarity, role, text, "sounds the same", 0)}})
    return hits


def near_to(words):
    """Return place → word → Hit for forms a few slips or another nation's spelling away."""
    vocabulary.refresh()
    hits = {}
    for place, word in enumerate(words):
        costs = {}
        for light in {key.light for key in keys(word)}:
            for other, cost in vocabulary.near_lights(light).items():
                costs[other] = min(cost, costs.get(other, cost))
        for pk, role, text, _deep, light, _form, weight in forms_where("light", costs):
            similarity = weight * (1 - PER_UNIT * costs[light])
            merge(hits, {place: {pk: Hit(similarity, role, text, f"{costs[light]:.2f} away", 0)}})
        for pk, role, text, _deep, _light, _form, weight in forms_where(
            "spelling", vocabulary.near_spellings(spelling(word))
        ):
            merge(hits, {place: {pk: Hit(weight * SLIP, role, text, "one slip away", 0)}})
    return hits


def beginning_with(word):
    """Return word of the index → Hit for names that begin with *word*, by spelling or by sound."""
    start = spelling(word)
    if len(start) < SHORTEST_BEGINNING:
        return {}
    vocabulary.refresh()
    lights = {key.light for key in keys(word)}
    found = forms_where("spelling", vocabulary.spellings.beginning(start, MOST_BEGINNINGS))
    for light in lights:
        found += forms_where("light", vocabulary.lights.beginning(light, MOST_BEGINNINGS))
    hits = {}
    for pk, role, text, _deep, _light, _form, weight in found:
        share = min(1, len(start) / len(text))
        similarity = weight * (BEGINNING + (WHOLE - BEGINNING) * share)
        merge(hits, {0: {pk: Hit(similarity, role, text, "begins so", len(start))}})
    return hits.get(0, {})


def look_up_run_together(query, public_only):
    """Return people for words typed without the space between them, or with one too many."""
    words, found = query.words, []
    attempts = [
        (*words[:place], words[place] + words[place + 1], *words[place + 2 :])
        for place in range(len(words) - 1)
    ]
    if len(words) == 1:
        word = words[0]
        attempts += [(word[:cut], word[cut:]) for cut in range(3, len(word) - 2)]
    known = {key.deep for attempt in attempts for word in attempt for key in keys(word)}
    known = {row[3] for row in forms_where("deep", known)}
    for attempt in attempts:
        if all(known & {key.deep for key in keys(word)} for word in attempt):
            found += people_of(query._replace(words=attempt), sounding_like(attempt), public_only)
    return sorted(found, key=order)


def people_of(query, hits, public_only):
    """Return [(Scored, primary key)] of the people whose family name is among *hits*, best first."""
    families = {word for words in hits.values() for word, hit in words.items() if hit.role == Role.FAMILY}
    if not families:
        return []
    people = candidates(families, hits, query, public_only)
    found = []
    for pk, parts in parts_of(people).items():
        scored = score(query, hits, parts)
        if scored and scored.score >= GOOD_ENOUGH:
            found.append((scored, pk))
    return sorted(found, key=order)


def order(item):
    scored, pk = item
    return -scored.score, pk


def candidates(families, hits, query, public_only):
    parts = NamePart.objects.filter(word__in=sorted(families)[:MOST_PEOPLE])
    if public_only:
        parts = parts.filter(person__is_public=True)
    people = set(parts.values_list("person", flat=True)[: MOST_PEOPLE + 1])
    if len(people) > MOST_PEOPLE and len(query.words) > 1:
        # Too common a family name: those who also have another word of the query.
        others = [word for words in hits.values() for word, hit in words.items() if hit.role != Role.FAMILY]
        having = NamePart.objects.filter(word__in=others).values("person")
        people = set(parts.filter(person__in=having).values_list("person", flat=True)[:MOST_PEOPLE])
    return people


def parts_of(people):
    """Return primary key of a person → their Parts."""
    people, parts = sorted(people), {}
    for start in range(0, len(people), SQL_VARIABLES):
        rows = NamePart.objects.filter(person__in=people[start : start + SQL_VARIABLES]).values_list(
            "person", "word", "word__role", "word__text", "weight"
        )
        for person, *part in rows:
            parts.setdefault(person, []).append(Part(*part))
    return parts


class Scored(NamedTuple):
    score: float
    hits: tuple  # of (word of the query, Hit)


def score(query, hits, parts):
    """Return the Scored of the best way to give each word of *query* a role in a person's name, or None."""
    own = {part.word: part for part in parts}
    choices = []
    for place in range(len(query.words)):
        best = {}
        for word, hit in hits.get(place, {}).items():
            if word in own and (
                hit.role not in best or best[hit.role][0] < hit.similarity * own[word].weight
            ):
                best[hit.role] = (hit.similarity * own[word].weight, hit, own[word])
        given = longer_given(query.words[place], parts)
        if given and (Role.GIVEN not in best or best[Role.GIVEN][0] < given[0]):
            best[Role.GIVEN] = given
        choices.append([*best.values(), None])
    results = (weigh(query, chosen, parts) for chosen in itertools.product(*choices))
    return max((result for result in results if result), key=lambda result: result.score, default=None)


def longer_given(word, parts):
    """Return a choice where *word* begins one of the given names or the other way round, else None."""
    written = spelling(word)
    if len(written) < SHORTEST_GIVEN:
        return None
    lights = {key.light for key in keys(word)}
    for part in parts:
        if part.role != Role.GIVEN or len(part.text) < SHORTEST_GIVEN:
            continue
        for own in keys(part.text):
            if any(
                light != own.light and (light.startswith(own.light) or own.light.startswith(light))
                for light in lights
            ):
                return (
                    LONGER_GIVEN,
                    Hit(LONGER_GIVEN, part.role, part.text, "longer or shorter form", 0),
                    part,
                )
    return None


def weigh(query, chosen, parts):
    """Return the Scored for one choice of roles, None without a family name."""
    by_role = {}
    for choice in chosen:
        if choice:
            by_role.setdefault(choice[2].role, []).append(choice)
    if Role.FAMILY not in by_role:
        return None
    gained = weights = 0.0
    for role, choices in by_role.items():
        weights += WEIGHTS[role]
        gained += WEIGHTS[role] * together(choices)
    has_patronymic = any(part.role == Role.PATRONYMIC for part in parts)
    given_seen = Role.GIVEN in by_role
    for word, choice in zip(query.words, chosen, strict=True):
        if choice:
            continue
        if is_patronymic(word) and (given_seen or len(query.words) > 2):
            gained -= OTHER_PATRONYMIC if has_patronymic else UNKNOWN_PATRONYMIC
        else:
            weights += UNKNOWN_WORD if given_seen else UNKNOWN_GIVEN
            given_seen = True
    roles = [Role.PATRONYMIC] if Role.GIVEN in by_role else [Role.GIVEN, Role.PATRONYMIC]
    for role, initial in zip(roles, query.initials, strict=False):
        names = [part.text for part in parts if part.role == role]
        if not names:
            gained -= UNKNOWN_PATRONYMIC
            continue
        weights += INITIAL
        gained += INITIAL * any(same_initial(initial, name) for name in names)
    hits = tuple((word, choice[1]) for word, choice in zip(query.words, chosen, strict=True) if choice)
    return Scored(max(gained, 0) / weights, hits)


def together(choices):
    """Return the similarity of the words that were taken for one role."""
    halves = {choice[2].word: choice[0] / HALF for choice in choices if choice[2].weight < 1}
    if len(halves) > 1:
        return min(1.0, sum(halves.values()) / len(halves))
    return max(choice[0] for choice in choices)


def present(found, limit):
    """Return the best *limit* of [(Scored, primary key)] as Matches, with the people loaded."""
    best = {}
    for scored, pk in found:
        best.setdefault(pk, scored)
    top = list(itertools.islice(best.items(), max(limit, 0)))
    person_model = NamePart._meta.get_field("person").related_model
    people = person_model._default_manager.prefetch_related("other_names").in_bulk(
        [pk for pk, _scored in top]
    )
    return [match(people[pk], scored) for pk, scored in top if pk in people]


def match(person, scored):
    names = [
        f"{person.given_name_en} {person.family_name_en}",
        f"{person.given_name_ru} {person.family_name_ru}",
    ]
    names += [other.name for other in person.other_names.all()]
    named = max(
        (name.strip() for name in names),
        key=lambda name: sum(hit.text in plain(name) for _word, hit in scored.hits),
    )
    spans = []
    folded = named.casefold()
    for _word, hit in scored.hits:
        start = folded.find(hit.text)
        if start >= 0:
            spans.append((start, start + (hit.letters or len(hit.text))))
    reasons = [f"{word}: {hit.text}, {Role(hit.role).label}, {hit.how}" for word, hit in scored.hits]
    return Match(person, round(scored.score, 4), named, sorted(spans), reasons)
