"""Balance: energy, water, carbon and material, what does not close, and the likeliest cause.

Start at ``run.py``. How flows are balanced is a method; what may be behind an imbalance is data, in
``causes.yaml``.
"""
