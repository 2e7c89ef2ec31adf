"""Copies of a picture for pages: AVIF, WebP and JPEG in several widths.

django-imagefield makes them when a picture is saved, so no reader waits for them.
"""

from collections.abc import Callable
from typing import NamedTuple

from imagefield.fields import ImageFieldFile
from imagefield.processing import register
from PIL import Image

#: {format of Pillow: quality}, in the order in which browsers choose: the smallest files first.
QUALITIES = {"AVIF": 60, "WEBP": 78, "JPEG": 82}
#: {format of Pillow: (media type, file suffix)}
MEDIA_TYPES = {
    "AVIF": ("image/avif", ".avif"),
    "WEBP": ("image/webp", ".webp"),
    "JPEG": ("image/jpeg", ".jpg"),
}
#: The colour of the paper behind a transparent picture.
PAPER = "white"


class Shape(NamedTuple):
    """What pages show of a picture, in each of *widths* (pixels).

    *ratio* is width / height of a part around the focal point; None for the whole picture.
    """

    name: str
    widths: tuple[int, ...]
    ratio: float | None = None

    def height(self, width: int) -> int:
        """Return the height of the copy with *width*; it is a limit if the whole picture is shown."""
        return round(width / self.ratio) if self.ratio else width

    def formats(self) -> dict[str, Callable]:
        """Return {name of a copy: specification} for ``formats`` of an ImageField."""
        return {
            self.copy(width, kind): self.specification(width, kind)
            for width in self.widths
            for kind in QUALITIES
        }

    def copy(self, width: int, kind: str) -> str:
        """Return the name of a copy: "lead_960_avif"."""
        return f"{self.name}_{width}_{kind.lower()}"

    def specification(self, width: int, kind: str) -> Callable:
        """Return a specification of django-imagefield: a function that sets the steps and the file suffix of a copy."""
        size = ("crop" if self.ratio else "thumbnail", (width, self.height(width)))

        def specify(_file: ImageFieldFile, context) -> None:
            context.extension = MEDIA_TYPES[kind][1]
            context.processors = [("encode", kind), "preserve_icc_profile", size]

        return specify


@register
def encode(get_image: Callable, kind: str) -> Callable:
    """Return the step of django-imagefield that stores a picture in the format *kind* of Pillow."""

    def processor(image: Image.Image, context) -> Image.Image:
        context.save_kwargs.update(format=kind, quality=QUALITIES[kind])
        if kind == "JPEG":
            context.save_kwargs["progressive"] = True
        return opaque(get_image(image, context))

    return processor


def opaque(image: Image.Image) -> Image.Image:
    """Return *image* in RGB, on paper where it is transparent."""
    if image.mode == "RGB":
        return image
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, PAPER)
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
