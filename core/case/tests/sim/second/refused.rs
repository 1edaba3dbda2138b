//! A refusal is a promise too: it says why, with the article, and what it says holds.

use dengwen_case::*;

use super::{Second, may::Standing};
use crate::town::Town;

impl Second {
    /// Holds a refusal against the second reading.
    pub(crate) fn refused(&self, town: &Town, command: &Do, refusals: &[Refusal]) -> Result<(), String> {
        if refusals.is_empty() {
            return Err(format!("{} is refused without a reason", command.act));
        }
        for refusal in refusals {
            self.one_refusal(town, command, refusal).map_err(|why| {
                format!(
                    "{} by {} is refused ({}: {}): {why}",
                    command.act,
                    command.actor.name,
                    refusal.code(),
                    refusal.label.zh
                )
            })?;
        }
        Ok(())
    }

    fn one_refusal(&self, town: &Town, command: &Do, refusal: &Refusal) -> Result<(), String> {
        if refusal.label.zh.is_empty() || refusal.label.en.is_empty() {
            return Err("it does not say why in both languages".to_owned());
        }
        if self.rows.is_empty() {
            return Ok(());
        }
        let Some((place, act)) = self.meant(town, command) else { return Ok(()) };
        let cites = refusal.article.is_some() || refusal.reading.is_some();
        let could = act.rule.article.is_some() || act.rule.reading.is_some();
        let of_act = matches!(
            refusal.code,
            Code::Guard
                | Code::Needs
                | Code::NotInStage
                | Code::NotByYou
                | Code::Barred
                | Code::NotAsked
                | Code::LimitLapsed
                | Code::AlreadyBegun
                | Code::InputMissing
                | Code::OptionMissing
        );
        if of_act && could && !cites {
            return Err("it cites nothing".to_owned());
        }
        let key = &self.rows[place].key;
        let holds = match refusal.code {
            Code::NotInStage => !self.in_stage(act, place),
            Code::NotAsked => !self.requests.values().any(|(asked, row, _)| *asked == command.act && row == key),
            Code::AlreadyBegun => !self.rows.is_empty(),
            Code::NotByYou => self.may(town, act, (&command.act, key), &command.actor) != Standing::Yes,
            Code::LimitLapsed => self.has_lapsed_right(town, place, &command.act),
            Code::WrongTime => {
                self.received.is_some_and(|received| command.happened.unwrap_or(received) <= received)
                    || command.happened.is_none()
            }
            _ => true,
        };
        holds.then_some(()).ok_or_else(|| "what it says does not hold".to_owned())
    }
}
