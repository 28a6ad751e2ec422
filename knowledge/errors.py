"""What can go wrong with a knowledge base?

KnowledgeError
├── FolderMissingError      the folder of articles is not there or is no folder
└── BadFileError            a file of articles or queries cannot be read as such
"""

from pathlib import Path


class KnowledgeError(Exception):
    """Base of all errors of this floor; `str()` is a sentence for logs."""


class FolderMissingError(KnowledgeError):
    """There is no folder where the articles should be."""

    def __init__(self, folder: Path) -> None:
        """Keep which folder was looked for."""
        super().__init__(f"There is no folder of articles at {str(folder)!r}.")
        self.folder = folder


class BadFileError(KnowledgeError):
    """A line of a file is not what it has to be; line 0 means the file as a whole."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        """Keep where it went wrong."""
        place = f"{str(path)!r}, line {line}" if line else f"{str(path)!r}"
        super().__init__(f"{place}: {problem}.")
        self.path = path
        self.line = line
        self.problem = problem
