"""Uploaded files for tests."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from news.models import Document, Photo

PDF = b"%PDF-1.4\n%%EOF\n"


def picture(name="palace.jpg", size=(640, 480), **options):
    buffer = io.BytesIO()
    Image.new("RGB", size, "navy").save(buffer, "JPEG", **options)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/jpeg")


def pdf(name="treaty.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def make_photo(**fields):
    return Photo.objects.create(**{"image": picture(), "alt_en": "The palace", **fields})


def make_document(**fields):
    return Document.objects.create(title_en="Treaty", file=pdf(), **fields)
