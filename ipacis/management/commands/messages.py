"""``manage.py messages``: the catalogues of translated texts in step with the code."""

import contextlib
import filecmp
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import makemessages
from django.utils.translation import to_locale

from ipacis.environment import BASE_DIR

#: The language of the texts in the code, which needs no catalogue.
SOURCE = "en"
PACKAGES = ("ipacis", "people", "news")
#: So many untranslated and so many fuzzy texts are named, the rest is counted.
NAMED = 20
PROGRAMS = ("xgettext", "msguniq", "msgmerge", "msgattrib", "msgcat", "msgfmt", "msgunfmt")
HEADER = """# {name} texts of the site.
msgid ""
msgstr ""
"Project-Id-Version: ipacis\\n"
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
#: What gettext adds to the header: a time, and names that the project does not use.
ADDED_TO_HEADER = re.compile(r'^"(?:POT-Creation-Date|Report-Msgid-Bugs-To): .*\\n"\n', re.MULTILINE)


class Extraction(makemessages.Command):
    """Django's makemessages on the current folder, with the catalogues in its ``locale``."""

    settings_available = False  # LOCALE_PATHS of the settings are those of the checkout
    domain, verbosity = "django", 0


class Command(BaseCommand):
    help = (
        "Brings the catalogues of ipacis/locale in step with the texts of the code, compiles them, and tells "
        "what is untranslated or fuzzy. A catalogue in step is left as it is, byte for byte."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "languages", nargs="*", metavar="xx", help="only these languages; a new one gets a catalogue"
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; end with 1 where a catalogue is not in step, not compiled, incomplete or fuzzy",
        )

    def handle(self, *args, languages, check, **options):
        check_can_run()
        folder = Path(settings.LOCALE_PATHS[0])
        locales = [locale_of(code) for code in languages] or sorted(
            {path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/django.po")}
            | {to_locale(code) for code, _name in settings.LANGUAGES if code != SOURCE}
        )
        faults = 0
        with tempfile.TemporaryDirectory() as copy:
            fresh = updated(locales, folder, Path(copy))
            for locale in locales:
                own = folder / locale / "LC_MESSAGES" / "django.po"
                told = compare(fresh / locale / "LC_MESSAGES" / "django.po", own, write=not check)
                faults += len(told)
                for sentence in told or ["in step with the code, compiled and complete."]:
                    self.stdout.write(f"{locale}: {sentence}")
        if check and faults:
            raise CommandError("Run manage.py messages, translate what it names, and run it again.")


def check_can_run() -> None:
    """Raise CommandError where the catalogues cannot be written: in an installed package, without gettext."""
    if not (BASE_DIR / "pyproject.toml").exists():
        raise CommandError(
            "The site is installed as a package here. Catalogues are changed in a checkout of the project: run "
            "manage.py messages there, and install the package anew."
        )
    if missing := [program for program in PROGRAMS if shutil.which(program) is None]:
        raise CommandError(
            f"{', '.join(missing)} not found. Install GNU gettext, e.g. apt-get install gettext."
        )


def locale_of(code: str) -> str:
    """Return the name of the folder for language *code*: zh_Hans for zh-hans. Raises CommandError."""
    if code == SOURCE:
        raise CommandError(f"The texts in the code are in {SOURCE!r}: this language needs no catalogue.")
    if code not in LANG_INFO and code not in dict(settings.LANGUAGES):
        raise CommandError(f"{code!r} is no language that Django knows. Write its code, like be or zh-hans.")
    return to_locale(code)


def updated(locales: list[str], folder: Path, copy: Path) -> Path:
    """Return a folder in *copy* with the catalogues of *locales* as the code wants them, not compiled.

    makemessages writes a file beside each template while it works, so it works on a copy of the code.
    """
    for package in PACKAGES:
        shutil.copytree(
            BASE_DIR / package, copy / package, ignore=shutil.ignore_patterns("locale", "__pycache__")
        )
    for locale in locales:
        catalogue = copy / "locale" / locale / "LC_MESSAGES" / "django.po"
        catalogue.parent.mkdir(parents=True)
        own = folder / locale / "LC_MESSAGES" / "django.po"
        catalogue.write_bytes(own.read_bytes() if own.exists() else header(locale).encode())
    with contextlib.chdir(copy):
        call_command(
            Extraction(), locale=locales, no_wrap=True, no_location=True, no_obsolete=True, verbosity=0
        )
    for locale in locales:
        catalogue = copy / "locale" / locale / "LC_MESSAGES" / "django.po"
        text = run("msgcat", "--sort-output", "--no-wrap", catalogue)
        catalogue.write_text(ADDED_TO_HEADER.sub("", text), encoding="utf-8")
    return copy / "locale"


def header(locale: str) -> str:
    """Return the head of a new catalogue, with the plural forms that Django's own catalogue gives."""
    code = locale.replace("_", "-").lower()
    name = LANG_INFO.get(code, {}).get("name", code)
    plural = Extraction().copy_plural_forms("\n", locale).strip()
    return HEADER.format(name=name, locale=locale) + (f"{plural}\n" if plural else "")


def compare(fresh: Path, own: Path, *, write: bool) -> list[str]:
    """Return a sentence for each fault of the catalogue *own*, where *fresh* is as the code wants it.

    With *write* it is brought in step and compiled first; what is left is what a person must translate.
    """
    faults = []
    if not own.exists() or not filecmp.cmp(fresh, own, shallow=False):
        faults.append("not in step with the code.")
        if write:
            own.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(fresh, own)
    compiled, own_compiled = fresh.with_suffix(".mo"), own.with_suffix(".mo")
    try:
        run("msgfmt", "--check", "-o", compiled, fresh)
    except CommandError as error:
        raise CommandError(str(error).replace(str(fresh), str(own))) from error
    # Versions of msgfmt order the bytes differently: the texts are compared.
    if not own_compiled.exists() or run("msgunfmt", compiled) != run("msgunfmt", own_compiled):
        faults.append("not compiled.")
        if write:
            shutil.copyfile(compiled, own_compiled)
    return [*([] if write else faults), *unfinished(fresh)]


def unfinished(catalogue: Path) -> list[str]:
    """Return sentences on the texts of *catalogue* that are untranslated or fuzzy, the first of them named."""
    told = []
    for kind, option in (("untranslated", "--untranslated"), ("fuzzy", "--only-fuzzy")):
        found = texts(run("msgattrib", option, "--no-obsolete", "--no-wrap", catalogue))
        told += [f"{kind}: {text}" for text in found[:NAMED]]
        if len(found) > NAMED:
            told.append(f"{kind}: {len(found) - NAMED} more, search {catalogue.name} for them.")
    return told


def texts(catalogue: str) -> list[str]:
    """Return the English texts of *catalogue*, with line breaks as gettext writes them."""
    found = re.findall(r'^msgid ((?:".*"\n)+)', catalogue, re.MULTILINE)
    joined = ("".join(line[1:-1] for line in lines.splitlines()) for lines in found)
    return [text for text in joined if text]  # the head of a catalogue is the translation of no text


def run(*command: object) -> str:
    """Return what the program *command* prints. Raises CommandError with its own words when it fails."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603 - fixed programs of gettext
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if ": warning: " not in line]
        raise CommandError("\n".join(told))
    return done.stdout
