"""What stands in the way of a publication, and what its readers will miss."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ipacis.core.record.publication import State
from ipacis.core.record.workflow import status_of
from ipacis.core.text.labels import LANGUAGE_NAMES, LANGUAGES, label_columns, listed
from ipacis.core.text.richtext import plain
from ipacis.core.text.signs import is_visible
from news.models import Meeting, NewsItem, Photo
from people.models import Person

#: The most names in one sentence.
MOST_NAMES = 10


def drafts_told(item: NewsItem) -> list[Meeting]:
    """Return the meetings of *item* that are published with it."""
    return list(item.meetings.filter(state__in=[State.DRAFT, State.IN_REVIEW]).order_by("start_date", "pk"))


def has_text(body: str) -> bool:
    """Say whether the rich text *body* has a sign that readers see."""
    return is_visible(plain(body))


def release_obstacles(item: NewsItem) -> list[str]:
    """Return why *item* cannot be published."""
    return [] if has_text(item.body) else [_("It has no text.")]


def release_gaps(item: NewsItem) -> list[str]:
    """Return what readers of *item* will miss."""
    gaps = translation_gaps(item)
    if item.language in LANGUAGES:
        gaps += photo_gaps(item)
    if not item.lead:
        gaps.append(_("It has no lead: lists and feeds show the beginning of the text."))
    for meeting in item.meetings.order_by("start_date", "pk"):
        gaps += [f"{meeting}: {sentence}" for sentence in meeting_gaps(meeting)]
    return gaps


def translation_gaps(item: NewsItem) -> list[str]:
    """Return a sentence for each language in which the release has no public text."""
    others = {other.language: other for other in item.translations}
    gaps = []
    for code in LANGUAGES:
        if code == item.language:
            continue
        language = LANGUAGE_NAMES[code]
        if code not in others:
            gaps.append(_("There is no text in this language yet: %(language)s.") % {"language": language})
        elif not others[code].is_public:
            gaps.append(
                _("The text in %(language)s is not public: %(state)s.")
                % {"language": language, "state": status_of(others[code]).label}
            )
    return gaps


def photo_gaps(item: NewsItem) -> list[str]:
    """Return a sentence if photos of *item* have no description in its language."""
    count = Photo.objects.filter(news_links__item=item, **{f"alt_{item.language}": ""}).count()
    if not count:
        return []
    text = ngettext(
        "%(count)d photo has no description for those who do not see it (%(language)s).",
        "%(count)d photos have no description for those who do not see them (%(language)s).",
        count,
    )
    return [text % {"count": count, "language": LANGUAGE_NAMES[item.language]}]


def meeting_gaps(meeting: Meeting) -> list[str]:
    """Return what readers of the page of *meeting* will miss."""
    gaps = [
        _("no title in this language: %(language)s") % {"language": LANGUAGE_NAMES[code]}
        for code, name in zip(LANGUAGES, label_columns("title"), strict=True)
        if not getattr(meeting, name)
    ]
    if meeting.place_id is None:
        gaps.append(_("no place"))
    people = Person.objects.filter(Q(participations__meeting=meeting), is_public=False).distinct()
    if people:
        names = listed((person.name for person in people[: MOST_NAMES + 1]), MOST_NAMES)
        gaps.append(
            _("these people have no public page, their names are no links: %(names)s") % {"names": names}
        )
    return gaps
