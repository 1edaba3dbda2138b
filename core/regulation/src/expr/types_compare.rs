//! The type checker on comparisons and sums: what is held against each other must be of one kind.

use super::{
    Arith, Cmp, Node,
    kinds::{Sort, Ty},
    types::Types,
    written,
};
use crate::value::Value;

impl Types<'_> {
    pub(super) fn compared(&mut self, cmp: Cmp, a: &Node, b: &Node) -> Ty {
        let (left, right) = (self.of(a), self.of(b));
        if matches!(cmp, Cmp::Eq | Cmp::Ne) {
            self.equal(a, b, &left, &right);
        } else {
            self.ordered(a, b, &left, &right);
        }
        Ty::Yes
    }

    fn equal(&mut self, a: &Node, b: &Node, left: &Ty, right: &Ty) {
        for (ty, other) in [(left, b), (right, a)] {
            if let (Ty::Named { .. }, Node::Const(Value::Text(text))) = (ty.scalar(), other) {
                self.value_of(ty.scalar(), text);
                return;
            }
        }
        self.alike(a, b, left.scalar(), right.scalar());
    }

    /// A value written out must be one of those there are.
    pub(super) fn value_of(&mut self, ty: &Ty, text: &str) {
        let Ty::Named { sort, id, values, open } = ty else { return };
        if *open || values.is_empty() || values.iter().any(|value| value == text) {
            return;
        }
        let known: Vec<&str> = values.iter().map(|id| &**id).collect();
        let (zh, en) = sort.words();
        if matches!(sort, Sort::Class | Sort::Option) && !id.is_empty() {
            self.unknown(text, (&format!("{zh}（{id}）"), &format!("{en} of `{id}`")), &known);
        } else {
            self.unknown(text, (zh, en), &known);
        }
    }

    fn alike(&mut self, a: &Node, b: &Node, left: &Ty, right: &Ty) {
        if left.fits(right, a, b) {
            return;
        }
        let about = written::name(a).or_else(|| written::name(b)).unwrap_or_else(|| self.site.expr.text.clone());
        let what = (
            format!("{}不能与{}比较", left.zh(), right.zh()),
            format!("{} cannot be compared with {}", left.en(), right.en()),
        );
        let mend = match (left, right) {
            (Ty::Yes, _) | (_, Ty::Yes) => {
                (format!("写 {about} 或 !{about}"), format!("write `{about}` or `!{about}`"))
            }
            (Ty::Percent, _) | (_, Ty::Percent) => {
                ("百分数写作小数：80% 是 0.8".to_owned(), "write a percentage as a fraction: 80% is 0.8".to_owned())
            }
            (Ty::Date | Ty::Moment, _) | (_, Ty::Date | Ty::Moment) => (
                "日期写作 '2026-01-31'，或与日期相减".to_owned(),
                "write a date as '2026-01-31', or subtract dates".to_owned(),
            ),
            (Ty::Length, _) | (_, Ty::Length) => {
                ("时间段写作 duration('3 days')".to_owned(), "write a length as duration('3 days')".to_owned())
            }
            _ => ("两边须是同一种值".to_owned(), "both sides must be of one kind".to_owned()),
        };
        self.tell("wrong-type", &about, what, Some(mend));
    }

    fn ordered(&mut self, a: &Node, b: &Node, left: &Ty, right: &Ty) {
        for (ty, other) in [(left, b), (right, a)] {
            if let Ty::Named { sort: Sort::Class, id, .. } = ty.scalar() {
                let value = if let Node::Const(Value::Text(text)) = other { text.clone() } else { "…".to_owned() };
                let label = self.reg.main.classes.get(id).map_or_else(|| id.to_string(), |axis| axis.label.zh.clone());
                let what = (
                    format!("类别「{label}」的值没有大小，不能用 < >"),
                    format!("values of the class `{id}` have no size for < and >"),
                );
                let mend = (format!("写 at_least('{id}', '{value}')"), format!("write at_least('{id}', '{value}')"));
                self.tell("class-order", id, what, Some(mend));
                return;
            }
            if matches!(ty, Ty::List(_)) {
                let about = written::name(if std::ptr::eq(ty, left) { a } else { b }).unwrap_or_default();
                let what = ("多个值不能比大小".to_owned(), "several values have no size".to_owned());
                self.tell(
                    "wrong-type",
                    &about,
                    what,
                    Some((format!("写 size({about})"), format!("write size({about})"))),
                );
                return;
            }
        }
        if matches!(left, Ty::Named { .. } | Ty::Yes | Ty::Thing | Ty::Element(_)) {
            let about = written::name(a).unwrap_or_else(|| self.site.expr.text.clone());
            let what = (format!("{}没有大小", left.zh()), format!("{} has no size", left.en()));
            self.tell("wrong-type", &about, what, Some(("用 == 或 !=".to_owned(), "use == or !=".to_owned())));
            return;
        }
        self.alike(a, b, left, right);
    }

    pub(super) fn within(&mut self, a: &Node, list: &Node) -> Ty {
        let (left, right) = (self.of(a), self.of(list));
        if let (Ty::Named { .. }, Node::List(all)) = (left.scalar(), list) {
            for node in all {
                if let Node::Const(Value::Text(text)) = node {
                    self.value_of(left.scalar(), text);
                }
            }
        }
        if let (Node::Const(Value::Text(text)), Ty::Named { .. }) = (a, right.scalar()) {
            self.value_of(right.scalar(), text);
        }
        if !matches!(right, Ty::List(_) | Ty::Any) {
            let about = written::name(list).unwrap_or_else(|| self.site.expr.text.clone());
            let what = ("in 的右边须是多个值".to_owned(), "on the right of `in` there must be a list".to_owned());
            self.tell(
                "wrong-type",
                &about,
                what,
                Some(("单个值用 ==".to_owned(), "compare a single value with ==".to_owned())),
            );
        }
        Ty::Yes
    }

    pub(super) fn arith(&mut self, arith: Arith, a: &Node, b: &Node) -> Ty {
        let (left, right) = (self.of(a), self.of(b));
        if let Some(ty) = Ty::arith(arith, &left, &right) {
            return ty;
        }
        let about = written::name(a).or_else(|| written::name(b)).unwrap_or_else(|| self.site.expr.text.clone());
        let what = (
            format!("{}与{}不能这样运算", left.zh(), right.zh()),
            format!("{} and {} cannot be reckoned so", left.en(), right.en()),
        );
        let mend = (
            "日期加减时间段；数、金额、比例相互加减乘除".to_owned(),
            "add lengths to dates; reckon numbers, money and shares".to_owned(),
        );
        self.tell("wrong-type", &about, what, Some(mend));
        Ty::Any
    }
}
