//! Whether a page is well-formed: every element closed by its own end, every
//! attribute quoted, nothing but this crate's elements in it.

/// Elements that a page may have.
const KNOWN: &str = " html head meta title style body a header h1 h2 h3 p nav ul ol li main section \
     div figure figcaption details summary table caption thead tbody tr th td span bdi code strong \
     svg rect line text circle polyline ";

/// The names of elements in the order in which they open.
pub(super) fn elements(page: &str) -> Result<Vec<String>, String> {
    let mut rest = page.strip_prefix("<!DOCTYPE html>").ok_or("no doctype")?;
    let (mut open, mut found): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    while let Some(start) = rest.find('<') {
        if rest[..start].contains('>') {
            return Err(format!("a bare > in {:?}", &rest[..start]));
        }
        let end = rest[start..].find('>').ok_or("a tag that does not end")? + start;
        let inside = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            let last = open.pop();
            if last != Some(name) {
                return Err(format!("</{name}> where {last:?} is open"));
            }
            continue;
        }
        let name = inside.split(' ').next().unwrap_or_default();
        attributes(&inside[name.len()..])?;
        if !KNOWN.contains(&format!(" {name} ")) {
            return Err(format!("<{name}> is none of ours"));
        }
        found.push(name.to_owned());
        match name {
            "meta" => {}
            // A style sheet is not markup: it ends where it ends.
            "style" => {
                rest = &rest[rest.find("</style>").ok_or("no end of style")? + "</style>".len()..];
            }
            _ => open.push(name),
        }
    }
    if open.is_empty() { Ok(found) } else { Err(format!("left open: {open:?}")) }
}

/// Attributes are ` name="value"`, each once, with no other quote.
fn attributes(mut text: &str) -> Result<(), String> {
    let mut names = Vec::new();
    while !text.is_empty() {
        let fault = || format!("attributes: {text:?}");
        let (name, rest) = text.trim_start().split_once("=\"").ok_or_else(fault)?;
        let (value, rest) = rest.split_once('"').ok_or_else(fault)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let is_handler = name.starts_with("on") || name == "style";
        if !name.chars().all(plain) || is_handler || names.contains(&name) {
            return Err(fault());
        }
        if value.contains(['<', '\'']) || (name == "href" && !value.starts_with('#')) {
            return Err(format!("{name}: {value:?}"));
        }
        names.push(name);
        text = rest;
    }
    Ok(())
}
