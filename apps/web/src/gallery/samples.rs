//! Hand-made views for the gallery: what the desk could show, all of it made up.

use dengwen_desk::audit::{Checked, Proven, Verdict};
use dengwen_desk::office::ReceptionPlace;
use dengwen_desk::view::{
    CaseView, Choice, Cited, ClassView, ClosedView, Control, DueView, FieldView, FileView, FollowView, FormView,
    InboxRow, Light, LimitView, MatterView, OfficeView, OptionView, PaperView, PartView, PartyView, Receipt, Session,
    Stands, StoryView, StripState, StripView, ValueView, WayInView,
};
use dengwen_regulation::model::Label;
use jiff::Timestamp;

mod charts;
mod door;
mod leader;
mod lists;
mod proposals;
mod rosters;
mod together;

pub(crate) use charts::{documents, overview, report};
pub(crate) use door::{second_step_setup, sessions, tokens};
pub(crate) use leader::{changes, dates, differences, idle, inbox, leader, notices, supervision, views, warnings};
pub(crate) use lists::{
    compared, deliveries, incoming, looks, opening, opening_line, public_list, public_table, register,
};
pub(crate) use proposals::proposals;
pub(crate) use rosters::roster;
pub(crate) use together::{beside, outcomes, together};

fn s(text: &str) -> String {
    text.to_owned()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn cited(text: &str, article: &str) -> Cited {
    Cited { text: s(text), article: Some(s(article)), reading: None }
}

fn value(label: &str, value: &str) -> ValueView {
    ValueView { label: s(label), value: s(value), sealed: value.is_empty() }
}

/// A field without anything in it.
pub(crate) fn field(key: &str, label: &str, control: Control, must: bool) -> FieldView {
    FieldView { must, ..FieldView::new(key, label, control) }
}

fn choices(pairs: &[(&str, &str, &str)]) -> Vec<Choice> {
    let choice = |(value, label, meaning): &(&str, &str, &str)| Choice {
        value: s(value),
        label: s(label),
        meaning: (!meaning.is_empty()).then(|| s(meaning)),
    };
    pairs.iter().map(choice).collect()
}

/// An organisation with three matters, one of them not open.
pub(crate) fn office() -> OfficeView {
    let who_sees = vec![
        cited("只有信访举报部门和承办人员。被举报的单位和个人，任何时候都不会收到您的原文。", "第九条"),
        cited("接谈、登记在能够保密的场所进行。", "第九条(一)"),
    ];
    let way = ["登记", "决定是否受理", "告知受理情况", "调查", "告知结果"].map(s).to_vec();
    let ways = vec![WayInView {
        id: s("visit"),
        label: s("来访"),
        desk: s("信访接待场所"),
        address: s("示例路 1 号"),
        hours: s("工作日 9:00—17:00"),
    }];
    let matter = |id: &str, label: &str, promises: &[&str], closed: Option<&str>| MatterView {
        id: s(id),
        label: s(label),
        regulation: s("示例市处理实名举报暂行办法 · 2010 版"),
        promises: promises.iter().map(|text| s(text)).collect(),
        way: way.clone(),
        who_sees: who_sees.clone(),
        ways: ways.clone(),
        may: vec![cited("申请复查", "第十二条"), cited("撤回", "")],
        closed: closed.map(s),
    };
    OfficeView {
        id: s("example-city"),
        name: s("示例市信访举报中心"),
        matters: vec![
            matter("report", "举报违纪违法", &["15 个工作日内告知受理情况", "60 日内办结"], None),
            matter("complaint", "投诉服务问题", &["2 个工作日内答复", "复杂事项 5 个工作日"], None),
            matter("advice", "咨询、求助与建议", &[], Some("本单位尚未填写答复期限，暂不开放。")),
        ],
        places: vec![ReceptionPlace {
            name: s("来访接待室"),
            address: s("示例路 1 号一楼"),
            hours: s("周一至周五 9:00—12:00、14:00—17:00"),
            phone: s("12388"),
            mail: String::new(),
        }],
        draft_days: 14,
        figures: true,
        public: true,
    }
}

/// A form with every sort of field.
pub(crate) fn intake() -> FormView {
    let mut matter = field("matter", "问题经过", Control::Long, true);
    matter.hint = Some(s("谁、在哪里、做了什么、涉及多少金额。写您知道的即可。"));
    let mut when = field("when", "发生时间", Control::Text, true);
    when.hint = Some(s("例如：2026 年 2 月前后"));
    let mut known = field("others_know", "还有谁知道这件事？", Control::One, false);
    known.options = choices(&[("yes", "有其他知情人", "他们不会被告知是谁举报的"), ("no", "没有，或者不便说", "")]);
    let mut name = field("party.reporter.0.name", "姓名", Control::Text, false);
    name.sealed = true;
    name.hint = Some(s("留空即为匿名。"));
    let mut phone = field("party.reporter.0.phone", "电话", Control::Phone, false);
    phone.sealed = true;
    let mut reporter = field("party.reporter", "举报人", Control::Group, false);
    reporter.many = true;
    reporter.stands = Some(Stands::Complaining);
    reporter.children = vec![name, phone];
    let mut subject = field("party.subject", "被举报人", Control::Group, true);
    subject.stands = Some(Stands::Against);
    subject.children = vec![
        field("party.subject.0.name", "姓名", Control::Text, true),
        field("party.subject.0.unit", "单位和职务", Control::Text, false),
    ];
    let mut files = field("files", "材料", Control::Files, false);
    files.many = true;
    FormView {
        act: s("submit"),
        label: s("提交举报"),
        cited: cited("实名举报应当提供真实姓名和联系方式", "第三条"),
        fields: vec![
            matter,
            when,
            field("amount", "涉及金额（元）", Control::Money, false),
            known,
            field("notify", "愿意收到书面告知", Control::YesNo, false),
            subject,
            reporter,
            files,
        ],
        follows: vec![s("自收到之日起 15 个工作日内告知您是否受理。")],
        ..FormView::default()
    }
}

/// A statement not yet checked, one that is as it was, one that was altered.
pub(crate) fn checked() -> [(&'static str, Option<Checked>); 3] {
    let proven = Proven {
        at: "2026-03-09 10:00:00 +08:00".to_owned(),
        digest: "9fb25912126b4d063661339c9b9fcb401792f0490e31edd641e34225f1aeca3b".to_owned(),
        place: 41,
        of: 120,
        log: "dengwen-log/example".to_owned(),
    };
    let intact = Checked { verdict: Verdict::Intact, proven: Some(proven) };
    let altered = Checked { verdict: Verdict::Altered, ..intact.clone() };
    [("verify", None), ("verify-intact", Some(intact)), ("verify-altered", Some(altered))]
}

fn statement() -> String {
    s("收件证明 | Statement of receipt\n\nc2sp.org/tlog-proof@v1\nindex 41\n")
}

/// A receipt.
pub(crate) fn receipt() -> Receipt {
    Receipt {
        statement: statement(),
        number: Some(s("信举〔2026〕0161")),
        code: s("K7QF-92MX-HT4D-VP3A"),
        next: vec![s("15 个工作日内告知您是否受理，最迟 3 月 30 日。"), s("受理后 60 日内办结。")],
    }
}

/// Somebody signed in.
pub(crate) fn session(administrator: bool) -> Session {
    Session {
        person: s("p1"),
        name: s("李文清"),
        office: s("example-city"),
        posts: vec![Label::plain("信访举报部门"), Label::plain("主任科员")],
        administrator,
        csrf: s("token-of-the-gallery"),
        token: s("session"),
        ..Session::default()
    }
}

fn due(light: Light, head: &str, detail: &str) -> DueView {
    let at = (light != Light::None).then(|| at("2026-03-09T10:00:00Z"));
    DueView { head: s(head), detail: s(detail), light, at, provisional: false }
}

fn row(number: &str, title: &str, to_do: &str, due: DueView, tags: &[&str], places: (&str, &str)) -> InboxRow {
    InboxRow {
        case: s("c1"),
        number: s(number),
        title: s(title),
        to_do: s(to_do),
        due,
        tags: tags.iter().map(|tag| s(tag)).collect(),
        stage: s(places.0),
        channel: s(places.1),
        ahead: tags.contains(&"实名"),
    }
}

fn later() -> Vec<InboxRow> {
    vec![
        row(
            "信举〔2026〕0133",
            "反映工程招投标中的利益输送",
            "查看核查结果并反馈",
            due(Light::Ok, "还有 9 个工作日", "3 月 19 日 周四"),
            &["实名", "已延期 30 日"],
            ("承办部门", "来访"),
        ),
        row(
            "信举〔2026〕0160",
            "新收来信 1 件，署名待核实",
            "核实真实姓名",
            due(Light::None, "及时", "未规定期限"),
            &["待判定"],
            ("本部门", "来信"),
        ),
    ]
}

fn strip() -> Vec<StripView> {
    let stage = |label: &str, state, note: &str| StripView { label: s(label), state, note: s(note) };
    vec![
        stage("登记", StripState::Past, "1 月 28 日"),
        stage("受理", StripState::Past, "2 月 9 日"),
        stage("告知受理", StripState::Past, "3 月 4 日"),
        stage("承办", StripState::Now, "还有 33 日"),
        stage("查结", StripState::Ahead, ""),
        stage("反馈", StripState::Ahead, ""),
        stage("归档", StripState::Ahead, ""),
    ]
}

/// A limit that runs, one that is not counted yet, one that is over.
pub(crate) fn limits() -> Vec<LimitView> {
    let limit = |id: &str, label: &str, due, running, state: &str, part| LimitView {
        id: s(id),
        label: s(label),
        cited: cited("自告知受理之日起 60 日内办结；经批准可以延长，延长不超过 30 日", "第六条第1款"),
        who: s("承办部门"),
        due,
        state: s(state),
        running,
        from: s("自告知受理之日（3 月 4 日）起"),
        why: s("60 日，经批准延长 30 日；到期日不是休息日。"),
        steps: vec![
            (s("3 月 5 日 周四"), true, String::new()),
            (s("3 月 7 日 周六"), true, s("按自然日计算")),
            (s("4 月 6 日 周一"), false, s("清明节放假")),
        ],
        part,
    };
    vec![
        limit("handling", "办结", due(Light::Ok, "还有 33 日", "6 月 2 日 周二"), true, "计算中", 36),
        limit("feedback", "反馈", due(Light::None, "查结后 15 个工作日", ""), true, "尚未开始", 0),
        limit("notice", "告知受理", due(Light::Ok, "3 月 4 日按期", ""), false, "按期办结", 100),
    ]
}

fn story() -> Vec<StoryView> {
    let line = |when: &str, who: &str, text: &str, article: Option<&str>| StoryView {
        told: false,
        at: at("2026-04-30T02:00:00Z"),
        when: s(when),
        entered: None,
        who: s(who),
        text: s(text),
        details: Vec::new(),
        article: article.map(s),
        sorts: Vec::new(),
    };
    let mut asked = line("4 月 29 日 16:00", "承办部门 陈立", "申请延期 30 日", Some("第六条第1款"));
    asked.details = vec![value("理由", "情况复杂，需调取三年招标档案"), value("天数", "30")];
    let mut called = line("2 月 6 日 15:20", "赵某", "因与被反映人系同乡申请回避，分管负责人同意", None);
    called.entered = Some(s("2 月 7 日"));
    vec![
        line("4 月 30 日 10:00", "本机关负责人", "批准延期 30 日，新的期限为 6 月 2 日", None),
        asked,
        line("3 月 4 日 11:00", "李文清", "发出《告知书》一式三份", Some("第五条")),
        called,
    ]
}

/// An act with options, a warning and a guide.
pub(crate) fn act() -> FormView {
    let mut result = field("result", "调查结果", Control::Long, true);
    result.article = Some(s("第七条第1款"));
    let mut days = field("days", "天数", Control::Number, true);
    days.hint = Some(s("最多 30 日。"));
    let mut to = field("to", "转给", Control::One, true);
    to.options =
        (1..=8).map(|n| Choice { value: format!("u{n}"), label: format!("第 {n} 科"), meaning: None }).collect();
    let mut with = field("with", "一同告知", Control::Many, false);
    with.options = choices(&[("a", "举报人", "收到《查结告知书》"), ("b", "下级机关", "")]);
    FormView {
        act: s("conclude"),
        label: s("记录查结"),
        cited: cited("写明调查结果，开始 15 个工作日的反馈期限", "第七条第1款"),
        fields: vec![result, field("concluded_on", "查结日期", Control::Date, true), with],
        options: vec![
            OptionView { id: s("true"), label: s("反映属实"), fields: vec![days.clone()], closed: Vec::new() },
            OptionView { id: s("pass"), label: s("移送其他机关"), fields: vec![to, days], closed: Vec::new() },
            OptionView {
                id: s("again"),
                label: s("退回补充调查"),
                fields: Vec::new(),
                closed: vec![cited("已经退回过一次", "第七条第3款")],
            },
        ],
        guide: vec![s("核对笔录是否有两名承办人员签名。"), s("附上证据目录。")],
        warnings: vec![cited("还有一项取证请求没有回复", "第八条")],
        hands: Some(s("须经本机关负责人批准后生效。")),
        follows: vec![s("15 个工作日内向举报人反馈，最迟 5 月 27 日。")],
        ..FormView::default()
    }
}

/// Acts open on the case: its own, and those common to all regulations.
fn open_acts() -> Vec<FormView> {
    let plain = |act: &str, label: &str, text: &str, article: &str| FormView {
        act: s(act),
        label: s(label),
        cited: cited(text, article),
        ..FormView::default()
    };
    let common = |act: &str, label: &str| FormView {
        act: s(act),
        label: s(label),
        cited: Cited { reading: Some(s("各制度通用")), ..Cited::default() },
        fields: vec![field("text", label, Control::Long, true)],
        ..FormView::default()
    };
    vec![
        act(),
        plain("examine", "询问、取证", "两名承办人员，形成笔录", "第八条"),
        plain("ask_unit", "要求被反映单位说明", "只发摘抄件，不发原文", "第九条(二)"),
        common("deliver", "登记送达"),
        common("note", "记事"),
        common("attach", "附件"),
    ]
}

/// A case as the one who works on it sees it.
pub(crate) fn case() -> CaseView {
    CaseView {
        id: s("c1"),
        number: s("信举〔2026〕0133"),
        title: s("反映工程招投标中的利益输送"),
        regulation: s("示例市处理实名举报暂行办法 · 2010 版"),
        tags: ["实名举报", "本级", "情况复杂", "已延期 30 日"].map(s).to_vec(),
        strip: strip(),
        ended: false,
        open: open_acts(),
        main: open_acts().get(1).map(|form| (form.act.clone(), form.row.clone())),
        closed: vec![ClosedView {
            act: s("extend"),
            label: s("再次延期"),
            why: vec![cited("延长期限不得超过 30 日，已用 30 日", "第六条第1款")],
            instead: vec![s("向举报人说明理由和办理情况")],
        }],
        limits: limits(),
        story: story(),
        parties: vec![reporter()],
        values: vec![
            value("问题经过", "某工程招投标中，三家公司投标文件由同一人编制。"),
            value("涉及金额", "120 万元"),
        ],
        classes: vec![ClassView {
            axis: s("级别"),
            value: s("本级"),
            grounds: vec![cited("被反映人由本机关管理", "第四条第2款")],
            settled: false,
        }],
        papers: vec![PaperView {
            public: Some(s("/o/example-city/public/k7")),
            id: s("d1"),
            label: s("告知书"),
            number: Some(s("〔2026〕告 12 号")),
            when: s("3 月 4 日"),
            state: s("已送达"),
            copies: vec![(1, s("举报人")), (2, s("承办部门")), (3, s("存档"))],
            enveloped: vec![1],
            article: Some(s("第五条")),
            reissued: true,
        }],
        files: vec![file()],
        assigned: vec![(s("主办"), s("陈立")), (s("协办"), s("周敏"))],
        parts: vec![PartView {
            id: s("request.1"),
            label: s("取证请求 1"),
            stage: s("等待回复"),
            ended: false,
            values: vec![value("对象", "示例市公共资源交易中心")],
        }],
        links: vec![(s("重复件"), s("c2"), s("信举〔2026〕0098"))],
        requests: vec![(s("延期批准"), s("本机关负责人"))],
        held: vec![s("《告知书》缺少收件地址")],
        openings: vec![opening_line()],
        related: None,
        seq: 12,
        sees: s("all"),
    }
}

fn reporter() -> PartyView {
    PartyView {
        n: 1,
        kind: s("举报人"),
        values: vec![value("姓名", ""), value("电话", ""), value("单位", "")],
        can_open: true,
        second: false,
        until: None,
        said: Some(s("郭二于 3 月 9 日 10:00 未同意：请先联系承办人")),
    }
}

pub(crate) fn file() -> FileView {
    let marks = s("副本，已去除作者、设备和修订记录，未经查毒");
    FileView {
        id: s("f1"),
        name: s("招标公告.pdf"),
        size: s("220 KB"),
        marks,
        at_once: true,
        recorded: true,
        extractable: true,
    }
}

/// The same case as the reporter follows it.
pub(crate) fn follow() -> FollowView {
    let mut more = field("more", "补充说明", Control::Long, true);
    more.hint = Some(s("写明要补充的情况，也可以只上传材料。"));
    let mut files = field("files", "材料", Control::Files, false);
    files.many = true;
    let form = |act: &str, label: &str, text: &str, fields: Vec<FieldView>| FormView {
        act: s(act),
        label: s(label),
        cited: Cited { text: s(text), ..Cited::default() },
        fields,
        ..FormView::default()
    };
    FollowView {
        number: Some(s("信举〔2026〕0133")),
        office: s("示例市信访举报中心"),
        matter: s("举报违纪违法"),
        stage: s("正在调查"),
        ended: false,
        strip: strip(),
        limits: limits(),
        forms: vec![
            form("supplement", "补充材料", "随时可以补充", vec![more, files]),
            form(
                "withdraw",
                "撤回举报",
                "撤回后已查明的问题仍会处理",
                vec![field("reason", "理由", Control::Text, false)],
            ),
        ],
        story: story(),
        papers: case().papers,
        given: vec![value("问题经过", "某工程招投标中，三家公司投标文件由同一人编制。"), value("举报人姓名", "")],
        seq: 12,
        statement: statement(),
    }
}
