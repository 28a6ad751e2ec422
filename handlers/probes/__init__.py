"""Probes: one look at a service, in each of four ways."""
