"""Status: where each target stands on a day, and where it is going.

Start reading at ``targets.py``; the colours are ``colours.yaml``.
"""
