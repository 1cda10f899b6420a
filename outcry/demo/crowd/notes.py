"""How far each made-up supporter has come, so that an interrupted walk goes on where it stopped."""

from pathlib import Path

from outcry.demo.standin.journal import Journal

SUBMITTED = "submitted"
CONFIRMED = "confirmed"


class Notes:
    """One file per data folder, a line per step. Seed and number name a person."""

    def __init__(self, path: Path) -> None:
        self._journal = Journal(path)

    @classmethod
    def of(cls, data: Path) -> "Notes":
        return cls(data / "demo" / "supporters.jsonl")

    def steps(self, *, appeal: str, seed: int) -> dict[int, str]:
        """The last step of each person who has begun."""
        lines = (line for line in self._journal.read() if (line.get("appeal"), line.get("seed")) == (appeal, seed))
        return {int(line["number"]): str(line["step"]) for line in lines}

    def write(self, *, appeal: str, seed: int, number: int, step: str) -> None:
        self._journal.write({"appeal": appeal, "seed": seed, "number": number, "step": step})
