"""The first words of a job's kit, made from what is known about the job. The desk makes them its own."""

from __future__ import annotations

from hub.kits.rules import SuggestionData, TextData
from hub.networks.rules import Network
from hub.recruitment.models import Job

# Danish in the code and not in the catalog: these are texts of a kit, in the kit's language and not the reader's.
_WHY = "Vi søger en ny kollega. De fleste hører om deres næste job gennem nogen, de kender."
_DOS = "Fortæl med dine egne ord, hvad der er godt ved at arbejde hos os\nSkriv, at du arbejder her"
_DONTS = "Lov ikke noget om løn, vagter eller ansættelse\nSkriv ikke om borgere eller kolleger uden deres ja"


def texts(job: Job) -> TextData:
    """The Danish texts: why, do's and don'ts, and the facts of the advertisement."""
    facts = [("Stilling", job.title), ("Faggruppe", job.profession), ("Sted", job.place), ("Frist", _day(job))]
    return TextData(
        title=job.title,
        why=_WHY,
        dos=_DOS,
        donts=_DONTS,
        facts="\n".join(f"- {name}: {value}" for name, value in facts if value),
    )


def suggestions(job: Job) -> tuple[SuggestionData, ...]:
    """A text for the networks that jobs are shared on most, without the link, which is added when it is shared."""
    place = f" i {job.place}" if job.place else ""
    until = f" Fristen er {_day(job)}." if job.deadline else ""
    professional = (
        f"Vi søger: {job.title}{place}.\n\nJeg arbejder her selv og fortæller gerne, hvordan hverdagen er. "
        f"Kender du en, der skulle søge?{until}"
    )
    friendly = (
        f"Vil du være min kollega? Vi søger: {job.title}{place}.{until} Del gerne med en, du kommer til at tænke på."
    )
    return (
        SuggestionData("da", Network.LINKEDIN, 0, professional),
        SuggestionData("da", Network.FACEBOOK, 0, friendly),
        SuggestionData("da", Network.EMAIL, 0, friendly, f"Ledig stilling: {job.title}"),
    )


def _day(job: Job) -> str:
    return f"{job.deadline.day}.{job.deadline.month}.{job.deadline.year}" if job.deadline else ""
