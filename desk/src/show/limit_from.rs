//! From which moment a limit counts, in words.

use dengwen_case::{LimitView as Run, Mark, RowKey};
use dengwen_regulation::model::{Limit, Moment, Moments};

use super::{Show, follows::terms};

impl Show<'_> {
    /// `自发出《受理告知书》（3 月 4 日 10:00）起`.
    #[must_use]
    pub fn limit_from(&self, run: &Run, limit: &Limit) -> String {
        let when = self.moment(run.from.happened);
        let what = self.began_with(run, limit);
        match (what.is_empty(), self.pick("zh", "en")) {
            (true, "zh") => format!("自 {when} 起"),
            (true, _) => format!("from {when}"),
            (false, "zh") => format!("自{what}（{when}）起"),
            (false, _) => format!("from {what} ({when})"),
        }
    }

    /// The moment that began it: the one named, or of several the one that happened then.
    fn began_with(&self, run: &Run, limit: &Limit) -> String {
        let all: Vec<&Moment> = terms(&limit.from).collect();
        if let [only] = all.as_slice()
            && matches!(limit.from, Moments::Any(_))
        {
            return self.moment_words(&run.row, only);
        }
        let then = self.case.marks.iter().filter(|marked| marked.at.happened == run.from.happened);
        let of_run = |marked: &&dengwen_case::Marked| all.iter().any(|moment| is_of(moment, &marked.mark));
        let found = then.filter(of_run).find_map(|marked| all.iter().find(|moment| is_of(moment, &marked.mark)));
        let received = || {
            let same = self.case.received.is_some_and(|at| at.happened == run.from.happened);
            all.iter().find(|moment| same && matches!(moment, Moment::Received | Moment::Opened))
        };
        found.or_else(received).map(|moment| self.moment_words(&run.row, moment)).unwrap_or_default()
    }

    /// A moment in words.
    #[must_use]
    pub fn moment_words(&self, row: &RowKey, moment: &Moment) -> String {
        let quoted = |text: String| format!("“{text}”");
        let (zh, en, what) = match moment {
            Moment::Received => return self.pick("收到之日", "receipt").to_owned(),
            Moment::Opened => return self.pick("开立", "its opening").to_owned(),
            Moment::Added => return self.pick("登记入册", "its entry in the register").to_owned(),
            Moment::Act { act, option, of } => {
                let at = of.as_ref().filter(|of| self.regulation.parts.contains_key(*of));
                let row = at.map_or_else(|| row.clone(), |of| RowKey::new(of.clone(), 1));
                let label = self.act_label(&row, act);
                let option = option.as_ref().map(|option| self.option_label(&row, act, option));
                let colon = self.pick("：", ": ");
                ("", "", option.map_or_else(|| label.clone(), |option| format!("{label}{colon}{option}")))
            }
            Moment::Stage(stage) => ("进入", "entering ", self.stage_label(row, stage)),
            Moment::Class(axis, value) => ("定为", "being classed ", self.class_value(row, axis, value)),
            Moment::Ground(axis, ground) => ("具备事由", "the ground ", self.class_value(row, axis, ground)),
            Moment::Field(field) => ("填写", "giving ", self.field_label(row, field)),
            Moment::Issued(document) => ("发出", "issuing ", self.document_label(document)),
            Moment::Served(document, _) => ("送达", "serving ", self.document_label(document)),
            Moment::Signed(document) => ("签署", "signing ", self.document_label(document)),
            Moment::Asked(act) => ("请求", "the request for ", self.act_label(row, act)),
            Moment::Passed(limit) => ("期限届满：", "the passing of ", self.limit_label(row, limit)),
            Moment::Ended(link) => ("关联件办结：", "the end of the linked case ", link.to_string()),
        };
        format!("{}{}", self.pick(zh, en), quoted(what)).replace("“《", "《").replace("》”", "》")
    }
}

fn is_of(moment: &Moment, mark: &Mark) -> bool {
    match (moment, mark) {
        (Moment::Received, Mark::Received) | (Moment::Opened, Mark::Opened) => true,
        (Moment::Act { act, option, .. }, Mark::Act(done, chosen)) => {
            act == done && (option.is_none() || option == chosen)
        }
        (Moment::Stage(a), Mark::Stage(b))
        | (Moment::Field(a), Mark::Field(b))
        | (Moment::Issued(a), Mark::Issued(b))
        | (Moment::Served(a, _), Mark::Served(b, _))
        | (Moment::Signed(a), Mark::Signed(b))
        | (Moment::Asked(a), Mark::Asked(b))
        | (Moment::Passed(a), Mark::Passed(b))
        | (Moment::Ended(a), Mark::Ended(b)) => a == b,
        (Moment::Class(axis, value), Mark::Class { axis: of, now, .. }) => axis == of && now.contains(value),
        (Moment::Ground(axis, ground), Mark::Ground(of, held)) => axis == of && ground == held,
        _ => false,
    }
}
