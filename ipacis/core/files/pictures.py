"""Uploaded pictures: header read first, format and size checked, re-encoded under a name of our own.

Re-encoding turns the picture upright and drops metadata (place, camera, name of the author).
"""

import io

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from imagefield.fields import ImageField, ImageFieldFile
from PIL import Image, ImageOps

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
MAX_PIXELS = 40_000_000
MAX_BYTES = 20_000_000
MAX_SIDE = 3_000
#: A picture of one pixel shows nothing. A picture a hundred times as long as wide has thumbnails that show nothing.
MIN_SIDE = 2
MAX_PROPORTION = 100

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def clean_picture(file):
    """Return *file* as a new upright picture without metadata, at most ``MAX_SIDE`` pixels a side.

    Raises ValidationError with a sentence for the editor when it is no picture that the site can show.
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
        # Pillow raises a dozen kinds of exception for damaged and hostile files.
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
    """A picture that went through ``clean_picture``."""


class PictureFormField(forms.ImageField):
    """The upload of a picture; what is no picture is an error of this field alone."""

    def to_python(self, data):
        return clean_picture(data) if data not in self.empty_values else None


class PictureFile(ImageFieldFile):
    """The file of a PictureField. Whatever stores one, a form or a program, it goes through ``clean_picture``."""

    def save(self, name, content, save=True):
        """Store *content* as a clean picture under a name of the site's own. Raises ValidationError."""
        clean = content if isinstance(content, CleanPicture) else clean_picture(content)
        super().save(clean.name, clean, save)

    save.alters_data = True


class PictureField(ImageField):
    """An ImageField with renditions whose files are all made by ``clean_picture``."""

    attr_class = PictureFile

    def formfield(self, **kwargs):
        help_text = self.help_text or _("JPEG, PNG, WebP or AVIF, at most 20 MB and 40 million pixels.")
        return super().formfield(**{"form_class": PictureFormField, "help_text": help_text, **kwargs})
