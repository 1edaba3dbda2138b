//! Extract instead of original: an extract is made from a file of a case by marking what is left out. It is a file of its own,
//! made by an act, so that the case says who made it, when, and from which file; the file it is made from stays as it is.

use std::fmt::Write as _;

use dengwen_case::{MAKE_EXTRACT, extracts};
use dengwen_extract::{Made, MarkWrong, Marks, Source, Unfit};
use dengwen_regulation::model::Lang;

use crate::{
    audit::Read,
    desk::Desk,
    files::{Marks as FileMarks, SCANNED},
    view::{ExtractView, MarksTyped, Performed, Rejection, Sent, Session, Upload},
};

/// A file that is looked at.
struct Opened {
    media: String,
    bytes: Vec<u8>,
}

impl Desk {
    /// A file with what is marked in it, before an extract is made. What cannot be read or made is told in the view.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where the person does not see the file; [`Rejection::Refused`] where no extract is made of such.
    pub async fn extract(
        &self,
        session: &Session,
        case: &str,
        file: &str,
        typed: &MarksTyped,
        lang: Lang,
    ) -> Result<ExtractView, Rejection> {
        let opened = self.to_extract(session, case, file).await?;
        let (look, _) = self.seated_by(session).look_inside(session, case, lang).await?;
        let mut view = ExtractView {
            case: (case.to_owned(), look.show().number()),
            file: look.show().file(file),
            is_pdf: opened.media == "application/pdf",
            seq: look.loaded.case.seq,
            ..ExtractView::default()
        };
        let marks = match marks_of(typed, lang) {
            Ok(marks) => marks,
            Err(wrong) => {
                view.wrong = wrong;
                Marks::default()
            }
        };
        let media = opened.media.clone();
        match drawn(opened, dengwen_extract::source).await {
            Ok((Source::Text(lines), opened)) => {
                let left_out = |n: u32| marks.lines.iter().any(|span| span.holds(n));
                view.lines = (1..).zip(lines).map(|(n, line)| (line, left_out(n))).collect();
                match dengwen_extract::make(&media, &opened.bytes, &marks) {
                    Ok(made) => view.preview = Some(String::from_utf8_lossy(&made.bytes).into_owned()),
                    Err(why) if view.wrong.is_empty() => view.wrong.push(in_words(why, lang)),
                    Err(_) => {}
                }
            }
            Ok((Source::Picture, _)) => view.pages.push((1, false)),
            Ok((Source::Pages(last), _)) => view.pages = (1..=last).map(|n| (n, marks.leaves_out(n))).collect(),
            Err(why) => return Err(Rejection::Invalid(vec![in_words(why, lang)])),
        }
        let code = |a: &dengwen_extract::Area| format!("{}-{}-{}-{}-{}", a.page, a.left, a.top, a.width, a.height);
        view.boxes = marks.boxes.iter().map(|area| (area.page, code(area))).collect();
        let asked = view.lines.is_empty() && view.wrong.is_empty();
        if asked && marks.is_empty() {
            view.wrong.push(in_words(Unfit::Nothing, lang));
        }
        Ok(view)
    }

    /// A page of a file as a picture, with boxes painted; they are written as in [`ExtractView::boxes`], with `_` between.
    ///
    /// # Errors
    /// As [`Desk::extract`].
    pub async fn extract_look(
        &self,
        session: &Session,
        case: &str,
        file: &str,
        page: u32,
        boxes: &str,
    ) -> Result<Vec<u8>, Rejection> {
        let opened = self.to_extract(session, case, file).await?;
        let marks = Marks { boxes: boxes.split('_').filter_map(area).collect(), ..Marks::default() };
        let look = move |media: &str, bytes: &[u8]| dengwen_extract::look(media, bytes, page, &marks);
        drawn(opened, look).await.map(|(png, _)| png).map_err(|_| Rejection::NotFound)
    }

    /// Makes the extract: an act of the person, with the file it makes.
    ///
    /// # Errors
    /// [`Rejection::Invalid`] names what is wrong with the marks; else as [`Desk::extract`] and [`Desk::perform`].
    pub async fn make_extract(
        &self,
        session: &Session,
        case: &str,
        file: &str,
        (typed, seq, once): (&MarksTyped, u64, &str),
        lang: Lang,
    ) -> Result<Performed, Rejection> {
        let opened = self.to_extract(session, case, file).await?;
        let marks = marks_of(typed, lang).map_err(Rejection::Invalid)?;
        let said = left_out(&marks, lang);
        let made = drawn(opened, move |media, bytes| dengwen_extract::make(media, bytes, &marks)).await;
        let (made, _) = made.map_err(|why| Rejection::Invalid(vec![in_words(why, lang)]))?;
        let desk = self.seated_by(session);
        let (look, actor) = desk.look_inside(session, case, lang).await?;
        let n = extracts(&look.loaded.case).len().saturating_add(1);
        let sent = Sent {
            act: MAKE_EXTRACT.to_owned(),
            typed: vec![("of".to_owned(), file.to_owned()), ("text".to_owned(), said)],
            files: vec![upload(made, n)],
            seq,
            once: once.to_owned(),
            ..Sent::default()
        };
        desk.performed(&look.loaded, actor, &sent, look.viewer, lang).await
    }

    /// The file, if the person sees it and an extract can be made of it. That they looked is on record.
    async fn to_extract(&self, session: &Session, case: &str, file: &str) -> Result<Opened, Rejection> {
        let (row, _, content) = self.file_in_case(session, case, file).await?;
        let media = FileMarks::read(&row.media).media;
        if !dengwen_extract::fits(&media) {
            return Err(Rejection::NotFound);
        }
        self.record_read(case, &session.person, Read::File { file: file.to_owned() }).await?;
        Ok(Opened { media, bytes: content.whole().await? })
    }
}

/// Reads or draws a file beside what else goes on. A file that makes the reader stumble is a damaged file.
async fn drawn<T: Send + 'static>(
    opened: Opened,
    work: impl FnOnce(&str, &[u8]) -> Result<T, Unfit> + Send + 'static,
) -> Result<(T, Opened), Unfit> {
    let done = tokio::task::spawn_blocking(move || work(&opened.media, &opened.bytes).map(|found| (found, opened)));
    done.await.unwrap_or(Err(Unfit::Damaged))
}

/// The name tells nothing of the file it was made from.
fn upload(made: Made, n: usize) -> Upload {
    Upload {
        key: "file".to_owned(),
        name: format!("摘抄件-{n}.{}", made.ending),
        media: format!("{}{SCANNED}", made.media),
        content: made.bytes.into(),
    }
}

fn area(text: &str) -> Option<dengwen_extract::Area> {
    let numbers: Option<Vec<u32>> = text.split('-').map(|word| word.parse().ok()).collect();
    let &[page, left, top, width, height] = numbers?.as_slice() else { return None };
    Some(dengwen_extract::Area { page, left, top, width, height })
}

fn marks_of(typed: &MarksTyped, lang: Lang) -> Result<Marks, Vec<(String, String)>> {
    Marks::read(&typed.boxes, &typed.lines, &typed.words, &typed.pages).map_err(|wrong| vec![unread(&wrong, lang)])
}

fn unread(wrong: &MarkWrong, lang: Lang) -> (String, String) {
    let (zh, en) = match wrong.key {
        "boxes" => (
            "每行写五个数：页 左 上 宽 高，后四个是百分数，例如 1 10 20.5 30 5",
            "write five numbers a line: page, left, top, width, height, the last four in percent, such as 1 10 20.5 30 5",
        ),
        _ => ("写序号或起止序号，例如 2、5-7", "write numbers, such as 2, 5-7"),
    };
    let text = match lang {
        Lang::Zh => format!("“{}”看不懂：{zh}", wrong.text),
        Lang::En => format!("“{}” cannot be read: {en}", wrong.text),
    };
    (wrong.key.to_owned(), text)
}

/// Why there is no extract, at the field where it can be mended.
fn in_words(why: Unfit, lang: Lang) -> (String, String) {
    let (zh, en) = match why {
        Unfit::Kind => (
            "这类文件不能摘抄，请先另存为 PDF、图片或文本",
            "no extract is made of this kind of file; save it as PDF, picture or text first",
        ),
        Unfit::Damaged => ("文件已损坏或者加了密码，无法读取", "the file is damaged or locked and cannot be read"),
        Unfit::TooLarge => (
            "文件过大：图片每边至多 16000 点，PDF 至多 200 页",
            "the file is too large: at most 16000 points a side, 200 pages",
        ),
        Unfit::Nothing => (
            "还没有标出要略去的内容；什么都不略去就是原件",
            "nothing is marked yet; an extract that leaves nothing out is the original",
        ),
        Unfit::Everything => ("全部内容都被略去了，没有可摘抄的", "everything is left out; nothing remains"),
        Unfit::Beyond => ("标出的页或者行不存在", "a mark names a page or a line that is not there"),
    };
    ("marks".to_owned(), if lang == Lang::Zh { zh } else { en }.to_owned())
}

/// How much is left out, without saying what.
fn left_out(marks: &Marks, lang: Lang) -> String {
    let pages: u32 = marks.pages.iter().map(|span| span.to - span.from + 1).sum();
    let lines: u32 = marks.lines.iter().map(|span| span.to - span.from + 1).sum();
    let counts = [
        (marks.boxes.len(), "遮去 {} 处", "{} places covered"),
        (usize::try_from(pages).unwrap_or(0), "略去 {} 页", "{} pages left out"),
        (usize::try_from(lines).unwrap_or(0), "略去 {} 行", "{} lines left out"),
        (marks.words.len(), "略去 {} 个词句", "{} words left out"),
    ];
    let mut said = String::new();
    for (n, zh, en) in counts.into_iter().filter(|(n, ..)| *n > 0) {
        let part = if lang == Lang::Zh { zh } else { en }.replace("{}", &n.to_string());
        let comma = if said.is_empty() {
            ""
        } else if lang == Lang::Zh {
            "，"
        } else {
            ", "
        };
        let _ = write!(said, "{comma}{part}");
    }
    said
}
