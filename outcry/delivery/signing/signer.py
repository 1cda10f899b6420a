"""What a worker holds to sign with: the pair in use, read anew when another one is."""

from pathlib import Path

from outcry.delivery.signing.dkim import signed
from outcry.delivery.signing.keys import SigningKey, change_mark, number_in_use, pair


class Signer:
    """Signs mail with the keys of one folder; leaves it as it is where no pair is in use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int] | None = None
        self._keys: tuple[SigningKey, ...] = ()

    def look(self) -> None:
        """See whether another pair is in use. Raise SigningKeyUnfit: then nothing may leave, for receivers expect a signature."""
        if (mark := change_mark(self._folder)) != self._seen:
            number = number_in_use(self._folder)
            self._keys = () if number is None else pair(self._folder, number)
            self._seen = mark

    def signed(self, content: bytes, *, sender: str) -> bytes:
        """The mail as it leaves. The domain of its envelope's sender is that of its From, and signs."""
        return signed(content, domain=sender.rpartition("@")[2], keys=self._keys) if self._keys else content
