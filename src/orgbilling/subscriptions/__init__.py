"""Plans, and what organizations hold of them: create, change, cancel, pay."""
