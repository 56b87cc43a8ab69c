"""Quality: the grade of a figure's data, by how its rows were got and whence its factors come.

Start at ``grade.py``; the rule itself is data, in ``quality.yaml``.
"""
