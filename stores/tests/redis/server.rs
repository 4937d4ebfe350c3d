//! [`Server`]: a Redis or Valkey server that belongs to one test.

use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::thread;
use std::time::Duration;

use toggl_me_stores::redis;

use crate::folder::Folder;

/// A server on a loopback port and a socket in a folder of its own. It is stopped when it is dropped.
pub struct Server {
    program: PathBuf,
    folder: Folder,
    port: u16,
    arguments: Vec<String>,
    child: Child,
    url: String,
}

/// Finds a server's program; if there is none, says so once.
fn program() -> Option<PathBuf> {
    static SAID: Once = Once::new();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["redis-server", "valkey-server"];
    let mut programs = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    let found = programs.find(|program| program.is_file());
    if found.is_none() {
        // This bypasses the harness, which shows no output of tests that pass.
        let text = "SKIPPED: tests of RedisStore, as neither redis-server nor valkey-server is installed\n";
        SAID.call_once(|| drop(std::io::stderr().write_all(text.as_bytes())));
    }
    found
}

impl Server {
    /// Starts a server; `None` if none is installed.
    pub fn start() -> Option<Self> {
        Self::with(&[])
    }

    pub fn with(arguments: &[&str]) -> Option<Self> {
        let program = program()?;
        // Another program may take the port before the server does.
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let folder = Folder::new();
            let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
            let child = spawn(&program, folder.as_ref(), port, &arguments);
            let url = format!("redis://127.0.0.1:{port}");
            let mut server = Server { program: program.clone(), folder, port, arguments, child, url };
            if server.listens() {
                return Some(server);
            }
        }
        panic!("{} does not start", program.display());
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Opens a connection for the test itself.
    pub fn connect(&self) -> redis::Connection {
        let path = format!("redis+unix://{}/socket", self.folder.as_ref());
        redis::Client::open(path).unwrap().get_connection().unwrap()
    }

    /// Starts a replica, and waits until it has what this one has.
    pub fn replica(&self) -> Server {
        // Otherwise it would wait some seconds for more replicas.
        redis::cmd("CONFIG").arg("SET").arg("repl-diskless-sync-delay").arg(0).exec(&mut self.connect()).unwrap();
        let replica = Server::with(&["--replicaof", "127.0.0.1", &self.port.to_string()]).unwrap();
        while replica.replication("master_link_status").as_deref() != Some("up") {
            thread::sleep(Duration::from_millis(2));
        }
        replica
    }

    /// Makes a replica of `master` a server of its own, once it has what `master` has by now. It never gets what is
    /// written to `master` later, even if that is acknowledged.
    pub fn promote(&self, master: &Server) {
        let offset = |server: &Server, field| server.replication(field).unwrap().parse::<u64>().unwrap();
        let goal = offset(master, "master_repl_offset");
        while offset(self, "slave_repl_offset") < goal {
            thread::sleep(Duration::from_millis(2));
        }
        redis::cmd("REPLICAOF").arg("NO").arg("ONE").exec(&mut self.connect()).unwrap();
    }

    fn replication(&self, field: &str) -> Option<String> {
        let text: String = redis::cmd("INFO").arg("replication").query(&mut self.connect()).unwrap();
        let value = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        value.map(str::to_owned)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Stops the server, which loses what it kept.
    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(format!("{}/socket", self.folder.as_ref()));
    }

    /// Starts the server again on its port, empty.
    pub fn restart(&mut self) {
        self.stop();
        self.child = spawn(&self.program, self.folder.as_ref(), self.port, &self.arguments);
        assert!(self.listens());
    }

    /// Waits until it listens. Its socket, which no other server has, is made after it has taken the port.
    fn listens(&mut self) -> bool {
        while self.child.try_wait().unwrap().is_none() {
            if UnixStream::connect(format!("{}/socket", self.folder.as_ref())).is_ok() {
                return true;
            }
            thread::sleep(Duration::from_millis(2));
        }
        false
    }
}

fn spawn(program: &PathBuf, folder: &str, port: u16, arguments: &[String]) -> Child {
    let mut command = Command::new(program);
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--unixsocket", &format!("{folder}/socket")]);
    command.args(["--dir", folder, "--save", "", "--appendonly", "no"]).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Returns the URL of the server.
impl AsRef<str> for Server {
    fn as_ref(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
