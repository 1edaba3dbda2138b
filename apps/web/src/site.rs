//! What is served where.

use std::{net::SocketAddr, sync::Arc};

use axum::{Router, extract::DefaultBodyLimit, middleware};
use dengwen_desk::Desk;
use dengwen_regulation::model::Label;
use tower_http::compression::CompressionLayer;

use crate::{
    addresses::{Addresses, get, post},
    api, assets,
    gate::{Codes, Flood, GateConfig, Known, Lanes},
    holding::Holding,
    metrics::{self, Metrics},
    portal,
    trouble::Trouble,
    visit,
    workbench::{self, admin},
};

/// How the site is set up.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// Cookies are sent over https only. Set it wherever people reach the site over https.
    pub secure_cookies: bool,
    /// Where the quick exit leads: a page on which nobody wonders to find somebody.
    pub leave_to: String,
    /// How much may come in, and what is asked above that.
    pub gate: GateConfig,
    /// Where operators are told how it goes; `None`: nowhere.
    pub metrics_at: Option<SocketAddr>,
    /// Sign-ins of the demonstration, shown on the start page; empty in real life.
    pub demonstration: Vec<DemoSignIn>,
}

/// Somebody to sign in as in the demonstration.
#[derive(Debug, Clone)]
pub struct DemoSignIn {
    /// The organisation.
    pub office: Label,
    /// Who it is and what they do.
    pub role: Label,
    /// What is typed as name.
    pub login: String,
    /// What is typed as password.
    pub password: String,
}

impl Default for WebConfig {
    fn default() -> Self {
        let leave_to = "https://www.weather.com.cn/".to_owned();
        Self {
            secure_cookies: false,
            leave_to,
            gate: GateConfig::default(),
            metrics_at: None,
            demonstration: Vec::new(),
        }
    }
}

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) desk: Desk,
    pub(crate) config: Arc<WebConfig>,
    pub(crate) holding: Arc<Holding>,
    pub(crate) codes: Arc<Codes>,
    pub(crate) flood: Arc<Flood>,
    pub(crate) lanes: Arc<Lanes>,
    pub(crate) known: Arc<Known>,
    pub(crate) metrics: Arc<Metrics>,
}

impl Site {
    pub(crate) fn new(desk: Desk, config: WebConfig) -> Self {
        let gate = &config.gate;
        let (codes, flood, lanes) = (Codes::new(gate), Flood::new(gate), Lanes::new(gate));
        let (codes, flood, lanes) = (Arc::new(codes), Arc::new(flood), Arc::new(lanes));
        Self {
            desk,
            config: Arc::new(config),
            holding: Arc::default(),
            codes,
            flood,
            metrics: Arc::new(Metrics::new(&lanes)),
            lanes,
            known: Arc::default(),
        }
    }
}

/// All addresses; there are no others.
pub(crate) fn addresses() -> Addresses {
    Addresses::default()
        .merge(portal_routes())
        .merge(case_routes())
        .merge(desk_routes())
        .merge(figures_routes())
        .merge(admin_routes())
        .merge(program_routes())
        .route("/assets/{hash}/{name}", get(assets::serve))
        .route("/healthz", get(portal::health::alive))
        .route("/readyz", get(portal::health::ready))
}

/// What is served.
pub(crate) fn routes(site: Site) -> Router {
    addresses()
        .router()
        .fallback(async || Trouble::not_found())
        .method_not_allowed_fallback(async || Trouble::Method)
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(site.clone(), visit::dress))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(Arc::clone(&site.metrics), metrics::count))
        .with_state(site)
}

fn portal_routes() -> Addresses {
    Addresses::default()
        .route("/", get(portal::start::offices))
        .route("/o/{office}", get(portal::start::office))
        .route("/o/{office}/figures", get(portal::figures::tables))
        .route("/o/{office}/public", get(portal::public::list))
        .route("/o/{office}/public.atom", get(portal::public::feed))
        .route("/o/{office}/public/{id}", get(portal::public::paper))
        .route("/o/{office}/public/{id}/paper.pdf", get(portal::public::pdf))
        .route("/o/{office}/{matter}", get(portal::intake::form).post(portal::intake::submit))
        .route("/follow", get(portal::follow::enter).post(portal::follow::open))
        .route("/follow/acts/{act}", get(portal::follow::again).post(portal::answer::perform))
        .route("/follow/papers/{paper}/{copy}", get(portal::follow::again).post(portal::follow::paper))
        .route("/verify", get(portal::verify::form).post(portal::verify::check))
        .route("/leave", get(portal::leave::leave))
}

fn case_routes() -> Addresses {
    Addresses::default()
        .route("/desk/cases/{case}", get(workbench::case::show))
        .route("/desk/cases/{case}/watch", get(workbench::watch::listen))
        .route("/desk/cases/{case}/acts/{act}", get(workbench::act::form).post(workbench::act::perform))
        .route("/desk/cases/{case}/parties/{party}/identity", post(workbench::identity::open))
        .route("/desk/cases/{case}/looks", get(workbench::looks::case))
        .route("/desk/cases/{case}/papers/{paper}/{copy}", get(workbench::papers::pdf).post(workbench::papers::open))
        .route(
            "/desk/cases/{case}/papers/{paper}/{copy}/print",
            get(workbench::papers::print).post(workbench::papers::open),
        )
        .route(
            "/desk/cases/{case}/papers/{paper}/{copy}/envelope",
            get(workbench::papers::envelope).post(workbench::papers::open),
        )
        .route("/desk/cases/{case}/papers/{paper}/{copy}/compare", get(workbench::papers::compare))
        .route("/desk/cases/{case}/files/{file}", get(workbench::papers::file))
        .route("/desk/cases/{case}/files/{file}/itself", post(workbench::papers::file_itself))
        .route("/desk/cases/{case}/files/{file}/extract", get(workbench::extract::form).post(workbench::extract::make))
        .route("/desk/cases/{case}/files/{file}/extract/{n}", get(workbench::extract::look))
}

fn desk_routes() -> Addresses {
    Addresses::default()
        .route("/desk", get(workbench::inbox::show))
        .route("/desk/sign-in", get(workbench::door::form).post(workbench::door::enter))
        .route("/desk/sign-in/passkey", get(workbench::passkeys::at_door))
        .route("/desk/passkeys", get(workbench::passkeys::show).post(workbench::passkeys::change))
        .route("/desk/passkeys/new", get(workbench::passkeys::fresh))
        .route("/desk/passkeys/proof", get(workbench::passkeys::for_proof))
        .route("/desk/password", get(workbench::password::form).post(workbench::password::change))
        .route("/desk/sessions", get(workbench::sessions::show).post(workbench::sessions::end))
        .route("/desk/second-step", get(workbench::second_step::show).post(workbench::second_step::change))
        .route("/desk/tokens", get(workbench::tokens::show).post(workbench::tokens::change))
        .route("/desk/leave", get(workbench::leave::show).post(workbench::leave::change))
        .route("/desk/relations", get(workbench::relations::show).post(workbench::relations::change))
        .route("/desk/sign-out", post(workbench::door::leave))
        .route("/desk/search", get(workbench::search::show))
        .route("/desk/incoming/{id}", get(workbench::incoming::show))
        .route("/desk/incoming/{id}/looks", get(workbench::looks::incoming))
        .route("/desk/incoming/{id}/register/{act}", post(workbench::incoming::register))
        .route("/desk/incoming/{id}/settle/{act}", post(workbench::incoming::settle))
        .route("/desk/incoming/{id}/files/{file}", get(workbench::incoming::file))
        .route("/desk/incoming/{id}/files/{file}/itself", post(workbench::incoming::file_itself))
        .route("/desk/openings/{id}/{n}", get(workbench::openings::show))
        .route("/desk/openings/{id}/{n}/acts/{act}", post(workbench::openings::perform))
        .route("/desk/together", get(workbench::together::form).post(workbench::together::perform))
        .route("/desk/together.csv", get(workbench::together::sheet))
        .route("/desk/whole", post(workbench::whole::begin))
        .route("/desk/whole/{token}", get(workbench::whole::show))
        .route("/desk/inbox.csv", get(workbench::inbox::sheet))
        .route("/desk/views", post(workbench::inbox::views))
        .route("/desk/leader", get(workbench::leader::show))
        .route("/desk/warnings", get(workbench::warnings::show).post(workbench::warnings::change))
        .route("/desk/supervision", get(workbench::supervision::show).post(workbench::supervision::change))
        .route("/desk/notices", get(workbench::notices::show).post(workbench::notices::read_all))
        .route("/desk/notices/{id}", get(workbench::notices::open))
        .route("/desk/mail", get(workbench::notices::mail).post(workbench::notices::choose_mail))
        .route("/desk/dates", get(workbench::dates::show))
        .route("/feeds/{token}/dates.ics", get(workbench::dates::feed))
        .route("/desk/history", get(workbench::admin::history::show))
        .route("/desk/retention", get(workbench::retention::show))
        .route("/desk/retention/{act}", post(workbench::retention::perform))
        .route("/desk/registers", get(workbench::registers::list))
        .route(
            "/desk/registers/{regulation}/{register}",
            get(workbench::registers::show).post(workbench::registers::write),
        )
        .route("/desk/rosters", get(workbench::rosters::list))
        .route("/desk/rosters/{regulation}/{roster}", get(workbench::rosters::show).post(workbench::rosters::change))
        .route("/desk/register", get(workbench::register::choose))
        .route("/desk/register/{matter}/{channel}", get(workbench::register::form).post(workbench::register::begin))
        .route("/desk/register/{matter}/{channel}/proposals", post(workbench::register::proposals))
}

fn figures_routes() -> Addresses {
    Addresses::default()
        .route("/desk/figures", get(workbench::overview::show))
        .route("/desk/figures/cases", get(workbench::overview::cases))
        .route("/desk/reports", get(workbench::reports::list))
        .route("/desk/reports/{id}/{n}", get(workbench::reports::show))
        .route("/desk/reports/{id}/{n}/tables.xlsx", get(workbench::reports::tables))
        .route("/desk/reports/{id}/{n}/document", get(workbench::reports::document))
        .route("/desk/reports/{id}/{n}/document.pdf", get(workbench::reports::document_file))
        .route("/desk/reports/{id}/{n}/acts/{act}", post(workbench::reports::perform))
        .route("/desk/reports/{id}/{n}/cases", get(workbench::figures::behind))
        .route("/desk/reports/{id}/{n}/figures.json", get(workbench::figures::json))
        .route("/desk/reports/{id}/{n}/figures.csv", get(workbench::figures::csv))
}

fn program_routes() -> Addresses {
    Addresses::default()
        .route("/api/v1/openapi.json", get(api::described))
        .route("/api/v1/inbox", get(api::inbox))
        .route("/api/v1/cases/{case}", get(api::case))
        .route("/api/v1/cases/{case}/acts/{act}", post(api::perform))
        .route("/api/v1/reports", get(api::reports))
        .route("/api/v1/reports/{id}/{n}", get(api::report))
        .route("/api/v1/matters", get(api::matters))
        .route("/api/v1/matters/{matter}/{channel}", post(api::file))
}

fn admin_routes() -> Addresses {
    Addresses::default()
        .route("/desk/people", get(admin::people::show).post(admin::people::save))
        .route("/desk/units", get(admin::units::show).post(admin::units::save))
        .route("/desk/posts", get(admin::posts::show).post(admin::posts::save))
        .route("/desk/calendar", get(admin::calendar::show).post(admin::calendar::save))
        .route("/desk/openings", get(admin::openings::show).post(admin::openings::save))
        .route("/desk/portal", get(admin::portal::show_rules).post(admin::portal::save))
        .route("/desk/portal/posters/{matter}/{way}", get(admin::portal::poster))
        .route("/desk/door", get(admin::door::show).post(admin::door::save))
        .route("/desk/door/record", get(workbench::looks::door))
        .route("/desk/library", get(admin::library::list))
        .route("/desk/library/{id}", get(admin::library::show).post(admin::library::take))
        .route("/desk/library/{id}/diagram.svg", get(admin::library::diagram))
        .route("/desk/regulations", get(workbench::regulations::list))
        .route("/desk/regulations/{id}", get(workbench::regulations::show).post(workbench::regulations::enter))
        .route("/desk/regulations/{id}/text", get(admin::text::show).post(admin::text::enter))
        .route("/desk/regulations/{id}/change/{what}", get(admin::change::show).post(admin::change::change))
        .route("/desk/regulations/{id}/tables", get(workbench::tables::all))
        .route("/desk/regulations/{id}/tables/{table}", get(workbench::tables::show).post(workbench::tables::save))
        .route("/desk/regulations/{id}/lists/{list}", get(workbench::tables::list).post(workbench::tables::lengthen))
        .route("/desk/regulations/{id}/versions", get(admin::versions::show))
        .route("/desk/regulations/{id}/versions/{content}", get(admin::call_off::show).post(admin::call_off::call_off))
        .route("/desk/regulations/{id}/diagram.svg", get(workbench::regulations::diagram))
}
