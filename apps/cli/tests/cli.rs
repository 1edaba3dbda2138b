//! The command line as people meet it: exit code, standard output, error output.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{
    fmt::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

const FIXTURES: &str = "apps/cli/tests/fixtures";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn dengwen(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dengwen"));
    command.current_dir(root()).args(words);
    command
}

/// What a command comes to, as one text.
fn told(words: &[&str]) -> String {
    let output = dengwen(words).output().unwrap();
    let mut text = format!("$ dengwen {}\nexit code {}\n", words.join(" "), output.status.code().unwrap());
    for (name, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
        if !bytes.is_empty() {
            write!(text, "--- {name}\n{}", String::from_utf8(bytes).unwrap()).unwrap();
        }
    }
    text
}

/// A command about the small regulation among the fixtures.
fn small(words: &[&str]) -> String {
    let mut all = words.to_vec();
    all.extend(["small", "--packs", FIXTURES]);
    told(&all)
}

#[test]
fn regulations_are_listed() {
    insta::assert_snapshot!(told(&["regulation", "list"]));
}

#[test]
fn a_faulty_file_is_refused_with_place_and_mend() {
    insta::assert_snapshot!(told(&["regulation", "check", "core/regulation/tests/broken/act_in_no_stage.yaml"]));
    insta::assert_snapshot!(told(&[
        "regulation",
        "check",
        "core/regulation/tests/broken/act_in_no_stage.yaml",
        "--en"
    ]));
}

#[test]
fn a_sound_regulation_passes() {
    insta::assert_snapshot!(small(&["regulation", "check"]));
}

#[test]
fn an_unknown_regulation_is_named_with_the_nearest() {
    insta::assert_snapshot!(told(&["regulation", "show", "smal", "--packs", FIXTURES]));
}

#[test]
fn facts_are_shown_as_text_and_json() {
    insta::assert_snapshot!(small(&["regulation", "show"]));
    insta::assert_snapshot!(small(&["regulation", "show", "--format", "json"]));
}

#[test]
fn the_procedure_is_told_in_both_languages() {
    insta::assert_snapshot!(small(&["regulation", "explain"]));
    insta::assert_snapshot!(small(&["regulation", "explain", "--en"]));
}

#[test]
fn the_flow_chart_is_drawn_as_mermaid_text() {
    insta::assert_snapshot!(small(&["regulation", "diagram", "--format", "mermaid"]));
}

#[test]
fn due_dates_explain_themselves() {
    let within = ["calendar", "due", "--calendar", "cn", "--from", "2026-02-12", "--within", "5 working-days"];
    insta::assert_snapshot!(told(&within));
    insta::assert_snapshot!(told(&[within.as_slice(), &["--format", "json"]].concat()));
}

#[test]
fn a_story_that_holds_passes() {
    insta::assert_snapshot!(told(&["scenario", "run", "apps/cli/tests/fixtures/small"]));
}

#[test]
fn a_wrong_due_date_makes_the_run_fail() {
    insta::assert_snapshot!(told(&["scenario", "run", "apps/cli/tests/fixtures/wrong/due.yaml", "--packs", FIXTURES]));
    let json =
        ["scenario", "run", "apps/cli/tests/fixtures/wrong/due.yaml", "--packs", FIXTURES, "--format", "json", "--en"];
    insta::assert_snapshot!(told(&json));
}

#[test]
fn a_scenario_that_cannot_be_read_is_told_with_places() {
    insta::assert_snapshot!(told(&["scenario", "run", "apps/cli/tests/fixtures/wrong/key.yaml", "--packs", FIXTURES]));
}

#[test]
fn two_versions_are_compared_by_rule() {
    let folder = std::env::temp_dir().join(format!("dengwen-diff-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let text = std::fs::read_to_string(root().join(FIXTURES).join("small/regulation.yaml")).unwrap();
    let changed = text
        .replace("5 working-days", "3 working-days")
        .replace("  clerk: {", "  lead_clerk: {label: 主管 | supervisor, article: 第二条}\n  clerk: {");
    let later = folder.join("later.yaml");
    std::fs::write(&later, changed).unwrap();
    let output =
        dengwen(&["regulation", "diff", "small", &later.to_string_lossy(), "--packs", FIXTURES]).output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
}

#[test]
fn the_first_example_of_the_reference_passes() {
    let page = std::fs::read_to_string(root().join("docs/regulation-format.md")).unwrap();
    let example = page.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let folder = std::env::temp_dir().join(format!("dengwen-reference-{}/my-office", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("regulation.yaml"), example).unwrap();
    let output = dengwen(&["regulation", "check", &folder.to_string_lossy()]).output().unwrap();
    std::fs::remove_dir_all(folder.parent().unwrap()).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_folder_without_data_is_not_verified() {
    insta::assert_snapshot!(told(&["audit", "verify", "--data", FIXTURES]));
}

#[test]
fn a_reader_that_leaves_ends_a_command_quietly() {
    let words = ["calendar", "due", "--from", "2016-02-12", "--within", "2000 working-days"];
    let mut child = dengwen(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

/// An office without cases in a folder of its own; gone with the test.
fn office() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("dengwen-cli-keys-{}", std::process::id()));
    let config =
        dengwen_desk::Config { passwords: dengwen_desk::Passwords::cheap(), ..dengwen_desk::Config::at(&folder) };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let desk = dengwen_desk::Desk::open(config).await.unwrap();
        let mut founding =
            dengwen_desk::office::Founding::new("organ", dengwen_regulation::model::Label::plain("organ"), &[]);
        for person in ["lin", "guo", "mu"] {
            founding.people.push(dengwen_desk::office::Person::new(person, person));
        }
        desk.found_office(founding).await.unwrap();
        desk.save_account("organ", "lin", "lin", "a forgotten password").await.unwrap();
        desk.close().await;
    });
    folder
}

/// A command about the data of a folder, with something typed in: did it go well, and what it said.
fn run_in(folder: &std::path::Path, words: &[&str], input: &str) -> (bool, String) {
    let mut child = dengwen(words)
        .arg("--data")
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn an_office_is_founded_with_its_administrator() {
    let folder = std::env::temp_dir().join(format!("dengwen-cli-office-{}", std::process::id()));
    let found = |login: &str, id: &str, password: &str| {
        let words = ["office", "found", id, "--name", "示例中心 | Example centre", "--administrator", login];
        run_in(&folder, &words, password)
    };
    let (fine, told) = found("guan", "centre", "12345678\n");
    assert!(!fine && told.contains("easy to guess"), "{told}");
    assert!(run_in(&folder, &["office", "list"], "").1.contains("no office yet"), "a refusal founds nothing");
    let (fine, told) = found("guan", "centre", "窗台上的蓝色水壶 seven\n");
    assert!(fine && told.contains("guan"), "{told}");
    assert_eq!(run_in(&folder, &["office", "list"], ""), (true, "centre\n".to_owned()));
    let (fine, told) = found("other", "centre", "窗台上的蓝色水壶 seven\n");
    assert!(!fine && told.contains("已有单位 centre"), "{told}");
    let (fine, told) = found("guan", "second", "窗台上的蓝色水壶 seven\n");
    assert!(!fine && told.contains("登录名 guan"), "{told}");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let desk = dengwen_desk::Desk::open(dengwen_desk::Config::at(&folder)).await.unwrap();
        let session = desk.sign_in("guan", "窗台上的蓝色水壶 seven").await.unwrap();
        assert_eq!((session.office.as_str(), session.person.as_str()), ("centre", "guan"));
        assert!(
            session.administrator && desk.pack_list(&session, "", dengwen_regulation::model::Lang::Zh).await.is_ok()
        );
        desk.close().await;
    });
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_lost_password_is_mended_with_two_shares_and_a_wrong_share_is_named() {
    let folder = office();
    let run = |words: &[&str], input: &str| run_in(&folder, words, input);
    let shares = |text: &str| -> Vec<String> {
        let starts = |line: &&str| line.starts_with(['1', '2', '3']) && line.matches('-').count() > 5;
        text.lines().filter(starts).map(str::to_owned).collect()
    };
    let old = shares(&run(&["keys", "shares", "organ"], "").1);
    let (fine, text) = run(&["keys", "shares", "organ"], "");
    let new = shares(&text);
    assert!(fine && old.len() == 3 && new.len() == 3, "{text}");
    let paths: Vec<String> = new
        .iter()
        .chain(&old)
        .enumerate()
        .map(|(n, share)| {
            let path = folder.join(format!("share{n}"));
            std::fs::write(&path, share).unwrap();
            path.to_str().unwrap().to_owned()
        })
        .collect();
    let [one, _, three, _, foreign, _] = paths.as_slice() else { unreachable!("six shares") };
    assert!(run(&["keys", "check", "organ", "--share", three], "").0);
    let (fine, text) = run(&["keys", "check", "organ", "--share", foreign], "");
    assert!(!fine && text.contains("share 2 does not match"), "{text}");
    let recover = |share: &str, by: &str| {
        run(&["keys", "recover", "organ", "lin", "--by", "guo", by, "--share", one, share], "a new password\n")
    };
    let (fine, text) = recover(foreign, "mu");
    assert!(!fine && text.contains("share 2 does not match"), "{text}");
    assert!(!recover(three, "guo").0, "two different persons");
    let (fine, text) = recover(three, "mu");
    assert!(fine && text.contains("on record"), "{text}");
    let (fine, text) = run(&["keys", "rotate"], "");
    assert!(fine && text.contains("k2"), "{text}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_roster_is_told_in_a_story() {
    let scenario = format!("{FIXTURES}/watch/scenarios/holiday-duty.yaml");
    let output = dengwen(&["scenario", "run", &scenario]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_broken_template_fails_the_check_and_the_scenarios_with_file_and_line() {
    let folder = std::env::temp_dir().join(format!("dengwen-templates-{}", std::process::id()));
    let pack = folder.join("small");
    let small = root().join(FIXTURES).join("small");
    std::fs::create_dir_all(pack.join("documents")).unwrap();
    std::fs::create_dir_all(pack.join("scenarios")).unwrap();
    std::fs::copy(small.join("scenarios/answered.yaml"), pack.join("scenarios/answered.yaml")).unwrap();
    let text = std::fs::read_to_string(small.join("regulation.yaml")).unwrap();
    let text = text.replace("does: [tell: customer,", "does: [issue: letter, tell: customer,");
    let text =
        text + "documents:\n  letter: {label: 答复书 | answer, to: [customer], requires: [matter], article: 第五条}\n";
    std::fs::write(pack.join("regulation.yaml"), text).unwrap();
    let sound = dengwen(&["regulation", "check", &pack.to_string_lossy()]).output().unwrap();
    assert!(sound.status.success(), "{}", String::from_utf8_lossy(&sound.stdout));
    std::fs::write(pack.join("documents/letter.typ"), "= 标题\n\n#unheard_of()\n").unwrap();
    let output = dengwen(&["regulation", "check", &pack.to_string_lossy()]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success() && told.contains("documents/letter.typ:3:"), "{told}");
    let output = dengwen(&["scenario", "run", &pack.to_string_lossy()]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success() && told.contains("documents/letter.typ:3:"), "{told}");
    std::fs::remove_dir_all(&folder).unwrap();
}
