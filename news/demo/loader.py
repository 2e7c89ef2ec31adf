"""The loader of the demonstration content.

It creates the rows that are missing and changes no existing one, so that it never overwrites an editor's change.
"""

import datetime
import uuid
from collections.abc import Callable
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model

from ipacis.core.admin.first_versions import make_first_versions
from ipacis.core.record.addressed import owner
from ipacis.core.record.corrections import correcting
from ipacis.core.record.dates import Precision, parse_partial
from ipacis.core.record.derived import together
from ipacis.core.search.aliases import Alias
from ipacis.core.text.labels import LANGUAGES
from news.models import (
    Document,
    Event,
    Meeting,
    MeetingTopic,
    NewsItem,
    Participation,
    Place,
    PlaceAlias,
    PlaceName,
    Report,
    Topic,
    TopicAlias,
)
from people.models import Membership, Organization, OrganizationName, OtherName, Person, Post

from .content import Row, labels, published_on, rich_text, rows


class Loaded(NamedTuple):
    """A row, and whether it was created. The row is None if an editor has deleted it."""

    row: Model | None
    is_new: bool


def at(model: type[Model], **address: Any) -> Model | None:
    """Return the row of *model* with the present or former *address* (slug and date), None if there is none.

    So a row that was renamed or merged is found by the address in the files.
    """
    if not address["slug"]:
        return None
    return model.objects.filter(**address).first() or owner(model(**address))


def known_or_new(model: type[Model], defaults: dict[str, Any], **address: Any) -> Loaded:
    """Return the row of *model* at *address*, or create it with the values *defaults*.

    A row that an editor has renamed, merged or deleted is not created again.
    """
    if row := at(model, **address):
        return Loaded(row, False)
    if model(**address).address_is_taken():
        return Loaded(None, False)
    return Loaded(model.objects.create(**address, **defaults), True)


def is_foreign() -> bool:
    """Say whether the site has content, but no organization of the demonstration content."""
    kinds = (Person, Organization, Post, Place, Topic, Event, Document, Meeting, NewsItem)
    if not any(model.objects.exists() for model in kinds):
        return False
    return not any(at(Organization, slug=row["slug"]) for row in rows("organizations"))


def add_names(model: type[Alias], thing: Model, row: Row) -> None:
    """Add the aliases of *thing*: its ``names``, and its ``misprints``, by which it is only found."""
    for key, find_only in (("names", False), ("misprints", True)):
        for name in row.get(key, []):
            model.objects.create(**{model.whole: thing}, name=name, find_only=find_only)


def source(row: Row) -> Row:
    """Return the columns with the source of a release or a meeting."""
    return {
        "source_url": row.get("source", ""),
        "source_name": row.get("source_name", ""),
        "source_title": row.get("source_title", ""),
        "source_accessed": row.get("source_accessed"),
        "source_is_secondary": row.get("secondary", False),
    }


def span(row: Row) -> Row:
    """Return the columns of a DateSpan: its start and its end as far as they are known."""
    start, start_precision = parse_partial(row.get("start"))
    end, end_precision = parse_partial(row.get("end"))
    return {
        "start_date": start,
        "start_precision": start_precision,
        "end_date": end,
        "end_precision": end_precision,
    }


def stated(row: Row, *facts: str) -> dict[str, bool]:
    """Return {column that says whether a source states a fact: value} for *facts*; ``inferred`` has the others."""
    return {f"{fact}_stated": fact not in row.get("inferred", ()) for fact in facts}


class Loader:
    """Loads all files in one transaction, and calls *tell* with a sentence about each of them.

    A method ``load_…`` loads one row of a file and returns whether it is new.
    """

    def __init__(self, tell: Callable[[str], None] = lambda text: None):
        self.tell = tell
        #: {name of a file: number of new rows}
        self.made: dict[str, int] = {}
        #: {id in documents.json: Document}
        self.documents: dict[str, Document] = {}
        #: {(first day, slug) of a meeting: date of the first release that reports it}
        self.reported: dict[tuple[str, str], str] = {}
        for row in sorted(rows("releases"), key=itemgetter("date")):
            for start, slug in row["meetings"]:
                self.reported.setdefault((start, slug), row["date"])

    def load(self) -> dict[str, int]:
        """Load all files; return {name of a file: number of new rows}."""
        # ``together`` indexes at the end, because the search entry of a meeting contains its topics and participants.
        with transaction.atomic(), together():
            for name in (
                "organizations",
                "places",
                "people",
                "posts",
                "topics",
                "events",
                "documents",
                "meetings",
                "releases",
            ):
                content = rows(name)
                self.made[name] = sum(map(getattr(self, f"load_{name}"), content))
                self.tell(f"{name}: {len(content)}, of these new: {self.made[name]}")
            make_first_versions()
        return self.made

    def load_organizations(self, row: Row) -> bool:
        organization, new = known_or_new(
            Organization,
            slug=row["slug"],
            defaults={
                **labels("name", row),
                **labels("abbreviation", row, "abbr_"),
                **labels("address", row, "address_"),
                **{
                    f"description_{code}": rich_text(row.get(f"description_{code}", [])) for code in LANGUAGES
                },
                "classification": row["kind"],
                "country": row.get("country", ""),
                "parent": at(Organization, slug=row.get("parent")),
                **span(row),
            },
        )
        if new:
            organization.member_of.set(at(Organization, slug=slug) for slug in row.get("member_of", []))
            for name in row.get("names", []):
                OrganizationName.objects.create(organization=organization, **labels("name", name))
        return new

    def load_places(self, row: Row) -> bool:
        place, new = known_or_new(
            Place,
            slug=row["slug"],
            defaults={
                **labels("name", row),
                **labels("city", row, "city_"),
                **{key: row.get(key, "") for key in ("country", "kind", "time_zone")},
                **{key: row.get(key) for key in ("latitude", "longitude")},
                "within": at(Place, slug=row.get("within")),
            },
        )
        if new:
            add_names(PlaceAlias, place, row)
            for name in row.get("former_names", []):
                PlaceName.objects.create(place=place, **labels("name", name), **span(name))
        return new

    def load_people(self, row: Row) -> bool:
        person, new = known_or_new(
            Person,
            slug=row["slug"],
            defaults={
                **{
                    f"{part}_name_{code}": row.get(f"{part}_{code}", "")
                    for part in ("given", "family", "patronymic")
                    for code in LANGUAGES
                },
                "country": row.get("country", ""),
                "family_name_first": row.get("family_first", False),
                "is_public": True,
            },
        )
        if new:
            for name in row.get("names", []):
                OtherName.objects.create(person=person, **name)
        return new

    def load_posts(self, row: Row) -> bool:
        post, new = known_or_new(
            Post,
            slug=row["slug"],
            defaults={
                **labels("label", row),
                "organization": at(Organization, slug=row["organization"]),
                "order": row["order"],
                "single": row["single"],
                "on_home": row.get("on_home", False),
            },
        )
        if new:
            for holder in row["holders"]:
                self.load_membership(post, holder)
        return new

    def load_membership(self, post: Post, row: Row) -> None:
        Membership.objects.create(
            post=post,
            person=at(Person, slug=row["person"]),
            **span(row),
            acting=row.get("acting", False),
            has_left=row.get("left", False),
            first_seen=row.get("first_seen"),
            last_seen=row.get("last_seen"),
        )

    def load_topics(self, row: Row) -> bool:
        topic, new = known_or_new(
            Topic,
            slug=row["slug"],
            defaults={**labels("label", row), "broader": at(Topic, slug=row.get("broader"))},
        )
        if new:
            add_names(TopicAlias, topic, row)
        return new

    def load_events(self, row: Row) -> bool:
        _event, new = known_or_new(
            Event,
            slug=row["slug"],
            defaults={
                **labels("name", row),
                "kind": row["kind"],
                "country": row.get("country", ""),
                "start_date": datetime.date.fromisoformat(row["start"]),
                "end_date": datetime.date.fromisoformat(row["end"]),
                "place": at(Place, slug=row.get("place")),
                **stated(row, "date", "place"),
            },
        )
        return new

    def load_documents(self, row: Row) -> bool:
        adopted, precision = parse_partial(row.get("adopted"))
        document, new = Document.objects.get_or_create(
            title_en=row["en"],
            defaults={
                "title_ru": row.get("ru", ""),
                "kind": row["kind"],
                "adopted": adopted,
                "adopted_precision": precision if adopted else Precision.UNKNOWN,
            },
        )
        if new:
            document.bodies.set(Organization.objects.filter(slug__in=row.get("bodies", [])))
        self.documents[row["id"]] = document
        return new

    def load_meetings(self, row: Row) -> bool:
        date = datetime.date.fromisoformat(row["start"])
        meeting, new = known_or_new(
            Meeting,
            slug=row["slug"],
            start_date=date,
            defaults={
                **labels("title", row, "title_"),
                **labels("summary", row, "summary_"),
                "end_date": datetime.date.fromisoformat(row.get("end", row["start"])),
                "kind": row["kind"],
                **stated(row, "date", "place", "event"),
                "place": at(Place, slug=row.get("place")),
                "event": at(Event, slug=row.get("event")),
                "event_relation": row.get("relation", ""),
                **source(row),
                "state": "published",
                "publish_at": published_on(
                    datetime.date.fromisoformat(self.reported.get((row["start"], row["slug"]), row["start"])),
                    Meeting.objects.filter(start_date=date).count(),
                ),
            },
        )
        if new:
            # Two topics may have been merged into one.
            for topic in {at(Topic, slug=slug): None for slug in row["topics"]}:
                MeetingTopic.objects.create(content_object=meeting, tag=topic)
            with correcting(meeting):
                meeting.documents.set(self.documents[key] for key in row.get("documents", []))
                for order, participant in enumerate(row["participants"], 1):
                    self.load_participation(meeting, order, participant)
        return new

    def load_participation(self, meeting: Meeting, order: int, row: Row) -> None:
        participation = Participation.objects.create(
            meeting=meeting,
            order=order,
            person=at(Person, slug=row.get("person")),
            **labels("office_printed", row, "office_"),
            delegation=at(Organization, slug=row.get("delegation")),
            role=row["role"],
            capacity=row.get("capacity", "in_person"),
            **stated(row, "presence", "role", "capacity"),
        )
        offices = []
        for slug, place in row.get("offices", []):
            offices += Membership.objects.filter(post__slug=slug).order_by("pk")[place : place + 1]
        participation.memberships.set(offices)

    def load_releases(self, row: Row) -> bool:
        date = datetime.date.fromisoformat(row["date"])
        key = uuid.UUID(row["key"])
        if NewsItem.objects.filter(translation_key=key).exists():
            return False
        earlier = NewsItem.objects.filter(date=date, language="en").count()
        meetings = [
            at(Meeting, start_date=datetime.date.fromisoformat(day), slug=slug)
            for day, slug in row["meetings"]
        ]
        for code in (code for code in LANGUAGES if f"headline_{code}" in row):
            item = NewsItem.objects.create(
                language=code,
                translation_key=key,
                date=date,
                **stated(row, "date"),
                section=at(Organization, slug=row.get("section")),
                headline=row[f"headline_{code}"],
                lead=row[f"lead_{code}"],
                body=rich_text(row.get(f"body_{code}", [])),
                byline=row[f"byline_{code}"],
                **source(row),
                state="published",
                publish_at=published_on(date, earlier),
            )
            with correcting(item):
                for order, meeting in enumerate(filter(None, meetings), 1):
                    Report.objects.create(item=item, meeting=meeting, order=order)
        return True
