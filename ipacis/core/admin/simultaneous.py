"""Forms that two editors have open at the same time.

A form knows the values that its editor saw on opening it, those that are stored now and those that the editor sent.
A field that only one of the two changed gets that value. A field that both changed is a conflict: the form shows the
three values, and the editor chooses.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext as _
from reversion.models import Version

from ipacis.core.text.moments import moment_text
from ipacis.core.text.word_differences import shortened, word_differences

from .form_values import Value, digest, in_words, posted_value, put, value_of
from .keeping import Fillable
from .row_versions import newest_version

#: The sides between which an editor chooses.
MINE, THEIRS = "mine", "theirs"
#: The name of the choice about the removal of a row.
REMOVAL = "DELETE"


class LastSave(NamedTuple):
    """The name of the editor who saved a row last, and the moment in words."""

    editor: str
    moment: str


class Conflict(NamedTuple):
    """The three Values of a field that two editors changed: when opened, of the other editor, of the editor."""

    opened: Value
    theirs: Value
    mine: Value


@dataclass
class Rebase:
    """What two editors changed in a form: the names of the fields ``taken`` from the other editor, and ``conflicts``."""

    taken: list[str] = field(default_factory=list)
    conflicts: dict[str, Conflict] = field(default_factory=dict)


class RebasedForm(Fillable, forms.ModelForm):
    """A form of a stored row that merges what another editor has saved since it was opened.

    ``rebase`` runs before the form is validated. It writes the values of the other editor into ``data``.
    """

    #: The Values of the fields when the editor opened the page, as JSON: {name of a field: Value}.
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    #: Returns the LastSave of the row or of its owner.
    last_save: Callable[[], LastSave]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened"] = self.shown_json

    @cached_property
    def content_names(self) -> list[str]:
        """The names of the fields that hold the content of the row."""
        options = self.instance._meta
        columns = {
            column.name for column in (*options.fields, *options.many_to_many) if not column.primary_key
        }
        return [name for name in self.fields if name in columns and not self.fields[name].disabled]

    def stored_values(self) -> dict[str, Value]:
        """Return {name: Value} of the fields as they are stored now."""
        return {name: value_of(self.fields[name], self[name].initial) for name in self.content_names}

    def shown_json(self) -> str:
        return json.dumps(self.stored_values(), ensure_ascii=False)

    def opened_values_sent(self) -> dict[str, Value]:
        """Return the Values that the editor saw, {} if the hidden field is missing or damaged."""
        return read_values(self.data.get(self.add_prefix("opened"), ""))

    @cached_property
    def rebase(self) -> Rebase:
        """The Rebase of the posted data. Reading it writes the values of the other editor into ``data``."""
        if self.is_filled or not (self.is_bound and self.instance.pk and "opened" in self.fields):
            return Rebase()
        opened, stored = self.opened_values_sent(), self.stored_values()
        differing = [name for name in stored if opened.get(name) != stored[name]]
        if not differing:
            return Rebase()
        self.data = changeable(self.data)
        found, seen = Rebase(), {**opened, **stored}
        for name in differing:
            conflict = self.rebase_field(name, opened.get(name), stored[name], found)
            if conflict:
                found.conflicts[name] = conflict
                seen[name] = opened.get(name)
        self.data[self.add_prefix("opened")] = json.dumps(seen, ensure_ascii=False)
        return found

    def rebase_field(self, name: str, opened: Value | None, stored: Value, found: Rebase) -> Conflict | None:
        """Write what the field *name* is to hold into ``data``; return the Conflict if the editor must choose.

        *opened* is None if it is not known what the editor saw.
        """
        form_field, key = self.fields[name], self.add_prefix(name)
        sent = posted_value(form_field, self.data, self.files, key)
        if sent == stored:
            return None
        if sent is None or sent == opened:
            found.taken.append(name)
            put(self.data, form_field.widget, key, self[name].initial)
            return None
        if isinstance(stored, list) and isinstance(opened, list) and isinstance(sent, list):
            found.taken.append(name)
            put(self.data, form_field.widget, key, merged(opened, stored, sent))
            return None
        choice = chosen(self.data, self.add_prefix(choice_name(name)), stored)
        if choice == THEIRS:
            found.taken.append(name)
            put(self.data, form_field.widget, key, self[name].initial)
        return None if choice else Conflict(opened or "", stored, sent)

    @cached_property
    def changed_data(self):
        self.rebase  # noqa: B018 - what only the other editor changed is no change of this editor
        return super().changed_data

    def full_clean(self):
        self.rebase  # noqa: B018 - the data that are validated hold the values of the other editor
        super().full_clean()

    def add_conflicts(self) -> None:
        """Add an error with the three values to each field in which the editor must choose."""
        for name, conflict in self.rebase.conflicts.items():
            self.add_error(name, self.conflict_block(name, conflict))

    def conflict_block(self, name: str, conflict: Conflict) -> SafeString:
        """Return the HTML that shows *conflict* and asks for a choice."""
        words = [in_words(self.fields[name], value) for value in conflict]
        opened, theirs, mine = words
        return choice_block(
            self.add_prefix(choice_name(name)),
            conflict.theirs,
            last=self.last_save(),
            opened=opened,
            theirs=shortened(word_differences(opened, theirs)),
            mine=shortened(word_differences(opened, mine)),
            keeps=_("Keep mine, as in the field below"),
            takes=_("Take what is stored now"),
            is_file=isinstance(self.fields[name], forms.FileField),
        )

    def labels_of(self, names: list[str]) -> list[str]:
        return [str(self.fields[name].label or self[name].label) for name in names]


def read_values(text: str) -> dict[str, Value]:
    """Return the Values in the JSON *text* of a hidden field, without what cannot be one; {} if it is damaged."""
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(values, dict):
        return {}
    return {name: value for name, value in values.items() if is_value(value)}


def is_value(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def last_save(thing: Model) -> LastSave:
    """Return the LastSave of *thing*. A program that saved it has no name."""
    newest = newest_version(thing)
    return in_short(newest) if newest else LastSave(_("Somebody"), moment_text(now()))


def newest_save(model: type[Model], key: str, seen: int) -> LastSave | None:
    """Return the LastSave of the row *key* of *model*, None if there is no version after that with the key *seen*."""
    versions = Version.objects.get_for_object_reference(model, key).filter(pk__gt=seen)
    newest = versions.select_related("revision__user").first()
    return newest and in_short(newest)


def in_short(version: Version) -> LastSave:
    user = version.revision.user
    return LastSave(
        name_of_editor(user) if user else _("Somebody"), moment_text(version.revision.date_created)
    )


def name_of_editor(user: Any) -> str:
    """Return the name of the account *user* for colleagues."""
    return user.get_full_name() or user.get_username()


def tell_of_merge(request: HttpRequest, form: RebasedForm, formsets: list) -> None:
    """Tell the editor what another editor has changed since the form was opened and stays as the other one saved it."""
    taken = [
        *form.labels_of(form.rebase.taken),
        *(words for formset in formsets for words in formset.taken()),
    ]
    if not taken:
        return
    saved = last_save(form.instance)
    text = _(
        "%(user)s saved this on %(time)s, after you had opened it. What you did not touch stays as it was saved "
        "then: %(names)s."
    )
    messages.info(request, text % {"user": saved.editor, "time": saved.moment, "names": "; ".join(taken)})


def changeable(data: QueryDict) -> QueryDict:
    """Return *data*, or a copy if it must not be changed. The rows of a formset share one."""
    return data if getattr(data, "_mutable", True) else data.copy()


def merged(opened: list[str], stored: list[str], sent: list[str]) -> list[str]:
    """Return what is *stored* with the additions and removals that lead from *opened* to *sent*.

    >>> merged(["1", "2"], ["1", "2", "3"], ["2", "4"])
    ['2', '3', '4']
    """
    added, removed = set(sent) - set(opened), set(opened) - set(sent)
    return sorted((set(stored) | added) - removed)


def choice_name(name: str) -> str:
    """Return the name of the control with which the editor chooses a side of the field *name*."""
    return f"choice-{name}"


def chosen(data: QueryDict, key: str, stored: Value) -> str:
    """Return MINE or THEIRS if the editor chose after having seen *stored*, "" if not."""
    side, _colon, seen = data.get(key, "").partition(":")
    return side if side in {MINE, THEIRS} and seen == digest(stored) else ""


def choice_block(key: str, stored: Value, **context) -> SafeString:
    """Return the HTML of a choice between two sides; the value of the control *key* says which state was *stored*."""
    options = {f"{side}_value": f"{side}:{digest(stored)}" for side in (MINE, THEIRS)}
    return render_to_string("admin/_conflict.html", {"key": key, **options, **context})
