//! A tree as one text that is the same for the same content: places, comments, quotation marks and layout do not count,
//! order does.

use super::Node;

/// The tree as text: JSON in file order, every leaf a text.
#[must_use]
pub fn canonical(node: &Node) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

fn write(node: &Node, out: &mut String) {
    match node {
        Node::Text(text) => quote(&text.text, out),
        Node::List(list) => {
            out.push('[');
            for (n, item) in list.items.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Node::Map(map) => {
            out.push('{');
            for (n, (key, value)) in map.entries.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                quote(&key.text, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}
