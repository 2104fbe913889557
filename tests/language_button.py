"""What the language button of a form sends, and whether it did what it says."""


def changed(page, url, locale="ar", **typed):
    """Return what the form sends when its language button is pressed."""
    fields = page.form(url)
    for name, text in (typed | {"action": "locale", "locale": locale}).items():
        fields.setlist(name, [text])
    return fields


def is_in_arabic(page):
    root = page.all("html")[0]
    return (root["lang"], root["dir"]) == ("ar", "rtl")
