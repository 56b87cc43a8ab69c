"""One file a revision of the registry's tables; each names the one before it."""
