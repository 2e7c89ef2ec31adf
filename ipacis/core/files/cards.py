"""Share cards: the pictures that messengers and social networks show beside a link, drawn with Pillow.

A card is drawn when it is first asked for, and kept in the storage until its texts change.
"""

import hashlib
import logging
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont, ImageOps

logger = logging.getLogger(__name__)

#: The pixels of a card: those that Open Graph and Twitter ask for.
WIDTH, HEIGHT = 1200, 630
MARGIN = 64
#: The width of a picture, which stands on the right.
PICTURE = 440
#: The colours of the pages.
PAPER, INK, QUIET, BLUE, GOLD = "#fbfaf6", "#16202c", "#51606f", "#0d4f8b", "#b78a2e"
#: The sizes of the title from the largest, and the most lines it takes.
SIZES, MOST_LINES = range(76, 43, -4), 5
#: The size of all other text, and the most lines of names. No more than MOST_NAMES names fit in them.
SMALL, MOST_NAME_LINES, MOST_NAMES = 30, 2, 60
FONTS = Path(__file__).parents[2] / "static" / "fonts"
#: {part of a typeface: the ranges of its characters}, as in ``base.css``. All other characters are in the part "latin".
PARTS = {
    "signs": [(0x20, 0x40), (0x5B, 0x60), (0x7B, 0xBF), (0x2000, 0x206F), (0x20AC, 0x20AC)],
    "cyrillic": [(0x400, 0x45F), (0x490, 0x491), (0x4B0, 0x4B1), (0x2116, 0x2116), (0x301, 0x301)],
    "cyrillic-ext": [(0x460, 0x52F)],
    "latin-ext": [(0x100, 0x130), (0x132, 0x151), (0x154, 0x2BA), (0x1E00, 0x1E9F)],
}
#: Change it when cards are drawn in another way, so that they are drawn anew.
VERSION = 3


class Picture(NamedTuple):
    """A picture in the storage, and the point that must be seen (0–1 from the left and from the top)."""

    name: str
    focus: tuple[float, float] = (0.5, 0.5)


class Card(NamedTuple):
    """What a card tells: a line above, the title, names below it, a picture (or None), and the site.

    Of the names of the site, the first one that fits is written.
    """

    kicker: str
    title: str
    names: tuple[str, ...] = ()
    picture: Picture | None = None
    sites: tuple[str, ...] = ()


def kept(card: Card, name: str) -> File:
    """Return the file of *card*, a JPEG. It is kept in the storage in the folder *name* with nothing else."""
    folder = f"cards/{name}"
    path = f"{folder}/{hashlib.sha256(repr((VERSION, card)).encode()).hexdigest()[:16]}.jpg"
    if default_storage.exists(path):
        return default_storage.open(path)
    drawing = ContentFile(drawn(card))
    try:
        former = default_storage.listdir(folder)[1] if default_storage.exists(folder) else []
        default_storage.save(path, drawing)
        for file in former:
            default_storage.delete(f"{folder}/{file}")
    except OSError as error:
        logger.warning("the card %s is not kept: %s", path, error)
    drawing.seek(0)
    return drawing


def drawn(card: Card) -> bytes:
    """Return *card* as a JPEG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    photo = opened(card.picture) if card.picture else None
    if photo:
        image.paste(photo, (WIDTH - PICTURE, 0))
    room = WIDTH - 2 * MARGIN - (PICTURE if photo else 0)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 12, HEIGHT), fill=GOLD)
    small = Face("golos-text", 400, SMALL)
    top = MARGIN
    for line in lines_of(card.kicker, small, room, 2):
        small.write(draw, (MARGIN, top), line, QUIET)
        top += small.height
    foot = HEIGHT - MARGIN - small.height
    image.paste(mark(66), (MARGIN, foot))
    bold = Face("source-serif-4", 700, 34)
    names_of_site = [name for name in card.sites if bold.length(name) <= room - 84]
    if names_of_site:
        bold.write(draw, (MARGIN + 84, foot - 4), names_of_site[0], INK)
    names = list(some_of(card.names, small, room))
    foot -= 28 + small.height * len(names)
    for place, line in enumerate(names):
        small.write(draw, (MARGIN, foot + place * small.height), line, INK)
    write_title(draw, card.title, room, top + 14, foot - 20)
    stored = BytesIO()
    image.save(stored, "JPEG", quality=88, optimize=True, progressive=True)
    return stored.getvalue()


def write_title(draw: ImageDraw.ImageDraw, text: str, room: int, top: int, foot: int) -> None:
    """Write *text* as large as it fits between *top* and *foot*; the smallest size is cut at a word."""
    for size in SIZES:
        face = Face("source-serif-4", 600, size)
        most = min(MOST_LINES, (foot - top) // face.height)
        lines = lines_of(text, face, room, most + 1)
        if len(lines) <= most:
            break
    else:
        lines = lines_of(text, face, room, most)
    for place, line in enumerate(lines):
        face.write(draw, (MARGIN, top + place * face.height), line, INK)


def opened(picture: Picture) -> Image.Image | None:
    """Return the part of *picture* that stands on a card; None, with a line in the log, if it cannot be read."""
    try:
        with default_storage.open(picture.name) as file, Image.open(file) as image:
            image.draft("RGB", (2 * PICTURE, 2 * HEIGHT))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            return ImageOps.fit(upright, (PICTURE, HEIGHT), centering=picture.focus)
    except (OSError, ValueError) as error:
        logger.warning("the card has no picture, because %s cannot be read: %s", picture.name, error)
        return None


def mark(width: int) -> Image.Image:
    """Return the mark of the site on paper: nine seats at a table, as in ``mark.svg``."""
    # It is drawn larger, because Pillow draws circles without smooth edges.
    scale = width * 4 / 48
    image = Image.new("RGB", (round(48 * scale), round(32 * scale)), PAPER)
    draw = ImageDraw.Draw(image)
    table = [10 * scale, 11.5 * scale, 46 * scale, 20.5 * scale]
    draw.rounded_rectangle(table, radius=4.5 * scale, fill=GOLD)
    for x, y in [(4, 16), *((x, y) for y in (5, 27) for x in (14.5, 23.5, 32.5, 41.5))]:
        draw.circle((x * scale, y * scale), 3.4 * scale, fill=BLUE)
    return image.resize((width, width * 32 // 48), Image.Resampling.LANCZOS)


class Face:
    """A typeface in one weight and size (pixels), whose characters are in several files."""

    def __init__(self, family: str, weight: int, size: int):
        self.family, self.weight, self.size = family, weight, size
        self.height = round(size * 1.25)
        self.fonts: dict[str, ImageFont.FreeTypeFont] = {}

    def font(self, part: str) -> ImageFont.FreeTypeFont:
        if part not in self.fonts:
            path = FONTS / f"{self.family}-{part}-wght-normal.woff2"
            if not path.exists():  # Golos Text has its signs in the part "latin"
                path = FONTS / f"{self.family}-latin-wght-normal.woff2"
            font = ImageFont.truetype(path, self.size)
            font.set_variation_by_axes([self.weight])
            self.fonts[part] = font
        return self.fonts[part]

    def runs(self, text: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        """Yield the pieces of *text* with the font of each."""
        for part, signs in groupby(text, part_of):
            yield self.font(part), "".join(signs)

    def length(self, text: str) -> float:
        return sum(font.getlength(piece) for font, piece in self.runs(text))

    def write(self, draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, colour: str) -> None:
        """Write *text* in one line, whose left upper corner is *place*."""
        x, y = place
        for font, piece in self.runs(text):
            draw.text((x, y + self.size), piece, font=font, fill=colour, anchor="ls")
            x += font.getlength(piece)


@lru_cache(maxsize=1_000)
def part_of(sign: str) -> str:
    """Return the part of a typeface that has the character *sign*."""
    code = ord(sign)
    return next(
        (part for part, ranges in PARTS.items() if any(first <= code <= last for first, last in ranges)),
        "latin",
    )


def lines_of(text: str, face: Face, room: float, most: int) -> list[str]:
    """Return *text* in at most *most* lines that are not wider than *room*; what does not fit is cut at a word.

    A point between two parts is left out where a line ends or begins.
    """
    lines, words = [""], text.split(" ")
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if face.length(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
        if len(lines) > most:
            break
    lines = [line.strip(" ·") for line in lines]
    if len(lines) <= most:
        return [fitting(line, face, room) for line in lines]
    shown = lines[:most]
    last = shown[-1].split(" ") if shown else []
    while len(last) > 1 and face.length(f"{' '.join(last)} …") > room:
        last.pop()
    return [*(fitting(line, face, room) for line in shown[:-1]), fitting(f"{' '.join(last)} …", face, room)]


def fitting(line: str, face: Face, room: float) -> str:
    """Return *line*; a single word that is wider than *room* is cut."""
    if face.length(line) <= room:
        return line
    while face.length(f"{line}…") > room:
        line = line[:-1]
    return f"{line}…"


def some_of(names: tuple[str, ...], face: Face, room: float) -> list[str]:
    """Return as many *names* as fit in MOST_NAME_LINES lines, and the number of the others."""
    if len(names) == 1:
        return lines_of(names[0], face, room, MOST_NAME_LINES)
    for shown in range(min(len(names), MOST_NAMES), 0, -1):
        others = len(names) - shown
        text = " · ".join(name.replace(" ", "\xa0") for name in names[:shown])
        if others:
            text = _("%(names)s and %(n)d more") % {"names": text, "n": others}
        lines = lines_of(text, face, room, MOST_NAME_LINES + 1)
        if len(lines) <= MOST_NAME_LINES:
            return lines
    return lines_of(names[0], face, room, MOST_NAME_LINES) if names else []
