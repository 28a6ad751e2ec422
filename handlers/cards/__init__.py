"""How does what happened look? One neutral card a notice, drawn by one renderer a platform."""
