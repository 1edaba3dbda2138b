// The portal from outside: a long form in steps, put aside and taken up again, together with others; and what an organisation says of
// itself: places, hours, posters. With JavaScript and without, on a desk and on a telephone.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, open as browser, base, sound, visitor } from "./lib.mjs";
import { begins, fill, fits, goOn, handIn, worker } from "./house.mjs";

after(close);

const LONG = "/o/xinfang";
const ABOUT = { 被举报人: { 姓名或名称: "示例街道某科长" } };
const ME = { 实名举报人: { 真实姓名: "午示例", 通讯联系方式: "示例市示例路 7 号" } };

async function begin(page, office = LONG) {
  await page.goto(office);
  await sound(page);
  await page.getByRole("main").locator(`a[href^='${office}/']`).first().click();
  await sound(page);
}

const heading = (page) => page.getByRole("heading", { level: 1 }).innerText();
const code = async (page) => (await page.locator("[aria-labelledby=code-label]").innerText()).trim();

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`a long form asks one matter on a page, and all answers are checked before they are sent ${how}`, { timeout: 180_000 }, async () => {
    const { page, context, foreign } = await visitor({ scripts, phone: !scripts });
    await begin(page);
    assert.equal(await heading(page), "反映的事情");
    await goOn(page);
    assert.match(await page.getByRole("alert").innerText(), /举报内容/, "what must be said is asked for before it goes on");
    assert.match(await page.title(), /^错误/);
    await sound(page);
    await fill(page, { 举报内容: "工程款去向不明" });
    await page.getByRole("button", { name: "继续", exact: true }).click();
    await page.getByRole("heading", { name: "涉及谁", level: 1 }).waitFor();
    await sound(page);
    await fits(page);
    await fill(page, ABOUT);
    // The language changes in the middle, and nothing that was typed is lost.
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Whom it concerns" }).waitFor();
    await page.getByRole("button", { name: "中文" }).click();
    await page.getByRole("heading", { name: "涉及谁", level: 1 }).waitFor();
    await goOn(page);
    await page.getByRole("button", { name: "上一步" }).click();
    assert.equal(await page.getByLabel(begins("姓名或名称")).first().inputValue(), "示例街道某科长");
    for (const step of ["材料", "替谁反映", "您是谁，怎样联系您"]) {
      await goOn(page);
      assert.equal(await heading(page), step);
      await sound(page);
    }
    await fill(page, ME);
    await goOn(page);
    assert.equal(await heading(page), "核对并提交");
    await sound(page);
    await fits(page);
    const shown = await page.getByRole("main").innerText();
    for (const said of ["工程款去向不明", "示例街道某科长", "午示例", "只为我自己"]) assert.ok(shown.includes(said), `${said} is not shown`);
    await page.getByRole("button", { name: "修改 反映的事情" }).click();
    await fill(page, { 举报内容: "工程款去向不明，另附清单" });
    await page.getByRole("button", { name: "改好了，去核对" }).click();
    await page.getByText("工程款去向不明，另附清单").waitFor();
    assert.ok(!page.url().includes("?"), page.url());
    await page.getByRole("button", { name: "提交", exact: true }).click();
    await page.getByRole("heading", { name: "已经收到" }).waitFor();
    await sound(page);
    assert.deepEqual(await context.cookies(), []);
    assert.deepEqual(foreign, []);
    await context.close();
  });

  test(`a form put aside is taken up where it was left, and is gone once it was sent ${how}`, { timeout: 180_000 }, async () => {
    const { page, context } = await visitor({ scripts, phone: !scripts });
    await begin(page);
    await fill(page, { 举报内容: "先写一半" });
    await goOn(page);
    await fill(page, ABOUT);
    await page.getByRole("button", { name: "存起来，以后再填" }).click();
    await page.getByRole("heading", { name: "草稿已经存好" }).waitFor();
    await sound(page);
    await fits(page);
    const kept = await code(page);
    assert.match(kept, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    await page.getByRole("link", { name: "我已抄好" }).click();
    const enter = async (page) => {
      await page.goto("/follow");
      await page.getByLabel("查询码").fill(kept);
      await page.getByRole("button", { name: "查看进度" }).click();
    };
    const later = await visitor({ scripts });
    await enter(later.page);
    await later.page.getByRole("heading", { name: "涉及谁", level: 1 }).waitFor();
    await sound(later.page);
    assert.equal(await later.page.getByLabel(begins("姓名或名称")).first().inputValue(), "示例街道某科长");
    assert.ok(!later.page.url().includes(kept));
    await handIn(later.page, ME);
    await later.page.getByRole("heading", { name: "已经收到" }).waitFor();
    assert.notEqual(await code(later.page), kept);
    await enter(later.page);
    await later.page.getByRole("alert").getByText("没有找到").waitFor();
    await later.context.close();
    await context.close();
  });

  test(`several people complain together, and one of them speaks for all ${how}`, { timeout: 180_000 }, async () => {
    const { page, context } = await visitor({ scripts });
    await begin(page);
    await fill(page, { 举报内容: "多人反映同一件事" });
    await goOn(page);
    await fill(page, ABOUT);
    await goOn(page);
    await goOn(page);
    await page.getByRole("radio", { name: begins("和别人一起反映") }).check();
    await goOn(page);
    await fill(page, ME);
    assert.equal(await page.getByText("由谁代表大家").count(), 0, "one alone is asked for nobody who speaks");
    await page.getByRole("button", { name: "再加一位（项）：实名举报人" }).click();
    const second = page.getByRole("group", { name: /实名举报人 2/ });
    await fill(second, { 真实姓名: "未示例", 通讯联系方式: "示例市示例路 8 号" });
    await page.getByRole("group", { name: "由谁代表大家" }).getByLabel(/第 1 位/).check();
    await sound(page);
    await goOn(page);
    const shown = await page.getByRole("main").innerText();
    for (const said of ["午示例", "未示例", "第 1 位"]) assert.ok(shown.includes(said), `${said} is not shown: ${shown}`);
    await page.getByRole("button", { name: "提交", exact: true }).click();
    await page.getByRole("heading", { name: "已经收到" }).waitFor();
    await context.close();
  });

  test(`an organisation says where it receives people, and hangs up a poster ${how}`, { timeout: 180_000 }, async () => {
    const place = scripts ? "来访接待室" : "夜间接待点";
    const admin = await worker("baixue", { scripts });
    await admin.page.goto("/desk/portal");
    await sound(admin.page);
    if (!scripts) await admin.page.getByRole("button", { name: /再加一位（项）/ }).click();
    await fill(admin.page.getByRole("group", { name: begins("接待场所") }).last(), {
      名称: place, 地址: "示例路 1 号一楼", 开放时间: "周一至周五 9:00—17:00", 电话: "12345678",
    });
    await admin.page.getByRole("button", { name: "保存门户设置" }).click();
    await admin.page.getByRole("button", { name: /确认/ }).waitFor();
    assert.ok((await admin.page.getByRole("main").innerText()).includes(place), "the difference is shown before it is made");
    await sound(admin.page);
    await admin.page.getByRole("button", { name: /确认/ }).click();
    await admin.page.getByRole("status").waitFor();
    await admin.page.locator("a[href^='/desk/portal/posters/']").first().click();
    await admin.page.getByRole("img", { name: /二维码/ }).waitFor();
    await sound(admin.page);
    const leads = new URL(await admin.page.locator("article code").innerText());
    assert.match(leads.search, /^\?by=/);
    await admin.page.getByLabel("贴在哪里").selectOption(place);
    await admin.page.getByRole("button", { name: "放上海报" }).click();
    await admin.page.locator("article strong").getByText(place).waitFor();
    await sound(admin.page);
    const there = new URL(await admin.page.locator("article code").innerText());
    assert.match(there.searchParams.get("by"), /^\w+\.\w{8}$/, "the way in and the place, and nothing of its name");
    const outside = await visitor({ scripts, phone: true });
    await outside.page.goto("/o/jianshen");
    await outside.page.getByText(place).waitFor();
    await sound(outside.page);
    await fits(outside.page);
    await outside.page.goto(leads.pathname + leads.search);
    assert.equal(await outside.page.locator("input[name=':by']").getAttribute("value"), leads.searchParams.get("by"));
    await admin.context.close();
    await outside.context.close();
  });
}

for (const scripts of [true, false]) {
  test(`what is public is read by everybody, printed and taken as PDF ${scripts ? "with" : "without"} JavaScript`, { timeout: 120_000 }, async () => {
    const { page, context, foreign } = await visitor({ scripts, phone: !scripts });
    await page.goto("/o/yanglaoyuan");
    await page.getByRole("link", { name: /处理决定、通知和改进措施/ }).click();
    await page.getByRole("heading", { name: "公示公告", level: 1 }).waitFor();
    await sound(page);
    await fits(page);
    await page.getByRole("main").getByRole("listitem").first().getByRole("link").click();
    await page.locator("article.paper").getByText("已更换并加强巡查").waitFor();
    await sound(page);
    await fits(page);
    assert.match(await page.title(), /^公示处理决定/);
    assert.ok(!(await page.content()).includes("家属"), "it tells nobody who complained");
    const pdf = await page.request.get(await page.getByRole("link", { name: "PDF" }).getAttribute("href"));
    assert.equal((await pdf.body()).subarray(0, 4).toString(), "%PDF");
    assert.deepEqual(foreign, []);
    await context.close();
  });

  test(`files are put aside with the form ${scripts ? "with" : "without"} JavaScript`, { timeout: 120_000 }, async () => {
    const { page, context } = await visitor({ scripts });
    await begin(page);
    await fill(page, { 举报内容: "附一张收据" });
    await goOn(page);
    await fill(page, ABOUT);
    await goOn(page);
    await page.locator("input[type=file]").first().setInputFiles({ name: "收据.txt", mimeType: "text/plain", buffer: Buffer.from("四百元") });
    await page.getByRole("button", { name: "存起来，以后再填" }).click();
    await page.getByText("选好的 1 个文件也存好了").waitFor();
    await sound(page);
    const kept = await code(page);
    await page.goto("/follow");
    await page.getByLabel("查询码").fill(kept);
    await page.getByRole("button", { name: "查看进度" }).click();
    await page.getByText("收据.txt").first().waitFor();
    await context.close();
  });
}

test("inside WeChat a matter is handed in with a picture", { timeout: 120_000 }, async () => {
  const userAgent = "Mozilla/5.0 (Linux; Android 13; V2183A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 " +
    "XWEB/1160065 MMWEBSDK/20231105 MicroMessenger/8.0.44.2502(0x28002C51) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64";
  const context = await (await browser()).newContext({ baseURL: base, userAgent, locale: "zh-CN", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  // What its browser lacks is not missed.
  await context.addInitScript(() => { delete globalThis.open; delete globalThis.print; });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (fault) => faults.push(fault.message));
  await begin(page);
  await fits(page);
  await fill(page, { 举报内容: "手机上写的" });
  await goOn(page);
  await fill(page, ABOUT);
  await goOn(page);
  const files = page.locator("input[type=file]");
  const accepts = await files.getAttribute("accept");
  for (const kind of [".jpg", ".mp4", ".m4a"]) assert.ok(accepts.includes(kind), `${kind} is not taken: ${accepts}`);
  assert.equal(await files.getAttribute("capture"), null, "camera and album are both left open");
  const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  await files.setInputFiles({ name: "现场.png", mimeType: "image/png", buffer: pixel });
  await handIn(page, ME);
  await page.getByRole("heading", { name: "已经收到" }).waitFor();
  await fits(page);
  assert.deepEqual(faults, []);
  await context.close();
});
