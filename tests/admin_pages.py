"""Functions that use the admin as a browser does: they fill in and send forms and read messages."""

import json
from html.parser import HTMLParser

from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


class Fields(HTMLParser):
    """A parser that collects the values a browser would send from the form whose id ends in ``_form``."""

    def __init__(self):
        super().__init__()
        self.data, self.inside, self.select, self.text, self.folded = {}, False, None, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name", "")
        if tag == "form":
            self.inside = attrs.get("id", "").endswith("_form")
        if not self.inside or "__prefix__" in name:
            return
        if tag == "input" and name and attrs.get("type") not in {"submit", "file"}:
            if attrs.get("type") not in {"checkbox", "radio"} or "checked" in attrs:
                self.data[name] = attrs.get("value", "on" if attrs.get("type") == "checkbox" else "")
        elif tag == "textarea":
            self.text, self.data[name] = name, ""
        elif tag == "select":
            self.select = name, "multiple" in attrs
            if "multiple" in attrs:
                self.data[name] = []
        elif tag == "script" and attrs.get("id", "").endswith("-data"):
            self.folded = attrs["id"].removesuffix("-data")
        elif tag == "option" and self.select:
            name, multiple = self.select
            if multiple and "selected" in attrs:
                self.data[name].append(attrs["value"])
            elif not multiple and ("selected" in attrs or name not in self.data):
                self.data[name] = attrs["value"]

    def handle_data(self, data):
        if self.folded:
            self.unfold(json.loads(data)["rows"])
        if self.text:
            self.data[self.text] += data.removeprefix("\n") if not self.data[self.text] else data

    def unfold(self, rows):
        """Fill in the fields of folded rows as the script of the list does when an editor opens them."""
        for number, values in rows.items():
            names = {name: f"{self.folded}-{number}-{name}" for name in [*values, "opened"]}
            opened = json.loads(self.data[names["opened"]])
            self.data[names["opened"]] = json.dumps({**values, **opened})
            self.data.update({names[name]: value for name, value in values.items() if value})
            for name, value in values.items():
                if not value and not name.endswith("_stated"):
                    self.data[names[name]] = value
        self.folded = None

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = None


def page(model, name, *args):
    """Return the address of a page of the admin for *model*."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def change(obj):
    return page(obj, "change", obj.pk)


def fields(response):
    """Return the values that a browser would send from the admin form in *response*."""
    parser = Fields()
    text = response.content.decode()
    parser.feed(text)
    if 'name="correction_kind"' in text:
        parser.data.setdefault("correction_kind", "minor")  # required by the form
    return parser.data


def count_queries(client, addresses):
    """Return {name: number of queries of the second request} for *addresses* ({name: address})."""
    counted = {}
    for name, address in addresses.items():
        assert client.get(address).status_code == 200, address
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counted[name] = len(asked)
    return counted


def save(client, address, **changes):
    """Open the form at *address*, make *changes* (``-`` in names of controls is written ``__``), and send it."""
    data = fields(client.get(address))
    data.update({name.replace("__", "-"): value for name, value in changes.items()})
    return client.post(address, data)


def step(client, obj, name, **data):
    """Take the step *name* of the workflow on its page, for which the form of *obj* has a button."""
    return client.post(page(obj, "step", obj.pk, name), data)


def add_row(data, prefix, **values):
    """Add a row to the inline *prefix* of the form *data*."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    data.update({f"{prefix}-{number}-{name}": value for name, value in values.items()})


def messages(response):
    """Return the (level, text) of the messages for the editor that *response* leaves in the session."""
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


def errors(response):
    """Return all errors of the form that *response* shows again."""
    return [
        text
        for group in response.context["errors"]
        for text in ([group] if isinstance(group, str) else group)
    ]


def act(client, model, action, rows, **data):
    """Run *action* on *rows* in the list of *model*."""
    selected = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(page(model, "changelist"), {**selected, **data})
