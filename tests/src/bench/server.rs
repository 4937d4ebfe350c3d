//! A server that costs almost nothing: one read, one write, and responses made beforehand.

use std::env;
use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;

use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::data;

/// The variable that makes one of our programs the server: `http` or `https`.
const ROLE: &str = "TOGGL_ME_BENCH_SERVER";

/// A running server, which ends with its owner.
#[derive(Debug)]
pub struct Server {
    /// The origin: `http://127.0.0.1:PORT` or `https://127.0.0.1:PORT`.
    pub origin: String,
    /// The certificate to trust, in PEM; empty without TLS.
    pub certificate: String,
    process: Option<Child>,
}

impl Server {
    /// Starts a server in a process of its own, so that no count of this process includes it.
    ///
    /// The program's `main` must call [`serve_if_asked`] first.
    pub fn process(scheme: &str) -> io::Result<Server> {
        let mut child =
            Command::new(env::current_exe()?).env(ROLE, scheme).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut lines = BufReader::new(output).lines();
        let origin = lines.next().ok_or(io::ErrorKind::UnexpectedEof)??;
        let mut certificate = String::new();
        for line in lines {
            certificate = certificate + &line? + "\n";
            if certificate.contains("END CERTIFICATE") || certificate == "\n" {
                break;
            }
        }
        Ok(Server { origin, certificate: certificate.trim_start().to_owned(), process: Some(child) })
    }

    /// Starts a server without TLS in threads of this process.
    pub fn threads() -> io::Result<Server> {
        let (origin, certificate) = start("http")?;
        Ok(Server { origin, certificate, process: None })
    }

    /// Returns the base URL for a client.
    pub fn base_url(&self) -> String {
        format!("{}/api/v9", self.origin)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // Otherwise it has ended by itself.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// Becomes the server, until its standard input ends, where the environment says so.
pub fn serve_if_asked() {
    let Ok(scheme) = env::var(ROLE) else { return };
    let (origin, certificate) = start(&scheme).expect("a server on the loopback interface");
    println!("{origin}\n{}", certificate.trim_end());
    let _ = io::copy(&mut io::stdin(), &mut io::sink());
    std::process::exit(0);
}

/// Returns the origin and the certificate in PEM.
fn start(scheme: &str) -> io::Result<(String, String)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let origin = format!("{scheme}://{}", listener.local_addr()?);
    let (config, certificate) = if scheme == "https" {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).map_err(io::Error::other)?;
        let (pem, chain) = (made.cert.pem(), vec![CertificateDer::from(made.cert)]);
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key.into()))
            .map_err(io::Error::other)?;
        (Some(Arc::new(config)), pem)
    } else {
        (None, String::new())
    };
    let responses = Arc::new(Responses { me: response(&data::me()), projects: response(&data::projects(1_000)) });
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (responses, config) = (responses.clone(), config.clone());
            thread::spawn(move || {
                // A client that disconnects is not an error.
                let _ = connection(stream, config, &responses);
            });
        }
    });
    Ok((origin, certificate))
}

fn connection(stream: TcpStream, config: Option<Arc<ServerConfig>>, responses: &Responses) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match config {
        Some(config) => {
            let connection = ServerConnection::new(config).map_err(io::Error::other)?;
            converse(StreamOwned::new(connection, stream), responses)
        }
        None => converse(stream, responses),
    }
}

struct Responses {
    me: Vec<u8>,
    projects: Vec<u8>,
}

fn converse(mut stream: impl Read + Write, responses: &Responses) -> io::Result<()> {
    let mut request = [0; 4096];
    let mut length = 0;
    loop {
        match stream.read(&mut request[length..])? {
            0 => return Ok(()),
            more => length += more,
        }
        if request[..length].ends_with(b"\r\n\r\n") {
            let asked = request[..length].split(|byte| *byte == b' ').nth(1).unwrap_or_default();
            stream.write_all(if asked.ends_with(b"/projects") { &responses.projects } else { &responses.me })?;
            length = 0;
        }
    }
}

/// Returns a complete response with the headers of the real server.
fn response(body: &str) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\
         Date: Mon, 02 Nov 2026 09:12:33 GMT\r\nX-Toggl-Request-Id: 4b0c7d5e6f1a2b3c4d5e6f7a8b9c0d1e\r\n\
         X-Toggl-Quota-Remaining: 28\r\nX-Toggl-Quota-Resets-In: 3471\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}
