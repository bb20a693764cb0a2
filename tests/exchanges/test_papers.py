"""Papers beside a request: who attaches them, and who reads which."""

import io

import pytest
from django.core.exceptions import PermissionDenied

from exchanges import lifecycle, papers
from exchanges.models import CountryProcedure
from outbox.models import Event
from practices.uploads import Refused

LETTER = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def attach(exchange_request, by, *, name="Letter.pdf", invitation=None, **more):
    return papers.attach(
        exchange_request,
        invitation=invitation,
        name=name,
        file=io.BytesIO(LETTER),
        size=len(LETTER),
        by=by,
        **more,
    )


def names(person, exchange_request):
    return [row.name for row in papers.readable_by(person, exchange_request)]


def test_a_paper_of_the_request_is_read_by_all_who_see_it(offered, official, ecuador):
    paper = attach(offered, official, of_request=True)

    assert names(ecuador, offered) == ["Letter.pdf"]
    assert (paper.kind, paper.size) == ("pdf", len(LETTER))
    assert Event.objects.about(offered).last().facts["name"] == "Letter.pdf"


def test_a_paper_of_one_conversation_is_not_read_by_another_country(
    offered, to_ecuador, ecuador, nepal, official, officer, colleague
):
    attach(offered, ecuador, invitation=to_ecuador, name="Offer.pdf")

    assert names(ecuador, offered) == ["Offer.pdf"]
    assert names(official, offered) == names(officer, offered) == ["Offer.pdf"]
    assert names(nepal, offered) == names(colleague, offered) == []


def test_a_paper_for_the_desk_is_not_read_by_the_countries_asked(
    offered, official, officer, ecuador
):
    attach(offered, official, name="Budget.pdf")

    assert names(officer, offered) == ["Budget.pdf"]
    assert names(ecuador, offered) == []


def test_a_stranger_attaches_nothing(
    offered, to_ecuador, nepal, colleague, person_with
):
    for stranger in (nepal, colleague, person_with("official", "KEN")):
        with pytest.raises(PermissionDenied, match="take part in the conversation"):
            attach(offered, stranger, invitation=to_ecuador)
    assert not offered.papers.exists()


def test_the_same_paper_is_kept_once_in_its_place(offered, official):
    first = attach(offered, official, of_request=True)
    assert attach(offered, official, of_request=True, name="Again.pdf") == first
    assert attach(offered, official) != first


def test_what_is_not_what_it_says_is_refused(offered, official):
    with pytest.raises(Refused, match="not what its name says"):
        attach(offered, official, name="Letter.docx")


def test_a_letter_on_which_an_endorsement_rests_stays(draft, official, focal_point):
    CountryProcedure.objects.create(
        country_id="SLE", endorsement_wanted=True, letter_wanted=True
    )
    waiting = lifecycle.submit(draft, by=official, consents=True)
    letter = attach(waiting, focal_point, of_request=True)
    lifecycle.endorse(waiting, by=focal_point, letter=letter)

    with pytest.raises(papers.InUse):
        papers.remove(letter, by=focal_point)


def test_whoever_attached_a_paper_takes_it_off(offered, official, officer):
    paper = attach(offered, official, of_request=True)
    with pytest.raises(PermissionDenied):
        papers.remove(paper, by=officer)

    papers.remove(paper, by=official)

    assert names(official, offered) == []
