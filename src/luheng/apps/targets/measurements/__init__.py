"""Measurements: what was measured of a target, from facts, statistics, rules and own indicators.

Start reading at ``measured.py``.
"""
