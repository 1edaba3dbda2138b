//! The audit log as an office uses it: the key that signs, checkpoints for others to keep, statements for those who
//! handed something in, and what is put on record beside the acts of cases.

mod checkpoints;
mod key;
mod looks;
mod receivers;
mod record;
mod sending;
mod statement;

pub use checkpoints::{Checkpoints, Kept, checkpoint_in};
pub use key::{log_key, log_key_kept};
pub use looks::{LookLine, LooksView};
pub use receivers::Receiver;
pub use record::{Read, Record, Recorded, SORTS};
pub use sending::{Arrived, Delivery, Failing, Sending, deliveries};
pub use statement::{Checked, Proven, Verdict};

pub(crate) use looks::CAME_IN;
