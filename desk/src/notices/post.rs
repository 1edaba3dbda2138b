//! Letters: who wants mail is told by it that there is something, how much and until when, and nothing else: no case, no name.
//! A letter is ordered once for its moment, written when the moment has come, and tried again, later with each try, until it is
//! given up; administrators see what did not leave.

use std::time::Duration;

use dengwen_calendar::Counting;
use dengwen_regulation::model::Lang;
use dengwen_sealing::Place;
use dengwen_store::{FailedLetter, Lane, MailWayRow, NoticeRow, OutboxRow};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value as Json;

use super::{
    kept_since,
    way::{Way, When},
};
use crate::{
    accounts::hash,
    act::Task,
    actor::{self, Eyes},
    desk::Desk,
    fault::Fault,
    incoming::pick,
    mail::{Letter, Mail, PATIENCE, apart, mailbox},
    office::{Office, stream_of},
    secrets,
    show::words,
    typed::{pack, unpack},
    view::{Rejection, Session},
};

/// How long a letter is left to whoever took it; longer than a relay may take.
const LEASE: SignedDuration = SignedDuration::from_secs(90);
/// How long is waited after the first failure; twice as long after each further one.
const WAIT: SignedDuration = SignedDuration::from_mins(1);
/// The longest wait.
const WAIT_MAX: SignedDuration = SignedDuration::from_hours(1);
/// How often it is tried: over about nine hours, so that a relay may be away for a night.
const TRIES_MAX: u32 = 14;
/// The longest sleep between two looks.
const LONGEST: Duration = Duration::from_secs(30);
/// How often what is old is thrown away.
const FORGET: SignedDuration = SignedDuration::from_hours(6);
/// How many notices a letter counts.
const COUNTED_MAX: u32 = 200;
/// How long administrators see what did not leave, and how many of it.
const FAILED_SHOWN: SignedDuration = SignedDuration::from_hours(7 * 24);
const FAILED_MAX: u32 = 50;

/// How somebody wants mail, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailView {
    /// The address.
    pub address: String,
    /// `never`, `at_once`, `daily`.
    pub when: &'static str,
    /// The hour of the daily letter.
    pub hour: i8,
    /// From which hour until which none comes at once.
    pub quiet: (i8, i8),
    /// Only on days that are worked.
    pub working: bool,
    /// Mail can be sent from here.
    pub sends: bool,
}

/// How somebody wants mail, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailTyped {
    /// The address.
    pub address: String,
    /// `never`, `at_once`, `daily`.
    pub when: String,
    /// The hour of the daily letter.
    pub hour: String,
    /// From which hour none comes at once.
    pub quiet_from: String,
    /// Until which hour none comes at once.
    pub quiet_until: String,
    /// Only on days that are worked.
    pub working: bool,
}

/// A letter that did not leave, for administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterLine {
    /// To whom.
    pub person: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried again, or when it was given up.
    pub when: String,
    /// It is not tried again.
    pub given_up: bool,
    /// Why, without the address.
    pub why: String,
}

impl Desk {
    /// How somebody wants mail.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn mail_way(&self, session: &Session) -> Result<MailView, Rejection> {
        let Way { address, when, hour, quiet, working } = self.way(&session.account()).await?.unwrap_or_default();
        Ok(MailView { address, when: when.word(), hour, quiet, working, sends: self.mail().is_some() })
    }

    /// Keeps how somebody wants mail.
    ///
    /// # Errors
    /// [`Rejection::Invalid`] for what does not fit.
    pub async fn choose_mail(&self, session: &Session, typed: &MailTyped, lang: Lang) -> Result<(), Rejection> {
        let mut wrong = Vec::new();
        let mut say = |key: &str, zh, en| wrong.push((key.to_owned(), pick(lang, zh, en).to_owned()));
        let address = typed.address.trim();
        let when = When::ALL.iter().find(|(word, _)| *word == typed.when).map(|(_, when)| *when);
        if when.is_none() {
            say("when", "请选择何时来信", "choose when letters come");
        }
        if address.is_empty() && when != Some(When::Never) {
            say("address", "请填写邮箱，或选择不发邮件", "give an address, or choose no mail");
        } else if !address.is_empty() && mailbox(address).is_err() {
            say("address", "这不是邮箱地址，应像 lin@example.org", "this is no address; write it like lin@example.org");
        }
        let mut hour = |key: &str, text: &str| {
            let hour = text.trim().parse::<i8>().ok().filter(|hour| (0..24).contains(hour));
            if hour.is_none() {
                say(key, "请选择整点，0 到 23", "choose a full hour, 0 to 23");
            }
            hour
        };
        let hours =
            (hour("hour", &typed.hour), hour("quiet_from", &typed.quiet_from), hour("quiet_until", &typed.quiet_until));
        let (Some(when), (Some(hour), Some(from), Some(until)), true) = (when, hours, wrong.is_empty()) else {
            return Err(Rejection::Invalid(wrong));
        };
        let way = Way { address: address.to_owned(), when, hour, quiet: (from, until), working: typed.working };
        let person = session.account();
        let bytes = serde_json::to_vec(&way).map_err(Fault::Json)?;
        let sealed = pack(&self.keys().seal_bytes(&place(&person), &bytes, secrets::random()?));
        self.store().mail_way_put(&MailWayRow { person, sealed }).await?;
        Ok(())
    }

    async fn way(&self, account: &str) -> Result<Option<Way>, Fault> {
        self.store().mail_way(account).await?.map(|row| self.opened_way(&row)).transpose()
    }

    fn opened_way(&self, row: &MailWayRow) -> Result<Way, Fault> {
        let sealed = unpack(&row.sealed).ok_or(Fault::SealedGone)?;
        let bytes = self.keys().open_bytes(&place(&row.person), &sealed)?;
        serde_json::from_slice(&bytes).map_err(Fault::Json)
    }

    /// Orders a letter for each of those told who wants mail: one for its moment, however much is told until then.
    pub(crate) async fn order_letters(&self, stream: &str, told: &[String], now: Timestamp) -> Result<(), Fault> {
        let Some(id) = told.first().and_then(|one| one.split_once('/')).map(|(office, _)| office) else {
            return Ok(());
        };
        if self.mail().is_none() {
            return Ok(());
        }
        let office = self.office_state(id).await?;
        let calendar = office.country();
        for row in self.store().mail_ways(id).await? {
            let Some((_, person)) = row.person.split_once('/') else { continue };
            let way = self.opened_way(&row)?;
            let eyes = Eyes::of(id, &actor::person(&office, person, now));
            let active = office.people.get(person).is_some_and(|person| person.active);
            let Some(at) = way.leaves_at(now, &calendar).filter(|_| active && eyes.reads_any(told)) else { continue };
            tracing::debug!(%stream, "a letter is ordered");
            let task = Task::Letter { account: row.person.clone() };
            self.store()
                .outbox_add(&OutboxRow {
                    id: format!("letter {} {at}", row.person),
                    kind: task.kind().to_owned(),
                    stream: stream_of(id),
                    body: serde_json::to_value(&task).unwrap_or(Json::Null),
                    due_at: at,
                    attempts: 0,
                })
                .await?;
        }
        self.stir_post();
        Ok(())
    }

    /// Sends letters as their time comes; runs until it is dropped.
    pub async fn keep_mailing(self) {
        let mut forget = Timestamp::UNIX_EPOCH;
        loop {
            if forget <= self.now() {
                if let Err(fault) = self.forget_notices().await {
                    tracing::error!(fault = %fault.chain(), "old notices could not be thrown away");
                }
                forget = self.now().saturating_add(FORGET).unwrap_or(forget);
            }
            if let Err(fault) = self.send_letters().await {
                tracing::error!(fault = %fault.chain(), "the post met a fault");
            }
            let next = self.store().next_outbox_at(Lane::Letters).await.ok().flatten();
            let wait = next.map_or(LONGEST, |next| {
                let left = Duration::try_from(next.duration_since(self.now())).unwrap_or(Duration::ZERO);
                left.clamp(Duration::from_millis(200), LONGEST)
            });
            // Whichever comes first; both mean: look again.
            let _ = tokio::time::timeout(wait, self.post_stirred()).await;
        }
    }

    /// Sends the letters whose time has come, one after the other, and tells how many left.
    ///
    /// # Errors
    /// [`Fault::Store`].
    pub async fn send_letters(&self) -> Result<usize, Fault> {
        let Some(mail) = self.mail().cloned() else { return Ok(0) };
        let mut sent = 0;
        while let Some(row) = self.store().outbox_take(Lane::Letters, self.now(), LEASE, 1).await?.pop() {
            let now = self.now();
            match self.send_letter(&mail, &row, now).await? {
                Ok(left) => {
                    sent += usize::from(left);
                    self.store().outbox_done(&row.id, now).await?;
                }
                Err(why) if row.attempts >= TRIES_MAX => {
                    tracing::error!(tries = row.attempts, %why, "a letter could not be sent and is given up");
                    self.store().outbox_given_up(&row.id, now, &why).await?;
                }
                Err(why) => {
                    let wait = wait(row.attempts);
                    tracing::warn!(tries = row.attempts, seconds = wait.as_secs(), %why, "a letter could not be sent; it is tried again");
                    self.store().outbox_failed(&row.id, now.saturating_add(wait).unwrap_or(now), &why).await?;
                }
            }
        }
        Ok(sent)
    }

    /// Writes a letter of all that its reader has not read, and hands it over. None leaves where there is nothing any more. The
    /// letter of one moment bears one id, by which a mailbox tells it again if it came twice.
    async fn send_letter(&self, mail: &Mail, row: &OutboxRow, now: Timestamp) -> Result<Result<bool, String>, Fault> {
        let Ok(Task::Letter { account }) = serde_json::from_value(row.body.clone()) else { return Ok(Ok(false)) };
        let Some((id, person)) = account.split_once('/') else { return Ok(Ok(false)) };
        let office = self.office_state(id).await?;
        let way = self.way(&account).await?.filter(|way| way.when != When::Never);
        let active = office.people.get(person).is_some_and(|person| person.active);
        let Some(way) = way.filter(|_| active) else { return Ok(Ok(false)) };
        let unread = self.to_be_told(&office, person, &account, now).await?;
        if unread.is_empty() {
            return Ok(Ok(false));
        }
        let (subject, text) = self.letter_says(&unread, now).await?;
        let letter = Letter {
            from: mail.from.clone(),
            to: mailbox(&way.address)?,
            subject,
            id: hash(self.keys().blind_hash("letter", row.id.as_bytes())).to_string(),
            at: now,
            text,
            file: None,
        };
        let relay = mail.relay.clone();
        let handed = apart("letter", move || letter.hand(&relay, PATIENCE)).await;
        if handed.is_ok() {
            // Not until now: what is being written meanwhile is told by the next letter.
            let until = unread.iter().map(|one| one.at).max().unwrap_or(now);
            self.store().notices_mailed(&account, until).await?;
            tracing::info!("a letter was sent");
        }
        // A relay may repeat to whom it was.
        Ok(handed.map(|()| true).map_err(|why| why.replace(&way.address, "…")))
    }

    /// What somebody has neither read nor been written of.
    async fn to_be_told(
        &self,
        office: &Office,
        person: &str,
        account: &str,
        now: Timestamp,
    ) -> Result<Vec<NoticeRow>, Fault> {
        let mark = self.store().notice_mark(account).await?;
        let after = mark.read_until.max(mark.mailed_until).max(kept_since(now));
        let eyes = Eyes::of(&office.id, &actor::person(office, person, now));
        Ok(self.store().notices((eyes.viewer(), account), (after, now), true, COUNTED_MAX).await?)
    }

    /// What a letter says. Of sealed cases it says no more than that they count.
    async fn letter_says(&self, notices: &[NoticeRow], now: Timestamp) -> Result<(String, String), Fault> {
        let streams: Vec<String> = notices.iter().map(|one| one.stream.clone()).collect();
        let cases = self.store().cases(&streams).await?;
        let open = |stream: &str| {
            let sealed = |case: &&dengwen_store::CaseRow| {
                case.stream == stream && !case.outline.get("sealed").and_then(Json::as_bool).unwrap_or(true)
            };
            cases.iter().any(|case| sealed(&case))
        };
        let dated = notices.iter().filter(|one| matches!(one.sort.as_str(), "new" | "close") && open(&one.stream));
        let due = dated.filter_map(|one| one.due_at.instant()).filter(|due| *due > now).min();
        let site = self.address().map(|address| format!("{address}/desk/notices"));
        let subject = format!("登闻：{0} 件事与您有关 · Dengwen: {0} for you", notices.len());
        let text = [Lang::Zh, Lang::En].map(|lang| body(notices, due, site.as_deref(), now, lang)).join("\n—\n\n");
        Ok((subject, text))
    }

    /// Letters of an office that did not leave, for administrators.
    pub(super) async fn letters_failed(&self, office: &Office, lang: Lang) -> Result<Vec<LetterLine>, Fault> {
        let now = self.now();
        let since = now.checked_sub(FAILED_SHOWN).unwrap_or(now);
        let counting = Counting::default();
        let line = |one: FailedLetter| {
            let account = one.id.split(' ').nth(1).and_then(|account| account.split_once('/'));
            let at = one.given_up.unwrap_or(one.due_at);
            LetterLine {
                person: office.person_name(account.map_or("", |(_, person)| person)),
                tries: one.attempts,
                when: words::moment(at, &counting, counting.date_of(now), lang),
                given_up: one.given_up.is_some(),
                why: one.failure,
            }
        };
        let failed = self.store().letters_failed(&stream_of(&office.id), since, FAILED_MAX).await?;
        Ok(failed.into_iter().map(line).collect())
    }
}

fn place(account: &str) -> Place {
    Place::new("mail way", account)
}

/// How long is waited after so many tries.
fn wait(tries: u32) -> SignedDuration {
    WAIT.checked_mul(2_i32.saturating_pow(tries.saturating_sub(1))).unwrap_or(WAIT_MAX).min(WAIT_MAX)
}

/// The words of a letter: how much of what, until when, where to sign in.
fn body(notices: &[NoticeRow], due: Option<Timestamp>, site: Option<&str>, now: Timestamp, lang: Lang) -> String {
    let of = |sort: &str| notices.iter().filter(|one| one.sort == sort).count();
    let sorts = [
        ("new", "新的待办", "new to do"),
        ("close", "期限将到", "a limit is close"),
        ("late", "已超期", "overdue"),
        ("urged", "催办", "pressed for"),
        ("told", "告知", "told"),
        ("taken", "已转给他人", "passed to somebody else"),
    ];
    let counted = sorts.into_iter().map(|(sort, zh, en)| (of(sort), pick(lang, zh, en))).filter(|(n, _)| *n > 0);
    let counted = counted.map(|(n, words)| match lang {
        Lang::Zh => format!("{words} {n} 件"),
        Lang::En => format!("{words}: {n}"),
    });
    let counted = counted.collect::<Vec<_>>().join(pick(lang, "，", ", "));
    let counting = Counting::default();
    let due = due.map_or_else(String::new, |due| {
        let due = words::moment(due, &counting, counting.date_of(now), lang);
        match lang {
            Lang::Zh => format!("最早的期限：{due}。\n"),
            Lang::En => format!("The first is due {due}.\n"),
        }
    });
    let site = match (site, lang) {
        (Some(site), Lang::Zh) => format!("请登录查看：{site}\n"),
        (Some(site), Lang::En) => format!("Sign in to see: {site}\n"),
        (None, Lang::Zh) => "请照常登录登闻，在“通知”中查看。\n".to_owned(),
        (None, Lang::En) => "Sign in to Dengwen as usual and open “Notices”.\n".to_owned(),
    };
    match lang {
        Lang::Zh => format!(
            "您好：\n\n{counted}。\n{due}{site}\n邮件里从不写事由和人名。何时来信，可在登闻“我的”“邮件提醒”里改。\n"
        ),
        Lang::En => format!(
            "Hello,\n\n{counted}.\n{due}{site}\nLetters never say what a matter is about or who is in it. When they come is chosen under “My account”, “Mail”.\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{WAIT, WAIT_MAX, wait};

    #[test]
    fn the_wait_doubles_and_has_an_end() {
        assert_eq!([wait(1), wait(2), wait(5)], [WAIT, WAIT * 2, WAIT * 16]);
        assert_eq!([wait(9), wait(u32::MAX)], [WAIT_MAX, WAIT_MAX]);
    }
}
