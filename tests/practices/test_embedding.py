"""Vectors: made once for each practice by either encoder, and again when a text changes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from django.db import connection
from werkzeug import Response

from practices import embedding, loading, tasks
from practices.embedding import EncoderFailed
from practices.models import DIMENSIONS, SearchEntry

PATH = "/v1/embeddings"


class Counting:
    """An encoder that is quick, and remembers what it was asked."""

    name = "counting"

    def __init__(self):
        self.asked = []

    def encode(self, texts, *, kind):
        self.asked += [(kind, text) for text in texts]
        return np.stack([row_for(text) for text in texts])


def row_for(text):
    """Return a vector of length one that is the same for the same text."""
    row = np.zeros(DIMENSIONS, dtype=np.float32)
    row[sum(text.encode()) % DIMENSIONS] = 1
    return row


@pytest.fixture
def counting(monkeypatch):
    encoder = Counting()
    monkeypatch.setattr(embedding, "encoder", lambda: encoder)
    return encoder


@pytest.fixture
def endpoint(httpserver, settings):
    """A server of embeddings that the settings name."""
    settings.EMBEDDINGS_URL = httpserver.url_for(PATH)
    settings.EMBEDDINGS_KEY = "a key"
    embedding.encoder.cache_clear()
    yield httpserver
    embedding.encoder.cache_clear()


def waiting():
    return SearchEntry.objects.waiting(embedding.recipe())


# --- what waits ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_vector_carries_what_it_was_made_with(counting, practice):
    assert waiting().count() == 1

    assert embedding.embed_waiting() == 1

    entry = SearchEntry.objects.get()
    assert entry.recipe == embedding.recipe()
    assert "counting" in entry.recipe
    assert embedding.offsets().version in entry.recipe
    assert np.linalg.norm(entry.vector) == pytest.approx(1, abs=0.01)


@pytest.mark.django_db
def test_nothing_is_embedded_twice(counting, practice):
    tasks.embed()
    asked = len(counting.asked)

    assert tasks.embed() == 0
    assert len(counting.asked) == asked == 2


@pytest.mark.django_db
def test_a_practice_is_read_as_a_passage_and_its_problem_as_a_question(
    counting, make_practice
):
    told, untold = make_practice(), make_practice(problem="")

    embedding.embed_waiting()

    assert counting.asked == [
        ("passage", embedding.passage_of(told)),
        ("passage", embedding.passage_of(untold)),
        ("query", told.problem),
    ]


@pytest.mark.django_db
def test_a_text_that_changed_is_embedded_again(counting, practice):
    embedding.embed_waiting()

    practice.problem = "Wells run dry."
    practice.save()

    assert waiting().get().pk == practice.pk
    embedding.embed_waiting()
    assert ("query", "Wells run dry.") in counting.asked


@pytest.mark.django_db
def test_another_encoder_makes_all_vectors_again(counting, practice):
    embedding.embed_waiting()
    assert not waiting().exists()

    counting.name = "counting-2"

    assert waiting().count() == 1


@pytest.mark.django_db
def test_a_long_queue_is_worked_off_in_small_batches(counting, make_practice):
    for _ in range(5):
        make_practice()

    assert embedding.embed_waiting(limit=3) == 3
    assert embedding.embed_waiting(limit=3) == 2
    assert embedding.embed_waiting(limit=3) == 0


@pytest.mark.django_db
def test_an_encoder_that_fails_leaves_all_of_them_waiting(monkeypatch, practice):
    monkeypatch.setattr(Counting, "encode", lambda *_args, **_options: 1 / 0)
    monkeypatch.setattr(embedding, "encoder", Counting)

    with pytest.raises(EncoderFailed, match="division by zero"):
        tasks.embed()

    assert waiting().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_embed_each_practice_once(monkeypatch, make_practice):
    for number in range(6):
        make_practice(title=f"Practice {number}", problem="")
    both_hold_rows = Barrier(2, timeout=10)

    class Meeting(Counting):
        def encode(self, texts, *, kind):
            both_hold_rows.wait()
            return super().encode(texts, kind=kind)

    encoder = Meeting()
    monkeypatch.setattr(embedding, "encoder", lambda: encoder)

    def work(_):
        try:
            return embedding.embed_waiting(limit=3)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(work, range(2)))

    assert done == [3, 3]
    assert len(set(encoder.asked)) == len(encoder.asked) == 6
    assert not waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_publishing_wakes_the_worker(monkeypatch, make_practice):
    woken = []
    monkeypatch.setattr(loading, "nudge", woken.append)

    make_practice()

    assert woken == ["practices.embed"]


# --- an endpoint ---------------------------------------------------------------------------


def test_an_endpoint_is_asked_as_openai_is_and_its_rows_are_put_in_order(endpoint):
    endpoint.expect_ordered_request(
        PATH,
        method="POST",
        json={
            "model": "multilingual-e5-small",
            "input": ["query: wells", "query: roads"],
        },
        headers={"Authorization": "Bearer a key"},
    ).respond_with_json(
        {
            "object": "list",
            "data": [
                {"index": 1, "embedding": (3 * row_for("roads")).tolist()},
                {"index": 0, "embedding": (2 * row_for("wells")).tolist()},
            ],
        }
    )

    rows = embedding.encode(["wells", "roads"], kind="query")

    assert (rows == np.stack([row_for("wells"), row_for("roads")])).all()


def test_vectors_of_an_endpoint_have_a_recipe_of_their_own(endpoint):
    assert "/endpoint/" in embedding.recipe()


@pytest.mark.parametrize(
    "answer",
    [
        Response("overloaded", status=503),
        Response("<html>not what was asked</html>"),
        Response('{"error": "no such model"}'),
        Response('{"data": []}'),
        Response('{"data": [{"index": 0, "embedding": [0.1, 0.2]}]}'),
        Response('{"data": [{"index": 0, "embedding": [' + "NaN," * 383 + "NaN]}]}"),
    ],
    ids=["status", "page", "error", "nothing", "another model", "no numbers"],
)
def test_an_endpoint_that_does_not_give_vectors_is_an_encoder_that_failed(
    endpoint, answer
):
    endpoint.expect_request(PATH).respond_with_response(answer)

    with pytest.raises(EncoderFailed):
        embedding.encode(["wells"], kind="query")


def test_an_endpoint_that_is_not_there_is_an_encoder_that_failed(settings, endpoint):
    settings.EMBEDDINGS_URL = "http://127.0.0.1:1/v1/embeddings"

    with pytest.raises(EncoderFailed, match="refused"):
        embedding.encode(["wells"], kind="passage")


@pytest.mark.django_db
def test_practices_are_embedded_through_an_endpoint(endpoint, practice):
    def answer(request):
        rows = [
            {"index": place, "embedding": row_for(text).tolist()}
            for place, text in enumerate(request.json["input"])
        ]
        return Response(embedding.json.dumps({"data": rows}))

    endpoint.expect_request(PATH).respond_with_handler(answer)

    assert embedding.embed_waiting() == 1
    assert "/endpoint/" in SearchEntry.objects.get().recipe


# --- languages ---------------------------------------------------------------------------------


ROADS = {
    "en": "Every rainy season the bridges are washed away and farmers in the hills cannot "
    "bring their harvest to the market for several months.",
    "fr": "À chaque saison des pluies les ponts sont emportés et les paysans des collines ne "
    "peuvent plus porter leur récolte au marché pendant plusieurs mois.",
    "es": "En cada temporada de lluvias se caen los puentes y los campesinos de la sierra no "
    "pueden llevar su cosecha al mercado durante varios meses.",
    "ar": "في كل موسم أمطار تنهار الجسور ولا يستطيع المزارعون في التلال نقل محاصيلهم إلى السوق "
    "لعدة أشهر.",
}
CLINIC = "Mothers die in childbirth because the nearest clinic is a day's walk from the village."


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_the_same_in_two_languages_is_nearer_than_another_thing_in_one(language):
    texts = [ROADS["en"], ROADS[language], CLINIC]
    raw = embedding.encode(texts, kind="query")

    road, same, other = embedding.centred(raw, ["en", language, "en"], kind="query")

    assert road @ same > road @ other + 0.3
    assert raw[0] @ raw[1] < raw[0] @ raw[2] + 0.3


def test_a_language_that_is_not_known_is_left_as_it_is():
    rows = np.stack([row_for("x")])

    assert (embedding.aligned(rows, ["xx"], kind="passage") == rows).all()
