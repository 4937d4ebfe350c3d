//! Proxies: set, in the environment, and those that cannot be used.

mod support;

use std::env;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::thread;

use support::{Seen, Server, Then, answer, closed_port, get, request, settings, until_closed};
use toggl_me_core::{Transport, TransportErrorKind};
use toggl_me_transport_ureq::{ConfigError, UreqTransport};

/// A proxy that opens a tunnel to `target`, whatever it is asked for.
fn tunnel(target: SocketAddr) -> Server {
    Server::raw(move |server, mut client| {
        let asked = server.record(&mut client);
        assert!(asked.line().starts_with("CONNECT "), "{asked:?}");
        client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
        let mut upstream = TcpStream::connect(target).unwrap();
        let (mut up, mut down) = (upstream.try_clone().unwrap(), client.try_clone().unwrap());
        thread::spawn(move || copy(&mut down, &mut up));
        copy(&mut upstream, &mut client);
    })
}

fn copy(from: &mut TcpStream, to: &mut TcpStream) {
    let mut buffer = [0; 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Write);
}

fn refusing() -> Server {
    Server::http(|_, _, wire| {
        wire.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").unwrap();
        Then::Close
    })
}

#[test]
fn a_proxy_is_gone_through() {
    let server = Server::answering(answer("200 OK", "", b"through"));
    let proxy = tunnel(server.address);
    let transport = UreqTransport::builder().proxy(format!("http://seat:el%65ven@{}", proxy.address)).build().unwrap();
    // The name is the proxy's to resolve.
    let response = transport.send(request("PUT", "http://time.invalid/me?a=b", b"{}")).unwrap();
    assert_eq!(response.body(), b"through");
    let asked: Seen = proxy.only();
    assert_eq!(asked.line(), "CONNECT time.invalid:80 HTTP/1.1");
    assert_eq!(asked.header("proxy-authorization"), ["Basic c2VhdDplbGV2ZW4="]);
    assert_eq!(server.only().line(), "PUT /me?a=b HTTP/1.1");
    assert_eq!(server.only().header("proxy-authorization"), [""; 0]);
}

#[test]
fn a_proxy_that_refuses_is_a_failed_connection() {
    let silent = Server::http(|_, _, _| Then::Close);
    let garbled = Server::answering("220 mail.test ESMTP\r\n\r\n");
    for address in [refusing().address, silent.address, garbled.address, closed_port()] {
        let transport = settings().proxy(format!("http://seat:el3ven@{address}")).build().unwrap();
        let error = transport.send(request("POST", "http://time.invalid/70ken", b"{}")).unwrap_err();
        assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Connect, true), "{error:?}");
        let shown = format!("{error} {error:?} {}", error.source().unwrap());
        assert!(!shown.contains("el3ven") && !shown.contains("70ken"), "{shown}");
    }
}

#[test]
fn a_proxy_that_never_answers_is_a_timeout() {
    let proxy = Server::http(|_, _, wire| {
        until_closed(wire);
        Then::Close
    });
    let short = std::time::Duration::from_millis(300);
    let transport = settings().proxy(format!("http://{}", proxy.address)).connect_timeout(short).build().unwrap();
    let error = transport.send(get("http://time.invalid/")).unwrap_err();
    assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Timeout, true), "{error:?}");
}

#[test]
fn a_proxy_that_cannot_be_used_is_refused() {
    for url in [
        "",
        "/",
        "ftp://el3ven.test",
        "socks5://el3ven.test",
        "socks5h://seat:el3ven@proxy.test:1080",
        "socks4://el3ven.test",
        "socks://el3ven.test",
        "http://el3ven.test:99999",
        "http://seat:%FF@el3ven.test",
    ] {
        let builder = settings().proxy(url);
        assert!(!format!("{builder:?}").contains("el3ven"), "{builder:?}");
        let error = builder.build().unwrap_err();
        assert!(matches!(error, ConfigError::Proxy { name: "proxy()", .. }), "{url}: {error:?}");
        assert!(!format!("{error} {error:?}").contains("el3ven"), "{error:?}");
    }
}

#[test]
fn no_password_is_shown() {
    let transport = settings().proxy("http://seat:el3ven@proxy.test:3128").build().unwrap();
    let shown = format!("{transport:?}");
    assert!(shown.starts_with("UreqTransport") && !shown.contains("el3ven") && !shown.contains("seat"), "{shown}");
}

/// Runs the named test of this program once more, as `child`, in an environment that names no proxy but these. Setting
/// variables in one's own process is unsound while threads run.
fn in_environment(test: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(env::current_exe().unwrap());
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    let output = command
        .args(["--exact", test, "--nocapture"])
        .envs(variables.iter().copied())
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{variables:?}: {said}{output:?}");
}

const CHILD: &str = "TRANSPORT_TEST_CHILD";
const SERVER: &str = "TRANSPORT_TEST_SERVER";

#[test]
fn a_proxy_in_the_environment_is_gone_through() {
    if env::var_os(CHILD).is_some() {
        let response = UreqTransport::new().unwrap().send(get("http://time.invalid/")).unwrap();
        assert_eq!(response.body(), b"through");
        return;
    }
    for name in ["ALL_PROXY", "https_proxy", "HTTP_PROXY"] {
        let server = Server::answering(answer("200 OK", "", b"through"));
        let proxy = tunnel(server.address);
        // A variable that is empty is none.
        let variables = [("all_proxy", ""), (name, &format!("http://{}", proxy.address)), ("NO_PROXY", "other.test")];
        in_environment("a_proxy_in_the_environment_is_gone_through", &variables);
        assert_eq!((proxy.seen().len(), server.seen().len()), (1, 1));
    }
}

#[test]
fn a_proxy_in_the_environment_is_gone_past_where_that_is_asked_for() {
    if env::var_os(CHILD).is_some() {
        let url = env::var(SERVER).unwrap();
        let transport = match env::var_os("NO_PROXY") {
            Some(_) => UreqTransport::new().unwrap(),
            None => UreqTransport::builder().no_proxy().build().unwrap(),
        };
        transport.send(get(url)).unwrap();
        return;
    }
    for exception in [Some(("NO_PROXY", "127.0.0.1")), None] {
        let server = Server::answering(answer("200 OK", "", b""));
        let proxy = refusing();
        let mut variables = vec![("ALL_PROXY", proxy.url("")), (SERVER, server.url("/"))];
        variables.extend(exception.map(|(name, value)| (name, value.to_owned())));
        let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, &**value)).collect();
        in_environment("a_proxy_in_the_environment_is_gone_past_where_that_is_asked_for", &variables);
        assert_eq!((proxy.connections(), server.seen().len()), (0, 1));
    }
}

#[test]
fn a_proxy_in_the_environment_that_cannot_be_used_is_refused() {
    if env::var_os(CHILD).is_some() {
        let error = UreqTransport::new().unwrap_err();
        assert!(matches!(error, ConfigError::Proxy { name: "HTTPS_PROXY", .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("el3ven"), "{error:?}");
        UreqTransport::builder().no_proxy().build().unwrap();
        return;
    }
    for url in ["socks5://el3ven.test", "ftp://el3ven.test", "http://", "http://el3ven.test:99999"] {
        // The next variable would do, but was not meant first.
        let variables = [("HTTPS_PROXY", url), ("HTTP_PROXY", "http://proxy.test")];
        in_environment("a_proxy_in_the_environment_that_cannot_be_used_is_refused", &variables);
    }
}
