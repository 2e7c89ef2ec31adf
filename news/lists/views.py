"""The pages of the lists, and their answers in other formats."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import translate_url

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.periods import Period
from ipacis.core.record import former
from ipacis.core.record.addresses import rows_once_at
from ipacis.core.text.labels import LANGUAGES
from people.models import Person

from .corrections import CorrectionList
from .meetings import MeetingList
from .news import NewsList
from .pairs import PairList


def list_at(request, list_class, **days) -> ItemList:
    """Return the list that an address asks for, in whatever format it is answered. Raises Http404."""
    try:
        period = Period.parse(**days)
    except ValueError as error:
        raise Http404("no such day") from error
    return list_class(request.GET, period)


def list_in_format(request, list_class, answer, **days):
    """Answer with a list in another format; *answer* makes it of (request, item_list)."""
    return answer(request, list_at(request, list_class, **days))


def list_page(request, list_class, template, **days):
    """Answer with the page of a list, under the conditions of the query string."""
    item_list = list_at(request, list_class, **days)
    paged = item_list.filter.before or item_list.filter.after
    return render(
        request,
        template,
        {
            "item_list": item_list,
            "canonical_path": item_list.url(before=item_list.filter.before, after=item_list.filter.after),
            "noindex": bool(item_list.filter.errors or item_list.filter.conditions or paged),
            "alternates": in_every_language(item_list),
        },
    )


def in_every_language(item_list) -> dict[str, str]:
    """Return {language: address} of the first page of *item_list*: the items, and so the pages, differ by language."""
    return {code: translate_url(item_list.url(), code) for code in LANGUAGES}


def meeting_list(request, **days):
    return list_page(request, MeetingList, "news/meeting_list.html", **days)


def news_list(request, **days):
    return list_page(request, NewsList, "news/newsitem_list.html", **days)


def correction_list(request):
    return list_page(request, CorrectionList, "news/correction_list.html")


def pair_page(request, item_list):
    return render(
        request,
        "news/pair.html",
        {
            "item_list": item_list,
            "noindex": bool(item_list.filter),
            "alternates": in_every_language(item_list),
        },
    )


def pair(request, first, second, answer=pair_page, format=None):
    """Answer who met whom: the meetings that two people both attended, in one canonical order of the two.

    *answer* makes the answer of (request, item_list): the page, or the list in another *format*.
    """
    slugs = {first, second}
    rows = Person.objects.public()
    people = {person.slug: person for person in rows.filter(slug__in=slugs)}
    people |= rows_once_at(rows, slugs - people.keys()) if slugs - people.keys() else {}
    if unknown := slugs - people.keys():
        # Of somebody who was public once the page of the pair answers as that person's own.
        return former.answer_for(request, [Person(slug=slug).own_path() for slug in unknown])
    if people[first] == people[second]:
        return redirect(people[first], permanent=True)
    both = sorted([people[first], people[second]], key=lambda person: person.slug)
    item_list = PairList(request.GET, both)
    if [first, second] != [person.slug for person in both]:
        url = item_list.format_url(format) if format else item_list.url()
        return redirect(url, permanent=True)
    return answer(request, item_list)
