export default {
  title: "a customer in the hall is answered on the spot in six steps",
  counter: {
    by: "yyt-gui",
    way: "受理（首问负责） · 向营业服务人员直接表示",
    says: { 投诉事项: "资费解释前后不一。", 客户: { 姓名: "客户戊", 联系方式: "13900004291" } },
  },
  steps: [
    { by: "yyt-gui", act: "判断投诉性质", says: { 投诉性质: "解决问题的投诉" } },
    { by: "yyt-gui", act: "第一步：稳定情绪，请入客户接待室", says: { option: "已请入接待室" }, stage: "接待中" },
    { by: "yyt-gui", act: "第二步：倾听、记录", says: { 客户陈述内容: "上月承诺的优惠未到账。" } },
    { by: "yyt-gui", closed: "第三步：答复客户", why: /签字确认/, article: "三.6" },
    { by: "yyt-gui", act: "登记他人签署", says: { 文书: "客户投诉记录", 签署人: "客户" } },
    { by: "yyt-gui", act: "告知客户需要的时间", says: { 需要的时间: "2026-01-05T10:00", 是否有必要由客户签字确认时间: "否" }, refused: /须为以后的时间/, article: "三.6" },
    { by: "yyt-gui", act: "第三步：答复客户", says: { 答复: "当场补发优惠。" }, stage: "已答复" },
    { by: "yyt-gui", closed: "第五步：致谢或致歉", why: /尚未征询客户是否同意/, article: "三.6" },
    { by: "yyt-gui", act: "第四步：客户是否同意", says: { option: "同意" } },
    { by: "yyt-gui", act: "第五步：致谢或致歉", says: { option: "致谢" }, stage: "已致谢或致歉，待录入" },
    { by: "yyt-gui", act: "录入WMS投诉管理系统", says: { 投诉处理六步曲: ["稳定情绪"] }, refused: /案卷中尚缺：投诉处理六步曲/, article: "三.7" },
    {
      by: "yyt-gui",
      act: "录入WMS投诉管理系统",
      says: { 投诉处理六步曲: ["稳定情绪", "倾听、记录", "及时处理", "客户不同意时", "致谢或致歉", "留意升级"] },
      stage: "已录入",
    },
  ],
  told: [/当场补发优惠/],
};
