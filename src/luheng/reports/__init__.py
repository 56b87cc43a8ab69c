"""Filed documents and pages that stand alone: one file or folder per form.

A report arranges what the desks say and holds no formulas. Start reading at ``demo/page.py``.
"""
