from django.urls import path

from ipacis.core import converters  # noqa: F401 - registers yyyy and dd

from . import views
from .search.page import search

DAYS = ["", "<yyyy:year>/", "<yyyy:year>/<dd:month>/", "<yyyy:year>/<dd:month>/<dd:day>/"]

urlpatterns = [
    *(path(f"news/{days}", views.news_list, name="news") for days in DAYS),
    *(path(f"meetings/{days}", views.meeting_list, name="meetings") for days in DAYS),
    path("news/<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/", views.newsitem_detail, name="newsitem"),
    path("meetings/<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/", views.meeting_detail, name="meeting"),
    path("people/<slug:first>/with/<slug:second>/", views.pair, name="pair"),
    path("search/", search, name="search"),
    path("topics/", views.TopicList.as_view(), name="topics"),
    path("topics/<slug:slug>/", views.TopicDetail.as_view(), name="topic"),
    path("events/<slug:slug>/", views.EventDetail.as_view(), name="event"),
    path("places/<slug:slug>/", views.PlaceDetail.as_view(), name="place"),
]
