//! Pictures: decoded, turned upright, painted and encoded anew. Nothing but the points of the picture goes over.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageEncoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};

use crate::{Area, Made, Marks, Unfit};

/// How many points a side may have.
const SIDE_MAX: u32 = 16_000;
/// How much memory decoding may take.
const BYTES_MAX: u64 = 400 * 1024 * 1024;
/// Quality of a JPEG.
pub(crate) const QUALITY: u8 = 88;
/// What is painted.
const BLACK: Rgb<u8> = Rgb([0, 0, 0]);

pub(crate) fn format(media: &str) -> Option<ImageFormat> {
    match media {
        "image/png" => Some(ImageFormat::Png),
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/gif" => Some(ImageFormat::Gif),
        "image/webp" => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// The points of a picture as they are seen: upright, on white where it is transparent.
pub(crate) fn decoded(media: &str, bytes: &[u8]) -> Result<RgbImage, Unfit> {
    let format = format(media).ok_or(Unfit::Kind)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(told)?;
    let upright = decoder.orientation().map_err(told)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(told)?;
    picture.apply_orientation(upright);
    Ok(on_white(&picture))
}

fn told(error: image::ImageError) -> Unfit {
    if matches!(error, image::ImageError::Limits(_)) { Unfit::TooLarge } else { Unfit::Damaged }
}

/// What lies hidden under transparency must not come to light.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    let mut canvas = RgbImage::new(seen.width(), seen.height());
    for (to, from) in canvas.pixels_mut().zip(seen.pixels()) {
        let [r, g, b, a] = from.0;
        let mix = |c: u8| {
            let (c, a) = (u32::from(c), u32::from(a));
            u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX)
        };
        *to = Rgb([mix(r), mix(g), mix(b)]);
    }
    canvas
}

/// Paints boxes; a box that touches a point covers it.
pub(crate) fn paint<'a>(canvas: &mut RgbImage, boxes: impl Iterator<Item = &'a Area>) {
    let (width, height) = canvas.dimensions();
    for area in boxes {
        let (x0, x1) = reach(area.left, area.width, width);
        let (y0, y1) = reach(area.top, area.height, height);
        for y in y0..y1 {
            for x in x0..x1 {
                if let Some(point) = canvas.get_pixel_mut_checked(x, y) {
                    *point = BLACK;
                }
            }
        }
    }
}

fn reach(from: u32, length: u32, of: u32) -> (u32, u32) {
    let at = |hundredths: u32| u64::from(hundredths) * u64::from(of);
    let begin = at(from) / 10_000;
    let end = at(from.saturating_add(length)).div_ceil(10_000).min(u64::from(of));
    (u32::try_from(begin).unwrap_or(of), u32::try_from(end).unwrap_or(of))
}

pub(crate) fn made(media: &str, bytes: &[u8], marks: &Marks) -> Result<Made, Unfit> {
    if marks.boxes.is_empty() {
        return Err(Unfit::Nothing);
    }
    marks.within(1)?;
    let mut canvas = decoded(media, bytes)?;
    paint(&mut canvas, marks.on(1));
    if canvas.pixels().all(|point| *point == BLACK) {
        return Err(Unfit::Everything);
    }
    if media == "image/jpeg" {
        return Ok(Made { bytes: jpeg(&canvas)?, ending: "jpg", media: "image/jpeg" });
    }
    Ok(Made { bytes: png(&canvas)?, ending: "png", media: "image/png" })
}

/// The same picture, smaller where a side is longer than that.
pub(crate) fn within(canvas: RgbImage, side: u32) -> RgbImage {
    if canvas.width().max(canvas.height()) <= side {
        return canvas;
    }
    DynamicImage::ImageRgb8(canvas).thumbnail(side, side).to_rgb8()
}

pub(crate) fn png(canvas: &RgbImage) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    let (width, height) = canvas.dimensions();
    let encoder = PngEncoder::new(&mut bytes);
    encoder.write_image(canvas.as_raw(), width, height, image::ExtendedColorType::Rgb8).map_err(told)?;
    Ok(bytes)
}

pub(crate) fn jpeg(canvas: &RgbImage) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(canvas).map_err(told)?;
    Ok(bytes)
}
