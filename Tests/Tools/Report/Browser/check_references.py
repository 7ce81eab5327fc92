"""Fails where a page refers to anything outside itself, or has an image without a text, a button without a name, or an
id twice.

    check_references.py PAGE
"""
import html.parser
import re
import sys


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.faults, self.ids, self.buttons, self.styles, self.inside = [], set(), [], [], None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        for name in ("src", "href", "srcset", "action", "data", "poster", "xlink:href"):
            value = values.get(name)
            if value is not None and not value.startswith(("#", "data:image/")):
                self.faults.append(f"<{tag} {name}={value[:60]!r}>")
        if any(name.startswith("on") for name in values):
            self.faults.append(f"<{tag}> has a handler: {values}")
        if tag in ("link", "iframe", "object", "embed", "base"):
            self.faults.append(f"<{tag}>")
        if tag == "img" and "alt" not in values:
            self.faults.append("an <img> without alt")
        if values.get("id") in self.ids:
            self.faults.append(f"id {values['id']} twice")
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "button":
            self.buttons.append(values.get("aria-label") or "")
        self.inside = tag
        self.styles.append(values.get("style", ""))

    def handle_data(self, data):
        if self.inside == "button" and self.buttons:
            self.buttons[-1] += data
        if self.inside == "style":
            self.styles.append(data)


page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
for style in page.styles:
    if re.search(r"url\(|@import", style):
        page.faults.append(f"a style that refers to something: {style[:80]}")
page.faults += ["a <button> without a name" for name in page.buttons if not name.strip()]
sys.exit("\n".join(page.faults) or 0)
