"""The copies of pictures for pages: formats, sizes, and the element ``<picture>`` that offers them."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import Client
from django.utils.translation import override
from PIL import Image

from ipacis.core.files.renditions import Shape, opaque
from news.models import Photo
from news.models.media import LEAD, WHOLE
from tests import factories as make

pytestmark = pytest.mark.django_db


def photo(size=(2000, 3000), mode="RGB", kind="JPEG", **fields):
    """Make a photo whose upper half is red and whose lower half is blue."""
    image = Image.new(mode, size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    buffer = io.BytesIO()
    image.save(buffer, kind)
    upload = SimpleUploadedFile(f"x.{kind.lower()}", buffer.getvalue())
    return Photo.objects.create(image=upload, **{"alt_en": "Red over blue", **fields})


def stored(photo, name):
    """Return the format and size of the copy *name* of *photo*, and the colour in its middle."""
    path = getattr(photo.image, name).removeprefix("/media/")
    with Image.open(default_storage.open(path)) as image:
        return image.format, image.size, image.convert("RGB").getpixel((image.width // 2, image.height // 2))


def test_a_photo_has_a_copy_in_each_format_and_width_as_soon_as_it_is_saved():
    made = photo()
    names = [*LEAD.formats(), *WHOLE.formats()]
    assert len(names) == 15
    for shape in (LEAD, WHOLE):
        for width in shape.widths:
            for kind in ("AVIF", "WEBP", "JPEG"):
                height = shape.height(width)
                size = (width, height) if shape.ratio else (round(width * 2 / 3), width)
                found = stored(made, shape.copy(width, kind))[:2]
                assert found[0] == kind
                assert abs(found[1][0] - size[0]) <= 1
                assert found[1][1] == size[1]


def test_the_focal_point_says_which_part_is_cut():
    upper, lower = photo(image_ppoi="0.5x0.0"), photo(image_ppoi="0.5x1.0")
    red, blue = (stored(row, "lead_480_jpeg")[2] for row in (upper, lower))
    assert red[0] > 200 > 50 > red[2]
    assert blue[2] > 200 > 50 > blue[0]


def test_a_transparent_picture_is_shown_on_white_paper():
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert opaque(clear).getpixel((1, 1)) == (255, 255, 255)
    assert opaque(Image.new("L", (2, 2), 7)).mode == "RGB"
    made = photo(mode="RGBA", kind="PNG")
    assert stored(made, "lead_480_avif")[:2] == ("AVIF", (480, 320))


def test_a_copy_of_a_shape_without_ratio_has_its_width_as_a_limit():
    assert (Shape("a", (300,), 3 / 2).height(300), Shape("b", (300,)).height(300)) == (200, 300)


def test_the_copies_of_a_public_photo_are_public_whatever_their_format():
    made = photo((640, 480))
    addresses = [getattr(made.image, LEAD.copy(480, kind)) for kind in ("AVIF", "WEBP", "JPEG")]
    assert [Client().get(address).status_code for address in addresses] == [404] * 3
    make.news(photos=[made])
    answers = [Client().get(address) for address in addresses]
    assert [(row.status_code, row["Content-Type"]) for row in answers] == [
        (200, "image/avif"),
        (200, "image/webp"),
        (200, "image/jpeg"),
    ]


def picture(made, options='"lead" "50vw"', language="en"):
    with override(language):
        return Template("{% load pages %}{% picture photo " + options + " %}").render(
            Context({"photo": made})
        )


def test_the_element_picture_offers_widths_that_do_not_enlarge_the_photo():
    markup = picture(photo((1000, 700)))
    sources = re.findall(r'<(source|img)[^>]* srcset="([^"]*)"', markup)
    assert [(tag, re.findall(r" (\d+)w", srcset)) for tag, srcset in sources] == [
        ("source", ["480", "960"]),
        ("source", ["480", "960"]),
        ("img", ["480", "960"]),
    ]
    assert re.findall(r'type="([^"]*)"', markup) == ["image/avif", "image/webp"]
    assert 'width="960" height="640"' in markup
    assert 'loading="lazy"' in markup
    assert 'loading="lazy"' not in picture(photo((1000, 700)), '"lead" "50vw" lazy=False')


def test_a_small_photo_has_its_smallest_copy():
    assert re.findall(r" (\d+)w", picture(photo((300, 200)))) == ["480"] * 3


def test_a_whole_photo_keeps_its_proportions():
    assert 'width="640" height="960"' in picture(photo((1000, 1500)), '"whole" "100vw"')


def test_the_alternative_text_tells_its_language_if_it_is_not_that_of_the_page():
    made = photo((600, 400))
    assert 'alt="Red over blue" lang="en"' in picture(made, language="ru")
    assert 'alt="Red over blue" loading' in picture(made)
    assert 'alt=""' in picture(made, '"lead" "50vw" described=False')
