//! [`Operation`]: what the virtual programs call, and how the outcome is read.

use std::sync::OnceLock;
use std::time::Duration;

use toggl_me_core::call::{Call, Outcome};
use toggl_me_core::http::Request;
use toggl_me_core::me::{CheckLogin, DeleteFavorite, GetCurrentTimeEntry, GetLocation, GetMe, SuggestFavorites};
use toggl_me_core::{
    ApiErrorKind, CallOptions, Context, Credentials, Dispatcher, Endpoint, EndpointExt, Error, Source,
    endpoint::EndpointInfo,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    Me,
    /// The same operation with another query.
    Related,
    /// Its response is current for 30 s.
    Current,
    /// Its response is never current.
    Login,
    /// It counts against no limit.
    Location,
    /// A POST that only reads.
    Suggest,
    /// It writes.
    Delete,
}

/// What a call ended in.
#[derive(Debug)]
pub struct End {
    pub how: How,
    pub attempts: Option<u32>,
}

#[derive(Debug)]
pub enum How {
    /// With a value; the server wrote the response's number into it.
    Value {
        source: Source,
        response: Option<usize>,
    },
    /// Without a request, because the hour's calls are used up.
    Refused,
    Status {
        status: u16,
    },
    Failed {
        unsent: bool,
    },
    Unreadable,
    NoStore,
}

impl Operation {
    pub const ALL: [Operation; 7] = {
        use Operation::*;
        [Me, Related, Current, Login, Location, Suggest, Delete]
    };

    pub fn info(self) -> &'static EndpointInfo {
        match self {
            Operation::Me | Operation::Related => GetMe::INFO,
            Operation::Current => GetCurrentTimeEntry::INFO,
            Operation::Login => CheckLogin::INFO,
            Operation::Location => GetLocation::INFO,
            Operation::Suggest => SuggestFavorites::INFO,
            Operation::Delete => DeleteFavorite::INFO,
        }
    }

    pub fn request(self) -> &'static Request<Vec<u8>> {
        static REQUESTS: OnceLock<Vec<Request<Vec<u8>>>> = OnceLock::new();
        let requests = REQUESTS.get_or_init(|| {
            let context = Context::new(Credentials::api_token("c0ffee")).unwrap();
            Operation::ALL
                .map(|operation| match operation {
                    Operation::Me => GetMe::new().to_request(&context),
                    Operation::Related => GetMe::new().with_related_data(true).to_request(&context),
                    Operation::Current => GetCurrentTimeEntry::new().to_request(&context),
                    Operation::Login => CheckLogin::new().to_request(&context),
                    Operation::Location => GetLocation::new().to_request(&context),
                    Operation::Suggest => SuggestFavorites::new().to_request(&context),
                    Operation::Delete => DeleteFavorite::new(7).to_request(&context),
                })
                .into_iter()
                .collect::<Result<_, _>>()
                .unwrap()
        });
        &requests[self as usize]
    }

    pub fn call(self, dispatcher: &Dispatcher, options: CallOptions) -> Call {
        let request = self.request();
        match self {
            Operation::Me | Operation::Related => dispatcher.call(&GetMe::new(), request, options),
            Operation::Current => dispatcher.call(&GetCurrentTimeEntry::new(), request, options),
            Operation::Login => dispatcher.call(&CheckLogin::new(), request, options),
            Operation::Location => dispatcher.call(&GetLocation::new(), request, options),
            Operation::Suggest => dispatcher.call(&SuggestFavorites::new(), request, options),
            Operation::Delete => dispatcher.call(&DeleteFavorite::new(7), request, options),
        }
    }

    /// Returns the body of the server's response with this number.
    pub fn body(self, response: usize) -> Vec<u8> {
        match self {
            Operation::Me | Operation::Related | Operation::Current => format!(r#"{{"id":{response}}}"#).into_bytes(),
            Operation::Suggest => b"[]".to_vec(),
            Operation::Location => b"{\"city\":\"Tallinn\"}".to_vec(),
            Operation::Login | Operation::Delete => Vec::new(),
        }
    }

    pub fn end(self, outcome: Outcome) -> End {
        match self {
            Operation::Me | Operation::Related => read::<GetMe>(outcome, |me| Some(me.id)),
            Operation::Current => read::<GetCurrentTimeEntry>(outcome, |entry| entry.as_ref().map(|entry| entry.id)),
            Operation::Login => read::<CheckLogin>(outcome, |_| None),
            Operation::Location => read::<GetLocation>(outcome, |_| None),
            Operation::Suggest => read::<SuggestFavorites>(outcome, |_| None),
            Operation::Delete => read::<DeleteFavorite>(outcome, |_| None),
        }
    }

    /// Returns whether a response to it may be cached.
    pub fn is_cacheable(self) -> bool {
        matches!(self, Operation::Me | Operation::Related | Operation::Current | Operation::Location)
    }

    /// Returns the longest time for which a response is current, as the operation declares.
    pub fn max_age(self) -> Duration {
        self.info().max_age.unwrap_or(Duration::MAX)
    }
}

fn read<E: Endpoint>(outcome: Outcome, id: impl Fn(&E::Response) -> Option<i64>) -> End {
    match outcome.reply::<E>() {
        Ok(reply) => {
            let response = id(&reply).and_then(|id| usize::try_from(id).ok());
            End { how: How::Value { source: reply.source(), response }, attempts: Some(reply.attempts()) }
        }
        Err(Error::Api(error)) => {
            let shared = error.attempts() == 0 && error.to_string().ends_with("(another call received this refusal)");
            let how = match error.kind() {
                ApiErrorKind::QuotaExhausted if error.attempts() == 0 && !shared => How::Refused,
                _ => How::Status { status: error.status().as_u16() },
            };
            End { how, attempts: Some(error.attempts()) }
        }
        Err(Error::Transport { error, attempts, .. }) => {
            End { how: How::Failed { unsent: error.is_unsent() }, attempts: Some(attempts) }
        }
        Err(Error::Decode(_)) => End { how: How::Unreadable, attempts: None },
        Err(Error::Store { .. }) => End { how: How::NoStore, attempts: None },
        Err(other) => panic!("a request cannot be built: {other}"),
    }
}
