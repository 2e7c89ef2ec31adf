"""Labels: short texts with a database column for each language, and their fallback to another language."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, gettext, override
from translated_fields import TranslatedField

#: The codes of the site's languages, in the order in which a missing text falls back to another language.
LANGUAGES: list[str] = [code for code, _name in settings.LANGUAGES]

#: {code: name} of the site's languages.
LANGUAGE_NAMES = dict(settings.LANGUAGES)


class Label(str):
    """A text with its language (code), so that a page can mark a text in another language with ``lang=``."""

    __slots__ = ("language",)

    def __new__(cls, text: str, language: str) -> "Label":
        label = super().__new__(cls, text)
        label.language = language
        return label


def current_language() -> str:
    """Return the code of the active language if the site has it, else the site's first language."""
    return site_language(get_language())


@lru_cache(maxsize=100)
def site_language(code: str | None) -> str:
    """Return the language of the site that *code*, such as "en-gb", means; the site's first language for others."""
    language = (code or "").partition("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def pick(texts: Mapping[str, str | None], language: str | None = None) -> Label:
    """Return the text of *texts* ({language: text}) in *language*, else in the first language that has one.

    *language* is the active language by default. The Label is empty if there is no text.
    """
    language = language or current_language()
    for code in (language, *LANGUAGES):
        if texts.get(code):
            return Label(texts[code], code)
    return Label("", language)


def first_label(row: models.Model, name: str) -> str:
    """Return the text of the translated field *name* of *row* in the first language that has one, else ""."""
    return next((text for code in LANGUAGES if (text := getattr(row, f"{name}_{code}"))), "")


def label_texts(row: models.Model, name: str) -> dict[str, str]:
    """Return {language: text} of the translated field *name* of *row*."""
    return {code: getattr(row, f"{name}_{code}") for code in LANGUAGES}


def in_each_language(text: Callable[[], str]) -> dict[str, str]:
    """Return {language: what *text* returns while this language is active}."""
    found = {}
    for code in LANGUAGES:
        with override(code):
            found[code] = text()
    return found


def with_fallback(name: str, field: TranslatedField) -> Callable[[models.Model], Label]:
    """Return the getter of the translated field *name* (``attrgetter`` of django-translated-fields)."""

    columns = [(code, f"{name}_{code}") for code in LANGUAGES if code in field.languages]
    # {language: the columns, that of the language first}
    in_order = {code: sorted(columns, key=lambda pair: pair[0] != code) for code in LANGUAGES}

    def getter(instance: models.Model) -> Label:
        # As ``pick``, but this runs some hundred times for a page.
        language = current_language()
        for code, column in in_order[language]:
            if text := getattr(instance, column):
                return Label(text, code)
        return Label("", language)

    return getter


def field_label(field: models.Field) -> str:
    """Return the verbose name of *field*, with the language of a column of a translated field: "title (English)"."""
    code = column_language(field)
    if not code:
        return str(field.verbose_name)
    return gettext("%(field)s (%(language)s)") % {
        "field": field.verbose_name,
        "language": LANGUAGE_NAMES[code],
    }


def column_language(field: models.Field) -> str:
    """Return the language of *field* if it is a column of a translated field, else ""."""
    return getattr(field, "_translated_field_language_code", "")


#: A field with a column for each language. The attribute without a language returns a Label.
Translated = partial(TranslatedField, attrgetter=with_fallback)


def label_field(verbose_name: str, max_length: int = 300, **kwargs: Any) -> TranslatedField:
    """Return a text field with a column for each language, any of which may be empty."""
    return Translated(models.CharField(verbose_name, max_length=max_length, blank=True, **kwargs))


def has_label(name: str) -> models.Q:
    """Return the condition that the translated field *name* has a text in at least one language."""
    condition = models.Q()
    for code in LANGUAGES:
        condition |= ~models.Q(**{f"{name}_{code}": ""})
    return condition


def label_columns(name: str) -> list[str]:
    """Return the names of the columns of the translated field *name*: ["name_en", "name_ru"]."""
    return [f"{name}_{code}" for code in LANGUAGES]


def listed(names: Iterable[str], most: int) -> str:
    """Return *names* separated by semicolons, with "…" in place of those after the first *most*.

    >>> listed("abc", 3), listed("abcd", 3)
    ('a; b; c', 'a; b; c; …')
    """
    names = list(names)
    return "; ".join([*names[:most], *(["…"] if len(names) > most else [])])
