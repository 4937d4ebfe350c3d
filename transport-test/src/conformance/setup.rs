//! [`Setup`]: the settings with which a clause has its transport created.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use toggl_me_core::Transport;

/// The settings with which a clause has its transport created.
#[derive(Clone)]
#[non_exhaustive]
pub struct Setup {
    /// The certificates to trust, in DER. The list is empty except in the clauses about TLS.
    /// [`roots_pem`](Setup::roots_pem) returns them as text.
    pub roots: Vec<Vec<u8>>,
    /// The time limit after which a call without a response fails. A stack with several time limits sets all of them to
    /// it.
    pub timeout: Duration,
    /// The largest body to accept, in bytes, counted after decompression.
    pub body_limit: u64,
}

impl Setup {
    /// Returns the certificates to trust, in PEM.
    pub fn roots_pem(&self) -> String {
        let mut pem = String::new();
        for root in &self.roots {
            let text = STANDARD.encode(root);
            let lines: Vec<&str> = (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
            pem += &format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"));
        }
        pem
    }
}

impl Default for Setup {
    /// Returns no certificates, 10 seconds and 4 MiB.
    fn default() -> Self {
        Setup { roots: Vec::new(), timeout: Duration::from_secs(10), body_limit: 4 << 20 }
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("roots", &self.roots.len())
            .field("timeout", &self.timeout)
            .field("body_limit", &self.body_limit)
            .finish()
    }
}

/// Creates the transport that a clause is run against.
pub type Make<'a> = dyn Fn(&Setup) -> Box<dyn Transport> + 'a;

/// Creates a transport as [`Make`] does, one that threads can share.
pub type MakeShared<'a> = dyn Fn(&Setup) -> Box<dyn Transport + Sync> + 'a;
