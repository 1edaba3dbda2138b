//! Forms: how things are asked, and what comes back on them.

use dengwen_regulation::model::Lang;

use super::*;
use crate::{
    show::{form::OpenAct, typed::with_typed},
    view::{Control, FieldView, FormView},
};

fn field<'f>(form: &'f FormView, key: &str) -> &'f FieldView {
    let mut all = form.fields.iter().flat_map(|field| std::iter::once(field).chain(&field.children));
    all.find(|field| field.key == key).unwrap_or_else(|| panic!("{key} is not asked"))
}

fn whole(world: &World, act: &str) -> FormView {
    let (id, act) = world.regulation.main.acts.get_key_value(act).unwrap();
    world.show(Lang::Zh).form(&OpenAct::whole(id, act, dengwen_case::RowKey::main()))
}

#[test]
fn a_number_with_decimals_says_how_many_it_may_have_and_shows_them_all() {
    let world =
        World::new(&SMALL.replace("type: money, article: 第二条", "type: number, decimals: 2, article: 第二条"));
    let form = whole(&world, "receive");
    let asked = field(&form, "amount");
    assert_eq!((asked.control, asked.hint.as_deref()), (Control::Decimal, Some("小数最多 2 位")));
    let show = world.show(Lang::Zh);
    let value = dengwen_regulation::value::Value::Decimal(1250, 2);
    assert_eq!(show.as_typed(&value), ["12.50"]);
    assert_eq!(show.value(&dengwen_case::RowKey::main(), None, &value).text, "12.50");
}

#[test]
fn things_are_asked_by_their_type() {
    let world = World::new(SMALL);
    let form = whole(&world, "receive");
    assert_eq!(field(&form, "matter").control, Control::Long);
    assert!(field(&form, "matter").must);
    assert_eq!(field(&form, "amount").control, Control::Money);
    assert_eq!(field(&form, "sorts").control, Control::Many);
    assert_eq!(field(&form, "sorts").options.len(), 2);
    assert_eq!(field(&form, "since").control, Control::Text, "so that `?` can be written");
    assert!(field(&form, "since").hint.as_ref().unwrap().contains("记不清"));
    let weight = field(&form, "class.weight");
    assert_eq!(weight.options[0].meaning.as_deref(), Some("涉及安全"));
    assert!(weight.options.iter().any(|choice| choice.value == "danger"), "a ground may be ticked");
    let name = field(&form, "party.reader.0.name");
    assert!(name.must && name.sealed);
    assert_eq!(field(&form, "party.reader").control, Control::Group);
    assert!(!field(&form, "party.keeper.0.name").sealed, "the side complained of is no secret to the office");
    assert_eq!(field(&form, "party.keeper.0.who").options.len(), 2, "units and people of the office");
}

#[test]
fn a_form_tells_what_follows() {
    let form = whole(&World::new(SMALL), "decide");
    assert!(
        form.follows.iter().any(|text| text == "选“受理”：开始计时：答复读者（15 个工作日内）"),
        "{:?}",
        form.follows
    );
    assert_eq!(form.options.len(), 2);
    assert_eq!(form.options[1].fields[0].key, "reason");
}

#[test]
fn what_was_typed_comes_back_with_errors_at_the_fields() {
    let form = whole(&World::new(SMALL), "receive");
    let typed = vec![
        ("matter".to_owned(), "漏水".to_owned()),
        ("party.reader.0.name".to_owned(), "甲".to_owned()),
        ("party.reader.1.name".to_owned(), "乙".to_owned()),
        ("sorts".to_owned(), "books".to_owned()),
        ("sorts".to_owned(), "staff".to_owned()),
    ];
    let errors = vec![("amount".to_owned(), "写明金额".to_owned())];
    let form = with_typed(form, &typed, &errors);
    assert_eq!(field(&form, "matter").value, ["漏水"]);
    assert_eq!(field(&form, "party.reader.1.name").value, ["乙"]);
    assert_eq!(field(&form, "sorts").value.len(), 2);
    assert_eq!(field(&form, "amount").error.as_deref(), Some("写明金额"));
    assert_eq!(crate::show::typed::key_on_form(&form, "party.reader.name"), "party.reader.0.name");
}

#[test]
fn what_is_on_file_is_filled_in_but_never_what_is_sealed() {
    let world = small_case();
    let form = whole(&world, "receive");
    assert_eq!(field(&form, "amount").value, ["1234.50"]);
    assert_eq!(field(&form, "sorts").value, ["books"]);
    let text = serde_json::to_string(&form).unwrap();
    assert!(!text.contains("王敏"));
}

#[test]
fn what_the_engine_offers_becomes_forms_and_closed_acts_with_reasons() {
    let world = small_case();
    let offers = world.offers(&clerk());
    let show = world.show(Lang::Zh);
    let open: Vec<FormView> = offers.iter().filter_map(|offer| show.offered(offer)).collect();
    let closed: Vec<_> = offers.iter().filter_map(|offer| show.closed(offer)).collect();
    assert!(open.iter().any(|form| form.act == "close" && form.row.as_deref() == Some("visit.1")), "{open:#?}");
    let answer = closed.iter().find(|closed| closed.act == "answer").expect("closed by a guard");
    assert_eq!(answer.why[0].text, "查看尚未结束");
    assert_eq!(answer.why[0].article.as_deref(), Some("第五条"));
    let object = closed.iter().find(|closed| closed.act == "object").expect("the clerk would enter it for the reader");
    assert!(object.why[0].text.contains("已答复"), "{object:?}");
}

#[test]
fn the_row_an_act_opens_is_asked_by_its_own_fields() {
    let world = small_case();
    let offers = world.offers(&clerk());
    let inspect = offers.iter().find(|offer| offer.act == "inspect").unwrap();
    let form = world.show(Lang::Zh).offered(inspect).unwrap();
    assert_eq!(field(&form, "seen").label, "所见");
    assert!(field(&form, "seen").value.is_empty());
}

#[test]
fn outside_nobody_of_the_office_is_listed_and_nothing_is_filled_in() {
    let world = small_case();
    let form = world.show(Lang::Zh).for_public(whole(&world, "receive"));
    let text = serde_json::to_string(&form).unwrap();
    assert!(!text.contains("陈立"), "{text}");
    assert!(field(&form, "amount").value.is_empty());
    assert_eq!(field(&form, "party.keeper.0.who").options.len(), 1, "units are no secret");
}

#[test]
fn steps_of_a_guide_that_leave_a_trace_are_ticked() {
    const GUIDE: &str = "guides: {calm: {label: 要点 | points, article: 第六条, steps: [{label: 倾听 | listen, trace: optional}, {label: 复述 | restate, trace: required}]}}\n";
    let text = format!("{GUIDE}{}", SMALL.replacen("class.weight],\n", "class.weight], guide: calm,\n", 1));
    let form = whole(&World::new(&text), "receive");
    let steps = field(&form, "guide.calm");
    assert_eq!((steps.control, steps.article.as_deref()), (Control::Many, Some("第六条")));
    let said: Vec<_> =
        steps.options.iter().map(|o| (o.value.as_str(), o.label.as_str(), o.meaning.as_deref())).collect();
    assert_eq!(said, [("1", "倾听", None), ("2", "复述", Some("须留痕"))]);
    assert!(form.guide.is_empty() && !steps.must, "it is said once, and nothing needs it");
    let plain = whole(&World::new(&text.replace("trace: required", "trace: optional")), "receive");
    assert_eq!(plain.guide, ["倾听", "复述"]);
}
