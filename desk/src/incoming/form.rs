//! The form of an act as a person outside fills it in, and what is missing in what they sent.

use dengwen_regulation::model::{Act, Field, FieldType, InputWhat, Lang, Options, Party, Regulation, Shape, Side};

use crate::view::{Control, FieldView, FormView, Typed, Upload};

/// The longest text in one field, in characters.
const TEXT_MAX: usize = 20_000;

/// What a person outside can say of an act's input: who complains, of whom, and plain fields. Nothing of the office.
pub(crate) fn outside(regulation: &Regulation, shape: &Shape, act: &Act, form: FormView) -> FormView {
    let mut fields: Vec<(u8, FieldView)> = Vec::new();
    for mut field in form.fields {
        if let Some(kind) = field.key.strip_prefix("party.") {
            let Some(party) = regulation.parties.get(kind) else { continue };
            let Some(place) = place_of(regulation, party) else { continue };
            field.children.retain(|child| is_asked_of_party(party, child));
            if !field.children.is_empty() {
                fields.push((place, field));
            }
        } else if field_of(regulation, shape, act, &field.key).is_some_and(is_plain) {
            fields.push((3, field));
        }
    }
    fields.sort_by_key(|(place, _)| *place);
    let fields = fields.into_iter().map(|(_, field)| field).collect();
    FormView { fields, options: Vec::new(), warnings: Vec::new(), guide: Vec::new(), hands: None, row: None, ..form }
}

/// The same act with nothing but the input that the form asks.
pub(crate) fn act_of(act: &Act, form: &FormView) -> Act {
    let mut asked = act.clone();
    asked.input.retain(|input| form.fields.iter().any(|field| field.key == input.what.key()));
    asked.choose.clear();
    asked.opens = None;
    asked
}

/// Those who complain, whoever of them stands for the others, those complained of.
fn place_of(regulation: &Regulation, party: &Party) -> Option<u8> {
    // Some of those who complain, or somebody else, may speak for them.
    if let Some(whom) = party.among.as_ref().or(party.speaks_for.as_ref()) {
        return regulation.parties.get(whom).filter(|party| party.side == Side::Complaining).map(|_| 1);
    }
    match party.side {
        Side::Complaining => Some(0),
        Side::ComplainedOf => Some(2),
        Side::Other => None,
    }
}

fn is_asked_of_party(party: &Party, child: &FieldView) -> bool {
    let name = child.key.rsplit('.').next().unwrap_or_default();
    if name == "who" {
        return party.among.is_some();
    }
    party.fields.get(name).is_some_and(is_plain)
}

/// The field behind a key of an act.
pub(crate) fn field_of<'r>(regulation: &'r Regulation, shape: &'r Shape, act: &'r Act, key: &str) -> Option<&'r Field> {
    let own = act.input.iter().find_map(|input| match &input.what {
        InputWhat::Own(id, field) if id.as_str() == key => Some(&**field),
        _ => None,
    });
    own.or_else(|| shape.fields.get(key)).or_else(|| regulation.main.fields.get(key))
}

/// Can somebody outside answer it without knowing the office.
fn is_plain(field: &Field) -> bool {
    use FieldType::{Body, Choice, Date, File, Long, Moment, Money, Number, Percent, Phone, Place, Text, Time, YesNo};
    let known = field.types.is_empty()
        || field.types.iter().all(|of| {
            matches!(
                of,
                Text | Long
                    | Number
                    | Money
                    | Percent
                    | YesNo
                    | Date
                    | Moment
                    | Time
                    | Place
                    | Body
                    | Phone
                    | Choice
                    | File
            )
        });
    known && !matches!(field.options, Options::From(_)) && field.value.is_none()
}

/// The key without the number of its row: `party.reporter.2.name` stands on the form as `party.reporter.0.name`.
fn first_row(key: &str) -> String {
    let mut parts: Vec<&str> = key.split('.').collect();
    if let ["party", _, n, ..] = parts.as_mut_slice()
        && !n.is_empty()
        && n.chars().all(|c| c.is_ascii_digit())
    {
        *n = "0";
    }
    parts.join(".")
}

/// The field of a form behind a key as it was sent.
pub(crate) fn find<'f>(form: &'f FormView, key: &str) -> Option<&'f FieldView> {
    let key = first_row(key);
    let all = form.fields.iter().chain(form.options.iter().flat_map(|option| &option.fields));
    all.flat_map(|field| std::iter::once(field).chain(&field.children)).find(|field| field.key == key)
}

/// What the form asks of what was sent; everything else is dropped.
pub(crate) fn asked(form: &FormView, typed: &Typed, files: &[Upload]) -> (Typed, Vec<Upload>) {
    let value =
        |key: &str| find(form, key).is_some_and(|field| !matches!(field.control, Control::Files | Control::Group));
    let file = |key: &str| find(form, key).is_some_and(|field| field.control == Control::Files);
    let typed = typed.iter().filter(|(key, text)| value(key) && !text.trim().is_empty()).cloned().collect();
    let files = files.iter().filter(|one| file(&one.key) && !one.content.is_empty()).cloned().collect();
    (typed, files)
}

/// What must be given and is not, and what is too long: key and instruction.
pub(crate) fn missing(form: &FormView, typed: &Typed, files: &[Upload], lang: Lang) -> Vec<(String, String)> {
    let given = |key: &str| typed.iter().any(|(known, _)| known == key) || files.iter().any(|file| file.key == key);
    let fill_in = |label: &str| match lang {
        Lang::Zh => format!("请填写{label}"),
        Lang::En => format!("Fill in: {label}"),
    };
    let mut wrong = Vec::new();
    for field in &form.fields {
        if field.control != Control::Group {
            if field.must && !given(&field.key) {
                wrong.push((field.key.clone(), fill_in(&field.label)));
            }
            continue;
        }
        let mut rows = rows(&field.key, typed, files);
        if rows.is_empty() && field.must {
            rows.push("0".to_owned());
            if !field.children.iter().any(|child| child.must) {
                let first = field.children.first().map_or_else(|| field.key.clone(), |child| child.key.clone());
                wrong.push((first, fill_in(&field.label)));
            }
        }
        for row in rows {
            for child in field.children.iter().filter(|child| child.must) {
                let tail = child.key.rsplit('.').next().unwrap_or_default();
                let key = format!("{}.{row}.{tail}", field.key);
                if !given(&key) {
                    wrong.push((key, fill_in(&child.label)));
                }
            }
        }
    }
    let too_long = typed.iter().filter(|(_, text)| text.chars().count() > TEXT_MAX);
    wrong.extend(too_long.map(|(key, _)| {
        let text = if lang == Lang::Zh {
            "内容过长，请分成几段或作为附件上传"
        } else {
            "too long; shorten it or attach it as a file"
        };
        (key.clone(), text.to_owned())
    }));
    wrong
}

/// The numbers of the rows of a group in which something was given.
fn rows(group: &str, typed: &Typed, files: &[Upload]) -> Vec<String> {
    let start = format!("{group}.");
    let mut found: Vec<String> = Vec::new();
    for key in typed.iter().map(|(key, _)| key).chain(files.iter().map(|file| &file.key)) {
        let Some((n, _)) = key.strip_prefix(&start).and_then(|rest| rest.split_once('.')) else { continue };
        if !found.iter().any(|known| known == n) {
            found.push(n.to_owned());
        }
    }
    found
}
