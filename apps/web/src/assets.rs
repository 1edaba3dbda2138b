//! Style sheet, script and mark: part of the binary, joined once, addressed by their content so that browsers keep them.

use std::{
    hash::{DefaultHasher, Hasher},
    sync::LazyLock,
};

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// Style of one component. The first two set layers and ground; the last is for paper.
const STYLES: &[&str] = &[
    include_str!("../components/tokens/style.css"),
    include_str!("../components/base/style.css"),
    include_str!("../components/frame/style.css"),
    include_str!("../components/frame_portal/style.css"),
    include_str!("../components/frame_desk/style.css"),
    include_str!("../components/bell/style.css"),
    include_str!("../components/beside/style.css"),
    include_str!("../components/button/style.css"),
    include_str!("../components/card/style.css"),
    include_str!("../components/tag/style.css"),
    include_str!("../components/mark/style.css"),
    include_str!("../components/due/style.css"),
    include_str!("../components/clock/style.css"),
    include_str!("../components/value_list/style.css"),
    include_str!("../components/strip/style.css"),
    include_str!("../components/chart/style.css"),
    include_str!("../components/figures/style.css"),
    include_str!("../components/way/style.css"),
    include_str!("../components/steps/style.css"),
    include_str!("../components/doors/style.css"),
    include_str!("../components/story/style.css"),
    include_str!("../components/outcomes/style.css"),
    include_str!("../components/notice/style.css"),
    include_str!("../components/error_summary/style.css"),
    include_str!("../components/field/style.css"),
    include_str!("../components/act_form/style.css"),
    include_str!("../components/acts/style.css"),
    include_str!("../components/proposals/style.css"),
    include_str!("../components/table/style.css"),
    include_str!("../components/extract/style.css"),
    include_str!("../components/differences/style.css"),
    include_str!("../components/month/style.css"),
    include_str!("../components/narrow/style.css"),
    include_str!("../components/second_step/style.css"),
    include_str!("../components/told/style.css"),
    include_str!("../components/keys/style.css"),
    include_str!("../components/poster/style.css"),
    include_str!("../components/warning/style.css"),
    include_str!("../components/print/style.css"),
    include_str!("../components/paper/style.css"),
    include_str!("../components/envelope/style.css"),
    CONTRAST,
];
/// Strong contrast as the page asks for it.
const CONTRAST: &str = include_str!("../components/contrast/style.css");

/// What helps on top, one idea a file. Every page works without any of it.
const SCRIPTS: &[&str] = &[
    include_str!("../assets/focus.js"),
    include_str!("../assets/again.js"),
    include_str!("../assets/keys.js"),
    include_str!("../assets/register.js"),
    include_str!("../assets/leave.js"),
    include_str!("../assets/form.js"),
    include_str!("../assets/kept.js"),
    include_str!("../assets/send.js"),
    include_str!("../assets/work.js"),
    include_str!("../assets/watch.js"),
    include_str!("../assets/passkey.js"),
    include_str!("../assets/print.js"),
    include_str!("../assets/extract.js"),
    include_str!("../assets/choose.js"),
    include_str!("../assets/try.js"),
];
const ICON: &str = include_str!("../assets/icon.svg");
const KEPT_A_YEAR: &str = "public, max-age=31536000, immutable";

struct Asset {
    path: String,
    media: &'static str,
    body: String,
}

static CSS: LazyLock<Asset> = LazyLock::new(|| asset("app.css", "text/css; charset=utf-8", style()));
static JS: LazyLock<Asset> = LazyLock::new(|| asset("app.js", "text/javascript; charset=utf-8", script()));
static MARK: LazyLock<Asset> = LazyLock::new(|| asset("icon.svg", "image/svg+xml", ICON.to_owned()));

/// Address of the style sheet.
pub(crate) fn css_path() -> &'static str {
    &CSS.path
}

/// Address of the script.
pub(crate) fn js_path() -> &'static str {
    &JS.path
}

/// Address of the mark.
pub(crate) fn icon_path() -> &'static str {
    &MARK.path
}

/// Address and text of each.
#[cfg(test)]
pub(crate) fn all() -> [(&'static str, &'static str); 3] {
    [&*CSS, &*JS, &*MARK].map(|asset| (asset.path.as_str(), asset.body.as_str()))
}

/// `GET /assets/{hash}/{name}`
pub(crate) async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let path = format!("/assets/{hash}/{name}");
    let found = [&*CSS, &*JS, &*MARK].into_iter().find(|asset| asset.path == path);
    found.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |asset| {
            let headers = [(header::CONTENT_TYPE, asset.media), (header::CACHE_CONTROL, KEPT_A_YEAR)];
            (headers, asset.body.as_str()).into_response()
        },
    )
}

/// The styles, and strong contrast a second time, as the system asks for it.
fn style() -> String {
    let asked_by_system = CONTRAST.replace("[data-contrast=\"high\"]", ":root");
    format!("{}@media (prefers-contrast: more) {{\n{asked_by_system}}}\n", STYLES.concat())
}

/// The scripts, each in a scope of its own.
fn script() -> String {
    SCRIPTS.iter().fold("\"use strict\";\n".to_owned(), |all, one| all + "{\n" + one + "}\n")
}

fn asset(name: &str, media: &'static str, body: String) -> Asset {
    let mut hasher = DefaultHasher::new();
    hasher.write(body.as_bytes());
    Asset { path: format!("/assets/{:016x}/{name}", hasher.finish()), media, body }
}

#[cfg(test)]
mod tests {
    use super::{SCRIPTS, STYLES};

    #[test]
    fn every_script_is_served() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "js") {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(SCRIPTS.contains(&text.as_str()), "{} is not listed in SCRIPTS", path.display());
            }
        }
    }

    #[test]
    fn the_style_of_every_component_is_served() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("components");
        for entry in std::fs::read_dir(folder).unwrap() {
            let style = entry.unwrap().path().join("style.css");
            if let Ok(text) = std::fs::read_to_string(&style) {
                assert!(STYLES.contains(&text.as_str()), "{} is not listed in STYLES", style.display());
            }
        }
    }
}
