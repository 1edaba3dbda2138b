//! Chinese words on an English page: names and articles of regulations stand as they are, marked so that readers of screens change
//! their voice.

use std::borrow::Cow;

use dengwen_desk::view::Language;

use crate::page::Page;

/// A text as HTML; on an English page what is Chinese in it is marked.
pub(crate) fn mixed<'t>(page: &Page, text: &'t str) -> Cow<'t, str> {
    if page.lang != Language::En && !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut within = false;
    for letter in text.chars() {
        let is = page.lang == Language::En && (is_chinese(letter) || (within && letter.is_ascii_digit()));
        if is != within {
            out.push_str(if is { "<span lang=\"zh-CN\">" } else { "</span>" });
            within = is;
        }
        match letter {
            '&' => out.push_str("&#38;"),
            '<' => out.push_str("&#60;"),
            '>' => out.push_str("&#62;"),
            '"' => out.push_str("&#34;"),
            other => out.push(other),
        }
    }
    if within {
        out.push_str("</span>");
    }
    Cow::Owned(out)
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use dengwen_desk::view::Language;

    use super::mixed;
    use crate::page::Page;

    #[test]
    fn what_is_chinese_is_marked_on_english_pages_alone() {
        let english = Page { lang: Language::En, ..Page::default() };
        assert_eq!(mixed(&english, "by <b> (第5条第1款)"), "by &#60;b&#62; (<span lang=\"zh-CN\">第5条第1款</span>)");
        assert_eq!(mixed(&Page::default(), "第5条 & Co"), "第5条 &#38; Co");
    }
}
