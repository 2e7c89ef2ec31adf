"""The schemas of the data: JSON Schema for JSON, CSVW metadata for tables. Each format links to its schema."""

import functools
import json
from importlib import resources

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from .absolute import absolute
from .licences import CC_BY
from .sharing import for_others

#: {end of a file name: media type}
TYPES = {".csv-metadata.json": "application/csvm+json", ".json": "application/schema+json"}


@functools.cache
def schema_names() -> list[str]:
    """Return the names of the files with schemas, in alphabetical order."""
    return sorted(
        file.name for file in resources.files("ipacis.schemas").iterdir() if file.name.endswith(".json")
    )


@functools.cache
def read_schema(name: str) -> str:
    """Return the text of the schema with the file *name*."""
    return resources.files("ipacis.schemas").joinpath(name).read_text(encoding="utf-8")


@functools.cache
def columns_of(name: str) -> list[tuple[str, str]]:
    """Return the columns of the table whose metadata are in the file *name*: their names, and what they mean in English."""
    columns = json.loads(read_schema(name))["tableSchema"]["columns"]
    return [(column["name"], column["dc:description"]) for column in columns]


def type_of(name: str) -> str:
    """Return the media type of the schema with the file *name*."""
    return next(content_type for end, content_type in TYPES.items() if name.endswith(end))


@for_others
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with the schema that has the file *name*. Raises Http404 if there is none."""
    if name not in schema_names():
        raise Http404("no such schema")
    return HttpResponse(read_schema(name), content_type=type_of(name))


def described_by(response: HttpResponseBase, name: str, licence: str = CC_BY) -> HttpResponseBase:
    """Add to *response* the links to the schema with the file *name* (CSVW 5.2 for tables) and to its *licence*.

    The links are headers (RFC 8288). *licence* is one of ``licences``.
    """
    address = absolute(reverse("schema", args=[name]))
    response["Link"] = f'<{address}>; rel="describedby"; type="{type_of(name)}", <{licence}>; rel="license"'
    return response
