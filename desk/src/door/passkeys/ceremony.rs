//! What a browser and an authenticator say, looked at as Web Authentication Level 3 asks (7.1 and 7.2), for one profile: P-256
//! with SHA-256, no attestation, the user verified, nothing from another site's frame.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::address::Address;

/// The number under which COSE knows the one sort of signature.
pub(super) const ES256: i32 = -7;
/// Flags of an authenticator.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const MAY_BE_COPIED: u8 = 0x08;
const IS_COPIED: u8 = 0x10;
const WITH_KEY: u8 = 0x40;
const WITH_EXTENSIONS: u8 = 0x80;
/// A public key of P-256 in the one form that authenticators may write (CTAP 2, canonical CBOR): what stands before and between
/// its two halves.
const KEY_X: [u8; 10] = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
const KEY_Y: [u8; 3] = [0x22, 0x58, 0x20];
/// Bytes of each half.
const HALF: usize = 32;
/// The first byte of a point that is written whole.
const WHOLE: u8 = 4;
/// The longest name that an authenticator may give a key.
const NAME_MAX: usize = 1023;

/// Bytes, as a script sends them.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Bytes(pub(super) Vec<u8>);

impl TryFrom<String> for Bytes {
    type Error = base64::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        URL_SAFE_NO_PAD.decode(text).map(Self)
    }
}

/// What is sent of a fresh passkey.
#[derive(Debug, Deserialize)]
pub(super) struct Fresh {
    pub(super) voucher: String,
    pub(super) client: Bytes,
    pub(super) data: Bytes,
}

/// What is sent in answer to a challenge.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    pub(super) voucher: String,
    pub(super) id: Bytes,
    pub(super) client: Bytes,
    pub(super) data: Bytes,
    pub(super) signature: Bytes,
    pub(super) user: Bytes,
}

/// A fresh passkey.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) credential: Vec<u8>,
    pub(super) public: Vec<u8>,
    pub(super) counter: u32,
}

/// What a browser says of itself and of the page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Client {
    #[serde(rename = "type")]
    sort: String,
    challenge: Bytes,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}

/// A fresh passkey, if all is right with it.
pub(super) fn made(fresh: &Fresh, challenge: &[u8], address: &Address) -> Option<Key> {
    is_ours(&fresh.client, "webauthn.create", challenge, address)?;
    let (flags, counter, rest) = told(&fresh.data, address)?;
    if flags & WITH_KEY == 0 {
        return None;
    }
    let (_model, rest) = rest.split_at_checked(16)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (credential, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let (x, rest) = rest.strip_prefix(&KEY_X)?.split_at_checked(HALF)?;
    let (y, rest) = rest.strip_prefix(&KEY_Y)?.split_at_checked(HALF)?;
    let public = [&[WHOLE], x, y].concat();
    let fits = !credential.is_empty() && credential.len() <= NAME_MAX && ends(flags, rest);
    // The point has to lie on the curve.
    let fits = fits && VerifyingKey::from_sec1_bytes(&public).is_ok();
    fits.then(|| Key { credential: credential.to_vec(), public, counter })
}

/// How often the key has signed, as it says, if the answer is right. Whose key it is, the caller has looked up.
pub(super) fn answered(answer: &Answer, challenge: &[u8], address: &Address, public: &[u8]) -> Option<u32> {
    is_ours(&answer.client, "webauthn.get", challenge, address)?;
    let (flags, counter, rest) = told(&answer.data, address)?;
    if flags & WITH_KEY != 0 || !ends(flags, rest) {
        return None;
    }
    let signed = [answer.data.0.as_slice(), &Sha256::digest(&answer.client.0)].concat();
    let signature = Signature::from_der(&answer.signature.0).ok()?;
    VerifyingKey::from_sec1_bytes(public).ok()?.verify(&signed, &signature).ok()?;
    Some(counter)
}

/// Does the browser answer this challenge, for this, on a page of ours that stands in no frame of others?
fn is_ours(client: &Bytes, sort: &str, challenge: &[u8], address: &Address) -> Option<()> {
    let client: Client = serde_json::from_slice(&client.0).ok()?;
    let ours = client.sort == sort && client.challenge.0 == challenge && client.origin == address.origin();
    (ours && !client.cross_origin && client.top_origin.is_none()).then_some(())
}

/// Flags, counter and the rest of what an authenticator says, if it is bound to our name and has verified its user.
fn told<'d>(data: &'d Bytes, address: &Address) -> Option<(u8, u32, &'d [u8])> {
    let (bound, rest) = data.0.split_at_checked(32)?;
    let (flags, rest) = rest.split_first()?;
    let (counter, rest) = rest.split_first_chunk::<4>()?;
    let copied_against_its_word = flags & MAY_BE_COPIED == 0 && flags & IS_COPIED != 0;
    let fits = bound == Sha256::digest(address.host()).as_slice()
        && flags & (PRESENT | VERIFIED) == PRESENT | VERIFIED
        && !copied_against_its_word;
    fits.then_some((*flags, u32::from_be_bytes(*counter), rest))
}

/// Extensions that nobody asked for are passed over; anything else at the end is refused.
fn ends(flags: u8, rest: &[u8]) -> bool {
    (flags & WITH_EXTENSIONS == 0) == rest.is_empty()
}
