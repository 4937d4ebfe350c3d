//! [`Way`]: an address that leads to a server, and later to another one.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Leads to one server at a time, like the address of a fleet's server when a replica takes over.
pub struct Way {
    url: String,
    leads: Arc<Mutex<Leads>>,
}

struct Leads {
    to: u16,
    open: Vec<TcpStream>,
}

impl Way {
    /// Creates a way to the server on this loopback port.
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let leads = Arc::new(Mutex::new(Leads { to: port, open: Vec::new() }));
        let shared = Arc::clone(&leads);
        thread::spawn(move || {
            for near in listener.incoming() {
                // If nobody listens, it closes the connection.
                let _ = lead(near.unwrap(), &mut shared.lock().unwrap());
            }
        });
        Way { url, leads }
    }

    /// Breaks all connections, and leads to another port from now on.
    pub fn lead_to(&self, port: u16) {
        let mut leads = self.leads.lock().unwrap();
        leads.to = port;
        for stream in leads.open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn lead(near: TcpStream, leads: &mut Leads) -> io::Result<()> {
    let far = TcpStream::connect(("127.0.0.1", leads.to))?;
    for stream in [&near, &far] {
        stream.set_nodelay(true)?;
        leads.open.push(stream.try_clone()?);
    }
    for (mut from, mut to) in [(near.try_clone()?, far.try_clone()?), (far, near)] {
        thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
    Ok(())
}

/// Returns the URL of whichever server it leads to.
impl AsRef<str> for Way {
    fn as_ref(&self) -> &str {
        &self.url
    }
}
