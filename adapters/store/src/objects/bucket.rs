//! A bucket of an S3-compatible store, over `object_store`.

use super::Address;
use super::wire::{Plain, Signing};
use crate::error::{Result, StoreError};
use futures_util::{StreamExt as _, stream::BoxStream};
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::path::Path;
use object_store::{BackoffConfig, Error, ObjectMeta, ObjectStore as _, ObjectStoreExt as _, RetryConfig};
use std::error::Error as _;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// How often a request is tried again, and for how long in all: somebody waits for it.
const TRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// How many names are handed on at a time.
const PAGE: usize = 500;

/// A bucket that can be reached. Keys are read from the environment and are in no message.
pub(super) struct Bucket {
    s3: AmazonS3,
    prefix: String,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({})", self.s3)
    }
}

impl Bucket {
    /// Reads the keys; asks nobody yet.
    pub(super) fn open(address: &Address) -> Result<Self> {
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(&address.bucket);
        if let Some(endpoint) = &address.endpoint {
            builder = builder.with_config(AmazonS3ConfigKey::S3Endpoint, endpoint);
        }
        if let Some(region) = &address.region {
            builder = builder.with_region(region);
        }
        let named = [AmazonS3ConfigKey::S3Endpoint, AmazonS3ConfigKey::Endpoint];
        let endpoint = named.iter().find_map(|key| builder.get_config_value(key));
        if !endpoint.is_some_and(|endpoint| endpoint.starts_with("http://")) {
            let why = "it is reached over plain HTTP alone: name it as `s3://BUCKET?endpoint=http://HOST:PORT`; \
                       https is the work of a proxy beside this server";
            return Err(StoreError::Objects(why.to_owned()));
        }
        let backoff = BackoffConfig { init_backoff: PAUSE, max_backoff: PAUSE_MAX, base: 2. };
        let retry = RetryConfig { backoff, max_retries: TRIES, retry_timeout: PATIENCE };
        let builder = builder.with_retry(retry).with_http_connector(Plain).with_crypto_provider(Arc::new(Signing));
        // Not every store can delete many objects with one request.
        let s3 = builder.with_disable_bulk_delete(true).build().map_err(|error| StoreError::Objects(told(&error)))?;
        Ok(Self { s3, prefix: address.prefix.clone() })
    }

    pub(super) async fn put(&self, object: &str, bytes: Vec<u8>) -> Result<()> {
        self.s3.put(&self.path(object), bytes.into()).await.map(|_| ()).map_err(away)
    }

    /// These bytes of an object; it must be there and have them all.
    pub(super) async fn get(&self, object: &str, range: Range<u64>) -> Result<Vec<u8>> {
        match self.s3.get_range(&self.path(object), range).await {
            Ok(bytes) => Ok(bytes.into()),
            Err(Error::NotFound { .. }) => Err(StoreError::ObjectGone(object.to_owned())),
            Err(error) => Err(away(error)),
        }
    }

    /// Takes an object away; well if there is none.
    pub(super) async fn remove(&self, object: &str) -> Result<()> {
        match self.s3.delete(&self.path(object)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(away(error)),
        }
    }

    /// When an object was last written, in seconds, by the clock of the store that has it.
    pub(super) async fn written_at(&self, object: &str) -> Result<i64> {
        self.s3.head(&self.path(object)).await.map(|head| head.last_modified.timestamp()).map_err(away)
    }

    /// All objects of a folder.
    pub(super) fn listing(&self, folder: &str) -> Listing {
        let all = self.s3.list(Some(&self.path(folder))).fuse().boxed();
        Listing { all, prefix: self.prefix.clone() }
    }

    fn path(&self, object: &str) -> Path {
        Path::from(format!("{}{object}", self.prefix))
    }
}

/// Objects of a folder, some at a time.
pub(super) struct Listing {
    all: BoxStream<'static, object_store::Result<ObjectMeta>>,
    prefix: String,
}

impl Listing {
    /// The next: names, and when each was written, in seconds. Nothing after the last.
    pub(super) async fn next(&mut self) -> Result<Vec<(String, i64)>> {
        let mut page = Vec::new();
        while page.len() < PAGE {
            let Some(one) = self.all.next().await else { break };
            let one = one.map_err(away)?;
            let path = one.location.to_string();
            let name = path.strip_prefix(&self.prefix).unwrap_or(&path).to_owned();
            page.push((name, one.last_modified.timestamp()));
        }
        Ok(page)
    }
}

fn away(error: Error) -> StoreError {
    StoreError::ObjectsAway(told(&error).into())
}

/// What went wrong. Of what the store itself says only the code: the rest of an answer may tell how a request was signed.
fn told(error: &Error) -> String {
    let (all, mut innermost) = (error.to_string(), error.source());
    while let Some(inner) = innermost.and_then(|one| one.source()) {
        innermost = Some(inner);
    }
    let text = |part: Option<&str>| part.unwrap_or_default().trim().to_owned();
    let code = all.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map(|(code, _)| code);
    match code {
        Some(code) => format!("{} {}", text(all.split('<').next()), text(Some(code))),
        None => match innermost.map(ToString::to_string).filter(|inner| !all.contains(inner)) {
            Some(inner) => format!("{}: {}", text(all.split('<').next()), text(inner.split('<').next())),
            None => text(all.split('<').next()),
        },
    }
}

/// What nobody guesses.
pub(super) fn random() -> Result<[u8; super::NAME]> {
    let mut bytes = [0; super::NAME];
    getrandom::fill(&mut bytes).map_err(|why| StoreError::Fault(why.into()))?;
    Ok(bytes)
}
