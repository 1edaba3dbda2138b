//! The standing rules of writing, each by its name, over small texts.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_calendar::{Span as Time, Unit};
use dengwen_regulation::{
    expr::{Cmp, Fact, Node as Tree, On, Word},
    finding::Severity,
    load::{Files, Loaded, load, load_str},
    model::*,
    value::{Ref, Value},
};

const HEAD: &str = "format: 1\nregulation: t\ntitle: 测试 | Test\nversion: {id: 1}\n";

fn loaded(text: &str) -> Loaded {
    load_str("t", &format!("{HEAD}{text}"))
}

fn good(text: &str) -> Regulation {
    let loaded = loaded(text);
    let all: Vec<String> = loaded.findings.iter().map(ToString::to_string).collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
    loaded.regulation.unwrap()
}

fn codes(text: &str) -> Vec<(&'static str, u32, u32, String)> {
    let offset = u32::try_from(HEAD.lines().count()).unwrap();
    let found = loaded(text).findings;
    found.into_iter().map(|f| (f.code, f.span.line.saturating_sub(offset), f.span.column, f.subject)).collect()
}

const SMALL: &str = "
parties: {customer: {label: 客户 | customer, of: person, side: complaining, fields: {phone: {label: 电话 | telephone, type: phone}}}}
organisation: {levels: {branch: 分行 | branch}}
roles:
  clerk: {label: 经办人 | clerk}
  boss: {label: 主管 | boss}
  expert: {label: 专家 | expert, of: case}
settings: {goal: {label: 目标 | goal, type: limit, default: none}}
channels: {letter: 来信 | letter}
fields: {unit: {label: 单位 | unit, type: unit}, due_on: {label: 日期 | date, type: date}, lines: {label: 品类 | lines, many: true, options: {a: 甲 | A, b: 乙 | B}},
  agreed: {label: 同意 | agreed, type: yes_no}}
classes: {weight: {label: 轻重 | weight, values: {minor: 轻 | minor, major: 重 | major, worst: {label: 最重 | worst, of: major}}}}
stages: {open: 办理 | open, done: {label: 办结 | done, end: true}}
documents: {letter_out: {label: 复函 | letter, to: [customer]}, form: 登记表 | form}
tables: {owners: {label: 承办 | owners, by: [weight], gives: role, rows: [{weight: major, is: boss}], fallback: clerk}}
parts: {leg: {label: 环节 | leg, fields: {holder: {label: 持有人 | holder, type: unit}}, stages: {held: 在手 | held, over: {label: 完 | over, end: true}},
  acts: {finish: {label: 完成 | finish, by: clerk, does: [go: over, go: main.done]}}}}
";

fn with(more: &str) -> String {
    format!("{SMALL}{more}")
}

fn who(text: &str) -> Who {
    let regulation =
        good(&with(&format!("acts: {{x: {{label: 甲 | A, by: {text}}}, take: {{label: 收 | take, by: clerk}}}}")));
    regulation.main.acts["x"].by.clone()
}

fn cond(text: &str) -> Tree {
    let regulation = good(&with(&format!(
        "conditions: {{ready: {{label: 可办 | ready, is: \"agreed\"}}}}\nacts: {{x: {{label: 甲 | A, by: clerk, if: {text}}},
  take: {{label: 收 | take, by: clerk, choose: {{yes_: 是 | yes, no_: 否 | no}}}}}}\nlimits: {{close: {{label: 办结 | close, within: 3 days, from: received, until: act take}}}}"
    )));
    regulation.main.acts["x"].cond.clone().unwrap().node
}

fn limit(text: &str) -> Limit {
    let regulation = good(&with(&format!(
        "acts: {{take: {{label: 收 | take, by: clerk, choose: {{yes_: 是 | yes, no_: 否 | no}}}}}}\nlimits: {{x: {{label: 甲 | A, {text}}}}}"
    )));
    regulation.main.limits["x"].clone()
}

fn effects(text: &str) -> Vec<What> {
    let regulation = good(&with(&format!("registers: {{book: {{label: 簿 | book, fields: {{note: 记 | note}}}}}}\nlimits: {{close: {{label: 办结 | close, within: 3 days, from: received, until: act x}}}}
acts: {{x: {{label: 甲 | A, by: clerk, does: [{text}]}}}}")));
    regulation.main.acts["x"].does.iter().map(|effect| effect.what.clone()).collect()
}

#[test]
fn what_has_nothing_but_a_label_is_written_as_its_label() {
    let regulation = good(&with(""));
    assert_eq!(regulation.channels["letter"].label, Label::new("来信", "letter"));
    assert_eq!(regulation.documents["form"].label.en, "form");
    assert_eq!(regulation.main.classes["weight"].values["minor"].label.zh, "轻");
    let own = good("acts: {x: {label: 甲 | A, by: staff, input: [note!: 说明 | note]}}");
    let input = &own.main.acts["x"].input[0];
    let InputWhat::Own(id, field) = &input.what else { panic!("{input:?}") };
    assert_eq!((&**id, input.must, field.types.as_slice()), ("note", true, [FieldType::Long].as_slice()));
}

#[test]
fn a_label_has_two_languages_or_a_long_form() {
    let regulation = good(
        "channels: {a: 来信, b: {label: {zh: 来访, en: visit, also: [上访, 面谈]}}, c: \"逗号，也行 | commas, too\"}",
    );
    assert_eq!(regulation.channels["a"].label, Label::new("来信", "来信"));
    assert_eq!(regulation.channels["b"].label.also, ["上访", "面谈"]);
    assert_eq!(regulation.channels["c"].label.en, "commas, too");
}

#[test]
fn the_nearest_that_says_anything_stands_behind_a_rule() {
    let regulation = good(
        "
settings:
  article: 四
  a: {label: 甲 | A, type: text, default: none}
  b: {label: 乙 | B, type: text, default: none, article: 五}
  c: {label: 丙 | C, type: text, default: none, reading: 自定 | ours}
  d: {label: 丁 | D, type: text, default: none, article: 六, reading: 含本数 | inclusive}",
    );
    let rule = |id: &str| regulation.settings[id].field.rule.clone();
    assert_eq!(rule("a").article.as_deref(), Some("四"));
    assert_eq!(rule("b").article.as_deref(), Some("五"));
    assert_eq!((rule("c").article, rule("c").reading.unwrap().en), (None, "ours".to_owned()));
    assert!(rule("d").article.is_some() && rule("d").reading.is_some());
}

#[test]
fn scalars_are_read_by_the_key_that_holds_them() {
    let regulation = good(
        "
settings:
  a: {label: 甲 | A, type: text, default: 2.10, article: 2.10}
  b: {label: 乙 | B, type: money, default: 1000.5, article: 1}
  c: {label: 丙 | C, type: percent, default: 95, article: 1}
  d: {label: 丁 | D, type: number, decimals: 1, default: 0.1, article: 1}
  e: {label: 戊 | E, type: date, default: 2026-02-17, article: 1}
  f: {label: 己 | F, type: interval, default: 24 hours, article: 1}
  g: {label: 庚 | G, type: text, default: no, article: 1}",
    );
    let value = |id: &str| regulation.settings[id].field.default.clone().unwrap();
    assert_eq!(regulation.settings["a"].field.rule.article.as_deref(), Some("2.10"));
    assert_eq!(value("a"), Value::Text("2.10".to_owned()));
    assert_eq!(value("b"), Value::Money(100_050));
    assert_eq!(value("c"), Value::Share(95, 100));
    assert_eq!(value("d"), Value::Decimal(1, 1));
    assert_eq!(value("e"), Value::Date(jiff::civil::date(2026, 2, 17)));
    assert_eq!(value("f"), Value::Interval(Time::new(24, Unit::Hour)));
    assert_eq!(value("g"), Value::Text("no".to_owned()));
}

#[test]
fn nothing_is_yes_or_no_but_true_and_false() {
    assert_eq!(codes("stages: {a: {label: 甲 | A, end: yes}}"), [("not-yes-no", 1, 33, "yes".to_owned())]);
}

#[test]
fn unknown_and_doubled_keys_are_refused_with_the_nearest() {
    let found = loaded("channels: {a: {lable: 甲 | A, label: 甲 | A}}\nroles: {b: 乙 | B, b: 丙 | C}").findings;
    let found: Vec<_> =
        found.iter().map(|f| (f.code, f.subject.as_str(), f.mend.clone().map(|m| m.en).unwrap_or_default())).collect();
    assert_eq!(found[0], ("unknown-key", "lable", "perhaps `label`?".to_owned()));
    assert_eq!((found[1].0, found[1].1), ("doubled-key", "b"));
}

#[test]
fn anchors_aliases_and_tags_are_refused() {
    let found = codes("a: &x {b: 1}\nc: *x\nd: !!str 1");
    assert_eq!(found.iter().filter(|(code, ..)| *code == "yaml-mark").count(), 3, "{found:?}");
}

#[test]
fn a_comma_that_cuts_a_text_is_told_as_that() {
    let found = loaded("channels: {a: {label: 信 | a letter, a visit, address: 街 | street}}").findings;
    assert_eq!((found[0].code, found[0].subject.as_str()), ("comma-cuts-text", "a visit"));
    assert!(found[0].mend.as_ref().unwrap().en.contains("double quotes"));
}

#[test]
fn a_plain_condition_needs_all_and_a_list_means_any() {
    let fact = |axis: &str, value: &str| Tree::Fact(On::Here, Fact::IsA(axis.into(), value.into()));
    assert_eq!(cond("{weight: major}"), fact("weight", "major"));
    assert_eq!(cond("{weight: [minor, major]}"), Tree::Or(vec![fact("weight", "minor"), fact("weight", "major")]));
    let Tree::And(all) = cond("{weight: major, due_on: given}") else { panic!() };
    assert_eq!(all[1], Tree::Fact(On::Here, Fact::Given("due_on".into())));
}

#[test]
fn the_plain_form_knows_words_functions_and_kinds_of_field() {
    let choice = |text: &str| Box::new(Tree::Const(Value::Choice(text.into())));
    assert_eq!(cond("{stage: open}"), Tree::Cmp(Cmp::Eq, Box::new(Tree::Word(On::Here, Word::Stage)), choice("open")));
    assert_eq!(
        cond("{chosen: take.yes_}"),
        Tree::Cmp(Cmp::Eq, Box::new(Tree::Fact(On::Here, Fact::Chosen("take".into()))), choice("yes_"))
    );
    assert_eq!(cond("{done: take.no_}"), Tree::Fact(On::Here, Fact::Done("take".into(), Some("no_".into()))));
    assert_eq!(cond("{passed: close}"), Tree::Fact(On::Here, Fact::Passed("close".into())));
    assert_eq!(cond("{reachable: customer}"), Tree::Fact(On::Here, Fact::Reachable("customer".into())));
    assert_eq!(cond("{lines: a}"), Tree::In(choice("a"), Box::new(Tree::Name("lines".into()))));
    let yes = Box::new(Tree::Const(Value::Yes(true)));
    assert_eq!(cond("{agreed: true}"), Tree::Cmp(Cmp::Eq, Box::new(Tree::Name("agreed".into())), yes));
    assert_eq!(cond("ready"), Tree::Condition("ready".into()));
}

#[test]
fn who_has_one_grammar() {
    let role = |id: &str| Who::Role(id.into());
    assert_eq!(who("clerk"), role("clerk"));
    assert_eq!(who("customer"), Who::Party("customer".into()));
    assert_eq!(who("[clerk, boss]"), Who::List(vec![role("clerk"), role("boss")]));
    assert_eq!(who("[clerk]"), role("clerk"));
    assert_eq!(who("branch of field unit"), Who::RoleOf("branch".into(), Box::new(Who::Field(vec!["unit".into()]))));
    assert_eq!(
        who("boss of superior of lead"),
        Who::RoleOf("boss".into(), Box::new(Who::SuperiorOf(Box::new(Who::Lead))))
    );
    assert_eq!(who("head of clerk"), Who::HeadOf(Box::new(role("clerk"))));
    assert_eq!(who("clerk as lead"), Who::RoleAs("clerk".into(), Box::new(Who::Lead)));
    assert_eq!(who("did take"), Who::Did("take".into()));
    assert_eq!(who("table owners"), Who::Table("owners".into()));
    assert_eq!(who("{chain: [clerk, setting goal]}"), Who::Chain(vec![role("clerk"), Who::Setting("goal".into())]));
    assert_eq!(who("{either: [staff, public]}"), Who::Either(vec![Who::Staff, Who::Public]));
    assert_eq!(who("\"=input.person\""), Who::Input("person".into()));
}

#[test]
fn a_value_that_names_a_person_is_a_who_and_one_that_begins_with_an_equals_sign_is_computed() {
    let regulation = good(&with(
        "acts: {x: {label: 甲 | A, by: clerk, does: [{open: leg, with: {holder: boss}}, {set: {unit: =unit, lines: [a, b]}}]}}",
    ));
    let does = &regulation.main.acts["x"].does;
    assert!(matches!(&does[0].with["holder"], Given::Who(Who::Role(id)) if *id == "boss"));
    let What::Set(set) = &does[1].what else { panic!() };
    assert!(matches!(&set["unit"], Given::Computed(expr) if expr.node == Tree::Name("unit".into())));
    assert!(matches!(&set["lines"], Given::Literal(Value::Many(all)) if all.len() == 2));
}

#[test]
fn alternatives_are_rows_of_which_one_without_if_is_the_rest() {
    let rows = limit("from: received, until: act take, within: [{if: {weight: major}, is: {date: due_on}, article: 三}, {is: {setting: goal}}, {is: none}]").within;
    assert!(rows[0].cond.is_some() && rows[1].cond.is_none());
    assert_eq!(rows[0].is, Within::Date("due_on".into()));
    assert_eq!(rows[0].rule.article.as_deref(), Some("三"));
    assert_eq!((&rows[1].is, &rows[2].is), (&Within::Setting("goal".into()), &Within::None));
}

#[test]
fn moments_are_one_list() {
    let x = limit(
        "within: 15 working-days, from: [received, act take.yes_, class weight major, leg.finish, served letter_out to customer], until: {latest: [issued form, field due_on]}, laid-down: stage done, paused-while: [open, take, leg]",
    );
    let act = |of: Option<&str>, act: &str, option: Option<&str>| Moment::Act {
        of: of.map(Id::from),
        act: act.into(),
        option: option.map(Id::from),
    };
    let one = |moment: Moment| MomentTerm::One(moment);
    let from = vec![
        one(Moment::Received),
        one(act(None, "take", Some("yes_"))),
        one(Moment::Class("weight".into(), "major".into())),
        one(act(Some("leg"), "finish", None)),
        one(Moment::Served("letter_out".into(), Some(Who::Party("customer".into())))),
    ];
    assert_eq!(x.from, Moments::Any(from));
    assert_eq!(
        x.until,
        Moments::Any(vec![MomentTerm::Latest(vec![Moment::Issued("form".into()), Moment::Field("due_on".into())])])
    );
    assert_eq!(x.paused_while, [Level::Stage("open".into()), Level::Asked("take".into()), Level::Part("leg".into())]);
    let rows =
        limit("within: same_day, from: [{if: {weight: major}, is: received}, {is: act take}], until: act take").from;
    assert!(matches!(rows, Moments::Rows(rows) if rows.len() == 2));
}

#[test]
fn effects_say_what_is_done_to_whom() {
    let all = effects(
        "go: done, go: leg.over, assign: {lead: clerk, expert: boss}, tell: customer, {tell: boss, as: urging, document: form}, add: book, release: everyone, class: {weight: major, as: final}, {due: {limit: close, to: =due_on}}, number: case",
    );
    assert!(matches!(&all[0], What::Go(Target::Stage(id)) if *id == "done"));
    assert!(matches!(&all[1], What::Go(Target::Part(part, stage)) if *part == "leg" && *stage == "over"));
    assert!(
        matches!(&all[2], What::Assign(places) if places[0].0 == Place::Lead && places[1].0 == Place::Role("expert".into()))
    );
    assert!(
        matches!(&all[4], What::Tell { manner: Some(manner), document: Some(paper), .. } if *manner == "urging" && *paper == "form")
    );
    assert!(matches!(&all[6], What::Release(None)));
    assert!(matches!(&all[7], What::Class(values, Some(true)) if values.len() == 1));
    assert!(matches!(&all[8], What::Due { by: false, .. }));
    assert!(matches!(&all[9], What::Number));
}

#[test]
fn blanks_gaps_and_editable_lists_are_kept_with_their_place() {
    let regulation = good(
        "
channels: {editable: true, a: {label: 信 | letter, hours: 9-5, blank: [hours], gap: 余缺 | the rest is lost}}
settings: {b: {label: 乙 | B, type: number, default: 3, blank: true}, c: {label: 丙 | C, type: number, default: none}}",
    );
    assert_eq!(regulation.editable, ["channels"]);
    assert_eq!(
        (regulation.gaps[0].path.as_str(), regulation.gaps[0].text.en.as_str()),
        ("channels.a", "the rest is lost")
    );
    let mut blanks: Vec<_> = regulation.blanks.iter().map(|blank| (blank.path.as_str(), &*blank.key)).collect();
    blanks.sort_unstable();
    assert_eq!(blanks, [("channels.a", "hours"), ("settings.b", "default")]);
    assert!(regulation.settings["b"].blank && !regulation.settings["b"].optional && regulation.settings["c"].optional);
}

#[test]
fn a_unit_in_a_setting_is_a_role_of_the_regulation() {
    let regulation =
        good(&with("").replace("settings: {", "settings: {desk_: {label: 窗口 | desk, type: unit, default: clerk}, "));
    assert_eq!(regulation.settings["desk_"].field.default, Some(Value::Ref(Ref::Role("clerk".into()))));
}

struct Several(Vec<(&'static str, String)>);

impl Files for Several {
    fn read(&self, path: &str) -> Option<String> {
        self.0.iter().find(|(known, _)| *known == path).map(|(_, text)| text.clone())
    }
}

const STANDING: &str = "format: 1\nshared: standing\nreading: 通用 | common\nacts:\n  note: {label: 记事 | note, by: staff, in: always, input: [text!: 内容 | text]}\n  attach: {label: 附件 | attach, by: staff, in: always}\n";

#[test]
fn extends_drops_first_then_merges_by_id_and_replaces_lists() {
    let parent = with(
        "acts:\n  article: 第二条\n  take: {label: 收 | take, by: [clerk, boss], input: [unit, due_on], article: 第三条}\n  gone: {label: 去 | gone, by: clerk}\n",
    );
    let files = Several(vec![
        ("p/regulation.yaml", format!("format: 1\nregulation: p\ntitle: 上 | P\nversion: {{id: 1}}\n{parent}")),
        (
            "t/regulation.yaml",
            format!(
                "{HEAD}extends: p@1\ndrop: [acts.gone]\narticles: {{第三条: 第五条}}\nchannels: {{letter: {{label: 信件 | letter, desk: clerk}}, fax: 传真 | fax}}\nacts: {{take: {{by: boss, input: [unit!]}}}}"
            ),
        ),
        ("shared/standing.yaml", STANDING.to_owned()),
    ]);
    let loaded = load(&files, "t");
    assert!(loaded.findings.is_empty(), "{:#?}", loaded.findings);
    let regulation = loaded.regulation.unwrap();
    let acts: Vec<&str> = regulation.main.acts.keys().map(|id| &**id).collect();
    assert_eq!(acts, ["take", "note", "attach"]);
    let take = &regulation.main.acts["take"];
    assert_eq!((take.label.en.as_str(), &take.by, take.input.len()), ("take", &Who::Role("boss".into()), 1));
    assert_eq!(take.rule.article.as_deref(), Some("第五条"));
    assert_eq!(regulation.channels.keys().map(|id| &**id).collect::<Vec<_>>(), ["letter", "fax"]);
    assert_eq!(
        (regulation.title.en.as_str(), regulation.channels["letter"].desk.clone()),
        ("Test", Some(Who::Role("clerk".into())))
    );
}

#[test]
fn a_standing_act_is_named_only_to_restrict_it() {
    let files = Several(vec![
        ("t/regulation.yaml", format!("{HEAD}{}", with("acts: {note: {by: clerk, article: 八}}"))),
        ("shared/standing.yaml", STANDING.to_owned()),
    ]);
    let loaded = load(&files, "t");
    assert!(loaded.findings.is_empty(), "{:#?}", loaded.findings);
    let note = &loaded.regulation.unwrap().main.acts["note"];
    assert_eq!((note.standing, &note.by, note.label.en.as_str()), (true, &Who::Role("clerk".into()), "note"));
    assert_eq!(note.input.len(), 1);
    assert_eq!(note.rule.article.as_deref(), Some("八"));
}

#[test]
fn a_shared_file_takes_its_values_and_nothing_else() {
    let shared = "format: 1\nshared: hearing\ntakes:\n  held-by: {label: 谁 | who}\n  asked-by: {label: 谁 | who, default: none}\n  article: {label: 条款 | article}\narticle: <article>\n\
        acts:\n  hold: {label: 听证 | hold, by: <held-by>}\n  ask: {label: 申请 | ask, by: <asked-by>}\n  weigh: {label: 评议 | weigh, by: head of <held-by>}\n";
    let text = |uses: &str| format!("{HEAD}{}", with(&format!("uses: {{shared/hearing: {uses}}}\n")));
    let files = |uses: &str| {
        Several(vec![
            ("t/regulation.yaml", text(uses)),
            ("shared/hearing.yaml", shared.to_owned()),
            ("shared/standing.yaml", STANDING.to_owned()),
        ])
    };
    let loaded = load(&files("{held-by: boss, article: 九}"), "t");
    assert!(loaded.findings.is_empty(), "{:#?}", loaded.findings);
    let regulation = loaded.regulation.unwrap();
    assert_eq!(regulation.main.acts["hold"].by, Who::Role("boss".into()));
    assert_eq!(regulation.main.acts["weigh"].by, Who::HeadOf(Box::new(Who::Role("boss".into()))));
    assert_eq!(regulation.main.acts["hold"].rule.article.as_deref(), Some("九"));
    assert!(!regulation.main.acts.contains_key("ask"), "nobody was named who may ask");
    assert_eq!(regulation.uses, [Id::from("shared/hearing")]);
    let wrong = load(&files("{hold-by: boss}"), "t").findings;
    let wrong: Vec<_> =
        wrong.iter().filter(|f| f.severity == Severity::Error).map(|f| (f.code, f.subject.as_str())).collect();
    assert!(wrong.contains(&("unknown-key", "hold-by")) && wrong.contains(&("no-value", "held-by")), "{wrong:?}");
}

#[test]
fn an_office_step_with_a_time_has_a_limit() {
    let steps = include_str!("../../../packs/shared/open_steps.yaml");
    let files = Several(vec![
        (
            "t/regulation.yaml",
            format!(
                "{HEAD}{}",
                with(
                    "uses: {shared/open_steps: {open: [{label: 调查 | look into it, who: clerk, within: 3 days, approved-by: boss}, {label: 答复 | answer, who: clerk}]}}"
                )
            ),
        ),
        ("shared/open_steps.yaml", steps.to_owned()),
        ("shared/standing.yaml", STANDING.to_owned()),
    ]);
    let loaded = load(&files, "t");
    assert!(loaded.findings.is_empty(), "{:#?}", loaded.findings);
    let regulation = loaded.regulation.unwrap();
    let open = &regulation.main.stages["open"].then;
    assert_eq!(open.len(), 2);
    assert!(matches!(&open[0].with["approver"], Given::Who(Who::Role(id)) if *id == "boss"));
    let step = &regulation.parts["step"].limits["step"];
    assert_eq!(step.within[0].is, Within::Span(Time::new(3, Unit::Day)));
    assert_eq!(step.within[1].is, Within::None);
}

#[test]
fn a_list_of_office_steps_may_begin_empty() {
    let steps = include_str!("../../../packs/shared/open_steps.yaml");
    let files = Several(vec![
        (
            "t/regulation.yaml",
            format!("{HEAD}{}", with("uses: {shared/open_steps: {open: [], editable: true, reading: 待定 | to come}}")),
        ),
        ("shared/open_steps.yaml", steps.to_owned()),
        ("shared/standing.yaml", STANDING.to_owned()),
    ]);
    let loaded = load(&files, "t");
    assert!(loaded.findings.is_empty(), "{:#?}", loaded.findings);
    let regulation = loaded.regulation.unwrap();
    let step = regulation.parts.contains_key("step");
    assert!(!step && regulation.main.stages["open"].then.is_empty(), "there is nothing to do");
}

#[test]
fn a_row_of_protection_may_ask_for_a_second_person() {
    let regulation = good(&with("protection: [{is: ordinary, second-person: true, article: 第九条}]\n"));
    assert!(regulation.protection.iter().all(|row| row.second_person && !row.sealed));
    assert!(good(&with("protection: sealed\n")).protection.iter().all(|row| !row.second_person));
    let wrong = codes(&with("protection: [{is: ordinary, second-person: 2}]\n"));
    assert!(!wrong.is_empty(), "what is neither true nor false is told");
}
