"""What the command line does; `cli.py` declares it."""
