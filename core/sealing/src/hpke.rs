//! HPKE (RFC 9180), mode base, single shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

const VERSION: &[u8] = b"HPKE-v1";
/// `KEM` and the number of DHKEM(X25519, HKDF-SHA256).
const KEM: &[u8] = b"KEM\x00\x20";
/// `HPKE` and the numbers of KEM, KDF and AEAD.
const SUITE: &[u8] = b"HPKE\x00\x20\x00\x01\x00\x03";
/// Length of the encapsulated key that stands before the ciphertext.
pub(crate) const ENCAPSULATED: usize = 32;

type Secret<const N: usize> = Zeroizing<[u8; N]>;

fn extract(suite: &[u8], salt: &[u8], label: &[u8], input: &[u8]) -> Secret<32> {
    let whole = Zeroizing::new([VERSION, suite, label, input].concat());
    Zeroizing::new(Hkdf::<Sha256>::extract(Some(salt), &whole).0.into())
}

fn expand<const N: usize>(suite: &[u8], key: &[u8; 32], label: &[u8], info: &[u8]) -> Secret<N> {
    let mut out = Zeroizing::new([0; N]);
    let length = u16::try_from(N).unwrap_or(u16::MAX).to_be_bytes();
    let whole = [&length, VERSION, suite, label, info].concat();
    // Neither can fail: the key is as long as the hash, and no output is longer than 255 hashes.
    if let Ok(hkdf) = Hkdf::<Sha256>::from_prk(key) {
        let _never = hkdf.expand(&whole, &mut *out);
    }
    out
}

/// The key pair that follows from 32 or more random bytes.
pub(crate) fn derive(seed: &[u8]) -> StaticSecret {
    let key = extract(KEM, b"", b"dkp_prk", seed);
    StaticSecret::from(*expand::<32>(KEM, &key, b"sk", b""))
}

/// The secret that both sides share; none for a public key that is no good.
fn shared(secret: &StaticSecret, theirs: &PublicKey, encapsulated: &[u8], recipient: &PublicKey) -> Option<Secret<32>> {
    let agreed = secret.diffie_hellman(theirs);
    if !agreed.was_contributory() {
        return None;
    }
    let key = extract(KEM, b"", b"eae_prk", agreed.as_bytes());
    Some(expand(KEM, &key, b"shared_secret", &[encapsulated, recipient.as_bytes()].concat()))
}

fn schedule(shared: &[u8; 32], info: &[u8]) -> (Secret<32>, Secret<12>) {
    let named = extract(SUITE, b"", b"psk_id_hash", b"");
    let informed = extract(SUITE, b"", b"info_hash", info);
    let context = [&[0][..], &*named, &*informed].concat();
    let secret = extract(SUITE, shared, b"secret", b"");
    (expand(SUITE, &secret, b"key", &context), expand(SUITE, &secret, b"base_nonce", &context))
}

/// Seals: the encapsulated key, then the ciphertext. `seed` is 32 random bytes, never used twice.
pub(crate) fn seal(to: &PublicKey, info: &[u8], aad: &[u8], bytes: &[u8], seed: &[u8]) -> Option<Vec<u8>> {
    let own = derive(seed);
    let encapsulated = PublicKey::from(&own);
    let shared = shared(&own, to, encapsulated.as_bytes(), to)?;
    let (key, nonce) = schedule(&shared, info);
    let cipher = ChaCha20Poly1305::new(&Key::from(*key));
    let sealed = cipher.encrypt(&Nonce::from(*nonce), Payload { msg: bytes, aad }).ok()?;
    Some([encapsulated.as_bytes(), sealed.as_slice()].concat())
}

/// Opens what was sealed.
pub(crate) fn open(by: &StaticSecret, info: &[u8], aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (encapsulated, ciphertext) = sealed.split_first_chunk::<ENCAPSULATED>()?;
    let theirs = PublicKey::from(*encapsulated);
    let shared = shared(by, &theirs, encapsulated, &PublicKey::from(by))?;
    let (key, nonce) = schedule(&shared, info);
    let cipher = ChaCha20Poly1305::new(&Key::from(*key));
    cipher.decrypt(&Nonce::from(*nonce), Payload { msg: ciphertext, aad }).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.chars().map(|one| u8::try_from(one.to_digit(16).unwrap()).unwrap()).collect();
        digits.chunks(2).map(|two| two[0] * 16 + two[1]).collect()
    }

    /// RFC 9180, appendix A.2.1.
    #[test]
    fn the_vectors_of_the_standard_hold() {
        let info = hex("4f6465206f6e2061204772656369616e2055726e");
        let sender = hex("909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b");
        let recipient = hex("1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df");
        let encapsulated = hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
        let by = derive(&recipient);
        assert_eq!(by.to_bytes().to_vec(), hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"));
        let to = PublicKey::from(&by);
        assert_eq!(to.as_bytes().to_vec(), hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"));
        let text = b"Beauty is truth, truth beauty";
        let sealed = seal(&to, &info, b"Count-0", text, &sender).unwrap();
        let ciphertext = "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28";
        assert_eq!(sealed, [encapsulated, hex(ciphertext)].concat());
        assert_eq!(*open(&by, &info, b"Count-0", &sealed).unwrap(), text);
    }

    #[test]
    fn a_public_key_that_gives_nothing_away_is_refused() {
        assert!(seal(&PublicKey::from([0; 32]), b"", b"", b"text", &[1; 32]).is_none());
        assert!(open(&derive(&[1; 32]), b"", b"", &[0; 64]).is_none());
        assert!(open(&derive(&[1; 32]), b"", b"", &[0; 8]).is_none());
    }
}
