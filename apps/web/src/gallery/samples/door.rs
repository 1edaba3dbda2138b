//! Views of the door for the gallery.

use dengwen_desk::{Scope, SecondStepSetup, SessionView, TokenView};

use super::{at, s};

/// A second step that is being set up.
pub(crate) fn second_step_setup() -> SecondStepSetup {
    let secret = s("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    let address = format!("otpauth://totp/%E7%A4%BA%E4%BE%8B:li?secret={secret}&issuer=%E7%A4%BA%E4%BE%8B");
    SecondStepSetup { voucher: s("voucher"), secret, address }
}

/// Where they are signed in.
pub(crate) fn sessions() -> Vec<SessionView> {
    let session = |id: &str, here: bool| SessionView {
        id: s(id),
        begun: at("2026-03-09T01:00:00Z"),
        seen: at("2026-03-09T02:00:00Z"),
        device: s("Windows · Firefox"),
        here,
    };
    vec![session("a1", true), session("b2", false)]
}

/// Tokens of programs, one of them over.
pub(crate) fn tokens() -> Vec<TokenView> {
    let token = |id: &str, name: &str, over: bool| TokenView {
        id: s(id),
        name: s(name),
        scopes: vec![Scope::Lists, Scope::Cases],
        made: at("2026-03-09T01:00:00Z"),
        expires: at("2026-06-07T01:00:00Z"),
        over,
        used: (!over).then(|| at("2026-03-10T01:00:00Z")),
    };
    vec![token("t1", "月报统计", false), token("t2", "热线平台", true)]
}
