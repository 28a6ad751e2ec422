"""Where does the program begin?"""

from bot.cli import program


def main() -> None:
    """Run the command that was typed."""
    program()(prog_name="firstline")


if __name__ == "__main__":
    main()
