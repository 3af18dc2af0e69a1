"""Made-up names of places and bodies, most of them called after somebody, to learn names from.

"Arthur Lamb Baths", "Fenmarket Rovers", "Tom Varley & Daughters": a newspaper is full of these, and
texts written to learn from hold few. Nothing here is taken from a register; a name that exists is
chance.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

__all__ = ["a_body", "a_place", "a_town", "a_wordly_person"]

_PLACES = (
    "Road Street Lane Avenue Close Drive Walk Way Row Terrace Crescent Square Circus Mews Place"
    " Parade Quay Wharf Dock Pier Promenade Esplanade Boulevard Expressway Highway Bypass Motorway"
    " Turnpike Interchange Roundabout Bridge Viaduct Tunnel Underpass Junction Crossroads Station"
    " Halt Terminus Airport Aerodrome Airfield Hall Theatre Playhouse Arena Stadium Ground Field"
    " Fields Park Gardens Green Common Recreation Pavilion Baths Pool Lido Gymnasium Gym Velodrome"
    " Library Museum Gallery Institute House Lodge Manor Grange Court Towers Tower Mansions Flats"
    " Estate Buildings Chambers Arcade Precinct Market Mart Mall Plaza Hotel Inn Arms Tavern"
    " Restaurant Café Diner Bakery Clinic Hospital Hospice Infirmary Surgery Practice Pharmacy Wing"
    " Ward Unit Centre Center Campus School Academy College Nursery Kindergarten Crèche Chapel"
    " Church Cathedral Abbey Priory Mosque Temple Synagogue Shrine Cemetery Crematorium Memorial"
    " Garden Wood Woods Forest Moor Heath Marsh Fen Hill Hills Ridge Peak Falls Creek River Brook"
    " Burn Lake Loch Reservoir Dam Canal Lock Weir Harbour Marina Bay Beach Cove Sands Point Head"
    " Island Farm Barn Mill Works Yard Foundry Quarry Colliery Mine Refinery Depot Garage"
    " Substation Barracks Prison Ranch Trail Hollow Landing Crossing Heights Rise Drove Ride Steps"
    " Yard Triangle"
).split()
_BODIES = (
    "Gazette Courier Sentinel Herald Echo Mercury Chronicle Tribune Observer Examiner Argus"
    " Advertiser Post Star Times News Radio Television Broadcasting Media Press Books Publishing"
    " Records Films Pictures Productions Studios Theatre Players Orchestra Choir Singers Band"
    " Ensemble Ballet Opera Rovers Rangers Wanderers United City Town Athletic Albion Rugby"
    " Harriers Dolphins Otters Emmets Gaels Hawks Lions Tigers Bears Rattlers Panthers Eagles"
    " Sharks Saints Warriors Titans Dragons Raiders Hurlers RFC FC AFC CC GAA AC Cricket Swimming"
    " Boxing Judo Gymnastics Sailing Rowing Scouts Guides Cadets Pathfinders Brigade Farms Foods"
    " Bakeries Seafoods Fisheries Fishing Pelagic Meats Dairies Dairy Creameries Cider Brewery"
    " Breweries Distillers Distillery Wines Tea Coffee Produce Growers Nurseries Orchards Mills"
    " Textiles Knitwear Fashions Shoes Tyres Motors Cars Autos Garages Coaches Buses Transport"
    " Haulage Logistics Freight Shipping Lines Marine Maritime Ferries Aviation Airways Air"
    " Airlines Helicopters Rail Energy Gas Oil Petroleum Power Electric Water Solar Wind Mining"
    " Minerals Steel Metals Foundries Bricks Cement Concrete Aggregates Timber Sawmills Paper"
    " Packaging Plastics Chemicals Paints Glass Ceramics Engineering Electronics Systems Software"
    " Technologies Digital Online Telecom Networks Labs Pharma Pharmaceuticals Biotech Diagnostics"
    " Medical Dental Care Homes Housing Lettings Properties Estates Developments Construction"
    " Builders Contractors Roofing Scaffolding Plumbing Joinery Kitchens Furniture Carpets"
    " Interiors Cleaning Security Recruitment Staffing Labour Agency Catering Hospitality Leisure"
    " Travel Tours Holidays Hotels Inns Taverns Gaming Casinos Bookmakers Betting Insurance"
    " Assurance Capital Partners Investments Securities Finance Bank Savings Holdings Group"
    " Ventures Consulting Advisers Analytics Solicitors Legal Law Chambers Associates Architects"
    " Surveyors Auctions Auctioneers Jewellers Stores Supermarkets Markets Retail Foundation Trust"
    " Fund Charity Relief Mission Alliance Society Association Union Federation League Network"
    " Forum Council Committee Commission Panel Inquiry Review Institute Centre Clinic Practice"
    " Hospital School Academy College University Diocese Parish Ministries Church Fellowship Order"
    " Sisters Brothers Friars Congregation Movement Party Front Brigade Battalion Regiment Militia"
    " Army Guard Police Constabulary Ambulance Rescue Lifeboat"
).split()
_OWNED = ("& Sons", "& Son", "& Daughters", "Brothers", "Bros", "& Co", "Ltd", "Inc", "plc", "LLC")
_LEADING = (
    "Club", "Deportivo", "Real", "Atlético", "Estadio", "Plaza", "Avenida", "Calle", "Rue",
    "Place", "Lycée", "Clinique", "Via", "Villa", "Casa", "Palazzo", "Hotel", "Café", "Château",
    "Lac", "Mont", "Port", "Puerto", "Santa", "San", "Saint", "Sainte", "Mount", "Lake", "Loch",
    "Lough", "Camp", "Fort", "Glen", "Ben", "Radio", "Grupo", "Banco", "Colegio", "Hospital",
    "Universidad", "Piazza", "Stadion", "Kanaal", "Escola", "Rio", "Isla", "Cabo",
)  # fmt: skip
_RANKS = (
    "Captain Colonel Doctor Dr General Lady Lord Father Sister Queen King Prince Bishop Chief"
).split()
_STARTS = (
    "Fen Hav Carrig Llan Ash Drum Kel Pren Sever Wester Nor Sund Thorn Elm Old Whit Black Rush"
    " Glen Inver Aber Tre Pol Bally Kil Dun Mar Har Win Brad Stan Car Lind Tor Wey Hart Mel Or Cor"
    " Lar Tal Zar Kov Bel Dro Vel Mir Ost Rov Kaz Bar Nad Sar Jal Ram Chan Kot Ak Ibad Oyo Kum Nak"
    " Mbe Lus Ver Mont Beau Roch Cas Val Mon Al San Rib Quin Tam"
).split()
_ENDS = (
    "market erby doon ferrin ford cashel menia khedi holme dale ham ton wick worth ley bury stead"
    " combe bourne mouth minster church more muir gate pool haven port field bridge well stone wood"
    " hill ness garth thwaite by shaw den hurst vale side burgh kirk na ovo itsa grad ovka ansk ev"
    " ar pur abad nagar gaon palli wara du ka ra ombe unga ele eville ault mont ac ignac ano era"
    " illo osa ales"
).split()
_SURNAMES = (
    "Hall Lane Banks Court Park Moon Bell Marsh Field Fields Church Bridge Hill Woods Wood Forest"
    " Rivers Brook Lake Pool Mills Mill Farmer Baker Cook Post Press March May Day Knight Bishop"
    " King Prince Noble Savage Sharp Swift Wolf Fox Hawk Lamb Bird Swan Rose Lily Berry Bush Reed"
    " Stone Steel Gold Silver Power Small Young Long Short Strong Little Grey Brown White Green"
    " Street Way Place Towers House Castle Gardner Parish Abbot Monk Pope Temple Cross Christian"
    " Holiday Winter Summers Frost Snow Rain Gale Waters Beach Banks Cliff Ford Harbour Shore Bay"
    " Creek Heath Moor Ridge Quarry West North East Holland France England Ireland London York"
    " Lincoln Kent Derby Chester Lancaster Warwick Bradford Preston Burnley Carlisle Durham Milan"
    " Paris Florence Sydney Austin Dallas Houston Jordan Israel Chad Georgia Virginia Carolina Asia"
    " India China"
).split()


def a_town() -> str:
    """The name of a town that is no word: "Fenmarket"."""
    name = random.choice(_STARTS) + random.choice(_ENDS)
    chance = random.random()
    if chance < 0.06:
        return f"{random.choice(('Great', 'Little', 'North', 'West', 'Upper', 'Old', 'St'))} {name}"
    if chance < 0.12:
        return f"{random.choice(_LEADING[20:30])} {name}"
    if chance < 0.16:
        return f"{name}-{random.choice(('on-Sea', 'le-Moor', 'sur-Mer', 'by-Hythe'))}"
    return name


def a_place(people: Sequence[str]) -> str:
    """A street, a house, a water: "Arthur Lamb Baths", "Plaza Ramón Ledesma", "Fenmarket Halt"."""
    return _named(people, _PLACES, owned=0.0)


def a_body(people: Sequence[str]) -> str:
    """A firm, a paper, a club, a charity: "Peter Mongan Farms", "Haverby Dolphins"."""
    return _named(people, _BODIES, owned=0.12)


def a_wordly_person(people: Sequence[str]) -> str:
    """Somebody with a surname that is a word or a place: "Joan Court", "Ivy Banks"."""
    first = random.choice(people).split()[0]
    return f"{first} {random.choice(_SURNAMES)}"


def _named(people: Sequence[str], kinds: Sequence[str], *, owned: float) -> str:
    chance = random.random()
    after = random.choice(people).split()
    if chance < owned:
        return " ".join([*after[-random.choice((1, 2)) :], random.choice(_OWNED)])
    if chance < 0.25:
        words = [random.choice(_LEADING), *after[-random.choice((1, 2)) :]]
        return " ".join(words)
    kind = random.choice(kinds)
    if chance < 0.5:
        return f"{a_town()} {kind}"
    if chance < 0.6:
        return f"{random.choice(_RANKS)} {after[-1]} {kind}"
    if chance < 0.7:
        return f"{after[-1]} {kind}"
    if chance < 0.75:
        return f"{after[-1]} {random.choice(kinds)} {kind}"
    return " ".join([*after, kind])
