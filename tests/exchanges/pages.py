"""Where the pages of a request are, and how tests read what comes back."""

from django.urls import reverse

LETTER = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def said(answer, status=422):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def at(exchange_request, verb=""):
    name = f"exchanges:request_{verb}" if verb else "exchanges:request"
    return reverse(name, args=[exchange_request.reference])


def now(row):
    return type(row).objects.get(pk=row.pk)
