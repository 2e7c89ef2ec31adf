"""Words that stand beside names: offices, forms of address, particles, and words for places named after people.

These lists are meant to be extended. Words are in lower case, with one subject on each line.
"""

from collections.abc import Iterable

from people.names.declension import case_forms

# Forms of address. ``mentions`` accepts a family name without a given name after one of these.
ADDRESS_EN = """
mr mrs ms miss mister madam sir
"""
ADDRESS_RU = """
господин госпожа
"""
# Abbreviated forms of address in all cases, because the rules of ``declension`` do not fit them.
ADDRESS_RU_FORMS = """
г-н г-на г-ну г-ном г-не г-жа г-жи г-же г-жу г-жой
"""

# Offices that people type before or after a name, and the small words between them.
OFFICES_EN = """
dr doctor prof professor academician excellency honourable honorable hon
president vice speaker deputy chair chairman chairwoman chairperson chairwomen member mp senator minister prime
secretary general ambassador plenipotentiary extraordinary governor mayor director rector head expert judge
representative delegate coordinator commissioner adviser advisor consul envoy observer leader colonel
first acting former ex
foreign affairs justice defence defense finance interior internal
commission committee council senate parliament assembly
duma milli majlis mejlis mazhilis majilis kenesh
who is was phd biography
the of and for at in on by with to from
"""
OFFICES_RU = """
товарищ доктор профессор академик
президент вице спикер депутат председатель председательница заместитель зампред член сенатор министр премьер
секретарь генсек посланник губернатор мэр директор ректор глава руководитель эксперт судья представитель
делегат координатор уполномоченный советник консул наблюдатель лидер генерал полковник
генеральный первый чрезвычайный полномочный бывший исполняющий экс
комиссия комитет совет сенат парламент ассамблея палата фракция партия дума меджлис маджлис мажилис кенеш
кто это биография
"""
# Words in all their forms that the rules of ``declension`` get wrong, and words without cases.
OFFICES_RU_FORMS = """
посол посла послу послом после обязанности вице-президент вице-спикер премьер-министр
мид иностранных дел внутренних юстиции обороны финансов милли такой такая
и в на от по с
"""

# "Son of" and "daughter of": parts of a name that people leave out or write apart.
KINSHIP = """
оглы оглу огли углы угли улы уулу уули ұлы ogly oglu oğlu ogli oglı oghlu oghli o‘g‘li ugli uly uulu ulu uuly
кызы кизи қызы гызы kyzy kizi qizi qızı gyzy kızı kysy
"""
# Noble particles.
NOBLE = """
von van de di da der den фон ван де ди да дер
"""

# Abbreviations whose dot does not end a sentence: of offices, «им.» and «г.».
ABBREVIATED = """
им dr prof г тов акад проф
sen gen col maj capt lt adm amb gov rep hon
ген полк деп зам пред
"""

# Second halves of double names that are written in lower case: Гусейн-заде.
SMALL_HALVES = """
заде зода бек zade zoda zadeh bek
"""

# A name before one of PLACES_AFTER, or after one of PLACES_BEFORE, is part of the name of a street, prize or building.
PLACES_AFTER = """
street avenue square embankment lane university institute center centre museum prize hall palace foundation
library theatre theater school college academy airport station award medal cup convention village district region
"""
PLACES_BEFORE = """
имени им named
центр центра центре улица улицы улице улицу проспект проспекта проспекте площадь площади набережная набережной
переулок посёлок поселок село музей музея музее фонд фонда фонде университет университета институт института
библиотека библиотеки театр театра премия премии премию медаль кубок кубка
"""


def declined(words: Iterable[str], is_family: bool = False) -> set[str]:
    """Return *words* in all grammatical cases."""
    return {form for word in words for form in {word, *case_forms(word, is_family=is_family)}}


TITLES = frozenset(ADDRESS_EN.split()) | declined(ADDRESS_RU.split()) | frozenset(ADDRESS_RU_FORMS.split())
OFFICES = (
    TITLES
    | frozenset(OFFICES_EN.split())
    | declined(OFFICES_RU.split())
    | declined((word for word in OFFICES_RU.split() if word.endswith(("ый", "ий"))), is_family=True)
    | frozenset(OFFICES_RU_FORMS.split())
)
KINSHIP = frozenset(KINSHIP.split())
PARTICLES = KINSHIP | frozenset(NOBLE.split())
ABBREVIATED = frozenset(ABBREVIATED.split())
SMALL_HALVES = frozenset(SMALL_HALVES.split())
PLACES_AFTER = frozenset(PLACES_AFTER.split())
PLACES_BEFORE = frozenset(PLACES_BEFORE.split())
