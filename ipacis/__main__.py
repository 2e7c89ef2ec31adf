"""Django's command line for the IPA CIS site: ``ipacis`` where it is installed, ``manage.py`` in a checkout."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipacis.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(
            "Django is not installed here. Run: python3 -m venv .venv && .venv/bin/pip install -e . "
            "and start this file with .venv/bin/python."
        ) from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
