"""Texts that the browser keeps while an editor types, and offers again after a mishap.

The scripts in ``house-admin/`` keep the fields of a form in the browser (IndexedDB). To bring them back, they post them with
FILL: the form is then shown with these values, and nothing is saved or validated. After a save, the cookie SAVED tells the
browser which kept texts to delete.
"""

import hashlib

from django import forms
from django.conf import settings
from django.db.models import Model
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ipacis.core.accounts.open_forms import WINDOW

#: The posted field that asks to show the form with the posted values.
FILL = "_fill"
#: The posted field with the identifier of the kept text.
DRAFT = "_draft"
#: The cookie with the identifiers of saved texts, separated by dots. The browser deletes it.
SAVED = "desk_saved"
#: The most identifiers in the cookie.
MOST_SAVED = 20


def desk_words() -> dict[str, str]:
    """Return the texts of the scripts in the language of the page, and the path of the desk."""
    return {
        "home": reverse("admin:index"),
        "offer": _("This browser keeps a text that you typed on %s and did not save."),
        "differs": _("What differs from this page"),
        "take": _("Put it into the form"),
        "drop": _("Delete it"),
        "kept": _("Kept in this browser, not saved:"),
        "notKept": _("This browser keeps no text: save often."),
        "files": _("Files are not kept. Choose again:"),
        "noAnswer": _("The site does not answer. Your text is kept in this browser: save again in a moment."),
        "signedOut": _(
            "You have been signed out. Your text is kept in this browser, and is here again after you sign in."
        ),
        "signIn": _("Sign in"),
        "added": _("What you sent was saved, although the answer was lost."),
        "open": _("Open it"),
        "signOut": _("This browser keeps texts that are not saved. Signing out deletes them:"),
    }


def draft_of(request: HttpRequest) -> str:
    """Return the identifier of the kept text that *request* posts, "" if it has none."""
    draft = request.POST.get(DRAFT, "")
    return draft if WINDOW.fullmatch(draft) else ""


def digest_of(request: HttpRequest) -> str:
    """Return a digest of the values that *request* posts, without tokens, buttons and control fields."""
    values = [(name, texts) for name, texts in request.POST.lists() if not name.startswith(("_", "csrf"))]
    return hashlib.blake2b(repr(sorted(values)).encode(), digest_size=16).hexdigest()


def tell_saved(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser delete the kept text that *request* saved."""
    saved = [one for one in request.COOKIES.get(SAVED, "").split(".") if WINDOW.fullmatch(one)]
    response.set_cookie(
        SAVED,
        ".".join([*saved[1 - MOST_SAVED :], draft_of(request)]),
        max_age=7 * 24 * 3600,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def kept_form(request: HttpRequest, model: type[Model], obj: Model | None, key: str) -> dict[str, str]:
    """Return the data attributes of the form of *obj*, or of a new row, for the scripts.

    *key* is the key of an OpenForm, "" for a form that several editors may use at once.
    """
    return {
        "user": str(request.user.pk),
        "kind": model._meta.label_lower,
        "key": key,
        "asks": reverse("admin:open_forms"),
        "login": reverse(settings.LOGIN_URL),
        # What the browser shows was typed and is not saved.
        "unsaved": "1" if request.method == "POST" else "",
        "new": "" if obj else "1",
    }


class Fillable:
    """Mixin of a form that can be shown with posted values without being validated."""

    #: Whether the posted values are only to be shown.
    is_filled = False

    def is_valid(self):
        return not self.is_filled and super().is_valid()

    def full_clean(self):
        if not self.is_filled:
            super().full_clean()
            return
        self._errors = ErrorDict()
        self.cleaned_data = {}


class FillableFormSet(forms.BaseInlineFormSet):
    """A formset that can be shown with posted values without being validated."""

    is_filled = False

    def is_valid(self):
        return not self.is_filled and super().is_valid()

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.is_filled = self.is_filled
        return form

    def full_clean(self):
        if not self.is_filled:
            super().full_clean()
            return
        self._errors = [{} for _form in self.forms]
        self._non_form_errors = ErrorList()
