//! The features that the plans of workspaces include. [`ListFeatures`](crate::me::ListFeatures) returns them.

model! {
    /// The features of a workspace, those that its plan includes and the others.
    pub struct WorkspaceFeatures {
        /// The id of the workspace.
        pub workspace_id: i64,
        /// All features, including those that are not enabled.
        pub features: Vec<Feature>,
    }
}

model! {
    /// A feature that a plan may include.
    pub struct Feature {
        /// The feature's id, which may be 0.
        pub feature_id: i64,
        /// The feature's name, such as `tasks` or `scheduled_reports`.
        pub name: Option<String>,
        /// Whether the plan of the workspace includes the feature.
        pub enabled: Option<bool>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<WorkspaceFeatures>(&[]);
        all_may_be_absent_or_null::<Feature>(&[]);
    }

    #[test]
    fn features_start_at_0_and_some_are_disabled() {
        let features: WorkspaceFeatures = read_and_keep(&json!({
            "workspace_id": 7_100_001,
            "features": [
                { "feature_id": 0, "name": "free", "enabled": true },
                { "feature_id": 64, "name": "tasks", "enabled": false }
            ]
        }));
        let [free, tasks] = features.features.as_slice() else { panic!("{features:?}") };
        assert_eq!((features.workspace_id, free.feature_id, free.enabled), (7_100_001, 0, Some(true)));
        assert_eq!((tasks.name.as_deref(), tasks.enabled), (Some("tasks"), Some(false)));
    }
}
