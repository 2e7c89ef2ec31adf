"""``manage.py messages``: update the catalogues of translated texts from the code, and compile them."""

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

#: The language of the texts in the code. It needs no catalogue.
SOURCE = "en"
PACKAGES = ("ipacis", "people", "news")
#: The most untranslated texts, and the most fuzzy texts, that are listed. The others are only counted.
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
    """Django's makemessages for the current folder, with the catalogues in its folder ``locale``."""

    settings_available = False  # ignore LOCALE_PATHS, which is in the checkout and not in the copy
    domain, verbosity = "django", 0


class Command(BaseCommand):
    help = (
        "Updates the catalogues in ipacis/locale from the texts in the code, compiles them, and lists the texts "
        "that are untranslated or fuzzy. A catalogue that needs no update is not written."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "languages", nargs="*", metavar="xx", help="only these languages; a new one gets a catalogue"
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; exit with 1 if a catalogue is not up to date, not compiled, incomplete or fuzzy",
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
                for sentence in told or ["matches the code, is compiled and complete."]:
                    self.stdout.write(f"{locale}: {sentence}")
        if check and faults:
            raise CommandError("Run manage.py messages, translate what it names, and run it again.")


def check_can_run() -> None:
    """Raise CommandError if the catalogues cannot be written: in an installed package, or without GNU gettext."""
    if not (BASE_DIR / "pyproject.toml").exists():
        raise CommandError(
            "The site is installed as a package here. Catalogues are changed in a checkout of the project: run "
            "manage.py messages there, and install the package again."
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
    """Return a folder in *copy* with up-to-date catalogues of *locales*, not compiled.

    *folder* has the present catalogues. makemessages writes a file beside each template while it runs, so it runs on a
    copy of the code. Raises CommandError if a program of gettext fails.
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
    """Return the header of a new catalogue, with the plural forms of Django's own catalogue for *locale*."""
    code = locale.replace("_", "-").lower()
    name = LANG_INFO.get(code, {}).get("name", code)
    plural = Extraction().copy_plural_forms("\n", locale).strip()
    return HEADER.format(name=name, locale=locale) + (f"{plural}\n" if plural else "")


def compare(fresh: Path, own: Path, *, write: bool) -> list[str]:
    """Return a sentence for each fault of the catalogue *own*. *fresh* is the up-to-date catalogue.

    If *write* is true, *own* is updated and compiled, and the only faults are untranslated and fuzzy texts. Raises
    CommandError if msgfmt refuses *fresh*.
    """
    faults = []
    if not own.exists() or not filecmp.cmp(fresh, own, shallow=False):
        faults.append("does not match the code.")
        if write:
            own.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(fresh, own)
    compiled, own_compiled = fresh.with_suffix(".mo"), own.with_suffix(".mo")
    try:
        run("msgfmt", "--check", "-o", compiled, fresh)
    except CommandError as error:
        raise CommandError(str(error).replace(str(fresh), str(own))) from error
    # Versions of msgfmt write the same texts as different bytes, so the texts are compared.
    if not own_compiled.exists() or run("msgunfmt", compiled) != run("msgunfmt", own_compiled):
        faults.append("not compiled.")
        if write:
            shutil.copyfile(compiled, own_compiled)
    return [*([] if write else faults), *unfinished(fresh)]


def unfinished(catalogue: Path) -> list[str]:
    """Return a sentence for each of the first NAMED untranslated and fuzzy texts of *catalogue*, and for the others."""
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
    return [text for text in joined if text]  # the header is the translation of the empty text


def run(*command: object) -> str:
    """Return the output of the program *command*. Raises CommandError with its error output if it fails."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603 - fixed programs of gettext
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if ": warning: " not in line]
        raise CommandError("\n".join(told))
    return done.stdout
