"""The desks: what people sit down at, one package per desk.

A desk asks questions and keeps workflow; it holds no formulas: law is in ``rulebook``, other cited
methods in ``methods``. Desks do not import one another. Start reading at ``targets/review.py``.
"""
