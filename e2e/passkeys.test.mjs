// A passkey with Chromium's own authenticator: added, in place of the code at the door, as the fresh proof before an identity is opened.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { base, close, sound, visitor } from "./lib.mjs";
import { fits, passwords, signIn, submit, take, worker } from "./house.mjs";

after(close);

/** Passkeys need a name: the demonstration's is this one. */
const here = base.replace("127.0.0.1", "localhost");
const LOGIN = "heyuan";
const NAME = "戌示例";

const button = (page, name) => page.getByRole("button", { name });

/** A device of this browser that holds passkeys and confirms by itself whose they are. */
async function authenticator({ context, page }) {
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  return { cdp, authenticatorId };
}

async function proofLasts(page, minutes) {
  await page.goto(`${here}/desk/door`);
  await page.getByLabel("身份核验有效的分钟数").fill(String(minutes));
  await button(page, "保存要求").click();
  await button(page, "确认：保存要求").click();
  await page.waitForURL("**/desk/door?saved=1");
}

test("a passkey is added, stands in for the code and opens an identity", { timeout: 240_000 }, async () => {
  const outside = await visitor();
  await submit(outside.page, "示例市信访举报中心", "实名举报", {
    举报内容: "反映某科长重复报销",
    实名举报人: { 真实姓名: NAME, 通讯联系方式: "示例市示例路300号" },
    被举报人: { 姓名或名称: "示例街道某科长" },
  });
  const elsewhere = await worker(LOGIN);
  const path = await take(elsewhere.page, { 来源登记为: "电子邮件" });

  const one = await visitor();
  const { page } = one;
  const password = (await passwords(page)).get(LOGIN);
  await page.goto(`${here}/desk/sign-in`);
  await signIn(page, LOGIN, password);
  await page.waitForURL("**/desk");
  const { cdp, authenticatorId } = await authenticator(one);
  await proofLasts(page, 1);

  // Added.
  await page.goto(`${here}/desk/passkeys`);
  await sound(page);
  await page.getByLabel("名称").fill("我的手机");
  await button(page, "添加通行密钥").click();
  await page.waitForURL("**/desk/passkeys?added=1");
  await page.getByRole("cell", { name: "我的手机", exact: true }).waitFor();
  await sound(page);
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  assert.deepEqual(credentials.map((one) => [one.rpId, one.isResidentCredential]), [["localhost", true]]);

  // In place of the code.
  await button(page, "退出").click();
  await page.waitForURL("**/desk/sign-in");
  await signIn(page, LOGIN, password);
  await page.getByRole("alert").first().waitFor();
  assert.equal((await page.goto(`${here}/desk`)).url().includes("/desk/sign-in"), true, "the password alone opens nothing");
  await page.getByLabel("登录名").fill(LOGIN);
  await page.getByLabel("密码").fill(password);
  await page.getByText("我设置了两步验证").click();
  await sound(page);
  await button(page, "用通行密钥代替验证码").click();
  await page.waitForURL("**/desk");
  const entered = Date.now();

  // Who confirms nothing gets a word and keeps what was typed.
  const still = await visitor({ scripts: false, phone: true });
  await still.page.goto(`${here}/desk/sign-in`);
  await still.page.getByText("我设置了两步验证").click();
  await still.page.getByText("需要浏览器启用 JavaScript").waitFor();
  assert.equal(await button(still.page, "用通行密钥代替验证码").count(), 0);
  await fits(still.page);

  // A minute later an identity asks for a proof; the passkey is one, at its own address alone.
  await page.waitForTimeout(Math.max(0, 62_000 - (Date.now() - entered)));
  await elsewhere.page.goto("/desk/passkeys");
  await button(elsewhere.page, "用通行密钥核验").click();
  await elsewhere.page.getByRole("link", { name: `${here}/desk/passkeys` }).waitFor();
  await page.goto(`${here}${path}`);
  assert.ok(!(await page.content()).includes(NAME));
  await page.getByText("查看身份").first().click();
  const form = page.locator("form[action$='/identity']").first();
  await form.getByLabel("查看的用途").fill("核实署名");
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await button(form, "用通行密钥核验").click();
  await form.getByText("通行密钥没有完成").waitFor();
  assert.equal(await form.getByLabel("查看的用途").inputValue(), "核实署名");
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await sound(page);
  await button(form, "用通行密钥核验").click();
  await page.getByRole("main").getByText(NAME).first().waitFor();

  // Removed, and the office asks for no more than before.
  await page.goto(`${here}/desk/passkeys`);
  await button(page, "删除 我的手机").click();
  await page.waitForURL("**/desk/passkeys?ended=1");
  await page.getByText("还没有通行密钥").waitFor();
  await proofLasts(page, 15);
  for (const { context } of [outside, elsewhere, one, still]) await context.close();
});
