"""Whether the calendar runs: heartbeats beside the database's clock, and what stopped it."""
