//! The text of a scenario to a [`Story`].

use dengwen_regulation::{
    finding::{Finding, sort},
    model::{Id, Label, Span},
    tree::{MapNode, Node, Text, read},
};
use jiff::civil::DateTime;

use super::{
    reader::{Faults, moment},
    story::{ActName, Acting, DueDate, Expect, Expected, Person, RowName, Step, Story, TableRow, Unit},
};

const TOP: &[&str] = &["scenario", "pack", "covers", "settings", "tables", "people", "units", "steps"];
const STEP: &[&str] =
    &["at", "as", "case", "act", "channel", "happened", "input", "reason", "expect", "refused", "says"];
const EXPECT: &[&str] = &[
    "stage",
    "class",
    "fields",
    "due",
    "provisional",
    "running",
    "stopped",
    "met",
    "late",
    "passed",
    "issued",
    "copies",
    "told",
    "asked",
    "open",
    "closed",
    "hidden",
    "assigned",
    "links",
    "counter",
    "register",
    "report",
    "report_due",
    "figures",
    "uncovered",
    "number",
    "warned",
];

/// Reads a scenario. `pack` is the regulation in whose folder it lies, if it lies in one.
pub(crate) fn parse(file: &str, text: &str, pack: Option<&str>) -> Result<Story, Vec<Finding>> {
    let (node, findings) = read(file, text);
    parse_node(file, node.as_ref(), findings, pack)
}

/// Reads a scenario from a tree.
pub(crate) fn parse_node(
    file: &str,
    node: Option<&Node>,
    findings: Vec<Finding>,
    pack: Option<&str>,
) -> Result<Story, Vec<Finding>> {
    let mut faults = Faults(findings);
    let nothing = Span { file: file.into(), line: 1, column: 1, bytes: (0, 0) };
    let story = match node {
        Some(Node::Map(map)) => story(&mut faults, file, map, pack),
        _ => {
            faults.tell(&nothing, "文件应由「键: 值」组成", "a scenario is made of keys and values", "");
            None
        }
    };
    match story {
        Some(story) if faults.0.is_empty() => Ok(story),
        _ => {
            sort(&mut faults.0);
            Err(faults.0)
        }
    }
}

fn story(f: &mut Faults, file: &str, map: &MapNode, pack: Option<&str>) -> Option<Story> {
    f.keys(map, TOP);
    let label = map.get("scenario").map(|node| label(f, node));
    if label.is_none() {
        f.tell(&map.span, "缺少 scenario", "`scenario` is missing", "");
    }
    let written = map.get("pack").map(|node| f.text(node));
    let pack = written.or_else(|| pack.map(str::to_owned));
    if pack.is_none() {
        f.tell(
            &map.span,
            "缺少 pack：不在制度文件夹内的场景要写明制度",
            "`pack` is missing: a scenario outside a pack names its regulation",
            "",
        );
    }
    let covers = map.get("covers").map_or_else(Vec::new, |node| f.texts(node));
    let settings = map.get("settings").map_or(&[][..], |node| f.entries(node));
    let settings = settings.iter().map(|(key, node)| (id(key), node.clone())).collect();
    let tables = map.get("tables").map_or_else(Vec::new, |node| tables(f, node));
    let people = map.get("people").map_or_else(Vec::new, |node| people(f, node));
    let units = map.get("units").map_or_else(Vec::new, |node| units(f, node));
    let steps: Vec<Step> =
        map.get("steps").map_or(&[][..], Node::items).iter().filter_map(|node| step(f, node)).collect();
    if steps.is_empty() {
        f.tell(&map.span, "缺少 steps", "`steps` is missing", "");
    }
    in_order(f, &steps);
    Some(Story { file: file.to_owned(), label: label?, pack: pack?, covers, settings, tables, people, units, steps })
}

fn id(text: &Text) -> Id {
    Id::from(text.text.as_str())
}

fn label(f: &mut Faults, node: &Node) -> Label {
    Label::read(&f.text(node))
}

fn tables(f: &mut Faults, node: &Node) -> Vec<TableRow> {
    let mut found = Vec::new();
    for (key, rows) in f.entries(node) {
        found.extend(rows.items().iter().map(|row| TableRow { table: id(key), columns: f.pairs(row) }));
    }
    found
}

fn people(f: &mut Faults, node: &Node) -> Vec<Person> {
    let mut found = Vec::new();
    for (key, node) in f.entries(node) {
        let Some(map) = f.map(node) else { continue };
        f.keys(map, &["roles", "unit"]);
        let roles = map.get("roles").map_or_else(Vec::new, |node| f.texts(node));
        let unit = map.get("unit").map(|node| f.text(node));
        found.push(Person { id: key.text.clone(), roles, unit });
    }
    found
}

fn units(f: &mut Faults, node: &Node) -> Vec<Unit> {
    let mut found = Vec::new();
    for (key, node) in f.entries(node) {
        let Some(map) = f.map(node) else { continue };
        f.keys(map, &["head", "above", "level"]);
        let mut text = |key: &str| map.get(key).map(|node| f.text(node));
        let (head, above, level) = (text("head"), text("above"), text("level"));
        found.push(Unit { id: key.text.clone(), head, above, level });
    }
    found
}

fn in_order(f: &mut Faults, steps: &[Step]) {
    for pair in steps.windows(2) {
        if let [before, after] = pair
            && after.at < before.at
        {
            f.tell(&after.span, "时间不能倒退", "time never goes back", &after.at.to_string());
        }
    }
}

fn step(f: &mut Faults, node: &Node) -> Option<Step> {
    let map = f.map(node)?;
    f.keys(map, STEP);
    let Some(at) = map.get("at").map(|node| f.moment(node)) else {
        f.tell(&map.span, "缺少 at", "`at` is missing", "");
        return None;
    };
    let mut text = |key: &str| map.get(key).map(|node| f.text(node));
    let (acting, case, channel, refused, says, act) =
        (text("as"), text("case"), text("channel"), text("refused"), text("says"), text("act"));
    let happened = map.get("happened").map(|node| f.moment(node));
    let mut input: Vec<(String, Node)> = map
        .get("input")
        .map_or(&[][..], |node| f.entries(node))
        .iter()
        .map(|(key, node)| (key.text.clone(), node.clone()))
        .collect();
    if let Some(reason) = map.get("reason") {
        input.push(("reason".to_owned(), reason.clone()));
    }
    let act = act.and_then(|written| {
        let name = act_name(&written);
        if name.is_none() {
            f.tell(
                &map.span,
                "应写作 act、act.option、part.act 或 part[2].act",
                "written as act, act.option, part.act or part[2].act",
                &written,
            );
        }
        name
    });
    if act.is_some() && acting.is_none() {
        f.tell(&map.span, "缺少 as：谁来办", "`as` is missing: who acts", "");
    }
    if act.is_none() && (refused.is_some() || !input.is_empty() || channel.is_some()) {
        f.tell(&map.span, "缺少 act", "`act` is missing", "");
    }
    let expect = map.get("expect").map_or_else(Vec::new, |node| expected(f, node));
    Some(Step {
        span: map.span.clone(),
        at,
        acting: acting.as_deref().map(who),
        case,
        act,
        channel: channel.map(Id::from),
        happened,
        input,
        refused,
        says,
        expect,
    })
}

/// `public`, `staff`, `party KIND`, `party KIND[2]`, or a person or role.
fn who(text: &str) -> Acting {
    match text.strip_prefix("party ") {
        Some(kind) => {
            let RowName { of, n } = row_name(kind.trim()).unwrap_or(RowName { of: kind.to_owned(), n: None });
            Acting::Party(of, n.map_or(1, |n| usize::try_from(n).unwrap_or(1)))
        }
        None if text == "public" => Acting::Public,
        None if text == "staff" => Acting::Staff,
        None => Acting::Person(text.to_owned()),
    }
}

/// `slip` or `slip[2]`.
pub(super) fn row_name(text: &str) -> Option<RowName> {
    let Some((of, n)) = text.split_once('[') else {
        return Some(RowName { of: text.to_owned(), n: None });
    };
    let n: u32 = n.strip_suffix(']')?.parse().ok().filter(|n| *n > 0)?;
    Some(RowName { of: of.to_owned(), n: Some(n) })
}

fn act_name(text: &str) -> Option<ActName> {
    let mut words: Vec<String> = text.split('.').map(str::to_owned).collect();
    let RowName { of, n } = row_name(words.first()?)?;
    *words.first_mut()? = of;
    let whole = words.len() <= 3 && words.iter().all(|word| !word.is_empty() && !word.contains(['[', ']']));
    whole.then_some(ActName { words, row: n })
}

fn expected(f: &mut Faults, node: &Node) -> Vec<Expected> {
    let mut found = Vec::new();
    for (key, node) in f.entries(node) {
        if let Some(what) = expectation(f, key, node) {
            found.push(Expected { span: key.span.clone(), key: key.text.clone(), what });
        }
    }
    found
}

fn expectation(f: &mut Faults, key: &Text, node: &Node) -> Option<Expect> {
    if let Some(row) = key.text.strip_suffix(".stage") {
        let Some(row) = row_name(row) else {
            f.unknown_key(&key.span, &key.text, EXPECT);
            return None;
        };
        return Some(Expect::Stage(Some(row), f.text(node)));
    }
    for (end, of_row) in [(".fields", Expect::RowFields as fn(_, _) -> _), (".class", Expect::RowClass)] {
        if let Some(row) = key.text.strip_suffix(end).and_then(row_name) {
            return Some(of_row(row, f.lists(node)));
        }
    }
    Some(match key.text.as_str() {
        "stage" => Expect::Stage(None, f.text(node)),
        "class" => Expect::Class(f.lists(node)),
        "fields" => Expect::Fields(f.lists(node)),
        "due" => Expect::Due(due(f, node)),
        "provisional" => Expect::Provisional(f.texts(node)),
        "running" => Expect::Running(f.texts(node)),
        "stopped" => Expect::Stopped(f.texts(node)),
        "met" => Expect::Met(f.texts(node)),
        "late" => Expect::Late(f.texts(node)),
        "passed" => Expect::Passed(f.texts(node)),
        "issued" => Expect::Issued(f.texts(node)),
        "copies" => Expect::Copies(f.numbers(node)),
        "told" => Expect::Told(f.texts(node)),
        "asked" => Expect::Asked(f.texts(node)),
        "open" => Expect::Open(f.texts(node)),
        "closed" => Expect::Closed(f.pairs(node)),
        "hidden" => Expect::Hidden(f.texts(node)),
        "assigned" => Expect::Assigned(f.lists(node)),
        "links" => Expect::Links(f.pairs(node)),
        "counter" => Expect::Counter(f.numbers(node)),
        "register" => Expect::Register(f.numbers(node)),
        "report" => Expect::Report(f.pairs(node)),
        "report_due" => Expect::ReportDue(f.pairs(node)),
        "figures" => Expect::Figures(f.pairs(node)),
        "uncovered" => Expect::Uncovered(f.lists(node)),
        "number" => Expect::Number(f.text(node)),
        "warned" => Expect::Warned(f.texts(node)),
        other => {
            f.unknown_key(&key.span, other, EXPECT);
            return None;
        }
    })
}

fn due(f: &mut Faults, node: &Node) -> Vec<(String, DueDate)> {
    let mut found = Vec::new();
    for (key, node) in f.entries(node) {
        let text = f.text(node);
        let date = if text == "none" {
            Some(DueDate::None)
        } else if text.contains([' ', 'T']) {
            moment(&text).map(DueDate::Instant)
        } else {
            moment(&text).map(DateTime::date).map(DueDate::Day)
        };
        match date {
            Some(date) => found.push((key.text.clone(), date)),
            None => {
                f.tell(node.span(), "此处应为日期、时刻或者 none", "a day, an instant or `none` belongs here", &text)
            }
        }
    }
    found
}
