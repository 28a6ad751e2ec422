"""Hooks: what other programs report, over HTTP."""
