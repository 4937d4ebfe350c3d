//! Tests the ureq transport in a program that has both of rustls's crypto providers.

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::panic::catch_unwind;
    use std::sync::Arc;

    use rustls::crypto::{CryptoProvider, aws_lc_rs, ring};
    use rustls::{ClientConfig, ServerConfig, ServerConnection, StreamOwned};
    use toggl_me_core::{Transport as _, http::Request};
    use toggl_me_transport_ureq::UreqTransport;

    /// Serves one response over TLS to each connection; returns the port, and the certificate as PEM.
    fn server() -> (u16, String) {
        let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivateKeyDer::Pkcs8(issued.signing_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![issued.cert.der().clone()], key)
            .unwrap();
        let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut tls = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream);
                let _ = tls.read(&mut [0; 4096]);
                let _ = tls.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}");
            }
        });
        (port, issued.cert.pem())
    }

    #[test]
    fn two_providers_in_one_program_are_none_too_many() {
        assert!(CryptoProvider::get_default().is_none());
        assert!(catch_unwind(ClientConfig::builder).is_err(), "rustls by itself cannot choose");
        let (port, pem) = server();
        let unless_set = UreqTransport::builder().no_proxy().root_certificates_pem(&*pem);
        let of_the_program = unless_set.clone().crypto_provider(aws_lc_rs::default_provider());
        for builder in [unless_set, of_the_program] {
            let request = Request::get(format!("https://localhost:{port}/")).body(Vec::new()).unwrap();
            assert_eq!(builder.build().unwrap().send(request).unwrap().body(), b"{}");
        }
    }
}
