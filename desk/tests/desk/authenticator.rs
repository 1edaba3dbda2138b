//! An authenticator in software: it makes passkeys and signs with them, and says what a test wants it to say.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(dead_code, reason = "each test file uses its part")]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Flags: somebody is there, and was verified.
pub(crate) const SEEN: u8 = 0x01;
pub(crate) const VERIFIED: u8 = 0x05;

/// A browser with an authenticator that holds one key.
#[derive(Clone)]
pub(crate) struct Authenticator {
    key: SigningKey,
    credential: Vec<u8>,
    /// Whose it says it is.
    pub(crate) owner: Vec<u8>,
    /// How often it says it has signed.
    pub(crate) counter: u32,
    /// On whose page the browser says it is.
    pub(crate) origin: String,
    /// To which name it says it is bound.
    pub(crate) host: String,
    pub(crate) flags: u8,
    /// The page stands in a frame of another site.
    pub(crate) framed: bool,
    /// What it signs in place of what was asked.
    pub(crate) challenge: Option<String>,
}

fn coded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn text(of: &Value, path: &str) -> String {
    of.pointer(path).and_then(Value::as_str).unwrap().to_owned()
}

impl Authenticator {
    /// On the pages of this address; each seed is another key.
    pub(crate) fn on(origin: &str, seed: u8) -> Self {
        let host = origin.split("://").nth(1).unwrap().split(':').next().unwrap().to_owned();
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            credential: vec![seed; 16],
            owner: Vec::new(),
            counter: 0,
            origin: origin.to_owned(),
            host,
            flags: VERIFIED,
            framed: false,
            challenge: None,
        }
    }

    fn client(&self, sort: &str, asked: &Value) -> String {
        let challenge = self.challenge.clone().unwrap_or_else(|| text(asked, "/challenge"));
        json!({"type": sort, "challenge": challenge, "origin": self.origin, "crossOrigin": self.framed}).to_string()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        [Sha256::digest(&self.host).as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// Makes a passkey: what a script would send.
    pub(crate) fn makes(&mut self, asked: &impl Serialize) -> String {
        let asked = &serde_json::to_value(asked).unwrap();
        self.owner = URL_SAFE_NO_PAD.decode(text(asked, "/fresh/owner")).unwrap();
        let point = self.key.verifying_key().to_sec1_point(false);
        let key = [
            &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..],
            point.x().unwrap(),
            &[0x22, 0x58, 0x20],
            point.y().unwrap(),
        ]
        .concat();
        let length = u16::try_from(self.credential.len()).unwrap().to_be_bytes();
        let data = [self.data(self.flags | 0x40).as_slice(), &[0; 16], &length, &self.credential, &key].concat();
        let client = self.client("webauthn.create", asked);
        json!({"voucher": text(asked, "/voucher"), "client": coded(client.as_bytes()), "data": coded(&data)})
            .to_string()
    }

    /// Signs: what a script would send.
    pub(crate) fn signs(&mut self, asked: &impl Serialize) -> String {
        self.counter += 1;
        self.signs_uncounted(asked)
    }

    /// Signs without counting.
    pub(crate) fn signs_uncounted(&self, asked: &impl Serialize) -> String {
        let asked = &serde_json::to_value(asked).unwrap();
        let (client, data) = (self.client("webauthn.get", asked), self.data(self.flags));
        let signature: Signature = self.key.sign(&[data.as_slice(), &Sha256::digest(&client)].concat());
        json!({
            "voucher": text(asked, "/voucher"),
            "id": coded(&self.credential),
            "client": coded(client.as_bytes()),
            "data": coded(&data),
            "signature": coded(signature.to_der().as_bytes()),
            "user": coded(&self.owner),
        })
        .to_string()
    }
}
