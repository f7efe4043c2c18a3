"""Who is calling: sessions and API keys become an `Actor`."""
