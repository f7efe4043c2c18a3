"""Replaying a trace of LLM requests against a server: each is held, then captured, over HTTP."""
