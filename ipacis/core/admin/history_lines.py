"""The lines of the history: what an editor did, as data, which is put into words in the language of the reader.

A line is one of these, and a revision and a LogEntry have a list of them as JSON:

- {"added": {}}, {"changed": {"fields": [names]}}: the row itself;
- {"added" | "changed" | "deleted": {"kind": label of the model, "row": {language: name}, "fields": [names]}}: a row of it;
- {"state": state, "publish_at": moment in the form of ISO 8601 or ""}: a step of its publication, with the "remark" of a
  colleague if it was returned;
- {"merged": names}, {"unmerged": names}, {"restored": moment}: what the pages of the desk do;
- {"why": text}: the reason that the editor gave.
"""

import datetime
import json
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ipacis.core.record.policy import has_field
from ipacis.core.record.publication import State
from ipacis.core.text.labels import field_label, in_each_language
from ipacis.core.text.moments import moment_text

Line = dict[str, Any]


def lines_of_save(form: forms.ModelForm, formsets: list[forms.BaseInlineFormSet], is_new: bool) -> list[Line]:
    """Return the lines of a save of *form* and its *formsets*."""
    lines: list[Line] = []
    if is_new:
        lines.append({"added": {}})
    elif names := [name for name in form.changed_data if has_field(type(form.instance), name)]:
        lines.append({"changed": {"fields": names}})
    for formset in formsets:
        lines += [{"added": row_facts(row)} for row in formset.new_objects]
        lines += [{"changed": row_facts(row, names)} for row, names in formset.changed_objects]
        lines += [{"deleted": row_facts(row)} for row in formset.deleted_objects]
    return lines


def row_facts(row: Model, names: list[str] | None = None) -> dict[str, Any]:
    facts = {"kind": row._meta.label_lower, "row": in_each_language(lambda: str(row))}
    return facts if names is None else {**facts, "fields": names}


def read_lines(text: str) -> list[Line]:
    """Return the lines in the comment *text* of a revision. A text that is not JSON is one line: a sentence."""
    try:
        lines = json.loads(text)
    except ValueError:
        lines = None
    if isinstance(lines, list) and all(isinstance(line, dict) for line in lines):
        return lines
    return [{"sentence": text}] if text else []


def why_of(lines: list[Line]) -> str:
    """Return the reason that the editor gave, "" for none."""
    return next((line["why"] for line in lines if isinstance(line.get("why"), str)), "")


def in_words(lines: list[Line], model: type[Model]) -> list[str]:
    """Return the sentences of *lines* about a row of *model*, without the reason."""
    return [sentence for line in lines if (sentence := line_in_words(line, model))]


def line_in_words(line: Line, model: type[Model]) -> str:
    """Return the sentence of *line*, "" for a line that has none or that a later version of the site wrote."""
    for event, words in (("added", _("Added")), ("changed", _("Changed")), ("deleted", _("Deleted"))):
        if event in line and isinstance(line[event], dict):
            return row_in_words(words, line[event], model)
    if "state" in line:
        return state_in_words(line)
    if "merged" in line:
        return _("Merged into it: %(names)s.") % {"names": line["merged"]}
    if "unmerged" in line:
        return _("A merge was undone: %(names)s.") % {"names": line["unmerged"]}
    if "restored" in line:
        return _("Restored the version of %(moment)s.") % {"moment": stored_moment(line["restored"])}
    return str(line.get("sentence", ""))


def row_in_words(event: str, facts: dict[str, Any], model: type[Model]) -> str:
    """Return what happened to the row itself, or to one of its rows."""
    if "name" in facts:  # a line that Django wrote: {"name": verbose name, "object": text}
        return str(
            LogEntry(change_message=json.dumps([{"changed": {"fields": [], **facts}}])).get_change_message()
        )
    owner, about = model, ""
    if "kind" in facts:
        owner = model_of(facts["kind"]) or model
        row = facts.get("row", {})
        name = row.get(get_language()) or next(iter(row.values()), "") if isinstance(row, dict) else row
        about = _("%(kind)s “%(row)s”") % {"kind": owner._meta.verbose_name, "row": name}
    fields = ", ".join(labels(owner, facts.get("fields", [])))
    if about and fields:
        return f"{event}: {about} ({fields})."
    return f"{event}: {about or fields}." if about or fields else f"{event}."


def labels(model: type[Model], names: list[str]) -> list[str]:
    """Return the labels of the fields *names* of *model*; a name that is no field is returned as it is."""
    return [
        field_label(model._meta.get_field(name)) if has_field(model, name) else str(name) for name in names
    ]


def state_in_words(line: Line) -> str:
    state = dict(State.choices).get(line["state"], line["state"])
    moment = line.get("publish_at")
    if line["state"] == State.PUBLISHED and moment:
        return _("State: %(state)s (%(moment)s).") % {"state": state, "moment": stored_moment(moment)}
    if remark := line.get("remark"):
        return _("Returned with a remark: %(remark)s") % {"remark": remark}
    return _("State: %(state)s.") % {"state": state}


def stored_moment(text: str) -> str:
    """Return the moment *text*, which is in the form of ISO 8601, in words; any other text as it is."""
    try:
        return moment_text(datetime.datetime.fromisoformat(text))
    except ValueError:
        return text


def model_of(label: str) -> type[Model] | None:
    """Return the model with *label*, such as "news.meeting", None if there is none."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None
