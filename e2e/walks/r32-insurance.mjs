export default {
  title: "a customer of a branch is told in writing, signs the receipt, and the case is closed",
  counter: {
    by: "ouyang",
    way: "接收登记 · 上门（分公司）",
    says: { 投诉人: { 姓名或名称: "客户壬", 联系电话: "13900000591" }, 投诉内容: "理赔资料反复补交。" },
  },
  steps: [
    { by: "ouyang", act: "转交", says: { option: "电子版转交分公司客户服务部" } },
    { by: "qiyue", act: "审核", says: { option: "受理立案" }, stage: "已受理立案" },
    { by: "qiyue", act: "分类并安排查处", says: { 投诉类别: "A类" }, stage: "待安排查处" },
    { by: "leiming", act: "安排查处工作", says: { 查处人员: "景博文" }, stage: "调查处理" },
    { by: "jingbo", act: "提交调查处理报告", says: { 调查情况: "资料清单未一次告知。", 处理意见: "致歉并从速赔付。" }, stage: "报告审核" },
    { by: "leiming", act: "审核报告", says: { option: "退回" }, refused: /理由/ },
    { by: "leiming", act: "审核报告", says: { option: "通过" }, stage: "形成处理决定" },
    { by: "qiyue", closed: "形成处理决定", why: /A类须先备案/, article: "客户投诉处理基本流程图" },
    { by: "qiyue", act: "备案" },
    { by: "qiyue", act: "形成处理决定", says: { 处理决定: "致歉并从速赔付。" }, stage: "待书面告知" },
    { by: "qiyue", act: "书面告知", stage: "已书面告知" },
    { by: "sender", act: "客户签字与满意度评价", says: { 满意度评价: "基本满意" }, stage: "待结案" },
    { by: "qiyue", act: "结案", stage: "结案" },
  ],
  told: [/结案/, /下载《书面告知》/],
};
