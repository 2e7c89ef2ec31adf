"""Text for XML documents."""

import re

#: The characters that XML 1.0 does not allow, even escaped (XML 1.0, 2.2).
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: object) -> str:
    """Return *text* as a string without the characters of NOT_IN_XML."""
    return NOT_IN_XML.sub("", str(text))
