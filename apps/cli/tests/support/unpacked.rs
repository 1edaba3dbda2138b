//! The log of a data folder as it reads unpacked.

use std::{fs, path::Path};

use dengwen_store::{Durability, Store};

/// Lays it beside the database, for those who search all files for a word.
pub(crate) fn lay_log_open(folder: &Path) {
    let laid = async {
        let store = Store::open_sqlite(&folder.join("dengwen.sqlite"), Durability::Full).await.unwrap();
        let mut all = String::new();
        store.every_commit(|commit| all.push_str(&commit.body)).await.unwrap();
        store.close().await;
        fs::write(folder.join("log-unpacked.txt"), all).unwrap();
    };
    std::thread::scope(|scope| scope.spawn(|| tokio::runtime::Runtime::new().unwrap().block_on(laid)).join()).unwrap();
}
