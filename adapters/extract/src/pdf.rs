//! PDF: each page that stays becomes a picture, its boxes are painted, and the pictures make a new PDF. No text, no layer, no
//! comment, no earlier version of the file goes over.

use hayro::{
    RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf, render,
    vello_cpu::color::palette::css::WHITE,
};
use image::{Rgb, RgbImage};
use pdf_writer::{Content, Filter, Finish as _, Name, Rect, Ref};

use crate::{Made, Marks, Unfit, picture};

/// Points of the picture for one point of the page: 144 for an inch.
const SCALE: f32 = 2.0;
/// How many points a side of a picture has at most.
const SIDE_MAX: f32 = 3_000.0;
/// How many pages an extract is made of.
const PAGES_MAX: usize = 200;

fn open(bytes: &[u8]) -> Result<Pdf, Unfit> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| Unfit::Damaged)?;
    match pdf.pages().len() {
        0 => Err(Unfit::Damaged),
        n if n > PAGES_MAX => Err(Unfit::TooLarge),
        _ => Ok(pdf),
    }
}

/// How many pages there are.
pub(crate) fn pages(bytes: &[u8]) -> Result<u32, Unfit> {
    u32::try_from(open(bytes)?.pages().len()).map_err(|_| Unfit::TooLarge)
}

/// A page as a picture.
pub(crate) fn page(bytes: &[u8], n: u32) -> Result<RgbImage, Unfit> {
    let pdf = open(bytes)?;
    drawn(&pdf, n).map(|(picture, _)| picture)
}

/// A page as a picture, with its size in points.
fn drawn(pdf: &Pdf, n: u32) -> Result<(RgbImage, (f32, f32)), Unfit> {
    let place = usize::try_from(n).ok().and_then(|n| n.checked_sub(1)).ok_or(Unfit::Beyond)?;
    let page = pdf.pages().get(place).ok_or(Unfit::Beyond)?;
    let (width, height) = page.render_dimensions();
    if !(width >= 1.0 && height >= 1.0 && width.is_finite() && height.is_finite()) {
        return Err(Unfit::Damaged);
    }
    let scale = SCALE.min(SIDE_MAX / width.max(height));
    if width.min(height) * scale < 1.0 {
        return Err(Unfit::TooLarge);
    }
    let settings = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let points = render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let mut canvas = RgbImage::new(u32::from(points.width()), u32::from(points.height()));
    for (to, from) in canvas.pixels_mut().zip(points.data()) {
        *to = Rgb([from.r, from.g, from.b]);
    }
    Ok((canvas, (width, height)))
}

pub(crate) fn made(bytes: &[u8], marks: &Marks) -> Result<Made, Unfit> {
    if marks.boxes.is_empty() && marks.pages.is_empty() {
        return Err(Unfit::Nothing);
    }
    let pdf = open(bytes)?;
    let last = u32::try_from(pdf.pages().len()).map_err(|_| Unfit::TooLarge)?;
    marks.within(last)?;
    let kept: Vec<u32> = (1..=last).filter(|n| !marks.leaves_out(*n)).collect();
    if kept.is_empty() {
        return Err(Unfit::Everything);
    }
    let mut book = Book::new();
    for n in kept {
        let (mut canvas, size) = drawn(&pdf, n)?;
        picture::paint(&mut canvas, marks.on(n));
        book.page(&canvas, size)?;
    }
    Ok(Made { bytes: book.bound(), ending: "pdf", media: "application/pdf" })
}

/// A PDF of pictures.
struct Book {
    pdf: pdf_writer::Pdf,
    pages: Vec<Ref>,
    next: i32,
}

/// The catalogue and the tree of pages.
const CATALOGUE: i32 = 1;
const TREE: i32 = 2;

impl Book {
    fn new() -> Self {
        Self { pdf: pdf_writer::Pdf::new(), pages: Vec::new(), next: TREE }
    }

    fn number(&mut self) -> Ref {
        self.next = self.next.saturating_add(1);
        Ref::new(self.next)
    }

    fn page(&mut self, canvas: &RgbImage, (width, height): (f32, f32)) -> Result<(), Unfit> {
        let (page_id, image_id, content_id) = (self.number(), self.number(), self.number());
        let name = Name(b"P");
        let mut page = self.pdf.page(page_id);
        page.media_box(Rect::new(0.0, 0.0, width, height)).parent(Ref::new(TREE)).contents(content_id);
        page.resources().x_objects().pair(name, image_id);
        page.finish();
        let bytes = picture::jpeg(canvas)?;
        let side = |n: u32| i32::try_from(n).map_err(|_| Unfit::TooLarge);
        let mut image = self.pdf.image_xobject(image_id, &bytes);
        image.filter(Filter::DctDecode);
        image.width(side(canvas.width())?);
        image.height(side(canvas.height())?);
        image.color_space().device_rgb();
        image.bits_per_component(8);
        image.finish();
        let mut content = Content::new();
        content.transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(name);
        self.pdf.stream(content_id, &content.finish());
        self.pages.push(page_id);
        Ok(())
    }

    fn bound(mut self) -> Vec<u8> {
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        self.pdf.catalog(Ref::new(CATALOGUE)).pages(Ref::new(TREE));
        self.pdf.pages(Ref::new(TREE)).kids(self.pages.iter().copied()).count(count);
        self.pdf.finish()
    }
}
