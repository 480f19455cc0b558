//! Elements that close themselves, and texts that cannot become elements: every
//! text is escaped on its way in, so no name in a book can change the page.

use std::fmt::{Display, Formatter, Result, Write};

/// Elements that hold nothing and are not closed.
const VOID: [&str; 1] = ["meta"];

/// An element, with what it holds.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    name: &'static str,
    attributes: String,
    inside: String,
}

/// An element of this name. Names and attributes' names come from this crate only.
pub(super) fn tag(name: &'static str) -> Tag {
    Tag { name, attributes: String::new(), inside: String::new() }
}

impl Tag {
    /// Sets an attribute.
    pub(super) fn set(mut self, name: &'static str, value: impl Display) -> Self {
        self.attributes.push(' ');
        self.attributes.push_str(name);
        self.attributes.push_str("=\"");
        escape_into(&mut self.attributes, &value.to_string());
        self.attributes.push('"');
        self
    }

    /// Sets its class.
    pub(super) fn class(self, class: &'static str) -> Self {
        self.set("class", class)
    }

    /// Adds a text.
    pub(super) fn text(mut self, text: impl AsRef<str>) -> Self {
        escape_into(&mut self.inside, text.as_ref());
        self
    }

    /// Adds a name from the book, kept from turning the text around it.
    pub(super) fn name(self, name: &str) -> Self {
        self.with(tag("bdi").text(name))
    }

    /// Adds an element.
    pub(super) fn with(self, child: Self) -> Self {
        self.with_all([child])
    }

    /// Adds elements.
    pub(super) fn with_all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        for child in children {
            push(&mut self.inside, &child);
        }
        self
    }

    /// Adds what must not be escaped: the style sheet, which no data reaches.
    pub(super) fn style_sheet(mut self, style: &str) -> Self {
        self.inside.push_str(style);
        self
    }
}

impl Display for Tag {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "<{}{}>", self.name, self.attributes)?;
        if VOID.contains(&self.name) {
            return Ok(());
        }
        write!(f, "{}</{}>", self.inside, self.name)?;
        if is_block(self.name) { f.write_char('\n') } else { Ok(()) }
    }
}

/// Those after which a new line is only for people who read the source.
fn is_block(name: &str) -> bool {
    matches!(name, "section" | "figure" | "table" | "tr" | "svg" | "p" | "div" | "header" | "nav")
}

fn push(text: &mut String, child: &Tag) {
    // Writing to a string does not fail.
    let _ = write!(text, "{child}");
}

/// An element with a text and nothing else.
pub(super) fn told(name: &'static str, text: impl AsRef<str>) -> Tag {
    tag(name).text(text)
}

/// A paragraph.
pub(super) fn paragraph(text: impl AsRef<str>) -> Tag {
    told("p", text)
}

fn escape_into(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            unseen if is_unseen(unseen) => out.push(char::REPLACEMENT_CHARACTER),
            other => out.push(other),
        }
    }
}

/// Controls, what reorders its neighbours, and what lets two names look alike.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

/// At most so many characters, with a mark where some were left out.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
