"""Who spent what on which service, by day."""
