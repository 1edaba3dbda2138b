//! All names of a regulation, collected before anything is typed, so that a bare word can be told for what it is.

use indexmap::IndexMap;

use super::{
    cx::{COMMON, Cx, Scope},
    kinds::field_types,
};
use crate::{
    model::{FieldType, Id, ShapeRef, Span},
    tree::Node,
};

/// What is known of a field before it is typed.
#[derive(Debug, Clone, Default)]
pub(super) struct FieldName {
    pub(super) types: Vec<FieldType>,
    pub(super) many: bool,
    pub(super) decimals: u8,
}

impl FieldName {
    /// One value of one type.
    pub(super) fn one(of: FieldType) -> Self {
        Self { types: vec![of], ..Self::default() }
    }
}

/// Names inside one shape.
#[derive(Debug, Clone, Default)]
pub(super) struct ShapeNames {
    pub(super) kind: Option<Id>,
    pub(super) fields: IndexMap<Id, FieldName>,
    /// Axes with their values.
    pub(super) classes: IndexMap<Id, Vec<Id>>,
    pub(super) grounds: IndexMap<Id, Vec<Id>>,
    pub(super) stages: Vec<Id>,
    /// Acts with their options.
    pub(super) acts: IndexMap<Id, Vec<Id>>,
    pub(super) limits: Vec<Id>,
}

/// Names of a regulation.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Roles, and rosters, which name whoever is on duty.
    pub(super) roles: Vec<Id>,
    pub(super) case_roles: Vec<Id>,
    pub(super) levels: Vec<Id>,
    pub(super) parties: IndexMap<Id, IndexMap<Id, FieldName>>,
    pub(super) settings: IndexMap<Id, FieldName>,
    pub(super) channels: Vec<Id>,
    pub(super) conditions: Vec<Id>,
    pub(super) documents: Vec<Id>,
    pub(super) tables: Vec<Id>,
    pub(super) indicators: Vec<Id>,
    pub(super) charts: Vec<Id>,
    pub(super) guides: Vec<Id>,
    pub(super) shapes: IndexMap<ShapeRef, ShapeNames>,
    /// Acts there for all.
    pub(super) standing: Vec<Id>,
    /// Inputs declared on the spot by any act.
    pub(super) inputs: Vec<Id>,
}

/// What a name may be inside a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Field,
    Axis,
    Stage,
    Act,
    Limit,
}

fn keys(node: Option<&Node>) -> Vec<Id> {
    entries(node).map(|(key, _)| key).collect()
}

fn entries(node: Option<&Node>) -> impl Iterator<Item = (Id, &Node)> {
    let entries = node.and_then(Node::map).map_or(&[][..], |map| map.entries.as_slice());
    entries
        .iter()
        .filter(|(key, _)| !COMMON.contains(&key.text.as_str()))
        .map(|(key, node)| (Id::from(key.text.as_str()), node))
}

fn field_names(node: Option<&Node>) -> IndexMap<Id, FieldName> {
    let of = |node: &Node| FieldName {
        types: field_types(node),
        many: node.get("many").and_then(Node::text) == Some("true"),
        decimals: node.get("decimals").and_then(Node::text).and_then(|text| text.parse().ok()).unwrap_or(0),
    };
    entries(node).map(|(id, node)| (id, of(node))).collect()
}

fn shape(node: &Node, kind: Option<&Id>) -> ShapeNames {
    let classes = || entries(node.get("classes"));
    let grounds = |axis: &Id, node: &Node| {
        let items = node.get("grounds").map_or(&[][..], Node::items);
        items.iter().enumerate().map(|(n, ground)| ground_id(axis, n, ground)).collect()
    };
    ShapeNames {
        kind: kind.cloned(),
        fields: field_names(node.get("fields")),
        classes: classes().map(|(id, axis)| (id, keys(axis.get("values")))).collect(),
        grounds: classes().map(|(id, axis)| (id.clone(), grounds(&id, axis))).collect(),
        stages: keys(node.get("stages")),
        acts: entries(node.get("acts")).map(|(id, act)| (id, keys(act.get("choose")))).collect(),
        limits: keys(node.get("limits")),
    }
}

/// The id of a ground: as written, else `AXIS_ground_N`, which is no value of the axis.
pub(super) fn ground_id(axis: &Id, n: usize, ground: &Node) -> Id {
    ground.get("id").and_then(Node::text).map_or_else(|| Id::from(format!("{axis}_ground_{}", n + 1)), Id::from)
}

impl Names {
    pub(super) fn collect(top: &Node) -> Self {
        let roles = entries(top.get("roles"));
        let of_case = |node: &Node| node.get("of").and_then(Node::text) == Some("case");
        let mut shapes = IndexMap::from([(ShapeRef::Main, shape(top, None))]);
        for (id, kind) in entries(top.get("kinds")) {
            shapes.insert(ShapeRef::Kind(id.clone()), shape(kind, None));
            for (part, node) in entries(kind.get("parts")) {
                shapes.insert(ShapeRef::Part(part), shape(node, Some(&id)));
            }
        }
        for (id, part) in entries(top.get("parts")) {
            shapes.insert(ShapeRef::Part(id), shape(part, None));
        }
        for (id, register) in entries(top.get("registers")) {
            shapes.insert(ShapeRef::Register(id), shape(register, None));
        }
        Self {
            roles: [keys(top.get("roles")), keys(top.get("rosters"))].concat(),
            case_roles: roles.filter(|(_, node)| of_case(node)).map(|(id, _)| id).collect(),
            levels: keys(top.get("organisation").and_then(|node| node.get("levels"))),
            parties: entries(top.get("parties")).map(|(id, node)| (id, field_names(node.get("fields")))).collect(),
            settings: field_names(top.get("settings")),
            channels: keys(top.get("channels")),
            conditions: keys(top.get("conditions")),
            documents: keys(top.get("documents")),
            tables: keys(top.get("tables")),
            indicators: keys(top.get("indicators")),
            charts: keys(top.get("charts")),
            guides: keys(top.get("guides")),
            shapes,
            standing: Vec::new(),
            inputs: inputs(top),
        }
    }

    pub(super) fn is_role(&self, word: &str) -> bool {
        self.roles.iter().chain(&self.levels).any(|id| id == word)
    }

    /// Ids of parts, of registers or of kinds.
    pub(super) fn parts(&self) -> Vec<&str> {
        self.shapes.keys().filter_map(|at| if let ShapeRef::Part(id) = at { Some(&**id) } else { None }).collect()
    }

    pub(super) fn registers(&self) -> Vec<&str> {
        self.shapes.keys().filter_map(|at| if let ShapeRef::Register(id) = at { Some(&**id) } else { None }).collect()
    }

    pub(super) fn kinds(&self) -> Vec<&str> {
        self.shapes.keys().filter_map(|at| if let ShapeRef::Kind(id) = at { Some(&**id) } else { None }).collect()
    }

    /// The part, register or kind of this name.
    pub(super) fn other(&self, id: &str) -> Option<(&ShapeRef, &ShapeNames)> {
        let is = |at: &ShapeRef| match at {
            ShapeRef::Main => false,
            ShapeRef::Kind(x) | ShapeRef::Part(x) | ShapeRef::Register(x) => x == id,
        };
        self.shapes.iter().find(|(at, _)| is(at))
    }

    /// The shape itself, the kind around it, the case around that.
    pub(super) fn around(&self, at: &ShapeRef) -> Vec<&ShapeNames> {
        let own = self.shapes.get(at);
        let kind = own.and_then(|shape| shape.kind.clone()).and_then(|kind| self.shapes.get(&ShapeRef::Kind(kind)));
        let main = self.shapes.get(&ShapeRef::Main).filter(|_| *at != ShapeRef::Main);
        // Seen from the case itself, what only one kind has counts too; in a case of another kind it does not apply.
        let is_kind = |at: &ShapeRef| matches!(at, ShapeRef::Kind(_));
        let kinds =
            self.shapes.iter().filter(|(other, _)| *at == ShapeRef::Main && is_kind(other)).map(|(_, shape)| shape);
        own.into_iter().chain(kind).chain(main).chain(kinds).collect()
    }

    pub(super) fn field(&self, at: &ShapeRef, id: &str) -> Option<&FieldName> {
        self.around(at).into_iter().find_map(|shape| shape.fields.get(id))
    }

    pub(super) fn axis(&self, at: &ShapeRef, id: &str) -> Option<&Vec<Id>> {
        self.around(at).into_iter().find_map(|shape| shape.classes.get(id))
    }

    pub(super) fn act(&self, at: &ShapeRef, id: &str) -> Option<&Vec<Id>> {
        self.around(at).into_iter().find_map(|shape| shape.acts.get(id))
    }

    pub(super) fn has(&self, at: &ShapeRef, sort: Sort, id: &str) -> bool {
        self.listed(at, sort).contains(&id)
    }

    /// All names of one sort that are seen from a shape.
    pub(super) fn listed(&self, at: &ShapeRef, sort: Sort) -> Vec<&str> {
        let mut all = Vec::new();
        for shape in self.around(at) {
            match sort {
                Sort::Field => all.extend(shape.fields.keys().map(|id| &**id)),
                Sort::Axis => all.extend(shape.classes.keys().map(|id| &**id)),
                Sort::Stage => all.extend(shape.stages.iter().map(|id| &**id)),
                Sort::Act => all.extend(shape.acts.keys().map(|id| &**id)),
                Sort::Limit => all.extend(shape.limits.iter().map(|id| &**id)),
            }
        }
        all
    }
}

/// Inputs declared on the spot, anywhere in the file.
fn inputs(node: &Node) -> Vec<Id> {
    let mut all = Vec::new();
    match node {
        Node::Text(_) => {}
        Node::List(list) => all.extend(list.items.iter().flat_map(inputs)),
        Node::Map(map) => {
            for (key, inner) in &map.entries {
                if key.text == "input" {
                    let own = inner.items().iter().filter_map(Node::map).flat_map(|map| &map.entries);
                    all.extend(own.map(|(key, _)| Id::from(key.text.trim_end_matches('!'))));
                } else {
                    all.extend(inputs(inner));
                }
            }
        }
    }
    all
}

pub(super) fn strs(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(|id| &**id).collect()
}

impl Sort {
    fn word(self) -> (&'static str, &'static str) {
        match self {
            Self::Field => ("字段", "field"),
            Self::Axis => ("类别轴", "class axis"),
            Self::Stage => ("阶段", "stage"),
            Self::Act => ("行为", "act"),
            Self::Limit => ("期限", "limit"),
        }
    }
}

impl Cx {
    /// A name that must be known to the regulation as a whole.
    pub(super) fn known(
        &mut self,
        name: &str,
        span: &Span,
        scope: &Scope,
        sort: (&str, &str),
        of: impl Fn(&Names) -> Vec<&str>,
    ) -> Id {
        if !of(&self.names).contains(&name) {
            let names = std::mem::take(&mut self.names);
            self.unknown(name, span, scope, sort, &of(&names));
            self.names = names;
        }
        Id::from(name)
    }

    /// A name of the shape one stands in, or around it.
    pub(super) fn named(&mut self, name: &str, span: &Span, scope: &Scope, sort: Sort) -> Id {
        if !self.names.has(&scope.shape, sort, name) {
            let names = std::mem::take(&mut self.names);
            self.unknown(name, span, scope, sort.word(), &names.listed(&scope.shape, sort));
            self.names = names;
        }
        Id::from(name)
    }

    /// An act, perhaps with one of its options: `act`, `act.option`.
    pub(super) fn act_named(&mut self, text: &str, span: &Span, scope: &Scope) -> (Id, Option<Id>) {
        let (act, option) = text.split_once('.').map_or((text, None), |(act, option)| (act, Some(option)));
        let id = self.named(act, span, scope, Sort::Act);
        if let (Some(option), Some(known)) = (option, self.names.act(&scope.shape, act).cloned())
            && !known.iter().any(|k| k == option)
        {
            self.unknown(option, span, scope, ("选项", "option of this act"), &strs(&known));
        }
        (id, option.map(Id::from))
    }

    /// An act of any shape: whoever did it is meant wherever it was done.
    pub(super) fn anywhere(&mut self, act: &str, span: &Span, scope: &Scope) -> Id {
        let at = self.names.shapes.iter().find(|(_, shape)| shape.acts.contains_key(act)).map(|(at, _)| at.clone());
        let inner = at.map_or_else(|| scope.clone(), |at| scope.in_shape(at));
        self.named(act, span, &inner, Sort::Act)
    }

    pub(super) fn document(&mut self, name: &str, span: &Span, scope: &Scope) -> Id {
        self.known(name, span, scope, ("文书", "document"), |names| strs(&names.documents))
    }

    pub(super) fn setting(&mut self, name: &str, span: &Span, scope: &Scope) -> Id {
        self.known(name, span, scope, ("设置", "setting"), |names| names.settings.keys().map(|id| &**id).collect())
    }

    pub(super) fn table(&mut self, name: &str, span: &Span, scope: &Scope) -> Id {
        self.known(name, span, scope, ("表", "table"), |names| strs(&names.tables))
    }

    pub(super) fn party(&mut self, name: &str, span: &Span, scope: &Scope) -> Id {
        self.known(name, span, scope, ("当事人", "party"), |names| names.parties.keys().map(|id| &**id).collect())
    }

    pub(super) fn guide(&mut self, name: &str, span: &Span, scope: &Scope) -> Id {
        self.known(name, span, scope, ("要点", "guide"), |names| strs(&names.guides))
    }
}
