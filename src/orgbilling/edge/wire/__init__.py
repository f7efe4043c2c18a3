"""Connections as `serve` takes them: what a client may send before a request is one, how long it
may take, and how many connections it may have."""
