//! What a value is sealed with on its way in: the server's ring, or in the sealed grade the pairs of its case.

use dengwen_regulation::{
    model::{Regulation, Sees},
    value::{Handle, Value},
};
use dengwen_sealing::{Hashed, Hashing, Identity, KeyRing, Place, PublicKey, Sealed, SecretKey, Sort, Token};
use dengwen_store::{KeyPairRow, SealedRow};

use super::{Fresh, case::Admitted, owner, public};
use crate::{desk::Desk, fault::Fault, files::Digests, keys::is_sealed, office::Office, secrets};

/// What a value is sealed with.
#[derive(Debug)]
pub(crate) struct Seals<'a> {
    ring: &'a KeyRing,
    pairs: Option<Pairs>,
}

#[derive(Debug)]
struct Pairs {
    content: (String, PublicKey),
    identity: (String, PublicKey),
    tokens: Option<SecretKey>,
}

impl Seals<'_> {
    /// Seals a text: the value for the log, and the row that holds the sealed bytes.
    pub(crate) fn text(
        &self,
        (stream, path): (&str, &str),
        text: &str,
        sort: Sort,
        is_identity: bool,
    ) -> Result<(Value, SealedRow), Fault> {
        let place = Place::new(stream, path);
        let (sealed, token) = match &self.pairs {
            None => (self.ring.seal(&place, &Identity::new(text), secrets::random()?), self.ring.token(sort, text)),
            Some(pairs) => {
                let token = match &pairs.tokens {
                    Some(secret) if is_identity || sort != Sort::Text => secret.token(sort, text),
                    // It equals nothing.
                    _ => Token(Hashed(secrets::random()?)),
                };
                let (id, key) = if is_identity { &pairs.identity } else { &pairs.content };
                (key.seal_value(id, &place, text.as_bytes(), secrets::random()?)?, token)
            }
        };
        let (handle, row) = kept(sealed, stream, path, Some(token));
        Ok((Value::Sealed(handle), row))
    }

    /// Seals a text by which nothing is to be counted or compared.
    pub(crate) fn plain(&self, stream: &str, path: &str, text: &str) -> Result<(Handle, SealedRow), Fault> {
        let sealed = self.bytes(&Place::new(stream, path), text.as_bytes())?;
        Ok(kept(sealed, stream, path, None))
    }

    /// Seals bytes: a file, its name.
    pub(crate) fn bytes(&self, place: &Place, bytes: &[u8]) -> Result<Sealed, Fault> {
        match &self.pairs {
            None => Ok(self.ring.seal_bytes(place, bytes, secrets::random()?)),
            Some(Pairs { content: (id, key), .. }) => Ok(key.seal_value(id, place, bytes, secrets::random()?)?),
        }
    }

    /// By what a stored file is known: nobody can try out files against it.
    pub(crate) fn digest(&self, digests: Digests) -> String {
        match &self.pairs {
            None => digests.content.to_string(),
            Some(_) => digests.pieces.to_string(),
        }
    }

    /// A keyed hash of bytes that come one after the other.
    pub(crate) fn blind_hashing(&self, purpose: &str) -> Hashing {
        self.ring.blind_hashing(purpose)
    }
}

fn kept(sealed: Sealed, stream: &str, path: &str, token: Option<Token>) -> (Handle, SealedRow) {
    let known = sealed.handle(token);
    let handle = Handle { blob: known.blob.clone(), digest: known.digest, token: known.token };
    let Sealed { key_id, nonce, ciphertext } = sealed;
    let (stream, path) = (stream.to_owned(), path.to_owned());
    (handle, SealedRow { blob: known.blob, stream, path, key_id, nonce: nonce.to_vec(), ciphertext })
}

impl Desk {
    /// The ring alone: for what no case of the sealed grade holds.
    pub(crate) fn ring_seals(&self) -> Seals<'_> {
        Seals { ring: self.keys(), pairs: None }
    }

    /// What values of a stream are sealed with. For a stream that has no pairs yet they are made here, to be written with the
    /// change that begins it.
    pub(crate) async fn seals(
        &self,
        office: &Office,
        regulation: &Regulation,
        stream: &str,
    ) -> Result<(Seals<'_>, Vec<Fresh>), Fault> {
        if !is_sealed(regulation) {
            return Ok((self.ring_seals(), Vec::new()));
        }
        let mut fresh = Vec::new();
        let content = self.own_pair(&owner::content(stream), &mut fresh).await?;
        let identity = self.own_pair(&owner::identity(stream), &mut fresh).await?;
        let key = |pair: &KeyPairRow| -> Result<(String, PublicKey), Fault> { Ok((pair.id.clone(), public(pair)?)) };
        let tokens = self.token_secret(office).await?;
        let pairs = Pairs { content: key(&content)?, identity: key(&identity)?, tokens };
        Ok((Seals { ring: self.keys(), pairs: Some(pairs) }, fresh))
    }

    async fn own_pair(&self, owner: &str, fresh: &mut Vec<Fresh>) -> Result<KeyPairRow, Fault> {
        if let Some(pair) = self.pair_in_use(owner).await? {
            return Ok(pair);
        }
        let made = self.fresh(owner, format!("{owner}#{}", secrets::letters(&secrets::random::<8>()?)))?;
        let row = made.row.clone();
        fresh.push(made);
        Ok(row)
    }

    /// The tokens that a name has where it is sealed: with the ring, and in the session of somebody of the office with the
    /// secret of the staff.
    pub(crate) async fn tokens_of_name(&self, office: &Office, name: &str) -> Result<Vec<String>, Fault> {
        let staff = self.token_secret(office).await?;
        let both = [Sort::Name, Sort::Text];
        let of_ring = both.iter().map(|sort| self.keys().token(*sort, name).to_string());
        let of_staff = both.iter().filter_map(|sort| Some(staff.as_ref()?.token(*sort, name).to_string()));
        Ok(of_ring.chain(of_staff).collect())
    }

    /// The secret of tokens, in the session of somebody of the office.
    async fn token_secret(&self, office: &Office) -> Result<Option<SecretKey>, Fault> {
        if self.held().is_empty() {
            return Ok(None);
        }
        let owner = owner::tokens(&office.id);
        if self.pair_in_use(&owner).await?.is_none() {
            let made = self.fresh(&owner, format!("{owner}#1"))?;
            let staff = Admitted {
                sight: vec![(dengwen_case::Principal::Staff, Sees::All)],
                barred: Vec::new(),
                mailboxes: Vec::new(),
            };
            let work = self.keys_of(office, &owner, &staff, Sees::All, std::slice::from_ref(&made)).await?;
            self.store().key_pair_new(&made.row, &work.put, None).await?;
        }
        match self.pair_in_use(&owner).await? {
            Some(pair) => self.secret(&pair.id).await,
            None => Ok(None),
        }
    }
}
