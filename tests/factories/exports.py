"""Files as the networks make them, from the documented lists of columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

LINKEDIN_COLUMNS = (
    "Post title", "Post link", "Post type", "Campaign name", "Posted by", "Created date", "Audience", "Impressions",
    "Views", "Offsite Views", "Clicks", "Click through rate (CTR)", "Likes", "Comments", "Reposts", "Follows",
    "Engagement rate", "Content Type",
)  # fmt: skip
X_COLUMNS = (
    "Post id", "Date", "Post text", "Post Link", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares",
    "New follows", "Replies", "Reposts", "Profile visits", "Detail Expands", "URL Clicks", "Hashtag Clicks",
    "Permalink Clicks",
)  # fmt: skip
X_COLUMNS_DA = (
    "Opslags-id", "Dato", "Opslagstekst", "Link til opslag", "Visninger", "Synes godt om", "Engagementer", "Bogmærker",
    "Delinger", "Nye følgere", "Svar", "Genopslag", "Profilbesøg", "Detaljeudvidelser", "URL-klik", "Hashtag-klik",
    "Klik på permanent link",
)  # fmt: skip
META_COLUMNS = {
    "en": ("Post ID", "Page ID", "Page name", "Title", "Description", "Duration (sec)", "Publish time", "Caption type",
           "Permalink", "Post type", "Date", "Views", "Reach", "Reactions, comments and shares", "Reactions",
           "Comments", "Shares", "Total clicks", "Link clicks"),
    "da": ("Opslags-id", "Side-id", "Sidenavn", "Titel", "Beskrivelse", "Varighed (sek.)", "Udgivelsestidspunkt",
           "Billedteksttype", "Permanent link", "Opslagstype", "Dato", "Visninger", "Rækkevidde",
           "Reaktioner, kommentarer og delinger", "Reaktioner", "Kommentarer", "Delinger", "Klik i alt",
           "Klik på link"),
    "sv": ("Inläggs-id", "Sid-id", "Sidnamn", "Rubrik", "Beskrivning", "Varaktighet (sek.)", "Publiceringstid",
           "Bildtexttyp", "Permalänk", "Inläggstyp", "Datum", "Visningar", "Räckvidd",
           "Reaktioner, kommentarer och delningar", "Reaktioner", "Kommentarer", "Delningar", "Totalt antal klick",
           "Länkklick"),
}  # fmt: skip
LIFETIME = {"en": "Lifetime", "da": "Levetid", "sv": "Livstid"}
LINKEDIN_POST = "https://www.linkedin.com/feed/update/urn:li:activity:7300000000000000001"


def linkedin_page(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = LINKEDIN_COLUMNS) -> bytes:
    """LinkedIn's .xls: a sheet of days before the sheet "All posts", whose first line is a sentence."""
    import xlwt  # type: ignore[import-untyped]

    book = xlwt.Workbook()
    days = book.add_sheet("Metrics")
    days.write(0, 0, "Aggregated engagement metrics for your organic and sponsored posts.")
    for place, word in enumerate(("Date", "Impressions (organic)", "Impressions (sponsored)", "Clicks (organic)")):
        days.write(1, place, word)
        days.write(2, place, "11/01/2026" if place == 0 else 7)
    sheet = book.add_sheet("All posts")
    sheet.write(0, 0, "Metrics for each of your posts. Data from the last year.")
    for place, word in enumerate(columns):
        sheet.write(1, place, word)
        for line, row in enumerate(rows, 2):
            if word in row:
                sheet.write(line, place, row[word])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def linkedin_row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A line of LinkedIn's export."""
    return {
        "Post title": f"Vi søger sygeplejersker {number}",
        "Post link": f"https://www.linkedin.com/feed/update/urn:li:activity:73000000000000000{number:02d}",
        "Post type": "Organic",
        "Posted by": "Anna Dahl",
        "Created date": "10/25/2026",
        "Impressions": 1234,
        "Clicks": 56,
        "Click through rate (CTR)": 0.045,
        "Likes": 12,
        "Comments": 3,
        "Reposts": 4,
        "Follows": 1,
        "Engagement rate": 0.06,
        **changes,
    }


def linkedin_single(**changes: str) -> bytes:
    """LinkedIn's export of one post: names and values."""
    pairs = {
        "Post URL": LINKEDIN_POST, "Post Date": "Oct 25, 2026", "Impressions": "1,300", "Members reached": "900",
        "Reactions": "14", "Comments": "3", "Reposts": "4", "Saves": "2", "Sends on LinkedIn": "1",
        "Link engagements": "60", **changes,
    }  # fmt: skip
    return text(list(pairs.items()))


def x_posts(rows: Sequence[Mapping[str, str]], columns: Sequence[str] = X_COLUMNS) -> bytes:
    """X's CSV; rows are by the English words whatever the columns are called."""
    return text([columns, *([row.get(word, "0") for word in X_COLUMNS] for row in rows)])


def x_row(number: int = 1, **changes: str) -> dict[str, str]:
    """A line of X's export."""
    return {
        "Post id": f"20000000000000000{number:02d}",
        "Date": "Sun, Sep 13, 2026",
        "Post text": f"Åbent hus {number}",
        "Post Link": f"https://x.com/fjordby/status/20000000000000000{number:02d}",
        "Impressions": "2,345",
        "Likes": "9",
        "New follows": "2",
        "Replies": "1",
        "Reposts": "3",
        "URL Clicks": "17",
        **{name.replace("_", " "): value for name, value in changes.items()},
    }


def meta_posts(rows: Sequence[Mapping[str, str]], locale: str = "en", separator: str = ",") -> bytes:
    """Meta's CSV; rows are by the English words whatever the language."""
    names = META_COLUMNS["en"]
    lines = [[{"Date": LIFETIME[locale], **row}.get(word, "") for word in names] for row in rows]
    return text([META_COLUMNS[locale], *lines], separator)


def meta_row(number: int = 1, **changes: str) -> dict[str, str]:
    """A line of Meta's export."""
    return {
        "Post ID": f"1020304050_{number}",
        "Page ID": "1020304050",
        "Page name": "Fjordby Kommune",
        "Title": f"Ny legeplads {number}",
        "Publish time": "10/25/2026 09:00",
        "Permalink": f"https://www.facebook.com/fjordby/posts/pfbid{number}",
        "Post type": "Photos",
        "Views": "5.678",
        "Reach": "4.321",
        "Reactions": "88",
        "Comments": "7",
        "Shares": "9",
        "Total clicks": "210",
        "Link clicks": "101",
        **{name.replace("_", " "): value for name, value in changes.items()},
    }


def text(lines: Sequence[Sequence[str]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    """A text file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(lines)
    return out.getvalue().encode(encoding)


def workbook(lines: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx file with one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    for line in lines:
        book.active.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
