"""The topics and people of releases together with their meetings, and releases on the same topics."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from ipacis.core.lists.entries import about, day_number, key_of, kind_of
from ipacis.core.lists.pages import Cursor
from ipacis.core.lists.selection import Selection, public_in_order
from ipacis.core.record.publication import public
from ipacis.core.sql import fetch, in_list, now
from ipacis.core.text.labels import LANGUAGES, current_language, label_columns, pick
from ipacis.core.text.languages import alphabetical
from people.models import PersonLink

from .models import NewsItem, Report, Topic
from .models.subjects import news_list_name
from .names import links_by_key, people_by_key, topics_by_key

#: Related releases are looked for among this many releases before and after a release, for each topic and person.
NEAREST = 30
#: Only this many topics and people are compared. Each adds two queries to a union, and SQLite allows at most 500.
MOST_SUBJECTS = 60
#: Related releases are at most about this many years away.
MOST_YEARS = 2
#: The distance of a year in the numbers of DISTANCE.
DAYS_OF_A_YEAR = 12 * 31

#: What releases are about.
ENTRIES = (
    "SELECT item, about FROM core_listentry WHERE list_name = %s AND public_from <= %s AND item IN {items}"
)
#: SQL for the days between the day of an item and another one, with 31 days for each month.
DISTANCE = """
    ABS((day / 10000 - %s / 10000) * 372 + (day / 100 % 100 - %s / 100 % 100) * 31 + (day % 100 - %s % 100))
""".strip().replace(" % ", " %% ")
#: The items that occur most often among those *found*, except one; of those that occur equally often, the nearest.
SHARING = f"""
    SELECT day, item FROM ({{found}}) AS found WHERE item <> %s AND {DISTANCE} <= %s
    GROUP BY day, item ORDER BY COUNT(*) DESC, {DISTANCE}, day DESC, item DESC LIMIT %s
"""


class Subjects(NamedTuple):
    """The topics and the public people of a release and of its public meetings, in alphabetical order."""

    topics: list[Topic]
    people: list[PersonLink]


def subjects_by_item(pks: list[int], kinds: Collection[str] = ("topic", "person")) -> dict[int, Subjects]:
    """Return {primary key: its Subjects} for *pks*, public releases in the active language.

    Only subjects of *kinds* are looked up. Runs a query, and one for each kind.
    """
    language = current_language()
    rows = fetch(ENTRIES.format(items=in_list(pks)), [news_list_name(language), now(), *pks])
    items = defaultdict(list)  # (kind, primary key) of a subject → the releases about it
    for item, value in rows:
        if (kind := kind_of(value)) in kinds:
            items[kind, int(key_of(value))].append(item)
    topics = topics_by_key([key for kind, key in items if kind == "topic"])
    people = people_by_key([key for kind, key in items if kind == "person"])
    subjects = {pk: Subjects([], []) for pk in pks}
    # The index of lists has the broader topics too; the narrowest ones say the same more exactly.
    narrower = defaultdict(set)  # primary key of a topic → the releases about one of its parts
    for topic in topics.values():
        for upper in keys_above(topic, topics):
            narrower[upper].update(items["topic", topic.pk])
    for topic in sorted(topics.values(), key=lambda topic: alphabetical(topic.label, language)):
        for item in items["topic", topic.pk]:
            if item not in narrower[topic.pk]:
                subjects[item].topics.append(topic)
    for key, person in sorted(people.items(), key=lambda row: row[1].sort_key(language)):
        for item in items["person", key]:
            subjects[item].people.append(person)
    return subjects


def keys_above(topic: Topic, topics: Mapping[int, Topic]) -> set[int]:
    """Return the primary keys of the broader topics of *topic*, as far as they are among *topics*."""
    found, upper = set(), topics.get(topic.broader_id)
    while upper is not None and upper.pk not in found:
        found.add(upper.pk)
        upper = topics.get(upper.broader_id)
    return found


def with_topics(rows: Iterable[NewsItem]) -> list[NewsItem]:
    """Return *rows*, public releases in the active language, each with the attribute ``all_topics``.

    These are its own topics and those of its public meetings, in alphabetical order. Runs three queries.
    """
    items = list(rows)
    subjects = subjects_by_item([item.pk for item in items], ["topic"])
    for item in items:
        item.all_topics = subjects[item.pk].topics
    return items


def people_as_printed(items: Collection[NewsItem]) -> dict[int, list[str]]:
    """Return {primary key: names} of the public people of *items*, public releases, in alphabetical order.

    These are the people whom a release mentions and the participants of its public meetings, with the names that were
    printed. Runs two queries.
    """
    names = {item.pk: {} for item in items}  # release → {key of a person: name}
    mentioned = {int(key) for item in items for key in item.names_mentioned}
    shown = people_by_key(mentioned)
    for item in items:
        for key, name in item.names_mentioned.items():
            if int(key) in shown:
                names[item.pk][int(key)] = name
    rows = Report.objects.filter(
        public(prefix="meeting__"), item__in=names, meeting__participations__person__is_public=True
    )
    columns = [f"meeting__participations__{column}" for column in ("person", *label_columns("name_printed"))]
    for item, person, *texts in rows.order_by("order", "pk").values_list("item", *columns):
        name = pick(dict(zip(LANGUAGES, texts, strict=True)))
        if name:
            names[item].setdefault(person, name)
    return {pk: sorted(set(found.values()), key=alphabetical) for pk, found in names.items()}


def related_news(
    item: NewsItem, topics: Iterable[Topic], people: Iterable[int] = (), most: int = 3
) -> list[NewsItem]:
    """Return *most* public releases in the language of *item* that share the most *topics* and *people* with it.

    *people* are primary keys. Those that share equally many are ordered by their distance in time, the nearest first.
    None is more than about MOST_YEARS away. For each topic and person only the NEAREST releases before and after *item*
    are compared, so that the cost does not grow with the archive.
    """
    on_language = Selection(news_list_name(item.language))
    subjects = [about("topic", topic.pk) for topic in topics] + [about("person", pk) for pk in people]
    found = [on_language.about(subject).nearest(item.date, NEAREST) for subject in subjects[:MOST_SUBJECTS]]
    if not found:
        return []
    sql = SHARING.format(found=" UNION ALL ".join(f"SELECT * FROM ({query.sql}) AS found" for query in found))
    parameters = [value for query in found for value in query.parameters]
    number = day_number(item.date)
    rows = fetch(sql, [*parameters, item.pk, *[number] * 3, MOST_YEARS * DAYS_OF_A_YEAR, *[number] * 3, most])
    best = [Cursor(*row) for row in rows]
    return public_in_order(links_by_key(NewsItem, [cursor.pk for cursor in best]).values(), best)
