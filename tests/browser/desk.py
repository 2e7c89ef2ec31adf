"""What tests of the editors’ desk do in a browser."""

#: Collects what the Content-Security-Policy refuses.
REFUSED = """window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""


def complaints(desk):
    return [*desk.complaints, *desk.evaluate("window.refused")]


def add_participant(desk, name, office):
    """Add a row for the person *name* to the list of participants, and type *office*; return the row."""
    desk.get_by_text("Add participant").click()
    row = desk.locator(".participant").last
    row.get_by_role("combobox", name="Person:").click()
    desk.get_by_role("searchbox", name="Person").fill(name)
    desk.get_by_role("option", name=name).click()
    row.get_by_label("Office as printed (English)").fill(office)
    return row


def send(desk):
    with desk.expect_navigation():
        desk.locator("input[name=_save]").first.click()
