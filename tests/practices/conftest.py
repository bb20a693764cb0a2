"""What tests of several parts of the knowledge begin with."""

from collections.abc import Callable

import pytest

from practices import embedding, lexemes, reading
from tests.practices.world import WORLD


@pytest.fixture
def no_encoder(monkeypatch) -> Callable[[], None]:
    """Take the encoder away; calling the fixture brings it back."""

    def away(*args, **kwargs):
        raise embedding.EncoderFailed("away")

    reading.meaning_of.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(embedding, "encode", away)
        yield patch.undo


class Remembering(embedding.WheelEncoder):
    """The real encoder, which keeps what it has once made for the tests of this process."""

    kept = {}  # noqa: RUF012

    def encode(self, texts, *, kind):
        new = [text for text in dict.fromkeys(texts) if (kind, text) not in self.kept]
        if new:
            rows = super().encode(new, kind=kind)
            self.kept |= {
                (kind, text): row for text, row in zip(new, rows, strict=True)
            }
        return embedding.np.stack([self.kept[kind, text] for text in texts])


@pytest.fixture(scope="module")
def one_encoder():
    return Remembering()


@pytest.fixture
def encoder(monkeypatch, one_encoder):
    monkeypatch.setattr(embedding, "encoder", lambda: one_encoder)


@pytest.fixture
def world(encoder, make_practice, embedded):
    """Twelve practices with their vectors, by the country that leads on each."""
    made = {row["countries"][0]: make_practice(**row) for row in WORLD}
    embedded()
    lexemes.count()
    return made


@pytest.fixture
def broken(monkeypatch):
    """An encoder that fails, and nothing remembered of what it made before."""

    class Broken:
        name = "broken"

        def encode(self, texts, *, kind):
            raise OSError("the model is gone")

    def switch():
        reading.meaning_of.cache_clear()
        monkeypatch.setattr(embedding, "encoder", Broken)

    yield switch
    reading.meaning_of.cache_clear()
