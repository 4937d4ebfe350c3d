//! What a build without some of the features does: an error where something is missing, never a panic.

mod support;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use support::{Authority, Server, Then, get, response};
use toggl_me_core::Transport as _;
use toggl_me_transport_ureq::{ConfigError, UreqTransport};

#[test]
fn what_the_features_leave_out_is_an_error_of_the_builder() {
    assert!(CryptoProvider::get_default().is_none());
    let built = UreqTransport::builder().no_proxy().build();
    if !cfg!(any(feature = "webpki-roots", feature = "platform-verifier")) {
        assert_eq!(built.err(), Some(ConfigError::NoRootCertificates));
    } else if !cfg!(feature = "ring") {
        assert!(built.unwrap_err().to_string().starts_with("the crypto provider is missing"));
    } else {
        built.unwrap();
    }
}

#[cfg(not(feature = "gzip"))]
#[test]
fn compression_is_refused_where_it_cannot_be_undone() {
    let server = Server::responding(response("200 OK", "content-encoding: gzip\r\n", b"compressed"));
    let error = support::transport().send(get(server.url("/"))).unwrap_err();
    assert!(error.to_string().contains("built without the feature `gzip`"), "{error}");
    assert_eq!(server.only().header("accept-encoding"), [""; 0]);
}

#[test]
fn a_provider_that_the_program_brings_is_used() {
    let authority = Authority::new();
    let server = Server::tls(authority.issue(|_| {}), |_, _, wire| {
        wire.write_all(&response("200 OK", "", b"hello")).unwrap();
        Then::KeepOpen
    });
    let url = format!("https://localhost:{}/", server.address.port());
    let whole = rustls::crypto::ring::default_provider();
    let broken = CryptoProvider { cipher_suites: Vec::new(), ..whole.clone() };
    let with = |provider: CryptoProvider| {
        let builder = UreqTransport::builder().no_proxy().root_certificates_pem(authority.pem());
        builder.crypto_provider(Arc::new(provider)).build()
    };
    assert_eq!(with(whole).unwrap().send(get(&url)).unwrap().body(), b"hello");
    assert!(matches!(with(broken).unwrap_err(), ConfigError::CryptoProvider { .. }));
}

/// Returns the transports that ask the operating system who is trusted.
#[cfg(any(feature = "native-tls", feature = "platform-verifier"))]
fn asking_the_system() -> Vec<UreqTransport> {
    [
        #[cfg(feature = "platform-verifier")]
        support::settings().platform_verifier(),
        #[cfg(feature = "native-tls")]
        support::settings().native_tls(),
    ]
    .map(|settings| settings.build().unwrap())
    .into()
}

#[cfg(any(feature = "native-tls", feature = "platform-verifier"))]
#[test]
fn the_operating_system_does_not_trust_a_stranger() {
    let server = Server::tls(Authority::new().issue(|_| {}), |_, _, _| Then::KeepOpen);
    for transport in asking_the_system() {
        let error = transport.send(get(format!("https://localhost:{}/", server.address.port()))).unwrap_err();
        assert_eq!((error.kind(), error.is_unsent()), (toggl_me_core::TransportErrorKind::Tls, true), "{error}");
    }
}

/// On Linux, a variable of the environment names the file with the system's certificates: each one needs a process.
#[cfg(all(any(feature = "native-tls", feature = "platform-verifier"), target_os = "linux"))]
#[test]
fn the_operating_system_says_who_is_trusted() {
    use std::process::Command;
    use std::{env, fs};

    if let Ok(url) = env::var("CALLED_BY_A_CHILD") {
        for transport in asking_the_system() {
            match transport.send(get(&url)) {
                Ok(response) => println!("responded {}", String::from_utf8_lossy(response.body())),
                Err(error) => println!("{error}"),
            }
        }
        return;
    }
    let (known, stranger) = (Authority::new(), Authority::new());
    let server = Server::tls(known.issue(|_| {}), |_, _, wire| {
        wire.write_all(&response("200 OK", "", b"hello")).unwrap();
        Then::KeepOpen
    });
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let lines = |store: &str| {
        let child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "the_operating_system_says_who_is_trusted", "--nocapture"])
            .env("CALLED_BY_A_CHILD", format!("https://localhost:{}/", server.address.port()))
            .env("SSL_CERT_FILE", folder.join(store))
            .env("SSL_CERT_DIR", folder.join("no-such-folder"))
            .output()
            .unwrap();
        String::from_utf8_lossy(&child.stdout).into_owned()
    };
    fs::write(folder.join("known.pem"), known.pem()).unwrap();
    fs::write(folder.join("stranger.pem"), stranger.pem()).unwrap();
    let count = asking_the_system().len();

    let refused = [lines("stranger.pem"), lines("no-such-file.pem")];
    assert!(server.seen().is_empty());
    for lines in &refused {
        assert_eq!(lines.matches("; nothing was sent").count(), count, "{lines}");
    }
    if cfg!(feature = "platform-verifier") {
        assert!(refused[0].contains("is from an authority that is not trusted"), "{}", refused[0]);
        assert!(refused[1].contains("this machine has no root certificates"), "{}", refused[1]);
    }
    let accepted = lines("known.pem");
    assert_eq!(accepted.matches("responded hello").count(), count, "{accepted}");
}

#[cfg(feature = "native-tls")]
#[test]
fn the_operating_systems_library_trusts_what_it_is_told() {
    let authority = Authority::new();
    let server = Server::tls(authority.issue(|_| {}), |_, _, wire| {
        wire.write_all(&response("200 OK", "", b"hello")).unwrap();
        Then::KeepOpen
    });
    let url = format!("https://localhost:{}/", server.address.port());
    let trusting = support::settings().native_tls().root_certificates_pem(authority.pem()).build().unwrap();
    assert_eq!(trusting.send(get(&url)).unwrap().body(), b"hello");
    let error = support::settings().native_tls().build().unwrap().send(get(&url)).unwrap_err();
    assert_eq!((error.kind(), error.is_unsent()), (toggl_me_core::TransportErrorKind::Tls, true), "{error}");
}
