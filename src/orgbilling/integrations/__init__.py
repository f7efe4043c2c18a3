"""Plugins for programs of others. Each needs `orgbilling.client` and the program it plugs into."""
