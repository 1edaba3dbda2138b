//! Sealing of identity: algorithms and formats only.
