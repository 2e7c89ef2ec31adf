"""Readers of environment variables for the settings.

An unsuitable value raises ImproperlyConfigured with a sentence that names the variable.
"""

import secrets
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
Value = TypeVar("Value")


def read(cast: Callable[..., Value], name: str, default: Value) -> Value:
    """Read the environment variable *name* with *cast*, a method of ``env`` or a function with its signature.

    Raises ImproperlyConfigured if *cast* raises ValueError or TypeError.
    """
    try:
        return cast(name, default=default)
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured(
            f"The environment variable {name} has an unsuitable value: {error}"
        ) from error


def web_address(name: str, default: str) -> str:
    """Read the environment variable *name* as an address of the web, which may be empty. Raises ValueError."""
    address = env.str(name, default=default)
    if address and not address.startswith(("https://", "http://")):
        raise ValueError("write an address that begins with https:// or http://.")
    return address


def email_address(name: str, default: str) -> str:
    """Read the environment variable *name* as an e-mail address, which may be empty. Raises ValueError."""
    address = env.str(name, default=default)
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            raise ValueError("write an e-mail address, such as press@example.org.") from error
    return address


def positive(name: str, default: int) -> int:
    """Read the environment variable *name* as a whole number above zero. Raises ValueError."""
    number = env.int(name, default=default)
    if number < 1:
        raise ValueError("write a whole number above zero.")
    return number


def at_least_zero(name: str, default: int) -> int:
    """Read the environment variable *name* as a whole number, zero or more. Raises ValueError."""
    number = env.int(name, default=default)
    if number < 0:
        raise ValueError("write a whole number, zero or more.")
    return number


DEFAULT_VAR_DIR = (BASE_DIR / "var").resolve()


def var_dir() -> Path:
    """Return the folder for everything that the site writes: VAR_DIR, by default ``var/`` of a checkout.

    Raises ImproperlyConfigured if the site is installed as a package and VAR_DIR is not set.
    """
    if named := read(env.str, "VAR_DIR", ""):
        return Path(named).resolve()
    if (BASE_DIR / "pyproject.toml").exists():
        return DEFAULT_VAR_DIR
    raise ImproperlyConfigured(
        "Set the environment variable VAR_DIR to the folder for uploads, static files and the database, e.g. "
        "VAR_DIR=/var/lib/ipacis. An installed package has no folder of its own for data."
    )


def make_folder(folder: Path) -> None:
    """Create *folder* with mode 0700 unless it exists. Raises ImproperlyConfigured if it cannot be created.

    An existing folder keeps its mode, except ``var/`` of a checkout, which gets 0700. ``check --deploy`` warns about a
    folder that all users of the machine can read.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder == DEFAULT_VAR_DIR and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {folder} cannot be created ({error.strerror}): make its parent writable, "
            "or set the environment variable VAR_DIR to a writable folder."
        ) from error


def local_secret(folder: Path) -> str:
    """Return the secret key stored in *folder*, and create it on first use.

    Raises ImproperlyConfigured if the file cannot be read or written.
    """
    path = folder / "secret_key"
    try:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50), encoding="ascii")
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be stored in {path} ({error.strerror}): make the folder writable, "
            "or set the environment variable SECRET_KEY or VAR_DIR."
        ) from error


def choice(name: str, default: str, values: Collection[str]) -> str:
    """Read the environment variable *name*, in small letters. Raises ImproperlyConfigured if not in *values*."""
    value = read(env.str, name, default).lower()
    if value not in values:
        raise ImproperlyConfigured(
            f"The environment variable {name} must be one of {', '.join(values)}, not {value!r}."
        )
    return value


def idle_seconds() -> int:
    """Return the number of seconds without a request after which a session ends, from SESSION_IDLE_HOURS.

    Raises ImproperlyConfigured unless it is between 0.1 hours and a year.
    """
    hours = read(env.float, "SESSION_IDLE_HOURS", 4.0)
    if not 0.1 <= hours <= 24 * 365:
        raise ImproperlyConfigured(
            f"The environment variable SESSION_IDLE_HOURS must be a number of hours from 0.1 to 8760, not {hours}."
        )
    return int(hours * 3600)
