//! What carries requests to an object store: plain HTTP over connections that are kept, and signatures made in Rust. The
//! library that speaks S3 brings a client and cryptography of its own, in C; neither is built in.

use hmac::{Hmac, KeyInit as _, Mac as _};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::{Client, connect::HttpConnector as Sockets};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use object_store::client::{
    CryptoProvider, DigestAlgorithm, DigestContext, HmacContext, HttpClient, HttpConnector, HttpError, HttpErrorKind,
    HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody, HttpService, Signer, SigningAlgorithm,
};
use object_store::{ClientOptions, Error, Result};
use sha2::{Digest as _, Sha256};
use std::pin::Pin;
use std::time::Duration;
use tokio::time::timeout;

/// How long a connection may take to come about, and an answer to come whole.
const CONNECTING: Duration = Duration::from_secs(3);
const ANSWERING: Duration = Duration::from_secs(30);
/// How long a connection that nobody uses is kept.
const IDLE: Duration = Duration::from_secs(20);

/// Makes clients that speak plain HTTP.
#[derive(Debug)]
pub(super) struct Plain;

impl HttpConnector for Plain {
    fn connect(&self, _: &ClientOptions) -> Result<HttpClient> {
        let mut sockets = Sockets::new();
        sockets.set_connect_timeout(Some(CONNECTING));
        sockets.set_nodelay(true);
        let mut client = Client::builder(TokioExecutor::new());
        let client = client.pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE).build(sockets);
        Ok(HttpClient::new(Wire(client)))
    }
}

#[derive(Debug)]
struct Wire(Client<Sockets, HttpRequestBody>);

/// An answer on its way.
type Answering<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'a>>;

impl HttpService for Wire {
    fn call<'s, 'a>(&'s self, request: HttpRequest) -> Answering<'a>
    where
        's: 'a,
        Self: 'a,
    {
        Box::pin(async move {
            let answer = timeout(ANSWERING, self.answered(request)).await;
            answer.map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?
        })
    }
}

impl Wire {
    /// The whole answer: none is longer than the pieces that lie in one object.
    async fn answered(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = self.0.request(request).await.map_err(|error| {
            let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
            HttpError::new(kind, error)
        })?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error))?;
        Ok(HttpResponse::from_parts(head, HttpResponseBody::from(body.to_bytes())))
    }
}

/// Signatures of requests.
#[derive(Debug)]
pub(super) struct Signing;

impl CryptoProvider for Signing {
    fn digest(&self, algorithm: DigestAlgorithm) -> Result<Box<dyn DigestContext>> {
        match algorithm {
            DigestAlgorithm::Sha256 => Ok(Box::new(Hashing { hash: Sha256::new(), done: Vec::new() })),
            _ => Err(unknown()),
        }
    }

    fn hmac(&self, algorithm: DigestAlgorithm, secret: &[u8]) -> Result<Box<dyn HmacContext>> {
        let mac = <Hmac<Sha256>>::new_from_slice(secret).map_err(|_| unknown())?;
        match algorithm {
            DigestAlgorithm::Sha256 => Ok(Box::new(Macing { mac, done: Vec::new() })),
            _ => Err(unknown()),
        }
    }

    fn sign(&self, _: SigningAlgorithm, _: &[u8]) -> Result<Box<dyn Signer>> {
        Err(unknown())
    }
}

fn unknown() -> Error {
    Error::NotSupported { source: "another algorithm than SHA-256".into() }
}

struct Hashing {
    hash: Sha256,
    done: Vec<u8>,
}

impl DigestContext for Hashing {
    fn update(&mut self, data: &[u8]) {
        self.hash.update(data);
    }

    fn finish(&mut self) -> Result<&[u8]> {
        self.done = self.hash.clone().finalize().to_vec();
        Ok(&self.done)
    }
}

struct Macing {
    mac: Hmac<Sha256>,
    done: Vec<u8>,
}

impl HmacContext for Macing {
    fn update(&mut self, data: &[u8]) {
        self.mac.update(data);
    }

    fn finish(&mut self) -> Result<&[u8]> {
        self.done = self.mac.clone().finalize().into_bytes().to_vec();
        Ok(&self.done)
    }
}
