"""Which articles does each life of the program answer from? Read once, before the nursery forks.

Only the nursery imports this beforehand: to read and index them takes half a second.
"""

import asyncio

from bot.config import example
from bot.librarian import Librarian
from knowledge.findings import Thresholds

SHELF = asyncio.run(Librarian.open(example().articles, Thresholds()))
