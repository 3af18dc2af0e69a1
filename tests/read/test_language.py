import pytest

from summarizer.read.language import language

PARAGRAPHS = {
    "th": "ตำรวจจับกุมชายสองคนเมื่อวันจันทร์หลังการตรวจค้นที่ท่าเรือ",
    "de": "Die Polizei hat am Montag zwei Männer nach einer Razzia im Hafen festgenommen.",
    "fr": "La police a arrêté deux hommes lundi après une descente dans le port.",
    "es": "La policía detuvo el lunes a dos hombres tras una redada en el puerto.",
    "nl": "De politie heeft maandag twee mannen aangehouden na een inval in de haven.",
    "af": "Die polisie het Maandag twee mans in hegtenis geneem ná 'n klopjag by die hawe. "
    "Hulle sal Vrydag in die hof verskyn en het nie skuld erken nie.",
    "no": "Politiet pågrep mandag to menn etter en aksjon i havnen. De skal møte i retten "
    "fredag, og de har ikke erkjent straffskyld.",
    "it": "La polizia ha arrestato lunedì due uomini dopo un blitz nel porto.",
    "pt": "A polícia deteve dois homens na segunda-feira após uma operação no porto.",
    "pl": "Policja zatrzymała w poniedziałek dwóch mężczyzn po nalocie w porcie.",
    "ar": "ألقت الشرطة القبض على رجلين يوم الاثنين بعد مداهمة في الميناء.",
    "ru": "Полиция задержала двух мужчин в понедельник после рейда в порту.",
    "zh": "警方周一在港口突击搜查后逮捕了两名男子。他们将于周五出庭。",
    "ja": "警察は月曜日、港での捜索の後、男性二人を逮捕した。",
    "tr": "Polis pazartesi günü limanda düzenlenen baskında iki kişiyi gözaltına aldı.",
    "cs": "Policie v pondělí po razii v přístavu zadržela dva muže. V pátek stanou před soudem.",
}

ENGLISH = [
    "Police arrested two men.",
    "Two men held",
    "Raid",
    "POLICE ARREST TWO MEN AFTER HARBOUR RAID",
    "2 cups flour\n1 tsp salt\n3 eggs, beaten\n200 g sugar\nbutter for greasing",
    "Maria Gonzalez\nJuan Perez\nJürgen Stock\nMontri Salangam",
    "Name | Age | Sentence\nJosé García | 34 | 5 years\nPierre Dupont | 41 | 7 years",
    "Schmidt, Müller and Weber told the Frankfurter Allgemeine Zeitung that Deutsche Bank AG "
    "was sued by Hans-Joachim von der Heide.",
    "El Niño hits La Paz as Los Angeles burns",
    "Die Hard star dies",
    "12 Trees Looking Fine AF",
    "Suspect arrested; charges pending; hearing scheduled",
]


@pytest.mark.parametrize(("code", "text"), PARAGRAPHS.items())
def test_paragraphs(code, text):
    assert language(text) == code


@pytest.mark.parametrize("code", ["de", "fr", "nl", "pl"])
def test_capitals(code):
    assert language(PARAGRAPHS[code].upper()) == code


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text):
    assert language(text) == "en"


@pytest.mark.parametrize("text", ["", "123 456", "!!!", "--- 1 ---", "x"])
def test_nothing_can_be_said(text):
    assert language(text) == "und"


def test_english_with_a_foreign_quotation():
    text = (
        f"The minister said on Tuesday that the police had been at the harbour. {PARAGRAPHS['fr']}"
    )
    assert language(f"{text} He added that the men were not known to the court.") == "en"
