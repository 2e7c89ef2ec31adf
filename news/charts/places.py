"""The map of places: the outline of the land, and a dot for each place by the number of its meetings.

The outline is Natural Earth's land at 1:110m, which is in the public domain, cut to Europe and Asia. It has no borders,
so that the map takes no side in any dispute about them. The projection is Lambert's azimuthal equal-area one
(Snyder, Map Projections – A Working Manual, USGS 1987, p. 185), in which areas keep their proportions.
"""

import json
import math
from collections.abc import Collection
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from news.models import Place

#: The middle of the projection, in degrees.
LONGITUDE, LATITUDE = 50, 50
#: The window of the map in the projection, in earth radii: left, top, right, bottom.
WINDOW = (-0.66, -0.42, 0.4, 0.3)
#: Units of the drawing for an earth radius.
SCALE = 900
#: The radius of the largest and of the smallest dot, in units of the drawing.
LARGEST, SMALLEST = 34, 8
#: The size of the letters of names, in units of the drawing.
LETTER = 19
#: The width of a letter for its size, as a share, and the gap between a dot and its name, in units of the drawing.
LETTER_WIDTH, GAP = 0.6, 5
#: The sides of a dot on which its name may stand, the best first.
SIDES = ("right", "left", "below")
#: The width and the height of the part of the map around a place.
AROUND = (420, 220)


class Point(NamedTuple):
    """A point of the drawing, x to the right and y down."""

    x: float
    y: float


class Dot(NamedTuple):
    """A place, the number of its meetings, and its circle. Its name stands on its ``side``, "" if there is no room."""

    place: Place
    number: int
    point: Point
    radius: float
    side: str = ""

    @property
    def text_x(self) -> float:
        """The end of the name that is beside the dot; its middle below the dot."""
        return self.point.x + (self.radius + GAP) * {"right": 1, "left": -1}.get(self.side, 0)

    @property
    def text_y(self) -> float:
        """The line on which the name stands."""
        return self.point.y + (self.radius + LETTER if self.side == "below" else LETTER / 3)

    def label_box(self, side: str) -> "Box":
        """Return the room that the name takes on a *side*."""
        width, half = len(self.place.name) * LETTER * LETTER_WIDTH, LETTER * 0.6
        x, y = self.point
        if side == "below":
            return Box(x - width / 2, y + self.radius, x + width / 2, y + self.radius + 2 * half)
        start = x + self.radius + GAP if side == "right" else x - self.radius - GAP - width
        return Box(start, y - half, start + width, y + half)

    @property
    def box(self) -> "Box":
        """The room that the circle takes."""
        x, y = self.point
        return Box(x - self.radius, y - self.radius, x + self.radius, y + self.radius)


class Box(NamedTuple):
    """A rectangle of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Say whether the two rectangles have a point in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Locator(NamedTuple):
    """A small drawing of where a place is: the view box, the land and the point."""

    box: str
    land: str
    point: Point


class PlacesMap(NamedTuple):
    """The drawing: its size, the path of the land and the dots, the largest first, so that small ones are on top."""

    width: int
    height: int
    land: str
    dots: list[Dot]


def project(longitude: float, latitude: float) -> Point:
    """Return the point of the drawing for a place on earth, in degrees.

    >>> [round(value) for value in project(LONGITUDE, LATITUDE)] == [round(-WINDOW[0] * SCALE), round(-WINDOW[1] * SCALE)]
    True
    """
    angle, middle = math.radians(longitude - LONGITUDE), math.radians(LATITUDE)
    latitude = math.radians(latitude)
    sine, cosine = math.sin(latitude), math.cos(latitude)
    k = math.sqrt(2 / (1 + math.sin(middle) * sine + math.cos(middle) * cosine * math.cos(angle)))
    x = k * cosine * math.sin(angle)
    y = k * (math.cos(middle) * sine - math.sin(middle) * cosine * math.cos(angle))
    return Point((x - WINDOW[0]) * SCALE, (-y - WINDOW[1]) * SCALE)


@lru_cache(maxsize=1)
def land() -> str:
    """Return the outline of the land as an SVG path.

    The file has rings of [longitude, latitude] in tenths of degrees.
    """
    rings = json.loads(resources.files(__package__).joinpath("land.json").read_text())
    path = []
    for ring in rings:
        points = [project(longitude / 10, latitude / 10) for longitude, latitude in ring]
        if any(is_near(point, AROUND[0]) for point in points):
            path.append("M" + "L".join(f"{point.x:.0f} {point.y:.0f}" for point in points) + "Z")
    return "".join(path)


def is_near(point: Point, margin: float = 0) -> bool:
    """Say whether *point* is in the window, or at most *margin* outside of it."""
    width, height = size()
    return -margin <= point.x <= width + margin and -margin <= point.y <= height + margin


def size() -> tuple[int, int]:
    """Return the width and the height of the drawing."""
    left, top, right, bottom = WINDOW
    return round((right - left) * SCALE), round((bottom - top) * SCALE)


def map_of(numbers: Collection[tuple[Place, int]]) -> PlacesMap | None:
    """Return the map of places with their numbers of meetings; None if none of them lies in its window.

    Places without coordinates or without meetings, and those outside of the window, are left out.
    """
    located = [
        (place, number, project(float(place.longitude), float(place.latitude)))
        for place, number in numbers
        if number and place.latitude is not None and place.longitude is not None
    ]
    located = [row for row in located if is_near(row[2])]
    if not located:
        return None
    most = max(number for _place, number, _point in located)
    dots = [Dot(place, number, point, radius(number, most)) for place, number, point in located]
    dots.sort(key=lambda dot: (-dot.radius, dot.place.pk))
    return PlacesMap(*size(), land(), labelled(dots))


def labelled(dots: list[Dot]) -> list[Dot]:
    """Return *dots*, the largest first, with a ``side`` for those whose name meets no dot and no name before it."""
    width, _height = size()
    taken, found = [dot.box for dot in dots], []
    for dot in dots:
        for side in SIDES:
            room = dot.label_box(side)
            if room.left >= 0 and room.right <= width and not any(room.meets(box) for box in taken):
                taken.append(room)
                dot = dot._replace(side=side)
                break
        found.append(dot)
    return found


def locator_of(place: Place) -> Locator | None:
    """Return the Locator of *place*; None without coordinates, or if it lies outside of the map."""
    if place.latitude is None or place.longitude is None:
        return None
    point, (width, height) = project(float(place.longitude), float(place.latitude)), AROUND
    if not is_near(point):
        return None
    return Locator(f"{point.x - width / 2:.0f} {point.y - height / 2:.0f} {width} {height}", land(), point)


def radius(number: int, most: int) -> float:
    """Return the radius of the dot of *number*: its area is in proportion to the number, from the smallest dot on."""
    return max(SMALLEST, LARGEST * math.sqrt(number / most))
