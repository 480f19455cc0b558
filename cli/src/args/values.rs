//! Values of arguments that are more than text.

use std::str::FromStr;

/// An epoch's digest: `0x` and 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digest(pub(crate) [u8; 32]);

impl FromStr for Digest {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        digits(text).map(Self).ok_or("write it as 0x and 64 hexadecimal digits")
    }
}

/// Bytes written as `0x` and two hexadecimal digits each.
fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text.strip_prefix("0x")?, &mut bytes).ok().map(|()| bytes)
}

/// Any bytes: `0x` and two hexadecimal digits each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value(pub(crate) Vec<u8>);

impl FromStr for Value {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
        bytes.map(Self).ok_or("write it as 0x and two hexadecimal digits for each byte")
    }
}

/// A name, padded with zeros; `None` if it is empty or longer than there is room.
fn padded<const N: usize>(name: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let place = bytes.get_mut(..name.len()).filter(|place| !place.is_empty())?;
    place.copy_from_slice(name.as_bytes());
    Some(bytes)
}

/// A venue: `0x` and 64 hexadecimal digits, or its name, padded with zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VenueBytes(pub(crate) [u8; 32]);

impl FromStr for VenueBytes {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let venue = digits(text).or_else(|| venue_of(text));
        venue.map(Self).ok_or("a venue is 0x and 64 digits, or a name of 1 to 32 bytes")
    }
}

/// A venue's name, padded with zeros; `None` unless it has 1 to 32 bytes.
pub(crate) fn venue_of(name: &str) -> Option<[u8; 32]> {
    padded(name)
}

/// What an account is used for: `0x` and 62 digits, or a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scope(pub(crate) [u8; 31]);

impl FromStr for Scope {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let scope = digits(text).or_else(|| padded(text));
        scope.map(Self).ok_or("a scope is 0x and 62 digits, or a name of 1 to 31 bytes")
    }
}

/// An amount of memory: `4GiB`, `512MiB`, `2GB`, or a number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bytes(pub(crate) u64);

impl FromStr for Bytes {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "write a number and KiB, MiB, GiB, kB, MB or GB, such as 4GiB";
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let factor = match unit.trim_start() {
            "" => 1,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            "kB" | "KB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            _ => return Err(wrong),
        };
        let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
        bytes.map(Self).ok_or(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_has_units() {
        for (text, bytes) in [("4GiB", 4 << 30), ("1 kB", 1000), ("7", 7), ("0MiB", 0)] {
            assert_eq!(text.parse(), Ok(Bytes(bytes)), "{text}");
        }
        for text in ["", "GiB", "4gib", "-4GiB", "4.5GiB", "99999999999GiB"] {
            assert!(text.parse::<Bytes>().is_err(), "{text}");
        }
    }

    #[test]
    fn venues_have_names_or_bytes() {
        let mut small = [0; 32];
        small[..5].copy_from_slice(b"Small");
        assert_eq!("Small".parse(), Ok(VenueBytes(small)));
        assert_eq!(format!("0x{}", "ab".repeat(32)).parse(), Ok(VenueBytes([0xab; 32])));
        for text in [String::new(), "n".repeat(33), format!("0x{}", "ab".repeat(31))] {
            assert!(text.parse::<VenueBytes>().is_err(), "{text}");
        }
    }

    #[test]
    fn digests_are_hexadecimal() {
        let text = format!("0x{}", "ab".repeat(32));
        assert_eq!(text.parse(), Ok(Digest([0xab; 32])));
        for wrong in ["", "0x", &text[2..], &text[..65], &format!("{text}00")] {
            assert!(wrong.parse::<Digest>().is_err(), "{wrong}");
        }
    }
}
