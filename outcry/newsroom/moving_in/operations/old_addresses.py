"""Old addresses are written down, each with where it leads by now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from outcry.accounts.models import Organisation
from outcry.newsroom.models import ReportPage
from outcry.newsroom.moving_in.entries import Entry, Site, Verdict
from outcry.newsroom.moving_in.models import LeadsTo, MovingRun, OldAddress
from outcry.newsroom.moving_in.old_links import host_of, path_of
from outcry.vocabularies.models import Term

_FEEDS = ("/feed", "/feed/rss", "/feed/rss2", "/feed/atom", "/rss", "/?feed=rss", "/?feed=rss2", "/?feed=atom")


@dataclass(frozen=True, kw_only=True)
class Lead:
    """An old path and where it leads; of a report `report` is None in a look."""

    path: str
    leads_to: LeadsTo
    report: ReportPage | None = None
    topic: Term | None = None
    period: int | None = None


def of_entry(entry: Entry, report: ReportPage | None, *, site: Site) -> list[Lead]:
    """The addresses under which an entry stood: its permalink, its number, its feed of comments."""
    home, host = site.home.rstrip("/"), host_of(site.home)
    found = [entry.link, entry.guid]
    if site.kind == "wordpress":
        found += [f"{home}/?{'page_id' if entry.kind == 'page' else 'p'}={entry.key}"]
        found += [f"{entry.link.rstrip('/')}/feed/"] if path_of(entry.link) and "?" not in entry.link else []
    own = (address for address in found if host_of(address) in ("", host) and address.startswith(("http", "/")))
    return [Lead(path=path, leads_to=LeadsTo.REPORT, report=report) for path in dict.fromkeys(filter(None, map(path_of, own)))]


def of_site(site: Site, *, days: Iterable[date], topics: dict[str, Term]) -> list[Lead]:
    """The addresses of a WordPress site that many entries share: feeds, years, months, days, categories and tags."""
    home = site.home.rstrip("/")
    if site.kind != "wordpress":
        return []
    found = {path_of(f"{home}{feed}"): Lead(path="", leads_to=LeadsTo.FEED) for feed in _FEEDS}
    for day in sorted(days):
        year, month = Lead(path="", leads_to=LeadsTo.YEAR, period=day.year), Lead(path="", leads_to=LeadsTo.MONTH, period=day.year * 100 + day.month)
        found |= {path_of(f"{home}/{day.year}/"): year, path_of(f"{home}/?m={day.year}"): year}
        found |= {path_of(f"{home}/{day.year}/{day.month:02}/"): month, path_of(f"{home}/?m={day:%Y%m}"): month}
    for key, topic in topics.items():
        lead = Lead(path="", leads_to=LeadsTo.TOPIC, topic=topic)
        for path in _of_label(site, key, home):
            found[path] = lead
            if "?" not in path:
                found[f"{path}/feed"] = Lead(path="", leads_to=LeadsTo.FEED, topic=topic)
    return [Lead(path=path, leads_to=lead.leads_to, topic=lead.topic, period=lead.period) for path, lead in found.items() if path]


def _of_label(site: Site, key: str, home: str) -> Iterator[str]:
    kind, _colon, name = key.partition(":")
    label = site.labels.get(key)
    if label is None:
        return
    names = [name]
    while label.parent and f"{kind}:{label.parent}" in site.labels and label.parent not in names:
        names.insert(0, label.parent)
        label = site.labels[f"{kind}:{label.parent}"]
    yield path_of(f"{home}/{kind}/{'/'.join(names)}/")
    number = site.labels[key].number
    yield path_of(f"{home}/?cat={number}" if kind == "category" and number else f"{home}/?tag={name}" if kind == "tag" else "")


def write_down(leads: list[Lead], *, organisation: Organisation, set_name: str, language: str, run: MovingRun | None) -> list[tuple[str, Verdict]]:
    """Write them down; a look (without a run) only says what would become of each. One of another old site stays with that."""
    there = {row.path: row for row in OldAddress.objects.filter(organisation=organisation, path__in=[lead.path for lead in leads])}
    told: list[tuple[str, Verdict]] = []
    fresh: list[OldAddress] = []
    for lead in leads:
        row = there.get(lead.path)
        facts = {"leads_to": lead.leads_to, "report": lead.report, "topic": lead.topic, "period": lead.period, "language": language}
        if row is None:
            fresh.append(OldAddress(organisation=organisation, set_name=set_name, path=lead.path, run=run, **facts))
            told.append((lead.path, Verdict.CREATED))
        elif row.set_name != set_name:
            told.append((lead.path, Verdict.REFUSED))
        elif all(getattr(row, name) == value for name, value in facts.items()) or (run is None and lead.leads_to is LeadsTo.REPORT):
            told.append((lead.path, Verdict.UNCHANGED))
        else:
            told.append((lead.path, Verdict.CHANGED))
            if run is not None:
                OldAddress.objects.filter(pk=row.pk).update(**facts)
    if run is not None:
        OldAddress.objects.bulk_create(fresh)
    return told


def found_at(path: str, *, organisation: Organisation) -> OldAddress | None:
    """The old address of this path, with or without what its query names."""
    rows = OldAddress.objects.filter(Q(path=path) | Q(path=path.partition("?")[0]), organisation=organisation)
    return max(rows.select_related("report__locale", "topic"), key=lambda row: len(row.path), default=None)
