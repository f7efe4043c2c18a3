"""The pool and its allocations: what an organization has, and what its members may spend."""
