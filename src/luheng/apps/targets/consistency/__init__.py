"""Consistency: do the regions' targets add up to the whole's, and if not, who would add what.

Start reading at ``adding_up.py``.
"""
