"""
The words of practices, as PostgreSQL keeps them.

Each language has a configuration ``counterpart_<code>`` of its own, with ``unaccent``
before the stemmer; languages without a stemmer share ``counterpart_simple``. Chinese
and Japanese are written without spaces: their runs are cut into overlapping pairs.
"""

from django.db import migrations

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "ms": "indonesian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
"""

FUNCTIONS = """
CREATE FUNCTION searchable(body text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN body ~ '[぀-ヿ㐀-鿿]' THEN
        regexp_replace(body, '([぀-ヿ㐀-鿿]{2})', '\\1 ', 'g') || ' ' ||
        regexp_replace(
            regexp_replace(body, '(^|[^぀-ヿ㐀-鿿])[぀-ヿ㐀-鿿]', '\\1 ', 'g'),
            '([぀-ヿ㐀-鿿]{2})', ' \\1 ', 'g')
    ELSE body END
$$;
"""

def configurations() -> str:
    """Return the statements that make a text-search configuration for each language."""
    made = [_configuration("simple", "simple", "simple")]
    made += [
        _configuration(code, stemmer, f"{stemmer}_stem")
        for code, stemmer in STEMMERS.items()
    ]
    return "\n".join(made)


def chooser() -> str:
    """Return the function that names a language's configuration."""
    cases = "\n".join(
        f"        WHEN '{code}' THEN 'counterpart_{code}'::regconfig" for code in STEMMERS
    )
    return f"""
CREATE FUNCTION search_config(code text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE code
{cases}
        ELSE 'counterpart_simple'::regconfig
    END
$$;
"""


def _configuration(code: str, parent: str, dictionary: str) -> str:
    return f"""
CREATE TEXT SEARCH CONFIGURATION counterpart_{code} (COPY = {parent});
ALTER TEXT SEARCH CONFIGURATION counterpart_{code}
    ALTER MAPPING FOR hword, hword_part, word, asciihword, asciiword, hword_asciipart
    WITH unaccent, {dictionary};
"""


class Migration(migrations.Migration):
    dependencies = ()
    operations = (
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(configurations(), migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS + chooser(), migrations.RunSQL.noop),
    )
