"""How does the web ask? Controls from items, and answers from what was typed into them.

`section_form` gives one WTForms class per instrument, section and locale. A form keeps three things per item: what
stands in its controls exactly as typed (`shown`), the answer it amounts to, and the problems that kept it from being
one. Every answer has passed `instruments.codec.from_json`. Pages are drawn by templates from plain values.
"""
