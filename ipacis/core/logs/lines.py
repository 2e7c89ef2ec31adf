"""The formats of log lines: text and JSON.

Django imports this module before the apps are loaded, so it imports no app.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import empty

#: Values that are written without quotation marks in a line of text.
PLAIN = re.compile(r"[\w.:/@+%~,*()-]+")
#: Names of URL arguments that are credentials, such as the key of a link to reset a password.
SECRET_ARGUMENTS = {"key", "token"}


class Call:
    """The request that is being answered: its id, the address of its client ("" if unknown) and its account."""

    def __init__(self, request: HttpRequest, identifier: str, address: str):
        self.request = request
        self.id = identifier
        self.address = address

    @property
    def account(self) -> str:
        """The user name, "" if the view did not load the user: logging runs no query."""
        user = getattr(self.request, "user", None)
        if user is None or getattr(user, "_wrapped", user) is empty:
            return ""
        return user.get_username()

    def without_secrets(self, text: str) -> str:
        """Return *text* with the values of SECRET_ARGUMENTS in the address of the request replaced by "***"."""
        match = self.request.resolver_match
        for name, value in match.kwargs.items() if match else ():
            if name in SECRET_ARGUMENTS and value:
                text = text.replace(str(value), "***")
        return text


#: The request that the current thread is answering; ``LoggedCalls`` sets it.
current: ContextVar[Call | None] = ContextVar("call", default=None)


def visible(text: str) -> str:
    """Return *text* with every unprintable character as an escape sequence, so that it fits in one line."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


class LogFormatter(logging.Formatter):
    """Base class of the formats. It collects time, level, logger, request, account, address and message of a record.

    A record may have further values in its attribute ``fields`` ({name: value}).
    """

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return {name: value} of all values in the line, in their order."""
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

    def trace(self, record: logging.LogRecord) -> str:
        """Return the traceback of *record*, "" if it has none."""
        text = self.formatException(record.exc_info) if record.exc_info else ""
        call = current.get()
        return call.without_secrets(text) if call else text


class JsonFormatter(LogFormatter):
    """One JSON object in each line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        facts = self.facts(record)
        if trace := self.trace(record):
            facts["trace"] = trace
        return json.dumps(facts, default=str)


class TextFormatter(LogFormatter):
    """Time, level, logger, request, account, address, message, then the fields of the record.

    A value with a space is in quotation marks. The lines of a traceback follow, indented and after a bar.
    """

    def format(self, record: logging.LogRecord) -> str:
        facts = self.facts(record)
        head = [facts.pop(name) for name in ("time", "level", "logger")]
        about = [f"{name}={self.value(facts.pop(name))}" for name in ("request", "account", "address")]
        message = visible(facts.pop("message"))
        rest = [f"{name}={self.value(value)}" for name, value in facts.items()]
        trace = [f"\n  | {visible(line)}" for line in self.trace(record).splitlines()]
        return " ".join([*head, *about, message, *rest]) + "".join(trace)

    def value(self, value: Any) -> str:
        text = "-" if value in (None, "") else str(value)
        if PLAIN.fullmatch(text):
            return text
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{visible(escaped)}"'
