"""Checks: what is wrong with the rows beneath an account, each by a named check with a remedy.

The account is computed all the same where it can be. Start at ``run.py``; the texts and thresholds
are data, in ``checks.yaml``.
"""
