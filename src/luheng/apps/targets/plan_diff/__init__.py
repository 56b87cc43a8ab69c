"""Two plans side by side: what one raises, lowers, adds, drops or renames against the other.

Start reading at ``differences.py``.
"""
