"""What stood in a release or meeting before a correction and what stands now, field by field, in words.

The words are stored with the correction in every language, so that it reads the same whatever gets another name later.
"""

import datetime
import re
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext, override

from ipacis.core.record.corrections import Correctable
from ipacis.core.record.policy import guarded_names, link_accessor, policies
from ipacis.core.record.printed import without_copies
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.text.richtext import RichTextField, plain

from .models import Participation

#: {name in the log: {language: the lines of its value}}
Words = dict[str, dict[str, list[str]]]
#: The most characters of what is stored of a value.
LONGEST = 600
#: The end of a sentence or a line.
SENTENCES = re.compile(r"(?<=[.!?…»”])\s+|\n+")


def words_of(thing: Correctable) -> Words:
    """Return the stored values of the guarded fields of *thing*, a Meeting or a NewsItem, in words of every language."""
    model = type(thing)
    stored = model._base_manager.get(pk=thing.pk)
    fields = [model._meta.get_field(name) for name in guarded_names(model)]
    related = {field: related_rows(stored, field) for field in relations(model)}
    found = {}
    for code in LANGUAGES:
        with override(code):
            for field in fields:
                key = policies(model)[field.name].logged_as or field.name
                lines = map(line_of, related[field]) if field in related else lines_of(stored, field)
                found.setdefault(key, {})[code] = list(lines)
    return found


def related_rows(thing: Correctable, field: models.Field) -> list[models.Model]:
    """Return the rows to which the relation *field* leads from *thing*, with what ``line_of`` reads."""
    accessor = link_accessor(type(thing), field.name)
    rows = getattr(thing, accessor).all()
    if accessor != field.name:
        return list(rows.select_related(field.m2m_reverse_field_name()))
    return list(rows.select_related("person", "delegation") if rows.model is Participation else rows)


def lines_of(thing: Correctable, field: models.Field) -> list[str]:
    """Return the value of *field* of *thing* in the active language: a line for each sentence of a long text."""
    value = getattr(thing, field.name)
    if value in (None, ""):
        return []
    if isinstance(field, models.TextField):
        return SENTENCES.split(plain(value) if isinstance(field, RichTextField) else value)
    return [in_words(thing, field, value)]


def line_of(row: models.Model) -> str:
    """Return a related row in the active language; a participant with all that is printed."""
    return row.in_detail() if isinstance(row, Participation) else str(row)


def in_words(thing: models.Model, field: models.Field, value: Any) -> str:
    """Return the *value* of *field* of *thing* in the active language."""
    if field.choices:
        return str(getattr(thing, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime.date):
        return date_format(value)
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return str(getattr(value, "name", value))


def differences(
    model: type[Correctable], before: Words, after: Words, conceal: bool = False
) -> list[dict[str, Any]]:
    """Return what differs between two Words of a row of *model*, in the order of its fields.

    A difference is {"name": name in the log, "before": {language: text}, "after": {language: text}}. If *conceal* is
    true, what stood before is left out.
    """
    changed = without_copies(model, (name for name in after if before.get(name) != after[name]))
    rows = {policies(model)[field.name].logged_as or field.name for field in relations(model)}
    found = []
    for name in after:
        if name in changed:
            old, new = only_in(before[name], after[name]), only_in(after[name], before[name])
            if not any((*old.values(), *new.values())):  # the order alone has changed
                old, new = before[name], after[name]
            old, new = (joined(lines, "; " if name in rows else " ") for lines in (old, new))
            found.append({"name": name, "before": {} if conceal else old, "after": new})
    return found


def relations(model: type[Correctable]) -> list[models.Field]:
    """Return the guarded relations of *model* to several rows."""
    fields = [model._meta.get_field(name) for name in guarded_names(model)]
    return [field for field in fields if field.one_to_many or field.many_to_many]


def only_in(these: dict[str, list[str]], others: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return {language: the lines of *these* that are not among *others*}."""
    return {code: [line for line in lines if line not in others[code]] for code, lines in these.items()}


def joined(lines: dict[str, list[str]], separator: str) -> dict[str, str]:
    """Return {language: *lines* as one text of at most LONGEST characters}."""
    return {code: Truncator(separator.join(some)).chars(LONGEST) for code, some in lines.items()}
