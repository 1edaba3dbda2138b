//! One connection that is kept open, as a browser keeps one.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response, StatusCode,
    body::Incoming,
    client::conn::http1::{SendRequest, handshake},
    header,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How long an answer may take at most.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection.
#[derive(Debug)]
pub(crate) struct Client {
    sender: SendRequest<Full<Bytes>>,
    server: String,
}

/// An answer, and how long it took to its last byte.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) cookies: Vec<String>,
    pub(crate) body: Bytes,
    pub(crate) took: Duration,
}

impl Client {
    /// Opens it.
    pub(crate) async fn open(server: &str) -> Result<Self, String> {
        let stream = TcpStream::connect(server).await.map_err(|why| format!("{server}: {why}"))?;
        stream.set_nodelay(true).map_err(|why| why.to_string())?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|why| why.to_string())?;
        tokio::spawn(connection);
        Ok(Self { sender, server: server.to_owned() })
    }

    /// Asks and waits for the whole answer.
    pub(crate) async fn ask(&mut self, mut request: Request<Full<Bytes>>) -> Result<Answer, String> {
        let host = header::HeaderValue::from_str(&self.server).map_err(|why| why.to_string())?;
        request.headers_mut().insert(header::HOST, host);
        let begun = Instant::now();
        let asked = async {
            self.sender.ready().await?;
            let response: Response<Incoming> = self.sender.send_request(request).await?;
            let (parts, body) = response.into_parts();
            Ok::<_, hyper::Error>((parts, body.collect().await?.to_bytes()))
        };
        let answer = tokio::time::timeout(PATIENCE, asked).await.map_err(|_| "no answer in time".to_owned())?;
        let (parts, body) = answer.map_err(|why| why.to_string())?;
        let cookies = parts.headers.get_all(header::SET_COOKIE).iter();
        let pair = |cookie: &header::HeaderValue| Some(cookie.to_str().ok()?.split(';').next()?.to_owned());
        Ok(Answer { status: parts.status, cookies: cookies.filter_map(pair).collect(), body, took: begun.elapsed() })
    }

    /// Signs somebody in, and gives the cookies of the session.
    pub(crate) async fn sign_in(&mut self, login: &str, password: &str) -> Result<String, String> {
        let form = format!("login={login}&password={password}");
        let request = Request::post("/desk/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::new(Bytes::from(form)));
        let answer = self.ask(request.map_err(|why| why.to_string())?).await?;
        if !answer.status.is_redirection() {
            return Err(format!("{login} was not let in: {}", answer.status));
        }
        Ok(answer.cookies.join("; "))
    }
}
