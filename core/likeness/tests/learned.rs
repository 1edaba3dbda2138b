//! What is learned from invented cases.

mod invented;

use dengwen_likeness::{CASES_MIN, Memory, Told};
use invented::{cases, cut};

const SEED: u64 = 20_261_122;

fn learned(count: usize) -> Memory {
    let mut memory = Memory::default();
    for (n, case) in cases(SEED, count).iter().enumerate() {
        memory.learn(&n.to_string(), &case.told());
    }
    memory
}

#[test]
fn the_right_sort_and_unit_are_among_the_first_three() {
    let memory = learned(5_000);
    let fresh = cases(SEED + 1, 1_000);
    for axis in ["class.sort", "unit"] {
        let (mut first, mut three, mut sure, mut sure_right) = (0, 0, 0, 0);
        for case in &fresh {
            let right = if axis == "unit" { case.unit } else { case.sort };
            let proposed = memory.propose(axis, &cut(&case.text), 3);
            let hit = |n: usize| proposed.get(n).is_some_and(|one| one.value == right);
            first += usize::from(hit(0));
            three += usize::from((0..3).any(hit));
            if proposed.first().is_some_and(|one| one.share >= 0.8) {
                sure += 1;
                sure_right += usize::from(hit(0));
            }
        }
        println!("{axis}: first {first}, first three {three} of 1000; sure {sure}, of these right {sure_right}");
        assert!(three >= 900, "{axis}: {three} of 1000");
        // What is called likely is mostly so, and is said often enough to be of use.
        assert!(sure >= 300 && sure_right * 100 >= sure * 80, "{axis}: {sure_right} of {sure}");
    }
}

#[test]
fn with_few_cases_it_stays_silent() {
    let text = cut(&cases(SEED + 1, 1)[0].text);
    let silent = learned(CASES_MIN - 1);
    assert!(silent.axes().count() == 2 && silent.propose("class.sort", &text, 3).is_empty());
    assert!(!learned(200).propose("class.sort", &text, 3).is_empty(), "the same text says something to more cases");
}

#[test]
fn where_no_word_speaks_it_stays_silent() {
    let memory = learned(500);
    for text in ["", "外星人坐飞碟降落", "一直最近不知道找谁"] {
        assert!(memory.propose("class.sort", &cut(text), 3).is_empty(), "{text}");
    }
    assert!(memory.propose("no such axis", &cut("电梯困人"), 3).is_empty());
}

#[test]
fn the_words_named_stand_in_the_text() {
    let memory = learned(2_000);
    let mut named = 0;
    for case in cases(SEED + 2, 300) {
        let letters: String = case.text.chars().filter(|letter| letter.is_alphanumeric()).collect();
        for proposal in memory.propose("class.sort", &cut(&case.text), 3) {
            assert!(!proposal.words.is_empty());
            for word in &proposal.words {
                assert!(letters.contains(word.as_str()), "{word} is not in {letters}");
                named += 1;
            }
        }
    }
    assert!(named > 300);
}

#[test]
fn what_is_forgotten_leaves_nothing() {
    let mut memory = learned(200);
    let before = memory.propose("class.sort", &cut("电梯困人没人管"), 3);
    let told = Told {
        words: vec!["螭吻".to_owned(), "电梯".to_owned()],
        given: vec![("class.sort".to_owned(), "wages".to_owned())],
        facts: vec![("place".to_owned(), "雾凇巷".to_owned())],
    };
    memory.learn("x", &told);
    assert!(memory.holds("螭吻") && memory.holds("雾凇巷") && memory.len() == 201);
    memory.forget("x");
    assert!(!memory.holds("螭吻") && !memory.holds("雾凇巷") && memory.len() == 200);
    let after = memory.propose("class.sort", &cut("电梯困人没人管"), 3);
    assert_eq!(before[0].value, after[0].value);
    // Numbers of words are given out again, to the right words.
    memory.learn("y", &Told { words: cut("貔貅饕餮"), ..told });
    assert!(memory.holds("貔貅") && !memory.holds("螭吻"));
}

#[test]
fn a_case_given_another_class_is_learned_anew() {
    let mut memory = learned(200);
    for n in 0..20 {
        let told = |value: &str| Told {
            words: cut("雾凇巷口蒸汽弥漫"),
            given: vec![("class.sort".to_owned(), value.to_owned())],
            facts: Vec::new(),
        };
        memory.learn(&format!("x{n}"), &told("noise"));
        memory.learn(&format!("x{n}"), &told("heating"));
    }
    let proposed = memory.propose("class.sort", &cut("雾凇巷口蒸汽弥漫"), 1);
    assert_eq!((proposed[0].value.as_str(), memory.len()), ("heating", 220));
}

#[test]
fn like_cases_are_found_with_the_reason() {
    let mut memory = learned(300);
    let told = |text: &str, place: &str| Told {
        words: cut(text),
        given: Vec::new(),
        facts: vec![("place".to_owned(), place.to_owned())],
    };
    memory.learn("same matter", &told("地下车库入口道闸砸坏车顶", "雾凇巷 3 号"));
    memory.learn("same place", &told("楼道感应灯闪烁", "雾凇巷 8 号"));
    let asked = told("车库入口的道闸落下来砸了车顶", "雾凇巷 8 号");
    let found = memory.alike(&asked, 5);
    assert_eq!((found[0].case.as_str(), found[0].facts.as_slice()), ("same place", ["place".to_owned()].as_slice()));
    let matter = found.iter().find(|one| one.case == "same matter").unwrap();
    assert!(matter.share > 0.3 && matter.words.contains(&"道闸".to_owned()), "{matter:?}");
    // What very many have in common is no reason.
    for n in 0..40 {
        memory.learn(&format!("p{n}"), &told("路灯不亮", "雾凇巷 8 号"));
    }
    assert!(memory.alike(&asked, 50).iter().all(|one| one.facts.is_empty()));
}
