"""What this process asks of other people's servers: names, connections, bodies."""
