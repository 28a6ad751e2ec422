"""What can be done at the desk? One verb a file; each runs inside one open unit of work.

A verb that needs nothing but the unit of work is a function of it and a `Deed`. What needs another
port (the shelf of articles) is a small class that takes it once.
"""
