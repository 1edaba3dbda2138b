// A real-name report from the portal to the archive: registered, told, handled, extended with approval, concluded, fed back, filed.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { close, sound, visitor } from "./lib.mjs";
import { act, fill, fits, follow, goOn, place, stage, submit, take, worker } from "./house.mjs";

const folder = mkdtempSync(join(tmpdir(), "dengwen-e2e-large-"));
const large = join(folder, "太大.pdf");
const bytes = Buffer.alloc(21 * 1024 * 1024, 32);
bytes.write("%PDF-1.7");
writeFileSync(large, bytes);

after(close);
after(() => rmSync(folder, { recursive: true }));

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`a report goes from the portal to the archive ${how}`, { timeout: 180_000 }, async () => {
    const outside = await visitor({ scripts });
    const about = `反映某科长在小型工程中收受好处（${how}）`;
    const code = await submit(outside.page, "示例市信访举报中心", "实名举报", {
      举报内容: about,
      实名举报人: { 真实姓名: "辰示例", 通讯联系方式: "示例市示例路200号" },
      被举报人: { 姓名或名称: "示例街道某科长" },
    });
    assert.match(code, /^[0-9A-Z-]{10,}$/i);

    const letters = await worker("heyuan", { scripts });
    const path = await take(letters.page, { 来源登记为: "电子邮件" });
    assert.equal(await stage(letters.page), "已登记，待核实署名");
    await act(letters.page, "核实是否署真实姓名", { option: "实名" });
    await act(letters.page, "分级归口", { option: "本级受理" });
    await act(letters.page, "发出《受理告知书》", { 承办部门: "第二纪检监察室" });

    const handler = await worker("gaoxin", { scripts });
    await handler.page.goto(path);
    await sound(handler.page);
    assert.equal(await stage(handler.page), "承办");
    await handler.page.getByRole("link", { name: /受理告知书.*PDF/ }).first().waitFor();
    await act(handler.page, "认定情况复杂", { 理由: "涉及三个项目。" });
    await act(handler.page, "申请延长期限", { 期限: "办结", 延长: "20 days", 理由: "须委托复核。" });

    const head = await worker("luozheng", { scripts });
    await head.page.goto("/desk?filter=approve");
    await sound(head.page);
    await head.page.goto(path);
    await act(head.page, "是否准予延长", { option: "准予" });

    await handler.page.goto(path);
    await act(handler.page, "查结", { 调查处理结果: "反映属实，已给予处分。" });
    await act(handler.page, "反馈");
    await act(handler.page, "登记送达", { 文书: "调查处理结果告知", 收件人: "实名举报人", 送达方式: "当面", 举报人本人意见: "无异议" });
    await act(handler.page, "抄送信访举报部门", { 反馈情况: "当面反馈，无异议。" });
    await letters.page.goto(path);
    await act(letters.page, "存查");
    assert.equal(await stage(letters.page), "存查");
    await sound(letters.page);

    await follow(outside.page, code);
    await outside.page.getByRole("heading", { level: 1 }).waitFor();
    assert.match(await outside.page.getByRole("main").innerText(), /受理告知书/);
    for (const one of [outside, letters, handler, head]) {
      assert.deepEqual(one.foreign, []);
      await one.context.close();
    }
  });
}

test("a form with errors comes back filled in, its summary leads to the fields", async () => {
  for (const scripts of [true, false]) {
    const { page, context } = await visitor({ scripts });
    await page.goto("/o/xinfang");
    await page.getByRole("main").getByRole("link").first().click();
    await page.getByLabel("举报内容").fill("先写内容");
    await goOn(page);
    await page.getByLabel("身份").or(page.getByRole("group", { name: /身份/ })).first().waitFor();
    await goOn(page);
    const summary = page.getByRole("alert").filter({ has: page.getByRole("heading", { name: /请改正以下/ }) });
    await summary.waitFor();
    await sound(page);
    assert.equal(await page.locator("input[type=hidden][name=matter]").inputValue(), "先写内容");
    const link = summary.getByRole("link").first();
    const target = (await link.getAttribute("href")).slice(1);
    await link.click();
    assert.equal(await page.locator(`[id="${target}"]`).count(), 1, `nothing on the page has the id ${target}`);
    await context.close();
  }
});

/** From the first step to the one that takes files. */
async function toFiles(page, said) {
  await page.getByLabel("举报内容").fill(said);
  await goOn(page);
  await fill(page, { 被举报人: { 姓名或名称: "某科长" } });
  await goOn(page);
}

test("an upload too large is told, the rest stays", async () => {
  const { page, context } = await visitor({ scripts: false });
  await page.goto("/o/xinfang");
  await page.getByRole("main").getByRole("link").first().click();
  await toFiles(page, "附件太大时，填写的内容不丢。");
  await page.getByLabel("举报材料").setInputFiles(large);
  await goOn(page);
  await page.getByRole("alert").getByText(/超过 20 MB/).waitFor();
  await sound(page);
  assert.equal(await page.locator("input[type=hidden][name=matter]").inputValue(), "附件太大时，填写的内容不丢。");
  await context.close();

  const live = await visitor();
  await live.page.goto("/o/xinfang");
  await live.page.getByRole("main").getByRole("link").first().click();
  await toFiles(live.page, "先写内容");
  await live.page.getByLabel("举报材料").setInputFiles(large);
  await live.page.getByText(/有文件超过 20 MB/).waitFor();
  await sound(live.page);
  await live.context.close();
});

test("two people act at once: the second is told and nothing is overwritten", async () => {
  const outside = await visitor();
  await submit(outside.page, "示例市信访举报中心", "实名举报", {
    举报内容: "两人同时办理时不互相覆盖。",
    实名举报人: { 真实姓名: "午示例", 通讯联系方式: "示例市示例路201号" },
    被举报人: { 姓名或名称: "示例镇某所长" },
  });
  const [first, second] = [await worker("heyuan"), await worker("linqiu", { scripts: false })];
  const path = await take(first.page, { 来源登记为: "其他形式" });
  await second.page.goto(path);
  await act(first.page, "核实是否署真实姓名", { option: "实名" });
  const form = place(second.page, "核实是否署真实姓名");
  await form.locator("summary").first().click();
  await form.getByRole("radio", { name: /^非实名/ }).check();
  await form.getByRole("button", { name: "核实是否署真实姓名" }).click();
  await second.page.getByRole("heading", { name: "现在不能办理这一步" }).waitFor();
  await sound(second.page);
  await second.page.getByRole("link", { name: "查看此件现状" }).click();
  assert.equal(await stage(second.page), "实名，待归口");

  const note = place(second.page, "记事");
  await note.locator("summary").first().click();
  await fill(note, { 内容: "第二人写的记事。" });
  await act(first.page, "记事", { 内容: "第一人写的记事。" });
  await note.getByRole("button", { name: "记事", exact: true }).click();
  await second.page.getByRole("heading", { name: "这期间发生的变化" }).waitFor();
  await sound(second.page);
  assert.equal(await second.page.getByLabel(/^内容/).and(second.page.locator("textarea")).first().inputValue(), "第二人写的记事。");
  await second.page.getByRole("button", { name: "记事", exact: true }).click();
  await second.page.getByRole("status").waitFor();
  const main = await second.page.getByRole("main").innerText();
  for (const text of ["第一人", "第二人"]) assert.ok(main.includes(text) || (await second.page.content()).includes(text), text);
  for (const one of [outside, first, second]) await one.context.close();
});

test("a matter is followed on a telephone", async () => {
  const { page, context } = await visitor({ phone: true });
  const code = await submit(page, "示例市信访举报中心", "实名举报", {
    举报内容: "用手机查询进度。",
    实名举报人: { 真实姓名: "未示例", 通讯联系方式: "示例市示例路202号" },
    被举报人: { 姓名或名称: "示例学校某主任" },
  });
  await page.getByRole("link", { name: "我已抄好" }).click();
  await follow(page, code);
  await fits(page);
  await page.goto("/follow");
  await page.getByLabel("查询码").fill("ZZZZ-ZZZZ-ZZZZ");
  await page.getByRole("button", { name: "查看进度" }).click();
  await page.getByRole("alert").getByRole("link", { name: /没有找到这个查询码/ }).waitFor();
  await sound(page);
  await fits(page);
  await context.close();
});
