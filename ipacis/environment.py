"""Environment variables as the settings read them. What does not fit ends with a sentence that names the variable."""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def read(cast, name, default):
    """Return environment variable *name* through *cast*.

    Raises ImproperlyConfigured with the variable's name when the value does not fit.
    """
    try:
        return cast(name, default=default)
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured(
            f"The environment variable {name} has a value that does not fit: {error}"
        ) from error


def positive(name, default):
    """Return environment variable *name* as a whole number above zero. Raises ValueError."""
    number = env.int(name, default=default)
    if number < 1:
        raise ValueError("write a whole number above zero.")
    return number


DEFAULT_VAR_DIR = (BASE_DIR / "var").resolve()


def var_dir():
    """Return the folder of what the site writes: ``var/`` in a checkout. Raises ImproperlyConfigured."""
    if named := read(env.str, "VAR_DIR", ""):
        return Path(named).resolve()
    if (BASE_DIR / "pyproject.toml").exists():
        return DEFAULT_VAR_DIR
    raise ImproperlyConfigured(
        "Set the environment variable VAR_DIR to the folder for uploads, static files and the database, e.g. "
        "VAR_DIR=/var/lib/ipacis: the site is installed as a package, and a package holds no data."
    )


def make_folder(folder):
    """Make the *folder* of what the site writes, for its owner alone. Raises ImproperlyConfigured.

    One that somebody else made keeps its rights; the deployment check tells when everybody may read it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder == DEFAULT_VAR_DIR and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {folder} cannot be made ({error.strerror}): make its parent writable, "
            "or set the environment variable VAR_DIR to a folder that is."
        ) from error


def local_secret(folder):
    """Return the secret key kept in *folder*, made on first use. Raises ImproperlyConfigured."""
    path = folder / "secret_key"
    try:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50), encoding="ascii")
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be kept in {path} ({error.strerror}): make the folder writable, "
            "or set the environment variable SECRET_KEY or VAR_DIR."
        ) from error


def choice(name, default, values):
    """Return the environment variable *name*, one of *values*. Raises ImproperlyConfigured."""
    value = read(env.str, name, default).lower()
    if value not in values:
        raise ImproperlyConfigured(
            f"The environment variable {name} must be one of {', '.join(values)}, not {value!r}."
        )
    return value


def idle_seconds():
    """Return after how many seconds without a request a session ends. Raises ImproperlyConfigured."""
    hours = read(env.float, "SESSION_IDLE_HOURS", 4.0)
    if not 0.1 <= hours <= 24 * 365:
        raise ImproperlyConfigured(
            f"The environment variable SESSION_IDLE_HOURS must be a number of hours from 0.1, not {hours}."
        )
    return int(hours * 3600)
