"""How do people get in and out? The chat platforms, cards and texts."""
