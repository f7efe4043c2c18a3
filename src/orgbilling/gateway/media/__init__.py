"""Pictures and sound: what their makers are asked, and what a call of them can cost at worst."""
