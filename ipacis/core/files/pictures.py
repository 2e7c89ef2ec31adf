"""Uploaded pictures. The site checks their format and size, re-encodes them and gives them generated names.

Re-encoding turns a picture upright and drops its metadata (place, camera, name of the author).
"""

import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from imagefield.fields import ImageField, ImageFieldFile
from PIL import Image, ImageOps

#: {format of Pillow: file suffix}
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
MAX_PIXELS = 40_000_000
MAX_BYTES = 20_000_000
#: The most pixels of a side of the stored picture; a larger one is scaled down.
MAX_SIDE = 3_000
#: The fewest pixels of the shorter side, and the largest ratio of the longer side to the shorter one. The thumbnail
#: of a narrower picture would show nothing.
MIN_SIDE = 2
MAX_PROPORTION = 100

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def clean_picture(file: File) -> "CleanPicture":
    """Re-encode the picture in *file*: upright, without metadata, each side at most ``MAX_SIDE`` pixels.

    Raises ValidationError if it cannot be read, is too large or too narrow.
    """
    if file.size > MAX_BYTES:
        raise ValidationError(_("This picture is larger than 20 MB. Save it smaller and upload it again."))
    too_large = ValidationError(_("This picture has more than 40 million pixels. Save it smaller."))
    try:
        file.seek(0)
        with Image.open(file, formats=list(FORMATS)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise too_large
            kind = image.format
            upright = ImageOps.exif_transpose(image)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise too_large from error
    except Exception as error:
        # Pillow raises many kinds of exceptions for damaged and hostile files.
        raise ValidationError(
            _("This file cannot be read as a picture. Upload a JPEG, PNG, WebP or AVIF file.")
        ) from error
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    shorter, longer = sorted(upright.size)
    if shorter < MIN_SIDE or longer > MAX_PROPORTION * shorter:
        raise ValidationError(_("This picture is too narrow to be shown. Crop it, or choose another one."))
    if kind == "JPEG" and upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
    for key in ("exif", "xmp", "comment", "photoshop"):
        upright.info.pop(key, None)
    buffer = io.BytesIO()
    upright.save(buffer, format=kind, quality=90, icc_profile=upright.info.get("icc_profile"))
    return CleanPicture(buffer.getvalue(), name=f"picture.{FORMATS[kind]}")


class CleanPicture(ContentFile):
    """The result of ``clean_picture``, which is not cleaned again when it is stored."""


class PictureFormField(forms.ImageField):
    """A form field that re-encodes an uploaded picture with ``clean_picture``."""

    def to_python(self, data: File | None) -> CleanPicture | None:
        return clean_picture(data) if data not in self.empty_values else None


class PictureFile(ImageFieldFile):
    """The file of a PictureField. Whether a form or a program saves it, ``clean_picture`` has re-encoded it."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Re-encode *content* unless it is a CleanPicture, and store it. Raises ValidationError.

        *name* is ignored, because ``upload_to`` generates the name.
        """
        clean = content if isinstance(content, CleanPicture) else clean_picture(content)
        super().save(clean.name, clean, save)

    save.alters_data = True


class PictureField(ImageField):
    """An ImageField with renditions (smaller copies) that stores only pictures re-encoded by ``clean_picture``."""

    attr_class = PictureFile

    def formfield(self, **kwargs: Any) -> forms.Field:
        help_text = self.help_text or _("JPEG, PNG, WebP or AVIF, at most 20 MB and 40 million pixels.")
        return super().formfield(**{"form_class": PictureFormField, "help_text": help_text, **kwargs})
