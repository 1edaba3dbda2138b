//! Sets one paper, for those who write templates: `press PAPER.json TEMPLATE.typ|general OUT.pdf`.

use std::error::Error;
use std::fs;

use dengwen_documents::{Fonts, Paper, Press, TemplateSource};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(paper), Some(template), Some(out)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: press PAPER.json TEMPLATE.typ|general OUT.pdf".into());
    };
    let paper: Paper = serde_json::from_str(&fs::read_to_string(paper)?)?;
    let template = match template.as_str() {
        "general" => TemplateSource::general(&paper),
        path => TemplateSource::given(path, fs::read_to_string(path)?),
    };
    let press = Press::new(Fonts::find()?);
    fs::write(out, press.pdf(&paper, &template)?)?;
    Ok(())
}
