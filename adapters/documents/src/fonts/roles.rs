//! The typefaces that GB/T 9704 asks for, and what may stand in for each.

/// The Debian package whose fonts stand in for every typeface of the standard.
pub(super) const PACKAGE: &str = "fonts-noto-cjk";

/// A typeface that templates name, with the faces that may fill it, best first.
pub(super) struct Role {
    /// The family name that templates use.
    pub(super) family: &'static str,
    /// Its Chinese name.
    pub(super) zh: &'static str,
    /// Acceptable faces.
    pub(super) faces: &'static [Choice],
    /// Whether documents can be set without it.
    pub(super) need: Need,
}

/// An acceptable face: a family, full or PostScript name, and the weight where a family has several.
pub(super) struct Choice {
    pub(super) name: &'static str,
    pub(super) weight: Option<u16>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    /// Asked only for characters that the others lack.
    Reserve,
}

const fn any(name: &'static str) -> Choice {
    Choice { name, weight: None }
}

const fn weighing(name: &'static str, weight: u16) -> Choice {
    Choice { name, weight: Some(weight) }
}

/// Every role, in the order of the font book.
pub(super) const ROLES: &[Role] = &[
    Role {
        family: "XiaoBiaoSong",
        zh: "小标宋",
        need: Need::Required,
        faces: &[
            any("方正小标宋简体"),
            any("方正小标宋_GBK"),
            any("FZXiaoBiaoSong-B05S"),
            any("FZXiaoBiaoSong-B05"),
            weighing("Noto Serif CJK SC", 700),
            weighing("Source Han Serif SC", 700),
            weighing("Noto Serif SC", 700),
        ],
    },
    Role {
        family: "FangSong",
        zh: "仿宋",
        need: Need::Required,
        faces: &[
            any("仿宋_GB2312"),
            any("FangSong_GB2312"),
            any("仿宋"),
            any("FangSong"),
            any("方正仿宋_GBK"),
            any("FandolFang"),
            weighing("Noto Serif CJK SC", 400),
            weighing("Source Han Serif SC", 400),
            weighing("Noto Serif SC", 400),
        ],
    },
    Role {
        family: "HeiTi",
        zh: "黑体",
        need: Need::Required,
        faces: &[
            any("黑体"),
            any("SimHei"),
            any("方正黑体_GBK"),
            weighing("FandolHei", 400),
            weighing("Noto Sans CJK SC", 400),
            weighing("Source Han Sans SC", 400),
            weighing("Noto Sans SC", 400),
        ],
    },
    Role {
        family: "KaiTi",
        zh: "楷体",
        need: Need::Required,
        faces: &[
            any("楷体_GB2312"),
            any("KaiTi_GB2312"),
            any("楷体"),
            any("KaiTi"),
            any("方正楷体_GBK"),
            any("FandolKai"),
            any("AR PL UKai CN"),
            weighing("Noto Serif CJK SC", 400),
            weighing("Source Han Serif SC", 400),
            weighing("Noto Serif SC", 400),
        ],
    },
    Role {
        family: "Song",
        zh: "宋体",
        need: Need::Required,
        faces: &[
            weighing("Noto Serif CJK SC", 400),
            weighing("Source Han Serif SC", 400),
            weighing("Noto Serif SC", 400),
            any("宋体"),
            any("SimSun"),
        ],
    },
    Role { family: "Reserve 1", zh: "备用", need: Need::Reserve, faces: &[weighing("Noto Sans CJK SC", 400)] },
    Role { family: "Reserve 2", zh: "备用", need: Need::Reserve, faces: &[any("HanaMinA")] },
    Role { family: "Reserve 3", zh: "备用", need: Need::Reserve, faces: &[any("HanaMinB")] },
    Role { family: "Reserve 4", zh: "备用", need: Need::Reserve, faces: &[weighing("DejaVu Sans", 400)] },
    Role { family: "Reserve 5", zh: "备用", need: Need::Reserve, faces: &[any("Symbola")] },
];
