"""The formats of lists and pages besides HTML: feeds, tables, calendars and JSON-LD."""
