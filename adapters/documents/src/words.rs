//! Sentences of a paper: those that its regulation writes, and those that its template has of its own.

use typst::syntax::{
    SyntaxNode,
    ast::{self, Arg, Expr},
    parse,
};

use crate::{Paper, TemplateSource};

/// A place to fill in by hand, where what a sentence names is empty.
const BLANK: &str = "＿＿＿＿＿＿";

impl Paper {
    /// The same with sentences around its body, a paragraph a line. What stands in braces is the name of a row, or one of `number`,
    /// `case_number`, `date`, `organisation`, `addressee`; where there is nothing, a blank.
    #[must_use]
    pub fn with_words(mut self, before: &str, after: &str) -> Self {
        (self.before, self.after) = (self.said(before), self.said(after));
        self
    }

    fn said(&self, text: &str) -> Vec<String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(|line| self.filled(line)).collect()
    }

    fn filled(&self, line: &str) -> String {
        let mut pieces = line.split('{');
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            match piece.split_once('}') {
                Some((name, rest)) => {
                    let value = self.value_of(name.trim()).filter(|value| !value.trim().is_empty());
                    out.push_str(value.as_deref().unwrap_or(BLANK));
                    out.push_str(rest);
                }
                None => {
                    out.push('{');
                    out.push_str(piece);
                }
            }
        }
        out
    }

    fn value_of(&self, name: &str) -> Option<String> {
        match name {
            "number" => self.number.clone().or_else(|| self.case_number.clone()),
            "case_number" => self.case_number.clone(),
            "date" => Some(format!("{}年{}月{}日", self.dated.year(), self.dated.month(), self.dated.day())),
            "organisation" => Some(self.organisation.clone()),
            "addressee" => self.addressee.clone(),
            name => self.rows.iter().find(|row| row.id == name).map(|row| row.value.clone()),
        }
    }
}

impl TemplateSource {
    /// The sentences that a letter's template has of its own, before and behind the body, as [`Paper::with_words`] reads them;
    /// nothing where they cannot be said so, or there are none.
    #[must_use]
    pub fn sentences(&self) -> (Option<String>, Option<String>) {
        let root = parse(&self.text);
        (given(&root, "before"), given(&root, "after"))
    }
}

/// What the template hands to `letter` under a name.
fn given(node: &SyntaxNode, name: &str) -> Option<String> {
    if let Some(call) = node.cast::<ast::FuncCall<'_>>()
        && matches!(call.callee(), Expr::Ident(callee) if callee.as_str() == "letter")
    {
        let named = call.args().items().find_map(|arg| match arg {
            Arg::Named(one) if one.name().as_str() == name => Some(one.expr()),
            _ => None,
        });
        return match named? {
            Expr::ContentBlock(content) => written(content.body()),
            _ => None,
        };
    }
    node.children().find_map(|child| given(child, name))
}

/// Plain text with names in braces; nothing where a template does more than that.
fn written(body: ast::Markup<'_>) -> Option<String> {
    let mut out = String::new();
    for expr in body.exprs() {
        match expr {
            Expr::Text(text) => out.push_str(text.get()),
            Expr::Space(_) => out.push(' '),
            Expr::Parbreak(_) | Expr::Linebreak(_) => out.push('\n'),
            Expr::FuncCall(call) => out.push_str(&format!("{{{}}}", value(call)?)),
            _ => return None,
        }
    }
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    let said = lines.collect::<Vec<_>>().join("\n");
    (!said.is_empty()).then_some(said)
}

/// The name in `#value("name")`.
fn value(call: ast::FuncCall<'_>) -> Option<String> {
    let named = matches!(call.callee(), Expr::Ident(callee) if callee.as_str() == "value");
    let first = call.args().items().find_map(|arg| match arg {
        Arg::Pos(Expr::Str(name)) => Some(name.get().to_string()),
        _ => None,
    });
    first.filter(|_| named)
}
