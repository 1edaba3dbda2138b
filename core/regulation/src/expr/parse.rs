//! From the text of an expression to the tree. The `cel` crate reads the text; what it means is ours.

use cel::{
    Env,
    common::ast::{CallExpr, Expr as Cel, IdedExpr, LiteralValue, SourceInfo, operators as op},
};

use super::{Actor, Arith, Clock, Cmp, Expr, Fact, Fold, Node, On, Word, functions, number};
use crate::{
    finding::Finding,
    model::{Id, Label, Span},
    value::Value,
};

/// Longest text of an expression, in characters; a longer one is a slip of the pen.
const LONGEST: usize = 4_000;
/// Deepest nesting of brackets.
const DEEPEST: usize = 24;
/// Greatest number of signs; `&&` and `==` count as two.
const MOST_SIGNS: usize = 160;

/// Reads an expression as written, without its quotes and without a leading `=`.
///
/// `span` is where the scalar stands; quotes and `=` inside it are counted off by their length.
///
/// # Errors
///
/// All findings at once, each with its column inside the text.
pub fn parse(text: &str, span: &Span) -> Result<Expr, Vec<Finding>> {
    let span = inner(text, span);
    if text.chars().count() > LONGEST || tangled(text) {
        let what = Label::new("条件过长或者套得过深", "the expression is too long or too deeply nested");
        let found = Finding::error("expression", &span, what);
        return Err(vec![found.mend("分成几个有名称的条件", "divide it into several named conditions")]);
    }
    let (tree, source) = match Env::default().with_optional_support(false).parser().parse_with_source_info(text) {
        Ok(read) => read,
        // What follows the first place where reading fails is only its echo.
        Err(errors) => return Err(errors.errors.iter().take(1).map(|e| syntax(text, &span, e)).collect()),
    };
    let mut reader = Reader { text, span: &span, source, vars: Vec::new(), findings: Vec::new() };
    let node = reader.node(&tree);
    if reader.findings.is_empty() { Ok(Expr { node, text: text.to_owned(), span }) } else { Err(reader.findings) }
}

/// Is it nested or strung together beyond anything a person would write.
fn tangled(text: &str) -> bool {
    let (mut depth, mut deepest, mut signs) = (0_usize, 0_usize, 0_usize);
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, '+' | '-' | '*' | '/' | '!' | '&' | '|' | '?' | '.' | '<' | '>' | '=') => signs += 1,
            _ => {}
        }
    }
    deepest > DEEPEST || signs > MOST_SIGNS
}

/// Where the text itself stands: a scalar in quotes begins with one, a computed value with `=`.
fn inner(text: &str, span: &Span) -> Span {
    let long = span.bytes.1.saturating_sub(span.bytes.0);
    let extra = long.saturating_sub(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let shift = match extra {
        1 | 2 => 1,
        3 => 2,
        _ => return span.clone(),
    };
    let bytes = (span.bytes.0 + shift, span.bytes.1 - (extra - shift));
    Span { column: span.column + shift, bytes, ..span.clone() }
}

/// A part of the text, by character offsets.
fn part(text: &str, span: &Span, start: usize, end: usize) -> (Span, String) {
    let said: String = text.chars().skip(start).take(end.saturating_sub(start)).collect();
    let before: usize = text.chars().take(start).map(char::len_utf8).sum();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let from = span.bytes.0.saturating_add(count(before));
    let to = from.saturating_add(count(said.len()));
    let column = span.column.saturating_add(count(start));
    (Span { file: span.file.clone(), line: span.line, column, bytes: (from, to) }, said)
}

fn syntax(text: &str, span: &Span, error: &cel::ParseError) -> Finding {
    let start = usize::try_from(error.pos.1).unwrap_or(1).saturating_sub(1);
    let (at, rest) = part(text, span, start, text.chars().count());
    let single = text.replace("==", "").replace("!=", "").replace("<=", "").replace(">=", "").contains('=');
    let (zh, en) = if single {
        ("相等写作 ==", "write == for equality")
    } else if text.contains(" and ") || text.contains(" or ") || text.contains(" not ") {
        ("与、或、非写作 &&、||、!", "write && for and, || for or, ! for not")
    } else if rest.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii())
        || (!text.is_ascii() && !text.contains('\''))
    {
        (
            "写名称（如 stage），不写中文叫法；文字放在单引号内",
            "write the id (such as stage), not its label; text stands in single quotes",
        )
    } else if text.contains('“') || text.contains('‘') || text.contains('（') {
        ("用英文的引号和括号", "use plain quotes and brackets")
    } else {
        ("检查括号、引号和运算符是否成对", "see whether brackets, quotes and operators are complete")
    };
    let what = if text.trim().is_empty() {
        Label::new("条件是空的", "the expression is empty")
    } else {
        Label::new("条件写法有误，此处读不下去", "the expression cannot be read from here on")
    };
    Finding::error("expression", &at, what).about(if rest.is_empty() { text.to_owned() } else { rest }).mend(zh, en)
}

pub(super) struct Reader<'a> {
    text: &'a str,
    span: &'a Span,
    source: SourceInfo,
    vars: Vec<Id>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    /// Records a finding at one place and goes on with a stand-in.
    pub(super) fn wrong(&mut self, at: &IdedExpr, what: Label, mend: Option<Label>) -> Node {
        let (start, end) = self.source.offset_for(at.id).unwrap_or((0, 0));
        let (start, end) = (usize::try_from(start).unwrap_or(0), usize::try_from(end).unwrap_or(0));
        let (start, end) = match &at.expr {
            Cel::Call(call) => (start.saturating_sub(call.func_name.chars().count()), start),
            Cel::Select(select) => (start, start + 1 + select.field.chars().count()),
            _ => (start, end + 1),
        };
        let (span, said) = part(self.text, self.span, start, end);
        self.findings.push(Finding { mend, ..Finding::error("expression", &span, what).about(said) });
        Node::Const(Value::Empty)
    }

    pub(super) fn node(&mut self, cel: &IdedExpr) -> Node {
        match &cel.expr {
            Cel::Literal(literal) => self.literal(cel, literal),
            Cel::Ident(name) => self.ident(name),
            Cel::Select(select) => self.select(cel, &select.operand, &select.field),
            Cel::List(list) => Node::List(list.elements.iter().map(|e| self.node(e)).collect()),
            Cel::Call(call) => self.call(cel, call),
            _ => self.unsupported(cel),
        }
    }

    fn unsupported(&mut self, cel: &IdedExpr) -> Node {
        let what = Label::new("此处不能用映射或结构", "maps and structures cannot stand here");
        self.wrong(cel, what, Some(Label::new("只用名称、值、列表和函数", "use names, values, lists and functions")))
    }

    fn literal(&mut self, cel: &IdedExpr, literal: &LiteralValue) -> Node {
        match literal {
            LiteralValue::Boolean(yes) => Node::Const(Value::Yes(*yes.inner())),
            LiteralValue::Int(n) => Node::Const(Value::Int(*n.inner())),
            LiteralValue::String(text) => Node::Const(Value::Text(text.inner().to_owned())),
            LiteralValue::Double(n) => match number::decimal(&n.inner().to_string()) {
                Some((over, under)) => Node::Const(Value::Share(over, under)),
                None => self.wrong(cel, Label::new("数太大", "the number is too great"), None),
            },
            LiteralValue::Null => {
                let what = Label::new("空值不能比较", "nothing cannot be compared");
                self.wrong(cel, what, Some(Label::new("用 given('名称') 问是否已填", "ask with given('name')")))
            }
            LiteralValue::Bytes(_) | LiteralValue::UInt(_) => {
                let what = Label::new("没有这种值", "there are no such values");
                self.wrong(cel, what, Some(Label::new("写普通的数或文字", "write a plain number or text")))
            }
        }
    }

    fn bound(&self, name: &str) -> bool {
        name == "it" || self.vars.iter().any(|var| var == name)
    }

    fn ident(&mut self, name: &str) -> Node {
        if self.bound(name) || name == "this" {
            return Node::Var(Id::from(name));
        }
        match name {
            "today" => Node::Clock(Clock::Today),
            "now" => Node::Clock(Clock::Now),
            "actor" => Node::Actor(Actor::Person),
            _ => word(name).map_or_else(|| Node::Name(Id::from(name)), |w| Node::Word(On::Here, w)),
        }
    }

    fn select(&mut self, cel: &IdedExpr, operand: &IdedExpr, field: &str) -> Node {
        if let Cel::Ident(name) = &operand.expr
            && !self.bound(name)
        {
            match (name.as_str(), field) {
                ("input", _) => return Node::Input(On::Here, Id::from(field)),
                ("setting", _) => return Node::Setting(Id::from(field)),
                ("actor", "person") => return Node::Actor(Actor::Person),
                ("actor", "unit") => return Node::Actor(Actor::Unit),
                ("actor", "role") => return Node::Actor(Actor::Role),
                ("actor", _) => {
                    let what = Label::new("行为人只有三项", "of the actor three things are known");
                    let mend =
                        Label::new("actor.person、actor.unit 或 actor.role", "actor.person, actor.unit or actor.role");
                    return self.wrong(cel, what, Some(mend));
                }
                _ => {}
            }
        }
        if let Cel::Select(inner) = &operand.expr
            && inner.field == "input"
            && let Some(on) = self.on(&inner.operand)
        {
            return Node::Input(on, Id::from(field));
        }
        match self.on(operand) {
            Some(on) => match word(field) {
                Some(w) if !matches!(on, On::Party(_)) => Node::Word(on, w),
                _ => Node::Of(on, Id::from(field)),
            },
            None => {
                let what = Label::new("点号前须是名称", "before the dot there must be a name");
                let mend = Label::new(
                    "this.x、input.x、party('类').x 或列表中的元素",
                    "this.x, input.x, party('kind').x or an element of a list",
                );
                self.wrong(cel, what, Some(mend))
            }
        }
    }

    /// What stands before a dot.
    pub(super) fn on(&mut self, cel: &IdedExpr) -> Option<On> {
        match &cel.expr {
            Cel::Ident(name) if name == "this" => Some(On::This),
            Cel::Ident(name) => Some(On::Var(Id::from(name.as_str()))),
            Cel::Call(call) if call.func_name == "party" && call.target.is_none() => {
                self.name(call.args.first()?).map(On::Party)
            }
            _ => None,
        }
    }

    /// A literal in quotes that names something.
    pub(super) fn name(&mut self, cel: &IdedExpr) -> Option<Id> {
        if let Cel::Literal(LiteralValue::String(text)) = &cel.expr {
            return Some(Id::from(text.inner()));
        }
        let what = Label::new("此处须写带引号的名称", "here a name in quotes is needed");
        self.wrong(cel, what, Some(Label::new("名称写在引号内：done('x')", "write the name in quotes: done('x')")));
        None
    }

    fn call(&mut self, cel: &IdedExpr, call: &CallExpr) -> Node {
        if let Some(node) = self.operator(call) {
            return node;
        }
        if let Some(target) = &call.target {
            if let Some(fold) = fold(&call.func_name) {
                return self.over(cel, fold, target, &call.args);
            }
            if call.func_name == "size" && call.args.is_empty() {
                return Node::Size(Box::new(self.node(target)));
            }
            return functions::method(self, cel, target, call);
        }
        functions::plain(self, cel, call)
    }

    fn over(&mut self, cel: &IdedExpr, fold: Fold, target: &IdedExpr, args: &[IdedExpr]) -> Node {
        let list = self.node(target);
        let [var, body] = args else {
            let what = Label::new("须写变量和条件两项", "a variable and a condition are needed");
            return self.wrong(
                cel,
                what,
                Some(Label::new("如 exists(x, x.stage == 'open')", "such as exists(x, x.stage == 'open')")),
            );
        };
        let Cel::Ident(name) = &var.expr else {
            let what = Label::new("第一项须是变量名", "the first must be the name of a variable");
            return self.wrong(var, what, Some(Label::new("如 exists(x, …)", "such as exists(x, …)")));
        };
        let name = Id::from(name.as_str());
        self.vars.push(name.clone());
        let body = self.node(body);
        self.vars.pop();
        Node::Over(fold, Box::new(list), name, Box::new(body))
    }

    fn operator(&mut self, call: &CallExpr) -> Option<Node> {
        let name = call.func_name.as_str();
        match (name, call.args.as_slice()) {
            (op::LOGICAL_NOT, [a]) => Some(Node::Not(Box::new(self.node(a)))),
            (op::NEGATE, [a]) => Some(match self.node(a) {
                Node::Const(Value::Int(n)) => Node::Const(Value::Int(n.saturating_neg())),
                node => Node::Arith(Arith::Sub, Box::new(Node::Const(Value::Int(0))), Box::new(node)),
            }),
            (op::LOGICAL_AND, [a, b]) => Some(Node::And(self.flat(a, b, true))),
            (op::LOGICAL_OR, [a, b]) => Some(Node::Or(self.flat(a, b, false))),
            (op::IN, [a, b]) => Some(Node::In(Box::new(self.node(a)), Box::new(self.node(b)))),
            (op::CONDITIONAL, [a, b, c]) => {
                Some(Node::If(Box::new(self.node(a)), Box::new(self.node(b)), Box::new(self.node(c))))
            }
            (_, [a, b]) => {
                if let Some(cmp) = comparison(name) {
                    return Some(Node::Cmp(cmp, Box::new(self.node(a)), Box::new(self.node(b))));
                }
                let arith = arithmetic(name)?;
                Some(Node::Arith(arith, Box::new(self.node(a)), Box::new(self.node(b))))
            }
            _ => None,
        }
    }

    fn flat(&mut self, a: &IdedExpr, b: &IdedExpr, all: bool) -> Vec<Node> {
        let mut nodes = Vec::new();
        for cel in [a, b] {
            match (self.node(cel), all) {
                (Node::And(more), true) | (Node::Or(more), false) => nodes.extend(more),
                (node, _) => nodes.push(node),
            }
        }
        nodes
    }

    /// A fact asked of somebody.
    pub(super) fn fact(on: On, fact: Fact) -> Node {
        Node::Fact(on, fact)
    }
}

fn word(name: &str) -> Option<Word> {
    Some(match name {
        "stage" => Word::Stage,
        "kind" => Word::Kind,
        "channel" => Word::Channel,
        "number" => Word::Number,
        "received" => Word::Received,
        "at" => Word::At,
        "by" => Word::By,
        "chosen" => Word::Chosen,
        _ => return None,
    })
}

fn fold(name: &str) -> Option<Fold> {
    Some(match name {
        op::EXISTS => Fold::Exists,
        op::ALL => Fold::All,
        op::FILTER => Fold::Filter,
        op::EXISTS_ONE => Fold::ExistsOne,
        op::MAP => Fold::Map,
        _ => return None,
    })
}

fn comparison(name: &str) -> Option<Cmp> {
    Some(match name {
        op::EQUALS => Cmp::Eq,
        op::NOT_EQUALS => Cmp::Ne,
        op::LESS => Cmp::Lt,
        op::LESS_EQUALS => Cmp::Le,
        op::GREATER => Cmp::Gt,
        op::GREATER_EQUALS => Cmp::Ge,
        _ => return None,
    })
}

fn arithmetic(name: &str) -> Option<Arith> {
    Some(match name {
        op::ADD => Arith::Add,
        op::SUBSTRACT => Arith::Sub,
        op::MULTIPLY => Arith::Mul,
        op::DIVIDE => Arith::Div,
        _ => return None,
    })
}
