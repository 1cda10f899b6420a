"""Letters and the sounds they may stand for, in the small alphabet in which `names` compares names.

Vowels are a, e, i and u (o is u: Kazakh and Arabic names are spelt with either). j is ж, c is ч, S is ш and щ, h is х; з is
s, because German and French write s for both. A bar parts several readings, the commonest first; a letter alone is silent.
Sources: BGN/PCGN 1947 and 1979, ICAO 9303 part 3, ISO 9:1995, the ALA-LC tables, the Kazakh alphabets of 2018 and 2021.
"""

import re


def _table(text: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for entry in text.split(","))
    return {letters[0]: tuple(letters[1].split("|")) if len(letters) > 1 else ("",) for letters in entries}


CYRILLIC = _table(
    "а a, б b, в v, г g, д d, е e, ё e, ж j, з s, и i, й i, к k, л l, м m, н n, о u, п p, р r, с s, т t, у u, ф f, х h,"
    "ц ts, ч c, ш S, щ S, ъ, ы i, ь, э e, ю iu, я ia, дж dj|j, кх kh|h,"
    "ә a, ғ g, қ k, ң n, ө u, ұ u, ү u, һ h, і i,"
    # Ukrainian, Belarusian, Serbian, Macedonian, Tajik and Uzbek neighbours.
    "ї i, є e, ґ g, ў u|v, ј i, љ l, њ n, ђ j, ћ c, џ j, җ j, ҳ h, ҷ j, ӣ i, ӯ u"
)

LATIN = _table(
    "a a, b b, c k|ts, d d, e e, f f, g g, h h, i i, j i|j, k k, l l, m m, n n, o u, p p, q k, r r, s s, t t, u u, v v, w v|u, x ks|h, y i, z s,"
    # English, and passports everywhere.
    "zh j, kh h, gh g, ph f, th t|s, ts ts, ck k, ng ng|n, ngh ng, sh S, ch c|S|h, shch S, dzh dj|j, dj dj|j, oo u, ee i|e, yo e|iu, io e|iu,"
    # French; German; Polish; Belarusian and Serbian.
    "tch c, chtch S, stch S, ou u, you iu, iou iu, gui gi|gui, gue ge|gue,"
    "sch S|j, tsch c, schtsch S, dsch dj|j, dsh dj|j, tz ts, ae ae|a, oe ue|u, ue ue|u, jo e|ju, jou iu|ju,"
    "cz c, sz S, szcz S, ł l, ż j, ź s, ś S, ó u,"
    "ŭ u|v, oŭ uv, đ j|d, lj li|lj|l, nj ni|nj|n, ć c,"
    # ISO 9, ALA-LC and scholars; Kazakh of 2018 and 2021, Turkish.
    "ž j, č c, ĉ c, š S, ŝ S, šč S, dž dj|j, ẑ j, û iu, â ia, è e, ë e, ĭ i, ė e,"
    "ä a, á a, ə a, ğ g, ǵ g, ġ g, ñ n, ń n, ŋ n, ö u, ü u, ū u, ú u, ý u|i, ı i, ï i, ş S, ç c, ø u, ð d, þ t"
)

# What Latin letters may stand for where their marks were left out: ş or š, ž, č or ç.
BARE = _table("s s|S, z s|j, c k|ts|c")

ARABIC = _table(
    "ا a, أ a, إ a, آ a, ٱ a, ع a, ى a, ة a, ء, و u|v, ؤ u, ي i, ی i, ئ i, ب b, پ p, ت t, ط t, ث s|t, ج j|g, چ c, ح h, خ h, ه h, ہ h, ھ h,"
    "د d, ض d, ذ s, ز s, ظ s, س s, ص s, ر r, ژ j, ش S, غ g, ف f, ڤ v, ق k, ك k, ک k, گ g, ل l, م m, ن n, ں n, ے i, ٹ t, ڈ d, ڑ r, تش c|tS"
)

# The Arabic alphabet of Kazakhs in China writes its vowels; these letters give it away.
KAZAKH_ARABIC_SIGNS = frozenset("ەۇۆڭۋ")
KAZAKH_ARABIC = ARABIC | _table("ە e, ۇ u, ۆ u, و u, ى i, ي i, ڭ n, ۋ u|v, ع g, چ S, ج j, ح h")

# The article that is written together with the next word, and the last letter that is heard as a vowel.
ARABIC_SILENT = re.compile("^[وب]?ال(?=..)|[هہ]$")

# Articles and the like, which one spelling has and another leaves out.
PARTICLES = frozenset({"al", "el", "ul", "ال", "эль", "аль", "ель", "әл"})

# Endings that make a father's name, in our sounds: -ovich, -evna, -uly, -qyzy. The father's name is what stays.
PATRONYMIC = re.compile("(?<=..)(?:[uei][vf]ic|[uei][vf]na|ic|icna|inicna|uli|[kg]isi)$")
