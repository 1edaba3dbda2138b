//! Reading the tree of a scenario strictly: every key is known, every value has its form, all faults are told at once.

use dengwen_regulation::{
    expr::nearest,
    finding::Finding,
    model::{Label, Span},
    tree::{MapNode, Node},
};
use jiff::civil::{Date, DateTime};

/// Collects what is wrong.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<Finding>);

impl Faults {
    pub(super) fn tell(&mut self, span: &Span, zh: &str, en: &str, about: &str) {
        self.0.push(Finding::error("scenario", span, Label::new(zh, en)).about(about));
    }

    /// The map, if it is one.
    pub(super) fn map<'a>(&mut self, node: &'a Node) -> Option<&'a MapNode> {
        if node.map().is_none() {
            self.tell(node.span(), "此处应为「键: 值」", "keys and values belong here", node.text().unwrap_or(""));
        }
        node.map()
    }

    /// Entries of a map whose keys are all free.
    pub(super) fn entries<'a>(&mut self, node: &'a Node) -> &'a [(dengwen_regulation::tree::Text, Node)] {
        self.map(node).map_or(&[], |map| &map.entries)
    }

    /// Refuses keys that are not known.
    pub(super) fn keys(&mut self, map: &MapNode, known: &[&str]) {
        for (key, _) in &map.entries {
            if !known.contains(&key.text.as_str()) {
                self.unknown_key(&key.span, &key.text, known);
            }
        }
    }

    pub(super) fn unknown_key(&mut self, span: &Span, key: &str, known: &[&str]) {
        let mut finding = Finding::error("scenario", span, Label::new("没有这个键", "no such key")).about(key);
        if let Some(like) = nearest(key, known.iter().copied()) {
            finding = finding.mend(&format!("是否指 `{like}`"), &format!("did you mean `{like}`"));
        }
        self.0.push(finding);
    }

    /// A text.
    pub(super) fn text(&mut self, node: &Node) -> String {
        match node.text() {
            Some(text) => text.to_owned(),
            None => {
                self.tell(node.span(), "此处应为文字", "a text belongs here", "");
                String::new()
            }
        }
    }

    /// A list of texts; one text is a list of one.
    pub(super) fn texts(&mut self, node: &Node) -> Vec<String> {
        node.items().iter().map(|item| self.text(item)).collect()
    }

    /// Names with a text each.
    pub(super) fn pairs(&mut self, node: &Node) -> Vec<(String, String)> {
        self.entries(node).iter().map(|(key, value)| (key.text.clone(), self.text(value))).collect()
    }

    /// Names with a list of texts each.
    pub(super) fn lists(&mut self, node: &Node) -> Vec<(String, Vec<String>)> {
        self.entries(node).iter().map(|(key, value)| (key.text.clone(), self.texts(value))).collect()
    }

    /// Names with a number each.
    pub(super) fn numbers<N: std::str::FromStr>(&mut self, node: &Node) -> Vec<(String, N)> {
        let mut found = Vec::new();
        for (key, value) in self.entries(node) {
            match value.text().unwrap_or_default().parse() {
                Ok(number) => found.push((key.text.clone(), number)),
                Err(_) => {
                    self.tell(value.span(), "此处应为整数", "a whole number belongs here", value.text().unwrap_or(""))
                }
            }
        }
        found
    }

    /// A day and time of the office's place.
    pub(super) fn moment(&mut self, node: &Node) -> DateTime {
        let text = self.text(node);
        moment(&text).unwrap_or_else(|| {
            self.tell(
                node.span(),
                "此处应为日期和时刻，如 2026-02-09 09:30",
                "a day and time belongs here, such as 2026-02-09 09:30",
                &text,
            );
            DateTime::ZERO
        })
    }
}

/// `2026-02-09`, `2026-02-09 09:30`, `2026-02-09 09:30:15`; `24:00` is the end of the day.
pub(super) fn moment(text: &str) -> Option<DateTime> {
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let day: Date = day.parse().ok()?;
    if time == "24:00" {
        return day.tomorrow().ok().map(|day| day.at(0, 0, 0, 0));
    }
    let time = if time.len() == 5 { format!("{time}:00") } else { time.to_owned() };
    Some(day.to_datetime(time.parse().ok()?))
}
