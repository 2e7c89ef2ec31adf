"""Uploads as readers get them: a file is public while something public shows it.

So the files of drafts, of what was withdrawn and those that were replaced have no public address; who may edit
them sees them all the same. Only the site knows which is which, so no server in front may serve the folder.
"""

import os
import posixpath
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models import Model, QuerySet
from django.http import FileResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from ipacis.core.files.uploads import original_name
from ipacis.core.record.publication import public
from news.models import Document, Photo
from people.models import Person

from .views import not_found

TYPES = {
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".pdf": "application/pdf",
}
#: A file never changes under its name; but what shows it may be withdrawn, and caches should follow within a day.
MAX_AGE = 24 * 60 * 60
PRIVATE = "private, no-store"


@dataclass(frozen=True)
class Holder:
    """The rows that hold uploads in *column*, in files below *folder*.

    ``shown`` returns the rows that readers are shown; who has one of ``rights`` may see the files of all.
    """

    folder: str
    model: type[Model]
    column: str
    shown: Callable[[], QuerySet]
    rights: tuple[str, ...]

    def has(self, path):
        """Say whether the file at *path* is one of its kind: in its folder, or made of a picture that a row holds."""
        if not original_name(path):
            return path.startswith(f"{self.folder}/")
        rows = self.model.objects.all()
        return self.is_held(rows, path) or self.is_held_as_before(rows, path)

    def is_held(self, rows, path):
        """Say whether one of *rows* holds the file at *path*, or the picture that it was made of."""
        original = original_name(path)
        name = f"{self.folder}/{original}" if original else path
        return name.startswith(f"{self.folder}/") and rows.filter(**{self.column: name}).exists()

    def is_held_as_before(self, rows, path):
        """Say the same of renditions whose original an earlier version put into a folder for its year or month.

        No index finds it by its last part.
        """
        original = original_name(path)
        older = {f"{self.column}__startswith": f"{self.folder}/2", f"{self.column}__endswith": f"/{original}"}
        return original is not None and rows.filter(**older).exists()

    def may_be_seen_by(self, user):
        return any(map(user.has_perm, self.rights))


def shown_photos():
    return Photo.objects.filter(public(prefix="news_links__item__"))


HOLDERS = [
    Holder(
        "photos",
        Photo,
        "image",
        shown_photos,
        ("news.view_photo", "news.change_photo", "news.change_newsitem"),
    ),
    Holder(
        "portraits", Person, "portrait", Person.objects.public, ("people.view_person", "people.change_person")
    ),
    Holder(
        "documents",
        Document,
        "file",
        Document.search_public,
        ("news.view_document", "news.change_document", "news.change_newsitem", "news.change_meeting"),
    ),
]


@require_safe
def media(request, path):
    """Serve an upload that something public shows, and any to those who may edit what holds it; else 404."""
    if path != posixpath.normpath(path):
        return hidden(request)  # "documents/../portraits/…" is in no folder of documents
    is_shown = any(holder.is_held(holder.shown(), path) for holder in HOLDERS) or any(
        holder.is_held_as_before(holder.shown(), path) for holder in HOLDERS
    )
    if not is_shown and not any(
        holder.may_be_seen_by(request.user) for holder in HOLDERS if holder.has(path)
    ):
        return hidden(request)
    try:
        response = stored(path)
    except (OSError, ValueError, SuspiciousFileOperation):
        return hidden(request)
    if is_shown:
        response["Cache-Control"] = f"public, max-age={MAX_AGE}"
        # Feeds name these files: readers of feeds on other sites show them too.
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    else:
        response["Cache-Control"] = PRIVATE
    return response


def stored(path):
    """Return the answer with the file at *path*. Raises what the storage does where there is none."""
    kind = TYPES.get(os.path.splitext(path)[1].lower())
    file = default_storage.open(path)
    response = FileResponse(file, as_attachment=kind is None, filename=os.path.basename(path))
    response["Content-Type"] = kind or "application/octet-stream"
    response["Last-Modified"] = http_date(default_storage.get_modified_time(path).timestamp())
    return response


def hidden(request):
    response = not_found(request)
    response["Cache-Control"] = PRIVATE
    return response
