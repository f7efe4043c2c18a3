"""What `make bench` measures: spending against the plain way, HTTP against an empty route, reads
against their floors. Everything runs on one PostgreSQL with fsync on, in one run."""
