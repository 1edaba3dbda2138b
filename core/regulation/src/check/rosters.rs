//! # roster-warn, roster-periods, roster-role
//!
//! A roster with `cover: true` finds the hours in which nobody is on duty. How long before them it tells is said by `warn`: a
//! length of time, or a setting where the source names none. Days in a setting are those of a setting of type `periods`. The id
//! of a roster stands wherever a role may, so no role bears it.
//!
//! ```yaml
//! settings: {spring: {label: 春种 | spring sowing, type: periods, default: none}}
//! rosters: {night: {label: 值班 | duty, who: clerk, by: boss, during: [holidays, setting spring], cover: true, warn: 3 days}}
//! ```

use super::view::{View, error, quoted};
use crate::{
    finding::Finding,
    model::{During, FieldType},
};

/// Rosters that could not be kept.
pub(super) fn rosters(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (id, roster) in &view.reg.rosters {
        let (zh, en) = quoted(&roster.label, id);
        if roster.cover && roster.warn.is_none() {
            let zh = format!("{zh}写了 cover，却没有写提前多久提示");
            let found = error(
                "roster-warn",
                &roster.rule,
                id,
                &zh,
                &format!("{en} has `cover` and does not say how early to warn"),
            );
            findings.push(
                found
                    .mend("加 warn: 3 days，或者 warn: {setting: 设置}", "add `warn: 3 days`, or `warn: {setting: x}`"),
            );
        }
        for days in &roster.during {
            let During::Setting(setting) = days else { continue };
            let known = view.reg.settings.get(setting);
            if known.is_some_and(|known| known.field.types != [FieldType::Periods]) {
                let (zh, en) = (
                    format!("{zh}的日期取自设置 {setting}，其类型不是 periods"),
                    format!("{en} takes its days from the setting `{setting}`, which is not of type `periods`"),
                );
                let found = error("roster-periods", &roster.rule, setting, &zh, &en);
                findings.push(found.mend("把该设置的 type 写作 periods", "give the setting `type: periods`"));
            }
        }
        if view.reg.roles.contains_key(id) {
            let (zh, en) = (format!("{zh}与一个角色同名"), format!("{en} bears the id of a role"));
            let found = error("roster-role", &roster.rule, id, &zh, &en);
            findings.push(found.mend("换一个名称", "give it another id"));
        }
    }
}
