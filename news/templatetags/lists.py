"""Template tags for markup that lists repeat many times. A tag is faster than an included template."""

from collections.abc import Iterable
from textwrap import shorten
from typing import NamedTuple

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipacis.core.lists.base import PeriodCount
from ipacis.core.lists.facets import Facet, FacetValue
from ipacis.core.templatetags.site import day, days, link, tr
from ipacis.core.text.labels import current_language
from news.models import Meeting, NewsItem, Participation, Photo
from news.models.participations import graded
from people.models import Person

from .pages import picture

register = template.Library()

#: A value of a facet with more characters is cut after two lines.
LONG = 48
#: The most participants of a meeting, and the most topics of a release, that a list prints by name.
NAMED, TOPICS = 6, 3
#: The most others of a meeting that the page of a person prints with their offices.
MET = 3


class Flag(NamedTuple):
    """A mark before the facts of a meeting: its CSS class and its words."""

    css_class: str
    words: str | Promise


#: {status for readers: the mark of a meeting that was not held for certain}
FLAGS = {
    Meeting.Status.CANCELLED: Flag("flag", gettext_lazy("Cancelled")),
    Meeting.Status.PLANNED: Flag("flag flag--next", gettext_lazy("Planned")),
    Meeting.UNCONFIRMED: Flag("flag", gettext_lazy("Was planned")),
}


#: The markup of a line of a list. *level* is the level of its heading.
LINE = """
<article class="line{variant}">
  <p class="line__date">{date}</p>{photo}
  <div class="line__body">
    <h{level} class="line__title">{title}</h{level}>{text}
    <p class="line__facts">{facts}</p>
  </div>
</article>
"""
#: The most characters of a lead in a line, which is cut at a word.
LONGEST_LEAD = 160
#: The width of the photo of a line, for the attribute ``sizes``.
PHOTO_SIZES = "(min-width: 44rem) 9rem, 6rem"


@register.simple_tag
def news_line(item: NewsItem, level: int = 2) -> SafeString:
    """Print a line of a list of news. *item* has ``all_topics`` and ``photo``."""
    lead = shorten(item.lead, LONGEST_LEAD, placeholder=" …") if item.lead else ""
    return format_html(
        LINE,
        date=release_day(item),
        level=level,
        title=link(item, item.headline),
        text=format_html('\n    <p class="line__lead">{}</p>', lead) if lead else "",
        facts=topics_of(item),
        **photo_of(item, item.photo),
    )


def photo_of(thing: NewsItem | Meeting, photo: Photo | None) -> dict[str, str]:
    """Return the parts of a line for *photo* of *thing*: its markup, and the variant of the line."""
    if photo is None:
        return {"photo": "", "variant": ""}
    # The title leads to the same page, so that the photo needs neither a name nor a place in the order of the keys.
    markup = '\n  <a class="line__photo" href="{}" tabindex="-1" aria-hidden="true">{}</a>'
    shown = picture(photo, "lead", PHOTO_SIZES, described=False)
    return {"photo": format_html(markup, thing.get_absolute_url(), shown), "variant": " line--photo"}


@register.simple_tag
def meeting_line(
    meeting: Meeting, level: int = 2, person: Person | None = None, page_of: str = ""
) -> SafeString:
    """Print a line of a list of meetings. In a list about a *person*, it has the offices of all as printed.

    *page_of* is "place" or "event" on the page of a place or event, which is then left out.
    """
    if person:
        text = offices_of(meeting, person) + others_of(meeting, person)
    else:
        text = format_html('\n    <p class="line__people">{}</p>', names_of(meeting))
    reports = getattr(meeting, "reports_in_lines", [])
    facts = facts_of(meeting, page_of)
    if reports:
        facts += format_html('<span class="line__reports">{} {}</span>', _("Reported in:"), links_to(reports))
    return format_html(
        LINE,
        date=meeting_days(meeting),
        level=level,
        title=link(meeting, meeting.title),
        text=text,
        facts=facts,
        **photo_of(meeting, next((item.photo for item in reports if item.photo), None)),
    )


def links_to(items: Iterable[NewsItem]) -> SafeString:
    """Return the headlines of *items* as links."""
    return SafeString(", ".join(link(item, item.headline) for item in items))


def offices_of(meeting: Meeting, person: Person) -> SafeString:
    """Return the office of *person* at *meeting* as printed."""
    own = (row for row in meeting.participations.all() if row.person_id == person.pk and row.office_printed)
    return format_html_join(
        "",
        '\n    <p class="line__office"><span class="aside">{}</span> {}</p>',
        ((_("Office then:"), tr(row.office_printed)) for row in own),
    )


def others_of(meeting: Meeting, person: Person) -> SafeString:
    """Return the first participants of *meeting* besides *person* with their offices, and the number of the rest."""
    others = [row for row in meeting.participations.all() if row.person_id != person.pk]
    rows = format_html_join(
        "", "<li>{}{}</li>", ((graded_name(row), office_after(row)) for row in others[:MET])
    )
    if len(others) > MET:
        rows += format_html("<li>{}</li>", _("and %(n)s more") % {"n": len(others) - MET})
    return format_html('\n    <ul class="line__others">{}</ul>', rows) if others else SafeString("")


def office_after(row: Participation) -> SafeString | str:
    """Return the office of a participant as printed, to stand after the name; "" if the name is the office."""
    if not row.office_printed or row.office_printed == row.shown_name:
        return ""
    return format_html('<span class="line__their">, {}</span>', tr(row.office_printed))


def names_of(meeting: Meeting) -> SafeString:
    """Return the names of the first participants of *meeting*, and the number of the others.

    Those whose presence no source states are marked.
    """
    participations = list(meeting.participations.all())
    names = format_html_join(
        ", ",
        "{}",
        ((graded_name(row),) for row in participations[:NAMED]),
    )
    more = len(participations) - NAMED
    return format_html("{} {}", names, _("and %(n)s more") % {"n": more}) if more > 0 else names


def graded_name(row: Participation) -> SafeString:
    """Return the name of a participant, as a link if the person is public, marked as inferred unless a source states
    the presence.
    """
    is_linked = row.person_id and row.person.is_public
    name = link(row.person, row.shown_name) if is_linked else conditional_escape(tr(row.shown_name))
    return graded_markup(name, row.presence_stated)


@register.simple_tag
def release_day(item: NewsItem) -> SafeString:
    """Print the date of *item*, and after it that it is inferred if no source states it."""
    if item.date_stated:
        return day(item.date)
    return format_html('{} <span class="aside">({})</span>', day(item.date), _("date inferred"))


@register.simple_tag
def meeting_days(meeting: Meeting) -> SafeString:
    """Print the days of *meeting*, and below them that they are inferred if no source states them."""
    if meeting.date_stated:
        return days(meeting)
    return format_html('{} <span class="aside">({})</span>', days(meeting), _("date inferred"))


@register.simple_tag
def facts_of(meeting: Meeting, page_of: str = "") -> SafeString:
    """Print the status, kind, place and event of *meeting*, except what the page is of."""
    facts = [capfirst(meeting.get_kind_display())]
    if meeting.place_id and page_of != "place":
        facts.append(graded_markup(tr(meeting.place_name), meeting.place_stated))
    if meeting.event_id and page_of != "event":
        facts.append(graded_markup(occasion(meeting), meeting.event_stated))
    markup = format_html_join(" · ", "{}", ((fact,) for fact in facts))
    if meeting.shown_status not in FLAGS:
        return markup
    return format_html('<b class="{}">{}</b> {}', *FLAGS[meeting.shown_status], markup)


def graded_markup(text: str, is_stated: bool) -> SafeString:
    """Return *text* as markup, marked as inferred unless a source states it."""
    return SafeString(graded(conditional_escape(text), is_stated))


def occasion(meeting: Meeting) -> SafeString:
    """Return the event of *meeting* as a link, after its relation to the meeting, such as "in the run-up to"."""
    if not meeting.event_relation:
        return link(meeting.event, meeting.event_name)
    words = {
        "relation": meeting.get_event_relation_display(),
        "url": meeting.event.get_absolute_url(),
        "name": tr(meeting.event_name),
    }
    escaped = {name: conditional_escape(value) for name, value in words.items()}
    return SafeString(_('%(relation)s <a href="%(url)s">%(name)s</a>') % escaped)


@register.simple_tag
def topics_of(item: NewsItem) -> SafeString:
    """Print the first topics of a release as links."""
    return SafeString(" · ".join(link(row, row.label) for row in item.all_topics[:TOPICS]))


@register.simple_tag(takes_context=True)
def facet_values(context: Context, facet: Facet, values: list[FacetValue]) -> SafeString:
    """Print *values* of *facet*: as links in the whole list, as buttons of the form "narrow" in a narrowed one."""
    choice = facet_button if context["item_list"].is_narrowed else facet_link
    language = current_language()
    return SafeString(
        "\n".join(
            f"<li>{choice(facet, value, facet_words(value, language))}"
            f' <span class="n">{value.count}</span></li>'
            for value in values
        )
    )


def facet_words(value: FacetValue, language: str) -> SafeString:
    """Return the words of *value*: the short form, with the full one on hover, if there is one."""
    if value.short:
        return format_html('<abbr title="{}">{}</abbr>', value.text, value.short)
    if len(value.text) > LONG:
        return format_html('<span class="clamped" title="{}">{}</span>', value.text, tr(value.text, language))
    return conditional_escape(tr(value.text, language))


def facet_link(_facet: Facet, value: FacetValue, text: SafeString) -> str:
    """Return the link to the list with *value*."""
    return f'<a href="{escape(value.url)}">{text}</a>'


def facet_button(facet: Facet, value: FacetValue, text: SafeString) -> str:
    """Return the button of the form "narrow" for *value* of *facet*."""
    return (
        f'<button type="submit" class="as-link" form="narrow" name="{facet.parameter}"'
        f' value="{escape(value.raw)}">{text}</button>'
    )


@register.simple_tag(takes_context=True)
def period(context: Context, row: PeriodCount, words: str) -> SafeString:
    """Print *words* as the link to a year or month of the list, with its number of items.

    If the list has conditions, it is a button of the form "narrow", which keeps them.
    """
    item_list = context["item_list"]
    path, current = escape(row.path), ' aria-current="true"' if row.current else ""
    if item_list.filter:
        tag, attributes = "button", f'type="submit" class="as-link" form="narrow" formaction="{path}"'
    else:
        tag, attributes = "a", f'href="{path}"'
    text = f"<{tag} {attributes}{current}>{conditional_escape(words)}</{tag}>"
    return SafeString(text if row.count is None else f'{text} <span class="n">{row.count}</span>')
