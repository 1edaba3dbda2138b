import { paper } from "../paper.mjs";

export default {
  title: "a letter goes to a team with its slip, is remedied and corrected, and ends when the user is satisfied",
  counter: {
    by: "fuwu-jie",
    way: "登记 · 信函",
    says: { 客户: { 客户名称: "用户丁", 联系方式: "13900000984" }, 举报投诉性质或内容摘要: "电梯困人。", 来件: "举报投诉", 举报投诉文件编号: "XF-01", 用户举报投诉或意见原件: paper("来信") },
  },
  steps: [
    { by: "fuwu-jie", act: "填写通知单" },
    { by: "fuwu-jie", act: "交办", says: { option: "交相应班组", 交办班组: "电梯班", 预定时间: "2030-02-25" }, stage: "班组处理" },
    { by: "fuwu-ti", act: "采取补救措施", says: { 内容: "换门机板。", 预定完成时间: "2030-02-11" } },
    { by: "fuwu-ti", act: "采取纠正措施", says: { 内容: "全部门机检修。", 预定完成时间: "2030-02-26" }, refused: /预定时间/, article: "二.1(2)" },
    { by: "fuwu-ti", act: "采取纠正措施", says: { 内容: "全部门机检修。", 预定完成时间: "2030-02-24" } },
    { by: "fuwu-ti", closed: "报告结果", why: /补救措施/, article: "二.1(1)" },
    { by: "fuwu-ti", act: "完成（补救措施 1）", says: { 完成时间: "2026-11-20" } },
    { by: "fuwu-ti", act: "报告结果", says: { 处理结果: "已换板。" }, stage: "待回复用户" },
    { by: "fuwu-jie", act: "向用户反馈", says: { option: "满意", 处理结果: "已换板并全部检修。" }, stage: "用户满意，已结" },
  ],
  told: [/用户满意/, /已换板并全部检修/],
};
