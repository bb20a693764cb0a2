"""How common each lexeme is, so that a question's rare words can be told from its common ones."""

from django.db import connection, transaction

SAMPLE = 50_000  # practices; ts_stat over these takes well under a second


def count() -> int:
    """
    Count in how many practices each lexeme stands, on a sample of at most 50,000.

    Counts are scaled to all practices. Lexemes that stand in one practice alone are
    left out of large samples: what is not listed is rare. Return how many are listed.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM practices_searchentry")
        total = cursor.fetchone()[0]
        share = min(1.0, SAMPLE / max(total, 1))
        source = "SELECT words FROM practices_searchentry"
        if share < 1:
            source += f" TABLESAMPLE SYSTEM ({100 * share:.4f}) REPEATABLE (7)"
        cursor.execute("LOCK TABLE practices_lexemecount IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM practices_lexemecount")
        cursor.execute(
            """
            INSERT INTO practices_lexemecount (lexeme, practices)
            SELECT word, ceil(ndoc / %s) FROM ts_stat(%s)
            WHERE length(word) <= 200 AND (ndoc > 1 OR %s)
            """,
            [share, source, total <= SAMPLE],
        )
        return int(cursor.rowcount)
