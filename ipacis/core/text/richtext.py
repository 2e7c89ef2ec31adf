"""Rich text: one editor, one sanitiser, used on every way into the database and again on the way out."""

import html
import logging
import re

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorField

from .links import check_links, completed, meaningless

logger = logging.getLogger(__name__)

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


def completed_link(tag, attribute, text):
    """Return the *text* of an attribute, the address of a link with what it lacks."""
    if attribute != "href":
        return text
    try:
        return completed(text)
    except ValueError:
        return text  # it does no harm; the form tells of it


CLEANER = nh3.Cleaner(
    tags={"p", "br", "h2", "h3", "strong", "em", "ul", "ol", "li", "blockquote", "a"},
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
    attribute_filter=completed_link,
)
#: A pasted table becomes a paragraph with a line for each row, so that no two words are glued together.
TABLE, ROW_END, CELL_END = (
    re.compile(expression, re.IGNORECASE)
    for expression in (r"<(/?)table\b[^>]*>", r"(?:</p>\s*)?</t[dh]>\s*</tr>", r"(?:</p>\s*)?</t[dh]>")
)
#: Breaks and spaces, with the end of a paragraph where one follows.
BREAKS = re.compile(r"(?:\s|<br>)+(</p>)?")
BLOCK_END = re.compile(r"</(?:p|h2|h3|li|blockquote)>|<br>")


def sanitize(markup):
    """Return *markup* with nothing left but the tags, attributes and link schemes of the site.

    A link without a scheme gets the one it surely means. Bold and italics written as ``b`` and ``i`` (as word
    processors do) are kept as ``strong`` and ``em``.
    """
    markup = re.sub(r"<(/?)b(?=[\s>])", r"<\1strong", markup)
    markup = re.sub(r"<(/?)i(?=[\s>])", r"<\1em", markup)
    markup = CELL_END.sub(" ", ROW_END.sub("<br>", TABLE.sub(r"<\1p>", markup)))
    clean = CLEANER.clean(markup.replace("\x00", ""))
    # Nothing stands at the end of a paragraph, nor a paragraph without words.
    return BREAKS.sub(lambda found: found[1] or found[0], clean).replace("<p></p>", "").strip()


def safe(markup):
    """Return *markup* sanitised and marked safe for a template."""
    return SafeString(sanitize(markup))  # nosec B703 - sanitised right here


def plain(markup):
    """Return the words of *markup* without tags, for search, descriptions and exports."""
    text = html.unescape(strip_tags(BLOCK_END.sub("\n", markup)))
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def paragraphs(text):
    """Return plain *text* as rich text: blank lines part paragraphs."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return "".join(f"<p>{html.escape(' '.join(block.split()), quote=False)}</p>" for block in blocks)


class RichTextField(ProseEditorField):
    """HTML of the small set that the editor offers, sanitised when it is stored, whatever wrote it."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", sanitize)
        super().__init__(*args, **kwargs)

    def clean(self, value, model_instance):
        check_links(value or "")
        return super().clean(value, model_instance)

    def pre_save(self, model_instance, add):
        written = super().pre_save(model_instance, add) or ""
        value = sanitize(written)
        # A form has refused such a link; of one that a program stores, the log tells what was taken out.
        lost = {address for address, _words in meaningless(written)}
        for address in sorted(lost - {address for address, _words in meaningless(value)}):
            logger.warning("A link to %r was taken out of %s: it is no address.", address, model_instance)
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        # Editor options are no part of the column.
        return name, path, args, {key: kwargs[key] for key in kwargs if key not in {"extensions", "sanitize"}}
