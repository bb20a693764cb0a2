"""Where the pages of one practice are, and what its editor sends."""

from django.urls import reverse

from practices.content import content_of
from practices.models import Practice
from practices.typed import Values


def typed(practice, **fields):
    """What the editor's form sends: the text as saved, but for these fields."""
    saved = Practice.objects.with_everything().get(pk=practice.pk)
    values = Values.of(content_of(saved))
    form = values.main | {
        "version": str(practice.version),
        "sources-rows": str(len(values.sources)),
        "outcomes-rows": str(len(values.outcomes)),
    }
    for i, row in enumerate(values.sources):
        form |= {f"source-{i}-{name}": text for name, text in row.items()}
    for i, row in enumerate(values.outcomes):
        figures = row.pop("values")
        form |= {f"outcome-{i}-{name}": text for name, text in row.items()}
        form[f"outcome-{i}-values-rows"] = str(len(figures))
        for j, value in enumerate(figures):
            form |= {f"outcome-{i}-value-{j}-{name}": v for name, v in value.items()}
    return form | fields


def edit_url(practice):
    return reverse("practices:edit", args=[practice.slug])


def desk_url(practice):
    return reverse("practices:desk", args=[practice.slug])
