"""Catalogues: `<locale>/LC_MESSAGES/messages.po` for the interface, `<instrument id>.po` for each instrument."""
