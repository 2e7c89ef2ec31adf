"""Text that XML can carry."""

import re

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_text(text) -> str:
    """Return *text* without the characters that XML 1.0 has no way to write (XML 1.0, 2.2)."""
    return NOT_IN_XML.sub("", str(text))
