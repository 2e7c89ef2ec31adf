"""WebSub (W3C Recommendation of 23 January 2018): a hub learns which feeds have something new, and tells subscribers.

Only the feeds of whole lists name the hub: it would have to be told of each feed of a person or a topic separately.
"""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.core.cache import cache
from django.http import QueryDict
from django.utils.translation import override

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.formats import FEEDS
from ipacis.core.lists.pages import Order
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.web.absolute import absolute
from news.lists import CorrectionList, MeetingList, NewsList

#: The lists whose feeds name the hub.
LISTS: tuple[type[ItemList], ...] = (NewsList, MeetingList, CorrectionList)
#: Seconds to wait for the hub.
PATIENCE = 10


class HubError(Exception):
    """The hub does not answer, or refuses a feed. Its text says which feed and why."""


class Topic(NamedTuple):
    """A feed that names the hub: its absolute address, and the moment of its newest item; 0 without items."""

    url: str
    moment: int

    @property
    def cache_key(self) -> str:
        return f"websub:{self.url}"


def topics() -> Iterator[Topic]:
    """Yield the Topics of all lists in all languages and formats."""
    for language in LANGUAGES:
        with override(language):
            for list_class in LISTS:
                item_list = list_class(QueryDict())
                newest = item_list.everything().in_order(Order.MOMENT).cursors(1)
                moment = newest[0].place if newest else 0
                for format in FEEDS:
                    yield Topic(absolute(item_list.format_url(format)), moment)


def publish_news(hub: str) -> list[str]:
    """Tell *hub* of the feeds whose newest item it has not been told of; return their addresses.

    Raises HubError after the others have been told if it did not take one of them.
    """
    told, errors = [], []
    for topic in topics():
        if cache.get(topic.cache_key) == topic.moment:
            continue
        try:
            publish(hub, topic.url)
        except OSError as error:
            errors.append(f"{topic.url}: {error}")
            continue
        cache.set(topic.cache_key, topic.moment, timeout=None)
        told.append(topic.url)
    if errors:
        raise HubError("\n".join(errors))
    return told


def publish(hub: str, url: str) -> None:
    """Tell *hub* that the feed at *url* has something new. Raises OSError if it does not answer or refuses."""
    data = urlencode({"hub.mode": "publish", "hub.url": url}).encode()
    request = Request(hub, data=data, headers={"User-Agent": "ipacis"})  # noqa: S310 - the scheme is checked at start-up
    with urlopen(request, timeout=PATIENCE):  # noqa: S310
        pass
