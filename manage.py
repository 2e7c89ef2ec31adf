#!/usr/bin/env python
"""Django's command line for the IPA CIS site."""

from ipacis.__main__ import main

if __name__ == "__main__":
    main()
