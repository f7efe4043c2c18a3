"""Balances, allocations, holds and spending: what the product exists for."""
