//! Files as they come in: encrypted piece by piece, never in the open on disk, gone with whoever took them in, and whole again
//! for those who may read them, in both grades.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf};

use dengwen_desk::{
    Desk, NotTaken, Spool,
    view::{Sent, Upload},
};
use dengwen_sealing::SEALED_PIECE;
use sqlx::{AnyConnection, Connection as _};

use crate::{
    incoming::{REPORT, organ, registration, report, staff},
    trial::{Trial, ZH, both, sent, sqlite},
};

both! {
    a_file_in_pieces_comes_back_as_it_was_in_an_ordinary_case at "2026-03-02 10:00",
    a_file_in_pieces_comes_back_as_it_was_in_a_sealed_case at "2026-03-02 10:00",
    a_large_picture_is_kept_without_where_it_was_taken at "2026-03-02 10:00",
}

/// A line that is known again.
const LINE: &str = "这一行是附件的明文，任何人都不应在数据文件夹里读到它。\n";

/// A text of at least so many bytes.
fn text(size: usize) -> Vec<u8> {
    LINE.repeat(size / LINE.len() + 1).into_bytes()
}

/// A recording of so many bytes: no copy is made of it, and nothing but its beginning is looked at.
fn recording(size: usize) -> Vec<u8> {
    let head = b"RIFF\0\0\0\0WAVE".to_vec();
    let mut all: Vec<u8> = head.into_iter().chain((0..251).collect::<Vec<u8>>().repeat(size / 251 + 1)).collect();
    all.truncate(size);
    all
}

async fn pushed(desk: &Desk, key: &str, name: &str, bytes: &[u8], chunk: usize) -> Upload {
    let mut spool = desk.spool(key, name).unwrap();
    for part in bytes.chunks(chunk) {
        assert_eq!(spool.push(part).await.unwrap(), None);
    }
    assert_eq!(spool.size(), u64::try_from(bytes.len()).unwrap());
    spool.end().await.unwrap().unwrap()
}

/// What this process holds open of the data folder's files on their way in: files without a name among them.
fn held_open(trial: &Trial) -> Vec<PathBuf> {
    let folder = trial.folder.canonicalize().unwrap().join("incoming");
    let entries = fs::read_dir("/proc/self/fd").unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| fs::read_link(path).is_ok_and(|to| to.starts_with(&folder))).collect()
}

/// Files with a name in the folder of those on their way in.
fn named(trial: &Trial) -> usize {
    fs::read_dir(trial.folder.join("incoming")).map_or(0, Iterator::count)
}

fn holds_a_line(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(bytes).contains(LINE.trim())
}

async fn a_file_in_pieces_comes_back_as_it_was_in_an_ordinary_case(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    for (size, chunk) in [(1, 1), (65_535, 1000), (65_536, 65_536), (65_537, 7000), (700_000, 8192)] {
        let bytes = recording(size + 12);
        let file = pushed(&trial.desk, "file", &format!("{size}.wav"), &bytes, chunk).await;
        let attach = Sent { files: vec![file], ..sent("attach", &[]) };
        trial.desk.perform(&lin, &case, attach, ZH).await.unwrap();
        let view = trial.desk.case(&lin, &case, ZH).await.unwrap();
        let id = &view.files.iter().find(|file| file.name == format!("{size}.wav")).unwrap().id;
        let mut read = trial.desk.file(&lin, &case, id).await.unwrap().content;
        let mut all = Vec::new();
        while let Some(part) = read.next().await.unwrap() {
            assert!(part.len() <= 8 * 65_536, "read in pieces, not whole: {}", part.len());
            all.extend(part);
        }
        assert!(all == bytes, "{size} bytes come back");
        let (row, _) = trial.desk.store().attachment(id).await.unwrap().unwrap();
        assert_eq!(row.size, u64::try_from(bytes.len()).unwrap());
        let pieces = trial.desk.store().attachment_pieces(id, 0, 1000).await.unwrap();
        assert_eq!(pieces.len(), bytes.len().div_ceil(65_536));
    }
    assert!(held_open(trial).is_empty() && named(trial) == 0, "nothing is left where it came in");
}

async fn a_file_in_pieces_comes_back_as_it_was_in_a_sealed_case(trial: &Trial) {
    organ(trial).await;
    let lin = staff(trial, "lin").await;
    let bytes = recording(300_000);
    let file = pushed(&trial.desk, "original", "通话.wav", &bytes, 10_000).await;
    trial.desk.submit("organ", REPORT, Sent { files: vec![file], ..report("a") }, ZH).await.unwrap();
    let view = trial.desk.inbox(&lin, "", None, ZH).await.unwrap();
    let row = view.groups.into_iter().flat_map(|group| group.rows).find(|row| row.case.starts_with("incoming:"));
    let id = row.unwrap().case.strip_prefix("incoming:").unwrap().to_owned();
    let view = trial.desk.incoming(&lin, &id, ZH).await.unwrap();
    let came = trial.desk.incoming_file(&lin, &id, &view.files[0].id).await.unwrap();
    assert!(came.content.whole().await.unwrap() == bytes, "as it came in");
    let form = registration(trial, &lin, &id, "r").await;
    let done = trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap();
    let view = trial.desk.case(&lin, &done.case, ZH).await.unwrap();
    let file = &view.files.iter().find(|file| file.name == "通话.wav").unwrap().id;
    let there = trial.desk.file(&lin, &done.case, file).await.unwrap();
    assert!(there.content.whole().await.unwrap() == bytes, "and after it was registered");
    assert!(held_open(trial).is_empty() && named(trial) == 0, "nothing is left where it came in");
}

async fn a_large_picture_is_kept_without_where_it_was_taken(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    let drawn = [b"\xff\xda\0\x02".as_slice(), &vec![7; 200_000], b"\xff\xd9"].concat();
    let photo = [b"\xff\xd8\xff\xe1\0\x18".as_slice(), b"Exif\0\0MM\0\x2a GPSLatitude", &drawn].concat();
    let file = pushed(&trial.desk, "file", "现场.jpg", &photo, 5000).await;
    trial.desk.perform(&lin, &case, Sent { files: vec![file], ..sent("attach", &[]) }, ZH).await.unwrap();
    let view = trial.desk.case(&lin, &case, ZH).await.unwrap();
    let kept = trial.desk.file(&lin, &case, &view.files[0].id).await.unwrap().content.whole().await.unwrap();
    assert!(kept == [b"\xff\xd8".as_slice(), &drawn].concat());
}

#[tokio::test]
async fn no_more_than_two_pieces_of_a_file_are_in_memory_and_none_in_the_open_on_disk() {
    let trial = sqlite("2026-03-02 10:00").await;
    let bytes = text(15 * 1024 * 1024);
    let mut spool = trial.desk.spool("file", "说明.txt").unwrap();
    for (n, part) in bytes.chunks(24_001).enumerate() {
        spool.push(part).await.unwrap();
        assert!(spool.held() <= 2 * SEALED_PIECE, "{} bytes are held after {n} parts", spool.held());
        if n % 100 == 50 {
            let open = held_open(&trial);
            assert_eq!((open.len(), named(&trial)), (1, 0), "one file, without a name");
            let there = fs::read(&open[0]).unwrap();
            assert_eq!(there.len() % SEALED_PIECE, 0);
            assert!(there.len() + 2 * SEALED_PIECE > n * 24_001, "what came lies there: {}", there.len());
            assert!(!holds_a_line(&there), "encrypted");
        }
    }
    let file = spool.end().await.unwrap().unwrap();
    assert!(holds_a_line(&bytes) && file.content.whole().await.unwrap() == bytes);
    drop(file);
    assert!(held_open(&trial).is_empty(), "gone with whoever held it");
    trial.end().await;
}

#[tokio::test]
async fn nothing_stays_of_a_file_that_was_cut_off_or_refused() {
    let trial = sqlite("2026-03-02 10:00").await;
    let begun = async |name: &str, bytes: &[u8]| -> (Spool, Option<String>) {
        let mut spool = trial.desk.spool("file", name).unwrap();
        let told = spool.push(bytes).await.unwrap();
        (spool, told.map(|why| why.zh))
    };
    let (cut, told) = begun("通话.wav", &recording(500_000)).await;
    assert_eq!((told, held_open(&trial).len()), (None, 1));
    drop(cut);
    assert!(held_open(&trial).is_empty() && named(&trial) == 0, "cut off");
    let (misnamed, told) = begun("通话.pdf", &recording(500_000)).await;
    assert!(told.unwrap().contains("内容其实是WAV 录音"), "told by its first piece");
    assert!(held_open(&trial).is_empty(), "before a second piece was written");
    drop(misnamed);
    let (named_otherwise, told) = begun("照片.jpg", &text(200_000)).await;
    assert!(told.unwrap().contains("内容其实是文本"));
    drop(named_otherwise);
    let (program, told) = begun("说明.txt", b"MZ\x90\0 a program").await;
    assert_eq!(told, None, "as long as it is shorter than a piece, nobody knows");
    assert!(matches!(program.end().await.unwrap(), Err(NotTaken::Unfit(why)) if why.zh.contains("请上传")));
    let broken = [text(200_000), b"\xff\xff".to_vec(), text(200_000)].concat();
    let (other, told) = begun("说明.txt", &broken).await;
    assert!(told.unwrap().contains("请上传"), "a text that goes on as something else");
    let split = text(400_000);
    let (ended, _) = begun("说明.txt", &split[..split.len() - 2]).await;
    assert!(ended.end().await.unwrap().is_err(), "a text that ends within a letter");
    let archive = [b"PK\x03\x04".as_slice(), &vec![0; 300_000]].concat();
    let (archive, _) = begun("合同.docx", &archive).await;
    assert!(matches!(archive.end().await.unwrap(), Err(NotTaken::Unfit(why)) if why.zh.contains("已损坏")));
    assert_eq!(held_open(&trial).len(), 1, "the text alone that was not dropped");
    drop(other);
    assert!(held_open(&trial).is_empty() && named(&trial) == 0);
    fs::create_dir_all(trial.folder.join("incoming")).unwrap();
    fs::write(trial.folder.join("incoming").join("left"), b"").unwrap();
    trial.again(crate::trial::packs()).await.close().await;
    assert_eq!(named(&trial), 0, "what a server that fell left by name is gone with the next start");
    trial.end().await;
}

#[tokio::test]
async fn a_stored_file_that_was_cut_doubled_or_reordered_does_not_open() {
    let trial = sqlite("2026-03-02 10:00").await;
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    let file = pushed(&trial.desk, "file", "通话.wav", &recording(300_000), 60_000).await;
    trial.desk.perform(&lin, &case, Sent { files: vec![file], ..sent("attach", &[]) }, ZH).await.unwrap();
    let id = trial.desk.case(&lin, &case, ZH).await.unwrap().files[0].id.clone();
    let url = format!("sqlite:{}", trial.folder.join("dengwen.sqlite").display());
    let opens = async || trial.desk.file(&lin, &case, &id).await.unwrap().content.whole().await.is_ok();
    assert!(opens().await);
    let change = async |sql: &'static str| {
        let mut conn = AnyConnection::connect(&url).await.unwrap();
        let done = sqlx::raw_sql(sql).execute(&mut conn).await.unwrap().rows_affected();
        conn.close().await.unwrap();
        assert!(done > 0, "{sql}");
    };
    change("CREATE TABLE whole AS SELECT * FROM attachment_pieces; DELETE FROM attachment_pieces WHERE n = 4").await;
    assert!(!opens().await, "the last piece is gone");
    change("UPDATE attachments SET size = 262144").await;
    assert!(!opens().await, "and its length says so");
    change("UPDATE attachments SET size = 300000; DELETE FROM attachment_pieces; INSERT INTO attachment_pieces SELECT * FROM whole").await;
    assert!(opens().await);
    change("UPDATE attachment_pieces SET bytes = (SELECT bytes FROM whole WHERE n = 1) WHERE n = 2").await;
    assert!(!opens().await, "a piece is there twice");
    change("UPDATE attachment_pieces SET bytes = (SELECT bytes FROM whole WHERE n = 2) WHERE n = 1").await;
    assert!(!opens().await, "two pieces changed places");
    trial.end().await;
}
