"""Verification: every balance recomputed from its rows, in one snapshot."""
