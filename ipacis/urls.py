"""The URL configuration."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from news.models import Meeting, NewsItem
from people.models import Person

from . import media, popolo, sitemaps, views
from .core.accounts.adapter import desk_login
from .core.admin.previews import shared_preview
from .core.web.schemas import schema

admin.site.login = desk_login(admin.site.login)

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemaps/<slug:name>-<int:part>.xml", sitemaps.section, name="sitemap"),
    path("sitemap-languages.xml", sitemaps.index, {"view": "language-sitemap"}, name="language-sitemaps"),
    path(
        "sitemaps/languages/<slug:name>-<int:part>.xml",
        sitemaps.section,
        {"languages": True},
        name="language-sitemap",
    ),
    path("news-sitemap.xml", sitemaps.fresh_news, name="news-sitemap"),
    path("popolo.json", popolo.answer, name="popolo"),
    path("data/schemas/<str:name>", schema, name="schema"),
    *(path(name, views.usual_feed, {"format": format}) for name, format in views.USUAL_FEEDS.items()),
    path("r/<int:number>/", views.short, {"rows": NewsItem.objects.published}, name="short-text"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("shared/<str:token>/", shared_preview, name="shared"),
    path("i18n/", include("django.conf.urls.i18n")),
    re_path(r"^media/(?P<path>.*)$", media.media, name="media"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("site.webmanifest", views.manifest, name="manifest"),
        path("press/", views.press, name="press"),
        path("privacy/", views.Privacy.as_view(), name="privacy"),
        path("about/", views.About.as_view(), name="about"),
        path("data/", views.data, name="data"),
        path("subscribe/", views.Subscribe.as_view(), name="subscribe"),
        path("r/<int:number>/", views.short_release, name="short-release"),
        path("m/<int:number>/", views.short, {"rows": Meeting.objects.published}, name="short-meeting"),
        path("p/<int:number>/", views.short, {"rows": Person.objects.public}, name="short-person"),
        path("", include("news.urls")),
        path("", include("people.urls")),
    ),
]

handler400 = "ipacis.views.bad_request"
handler404 = "ipacis.views.not_found"
handler429 = "ipacis.views.too_many_requests"  # a setting of allauth and not of Django
handler500 = "ipacis.views.server_error"
