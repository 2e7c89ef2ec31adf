"""Uploads: their names, and what happens when the disk does not take them.

A file is stored under a name of the site's own, which nobody can guess and which fits every file system and
column, however long and in whatever alphabet the editor's name for it is.
"""

import contextlib
import errno
import os
import re
import uuid
from contextvars import ContextVar

from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

#: Where django-imagefield puts a rendition: the name of its original, and what was done to it.
RENDITION = re.compile(r"__processed__/[0-9a-f]{3}/[0-9a-f]{3}/(?P<stem>[^/]+)-[0-9a-f]{12}(?P<suffix>\.\w+)")
#: A longer suffix is none of a file format, and may be too long for the name of a temporary file.
MAX_SUFFIX = 10
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
#: The names of the files that were stored inside ``undone_on_error``.
stored = ContextVar("stored", default=None)


@deconstructible
class OwnName:
    """An ``upload_to`` that names each file of *folder* by a random number and keeps the suffix of its format."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, instance, name):
        suffix = os.path.splitext(name)[1].lower()
        return f"{self.folder}/{uuid.uuid4().hex}{suffix}"

    def __eq__(self, other):
        return isinstance(other, OwnName) and self.folder == other.folder

    __hash__ = None


def original_name(path):
    """Return the file name, without folders, of the original that the rendition *path* was made of.

    None when *path* is no rendition.
    """
    found = RENDITION.fullmatch(path)
    return found["stem"] + found["suffix"] if found else None


def unwritable(error):
    """Return the sentence for the editor whose upload ended with *error*, an OSError."""
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
    """Files in a folder; what the disk did not take whole does not stay there."""

    def _save(self, name, content):
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
def undone_on_error():
    """Delete the files that were stored inside when it ends with an error: nothing in the database names them."""
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
    """Django's handler of large uploads, which leaves out a file that the disk does not take.

    The admin reads ``request.upload_error`` and says so in the form.
    """

    def new_file(self, field_name, file_name, *args, **kwargs):
        stem, suffix = os.path.splitext(file_name)
        if len(suffix) > MAX_SUFFIX:
            # Django makes the suffix a part of the temporary file's name.
            file_name = f"{stem}{suffix[:MAX_SUFFIX]}"
        try:
            super().new_file(field_name, file_name, *args, **kwargs)
        except OSError as error:
            self.request.upload_error = error
            raise SkipFile from error

    def receive_data_chunk(self, raw_data, start):
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self.drop(error)
            raise SkipFile from error

    def file_complete(self, file_size):
        try:
            return super().file_complete(file_size)
        except OSError as error:
            return self.drop(error)

    def drop(self, error):
        """Remember why the file is left out, and close it: what is still to be written cannot be."""
        self.request.upload_error = error
        with contextlib.suppress(OSError):
            self.file.close()
