//! Tests of which bodies with a status of success are decoded and which are refused, for every operation: a response
//! from something in the way of the server must not be taken for the server's, and a real one must not be refused.

use std::collections::BTreeMap;

use toggl_me_core::http::Response;
use toggl_me_core::{error::ResponseError, me};
use toggl_me_transport_test::strategies;

const PAGE: &str = "<!doctype html><title>Hotel WiFi</title><p>Log in</p>";
const EMPTY: &str = "";
const ERROR: &str = r#"{"error":"gone"}"#;
const ENVELOPE: &str = r#"{"data":null}"#;
const NO_ITEMS: &str = "[]";
const NULL: &str = "null";
const TEXT: &str = "\"text\"";

const BODIES: [&str; 7] = [PAGE, EMPTY, ERROR, ENVELOPE, NO_ITEMS, NULL, TEXT];

/// Operations that decode the same of [`BODIES`].
struct Kind {
    read: &'static [&'static str],
    why: &'static str,
    operations: &'static [&'static str],
}

const KINDS: [Kind; 12] = [
    Kind {
        read: &[],
        why: "it is an object with its own id, or the id itself, or an archive",
        operations: &[
            "GET /me",
            "PUT /me",
            "POST /me/favorites",
            "GET /me/time_entries/{time_entry_id}",
            "GET /me/id",
            "GET /me/export/data/{uuid}.zip",
        ],
    },
    Kind {
        read: &[NO_ITEMS, NULL],
        why: "it is a list; servers say null where there are no items",
        operations: &[
            "GET /me/clients",
            "GET /me/export",
            "GET /me/favorites",
            "GET /me/features",
            "GET /me/organizations",
            "GET /me/projects",
            "GET /me/projects/paginated",
            "GET /me/push_services",
            "GET /me/quota",
            "GET /me/tags",
            "GET /me/tasks",
            "GET /me/time_entries",
            "GET /me/time_entries/checklist",
            "POST /me/time_entries_shared_with",
            "GET /me/timesheets",
            "GET /me/track_reminders",
            "GET /me/workspaces",
        ],
    },
    Kind {
        read: &[NO_ITEMS, NULL],
        why: "it is a list, or one object with its own id",
        operations: &["PUT /me/favorites"],
    },
    Kind {
        read: &[EMPTY, NO_ITEMS, NULL],
        why: "it is a list, and a 204 without a body where there is nothing to suggest",
        operations: &["POST /me/favorites/suggestions"],
    },
    Kind {
        read: &[EMPTY, NULL],
        why: "null says that nothing runs, and an empty body that no place is known",
        operations: &["GET /me/time_entries/current", "GET /me/location"],
    },
    Kind {
        read: &[EMPTY, NULL, TEXT],
        why: "an empty body was seen; a JSON string is more than a login page says",
        operations: &["GET /me/logged"],
    },
    Kind { read: &[TEXT], why: "a token is one word", operations: &["POST /me/reset_token"] },
    Kind {
        read: &[EMPTY, NULL, TEXT],
        why: "the documentation has a string where objects were seen",
        operations: &[
            "GET /me/lost_passwords",
            "POST /me/lost_passwords/confirm",
            "GET /me/lost_passwords/{token_code}",
            "GET /me/web-timer",
        ],
    },
    Kind {
        read: &[NO_ITEMS, NULL],
        why: "it is an open object; PHP writes an empty one as a list",
        operations: &["GET /me/preferences", "GET /me/preferences/{client}"],
    },
    Kind {
        read: &[EMPTY, ERROR, ENVELOPE, NULL],
        why: "it is an object whose keys are the program's own: `error` and `data` may be some",
        operations: &["GET /me/flags", "POST /me/flags"],
    },
    Kind {
        read: &[EMPTY, ENVELOPE, NO_ITEMS, NULL, TEXT],
        why: "the status says it all; no other body was ever seen, so only pages and errors are refused",
        operations: &[
            "POST /me/accept_tos",
            "POST /me/close_account",
            "POST /me/disable_product_emails/{disable_code}",
            "POST /me/disable_weekly_report/{weekly_report_code}",
            "POST /me/enable_sso",
            "POST /me/export",
            "POST /me/lost_passwords",
            "POST /me/lost_passwords/{token_code}",
            "POST /me/preferences",
            "POST /me/preferences/{client}",
            "POST /me/push_services",
            "DELETE /me/push_services",
        ],
    },
    Kind {
        read: &[EMPTY, ENVELOPE, NO_ITEMS, NULL, TEXT],
        why: "the status has said it; documented is a 204 without a body",
        operations: &["DELETE /me/favorites/{favorite_id}"],
    },
];

#[test]
fn every_operation_decodes_only_its_own_bodies() {
    let calls: BTreeMap<String, _> =
        strategies::plainest_calls().into_iter().map(|call| (call.endpoint().to_string(), call)).collect();
    for kind in &KINDS {
        for operation in kind.operations {
            let call = calls.get(*operation).unwrap_or_else(|| panic!("there is no {operation}"));
            for body in BODIES {
                let parsed = call.parse(&Response::new(body.as_bytes().to_vec()));
                assert_eq!(parsed.is_ok(), kind.read.contains(&body), "{operation}: {body} ({})", kind.why);
                assert!(matches!(parsed, Ok(_) | Err(ResponseError::Decode(_))), "{operation}: {body}");
            }
        }
    }
}

#[test]
fn every_operation_has_its_row() {
    let mut rows: Vec<&str> = KINDS.iter().flat_map(|kind| kind.operations).copied().collect();
    let mut operations: Vec<String> = me::ENDPOINTS.iter().map(ToString::to_string).collect();
    rows.sort_unstable();
    operations.sort_unstable();
    assert_eq!(rows, operations);
}
