"""Spending an allocation: check, deduct, hold, capture, release, by the thousand a second."""
