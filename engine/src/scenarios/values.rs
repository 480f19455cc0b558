//! Values in scenario files: numbers that may be fractions, curves that may be
//! flat, and maps from what moves to how.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

/// A number, in a file also as text with a fraction: `"-2/3"`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Number {
    value: f64,
    written: Option<String>,
}

impl Number {
    /// The number.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    fn fraction(text: &str) -> Option<Self> {
        let (above, below) = text.split_once('/')?;
        let (above, below): (i32, u32) = (above.parse().ok()?, below.parse().ok()?);
        let value = f64::from(above) / f64::from(below);
        (below > 0).then(|| Self { value, written: Some(text.to_owned()) })
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self { value, written: None }
    }
}

/// With its sign, as it is written.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.written {
            Some(text) if self.value >= 0.0 && !text.starts_with('+') => write!(f, "+{text}"),
            Some(text) => f.write_str(text),
            None if self.value == 0.0 => f.write_str("0"),
            None => write!(f, "{:+}", self.value),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.written {
            Some(text) => serializer.serialize_str(text),
            None => serializer.serialize_f64(self.value),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl Visitor<'_> for Form {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or a fraction such as \"-2/3\"")
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
                Ok(value.into())
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
                Ok((value as f64).into())
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Number, E> {
                Ok((value as f64).into())
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
                let what = serde::de::Unexpected::Str(text);
                Number::fraction(text).ok_or_else(|| E::invalid_value(what, &self))
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// A shift that depends on the tenor: a number for all of them, or
/// `[[days, shift], …]`.
#[derive(Clone, Debug, PartialEq)]
pub enum CurveShift {
    /// At every tenor.
    Flat(f64),
    /// At tenors in days; straight between, flat beyond.
    ByDays(Vec<(f64, f64)>),
}

impl Serialize for CurveShift {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flat(shift) => serializer.serialize_f64(*shift),
            Self::ByDays(points) => {
                let mut list = serializer.serialize_seq(Some(points.len()))?;
                for point in points {
                    list.serialize_element(point)?;
                }
                list.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for CurveShift {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = CurveShift;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or a list of [days, number]")
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<CurveShift, E> {
                Ok(CurveShift::Flat(value))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<CurveShift, E> {
                Ok(CurveShift::Flat(value as f64))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<CurveShift, E> {
                Ok(CurveShift::Flat(value as f64))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<CurveShift, A::Error> {
                let mut points = Vec::new();
                while let Some(point) = list.next_element()? {
                    points.push(point);
                }
                Ok(CurveShift::ByDays(points))
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// From what moves to how: `"*"` for all, `"class:majors"`, or a name, of which
/// the closest counts. In the order of the file; nothing is named twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Targets<T>(Vec<(String, T)>);

impl<T> Default for Targets<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Targets<T> {
    /// Whether nothing is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is named, and its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(target, value)| (target.as_str(), value))
    }
}

impl<T> FromIterator<(String, T)> for Targets<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for Targets<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (target, value) in &self.0 {
            map.serialize_entry(target, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Targets<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Form<T> {
            type Value = Targets<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object from what moves to how")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Targets<T>, A::Error> {
                let mut entries: Vec<(String, T)> = Vec::new();
                while let Some((target, value)) = map.next_entry::<String, T>()? {
                    if entries.iter().any(|(known, _)| *known == target) {
                        return Err(A::Error::custom(format!("{target:?} is named twice")));
                    }
                    entries.push((target, value));
                }
                Ok(Targets(entries))
            }
        }
        deserializer.deserialize_map(Form(PhantomData))
    }
}
