"""Every add form of the admin answers empty and wrong fields with form errors and never with a server error."""

import pytest
from django import forms
from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.test import Client, RequestFactory
from django.urls import reverse

from tests import factories as make
from tests.admin_pages import fields
from tests.uploads import make_document, make_photo, pdf, picture

pytestmark = pytest.mark.django_db

#: Values that a typing error, another program or an attacker may put into any field.
WRONG = [
    "", " ", "x", "-1", "0", "9" * 40, "1e400", "NaN", "2023-02-30", "30.11.2023", "0001-01-01", "9999-12-31",
    "0226-11-26", "25:61", "null", "[]", "<b>", "../..", "\u202e\ufeff\u00ad", "\x00", "a\x00b", "\ufffd\ufffe",
    "ё" * 3_000, "9" * 5_000,
]  # fmt: skip
#: {field class: accepted value}; a class that is missing has the value of its base class.
RIGHT = {
    forms.ImageField: picture,
    forms.FileField: pdf,
    forms.DateField: "2023-11-30",
    forms.TimeField: "10:00",
    forms.BooleanField: "on",
    forms.IntegerField: "1",
    forms.URLField: "https://www.example.org/",
    forms.EmailField: "editor@example.org",
    forms.CharField: "Text",
}
#: {field name: accepted value}, for fields whose class is not enough.
RIGHT_BY_NAME = {
    "password1": "correct-horse-battery-41",
    "password2": "correct-horse-battery-41",
    "time_zone": "Europe/Minsk",
    "wikidata_id": "Q1",
    "classification": "parliament",  # it may have a country
    "status": "held",  # the form asks about a planned meeting of the past
    "has_left": "",  # the last day of the office is given as well
}


def addable():
    """Return the model of every add form, by its label."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    models = [model for model, admin in site._registry.items() if admin.has_add_permission(request)]
    return sorted(models, key=lambda model: model._meta.label)


@pytest.fixture
def client():
    """The client of an administrator, on a site with a row of every model that forms refer to."""
    body = make.organization()
    person = make.person()
    make.membership(person, make.post(organization=body))
    meeting = make.meeting(people=[person], topics=[make.topic()], place=make.place(), event=make.event())
    make.news(meetings=[meeting])
    make_photo(), make_document()
    Group.objects.create(name="Editors")
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    return client


def right(name, field):
    """Return {control: value} of an accepted value of *field*, which has *name* in the form."""
    own_name = name.rpartition("-")[2]  # in an inline, it has a prefix
    if own_name in RIGHT_BY_NAME:
        return {name: RIGHT_BY_NAME[own_name]}
    if isinstance(field, forms.SplitDateTimeField):
        return {f"{name}_0": "2023-11-30", f"{name}_1": "10:00"}
    if isinstance(field, forms.ModelMultipleChoiceField):
        return {name: [str(row.pk) for row in field.queryset[:1]]}
    if isinstance(field, forms.ModelChoiceField):
        return {name: str(field.queryset.first().pk)}
    if isinstance(field, forms.ChoiceField):
        return {name: str(next(value for value, _label in field.choices if value))}
    value = next(RIGHT[kind] for kind in type(field).__mro__ if kind in RIGHT)
    return {name: value() if callable(value) else value}


def filled(response):
    """Return {control: value} of the add form in *response*, filled in, with a row in every inline."""
    data = {}
    for name, field in response.context["adminform"].form.fields.items():
        data |= right(name, field)
    for inline in response.context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        data[f"{prefix}-TOTAL_FORMS"] = "1"
        for name, field in inline.formset.empty_form.fields.items():
            if name not in {"id", "DELETE", inline.formset.fk.name}:
                data |= right(f"{prefix}-0-{name}", field)
    return data


@pytest.mark.parametrize("model", addable(), ids=lambda model: model._meta.label)
def test_no_value_in_an_add_form_is_a_server_error(client, model):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    response = client.get(address)
    begin, good = fields(response), filled(response)
    controls = [name for name in good if not name.endswith("_FORMS")]

    def send(**changes):
        answer = client.post(address, {**begin, **good, **changes})
        assert answer.status_code in {200, 302}, changes

    for value in WRONG:
        send(**dict.fromkeys(controls, value))
    for number, control in enumerate(controls):
        send(**{control: ""})
        send(**{control: WRONG[number % len(WRONG)]})


def test_every_kind_of_field_has_a_value_that_is_taken(client):
    """Check that the accepted values are accepted, or the test above would never save a row."""
    saved = []
    for model in addable():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        response = client.get(address)
        answer = client.post(address, {**fields(response), **filled(response)})
        saved.append((model._meta.label, answer.status_code))
    assert saved == [(model._meta.label, 302) for model in addable()]
