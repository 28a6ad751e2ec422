"""How does the program run? Command line, settings, wiring, workers and the ticking scheduler."""
