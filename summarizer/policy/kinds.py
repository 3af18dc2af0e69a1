"""Last words of names of firms, papers, clubs and buildings that are hardly anybody's surname.

"Arthur Lamb Baths", "Peter Mongan Farms": a recogniser of people stops at the first name. Words
that are surnames as well (Hall, Lodge, Marsh, Court, Post) are missing here: of those the trained
reader of names decides. So are words of what is called after the dead (Fund, Memorial, Library).
"""

from __future__ import annotations

__all__ = ["KINDS_OF_THINGS"]

KINDS_OF_THINGS = frozenset(
    # papers, stations, works
    "advertiser argus broadcasting chronicle dispatch echo examiner gazette herald"
    " journal magazine newspapers observer press publishing radio reporter sentinel"
    " television tribune"
    # clubs
    " afc athletic athletics boxing cadets cricket cyclists dolphins eagles fc gymnastics"
    " harriers hockey judo otters panthers pathfinders raiders rangers rfc rovers rugby"
    " runners sailing scouts sharks swimmers swimming tigers titans wanderers warriors"
    # firms
    " aggregates agriculture airlines airways analytics architects auctioneers autos"
    " aviation bakeries bakery biotech breweries brewery bricks builders caravans carpets"
    " catering cement chemicals cider cleaning coaches commodities components"
    " concrete construction consulting contractors creameries creamery dairies dental"
    " developments diagnostics digital distillers distillery electric electrical electronics"
    " energy engineering enterprises estates farm farms fashions ferries films finance"
    " fisheries fishing foods footwear forestry foundry freight furniture garages glassworks"
    " groceries growers haulage helicopters holdings holidays hosiery hospitality hotels"
    " industries insurance interiors investments jewellers joinery knitwear labs"
    " laboratories landscapes lettings logistics machinery maritime meats medical metals"
    " minerals mining motors networks nurseries online optics orchards packaging paints"
    " partners petroleum pharma pharmaceuticals pharmacy plastics plumbing poultry printers"
    " printworks produce productions properties quarries records recruitment recycling"
    " restaurants retail roofing sawmills scaffolding seafoods securities shipping software"
    " solar solicitors staffing steelworks stores studios supermarket supermarkets supplies"
    " surveyors systems technologies telecom textiles timber tours transport tyres ventures"
    " wines"
    # bodies
    " alliance association brigade coalition collective commission committee"
    " confederation congregation constabulary cooperative council diocese federation"
    " fellowship forum inquiry institute kindergarten ministries"
    " mission nursery observatory orchestra organisation organization playhouse"
    " practice school seminary society surgery synod theatre theater university"
    # roads, buildings, places
    " aerodrome airfield airport arcade auditorium avenue barracks baths boulevard"
    " buildings campsite canal cathedral cemetery colliery crematorium crossroads embankment"
    " esplanade expressway flats freeway gymnasium harbour harbor highway"
    " homes hotel housing interchange leisure lido mansions mart motorway parade"
    " parkway precinct promenade reservoir roundabout shipyard"
    " square stadium substation supermarket terminus turnpike velodrome viaduct "
    " workshops zoo".split()
)
