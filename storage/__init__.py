"""Where is everything kept, and how is it found again?

`store.Store` is the one door; rows never leave this floor.
"""
