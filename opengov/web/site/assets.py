"""The files that the pages need: style sheets, icons, the social card, the map. Each at an address of its own
content, so that it can be kept for ever and a new one is never missed.
"""

from dataclasses import replace
from hashlib import sha256
from importlib import resources
from mimetypes import guess_type

from opengov.web.site.shelf import Answer


class Assets:
    """The files of ``web/static``, read once, and what was drawn at start (``drawn``, by name)."""

    def __init__(self, drawn: dict[str, bytes]) -> None:
        files = {
            file.name: file.read_bytes()
            for file in resources.files("opengov.web").joinpath("static").iterdir()
        }
        self._answers = {
            name: Answer(body, _kind(name), lasting=True).packed() for name, body in (files | drawn).items()
        }
        self.addresses = {
            name: f"/assets/{_digest(answer.plain)}/{name}" for name, answer in self._answers.items()
        }

    def address(self, name: str) -> str:
        """Where the file of that name is; KeyError if there is none."""
        return self.addresses[name]

    def answer(self, digest: str, name: str) -> Answer | None:
        """The file, if ``digest`` is what it is now."""
        known = self.addresses.get(name) == f"/assets/{digest}/{name}"
        return self._answers[name] if known else None

    def plain(self, name: str) -> Answer:
        """The file for an address that does not change (``/favicon.ico``)."""
        found = self._answers[name]
        return replace(found, lasting=False)


def _digest(body: bytes) -> str:
    return sha256(body).hexdigest()[:12]


def _kind(name: str) -> str:
    kind = guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind == "image/svg+xml" else kind
