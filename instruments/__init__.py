"""What is asked, and what a valid answer is.

Read in this order: `model` (the values), `parse` (a JSON document becomes an `Instrument`), `expressions`
(conditions in three truth values), `answering` (the state of every item), `codec` (an answer and its JSON),
`response` (the document that is exchanged). Nothing here knows the web, the database or the clock.
"""

__version__ = "0.1.0"
