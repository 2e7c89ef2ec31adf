"""The sentences of the desk with the names of models, in Russian with their cases."""

import json
import re

import pytest
from django.contrib import admin
from django.utils.translation import override, pgettext

from ipacis.core.admin import HouseAdmin
from news.models import Meeting, NewsItem
from people.models import Person
from tests import factories as make
from tests.admin_pages import change, fields, messages, page, save
from tests.roles import account, client_of

pytestmark = pytest.mark.django_db

RUSSIAN = {"accept-language": "ru"}


def heading(client, address):
    text = client.get(address, headers=RUSSIAN).content.decode()
    return re.search(r"<h1>(.*?)</h1>", text)[1]


def test_every_model_of_the_desk_has_an_accusative_in_russian():
    admins = [one for one in admin.site._registry.values() if isinstance(one, HouseAdmin)]
    names = {one.opts.verbose_name_raw for one in admins}
    names |= {inline.model._meta.verbose_name_raw for one in admins for inline in one.inlines}
    with override("ru"):
        assert {name for name in names if pgettext("accusative", name) == name} == set()


def test_titles_and_buttons_name_the_object_of_the_verb(admin_client):
    meeting = make.meeting("Talks")
    assert heading(admin_client, page(Meeting, "add")) == "Добавить встречу"
    assert heading(admin_client, change(meeting)) == "Изменить встречу"
    assert heading(admin_client, page(Person, "add")) == "Добавить человека"
    assert heading(admin_client, page(Person, "recoverlist")) == "Восстановить удалённое"
    listed = admin_client.get(page(NewsItem, "changelist"), headers=RUSSIAN).content.decode()
    assert "Добавить новость" in listed and "Восстановить удалённое" in listed
    shown = admin_client.get(change(meeting), headers=RUSSIAN)
    [inline] = shown.context["inline_admin_formsets"]
    with override("ru"):
        assert json.loads(inline.inline_formset_data())["options"]["addText"] == "Добавить участника"


def test_who_may_only_look_is_not_told_to_change():
    meeting = make.meeting("Talks")
    assert heading(client_of(account("Author")), change(meeting)) == "Встреча"


def test_messages_agree_with_every_name(admin_client):
    place = make.place("Hall")
    data = fields(admin_client.get(change(place), headers=RUSSIAN))
    answer = admin_client.post(change(place), {**data, "name_ru": "Зал"}, headers=RUSSIAN)
    text = messages(answer)[0][1]
    assert re.sub(r"<.*?>", "", text).startswith("Сохранено: Место «") or "Сохранено: место «" in text


def test_english_is_as_before(admin_client):
    meeting = make.meeting("Talks")
    text = admin_client.get(change(meeting)).content.decode()
    assert "<h1>Change meeting</h1>" in text
    assert "Add participant" in text.replace("&quot;", '"')
    answer = save(admin_client, change(meeting), title_ru="Встреча")
    assert messages(answer)[0][1].endswith("was changed successfully.")
