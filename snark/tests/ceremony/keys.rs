//! Keys that are not the ceremony's.

use super::*;

/// Sections of a key's file behind its rows, as bytes of the file: how many
/// points, and bytes of a point.
fn sections(bytes: &[u8]) -> Vec<(std::ops::Range<usize>, usize)> {
    let number = |at: usize| {
        usize::try_from(u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())).unwrap()
    };
    let mut at = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).unwrap().0 + 1;
    at += 8 + number(at);
    at += 24;
    at += 8 + 8 * number(at);
    for _ in 0..3 {
        at += 8 + number(at);
    }
    let mut all = Vec::new();
    for size in [64, 64, 64, 64, 64, 64, 128] {
        let length = number(at) * size;
        all.push((at + 8..at + 8 + length, size));
        at += 8 + length;
    }
    assert_eq!(at + 32, bytes.len());
    all
}

#[test]
fn a_key_with_one_point_changed_is_not_the_ceremonys() {
    let mut tried = 0;
    let [plain, _, parameterised] = circuits();
    for frozen in [plain, parameterised] {
        let held = Held::of(frozen, &["Ada"]);
        let path = held.folder.path().join("key");
        held.key().save(&path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let refused = |bytes: &[u8]| {
            let mut bytes = bytes[..bytes.len() - 32].to_vec();
            let hash = *blake3::hash(&bytes).as_bytes();
            bytes.extend(hash);
            std::fs::write(&path, bytes).unwrap();
            match ProvingKey::import(&path, &mut quiet) {
                Ok((key, _)) => held.verify_key(&key).err().map(|e| e.to_string()),
                Err(why) => Some(why.to_string()),
            }
        };
        assert_eq!(refused(&bytes), None);
        for (number, (range, size)) in sections(&bytes).into_iter().enumerate() {
            let count = range.len() / size;
            let point = |place: usize| range.start + place * size..range.start + (place + 1) * size;
            for place in [0, count / 2, count - 1] {
                for other in [(place + 1) % count, (place + 2) % count] {
                    let mut changed = bytes.clone();
                    changed[point(place)].copy_from_slice(&bytes[point(other)]);
                    if changed == bytes {
                        continue;
                    }
                    tried += 1;
                    assert!(refused(&changed).is_some(), "section {number}, {place} is {other}");
                }
                let mut none = bytes.clone();
                none[point(place)].fill(0);
                if none != bytes {
                    tried += 1;
                    assert!(refused(&none).is_some(), "section {number}, {place} is nothing");
                }
            }
        }
    }
    println!("{tried} keys refused");
    assert!(tried > 80, "{tried}");
}

#[test]
fn a_key_is_of_one_ceremony() {
    let [plain, challenged, parameterised] = circuits();
    let (ours, theirs) =
        (Held::of(parameterised.clone(), &["Ada"]), Held::of(parameterised, &["Ada"]));
    let said = |key: &ProvingKey, held: &Held| held.verify_key(key).unwrap_err().to_string();
    assert!(said(&theirs.key(), &ours).contains("its origin is not this transcript"));
    let single = setup(&Square { shared: true }).unwrap();
    assert!(said(&single, &ours).contains("its origin is not this transcript"));
    for other in [plain, challenged] {
        let other = Held::of(other, &["Ada"]);
        assert!(said(&ours.key(), &other).contains("not the one that the ceremony made"));
    }
}
