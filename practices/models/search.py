"""What matching and search know: the words and the meaning of published practices."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.expressions import RawSQL
from pgvector.django import HalfVectorField, HnswIndex

from practices.search_sql import ANY_LANGUAGE

DIMENSIONS = 384  # of multilingual-e5-small


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def waiting(self, recipe: str) -> Self:
        """Return those whose vector is missing, or made by another recipe."""
        return self.exclude(recipe=recipe)

    def saying(self, words: str) -> Self:
        """Return those with all the words, as any language's stemmer reads them."""
        sql = f"words @@ ({ANY_LANGUAGE})"
        said = RawSQL(  # noqa: S611  (constants; the words are a parameter)
            sql, [words] * ANY_LANGUAGE.count("%s"), output_field=models.BooleanField()
        )
        return self.filter(said)


class SearchEntry(models.Model):
    """
    What matching knows of a published practice: its words and its meaning.

    A trigger of the database keeps words and countries; ``practices.embedding`` adds
    the vector. ``recipe`` names model, engine and version of the offsets; empty,
    while the vector waits to be made or made again.
    """

    practice = models.OneToOneField(
        "practices.Practice",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_entry",
    )
    config = models.CharField(max_length=40)
    words = SearchVectorField()
    country_codes = ArrayField(models.CharField(max_length=3))
    approach_type = models.CharField(max_length=24)
    vector = HalfVectorField(dimensions=DIMENSIONS, null=True)
    recipe = models.CharField(max_length=80, blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"
        indexes: ClassVar[Any] = (
            GinIndex(fields=("words",), name="search_by_words", fastupdate=False),
            HnswIndex(
                fields=("vector",),
                name="search_by_meaning",
                m=16,
                ef_construction=64,
                opclasses=("halfvec_cosine_ops",),
            ),
            models.Index(fields=("recipe",), name="search_by_recipe"),
        )

    def __str__(self) -> str:
        return str(self.practice_id)


class LexemeCount(models.Model):
    """In how many practices a lexeme stands, counted on a sample now and then."""

    lexeme = models.CharField(max_length=200, primary_key=True)
    practices = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.lexeme
