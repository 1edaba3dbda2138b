//! What can be chosen in the acts that are there for all: papers to sign, limits to lengthen, fields to correct.

use dengwen_case::{Paper, RowKey};
use dengwen_regulation::model::Id;

use super::{Show, form::OpenAct, form_field::choice};
use crate::view::Choice;

impl Show<'_> {
    /// The choices of an input of a standing act that names something on file; `None` where it is typed freely.
    pub(super) fn standing(&self, open: &OpenAct<'_>, key: &str) -> Option<Vec<Choice>> {
        if !open.act.standing {
            return None;
        }
        match key {
            "document" => Some(self.papers_to_choose(open.id)),
            "limit" => Some(self.limits_to_choose(&open.row, open.id)),
            "field" => Some(self.fields_to_choose(&open.row)),
            "axis" => Some(self.axes_to_choose(&open.row)),
            "value" if self.act(&open.row, open.id).is_some_and(|act| asks(act, "axis")) => {
                Some(self.values_to_choose(&open.row))
            }
            "request" => Some(self.requests_to_choose()),
            "mode" => Some(self.modes_to_choose()).filter(|all| !all.is_empty()),
            _ => None,
        }
    }

    /// Papers of the case, the newest first: `acceptance_notice#2`.
    fn papers_to_choose(&self, act: &Id) -> Vec<Choice> {
        let (to_sign, to_take_down) = (act.contains("sign"), act == "unpublish");
        let fits = |paper: &&Paper| {
            let document = self.regulation.documents.get(&paper.document);
            if to_take_down {
                return paper.published.is_some();
            }
            !to_sign || paper.signed.is_none() && document.is_some_and(|document| !document.signed_by.is_empty())
        };
        let papers = self.case.papers.iter().rev().filter(fits);
        papers.map(|paper| choice(format!("{}#{}", paper.document, paper.n), self.paper_title(paper))).collect()
    }

    /// A paper with its number or day: `《受理告知书》2026-14`.
    #[must_use]
    pub fn paper_title(&self, paper: &Paper) -> String {
        let label = self.document_label(&paper.document);
        let what = paper.number.clone().unwrap_or_else(|| self.day(paper.at.happened));
        format!("{label} {what}")
    }

    fn limits_to_choose(&self, row: &RowKey, act: &Id) -> Vec<Choice> {
        let overdue = act.contains("overdue");
        let mut seen: Vec<&Id> = Vec::new();
        let mut all = Vec::new();
        for run in &self.case.runs {
            let extends = || self.limit(row, &run.limit).is_some_and(|limit| limit.extend.is_some());
            let fits =
                if overdue { run.missed().is_some() && run.excused.is_none() } else { run.end.is_none() && extends() };
            if fits && !seen.contains(&&run.limit) {
                seen.push(&run.limit);
                all.push(choice(run.limit.to_string(), self.limit_label(row, &run.limit)));
            }
        }
        all
    }

    fn fields_to_choose(&self, row: &RowKey) -> Vec<Choice> {
        let shape = self.regulation.shape(&self.shape_of(row));
        let entered = shape.into_iter().flat_map(|shape| &shape.fields).filter(|(_, field)| field.value.is_none());
        entered.map(|(id, field)| choice(id.to_string(), self.text(&field.label))).collect()
    }

    fn axes_to_choose(&self, row: &RowKey) -> Vec<Choice> {
        let shape = self.regulation.shape(&self.shape_of(row));
        let axes = shape.into_iter().flat_map(|shape| &shape.classes);
        axes.map(|(id, axis)| choice(id.to_string(), self.text(&axis.label))).collect()
    }

    fn values_to_choose(&self, row: &RowKey) -> Vec<Choice> {
        let shape = self.regulation.shape(&self.shape_of(row));
        let mut all = Vec::new();
        for axis in shape.into_iter().flat_map(|shape| shape.classes.values()) {
            for (id, value) in &axis.values {
                let label = format!("{}{}{}", self.text(&axis.label), self.pick("：", ": "), self.text(&value.label));
                all.push(choice(id.to_string(), label));
            }
        }
        all
    }

    /// Ways of serving that the papers of the case know.
    fn modes_to_choose(&self) -> Vec<Choice> {
        let mut all: Vec<Choice> = Vec::new();
        let documents = self.case.papers.iter().filter_map(|paper| self.regulation.documents.get(&paper.document));
        for (id, service) in documents.flat_map(|document| &document.service) {
            if !all.iter().any(|known| known.value == id.as_str()) {
                all.push(choice(id.to_string(), self.text(&service.label)));
            }
        }
        all
    }

    fn requests_to_choose(&self) -> Vec<Choice> {
        let open = self.case.open_requests();
        let row = |place: usize| self.case.rows.get(place).map_or_else(RowKey::main, |row| row.key.clone());
        open.map(|request| choice(request.n.to_string(), self.act_label(&row(request.row), &request.act))).collect()
    }
}

fn asks(act: &dengwen_regulation::model::Act, key: &str) -> bool {
    act.input.iter().any(|input| input.what.key() == key)
}
