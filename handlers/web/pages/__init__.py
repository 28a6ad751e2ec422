"""Which pages are there, and what stands on them?"""
