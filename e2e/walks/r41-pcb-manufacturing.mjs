const form = { 造成损失: "是", 业务部意见: "换货", 无样品的理由: "客户留存" };

export default {
  title: "a batch is jointly inspected before the form, and the result is told once the general manager has instructed",
  counter: {
    by: "tongyuan-lai",
    way: "接获客户反应",
    says: { 客户: { 客户名称: "示例整机厂壬", 联系方式: "13900004191" }, 客户反应内容: "批量起泡。" },
  },
  steps: [
    { by: "tongyuan-lai", act: "核对事实", says: { 本公司PCB产品质量异常: "是", 订单编号: "D2690", 料号: "P-90", 数量: "5000", 不良数量: "120", 交运日期: "2026-09-20", 客户要求: "会勘", 投诉理由: "过炉后起泡。" } },
    { by: "tongyuan-lai", act: "需要会勘", says: { 会勘地点: "客户厂内" } },
    { by: "tongyuan-lai", act: "通知会勘（会勘 1）", says: { 通知: "制造部品保组" } },
    { by: "tongyuan-lai", closed: "填客户抱怨处理表", why: /会勘尚未完成/, article: "(九)2" },
    { by: "tongyuan-pin", closed: "会勘（会勘 1）", why: /制造部门尚未会勘/, article: "(九)2" },
    { by: "tongyuan-lu", act: "制造部门会勘（会勘 1）", says: { 制造部门意见: "板材受潮。" } },
    { by: "tongyuan-pin", act: "会勘（会勘 1）", says: { 会勘情况: "压合起泡。" } },
    { by: "tongyuan-lai", act: "填客户抱怨处理表", says: { ...form, 造成损失: "否" }, refused: /未造成损失的填异常处理单/, article: "(三)" },
    { by: "tongyuan-lai", act: "填客户抱怨处理表", says: form, stage: "待编号登记" },
    { by: "tongyuan-gua", act: "编号登记", says: { "年度（两位）": "26" }, stage: "追查原因、判定责任" },
    { by: "tongyuan-qu", act: "追查分析原因", says: { 投诉区分: "质量异常客户投诉发生原因", 原因追查分析: "板材受潮。" } },
    { by: "tongyuan-lu", act: "详细调查", says: { 生产单位: "制造部", 机台及班别: "压合2号，夜班", 生产人员: "夜班组", 生产日期: "2026-09-10", 改善对策: "板材烘烤。" } },
    { by: "tongyuan-qu", act: "判定责任单位", says: { 质量管理部判定的责任单位: "制造部" }, stage: "核定处理方式及责任归属" },
    { by: "tongyuan-gua", act: "核定处理方式及责任归属", says: { option: "确认", 处理方式: "换货", 责任归属: "制造部" }, stage: "处理中" },
    { by: "tongyuan-qu", act: "调查处理完毕", stage: "待报告总经理" },
    { by: "tongyuan-qu", act: "报告总经理", says: { 内容及处理情形: "换货五千片。" }, stage: "待批示" },
    { by: "tongyuan-shi", act: "批示", says: { option: "核准", 批示: "同意换货。" }, stage: "待转达客户" },
    { by: "tongyuan-lai", act: "转达处理结果", says: { 处理结果: "五日内换货。" }, stage: "改善追踪" },
    { by: "tongyuan-gua", act: "结案", says: { 理由: "已换货。" }, stage: "结案" },
  ],
  told: [/结案/, /五日内换货/],
};
