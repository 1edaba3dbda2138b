//! Invented complaints: fourteen sorts, eight units, several writers with habits of their own, slips of the pen, matters that touch
//! two sorts at once. The same seed gives the same cases on every machine.
#![expect(clippy::indexing_slicing, reason = "the tables are right here")]

use dengwen_likeness::Told;

/// A sort of complaint: its id, the unit that mostly handles it, what is said of it.
struct Sort {
    id: &'static str,
    unit: &'static str,
    things: &'static [&'static str],
    troubles: &'static [&'static str],
}

const SORTS: &[Sort] = &[
    Sort {
        id: "water",
        unit: "works",
        things: &["自来水", "水管", "水表", "水压", "供水管道"],
        troubles: &["漏水", "停水两天", "水质发黄", "爆裂没人修", "流量很小"],
    },
    Sort {
        id: "heating",
        unit: "works",
        things: &["暖气", "供暖", "暖气片", "热力管道", "室温"],
        troubles: &["不热", "漏水", "只有十四度", "没到日子就停了", "一直不通"],
    },
    Sort {
        id: "lift",
        unit: "safety",
        things: &["电梯", "升降梯", "轿厢", "电梯门", "维保公司"],
        troubles: &["困人", "突然下坠", "半个月没修好", "异响", "没有年检标志"],
    },
    Sort {
        id: "noise",
        unit: "order",
        things: &["楼下烧烤店", "工地", "广场舞音响", "装修", "空调外机"],
        troubles: &["噪音很大", "半夜还在施工", "吵得睡不着", "早上六点就开始", "震动"],
    },
    Sort {
        id: "parking",
        unit: "order",
        things: &["停车位", "地下车库", "消防通道", "路边车辆", "充电车位"],
        troubles: &["被占", "乱停", "收费不合理", "堵住出口", "没有地方停"],
    },
    Sort {
        id: "rubbish",
        unit: "clean",
        things: &["垃圾桶", "垃圾站", "建筑垃圾", "楼道杂物", "下水道"],
        troubles: &["没人清运", "臭味很重", "堆在路边", "满了出来", "污水流一地"],
    },
    Sort {
        id: "green",
        unit: "clean",
        things: &["绿化带", "大树", "草坪", "行道树", "花坛"],
        troubles: &["被毁", "树枝挡住窗户", "枯死", "没人修剪", "虫子很多"],
    },
    Sort {
        id: "fees",
        unit: "accounts",
        things: &["物业费", "停车费", "公摊电费", "账单", "押金"],
        troubles: &["多收", "没有明细", "重复扣款", "不肯退", "收费不合理"],
    },
    Sort {
        id: "refund",
        unit: "accounts",
        things: &["预付卡", "会员卡", "定金", "退款", "培训费"],
        troubles: &["不肯退", "拖了三个月", "店铺关门", "只退一半", "联系不上"],
    },
    Sort {
        id: "goods",
        unit: "quality",
        things: &["冰箱", "手机", "热水器", "新买的家具", "洗衣机"],
        troubles: &["质量有问题", "修了三次还坏", "漏水", "甲醛味道大", "商家不给换"],
    },
    Sort {
        id: "food",
        unit: "quality",
        things: &["外卖", "餐馆", "超市牛奶", "熟食", "学校食堂"],
        troubles: &["吃坏肚子", "过期", "里面有虫子", "味道不对", "卫生很差"],
    },
    Sort {
        id: "staff",
        unit: "people",
        things: &["窗口人员", "客服", "保安", "前台", "工作人员"],
        troubles: &["态度恶劣", "推诿", "骂人", "联系不上", "让我跑了三趟"],
    },
    Sort {
        id: "wages",
        unit: "people",
        things: &["工资", "加班费", "劳动合同", "社保", "包工头"],
        troubles: &["拖欠", "不肯签", "没有缴", "拖了三个月", "被辞退不给补偿"],
    },
    Sort {
        id: "road",
        unit: "roads",
        things: &["路灯", "路面", "井盖", "人行道", "红绿灯"],
        troubles: &["不亮", "坑坑洼洼", "松动", "被占", "坏了没人修"],
    },
];

const WRITERS: &[(&[&str], &[&str])] = &[
    (&["来电人反映", "市民来电称"], &["请尽快处理", "希望回复"]),
    (&["投诉人称，", "其表示"], &["要求核实并答复。", "要求赔偿。"]),
    (&["您好！我是小区业主，", "你好，我想反映一下，"], &["谢谢！", "麻烦你们了，辛苦！"]),
    (&["", "反映"], &["。", ""]),
    (&["已经打了好几次电话，", "这是第二次反映，"], &["再不解决就去上级部门。", "没有人管！"]),
];
const PLACES: &[&str] = &["东苑", "西苑", "南湖路", "北门", "幸福里", "和平街", "三号楼", "五单元"];
const FILLER: &[&str] =
    &["一直", "最近", "上个月开始", "家里有老人和孩子", "大家都很有意见", "多次反映", "有照片为证", "不知道找谁"];
const SLIPS: &[char] = &['的', '地', '在', '再', '以', '已', '哪', '那', '做', '作'];
const UNITS: &[&str] = &["works", "safety", "order", "clean", "accounts", "quality", "people", "roads"];

/// Numbers that look drawn (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).unwrap_or(0)
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// A case: what was written, its sort, its unit.
pub(crate) struct Invented {
    pub(crate) text: String,
    pub(crate) sort: &'static str,
    pub(crate) unit: &'static str,
}

impl Invented {
    /// As it is learned from.
    pub(crate) fn told(&self) -> Told {
        let given = [("class.sort", self.sort), ("unit", self.unit)];
        let given = given.map(|(axis, value)| (axis.to_owned(), value.to_owned())).to_vec();
        Told { words: cut(&self.text), given, facts: Vec::new() }
    }
}

/// So many cases.
pub(crate) fn cases(seed: u64, count: usize) -> Vec<Invented> {
    let mut dice = Dice(seed);
    (0..count).map(|_| one(&mut dice)).collect()
}

fn one(dice: &mut Dice) -> Invented {
    // Some sorts are far commoner than others.
    let sort = &SORTS[dice.below(SORTS.len()).min(dice.below(SORTS.len() + 4)).min(SORTS.len() - 1)];
    let (openings, ends) = dice.of(WRITERS);
    let mut text = format!("{}{}{}", dice.of(openings), dice.of(PLACES), said(dice, sort));
    for _ in 0..dice.below(4) {
        text.push_str(&format!("，{}", dice.of(FILLER)));
    }
    if dice.once_in(3) {
        text.push_str(&format!("，{}", said(dice, sort)));
    }
    // One in six touches another sort as well.
    if dice.once_in(6) {
        let other = &SORTS[dice.below(SORTS.len())];
        text.push_str(&format!("，另外{}", said(dice, other)));
    }
    text.push_str(dice.of(ends));
    let text: String = text.chars().map(|letter| if dice.once_in(30) { dice.of(SLIPS) } else { letter }).collect();
    // Now and then another unit took it.
    let unit = if dice.once_in(12) { dice.of(UNITS) } else { sort.unit };
    Invented { text, sort: sort.id, unit }
}

fn said(dice: &mut Dice, sort: &Sort) -> String {
    format!("{}{}", dice.of(sort.things), dice.of(sort.troubles))
}

/// A crude cut, which slips of the pen hurt more than a dictionary's: pairs of neighbouring characters.
pub(crate) fn cut(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}
