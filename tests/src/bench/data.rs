//! Bodies with the fields, the order and the size of recorded ones, and with values of their own.

use std::fmt::Write as _;

/// Returns the body of `GET /me` for an account with a password: 18 fields, including 4 times and 7 texts.
pub fn me() -> String {
    concat!(
        r#"{"id":9041775,"api_token":"5f0c27ab91d3e84460b7f2a8c95d1e37","email":"ines.okafor@example.org","#,
        r#""fullname":"Ines Okafor","timezone":"Europe/Lisbon","toggl_accounts_id":"Vt4mPq8sKz2wXc6bNh1rJd","#,
        r#""default_workspace_id":7310042,"beginning_of_week":1,"#,
        r#""image_url":"https://assets.track.example.org/images/profile.png","#,
        r#""created_at":"2021-02-11T07:31:09.482713Z","updated_at":"2026-10-05T16:44:50.019384Z","#,
        r#""openid_email":null,"openid_enabled":false,"country_id":81,"has_password":true,"#,
        r#""at":"2026-11-02T09:12:33.771520Z","#,
        r#""intercom_hash":"b1946ac92492d2347c6235b4d2611184f5d0a9c3e87b6a51c0d9e2f3a4b5c6d7","#,
        r#""authorization_updated_at":"2026-09-30T11:05:58.306142Z"}"#,
    )
    .to_owned()
}

/// Returns the body of `GET /me/projects` with `count` projects of a free workspace: 32 fields, 2 or 3 of which are
/// times and most of which are nulls, about 695 bytes each.
pub fn projects(count: usize) -> String {
    let mut body = String::with_capacity(count * 720 + 2);
    body.push('[');
    for index in 0..count {
        let separator = if index == 0 { "" } else { "," };
        let (id, hours) = (198_400_000 + 37 * index, index % 2_500);
        let client = if index % 3 == 0 { "null".to_owned() } else { (60_100_000 + index % 40).to_string() };
        let (month, day, minute) = (1 + index % 12, 1 + index % 28, index % 60);
        let rate_updated = if index % 4 == 0 { r#""2025-06-01T00:00:00Z""# } else { "null" };
        let status = if index % 5 == 0 { "archived" } else { "active" };
        let color = index.wrapping_mul(2_654_435_761) & 0xff_ffff;
        // Writing to a `String` cannot fail.
        let _ = write!(
            body,
            concat!(
                r#"{}{{"id":{},"workspace_id":7310042,"client_id":{},"name":"Retrofit of the northern hall, lot {}","is_private":{},"#,
                r#""active":{},"at":"2026-{:02}-{:02}T10:{:02}:40+00:00","created_at":"2023-{:02}-{:02}T08:{:02}:17+00:00","#,
                r##""server_deleted_at":null,"color":"#{:06x}","billable":false,"template":null,"auto_estimates":null,"##,
                r#""estimated_hours":null,"estimated_seconds":null,"rate":null,"rate_last_updated":{},"currency":null,"#,
                r#""recurring":false,"template_id":null,"recurring_parameters":null,"fixed_fee":null,"actual_hours":{},"#,
                r#""actual_seconds":{},"tasks_count":null,"can_track_time":true,"start_date":"2023-{:02}-{:02}","#,
                r#""status":"{}","wid":7310042,"cid":{},"is_shared":false,"pinned":false}}"#,
            ),
            separator,
            id,
            client,
            index,
            index % 2 == 0,
            index % 5 != 0,
            month,
            day,
            minute,
            month,
            day,
            minute,
            color,
            rate_updated,
            hours,
            hours * 3_600 + index % 3_600,
            month,
            day,
            status,
            client,
        );
    }
    body.push(']');
    body
}
