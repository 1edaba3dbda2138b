//! Files that are what they say and those that are not; copies that tell nothing beside their content.

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

use miniz_oxide::deflate::compress_to_vec;

use super::{Copied, Marks, cleaned, unfit, zip};

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// An archive of these parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let member = |(name, content): &(&str, &[u8])| {
        let packed = compress_to_vec(content, 6);
        ((*name).to_owned(), 8, zip::sum(content), content.len(), packed)
    };
    zip::written(&parts.iter().map(member).collect::<Vec<_>>()).unwrap()
}

fn document(body: &str) -> Vec<u8> {
    let rels = "<Relationships><Relationship Id=\"r1\" Target=\"docProps/thumbnail.jpeg\"/>\
                <Relationship Id=\"r2\" Target=\"word/document.xml\"/></Relationships>";
    let core = "<cp:coreProperties><dc:creator>王告密</dc:creator></cp:coreProperties>";
    let photo = [b"\xff\xd8\xff\xe1\0\x18".as_slice(), b"Exif\0\0MM\0\x2a GPSLatitude", b"\xff\xda\0\x02drawn\xff\xd9"]
        .concat();
    packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", rels.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
        ("docProps/thumbnail.jpeg", b"a small picture"),
        ("word/document.xml", body.as_bytes()),
        (
            "word/people.xml",
            "<w15:person w15:author=\"王告密\"><w15:presenceInfo w15:userId=\"wang\"/></w15:person>".as_bytes(),
        ),
        ("word/media/image1.jpeg", &photo),
    ])
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    zip::members(bytes)
        .unwrap()
        .into_iter()
        .map(|member| (member.name.clone(), member.unpack(bytes).unwrap()))
        .collect()
}

fn why(name: &str, bytes: &[u8]) -> String {
    unfit(name, bytes).map_or_else(String::new, |why| why.zh)
}

#[test]
fn a_file_is_what_its_bytes_say_and_its_name_must_agree() {
    assert_eq!(why("合同.pdf", b"%PDF-1.7"), "");
    assert_eq!(why("照片.JPG", b"\xff\xd8\xff\xe0"), "");
    assert_eq!(why("说明.txt", "只有文字".as_bytes()), "");
    assert_eq!(why("报告.docx", &document("<w:document/>")), "");
    assert!(why("照片.jpg", b"%PDF-1.7").contains("内容其实是PDF，与文件名不符"), "{}", why("照片.jpg", b"%PDF-1.7"));
    assert!(why("报告.pdf", &document("<w:document/>")).contains(".docx"));
    assert!(why("说明.txt", b"\x7fELF\x02\x01").contains("请上传"));
    assert!(why("说明.txt", b"MZ\x90\0").contains("请上传"));
    assert!(why("资料.zip", &packed(&[("a.txt", b"a")])).contains("请上传"), "an archive that is no document");
    assert!(why("声音.wav", b"RIFF\0\0\0\0WEBP").contains("WebP"));
}

#[test]
fn an_archive_that_unpacks_without_end_is_refused() {
    let zeros = vec![0; 60 * 1024 * 1024];
    let bomb = packed(&[("word/document.xml", &zeros)]);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    assert!(why("小文件.docx", &bomb).contains("展开后过大"));
    let inner = packed(&[("a", b"a")]);
    let deep = packed(&[("word/document.xml", &packed(&[("b", &inner)]))]);
    assert!(why("套娃.docx", &deep).contains("展开后过大"), "archives inside archives inside archives");
    let lied = {
        let mut bytes = packed(&[("word/document.xml", &zeros[..100_000])]);
        let at = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
        bytes[at + 24..at + 28].copy_from_slice(&10_u32.to_le_bytes());
        bytes
    };
    assert!(why("谎报.docx", &lied).contains("已损坏"), "a directory that tells less than there is");
    let mut shared = packed(&[("word/document.xml", b"same"), ("word/other.xml", b"same")]);
    let second = shared.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    shared[second + 42..second + 46].copy_from_slice(&[0; 4]);
    assert!(why("重叠.docx", &shared).contains("展开后过大"), "members that share their bytes");
    assert!(
        why("宏.docx", &packed(&[("word/document.xml", b"<a/>"), ("word/vbaProject.bin", b"x")])).contains("宏程序")
    );
    for cut in 0..bomb.len().min(400) {
        let _ = unfit("断.docx", &bomb[..cut]);
    }
}

#[test]
fn the_copy_of_an_office_file_tells_neither_author_nor_history() {
    let body = "<w:document><w:p w:rsidR=\"00AB12\"><w:ins w:author=\"王告密\" w:date=\"2026-03-01\"><w:r><w:t>留下的话</w:t></w:r></w:ins>\
                <w:del w:author=\"王告密\"><w:r><w:delText>划去的话</w:delText></w:r></w:del><w:rPr><w:del w:author=\"王告密\"/></w:rPr>\
                </w:p></w:document>";
    let original = document(body);
    let copy = cleaned(WORD, &original).unwrap().unwrap();
    let all = parts(&copy);
    for (name, content) in &all {
        let text = String::from_utf8_lossy(content);
        for word in ["王告密", "划去的话", "00AB12", "2026-03-01", "GPSLatitude", "wang", "thumbnail"] {
            assert!(!text.contains(word), "{word} is in {name}: {text}");
        }
    }
    let (_, main) = all.iter().find(|(name, _)| name == "word/document.xml").unwrap();
    assert_eq!(
        String::from_utf8_lossy(main),
        "<w:document><w:p><w:r><w:t>留下的话</w:t></w:r><w:rPr></w:rPr></w:p></w:document>"
    );
    assert!(all.iter().any(|(name, content)| name == "word/media/image1.jpeg" && content.ends_with(b"drawn\xff\xd9")));
    assert_eq!(why("副本.docx", &copy), "", "the copy is a document like any other");
    assert_eq!(cleaned(WORD, &copy).unwrap().unwrap(), copy, "there is nothing left to take out");
}

#[test]
fn the_copy_of_a_pdf_tells_no_author_and_keeps_every_place() {
    let pdf = "%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\n7 0 obj << /Author (Wang \\(H\\) Gaomi) /Producer <FEFF738B> /CreationDate (D:20260301) >> endobj\n\
               8 0 obj <</Type/Metadata/Length 60>> stream\n<?xpacket begin=''?><dc:creator>Wang</dc:creator><?xpacket end='w'?>\nendstream endobj\n\
               trailer << /Root 1 0 R /Info 7 0 R >>\nstartxref\n9\n%%EOF\n";
    let copy = cleaned("application/pdf", pdf.as_bytes()).unwrap().unwrap();
    let text = String::from_utf8(copy.clone()).unwrap();
    assert_eq!(text.len(), pdf.len());
    for word in ["Wang", "Gaomi", "20260301", "738B"] {
        assert!(!text.contains(word), "{word} is in {text}");
    }
    assert!(text.contains("/Author (") && text.contains("/Root 1 0 R"), "{text}");
    let changed_later = format!("{pdf}9 0 obj (new) endobj\n%%EOF\n");
    let locked = pdf.replace("/Root", "/Encrypt 9 0 R /Root");
    let packed = pdf.replace("/Type/Metadata", "/Type/Metadata/Filter/FlateDecode");
    let elsewhere = pdf.replace("/Info 7 0 R", "/Info 70 0 R");
    for out_of_reach in [changed_later, locked, packed, elsewhere] {
        assert_eq!(cleaned("application/pdf", out_of_reach.as_bytes()), Some(None), "{out_of_reach}");
    }
}

/// A PDF as newer programs write it: catalogue, pages and author in a packed row of objects, found by a packed table.
fn packed_pdf() -> Vec<u8> {
    let row: [(u32, &str); 4] = [
        (1, "<</Type/Catalog/Pages 2 0 R/Metadata 8 0 R>>"),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (
            3,
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100.5 100]/Contents 6 0 R/Resources<<>>/LastModified(D:20260301)>>",
        ),
        (4, "<</Author(Wang Gaomi)/Producer(Telephone)>>"),
    ];
    let (mut head, mut body) = (String::new(), String::new());
    for (n, text) in row {
        head += &format!("{n} {} ", body.len());
        body += &format!("{text} ");
    }
    let stream = |dict: &str, data: &[u8]| {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(data, 6);
        let head = format!("<<{dict}/Filter/FlateDecode/Length {}>>\nstream\n", packed.len());
        [head.as_bytes(), &packed, b"\nendstream"].concat()
    };
    let objects: [(u8, Vec<u8>); 3] = [
        (5, stream(&format!("/Type/ObjStm/N 4/First {}", head.len()), format!("{head}{body}").as_bytes())),
        (6, stream("", b"1 0 0 rg 10 10 50.25 50 re f")),
        (8, stream("/Type/Metadata/Subtype/XML", b"<x:xmpmeta>Wang Gaomi</x:xmpmeta>")),
    ];
    let mut pdf = b"%PDF-1.5\n".to_vec();
    let mut table = [[0, 0, 0, 0]; 9];
    for n in 1..=4_u8 {
        table[usize::from(n)] = [2, 0, 5, n - 1];
    }
    let place = |at: usize| u16::try_from(at).unwrap().to_be_bytes();
    for (n, object) in objects {
        let [high, low] = place(pdf.len());
        table[usize::from(n)] = [1, high, low, 0];
        pdf.extend([format!("{n} 0 obj\n").as_bytes(), &object, b"\nendobj\n"].concat());
    }
    let start = pdf.len();
    let [high, low] = place(start);
    table[7] = [1, high, low, 0];
    let xref = stream("/Type/XRef/Size 9/W[1 2 1]/Root 1 0 R/Info 4 0 R", &table.concat());
    pdf.extend([b"7 0 obj\n".as_slice(), &xref, format!("\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes()].concat());
    pdf
}

#[test]
fn a_pdf_whose_author_lies_packed_is_laid_out_anew_and_looks_the_same() {
    use dengwen_extract::{Marks, Source, look, source};
    let pdf = packed_pdf();
    assert_eq!(source("application/pdf", &pdf), Ok(Source::Pages(1)));
    let copy = cleaned("application/pdf", &pdf).unwrap().unwrap();
    let text = String::from_utf8_lossy(&copy);
    for told in ["Gaomi", "Telephone", "/Metadata", "/Info", "ObjStm", "XRef"] {
        assert!(!text.contains(told), "{told} is in {text}");
    }
    let picture = |bytes: &[u8]| look("application/pdf", bytes, 1, &Marks::default()).unwrap();
    assert_eq!(picture(&copy), picture(&pdf));
    assert_eq!(cleaned("application/pdf", &copy).unwrap().unwrap(), copy, "there is nothing left to take out");
    let locked = [pdf.as_slice(), b"/Encrypt 9 0 R"].concat();
    let changed_later = [pdf.as_slice(), b"9 0 obj (new) endobj\n%%EOF\n"].concat();
    for out_of_reach in [locked, changed_later] {
        assert_eq!(cleaned("application/pdf", &out_of_reach), Some(None));
    }
    for cut in 0..pdf.len() {
        let _ = super::unpacked::unpacked(&pdf[..cut]);
        let mut changed = pdf.clone();
        changed[cut] ^= 0x15;
        let _ = super::unpacked::unpacked(&changed);
    }
}

#[test]
fn marks_are_written_and_read() {
    let marks = Marks::of(b"%PDF-1.7 x", "application/pdf; scanned");
    assert_eq!((marks.scanned, marks.copied), (true, Copied::Clean));
    assert_eq!(Marks::read(&marks.written()), marks);
    let old = Marks::of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "application/msword");
    assert_eq!((old.scanned, old.copied), (false, Copied::Cannot));
    assert_eq!(Marks::read(&old.written()), old);
}

#[test]
fn no_file_makes_the_copy_fail() {
    let seen = mutate::run("file", mutate::corpus("file"), |bytes| {
        for media in ["application/pdf", WORD] {
            if let Some(Some(copy)) = cleaned(media, bytes) {
                let anew = super::unpacked::unpacked(bytes).is_some();
                assert!(media != "application/pdf" || anew || copy.len() == bytes.len(), "nothing is moved");
            }
        }
        let marks = Marks::of(bytes, "");
        assert_eq!(Marks::read(&marks.written()), marks);
    });
    assert!(seen > 100);
}
