//! Every chart in both sizes and languages: no text touches another or leaves the drawing, and each says what it shows.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use dengwen_charts::{Chart, Count, Drawing, Fishbone, Grid, Item, Lang, Line, Stack, StageStay, draw};
use dengwen_regulation::show::drawn::width;
use dengwen_statistics::{Sample, Seen, Stay, flow, kaplan_meier, p_chart};

fn counts(all: &[(&str, u64)]) -> Vec<Count> {
    all.iter().map(|(label, count)| Count { label: (*label).to_owned(), count: *count }).collect()
}

fn items(all: &[(&str, u64)]) -> Vec<Item> {
    let item = |(label, n): &(&str, u64)| Item { label: (*label).to_owned(), value: *n as f64, said: n.to_string() };
    all.iter().map(item).collect()
}

const CAUSES: [(&str, u64); 6] = [
    ("周转箱无隔板", 8),
    ("搬运次数多，装卸没有规定的路线", 2),
    ("丝锥未按数更换", 5),
    ("the operator was not told of the change", 3),
    ("来料尺寸超差", 1),
    ("量具过期", 1),
];

fn weeks(n: usize) -> Vec<String> {
    (1..=n).map(|week| format!("2026-W{week:02}")).collect()
}

fn charts() -> Vec<(&'static str, Chart)> {
    let counted = [2, 3, 18, 1, 4, 5, 6, 2, 3, 4, 5, 3];
    let samples: Vec<Sample> = counted.iter().map(|count| Sample { count: *count, size: 20 }).collect();
    let of = |(label, count): (String, &u64)| Item { label, value: *count as f64 / 20.0, said: format!("{count}/20") };
    let trend: Vec<Item> = weeks(12).into_iter().zip(&counted).map(of).collect();
    let seen: Vec<Seen> = (1..60).map(|time| Seen { time, ended: time % 4 != 0 }).collect();
    let stays =
        [(0, 2), (1, 9), (1, 14), (2, 1), (3, 4)].map(|(stage, time)| Stay { stage, time, count: 1, over: true });
    let stages = ["待受理", "调查核实", "责任单位回复", "审核后答复投诉人并征求意见"];
    let stay = |(label, stayed): (&str, _)| StageStay {
        label: label.to_owned(),
        stayed,
        to: vec![("办结".to_owned(), stayed.count)],
    };
    let hours: Vec<String> = (0..24).map(|hour| format!("{hour}")).collect();
    let days = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"].map(str::to_owned).to_vec();
    let heat = (0..7).map(|day| (0..24).map(|hour| (day * hour) % 130).collect()).collect();
    let branch = |label: &str, causes: &[(&str, u64)]| (label.to_owned(), counts(causes));
    let branches = vec![
        branch("物料", &CAUSES[..1]),
        branch("方法", &CAUSES[1..2]),
        branch("设备", &CAUSES[2..3]),
        branch("人员 people", &CAUSES[3..6]),
    ];
    let series = |label: &str, from: u64| (label.to_owned(), (0..12).map(|n| (n * from) % 7).collect());
    vec![
        ("bars", Chart::Bars(items(&CAUSES), true)),
        ("bars-of-shares", Chart::Bars(items(&CAUSES[..2]), false)),
        ("line", Chart::Line(Line::controlled(trend, true, &p_chart(&samples).unwrap()))),
        ("pareto", Chart::Pareto(counts(&CAUSES))),
        ("fishbone", Chart::Fishbone(Fishbone { effect: "公司内部造成的抱怨".to_owned(), branches })),
        ("heat", Chart::Grid(Grid { rows: days, columns: hours, cells: heat })),
        (
            "matrix",
            Chart::Grid(Grid {
                rows: vec!["物料".to_owned(), "方法 and a long English name".to_owned()],
                columns: vec!["主要原因".to_owned(), "次要原因".to_owned(), "not judged so far".to_owned()],
                cells: vec![vec![8, 0, 1], vec![0, 1200, 3]],
            }),
        ),
        ("funnel", Chart::Funnel(counts(&[("受理", 120), ("调查核实", 90), ("答复投诉人并请其评价", 30)]))),
        ("steps", Chart::Steps(kaplan_meier(&seen))),
        ("flow", Chart::Flow(stages.into_iter().zip(flow(4, &stays)).map(stay).collect())),
        (
            "stack",
            Chart::Stack(Stack {
                periods: weeks(12),
                series: ["来信", "来电", "来访", "网上", "转办", "上级交办", "others"]
                    .into_iter()
                    .zip(1..)
                    .map(|(label, from)| series(label, from))
                    .collect(),
            }),
        ),
    ]
}

/// Where a text stands: left, top, right, bottom.
struct Place {
    text: String,
    edges: [f64; 4],
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.split_once(&format!(" {name}=\""))?.1.split_once('"').map(|(value, _)| value)
}

fn places(svg: &str) -> Vec<Place> {
    let of = |piece: &str| {
        let (tag, rest) = piece.split_once('>').unwrap();
        let text = rest.split_once("</text>").unwrap().0.replace("&amp;", "&");
        let size = if matches!(attribute(tag, "class").unwrap(), "dim" | "mark") { 11.0 } else { 12.0 };
        let number = |name: &str| attribute(tag, name).unwrap().parse::<f64>().unwrap();
        let (wide, x, y) = (width(&text, size), number("x"), number("y"));
        let left = match attribute(tag, "text-anchor") {
            Some("end") => x - wide,
            Some(_) => x - wide / 2.0,
            None => x,
        };
        Place { text, edges: [left, y - size * 0.8, left + wide, y + size * 0.15] }
    };
    svg.split("<text").skip(1).map(of).collect()
}

fn touching(one: &Place, other: &Place) -> bool {
    let [[left, top, right, bottom], [l, t, r, b]] = [one.edges, other.edges];
    left < r - 0.5 && l < right - 0.5 && top < b - 0.5 && t < bottom - 0.5
}

fn look(name: &str, drawing: &Drawing) {
    for svg in [&drawing.wide, &drawing.phone] {
        let size: Vec<f64> =
            attribute(svg, "viewBox").unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
        let [_, _, wide, high] = size.as_slice() else { panic!("{name}: four numbers") };
        let all = places(svg);
        assert!(!all.is_empty() && *high > 40.0, "{name} is empty");
        for (at, place) in all.iter().enumerate() {
            let [left, top, right, bottom] = place.edges;
            let inside = left >= -1.0 && top >= -1.0 && right <= wide + 1.0 && bottom <= high + 1.0;
            assert!(inside, "{name} {wide}x{high}: {} leaves the drawing: {:?}", place.text, place.edges);
            for other in all.iter().skip(at + 1) {
                assert!(!touching(place, other), "{name} {wide}: {} touches {}", place.text, other.text);
            }
        }
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}: {svg}");
        assert!(svg.contains(r#"role="img""#) && svg.contains("<title") && svg.contains("<desc"), "{name}");
    }
}

#[test]
fn no_text_touches_another_or_leaves_its_drawing() {
    let mut page = String::new();
    for lang in [Lang::Zh, Lang::En] {
        for (name, chart) in charts() {
            let drawing = draw(&format!("{name}-{lang:?}"), "图 <&>", &chart, lang);
            look(name, &drawing);
            page += &format!("<p>{}</p>{}<hr>{}", drawing.summary, drawing.wide, drawing.phone);
        }
    }
    if let Ok(file) = std::env::var("DENGWEN_CHARTS") {
        std::fs::write(file, page).unwrap();
    }
}

#[test]
fn what_is_typed_is_text() {
    let drawing = draw("x", "t", &Chart::Bars(items(&[("<script>alert(1)</script>", 2)]), true), Lang::Zh);
    assert!(!drawing.wide.contains("<script") && drawing.wide.contains("&lt;script"), "{}", drawing.wide);
}

#[test]
fn each_says_what_it_shows() {
    let said = |name: &str, lang| {
        let (_, chart) = charts().into_iter().find(|(one, _)| *one == name).unwrap();
        draw("x", "t", &chart, lang).summary
    };
    assert_eq!(said("bars", Lang::Zh), "共 6 项。最高：周转箱无隔板，8，占 40%；前三项合计 80%。");
    assert_eq!(
        said("pareto", Lang::Zh),
        "共 6 项，合计 20。最多：周转箱无隔板，8，占 40%；主要原因 3 项（周转箱无隔板、丝锥未按数更换、the operator was not told of the change）合计 80%。"
    );
    assert_eq!(
        said("line", Lang::En),
        "12 periods; the last (2026-W12): 3/20. Mean 23.3%, control limits 0.0% to 51.7%. Signals of a special cause: beyond a control limit: 2026-W03 18/20."
    );
    assert_eq!(
        said("flow", Lang::Zh),
        "瓶颈：调查核实，等待合计 23 个工作日，占各阶段等待的 76.7%，停留中位 11.5 个工作日。"
    );
    assert_eq!(said("matrix", Lang::Zh), "合计 1212。最多：方法 and a long English name × 次要原因，1200，占 99%。");
    assert_eq!(draw("x", "t", &Chart::Pareto(Vec::new()), Lang::Zh).summary, "没有可画的数据。");
}
