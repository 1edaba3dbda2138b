//! Founding the invented offices and letting their stories happen.

use std::{path::Path, sync::Arc};

use dengwen_calendar::{Calendar, Counting};
use dengwen_desk::{Clock, Config, Desk, Passwords, library::Library, office::Founding};
use dengwen_packs::Packs;
use dengwen_regulation::model::{Label, Lang, Regulation};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp};

use super::{
    PASSWORD, SignIn,
    play::{count, play},
    read::{Demo, demo},
    reports,
    times::Today,
};
use crate::scenario::entered;

/// How long before the first story the offices are there.
const BEFORE: SignedDuration = SignedDuration::from_hours(24 * 400);

/// What came of founding.
#[derive(Debug)]
pub(crate) struct Founded {
    /// Who may sign in.
    pub(crate) sign_ins: Vec<SignIn>,
    /// Steps that did not go through, each with its place and why.
    pub(crate) refused: Vec<String>,
}

/// Founds all offices and plays their stories up to now.
pub(crate) async fn found(
    packs: &Packs,
    library: &Library,
    folder: &Path,
    all: bool,
    now: Timestamp,
) -> Result<Founded, String> {
    let start = now.checked_sub(BEFORE).unwrap_or(now);
    let clock = Clock::virtual_at(start);
    let settings = Config { library: library.clone(), passwords: Passwords::cheap(), ..Config::scratch(folder, clock) };
    let settings = Config { known_password: Some(PASSWORD.to_owned()), ..settings };
    let desk = Desk::open(settings).await.map_err(|fault| fault.chain())?;
    let mut demos = Vec::new();
    let mut sign_ins = Vec::new();
    for id in packs.ids() {
        let path = format!("{id}/demo.yaml");
        let regulation = || desk.regulation_text(&id).map_err(|fault| fault.chain());
        if let Some(text) = packs.text(&path) {
            let regulation = regulation()?;
            let read = demo(&id, &path, &text, &today(&regulation, now))?;
            if !(all || read.plain) {
                continue;
            }
            sign_ins.extend(open(&desk, &regulation, founding(&read, &id)).await?);
            entered(&desk, &read.office, &read.story).await?;
            demos.push(read);
        } else if all {
            let regulation = regulation()?;
            sign_ins.extend(open(&desk, &regulation, bare(&regulation, &id)).await?);
        }
    }
    let bar = ProgressBar::new(count(&demos));
    bar.set_style(
        ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.set_message("演示 | demonstration");
    reports::keep(&desk, &demos, start).await?;
    let refused = play(&desk, &demos, || bar.inc(1)).await?;
    desk.tick(now).await.map_err(|fault| fault.chain())?;
    bar.finish_and_clear();
    desk.close().await;
    Ok(Founded { sign_ins, refused })
}

fn today(regulation: &Regulation, now: Timestamp) -> Today {
    let organisation = &regulation.organisation;
    let base = Counting::default();
    let counting = Counting {
        week: organisation.week,
        hours: organisation.hours.clone().unwrap_or_else(|| base.hours.clone()),
        ..base
    };
    let calendar = Calendar::named(&organisation.calendar).unwrap_or_else(Calendar::china);
    Today { now: counting.zone.to_datetime(now), calendar, counting }
}

fn founding(demo: &Demo, pack: &str) -> Founding {
    let (units, people, posts) = (demo.units.clone(), demo.people.clone(), demo.posts.clone());
    Founding { units, people, posts, ..Founding::new(&demo.office, demo.name.clone(), &[pack]) }
}

/// An office without stories: a member for every role, named like the role.
fn bare(regulation: &Regulation, pack: &str) -> Founding {
    let office: String = pack.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let title = &regulation.title;
    let name = Label::new(&format!("示例：{}", title.zh), &format!("Example: {}", title.in_lang(Lang::En)));
    let mut founding = Founding::new(&office, name, &[pack]).with_member_for_every_role(regulation);
    if let Some(first) = founding.people.first_mut() {
        first.administrator = true;
    }
    founding
}

/// Founds an office and gives its people their sign-ins.
async fn open(desk: &Desk, regulation: &Arc<Regulation>, founding: Founding) -> Result<Vec<SignIn>, String> {
    let wrong = |fault: dengwen_desk::Fault| fault.chain();
    let bare = founding.posts.iter().all(|post| post.person == post.role);
    let office = desk.found_office(founding).await.map_err(wrong)?;
    let mut sign_ins = Vec::new();
    for person in office.people.values() {
        let login = if bare { format!("{}.{}", office.id, person.id) } else { person.id.clone() };
        desk.save_account(&office.id, &person.id, &login, PASSWORD).await.map_err(wrong)?;
        let held = office.posts.values().filter(|post| post.person == person.id);
        let roles: Vec<&Label> =
            held.filter_map(|post| Some(&regulation.roles.get(post.role.as_str())?.label)).collect();
        let unit = person.unit.as_ref().and_then(|unit| office.units.get(unit)).map(|unit| unit.name.clone());
        let does = if roles.is_empty() { unit.unwrap_or_default() } else { joined(&roles) };
        sign_ins.push(SignIn { office: office.name.clone(), name: person.name.clone(), does, login });
    }
    Ok(sign_ins)
}

fn joined(all: &[&Label]) -> Label {
    let texts = |lang: Lang, between: &str| all.iter().map(|one| one.in_lang(lang)).collect::<Vec<_>>().join(between);
    Label::new(&texts(Lang::Zh, "、"), &texts(Lang::En, ", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything_goes_through(now: &str) {
        let folder =
            std::env::temp_dir().join(format!("dengwen-demo-test-{}-{}", std::process::id(), now.replace(':', "")));
        std::fs::create_dir_all(&folder).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let founded =
            runtime.block_on(found(&Packs::BuiltIn, &Library::of(Packs::BuiltIn), &folder, true, now.parse().unwrap()));
        std::fs::remove_dir_all(&folder).unwrap();
        let founded = founded.unwrap();
        assert_eq!(founded.refused, Vec::<String>::new());
        assert!(founded.sign_ins.len() > 40, "{} sign-ins", founded.sign_ins.len());
    }

    #[test]
    fn every_story_goes_through_on_a_working_morning() {
        everything_goes_through("2026-11-18T02:30:00Z");
    }

    #[test]
    fn every_story_goes_through_in_the_night_of_a_holiday() {
        everything_goes_through("2026-10-03T19:40:00Z");
    }
}
