export default {
  title: "goods sent back are tested before anything is judged, the customer's own fault is explained once approved",
  office: "示例精流器件有限公司",
  counter: {
    by: "jingliu-shen",
    way: "接收登记 · 快递（退货）",
    says: { 顾客: { 名称: "顾客辛", 联系方式: "13900001391" }, 抱怨内容: "接头松动。", 归属: "质量方面的顾客抱怨", 与本公司的关系: "有签约" },
  },
  steps: [
    { by: "jingliu-shen", closed: "调查分析", why: /退货须先登记/, article: "4.2.1" },
    { by: "jingliu-shen", act: "登记退货", says: { 产品: "接头", 退货数量: "12", 退货方式: "快递", 存放处: "样品架三号" } },
    { by: "jingliu-shen", closed: "调查分析", why: /退货尚未试验分析/, article: "4.3.1, 4.3.2" },
    { by: "jingliu-shen", act: "试验分析（顾客退货之产品 1）", says: { 试验分析结果: "十二件均受外力弯折。" } },
    { by: "jingliu-shen", act: "调查分析", says: { 调查和分析的数据和结果: "安装时受外力弯折。" }, stage: "判定责任" },
    { by: "jingliu-shen", act: "判定责任", says: { option: "顾客本身造成", 说明内容: "安装时受外力弯折，附照片。" }, stage: "回复说明待核准" },
    { by: "jingliu-guan", act: "审查核准说明", says: { option: "退回" }, refused: /理由/ },
    { by: "jingliu-guan", act: "审查核准说明", says: { option: "核准" }, stage: "待回复说明" },
    { by: "jingliu-shen", act: "回复说明", stage: "已说明" },
  ],
  told: [/已说明/, /回复说明/],
};
