from django.urls import URLPattern, path
from django.views.generic import RedirectView

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.formats import ATOM, CALENDAR, CSV, JSON, RSS
from ipacis.core.web import converters  # noqa: F401 - registers yyyy and dd

from . import cards, indexes, views
from .formats import calendars, feeds, tables
from .formats.opml import opml
from .lists import CorrectionList, MeetingList, NewsList, PairList
from .lists import views as lists
from .search.page import search
from .search.suggest import suggest

#: The last parts of the paths of a list: for all items, and for those of a year, a month and a day.
DAYS = ["", "<yyyy:year>/", "<yyyy:year>/<dd:month>/", "<yyyy:year>/<dd:month>/<dd:day>/"]
PAIR = "people/<slug:first>/with/<slug:second>/"
#: {format: view function that answers with a list in this format}
ANSWERS = {
    RSS: feeds.rss,
    ATOM: feeds.atom,
    JSON: feeds.json_document,
    CSV: tables.table,
    CALENDAR: calendars.subscription,
}


def formats(root: str, list_class: type[ItemList], days: list[str] = DAYS) -> list[URLPattern]:
    """Return the URL patterns of the formats of a list whose addresses begin with *root*."""
    return [
        path(f"{root}{part}{format.name}", lists.list_in_format, {"list_class": list_class, "answer": answer})
        for part in days
        for format, answer in ANSWERS.items()
        if format in list_class.formats
    ]


urlpatterns = [
    *(path(f"news/{days}", lists.news_list, name="news") for days in DAYS),
    *(path(f"meetings/{days}", lists.meeting_list, name="meetings") for days in DAYS),
    *formats("news/", NewsList),
    *formats("meetings/", MeetingList),
    path("news/<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/", views.newsitem_detail, name="newsitem"),
    path("meetings/<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/", views.meeting_detail, name="meeting"),
    path(f"meetings/{DAYS[-1]}<slug:slug>/{CALENDAR.name}", views.meeting_calendar, name="meeting_calendar"),
    path("corrections/", lists.correction_list, name="corrections"),
    *formats("corrections/", CorrectionList, days=[""]),
    path(PAIR, lists.pair, name="pair"),
    *(
        path(f"{PAIR}{format.name}", lists.pair, {"answer": ANSWERS[format], "format": format})
        for format in PairList.formats
    ),
    path("search/", search, name="search"),
    path("search/suggest.json", suggest, name="search-suggest"),
    path("topics/", views.TopicList.as_view(), name="topics"),
    path("topics/<slug:slug>/", views.TopicDetail.as_view(), name="topic"),
    path("cards/<slug:name>.jpg", cards.page_card, name="page-card"),
    path("cards/pair/<int:first>-<int:second>.jpg", cards.pair_card, name="pair-card"),
    path("cards/<slug:kind>/<int:number>.jpg", cards.card, name="card"),
    path("subscribe.opml", opml, name="opml"),
    *(
        path(
            format.name,
            RedirectView.as_view(url=f"news/{format.name}", permanent=True),
            name=f"usual-{format.name}",
        )
        for format in (RSS, ATOM, JSON)
    ),
    path("calendar/", indexes.calendar, name="calendar"),
    path("data/who-met-whom/", indexes.who_met_whom, name="who-met-whom"),
    path("documents/", indexes.document_list, name="documents"),
    path("events/", indexes.event_list, name="events"),
    path("places/", indexes.place_list, name="places"),
    path("events/<slug:slug>/", views.EventDetail.as_view(), name="event"),
    path("places/<slug:slug>/", views.PlaceDetail.as_view(), name="place"),
]
