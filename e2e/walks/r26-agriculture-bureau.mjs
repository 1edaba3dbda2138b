import { paper } from "../paper.mjs";

const met = { option: "符合调解条件", 书面材料内容: "双方身份、事实和请求。", 理由: "双方愿意调解。" };

export default {
  title: "a farmer and a seed shop sign a mediation agreement, its performance is watched",
  counter: {
    by: "zengmai",
    way: "当事人提交",
    says: { 当事人: { 姓名: "农户辛", 联系方式: "示例村8组" }, 投诉内容: "水稻种子出苗率不足五成。", 投诉请求: "退款补种", 个人投诉申请书: paper("个人投诉申请书") },
  },
  steps: [
    { by: "zengmai", act: "按职责接收", says: { 投诉类别: "种子方面的投诉" }, stage: "已接收" },
    { by: "guyu", act: "审查调解条件", says: met, refused: /调解须有双方当事人/, article: "调解" },
    { by: "guyu", act: "审查调解条件", says: { ...met, 对方当事人: { 姓名或名称: "示例种子门市" } }, stage: "调解" },
    { by: "guyu", closed: "调解结果", why: /组织双方调解/, article: "调解" },
    { by: "guyu", act: "组织双方调解", says: { 时间: "2026-11-10T09:30", 地点: "种子站", 调解情况: "双方陈述并协商。" } },
    { by: "guyu", act: "调解结果", says: { option: "调解成功", 协议内容: "三日内退款并补种。" }, stage: "调解协议书签署" },
    { by: "guyu", act: "登记他人签署", says: { 文书: "调解协议书", 签署人: "当事人" } },
    { by: "guyu", closed: "协议签署完毕，留存", why: /须由双方当事人签字/, article: "调解成功" },
    { by: "guyu", act: "登记他人签署", says: { 文书: "调解协议书", 签署人: "对方当事人" } },
    { by: "guyu", act: "协议签署完毕，留存", stage: "已达成协议" },
  ],
  told: [/已达成协议/, /调解协议书/],
};
