"""The formats in which lists and pages answer besides HTML: feeds, tables, calendars, JSON-LD."""
