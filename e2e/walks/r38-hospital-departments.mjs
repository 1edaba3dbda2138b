import { paper } from "../paper.mjs";

const patient = { 真实姓名: "患者癸", 联系地址: "示例路9号", 通讯方式: "13900000509", 身份: "患者" };

export default {
  title: "a patient's letter is accepted, investigated by two, signed and concluded",
  counter: {
    by: "xiaoqi",
    way: "接到投诉并登记 · 来信",
    says: { 投诉者: patient, 投诉对象: "外科", 事实根据: "术前未告知可选方案。", 具体的要求: "书面说明" },
  },
  steps: [
    { by: "xiaoqi", closed: "交受理部门", why: /尚无投诉材料/, article: "3(3)" },
    { by: "xiaoqi", act: "收下文字材料", says: { 文字材料: paper("投诉信") } },
    { by: "xiaoqi", act: "交受理部门", says: { option: "按投诉内容", 投诉内容: "医疗质量、医疗纠纷方面的投诉" }, stage: "待决定是否受理" },
    { by: "hanyi", act: "决定是否受理", says: { option: "受理", 合法权益直接受侵害的患者或合法代理人: "否", "对象、事实根据、具体要求明确": "是" }, refused: /不是合法权益直接受侵害的患者/, article: "3(1)" },
    { by: "hanyi", act: "决定是否受理", says: { option: "受理", 合法权益直接受侵害的患者或合法代理人: "是", "对象、事实根据、具体要求明确": "是" }, stage: "调查、处理" },
    { by: "hanyi", act: "确定调查、办理人员", says: { 调查核实案情的人员: ["曹越人", "朱晴川"], 办理人员: "韩医正" } },
    { by: "caoyue", act: "调查核实", says: { 调查情况: "谈话记录未列保守治疗。", 被调查人: { 姓名: "医师乙" } } },
    { by: "zhuqing", act: "调查核实" },
    { by: "hanyi", closed: "处理完毕", why: /签名盖章/, article: "4(4)" },
    { by: "caoyue", act: "签署", says: { 文书: "调查笔录" } },
    { by: "zhuqing", act: "签署", says: { 文书: "调查笔录" } },
    { by: "caoyue", act: "登记他人签署", says: { 文书: "调查笔录", 签署人: "被调查人" } },
    { by: "hanyi", act: "处理完毕", says: { 处理情况: "科室书面致歉，补签谈话记录。" }, stage: "处理完毕" },
  ],
  told: [/处理完毕/, /书面致歉/, /是否受理的通知/],
};
