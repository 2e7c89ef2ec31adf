"""What one item of a list carries into a feed, whatever the format of the feed."""

import datetime
import html
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from django.db.models import F, Prefetch, Q
from django.template.loader import render_to_string
from django.utils.html import escape, format_html

from ipacis.core.addresses import kind_of
from ipacis.core.fold import fold
from ipacis.core.labels import current_language
from ipacis.core.richtext import safe
from ipacis.core.slugs import arm, loaded
from ipacis.core.templatetags.site import absolute
from ipacis.core.unions import union
from people.models import Person
from people.models.persons import person_is_public

from .archive import with_participants
from .models import Correction, Meeting, MeetingTopic, NewsItem, NewsPhoto, Topic
from .models.items import meeting_is_public

#: Authority and date of the site's tag: URIs (RFC 4151). It outlives every domain: a reader that has seen an
#: item knows it again under any address. Never change it.
AUTHORITY = "iacis.ru,2023"
PICTURE_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: The address of a link as the sanitiser and the templates write it, behind other attributes or not.
LINK = re.compile(r'(<a(?:\s+[\w-]+="[^"]*")*?\s+href=")([^"]*)')


def tag_uri(thing):
    """Return the tag: URI of *thing* ("newsitem/412")."""
    return f"tag:{AUTHORITY}:{thing}"


def clean(text):
    """Return *text* without the characters that XML 1.0 has no way to write."""
    return NOT_IN_XML.sub("", text)


def with_absolute_links(markup, url):
    """Return *markup* of the page at *url* with links that lead to the same places from anywhere."""

    def resolve(found):
        before, link = found.groups()
        try:
            return before + escape(urljoin(url, html.unescape(link).strip()))
        except ValueError:  # it is no address, and leads nowhere from the page either
            return found[0]

    return LINK.sub(resolve, markup)


@dataclass(frozen=True)
class Picture:
    """A photograph of an item: absolute address, media type and caption."""

    url: str
    type: str
    caption: str


@dataclass
class Entry:
    """One item of a feed. ``content`` is HTML with absolute links.

    ``updated`` is the latest correction that readers are told of; ``modified`` any change of the row.
    """

    id: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime.datetime
    updated: datetime.datetime
    modified: datetime.datetime
    author: str = ""
    topics: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def with_news_content(items):
    """Return news *items* with their sections and photos."""
    photos = Prefetch("photo_links", NewsPhoto.objects.select_related("photo"))
    return items.select_related("section").prefetch_related(photos)


def with_meeting_content(meetings):
    """Return *meetings* with their places, occasions, participants and topics."""
    links = Prefetch("topic_links", MeetingTopic.objects.select_related("tag"))
    return with_participants(meetings).prefetch_related(links)


def make_entry(row, kind, **fields):
    """Return the Entry of a published *row*, with the columns that every Publication has."""
    texts = {name: clean(str(fields.pop(name))) for name in ("title", "summary", "content", "author")}
    url = absolute(row.get_absolute_url())
    texts["content"] = with_absolute_links(texts["content"], url)
    for name in ("topics", "people"):
        fields[name] = list(dict.fromkeys(clean(str(label)) for label in fields[name]))
    return Entry(
        id=tag_uri(f"{kind}/{row.pk}"),
        url=url,
        published=row.publish_at,
        updated=row.updated_at,
        modified=max(row.updated_at, row.modified_at),
        **texts,
        **fields,
    )


def news_entries(items):
    if not items:
        return []
    pks = [item.pk for item in items]
    filed = filed_by_item(pks)
    return [
        make_entry(
            item,
            "newsitem",
            title=item.headline,
            summary=item.lead,
            content=format_html("<p>{}</p>{}", item.lead, safe(item.body)) if item.lead else safe(item.body),
            author=item.section.name if item.section else "",
            topics=[topic.label for topic in filed[item.pk, Topic]],
            people=[person.name for person in filed[item.pk, Person]],
            pictures=[picture(link.photo) for link in item.photo_links.all()],
        )
        for item in items
    ]


def meeting_entries(meetings):
    return [meeting_entry(meeting) for meeting in meetings]


def meeting_entry(meeting):
    lines = meeting.participations.all()
    return make_entry(
        meeting,
        "meeting",
        title=meeting.title,
        summary=meeting.summary,
        content=render_to_string("news/_meeting_entry.html", {"meeting": meeting}),
        author="",
        topics=[link.tag.label for link in meeting.topic_links.all()],
        people=[line.person.name for line in lines if line.person and line.person.is_public],
    )


def with_what_was_corrected(corrections):
    return corrections.select_related("item", "meeting")


def correction_entries(corrections):
    return [correction_entry(correction) for correction in corrections]


def correction_entry(correction):
    return Entry(
        id=tag_uri(f"correction/{correction.pk}"),
        url=absolute(correction.get_absolute_url()),
        title=clean(str(correction.thing_title)),
        summary=clean(str(correction.note)),
        content=clean(format_html("<p>{}</p>", correction.note)),
        published=correction.made_at,
        updated=correction.made_at,
        modified=correction.made_at,
    )


def filed_by_item(pks):
    """Return {(pk of a news item, Topic or Person): its own and those of its public meetings}, in one query.

    Topics and people stand in the order of the alphabet; only public people are told.
    """
    told = "meeting_links__content_object"
    met = "participations__meeting"
    topics, people = Topic.objects.all(), Person.objects.filter(person_is_public("pk"))
    links = [
        (topics, Q(), "news_links__content_object"),
        (topics, meeting_is_public(told), f"{told}__reports__item"),
        (people, Q(), "mentioned_in"),
        (people, meeting_is_public(met), f"{met}__reports__item"),
    ]
    width = max(len(model.names_told) for model in (Topic, Person))
    arms = [
        arm(rows.filter(condition, **{f"{path}__in": pks}), F(path), width) for rows, condition, path in links
    ]
    models = {kind_of(model): model for model in (Topic, Person)}
    found = defaultdict(list)
    for kind, item, pk, slug, *names in union(*arms):
        found[item, models[kind]].append(loaded(models[kind], pk, slug, names))
    language = current_language()
    for (_item, model), rows in found.items():
        rows.sort(key=lambda row: row.sort_key(language) if model is Person else fold(row.label))
    return found


def picture(photo):
    url = absolute(photo.image.large)
    extension = photo.image.name.rpartition(".")[2].lower()
    return Picture(url, PICTURE_TYPES.get(extension, "image/jpeg"), clean(str(photo.caption or photo.alt)))


#: {model of a list: (what makes its queryset complete, what reads the entries of its rows)}
CONTENT = {
    NewsItem: (with_news_content, news_entries),
    Meeting: (with_meeting_content, meeting_entries),
    Correction: (with_what_was_corrected, correction_entries),
}


def page_of_entries(archive):
    """Return the Page of *archive* with an Entry in the place of each item, in a fixed number of queries."""
    complete, entries = CONTENT[archive.queryset.model]
    page = archive.page_with(complete)
    return replace(page, items=entries(page.items))
