"""Uploaded pictures are re-encoded; other files are form errors."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ipacis.core.files import pictures
from ipacis.core.files.pictures import clean_picture
from news.models import Photo


def picture(kind="JPEG", size=(60, 40), **options):
    buffer = io.BytesIO()
    Image.new("RGB", size, "navy").save(buffer, kind, **options)
    return SimpleUploadedFile("../../evil.php", buffer.getvalue())


def gps():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x8825] = {1: "N", 2: (59.0, 56.0, 0.0)}
    exif[0x013B] = "The Author"
    return exif.tobytes()


@pytest.mark.parametrize(
    ("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")]
)
def test_each_allowed_format_is_kept_under_a_name_of_our_own(kind, extension):
    clean = clean_picture(picture(kind))
    assert (clean.name.endswith(f".{extension}"), "evil" in clean.name) == (True, False)
    assert Image.open(clean).format == kind


def test_metadata_is_dropped_and_the_picture_stands_upright():
    with Image.open(clean_picture(picture(exif=gps()))) as image:
        assert (image.size, dict(image.getexif())) == ((40, 60), {})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 40,
        picture().read()[:90],
    ],
)
def test_a_file_that_is_no_allowed_picture_is_refused_with_a_message(content):
    with pytest.raises(ValidationError, match="cannot be read as a picture"):
        clean_picture(SimpleUploadedFile("a.jpg", content))


def test_a_picture_of_too_many_pixels_is_refused_by_its_header(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 2_000)
    with pytest.raises(ValidationError, match="pixels"):
        clean_picture(picture())


def test_a_large_picture_is_made_smaller(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_SIDE", 30)
    with Image.open(clean_picture(picture())) as image:
        assert image.size == (30, 20)


@pytest.mark.django_db
def test_a_picture_saved_by_a_program_is_made_anew_too():
    photo = Photo.objects.create(alt_en="Palace", image=picture(exif=gps()))
    with Image.open(photo.image.open()) as image:
        assert dict(image.getexif()) == {}
    assert "evil" not in photo.image.name


def test_a_picture_of_far_too_many_pixels_is_told_apart_from_a_damaged_file():
    file = io.BytesIO()
    Image.new("1", (10_000, 9_000)).save(file, "PNG")
    with pytest.raises(ValidationError, match="more than 40 million pixels"):
        clean_picture(SimpleUploadedFile("large.png", file.getvalue()))
