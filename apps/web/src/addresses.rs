//! Addresses are written down as they are served, so that a test can hold every one of them against the table of who gets
//! what: an address that is not in the table fails it.

use axum::{Router, handler::Handler, routing::MethodRouter};

use crate::site::Site;

/// What answers at an address, by method.
pub(crate) struct Way {
    methods: Vec<&'static str>,
    router: MethodRouter<Site>,
}

/// Answers `GET`.
pub(crate) fn get<H: Handler<T, Site>, T: 'static>(handler: H) -> Way {
    Way { methods: vec!["GET"], router: axum::routing::get(handler) }
}

/// Answers `POST`.
pub(crate) fn post<H: Handler<T, Site>, T: 'static>(handler: H) -> Way {
    Way { methods: vec!["POST"], router: axum::routing::post(handler) }
}

impl Way {
    /// Answers `POST` too.
    pub(crate) fn post<H: Handler<T, Site>, T: 'static>(mut self, handler: H) -> Self {
        self.methods.push("POST");
        Self { methods: self.methods, router: self.router.post(handler) }
    }
}

/// A router that knows its addresses.
#[derive(Default)]
pub(crate) struct Addresses {
    listed: Vec<(&'static str, &'static str)>,
    router: Router<Site>,
}

impl Addresses {
    /// One more address.
    pub(crate) fn route(mut self, path: &'static str, way: Way) -> Self {
        self.listed.extend(way.methods.into_iter().map(|method| (method, path)));
        Self { listed: self.listed, router: self.router.route(path, way.router) }
    }

    /// And those of another list.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.listed.extend(other.listed);
        Self { listed: self.listed, router: self.router.merge(other.router) }
    }

    /// Method and path of each, in the order in which they were written down.
    pub(crate) fn listed(&self) -> &[(&'static str, &'static str)] {
        &self.listed
    }

    /// The router itself.
    pub(crate) fn router(self) -> Router<Site> {
        self.router
    }
}
