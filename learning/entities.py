"""Build the knowledge base: who is who in the news, out of open lists.

    python learning/entities.py --out models/entities.tsv

One line an entity: kind, Wikidata id, country (ISO 3166-1 alpha-3), first and last year in office, whether state media,
domain, name, and the keys of all names parted by `|` (knowledge.py: words without case, accents and variants of spelling).
What a list does not tell stays empty. Sources, all in `corpora/entities`:

- countries, their capitals and official names: country-codes (PDDL); adjectives and nationals: the CIA factbook (CC0);
- heads of state and government with years: world_leaders_2021 (from Wikidata, CC0), world_leaders_current (CC BY-SA 4.0);
- members of governments with years and spellings: the actor lists of PETRARCH (MIT);
- newspapers and broadcasters with domains: world-outlets, wikipedia-us-newspapers.

What those lists lack and a reader of the news knows (seats that stand for governments, international bodies, agencies and
which of them a state owns) is in SEATS, BODIES and AGENCIES below.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sayso.read.knowledge import key_of

SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "entities"
FIELDS = ("kind", "id", "country", "since", "until", "state", "domain", "name", "keys")
Entry = dict[str, str]

# Places and houses that stand for a government.
SEATS = {
    "RUS": "the Kremlin|Kremlin|Smolenskaya Square",
    "USA": "the White House|White House|Washington|the Pentagon|Pentagon|the State Department|State Department|the Oval Office|"
    "Capitol Hill|the Biden administration|the Trump administration|the US administration",
    "GBR": "Downing Street|No 10|Number 10|Whitehall|the Foreign Office",
    "FRA": "the Élysée|Élysée|Elysee|the Elysée Palace|the Quai d'Orsay|Quai d'Orsay|Matignon",
    "DEU": "the Chancellery|the Bundestag|the Bundesregierung",
    "UKR": "Bankova|the Verkhovna Rada|Kiev|Kyiv",
    "CHN": "Zhongnanhai|Peking",
    "KOR": "the Blue House|Cheong Wa Dae",
    "ITA": "Palazzo Chigi|the Farnesina|Farnesina|the Quirinale",
    "ESP": "Moncloa|La Moncloa",
    "IND": "New Delhi|South Block",
    "PAK": "Islamabad",
    "TUR": "the Sublime Porte|Turkey|Türkiye",
    "ISR": "Jerusalem|the Knesset",
    "POL": "the Sejm",
    "BRA": "Planalto|the Planalto|Itamaraty",
    "CAN": "Ottawa",
    "AUS": "Canberra",
    "IRN": "Tehran|Teheran",
    "MMR": "Burma|Naypyitaw",
    "CZE": "Czech Republic",
    "CIV": "Ivory Coast",
    "SWZ": "Swaziland",
    "MKD": "Macedonia",
}
# International bodies with their Wikidata ids.
BODIES = """
Q1065|United Nations|UN|U.N.
Q37470|United Nations Security Council|UN Security Council|Security Council
Q47423|United Nations General Assembly|UN General Assembly
Q7184|NATO|North Atlantic Treaty Organization|the alliance
Q458|European Union|EU|E.U.
Q8880|European Commission|EU Commission
Q8889|European Parliament|EU Parliament
Q8886|European Council
Q8896|Council of the European Union|Council of the EU
Q8901|European Central Bank|ECB
Q7804|International Monetary Fund|IMF
Q7164|World Bank
Q7825|World Trade Organization|WTO
Q7817|World Health Organization|WHO
Q41984|International Atomic Energy Agency|IAEA
Q81299|OSCE|Organization for Security and Co-operation in Europe
Q7159|African Union|AU
Q7768|ASEAN|Association of Southeast Asian Nations
Q7795|OPEC|Organization of the Petroleum Exporting Countries
Q7172|Arab League|League of Arab States
Q47488|International Criminal Court|ICC
Q7801|International Court of Justice|ICJ
Q132551|UNHCR|United Nations High Commissioner for Refugees|UN refugee agency
Q740308|UNICEF
Q204344|World Food Programme|WFP
Q8908|Council of Europe
Q19771|G20|Group of Twenty
Q1764511|G7|Group of Seven
Q485207|Shanghai Cooperation Organisation|SCO
Q7779|Commonwealth of Independent States|CIS
"""
# News agencies and other outlets of the world: Wikidata id or nothing, country, s for state media, domain, names.
AGENCIES = """
Q130879|GBR||reuters.com|Reuters|Reuters news agency
Q40464|FRA||afp.com|AFP|Agence France-Presse
Q40469|USA||apnews.com|Associated Press|the Associated Press|AP
Q13977|USA||bloomberg.com|Bloomberg|Bloomberg News
Q223799|RUS|s|tass.com|TASS|ITAR-TASS
|RUS|s|ria.ru|RIA Novosti|RIA
Q204839|CHN|s|news.cn|Xinhua|Xinhua News Agency
|JPN||kyodonews.net|Kyodo News|Kyodo
|KOR|s|yna.co.kr|Yonhap|Yonhap News Agency
|TUR|s|aa.com.tr|Anadolu Agency|Anadolu
Q312653|DEU||dpa.com|dpa|Deutsche Presse-Agentur
Q392934|ITA||ansa.it|ANSA
|RUS||interfax.ru|Interfax
|RUS|s|rt.com|RT|Russia Today
|RUS|s|sputnikglobe.com|Sputnik
|UKR|s|ukrinform.net|Ukrinform
|UKR||unn.ua|UNN|Ukrainian National News
|UKR||interfax.com.ua|Interfax-Ukraine
|UKR||pravda.com.ua|Ukrainska Pravda
|CHN|s|globaltimes.cn|Global Times
|CHN|s|cgtn.com|CGTN
|IRN|s|irna.ir|IRNA
|IRN|s|tasnimnews.com|Tasnim
|IRN|s|farsnews.ir|Fars
|SYR|s|sana.sy|SANA
|SAU|s|spa.gov.sa|SPA|Saudi Press Agency
|ARE|s|wam.ae|WAM
|PRK|s|kcna.kp|KCNA
|BLR|s|belta.by|BelTA
|KAZ|s|inform.kz|Kazinform
|AZE|s|azertag.az|Azertac
|QAT||aljazeera.com|Al Jazeera
|DEU||dw.com|Deutsche Welle|DW
|DEU||spiegel.de|Der Spiegel|Spiegel
|DEU||bild.de|Bild
|DEU||zeit.de|Die Zeit
|DEU||faz.net|Frankfurter Allgemeine Zeitung|FAZ
|DEU||sueddeutsche.de|Süddeutsche Zeitung
|FRA||lemonde.fr|Le Monde
|FRA||lefigaro.fr|Le Figaro
|GBR||ft.com|Financial Times|the Financial Times|FT
|GBR||bbc.com|BBC|BBC News
|GBR||theguardian.com|The Guardian|Guardian
|GBR||thetimes.com|The Times
|GBR||telegraph.co.uk|The Telegraph|The Daily Telegraph
|GBR||economist.com|The Economist
|GBR||news.sky.com|Sky News
|USA||nytimes.com|The New York Times|New York Times|NYT
|USA||washingtonpost.com|The Washington Post|Washington Post
|USA||wsj.com|The Wall Street Journal|Wall Street Journal|WSJ
|USA||cnn.com|CNN
|USA||axios.com|Axios
|USA||politico.com|Politico
|USA||nbcnews.com|NBC News|NBC
|USA||abcnews.go.com|ABC News
|USA||cbsnews.com|CBS News
|USA||foxnews.com|Fox News
|USA|s|rferl.org|Radio Free Europe/Radio Liberty|RFE/RL|Radio Free Europe
|USA|s|voanews.com|Voice of America|VOA
|JPN||asia.nikkei.com|Nikkei|Nikkei Asia
|JPN||nhk.or.jp|NHK
|ISR||haaretz.com|Haaretz
|ISR||timesofisrael.com|The Times of Israel
|ESP||elpais.com|El País
|ITA||corriere.it|Corriere della Sera
|ITA||repubblica.it|la Repubblica|La Repubblica
|IND||thehindu.com|The Hindu
|IND||ptinews.com|Press Trust of India|PTI
|LVA||meduza.io|Meduza
|EST||err.ee|ERR
|LTU||delfi.lt|Delfi
|POL||pap.pl|PAP
"""


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--lists", type=Path, default=SHARED)
    ap.add_argument("--out", type=Path, default=Path("models/entities.tsv"))
    a = ap.parse_args()
    entries = [*countries(a.lists), *leaders(a.lists), *officials(a.lists), *bodies(), *outlets(a.lists)]
    merged = merge(entries)
    for e in merged:
        e["keys"] = "|".join(dict.fromkeys(key_of(n) for n in (e["name"], *e["others"].split("|")) if n))
    lines = ["\t".join(FIELDS), *("\t".join(e.get(f, "") for f in FIELDS) for e in merged)]
    a.out.write_text("\n".join(lines) + "\n", "utf-8")
    kinds = {k: sum(e["kind"] == k for e in merged) for k in ("government", "person", "organisation", "outlet")}
    print(f"{len(merged)} entities {kinds} -> {a.out}, {a.out.stat().st_size / 1e6:.2f} MB")


def countries(lists: Path) -> Iterator[Entry]:
    adjectives = factbook_adjectives(lists / "factbook")
    with (lists / "country-codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code, name = row["ISO3166-1-Alpha-3"], row["CLDR display name"] or row["UNTERM English Short"]
            if not code or not row["wikidata_id"] or not name:
                continue
            long = row["official_name_en"]
            name = {"US": "United States", "UK": "United Kingdom"}.get(name, name)
            others = [
                row["CLDR display name"],
                long,
                row["UNTERM English Formal"],
                row["Capital"],
                *SEATS.get(code, "").split("|"),
            ]
            adjective = adjectives.get(row["FIPS"].split(",")[0], "")
            others += [f"{adjective} government", f"{adjective} authorities", adjective] if adjective else []
            others += [f"government of {name}", f"the {name} government"]
            if code == "USA":
                others += ["US", "U.S.", "America", "US government", "American government", "Washington, D.C."]
            if code == "GBR":
                others += ["Britain", "Great Britain", "U.K.", "London", "British government"]
            yield entry("government", row["wikidata_id"].rsplit("/", 1)[-1], name, others, country=code)


def factbook_adjectives(folder: Path) -> dict[str, str]:
    """Return the adjective of each country by its FIPS code ("RS": "Russian")."""
    found = {}
    for path in sorted(folder.glob("*/*.json")):
        people = json.loads(path.read_text("utf-8")).get("People and Society", {})
        words = people.get("Nationality", {}).get("adjective", {}).get("text", "")
        first = re.split(r"[,;(]| or ", words)[0].strip()
        if first and first != "none":
            found[path.stem.upper()] = first
    return found


def leaders(lists: Path) -> Iterator[Entry]:
    codes = country_codes(lists)
    for name in ("wikidata.csv", "wikipedia.csv"):
        with (lists / "world_leaders_2021" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                position = row["positionlabel" if "positionlabel" in row else "positionLabel"]
                if not re.fullmatch(r"Q\d+", row["officeholder"]) or "co-prince" in position.casefold():
                    continue
                label = re.sub(
                    r"\s*\(.*\)$", "", row["officeholderlabel" if "officeholderlabel" in row else "officeholderLabel"]
                )
                country = codes.get(row["country"], "")
                yield entry("person", row["officeholder"], label, [], country, row["start_year"], row["end_year"])
    for path in sorted((lists / "world_leaders_current" / "data" / "countries").glob("*/current.json")):
        found = json.loads(path.read_text("utf-8"))
        country = codes.get(found["country"]["iso_code"] or "", "")
        for office in found["positions"].values():
            holder = office.get("current_holder") if isinstance(office, dict) else None
            if holder and holder.get("wikidata_id") and holder.get("name_en"):
                since = (holder.get("since") or "")[:4]
                yield entry("person", holder["wikidata_id"], holder["name_en"], [], country, since)


def country_codes(lists: Path) -> dict[str, str]:
    """Return ISO alpha-3 codes by country name and by alpha-2 code."""
    found = {}
    with (lists / "country-codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for key in ("CLDR display name", "UNTERM English Short", "official_name_en", "ISO3166-1-Alpha-2"):
                if row[key]:
                    found[row[key].removesuffix(" (the)")] = row["ISO3166-1-Alpha-3"]
    return found | {"United States": "USA", "United States of America": "USA", "United Kingdom": "GBR"}


def officials(lists: Path) -> Iterator[Entry]:
    """Yield the members of governments in PETRARCH's list: their spellings, country and years in office."""
    names: list[str] = []
    since = until = country = ""
    for raw in (lists / "petrarch_actors" / "Phoenix.Countries.actors.txt").open(encoding="utf-8", errors="replace"):
        line = raw.split("#")[0].rstrip()
        if not line:
            continue
        if line[0].isspace():
            m = re.match(r"\s*\[([A-Z]{3})(GOV|MIL)\w*\s*([<>]?)\s*(\d{6,8})?(?:-(\d{6,8}))?\]", line)
            if m:
                country = m[1]
                if m[4]:
                    first, last = year_of(m[4]), year_of(m[5]) if m[5] else ""
                    since = min(filter(None, (since, "" if m[3] == "<" else first)), default="")
                    until = "" if m[3] == ">" else max(filter(None, (until, last or first)), default="")
        elif line.startswith("+"):
            names.append(line[1:])
        else:
            if country and names:
                yield from one_official(names, country, since, until)
            names, since, until, country = [line], "", "", ""
    if country and names:
        yield from one_official(names, country, since, until)


def year_of(digits: str) -> str:
    if len(digits) == 8:
        return digits[:4]
    return ("19" if int(digits[:2]) > 30 else "20") + digits[:2]


def one_official(names: list[str], country: str, since: str, until: str) -> Iterator[Entry]:
    plain = [" ".join(w.capitalize() for w in n.replace("_", " ").split()) for n in names]
    # a person's name has two to four words and no office in it
    office = re.compile(
        r"(?i)\b(minister|president|secretary|general|government|army|police|ministry|party|office|king|prime|forces|ambassador|spokes\w+|chief)\b"
    )
    people = [
        p
        for p in plain
        if 2 <= len(p.split()) <= 4 and not office.search(p) and all(w[:1].isalpha() for w in p.split())
    ]
    if people and people[0] == plain[0]:
        yield entry("person", "", people[0], people[1:], country, since, until)


def bodies() -> Iterator[Entry]:
    for line in BODIES.strip().splitlines():
        number, name, *others = line.split("|")
        yield entry("organisation", number, name, others)


def outlets(lists: Path) -> Iterator[Entry]:
    for line in AGENCIES.strip().splitlines():
        number, country, state, domain, name, *others = line.split("|")
        yield entry("outlet", number, name, others, country) | {"state": state, "domain": domain}
    codes = country_codes(lists)
    with (lists / "outlets" / "world-outlets.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            domain = (urlsplit(row["url"]).hostname or "").removeprefix("www.")
            yield entry("outlet", "", row["name"], [], codes.get(row["country"].upper(), "")) | {"domain": domain}
    with (lists / "outlets" / "wikipedia-us-newspapers.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            name = re.sub(r"\s*\(.*\)$", "", row["WP-title"] or "")
            if row["qid"] and len(name.split()) > 1:
                yield entry("outlet", row["qid"], name, [], "USA")


def entry(
    kind: str, number: str, name: str, others: list[str], country: str = "", since: str = "", until: str = ""
) -> Entry:
    tidy = [re.sub(r"\s+", " ", o).strip() for o in others]
    kept = list(dict.fromkeys(o for o in tidy if o and o != name))
    return {
        "kind": kind, "id": number, "country": country, "since": since, "until": until, "name": name, "others": "|".join(kept),
    }  # fmt: skip


def merge(entries: list[Entry]) -> list[Entry]:
    """Put lines of one entity together: the same id, or for what has none the same name, kind and country."""
    by_id: dict[str, Entry] = {}
    by_name: dict[tuple[str, ...], Entry] = {}
    for e in entries:
        key: tuple[str, ...] = (e["kind"], key_of(e["name"]), "" if e["kind"] == "outlet" else e["country"])
        old = by_id.get(e["id"]) or by_name.get(key)
        if old and old["id"] and e["id"] and old["id"] != e["id"]:  # two of one name
            old, key = None, (*key, e["id"])
        if old is None:
            by_name[key] = e
            if e["id"]:
                by_id[e["id"]] = e
            continue
        names = [n for n in (*old["others"].split("|"), e["name"], *e["others"].split("|")) if n and n != old["name"]]
        old["others"] = "|".join(dict.fromkeys(names))
        old["id"] = old["id"] or e["id"]
        old["since"] = min(filter(None, (old["since"], e["since"])), default="")
        old["until"] = "" if not (old["until"] and e["until"]) else max(old["until"], e["until"])
        for key_ in ("country", "state", "domain"):
            old[key_] = old.get(key_) or e.get(key_, "")
        if old["id"]:
            by_id[old["id"]] = old
    return sorted(by_name.values(), key=lambda e: (e["kind"], e["country"], e["name"]))


if __name__ == "__main__":
    main()
