//! Expressions over the sound regulation: in words, what they read, and which act a name means.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf};

use dengwen_regulation::{
    expr::{Expr, Fact, On, Read, act_of, explain, label_of, parse, reads, reads_through, sites},
    load::load_str,
    model::{Lang, Regulation, ShapeRef, Span},
};

fn sound() -> Regulation {
    let text = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sound.yaml")).unwrap();
    load_str("sound", &text).regulation.unwrap()
}

fn expr(text: &str) -> Expr {
    parse(text, &Span::default()).unwrap()
}

#[test]
fn expressions_are_told_in_words() {
    let reg = sound();
    let texts = [
        "amount >= 5000 && !urgent",
        "amount >= setting.large || given('result')",
        "(urgent || done('accept')) && !done('look')",
        "is_a('gravity', 'major') && at_least('gravity', 'minor')",
        "gravity != 'major' && stage == 'review' && channel in ['phone', 'counter']",
        "chosen('approve') == 'agreed' && !done('approve.returned')",
        "after('propose', 'approve.returned')",
        "party('customer').name == '张三' && given('party.customer.phone')",
        "named('accused') && reachable('customer') && count('customer') > 1",
        "passed('close') && !kept('accept') && due('close') > now",
        "issued('letter') && served('letter', 'customer') && !signed('letter') && !refused('letter')",
        "open('inquiry') && parts('inquiry').all(q, q.stage == 'done')",
        "size(parts('inquiry').filter(q, q.answer == '无')) > 2",
        "linked('same').exists(c, c.done('accept')) && asked('approve')",
        "actor.role == 'clerk' && input.question != '' && today - seen_on <= duration('3 days')",
        "older(received, '24 months') && working_time(received) && after_date(seen_on, '1 month')",
        "urgent ? amount > 1 : amount > 2.5",
        "indicator('on_time') < 0.8 && final('gravity') && since('gravity') > seen_on",
    ];
    let say = |text: &str, lang| explain(&expr(text), &reg, &ShapeRef::Main, lang);
    let mut told: Vec<String> =
        texts.iter().map(|text| format!("{text}\n  {}\n  {}", say(text, Lang::Zh), say(text, Lang::En))).collect();
    for site in sites(&reg) {
        told.push(format!("{}\n  {}", site.expr.text, explain(site.expr, &reg, &site.place.at, Lang::Zh)));
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn what_is_empty_is_told_by_its_label() {
    let reg = sound();
    let of = |name: &str| label_of(&reg, &ShapeRef::Main, name, Lang::Zh);
    assert_eq!(of("amount"), "涉及金额");
    assert_eq!(of("gravity"), "轻重");
    assert_eq!(of("setting.large"), "较大金额");
    assert_eq!(of("input.result"), "处理结果");
    assert_eq!(of("party.customer.name"), "投诉人的姓名");
}

#[test]
fn what_an_expression_reads_is_known_without_running_it() {
    let reg = sound();
    let told: Vec<String> = reads(&expr("urgent && linked('same').exists(c, c.done('accept'))").node)
        .iter()
        .map(|read| format!("{read:?}"))
        .collect();
    assert_eq!(told, ["Name(Here, urgent)", "List(Here, Linked(same))", "Fact(Var(c), Done(accept, None))"]);
    let figure = reg.indicators.get("on_time").unwrap();
    let among = figure.among.as_ref().unwrap();
    assert!(reads_through(among, &reg).contains(&Read::Name(On::Here, "amount".into())), "through the condition");
    assert!(
        reads_through(figure.cond.as_ref().unwrap(), &reg).contains(&Read::Fact(On::Here, Fact::Kept("close".into())))
    );
}

#[test]
fn acts_are_found_from_where_one_stands() {
    let reg = sound();
    let part = ShapeRef::Part("inquiry".into());
    let found =
        |at: &ShapeRef, name: &str| act_of(&reg, at, name).map(|(at, _, option)| (at, option.map(|o| o.to_string())));
    assert_eq!(found(&ShapeRef::Main, "approve.agreed"), Some((ShapeRef::Main, Some("agreed".to_owned()))));
    assert_eq!(found(&ShapeRef::Main, "inquiry.reply"), Some((part.clone(), None)));
    assert_eq!(found(&part, "reply"), Some((part.clone(), None)));
    assert_eq!(found(&part, "accept"), Some((ShapeRef::Main, None)), "own row first, then the case");
    assert_eq!(found(&part, "approve.given"), None);
    assert_eq!(found(&ShapeRef::Main, "reply"), None);
}
