"""Decomposition: one target shared out over regions, sectors or enterprises, and back exactly.

Start reading at ``shares.py``.
"""
