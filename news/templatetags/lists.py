"""What a list prints many times on one page: a tag takes less time than an included template."""

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipacis.core.lists.facets import Facet, FacetValue
from ipacis.core.lists.tally import PeriodCount
from ipacis.core.templatetags.site import link, tr
from news.models import Meeting, NewsItem

register = template.Library()

#: So many participants of a meeting are named in a list, and so many topics of a release.
NAMED, TOPICS = 6, 3
#: What is said of a meeting that was not simply held: the class of the mark, and its words.
FLAGS = {
    Meeting.Status.CANCELLED: ("flag", gettext_lazy("Cancelled")),
    Meeting.Status.PLANNED: ("flag flag--next", gettext_lazy("Planned")),
}


@register.simple_tag
def names_of(meeting: Meeting) -> SafeString:
    """Print the names of the first participants of *meeting*, and how many more there are."""
    participations = list(meeting.participations.all())
    names = format_html_join(", ", "{}", ((tr(row.shown_name),) for row in participations[:NAMED]))
    more = len(participations) - NAMED
    return format_html("{} {}", names, _("and %(n)s more") % {"n": more}) if more > 0 else names


@register.simple_tag
def facts_of(meeting: Meeting, page_of: str = "") -> SafeString:
    """Print status, kind, place and occasion of *meeting*, without the one ("place", "event") that the page is about."""
    facts = [capfirst(meeting.get_kind_display())]
    if meeting.place and page_of != "place":
        facts.append(tr(meeting.place.name))
    if meeting.event and page_of != "event":
        facts.append(occasion(meeting))
    line = format_html_join(" · ", "{}", ((fact,) for fact in facts))
    if meeting.status not in FLAGS:
        return line
    return format_html('<b class="{}">{}</b> {}', *FLAGS[meeting.status], line)


def occasion(meeting: Meeting) -> SafeString:
    """Return the event of *meeting* as a link, with how the meeting stands to it: "in the run-up to …"."""
    if not meeting.event_relation:
        return link(meeting.event, meeting.event.name)
    words = {
        "relation": meeting.get_event_relation_display(),
        "url": meeting.event.get_absolute_url(),
        "name": tr(meeting.event.name),
    }
    escaped = {name: conditional_escape(value) for name, value in words.items()}
    return SafeString(_('%(relation)s <a href="%(url)s">%(name)s</a>') % escaped)


@register.simple_tag
def topics_of(item: NewsItem) -> SafeString:
    """Print the first topics of a release as links."""
    return format_html_join(" · ", "{}", ((link(row, row.label),) for row in item.all_topics[:TOPICS]))


@register.simple_tag(takes_context=True)
def facet_values(context: Context, facet: Facet, values: list[FacetValue]) -> SafeString:
    """Print *values* of *facet*: links from the whole list, from a narrowed one buttons of the form "narrow"."""
    if context["item_list"].is_narrowed:
        markup = (
            '<button type="submit" class="as-link" form="narrow" name="{name}" value="{raw}">{text}</button>'
        )
    else:
        markup = '<a href="{url}">{text}</a>'
    item = f'<li>{markup} <span class="n">{{count}}</span></li>'
    return SafeString(
        "\n".join(
            format_html(
                item,
                name=facet.parameter,
                raw=value.raw,
                url=value.url,
                text=tr(value.text),
                count=value.count,
            )
            for value in values
        )
    )


@register.simple_tag(takes_context=True)
def period(context: Context, row: PeriodCount, words: str) -> SafeString:
    """Print a year or a month of the list with its number: a button of the form "narrow" where conditions are kept."""
    item_list = context["item_list"]
    current = SafeString(' aria-current="true"' if row.current else "")
    if item_list.filter:
        markup = '<button type="submit" class="as-link" form="narrow" formaction="{}"{}>{}</button>'
    else:
        markup = '<a href="{}"{}>{}</a>'
    text = format_html(markup, row.path, current, words)
    return text if row.count is None else format_html('{} <span class="n">{}</span>', text, row.count)
