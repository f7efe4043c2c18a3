"""Whether it runs, and how fast: health, status and metrics."""
