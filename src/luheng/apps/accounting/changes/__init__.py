"""Changes: two states of one subject's figures side by side, and what each change contributed.

Start at ``compare.py``. A state is a period, a state of knowledge, a set of overlays and a basis.
"""
