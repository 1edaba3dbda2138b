//! Whatever is typed as a receipt code is read or refused; what is read is read the same way again.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

use dengwen_sealing::ReceiptCode;

#[test]
fn no_receipt_code_makes_the_reader_panic() {
    let seen = mutate::run("code", mutate::corpus("code"), |bytes| {
        if let Ok(code) = String::from_utf8_lossy(bytes).parse::<ReceiptCode>() {
            let again: ReceiptCode = code.expose().parse().unwrap();
            assert_eq!(again.expose(), code.expose());
        }
    });
    assert!(seen > 1000);
}
