"""The addresses of all that is published, and a change of all names behind it."""

from django.test import Client

from ipacis.core.record.base import catch_up
from ipacis.core.text.labels import LANGUAGES, label_columns
from news.models import Event, Meeting, NewsItem, Place
from people.models import Membership, Organization, Person, Post

FILES = ("feed.rss", "feed.atom", "feed.json", "export.csv")


def addresses():
    """Return the addresses of all that is published: releases, meetings, feeds, tables and calendars."""
    pages = [item.get_absolute_url() for item in NewsItem.objects.published()]
    for meeting in Meeting.objects.published():
        for code in LANGUAGES:
            path = f"/{code}/{meeting.get_absolute_url().partition('/en/')[2]}"
            pages += [path, f"{path}calendar.ics"]
    for code in LANGUAGES:
        pages += [f"/{code}/{root}/{name}" for root in ("news", "meetings") for name in FILES]
        pages += [f"/{code}/meetings/calendar.ics"]
    return pages


def content_of(address):
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.getvalue() if answer.streaming else answer.content


def rename_everything():
    """Rename all people, organizations, posts, places and events, move countries, end offices."""
    for model, name in ((Organization, "name"), (Post, "label"), (Place, "name"), (Event, "name")):
        for row in model.objects.all():
            for column in label_columns(name):
                setattr(row, column, f"New {getattr(row, column)}")
            row.save()
    for place in Place.objects.all():
        place.country, place.city_en, place.city_ru = "MN", "New city", "Новый город"
        place.save()
    for body in Organization.objects.all():
        body.abbreviation_en = body.abbreviation_ru = "NEW"
        body.country = "" if body.is_international else "MN"
        body.save()
    for person in Person.objects.all():
        for column in label_columns("family_name"):
            setattr(person, column, f"New{getattr(person, column)}")
        person.country = "MN"
        person.save()
    Membership.objects.filter(start_date=None, end_date=None).update(has_left=True)
    catch_up(Membership.objects.all())
