"""Uploads: generated names, and errors of the file system.

A file is stored under a random name. Nobody can guess it, and it does not depend on the length and the alphabet of the
name that the editor gave the file.
"""

import contextlib
import errno
import os
import re
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.db.models import Model
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

#: The path of a rendition of django-imagefield: the name of its original and a hash of the processing steps.
RENDITION = re.compile(r"__processed__/[0-9a-f]{3}/[0-9a-f]{3}/(?P<stem>[^/]+)-[0-9a-f]{12}\.\w+")
#: The suffixes of stored pictures.
PICTURE_SUFFIXES = (".jpeg", ".jpg", ".png", ".webp", ".avif")
#: The most characters of a suffix. No file format has a longer one, and it might not fit in a temporary file name.
MAX_SUFFIX = 10
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
#: The names of the files that were stored inside ``undone_on_error``; None outside of it.
stored: ContextVar[list[str] | None] = ContextVar("stored", default=None)


@deconstructible
class OwnName:
    """An ``upload_to`` that stores files in *folder* under a random name (32 hex digits) with the same suffix."""

    def __init__(self, folder: str):
        self.folder = folder

    def __call__(self, instance: Model, name: str) -> str:
        suffix = os.path.splitext(name)[1].lower()
        return f"{self.folder}/{uuid.uuid4().hex}{suffix}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnName) and self.folder == other.folder

    __hash__ = None


def original_names(path: str) -> list[str]:
    """Return the possible file names, without folders, of the picture whose rendition is at *path*; [] for other files.

    A rendition has the name of the picture without its suffix, as it may be in another format.
    """
    found = RENDITION.fullmatch(path)
    return [found["stem"] + suffix for suffix in PICTURE_SUFFIXES] if found else []


def unwritable(error: OSError) -> str:
    """Return the message for an editor whose upload failed with *error*."""
    if error.errno in FULL:
        reason = _("the disk is full")
    elif error.errno in READ_ONLY:
        reason = _("the folder of uploads is read-only")
    else:
        reason = error.strerror or str(error)
    return _(
        "The file could not be stored: %(reason)s. Nothing is saved. Tell the people who run the site; then "
        "choose the file again."
    ) % {"reason": reason}


class Files(FileSystemStorage):
    """Django's file system storage. It deletes a file that could not be written completely."""

    def _save(self, name: str, content: File) -> str:
        try:
            name = super()._save(name, content)
        except OSError:
            with contextlib.suppress(OSError):
                self.delete(name)
            raise
        if stored.get() is not None:
            stored.get().append(name)
        return name


@contextlib.contextmanager
def undone_on_error() -> Iterator[None]:
    """Delete the files that were stored inside the block if it raises, because the rows with them are rolled back."""
    token = stored.set([])
    try:
        yield
    except Exception:
        for name in stored.get():
            with contextlib.suppress(OSError):
                default_storage.delete(name)
        raise
    finally:
        stored.reset(token)


class TemporaryFiles(TemporaryFileUploadHandler):
    """Django's handler of large uploads. It skips a file that cannot be written.

    It stores the error as ``request.upload_error``, which the admin shows in the form.
    """

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        stem, suffix = os.path.splitext(file_name)
        if len(suffix) > MAX_SUFFIX:
            # Django appends the suffix to the name of the temporary file.
            file_name = f"{stem}{suffix[:MAX_SUFFIX]}"
        try:
            super().new_file(field_name, file_name, *args, **kwargs)
        except OSError as error:
            self.request.upload_error = error
            raise SkipFile from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self.drop(error)
            raise SkipFile from error

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            return super().file_complete(file_size)
        except OSError as error:
            return self.drop(error)

    def drop(self, error: OSError) -> None:
        """Store *error* in the request, and close the file."""
        self.request.upload_error = error
        with contextlib.suppress(OSError):  # closing writes the rest of the buffer, which fails as well
            self.file.close()
