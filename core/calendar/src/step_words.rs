//! A step of an explanation in a few words, for a list of days.

use crate::{explain::Step, explain::Why, sentence::Lang};

impl Step {
    /// Why the day counted or did not: `春节放假（国办发明电〔2025〕7号）`, `make-up day`.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => zh(self),
            Lang::En => en(self),
        }
    }
}

fn zh(step: &Step) -> String {
    let name = |n: &crate::Name| n.in_lang(Lang::Zh).to_owned();
    match &step.why {
        Why::FirstDay => "起算日，不计入".to_owned(),
        Why::Begins { .. } => "即时起算".to_owned(),
        Why::WorkingDay => counted(step, "工作日", "第", "天"),
        Why::MakeUp { notice, .. } => counted(step, &format!("调休上班（{notice}）"), "第", "天"),
        Why::CalendarDay => counted(step, "自然日", "第", "天"),
        Why::Weekend => "周末".to_owned(),
        Why::Holiday { name: n, notice } => format!("{}放假（{notice}）", name(n)),
        Why::Rest { notice } => format!("休息（{notice}）"),
        Why::Paused => "中止，不计入".to_owned(),
        Why::OutsideHours => "已过工作时间".to_owned(),
        Why::Elapsed { .. } => "按时钟连续计算".to_owned(),
        Why::Extended { span } => format!("延长{}，次日起接续", span.words(Lang::Zh)),
        Why::Promised => "按承诺或录入的时间".to_owned(),
        Why::WithinPeriod => "期间以此日为止".to_owned(),
        Why::RolledPast { name: n, .. } => {
            format!("期满日非工作日{}，顺延", n.as_ref().map_or_else(String::new, |n| format!("（{}）", name(n))))
        }
        Why::RolledTo => "顺延至此工作日".to_owned(),
        Why::AtLatest { cap } => format!("最迟{}，以此为限", cap.words(Lang::Zh)),
        Why::Unlisted { days } => format!("其余{days}天不逐一列出"),
    }
}

fn en(step: &Step) -> String {
    let name = |n: &crate::Name| n.in_lang(Lang::En).to_owned();
    match &step.why {
        Why::FirstDay => "day of the event, not counted".to_owned(),
        Why::Begins { .. } => "begins at once".to_owned(),
        Why::WorkingDay => counted(step, "working day", "no. ", ""),
        Why::MakeUp { notice, .. } => counted(step, &format!("make-up working day ({notice})"), "no. ", ""),
        Why::CalendarDay => counted(step, "calendar day", "no. ", ""),
        Why::Weekend => "weekend".to_owned(),
        Why::Holiday { name: n, notice } => format!("{}, holiday ({notice})", name(n)),
        Why::Rest { notice } => format!("off ({notice})"),
        Why::Paused => "standing still, not counted".to_owned(),
        Why::OutsideHours => "after working hours".to_owned(),
        Why::Elapsed { .. } => "by the clock, without a break".to_owned(),
        Why::Extended { span } => format!("extended by {}, counted on from the next day", span.words(Lang::En)),
        Why::Promised => "as promised or entered".to_owned(),
        Why::WithinPeriod => "the period ends with this day".to_owned(),
        Why::RolledPast { name: n, .. } => {
            format!("last day is off{}, moved on", n.as_ref().map_or_else(String::new, |n| format!(" ({})", name(n))))
        }
        Why::RolledTo => "moved to this working day".to_owned(),
        Why::AtLatest { cap } => format!("at the latest {}, and this holds", cap.words(Lang::En)),
        Why::Unlisted { days } => format!("{days} further days not listed"),
    }
}

fn counted(step: &Step, what: &str, before: &str, after: &str) -> String {
    step.number.map_or_else(|| what.to_owned(), |n| format!("{what} · {before}{n}{after}"))
}
