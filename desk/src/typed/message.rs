//! What is wrong with a field, as an instruction.

use dengwen_regulation::model::{Label, Lang};

/// Something wrong with what was typed. Holds nothing of what was typed.
#[derive(Debug, Clone)]
pub(crate) struct Wrong {
    pub(crate) key: String,
    pub(crate) label: Label,
    pub(crate) problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    Number,
    Decimal(u8),
    Money,
    Percent,
    YesNo,
    Date,
    Moment,
    Time,
    Interval,
    Periods,
    Choice,
    Person,
    Party,
    Unit,
    Case,
    Row,
    Phone,
    File,
    TooLong,
    OnlyOne,
}

impl Problem {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Number => ("请填写整数，如 12", "a whole number, such as 12"),
            Self::Decimal(1) => ("请填写数字，小数最多 1 位，如 55.5", "a number with at most 1 decimal, such as 55.5"),
            Self::Decimal(2) => {
                ("请填写数字，小数最多 2 位，如 12.50", "a number with at most 2 decimals, such as 12.50")
            }
            Self::Decimal(_) => (
                "请填写数字，小数位数不要超过规定，如 0.085",
                "a number with no more decimals than it may have, such as 0.085",
            ),
            Self::Money => ("请填写金额（元），如 1200.50", "an amount in yuan, such as 1200.50"),
            Self::Percent => ("请填写百分数，如 12.5", "a percentage, such as 12.5"),
            Self::YesNo => ("请选择是或否", "choose yes or no"),
            Self::Date => ("请填写日期，如 2026-03-09", "a date, such as 2026-03-09"),
            Self::Moment => ("请填写日期和时间，如 2026-03-09 14:30", "a date and time, such as 2026-03-09 14:30"),
            Self::Periods => (
                "请填写起止日期，如 2026-03-20..2026-04-10，几段之间用逗号",
                "days from and to, such as 2026-03-20..2026-04-10, with commas between several",
            ),
            Self::Time => ("请填写时间，如 14:30", "a time, such as 14:30"),
            Self::Interval => {
                ("请填写时长，如 15 working-days 或 24 hours", "a length of time, such as 15 working-days or 24 hours")
            }
            Self::Choice => ("请从所列选项中选择", "choose one of those listed"),
            Self::Person => ("请选择本单位人员", "choose a person of the office"),
            Self::Party => (
                "请从所列中选择，或填写其先后次序，如 1",
                "one of those listed, or its place in the order given, such as 1",
            ),
            Self::Unit => ("请选择本单位部门", "choose a unit of the office"),
            Self::Case => ("没有这个编号的件，请核对", "no case has this number; check it"),
            Self::Row => ("请选择所列的一项", "choose one of the rows listed"),
            Self::Phone => ("请填写电话号码，如 13800000000", "a telephone number, such as 13800000000"),
            Self::File => ("请选择文件", "choose a file"),
            Self::TooLong => ("文字太长，请缩短", "the text is too long; shorten it"),
            Self::OnlyOne => ("只能填写一项", "only one can be given"),
        }
    }
}

impl Wrong {
    /// The instruction.
    pub(crate) fn say(&self, lang: Lang) -> String {
        let (zh, en) = self.problem.words();
        match lang {
            Lang::Zh => format!("{}：{zh}", self.label.zh),
            Lang::En => format!("{}: {en}", self.label.in_lang(Lang::En)),
        }
    }
}
