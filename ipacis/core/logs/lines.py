"""Lines of the log: what each one says, as text or as JSON.

Django reads this module before the apps are ready, so it imports none of them.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

from django.utils.functional import empty

#: What needs no quotation marks in a line of text.
PLAIN = re.compile(r"[\w.:/@+%~,*()-]+")
#: Arguments of addresses that let in whoever has them.
SECRET_ARGUMENTS = {"key", "token"}
#: The call that the present thread answers, see ``ipacis.core.logs.calls``.
current = ContextVar("call", default=None)


class Call:
    """A request as the log sees it: with an id, and from an address that is believed."""

    def __init__(self, request, identifier, address):
        self.request = request
        self.id = identifier
        self.address = address

    @property
    def account(self):
        """The name of the account, if the view asked for it: the log asks nothing of the database."""
        user = getattr(self.request, "user", None)
        if user is None or getattr(user, "_wrapped", user) is empty:
            return ""
        return user.get_username()

    def without_secrets(self, text):
        """Return *text* without what in the address of the request lets in, as the key of a new password does."""
        match = self.request.resolver_match
        for name, value in match.kwargs.items() if match else ():
            if name in SECRET_ARGUMENTS and value:
                text = text.replace(str(value), "***")
        return text


def visible(text):
    """Return *text* with every character that is not printed written out: one line stays one line."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


class LogFormatter(logging.Formatter):
    """Tells of each record when, how grave and by whom, and of which request, account and address.

    A record may bring ``fields`` of its own ({name: value}).
    """

    def facts(self, record):
        """Return {name: value} of what the line says."""
        call = current.get()
        message = record.getMessage()
        moment = datetime.fromtimestamp(record.created, UTC)
        facts = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "request": call.id if call else "",
            "account": call.account if call else "",
            "address": call.address if call else "",
            "message": call.without_secrets(message) if call else message,
        }
        return facts | getattr(record, "fields", {})

    def trace(self, record):
        """Return the traceback, or nothing."""
        text = self.formatException(record.exc_info) if record.exc_info else ""
        call = current.get()
        return call.without_secrets(text) if call else text


class JsonFormatter(LogFormatter):
    """An object in each line; everything beyond ASCII is escaped."""

    def format(self, record):
        facts = self.facts(record)
        if trace := self.trace(record):
            facts["trace"] = trace
        return json.dumps(facts, default=str)


class TextFormatter(LogFormatter):
    """Time, level, logger, request, account, address, message, then what the record brings.

    A value with a space in it stands in quotation marks. The lines of a traceback are indented behind a bar.
    """

    def format(self, record):
        facts = self.facts(record)
        head = [facts.pop(name) for name in ("time", "level", "logger")]
        about = [f"{name}={self.value(facts.pop(name))}" for name in ("request", "account", "address")]
        message = visible(facts.pop("message"))
        rest = [f"{name}={self.value(value)}" for name, value in facts.items()]
        trace = [f"\n  | {visible(line)}" for line in self.trace(record).splitlines()]
        return " ".join([*head, *about, message, *rest]) + "".join(trace)

    def value(self, value):
        text = "-" if value in (None, "") else str(value)
        if PLAIN.fullmatch(text):
            return text
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{visible(escaped)}"'
