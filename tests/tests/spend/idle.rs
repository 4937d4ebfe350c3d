//! Layers that have nothing to do change nothing.

use std::sync::Mutex;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version};
use proptest::prelude::*;
use toggl_me_core::{Budget, Cache, Pace, Policy, Retry, Stack, Trace, Transport};
use toggl_me_transport_test::TestClock;

use crate::Server;

fn headers() -> impl Strategy<Value = HeaderMap> {
    let name = prop::sample::select(vec!["accept", "authorization", "cookie", "x-a", "x-b", "set-cookie", "via"]);
    let value = prop::collection::vec(0x20..0x7f_u8, 0..12);
    prop::collection::vec((name, value), 0..8).prop_map(|pairs| {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_bytes(&value).unwrap()));
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        headers
    })
}

fn request() -> impl Strategy<Value = Request<Vec<u8>>> {
    let method = prop::sample::select(vec![Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::HEAD]);
    let uri = "https://toggl\\.example\\.org/[a-z/]{0,12}(\\?[a-z=&%20]{0,9})?";
    (method, uri, headers(), prop::collection::vec(any::<u8>(), 0..32)).prop_map(|(method, uri, headers, body)| {
        let mut request = Request::builder().method(method).uri(uri).body(body).unwrap();
        *request.headers_mut() = headers;
        request
    })
}

fn response() -> impl Strategy<Value = Response<Vec<u8>>> {
    let status = prop::sample::select(vec![200, 201, 204, 301, 400, 401, 402, 403, 404, 410, 418, 500, 501]);
    let version = prop::sample::select(vec![Version::HTTP_10, Version::HTTP_11, Version::HTTP_2]);
    (status, version, headers(), prop::collection::vec(any::<u8>(), 0..32)).prop_map(
        |(status, version, headers, body)| {
            let mut response = Response::new(body);
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            *response.version_mut() = version;
            *response.headers_mut() = headers;
            response
        },
    )
}

proptest! {
    #[test]
    fn every_layer_is_transparent(request in request(), response in response()) {
        let sent = Mutex::new(Vec::new());
        let server = Server(|request| {
            sent.lock().unwrap().push(request);
            Ok(response.clone())
        });
        let clock = TestClock::new();
        let layers: [(&str, Box<dyn Transport + '_>); 7] = [
            ("pace", Box::new(Pace::new(&server).with_clock(&clock))),
            ("budget", Box::new(Budget::new(&server).with_clock(&clock))),
            ("retry", Box::new(Retry::new(&server).with_clock(&clock))),
            ("retry with a policy", Box::new(Retry::new(&server).with_policy(Policy::up_to(3)).with_clock(&clock))),
            ("cache", Box::new(Cache::new(&server).with_clock(&clock))),
            ("cache that keeps", Box::new(Cache::new(&server).with_max_age(Duration::from_secs(9)).with_clock(&clock))),
            ("stack", Box::new(Stack::new().with_clock(&clock).over(&server))),
        ];
        for (name, layer) in layers {
            let returned = layer.send(request.clone()).unwrap();
            let mut sent = std::mem::take(&mut *sent.lock().unwrap());
            let out = sent.pop().unwrap();
            prop_assert!(sent.is_empty(), "{name} sent it twice");
            prop_assert_eq!((out.method(), out.uri()), (request.method(), request.uri()), "{}", name);
            prop_assert_eq!(out.version(), request.version(), "{}", name);
            prop_assert!(out.headers().iter().eq(request.headers().iter()), "{name} changed headers or their order");
            prop_assert_eq!(out.body(), request.body(), "{}", name);

            prop_assert_eq!((returned.status(), returned.version()), (response.status(), response.version()), "{}", name);
            prop_assert!(returned.headers().iter().eq(response.headers().iter()), "{name} changed headers or their order");
            prop_assert_eq!(returned.body(), response.body(), "{}", name);
            prop_assert_eq!(Trace::of(&returned).attempts, 1, "{}", name);
        }
        prop_assert_eq!(clock.slept(), Duration::ZERO);
    }
}
