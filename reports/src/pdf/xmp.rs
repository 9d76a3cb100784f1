//! Document information, the same in the Info dictionary and in XMP (ISO 19005-3, 6.6).

use lopdf::{Document, ObjectId, Stream, dictionary};

use super::objects::{date, plain, text};
use crate::block::DocumentInfo;

/// Named as the maker of the PDF.
const PRODUCER: &str = "Changeproof";

/// Language of all packs.
pub const LANGUAGE: &str = "en-GB";

/// Declares the PDF/UA property, which PDF/A does not know by itself (ISO 19005-3, 6.6.2.3).
const UA_SCHEMA: &str = concat!(
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">",
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>",
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>",
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>",
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">",
    "<pdfaProperty:name>part</pdfaProperty:name>",
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>",
    "<pdfaProperty:category>internal</pdfaProperty:category>",
    "<pdfaProperty:description>Part of ISO 14289 that the file conforms to",
    "</pdfaProperty:description>",
    "</rdf:li></rdf:Seq></pdfaSchema:property>",
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>"
);

const NAMESPACES: &str = concat!(
    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
    " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"",
    " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"",
    " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"",
    " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"",
    " xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\"",
    " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\"",
    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\"",
    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\""
);

/// Replaces the Info dictionary and adds the XMP stream.
pub fn add(document: &mut Document, info: &DocumentInfo) -> ObjectId {
    let created = date(info.created_at);
    let dictionary = document.add_object(dictionary! {
        "Title" => text(&plain(&info.title)),
        "Author" => text(&plain(&info.author)),
        "Subject" => text(&plain(&info.subject)),
        "Creator" => text(&plain(&info.creator)),
        "Producer" => text(PRODUCER),
        "CreationDate" => created.clone(),
        "ModDate" => created,
    });
    document.trailer.set("Info", dictionary);
    let packet = packet(info);
    let stream = Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        packet.into_bytes(),
    );
    document.add_object(stream.with_compression(false))
}

fn packet(info: &DocumentInfo) -> String {
    let at = info.created_at.format("%Y-%m-%dT%H:%M:%SZ");
    let title = escaped(&info.title);
    let author = escaped(&info.author);
    let subject = escaped(&info.subject);
    let creator = escaped(&info.creator);
    let document_id = escaped(&info.document_id);
    let alternative =
        |words: &str| format!("<rdf:Alt><rdf:li xml:lang=\"x-default\">{words}</rdf:li></rdf:Alt>");
    [
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>".to_owned(),
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">".to_owned(),
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">".to_owned(),
        format!("<rdf:Description rdf:about=\"\"{NAMESPACES}>"),
        "<dc:format>application/pdf</dc:format>".to_owned(),
        format!("<dc:title>{}</dc:title>", alternative(&title)),
        format!("<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"),
        format!("<dc:description>{}</dc:description>", alternative(&subject)),
        format!("<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>"),
        format!("<xmp:CreatorTool>{creator}</xmp:CreatorTool>"),
        format!("<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>"),
        format!("<pdf:Producer>{PRODUCER}</pdf:Producer>"),
        format!("<xmpMM:DocumentID>{document_id}</xmpMM:DocumentID>"),
        UA_SCHEMA.to_owned(),
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>".to_owned(),
        "<pdfuaid:part>1</pdfuaid:part>".to_owned(),
        "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>".to_owned(),
    ]
    .join("\n")
}

fn escaped(words: &str) -> String {
    plain(words)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace(['\u{fffe}', '\u{ffff}'], " ")
}
