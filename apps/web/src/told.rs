//! A text with headings and lists, as regulations are told in words, laid out for a page.

/// A block of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading; level 1 is the title of the text.
    Heading(usize, String),
    /// A paragraph.
    Plain(String),
    /// A list; each point with how deep it stands.
    List(Vec<(usize, String)>),
}

/// Blanks before a point for each step in.
const STEP_IN: usize = 2;

/// Reads headings (`#`), points (`-`) and paragraphs; any other mark stays as it is.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let bare = line.trim_start();
        let deep = (line.len() - bare.len()) / STEP_IN;
        let hashes = bare.chars().take_while(|c| *c == '#').count();
        if let Some(point) = bare.strip_prefix("- ") {
            match blocks.last_mut() {
                Some(Block::List(points)) => points.push((deep, point.to_owned())),
                _ => blocks.push(Block::List(vec![(deep, point.to_owned())])),
            }
        } else if hashes > 0 {
            blocks.push(Block::Heading(hashes, bare.trim_start_matches('#').trim().to_owned()));
        } else {
            blocks.push(Block::Plain(bare.to_owned()));
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::{Block, blocks};

    #[test]
    fn headings_points_and_paragraphs_are_told_apart() {
        let text = "# 办法\n\n说明。\n\n## 登记\n\n- 谁\n  - 何时\n- 期限\n";
        let expected = [
            Block::Heading(1, "办法".to_owned()),
            Block::Plain("说明。".to_owned()),
            Block::Heading(2, "登记".to_owned()),
            Block::List(vec![(0, "谁".to_owned()), (1, "何时".to_owned()), (0, "期限".to_owned())]),
        ];
        assert_eq!(blocks(text), expected);
    }
}
