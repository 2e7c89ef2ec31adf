"""The views of the lists: their pages, and their answers in other formats."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import translate_url

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.formats import Format
from ipacis.core.lists.periods import Period
from ipacis.core.record import former
from ipacis.core.record.addresses import rows_once_at
from ipacis.core.text.labels import LANGUAGES
from news.charts.calendars import Calendar, calendar_of
from people.models import Person

from .corrections import CorrectionList
from .meetings import MeetingList
from .news import NewsList
from .pairs import PairList

#: A function that makes the answer: the page of the list, or the list in another format.
Answer = Callable[[HttpRequest, ItemList], HttpResponseBase]


def list_at(request: HttpRequest, list_class: type[ItemList], **days: int) -> ItemList:
    """Return the list of an address. *days* are the year, month and day of its period.

    Raises Http404 if there is no such day.
    """
    try:
        period = Period.parse(**days)
    except ValueError as error:
        raise Http404("no such day") from error
    return list_class(request.GET, period)


def list_in_format(
    request: HttpRequest, list_class: type[ItemList], answer: Answer, **days: int
) -> HttpResponseBase:
    """Answer with a list in another format, which *answer* makes."""
    return answer(request, list_at(request, list_class, **days))


def list_page(
    request: HttpRequest,
    list_class: type[ItemList],
    template: str,
    calendar_of: Callable[[ItemList], Calendar | None] = lambda item_list: None,
    **days: int,
) -> HttpResponse:
    """Answer with the page of a list, filtered by the conditions of the query string.

    *calendar_of* returns the calendar above the list.
    """
    item_list = list_at(request, list_class, **days)
    paged = item_list.filter.before or item_list.filter.after
    return render(
        request,
        template,
        {
            "item_list": item_list,
            "calendar": None if paged else calendar_of(item_list),
            "canonical_path": item_list.url(before=item_list.filter.before, after=item_list.filter.after),
            "noindex": bool(item_list.filter.errors or item_list.filter.conditions or paged),
            "alternates": in_every_language(item_list),
        },
    )


def in_every_language(item_list: ItemList) -> dict[str, str]:
    """Return {language: address} of the page of *item_list*.

    A later page begins at the same place: at the same meeting, or at a release of the same day.
    """
    url = item_list.url(before=item_list.filter.before, after=item_list.filter.after)
    return {code: translate_url(url, code) for code in LANGUAGES}


def meeting_list(request: HttpRequest, **days: int) -> HttpResponse:
    return list_page(request, MeetingList, "news/meeting_list.html", calendar_of, **days)


def news_list(request: HttpRequest, **days: int) -> HttpResponse:
    return list_page(request, NewsList, "news/newsitem_list.html", **days)


def correction_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, CorrectionList, "news/correction_list.html")


def pair_page(request: HttpRequest, item_list: PairList) -> HttpResponse:
    return render(
        request,
        "news/pair.html",
        {
            "item_list": item_list,
            "noindex": bool(item_list.filter),
            "alternates": in_every_language(item_list),
        },
    )


def pair(
    request: HttpRequest,
    first: str,
    second: str,
    answer: Answer = pair_page,
    format: Format | None = None,
) -> HttpResponseBase:
    """Answer with the meetings that two people, with the slugs *first* and *second*, both attended.

    *answer* makes the page, or the list in another *format*. The slugs are in alphabetical order; an address with the
    other order or with a former slug is redirected.
    """
    slugs = {first, second}
    rows = Person.objects.public()
    people = {person.slug: person for person in rows.filter(slug__in=slugs)}
    people |= rows_once_at(rows, slugs - people.keys()) if slugs - people.keys() else {}
    if unknown := slugs - people.keys():
        # If one of them was public once, the page of the pair answers 410, as the page of that person does.
        return former.answer_for(request, [Person(slug=slug).own_path() for slug in unknown])
    if people[first] == people[second]:
        return redirect(people[first], permanent=True)
    both = sorted([people[first], people[second]], key=lambda person: person.slug)
    item_list = PairList(request.GET, both)
    if [first, second] != [person.slug for person in both]:
        url = item_list.format_url(format) if format else item_list.url()
        return redirect(url, permanent=True)
    return answer(request, item_list)
