export default {
  title: "a resident's complaint for which the company is responsible is settled",
  office: "示例苑物业管理处",
  portal: {
    matter: "投诉",
    says: { 投诉人: { 姓名: "住户壬", 物业: "示例苑", 房号: "5-101" }, 投诉内容: "单元门禁整夜敞开。", 所在物业: "示例苑" },
    taken: { by: "dengli", says: { 被投诉部门: "工程部" } },
  },
  steps: [
    { by: "dengli", act: "即时回复", says: { 回复: "已报修，当日派人。" }, stage: "调查分析" },
    { by: "fuming", act: "调查分析并定类", says: { 调查分析结果: "闭门器损坏未及时更换。", 投诉类别: "待查" }, refused: /调查后须定出类别/, article: "二" },
    { by: "fuming", act: "调查分析并定类", says: { 调查分析结果: "闭门器损坏未及时更换。", 投诉类别: "责任投诉", 等级: "一般投诉：服务不到位" }, stage: "责任投诉处理" },
    { by: "fuming", act: "合理解决", says: { 处理结果: "更换闭门器，恢复门禁。" }, stage: "已结" },
  ],
  told: [/已结/, /更换闭门器/],
};
