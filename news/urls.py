from django.urls import path

from ipacis.core import converters  # noqa: F401 - registers yyyy and dd

from . import calendars, exports, feeds, views
from .alternates import ATOM, CALENDAR, CSV, JSON, RSS
from .archive import MeetingArchive, NewsArchive, PairArchive
from .correction_log import CorrectionArchive
from .search.page import search

DAYS = ["", "<yyyy:year>/", "<yyyy:year>/<dd:month>/", "<yyyy:year>/<dd:month>/<dd:day>/"]
PAIR = "people/<slug:first>/with/<slug:second>/"
ANSWERS = {
    RSS: feeds.rss,
    ATOM: feeds.atom,
    JSON: feeds.json_document,
    CSV: exports.table,
    CALENDAR: calendars.subscription,
}


def forms(root, archive_class, days=DAYS):
    """Return the addresses of every form of the lists under *root*."""
    return [
        path(
            f"{root}{part}{form.name}", views.archive_form, {"archive_class": archive_class, "answer": answer}
        )
        for part in days
        for form, answer in ANSWERS.items()
        if form in archive_class.forms
    ]


urlpatterns = [
    *(path(f"news/{days}", views.news_list, name="news") for days in DAYS),
    *(path(f"meetings/{days}", views.meeting_list, name="meetings") for days in DAYS),
    *forms("news/", NewsArchive),
    *forms("meetings/", MeetingArchive),
    path("news/<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/", views.newsitem_detail, name="newsitem"),
    path("meetings/<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/", views.meeting_detail, name="meeting"),
    path(f"meetings/{DAYS[-1]}<slug:slug>/{CALENDAR.name}", views.meeting_calendar, name="meeting_calendar"),
    path("corrections/", views.correction_list, name="corrections"),
    *forms("corrections/", CorrectionArchive, days=[""]),
    path(PAIR, views.pair, name="pair"),
    *(
        path(f"{PAIR}{form.name}", views.pair, {"answer": ANSWERS[form], "form": form})
        for form in PairArchive.forms
    ),
    path("search/", search, name="search"),
    path("topics/", views.TopicList.as_view(), name="topics"),
    path("topics/<slug:slug>/", views.TopicDetail.as_view(), name="topic"),
    path("events/<slug:slug>/", views.EventDetail.as_view(), name="event"),
    path("places/<slug:slug>/", views.PlaceDetail.as_view(), name="place"),
]
