//! Tests of proxies: those that are set, those of the environment, those that cannot be used, and the requests that
//! must not go through one.

mod support;

use std::env;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::thread;

use http::Request;
use support::{Authority, Server, Then, assert_failed, get, request, response, settings, shown};
use toggl_me_core::{Transport, TransportErrorKind};
use toggl_me_transport_ureq::ureq::{self, Agent};
use toggl_me_transport_ureq::{ConfigError, UreqTransport};

/// Starts a proxy that opens a tunnel to `target`, whatever it is asked for.
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

/// Starts a proxy that refuses everybody.
fn refusing() -> Server {
    Server::http(|_, _, wire| {
        wire.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").unwrap();
        Then::Close
    })
}

fn with_credentials(url: impl AsRef<str>) -> Request<Vec<u8>> {
    let mut request = get(url);
    request.headers_mut().insert("authorization", "Basic 5ecret".parse().unwrap());
    request
}

#[test]
fn a_proxy_is_used() {
    let authority = Authority::new();
    let server = Server::tls(
        authority.issue(|parameters| parameters.subject_alt_names = vec![support::dns("time.invalid")]),
        |_, _, wire| {
            wire.write_all(&response("200 OK", "", b"through")).unwrap();
            Then::KeepOpen
        },
    );
    let proxy = tunnel(server.address);
    let transport = settings().root_certificates_pem(authority.pem());
    let transport = transport.proxy(format!("http://seat:el%65ven@{}", proxy.address)).build().unwrap();
    // The proxy resolves the name.
    let mut sent = request("PUT", "https://time.invalid/me?a=b", b"{}");
    sent.headers_mut().insert("authorization", "Basic 5ecret".parse().unwrap());
    assert_eq!(transport.send(sent).unwrap().body(), b"through");
    let asked = proxy.only();
    assert_eq!(asked.line(), "CONNECT time.invalid:443 HTTP/1.1");
    assert_eq!(asked.header("proxy-authorization"), ["Basic c2VhdDplbGV2ZW4="]);
    assert!(!asked.head.contains("5ecret"), "{asked:?}");
    assert_eq!(server.only().line(), "PUT /me?a=b HTTP/1.1");
    assert_eq!(server.only().header("authorization"), ["Basic 5ecret"]);
    assert_eq!(server.only().header("proxy-authorization"), [""; 0]);
}

#[test]
fn a_proxy_over_tls_is_used() {
    let authority = Authority::new();
    let server = Server::responding(response("200 OK", "", b"through"));
    let target = server.address;
    let proxy = Server::tls(authority.issue(|_| {}), move |_, _, wire| {
        wire.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
        let mut upstream = TcpStream::connect(target).unwrap();
        let mut buffer = [0; 1024];
        let read = wire.read(&mut buffer).unwrap();
        upstream.write_all(&buffer[..read]).unwrap();
        let read = upstream.read(&mut buffer).unwrap();
        wire.write_all(&buffer[..read]).unwrap();
        Then::Close
    });
    let transport = settings().root_certificates_pem(authority.pem());
    let transport = transport.proxy(format!("https://localhost:{}", proxy.address.port())).build().unwrap();
    let response = transport.with_unencrypted_proxying().send(get("http://time.invalid/")).unwrap();
    assert_eq!(response.body(), b"through");
}

#[test]
fn plain_http_does_not_go_through_a_proxy() {
    let server = Server::responding(response("200 OK", "", b""));
    let proxy = tunnel(server.address);
    let own = settings().proxy(proxy.url("")).build().unwrap();
    let agent = Agent::config_builder().proxy(Some(ureq::Proxy::new(&proxy.url("")).unwrap())).build();
    for transport in [own, UreqTransport::from_agent(agent.into())] {
        for url in
            ["http://time.invalid/70ken", "HTTP://time.invalid/70ken", &server.url("/70ken"), "http://localhost/"]
        {
            let error = transport.send(with_credentials(url)).unwrap_err();
            assert_failed(&error, TransportErrorKind::Other, true);
            assert!(error.to_string().contains("the proxy would read"), "{error}");
            assert!(!shown(&error).contains("5ecret") && !shown(&error).contains("70ken"), "{error:?}");
        }
        assert_eq!((proxy.connections(), server.connections()), (0, 0));
    }
}

#[test]
fn plain_http_goes_through_a_proxy_where_permitted() {
    let server = Server::responding(response("200 OK", "", b"through"));
    let proxy = tunnel(server.address);
    let own = settings().proxy(proxy.url("")).build().unwrap();
    let agent = Agent::config_builder().proxy(Some(ureq::Proxy::new(&proxy.url("")).unwrap())).build();
    for transport in [own, UreqTransport::from_agent(agent.into())] {
        let response = transport.with_unencrypted_proxying().send(get("http://time.invalid/")).unwrap();
        assert_eq!(response.body(), b"through");
    }
    assert_eq!((proxy.connections(), server.seen().len()), (2, 2));
}

#[test]
fn an_unusable_proxy_is_refused() {
    for url in [
        "",
        "/",
        "ftp://el3ven.test",
        "socks5://el3ven.test",
        "socks5h://seat:el3ven@proxy.test:1080",
        "http://el3ven.test:99999",
        "http://seat:%FF@el3ven.test",
        "http=el3ven:1",
        "DIRECT",
        "http://el3ven/proxy.pac",
        "http://seat:el3/ven@proxy.test:1",
        "http://seat#el3ven@proxy.test:1",
    ] {
        let builder = settings().proxy(url);
        assert!(!format!("{builder:?}").contains("el3"), "{builder:?}");
        let error = builder.build().unwrap_err();
        assert!(matches!(error, ConfigError::Proxy { name: "proxy()", .. }), "{url}: {error:?}");
        assert!(!format!("{error} {error:?}").contains("el3"), "{error:?}");
    }
}

#[test]
fn no_password_is_shown() {
    let transport = settings().proxy("http://seat:el3ven@proxy.test:3128").build().unwrap();
    let shown = format!("{transport:?}");
    assert!(shown.starts_with("UreqTransport") && !shown.contains("el3ven") && !shown.contains("seat"), "{shown}");
}

/// Runs the named test of this program once more, as a child process in an environment that names no proxy but these.
/// Setting variables in one's own process is unsound while threads run.
fn in_environment(test: &str, variables: &[(&str, &str)]) {
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, OsString::from(value))).collect();
    in_raw_environment(test, &variables);
}

fn in_raw_environment(test: &str, variables: &[(&str, OsString)]) {
    let mut command = Command::new(env::current_exe().unwrap());
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    let output = command
        .args(["--exact", test, "--nocapture"])
        .envs(variables.iter().cloned())
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{variables:?}: {said}{output:?}");
}

const CHILD: &str = "TRANSPORT_TEST_CHILD";
const SERVER: &str = "TRANSPORT_TEST_SERVER";

/// Returns a transport of each kind, with the proxy of the environment.
fn both() -> [UreqTransport; 2] {
    [UreqTransport::new().unwrap(), UreqTransport::from_agent(Agent::new_with_defaults())]
}

#[test]
fn a_proxy_of_the_environment_is_used() {
    if env::var_os(CHILD).is_some() {
        for transport in both() {
            let response = transport.with_unencrypted_proxying().send(get("http://time.invalid/")).unwrap();
            assert_eq!(response.body(), b"through");
        }
        return;
    }
    for name in ["ALL_PROXY", "https_proxy", "HTTP_PROXY"] {
        let server = Server::responding(response("200 OK", "", b"through"));
        let proxy = tunnel(server.address);
        // An empty variable counts as unset.
        let url = format!("http://se%40t:el%2Fv%23n@{}/", proxy.address);
        let variables = [("all_proxy", ""), (name, &url), ("NO_PROXY", "other.test")];
        in_environment("a_proxy_of_the_environment_is_used", &variables);
        assert_eq!((proxy.seen().len(), server.seen().len()), (2, 2));
        for seen in proxy.seen() {
            // printf '%s' 'se@t:el/v#n' | base64
            assert_eq!(seen.header("proxy-authorization"), ["Basic c2VAdDplbC92I24="]);
        }
    }
}

#[test]
fn a_proxy_of_the_environment_gets_nothing_unencrypted() {
    if env::var_os(CHILD).is_some() {
        for transport in both() {
            let error = transport.send(with_credentials("http://time.invalid/")).unwrap_err();
            assert_failed(&error, TransportErrorKind::Other, true);
        }
        return;
    }
    for name in ["ALL_PROXY", "HTTP_PROXY"] {
        let proxy = refusing();
        in_environment("a_proxy_of_the_environment_gets_nothing_unencrypted", &[(name, &proxy.url(""))]);
        assert_eq!(proxy.connections(), 0);
    }
}

#[test]
fn a_proxy_of_the_environment_gets_no_loopback_host() {
    if env::var_os(CHILD).is_some() {
        let port = env::var(SERVER).unwrap();
        for host in ["127.0.0.1", "localhost", "LOCALHOST"] {
            for transport in both() {
                for _ in 0..2 {
                    transport.send(with_credentials(format!("http://{host}:{port}/"))).unwrap();
                }
                // This holds even where everything may go through the proxy, and over TLS, which this server does not
                // speak.
                let transport = transport.with_unencrypted_proxying();
                transport.send(get(format!("http://{host}:{port}/"))).unwrap();
                transport.send(get(format!("https://{host}:{port}/"))).unwrap_err();
            }
        }
        return;
    }
    for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"] {
        let server =
            Server::raw(|server, mut stream| server.respond_to_all(&mut stream, &response("200 OK", "", b"{}")));
        let proxy = refusing();
        let port = server.address.port().to_string();
        let variables = [(name, &*proxy.url("")), (SERVER, &port)];
        in_environment("a_proxy_of_the_environment_gets_no_loopback_host", &variables);
        assert_eq!((proxy.connections(), server.seen().len()), (0, 18));
    }
}

#[test]
fn hosts_in_no_proxy_bypass_the_proxy() {
    if env::var_os(CHILD).is_some() {
        let error = UreqTransport::new().unwrap().send(get("http://time.invalid/")).unwrap_err();
        assert_failed(&error, TransportErrorKind::Connect, true);
        assert!(error.to_string().contains("the server's name was not found"), "{error}");
        return;
    }
    for (name, hosts) in [
        ("NO_PROXY", "time.invalid"),
        ("no_proxy", "TIME.invalid"),
        ("NO_PROXY", "other.test, time.invalid"),
        ("NO_PROXY", "other.test time.invalid ,"),
        ("NO_PROXY", ".invalid"),
        ("NO_PROXY", "*"),
    ] {
        let proxy = refusing();
        let mut variables = vec![("ALL_PROXY", proxy.url("")), (name, hosts.to_owned())];
        // On Windows they are one variable.
        if name == "no_proxy" && !cfg!(windows) {
            variables.push(("NO_PROXY", String::new()));
        }
        let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, &**value)).collect();
        in_environment("hosts_in_no_proxy_bypass_the_proxy", &variables);
        assert_eq!(proxy.connections(), 0);
    }
}

#[test]
fn a_proxy_of_the_environment_is_bypassed_on_request() {
    if env::var_os(CHILD).is_some() {
        let transport = UreqTransport::builder().no_proxy().build().unwrap();
        let error = transport.send(get("http://time.invalid/")).unwrap_err();
        assert_failed(&error, TransportErrorKind::Connect, true);
        return;
    }
    let proxy = refusing();
    let variables = [("ALL_PROXY", &*proxy.url(""))];
    in_environment("a_proxy_of_the_environment_is_bypassed_on_request", &variables);
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn an_unusable_proxy_of_the_environment_is_refused() {
    if env::var_os(CHILD).is_some() {
        let error = UreqTransport::new().unwrap_err();
        assert!(matches!(error, ConfigError::Proxy { name: "HTTPS_PROXY", .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("el3ven"), "{error:?}");
        UreqTransport::builder().no_proxy().build().unwrap();
        return;
    }
    for url in
        ["socks5://el3ven.test", "ftp://el3ven.test", "http://", "http://el3ven.test:99999", "http=el3ven:1", "DIRECT"]
    {
        // The next variable would be usable, but the first one takes precedence.
        let variables = [("HTTPS_PROXY", url), ("HTTP_PROXY", "http://proxy.test")];
        in_environment("an_unusable_proxy_of_the_environment_is_refused", &variables);
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_is_refused() {
    use std::os::unix::ffi::OsStringExt;

    if env::var_os(CHILD).is_some() {
        let error = UreqTransport::new().unwrap_err();
        match env::var_os("NO_PROXY") {
            Some(_) => assert_eq!(error, ConfigError::NoProxy { name: "NO_PROXY" }),
            None => assert_eq!(error, ConfigError::Proxy { name: "HTTP_PROXY", problem: "is not text" }),
        }
        return;
    }
    let garbled = OsString::from_vec(b"time.test\xff".to_vec());
    let test = "a_variable_that_is_not_text_is_refused";
    in_raw_environment(test, &[("HTTP_PROXY", garbled.clone())]);
    in_raw_environment(test, &[("HTTP_PROXY", "http://proxy.test".into()), ("NO_PROXY", garbled)]);
}
