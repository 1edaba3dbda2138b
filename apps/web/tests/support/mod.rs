//! A desk with an office for every regulation that comes along, and a browser without a screen.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(dead_code, reason = "each test file uses its part")]

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU32, Ordering},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use dengwen_desk::{
    Clock, Config, Desk,
    office::{Founding, Person},
    view::{Control, FieldView, FormView},
};
use dengwen_regulation::model::Label;
use dengwen_web::WebConfig;
use tower::ServiceExt;

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A Monday in March, at ten in the morning.
pub(crate) const NOW: &str = "2026-03-09T02:00:00Z";

/// A desk with an office for every regulation; the office bears the regulation's id.
pub(crate) async fn desk() -> Desk {
    desk_as(|config| config).await
}

/// The offices there are: one sealed from the side complained of, one with registers, one small.
const OFFICES: [&str; 3] = ["r01-guangdong-realname-report", "r17-open-government", "r43-fitness-club"];

/// The same, opened in another way.
pub(crate) async fn desk_as(how: impl FnOnce(Config) -> Config) -> Desk {
    let n = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("dengwen-web-{}-{n}", std::process::id()));
    let clock = Clock::virtual_at(NOW.parse().unwrap());
    let desk = Desk::open(how(Config::scratch(folder, clock))).await.unwrap();
    found(&desk, &OFFICES.map(str::to_owned)).await;
    desk
}

/// An office for each of these regulations, with somebody for every role.
pub(crate) async fn found(desk: &Desk, ids: &[String]) {
    for id in ids {
        if desk.office(id, dengwen_desk::view::Language::Zh).await.is_ok() {
            continue;
        }
        let regulation = desk.regulation_text(id).unwrap();
        let name = Label::new(&format!("示例单位 {id}"), &format!("Example office {id}"));
        let mut founding = Founding::new(id, name, &[id]).with_member_for_every_role(&regulation);
        founding.people.push(Person { administrator: true, ..Person::new("administrator", "管理员") });
        desk.found_office(founding).await.unwrap();
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The receipt code on the page, if it shows one.
    pub(crate) fn code(&self) -> String {
        let text = self.text();
        text.split("dw-code\"").nth(1).and_then(|rest| rest.split(['>', '<']).nth(1)).unwrap_or_default().to_owned()
    }

    /// The value of the first hidden input of a name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let start = format!("name=\"{name}\" value=\"");
        text.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    }
}

/// Sends a form that shows what it would change, and sends it again.
pub(crate) async fn sure(browser: &mut Browser, path: &str, pairs: &[(String, String)]) -> Answer {
    let shown = browser.post(path, pairs).await;
    let text = shown.text();
    assert!(shown.status == StatusCode::OK && text.contains("尚未保存"), "{}: {text}", shown.status);
    let again: Vec<(String, String)> =
        pairs.iter().cloned().chain([(":sure".to_owned(), shown.hidden(":sure"))]).collect();
    browser.post(path, &again).await
}

/// A browser without a screen: keeps cookies, follows nothing by itself.
pub(crate) struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    accept: &'static str,
    site: &'static str,
}

impl Browser {
    pub(crate) fn new(desk: &Desk) -> Self {
        Self::with(desk, WebConfig::default())
    }

    pub(crate) fn with(desk: &Desk, config: WebConfig) -> Self {
        let router = dengwen_web::router(desk.clone(), config);
        Self { router, cookies: BTreeMap::new(), accept: "text/html", site: "same-origin" }
    }

    pub(crate) fn asking_for_json(mut self) -> Self {
        self.accept = "application/json";
        self
    }

    /// Says, as browsers do, from whose page a request comes.
    pub(crate) fn sent_from(mut self, site: &'static str) -> Self {
        self.site = site;
        self
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Vec::new()).await
    }

    /// Sends pairs as a plain form.
    pub(crate) async fn post(&mut self, path: &str, pairs: &[(String, String)]) -> Answer {
        let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", coded(name), coded(value))).collect();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, body.join("&").into_bytes()).await
    }

    /// Sends pairs and files as a form with parts.
    pub(crate) async fn post_parts(
        &mut self,
        path: &str,
        pairs: &[(String, String)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in pairs {
            body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (key, name, bytes) in files {
            let head = format!("--b\r\nContent-Disposition: form-data; name=\"{key}\"; filename=\"{name}\"\r\n\r\n");
            body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
        }
        body.extend(*b"--b--\r\n");
        let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        self.send(request, body).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Vec<u8>) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).header(header::ACCEPT, self.accept);
        let request = request.header("sec-fetch-site", self.site);
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        Answer { status, headers, body }
    }

    /// Asks for events as an open page does: the answer is whole when the stream ends.
    pub(crate) fn asks_for_events(&self, path: &str) -> impl Future<Output = Answer> + Send + 'static {
        let mut page = Self {
            router: self.router.clone(),
            cookies: self.cookies.clone(),
            accept: "text/event-stream",
            site: "same-origin",
        };
        let path = path.to_owned();
        async move { page.get(&path).await }
    }

    /// The token of the session.
    pub(crate) fn token(&self) -> String {
        self.cookies.get("dw_session").cloned().unwrap()
    }

    /// Signs in as a person of an office.
    pub(crate) async fn sign_in(&mut self, desk: &Desk, office: &str, person: &str) {
        let login = format!("{person}.{office}");
        desk.save_account(office, person, &login, "right horse battery").await.unwrap();
        let pairs = [("login", login.as_str()), ("password", "right horse battery")];
        let answer = self.post("/desk/sign-in", &owned(&pairs)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
}

pub(crate) fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Fills in all that must be given and the first of every choice, as a patient person would.
pub(crate) fn filled(form: &FormView) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    form.fields.iter().for_each(|field| fill(field, "", &mut pairs));
    if let Some(option) = form.options.iter().find(|option| option.closed.is_empty()) {
        pairs.push((":option".to_owned(), option.id.clone()));
        let prefix = format!("{}::", option.id);
        option.fields.iter().for_each(|field| fill(field, &prefix, &mut pairs));
    }
    pairs
}

fn fill(field: &FieldView, prefix: &str, pairs: &mut Vec<(String, String)>) {
    let asks_a_name = matches!(field.control, Control::Text | Control::Interval) && !field.sealed;
    if (asks_a_name && !field.must) || field.key == "keep_out" {
        return;
    }
    let value = match field.control {
        Control::Group => {
            field
                .children
                .iter()
                .filter(|child| child.must || !child.key.ends_with(".who"))
                .for_each(|child| fill(child, prefix, pairs));
            return;
        }
        Control::Files => return,
        Control::Text | Control::Long => "示例内容",
        Control::Number | Control::Decimal | Control::Money => "12",
        Control::YesNo => "yes",
        Control::Date => "2026-03-02",
        Control::Moment => "2026-03-02T10:00",
        Control::Time => "10:00",
        Control::Interval => "3 days",
        Control::Phone => "13800000000",
        Control::One | Control::Many => field.options.first().map_or("", |choice| choice.value.as_str()),
    };
    pairs.push((format!("{prefix}{}", field.key), value.to_owned()));
}

pub(crate) fn coded(text: &str) -> String {
    let byte =
        |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(byte).collect()
}
