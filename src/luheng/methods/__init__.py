"""Published methods that are not law, each pure and with its equations; one file per method.

A method takes figures or tables and gives figures; it reads no ledger and knows no standard.
Start reading at ``two_factor_split.py``.
"""
