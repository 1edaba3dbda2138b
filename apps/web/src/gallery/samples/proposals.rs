//! Proposals beside a form.

use dengwen_desk::{Asks, OnDuty, Proposals, Proposed, Similar};

use super::s;

/// Of every sort one.
pub(crate) fn proposals() -> Proposals {
    let one = |label: &str, sure: bool, words: &[&str]| Proposed {
        value: s(label),
        label: s(label),
        sure,
        words: words.iter().map(|word| s(word)).collect(),
    };
    let values = vec![one("收受财物", true, &["好处费", "收受"]), one("违规发包", false, &["工程", "发包"])];
    Proposals {
        enough: true,
        learning: false,
        asks: vec![Asks { key: s("class.track"), label: s("类别"), values }],
        unit: vec![one("第一纪检监察室", true, &["发包"])],
        similar: vec![Similar {
            case: s("c1"),
            number: s("举〔2026〕12 号"),
            title: s("反映工程发包中收受好处费"),
            stage: s("办理中"),
            words: vec![s("好处费"), s("发包")],
            same: vec![s("地点")],
        }],
        on_duty: vec![
            OnDuty { label: s("接访值班"), people: vec![s("李文清"), s("郭明")] },
            OnDuty { label: s("夜间值班"), people: Vec::new() },
        ],
    }
}
