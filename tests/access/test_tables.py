"""Every route has a row, and every row a route."""

from tests.access.routes import routes
from tests.access.tables import ALL, rows_for


def test_every_route_has_a_row():
    without = [route.name for route in routes() if not rows_for(route)]

    assert without == [], "say in tests/access/*.yaml who may go there (see tables.py)"


def test_every_row_has_a_route():
    known = routes()
    stray = [row.name for row in ALL if not any(row.covers(route) for route in known)]

    assert stray == []
