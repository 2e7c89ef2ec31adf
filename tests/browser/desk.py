"""What tests of the editors’ desk do in a browser."""

#: Collects what the Content-Security-Policy refuses.
REFUSED = """window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""


def complaints(desk):
    return [*desk.complaints, *desk.evaluate("window.refused")]


def send(desk):
    with desk.expect_navigation():
        desk.locator("input[name=_save]").first.click()
