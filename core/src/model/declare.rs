//! The macro that declares models: structs that are decoded from JSON objects.

/// Declares a model. Each field is decoded as its type says ([`Field`](crate::model::wire::Field)). An unknown key is
/// skipped, and of a key that comes twice the last value counts. A field may have a legacy name as well, which the
/// server sends beside the new name or instead of it: `workspace_id: Option<i64> as wid`. Where an object has both, the
/// new name counts unless it is `null`.
///
/// A field of type `i64` is the object's own id, and an object without it is an error. A model without an own id is
/// declared `known by any key`: its object must be empty or have one of the fields, which may be `null`.
///
/// `Debug` does not show the text of a field whose name ends in `email`.
///
/// This is a macro because serde's derive would also read an array into a struct, field by field (the code for that is
/// half of what it generates), fails on an object that has both an alias and its name, and must be told at each field
/// how its type is read.
macro_rules! model {
    (@is_known_by_any) => { false };
    (@is_known_by_any key) => { true };
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(known by any $key:tt)? {
            $( $(#[$field_meta:meta])* pub $field:ident: $type:ty $(as $legacy:ident)?, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, serde::Serialize)]
        #[non_exhaustive]
        pub struct $name { $( $(#[$field_meta])* pub $field: $type, )+ }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(stringify!($name));
                $( shown.field(stringify!($field), $crate::secret::shown(stringify!($field), &self.$field)); )+
                shown.finish()
            }
        }

        const _: () = {
            #[derive(serde::Deserialize)]
            #[serde(field_identifier)]
            #[expect(non_camel_case_types, reason = "named as the fields are")]
            enum Key { $( $(#[$field_meta])* $field, $( $legacy, )? )+ #[serde(other)] other }

            struct Object;

            impl<'de> serde::de::Visitor<'de> for Object {
                type Value = $name;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut object: A) -> Result<$name, A::Error> {
                    use $crate::model::wire::{Field, Read, foreign};

                    let mut model = $name::default();
                    let mut lacks_id = false $( || <$type as Field>::IS_OWN_ID )+;
                    let (mut has_known, mut has_unknown) = (false, false);
                    $( $( let mut $legacy: $type = None; )? )+
                    while let Some(key) = object.next_key()? {
                        match key {
                            $(
                                Key::$field => {
                                    model.$field = object.next_value::<Read<_>>()?.0;
                                    lacks_id &= !<$type as Field>::IS_OWN_ID;
                                    has_known = true;
                                }
                                $( Key::$legacy => {
                                    $legacy = object.next_value::<Read<_>>()?.0;
                                    has_known = true;
                                } )?
                            )+
                            Key::other => {
                                object.next_value::<serde::de::IgnoredAny>()?;
                                has_unknown = true;
                            }
                        }
                    }
                    if lacks_id {
                        return Err(foreign("an object with its own id"));
                    }
                    if model!(@is_known_by_any $( $key )?) && has_unknown && !has_known {
                        return Err(foreign("an object with one of the documented keys"));
                    }
                    $( $( model.$field = model.$field.or($legacy); )? )+
                    Ok(model)
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_map(Object)
                }
            }

            impl $crate::model::wire::Item for $name {}
        };
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::codec;
    use crate::model::testing::read;

    model! {
        /// Has a field with a legacy name, one without and one whose name differs from Rust's.
        pub struct Sample {
            pub id: i64,
            pub owner_id: Option<i64> as uid,
            #[serde(rename = "2fa")]
            pub second_factor: Option<bool>,
        }
    }

    #[track_caller]
    fn fails(body: &str, path: &str, expected: &str) {
        let failure = codec::list::<Sample>(body.as_bytes()).unwrap_err();
        assert_eq!(failure.path(), Some(path), "{body}");
        assert!(failure.to_string().starts_with(&format!("expected {expected} at `{path}`")), "{failure}");
    }

    #[test]
    fn the_new_name_counts_unless_it_is_null() {
        for (json, expected) in [
            (json!({ "owner_id": 2, "uid": 1 }), Some(2)),
            (json!({ "uid": 1 }), Some(1)),
            (json!({ "owner_id": null, "uid": 1 }), Some(1)),
            (json!({ "owner_id": 2, "uid": null }), Some(2)),
        ] {
            assert_eq!(read::<Sample>(&json).owner_id, expected, "{json}");
        }
    }

    #[test]
    fn keys_have_the_servers_names_in_both_directions() {
        let sample: Sample = read(&json!({ "id": 1, "2fa": true, "second_factor": false }));
        assert_eq!(sample, Sample { id: 1, second_factor: Some(true), ..Sample::default() });
        assert_eq!(serde_json::to_value(sample).unwrap(), json!({ "id": 1, "owner_id": null, "2fa": true }));
    }

    #[test]
    fn unknown_keys_are_skipped_whatever_they_hold() {
        let sample: Sample = read(&json!({ "new": { "id": [7] }, "id": 1, "other": "x" }));
        assert_eq!(sample.id, 1);
    }

    #[test]
    fn the_last_value_of_a_doubled_key_counts() {
        let sample: Sample = codec::object(br#"{"id":1,"uid":2,"id":3,"uid":4}"#).unwrap();
        assert_eq!((sample.id, sample.owner_id), (3, Some(4)));
    }

    model! {
        /// Has no id of its own.
        pub struct Told known by any key {
            pub city: Option<String> as town,
            pub tags: Vec<String>,
        }
    }

    #[test]
    fn an_object_without_its_own_id_is_refused() {
        for body in [r#"[{}]"#, r#"[{"error":"gone"}]"#, r#"[{"uid":7,"data":null}]"#] {
            fails(body, "[0]", "an object with its own id");
        }
        fails(r#"[{"id":null}]"#, "[0].id", "an id");
    }

    #[test]
    fn an_object_with_only_unknown_keys_is_refused() {
        for own in [r#"{}"#, r#"{"city":null}"#, r#"{"data":1,"town":null}"#, r#"{"tags":null,"data":1}"#] {
            assert_eq!(codec::object::<Told>(own.as_bytes()).unwrap(), Told::default(), "{own}");
        }
        for foreign in [r#"{"error":"gone"}"#, r#"{"data":null,"ids":[]}"#] {
            let failure = codec::object::<Told>(foreign.as_bytes()).unwrap_err().to_string();
            assert!(failure.starts_with("expected an object with one of the documented keys at "), "{failure}");
        }
    }

    #[test]
    fn only_an_object_is_decoded() {
        fails("[[1,2,true]]", "[0]", "an object");
        fails(r#"[{"id":1},17]"#, "[1]", "an object");
        fails(r#"[{"id":1},{"id":2,"uid":"x"}]"#, "[1].uid", "a whole number");
    }
}
