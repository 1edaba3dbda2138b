export default {
  title: "a gas customer's complaint is judged valid once both sides have signed",
  counter: {
    by: "xiekai",
    way: "受理外部投诉 · 电话投诉",
    says: { 选择一项: "客户投诉", 投诉内容: "承诺当日通气，三日未到。", 投诉方: { 姓名或名称: "用户戊", 联系方式: "13900000791" }, 被诉方: { 姓名或名称: "抢修班" } },
  },
  steps: [
    { by: "xiekai", act: "调查核实", says: { 调查核实情况: "超过承诺三日，未着工装。" } },
    { by: "xiekai", act: "登记他人签署", says: { 文书: "调查核实", 签署人: "投诉方" } },
    { by: "xiekai", act: "第一次判定", barred: "有效投诉", why: /签字认可/, article: "2.3.1.1" },
    { by: "xiekai", act: "登记他人签署", says: { 文书: "调查核实", 签署人: "被诉方" } },
    { by: "xiekai", act: "第一次判定", says: { option: "有效投诉" }, refused: /有效投诉情形/ },
    { by: "xiekai", act: "第一次判定", says: { option: "有效投诉", 有效投诉情形: ["违反服务承诺", "违反员工守则或服务规范"] }, stage: "第一次判定" },
  ],
  told: [/第一次判定/, /您现在可以做\s+不服第一次判定/],
};
