"""Filing: the figures of a form frozen as filed, and what was restated since.

A form is a list of cells, each a quantity at some members in a unit. ``fill.py`` works them out as
known at one instant, ``file.py`` freezes them under a number, ``filings.py`` reads what was filed,
and ``restated.py`` says what would be filed otherwise today, and why.
"""
