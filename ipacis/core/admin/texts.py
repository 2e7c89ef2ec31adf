"""Texts in forms, without the signs that nobody sees."""

from django import forms
from django_prose_editor.fields import ProseEditorFormField

from ipacis.core.text.signs import tidied


def tidy_texts(form: forms.BaseForm) -> None:
    """Drop the signs that nobody sees from the texts of *form*, which is cleaned; a required one may then be empty."""
    for name, value in list(form.cleaned_data.items()):
        field = form.fields.get(name)
        if not isinstance(value, str) or isinstance(field, ProseEditorFormField) or tidied(value) == value:
            continue
        form.cleaned_data[name] = tidied(value)
        if field.required and not form.cleaned_data[name]:
            form.add_error(name, field.error_messages["required"])
