//! Registers in a story: rows with a life by their number, a row written by hand.

use dengwen_desk::{
    WRITE_IN_REGISTER,
    inspect::{By, Stepped, Stopped},
    view::Sent,
};

use super::run::{Named, Running};

/// The name under which a story knows a row of a register, or the register as a whole.
pub(super) fn key(register: &str, row: Option<u32>) -> String {
    row.map_or_else(|| format!("@{register}"), |n| format!("@{register}[{n}]"))
}

impl Running<'_> {
    /// Rows that have begun meanwhile: each by its number, the newest without one.
    pub(super) async fn find_rows(&mut self) -> Result<(), String> {
        let (office, pack) = (self.town.office.clone(), self.story.pack.clone());
        for register in self.town.regulation.registers.keys() {
            let found = self.town.desk.register_streams(&office, &pack, register).await;
            for (id, n) in found.map_err(|fault| fault.chain())?.into_iter().zip(1..) {
                self.cases.set(key(register, Some(n)), id.clone());
                self.cases.set(key(register, None), id);
            }
        }
        Ok(())
    }

    /// Is this the writing of a row by hand, and no act of the register of that name.
    pub(super) fn writes(&self, named: &Named) -> bool {
        let register = named.register.as_deref().and_then(|id| self.town.regulation.registers.get(id));
        named.act.rsplit('.').next() == Some(WRITE_IN_REGISTER)
            && register.is_some_and(|register| !register.shape.acts.contains_key(WRITE_IN_REGISTER))
    }

    pub(super) async fn write(&self, named: &Named, by: &By, sent: &Sent) -> Result<Stepped, Stopped> {
        let register = named.register.as_deref().unwrap_or_default();
        self.town.desk.step_write(&self.town.office, &self.story.pack, register, by, sent).await
    }
}
