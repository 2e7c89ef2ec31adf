"""Serving of uploads: a file is public while a public row uses it.

Only editors get the files of drafts and withdrawn rows, and files that were replaced. Only the application knows which
files are public, so a web server in front of it must not serve the folder.
"""

import os
import posixpath
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models import Model, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from ipacis.core.admin.previews import shows_file
from ipacis.core.files.uploads import original_names
from ipacis.core.record.publication import public
from ipacis.core.web.sharing import share
from news.models import Document, Photo
from people.models import Person

from .views import not_found

#: {file suffix: media type} of the files that browsers display. Browsers download all others.
TYPES = {
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".pdf": "application/pdf",
}
#: Seconds for which caches may keep a public file. Its content never changes, but its row may be withdrawn, so caches
#: must ask again after a day.
MAX_AGE = 24 * 60 * 60
PRIVATE = "private, no-store"


@dataclass(frozen=True)
class UploadField:
    """A file field: the rows of *model* have the names of files in *folder* in their *column*.

    ``public_rows`` returns the rows that readers can see. A user with one of the permissions *rights* may see
    the files of all rows.
    """

    folder: str
    model: type[Model]
    column: str
    public_rows: Callable[[], QuerySet]
    rights: tuple[str, ...]

    def has(self, path: str) -> bool:
        """Say whether the file at *path* belongs to this field: it is in its folder, or a rendition of a picture."""
        if not original_names(path):
            return path.startswith(f"{self.folder}/")
        rows = self.model.objects.all()
        return self.is_used(rows, path) or self.is_used_in_dated_folder(rows, path)

    def is_used(self, rows: QuerySet, path: str) -> bool:
        """Say whether one of *rows* uses the file at *path*, or the picture of which it is a rendition."""
        names = [f"{self.folder}/{name}" for name in original_names(path)] or [path]
        return (
            names[0].startswith(f"{self.folder}/") and rows.filter(**{f"{self.column}__in": names}).exists()
        )

    def is_used_in_dated_folder(self, rows: QuerySet, path: str) -> bool:
        """Say whether one of *rows* uses the picture whose rendition is at *path*, in a folder for its year or month.

        Earlier versions of the site stored uploads in such folders. No index helps to find a path by its end, so this
        is slower than ``is_used``.
        """
        names = Q()
        for name in original_names(path):
            names |= Q(**{f"{self.column}__endswith": f"/{name}"})
        return (
            bool(names) and rows.filter(names, **{f"{self.column}__startswith": f"{self.folder}/2"}).exists()
        )

    def may_be_seen_by(self, user: AbstractUser | AnonymousUser) -> bool:
        return any(map(user.has_perm, self.rights))


def public_photos() -> QuerySet:
    return Photo.objects.filter(public(prefix="news_links__item__"))


UPLOAD_FIELDS = [
    UploadField(
        "photos",
        Photo,
        "image",
        public_photos,
        ("news.view_photo", "news.change_photo", "news.change_newsitem"),
    ),
    UploadField(
        "portraits", Person, "portrait", Person.objects.public, ("people.view_person", "people.change_person")
    ),
    UploadField(
        "documents",
        Document,
        "file",
        Document.search_public,
        ("news.view_document", "news.change_document", "news.change_newsitem", "news.change_meeting"),
    ),
]


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the upload at *path* to everybody if it is public, else to those who may see it; 404 for all others."""
    if path != posixpath.normpath(path):
        return not_visible(request)  # "documents/../portraits/…" would be checked as a document
    # The slow lookup runs only if the quick one finds nothing in any field.
    is_public = any(field.is_used(field.public_rows(), path) for field in UPLOAD_FIELDS) or any(
        field.is_used_in_dated_folder(field.public_rows(), path) for field in UPLOAD_FIELDS
    )
    if not is_public and not may_see_hidden(request, path):
        return not_visible(request)
    try:
        response = file_response(path)
    except (OSError, ValueError, SuspiciousFileOperation):
        return not_visible(request)
    if is_public:
        response["Cache-Control"] = f"public, max-age={MAX_AGE}"
        share(response)  # feed readers on other origins display the pictures of feed items
    else:
        response["Cache-Control"] = PRIVATE
    return response


def may_see_hidden(request: HttpRequest, path: str) -> bool:
    """Say whether *request* gets a file that is not public: an editor, or a colleague with a link to a preview."""
    if any(field.may_be_seen_by(request.user) for field in UPLOAD_FIELDS if field.has(path)):
        return True
    return "shared" in request.GET and shows_file(request.GET["shared"], path)


def file_response(path: str) -> FileResponse:
    """Return a response with the stored file at *path*. Raises the errors of the storage if there is none."""
    media_type = TYPES.get(os.path.splitext(path)[1].lower())
    file = default_storage.open(path)
    response = FileResponse(file, as_attachment=media_type is None, filename=os.path.basename(path))
    response["Content-Type"] = media_type or "application/octet-stream"
    response["Last-Modified"] = http_date(default_storage.get_modified_time(path).timestamp())
    return response


def not_visible(request: HttpRequest) -> HttpResponse:
    """Answer 404, which caches must not store, because an editor gets the file at the same address."""
    response = not_found(request)
    response["Cache-Control"] = PRIVATE
    return response
