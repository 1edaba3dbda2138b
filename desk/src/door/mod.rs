//! The door of the workbench, beside names and passwords themselves: how hard a password is to guess, how long the
//! next try waits, where somebody is signed in.

mod device;
mod passkeys;
mod proof;
mod second_step;
mod sessions;
mod strength;
mod tokens;
mod totp;
mod tries;

pub use device::Device;
pub(crate) use passkeys::Purpose;
pub use passkeys::{FreshAsked, PasskeyAsked, PasskeyView, PasskeysView};
pub use second_step::{SecondStepSetup, SecondStepView};
pub use sessions::SessionView;
pub use strength::{Advice, PASSWORD_CHARACTERS_MIN, Strength};
pub use tokens::{Scope, TokenView};
pub use totp::code_at;
pub use tries::WAIT_MAX;
