"""From a problem to a yes, as five people live it: on pages, without JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import asking_story as story
from tests.journeys.browsing import is_told, opens_the_notice
from tests.journeys.conftest import Parties

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


# --- her problem ----------------------------------------------------------------------


def describes_her_problem(page: Page) -> None:
    """Answer one question a screen; the five beside it come with the first."""
    page.get_by_role("link", name=re.compile("Your page")).click()
    page.get_by_role("link", name="Describe a problem").click()
    page.get_by_label("What happens?").fill(story.HAPPENS)
    expect(page.get_by_label("Where", exact=True)).to_have_value("SLE")
    page.get_by_label("A name for it").fill(story.TITLE)
    goes_on(page)
    beside = page.get_by_role("complementary", name="Countries that faced this")
    expect(beside.get_by_role("listitem")).to_have_count(5)
    page.get_by_label("To whom does it happen?").fill(story.TO_WHOM)
    goes_on(page)
    page.get_by_label("Since when?").fill(story.SINCE)
    page.get_by_label("What have you tried already?").fill(story.TRIED)
    page.get_by_role("button", name="Keep it for later").click()
    is_told(page, "Kept.")


def goes_on(page: Page) -> None:
    page.get_by_role("button", name="Keep it, and go on").click()


def goes_on_another_day(page: Page) -> None:
    """Find the draft again, and say what is left to say."""
    page.get_by_role("link", name=re.compile("Your page")).click()
    page.get_by_role("link", name=story.TITLE).click()
    for said in (story.HAPPENS, story.TO_WHOM, story.SINCE, story.TRIED):
        expect(page.get_by_text(said)).to_be_visible()
    page.get_by_role("link", name="Limits").click()
    page.get_by_label("What limits you?").fill(story.LIMITS)
    page.get_by_label("Until when do you need an answer?").fill(story.DEADLINE)
    goes_on(page)


def measures_it(page: Page) -> None:
    """Give the value of one year with the measure, and of another after it."""
    (first_year, first), (year, value) = story.VALUES.items()
    page.get_by_role("link", name="Add a measure").click()
    page.get_by_label("What is measured").fill(story.MEASURE)
    page.get_by_label(re.compile("^Unit")).fill(story.UNIT)
    gives_a_value(page, first, first_year)
    page.get_by_label("Which way is better?").select_option(label="lower is better")
    page.get_by_label(re.compile("^Place")).fill(story.PLACE)
    page.get_by_role("button", name="Keep the measure").click()
    is_told(page, "The measure is kept")
    page.get_by_role("link", name="Add a year, or change it").click()
    gives_a_value(page, value, year)
    page.get_by_role("button", name="Keep the measure").click()
    is_told(page, "The value is kept")
    rows = page.get_by_role("table").get_by_role("row")
    for known, amount in story.VALUES.items():
        row = rows.filter(has_text=str(known))
        expect(row).to_contain_text(str(amount))
        expect(row).to_contain_text(story.SOURCE)
    expect(page.locator("figure.plot")).to_be_visible()


def gives_a_value(page: Page, value: int, year: int) -> None:
    page.get_by_label(re.compile("^Value")).fill(str(value))
    page.get_by_label(re.compile("^Year")).fill(str(year))
    page.get_by_label(re.compile("^Source")).fill(story.SOURCE)


def sees_five(page: Page) -> list[str]:
    page.get_by_role("link", name="Back to all figures").click()
    page.get_by_role("link", name="Go on to the five countries").click()
    expect(page.get_by_text("these were found by words alone")).to_have_count(0)
    return page.locator(".five h2").all_inner_texts()


def saves(page: Page) -> None:
    page.get_by_role("button", name="It is ready: tell me what arrives").click()
    is_told(page, "You are told when something arrives that answers it")
    expect(page.get_by_text("only you can see it")).to_be_visible()


# --- her request ----------------------------------------------------------------------


def asks_two_countries(page: Page) -> str:
    """Begin a request out of the challenge; return the address of its page."""
    page.get_by_role("link", name="Ask for an exchange").click()
    expect(page.get_by_label("What do you need, in one line?").first).to_have_value(
        story.TITLE
    )
    expect(page.get_by_label("What is the problem?").first).to_have_value(
        re.compile(re.escape(story.HAPPENS))
    )
    page.get_by_label("Which institution asks?").first.fill(story.INSTITUTION)
    page.get_by_label("study visit").check()
    page.get_by_label("Everybody may read this: What do you need").check()
    page.get_by_label("Everybody may read this: How would you like").check()
    page.get_by_label("Country 1").fill("Rwanda")
    page.get_by_label("Country 2").fill("burundi")
    page.get_by_label("Ask all at once").check()
    page.get_by_role("button", name="Save", exact=True).click()
    is_told(page, "Saved as a draft")
    return page.url


def submits(page: Page) -> None:
    page.get_by_role("link", name="Submit", exact=True).click()
    expect(page.get_by_text("Rwanda, Burundi")).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("Agree that the desk")
    page.get_by_label("I agree that the desk").check()
    page.get_by_role("button", name="Submit").click()
    is_told(page, "Submitted. The receipt number is KX-2026-")


def reads_the_greeting(page: Page, title: str) -> None:
    opens_the_notice(page, f"Helena Duarte about {title}")
    said = page.locator(".talk")
    expect(said).to_contain_text("I am Helena Duarte, of the coordination desk")
    expect(said).to_contain_text("I take care of your request")


# --- what the others do ---------------------------------------------------------------


def endorses(page: Page, what: str) -> None:
    opens_the_notice(page, f"Sierra Leone asks: {what}")
    page.get_by_role("link", name="Endorse").click()
    page.get_by_label("Words of endorsement").fill(story.ENDORSEMENT)
    page.get_by_role("button", name="Endorse").click()
    is_told(page, "The coordination desk has it now")


def brokers(page: Page, what: str) -> None:
    """Find nothing missing, look whom to ask, and ask those whom the country named."""
    opens_the_notice(page, f"Endorsed: {what}")
    page.get_by_role("link", name="To its desk").click()
    page.get_by_role("button", name="It is complete").click()
    is_told(page, "Now decide on whom to ask")
    page.get_by_role("link", name="Decide on whom to ask").click()
    for country in ("Rwanda", "Burundi"):
        expect(page.get_by_label(country, exact=True)).to_be_checked()
    page.get_by_role("button", name="Ask them now").click()
    is_told(page, "The countries have been asked")


def declines(page: Page, what: str) -> None:
    opens_the_notice(page, f"Sierra Leone asks Rwanda: {what}")
    has_the_ball(page, "you")
    page.get_by_text("Say no, with a reason").click()
    page.get_by_label("Why").fill(story.REASON)
    page.get_by_role("button", name="Say no").click()
    is_told(page, "You said no for Rwanda")


def asks_first(page: Page, what: str) -> None:
    opens_the_notice(page, f"Sierra Leone asks Burundi: {what}")
    expect(page.get_by_role("main")).not_to_contain_text("Rwanda")
    page.get_by_text("Ask a question first", exact=True).click()
    page.get_by_label("Your question").fill(story.QUESTION)
    page.get_by_role("button", name="Ask the question", exact=True).click()
    is_told(page, "Your clock stands until they answer")
    expect(page.get_by_text("Your days to answer stand still")).to_be_visible()


def clarifies(page: Page, what: str) -> None:
    opens_the_notice(page, f"Burundi has a question: {what}")
    has_the_ball(page, "you")
    expect(answer_of(page, "Burundi")).to_contain_text("its clock stands")
    asked = page.get_by_role("region", name="Burundi asks")
    expect(asked).to_contain_text(story.QUESTION)
    asked.get_by_label("Your answer").fill(story.ANSWER)
    asked.get_by_role("button", name="Answer").click()
    is_told(page, "Burundi decides now")


def says_yes(page: Page, what: str) -> None:
    opens_the_notice(page, f"Burundi has an answer to its question: {what}")
    expect(page.get_by_text(story.ANSWER)).to_be_visible()
    page.get_by_text("Say yes, and what you can share").click()
    yes = page.locator("form").filter(
        has=page.get_by_role("button", name="Say yes", exact=True)
    )
    yes.get_by_label("What can you share?").fill(story.OFFER)
    yes.get_by_label("expert mission").check()
    yes.get_by_label("What do you bear yourselves?").fill(story.BEARS)
    yes.get_by_label("What do you need from them").fill(story.NEEDS)
    yes.get_by_role("button", name="Say yes").click()
    is_told(page, "You said yes for Burundi")


def says(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".talk")).to_contain_text(text)


# --- what she reads -------------------------------------------------------------------


def ball_on(page: Page) -> Locator:
    return page.locator(".ball")


def has_the_ball(page: Page, who: str) -> None:
    """The first thing on the page: who has it, and until when."""
    ball = ball_on(page)
    expect(ball.get_by_role("heading", name="The ball is with")).to_be_visible()
    expect(ball.locator(".who")).to_have_text(who)
    expect(ball.locator(".since")).to_contain_text(
        re.compile("since .* until ", re.DOTALL)
    )


def answer_of(page: Page, country: str) -> Locator:
    cards = page.get_by_role("region", name="The countries, and what they say")
    return cards.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name=country)
    )


def shows_what_came_of_it(page: Page) -> None:
    """Both answers side by side, the reason of the no and the offer of the yes."""
    ball = ball_on(page)
    expect(ball.get_by_role("heading", name="Where it stands")).to_be_visible()
    expect(ball).to_contain_text("Burundi said yes, and was chosen")
    expect(answer_of(page, "Rwanda")).to_contain_text(story.REASON)
    said = answer_of(page, "Burundi")
    for words in (story.OFFER, story.BEARS, story.NEEDS, story.ANSWER):
        expect(said).to_contain_text(words)


def shows_what_was_opened(page: Page, workspace: str) -> None:
    """Everybody reads title and instruments, and how far it has come; nothing else."""
    page.goto("/requests/")
    page.get_by_role("link", name=story.TITLE).click()
    assert page.url == workspace
    main = page.get_by_role("main")
    expect(main).to_contain_text(re.compile("study visit", re.IGNORECASE))
    for closed in (story.HAPPENS, story.INSTITUTION, story.REASON, "Fatmata", "Rwanda"):
        expect(main).not_to_contain_text(closed)


# --- the journey ----------------------------------------------------------------------


def test_from_a_problem_to_a_yes(
    parties: Parties, sign_in, visitor, time_passes, mails_about
):
    describes_her_problem(sign_in(parties.official))
    time_passes()
    official = sign_in(parties.official)
    goes_on_another_day(official)
    measures_it(official)
    five = sees_five(official)
    assert len(five) == len(set(five)) == 5
    assert {"Rwanda", "Burundi"} < set(five)
    saves(official)

    workspace = asks_two_countries(official)
    has_the_ball(official, "you")
    submits(official)
    has_the_ball(official, "the focal point of Sierra Leone")
    reference = workspace.rstrip("/").rpartition("/")[2]
    what = f"{reference} {story.TITLE}"
    time_passes()
    assert mails_about(parties.official, f"Received: {what}") == 1
    assert mails_about(parties.official, f"receipt number is {reference}") == 1
    reads_the_greeting(sign_in(parties.official), f"{reference}: {story.TITLE}")

    endorses(sign_in(parties.focal_point), what)
    time_passes()
    official = sign_in(parties.official)
    opens_the_notice(official, f"Endorsed: {what}")
    has_the_ball(official, "Helena Duarte, the coordination desk")
    expect(official.get_by_text(story.ENDORSEMENT).first).to_be_visible()

    brokers(sign_in(parties.officer), what)
    official.goto(workspace)
    has_the_ball(official, "Rwanda and Burundi")
    time_passes()
    assert mails_about(parties.official, f"Put to Rwanda, Burundi: {what}") == 1
    assert mails_about(parties.rwanda, f"Sierra Leone asks Rwanda: {what}") == 1
    assert mails_about(parties.burundi, f"Sierra Leone asks Burundi: {what}") == 1

    declines(sign_in(parties.rwanda), what)
    time_passes()
    assert mails_about(parties.official, story.REASON) == 1
    official = sign_in(parties.official)
    opens_the_notice(official, f"Rwanda says no: {what}")
    expect(answer_of(official, "Rwanda")).to_contain_text(story.REASON)
    has_the_ball(official, "Burundi")

    asks_first(sign_in(parties.burundi), what)
    time_passes()
    assert mails_about(parties.official, story.QUESTION) == 1
    official = sign_in(parties.official)
    clarifies(official, what)
    has_the_ball(official, "Burundi")
    time_passes()
    assert mails_about(parties.burundi, story.ANSWER) == 1

    says_yes(sign_in(parties.burundi), what)
    time_passes()
    assert mails_about(parties.official, f"Burundi says yes: {what}") == 1
    official = sign_in(parties.official)
    opens_the_notice(official, f"Burundi shares with Sierra Leone: {what}")
    shows_what_came_of_it(official)

    official.get_by_role("link", name="Conversations").click()
    official.get_by_role("link", name="Burundi").click()
    says(official, story.MESSAGE)
    time_passes()
    assert mails_about(parties.burundi, story.MESSAGE) == 1
    burundi = sign_in(parties.burundi)
    opens_the_notice(burundi, f"Fatmata Kamara about {reference}")
    says(burundi, story.REPLY)
    time_passes()
    assert mails_about(parties.official, story.REPLY) == 1
    assert mails_about(parties.rwanda, story.MESSAGE) == 0

    shows_what_was_opened(visitor, workspace)
