// A complaint whose level rises by itself: three identical complaints by three people within a month, and departments.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound } from "./lib.mjs";
import { act, register, worker } from "./house.mjs";

after(close);

const WAY = /接收/;

async function complain(page, name, text) {
  return register(page, WAY, {
    "客户/会员": { 姓名: name, 电话: `1390000${1000 + Math.floor(Math.random() * 8999)}` },
    内容: text,
    类别: "客户投诉",
    性质: "客户对公司的服务质量、服务过程提出投诉",
  });
}

/** What stands beside a name among the classes. */
async function klass(page, axis) {
  const classes = page.getByRole("region", { name: "类别" });
  return classes.locator("dt", { hasText: axis }).locator("xpath=following-sibling::dd[1]").innerText();
}

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`three identical complaints raise the level of all three ${how}`, { timeout: 120_000 }, async () => {
    const { page, context, foreign } = await worker("yeqing", { scripts });
    const text = `更衣柜门锁失灵（${how}）`;
    const cases = [];
    for (const name of ["会员庚一", "会员庚二", "会员庚三"]) {
      const path = await complain(page, name, text);
      const number = (await page.getByRole("heading", { level: 1 }).innerText()).split(/\s/)[0];
      if (cases.length) await act(page, "认定相同投诉", { 相同投诉: cases.at(-1).number });
      cases.push({ path, number });
    }
    for (const { path } of cases) {
      await page.goto(path);
      assert.match(await klass(page, "等级"), /二级/, path);
      await sound(page);
    }
    assert.deepEqual(foreign, []);
    await context.close();
  });

  test(`departments concerned raise the level ${how}`, { timeout: 120_000 }, async () => {
    const { page, context } = await worker("shiman", { scripts });
    await complain(page, "会员辛一", `售卡承诺与开放时间不符（${how}）`);
    await act(page, "查明事实、定级", { 公司有责任: "是", 跨及部门: ["会籍部", "泳池"], 等级: "四级" });
    assert.match(await klass(page, "等级"), /二级/);
    await act(page, "查明事实、定级", { 公司有责任: "是", 跨及部门: ["会籍部", "泳池", "教练部"], 等级: "二级" });
    assert.match(await klass(page, "等级"), /一级/);
    await context.close();
  });
}
