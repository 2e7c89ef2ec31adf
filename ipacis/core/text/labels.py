"""Labels in every language of the site, with the language that a fallback came from."""

from functools import partial

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from translated_fields import TranslatedField

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class Label(str):
    """A text that knows its language, so that a page can mark what fell back with ``lang=``."""

    __slots__ = ("language",)

    def __new__(cls, text, language):
        label = super().__new__(cls, text)
        label.language = language
        return label


def current_language():
    """Return the active language if the site has it, else the site's first one."""
    active = (get_language() or "").split("-")[0]
    return active if active in LANGUAGES else LANGUAGES[0]


def pick(texts, language=None):
    """Return the Label of *texts* (language → text) in *language*, else in the first language that has one."""
    language = language or current_language()
    for code in (language, *LANGUAGES):
        if texts.get(code):
            return Label(texts[code], code)
    return Label("", language)


def first_label(row, name: str) -> str:
    """Return the text of the translated field *name* of *row* in the first language that has one, else ""."""
    return next((text for code in LANGUAGES if (text := getattr(row, f"{name}_{code}"))), "")


def with_fallback(name, field):
    """Return the getter that django-translated-fields asks for."""

    def getter(instance):
        return pick({code: getattr(instance, f"{name}_{code}") for code in field.languages})

    return getter


Translated = partial(TranslatedField, attrgetter=with_fallback)


def label_field(verbose_name, max_length=300, **kwargs):
    """Return a short text with a column per language, any of which may be empty."""
    return Translated(models.CharField(verbose_name, max_length=max_length, blank=True, **kwargs))


def has_label(name):
    """Return the condition that *name* is filled in at least one language."""
    condition = models.Q()
    for code in LANGUAGES:
        condition |= ~models.Q(**{f"{name}_{code}": ""})
    return condition


def label_columns(name):
    """Return the columns behind the translated field *name*."""
    return [f"{name}_{code}" for code in LANGUAGES]
