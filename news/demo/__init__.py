"""The demonstration content: real meetings of 2014–2024, told in our own words in both languages.

Each JSON file beside this one is a list of rows in the order in which they are loaded. Loading makes what is
missing and leaves alone what is there, so that it never overwrites an editor's change.
"""

import datetime
import html
import json
import uuid
from importlib import resources
from zoneinfo import ZoneInfo

from django.db import transaction

from ipacis.core.admin.first_versions import make_first_versions
from ipacis.core.record.addresses import owner
from ipacis.core.record.corrections import correcting
from ipacis.core.record.dates import Precision, parse_partial
from ipacis.core.search.index import together
from news.models import (
    Document,
    Event,
    Meeting,
    MeetingTopic,
    NewsItem,
    Participation,
    Place,
    PlaceAlias,
    Report,
    Topic,
    TopicAlias,
)
from people.models import Membership, Organization, OrganizationName, OtherName, Person, Post

MOSCOW = ZoneInfo("Europe/Moscow")
NAMESPACE = uuid.UUID("6a9f4c52-1f0b-5c5e-9d5c-0c6a7f3f2b11")


def rows(name):
    """Return the rows of the file *name*."""
    return json.loads(resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))


def labels(name, row, prefix=""):
    """Return the columns of the label *name* from *row*, where they stand as "en" and "ru"."""
    return {f"{name}_{code}": row.get(f"{prefix}{code}", "") for code in ("en", "ru")}


def published_on(date, earlier=0):
    """Return when a release of *date* was published: noon in Moscow, a minute later for each *earlier* one."""
    return datetime.datetime.combine(date, datetime.time(12, min(earlier, 59)), MOSCOW)


def at(model, **address):
    """Return the row of *model* at this address, also after it was renamed or merged; None where none is."""
    if not address["slug"]:
        return None
    return model.objects.filter(**address).first() or owner(model(**address))


def known_or_new(model, defaults, **address):
    """Return (row, whether it is new). What an editor renamed, merged or deleted does not come back."""
    if row := at(model, **address):
        return row, False
    if model(**address).address_is_taken():
        return None, False
    return model.objects.create(**address, **defaults), True


def is_foreign():
    """Say whether the site has content and none of it is the demonstration's."""
    kinds = (Person, Organization, Post, Place, Topic, Event, Document, Meeting, NewsItem)
    if not any(model.objects.exists() for model in kinds):
        return False
    return not any(at(Organization, slug=row["slug"]) for row in rows("organizations"))


class Loader:
    """Loads the demonstration content in one transaction, telling *tell* of each kind of thing.

    ``made`` counts the new rows of each kind.
    """

    def __init__(self, tell=lambda text: None):
        self.tell = tell
        self.made = {}
        self.documents = {}

    def load(self):
        # Topics and participants belong to what is searched of a meeting: index when all is there.
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

    def load_organizations(self, row):
        body, new = known_or_new(
            Organization,
            slug=row["slug"],
            defaults={
                **labels("name", row),
                **labels("abbreviation", row, "abbr_"),
                "classification": row["kind"],
                "country": row.get("country", ""),
                "parent": at(Organization, slug=row.get("parent")),
            },
        )
        if new:
            for name in row.get("names", []):
                OrganizationName.objects.create(organization=body, **labels("name", name))
        return new

    def load_places(self, row):
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
            for name in row.get("names", []):
                PlaceAlias.objects.create(place=place, name=name)
        return new

    def load_people(self, row):
        person, new = known_or_new(
            Person,
            slug=row["slug"],
            defaults={
                **{
                    f"{part}_name_{code}": row.get(f"{part}_{code}", "")
                    for part in ("given", "family", "patronymic")
                    for code in ("en", "ru")
                },
                "country": row.get("country", ""),
                "is_public": True,
            },
        )
        if new:
            for name in row.get("names", []):
                OtherName.objects.create(person=person, **name)
        return new

    def load_posts(self, row):
        post, new = known_or_new(
            Post,
            slug=row["slug"],
            defaults={
                **labels("label", row),
                "organization": at(Organization, slug=row["organization"]),
                "order": row["order"],
                "single": row["single"],
            },
        )
        if new:
            for holder in row["holders"]:
                self.load_membership(post, holder)
        return new

    def load_membership(self, post, row):
        start, start_precision = parse_partial(row.get("start"))
        end, end_precision = parse_partial(row.get("end"))
        Membership.objects.create(
            post=post,
            person=at(Person, slug=row["person"]),
            start_date=start,
            start_precision=start_precision,
            end_date=end,
            end_precision=end_precision,
            acting=row.get("acting", False),
            first_seen=row.get("first_seen"),
            last_seen=row.get("last_seen"),
        )

    def load_topics(self, row):
        topic, new = known_or_new(Topic, slug=row["slug"], defaults=labels("label", row))
        if new:
            for name in row.get("names", []):
                TopicAlias.objects.create(topic=topic, name=name)
        return new

    def load_events(self, row):
        _event, new = known_or_new(
            Event,
            slug=row["slug"],
            defaults={
                **labels("name", row),
                "kind": row["kind"],
                "start_date": datetime.date.fromisoformat(row["start"]),
                "end_date": datetime.date.fromisoformat(row["end"]),
                "place": at(Place, slug=row.get("place")),
            },
        )
        return new

    def load_documents(self, row):
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

    def load_meetings(self, row):
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
                "date_stated": row["stated"],
                "place": at(Place, slug=row.get("place")),
                "event": at(Event, slug=row.get("event")),
                "event_relation": row.get("relation", ""),
                "source_url": row.get("source", ""),
                "state": "published",
                "publish_at": published_on(date, Meeting.objects.filter(start_date=date).count()),
            },
        )
        if new:
            # Two of them may be one by now.
            for topic in {at(Topic, slug=slug): None for slug in row["topics"]}:
                MeetingTopic.objects.create(content_object=meeting, tag=topic)
            meeting.documents.set(self.documents[key] for key in row.get("documents", []))
            with correcting(meeting):
                for order, line in enumerate(row["participants"], 1):
                    self.load_participation(meeting, order, line)
        return new

    def load_participation(self, meeting, order, row):
        person = at(Person, slug=row.get("person"))
        names = [(code, person.name_in(code)) for code in ("en", "ru")] if person else []
        line = Participation.objects.create(
            meeting=meeting,
            order=order,
            person=person,
            **{f"name_printed_{code}": name for code, name in names if name.language == code},
            **labels("office_printed", row, "office_"),
            delegation=at(Organization, slug=row.get("delegation")),
            role=row["role"],
            capacity=row.get("capacity", "in_person"),
        )
        offices = []
        for slug, place in row.get("offices", []):
            offices += Membership.objects.filter(post__slug=slug).order_by("pk")[place : place + 1]
        line.memberships.set(offices)

    def load_releases(self, row):
        date = datetime.date.fromisoformat(row["date"])
        # Typography is no part of the key: a release that is there already stays the same one.
        headline = row["headline_en"].replace("’", "'")
        key = uuid.uuid5(NAMESPACE, f"{row['date']} {headline}")
        if NewsItem.objects.filter(translation_key=key).exists():
            return False
        earlier = NewsItem.objects.filter(date=date, language="en").count()
        meetings = [
            at(Meeting, start_date=datetime.date.fromisoformat(day), slug=slug)
            for day, slug in row["meetings"]
        ]
        for code in ("en", "ru"):
            item = NewsItem.objects.create(
                language=code,
                translation_key=key,
                date=date,
                section=at(Organization, slug=row.get("section")),
                headline=row[f"headline_{code}"],
                lead=row[f"lead_{code}"],
                body="".join(self.block(*block) for block in row.get(f"body_{code}", [])),
                source_url=row["source"],
                state="published",
                publish_at=published_on(date, earlier),
            )
            with correcting(item):
                for order, meeting in enumerate(filter(None, meetings), 1):
                    Report.objects.create(item=item, meeting=meeting, order=order)
        return True

    def block(self, heading, text):
        """Return *text* as rich text under *heading*, which may be empty."""
        head = f"<h2>{html.escape(heading, quote=False)}</h2>" if heading else ""
        return f"{head}<p>{html.escape(text, quote=False)}</p>"
