//! Every pack in the repository can be shown in both languages.

use std::path::PathBuf;

use dengwen_packs::Packs;
use dengwen_regulation::{
    load::load,
    model::{Begins, Id, Lang, Shape, ShapeRef},
};

use super::*;
use crate::{
    show::form::OpenAct,
    view::{FieldView, FormView},
};

pub(super) fn worlds() -> Vec<World> {
    let packs = Packs::Folder(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../packs"));
    let ids = packs.ids();
    assert!(ids.len() >= 6, "packs are missing");
    let world = |id: &String| World { regulation: load(&packs, id).regulation.unwrap(), ..World::new(SMALL) };
    ids.iter().map(world).collect()
}

fn check(field: &FieldView, act: &Id, lang: Lang) {
    assert!(!field.label.is_empty(), "{act}: {} has no label", field.key);
    let bare = field.key.rsplit('.').next().unwrap_or_default();
    assert!(
        lang == Lang::En || field.label != bare || !bare.is_ascii(),
        "{act}: {} is shown by its bare name",
        field.key
    );
    field.children.iter().for_each(|child| check(child, act, lang));
}

#[test]
fn every_act_of_every_pack_has_a_form_in_both_languages() {
    for world in worlds() {
        for lang in [Lang::Zh, Lang::En] {
            let show = world.show(lang);
            for (at, shape) in world.regulation.shapes() {
                for (id, act) in &shape.acts {
                    let row = match &at {
                        dengwen_regulation::model::ShapeRef::Part(part) => dengwen_case::RowKey::new(part.clone(), 1),
                        _ => dengwen_case::RowKey::main(),
                    };
                    let form: FormView = show.form(&OpenAct::whole(id, act, row));
                    assert!(!form.label.is_empty(), "{id}");
                    form.fields.iter().for_each(|field| check(field, id, lang));
                    for option in &form.options {
                        option.fields.iter().for_each(|field| check(field, id, lang));
                    }
                }
            }
        }
    }
}

#[test]
fn every_pack_has_a_page_on_the_portal() {
    for world in worlds() {
        let begins = |shape: &Shape| shape.acts.values().any(|act| act.begins != Begins::No);
        let shapes =
            world.regulation.shapes().filter(|(at, shape)| !matches!(at, ShapeRef::Register(_)) && begins(shape));
        for (at, lang) in shapes.flat_map(|(at, _)| [(at.clone(), Lang::Zh), (at, Lang::En)]) {
            let matter = world.show(lang).matter_view("m", &at, None);
            assert!(!matter.label.is_empty() && !matter.who_sees.is_empty(), "{matter:?}");
            assert!(matter.way.len() >= 2, "{} has no way: {:?}", matter.regulation, matter.way);
        }
    }
}
