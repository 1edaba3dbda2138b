//! What people do about keeping: set a term, hold back, release, approve destruction.

use dengwen_calendar::shanghai;
use dengwen_regulation::model::Lang;
use jiff::ToSpan as _;

use super::{
    due::Due,
    log::{Event, Orders},
    view::{RetentionView, outcome, plain},
};
use crate::{
    actor::Eyes,
    desk::Desk,
    incoming::{pick, refuse},
    office::Office,
    secrets,
    view::{Choice, Control, FieldView, FormView, Performed, Rejection, Sent, Session},
};

/// The longest text, in characters.
const TEXT_MAX: usize = 2_000;
/// The longest term, in months.
const MONTHS_MAX: u32 = 12_000;

/// All that is known of keeping, for somebody who has a say in it.
struct Seat {
    office: std::sync::Arc<Office>,
    eyes: Eyes,
    mine: Vec<String>,
    orders: Orders,
    due: Vec<Due>,
}

impl Desk {
    async fn keeping(&self, session: &Session) -> Result<Seat, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let mine = self.kept_by(session).await?;
        if mine.is_empty() {
            return Err(Rejection::NotFound);
        }
        let orders = self.orders(&office.id).await?;
        let due = self.due(&office, session, &eyes, &orders, (&mine, self.now())).await?;
        Ok(Seat { office, eyes, mine, orders, due })
    }

    /// How long cases are kept, what is due for destruction, held back, destroyed.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever neither administers nor keeps the papers of a regulation.
    pub async fn retention(&self, session: &Session, lang: Lang) -> Result<RetentionView, Rejection> {
        let seat = self.keeping(session).await?;
        let held = self.held_lines(&seat.office, &seat.eyes, &seat.orders, &seat.mine, lang).await?;
        let in_a_year = self.now().to_zoned(shanghai()).checked_add(1.year()).map_or(self.now(), |at| at.timestamp());
        let by_then = self.due(&seat.office, session, &seat.eyes, &seat.orders, (&seat.mine, in_a_year)).await?;
        let coming = by_then.iter().filter(|due| due.since > self.now());
        let mut view = RetentionView {
            coming: coming.map(|due| self.due_line(&seat.office, due, lang)).collect(),
            terms: self.terms_in_words(&seat.office, &seat.orders, &seat.mine, lang),
            due: seat.due.iter().map(|due| self.due_line(&seat.office, due, lang)).collect(),
            destroyed: self.destroyed_lines(&seat.office, session, &seat.eyes, lang).await?,
            held,
            forms: Vec::new(),
        };
        view.forms = self.retention_forms(&seat, &view, session, lang);
        Ok(view)
    }

    fn retention_forms(&self, seat: &Seat, view: &RetentionView, session: &Session, lang: Lang) -> Vec<FormView> {
        let choice = |value: &str, label: String| Choice { value: value.to_owned(), label, meaning: None };
        let must = |field: FieldView| FieldView { must: true, ..field };
        let mut forms = Vec::new();
        if !view.due.is_empty() {
            let options = view.due.iter().map(|line| choice(&line.case, format!("{} · {}", line.number, line.about)));
            let field = FieldView::new("cases", pick(lang, "批准销毁的件", "Cases to be destroyed"), Control::Many);
            forms.push(FormView {
                act: "destroy".to_owned(),
                label: pick(lang, "批准销毁", "Approve destruction").to_owned(),
                fields: vec![must(FieldView { options: options.collect(), many: true, ..field })],
                follows: vec![
                    pick(
                        lang,
                        "销毁后不能恢复，只留销毁凭证和可验证的日志",
                        "It cannot be undone; a certificate and the log, which verifies, are all that stays",
                    )
                    .to_owned(),
                ],
                ..FormView::default()
            });
        }
        forms.push(FormView {
            act: "hold".to_owned(),
            label: pick(lang, "暂不销毁", "Hold back").to_owned(),
            fields: vec![
                must(FieldView {
                    hint: Some(
                        pick(
                            lang,
                            "没有编号的，填该件页面地址的最后一段",
                            "without a number: the last part of the address of its page",
                        )
                        .to_owned(),
                    ),
                    ..FieldView::new("number", pick(lang, "编号", "Number"), Control::Text)
                }),
                must(FieldView::new("reason", pick(lang, "理由", "Reason"), Control::Long)),
            ],
            ..FormView::default()
        });
        if !view.held.is_empty() {
            let options = view.held.iter().map(|line| choice(&line.case, line.number.clone())).collect();
            let field = FieldView::new("case", pick(lang, "件", "Case"), Control::One);
            forms.push(FormView {
                act: "release".to_owned(),
                label: pick(lang, "解除暂不销毁", "No longer hold back").to_owned(),
                fields: vec![must(FieldView { options, ..field })],
                ..FormView::default()
            });
        }
        if session.administrator {
            forms.push(self.term_form(seat, lang));
        }
        forms
    }

    fn term_form(&self, seat: &Seat, lang: Lang) -> FormView {
        let mut options = Vec::new();
        for regulation in
            self.regulations_of(&seat.office).iter().filter(|one| seat.mine.iter().any(|mine| **mine == *one.id))
        {
            for (stage, _) in regulation.main.stages.iter().filter(|(_, stage)| stage.end) {
                let label = format!("{} · {}", regulation.title.in_lang(lang), outcome(regulation, stage, lang));
                options.push(Choice { value: format!("{} {stage}", regulation.id), label, meaning: None });
            }
        }
        let must = |field: FieldView| FieldView { must: true, ..field };
        let hint = pick(lang, "留空则永久保管", "empty: kept for ever");
        FormView {
            act: "term".to_owned(),
            label: pick(lang, "设定保管期限", "Set how long cases are kept").to_owned(),
            cited: plain(""),
            fields: vec![
                must(FieldView {
                    options,
                    ..FieldView::new("outcome", pick(lang, "制度及办理结果", "Regulation and outcome"), Control::One)
                }),
                FieldView {
                    hint: Some(hint.to_owned()),
                    ..FieldView::new("months", pick(lang, "保管月数", "Months"), Control::Number)
                },
                must(FieldView::new("article", pick(lang, "依据的条文", "The article it goes by"), Control::Text)),
            ],
            ..FormView::default()
        }
    }

    /// Does something about keeping: `term` (`outcome`, `months`, `article`), `hold` (`number`, `reason`), `release` (`case`),
    /// `destroy` (`cases`).
    ///
    /// # Errors
    /// [`Rejection`] with what stands in the way.
    pub async fn act_on_retention(&self, session: &Session, sent: &Sent, lang: Lang) -> Result<Performed, Rejection> {
        let seat = self.keeping(session).await?;
        let view = self.retention(session, lang).await?;
        let form = view
            .forms
            .iter()
            .find(|form| form.act == sent.act)
            .ok_or_else(|| refuse("not_open", pick(lang, "现在不能办理", "this cannot be done now").to_owned()))?;
        check(form, sent, lang)?;
        let once = if sent.once.is_empty() { secrets::token()? } else { sent.once.clone() };
        let mut told = vec![form.label.clone()];
        if sent.act == "destroy" {
            for (_, case) in sent.typed.iter().filter(|(key, _)| key == "cases") {
                if let Some(due) = seat.due.iter().find(|due| due.case.stream == *case) {
                    let done = self.destroy(&seat.office, &session.person, due).await?;
                    told.push(done.number.unwrap_or(done.case));
                }
            }
        } else {
            let event = self.ordered_now(&seat, session, sent, lang).await?;
            let command = format!("retention {} {once}", session.person);
            self.order(&seat.office.id, &session.person, &command, event).await?;
        }
        Ok(Performed { case: String::new(), number: None, told, code: None })
    }

    async fn ordered_now(&self, seat: &Seat, session: &Session, sent: &Sent, lang: Lang) -> Result<Event, Rejection> {
        let typed = |key: &str| sent.typed.iter().find(|(known, _)| known == key).map_or("", |(_, text)| text.trim());
        let wrong = |key: &str, text: &str| Rejection::Invalid(vec![(key.to_owned(), text.to_owned())]);
        match sent.act.as_str() {
            "hold" => {
                let case = self.to_hold(seat, session, typed("number")).await?;
                let none = || wrong("number", pick(lang, "没有这个编号的件", "there is no case of this number"));
                Ok(Event::Held { case: case.ok_or_else(none)?, reason: typed("reason").to_owned() })
            }
            "release" => Ok(Event::Released { case: typed("case").to_owned() }),
            _ => {
                let (regulation, stage) = typed("outcome").split_once(' ').unwrap_or_default();
                let months = match typed("months") {
                    "" => None,
                    text => {
                        let count = text.parse::<u32>().ok().filter(|count| (1..=MONTHS_MAX).contains(count));
                        Some(
                            count
                                .ok_or_else(|| wrong("months", pick(lang, "请填写月数", "write a number of months")))?,
                        )
                    }
                };
                let (regulation, stage) = (regulation.to_owned(), stage.to_owned());
                Ok(Event::TermSet { regulation, stage, months, article: typed("article").to_owned() })
            }
        }
    }

    /// The case of a number, or of this id, if whoever asks may know of it.
    async fn to_hold(&self, seat: &Seat, session: &Session, number: &str) -> Result<Option<String>, Rejection> {
        let mut found = self.store().cases_by_number(number).await?;
        found.extend(self.store().case(number).await?);
        found.retain(|case| case.organisation == seat.office.id && seat.mine.contains(&case.regulation));
        for case in found {
            if self.may_know(session, &seat.eyes, &case.stream).await? {
                return Ok(Some(case.stream));
            }
        }
        Ok(None)
    }
}

/// What is missing, too long, or not among the choices.
fn check(form: &FormView, sent: &Sent, lang: Lang) -> Result<(), Rejection> {
    let mut wrong = Vec::new();
    for field in &form.fields {
        let typed: Vec<&str> =
            sent.typed.iter().filter(|(key, _)| *key == field.key).map(|(_, text)| text.trim()).collect();
        let given = typed.iter().any(|text| !text.is_empty());
        let known = |text: &&str| field.options.is_empty() || field.options.iter().any(|one| one.value == *text);
        if field.must && !given {
            wrong.push((field.key.clone(), pick(lang, "请填写", "write something").to_owned()));
        } else if given && !typed.iter().all(known) {
            wrong.push((field.key.clone(), pick(lang, "请在所列各项中选择", "choose one of those listed").to_owned()));
        } else if typed.iter().any(|text| text.chars().count() > TEXT_MAX) {
            wrong.push((field.key.clone(), pick(lang, "内容过长", "too long").to_owned()));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Rejection::Invalid(wrong)) }
}
