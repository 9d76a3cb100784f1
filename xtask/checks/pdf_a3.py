#!/usr/bin/env python3
"""Checks the parts of PDF/A-3 (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) that a program can decide.

Usage: pdf_a3.py FILE...

Prints one line a finding, with the clause, and ends with 1 where there is any. It reads the file with
pikepdf (qpdf) and the fonts with fontTools, none of which writes our packs, so it shares no mistake with
them. It is no full validator: colour, transparency and the content of pages are looked at only where our
packs can get them wrong.
"""

import io
import re
import sys

import pikepdf
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Array, Dictionary, Name, Stream

PDFA_NAMESPACE = "http://www.aiim.org/pdfa/ns/id/"
PDFUA_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState",
    "/Rendition", "/Trans", "/GoTo3DView", "/JavaScript",
}
RELATIONSHIPS = {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}


class Findings:
    """The findings of one file."""

    def __init__(self):
        self.lines = []

    def need(self, condition, clause, text):
        """Notes `text` under `clause` unless `condition` holds."""
        if not condition:
            line = f"{clause}: {text}"
            if line not in self.lines:
                self.lines.append(line)


def check_bytes(raw, findings):
    """The file's frame: header, binary comment, end."""
    header = re.match(rb"%PDF-1\.[0-7](\r\n|\r|\n)%[\x80-\xff]{4}", raw)
    findings.need(header, "6.1.2", "the header is not followed by four high bytes")
    findings.need(re.search(rb"%%EOF(\r\n|\r|\n)?$", raw), "6.1.3", "data after the last %%EOF")


def check_trailer(pdf, findings):
    """Identifier, no encryption."""
    identifier = pdf.trailer.get("/ID")
    findings.need(identifier is not None and len(identifier) == 2, "6.1.3", "no file identifier")
    findings.need("/Encrypt" not in pdf.trailer, "6.1.3", "the file is encrypted")


def check_metadata(pdf, findings):
    """XMP: claimed conformance, and the same words as the document information."""
    stream = pdf.Root.get("/Metadata")
    findings.need(stream is not None, "6.6.2.1", "no metadata stream")
    if stream is None:
        return
    findings.need("/Filter" not in stream, "6.6.2.1", "the metadata stream is filtered")
    findings.need(
        stream.get("/Type") == Name.Metadata and stream.get("/Subtype") == Name.XML,
        "6.6.2.1", "the metadata stream has no type",
    )
    packet = stream.read_bytes()
    try:
        packet.decode("utf-8")
    except UnicodeDecodeError:
        findings.need(False, "6.6.2.1", "the metadata are not UTF-8")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
        findings.need(meta.get(f"{{{PDFA_NAMESPACE}}}part") == "3", "6.6.4", "pdfaid:part is not 3")
        level = meta.get(f"{{{PDFA_NAMESPACE}}}conformance")
        findings.need(level in ("A", "B", "U"), "6.6.4", f"pdfaid:conformance is {level!r}")
        findings.need(
            meta.get(f"{{{PDFUA_NAMESPACE}}}part") == "1", "14289-1 5", "pdfuaid:part is not 1"
        )
        findings.need(meta.get("dc:title"), "14289-1 7.1", "no dc:title")
        pairs = {
            "/Title": "dc:title", "/Subject": "dc:description", "/Creator": "xmp:CreatorTool",
            "/Producer": "pdf:Producer", "/Keywords": "pdf:Keywords",
        }
        for entry, name in pairs.items():
            if entry in pdf.docinfo:
                same = str(pdf.docinfo[entry]) == str(meta.get(name))
                findings.need(same, "6.6.3", f"{entry} and {name} differ")
        if "/Author" in pdf.docinfo:
            authors = ", ".join(meta.get("dc:creator") or [])
            findings.need(str(pdf.docinfo["/Author"]) == authors, "6.6.3", "/Author differs")
        for entry, name in {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}.items():
            if entry in pdf.docinfo:
                same = digits(pdf.docinfo[entry]) == digits(meta.get(name))
                findings.need(same, "6.6.3", f"{entry} and {name} differ")


def digits(moment):
    """The digits of a date in either spelling, without a zone of zero."""
    text = re.sub(r"(Z|[+-]00[':]?00'?)$", "", str(moment).removeprefix("D:"))
    return re.sub(r"\D", "", text)


def check_output_intent(pdf, findings):
    """One PDF/A output intent with an embedded profile."""
    intents = [i for i in pdf.Root.get("/OutputIntents", []) if i.get("/S") == Name.GTS_PDFA1]
    findings.need(len(intents) == 1, "6.2.3", f"{len(intents)} PDF/A output intents")
    for intent in intents:
        profile = intent.get("/DestOutputProfile")
        findings.need(isinstance(profile, Stream), "6.2.3", "the output intent has no profile")
        findings.need("/OutputConditionIdentifier" in intent, "6.2.3", "the intent has no identifier")
        if isinstance(profile, Stream):
            data = profile.read_bytes()
            colours = {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}.get(data[16:20])
            findings.need(data[36:40] == b"acsp" and data[8] <= 4, "6.2.3", "not an ICC profile")
            findings.need(colours == int(profile.get("/N", 0)), "6.2.3", "/N is not the profile's")


def check_catalog(pdf, findings):
    """Tags, language, titles, and nothing that acts by itself."""
    root = pdf.Root
    for entry in ("/AA", "/NeedsRendering", "/Requirements"):
        findings.need(entry not in root, "6.1", f"the catalog has {entry}")
    marked = root.get("/MarkInfo", Dictionary())
    findings.need(bool(marked.get("/Marked", False)), "6.7.2.2", "the document is not marked as tagged")
    findings.need(not marked.get("/Suspects", False), "14289-1 7.1", "the tags are suspect")
    findings.need("/StructTreeRoot" in root, "6.7.3", "no structure tree")
    findings.need(len(str(root.get("/Lang", ""))) > 0, "6.7.4", "no language")
    preferences = root.get("/ViewerPreferences", Dictionary())
    shown = bool(preferences.get("/DisplayDocTitle", False))
    findings.need(shown, "14289-1 7.1", "the window does not show the title")
    findings.need("/XFA" not in root.get("/AcroForm", Dictionary()), "6.4.1", "an XFA form")
    names = root.get("/Names", Dictionary())
    findings.need("/JavaScript" not in names, "6.5.1", "JavaScript in the name tree")


def check_objects(pdf, findings):
    """Every object: filters, actions, and what PDF/A-3 does not know."""
    for item in pdf.objects:
        if isinstance(item, Stream):
            filters = item.get("/Filter", Array())
            filters = [filters] if isinstance(filters, Name) else list(filters)
            findings.need(Name.LZWDecode not in filters, "6.1.7.2", "a stream compressed with LZW")
            findings.need("/F" not in item, "6.1.7.1", "a stream that lies in another file")
            if item.get("/Subtype") == Name.Image:
                findings.need(not item.get("/Interpolate", False), "6.2.8", "an interpolated image")
        if isinstance(item, (Dictionary, Stream)):
            action = str(item.get("/S", "")) if item.get("/Type") in (None, Name.Action) else ""
            findings.need(action not in FORBIDDEN_ACTIONS, "6.5.1", f"an action {action}")


def check_fonts(pdf, findings):
    """Every font: embedded, readable, mapped to Unicode, and as wide as it says."""
    for font in pdf.objects:
        if not isinstance(font, Dictionary) or font.get("/Type") != Name.Font:
            continue
        name = str(font.get("/BaseFont", "?"))
        kind = font.get("/Subtype")
        if kind == Name.Type0:
            findings.need("/ToUnicode" in font, "6.2.11.7.2", f"{name}: no map to Unicode")
            encoding = font.get("/Encoding")
            findings.need(encoding == Name("/Identity-H"), "6.2.11.3.3", f"{name}: {encoding}")
            # The descendant is often a direct object, so it is looked for here.
            for descendant in font.get("/DescendantFonts", Array()):
                check_simple_font(descendant, name, findings)
        elif kind not in (Name.Type3, Name.CIDFontType0, Name.CIDFontType2):
            check_simple_font(font, name, findings)


def check_simple_font(font, name, findings):
    """A font that has a descriptor."""
    descriptor = font.get("/FontDescriptor", Dictionary())
    files = [key for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in descriptor]
    findings.need(len(files) == 1, "6.2.11.4.1", f"{name}: not embedded")
    if font.get("/Subtype") == Name.CIDFontType2:
        findings.need("/CIDToGIDMap" in font, "6.2.11.3.2", f"{name}: no /CIDToGIDMap")
    for key in files:
        check_font_program(font, descriptor[key], name, findings)


def check_font_program(font, program, name, findings):
    """The widths in the font dictionary are those of the embedded program."""
    try:
        truetype = TTFont(io.BytesIO(program.read_bytes()), lazy=True)
        metrics, units = truetype["hmtx"], truetype["head"].unitsPerEm
        order = truetype.getGlyphOrder()
    except (TTLibError, KeyError):
        # A bare CFF program has no such tables; its widths are its own.
        return
    for glyph, width in cid_widths(font.get("/W", Array())):
        if glyph < len(order):
            real = metrics[order[glyph]][0] * 1000 / units
            text = f"{name}: glyph {glyph} is {real:.0f} wide, not {width:.0f}"
            findings.need(abs(real - width) <= 1, "6.2.11.5", text)


def cid_widths(array):
    """The pairs of a /W array: `c [w ...]` and `first last w`."""
    items = list(array)
    place = 0
    while place + 1 < len(items):
        first = int(items[place])
        if isinstance(items[place + 1], Array):
            for offset, width in enumerate(items[place + 1]):
                yield first + offset, float(width)
            place += 2
        else:
            for glyph in range(first, int(items[place + 1]) + 1):
                yield glyph, float(items[place + 2])
            place += 3


def check_pages(pdf, findings):
    """Annotations and the order of tabs."""
    for number, page in enumerate(pdf.pages, 1):
        annotations = list(page.get("/Annots", []))
        if annotations:
            by_structure = page.get("/Tabs") == Name.S
            findings.need(by_structure, "14289-1 7.18.3", f"page {number}: tabs not by structure")
        findings.need("/AA" not in page, "6.5.2", f"page {number}: acts by itself")
        for annotation in annotations:
            check_annotation(annotation, f"page {number}", findings)


def check_annotation(annotation, place, findings):
    """Flags, contents and the way back into the structure tree."""
    kind = annotation.get("/Subtype")
    flags = int(annotation.get("/F", 0))
    if kind != Name.Popup:
        findings.need(flags & 4, "6.3.2", f"{place}: an annotation that is not printed")
    hidden = flags & (1 | 2 | 32 | 256)
    findings.need(not hidden, "6.3.2", f"{place}: an annotation that can be hidden")
    if kind == Name.Link:
        findings.need("/Contents" in annotation, "14289-1 7.18.5", f"{place}: a link without words")
        findings.need("/StructParent" in annotation, "14289-1 7.18.1", f"{place}: an untagged link")


def check_attachments(pdf, findings):
    """Attached files: named, typed, described, and related to the document."""
    related = {item.objgen for item in pdf.Root.get("/AF", [])}
    tree = pdf.Root.get("/Names", Dictionary()).get("/EmbeddedFiles")
    count = 0
    for specification in [] if tree is None else name_tree(tree):
        count += 1
        name = str(specification.get("/UF", specification.get("/F", "?")))
        for entry in ("/F", "/UF", "/Desc"):
            findings.need(entry in specification, "6.8", f"{name}: no {entry}")
        relationship = str(specification.get("/AFRelationship", ""))
        findings.need(relationship in RELATIONSHIPS, "6.8", f"{name}: no relationship")
        findings.need(specification.objgen in related, "6.8", f"{name}: not in /AF")
        embedded = specification.get("/EF", Dictionary()).get("/F")
        findings.need(isinstance(embedded, Stream), "6.8", f"{name}: no content")
        if isinstance(embedded, Stream):
            findings.need("/Subtype" in embedded, "6.8", f"{name}: no MIME type")
            dated = "/ModDate" in embedded.get("/Params", Dictionary())
            findings.need(dated, "6.8", f"{name}: no date")
    return count


def name_tree(node):
    """The values of a name tree."""
    names = list(node.get("/Names", []))
    yield from names[1::2]
    for kid in node.get("/Kids", []):
        yield from name_tree(kid)


def check_structure(pdf, findings):
    """Figures have words, headings skip no level, and every role is known."""
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is None:
        return
    findings.need("/ParentTree" in tree, "6.7.3", "the structure tree has no parent tree")
    roles = tree.get("/RoleMap", Dictionary())
    level = 0
    waiting = list(reversed(kids(tree)))
    while waiting:
        element = waiting.pop()
        role = str(element.get("/S", ""))
        role = str(roles.get(role, role))
        if role == "/Figure":
            text = element.get("/Alt", element.get("/ActualText"))
            findings.need(text is not None and str(text), "14289-1 7.3", "a figure without words")
        heading = re.fullmatch(r"/H([1-6])", role)
        if heading:
            new = int(heading[1])
            skipped = f"a heading of level {new} follows level {level}"
            findings.need(new <= level + 1, "14289-1 7.4.2", skipped)
            level = new
        waiting.extend(reversed(kids(element)))


def kids(element):
    """The structure elements directly below one."""
    below = element.get("/K", Array())
    below = list(below) if isinstance(below, Array) else [below]
    return [kid for kid in below if isinstance(kid, Dictionary) and "/S" in kid]


def check(path):
    """All checks on one file: its findings, and what was counted."""
    findings = Findings()
    with open(path, "rb") as file:
        check_bytes(file.read(), findings)
    with pikepdf.open(path) as pdf:
        check_trailer(pdf, findings)
        check_metadata(pdf, findings)
        check_output_intent(pdf, findings)
        check_catalog(pdf, findings)
        check_objects(pdf, findings)
        check_fonts(pdf, findings)
        check_pages(pdf, findings)
        attached = check_attachments(pdf, findings)
        check_structure(pdf, findings)
        return findings.lines, len(pdf.pages), attached


def main(paths):
    """Checks all files; 0 where nothing was found, 2 for bad usage."""
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    found = 0
    for path in paths:
        lines, pages, attached = check(path)
        found += len(lines)
        for line in lines:
            print(f"{path}: {line}")
        if not lines:
            print(f"  PDF/A-3 and PDF/UA-1: nothing found ({pages} pages, {attached} attachments)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
