"""
How the database keeps the words of published practices, whoever writes them.

The functions and the configurations ``counterpart_<language>`` that this trigger uses
are made by the first migration.
"""

CONFIGURATIONS = ("simple", "ar", "en", "es", "fr", "hi", "id", "pt", "ru", "tr")

# One query of all configurations, so that the index on words answers it.
ANY_LANGUAGE = " || ".join(
    f"plainto_tsquery('counterpart_{code}', searchable(%s))" for code in CONFIGURATIONS
)

KEEP_SEARCH_ENTRY = """
    IF NEW.status <> 'published' THEN
        DELETE FROM practices_searchentry WHERE practice_id = NEW.id;
        RETURN NULL;
    END IF;
    INSERT INTO practices_searchentry
        (practice_id, config, words, country_codes, approach_type, recipe)
    SELECT
        NEW.id,
        search_config(NEW.language),
        setweight(to_tsvector(search_config(NEW.language), searchable(NEW.title)), 'A') ||
        setweight(to_tsvector(search_config(NEW.language), searchable(NEW.problem)), 'B') ||
        setweight(to_tsvector(search_config(NEW.language), searchable(
            concat_ws(E'\\n', NEW.summary, NEW.approach, NEW.results, NEW.context))), 'C'),
        NEW.country_codes,
        NEW.approach_type,
        ''
    ON CONFLICT (practice_id) DO UPDATE SET
        config = excluded.config,
        words = excluded.words,
        country_codes = excluded.country_codes,
        approach_type = excluded.approach_type,
        recipe = '';
    RETURN NULL;
"""
