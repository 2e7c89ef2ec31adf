"""Uploads of editors: names, limits of size, and errors of the disk."""

import errno
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from PIL import Image

from news.models import Document, Photo
from people.models import Person
from tests.admin_pages import change, errors, fields, page
from tests.uploads import PDF, make_photo, pdf, picture

pytestmark = pytest.mark.django_db


# Names


@pytest.mark.parametrize(
    "name",
    [
        "ქ" * 70 + ".pdf",
        "条" * 96 + ".pdf",
        "Соглашение о сотрудничестве. " * 3 + "Приложение.pdf",
        "..treaty..2023..pdf",
        ".pdf",
        "treaty.pdf.",
        "🙂.pdf",
        "a." + "条" * 98,
    ],
    ids=["georgian", "chinese", "russian", "dots", "suffix-alone", "dot-at-end", "emoji", "long-suffix"],
)
@pytest.mark.parametrize("size", [len(PDF), 3_000_000], ids=["in-memory", "in-a-file"])
def test_a_document_may_have_any_name_and_gets_one_of_the_sites_own(admin_client, name, size):
    data = {
        **fields(admin_client.get(page(Document, "add"))),
        "title_en": "Treaty",
        "file": pdf(name, PDF.ljust(size)),
    }
    assert admin_client.post(page(Document, "add"), data).status_code == 302
    path = Path(Document.objects.get().file.name)
    assert (str(path.parent), len(path.stem), path.suffix) == ("documents", 32, ".pdf")


def test_a_picture_may_have_any_name(admin_client):
    data = {
        **fields(admin_client.get(page(Photo, "add"))),
        "alt_en": "The palace",
        "image": picture("Дворец. " * 12 + "jpg"),
    }
    assert admin_client.post(page(Photo, "add"), data).status_code == 302
    path = Path(Photo.objects.get().image.name)
    assert (str(path.parent), len(path.stem), path.suffix) == ("photos", 32, ".jpeg")


# Limits


def test_a_document_has_a_size_limit_that_the_form_tells(admin_client, monkeypatch):
    monkeypatch.setattr("news.models.media.MAX_BYTES", 2_000)
    form = admin_client.get(page(Document, "add"))
    assert "at most 50 MB" in form.content.decode()
    answer = admin_client.post(
        page(Document, "add"), {**fields(form), "title_en": "Treaty", "file": pdf(content=PDF.ljust(2_001))}
    )
    assert errors(answer) == ["This file is larger than 50 MB. Save it smaller and upload it again."]


@pytest.mark.parametrize("size", [(1, 400), (400, 1), (29, 3_000)])
def test_a_picture_of_which_no_thumbnail_can_be_made_is_refused(admin_client, size):
    data = {
        **fields(admin_client.get(page(Photo, "add"))),
        "alt_en": "A line",
        "image": picture(size=size),
    }
    assert "too narrow" in errors(admin_client.post(page(Photo, "add"), data))[0]


def test_the_narrowest_picture_that_is_taken_has_its_thumbnails():
    photo = Photo.objects.create(image=picture(size=(30, 3_000)), alt_en="A mast")
    names = [url.removeprefix("/media/") for url in (photo.image.small, photo.image.large)]
    assert [Image.open(default_storage.open(name)).size for name in names] == [(480, 320), (12, 1280)]


def test_a_program_stores_clean_pictures_and_documents_too():
    exif = Image.Exif()
    exif[0x013B] = "The Author"
    photo = Photo(alt_en="The palace")
    photo.image.save("../evil.php", picture(exif=exif.tobytes()))
    with Image.open(photo.image.open()) as stored:
        assert dict(stored.getexif()) == {}
    assert "evil" not in photo.image.name
    with pytest.raises(ValidationError, match="not a PDF"):
        Document(title_en="Page").file.save("page.pdf", ContentFile(b"<html>"))


# Errors of the disk


class Broken(FileSystemStorage):
    """A storage that raises an OSError with errno *number* for every file."""

    number = errno.ENOSPC

    def _save(self, name, content):
        raise OSError(self.number, "no")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
@pytest.mark.parametrize(
    ("model", "field", "file", "typed"),
    [
        (Photo, "image", picture, {"alt_en": "The long text typed"}),
        (Document, "file", pdf, {"title_en": "The long text typed"}),
        (Person, "portrait", picture, {"family_name_en": "The long text typed"}),
    ],
)
def test_a_disk_error_is_a_form_error(admin_client, monkeypatch, model, field, file, typed, number):
    monkeypatch.setattr(Broken, "number", number)
    monkeypatch.setattr(model._meta.get_field(field), "storage", Broken())
    data = {**fields(admin_client.get(page(model, "add"))), **typed}
    answer = admin_client.post(page(model, "add"), {**data, field: file()})
    assert (answer.status_code, model.objects.count()) == (200, 0)
    assert ["could not be stored" in error for error in errors(answer)] == [True]
    assert "The long text typed" in answer.content.decode()
    assert errors(answer) == answer.context["adminform"].form.errors[field]


@pytest.mark.parametrize("room", [0, 1, 2])
def test_a_failed_upload_leaves_no_files_on_the_disk(admin_client, monkeypatch, room):
    """A picture is stored as three files. The disk has *room* for some of them and half of the next one."""
    written, save_file = [], FileSystemStorage._save

    def save_what_fits(storage, name, content):
        written.append(name)
        if len(written) <= room:
            return save_file(storage, name, content)
        save_file(storage, name, ContentFile(b"half"))
        raise OSError(errno.ENOSPC, "no")

    monkeypatch.setattr(FileSystemStorage, "_save", save_what_fits)
    data = {**fields(admin_client.get(page(Photo, "add"))), "alt_en": "The palace"}
    answer = admin_client.post(page(Photo, "add"), {**data, "image": picture()})
    assert ["could not be stored" in error for error in errors(answer)] == [True]
    assert (len(written), [name for name in written if default_storage.exists(name)]) == (room + 1, [])


def test_a_disk_without_room_for_the_renditions_is_an_error_of_the_form(admin_client, monkeypatch):
    photo = make_photo()
    monkeypatch.setattr(Photo._meta.get_field("image"), "storage", Broken())
    answer = admin_client.post(
        change(photo), {**fields(admin_client.get(change(photo))), "image_ppoi": "0.1x0.1"}
    )
    assert ["could not be stored" in error for error in errors(answer)] == [True]


def test_a_full_disk_for_temporary_files_is_an_error_of_the_form(
    admin_client, monkeypatch, settings, tmp_path
):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "gone")
    data = {**fields(admin_client.get(page(Document, "add"))), "title_en": "The long text typed"}
    answer = admin_client.post(page(Document, "add"), {**data, "file": pdf(content=PDF.ljust(3_000_000))})
    assert ["could not be stored" in error for error in errors(answer)] == [True]
    assert "The long text typed" in answer.content.decode()
