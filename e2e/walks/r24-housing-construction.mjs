const seen = { option: "现场勘验", 勘验情况: "临街一侧无围挡约三十米。" };
const penalty = { 处罚理由: "未设围挡施工。", 陈述申辩的权利: "可以陈述和申辩。" };

export default {
  title: "two officers fine a builder on the spot, it is served, carried out and put on record",
  counter: {
    by: "guoyan",
    way: "登记发现 · 投诉、举报",
    says: { 案件来源: "投诉、举报", "投诉人、举报人": { 姓名或名称: "示例居民乙", 联系方式: "示例路2号" }, 当事人: { 姓名或名称: "示例工程公司" }, "违法、违规事实": "工地未设围挡。" },
  },
  steps: [
    { by: "guoyan", act: "适用简易程序", says: { 当事人类别: "法人或者其他组织", 违法事实确凿: "是", 法定依据: "示例条例第十条", 处罚: "罚款", 罚款数额: "50000" }, refused: /上限/, article: "行政处罚流程图·简易程序" },
    { by: "guoyan", act: "适用简易程序", says: { 当事人类别: "法人或者其他组织", 违法事实确凿: "是", 法定依据: "示例条例第十条", 处罚: "罚款", 罚款数额: "800" }, stage: "简易程序" },
    { by: "guoyan", act: "收集证据", says: { ...seen, 执法证件: "示例执法01号" } },
    { by: "panwei", act: "收集证据", says: { option: "现场勘验", 执法证件: "示例执法02号" } },
    { by: "guoyan", closed: "当场处罚", why: /陈述/, article: "行政处罚流程图·简易程序" },
    { by: "guoyan", act: "陈述、申辩（代当事人录入）", says: { option: "放弃" } },
    { by: "guoyan", act: "当场处罚", says: { ...penalty, 执法证件: "示例执法01号" } },
    { by: "panwei", act: "当场处罚", says: { 执法证件: "示例执法02号" }, stage: "送达、执行" },
    { by: "guoyan", act: "送达", says: { option: "当场交付" } },
    { by: "guoyan", act: "履行（代当事人录入）" },
    { by: "guoyan", act: "呈报备案" },
    { by: "guoyan", act: "立卷、归档、结案", stage: "结案归档" },
  ],
  told: [/结案归档/],
};
