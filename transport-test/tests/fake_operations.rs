//! Each operation against the fake, through the core.

use std::time::Duration;

use toggl_me_core::codec::JsonOrText;
use toggl_me_core::me::*;
use toggl_me_core::{ApiErrorKind, Client, Context, Credentials, Endpoint, Error, Reply};
use toggl_me_transport_test::fake::{self, Account, Cursor};
use toggl_me_transport_test::{FakeToggl, TestClock};

fn demo() -> FakeToggl {
    FakeToggl::with_clock(TestClock::new()).demo_account().without_quota()
}

fn call<E: Endpoint>(toggl: &FakeToggl, credentials: Credentials, endpoint: &E) -> Result<Reply<E::Response>, Error> {
    Client::new(toggl.clone(), Context::new(credentials).unwrap()).send(endpoint)
}

fn ask<E: Endpoint>(toggl: &FakeToggl, endpoint: &E) -> Result<Reply<E::Response>, Error> {
    call(toggl, Credentials::api_token(toggl.api_token()), endpoint)
}

#[track_caller]
fn assert_refused<R: std::fmt::Debug>(result: Result<Reply<R>, Error>, status: u16, message: Option<&str>) {
    let Err(Error::Api(error)) = result else { panic!("not refused: {result:?}") };
    assert_eq!((error.status().as_u16(), error.message()), (status, message));
}

#[test]
fn every_operation_answers() {
    let toggl = demo();
    let me = ask(&toggl, &GetMe::new()).unwrap();
    assert_eq!(me.email.as_deref(), Some("mari.tamm@example.com"));
    assert_eq!(ask(&toggl, &UpdateMe::new().beginning_of_week(0)).unwrap().beginning_of_week, Some(0));
    assert_eq!(ask(&toggl, &ListClients::new()).unwrap().len(), 4);
    assert_eq!(ask(&toggl, &ListFeatures::new()).unwrap().len(), 2);
    let location = ask(&toggl, &GetLocation::new()).unwrap().into_inner().unwrap();
    assert_eq!(location.country_code.as_deref(), Some("EE"));
    ask(&toggl, &CheckLogin::new()).unwrap();
    assert!(matches!(&*ask(&toggl, &GetLostPassword::new()).unwrap(), JsonOrText::Text(text) if !text.is_empty()));
    assert_eq!(ask(&toggl, &ListOrganizations::new()).unwrap().len(), 2);
    assert_eq!(ask(&toggl, &ListProjects::new()).unwrap().len(), 6);
    assert_eq!(ask(&toggl, &ListProjectsPage::new()).unwrap().len(), 8);
    assert_eq!(ask(&toggl, &ListTags::new()).unwrap().len(), 5);
    assert_eq!(ask(&toggl, &ListTasks::new()).unwrap().len(), 3);
    assert_eq!(ask(&toggl, &ListTrackReminders::new()).unwrap().len(), 2);
    assert!(matches!(&*ask(&toggl, &GetWebTimer::new()).unwrap(), JsonOrText::Json(_)));
    ask(&toggl, &PostLostPassword::new("any").email(toggl.email())).unwrap();
    ask(&toggl, &RequestLostPassword::new(toggl.email())).unwrap();
    let code = toggl.mailbox(&toggl.email()).pop().unwrap();
    ask(&toggl, &CheckLostPasswordCode::new(code.as_str())).unwrap();
    ask(&toggl, &ConfirmLostPassword::new(code, "brand new", me.id)).unwrap();
    assert_eq!(*ask(&toggl, &CloseAccount::new()).unwrap(), "OK");
    assert_eq!(toggl.requests(), ENDPOINTS.len() as u64);
}
