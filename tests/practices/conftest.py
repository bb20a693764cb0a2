"""What tests of several parts of the knowledge begin with."""

from collections.abc import Callable

import pytest

from practices import embedding, reading


@pytest.fixture
def no_encoder(monkeypatch) -> Callable[[], None]:
    """Take the encoder away; calling the fixture brings it back."""

    def away(*args, **kwargs):
        raise embedding.EncoderFailed("away")

    reading.meaning_of.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(embedding, "encode", away)
        yield patch.undo
