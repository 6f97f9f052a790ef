"""Make NotoSansSC-subset.ttf, the font that package viz embeds.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 && tar xzf expo-google-fonts-*.tgz
    pip install fonttools==4.68.0
    python subset.py package/400Regular/NotoSansSC_400Regular.ttf

The subset holds ASCII, Latin-1, Greek, mathematical signs, Chinese punctuation,
the 3755 characters of GB 2312 level 1 and every character that the dictionary
(../lang/words_*.go) uses. Superscripts and subscripts, which Noto Sans SC
lacks, are added as scaled copies of its digits and letters. The font and this
subset are under the SIL Open Font License (OFL.txt).
"""

import hashlib
import pathlib
import sys

from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

SHA256 = "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16"
HERE = pathlib.Path(__file__).resolve().parent

MATH = "—–‘’“”…·•×÷±−≤≥≈≠≡∞∑∏∫∂∇√∈∉∪∩⊂→←↑↓⇒⇔∀∃‖′″°½¼‰∝▲▼■●○□△◆"
CJK = "，。；：？！（）【】《》、「」％＋－＝／｜～￥〈〉"
SUPER = {"⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9",
         "⁺": "+", "⁻": "−", "ⁿ": "n", "ˣ": "x", "ᵀ": "T"}
SUB = {"₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8", "₉": "9",
       "₊": "+", "₋": "−", "ᵢ": "i", "ⱼ": "j", "ₖ": "k", "ₙ": "n"}
# Drawn here, corner by corner, in font units (y upwards); each is 800 wide.
DRAWN = {
    "✓": [(90, 330), (170, 400), (300, 250), (640, 720), (720, 660), (310, 90)],
    "✗": [(130, 160), (330, 360), (130, 560), (200, 630), (400, 430), (600, 630), (670, 560), (470, 360),
          (670, 160), (600, 90), (400, 290), (200, 90)],
}
SAME = {"∼": "~", "ℝ": "R", "𝔼": "E"}


def level1():
    """The first level of GB 2312: the 3755 most used characters."""
    out = set()
    for hi in range(0xB0, 0xD8):
        for lo in range(0xA1, 0xFF):
            try:
                out.add(bytes([hi, lo]).decode("gb2312"))
            except UnicodeDecodeError:
                pass
    return out


def characters():
    chars = {chr(c) for c in [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x391, 0x3CA)]}
    chars |= set(MATH) | set(CJK) | level1()
    for path in (HERE.parent / "lang").glob("words_*.go"):
        chars |= {c for c in path.read_text(encoding="utf-8") if ord(c) > 0x7F}
    return chars


def add(font, char, base, scale, shift):
    """Add char as the glyph of base, scaled and shifted upwards (font units)."""
    cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
    if ord(char) in cmap or ord(base) not in cmap:
        return
    source = cmap[ord(base)]
    pen = TTGlyphPen(None)
    glyphs[source].draw(TransformPen(pen, (scale, 0, 0, scale, 0, shift)))
    advance, _ = font["hmtx"][source]
    enter(font, char, pen.glyph(), round(advance * scale))


def polygon(font, char, corners):
    """Add char as a polygon."""
    pen = TTGlyphPen(None)
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()
    enter(font, char, pen.glyph(), 800)


def enter(font, char, glyph, advance):
    """Enter a glyph into the font's tables under the character's code."""
    name = f"uni{ord(char):04X}"
    font.setGlyphOrder(font.getGlyphOrder() + [name])
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
    for table in font["cmap"].tables:
        if table.isUnicode() and (ord(char) < 0x10000 or table.format == 12):
            table.cmap[ord(char)] = name


def main(source):
    found = hashlib.sha256(pathlib.Path(source).read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"{source}: SHA-256 is {found}, want {SHA256}")
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "gasp", "prep", "vhea", "vmtx"]
    font = subset.load_font(source, options)
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in characters()])
    subsetter.subset(font)
    for table, scale, shift in ((SUPER, 0.62, 330), (SUB, 0.62, -150), (SAME, 1, 0)):
        for char, base in table.items():
            add(font, char, base, scale, shift)
    for char, corners in DRAWN.items():
        polygon(font, char, corners)
    font.save(HERE / "NotoSansSC-subset.ttf")
    print(len(font.getGlyphOrder()), "glyphs")


if __name__ == "__main__":
    main(*sys.argv[1:])
