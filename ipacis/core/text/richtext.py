"""Rich text: the field, its editor, and its sanitiser, which runs when a text is stored and when it is displayed."""

import html
import logging
import re
from functools import lru_cache
from typing import Any

import nh3
from django.db.models import Model
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorField

from .links import broken_links, check_links, completed
from .signs import composed

logger = logging.getLogger(__name__)

#: The extensions of django-prose-editor that an editor can use.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Heading": {"levels": [2, 3]},
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"], "defaultProtocol": "https"},
}
MAX_LENGTH = 500_000
#: The number of sanitised texts that a process keeps, and the most characters of such a text.
KEPT, LONGEST_KEPT = 200, 30_000


def completed_link(tag: str, attribute: str, text: str) -> str:
    """Return the value *text* of an attribute; the address of a link is completed (nh3 ``attribute_filter``)."""
    if attribute != "href":
        return text
    try:
        return completed(text)
    except ValueError:
        return text  # ``check_links`` reports it in the form


CLEANER = nh3.Cleaner(
    tags={"p", "br", "h2", "h3", "strong", "em", "ul", "ol", "li", "blockquote", "a"},
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
    attribute_filter=completed_link,
)
#: Removes all tags and escapes the rest, in a sixth of the time of Django's ``strip_tags``.
STRIPPER = nh3.Cleaner(tags=set())
#: A pasted table becomes a paragraph with a line for each row, so that the words of neighbouring cells stay apart.
TABLE, ROW_END, CELL_END = (
    re.compile(expression, re.IGNORECASE)
    for expression in (r"<(/?)table\b[^>]*>", r"(?:</p>\s*)?</t[dh]>\s*</tr>", r"(?:</p>\s*)?</t[dh]>")
)
#: Line breaks and spaces, except the one before a word. Group 1 is the end tag of a paragraph, if it follows them.
BREAKS = re.compile(r"(?:\s(?=[\s<])|<br>)+(</p>)?")
BLOCK_END = re.compile(r"</(?:p|h2|h3|li|blockquote)>|<br>")


def sanitize(markup: str) -> str:
    """Return *markup* with only the tags, attributes and link schemes that CLEANER allows.

    Addresses of links are completed. ``b`` and ``i``, which word processors write, become ``strong`` and ``em``.
    """
    markup = re.sub(r"<(/?)b(?=[\s>])", r"<\1strong", markup)
    markup = re.sub(r"<(/?)i(?=[\s>])", r"<\1em", markup)
    markup = CELL_END.sub(" ", ROW_END.sub("<br>", TABLE.sub(r"<\1p>", markup)))
    clean = CLEANER.clean(composed(markup.replace("\x00", "")))
    # Remove breaks at the end of a paragraph, and empty paragraphs.
    return BREAKS.sub(lambda found: found[1] or found[0], clean).replace("<p></p>", "").strip()


def safe(markup: str) -> SafeString:
    """Return the sanitised *markup* as a string that templates do not escape.

    Each process keeps the results for the latest KEPT texts, because the newest releases are displayed again and again.
    """
    clean = sanitized(markup) if len(markup) <= LONGEST_KEPT else sanitize(markup)
    return SafeString(clean)  # nosec B703 - the text is sanitised


#: ``sanitize`` that remembers its latest results.
sanitized = lru_cache(maxsize=KEPT)(sanitize)


def plain(markup: str) -> str:
    """Return the text of *markup* without tags, one line for each block."""
    text = html.unescape(STRIPPER.clean(BLOCK_END.sub("\n", markup)))
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def paragraphs(text: str) -> str:
    """Return plain *text* as rich text, with a paragraph for each block between blank lines."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return "".join(f"<p>{html.escape(' '.join(block.split()), quote=False)}</p>" for block in blocks)


class RichTextField(ProseEditorField):
    """A field for HTML. It sanitises the HTML whenever it is stored, by a form or by a program."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", sanitize)
        super().__init__(*args, **kwargs)

    def clean(self, value: str | None, model_instance: Model) -> str:
        """Validate the value of a form. Raises ValidationError for broken links."""
        check_links(value or "")
        return super().clean(value, model_instance)

    def pre_save(self, model_instance: Model, add: bool) -> str:
        written = super().pre_save(model_instance, add) or ""
        value = sanitize(written)
        if value != written:
            # A form refuses broken links. If a program stores one and the sanitiser removes it, log that.
            removed = {link.address for link in broken_links(written)}
            for address in sorted(removed - {link.address for link in broken_links(value)}):
                logger.warning("A link to %r was taken out of %s: it is no address.", address, model_instance)
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> tuple[str, str, list, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        # The options of the editor do not concern the database, so a change of them needs no migration.
        return name, path, args, {key: kwargs[key] for key in kwargs if key not in {"extensions", "sanitize"}}
