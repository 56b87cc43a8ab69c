"""Early warning: rules over figures, and what became of each alarm.

Start reading at ``run.py``; the rules are ``rules.yaml``.
"""
