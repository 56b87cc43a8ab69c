"""Attribution: which effects moved the emissions, and by how much.

Start reading at ``effects.py``.
"""
