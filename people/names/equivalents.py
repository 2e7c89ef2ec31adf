"""Given names and their forms in different languages: data, one name on each line.

The first column says in which languages the name differs (uk Ukrainian, be Belarusian, ro Romanian, az Azerbaijani,
hy Armenian, tr other Turkic, tg Tajik, ar Arabic, west German, French and English, ru variants in Russian); it is
for maintainers, and no code reads it. A name needs a line only if its forms share no sound key and are far apart in
distance. The index declines the Russian forms. After a change run ``manage.py rebuild_names``.
"""

from collections.abc import Iterator

from people.names.folding import sound_keys

LINES = """
uk be ro west | Александр Олександр Аляксандр Aleksandr Alexander Oleksandr Aliaksandr Alaksandr Alexandru Alexandre
uk be ro west | Алексей Олексій Аляксей Aleksey Alexey Oleksiy Oleksii Aliaksei Alaksiej Alexei Alexis
be            | Алесь Ales
be            | Алёна Елена Олена Алена Elena Yelena Olena Alena Alyona Helen Helena Ileana
uk be ro      | Анатолий Анатолій Анатоль Anatoly Anatoliy Anatol Anatolie
west ro       | Андрей Андрій Andrey Andriy Andrew Andreas Andrzej Andre Andriej
uk be         | Анна Ганна Hanna Anna Ganna
be            | Анастасия Настасся Anastasia Nastassia Anastasiya Anastasija
uk be         | Аркадий Аркадзь Arkady Arkadiy Arkadz
uk be         | Артём Артем Арцём Artem Artyom Artsiom Artiom
uk be         | Афанасий Панас Апанас Afanasy Panas Apanas Athanasius
uk be         | Борис Барыс Boris Borys Barys
uk be         | Вадим Вадзім Vadim Vadym Vadzim
uk be         | Валентин Валянцін Valentin Valentyn Valiantsin
uk be         | Валентина Валянціна Valentina Valentyna Valiantsina
be ro         | Валерий Валерый Валеры Valery Valeriy Valeriu Valer
uk be ro west | Василий Василь Васіль Vasily Vasiliy Vasyl Vasil Vasile Basil
uk be ro      | Виктор Віктор Віктар Viktor Victor Viktar Wiktor
uk be ro      | Виталий Віталій Віталь Vitaly Vitaliy Vital Vitalie
uk be west    | Владимир Володимир Уладзімір Vladimir Volodymyr Uladzimir Wladimir Wolodymyr Uładzimir Vladimer
uk be         | Владислав Владыслав Уладзіслаў Vladislav Vladyslav Uladzislau Uladzislav
uk be         | Всеволод Усевалад Vsevolod Usevalad
uk be         | Вячеслав Вʼячеслав Вячаслаў Vyacheslav Viacheslav Viachaslau Wjatscheslaw Vaclav
uk be         | Галина Галіна Galina Halyna Halina
uk be         | Геннадий Геннадій Генадзь Gennady Gennadiy Hennadiy Hennadii Henadz Henadzi Ghenadie
uk be ro west | Георгий Георгій Георгі Georgy Georgiy Heorhiy Heorhii Heorhi Gheorghe Georghe George Georges Georg Giorgi
uk be ro      | Григорий Григорій Рыгор Grigory Grigoriy Hryhoriy Hryhorii Hryhoryj Ryhor Grigore Gregory
be west       | Даниил Данило Данііл Daniil Danylo Daniel Danil Danila
uk be         | Дарья Дарія Дарʼя Darya Daria Dariya Darja
uk be         | Денис Дзяніс Denis Denys Dzianis Dionis
uk be ro west | Дмитрий Дмитро Дзмітрый Dmitry Dmitriy Dmytro Dzmitry Dumitru Dimitri Dimitrij Demetrius Dmitrij
uk be ro west | Евгений Євген Яўген Evgeny Yevgeny Evgeniy Yevhen Yevhenii Yauhen Eugen Eugene Eugeniu Evghenii Jewgeni
uk be         | Евгения Євгенія Яўгенія Evgenia Yevgenia Yevheniia Yauhenia Eugenia
uk be         | Егор Єгор Ягор Egor Yegor Yahor Iegor
uk be west    | Екатерина Катерина Кацярына Ekaterina Yekaterina Kateryna Katsiaryna Ecaterina Catherine Katerina Katharina
uk be         | Елизавета Єлизавета Лізавета Elizaveta Yelizaveta Yelyzaveta Lizaveta Elisabeth Elizabeth
uk be         | Ефим Юхим Яфім Efim Yefim Yukhym Yafim
uk be ro west | Иван Іван Ivan Ion Ioan Iwan
uk be         | Игорь Ігор Ігар Igor Ihor Ihar Igori
uk be ro      | Илья Ілля Ілья Ilya Illia Illya Ilie Elia Ilia
uk be         | Ирина Ірина Ірына Irina Iryna Irene
uk be west    | Иосиф Йосип Іосіф Iosif Yosyp Joseph Josef Iosip
uk be ro      | Кирилл Кирило Кірыл Kirill Kyrylo Kiryl Chiril Cyril
uk be ro      | Константин Костянтин Канстанцін Konstantin Kostiantyn Kastus Kanstantsin Constantin Constantine
uk be         | Ксения Ксенія Ksenia Xenia Kseniya Kseniia Aksinya
uk be         | Лариса Ларыса Larisa Larysa Larissa
be            | Леонид Леонід Леанід Leonid Leanid
uk be         | Лидия Лідія Лідзія Lidia Lidiya Lidziya Lydia Lidija
uk be ro west | Людмила Людміла Lyudmila Liudmyla Ludmila Ludmilla Liudmila Ljudmila
uk be west    | Любовь Любов Любоў Lyubov Liubov Lubov Liubou Ljubow
uk be         | Максим Максім Maxim Maksim Maksym Maxime
be west       | Марина Марына Marina Maryna
be west       | Мария Марія Марыя Maria Mariya Maryia Marija Mary Marie
be            | Матвей Матвій Мацвей Matvey Matviy Matsvei Matthew Matei
uk be ro west | Михаил Михайло Міхаіл Mikhail Mykhailo Mihail Mihai Michael Mikhajlo Michel Michail Mykhaylo Michal
be            | Надежда Надія Надзея Nadezhda Nadiia Nadiya Nadzeya Nadejda Nadja
uk be west    | Наталья Наталия Наталія Наталля Natalya Natalia Natalie Nataliya Natallia Natalja Nathalie
uk be         | Никита Микита Мікіта Nikita Mykyta Mikita
uk be ro west | Николай Микола Мікалай Nikolay Nikolai Mykola Mikalai Nicolae Nicholas Nicolas Nikolaus Mikola
uk be         | Оксана Аксана Oksana Aksana Oxana
uk be         | Олег Алег Oleg Oleh Aleh
uk be         | Ольга Вольга Olga Olha Volha Wolha
uk be ro west | Павел Павло Павал Pavel Pavlo Paul Paval Pawel
uk be ro west | Пётр Петро Пятро Петр Petr Pyotr Petro Piatro Petru Peter Pierre Piotr Pjotr
be            | Полина Паліна Polina Palina Pauline
be            | Прокофий Прокіп Пракоп Prokofy Prokopiy Prakop Prokop
be            | Роман Раман Roman Raman
be            | Ростислав Растіслаў Rostislav Rostyslav Rastsislau
uk be         | Светлана Світлана Святлана Svetlana Svitlana Sviatlana Swetlana
uk be         | Семён Семен Сямён Semen Semyon Siamion Simeon Simon
uk be ro west | Сергей Сергій Сяргей Sergey Sergei Serhiy Serhii Siarhei Siarhiej Serghei Serge Sergio Sergius Sergiu
be            | Софья София Софія Сафія Sofya Sofia Sofiya Sophia Sophie
uk be         | Станислав Станіслав Станіслаў Stanislav Stanislau Stanislaw Stanislas
uk be ro west | Степан Сцяпан Stepan Stsiapan Stefan Stephan Steven Stephen Etienne
uk be         | Татьяна Тетяна Таццяна Tatyana Tatiana Tetiana Tetyana Tatsiana Tatjana
uk be         | Тимофей Тимофій Цімафей Timofey Tymofiy Tsimafei Timothy Timothee
be            | Тихон Ціхан Tikhon Tykhon Tsikhan
uk be ro west | Фёдор Федір Фёдар Федор Fedor Fyodor Fedir Fiodar Theodor Teodor Theodore Fjodor
be            | Филипп Піліп Filipp Pylyp Pilip Philip Philippe
uk be west    | Юрий Юрій Юрый Yury Yuriy Yurii Iurie Jurij Youri Juri Iuri
uk be west    | Юлия Юлія Yulia Yuliya Yuliia Julia Julie Iulia
uk be         | Яков Яків Якаў Yakov Yakiv Yakau Jacob Jakob Iacob
be            | Ярослав Яраслаў Yaroslav Jaroslav Yaraslau
ro ru         | Игнат Игнатий Ignat Ignatie Ihnat Ignaty
hy            | Айк Гайк Хайк Hayk Haik Ayk Gayk
hy            | Акоп Агоп Hakob Akop Hagop Jacob
hy            | Амаяк Гамаяк Hamayak Amayak
hy            | Анаит Anahit Anait Anahide
hy            | Арутюн Harutyun Arutyun Harutiun Haroutioun
hy            | Асмик Hasmik Asmik
hy            | Ваагн Vahagn Vaagn Vagagn
hy            | Ваге Vahe Vage
hy            | Ваграм Vahram Vagram
hy            | Геворк Геворг Gevorg Gevork Kevork George
hy            | Гегам Gegham Gegam Geham
hy            | Грайр Hrayr Grayr Rayr
hy            | Грант Hrant Grant
hy            | Грачья Рачия Hrachya Grachya Rachiya Hratchia
hy            | Григор Krikor Grigor
hy            | Карапет Karapet Garabed
hy            | Мгер Mher Mger Mgher Megri
hy            | Микаэл Микаел Mikayel Mikael Mikaël
hy            | Оганес Ованес Оганнес Ованнес Ованнис Hovhannes Hovhannis Oganes Ovanes Hovannes Ohannes
hy            | Овик Hovik Ovik
hy            | Овсеп Осеп Hovsep Ovsep Joseph
hy            | Рубен Ruben Rouben Reuben
hy            | Саргис Саркис Sargis Sarkis
hy            | Серж Serzh Serge Serj
hy            | Эрмине Hermine Ermine
hy            | Эгине Heghine Egine
az tr         | Бахтияр Baxtiyar Bakhtiyar Bahtiyar
az            | Вагиф Vaqif Vagif Vaghif
az tr ar      | Гаджи Haji Gadzhi Hacı Khadzhi Хаджи
az tr ar      | Гасан Хасан Hasan Gasan Khasan Həsən Hassan
az tr ar      | Гейдар Хайдар Heydar Geydar Haydar Heydər Geidar Khaidar
az tr ar      | Гусейн Хусейн Хусайн Huseyn Guseyn Hussein Hüseyn Husayn Khusein
az            | Джавид Cavid Javid Dzhavid
az tr         | Зиявудин Ziyavudin Ziyaudin
az tr ar      | Ибрагим Ибрахим Иброхим Ibrahim Ibragim Ibrohim Ibraim
az            | Ильгар İlqar Ilgar
az            | Ильхам Ilham İlham Ilkham
az tr         | Мамед Маммад Mammad Mamed Məmməd
az            | Октай Огтай Oktay Ogtay Oqtay
az tr         | Рза Реза Rza Rıza Reza Riza
az            | Сахиба Сагиба Sahiba Sagiba Sakhiba
az            | Фикрет Fikrət Fikret Fikrat
az            | Эльхан Elxan Elkhan Elhan
az tr ar      | Юсиф Юсуф Yusif Yusuf Yusuph Joseph
tr ar         | Абдулла Абдулло Abdulla Abdullo Abdullah Abdoullah
tr ar         | Ахмад Ахмед Ahmad Ahmed Akhmad Akhmed Əhməd Achmed
tr ar         | Махмуд Mahmud Makhmud Mahmoud
tr ar tg      | Мухаммад Мухаммед Мухамед Магомед Махмад Muhammad Mukhammad Mohammed Magomed Mahmad Muhammed Məhəmməd
tr            | Касым Косим Касим Kasym Qosim Kasim Qasim Qasım Kassym
tg tr         | Кохир Каххор Kohir Qohir Kokhir Kahhor Qahhor
tg tr         | Окил Akil Okil Oqil
tg tr         | Рахмон Рахман Rahmon Rahman Rakhmon Rakhman
tg tr         | Саид Сайид Said Sayid Saʼid Sayed
tg tr         | Тохир Тахир Tohir Tahir Takhir Tokhir
tg tr         | Шавкат Шевкет Shavkat Şevket Shevket Chavkat
tr            | Гурбангулы Курбанкулы Gurbanguly Qurbanqulu Kurbanguly Qurbonquli Курбонкули
tr            | Данияр Doniyor Daniyar Дониёр
tr            | Ерлан Erlan Yerlan
tr            | Мурад Мурат Murad Murat Mourad
tr            | Умар Омар Umar Omar Ömer Умер
tr            | Усман Осман Usman Osman Usmon Усмон
tr            | Якуб Ёкуб Yakub Yaqub Yoqub Jakub
""".strip()


def groups() -> Iterator[list[str]]:
    """Yield the names of each line."""
    for line in LINES.splitlines():
        yield line.partition("|")[2].split()


def names_by_key() -> dict[str, set[str]]:
    """Return {deep key: the names of all lines that contain a name with this key}."""
    names = {}
    for group in groups():
        for name in group:
            for key in sound_keys(name)[:1]:
                names.setdefault(key.deep, set()).update(group)
    return names


EQUIVALENTS = names_by_key()


def equivalents(word: str) -> set[str]:
    """Return the forms of the given name *word* in all languages; none if LINES does not have the name.

    >>> "Volodymyr" in equivalents("владимир")
    True
    """
    keys = sound_keys(word)
    return EQUIVALENTS.get(keys[0].deep, set()) if keys else set()
