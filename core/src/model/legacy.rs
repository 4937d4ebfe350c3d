//! Legacy names that the server sends beside, or instead of, the names that replaced them.

/// Declares a model of which some fields have a legacy name too: `workspace_id: Option<i64> as wid`. Where an object
/// has both, the new name counts unless it is `null`.
///
/// A macro, because serde's `alias` fails on an object that has both names, and its ways to look at a value once it is
/// read cost more: `remote = "Self"` leaves a public `deserialize` that skips the look, `from` wants every field written
/// down twice. That second struct is what this writes.
macro_rules! legacy_names {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$field_meta:meta])* pub $field:ident: $type:ty $(as $legacy:ident)?, )+
        }
    ) => {
        $(#[$meta])*
        pub struct $name { $( $(#[$field_meta])* pub $field: $type, )+ }

        const _: () = {
            // Of the same name, for error messages.
            #[derive(Default, serde::Deserialize)]
            #[serde(default)]
            struct $name { $( $(#[$field_meta])* $field: $type, $( $legacy: $type, )? )+ }

            impl<'de> serde::Deserialize<'de> for self::$name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let read = $name::deserialize(deserializer)?;
                    Ok(self::$name { $( $field: read.$field $( .or(read.$legacy) )?, )+ })
                }
            }
        };
    };
}
