//! Properties of responses: whatever a server sends, every operation returns a value or an error, and a model loses
//! nothing when it is encoded and decoded again.

use std::error::Error as StdError;
use std::fmt::Debug;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use toggl_me_core::codec::{Failure, JsonOrText, Unreadable};
use toggl_me_core::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use toggl_me_core::jiff::Timestamp;
use toggl_me_core::me::*;
use toggl_me_core::{EndpointExt, Error, error::ResponseError, model};
use toggl_me_transport_test::strategies::{self, Sampled};

/// The number of bytes that an error keeps of a body, as its documentation says.
const KEPT: usize = 64 * 1024;

/// Passes the response to every operation, and checks everything that an error can show.
#[track_caller]
fn every_operation_survives(response: &Response<Vec<u8>>) {
    for call in strategies::plainest_calls() {
        let Err(error) = call.parse(response) else {
            assert!(response.status().is_success(), "{}: {}", call.endpoint(), response.status());
            continue;
        };
        match &error {
            ResponseError::Api(refused) => {
                assert!(!response.status().is_success());
                assert!(refused.body().as_bytes().len() <= KEPT);
                assert!(refused.message().is_none_or(|message| message.len() <= KEPT));
            }
            _ => assert!(response.status().is_success()),
        }
        let error = Error::from(error);
        let mut next: Option<&dyn StdError> = Some(&error);
        while let Some(error) = next {
            assert!(error.to_string().len() < 1024, "{error}");
            assert!(format!("{error:?}").len() < 4096, "{error:?}");
            next = error.source();
        }
    }
}

fn ok(body: impl Into<Vec<u8>>) -> Response<Vec<u8>> {
    Response::new(body.into())
}

/// Draws any headers, and those that the core reads.
fn headers() -> impl Strategy<Value = HeaderMap> {
    const LOOKED_AT: [&str; 5] = [
        "retry-after",
        "x-remaining-login-attempts",
        "x-toggl-quota-remaining",
        "x-toggl-quota-resets-in",
        "x-toggl-request-id",
    ];
    let name = prop_oneof![prop::sample::select(LOOKED_AT.to_vec()).prop_map(str::to_owned), "[a-z][a-z0-9-]{0,20}"];
    let value = prop_oneof![any::<i64>().prop_map(|number| number.to_string().into_bytes()), any::<Vec<u8>>()];
    prop::collection::vec((name, value), 0..8).prop_map(|headers| {
        let headers = headers.into_iter().filter_map(|(name, value)| {
            Some((HeaderName::try_from(name).ok()?, HeaderValue::from_bytes(&value).ok()?))
        });
        headers.collect()
    })
}

/// Draws texts as servers and front ends write them: words, addresses, tokens, misleading characters.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[A-Za-z_]{1,12}",
        1 => "[a-z.]{1,8}(@|%40|\u{ff20})[a-z]{1,8}\\.org",
        1 => "[^ ]{0,3}[0-9a-fA-F]{14,40}[^ ]{0,3}",
        1 => "[A-Za-z0-9+/=-]{14,60}",
        1 => "\\PC{0,6}",
        1 => any::<char>().prop_map(String::from),
        1 => prop::sample::select(vec!["\u{202e}", "\u{200b}", "\u{feff}", "\u{1b}[31m", "\n", "\t", "\u{2028}"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(word, 0..14).prop_map(|words| words.join(" "))
}

/// Draws a text in one of the forms that an error's body has.
fn error_body() -> impl Strategy<Value = Vec<u8>> {
    (words(), 0..6).prop_map(|(text, form)| match form {
        0 => text.into_bytes(),
        1 => json!({ "error_message": text }).to_string().into_bytes(),
        2 => json!({ "error_message": { "default_message": text } }).to_string().into_bytes(),
        3 => json!({ "message": text }).to_string().into_bytes(),
        _ => json!(text).to_string().into_bytes(),
    })
}

/// The largest number of characters that `Display` writes besides the server's words.
const LONGEST_DISPLAY: usize = 500;

#[track_caller]
fn shows_no_address_token_or_control(text: &str) {
    assert!(!text.contains(['@', '\u{ff20}']) && !text.contains("%40"), "{text:?}");
    let misleads =
        |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}');
    assert!(!text.contains(misleads), "{text:?}");
    assert!(text.split(|c: char| !c.is_ascii_hexdigit()).all(|digits| digits.len() < 16), "{text:?}");
    assert!(text.chars().count() <= LONGEST_DISPLAY, "{text:?}");
}

/// A failure is written down as a test of its own, and not in a file of seeds.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_status_headers_and_bytes_make_a_value_or_an_error(
        status in 100_u16..1000,
        headers in headers(),
        body in any::<Vec<u8>>(),
    ) {
        let mut response = ok(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        *response.headers_mut() = headers;
        every_operation_survives(&response);
    }

    #[test]
    fn no_error_shows_an_address_a_token_or_a_control(
        status in prop_oneof![400_u16..404, 300_u16..600],
        body in prop_oneof![8 => error_body(), 1 => any::<Vec<u8>>()],
    ) {
        let mut response = ok(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        for call in strategies::plainest_calls() {
            if let Err(ResponseError::Api(error)) = call.parse(&response) {
                shows_no_address_token_or_control(&error.to_string());
                let shown = format!("{error:?}");
                prop_assert!(!shown.contains('@'), "{shown}");
            }
        }
    }

    #[test]
    fn hostile_responses_give_a_value_or_an_error(response in strategies::hostile_response()) {
        every_operation_survives(&response);
    }
}

#[test]
fn nesting_ends_in_an_error_and_not_on_the_stack() {
    for depth in [127, 128, 129, 10_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"projects\":[", "]}"), ("{\"options\":{\"a\":", "}}")] {
            every_operation_survives(&ok(open.repeat(depth)));
            let mut whole = ok(open.repeat(depth) + "1" + &close.repeat(depth));
            every_operation_survives(&whole);
            *whole.status_mut() = StatusCode::BAD_REQUEST;
            every_operation_survives(&whole);
        }
    }
}

#[test]
fn numbers_out_of_range_are_errors_or_skipped() {
    let numbers = [
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "1e400",
        "-1e400",
        "1e-400",
        "1.5",
        "-0",
        "-0.0",
        "1E+2",
        "00",
        "NaN",
        "Infinity",
        &"9".repeat(400),
        &format!("0.{}", "3".repeat(400)),
    ];
    for number in numbers {
        for key in ["id", "workspace_id", "rate", "duration", "at", "remaining", "unknown"] {
            every_operation_survives(&ok(number));
            every_operation_survives(&ok(format!("{{\"{key}\":{number}}}")));
            every_operation_survives(&ok(format!("[{{\"{key}\":{number}}}]")));
        }
    }
}

#[test]
fn invalid_text_and_doubled_keys_are_errors_or_skipped() {
    let bodies: [&[u8]; 12] = [
        b"\xff",
        b"{\"id\":1,\"name\":\"\xc3\x28\"}",
        b"[\"\xed\xa0\x80\"]",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf{\"id\":1}",
        b"\xef\xbb\xbf\xef\xbb\xbf[]",
        b"\xef\xbb",
        b"\xff\xfe{\0}\0",
        b"{\"id\":1,\"id\":2}",
        b"[{\"wid\":1,\"workspace_id\":2,\"wid\":3}]",
        b"{\"name\":\"\\ud800\"}",
        b"{\"name\":\"\\u0000\"}",
    ];
    for body in bodies {
        for status in [StatusCode::OK, StatusCode::FORBIDDEN, StatusCode::BAD_GATEWAY] {
            let mut response = ok(body);
            *response.status_mut() = status;
            every_operation_survives(&response);
        }
    }
}

/// This is 32 MiB, which is as much as the transport that we ship accepts.
#[test]
fn a_flood_of_spaces_is_an_error_or_empty() {
    let mut response = ok(vec![b' '; 32 * 1024 * 1024]);
    let calls = strategies::plainest_calls();
    for name in ["GET /me", "GET /me/location"] {
        let call = calls.iter().find(|call| call.endpoint().to_string() == name).unwrap();
        if let Err(error) = call.parse(&response) {
            assert!(error.to_string().contains("it is empty"), "{error}");
        }
    }
    *response.status_mut() = StatusCode::BAD_REQUEST;
    let Err(ResponseError::Api(refused)) = calls[0].parse(&response) else { panic!("400 is an error") };
    assert_eq!((refused.body().len(), refused.body().as_bytes().len()), (response.body().len(), KEPT));
}

/// Encodes the models in the responses of `E`, decodes them again, and checks that everything is there except the
/// secrets, which are not encoded.
#[track_caller]
fn nothing_is_lost<E: Sampled, Model>(models: impl Fn(E::Response) -> Vec<Model>)
where
    Model: Debug + PartialEq + Serialize + DeserializeOwned,
{
    let mut runner = TestRunner::new(config());
    let result = runner.run(&strategies::response::<E>(), |sample| {
        for model in models(sample.value) {
            let written = serde_json::to_value(&model).unwrap();
            let read: Model = serde_json::from_str(&written.to_string()).unwrap();
            prop_assert_eq!(serde_json::to_value(&read).unwrap(), written.clone());
            // Without its secrets, the model is the same in every field.
            let again: Model = serde_json::from_value(written).unwrap();
            prop_assert_eq!(again, read);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{}: {error}", E::INFO);
    }
}

fn of_json<T>(response: JsonOrText<T>) -> Vec<T> {
    match response {
        JsonOrText::Json(model) => vec![model],
        JsonOrText::Text(_) => Vec::new(),
    }
}

#[test]
fn every_model_is_read_as_it_was_written() {
    nothing_is_lost::<GetMe, _>(|model| vec![model]);
    nothing_is_lost::<CheckLostPasswordCode, _>(of_json);
    nothing_is_lost::<CreateFavorite, _>(|model| vec![model]);
    nothing_is_lost::<GetLocation, _>(|model| model.into_iter().collect());
    nothing_is_lost::<GetPreferences, _>(|model| vec![model]);
    nothing_is_lost::<GetTimeEntryChecklist, _>(|models| models);
    nothing_is_lost::<GetWebTimer, _>(of_json);
    nothing_is_lost::<ListClients, _>(|models| models);
    nothing_is_lost::<ListExports, _>(|models| models);
    nothing_is_lost::<ListFeatures, _>(|models| models);
    nothing_is_lost::<ListOrganizations, _>(|models| models);
    nothing_is_lost::<ListProjects, _>(|models| models);
    nothing_is_lost::<ListQuotas, _>(|models| models);
    nothing_is_lost::<ListTags, _>(|models| models);
    nothing_is_lost::<ListTasks, _>(|models| models);
    nothing_is_lost::<ListTimeEntries, _>(|models| models);
    nothing_is_lost::<ListTimeEntrySharing, _>(|models| models);
    nothing_is_lost::<ListTimesheets, _>(|models| models);
    nothing_is_lost::<ListTrackReminders, _>(|models| models);
    nothing_is_lost::<ListWorkspaces, _>(|models| models);
}

/// Returns a copy of `value` in which the `nth` value of it, counted through, is replaced by `by`.
fn with_misfit(value: &Value, nth: &mut usize, by: &Value) -> Value {
    if *nth == 0 {
        *nth = usize::MAX;
        return by.clone();
    }
    *nth -= 1;
    match value {
        Value::Array(items) => items.iter().map(|item| with_misfit(item, nth, by)).collect(),
        Value::Object(entries) => {
            entries.iter().map(|(key, value)| (key.clone(), with_misfit(value, nth, by))).collect()
        }
        scalar => scalar.clone(),
    }
}

/// Puts misfits into valid responses of `E`. The strict decoder names the place of each as a decoder does that tracks
/// its position; and apart from that place the response is decoded, if it may be absent and the misfit is not another
/// object.
#[track_caller]
fn misfits_are_found<E: Sampled<Response: PartialEq>, Model: DeserializeOwned>() {
    let misfit = prop::sample::select(vec![
        json!(true),
        json!("a, b"),
        json!("0000-00-00"),
        json!("null"),
        json!(1),
        json!(2.5),
        json!([1]),
        json!([]),
        json!({"a": 1}),
    ]);
    let mut runner = TestRunner::new(config());
    let strategy = (strategies::response::<E>(), 1..60_usize, misfit, any::<bool>());
    let result = runner.run(&strategy, |(sample, nth, by, pretty)| {
        let Ok(body) = serde_json::from_slice(&sample.body) else { return Ok(()) };
        let with = |by: &Value| {
            let body = with_misfit(&body, &mut { nth }, by);
            if pretty { serde_json::to_string_pretty(&body) } else { serde_json::to_string(&body) }.unwrap()
        };
        let text = with(&by);
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let expected = serde_path_to_error::deserialize::<_, Model>(&mut deserializer).map(drop);
        let mut unreadable = Unreadable::default();
        let read = E::parse_parts_noting(StatusCode::OK, &HeaderMap::new(), text.as_bytes(), &mut unreadable);
        let Err(expected) = expected else {
            prop_assert!(E::decode(text.as_bytes()).is_ok() && read.is_ok() && unreadable.is_empty(), "{}", text);
            return Ok(());
        };
        let path = expected.path().to_string();
        let strict = E::decode(text.as_bytes()).err();
        prop_assert_eq!(strict.as_ref().and_then(Failure::path), Some(path.as_str()), "{} in {}", expected, text);
        match read {
            Ok(value) => {
                prop_assert_eq!(Some(value), E::decode(with(&Value::Null).as_bytes()).ok(), "{}", text);
                prop_assert_eq!(unreadable.paths(), [path]);
            }
            Err(ResponseError::Decode(found)) => {
                prop_assert_eq!(found.path(), Some(path.as_str()), "{} in {}", expected, text);
                let may_be_null = E::decode(with(&Value::Null).as_bytes()).is_ok();
                // Where a list of objects belongs, a list of something else fails at its item.
                let fails_inside = by.is_array() && path.ends_with("[0]");
                prop_assert!(by.is_object() || fails_inside || !may_be_null, "{}", text);
            }
            Err(other) => panic!("{other}"),
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{}: {error}", E::INFO);
    }
}

#[test]
fn a_misfit_is_named_and_costs_itself_alone() {
    misfits_are_found::<GetMe, model::Me>();
    misfits_are_found::<ListFeatures, Option<Vec<model::WorkspaceFeatures>>>();
    misfits_are_found::<ListOrganizations, Option<Vec<model::Organization>>>();
    misfits_are_found::<ListProjects, Option<Vec<model::Project>>>();
    misfits_are_found::<ListTimeEntries, Option<Vec<model::TimeEntry>>>();
    misfits_are_found::<ListTimesheets, Option<Vec<model::Timesheet>>>();
    misfits_are_found::<ListWorkspaces, Option<Vec<model::Workspace>>>();
}

/// Returns a copy of `value` in which every leaf that `pick` picks is replaced by a text of its own that is not a time,
/// number or boolean. Own ids are left alone.
fn with_faults(value: &Value, pick: &mut impl FnMut() -> bool, count: &mut usize) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| with_faults(item, pick, count)).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| {
                let value = if key == "id" { value.clone() } else { with_faults(value, pick, count) };
                (key.clone(), value)
            })
            .collect(),
        _ if pick() => {
            *count += 1;
            Value::from(format!("fault {count}"))
        }
        leaf => leaf.clone(),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_number_of_faults_leaves_the_rest_to_be_read(
        sample in strategies::response::<ListTimeEntries>(),
        copies in 1_usize..8,
        picks in prop::collection::vec(any::<bool>(), 1..50),
    ) {
        let Ok(Value::Array(items)) = serde_json::from_slice(&sample.body) else { return Ok(()) };
        let items = Value::Array(vec![items; copies].concat());
        let mut picks = picks.into_iter().cycle();
        let body = with_faults(&items, &mut || picks.next() == Some(true), &mut 0);
        let entries = ListTimeEntries::parse(&ok(body.to_string())).unwrap();
        let ids = sample.value.iter().map(|entry| entry.id);
        prop_assert!(entries.iter().map(|entry| entry.id).eq(ids.cycle().take(entries.len())));
        prop_assert_eq!(entries.len(), copies * sample.value.len());
    }

    #[test]
    fn elapsed_time_grows_only_for_running_entries(
        sample in strategies::response::<GetTimeEntry>(),
        duration in prop::option::of(prop_oneof![any::<i64>(), -3_i64..3]),
        now in 0_i64..253_000_000_000,
        later in 0_i64..1_000_000,
    ) {
        let mut entry = sample.value;
        entry.duration = duration.or(entry.duration);
        let at = |second| Timestamp::from_second(second).unwrap();
        let (first, second) = (entry.elapsed(at(now)), entry.elapsed(at(now + later)));
        prop_assert!(second >= first);
        prop_assert!((second - first).as_secs() <= later.unsigned_abs());
        if entry.stop.is_some() || entry.server_deleted_at.is_some() || !entry.is_running() {
            prop_assert_eq!(second, first);
            prop_assert!(!entry.is_running());
        } else if entry.start.is_some_and(|start| start <= at(now)) {
            prop_assert_eq!((second - first).as_secs(), later.unsigned_abs());
        }
    }
}
