//! Every page, drawn from made-up views in both languages: held to what HTML, readers of screens and the policy against
//! foreign scripts ask. `DENGWEN_GALLERY=folder` keeps the pages to look at.

mod components;
mod html;
mod papers;
pub(crate) mod samples;
mod troubles;

use std::fs;

use askama::Template;
use dengwen_desk::view::{
    FormView, Language, ListView, LooksView, MatterView, OfficeView, OpeningView, Receipt, Rejection, Session,
};
use dengwen_desk::{DraftKept, NoticesView, PublicList, PublicPaper, SecondStepView, SupervisionView, TogetherView};
use dengwen_regulation::model::Label;

use crate::{
    forms::{Draft, Kept, Problem, SurePage},
    page::{Page, Switch},
    portal::{
        answer::AnswerPage,
        aside::{AsidePage, DroppedPage},
        behalf::Behalf,
        figures::FiguresPage,
        follow::{self, EnterPage, FollowPage},
        intake::FormPage,
        public::{PublicPage, PublicPaperPage},
        receipt::ReceiptPage,
        start::{OfficePage, OfficesPage},
        steps::{Step, StepPage, Steps},
        verify::VerifyPage,
    },
    site::DemoSignIn,
    workbench::{
        act::{ActPage, ClosedPage, MovedOnPage},
        admin::{
            EntriesPage, Entry,
            call_off::CallOffPage,
            history::HistoryPage,
            portal::{PortalPage, PosterPage},
        },
        case::{self, CasePage, NotOpened},
        dates::DatesPage,
        door::{AgainPage, SignInPage},
        inbox::InboxPage,
        incoming::IncomingPage,
        leader::LeaderPage,
        looks::LooksPage,
        notices::NoticesPage,
        openings::OpeningPage,
        overview::OverviewPage,
        papers::{ClosedPaperPage, ComparedPage, PaperPage, draft as opening},
        proposals::Beside,
        register::{Begin, ChoosePage, RegisterPage},
        registers::{RegistersPage, RowsPage},
        reports::{DocumentPage, ReportPage},
        rosters::{RostersPage, WeekPage},
        search::SearchPage,
        second_step::SecondStepPage,
        sessions::SessionsPage,
        supervision::SupervisionPage,
        together::{DoneTogether, TogetherDonePage, TogetherPage},
        tokens::TokensPage,
        warnings::WarningsPage,
        whole::WholePage,
    },
};

fn page(lang: Language, path: &str) -> Page {
    Page { lang, path: path.to_owned(), ..Page::default() }
}

fn desk_page(lang: Language, path: &str) -> Page {
    Page { worker: Some(samples::session(true)), csrf: "token".to_owned(), notices: 3, ..page(lang, path) }
}

/// A paper as the desk hands it out.
const PAPER: &str = "<article class=\"paper\"><h1 class=\"paper__title\">告知书</h1></article>";

/// A form that came back with errors, files held and a second row.
fn draft_with_errors(page: &Page) -> Draft {
    let mut draft = Draft::new(samples::intake(), 0, "/o/example-city/report".to_owned());
    for field in &mut draft.form.fields {
        field.value = vec!["写过的".to_owned()];
    }
    let wrong = ["when", "party.subject.0.name", "files", "others_know", "notify", "nowhere"];
    let wrong = wrong.map(|key| (key.to_owned(), "请改正".to_owned())).to_vec();
    assert!(draft.tell(Rejection::Invalid(wrong), page).is_ok());
    draft
}

fn draw(pages: &mut Vec<(String, String)>, name: &str, template: &impl Template) {
    pages.push((name.to_owned(), template.render().unwrap()));
}

fn portal_pages(lang: Language) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let page = page(lang, "/");
    let (office, view, receipt) = (samples::office(), samples::follow(), samples::receipt());
    let demonstration = [DemoSignIn {
        office: Label::plain(&office.name),
        role: Label::plain("李文清"),
        login: "li".to_owned(),
        password: "p".to_owned(),
    }];
    let offices = [samples::office()];
    draw(&mut pages, "offices", &OfficesPage { page: &page, offices: &offices, demonstration: &demonstration });
    draw(&mut pages, "office", &OfficePage { page: &page, office: &office });
    let tables = [samples::public_table()];
    draw(&mut pages, "public-figures", &FiguresPage { page: &page, office: &office.name, tables: &tables });
    draw(&mut pages, "public-figures-none", &FiguresPage { page: &page, office: &office.name, tables: &[] });
    public_pages(&mut pages, &page, &office);
    let [matter, ..] = office.matters.as_slice() else { panic!("the office has matters") };
    let draft = Draft::new(samples::intake(), 0, "/o/example-city/report".to_owned());
    let form = Page { switch: Switch::Form, ..page.clone() };
    draw(&mut pages, "form", &FormPage { page: &form, matter, draft: &draft, draft_voucher: None });
    let wrong = draft_with_errors(&page);
    let draft_voucher = Some("voucher");
    draw(&mut pages, "form-errors", &FormPage { page: &form, matter, draft: &wrong, draft_voucher });
    step_pages(&mut pages, &form, matter);
    let once = Page { switch: Switch::None, ..page.clone() };
    draw(&mut pages, "receipt", &ReceiptPage { page: &once, receipt: &receipt });
    let bare = Receipt { number: None, next: Vec::new(), ..receipt };
    draw(&mut pages, "receipt-bare", &ReceiptPage { page: &once, receipt: &bare });
    draw(&mut pages, "enter", &EnterPage { page: &page, typed: "", error: None });
    let unknown = Some(page.t("follow-code-unknown"));
    draw(&mut pages, "enter-error", &EnterPage { page: &page, typed: "K7", error: unknown });
    for (name, checked) in samples::checked() {
        let key = "dengwen-log/example+00000000+key".to_owned();
        draw(&mut pages, name, &VerifyPage { page: &page, typed: "", error: None, checked, key });
    }
    let page = Page { switch: Switch::Key, key: "voucher".to_owned(), ..page };
    let drafts = follow::drafts(&view);
    let told = ["已收到。".to_owned()];
    draw(&mut pages, "follow", &FollowPage { page: &page, view: &view, drafts: &drafts, told: &told });
    let [draft, ..] = drafts.as_slice() else { panic!("there are forms") };
    draw(&mut pages, "answer", &AnswerPage { page: &page, view: &view, draft });
    troubles::pages(&mut pages, lang);
    pages
}

/// What an organisation makes public: a page of it, none, one paper.
fn public_pages(pages: &mut Vec<(String, String)>, page: &Page, office: &OfficeView) {
    let (office, list) = ((office.id.as_str(), office.name.as_str()), samples::public_list());
    draw(pages, "public", &PublicPage { page, office, list: &list, sort: None, later: true });
    let none = PublicList::default();
    draw(pages, "public-none", &PublicPage { page, office, list: &none, sort: None, later: false });
    let [line, ..] = list.papers.as_slice() else { panic!("there are papers") };
    let paper = PublicPaper { line: line.clone(), text: PAPER.to_owned() };
    draw(pages, "public-paper", &PublicPaperPage { page, office, paper: &paper });
}

/// A long form in steps: the first of them, one with errors, the answers to check.
fn step_pages(pages: &mut Vec<(String, String)>, page: &Page, matter: &MatterView) {
    let draft = Draft::new(samples::intake(), 0, "/o/example-city/report".to_owned());
    let steps = Steps::of(&draft.form).unwrap();
    let behalf = Behalf::Joint;
    let at = |draft, at, seen| {
        let asked = behalf.asked(&Draft::clone(draft).form, page);
        StepPage { page, matter, draft, steps: &steps, at, behalf, asked, seen, draft_voucher: seen.then_some("v") }
    };
    let mut wrong = draft.clone();
    let name = ("party.reporter.0.name".to_owned(), "请填写姓名".to_owned());
    assert!(wrong.tell(Rejection::Invalid(vec![name]), page).is_ok());
    draw(pages, "step-first", &at(&draft, steps.first(), false));
    draw(pages, "step-behalf", &at(&draft, Step::Behalf, false));
    draw(pages, "step-errors", &at(&wrong, Step::You, true));
    draw(pages, "step-check", &at(&draft, Step::Check, true));
    let left_out = vec!["录像.mp4".to_owned()];
    let kept = DraftKept { code: "K7QF-92MX-HT4D-VP3A".to_owned(), until: "2026-04-01".to_owned(), files: 2, left_out };
    let once = Page { switch: Switch::None, ..page.clone() };
    draw(pages, "aside", &AsidePage { page: &once, kept: &kept });
    draw(pages, "dropped", &DroppedPage { page: &once });
}

fn desk_pages(lang: Language) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let page = desk_page(lang, "/desk");
    door_pages(&mut pages, &page);
    own_pages(&mut pages, &page);
    list_pages(&mut pages, &page);
    let begins = [Begin { address: "/desk/register/report/letter".to_owned(), label: "来信".to_owned() }];
    draw(&mut pages, "register", &ChoosePage { page: &page, begins: &begins });
    let draft = draft_with_errors(&page);
    let beside = Beside::new(&page, &draft, samples::proposals());
    draw(&mut pages, "register-form", &RegisterPage { page: &page, title: "来信", draft: &draft, beside });
    let incoming = samples::incoming();
    draw(&mut pages, "incoming", &IncomingPage::new(&page, &incoming, None));
    let failed = draft_with_errors(&page);
    draw(&mut pages, "incoming-errors", &IncomingPage::new(&page, &incoming, Some(&failed)));
    let looks = samples::looks();
    draw(
        &mut pages,
        "looks",
        &LooksPage { page: &page, view: &looks, back: Some("/desk/cases/c1".to_owned()), sent: Vec::new() },
    );
    let sent = samples::deliveries();
    draw(&mut pages, "looks-none", &LooksPage { page: &page, view: &LooksView::default(), back: None, sent });
    let opening = samples::opening();
    draw(&mut pages, "opening", &OpeningPage::new(&page, &opening, None));
    let outside = OpeningView { case: None, purpose: None, ..opening };
    draw(&mut pages, "opening-outside", &OpeningPage::new(&page, &outside, Some(&failed)));
    let register = samples::register();
    let lines = [register.line.clone()];
    draw(&mut pages, "registers", &RegistersPage { page: &page, lines: &lines });
    draw(&mut pages, "register-rows", &RowsPage::new(&page, &register));
    let drafts = vec![draft_with_errors(&page)];
    draw(&mut pages, "register-rows-errors", &RowsPage { drafts, ..RowsPage::new(&page, &register) });
    let roster = samples::roster();
    let lines = [roster.line.clone()];
    draw(&mut pages, "rosters", &RostersPage { page: &page, lines: &lines });
    draw(&mut pages, "roster", &WeekPage::new(&page, &roster));
    let mut wrong = WeekPage::new(&page, &roster);
    if let Some(draft) = wrong.drafts.first_mut() {
        assert!(draft.tell(Rejection::Invalid(vec![("person".to_owned(), "此人当时休假".to_owned())]), &page).is_ok());
    }
    draw(&mut pages, "roster-errors", &wrong);
    report_pages(&mut pages, &page);
    case_pages(&mut pages, &page);
    leader_pages(&mut pages, &page);
    change_pages(&mut pages, &page);
    papers::pages(&mut pages, &page);
    pages
}

fn list_pages(pages: &mut Vec<(String, String)>, page: &Page) {
    let view = samples::inbox();
    let title = page.t("frame-desk-inbox");
    let (asked, views) = (dengwen_desk::InboxAsked { due: "soon".to_owned(), ..Default::default() }, samples::views());
    let away = vec![page.with2("inbox-away-for", "name", "周敏之", "when", "2026-03-13 00:00")];
    let plain =
        InboxPage { page, title, asked: &asked, view: &view, views: &views, told: Vec::new(), away, unnamed: None };
    draw(pages, "inbox", &plain);
    draw(pages, "inbox-unnamed", &InboxPage { unnamed: Some(("请写名称".to_owned(), String::new())), ..plain });
    let rows = samples::inbox().groups.into_iter().flat_map(|group| group.rows).collect();
    let found = ListView { query: "收受".to_owned(), rows, next: Some("k".to_owned()) };
    draw(pages, "search", &SearchPage::new(page, "收受", found));
    draw(pages, "search-none", &SearchPage::new(page, "没有的", ListView::default()));
}

fn report_pages(pages: &mut Vec<(String, String)>, page: &Page) {
    let report = samples::report();
    draw(pages, "report", &ReportPage::new(page, &report, None));
    for (name, view) in samples::documents() {
        draw(pages, name, &DocumentPage { page, view: &view });
    }
    let overview = samples::overview();
    draw(pages, "figures", &OverviewPage { page, view: Some(&overview) });
    draw(pages, "figures-none", &OverviewPage { page, view: None });
}

fn leader_pages(pages: &mut Vec<(String, String)>, page: &Page) {
    for (name, view) in [("leader", samples::leader()), ("leader-none", samples::idle())] {
        draw(pages, name, &LeaderPage::new(page, &view));
    }
    draw(pages, "dates", &DatesPage { page, view: &samples::dates(), first: jiff::civil::date(2026, 10, 1) });
    let office = samples::office();
    let mut portal = draft_with_errors(page);
    (portal.differences, portal.sure) = (samples::differences(), Some("shown".to_owned()));
    draw(pages, "portal-rules", &PortalPage { page, office: &office, draft: &portal, saved: true });
    let [matter, ..] = office.matters.as_slice() else { panic!("the office has matters") };
    let poster = PosterPage {
        page,
        office: &office.name,
        matter: &matter.label,
        way: "来访",
        address: Some("https://example.org/o/example-city/report?by=visit".to_owned()),
        places: &office.places,
        place: office.places.first(),
    };
    draw(pages, "poster", &poster);
    draw(pages, "poster-none", &PosterPage { address: None, ..poster });
    draw(pages, "notices", &NoticesPage { page, view: &samples::notices(), read: true });
    let none = NoticesView { notices: Vec::new(), unread: 0, letters: Vec::new(), ..samples::notices() };
    draw(pages, "notices-none", &NoticesPage { page, view: &none, read: false });
    let (warned, given) = (samples::warnings(), [("rise", true), ("cluster", true), ("late", false)]);
    let wrong = Some(("rise 1".to_owned(), "请写明理由".to_owned()));
    draw(pages, "warnings", &WarningsPage { page, warnings: &warned, given: &given, saved: false, wrong });
    draw(pages, "warnings-none", &WarningsPage { page, warnings: &[], given: &given, saved: true, wrong: None });
    let form = Draft::new(FormView::default(), 0, "/desk/supervision".to_owned());
    let view = samples::supervision();
    let wrong = Some("刚催办过".to_owned());
    draw(pages, "supervision", &SupervisionPage { page, view: &view, draft: &form, saved: true, wrong });
    let none = SupervisionView { supervises: false, ..view };
    draw(pages, "supervision-none", &SupervisionPage { page, view: &none, draft: &form, saved: false, wrong: None });
}

fn change_pages(pages: &mut Vec<(String, String)>, page: &Page) {
    draw(pages, "history", &HistoryPage { page, changes: &samples::changes(), older: Some(7) });
    let (fields, differences) = ([("take_out".to_owned(), "day-0".to_owned())], samples::differences());
    let sure = SurePage {
        page,
        label: &page.t("entries-remove"),
        back: "/desk/calendar",
        differences: &differences,
        fields: fields.iter().collect(),
        sure: "shown".to_owned(),
    };
    draw(pages, "sure", &sure);
    let off = CallOffPage {
        page,
        id: "example",
        lead: page.with2("call-off-lead", "what", "2", "day", "2027-01-01"),
        changes: vec![(page.t("text-changed"), "limits.close".to_owned(), "办结".to_owned())],
        draft: &draft_with_errors(page),
    };
    draw(pages, "call-off", &off);
    draw(pages, "history-none", &HistoryPage { page, changes: &[], older: None });
    let mut draft = Draft::new(samples::intake(), 0, "/desk/people".to_owned());
    (draft.differences, draft.sure) = (samples::differences(), Some("shown".to_owned()));
    let entries = EntriesPage {
        page,
        title: page.t("frame-desk-people"),
        lead: page.t("people-lead"),
        columns: vec![page.t("people-name")],
        entries: vec![Entry {
            cells: vec!["周敏".to_owned()],
            edit: Some("/desk/people?edit=zhou".to_owned()),
            remove: None,
        }],
        drafts: &[draft],
        saved: false,
    };
    draw(pages, "entries-compared", &entries);
}

fn door_pages(pages: &mut Vec<(String, String)>, page: &Page) {
    let door = self::page(page.lang, "/desk/sign-in");
    let bare = SignInPage { page: &door, login: "", next: "/desk", error: None, passkeys: true, kept: None };
    draw(pages, "sign-in", &SignInPage { error: Some(door.t("sign-in-wrong")), ..bare });
    let kept = Kept {
        action: "/desk/cases/c1/acts/note".to_owned(),
        fields: vec![("reason".to_owned(), "写过的".to_owned())],
    };
    let bare = SignInPage { page: &door, login: "", next: "/desk", error: None, passkeys: true, kept: None };
    draw(pages, "sign-in-late", &SignInPage { kept: Some(kept.clone()), ..bare });
    draw(pages, "again", &AgainPage { page, kept: &kept });
}

fn draft_with(field: &str, text: String) -> Draft {
    let problems = vec![Problem { to: Some(field.to_owned()), text, ..Problem::default() }];
    let mut draft = Draft::new(FormView::default(), 0, String::new());
    draft.problems = problems;
    draft
}

fn own_pages(pages: &mut Vec<(String, String)>, page: &Page) {
    let sessions = samples::sessions();
    draw(pages, "sessions", &SessionsPage { page, sessions: &sessions, ended: true });
    let (empty, wrong) = (Draft::default(), draft_with("code", page.t("second-step-code-wrong")));
    let setup = samples::second_step_setup();
    let none = SecondStepView { required: true, ..SecondStepView::default() };
    let some = SecondStepView { since: sessions.first().map(|one| one.begun), codes_left: 1, required: false };
    let bare = SecondStepPage { page, view: &none, setup: Some(&setup), codes: &[], draft: &empty, removed: false };
    draw(pages, "second-step", &bare);
    draw(pages, "second-step-wrong", &SecondStepPage { draft: &wrong, ..bare });
    let codes = ["k7qf-92mx-ht4d".to_owned(), "mx92-k7qf-vp3a".to_owned()];
    draw(pages, "second-step-codes", &SecondStepPage { view: &some, setup: None, codes: &codes, ..bare });
    draw(pages, "second-step-there", &SecondStepPage { view: &some, setup: None, ..bare });
    let tokens = samples::tokens();
    let bare = TokensPage::new(page, &[], &empty);
    draw(pages, "tokens-none", &bare);
    draw(pages, "tokens", &TokensPage { tokens: &tokens, fresh: Some("dengwen_example"), ..bare });
    let missing = draft_with("name", page.t("tokens-name-missing"));
    draw(pages, "tokens-wrong", &TokensPage { draft: &missing, ..TokensPage::new(page, &tokens, &empty) });
    draw(pages, "sessions-alone", &SessionsPage { page, sessions: sessions.get(..1).unwrap(), ended: false });
}

fn together_pages(pages: &mut Vec<(String, String)>, page: &Page) {
    let (view, outcomes) = (samples::together(), samples::outcomes());
    let bare = TogetherPage { page, view: &view, act: None, outcomes: &[] };
    draw(pages, "together", &bare);
    draw(pages, "together-none", &TogetherPage { view: &TogetherView::default(), ..bare });
    let [act, ..] = view.acts.as_slice() else { panic!("there are acts") };
    let mut draft = Draft::new(act.form.clone(), 0, "/desk/together?act=a".to_owned());
    draw(pages, "together-act", &TogetherPage { page, view: &view, act: Some((act, &draft)), outcomes: &[] });
    draft.sure = Some("shown".to_owned());
    let act = Some((act, &draft));
    draw(pages, "together-preview", &TogetherPage { page, view: &view, act, outcomes: &outcomes });
    let done = DoneTogether { label: "派发".to_owned(), outcomes };
    draw(pages, "together-done", &TogetherDonePage { page, done: &done });
}

fn case_pages(pages: &mut Vec<(String, String)>, page: &Page) {
    let case = samples::case();
    let drafts = case::drafts(&case);
    let plain = CasePage::new(page, &case, &drafts);
    draw(pages, "case", &plain);
    let error = Some(page.t("case-identity-purpose-missing"));
    let not_opened = Some(NotOpened { party: 1, error, unproven: None, typed: String::new() });
    draw(pages, "case-identity-error", &CasePage { not_opened, ..CasePage::new(page, &case, &drafts) });
    let stale = Page { worker: Some(Session { proof_wanted: true, ..samples::session(true) }), ..page.clone() };
    let (unproven, typed) = (Some(page.t("proof-wrong")), "核实".to_owned());
    let not_opened = Some(NotOpened { party: 1, error: None, unproven, typed });
    draw(pages, "case-proof", &CasePage { not_opened, ..CasePage::new(&stale, &case, &drafts) });
    for (name, beside) in samples::beside() {
        let beside = Some(beside);
        draw(pages, name, &CasePage { beside, ..CasePage::new(page, &case, &drafts) });
    }
    let [draft, ..] = drafts.as_slice() else { panic!("there are acts") };
    draw(pages, "act", &ActPage { page, case: &case, draft, beside: None });
    let mut moved_on = draft.clone();
    moved_on.changes = vec!["陈立记录了一次询问".to_owned()];
    moved_on.problems = vec![Problem { text: page.t("form-changed"), ..Problem::default() }];
    draw(pages, "act-moved-on", &ActPage { page, case: &case, draft: &moved_on, beside: None });
    let paper = PAPER;
    let (back, pdf) = ("/desk/cases/c1".to_owned(), "/desk/cases/c1/papers/d1/1".to_owned());
    draw(pages, "paper", &PaperPage { page, paper, back: back.clone(), pdf });
    for (name, view) in [("compared", samples::compared(true)), ("compared-same", samples::compared(false))] {
        draw(pages, name, &ComparedPage { page, view: &view, back: back.clone() });
    }
    let (why, draft) = ("这份文书写明了有关人员的身份".to_owned(), opening(page, true));
    draw(pages, "paper-closed", &ClosedPaperPage { page, back, why, draft: &draft });
    let typed = [("理由".to_owned(), "情况复杂".to_owned())];
    let changes = ["陈立记录了一次询问".to_owned()];
    draw(pages, "moved-on", &MovedOnPage { page, changes: &changes, typed: &typed });
    let closed = case.closed.first();
    together_pages(pages, page);
    let (again, back) = ("/desk/whole/k".to_owned(), "/desk/cases/c1".to_owned());
    draw(pages, "whole", &WholePage { page, again, back, cases: 1, seconds: 12 });
    draw(pages, "closed", &ClosedPage { page, case: &case, closed, open: &drafts, typed: &typed });
}

#[test]
fn every_page_is_well_formed_and_usable_by_everybody() {
    let mut kept = Vec::new();
    for lang in [Language::Zh, Language::En] {
        let pages = portal_pages(lang).into_iter().chain(desk_pages(lang));
        for (name, text) in pages {
            kept.push((format!("{name}-{lang:?}"), text.clone()));
            assert!(!text.contains("Unknown localization key"), "{name} in {lang:?}: {text}");
            let faults = html::faults(&text);
            assert!(faults.is_empty(), "{name} in {lang:?}: {faults:#?}");
        }
    }
    if let Ok(folder) = std::env::var("DENGWEN_GALLERY") {
        fs::create_dir_all(&folder).unwrap();
        components::leaf(&folder, &kept);
    }
}

#[test]
fn an_error_comes_before_the_title() {
    let page = page(Language::En, "/");
    let office = samples::office();
    let [matter, ..] = office.matters.as_slice() else { panic!("the office has matters") };
    let draft = draft_with_errors(&page);
    let text = FormPage { page: &page, matter, draft: &draft, draft_voucher: None }.render().unwrap();
    assert!(text.contains("<title>Error:"), "{text}");
    assert!(text.contains(r##"<a href="#submit--party-subject-0-name">"##));
}

#[test]
fn what_was_typed_is_text_and_never_markup() {
    let page = page(Language::Zh, "/follow");
    let text = EnterPage { page: &page, typed: "\"><script>alert(1)</script>", error: None }.render().unwrap();
    assert!(!text.contains("<script>alert"));
}
