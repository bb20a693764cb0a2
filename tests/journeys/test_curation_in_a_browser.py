"""The life of one practice as five people live it: on pages, without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import story
from tests.journeys.browsing import is_told, opens_the_notice
from tests.journeys.conftest import Cast, Somebody

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

# --- the steps ------------------------------------------------------------------------


def offers_an_idea(page: Page) -> None:
    page.get_by_role("link", name="Curation").click()
    page.get_by_role("link", name="Offer a practice").click()
    page.get_by_label("What was done, in a line").fill(story.TITLE)
    expect(page.get_by_label("Where")).to_have_value("SLE")
    page.get_by_label("Which problem did it answer?").fill(story.IDEA["problem"])
    page.get_by_label("What did you do, and what came of it?").fill(
        story.IDEA["summary"]
    )
    page.get_by_label("Which hub should look at it?").select_option(
        label="Mano River Health Hub"
    )
    page.get_by_role("button", name="Offer it").click()
    is_told(page, "you will hear")


def curates(page: Page, reviewer: Somebody) -> None:
    opens_the_notice(page, f"An idea to shape: {story.TITLE}")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("How it works").fill(story.APPROACH)
    page.get_by_label("Step by step").fill("\n".join(story.STEPS))
    page.get_by_label("Themes").fill("3.8")
    page.get_by_label("What did you change?").fill(story.NOTE_OF_THE_CURATOR)
    page.get_by_role("button", name="Save and submit for review").click()
    is_told(page, "submitted for review")
    page.get_by_label("Of your hub").select_option(
        label=f"{reviewer.name} (0 reviews wait)"
    )
    page.get_by_role("button", name="Ask", exact=True).click()
    is_told(page, f"{reviewer.name} is asked to review it")


def reviews(page: Page, verdict: str, reason: str) -> None:
    """Answer every question with a comment, and decide."""
    opens_the_notice(page, f"You are asked to review: {story.TITLE}")
    page.get_by_role("link", name="Review", exact=True).click()
    expect(page.get_by_role("form", name="Questions")).to_be_visible()
    for question in page.get_by_role("group").all()[:-1]:
        question.get_by_label("Partly").check()
        question.get_by_label("Comment").fill("As far as I see.")
    page.get_by_label(verdict, exact=True).check()
    page.get_by_label("Why").fill(reason)
    page.get_by_role("button", name="Decide").click()
    is_told(page, "Its authors will hear")


def changes_it_and_submits_again(page: Page) -> None:
    opens_the_notice(page, f"Changes requested: {story.TITLE}")
    expect(page.get_by_text(story.CHANGES_WANTED).first).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("What went wrong").fill(story.WENT_WRONG)
    page.get_by_label("What did you change?").fill(story.NOTE_OF_THE_AUTHOR)
    page.get_by_role("button", name="Save and submit for review").click()
    is_told(page, "submitted for review")


def asks(page: Page) -> list[str]:
    """Describe the problem of India; return the titles of what answers it."""
    page.goto("/")
    page.get_by_label("Describe the problem you face").fill(story.PROBLEM)
    page.get_by_label("Your country").select_option(label="India")
    page.get_by_role("button", name="Show me five countries").click()
    expect(page.get_by_text("was found by words alone")).to_have_count(0)
    return page.locator(".five .titled").all_inner_texts()


def gives_feedback(page: Page) -> None:
    page.get_by_role("link", name="Say what it is worth to you").click()
    page.get_by_role("radio", name="useful", exact=True).check()
    page.get_by_role("radio", name="mean to try it").check()
    page.get_by_label("What would have to change?").fill(story.TO_CHANGE)
    page.get_by_label("What would you like to ask?").fill(story.QUESTION)
    page.get_by_role("button", name="Give feedback").click()
    is_told(page, "The custodian has been told")


def replies(page: Page) -> None:
    opens_the_notice(page, f"Feedback on “{story.TITLE}” from India")
    page.get_by_text("Reply – India").click()
    page.get_by_label("Your reply").fill(story.REPLY)
    page.get_by_role("button", name="Reply for all to read").click()
    is_told(page, "Your reply is shown")


def revises(page: Page) -> None:
    page.get_by_role("link", name=story.TITLE).first.click()
    page.get_by_role("link", name="To its desk").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Sixty seconds").fill(story.SHORTER)
    page.get_by_label("What did you change?").fill(story.NOTE_OF_THE_REVISION)
    page.get_by_role("button", name="Save", exact=True).click()
    is_told(page, "Saved")


def translates(page: Page) -> None:
    page.goto("/practices/")
    page.get_by_role("searchbox").fill("antivenom")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name=story.TITLE).click()
    page.get_by_role("link", name="Other languages").click()
    page.get_by_role("link", name=re.compile("Write.*French")).click()
    page.get_by_label("Title – French").fill(story.TITLE_IN_FRENCH)
    page.get_by_label("Sixty seconds – French").fill(story.SUMMARY_IN_FRENCH)
    page.get_by_role("button", name="Save as a draft").click()
    is_told(page, "The hub has been told")


def publishes_the_translation(page: Page) -> None:
    opens_the_notice(
        page, f"A translation of “{story.TITLE}” waits to be published: French"
    )
    page.get_by_role("button", name="Publish the saved draft").click()
    is_told(page, "It is published")


def archives(page: Page) -> None:
    opens_the_notice(page, f"A review is overdue by thirty days: “{story.TITLE}”")
    page.get_by_role("link", name="To its desk").click()
    page.locator("summary").get_by_text("Archive", exact=True).click()
    page.locator("#archive-reason").fill(story.WHY_ARCHIVED)
    page.get_by_role("button", name="Archive", exact=True).click()
    is_told(page, "Archived")


# --- what everybody reads -------------------------------------------------------------


def shows_what_was_done(page: Page, practice: str) -> None:
    """What changed, what others say, and who keeps it; names only for the signed-in."""
    page.goto(practice)
    main = page.get_by_role("main")
    expect(page.get_by_role("region", name="What changed")).to_contain_text(
        story.NOTE_OF_THE_REVISION
    )
    voices = page.get_by_role("region", name="What others say")
    expect(voices).to_contain_text("India")
    expect(voices).to_contain_text(story.QUESTION)
    expect(voices).to_contain_text(story.REPLY)
    expect(main).to_contain_text(story.SHORTER)
    expect(main).to_contain_text(story.WENT_WRONG)
    expect(main).to_contain_text("Mano River Health Hub")
    expect(main).not_to_contain_text("Lakshmi")
    expect(main).not_to_contain_text(story.CHANGES_WANTED)


def can_be_read_in_french(page: Page, practice: str) -> None:
    page.goto(practice)
    expect(page.get_by_role("heading", level=1)).to_have_text(story.TITLE_IN_FRENCH)
    expect(page.get_by_text(story.SUMMARY_IN_FRENCH)).to_be_visible()


def is_greyed(page: Page, practice: str) -> None:
    page.goto(practice)
    expect(page.get_by_text("its review was due on")).to_be_visible()
    expect(page.locator("article.stale")).to_be_visible()


def is_archived(page: Page, practice: str) -> None:
    page.goto(practice)
    notice = page.get_by_text("This practice is archived")
    expect(notice).to_contain_text(story.WHY_ARCHIVED)
    expect(page.get_by_text("its review was due on")).to_have_count(0)
    expect(page.locator("article.stale")).to_have_count(0)


# --- the journey ----------------------------------------------------------------------


def test_from_an_idea_to_the_archive(
    cast: Cast, sign_in, visitor, new_page, time_passes, mails_about
):
    assert story.TITLE not in asks(visitor)

    offers_an_idea(sign_in(cast.official))
    time_passes()
    assert mails_about(cast.curator, "An idea to shape") == 1

    curates(sign_in(cast.curator), cast.reviewer)
    time_passes()
    assert mails_about(cast.reviewer, "You are asked to review") == 1

    reviews(sign_in(cast.reviewer), "Changes requested", story.CHANGES_WANTED)
    time_passes()
    assert mails_about(cast.official, story.CHANGES_WANTED) == 1
    assert story.TITLE not in asks(visitor)

    changes_it_and_submits_again(sign_in(cast.official))
    time_passes()
    reviews(sign_in(cast.reviewer), "Publish", story.VERDICT)
    time_passes()
    opens_the_notice(sign_in(cast.official), f"Published: {story.TITLE}")

    reader = sign_in(cast.reader)
    assert asks(reader)[0] == story.TITLE
    reader.get_by_role("link", name=f"Read {story.TITLE}").click()
    gives_feedback(reader)
    time_passes()
    assert mails_about(cast.curator, story.QUESTION) == 1

    curator = sign_in(cast.curator)
    replies(curator)
    revises(curator)
    time_passes()
    reader = sign_in(cast.reader)
    opens_the_notice(reader, f"A reply to what you said of “{story.TITLE}”")
    expect(reader.get_by_text(story.REPLY)).to_be_visible()
    assert mails_about(cast.reader, story.REPLY) == 1

    translates(sign_in(cast.translator))
    time_passes()
    publishes_the_translation(sign_in(cast.curator))
    time_passes()
    translator = sign_in(cast.translator)
    opens_the_notice(
        translator, f"“{story.TITLE}” can be read in your language: French"
    )
    practice = translator.url
    shows_what_was_done(visitor, practice)
    can_be_read_in_french(new_page("fr", java_script_enabled=False), practice)

    time_passes(days=2 * 366 + 31)
    time_passes(days=7)
    overdue = f"A review is overdue by thirty days: “{story.TITLE}”"
    assert mails_about(cast.official, overdue) == 1
    is_greyed(visitor, practice)
    assert asks(visitor)[0] == story.TITLE

    archives(sign_in(cast.curator))
    time_passes()
    opens_the_notice(sign_in(cast.official), f"Archived: {story.TITLE}")
    assert mails_about(cast.official, story.WHY_ARCHIVED) == 1
    is_archived(visitor, practice)
    assert story.TITLE not in asks(visitor)
