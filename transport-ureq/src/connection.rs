//! The wrappers around ureq's sockets: [`Socket`] below TLS, [`Connection`] above it.

use std::mem;

use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use crate::marks::{BrokenOff, is_break};

/// A socket that does not accept the next request while some of its input has not been examined.
///
/// ureq looks for such input in the buffer above TLS and in the operating system's. Unsolicited input in TLS records
/// after a response is between the two, and would be mistaken for the response to the next request.
#[derive(Debug)]
pub(crate) struct Socket<T>(pub(crate) T);

impl<T: Transport> Transport for Socket<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.0.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.0.buffers().input().is_empty() && self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}

/// A connection that distinguishes an end from a break.
///
/// ureq takes a reset connection, and TLS that ends without the peer's close, for the end of a body that has no other
/// end, so that a truncated body would pass for a complete one.
///
/// It is also probed only once a call. ureq asks whether it is open when it goes to the pool and again when it is taken
/// from there, at three system calls each time; only the second result matters.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: Box<dyn Transport>,
    /// Whether input has arrived since ureq last asked whether it is open.
    has_input: bool,
}

impl Connection {
    pub(crate) fn new(stream: Box<dyn Transport>) -> Self {
        Connection { stream, has_input: false }
    }
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.stream.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.has_input = true;
        self.stream.await_input(timeout).map_err(|error| match error {
            ureq::Error::Io(error) if is_break(error.kind()) => ureq::Error::Other(Box::new(BrokenOff(error))),
            error => error,
        })
    }

    fn is_open(&mut self) -> bool {
        mem::take(&mut self.has_input) || self.stream.is_open()
    }

    fn is_tls(&self) -> bool {
        self.stream.is_tls()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use ureq::unversioned::transport::LazyBuffers;

    use super::*;

    /// A stream that fails on every read.
    #[derive(Debug)]
    struct Failing {
        kind: io::ErrorKind,
        tls: bool,
        buffers: LazyBuffers,
    }

    impl Failing {
        fn with(kind: io::ErrorKind, tls: bool) -> Self {
            Failing { kind, tls, buffers: LazyBuffers::new(8, 8) }
        }
    }

    impl Transport for Failing {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, _: usize, _: NextTimeout) -> Result<(), ureq::Error> {
            Ok(())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
            Err(ureq::Error::Io(self.kind.into()))
        }

        fn is_open(&mut self) -> bool {
            true
        }

        fn is_tls(&self) -> bool {
            self.tls
        }
    }

    #[test]
    fn only_a_break_is_marked_as_a_break() {
        for (kind, tls, broken) in [
            (io::ErrorKind::ConnectionReset, true, true),
            (io::ErrorKind::UnexpectedEof, false, true),
            (io::ErrorKind::InvalidData, false, false),
        ] {
            let mut connection = Connection::new(Box::new(Socket(Failing::with(kind, tls))));
            assert_eq!(connection.is_tls(), tls);
            match connection.await_input(NextTimeout::default()).unwrap_err() {
                ureq::Error::Other(marked) => assert!(broken && marked.is::<BrokenOff>(), "{kind}"),
                ureq::Error::Io(error) => assert!(!broken && error.kind() == kind, "{kind}"),
                error => panic!("{kind}: {error}"),
            }
        }
    }

    #[test]
    fn a_socket_with_input_left_is_not_open() {
        let mut socket = Socket(Failing::with(io::ErrorKind::InvalidData, false));
        assert!(socket.is_open());
        socket.buffers().input_append_buf()[0] = b'H';
        socket.buffers().input_appended(1);
        assert!(!socket.is_open());
        socket.buffers().input_consume(1);
        assert!(socket.is_open());
    }
}
