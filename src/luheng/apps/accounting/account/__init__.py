"""Account: the accounts of one subject, all media, in one call. Start at ``run.py``."""
