"""Texts in forms, without the signs that nobody sees."""

from django import forms
from django_prose_editor.fields import ProseEditorFormField

from ipacis.core.text.signs import tidied


def tidy_texts(form: forms.BaseForm) -> None:
    """Drop the signs that nobody sees from the texts of *form*, which is cleaned; a required one may then be empty."""
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if not isinstance(value, str) or isinstance(field, ProseEditorFormField):
            continue
        text = form.cleaned_data[name] = tidied(value)
        if field.required and not text:
            form.add_error(name, field.error_messages["required"])
