//! What is put on record has a fixed form, which older logs are read by.

use dengwen_desk::audit::{Read, Record};

fn reads() -> Vec<(Record, &'static str)> {
    let read = |read| Record::Read { of: "c".to_owned(), person: "p".to_owned(), read };
    vec![
        (read(Read::Case), r#"{"record":"read","of":"c","person":"p","what":"case"}"#),
        (read(Read::Incoming), r#"{"record":"read","of":"c","person":"p","what":"incoming"}"#),
        (
            read(Read::File { file: "f".to_owned() }),
            r#"{"record":"read","of":"c","person":"p","what":"file","file":"f"}"#,
        ),
        (read(Read::Register), r#"{"record":"read","of":"c","person":"p","what":"register"}"#),
        (
            read(Read::FileItself { file: "f".to_owned() }),
            r#"{"record":"read","of":"c","person":"p","what":"file_itself","file":"f"}"#,
        ),
        (
            read(Read::Paper { paper: "1".to_owned(), copy: 2, purpose: None }),
            r#"{"record":"read","of":"c","person":"p","what":"paper","paper":"1","copy":2}"#,
        ),
        (
            read(Read::Paper { paper: "1".to_owned(), copy: 2, purpose: Some("w".to_owned()) }),
            r#"{"record":"read","of":"c","person":"p","what":"paper","paper":"1","copy":2,"purpose":"w"}"#,
        ),
        (read(Read::Whole), r#"{"record":"read","of":"c","person":"p","what":"whole"}"#),
        (
            read(Read::Identity { party: 1, purpose: "w".to_owned() }),
            r#"{"record":"read","of":"c","person":"p","what":"identity","party":1,"purpose":"w"}"#,
        ),
    ]
}

fn at_the_door() -> Vec<(Record, &'static str)> {
    let person = || "o/p".to_owned();
    vec![
        (Record::SignedIn { person: person() }, r#"{"record":"signed_in","person":"o/p"}"#),
        (Record::SignInRefused { person: None }, r#"{"record":"sign_in_refused","person":null}"#),
        (Record::SignedOut { person: person() }, r#"{"record":"signed_out","person":"o/p"}"#),
        (Record::SessionsEnded { person: person() }, r#"{"record":"sessions_ended","person":"o/p"}"#),
        (Record::Proved { person: person() }, r#"{"record":"proved","person":"o/p"}"#),
        (Record::SecondStepMade { person: person() }, r#"{"record":"second_step_made","person":"o/p"}"#),
        (
            Record::SecondStepEnded { person: person(), by: Some("a".to_owned()) },
            r#"{"record":"second_step_ended","person":"o/p","by":"a"}"#,
        ),
        (Record::SpareCodeUsed { person: person() }, r#"{"record":"spare_code_used","person":"o/p"}"#),
        (
            Record::PasskeyMade { person: person(), passkey: "k".to_owned() },
            r#"{"record":"passkey_made","person":"o/p","passkey":"k"}"#,
        ),
        (
            Record::PasskeyEnded { person: person(), passkey: "k".to_owned(), by: Some("a".to_owned()) },
            r#"{"record":"passkey_ended","person":"o/p","passkey":"k","by":"a"}"#,
        ),
        (
            Record::PasskeyUsed { person: person(), passkey: "k".to_owned() },
            r#"{"record":"passkey_used","person":"o/p","passkey":"k"}"#,
        ),
        (
            Record::PasskeyDoubted { person: person(), passkey: "k".to_owned() },
            r#"{"record":"passkey_doubted","person":"o/p","passkey":"k"}"#,
        ),
        (
            Record::TokenMade { person: person(), token: "t".to_owned(), scopes: vec![dengwen_desk::Scope::Lists] },
            r#"{"record":"token_made","person":"o/p","token":"t","scopes":["lists"]}"#,
        ),
        (
            Record::TokenEnded { person: person(), token: "t".to_owned() },
            r#"{"record":"token_ended","person":"o/p","token":"t"}"#,
        ),
        (
            Record::TokenUsed { person: person(), token: "t".to_owned() },
            r#"{"record":"token_used","person":"o/p","token":"t"}"#,
        ),
        (Record::AccountSaved { person: person(), by: None }, r#"{"record":"account_saved","person":"o/p"}"#),
        (
            Record::AccountSaved { person: person(), by: Some("a".to_owned()) },
            r#"{"record":"account_saved","person":"o/p","by":"a"}"#,
        ),
    ]
}

/// A kind that is added does not compile until it stands here, and in the lists above.
fn stands_in_the_lists(record: &Record) {
    match record {
        Record::Read {
            read:
                Read::Case
                | Read::Register
                | Read::Incoming
                | Read::File { .. }
                | Read::FileItself { .. }
                | Read::Paper { .. }
                | Read::Whole
                | Read::Identity { .. },
            ..
        }
        | Record::SignedIn { .. }
        | Record::SignInRefused { .. }
        | Record::SignedOut { .. }
        | Record::SessionsEnded { .. }
        | Record::Proved { .. }
        | Record::SecondStepMade { .. }
        | Record::SecondStepEnded { .. }
        | Record::SpareCodeUsed { .. }
        | Record::PasskeyMade { .. }
        | Record::PasskeyEnded { .. }
        | Record::PasskeyUsed { .. }
        | Record::PasskeyDoubted { .. }
        | Record::TokenMade { .. }
        | Record::TokenEnded { .. }
        | Record::TokenUsed { .. }
        | Record::AccountSaved { .. } => {}
    }
}

#[test]
fn every_kind_of_record_has_its_fixed_form() {
    for (record, text) in reads().into_iter().chain(at_the_door()) {
        stands_in_the_lists(&record);
        assert_eq!(serde_json::to_string(&record).unwrap(), text);
        assert_eq!(serde_json::from_str::<Record>(text).unwrap(), record);
    }
}
